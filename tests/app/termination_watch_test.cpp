// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/termination_watch.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace kilter;

class TerminationWatchTest : public QObject {
    Q_OBJECT

  private slots:
    void tellsInTheEventLoop_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void tellsInTheEventLoop() {
        QFETCH(const int, signal);
        TerminationWatch watch;
        QSignalSpy requested(&watch, &TerminationWatch::requested);
        QCOMPARE(std::raise(signal), 0); // and this program lives on
        QCOMPARE(requested.count(), 0);
        QTRY_COMPARE(requested.count(), 1);
        QCOMPARE(requested.front().front().toInt(), signal);
    }

    void signalsDoAgainWhatTheyDid() {
        { const TerminationWatch watch; }
        QVERIFY(std::signal(SIGTERM, SIG_DFL) == SIG_DFL);
    }
};

QTEST_GUILESS_MAIN(TerminationWatchTest)
#include "termination_watch_test.moc"
