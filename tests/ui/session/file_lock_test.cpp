// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"

#include "core/session/session_json.h"
#include "ui/session/autosave.h"
#include "ui/session/file_lock.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

namespace fs = std::filesystem;

/// One at a time, whoever it is, and nobody for longer than he lives.
class FileLockTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path root_ = folder_.path().toStdString();
    fs::path file_ = root_ / "lock";

    /// Killed at any moment of taking it, or long ago and another program has its number now.
    static std::vector<std::string> leftInLocks() {
        return {"", "kil", "kilter (here, 1)", std::to_string(::getpid()) + "\nkilter\nhere\n",
                std::string(5000, 'x')};
    }

  private slots:
    void oneAtATime() {
        QVERIFY(FileLock::holderOf(file_).isEmpty());
        auto lock = FileLock::take(file_);
        QVERIFY(lock && fs::exists(file_));
        QVERIFY(!FileLock::take(file_));
        QCOMPARE(FileLock::holderOf(file_), QStringLiteral("file_lock_test (%1, %2)")
                                                .arg(QSysInfo::machineHostName())
                                                .arg(QCoreApplication::applicationPid()));
        QVERIFY(!FileLock::take(file_)); // to ask is not to take
        lock.reset();
        QVERIFY(!fs::exists(file_));
        QVERIFY(FileLock::holderOf(file_).isEmpty());
        QVERIFY(FileLock::take(file_));
    }

    void whatIsLeftIsNobodys() {
        for (const std::string& left : leftInLocks()) {
            writeBytes(file_, left);
            QVERIFY(FileLock::holderOf(file_).isEmpty());
            const auto lock = FileLock::take(file_);
            QVERIFY2(lock, left.c_str());
            QVERIFY(FileLock::holderOf(file_).startsWith("file_lock_test ("));
            QVERIFY(FileLock::holderOf(file_).endsWith(')'));
        }
    }

    void noPlaceForOne() {
        QVERIFY(!FileLock::take(root_ / "not there" / "lock"));
        QVERIFY(!FileLock::take(root_));
        QVERIFY(FileLock::holderOf(root_ / "not there" / "lock").isEmpty());
    }

    void anotherProgramHoldsItUntilItsEnd() {
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto lock = FileLock::take(file_);
            ::alarm(60);
            (void)!::write(ready[1], lock ? "y" : "n", 1);
            ::pause();
            ::_exit(1);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), ssize_t{1});
        QCOMPARE(answer, 'y');
        QVERIFY(!FileLock::take(file_));
        QVERIFY(!FileLock::holderOf(file_).isEmpty());
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(fs::exists(file_));
        QVERIFY(FileLock::holderOf(file_).isEmpty());
        QVERIFY(FileLock::take(file_));
    }

    /// Each takes it, does what only one may do, and lets go of it while others are on their way.
    void propertyNeverTwo() {
        constexpr int kPrograms = 4;
        constexpr int kTimes = 300;
        std::vector<pid_t> programs;
        for (int p = 0; p < kPrograms; ++p) {
            programs.push_back(::fork());
            if (programs.back() != 0)
                continue;
            ::alarm(60);
            for (int had = 0; had < kTimes;) {
                const auto lock = FileLock::take(file_);
                if (!lock)
                    continue;
                const fs::path alone = root_ / "alone";
                const int fd = ::open(alone.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
                if (fd < 0 || ::unlink(alone.c_str()) != 0)
                    ::_exit(1);
                ::close(fd);
                ++had;
            }
            ::_exit(0);
        }
        for (const pid_t program : programs) {
            int status = 1;
            ::waitpid(program, &status, 0);
            QCOMPARE(status, 0);
        }
        QVERIFY(!fs::exists(file_));
    }

    /// Work is offered again, and a folder without any is removed, whenever its program was killed.
    void unsavedWorkBehindAnyLock() {
        const fs::path root = root_ / "unsaved";
        Session session;
        session.mix.path = "/music/mix.wav";
        for (const std::string& left : leftInLocks()) {
            fs::create_directories(root / "empty");
            fs::create_directories(root / "work");
            for (const char* folder : {"empty", "work"})
                writeBytes(root / folder / "lock", left);
            QVERIFY(writeSession(session, {root / "work" / "session.kilter"}));
            const auto found = Autosave(root).leftBehind();
            QCOMPARE(found.size(), std::size_t{1});
            QCOMPARE(found.front().folder, root / "work");
            QCOMPARE(namesIn(root), std::vector<std::string>{"work"});
            writeBytes(root / "work" / "lock", left);
            Autosave next(root);
            QVERIFY(next.adopt(found.front()).has_value());
            QVERIFY(Autosave(root).leftBehind().empty());
            next.restored();
            next.forget();
            QCOMPARE(namesIn(root), std::vector<std::string>{});
        }
    }
};

QTEST_GUILESS_MAIN(FileLockTest)
#include "file_lock_test.moc"
