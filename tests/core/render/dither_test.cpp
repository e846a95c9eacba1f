// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/dither.h"
#include "tests/support/audio_buffers.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};
constexpr double kStep16 = 1.0 / 32768.0;

AudioBuffer constant(double value, Frames frames) {
    AudioBuffer audio(2, frames);
    for (int c = 0; c < 2; ++c)
        std::ranges::fill(audio.channel(c), static_cast<float>(value));
    return audio;
}

AudioBuffer dithered(AudioBuffer audio, DitherKind kind, std::uint64_t seed = 1, int bits = 16,
                     SampleRate rate = kRate) {
    (void)dither(audio, rate, bits, kind, seed);
    return audio;
}

// Mean square of out - in, in steps squared.
double errorPower(const AudioBuffer& in, const AudioBuffer& out, double step) {
    double sum = 0.0;
    for (int c = 0; c < 2; ++c) {
        for (std::size_t n = 0; n < in.channel(c).size(); ++n) {
            const double e =
                (static_cast<double>(out.channel(c)[n]) - static_cast<double>(in.channel(c)[n])) /
                step;
            sum += e * e;
        }
    }
    return sum / (2.0 * static_cast<double>(in.frames().count));
}

// Power density of a signal around one frequency: Hann periodograms of kBlock samples, averaged
// over `bins` bins and all blocks. White noise of variance 1 gives 1.
constexpr std::size_t kBlock = 4096;

double density(std::span<const float> x, double frequency, int bins) {
    const double centre = std::round(frequency / kRate.hz * kBlock);
    double sum = 0.0;
    int count = 0;
    for (std::size_t from = 0; from + kBlock <= x.size(); from += kBlock) {
        for (int b = -bins / 2; b <= bins / 2; ++b) {
            const double omega = 2.0 * std::numbers::pi * (centre + b) / kBlock;
            const std::complex<double> turn = std::polar(1.0, -omega);
            std::complex<double> phase = 1.0;
            std::complex<double> bin;
            for (std::size_t n = 0; n < kBlock; ++n) {
                const double hann =
                    0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) / kBlock);
                bin += hann * static_cast<double>(x[from + n]) * phase;
                phase *= turn;
            }
            sum += std::norm(bin) / (0.375 * kBlock);
            ++count;
        }
    }
    return sum / count;
}

double decibels(double powerRatio) {
    return 10.0 * std::log10(powerRatio);
}

} // namespace

class DitherTest : public QObject {
    Q_OBJECT

  private slots:
    /// Property: every result is a step, exactly, and within full scale.
    void onTheGrid() {
        for (const int bits : {16, 24}) {
            const double scale = std::ldexp(1.0, bits - 1);
            for (const auto kind : {DitherKind::None, DitherKind::Tpdf, DitherKind::Shaped}) {
                AudioBuffer audio = noise(1.1, {20'000}, 3);
                const DitherOutcome outcome = dither(audio, kRate, bits, kind, 7);
                QCOMPARE(outcome.applied, kind);
                QVERIFY(outcome.clipped > 1000);
                for (int c = 0; c < 2; ++c) {
                    for (const float x : audio.channel(c)) {
                        const double k = static_cast<double>(x) * scale;
                        QVERIFY(k == std::nearbyint(k) && k >= -scale && k < scale);
                    }
                }
            }
        }
    }

    void noneIsTheNearestStep() {
        const AudioBuffer in = noise(0.9, {20'000}, 3);
        const AudioBuffer out = dithered(in, DitherKind::None);
        for (std::size_t n = 0; n < 20'000; ++n)
            QVERIFY(std::abs(static_cast<double>(out.channel(0)[n] - in.channel(0)[n])) <=
                    0.5 * kStep16);
        // What is on the grid already stays as it is.
        const AudioBuffer again = dithered(out, DitherKind::None);
        QVERIFY(std::ranges::equal(out.channel(0), again.channel(0)));
    }

    /// Lipshitz, Wannamaker, Vanderkooy: with triangular dither the error's mean is 0 and its
    /// variance a quarter of a step squared, wherever the signal lies between two steps.
    void errorDoesNotKnowTheSignal() {
        double lowest = 1e9;
        double highest = 0.0;
        for (double offset = 0.0; offset < 1.0; offset += 0.125) {
            const AudioBuffer in = constant((100.0 + offset) * kStep16, {200'000});
            const AudioBuffer out = dithered(in, DitherKind::Tpdf);
            double mean = 0.0;
            for (const float x : out.channel(0))
                mean += (static_cast<double>(x) / kStep16 - 100.0 - offset) / 200'000;
            QVERIFY(std::abs(mean) < 0.005);
            const double power = errorPower(in, out, kStep16);
            QVERIFY(std::abs(decibels(power / 0.25)) < 0.1);
            lowest = std::min(lowest, power);
            highest = std::max(highest, power);
        }
        QVERIFY(decibels(highest / lowest) < 0.1);
        // 24 bits: the same in its own steps.
        const AudioBuffer in = constant(0.3 * 0x1p-23, {200'000});
        const double power = errorPower(in, dithered(in, DitherKind::Tpdf, 1, 24), 0x1p-23);
        QVERIFY(std::abs(decibels(power / 0.25)) < 0.1);
    }

    /// The same of the shaped noise, which is louder.
    void shapedNoiseDoesNotKnowTheSignal() {
        double lowest = 1e9;
        double highest = 0.0;
        for (const double offset : {0.0, 0.25, 0.5, 0.9}) {
            const AudioBuffer in = constant((100.0 + offset) * kStep16, {200'000});
            const double power = errorPower(in, dithered(in, DitherKind::Shaped), kStep16);
            lowest = std::min(lowest, power);
            highest = std::max(highest, power);
        }
        QVERIFY(decibels(highest / lowest) < 0.1);
    }

    /// A sine of one step's amplitude: rounding alone makes harmonics, dither none.
    void noHarmonics_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("hasHarmonics");
        QTest::newRow("none") << static_cast<int>(DitherKind::None) << true;
        QTest::newRow("tpdf") << static_cast<int>(DitherKind::Tpdf) << false;
        QTest::newRow("shaped") << static_cast<int>(DitherKind::Shaped) << false;
    }

    void noHarmonics() {
        QFETCH(int, kind);
        QFETCH(bool, hasHarmonics);
        const double amplitude = std::pow(10.0, -90.0 / 20.0);
        // On a bin, so that the window keeps it to three of them.
        const double f = 93.0 * kRate.hz / kBlock; // 1001.3 Hz
        const AudioBuffer out =
            dithered(sine(f, amplitude, kRate, {100 * kBlock}), static_cast<DitherKind>(kind));
        const auto x = out.channel(0);
        double worst = -1e9;
        for (int h = 2; h <= 7; ++h) {
            const double at = density(x, h * f, 0);
            const double beside =
                0.5 * (density(x, (h - 0.1) * f, 2) + density(x, (h + 0.1) * f, 2));
            worst = std::max(worst, decibels(at / beside));
        }
        // A single bin of noise over 100 blocks scatters by 0.4 dB.
        QVERIFY2(hasHarmonics ? worst > 10.0 : worst < 2.0, qPrintable(QString::number(worst)));
        // The sine itself is there, at its level.
        const double sinePower = density(x, f, 0) * 0.375 * kBlock / (0.25 * kBlock * kBlock) * 4.0;
        if (!hasHarmonics)
            QVERIFY(std::abs(decibels(sinePower / (amplitude * amplitude))) < 0.3);
    }

    /// The shaped noise is white noise through 1 - sum c_k z^-k: Wannamaker's taps, here again.
    void shapedSpectrum() {
        constexpr double kTaps[] = {1.662,   -1.263,  0.4827,   -0.2913, 0.1268,
                                    -0.1124, 0.03252, -0.01265, -0.03524};
        const AudioBuffer in = constant(0.01234, {60 * kBlock});
        AudioBuffer out = dithered(in, DitherKind::Shaped);
        for (float& x : out.channel(0))
            x = static_cast<float>((static_cast<double>(x) - 0.01234) / kStep16);
        const auto error = out.channel(0);
        for (const double f : {500.0, 1000.0, 2000.0, 3000.0, 3500.0, 4000.0, 6000.0, 10000.0,
                               14000.0, 18000.0, 21000.0}) {
            std::complex<double> response = 1.0;
            for (int k = 1; k <= 9; ++k)
                response -=
                    kTaps[k - 1] * std::polar(1.0, -2.0 * std::numbers::pi * f / kRate.hz * k);
            const double measured = decibels(density(error, f, 8) / 0.25);
            const double expected = decibels(std::norm(response));
            QVERIFY2(
                std::abs(measured - expected) < 0.7,
                qPrintable(QString("%1 Hz: %2, not %3 dB").arg(f).arg(measured).arg(expected)));
        }
        // Where the ear is keenest the noise falls far below plain dither's.
        QVERIFY(decibels(density(error, 3500.0, 8) / 0.25) < -15.0);
    }

    void shapedElsewhereIsPlain() {
        for (const int rate : {44100, 48000}) {
            AudioBuffer audio(2, {100});
            QCOMPARE(dither(audio, {rate}, 16, DitherKind::Shaped, 1).applied, DitherKind::Shaped);
        }
        for (const int rate : {32000, 88200, 96000, 192000}) {
            AudioBuffer audio = noise(0.5, {1000}, 1);
            const AudioBuffer plain = dithered(audio, DitherKind::Tpdf, 1, 16, {rate});
            QCOMPARE(dither(audio, {rate}, 16, DitherKind::Shaped, 1).applied, DitherKind::Tpdf);
            QVERIFY(std::ranges::equal(audio.channel(0), plain.channel(0)));
        }
    }

    void seeded() {
        const AudioBuffer in = constant(0.1 + 0.3 * kStep16, {10'000});
        const AudioBuffer a = dithered(in, DitherKind::Tpdf, 5);
        const AudioBuffer b = dithered(in, DitherKind::Tpdf, 5);
        const AudioBuffer c = dithered(in, DitherKind::Tpdf, 6);
        QVERIFY(std::ranges::equal(a.channel(0), b.channel(0)));
        QVERIFY(!std::ranges::equal(a.channel(0), c.channel(0)));
        // The channels' noises have nothing to do with each other.
        double product = 0.0;
        double square = 0.0;
        for (std::size_t n = 0; n < 10'000; ++n) {
            const double l = static_cast<double>(a.channel(0)[n] - in.channel(0)[n]);
            const double r = static_cast<double>(a.channel(1)[n] - in.channel(1)[n]);
            product += l * r;
            square += 0.5 * (l * l + r * r);
        }
        QVERIFY(std::abs(product / square) < 0.04);
    }
};

QTEST_APPLESS_MAIN(DitherTest)
#include "dither_test.moc"
