// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/support/full_disk.h"
#include "tests/ui/session/session_fixture.h"

#include "core/base/atomic_file.h"
#include "core/reference/builtin_profile.h"
#include "core/session/session_json.h"
#include "ui/session/autosave.h"
#include "ui/session/master_work.h"
#include "ui/session/session_file.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kKills = 40; // of each kind: 200 in all
constexpr auto kWord = "--write";

/// What is written in turn.
Session sessionOf(int version) {
    Session session;
    session.mix.path = "/music/mix.wav";
    session.created = "2026-01-01";
    session.target.loudness = version == 0 ? Lufs{-14.0} : Lufs{-9.0};
    for (int i = 0; i < 30; ++i) // some kilobytes, so that there is a half
        session.references.push_back({{"/music/a record.wav", {}, LoudestSection{}}, true, 1.0});
    return session;
}
Profile profileOf(int version) {
    Profile profile = builtinProfile();
    profile.name = version == 0 ? "one" : "two";
    return profile;
}
std::string bytesOf(int version) {
    return std::string(std::size_t{1} << 18, version == 0 ? 'o' : 'n');
}

/// A mix, measured and mastered once: what an export starts from.
struct Exported {
    SessionState state;
    std::shared_ptr<const MeasuredMaster> solved;

    explicit Exported(const fs::path& folder) {
        const SampleRate rate{44100};
        state.session.mix.path = folder / "mix.wav";
        state.session.created = "2026-01-01";
        state.session.target.loudness = Lufs{-16.0};
        const AudioBuffer song = demoSong(DemoSong::Mix, Seconds{3.0}, rate, 1);
        if (!writeAudioFile(state.session.mix.path, song, rate,
                            {FileFormat::Wav, SampleFormat::Pcm16}))
            qFatal("no place for a test's file");
        auto mix = loadTrack(state.session.mix, kilter::Keep::Audio);
        if (!mix)
            qFatal("its mix can't be read");
        state.mix = std::move(*mix);
        auto master = masterOf(state, nullptr, {});
        if (!master)
            qFatal("it can't be mastered");
        solved = std::move(*master);
    }
    [[nodiscard]] bool write(const fs::path& folder, int version) const {
        SessionState now = state;
        // The master and the report tell it.
        now.session.created = version == 0 ? "2026-01-01" : "2026-12-31";
        ExportPlan plan;
        plan.destination = {folder / "master.wav", true};
        plan.report = folder / "master.html";
        const auto done = exportOf(now, nullptr, {solved, solved}, plan, {});
        return done && !done->besideError;
    }
};

/// Writes versions in turn through what the window saves with; `told` after each.
void saveForEver(const fs::path& path, const std::function<bool(bool)>& told) {
    SessionFile file;
    file.setPath(path);
    QEventLoop loop;
    bool fine = false;
    QObject::connect(&file, &SessionFile::wasWritten, &loop, [&] {
        fine = true;
        loop.quit();
    });
    QObject::connect(&file, &SessionFile::writeFailed, &loop, [&] {
        fine = false;
        loop.quit();
    });
    for (int i = 0;; ++i) {
        file.write(sessionOf(i % 2), path);
        loop.exec();
        if (!told(fine))
            return;
    }
}
void autosaveForEver(const fs::path& root, const std::function<bool(bool)>& told) {
    Autosave autosave(root);
    for (int i = 0;; ++i) {
        autosave.remember(sessionOf(i % 2), "/music/of this.kilter");
        autosave.flush();
        while (autosave.writing())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (!told(true))
            return;
    }
}

void tell() {
    (void)!::write(STDOUT_FILENO, ".", 1);
}

/// The program that is killed: this one, called with words.
int writer(const std::string& kind, const fs::path& place) {
    ::alarm(60); // should the test fail before it kills
    const auto told = [](bool) {
        tell();
        return true;
    };
    if (kind == "save")
        saveForEver(place, told);
    else
        autosaveForEver(place, told);
    return 0;
}

/// A child process whose every finished piece of work is a byte in a pipe.
class Victim {
  public:
    explicit Victim(const std::function<void()>& work) {
        int ends[2];
        if (::pipe(ends) != 0)
            qFatal("no pipe");
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            work();
            ::_exit(1);
        }
        ::close(ends[1]);
        told_ = ends[0];
    }
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;
    ~Victim() {
        kill();
        ::close(told_);
    }

    /// False: it ended, or does nothing any more.
    [[nodiscard]] bool waitForOne() const {
        pollfd wanted{told_, POLLIN, 0};
        char byte = 0;
        return ::poll(&wanted, 1, 20000) == 1 && ::read(told_, &byte, 1) == 1;
    }
    void kill() {
        if (process_ <= 0)
            return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }

  private:
    pid_t process_ = 0;
    int told_ = -1;
};

} // namespace

/// Programs that are killed (SIGKILL) at seeded random moments while they write, and disks that are
/// full: what is there is the old or the new, never a half, and the next run leaves nothing of it.
class KillStormTest : public QObject {
    Q_OBJECT

    std::optional<QTemporaryDir> temporary_;
    fs::path folder_;
    std::mt19937 random_{20261127};

    double chance() { return std::uniform_real_distribution(0.0, 1.0)(random_); }

    /// Kills one after the other, each somewhere within a piece of work; `check` after each, with
    /// how many pieces it had told to be done.
    void storm(const std::function<void()>& work, const std::function<void(int)>& check) {
        std::chrono::duration<double> start = std::chrono::milliseconds(50), piece = start;
        for (int i = 0; i < kKills; ++i) {
            const auto born = Clock::now();
            Victim victim(work);
            // Some are killed before their first piece is done.
            const int whole = static_cast<int>(3.0 * chance());
            for (int n = 0; n < whole; ++n) {
                const auto begin = Clock::now();
                QVERIFY(victim.waitForOne());
                (n > 0 ? piece : start) = Clock::now() - (n > 0 ? begin : born);
            }
            std::this_thread::sleep_for(chance() * (whole > 0 ? piece : start));
            victim.kill();
            check(whole);
            if (QTest::currentTestFailed())
                return;
        }
    }

    static std::function<void()> program(const char* kind, const fs::path& place) {
        return [kind, place] {
            ::execl("/proc/self/exe", "kill_storm_test", kWord, kind, place.c_str(), nullptr);
        };
    }

    /// A file that has to be one of two, and was one of them before.
    static void isOneOf(const fs::path& file, const std::array<std::string, 2>& versions) {
        const std::string now = readBytes(file);
        QVERIFY2(now == versions[0] || now == versions[1],
                 qPrintable(QStringLiteral("%1 bytes of %2")
                                .arg(now.size())
                                .arg(QString::fromStdString(file.filename().string()))));
    }

    static void lastGoodIsWhole(const fs::path& file) {
        std::error_code code;
        if (fs::exists(SessionFile::lastGood(file), code))
            QVERIFY(readSession(SessionFile::lastGood(file)));
    }

    /// What is left behind in folder_ is one of two sessions, and is there if one was `written`.
    void leftBehindIsWhole(bool written) const {
        const Autosave next(folder_);
        const auto found = next.leftBehind();
        QVERIFY(found.size() == 1 || (found.empty() && !written));
        for (const LeftBehind& work : found) {
            const auto session = readSession(work.folder / "session.kilter");
            QVERIFY(session);
            QVERIFY(*session == sessionOf(0) || *session == sessionOf(1));
            QCOMPARE(work.session, fs::path("/music/of this.kilter"));
            Autosave::discard(work);
        }
        QCOMPARE(namesIn(folder_), std::vector<std::string>{});
    }

    /// `write` where `fill` leaves no room for as long as what it returns lives: nothing changes.
    template <class Fill>
    static void withoutRoom(const fs::path& place, const std::vector<std::string>& names,
                            const std::function<bool(const fs::path&, int)>& write,
                            const Fill& fill) {
        QVERIFY(write(place, 0));
        std::map<std::string, std::string> before;
        for (const std::string& name : names)
            before[name] = readBytes(place / name);
        {
            [[maybe_unused]] const auto filled = fill(place);
            QVERIFY(!write(place, 1));
        }
        for (const std::string& name : names)
            QVERIFY(readBytes(place / name) == before[name]);
        fs::remove(place / "filler");
        QCOMPARE(namesIn(place), names);
        QVERIFY(write(place, 1)); // and goes on as soon as there is room
        for (const std::string& name : names)
            QVERIFY(readBytes(place / name) != before[name]);
        QCOMPARE(namesIn(place), names);
    }

    /// Runs `write` on a disk without room and with a file size limit; false is right.
    void fullDisk(const std::vector<std::string>& names,
                  const std::function<bool(const fs::path&, int)>& write) {
        constexpr std::uint64_t kDisk = 4 << 20;
        fs::create_directories(folder_ / "limited");
        withoutRoom(folder_ / "limited", names, write,
                    [](const fs::path&) { return std::make_unique<FileSizeLimit>(1000); });
        if (QTest::currentTestFailed())
            return;
        const Mount disk = Mount::smallDisk(folder_ / "disk", kDisk);
        if (!disk.isMounted())
            QSKIP("mounting needs root; with a limit on the file's size it was right");
        withoutRoom(folder_ / "disk", names, write, [](const fs::path& place) {
            writeBytes(place / "filler", std::string(kDisk, 'x'));
            return 0;
        });
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void init() {
        temporary_.emplace();
        folder_ = temporary_->path().toStdString();
    }

    /// Where a file has a name from its first byte on.
    void named() {
        const fs::path file = folder_ / "named";
        const auto write = [file](int version) {
            auto staged = AtomicFile::create(file, AtomicFile::Staging::Named);
            const std::string bytes = bytesOf(version);
            return staged && staged->write(std::as_bytes(std::span(bytes))) && staged->commit();
        };
        QVERIFY(write(0));
        const std::array<std::string, 2> versions{bytesOf(0), bytesOf(1)};
        std::size_t litter = 0;
        storm(
            [&] {
                for (int i = 1; write(i % 2); ++i)
                    tell();
            },
            [&](int) {
                isOneOf(file, versions);
                litter += namesIn(folder_).size() - 1;
            });
        QVERIFY(litter > 0); // or nothing was in the middle of anything
        QVERIFY(write(1));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"named"});
    }

    void profile() {
        const fs::path file = folder_ / "genre.json";
        std::array<std::string, 2> versions;
        for (const int v : {1, 0}) {
            QVERIFY(writeProfile(profileOf(v), {file, true}));
            versions[static_cast<std::size_t>(v)] = readBytes(file);
        }
        storm(
            [&] {
                for (int i = 1; writeProfile(profileOf(i % 2), {file, true}); ++i)
                    tell();
            },
            [&](int) { isOneOf(file, versions); });
        QVERIFY(writeProfile(profileOf(1), {file, true}));
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"genre.json"});
    }

    void save() {
        const fs::path file = folder_ / "song.kilter";
        const std::array<std::string, 2> versions{sessionToJson(sessionOf(0), folder_),
                                                  sessionToJson(sessionOf(1), folder_)};
        const fs::path copies = SessionFile::lastGood(file).parent_path();
        QVERIFY(writeSession(sessionOf(0), {file, true}));
        storm(program("save", file), [&](int) {
            isOneOf(file, versions);
            lastGoodIsWhole(file);
        });
        int written = 0;
        saveForEver(file, [&](bool fine) { return fine && ++written < 2; });
        QCOMPARE(written, 2);
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"song.kilter"});
        QCOMPARE(namesIn(copies),
                 std::vector<std::string>{SessionFile::lastGood(file).filename().string()});
    }

    void autosave() {
        fs::create_directories(folder_);
        storm(program("autosave", folder_), [&](int written) { leftBehindIsWhole(written > 0); });
        // Killed before it had written anything.
        fs::create_directories(folder_ / "0123");
        writeBytes(folder_ / "0123" / "origin", "/music/of this.kilter");
        QVERIFY(Autosave(folder_).leftBehind().empty());
        QCOMPARE(namesIn(folder_), std::vector<std::string>{});
    }

    void exportAndReport() {
        const fs::path place = folder_ / "masters";
        fs::create_directories(place);
        const Exported exported(folder_);
        std::array<std::string, 2> masters, reports;
        for (const int v : {1, 0}) {
            QVERIFY(exported.write(place, v));
            masters[static_cast<std::size_t>(v)] = readBytes(place / "master.wav");
            reports[static_cast<std::size_t>(v)] = readBytes(place / "master.html");
        }
        QVERIFY(masters[0] != masters[1] && reports[0] != reports[1]);
        storm(
            [&] {
                for (int i = 1; exported.write(place, i % 2); ++i)
                    tell();
            },
            [&](int) {
                isOneOf(place / "master.wav", masters);
                isOneOf(place / "master.html", reports);
            });
        QVERIFY(exported.write(place, 1));
        QCOMPARE(namesIn(place), (std::vector<std::string>{"master.html", "master.wav"}));
    }

    void fullDiskKeepsTheProfile() {
        fullDisk({"genre.json"}, [](const fs::path& place, int version) {
            return static_cast<bool>(
                writeProfile(profileOf(version), {place / "genre.json", true}));
        });
    }
    void fullDiskKeepsTheSession() {
        fullDisk({"song.kilter"}, [](const fs::path& place, int version) {
            return static_cast<bool>(
                writeSession(sessionOf(version), {place / "song.kilter", true}));
        });
    }
    void fullDiskKeepsMasterAndReport() {
        const Exported exported(folder_);
        fullDisk({"master.html", "master.wav"}, [&](const fs::path& place, int version) {
            return exported.write(place, version);
        });
    }
};

int main(int argc, char** argv) {
    KillStormTest::initMain();
    const QCoreApplication application(argc, argv);
    if (argc == 4 && std::string_view(argv[1]) == kWord)
        return writer(argv[2], argv[3]);
    KillStormTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "kill_storm_test.moc"
