// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/compressor/compressor.h"
#include "core/chain/compressor/design.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate k44100{44100};
constexpr int kBlock = 512;

CompressorSpec enabled() {
    CompressorSpec spec;
    spec.enabled = true;
    spec.makeUpDb = 0.0;
    return spec;
}

/// What went in, what came out, and what was taken from each frame, in dB.
struct Ran {
    StereoSignal out;
    std::vector<float> taken;
};

Ran run(const StereoSignal& in, const CompressorSpec& spec, SampleRate rate = k44100) {
    RealtimeScope scope;
    Compressor compressor(rate, designCompressor(spec, rate));
    Ran ran{in, {}};
    for (int at = 0; at < in.frames(); at += kBlock) {
        compressor.process(scope.token(), ran.out.block(at, std::min(kBlock, in.frames() - at)));
        const auto taken = compressor.reduction();
        ran.taken.insert(ran.taken.end(), taken.begin(), taken.end());
    }
    return ran;
}

/// A level that is the same in every frame and no high pass lets through less of: samples of
/// alternating sign, `level` dBFS from `from` on.
StereoSignal step(int frames, int from, double level) {
    StereoSignal s(frames);
    for (int i = from; i < frames; ++i) {
        const double a = amplitude({level});
        const auto n = static_cast<std::size_t>(i);
        s.left[n] = s.right[n] = static_cast<float>(i % 2 == 0 ? a : -a);
    }
    return s;
}

/// A tone of an eighth of the rate, `level` dBFS, that ends at `until`, where it passes zero.
StereoSignal tone(int frames, int until, SampleRate rate, double level) {
    StereoSignal s = sine(frames, rate, {0.125 * rate.hz}, amplitude({level}));
    for (auto* channel : {&s.left, &s.right})
        std::fill(channel->begin() + until, channel->end(), 0.0F);
    return s;
}

/// When `taken` first passes `level` from frame `from` on, between frames: the value of frame n is
/// there when n + 1 frames have passed.
double secondsUntil(const std::vector<float>& taken, int from, double level, bool rising,
                    SampleRate rate) {
    for (auto i = static_cast<std::size_t>(from); i < taken.size(); ++i) {
        const double now = taken[i];
        if (rising ? now < level : now > level)
            continue;
        const double before = i > 0 ? taken[i - 1] : 0.0F;
        const double part = (level - before) / (now - before);
        return (static_cast<double>(i) - from + part) / rate.hz;
    }
    return -1.0;
}

double rms(std::span<const float> x) {
    double sum = 0.0;
    for (const float v : x)
        sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum / static_cast<double>(x.size()));
}

/// All but the fundamental re the fundamental, over the last second, which holds whole periods.
double distortion(const std::vector<float>& x, double hz) {
    const std::span<const float> last(x.data() + x.size() - 44100, 44100);
    double s = 0.0;
    double c = 0.0;
    for (std::size_t i = 0; i < last.size(); ++i) {
        const double p = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / 44100.0;
        s += 2.0 / 44100.0 * last[i] * std::sin(p);
        c += 2.0 / 44100.0 * last[i] * std::cos(p);
    }
    double left = 0.0;
    for (std::size_t i = 0; i < last.size(); ++i) {
        const double p = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / 44100.0;
        const double e = last[i] - s * std::sin(p) - c * std::cos(p);
        left += e * e;
    }
    return toDecibels(std::sqrt(left / 44100.0) / std::sqrt(0.5 * (s * s + c * c))).value;
}

/// The paper's curve, as it is printed: the level that comes out for `x` in.
double paper(double x, double t, double r, double w) {
    if (2.0 * (x - t) < -w)
        return x;
    if (2.0 * std::abs(x - t) <= w && w > 0.0)
        return x + (1.0 / r - 1.0) * (x - t + w / 2.0) * (x - t + w / 2.0) / (2.0 * w);
    return t + (x - t) / r;
}

/// 4:1 with a knee of 6 dB, 10 and 100 ms, that takes 4.4 dB from a sine of -6 dBFS.
CompressorSpec tonesSpec() {
    CompressorSpec spec = enabled();
    spec.ratio = 4.0;
    spec.thresholdDb = 20.0 * std::log10(0.5) - 4.4 / 0.75;
    spec.attackMs = 10.0;
    spec.releaseMs = 100.0;
    spec.highPassHz = 20.0;
    return spec;
}

} // namespace

class CompressorTest : public QObject {
    Q_OBJECT

  private slots:
    // Known answer: Giannoulis, Massberg, Reiss, JAES 60 (2012), equation 4.
    void itsStaticCurveIsThePapers_data() {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("knee");
        QTest::addColumn<bool>("byProgramme");
        for (const double ratio : kCompressorRatios)
            for (const double knee : {0.0, 6.0, 12.0})
                for (const bool byProgramme : {false, true})
                    QTest::addRow("%g:1, knee %g dB, %s", ratio, knee,
                                  byProgramme ? "by the programme" : "fixed")
                        << ratio << knee << byProgramme;
    }
    void itsStaticCurveIsThePapers() {
        QFETCH(const double, ratio);
        QFETCH(const double, knee);
        QFETCH(const bool, byProgramme);
        CompressorSpec spec = enabled();
        spec.thresholdDb = -24.0;
        spec.ratio = ratio;
        spec.kneeDb = knee;
        spec.attackMs = 1.0;
        if (!byProgramme)
            spec.releaseMs = 400.0;
        for (double level = -60.0; level <= 0.0; level += 1.5) {
            const StereoSignal in = sine(20000, k44100, {5000.0}, amplitude({level}));
            const Ran ran = run(in, spec);
            const std::span<const float> before(in.left.data() + 15590, 4410);
            const std::span<const float> after(ran.out.left.data() + 15590, 4410);
            const double out = level + toDecibels(rms(after) / rms(before)).value;
            const double off = out - paper(level, -24.0, ratio, knee);
            QVERIFY2(std::abs(off) <= 0.1,
                     qPrintable(QString("%1 dBFS: %2 dB off").arg(level).arg(off)));
        }
    }

    // Known answer: a one-pole has taken 1 - 1/e after its time.
    void theAttackTakesItsTime_data() {
        QTest::addColumn<double>("attackMs");
        QTest::addColumn<int>("hz");
        for (const double attackMs : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0})
            for (const int hz : {44100, 48000, 192000})
                QTest::addRow("%g ms at %d Hz", attackMs, hz) << attackMs << hz;
    }
    void theAttackTakesItsTime() {
        QFETCH(const double, attackMs);
        QFETCH(const int, hz);
        CompressorSpec spec = enabled();
        spec.attackMs = attackMs;
        const SampleRate rate{hz};
        const Ran ran = run(step(hz, 1000, -6.0), spec, rate);
        const double reached = 6.0; // (-6 + 18) / 2
        QVERIFY(std::abs(ran.taken.back() - reached) < 0.01);
        const double ms =
            1000.0 *
            secondsUntil(ran.taken, 1000, reached * (1.0 - 1.0 / std::numbers::e), true, rate);
        QVERIFY2(std::abs(ms / attackMs - 1.0) <= 0.05, qPrintable(QString::number(ms)));
    }

    // Known answer: 1 - 1/e has been given back after the release's time, however slow the attack.
    void theReleaseTakesItsTime_data() {
        QTest::addColumn<double>("releaseMs");
        QTest::addColumn<double>("attackMs");
        for (const double releaseMs : {100.0, 300.0, 600.0, 1200.0})
            for (const double attackMs : {0.1, 10.0, 30.0})
                QTest::addRow("%g ms behind %g ms", releaseMs, attackMs) << releaseMs << attackMs;
    }
    void theReleaseTakesItsTime() {
        QFETCH(const double, releaseMs);
        QFETCH(const double, attackMs);
        CompressorSpec spec = enabled();
        spec.attackMs = attackMs;
        spec.releaseMs = releaseMs;
        const int until = 44096;
        const Ran ran = run(tone(4 * 44100, until, k44100, -6.0), spec);
        const double ms =
            1000.0 * secondsUntil(ran.taken, until, 6.0 / std::numbers::e, false, k44100);
        QVERIFY2(std::abs(ms / releaseMs - 1.0) <= 0.05, qPrintable(QString::number(ms)));
    }

    // Known answer: the two networks of SSL's G series, calculated as a circuit. 6 dB held for a
    // while is half gone, and 90 % gone, after so long.
    void theProgrammeDecidesTheRelease_data() {
        QTest::addColumn<double>("heldS");
        QTest::addColumn<double>("halfS");
        QTest::addColumn<double>("tenthS");
        QTest::addRow("10 ms") << 0.010 << 0.033 << 0.16;
        QTest::addRow("0.2 s") << 0.2 << 0.053 << 5.6;
        QTest::addRow("1 s") << 1.0 << 2.0 << 10.2;
        QTest::addRow("3 s") << 3.0 << 2.9 << 11.1;
    }
    void theProgrammeDecidesTheRelease() {
        QFETCH(const double, heldS);
        QFETCH(const double, halfS);
        QFETCH(const double, tenthS);
        CompressorSpec spec = enabled();
        spec.attackMs = 0.3;
        const int until = 8 * static_cast<int>(heldS * 44100 / 8);
        const Ran ran = run(tone(until + 13 * 44100, until, k44100, -6.0), spec);
        const double held = ran.taken[static_cast<std::size_t>(until) - 1];
        QVERIFY(std::abs(held - 6.0) < 0.01);
        const double half = secondsUntil(ran.taken, until, 3.0, false, k44100);
        const double tenth = secondsUntil(ran.taken, until, 0.6, false, k44100);
        QVERIFY2(std::abs(half / halfS - 1.0) <= 0.1, qPrintable(QString("half %1").arg(half)));
        QVERIFY2(std::abs(tenth / tenthS - 1.0) <= 0.1, qPrintable(QString("tenth %1").arg(tenth)));
    }

    void tonesStayClean() {
        const auto of = [](double hz) {
            const Ran ran = run(sine(4 * 44100, k44100, {hz}, 0.5), tonesSpec());
            return std::pair{distortion(ran.out.left, hz), static_cast<double>(ran.taken.back())};
        };
        const auto [low, lowTaken] = of(50.0);
        const auto [middle, middleTaken] = of(1000.0);
        QVERIFY2(std::abs(lowTaken - 4.4) < 0.4 && std::abs(middleTaken - 4.4) < 0.1,
                 qPrintable(QString("%1 dB, %2 dB taken").arg(lowTaken).arg(middleTaken)));
        QVERIFY2(low <= -55.0, qPrintable(QString("50 Hz: %1 dB").arg(low)));
        QVERIFY2(middle <= -100.0, qPrintable(QString("1 kHz: %1 dB").arg(middle)));
    }

    // Known answer: the Butterworth high pass of the second order takes 3 dB at its corner and
    // 12.3 dB an octave below.
    void theDetectorHearsBehindTheHighPass() {
        CompressorSpec spec = enabled();
        spec.thresholdDb = -40.0;
        spec.kneeDb = 0.0;
        spec.highPassHz = 200.0;
        spec.releaseMs = 1200.0;
        for (const auto& [hz, lost] : {std::pair{200.0, 3.01}, std::pair{100.0, 12.30}}) {
            const Ran ran = run(sine(3 * 44100, k44100, {hz}, 0.5), spec);
            const double expected = 0.5 * (40.0 - 6.02 - lost);
            QVERIFY2(std::abs(ran.taken.back() - expected) < 0.15,
                     qPrintable(QString("%1 Hz: %2 dB").arg(hz).arg(ran.taken.back())));
        }
    }

    // Property: whatever the channels hold, both get the same gain.
    void bothChannelsGetTheSameGain() {
        StereoSignal in = whiteNoise(44100, 3, 0.9F);
        for (std::size_t i = 0; i < in.left.size(); ++i)
            in.right[i] = 0.25F * in.left[i];
        const Ran ran = run(in, enabled());
        for (std::size_t i = 0; i < in.left.size(); ++i)
            QVERIFY(ran.out.right[i] == 0.25F * ran.out.left[i]);
        QVERIFY(ran.taken.back() > 1.0F);
    }

    void whatIsUnderTheThresholdPassesToTheBit() {
        CompressorSpec spec = enabled();
        const StereoSignal in = whiteNoise(44100, 4, 0.05F); // -26 dBFS; the knee begins at -21
        QVERIFY(run(in, spec).out == in);
        spec.mixPercent = 0.0;
        const StereoSignal loud = whiteNoise(44100, 4, 0.9F);
        QVERIFY(run(loud, spec).out == loud);
        spec.mixPercent = 100.0;
        QVERIFY(!(run(loud, spec).out == loud));
    }

    // Oracle: mixed by hand.
    void theMixIsOfBoth() {
        CompressorSpec spec = enabled();
        const StereoSignal in = whiteNoise(44100, 5, 0.9F);
        const Ran whole = run(in, spec);
        spec.mixPercent = 40.0;
        spec.makeUpDb = 3.0;
        const Ran mixed = run(in, spec);
        for (std::size_t i = 0; i < in.left.size(); ++i) {
            const double dry = in.left[i];
            const double heard = dry + 0.4 * (whole.out.left[i] - dry);
            QVERIFY(std::abs(mixed.out.left[i] - amplitude({3.0}) * heard) < 1e-6);
            if (std::abs(dry) > 0.01)
                QVERIFY(std::abs(mixed.taken[i] + toDecibels(heard / dry).value) < 1e-3);
        }
    }

    // Property: settings that change all the time leave no click. Slow attacks only: a fast one is
    // heard by itself.
    void changesAreNotHeard() {
        std::mt19937 random(6);
        const auto between = [&](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(random);
        };
        RealtimeScope scope;
        Compressor compressor(k44100);
        StereoSignal s = sine(20 * 44100, k44100, {100.0}, 0.5);
        std::vector<int> frames;
        for (int at = 4410; at < s.frames() - 4410; at += 309)
            frames.push_back(at);
        processInBlocks(compressor, scope.token(), s, kBlock, frames, [&](std::size_t) {
            CompressorSpec spec;
            spec.enabled = random() % 4 != 0;
            spec.thresholdDb = between(-40.0, 0.0);
            spec.ratio = kCompressorRatios[random() % kCompressorRatios.size()];
            spec.attackMs = between(10.0, 30.0);
            if (random() % 2)
                spec.releaseMs = between(100.0, 1200.0);
            spec.kneeDb = between(0.0, 12.0);
            spec.highPassHz = between(20.0, 300.0);
            spec.mixPercent = between(0.0, 100.0);
            spec.makeUpDb = between(-6.0, 6.0);
            compressor.set(scope.token(), designCompressor(spec, k44100));
        });
        // Harmonics of 100 Hz above 2 kHz behind a steep high pass.
        const BandSettings high =
            designBand({FilterKind::LowCut, {2000.0}, {}, 0.7, 48}, Placement::Stereo, k44100);
        std::vector<double> y(s.left.begin(), s.left.end());
        for (int k = 0; k < high.stageCount; ++k) {
            BiquadState<double> state;
            for (double& v : y)
                v = kilter::step(high.stages[static_cast<std::size_t>(k)], state, v);
        }
        const double left =
            std::abs(*std::max_element(y.begin() + 4000, y.end(), [](double a, double b) {
                return std::abs(a) < std::abs(b);
            }));
        const double heard = toDecibels(left / 0.5).value;
        QVERIFY2(heard <= -90.0, qPrintable(QString::number(heard)));
        QVERIFY(heard > -200.0); // it does something
    }

    // Known answer: the limits that the manual names.
    void everyValueHasItsLimits_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addRow("threshold") << "threshold" << -60.0 << 0.0;
        QTest::addRow("ratio") << "ratio" << 1.5 << 10.0;
        QTest::addRow("attack") << "attack" << 0.1 << 30.0;
        QTest::addRow("release") << "release" << 100.0 << 1200.0;
        QTest::addRow("knee") << "knee" << 0.0 << 12.0;
        QTest::addRow("highpass") << "highpass" << 20.0 << 300.0;
        QTest::addRow("mix") << "mix" << 0.0 << 100.0;
        QTest::addRow("makeup") << "makeup" << -12.0 << 24.0;
    }
    void everyValueHasItsLimits() {
        QFETCH(const QString, key);
        QFETCH(const double, low);
        QFETCH(const double, high);
        const auto fields = compressorFields();
        const auto field =
            std::find_if(fields.begin(), fields.end(),
                         [&key](const CompressorField& f) { return f.key == key.toStdString(); });
        QVERIFY(field != fields.end());
        QVERIFY(field->allows(low) && field->allows(high));
        QVERIFY(!field->allows(low - 0.01) && !field->allows(high + 0.01));
        QVERIFY(!field->allows(std::nan("")));
        QCOMPARE(field->allows(std::nullopt), key == "release" || key == "makeup");
        if (key == "ratio")
            QVERIFY(!field->allows(3.0));
        CompressorSpec spec;
        QVERIFY(isValid(spec));
        field->write(spec, low);
        QCOMPARE(field->read(spec), std::optional(low));
        QVERIFY(isValid(spec));
        field->write(spec, high + 1.0);
        QVERIFY(!isValid(spec));
    }
};

QTEST_APPLESS_MAIN(CompressorTest)
#include "compressor_test.moc"
