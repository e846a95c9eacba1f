// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/coded_clipping.h"

#include "core/audio/oversample.h"
#include "core/codec/round_trip.h"
#include "tests/support/signals.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stop_token>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr SampleRate kRate{44100};

/// A burst of fs/4 at 45 degrees: its samples lie 3 dB under its peaks, which lie halfway between.
void addBurst(std::vector<float>& x, std::size_t middle, double peak) {
    constexpr int kReach = 100;
    for (int i = -kReach; i <= kReach; ++i) {
        const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * i / kReach);
        x[middle + static_cast<std::size_t>(i + kReach) - kReach] += static_cast<float>(
            peak * window * std::sin(0.5 * std::numbers::pi * i + 0.25 * std::numbers::pi));
    }
}

/// The slow, obvious way: every interval, at the same three points.
ClippedCount slowly(const std::vector<float>& x) {
    const SincBank<4, 48> bank(8.0);
    std::vector<float> padded(x.size() + 100);
    std::ranges::copy(x, padded.begin() + 50);
    ClippedCount count;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float* at = padded.data() + 50 + i;
        bool over = false;
        for (int phase = 1; phase < 4; ++phase)
            over = over || std::abs(bank.at(at, phase)) > 1.0F;
        if (std::abs(at[0]) > 1.0F)
            ++count.onSample;
        else if (std::abs(at[1]) <= 1.0F && over)
            ++count.interSample;
    }
    return count;
}

} // namespace

class CodedClippingTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answers: what lies on samples, what lies between them, and when.
    void onAndBetweenSamples() {
        std::vector<float> x(44100);
        QVERIFY(!clippedCount(x, kRate).first);
        x[11025] = 1.01F;
        x[11031] = -1.5F;
        ClippedCount count = clippedCount(x, kRate);
        QCOMPARE(count.onSample, std::int64_t{2});
        QVERIFY(std::abs(count.first->value - 0.25) < 1e-4);

        std::vector<float> burst(44100);
        addBurst(burst, 22050, 1.2); // no sample passes 0.85
        count = clippedCount(burst, kRate);
        QCOMPARE(count.onSample, std::int64_t{0});
        QVERIFY(count.interSample > 10);
        QVERIFY(std::abs(count.first->value - 0.5) < 0.003);
        std::vector<float> under(44100);
        addBurst(under, 22050, 0.98);
        QVERIFY(!clippedCount(under, kRate).first);
    }

    /// Oracle: looking everywhere finds the same, also at the ends.
    void nothingIsOverlookedOrCountedTwice() {
        for (unsigned seed = 1; seed < 5; ++seed) {
            auto x = testing::pinkNoise(kRate, 0.2_s, 0.4, seed);
            x.front() = x.back() = 0.999F;
            const ClippedCount right = slowly(x);
            const ClippedCount count = clippedCount(x, kRate);
            QCOMPARE(count.onSample, right.onSample);
            QCOMPARE(count.interSample, right.interSample);
            QVERIFY(right.interSample > 3);
        }
        QVERIFY(!clippedCount(std::vector<float>{}, kRate).first);
        QCOMPARE(clippedCount(std::vector<float>{1.5F}, kRate).onSample, std::int64_t{1});
    }

    /// Channels are counted apart, on what the codec gives back.
    void decoded() {
        auto left = testing::pinkNoise(kRate, 3.0_s, 0.05, 1);
        auto right = testing::pinkNoise(kRate, 3.0_s, 0.4, 2);
        for (float& v : right)
            v = std::clamp(v, -0.97F, 0.97F);
        const AudioBuffer audio = testing::stereo(left, right);
        const Codec codec{CodecKind::Aac, 256};
        const auto clipping = codedClipping(audio, kRate, codec);
        QVERIFY(clipping);
        QVERIFY(clipping->codec == codec);
        QVERIFY(!clipping->channels[0].first);
        QVERIFY(clipping->channels[1].first && clipping->truePeak > Decibels{0.0});
        QVERIFY(!clipping->overs.empty());
        const auto decoded = roundTrip(audio, kRate, codec);
        const auto over = std::ranges::count_if(decoded->audio.channel(1),
                                                [](float v) { return std::abs(v) > 1.0F; });
        QCOMPARE(clipping->channels[1].onSample, static_cast<std::int64_t>(over));
        std::stop_source stopped;
        stopped.request_stop();
        const auto cancelled =
            codedClipping(audio, kRate, codec, Progress({}, stopped.get_token()));
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(CodedClippingTest)
#include "coded_clipping_test.moc"
