// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"
#include "tests/ui/session/timed_application.h"

#include "core/session/player.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

using TimedApplication = Timed<QCoreApplication>;

/// Contract: the gui thread is never held while songs load, a master is solved and a hand moves.
/// CPU time is judged; how late a 60 Hz timer came is told, since that is also up to the machine.
class GuiThreadTest : public QObject {
    Q_OBJECT

    Songs songs_;

  private slots:
    void neverHeld() {
        constexpr int kTimes = 8; // of 8 s
        const auto mix = songs_.write("mix.wav", DemoSong::Mix, 1, kTimes);
        const std::vector<std::filesystem::path> references{
            songs_.write("a.wav", DemoSong::ReferenceA, 1, kTimes),
            songs_.write("b.wav", DemoSong::ReferenceB, 1, kTimes),
            songs_.write("c.wav", DemoSong::ReferenceA, 2, kTimes)};
        Player player(SampleRate{48000}); // everything has to be resampled for it
        SessionController controller;
        controller.setPlayer(&player);

        const Ticks ticks;
        connect(&ticks, &QTimer::timeout, this, [&] { (void)player.poll(); });
        TimedApplication& app = TimedApplication::app();
        app.longest = 0.0;
        TimedCalls call;
        call([&] { controller.startSession(mix, references); });
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.moves().empty());

        controller.beginGesture();
        for (int i = 0; i < 60; ++i) { // a second of dragging
            Move move = controller.movesWithoutOverall().front();
            move.shape.gain = Decibels{0.05 * i};
            move.shape.frequency = Hertz{200.0 + i};
            call([&] { controller.setMove(0, move); });
        }
        controller.endGesture();
        call([&] { controller.setMatch(MatchOptions{}); });
        call([&] { controller.setSection(SessionController::kMix, Section{{10.0}, {30.0}}); });
        call([&] { controller.undoStack()->undo(); });
        call([&] { controller.undoStack()->undo(); });
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QSignalSpy exported(&controller, &SessionController::exported);
        call([&] { controller.exportMaster(planFor(songs_.at("master.wav"), false)); });
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);

        qInfo("longest event %.1f ms, longest call %.1f ms of CPU; latest tick after %.1f ms",
              app.longest, call.longest(), ticks.latest());
        QVERIFY2(app.longest < kMostHeld, "an answer was worked on by the gui thread");
        QVERIFY2(call.longest() < kMostHeld, "an edit was worked on by the gui thread");
        controller.setPlayer(nullptr);
    }

    void cancelledWithinASecond() {
        const auto mix = songs_.write("long.wav", DemoSong::Mix, 3, 40);
        for (const int after : {0, 50, 150, 400}) { // ms
            auto controller = std::make_unique<SessionController>();
            controller->startSession(mix, {mix, mix});
            QTest::qWait(after);
            const double begin = cpuMilliseconds();
            QElapsedTimer watch;
            watch.start();
            controller.reset(); // cancels and joins all of it
            qInfo("cancelled after %d ms: gone in %lld ms", after, watch.elapsed());
            QVERIFY(cpuMilliseconds() - begin < kMostHeld);
        }
    }
};

int main(int argc, char** argv) {
    moveHome();
    TimedApplication application(argc, argv);
    GuiThreadTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "gui_thread_test.moc"
