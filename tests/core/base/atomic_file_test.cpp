// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/atomic_file.h"
#include "tests/support/file_bytes.h"
#include "tests/support/full_disk.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

namespace fs = std::filesystem;
using Staging = AtomicFile::Staging;

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span(text));
}

} // namespace

class AtomicFileTest : public QObject {
    Q_OBJECT

  private:
    std::optional<QTemporaryDir> temporary_;
    fs::path folder_;

    [[nodiscard]] fs::path target() const { return folder_ / "master.wav"; }

  private slots:
    void init() {
        temporary_.emplace();
        folder_ = temporary_->path().toStdString();
    }

    void staging_data() {
        QTest::addColumn<int>("staging");
        QTest::newRow("best") << static_cast<int>(Staging::Best);
        QTest::newRow("named") << static_cast<int>(Staging::Named);
    }

    void staging() {
        QFETCH(int, staging);
        writeBytes(target(), "old");
        {
            auto file = AtomicFile::create(target(), static_cast<Staging>(staging));
            QVERIFY(file);
            QVERIFY(file->write(bytesOf("new ")));
            QVERIFY(file->write(bytesOf("content")));
            QCOMPARE(readBytes(file->path()), std::string("new content"));
            QCOMPARE(readBytes(target()), std::string("old"));
            QVERIFY(file->commit());
            QCOMPARE(readBytes(target()), std::string("new content"));
        }
        QCOMPARE(readBytes(target()), std::string("new content"));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    void dropped_data() { staging_data(); }
    void dropped() {
        QFETCH(int, staging);
        writeBytes(target(), "old");
        {
            auto file = AtomicFile::create(target(), static_cast<Staging>(staging));
            QVERIFY(file->write(bytesOf("half of the new")));
            AtomicFile moved = std::move(*file);
            QVERIFY(moved.write(bytesOf(" content")));
        }
        QCOMPARE(readBytes(target()), std::string("old"));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    /// kill -9 in the middle: the target is the old one, and the next attempt cleans up.
    void killed_data() { staging_data(); }
    void killed() {
        QFETCH(int, staging);
        writeBytes(target(), "old");
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto file = AtomicFile::create(target(), static_cast<Staging>(staging));
            const bool isWritten = file && file->write(bytesOf("half"));
            (void)!::write(ready[1], isWritten ? "y" : "n", 1);
            ::alarm(60); // should this test fail before it kills
            ::pause();
            ::_exit(0);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), ssize_t{1});
        QCOMPARE(answer, 'y');
        const bool isNamed = namesIn(folder_).size() == 2;
        if (static_cast<Staging>(staging) == Staging::Named)
            QVERIFY(isNamed);

        // As long as it lives, its file is left alone.
        QVERIFY(writeFileAtomically(target(), "other"));
        QCOMPARE(namesIn(folder_).size(), isNamed ? std::size_t{2} : std::size_t{1});

        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(readBytes(target()), std::string("other"));
        QCOMPARE(namesIn(folder_).size(), isNamed ? std::size_t{2} : std::size_t{1});
        // Another target's attempt leaves it, this one's removes it.
        QVERIFY(writeFileAtomically(folder_ / "other.wav", "x"));
        QCOMPARE(namesIn(folder_).size(), isNamed ? std::size_t{3} : std::size_t{2});
        QVERIFY(writeFileAtomically(target(), "new"));
        QCOMPARE(namesIn(folder_), (std::vector<std::string>{"master.wav", "other.wav"}));
        ::close(ready[0]);
        ::close(ready[1]);
    }

    void fullDisk() {
        const Mount disk = Mount::smallDisk(folder_ / "disk", 1 << 20);
        if (!disk.isMounted())
            QSKIP("mounting needs root");
        const fs::path onDisk = folder_ / "disk" / "a";
        writeBytes(onDisk, "old");
        for (const auto staging : {Staging::Best, Staging::Named}) {
            auto file = AtomicFile::create(onDisk, staging);
            QVERIFY(file);
            const std::string much(std::size_t{1} << 21, 'x');
            const auto written = file->write(bytesOf(much));
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::DiskFull);
            QVERIFY(written.error().detail.find("2097152 bytes needed") != std::string::npos);
            QCOMPARE(written.error().path, onDisk.string());
        }
        QCOMPARE(namesIn(onDisk.parent_path()), std::vector<std::string>{"a"});
        QCOMPARE(readBytes(onDisk), std::string("old"));
    }

    void fileSizeLimit() {
        writeBytes(target(), "old");
        const FileSizeLimit limit(1000);
        const auto written = writeFileAtomically(target(), std::string(2000, 'x'));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::DiskFull);
        QCOMPARE(readBytes(target()), std::string("old"));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"master.wav"});
    }

    void readOnlyFolder() {
        writeBytes(target(), "old");
        std::optional<Mount> mount;
        if (::geteuid() == 0) { // whom permissions do not stop
            mount.emplace(Mount::readOnly(folder_));
            if (!mount->isMounted())
                QSKIP("can't mount here");
        } else {
            fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
        }
        const auto file = AtomicFile::create(target());
        const auto fresh = AtomicFile::create(folder_ / "fresh");
        mount.reset();
        fs::permissions(folder_, fs::perms::owner_all);
        QVERIFY(!file && !fresh);
        QCOMPARE(file.error().code, ErrorCode::NoPermission);
        QCOMPARE(fresh.error().code, ErrorCode::NoPermission);
        QCOMPARE(readBytes(target()), std::string("old"));
    }

    void readOnlyTarget() {
        writeBytes(target(), "old");
        fs::permissions(target(), fs::perms::owner_read | fs::perms::others_read);
        if (::geteuid() == 0)
            QSKIP("root may write read-only files");
        const auto file = AtomicFile::create(target());
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::NoPermission);
    }

    void impossibleTargets() {
        const auto inMissing = AtomicFile::create(folder_ / "missing" / "a");
        QCOMPARE(inMissing.error().code, ErrorCode::FileNotFound);
        const auto folder = AtomicFile::create(folder_);
        QCOMPARE(folder.error().code, ErrorCode::NotAFile);
        QCOMPARE(AtomicFile::create("/dev/null").error().code, ErrorCode::NotAFile);
        const auto tooLong = AtomicFile::create(folder_ / std::string(300, 'x'));
        QCOMPARE(tooLong.error().code, ErrorCode::WriteFailed);
        QVERIFY(namesIn(folder_).empty());
    }

    void longNames() {
        const fs::path name = folder_ / (std::string(251, 'x') + ".wav");
        for (const auto staging : {Staging::Best, Staging::Named}) {
            auto file = AtomicFile::create(name, staging);
            QVERIFY(file);
            QVERIFY(file->commit());
        }
        QCOMPARE(namesIn(folder_).size(), std::size_t{1});
    }

    void linksAreFollowedAndPermissionsKept() {
        writeBytes(target(), "old");
        fs::permissions(target(), fs::perms::owner_all | fs::perms::group_read);
        fs::create_symlink("master.wav", folder_ / "link");
        QVERIFY(writeFileAtomically(folder_ / "link", "new"));
        QVERIFY(fs::is_symlink(folder_ / "link"));
        QCOMPARE(readBytes(target()), std::string("new"));
        QCOMPARE(fs::status(target()).permissions(), fs::perms::owner_all | fs::perms::group_read);
        // A new file gets what the umask leaves.
        const mode_t old = ::umask(0027);
        QVERIFY(writeFileAtomically(folder_ / "fresh", "x"));
        ::umask(old);
        QCOMPARE(fs::status(folder_ / "fresh").permissions(), fs::perms{0640});
    }
};

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "atomic_file_test.moc"
