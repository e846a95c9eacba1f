// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/parallel.h"

#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>

using namespace kilter;
using namespace std::chrono_literals;

class ParallelTest : public QObject {
    Q_OBJECT

  private slots:
    void everyIndexOnce() {
        for (const std::size_t threads : {std::size_t{1}, std::size_t{2}, std::size_t{8}}) {
            std::array<std::atomic<int>, 100> calls{};
            forEachParallel(calls.size(), threads, [&](std::size_t i, bool) { ++calls[i]; });
            for (const auto& count : calls)
                QCOMPARE(count.load(), 1);
        }
        forEachParallel(0, 2, [](std::size_t, bool) { qFatal("there is nothing to do"); });
    }

    void tellsTheCallersThread() {
        std::array<bool, 50> told{};
        std::array<bool, 50> is{};
        const auto caller = std::this_thread::get_id();
        forEachParallel(told.size(), 3, [&](std::size_t i, bool onCaller) {
            told[i] = onCaller;
            is[i] = std::this_thread::get_id() == caller;
        });
        QVERIFY(told == is);
    }

    /// On whichever thread it happens: it ends neither the program nor the wait for the others.
    void throwsToTheCaller() {
        for (const bool onCaller : {false, true}) {
            std::atomic<int> calls = 0;
            const auto call = [&] {
                std::atomic<bool> thrown = false;
                forEachParallel(1000, 2, [&](std::size_t, bool here) {
                    ++calls;
                    if (here == onCaller) {
                        thrown = true;
                        throw std::bad_alloc();
                    }
                    while (!thrown)
                        std::this_thread::yield();
                    std::this_thread::sleep_for(1ms); // the other one is not caught yet
                });
            };
            QVERIFY_EXCEPTION_THROWN(call(), std::bad_alloc);
            QVERIFY(calls < 1000);
        }
    }
};

QTEST_APPLESS_MAIN(ParallelTest)
#include "parallel_test.moc"
