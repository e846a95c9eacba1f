// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/callback_gate.h"

#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

using namespace kilter;

class OutputWatchdogTest : public QObject {
    Q_OBJECT

    struct Ones final : AudioCallback {
        std::atomic<int> frames{0};

        void process(Realtime&, float* interleaved, int n) noexcept override {
            std::fill_n(interleaved, 2 * n, 1.0F);
            frames += n;
        }
    };

  private slots:
    void tellsWellFromStalledFromLost() {
        const OutputPulse well{.sinceStart = {60},
                               .sinceCallback = {0.02},
                               .block = {0.01},
                               .windowElapsed = {4.0},
                               .windowAsked = {4.3}};
        QCOMPARE(healthOf(well), OutputHealth::Well);

        OutputPulse pulse = well;
        pulse.sinceCallback = {1.2};
        QCOMPARE(healthOf(pulse), OutputHealth::Stalled);
        pulse.block = {0.17}; // 8192 frames: it may ask more seldom
        QCOMPARE(healthOf(pulse), OutputHealth::Well);

        pulse = well;
        pulse.sinceStart = pulse.sinceCallback = {2.5}; // it has yet to begin
        QCOMPARE(healthOf(pulse), OutputHealth::Well);

        pulse = well;
        pulse.windowAsked = {6.5}; // more than it can have played
        QCOMPARE(healthOf(pulse), OutputHealth::Lost);

        pulse = well;
        pulse.systemSaysLost = true;
        QCOMPARE(healthOf(pulse), OutputHealth::Lost);
    }

    /// A device with a buffer of 96 ms that runs 1 % too fast: it fills the buffer at once, and
    /// then asks whenever there is room for a block.
    void timingTellsLatencyAndRate() {
        constexpr Seconds kBlock{0.012};
        constexpr Seconds kBuffer{0.096};
        constexpr double kFast = 1.01;
        OutputTiming timing;
        QCOMPARE(timing.lead(), Seconds{});
        Seconds asked{};
        Seconds now{5.0};
        double speedAtFirst = -1.0;
        for (int i = 0; i < 8; ++i, asked += kBlock)
            timing.asked(now, kBlock);
        QVERIFY(std::abs(timing.lead().value - kBuffer.value) < 1e-9);
        while (asked < Seconds{600.0}) {
            now = Seconds{5.0} + (asked + kBlock - kBuffer) / kFast;
            timing.asked(now, kBlock);
            asked += kBlock;
            if (asked < Seconds{4.0})
                speedAtFirst = timing.speed();
        }
        QCOMPARE(speedAtFirst, 0.0); // too early to be told
        QVERIFY(std::abs(timing.speed() - kFast) < 1e-4);
        // The drift of ten minutes is not taken for latency.
        QVERIFY(std::abs(timing.lead().value - kBuffer.value) < 0.025);
    }

    void theGateLetsThroughUntilItIsClosed() {
        CallbackGate gate;
        Ones ones;
        std::array<float, 20> block{};
        QVERIFY(gate.fill(block.data(), 10));
        QCOMPARE(block[19], 0.0F);
        gate.open(ones, {48000});
        QVERIFY(gate.fill(block.data(), 10));
        QCOMPARE(block[19], 1.0F);
        QVERIFY(gate.load() > 0.0);
        gate.close();
        QVERIFY(gate.fill(block.data(), 10));
        QCOMPARE(block[19], 0.0F);
        QCOMPARE(ones.frames.load(), 10);
    }

    /// Who takes longer than the block lasts has been late.
    void lateBlocksAreCounted() {
        struct Slow final : AudioCallback {
            void process(Realtime&, float*, int) noexcept override {
                std::this_thread::sleep_for(std::chrono::milliseconds(pause));
            }
            int pause = 0;
        } slow;
        CallbackGate gate;
        gate.open(slow, {48000});
        std::vector<float> block(2 * 9600); // 200 ms
        gate.fill(block.data(), 9600);
        QCOMPARE(gate.dropouts(), 0);
        slow.pause = 260;
        gate.fill(block.data(), 9600);
        QCOMPARE(gate.dropouts(), 1);
        gate.close();
    }

    /// What a callback does whose server has died: it asks as fast as it can.
    void givesUpOnAServerThatSpins() {
        CallbackGate gate;
        Ones ones;
        gate.open(ones, {48000});
        std::array<float, 1024> block{};
        int blocks = 0;
        while (blocks < 1000 && gate.fill(block.data(), 512))
            ++blocks;
        QVERIFY(blocks < 300); // two seconds are 188
        QCOMPARE(gate.health(false), OutputHealth::Lost);
    }

    /// After close() the callback is left alone, whenever it comes: for the thread sanitizer.
    void closingWaitsForTheCallback() {
        for (int round = 0; round < 50; ++round) {
            CallbackGate gate;
            auto ones = std::make_unique<Ones>();
            gate.open(*ones, {48000});
            std::atomic<bool> stop{false};
            std::thread audio([&] {
                std::array<float, 64> block{};
                while (!stop) {
                    gate.fill(block.data(), 32);
                    std::this_thread::yield();
                }
            });
            while (ones->frames == 0)
                std::this_thread::yield();
            gate.close();
            ones.reset();
            stop = true;
            audio.join();
        }
    }
};

QTEST_APPLESS_MAIN(OutputWatchdogTest)
#include "output_watchdog_test.moc"
