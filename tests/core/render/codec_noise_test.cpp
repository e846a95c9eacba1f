// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/codec_noise.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

using namespace kilter;

namespace {

constexpr SampleRate kRate{48000};
constexpr double kPeak = 0.85;
constexpr double kNoise = 0.05; ///< RMS, of what is added between 0.4 and 0.6 s

/// A low tone, whose true peak is at its samples' to 0.01 dB.
AudioBuffer tone() {
    AudioBuffer audio(2, Frames{kRate.hz});
    for (int c = 0; c < 2; ++c)
        for (std::size_t i = 0; i < audio.channel(c).size(); ++i)
            audio.channel(c)[i] = static_cast<float>(
                kPeak * std::sin(2.0 * std::numbers::pi * 100.0 * static_cast<double>(i) / 48000));
    return audio;
}

/// The tone behind a codec: a square wave of kNoise in one channel for 0.2 s.
AudioBuffer noisy() {
    AudioBuffer audio = tone();
    for (std::size_t i = 19200; i < 28800; ++i)
        audio.channel(1)[i] += static_cast<float>(i % 2 == 0 ? kNoise : -kNoise);
    return audio;
}

} // namespace

class CodecNoiseTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: 0.85 + 4 x 0.05 is 0.42 dB over full scale, at every crest of the tone where
    /// there is noise, or within 20 ms of it.
    void noiseOnTopOfThePeak() {
        const auto overs = expectedOvers(tone(), noisy(), kRate, Decibels{0.0}, 4.0);
        QVERIFY(!overs.empty());
        Decibels highest{-99.0};
        for (const Over& over : overs) {
            QVERIFY(over.at.value > 0.38 && over.at.value < 0.62);
            QVERIFY(over.peak.value > 0.0);
            highest = std::max(highest, over.peak);
            const double crest = std::remainder(over.at.value - 0.0025, 0.005); // of either sign
            QVERIFY2(std::abs(crest) < 0.0013, qPrintable(QString::number(over.at.value)));
        }
        QVERIFY(std::abs(highest.value - 20.0 * std::log10(1.05)) < 0.02);
        // Forty crests in 0.2 s, and those that the blocks beside reach.
        int crests = 0;
        double last = 0.0;
        for (const Over& over : overs) {
            crests += over.at.value - last > 0.003 ? 1 : 0;
            last = over.at.value;
        }
        QVERIFY2(crests >= 40 && crests <= 44, qPrintable(QString::number(crests)));
    }

    void whereItDoesNotReachTheLimitThereIsNone() {
        QVERIFY(expectedOvers(tone(), noisy(), kRate, Decibels{0.0}, 2.9).empty());
        QVERIFY(expectedOvers(tone(), tone(), kRate, Decibels{0.0}, 4.0).empty());
        const AudioBuffer none(2, Frames{0});
        QVERIFY(expectedOvers(none, none, kRate, Decibels{0.0}, 4.0).empty());
    }

    /// However noisy: what is asked for stays a dip.
    void threeDecibelsAtMost() {
        for (const Over& over : expectedOvers(tone(), noisy(), kRate, Decibels{0.0}, 40.0))
            QVERIFY(over.peak.value <= 3.0);
    }
};

QTEST_APPLESS_MAIN(CodecNoiseTest)
#include "codec_noise_test.moc"
