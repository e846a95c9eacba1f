// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/session_json.h"
#include "ui/session/autosave.h"

#include <QSignalSpy>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// The controller and the disk: sessions saved, opened, left behind and restored, held twice;
/// sources that fail, go or change; masters written.
class SessionFilesTest : public QObject {
    Q_OBJECT

    static constexpr int kMix = SessionController::kMix;
    const MixAndReferences songs_{};

    static bool idle(const SessionController& controller) { return !controller.busy(); }

    /// The folders that unsaved work is kept in.
    static int unsavedFolders() {
        std::error_code code;
        const auto root = Autosave::defaultRoot();
        return static_cast<int>(std::distance(std::filesystem::directory_iterator(root, code),
                                              std::filesystem::directory_iterator()));
    }

    /// As kilter-cli render does it.
    static void renderSession(const std::filesystem::path& file, const std::filesystem::path& out) {
        const auto session = readSession(file);
        QVERIFY(session);
        const auto loaded = loadTracks(sourcesOf(*session));
        QVERIFY(loaded.front());
        Targets targets;
        for (std::size_t i = 1; i < loaded.size(); ++i)
            targets.references.push_back(loaded[i] ? loaded[i]->analysis : nullptr);
        const auto comparison = compare(*session, *loaded.front()->analysis, targets);
        auto mastered = master(*session, *loaded.front(), comparison ? &*comparison : nullptr);
        QVERIFY(mastered);
        auto staged =
            stageMaster(*session, *loaded.front(), std::move(mastered->solved.master.audio),
                        mastered->rate, {out, false});
        QVERIFY(staged);
        QVERIFY(staged->commit());
    }

  public:
    static void initMain() {
        moveHome();
        QCoreApplication::setApplicationName("kilter-test");
    }

  private slots:
    void savedIsOpenedAgain() {
        const auto path = songs_.at("saved.kilter");
        SessionController controller;
        controller.startSession(songs_.mix, {songs_.a, songs_.b});
        controller.setTarget({Lufs{-10.0}, {}});
        QVERIFY(controller.modified());
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QSignalSpy saved(&controller, &SessionController::saved);
        controller.saveAs(path);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QVERIFY(!controller.modified());
        QCOMPARE(controller.path(), path);
        QCOMPARE(SessionController::recentSessions().front(), QString::fromStdString(path));

        SessionController other;
        QSignalSpy opened(&other, &SessionController::opened);
        other.open(path);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kPatience);
        QVERIFY(!other.modified());
        QVERIFY(other.session() == *readSession(path));
        QVERIFY(other.session().moves == controller.moves()); // as they were heard
        QCOMPARE(other.session().target, controller.session().target);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(other), kPatience);
        QVERIFY(other.master()->mastered.solved.settings ==
                controller.master()->mastered.solved.settings);
    }

    void twoWindowsKnowOfEachOther() {
        const auto path = songs_.at("twice.kilter");
        QVERIFY(writeSession(Session{}, {path, true, {}}));
        auto first = std::make_unique<SessionController>();
        SessionController second;
        first->open(path);
        QTRY_COMPARE_WITH_TIMEOUT(first->path(), path, kPatience);
        QVERIFY(first->openedElsewhere().isEmpty());
        second.open(path);
        QTRY_COMPARE_WITH_TIMEOUT(second.path(), path, kPatience);
        QVERIFY(!second.openedElsewhere().isEmpty());
        QVERIFY(first->openedElsewhere().isEmpty());
        first.reset();
        QVERIFY(second.openedElsewhere().isEmpty());
    }

    /// Newest first, each once, and only the last ten.
    void recentSessions() {
        SessionController::clearRecentSessions();
        SessionController controller;
        QSignalSpy opened(&controller, &SessionController::opened);
        QStringList right;
        // False: it was not opened in time.
        const auto open = [&](int number) {
            const auto path = songs_.at(qPrintable(QStringLiteral("recent %1.kilter").arg(number)));
            if (!writeSession(Session{}, {path, true, {}}))
                return false;
            opened.clear();
            controller.open(path);
            const QString name = QString::fromStdString(path);
            right.removeAll(name);
            right.prepend(name);
            return QTest::qWaitFor([&] { return opened.count() == 1; }, kPatience);
        };
        QVERIFY(open(1) && open(2) && open(1));
        QCOMPARE(right.size(), 2);
        QCOMPARE(SessionController::recentSessions(), right);
        for (int number = 3; number <= 12; ++number)
            QVERIFY(open(number));
        QCOMPARE(right.size(), 12);
        QCOMPARE(SessionController::recentSessions(), right.mid(0, 10));
    }

    void brokenSessionLeavesALastGoodOne() {
        const auto path = songs_.at("broken.kilter");
        SessionController controller;
        controller.setMix(songs_.mix);
        QSignalSpy saved(&controller, &SessionController::saved);
        controller.saveAs(path);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        writeBytes(path, "{ half a ses");
        QSignalSpy failed(&controller, &SessionController::openFailed);
        const Session before = controller.session();
        controller.open(path);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed.front().at(1).value<Error>().code, ErrorCode::BadSession);
        QVERIFY(controller.session() == before); // what is open stays open
        const auto copy = controller.lastGood(path);
        QVERIFY(!copy.empty());
        QCOMPARE(readSession(copy)->mix.path, songs_.mix);
        QVERIFY(controller.lastGood(songs_.at("never.kilter")).empty());
    }

    void saveThatFails() {
        SessionController controller;
        QSignalSpy failed(&controller, &SessionController::saveFailed);
        controller.setMix(songs_.mix);
        controller.saveAs(songs_.at("no/such/folder.kilter"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QVERIFY(controller.modified());
        QVERIFY(controller.path().empty());
    }

    void unsavedWorkIsRestored() {
        Session left;
        {
            SessionController controller;
            controller.startSession(songs_.mix, {songs_.a});
            controller.setTarget({Lufs{-11.0}, {}});
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
            left = controller.session();
            QVERIFY(SessionController::leftBehind().empty()); // a living program's is its own
            controller.leaveBehind();
        }
        auto found = SessionController::leftBehind();
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found.front().session.empty()); // never saved
        QCOMPARE(found.front().mix, songs_.mix.filename());
        {
            SessionController controller;
            controller.restore(found.front());
            QTRY_VERIFY_WITH_TIMEOUT(controller.session().target == left.target, kPatience);
            QVERIFY(controller.session() == left);
            QVERIFY(controller.modified());
            // Until it has gone well it is what a crash would be blamed on.
            QVERIFY(std::filesystem::exists(found.front().folder / "restoring"));
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
            QVERIFY(!std::filesystem::exists(found.front().folder / "restoring"));
            controller.leaveBehind(); // crashes again, later
        }
        found = SessionController::leftBehind();
        QCOMPARE(found.size(), std::size_t{1});
        writeBytes(found.front().folder / "restoring", {}); // crashed while it was restored
        QVERIFY(SessionController::leftBehind().empty());
        std::filesystem::remove(found.front().folder / "restoring");
        SessionController::discard(found.front());
        QVERIFY(SessionController::leftBehind().empty());
        QCOMPARE(unsavedFolders(), 0);
    }

    void restoredWorkIsOfItsFile() {
        const auto path = songs_.at("worked-on.kilter");
        {
            SessionController controller;
            QSignalSpy saved(&controller, &SessionController::saved);
            controller.setMix(songs_.mix);
            controller.saveAs(path);
            QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
            QCOMPARE(unsavedFolders(), 0);
            controller.setTarget({Lufs{-8.0}, {}});
            controller.leaveBehind();
        }
        const auto found = SessionController::leftBehind();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found.front().session, path);
        SessionController controller;
        controller.restore(found.front());
        QTRY_COMPARE_WITH_TIMEOUT(controller.path(), path, kPatience);
        QCOMPARE(*controller.session().target.loudness, Lufs{-8.0});
        QSignalSpy saved(&controller, &SessionController::saved);
        controller.save();
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QVERIFY(!controller.modified());
        QTRY_COMPARE_WITH_TIMEOUT(unsavedFolders(), 0, kPatience);
    }

    void fileThatIsNoAudio() {
        const auto text = songs_.at("text.wav");
        writeBytes(text, "no audio, but a text");
        SessionController controller;
        controller.startSession(songs_.mix, {text, songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.source(0).state, SourceState::Failed);
        QCOMPARE(controller.source(0).error->code, ErrorCode::UnknownFormat);
        QCOMPARE(controller.comparison()->profile.references, 1);
        QCOMPARE(controller.source(5).state, SourceState::Empty);
    }

    void missingFileIsFoundAgain() {
        const auto place = songs_.at("elsewhere.wav"), moved = songs_.at("moved.wav");
        std::filesystem::copy_file(songs_.a, place);
        SessionController controller;
        controller.startSession(songs_.mix, {songs_.at("never-there.wav"), place});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.source(0).state, SourceState::Missing);
        QCOMPARE(controller.source(1).state, SourceState::Loaded);

        std::filesystem::rename(place, moved); // noticed without being asked
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(1).state, SourceState::Missing, kPatience);
        QVERIFY(controller.source(1).ready()); // what was read is still there
        controller.relink(1, moved);
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(1).state, SourceState::Loaded, kPatience);

        std::filesystem::copy_file(songs_.b, songs_.at("never-there.wav"));
        controller.checkFiles(); // as when the window is shown again
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(0).state, SourceState::Loaded, kPatience);
    }

    void rebouncedMixIsReadOnTheUsersWord() {
        const auto mix = songs_.write("bounced.wav", DemoSong::Mix, 2);
        SessionController controller;
        controller.startSession(mix, {songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const auto before = controller.source(kMix).loaded.track;
        const Fingerprint old = controller.session().mix.fingerprint;

        (void)songs_.write("bounced.wav", DemoSong::Mix, 3);
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(kMix).state, SourceState::Changed, kPatience);
        QCOMPARE(controller.source(kMix).loaded.track, before);
        QVERIFY(controller.session().mix.fingerprint == old);

        controller.reload(kMix);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.source(kMix).state, SourceState::Loaded);
        QVERIFY(controller.source(kMix).loaded.track != before);
        QVERIFY(controller.session().mix.fingerprint != old);
    }

    void sessionOfAnotherMixSaysSo() {
        Session session;
        session.mix.path = songs_.mix;
        session.mix.fingerprint = {1234, 5678};
        const auto path = songs_.at("other-mix.kilter");
        QVERIFY(writeSession(session, {path, true, {}}));
        SessionController controller;
        controller.open(path);
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(kMix).state, SourceState::Changed, kPatience);
        QVERIFY(controller.session().mix.fingerprint == session.mix.fingerprint);
        controller.reload(kMix);
        QTRY_COMPARE_WITH_TIMEOUT(controller.source(kMix).state, SourceState::Loaded, kPatience);
        QVERIFY(controller.session().mix.fingerprint != session.mix.fingerprint);
    }

    /// Contract: what the window exports is what kilter-cli renders from the saved session.
    void exportsTheBytesOfTheCommandLine_data() {
        QTest::addColumn<bool>("solved");
        QTest::addColumn<bool>("match");
        QTest::newRow("solved before") << true << false;
        QTest::newRow("solved for the export") << false << false;
        QTest::newRow("match curve") << true << true;
    }
    void exportsTheBytesOfTheCommandLine() {
        QFETCH(const bool, solved);
        QFETCH(const bool, match);
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        SessionController controller;
        controller.startSession(songs_.mix, {songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        controller.setTags("Song", "Band", std::nullopt);
        Delivery delivery = controller.session().delivery;
        delivery.samples = SampleFormat::Pcm16;
        controller.setDelivery(delivery);
        if (match)
            controller.setMatch(MatchOptions{});
        else
            controller.setMoveAmount(0, 0.6);
        if (solved)
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);

        QSignalSpy exported(&controller, &SessionController::exported);
        QSignalSpy saved(&controller, &SessionController::saved);
        controller.exportMaster(planFor(place / "window.wav", false, place / "report.html"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const auto outcome = exported.front().front().value<ExportOutcome>();
        QCOMPARE(outcome.bytes, std::filesystem::file_size(place / "window.wav"));
        QVERIFY(std::abs(outcome.measured.loudness.integrated->value - -14.0) <= 0.05);
        QVERIFY(outcome.facts.gapAfter);
        QVERIFY(!outcome.besideError);
        QVERIFY(readBytes(place / "report.html").find("</html>") != std::string::npos);
        QVERIFY(controller.masterIsCurrent());

        controller.saveAs(place / "session.kilter");
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        renderSession(place / "session.kilter", place / "command-line.wav");
        const std::string bytes = readBytes(place / "window.wav");
        QVERIFY(!bytes.empty() && bytes == readBytes(place / "command-line.wav"));
    }

    void exportThatIsRefused() {
        SessionController controller;
        QSignalSpy failed(&controller, &SessionController::exportFailed);
        controller.exportMaster(planFor(songs_.at("nothing.wav"), false));
        QCOMPARE(failed.count(), 1); // there is no mix
        controller.startSession(songs_.mix, {});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        controller.exportMaster(planFor(songs_.mix, true));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, kPatience);
        QCOMPARE(failed.back().front().value<Error>().code, ErrorCode::OutputIsInput);
        controller.exportMaster(planFor(songs_.at("fine.wav"), true, songs_.at("fine.wav")));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 3, kPatience);
        QVERIFY(!std::filesystem::exists(songs_.at("fine.wav")));
    }

    /// The moves are only known when the comparison is done: the export waits for it.
    void exportWhileComparing() {
        SessionController controller;
        controller.startSession(songs_.mix, {songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QSignalSpy exported(&controller, &SessionController::exported);
        QSignalSpy failed(&controller, &SessionController::exportFailed);
        controller.setMatch(MatchOptions{});
        QCOMPARE(controller.work().kind, Work::Kind::Comparing);
        controller.exportMaster(planFor(songs_.at("while.wav"), false));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count() + failed.count(), 1, kPatience);
        QCOMPARE(failed.count(), 0);
        QVERIFY(exported.front().front().value<ExportOutcome>().mastered->mastered.balance.curve);

        controller.setMatch(std::nullopt);
        controller.exportMaster(planFor(songs_.at("never.wav"), false));
        controller.cancelExport();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed.front().front().value<Error>().code, ErrorCode::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!std::filesystem::exists(songs_.at("never.wav")));
    }

    void cancelledExportLeavesNothing() {
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        SessionController controller;
        controller.startSession(songs_.mix, {songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        controller.setTarget({Lufs{-9.0}, {}}); // something to solve
        QSignalSpy failed(&controller, &SessionController::exportFailed);
        controller.exportMaster(planFor(place / "master.wav", false));
        controller.cancelExport();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed.front().front().value<Error>().code, ErrorCode::Cancelled);
        QVERIFY(std::filesystem::is_empty(place));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience); // solved after all
    }
};

QTEST_GUILESS_MAIN(SessionFilesTest)
#include "session_files_test.moc"
