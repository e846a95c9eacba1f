// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/overs.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace kilter;

namespace {

constexpr SampleRate kRate{44100};

/// A burst of fs/4 at 45 degrees: its samples lie 3 dB under its peak. Faded, so that it rings
/// little.
void addBurst(std::span<float> samples, Seconds at, double peak) {
    constexpr int kReach = 100;
    const std::int64_t middle = (at * kRate).count;
    for (int i = -kReach; i <= kReach; ++i) {
        const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * i / kReach);
        samples[static_cast<std::size_t>(middle + i)] += static_cast<float>(
            peak * window * std::sin(0.5 * std::numbers::pi * i + 0.25 * std::numbers::pi));
    }
}

} // namespace

class OversTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: what lies between samples is found, where it is and as high as it is.
    void peaksBetweenSamplesAreFound() {
        AudioBuffer audio(2, Seconds{2.0} * kRate);
        addBurst(audio.channel(0), {0.25}, amplitude({0.5}));
        addBurst(audio.channel(1), {0.252}, amplitude({0.8})); // the same place
        addBurst(audio.channel(1), {1.0}, amplitude({-0.2}));  // under the ceiling
        addBurst(audio.channel(0), {1.99}, amplitude({2.0}));
        const auto overs = oversIn(audio, kRate, Decibels{0.0});
        QCOMPARE(overs.size(), std::size_t{2});
        QVERIFY(std::abs(overs[0].at.value - 0.252) < 0.001);
        QVERIFY(std::abs(overs[0].peak.value - 0.8) < 0.05);
        QVERIFY(std::abs(overs[1].at.value - 1.99) < 0.001);
        QVERIFY(std::abs(overs[1].peak.value - 2.0) < 0.05);
        QVERIFY(std::abs(truePeakOf(audio, kRate).value - 2.0) < 0.05);
        QCOMPARE(oversIn(audio, kRate, Decibels{-0.5}).size(), std::size_t{3});
        QVERIFY(oversIn(audio, kRate, Decibels{2.5}).empty());
    }

    /// The first and the last sample ring beyond the ends.
    void theEndsAreLookedAt() {
        AudioBuffer audio(2, Frames{1000});
        audio.channel(0)[0] = 1.2F;
        audio.channel(1)[999] = -1.3F;
        const auto overs = oversIn(audio, kRate, Decibels{0.0});
        QCOMPARE(overs.size(), std::size_t{2});
        QVERIFY(overs.front().at.value < 0.001);
        QVERIFY(overs.back().at.value > 0.0216);
    }

    void silenceHasNoPeak() {
        const AudioBuffer audio(2, Frames{5000});
        QVERIFY(oversIn(audio, kRate, Decibels{-60.0}).empty());
        QVERIFY(std::isinf(truePeakOf(audio, kRate).value));
        QVERIFY(oversIn(AudioBuffer(2, Frames{0}), kRate, Decibels{0.0}).empty());
    }
};

QTEST_APPLESS_MAIN(OversTest)
#include "overs_test.moc"
