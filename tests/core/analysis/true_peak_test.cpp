// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/true_peak.h"
#include "core/audio/oversample.h"
#include "tests/support/signals.h"

#include <QtTest>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::literals;
using std::numbers::pi;

namespace {

constexpr std::array kRates{SampleRate{44100}, SampleRate{48000}, SampleRate{96000}};

float truePeak(std::span<const float> x) {
    TruePeakMeter meter;
    meter.process(x);
    meter.flush();
    return meter.peak();
}

double decibels(float peak) {
    return toDecibels(static_cast<double>(peak)).value;
}

void within(double actual, double low, double high, const QString& what = {}) {
    QVERIFY2(actual >= low && actual <= high,
             qPrintable(QString("%1 not in [%2, %3] %4").arg(actual).arg(low).arg(high).arg(what)));
}

/// Tech 3341 cases 15 to 19: a sine with its fades.
std::vector<float> faded(SampleRate rate, double fraction, double degrees, double level) {
    auto x = testing::sine(rate, 0.5_s, {rate.hz * fraction}, level, degrees * pi / 180.0);
    testing::fade(x, static_cast<std::size_t>((0.01_s * rate).count));
    return x;
}

/// The largest value between the samples, by a long kernel at 64 points.
double finePeak(const std::vector<float>& x) {
    static const SincBank<64, 256> bank(12.0);
    std::vector<float> padded(512, 0.0F);
    padded.insert(padded.begin() + 256, x.begin(), x.end());
    float peak = 0.0F;
    for (std::size_t n = 128; n + 129 < padded.size(); ++n)
        for (int p = 0; p < 64; ++p)
            peak = std::max(peak, std::abs(bank.at(&padded[n], p)));
    return static_cast<double>(peak);
}

} // namespace

class TruePeakTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: EBU Tech 3341 cases 15 to 19, which allow +0.2/-0.4 dB.
    void tonesWhosePeaksLieBetweenTheSamples() {
        struct Case {
            double fraction, degrees, level, expected;
        };
        for (const SampleRate rate : kRates)
            for (const Case& c : {Case{1.0 / 4, 0, 0.5, -6.02}, Case{1.0 / 4, 45, 0.5, -6.02},
                                  Case{1.0 / 6, 60, 0.5, -6.02}, Case{1.0 / 8, 67.5, 0.5, -6.02},
                                  Case{1.0 / 4, 45, 1.41, 2.98}})
                within(decibels(truePeak(faded(rate, c.fraction, c.degrees, c.level))),
                       c.expected - 0.1, c.expected + 0.1);
    }

    /// Known answer: Tech 3341 cases 20 to 23: a burst within a tone, made at four times the rate
    /// and decimated with each of the four offsets. Own limit: 0.1 dB from its own fine peak.
    void burstInATone() {
        const auto quarter = [](std::size_t offset) {
            // At 4 fs: fs/6 at 0.5, one period of fs/4 at 1.0 in its middle, phase continuous.
            constexpr std::size_t kLength = 16384;
            std::vector<double> x(kLength);
            constexpr std::size_t kBurst = 8184; // 341 periods: the tone passes zero there
            double phase = 0.0;
            for (std::size_t i = 0; i < kLength; ++i) {
                const bool burst = i >= kBurst && i < kBurst + 16;
                x[i] = (burst ? 1.0 : 0.5) * std::sin(phase);
                phase += 2.0 * pi / 4.0 * (burst ? 1.0 / 4.0 : 1.0 / 6.0);
            }
            constexpr int kHalf = 192;
            std::vector<float> y;
            for (std::size_t n = kHalf + offset; n + kHalf < kLength; n += 4) {
                double sum = 0.0;
                for (int k = -kHalf; k <= kHalf; ++k)
                    sum += x[n + static_cast<std::size_t>(k + kHalf) - kHalf] * 0.25 *
                           sinc(k / 4.0) * kaiserWindow(static_cast<double>(k) / kHalf, 10.0);
                y.push_back(static_cast<float>(sum));
            }
            testing::fade(y, 400);
            return y;
        };
        for (std::size_t offset = 0; offset < 4; ++offset) {
            const std::vector<float> x = quarter(offset);
            const double measured = decibels(truePeak(x));
            within(measured, -0.4, 0.2);
            within(measured - toDecibels(finePeak(x)).value, -0.05, 0.02);
        }
    }

    /// Known answer: every frequency to 20 kHz at 44.1 kHz, in 360 phases.
    void sweepOfFrequenciesAndPhases() {
        const SampleRate rate{44100};
        const double a = 0.8;
        double lowest = 0.0;
        double highest = 0.0;
        // Beside the sweep, tones whose peaks stay at the same places between the samples.
        std::vector<double> frequencies{44100.0 / 4, 44100.0 * 2 / 5, 44100.0 * 3 / 7,
                                        44100.0 * 4 / 9};
        for (double f = 50.0; f <= 20000.0; f = f < 19000.0 ? f * 1.15 : f + 250.0)
            frequencies.push_back(f);
        for (const double f : frequencies) {
            const double turn = 2.0 * pi * f / rate.hz;
            constexpr std::size_t kFade = 600;
            std::vector<float> x(2 * kFade + 1800);
            std::vector<float> envelope(x.size(), 1.0F);
            testing::fade(envelope, kFade);
            for (int phase = 0; phase < 360; ++phase) {
                std::complex<double> z = std::polar(a, phase * pi / 180.0);
                const std::complex<double> step = std::polar(1.0, turn);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    x[i] = envelope[i] * static_cast<float>(z.imag());
                    z *= step;
                }
                const double error = decibels(truePeak(x)) - toDecibels(a).value;
                lowest = std::min(lowest, error);
                highest = std::max(highest, error);
            }
        }
        within(lowest, -0.05, 0.0);
        within(highest, 0.0, 0.01);
    }

    /// Property: the meter does not depend on the block size, and the whole channel at once gives
    /// the same.
    void blockSizeDoesNotMatter() {
        const SampleRate rate{44100};
        std::vector<float> x = testing::whiteNoise(rate, 5.0_s, 0.2, 7);
        for (std::size_t i = 100000; i < 101000; ++i)
            x[i] *= 2.0F;
        const float whole = measurePeaks(x, rate).truePeak;
        for (const std::size_t block : {1UL, 7UL, 64UL, 255UL, 4096UL, 1000000UL}) {
            TruePeakMeter meter;
            for (std::size_t i = 0; i < x.size(); i += block)
                meter.process(std::span(x).subspan(i, std::min(block, x.size() - i)));
            meter.flush();
            QCOMPARE(meter.peak(), whole);
        }
    }

    /// Oracle: interpolate everything.
    void skippingLosesNothing() {
        const SampleRate rate{8000};
        const std::vector<float> x = testing::pinkNoise(rate, 7.0_s, 0.1, 11);
        const PeakSeries series = measurePeaks(x, rate);
        const SincBank<8, 48> bank(8.0);
        std::vector<float> padded(128, 0.0F);
        padded.insert(padded.begin() + 64, x.begin(), x.end());
        float eighths = 0.0F;
        float sample = 0.0F;
        for (std::size_t i = 0; i < x.size(); ++i) {
            sample = std::max(sample, std::abs(x[i]));
            for (int p = 0; p < 8; ++p)
                eighths = std::max(eighths, std::abs(bank.at(&padded[i + 64], p)));
        }
        QCOMPARE(series.samplePeak, sample);
        within(static_cast<double>(series.truePeak / eighths), 1.0 - 1e-6, 1.02);
        // And so in every 3 s.
        for (std::size_t begin = 0; begin + 30 <= series.tenths.size(); ++begin) {
            const float most =
                *std::max_element(series.tenths.begin() + static_cast<std::ptrdiff_t>(begin),
                                  series.tenths.begin() + static_cast<std::ptrdiff_t>(begin) + 30);
            const float fresh =
                measurePeaks(std::span(x).subspan(begin * 800 + 8, 24000 - 16), rate).truePeak;
            // Cut out of the whole its ends ring a little otherwise.
            within(static_cast<double>(most / fresh), 0.98, 1.1);
        }
    }

    /// Known answer: the last samples and the first ring beyond the ends of the file.
    void endsAreNotLost() {
        // At fs/4 and 45 degrees the samples read 3 dB less than the sine.
        auto x = faded({44100}, 0.25, 45, 1.0);
        x.resize(x.size() / 2); // ends at full level
        QVERIFY(measurePeaks(x, {44100}).truePeak > 0.99F);
        const std::vector<float> last{0.0F, 0.0F, 0.0F, 0.7F, 0.7F};
        QVERIFY(truePeak(last) > 0.85F);
        QVERIFY(measurePeaks(last, {44100}).truePeak == truePeak(last));
        const std::vector<float> first{0.7F, 0.7F};
        QCOMPARE(truePeak(first), truePeak(last));
        // From nothing to near Nyquist, dying away: it rings most before its first sample.
        std::vector<float> ringing;
        for (int i = 0; i < 20; ++i)
            ringing.push_back((i % 2 == 0 ? 0.7F : -0.7F) *
                              std::exp(-0.2F * static_cast<float>(i)));
        std::vector<float> led(40, 0.0F);
        led.insert(led.end(), ringing.begin(), ringing.end());
        QCOMPARE(measurePeaks(ringing, {44100}).truePeak, truePeak(led));
    }

    void takingThePeakBeginsANewOne() {
        TruePeakMeter meter;
        const std::vector<float> loud(1000, 0.5F);
        const std::vector<float> quiet(1000, 0.1F);
        meter.process(loud);
        QVERIFY(meter.takePeak() > 0.5F);
        meter.process(quiet);
        meter.takePeak(); // the step still rings in it
        meter.process(quiet);
        within(static_cast<double>(meter.takePeak()), 0.0999, 0.1001);
        meter.reset();
        meter.flush();
        QCOMPARE(meter.peak(), 0.0F);
    }

    void silenceAndNothing() {
        QCOMPARE(measurePeaks(std::vector<float>(1000), {44100}).truePeak, 0.0F);
        QVERIFY(measurePeaks({}, {44100}).tenths.empty());
    }
};

QTEST_APPLESS_MAIN(TruePeakTest)
#include "true_peak_test.moc"
