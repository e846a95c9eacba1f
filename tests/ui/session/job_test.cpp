// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/job.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

using namespace kilter;

namespace {

constexpr int kPatience = 20000; // ms

/// Works until it is asked to stop, and says so.
Result<int> untilStopped(const Progress& progress) {
    while (!progress.cancelled())
        QThread::msleep(1);
    return Error{ErrorCode::Cancelled, {}, {}};
}

} // namespace

class JobTest : public QObject {
    Q_OBJECT

  private slots:
    void answersOnTheGuiThread() {
        Job<int> job;
        QThread* worked = nullptr;
        QThread* delivered = nullptr;
        std::optional<int> answer;
        job.start(
            [&](const Progress&) -> Result<int> {
                worked = QThread::currentThread();
                return 42;
            },
            [&](Result<int> result) {
                delivered = QThread::currentThread();
                answer = *result;
            });
        QVERIFY(job.running());
        QVERIFY(!answer); // only from the event loop
        QTRY_VERIFY_WITH_TIMEOUT(answer, kPatience);
        QCOMPARE(*answer, 42);
        QCOMPARE(delivered, thread());
        QVERIFY(worked && worked != thread());
        QVERIFY(!job.running());
    }

    void tellsOfProgress() {
        Job<int> job;
        std::atomic<bool> heard = false;
        std::vector<std::pair<double, std::string>> told;
        bool done = false;
        bool here = true; // on the gui thread
        job.start(
            [&](const Progress& progress) -> Result<int> {
                const Progress part = progress.part(0.0, 1.0, "working");
                for (int i = 0; i <= 1000; ++i)
                    part.at(i / 1000.0);
                while (!heard)
                    QThread::msleep(1);
                part.at(1.0);
                return 0;
            },
            [&](const Result<int>&) { done = true; },
            [&](double fraction, const std::string& stage) {
                here = here && QThread::currentThread() == thread();
                told.emplace_back(fraction, stage);
                heard = true;
            });
        QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
        QVERIFY(here);
        QVERIFY(!told.empty() && told.size() < 1000); // a busy worker does not flood the gui
        QCOMPARE(told.back().first, 1.0);
        QCOMPARE(told.back().second, std::string("working"));
    }

    void cancelledIsDropped() {
        Job<int> job;
        bool delivered = false;
        job.start(untilStopped, [&](const Result<int>&) { delivered = true; });
        job.cancel();
        QVERIFY(!job.running());
        // The next one starts when the thread is free, and only its answer comes.
        bool second = false;
        job.start([](const Progress&) -> Result<int> { return 1; },
                  [&](const Result<int>&) { second = true; });
        QTRY_VERIFY_WITH_TIMEOUT(second, kPatience);
        QVERIFY(!delivered);
    }

    void lateAnswerIsDropped() {
        Job<int> job;
        std::atomic<bool> finished = false;
        std::vector<int> answers;
        const auto deliver = [&](Result<int> result) { answers.push_back(*result); };
        job.start(
            [&](const Progress&) -> Result<int> { // deaf to the wish to stop
                finished = true;
                return 1;
            },
            deliver);
        while (!finished)
            QThread::msleep(1);
        QThread::msleep(20); // its answer is on the way
        job.start([](const Progress&) -> Result<int> { return 2; }, deliver);
        QTRY_COMPARE_WITH_TIMEOUT(answers, (std::vector<int>{2}), kPatience);
        QTest::qWait(20);
        QCOMPARE(answers, (std::vector<int>{2}));
    }

    void stoppedStillAnswers() {
        Job<int> job;
        std::optional<ErrorCode> code;
        job.start(untilStopped, [&](const Result<int>& result) { code = result.error().code; });
        job.stop();
        QVERIFY(job.running());
        QTRY_VERIFY_WITH_TIMEOUT(code == ErrorCode::Cancelled, kPatience);
    }

    /// What follows a hand: nobody is interrupted, and of those that wait only the newest runs.
    void nextOnesWaitAndOnlyTheNewestRuns() {
        Job<int> job;
        std::atomic<bool> go = false;
        std::vector<int> answers;
        const auto deliver = [&](Result<int> result) { answers.push_back(*result); };
        job.startNext(
            [&](const Progress&) -> Result<int> {
                while (!go)
                    QThread::msleep(1);
                return 0;
            },
            deliver);
        for (int i = 1; i <= 5; ++i)
            job.startNext([i](const Progress&) -> Result<int> { return i; }, deliver);
        go = true;
        QTRY_COMPARE_WITH_TIMEOUT(answers, (std::vector<int>{0, 5}), kPatience);
        QVERIFY(!job.running());
    }

    void exceptionsBecomeErrors() {
        Job<int> job;
        std::vector<Error> errors;
        const auto deliver = [&](const Result<int>& result) { errors.push_back(result.error()); };
        job.start([](const Progress&) -> Result<int> { throw std::bad_alloc(); }, deliver);
        QTRY_COMPARE_WITH_TIMEOUT(errors.size(), std::size_t{1}, kPatience);
        QCOMPARE(errors.back().detail, std::string("out of memory"));
        job.start([](const Progress&) -> Result<int> { throw NoScratchRoom("no room there"); },
                  deliver);
        QTRY_COMPARE_WITH_TIMEOUT(errors.size(), std::size_t{2}, kPatience);
        QCOMPARE(errors.back().detail, std::string("no room there"));
        job.start([](const Progress&) -> Result<int> { throw std::runtime_error("broken"); },
                  deliver);
        QTRY_COMPARE_WITH_TIMEOUT(errors.size(), std::size_t{3}, kPatience);
        QCOMPARE(errors.back().detail, std::string("broken"));
    }

    void destructionCancelsAndWaits() {
        std::atomic<bool> ended = false;
        bool delivered = false;
        {
            Job<int> job;
            job.start(
                [&](const Progress& progress) {
                    auto result = untilStopped(progress);
                    ended = true;
                    return result;
                },
                [&](const Result<int>&) { delivered = true; });
            QThread::msleep(5);
        }
        QVERIFY(ended);
        QCoreApplication::processEvents();
        QVERIFY(!delivered);
    }

    void answerMayEndTheJobAndStartAnother() {
        auto job = std::make_unique<Job<int>>();
        bool ended = false;
        job->start([](const Progress&) -> Result<int> { return 1; },
                   [&](const Result<int>&) {
                       job->start([](const Progress&) -> Result<int> { return 2; },
                                  [&](const Result<int>&) {
                                      job.reset();
                                      ended = true;
                                  });
                   });
        QTRY_VERIFY_WITH_TIMEOUT(ended, kPatience);
    }

    /// What the work held is freed by the worker: a song's samples take the system a while.
    void heldThingsAreFreedOnTheWorker() {
        struct Held {
            QThread** freedOn;
            ~Held() { *freedOn = QThread::currentThread(); }
        };
        QThread* freedOn = nullptr;
        bool done = false;
        Job<int> job;
        job.start(
            [held = std::make_shared<Held>(&freedOn)](const Progress&) -> Result<int> { return 0; },
            [&](const Result<int>&) { done = true; });
        QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
        QVERIFY(freedOn && freedOn != thread());
    }
};

QTEST_GUILESS_MAIN(JobTest)
#include "job_test.moc"
