// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"
#include "tests/ui/session/timed_application.h"

#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/views/spectrum_view.h"

#include <QApplication>

using namespace kilter;
using namespace kilter::testing;

using TimedApplication = Timed<QApplication>;

/// Contract: the window is never held while three references load, a master is solved, and a hand
/// drags a band. CPU time is judged; how late a 60 Hz timer came is told, since that is also up to
/// the machine.
class WindowThreadTest : public QObject {
    Q_OBJECT

  private slots:
    void neverHeld() {
        constexpr int kTimes = 8; // of 8 s
        const Songs songs;
        const auto mix = songs.write("mix.wav", DemoSong::Mix, 1, kTimes);
        const std::vector<std::filesystem::path> files{
            mix, songs.write("a.wav", DemoSong::ReferenceA, 1, kTimes),
            songs.write("b.wav", DemoSong::ReferenceB, 1, kTimes),
            songs.write("c.wav", DemoSong::ReferenceA, 2, kTimes)};
        SessionWindow window;
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(200); // fonts and icons are loaded once

        const Ticks ticks;
        TimedApplication& app = TimedApplication::app();
        app.longest = 0.0;
        TimedCalls call;
        SessionController& controller = window.controller();
        call([&] { window.addFiles(files); });
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.moves().empty());
        auto& spectrum = *window.findChild<SpectrumView*>();
        for (int i = 0; i < 60; ++i) { // a second of dragging
            Move move = controller.movesWithoutOverall().front();
            move.shape.gain = Decibels{0.05 * i};
            call([&] { emit spectrum.moveChanged(0, move); });
        }
        emit spectrum.gestureFinished();
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);

        qInfo("longest event %.1f ms (%s), longest call %.1f ms of CPU; latest tick after %.1f ms",
              app.longest, qPrintable(app.what), call.longest(), ticks.latest());
        QVERIFY2(app.longest < kMostHeld, qPrintable(app.what));
        QVERIFY(call.longest() < kMostHeld);
    }
};

int main(int argc, char** argv) {
    moveHome();
    TimedApplication application(argc, argv);
    applyTheme(application, darkTheme());
    WindowThreadTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "window_thread_test.moc"
