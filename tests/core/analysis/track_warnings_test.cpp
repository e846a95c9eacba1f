// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/track_warnings.h"
#include "tests/support/signals.h"

#include <QtTest>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr SampleRate kRate{44100};

Analysis analysisOf(std::vector<float> left, std::vector<float> right, SampleRate rate = kRate) {
    auto result = analyse(testing::trackOf(testing::stereo(left, right), rate));
    return *std::move(result);
}

Analysis analysisOf(const std::vector<float>& x) {
    return analysisOf(x, x);
}

std::optional<double> amountOf(const Analysis& a, WarningCode code) {
    for (const Warning& w : a.warnings)
        if (w.code == code)
            return w.amount;
    return std::nullopt;
}

bool found(const Analysis& a, WarningCode code) {
    return amountOf(a, code).has_value();
}

/// Something like music: broad, swelling, for ten seconds.
std::vector<float> music(unsigned seed = 1) {
    auto x = testing::pinkNoise(kRate, 10.0_s, 0.05, seed);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] *= static_cast<float>(1.0 + 0.5 * std::sin(1e-4 * static_cast<double>(i)));
    return x;
}

/// Windowed-sinc low-pass, 90 dB down 700 Hz above its edge.
std::vector<float> lowPassed(const std::vector<float>& x, Hertz edge) {
    constexpr int kHalf = 256;
    const double width = 2.0 * edge.value / kRate.hz;
    std::vector<float> h;
    for (int k = -kHalf; k <= kHalf; ++k) {
        const double t = static_cast<double>(k) / kHalf;
        const double window = 0.42 + 0.5 * std::cos(std::numbers::pi * t) +
                              0.08 * std::cos(2.0 * std::numbers::pi * t);
        const double arc = std::numbers::pi * width * k;
        h.push_back(static_cast<float>(width * window * (k == 0 ? 1.0 : std::sin(arc) / arc)));
    }
    std::vector<float> y(x.size() - h.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
        float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
        for (std::size_t k = 0; k < h.size(); ++k)
            sum += h[k] * x[i + k];
        y[i] = sum;
    }
    return y;
}

/// Syllables of a buzzing voice, four a second, in phrases with pauses.
std::vector<float> speech(Seconds length) {
    auto x = std::vector<float>(static_cast<std::size_t>((length * kRate).count));
    std::mt19937 engine(5);
    const std::complex<double> formant = std::polar(std::exp(-std::numbers::pi * 90.0 / kRate.hz),
                                                    2.0 * std::numbers::pi * 600.0 / kRate.hz);
    std::complex<double> state{};
    double phase = 0.0;
    double begin = 0.0;
    double end = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        if (t >= end + 0.04) {
            const bool pause = engine() % 6 == 0;
            begin = t + (pause ? 0.5 : 0.0);
            end = begin + 0.12 + 0.0016 * static_cast<double>(engine() % 100);
        }
        phase += (120.0 + 20.0 * std::sin(t)) / kRate.hz;
        const bool pulse = phase >= 1.0;
        if (pulse)
            phase -= 1.0;
        const double open =
            t < begin || t > end ? 0.0 : std::sin(std::numbers::pi * (t - begin) / (end - begin));
        state = state * formant + (pulse ? 0.3 * open : 0.0);
        x[i] = static_cast<float>(state.imag());
    }
    return x;
}

} // namespace

class TrackWarningsTest : public QObject {
    Q_OBJECT

  private slots:
    void nothingIsFoundInMusic() {
        auto x = testing::pinkNoise(kRate, 61.0_s, 0.05, 1);
        auto y = testing::pinkNoise(kRate, 61.0_s, 0.05, 2);
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = 0.5F * (x[i] + y[i]);
        const Analysis a = analysisOf(x, y);
        for (const Warning& w : a.warnings)
            qWarning("%d %g", static_cast<int>(w.code), w.amount);
        QVERIFY(a.warnings.empty());
    }

    void silenceAndBelowTheGate() {
        const Analysis silent = analysisOf(std::vector<float>(200000));
        QVERIFY(found(silent, WarningCode::Silent));
        QVERIFY(!silent.loudness.integrated && !silent.dynamics.plr && !silent.dynamics.crest);
        QCOMPARE(silent.spectrum.frames, 0);
        const Analysis faint = analysisOf(testing::pinkNoise(kRate, 5.0_s, 0.0001, 1));
        QVERIFY(found(faint, WarningCode::BelowGate));
        QVERIFY(!found(faint, WarningCode::Silent) && !faint.loudness.integrated);
        QVERIFY(!found(analysisOf(music()), WarningCode::BelowGate));
    }

    void tooShortAndUnstable() {
        const auto x = testing::pinkNoise(kRate, 2.9_s, 0.1, 1);
        const Analysis a = analysisOf(x);
        QVERIFY(std::abs(amountOf(a, WarningCode::TooShort).value_or(0.0) - 2.9) < 1e-6);
        QVERIFY(a.loudness.integrated && !a.loudness.shortTermMax && !a.dynamics.psrMin);
        QVERIFY(!found(a, WarningCode::RangeUnstable));
        const Analysis b = analysisOf(music());
        QVERIFY(!found(b, WarningCode::TooShort) && found(b, WarningCode::RangeUnstable));
        const Analysis one = analysisOf({0.5F});
        QVERIFY(found(one, WarningCode::TooShort) && !one.loudness.momentaryMax);
        QVERIFY(analyse(testing::trackOf(AudioBuffer(2, Frames{0}), kRate)));
    }

    void clippedRunsAreCounted() {
        auto x = music();
        QVERIFY(!found(analysisOf(x), WarningCode::Clipped));
        for (std::size_t i = 1000; i < 200000; i += 20000)
            for (std::size_t k = i; k < i + 4; ++k)
                x[k] = 32767.0F / 32768.0F;
        x[300000] = x[300001] = 1.0F; // two are a peak
        QCOMPARE(amountOf(analysisOf(x, music(2)), WarningCode::Clipped), 10.0);
        auto over = music();
        for (std::size_t k = 0; k < 5; ++k) // a round peak over full scale is not clipped
            over[5000 + k] = 1.2F + 0.05F * static_cast<float>(k);
        QVERIFY(!found(analysisOf(over), WarningCode::Clipped));
    }

    void offset() {
        auto x = music();
        for (float& v : x)
            v += 0.5F;
        const auto amount = amountOf(analysisOf(x), WarningCode::DcOffset);
        QVERIFY(amount && std::abs(*amount - 0.5) < 0.01);
    }

    void channelsThatAreSilentOrOpposed() {
        const auto x = music();
        const std::vector<float> nothing(x.size());
        const Analysis left = analysisOf(x, nothing);
        QCOMPARE(amountOf(left, WarningCode::OneChannelSilent), 1.0);
        QCOMPARE(left.correlation, 0.0);
        QCOMPARE(amountOf(analysisOf(nothing, x), WarningCode::OneChannelSilent), 0.0);
        auto opposed = x;
        for (float& v : opposed)
            v = -v;
        const Analysis against = analysisOf(x, opposed);
        QCOMPARE(amountOf(against, WarningCode::OutOfPhase), 1.0);
        QVERIFY(std::abs(against.correlation + 1.0) < 1e-6);
        QVERIFY(std::isfinite(against.width.value));
        // A fifth of the time.
        auto partly = x;
        for (std::size_t i = 0; i < partly.size() / 5; ++i)
            partly[i] = -partly[i];
        const auto share = amountOf(analysisOf(x, partly), WarningCode::OutOfPhase);
        QVERIFY(share && std::abs(*share - 0.2) < 0.1);
        QVERIFY(!found(analysisOf(x), WarningCode::OutOfPhase));
    }

    void lossyCutoff() {
        const auto x = testing::pinkNoise(kRate, 6.0_s, 0.1, 3);
        for (const double edge : {16000.0, 19000.0, 20000.0}) {
            const Analysis a = analysisOf(lowPassed(x, {edge}));
            QVERIFY2(a.lossyCutoff && std::abs(a.lossyCutoff->value - edge) <= 200.0,
                     qPrintable(
                         QString("%1 for %2").arg(a.lossyCutoff.value_or(0.0_Hz).value).arg(edge)));
            QCOMPARE(amountOf(a, WarningCode::LossyCutoff), a.lossyCutoff->value);
        }
        QVERIFY(!analysisOf(x).lossyCutoff);
        // A filter just under Nyquist is a converter's, a step to a plateau the music's.
        QVERIFY(!analysisOf(lowPassed(x, 21300.0_Hz)).lossyCutoff);
        // At a lower rate, where that lies depends on it; an edge far below is a codec's.
        for (const int rate : {22050, 32000}) {
            for (const double share : {0.88, 0.91, 0.95, 0.97}) {
                const auto converted = lowPassed(x, {share * kRate.nyquist().value});
                QVERIFY(!analysisOf(converted, converted, {rate}).lossyCutoff);
            }
        }
        const auto coded = lowPassed(x, {0.75 * kRate.nyquist().value});
        const auto edge = analysisOf(coded, coded, {32000}).lossyCutoff;
        QVERIFY(edge && std::abs(edge->value - 12000.0) <= 200.0);
        auto step = lowPassed(x, 12000.0_Hz);
        for (std::size_t i = 0; i < step.size(); ++i)
            step[i] += 0.15F * x[i + 256];
        QVERIFY(!analysisOf(step).lossyCutoff);
    }

    void brickWalled() {
        auto x = testing::pinkNoise(kRate, 8.0_s, 0.3, 4);
        for (float& v : x)
            v = 0.95F * std::tanh(2.5F * v);
        const Analysis a = analysisOf(x);
        QVERIFY(a.dynamics.plr && a.dynamics.plr->value < 9.0);
        QCOMPARE(amountOf(a, WarningCode::BrickWalled), a.dynamics.plr->value);
        QVERIFY(!found(analysisOf(music()), WarningCode::BrickWalled));
    }

    void tonesAndSpeechAreNotMusic() {
        for (const double f : {50.0, 440.0, 8000.0}) {
            const Analysis tone = analysisOf(testing::sine(kRate, 6.0_s, {f}, 0.3));
            QVERIFY(found(tone, WarningCode::SineLike));
            QVERIFY(!found(tone, WarningCode::BrickWalled));
        }
        const Analysis voice = analysisOf(speech(15.0_s));
        QVERIFY(found(voice, WarningCode::SpeechLike));
        QVERIFY(!found(voice, WarningCode::SineLike));
        QVERIFY(!found(analysisOf(music()), WarningCode::SpeechLike));
    }
};

QTEST_APPLESS_MAIN(TrackWarningsTest)
#include "track_warnings_test.moc"
