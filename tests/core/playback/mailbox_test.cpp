// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/command_queue.h"
#include "core/playback/mailbox.h"

#include <QTest>

#include <array>
#include <cstdint>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

using namespace kilter;

/// The two ways between threads. The tests with two threads are meant for the thread sanitizer;
/// without it they still see torn or lost values.
class MailboxTest : public QObject {
    Q_OBJECT

    struct Wide {
        std::array<std::uint64_t, 64> words{};
    };

    static Wide wide(std::uint64_t n) {
        Wide w;
        w.words.fill(n);
        return w;
    }

  private slots:
    void mailboxKeepsTheLatestOnly() {
        Mailbox<int> box;
        QVERIFY(box.fetch() == nullptr);
        for (int i = 1; i <= 5; ++i)
            box.publish(i);
        const int* value = box.fetch();
        QVERIFY(value != nullptr);
        QCOMPARE(*value, 5);
        QVERIFY(box.fetch() == nullptr);
        QCOMPARE(*value, 5); // still valid
        box.publish(6);
        QCOMPARE(*box.fetch(), 6);
    }

    void mailboxNeverTearsAndNeverGoesBack() {
        constexpr std::uint64_t kLast = 10'000;
        Mailbox<Wide> box;
        std::thread writer([&] {
            for (std::uint64_t n = 1; n <= kLast; ++n)
                box.publish(wide(n));
        });
        std::uint64_t last = 0;
        bool whole = true;
        bool forward = true;
        while (last < kLast) {
            if (const Wide* value = box.fetch()) {
                forward = forward && value->words[0] > last;
                last = value->words[0];
                for (const std::uint64_t word : value->words)
                    whole = whole && word == last;
            } else {
                std::this_thread::yield();
            }
        }
        writer.join();
        QVERIFY(whole);
        QVERIFY(forward);
    }

    void queueRefusesWhenFull() {
        CommandQueue<int> queue(5);
        QCOMPARE(queue.capacity(), std::size_t{8});
        for (int i = 0; i < 8; ++i)
            QVERIFY(queue.push(i));
        QVERIFY(!queue.push(8));
        int value = -1;
        QVERIFY(queue.pop(value));
        QCOMPARE(value, 0);
        QVERIFY(queue.push(8));
        std::vector<int> rest(20);
        QCOMPARE(queue.read(rest), std::size_t{8});
        QCOMPARE(rest[0], 1);
        QCOMPARE(rest[7], 8);
        QVERIFY(!queue.pop(value));
    }

    void queueLosesNothingBetweenThreads() {
        constexpr int kCount = 20'000;
        CommandQueue<int> queue(64);
        std::thread writer([&] {
            std::mt19937 random(1);
            std::vector<int> block;
            for (int next = 0; next < kCount;) {
                block.resize(std::min<std::size_t>(1 + random() % 100,
                                                   static_cast<std::size_t>(kCount - next)));
                std::iota(block.begin(), block.end(), next);
                const auto written = static_cast<int>(queue.write(block));
                next += written;
                if (written == 0)
                    std::this_thread::yield();
            }
        });
        std::mt19937 random(2);
        bool inOrder = true;
        std::vector<int> block(100);
        for (int expected = 0; expected < kCount;) {
            const std::size_t n = queue.read({block.data(), 1 + random() % 100});
            for (std::size_t i = 0; i < n; ++i)
                inOrder = inOrder && block[i] == expected++;
            if (n == 0)
                std::this_thread::yield();
        }
        writer.join();
        QVERIFY(inOrder);
    }
};

QTEST_APPLESS_MAIN(MailboxTest)
#include "mailbox_test.moc"
