// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/analysis/k_weighting.h"
#include "tests/support/signals.h"

#include <QtTest>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

void near(double actual, double expected, double tolerance, const QString& what = {}) {
    QVERIFY2(std::abs(actual - expected) <= tolerance,
             qPrintable(QString("%1 instead of %2 %3").arg(actual).arg(expected).arg(what)));
}

Spectrum wholeSpectrum(const AudioBuffer& audio, SampleRate rate) {
    const Spectrogram s = spectrogramOf(audio, rate);
    return spectrumOf(s, wholeOf(s));
}

/// Stereo power re loudness of a third, dB.
double thirdLevel(const Spectrum& s, int b) {
    double sum = 0.0;
    for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i)
        sum += s.stereo(i);
    return powerToDecibels(sum).value - s.loudness().value;
}

std::vector<float> scaled(std::vector<float> x, double gain) {
    for (float& v : x)
        v = static_cast<float>(gain * static_cast<double>(v));
    return x;
}

} // namespace

class SpectrogramTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: a sine's power is half the square of its amplitude, at every rate.
    void sineHasItsPower() {
        for (const int hz : {8000, 22050, 44100, 48000, 96000}) {
            const auto x = testing::sine({hz}, 3.0_s, 1000.0_Hz, 0.5);
            const Spectrum s = wholeSpectrum(testing::stereo(x, x), {hz});
            double mid = 0.0;
            for (const double p : s.mid)
                mid += p;
            near(powerToDecibels(mid).value, powerToDecibels(0.125).value, 0.01);
            QCOMPARE(s.side[kCellBelow1k], 0.0);
            // ITU-R BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01 LUFS; two 3 dB more.
            near(s.loudness().value, -6.02, 0.05);
        }
    }

    /// Known answer: mid, side and cross term of a signal that is only left, only right, or apart.
    void channelsAreToldApart() {
        const SampleRate rate{44100};
        const auto x = testing::whiteNoise(rate, 4.0_s, 0.1, 1);
        const std::vector<float> nothing(x.size());
        const auto y = testing::whiteNoise(rate, 4.0_s, 0.1, 2);
        constexpr std::size_t cell = 180;
        const Spectrum left = wholeSpectrum(testing::stereo(x, nothing), rate);
        near(left.cross[cell] / left.mid[cell], 1.0, 1e-3);
        near(left.side[cell] / left.mid[cell], 1.0, 1e-3);
        const Spectrum right = wholeSpectrum(testing::stereo(nothing, x), rate);
        near(right.cross[cell] / right.mid[cell], -1.0, 1e-3);
        const Spectrum against = wholeSpectrum(testing::stereo(x, scaled(x, -1.0)), rate);
        QCOMPARE(against.mid[cell], 0.0);
        QVERIFY(against.side[cell] > 0.0);

        // Correlation and width of a band.
        near(bandFigures(left)[3].correlation, 0.0, 1e-3);
        near(bandFigures(against)[3].correlation, -1.0, 1e-9);
        QVERIFY(std::isfinite(bandFigures(against)[3].width.value));
        const Spectrum apart = wholeSpectrum(testing::stereo(x, y), rate);
        near(bandFigures(apart)[5].correlation, 0.0, 0.05);
        near(bandFigures(apart)[5].width.value, 0.0, 0.2);
        std::vector<float> half(x);
        for (std::size_t i = 0; i < x.size(); ++i)
            half[i] = 0.6F * x[i] + 0.8F * y[i];
        near(bandFigures(wholeSpectrum(testing::stereo(x, half), rate))[5].correlation, 0.6, 0.03);
        const auto softer = wholeSpectrum(testing::stereo(x, scaled(x, 0.2)), rate);
        near(bandFigures(softer)[5].correlation, 1.0, 1e-3);
    }

    /// Known answer: white noise has the power of each band's width, cut cells included.
    void bandsHaveTheirShare() {
        const SampleRate rate{48000};
        const auto x = testing::whiteNoise(rate, 60.0_s, 0.1, 3);
        const Spectrum s = wholeSpectrum(testing::stereo(x, x), rate);
        const auto bands = bandFigures(s);
        double shares = 0.0;
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            const double width = (kBands[b].high - kBands[b].low) / Hertz{24000.0};
            const double expected = powerToDecibels(2.0 * 0.01 * width).value;
            near(bands[b].level.value + s.loudness().value, expected, b < 2 ? 0.35 : 0.1,
                 QString::number(b));
            near(bands[b].share, (kBands[b].high - kBands[b].low) / Hertz{15980.0}, 0.01);
            shares += bands[b].share;
        }
        near(shares, 1.0, 1e-9);
    }

    /// Known answer: a filter between two measurements is recovered, 40 Hz to 16 kHz, from 60 s.
    void knownFilterIsRecovered() {
        const SampleRate rate{44100};
        const auto x = testing::pinkNoise(rate, 60.0_s, 0.1, 4);
        // A peak of about 6 dB at 300 Hz and a first-order fall from 2 kHz; its own response.
        const double w = 2.0 * std::numbers::pi * 300.0 / rate.hz;
        const double alpha = std::sin(w) / 2.0;
        const double a = std::pow(10.0, 6.0 / 40.0);
        const BiquadCoefficients bell{
            (1 + alpha * a) / (1 + alpha / a), -2 * std::cos(w) / (1 + alpha / a),
            (1 - alpha * a) / (1 + alpha / a), -2 * std::cos(w) / (1 + alpha / a),
            (1 - alpha / a) / (1 + alpha / a)};
        const double pole = std::exp(-2.0 * std::numbers::pi * 2000.0 / rate.hz);
        std::vector<float> y(x.size());
        double s1 = 0.0;
        double s2 = 0.0;
        double low = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto in = static_cast<double>(x[i]);
            const double out = bell.b0 * in + s1;
            s1 = bell.b1 * in - bell.a1 * out + s2;
            s2 = bell.b2 * in - bell.a2 * out;
            low = (1.0 - pole) * out + pole * low;
            y[i] = static_cast<float>(low);
        }
        const Spectrum before = wholeSpectrum(testing::stereo(x, x), rate);
        const Spectrum after = wholeSpectrum(testing::stereo(y, y), rate);
        for (int b = 0; b < kThirds; ++b) {
            double expected = 0.0;
            double all = 0.0;
            for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i) {
                const std::complex<double> z1 =
                    std::polar(1.0, -2.0 * std::numbers::pi * cellCentre(i).value / rate.hz);
                const double h = std::norm((bell.b0 + z1 * (bell.b1 + z1 * bell.b2)) /
                                           (1.0 + z1 * (bell.a1 + z1 * bell.a2)) * (1.0 - pole) /
                                           (1.0 - pole * z1));
                expected += h * before.stereo(i);
                all += before.stereo(i);
            }
            const double difference = thirdLevel(after, b) + after.loudness().value -
                                      thirdLevel(before, b) - before.loudness().value;
            near(difference, powerToDecibels(expected / all).value, 0.3,
                 QString::number(thirdCentre(b).value));
        }
    }

    /// Property: silence around the music, or another gain, changes nothing.
    void silenceAndGainDoNotMatter() {
        const SampleRate rate{44100};
        const auto x = testing::pinkNoise(rate, 30.0_s, 0.05, 5);
        const Spectrum plain = wholeSpectrum(testing::stereo(x, x), rate);
        auto longer = x;
        longer.resize(x.size() + 441000);
        const Spectrum padded = wholeSpectrum(testing::stereo(longer, longer), rate);
        for (int b = 0; b < kThirds; ++b)
            near(thirdLevel(padded, b), thirdLevel(plain, b), 0.05);
        // Nor does a quiet part of another colour, which the gate leaves out.
        auto coloured = x;
        const auto white = testing::whiteNoise(rate, 30.0_s, 0.006, 10);
        coloured.insert(coloured.end(), white.begin(), white.end());
        const Spectrum gated = wholeSpectrum(testing::stereo(coloured, coloured), rate);
        for (int b = 0; b < kThirds; ++b)
            near(thirdLevel(gated, b), thirdLevel(plain, b), 0.05);
        for (const double gain : {0.1, 10.0}) {
            const auto y = scaled(x, gain);
            const Spectrum other = wholeSpectrum(testing::stereo(y, y), rate);
            for (int b = 0; b < kThirds; ++b)
                near(thirdLevel(other, b), thirdLevel(plain, b), 0.01);
        }
    }

    /// Known answer: DC is no part of the sound.
    void offsetDoesNotMatter() {
        const SampleRate rate{44100};
        const auto x = testing::pinkNoise(rate, 20.0_s, 0.05, 6);
        auto shifted = x;
        for (float& v : shifted)
            v += 0.5F;
        const Spectrum plain = wholeSpectrum(testing::stereo(x, x), rate);
        const Spectrum other = wholeSpectrum(testing::stereo(shifted, shifted), rate);
        for (int b = 0; b < kThirds; ++b)
            near(thirdLevel(other, b), thirdLevel(plain, b), 0.05);
    }

    /// Known answer: the loud part is found, and its ends are where it changes.
    void loudestSectionIsTheChorus() {
        const SampleRate rate{22050};
        auto x = testing::pinkNoise(rate, 120.0_s, 0.2, 7);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double t = static_cast<double>(i) / rate.hz;
            if (t < 52.0 || t >= 83.0)
                x[i] *= 0.4F;
        }
        x[220500] = 1.0F; // a blow elsewhere
        const Spectrogram s = spectrogramOf(testing::stereo(x, x), rate);
        const Section section = loudestSection(s, 30.0_s);
        near(section.begin.value, 52.0, 0.3);
        near(section.end.value, 83.0, 0.3);
        QCOMPARE(loudestSection(s, 100.0_s), wholeOf(s));
    }

    /// Contract: sections of no length, beyond the end, of nothing.
    void emptySections() {
        const SampleRate rate{44100};
        const auto x = testing::pinkNoise(rate, 3.0_s, 0.1, 8);
        const Spectrogram s = spectrogramOf(testing::stereo(x, x), rate);
        QVERIFY(gatedFrames(s, {1.0_s, 1.0_s}).empty());
        QCOMPARE(gatedFrames(s, {1.0_s, 1.01_s}).size(), std::size_t{1});
        QVERIFY(spectrumOf(s, {10.0_s, 20.0_s}).frames <= 1);
        const Spectrogram none = spectrogramOf(AudioBuffer(2, Frames{0}), rate);
        QCOMPARE(none.frames, 0);
        QCOMPARE(spectrumOf(none, wholeOf(none)).frames, 0);
        QCOMPARE(loudestSection(none, 30.0_s).length(), 0.0_s);
        QCOMPARE(spectrogramOf(AudioBuffer(2, Frames{1}), rate).frames, 1);
    }

    /// Property: the envelopes of a gained copy differ by the gain.
    void envelopesFollowTheGain() {
        const SampleRate rate{44100};
        const auto x = testing::pinkNoise(rate, 5.0_s, 0.05, 9);
        const auto y = scaled(x, 2.0);
        const auto plain = bandEnvelopes(spectrogramOf(testing::stereo(x, x), rate));
        const auto louder = bandEnvelopes(spectrogramOf(testing::stereo(y, y), rate));
        for (std::size_t b = 0; b < kEnvelopeBands; ++b)
            for (std::size_t f = 0; f < plain[b].size(); ++f)
                near(static_cast<double>(louder[b][f] - plain[b][f]), 6.02, 0.01);
    }
};

QTEST_APPLESS_MAIN(SpectrogramTest)
#include "spectrogram_test.moc"
