// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/true_peak.h"
#include "core/chain/limiter.h"
#include "tests/support/realtime_scope.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace kilter;

namespace {

struct Stereo {
    std::vector<float> left, right;
};

/// Tones, noise, clicks and silences in turn, some 12 dB over full scale at the most.
Stereo unruly(SampleRate rate, double seconds, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    const auto frames = static_cast<std::size_t>(seconds * rate.hz);
    Stereo s{std::vector<float>(frames), std::vector<float>(frames)};
    for (auto* channel : {&s.left, &s.right})
        for (std::size_t n = 0; n < frames;) {
            const auto length = static_cast<std::size_t>(rate.hz * (0.03 + 0.02 * uniform(random)));
            const double level = std::pow(10.0, 0.6 * uniform(random));
            const double f = 0.4 * std::pow(10.0, 1.5 * (uniform(random) - 1.0));
            const int kind = static_cast<int>(random() % 5);
            for (std::size_t i = 0; i < length && n < frames; ++i, ++n) {
                const double phase = 2.0 * std::numbers::pi * f * static_cast<double>(i);
                const double v = kind == 0   ? 0.0
                                 : kind == 1 ? (i == 0 ? 1.0 : 0.0)
                                 : kind == 2 ? 0.5 * uniform(random)
                                 : kind == 3
                                     ? std::sin(phase) * std::exp(-0.001 * static_cast<double>(i))
                                     : std::sin(phase);
                (*channel)[n] = static_cast<float>(level * v);
            }
        }
    return s;
}

void restart(Limiter& limiter, const LimiterSettings& settings) {
    testing::RealtimeScope scope;
    limiter.reset(scope.token(), settings);
}

void process(Limiter& limiter, Stereo& s, std::size_t block, std::vector<float>* reduction = {}) {
    testing::RealtimeScope scope;
    for (std::size_t n = 0; n < s.left.size(); n += block) {
        const auto frames = std::min(block, s.left.size() - n);
        limiter.process(scope.token(),
                        {s.left.data() + n, s.right.data() + n, static_cast<int>(frames)});
        if (reduction)
            reduction->insert(reduction->end(), limiter.reduction().begin(),
                              limiter.reduction().end());
    }
}

float peakOf(const std::vector<float>& x) {
    TruePeakMeter meter;
    meter.process(x);
    meter.flush();
    return meter.peak();
}

bool same(const Stereo& a, const Stereo& b) {
    return a.left == b.left && a.right == b.right;
}

constexpr SampleRate kRate{44100};

} // namespace

class LimiterTest : public QObject {
    Q_OBJECT

  private slots:
    /// Property: on the meter's ruler nothing passes the ceiling by more than 0.05 dB.
    void keepsTheCeiling_data() {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("ceiling");
        for (const int rate : {8000, 22050, 44100, 48000, 96000, 192000, 384000})
            QTest::addRow("%d", rate) << rate << int(LimiterMode::Clean) << -1.0;
        QTest::addRow("loud") << 44100 << int(LimiterMode::Loud) << -1.0;
        QTest::addRow("ceiling 0") << 44100 << int(LimiterMode::Clean) << 0.0;
        QTest::addRow("ceiling -9") << 44100 << int(LimiterMode::Clean) << -9.0;
    }
    void keepsTheCeiling() {
        QFETCH(int, rate);
        QFETCH(int, mode);
        QFETCH(double, ceiling);
        LimiterSettings settings;
        settings.mode = LimiterMode(mode);
        settings.ceiling = {ceiling};
        Limiter limiter({rate}, settings);
        for (unsigned seed = 1; seed <= 3; ++seed) {
            Stereo s = unruly({rate}, std::min(2.0, 88200.0 / rate), seed);
            for (auto* channel : {&s.left, &s.right})
                channel->resize(channel->size() + 2 * std::size_t(limiter.latency().count));
            restart(limiter, settings);
            process(limiter, s, 512);
            const double over =
                toDecibels(double(std::max(peakOf(s.left), peakOf(s.right)))).value - ceiling;
            QVERIFY2(over <= 0.05, qPrintable(QString("seed %1: %2 dB over").arg(seed).arg(over)));
            QVERIFY(over > -1.0);
            for (const float v : s.left)
                QVERIFY(std::isfinite(v));
        }
    }

    /// Property: what needs no limiting comes out delayed, bit for bit; so does everything with
    /// mode Off.
    void isTransparentBelowTheCeiling_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<float>("level");
        QTest::newRow("clean, below") << int(LimiterMode::Clean) << 0.14F;
        QTest::newRow("loud, below") << int(LimiterMode::Loud) << 0.14F;
        QTest::newRow("off, above") << int(LimiterMode::Off) << 4.0F;
    }
    void isTransparentBelowTheCeiling() {
        QFETCH(int, mode);
        QFETCH(float, level);
        Stereo s = unruly(kRate, 2.0, 7);
        for (auto* channel : {&s.left, &s.right})
            for (float& v : *channel)
                v *= level;
        const Stereo input = s;
        LimiterSettings settings;
        settings.mode = LimiterMode(mode);
        Limiter limiter(kRate, settings);
        std::vector<float> reduction;
        process(limiter, s, 480, &reduction);
        const auto latency = limiter.latency().count;
        QVERIFY(
            std::equal(input.left.begin(), input.left.end() - latency, s.left.begin() + latency));
        QVERIFY(std::equal(input.right.begin(), input.right.end() - latency,
                           s.right.begin() + latency));
        QVERIFY(std::all_of(s.left.begin(), s.left.begin() + latency,
                            [](float v) { return v == 0.0F; }));
        QVERIFY(std::all_of(reduction.begin(), reduction.end(), [](float v) { return v == 0.0F; }));
    }

    /// Property: neither sound nor meter depend on how the stream is cut up.
    void doesNotDependOnTheBlockSize() {
        const Stereo input = unruly(kRate, 1.0, 3);
        Stereo whole = input;
        std::vector<float> wholeReduction;
        Limiter limiter(kRate);
        process(limiter, whole, 4096, &wholeReduction);
        for (const std::size_t block : {1U, 17U, 64U, 512U}) {
            Stereo s = input;
            std::vector<float> reduction;
            restart(limiter, {});
            process(limiter, s, block, &reduction);
            QVERIFY2(same(s, whole), qPrintable(QString::number(block)));
            QCOMPARE(reduction, wholeReduction);
        }
    }

    void isAsNewAfterReset() {
        const Stereo input = unruly(kRate, 0.5, 5);
        Limiter limiter(kRate);
        Stereo first = input, second = input;
        process(limiter, first, 500);
        restart(limiter, {});
        process(limiter, second, 500);
        QVERIFY(same(first, second));
    }

    /// Known answer: a constant tone is held at the ceiling by a constant gain, and the meter says
    /// which.
    void steadyToneIsHeldAtTheCeiling() {
        Stereo s;
        for (int n = 0; n < 2 * kRate.hz; ++n)
            s.left.push_back(static_cast<float>(2.0 * std::sin(0.1 * n)));
        s.right = s.left;
        Limiter limiter(kRate);
        std::vector<float> reduction;
        process(limiter, s, 512, &reduction);
        TruePeakMeter meter;
        meter.process(std::span(s.left).first(kRate.hz));
        std::ignore = meter.takePeak();
        meter.process(std::span(s.left).subspan(kRate.hz));
        const double peak = toDecibels(double(meter.peak())).value;
        QVERIFY2(std::abs(peak - -1.03) < 0.01, qPrintable(QString::number(peak)));
        const double expected = toDecibels(2.0).value + 1.03;
        QVERIFY2(std::abs(double(reduction.back()) - expected) < 0.01,
                 qPrintable(QString::number(double(reduction.back()))));
    }

    /// Known answer: the trim is a static gain, applied last.
    void trimScalesTheOutput() {
        const Stereo input = unruly(kRate, 0.5, 9);
        LimiterSettings settings;
        settings.trim = {-0.1};
        Limiter plain(kRate), trimmed(kRate, settings);
        Stereo a = input, b = input;
        process(plain, a, 512);
        process(trimmed, b, 512);
        const float factor = static_cast<float>(amplitude({-0.1}));
        for (std::size_t n = 0; n < a.left.size(); ++n)
            QVERIFY(std::abs(a.left[n] * factor - b.left[n]) < 1e-6F);
    }

    /// Property: with full link both channels get the brick wall's gain of the louder; a silent
    /// channel beside a loud one stays silent.
    void silenceStaysSilent() {
        Stereo s = unruly(kRate, 0.5, 11);
        std::fill(s.right.begin(), s.right.end(), 0.0F);
        LimiterSettings settings;
        settings.link = 1.0;
        Limiter limiter(kRate, settings);
        process(limiter, s, 512);
        QVERIFY(std::all_of(s.right.begin(), s.right.end(), [](float v) { return v == 0.0F; }));
    }

    /// Broken input does not outlive the limiter's memory.
    void recoversFromBrokenInput() {
        Stereo broken = unruly(kRate, 0.2, 13);
        broken.left[100] = std::numeric_limits<float>::quiet_NaN();
        broken.right[200] = std::numeric_limits<float>::infinity();
        broken.left[300] = 1e30F;
        broken.right[400] = -1e5F;
        Limiter limiter(kRate);
        process(limiter, broken, 512);
        for (std::size_t n = 0; n < broken.left.size(); ++n)
            QVERIFY(std::isfinite(broken.left[n]) && std::isfinite(broken.right[n]));
    }

    /// The settings may change while it plays: no sample jumps further than the music's own do.
    void changesOfSettingsDoNotClick() {
        Stereo s;
        for (int n = 0; n < kRate.hz; ++n)
            s.left.push_back(static_cast<float>(std::sin(0.02 * n)));
        s.right = s.left;
        Limiter limiter(kRate);
        testing::RealtimeScope scope;
        LimiterSettings settings;
        std::mt19937 random(17);
        for (std::size_t n = 0; n + 100 <= s.left.size(); n += 100) {
            settings.ceiling = {-1.0 - (random() % 2 ? 3.0 : 0.0)};
            settings.trim = {random() % 2 ? -0.2 : 0.0};
            limiter.set(scope.token(), settings);
            limiter.process(scope.token(), {s.left.data() + n, s.right.data() + n, 100});
        }
        for (std::size_t n = 1; n < s.left.size(); ++n)
            QVERIFY2(std::abs(s.left[n] - s.left[n - 1]) < 0.03F,
                     qPrintable(QString("%1: %2").arg(n).arg(double(s.left[n] - s.left[n - 1]))));
    }
};

QTEST_APPLESS_MAIN(LimiterTest)
#include "limiter_test.moc"
