// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::vector<std::string>& calls() {
    static std::vector<std::string> all;
    return all;
}

int failingFsync = -1; ///< the how manieth fails; -1: none
int failingWrite = 0;  ///< what writing to a file fails with; 0: it does not

} // namespace

// In the place of the C library's, for this program alone.
extern "C" int fsync(int fd) {
    struct stat status {};
    ::fstat(fd, &status);
    calls().emplace_back(S_ISDIR(status.st_mode) ? "flush folder" : "flush file");
    if (failingFsync-- == 0) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, fd));
}
extern "C" ssize_t write(int fd, const void* bytes, size_t count) {
    struct stat status {};
    if (failingWrite != 0 && ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        errno = failingWrite;
        return -1;
    }
    return ::syscall(SYS_write, fd, bytes, count);
}
extern "C" int rename(const char* from, const char* to) noexcept {
    calls().emplace_back("rename");
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

using namespace kilter;

/// What outlives a power cut: a file is on the disk before it takes its place, and its folder
/// after.
class DurabilityTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path target() const {
        return std::filesystem::path(folder_.path().toStdString()) / "master.wav";
    }

  private slots:
    void init() {
        calls().clear();
        failingFsync = -1;
        failingWrite = 0;
    }

    void whyItCanNotBeWritten_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("code");
        QTest::newRow("full") << ENOSPC << static_cast<int>(ErrorCode::DiskFull);
        QTest::newRow("quota") << EDQUOT << static_cast<int>(ErrorCode::DiskFull);
        QTest::newRow("too large") << EFBIG << static_cast<int>(ErrorCode::DiskFull);
        QTest::newRow("device") << EIO << static_cast<int>(ErrorCode::WriteFailed);
        QTest::newRow("denied") << EACCES << static_cast<int>(ErrorCode::NoPermission);
        QTest::newRow("not permitted") << EPERM << static_cast<int>(ErrorCode::NoPermission);
        QTest::newRow("read-only") << EROFS << static_cast<int>(ErrorCode::NoPermission);
    }

    void whyItCanNotBeWritten() {
        QFETCH(int, number);
        QFETCH(int, code);
        QVERIFY(writeFileAtomically(target(), "old"));
        failingWrite = number;
        const auto written = writeFileAtomically(target(), "new");
        failingWrite = 0;
        QVERIFY(!written);
        QCOMPARE(static_cast<int>(written.error().code), code);
        // How much room there has to be is said where it is room that is missing.
        const auto full = static_cast<int>(ErrorCode::DiskFull);
        QCOMPARE(written.error().detail.ends_with("; 3 bytes needed"), code == full);
        const auto file = AtomicFile::create(target());
        QVERIFY(file->failure(number, 0).detail.find("needed") == std::string::npos);
        QCOMPARE(std::filesystem::file_size(target()), std::uintmax_t{3});
        QCOMPARE(std::distance(std::filesystem::directory_iterator(target().parent_path()), {}),
                 std::ptrdiff_t{1});
    }

    void flushedBeforeAndAfter() {
        QVERIFY(writeFileAtomically(target(), "content"));
        QCOMPARE(calls(), (std::vector<std::string>{"flush file", "rename", "flush folder"}));
    }

    void whatCanNotBeFlushedDoesNotTakeThePlace() {
        QVERIFY(writeFileAtomically(target(), "old"));
        calls().clear();
        failingFsync = 0;
        const auto written = writeFileAtomically(target(), "new");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
        QCOMPARE(calls(), std::vector<std::string>{"flush file"});
        QCOMPARE(std::filesystem::file_size(target()), std::uintmax_t{3});
    }

    /// It has its place, and whether it keeps it nobody knows.
    void aFolderThatCanNotBeFlushedIsTold() {
        failingFsync = 1;
        const auto written = writeFileAtomically(target(), "new");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
    }
};

QTEST_APPLESS_MAIN(DurabilityTest)
#include "durability_test.moc"
