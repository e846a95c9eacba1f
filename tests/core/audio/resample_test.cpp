// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/resample.h"
#include "tests/support/audio_buffers.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stop_token>

using namespace kilter;
using namespace kilter::testing;

namespace {

// Amplitude and phase of one frequency in the middle of the first channel, under a Blackman-Harris
// window (side lobes -92 dB) twice over, which makes them -184 dB.
std::complex<double> component(const AudioBuffer& audio, SampleRate rate, double frequency) {
    const auto x = audio.channel(0);
    const std::size_t margin = x.size() / 8;
    const std::size_t n = x.size() - 2 * margin;
    std::complex<double> sum;
    double weight = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const double t =
            2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
        const double once =
            0.35875 - 0.48829 * std::cos(t) + 0.14128 * std::cos(2 * t) - 0.01168 * std::cos(3 * t);
        const double w = once * once;
        const double phase =
            2.0 * std::numbers::pi * frequency * static_cast<double>(i + margin) / rate.hz;
        sum += w * static_cast<double>(x[i + margin]) * std::polar(1.0, -phase);
        weight += w;
    }
    return 2.0 * sum / weight;
}

double level(const AudioBuffer& audio, SampleRate rate, double frequency) {
    return 20.0 * std::log10(std::abs(component(audio, rate, frequency)) + 1e-30);
}

} // namespace

class ResampleTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate k96{96000};
    static constexpr SampleRate k44{44100};

  private slots:
    void flatToTwentyKilohertz() {
        for (const double f :
             {20.0, 100.0, 1000.0, 5000.0, 10000.0, 15000.0, 18000.0, 19500.0, 20000.0}) {
            const auto out = resample(sine(f, 0.5, k96, {48000}), k96, k44);
            QVERIFY(out);
            const double deviation = level(*out, k44, f) - 20.0 * std::log10(0.5);
            QVERIFY2(std::abs(deviation) < 0.01,
                     qPrintable(QString("%1 Hz: %2 dB").arg(f).arg(deviation)));
        }
    }

    /// What lies above the new Nyquist frequency and folds back.
    void aliases() {
        for (const double f : {24500.0, 26000.0, 30000.0, 35000.0, 40000.0, 43000.0, 47000.0}) {
            const auto out = resample(sine(f, 0.5, k96, {48000}), k96, k44);
            const double folded = std::abs(f - k44.hz * std::round(f / k44.hz));
            const double alias = level(*out, k44, folded) - 20.0 * std::log10(0.5);
            QVERIFY2(alias < -140.0, qPrintable(QString("%1 Hz: %2 dB").arg(f).arg(alias)));
        }
    }

    /// Time 0 stays time 0: the phase of a sine does not move, to a thousandth of a sample.
    void aligned_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        for (const auto& [from, to] : {std::pair{96000, 44100},
                                       {44100, 48000},
                                       {48000, 44100},
                                       {44100, 96000},
                                       {192000, 48000},
                                       {8000, 44100},
                                       {22050, 44100}})
            QTest::addRow("%d to %d", from, to) << from << to;
    }

    void aligned() {
        QFETCH(int, from);
        QFETCH(int, to);
        constexpr double kFrequency = 997.0;
        const Frames frames{from / 3 + 1};
        const AudioBuffer in = sine(kFrequency, 0.5, {from}, frames);
        const auto out = resample(in, {from}, {to});
        QVERIFY(out);
        QCOMPARE(out->frames().count, std::llround(static_cast<double>(frames.count) * to / from));
        QCOMPARE(out->channels(), 2);
        const std::complex<double> expected = component(in, {from}, kFrequency);
        const std::complex<double> found = component(*out, {to}, kFrequency);
        const double samples =
            std::arg(found / expected) / (2.0 * std::numbers::pi * kFrequency) * to;
        QVERIFY2(std::abs(samples) < 1e-3, qPrintable(QString::number(samples)));
        QVERIFY(std::abs(found) > 0.499 && std::abs(found) < 0.501);
    }

    void edges() {
        const AudioBuffer in = noise(0.5, {1000}, 1);
        const auto same = resample(in, k44, k44);
        QVERIFY(std::ranges::equal(same->channel(1), in.channel(1)));
        QCOMPARE(resample(AudioBuffer(2, {0}), k96, k44)->frames().count, std::int64_t{0});
        QCOMPARE(resample(AudioBuffer(2, {1}), k96, k44)->frames().count, std::int64_t{0});
        QCOMPARE(resample(AudioBuffer(2, {1}), k44, k96)->frames().count, std::int64_t{2});
        // Silence stays silence, and mono stays mono.
        const auto silent = resample(AudioBuffer(1, {5000}), k96, k44);
        QCOMPARE(silent->channels(), 1);
        QVERIFY(std::ranges::all_of(silent->channel(0), [](float x) { return x == 0.0f; }));
        const auto again = resample(in, k96, k44);
        QVERIFY(std::ranges::equal(again->channel(0), resample(in, k96, k44)->channel(0)));
    }

    void cancelled() {
        std::stop_source stop;
        stop.request_stop();
        const auto out = resample(noise(0.5, {1000}, 1), k96, k44, Progress({}, stop.get_token()));
        QVERIFY(!out);
        QCOMPARE(out.error().code, ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(ResampleTest)
#include "resample_test.moc"
