// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/equaliser.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate k44100{44100};

struct Placed {
    FilterShape shape;
    Placement placement = Placement::Stereo;
};

EqualiserSettings settings(const std::vector<Placed>& bands, SampleRate rate = k44100) {
    EqualiserSettings s;
    for (std::size_t i = 0; i < bands.size(); ++i)
        s.bands[i] = designBand(bands[i].shape, bands[i].placement, rate);
    return s;
}

Placed bell(double f, double gain, double q = 1.0, Placement placement = Placement::Stereo) {
    return {{FilterKind::Bell, {f}, {gain}, q}, placement};
}

Placed cut(FilterKind kind, double f, int slope) {
    return {{kind, {f}, {}, 1.0, slope}};
}

FilterShape randomShape(std::mt19937& random) {
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    FilterShape s;
    s.kind = static_cast<FilterKind>(random() % 7);
    s.frequency = {20.0 * std::pow(1000.0, unit(random))};
    s.gain = {24.0 * unit(random) - 12.0};
    s.q = 0.3 * std::pow(8.0 / 0.3, unit(random));
    s.slopeDbPerOctave = 6 * static_cast<int>(1 + random() % 8);
    return s;
}

EqualiserSettings randomSettings(std::mt19937& random, int bands) {
    EqualiserSettings s;
    for (int i = 0; i < bands; ++i)
        if (random() % 4 != 0)
            s.bands[random() % kEqualiserBands] =
                designBand(randomShape(random), static_cast<Placement>(random() % 3), k44100);
    return s;
}

double decibels(double x) {
    return 20.0 * std::log10(std::max(x, 1e-300));
}

double peak(const std::vector<float>& x) {
    double p = 0.0;
    for (const float v : x)
        p = std::max(p, std::abs(static_cast<double>(v)));
    return p;
}

// Peak of the difference from frame `from` on, re the peak of `a`, in dB.
double residual(const StereoSignal& a, const StereoSignal& b, int from = 0) {
    double d = 0.0;
    for (auto i = static_cast<std::size_t>(from); i < a.left.size(); ++i) {
        d = std::max(d, std::abs(static_cast<double>(a.left[i]) - b.left[i]));
        d = std::max(d, std::abs(static_cast<double>(a.right[i]) - b.right[i]));
    }
    return decibels(d / peak(a.left));
}

double bessel0(double x) {
    double sum = 1.0;
    double term = 1.0;
    for (int k = 1; k < 100; ++k) {
        term *= x * x / (4.0 * k * k);
        sum += term;
    }
    return sum;
}

// Peak of what lies above 2 kHz, re the whole signal's peak, in dB. A Kaiser-windowed high-pass
// that takes 150 dB from everything below 1.7 kHz.
double splatter(const std::vector<float>& x) {
    constexpr int half = 400;
    constexpr double beta = 15.5;
    const double wc = 2.0 * std::numbers::pi * 2000.0 / k44100.hz;
    std::vector<double> h(2 * half + 1);
    for (int n = -half; n <= half; ++n) {
        const double t = static_cast<double>(n) / half;
        const double window = bessel0(beta * std::sqrt(1.0 - t * t)) / bessel0(beta);
        const double low =
            n == 0 ? wc / std::numbers::pi : std::sin(wc * n) / (std::numbers::pi * n);
        h[static_cast<std::size_t>(n + half)] = ((n == 0 ? 1.0 : 0.0) - low) * window;
    }
    double worst = 0.0;
    for (std::size_t i = 0; i + h.size() <= x.size(); ++i) {
        double sum = 0.0;
        for (std::size_t k = 0; k < h.size(); ++k)
            sum += h[k] * x[i + k];
        worst = std::max(worst, std::abs(sum));
    }
    return decibels(worst / peak(x));
}

} // namespace

class EqualiserTest : public QObject {
    Q_OBJECT

  private slots:
    void allOffGivesTheBitsBack() {
        Equaliser equaliser(k44100,
                            settings({bell(1000.0, 0.0), bell(300.0, 0.0, 1.0, Placement::Side)}));
        const StereoSignal in = whiteNoise(5000, 1);
        StereoSignal out = in;
        RealtimeScope scope;
        processInBlocks(equaliser, scope.token(), out, 512);
        QVERIFY(in == out);
        QCOMPARE(equaliser.latency(), Frames{0});
    }

    void boostAndCutCancel() {
        std::mt19937 random(2);
        RealtimeScope scope;
        for (int run = 0; run < 20; ++run) {
            FilterShape shape = randomShape(random);
            shape.kind = std::array{FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf,
                                    FilterKind::Tilt}[static_cast<std::size_t>(run % 4)];
            FilterShape inverse = shape;
            inverse.gain = -shape.gain;
            const auto placement = static_cast<Placement>(run % 3);
            Equaliser equaliser(k44100, settings({{shape, placement}, {inverse, placement}}));
            const StereoSignal in = whiteNoise(20000, 3);
            StereoSignal out = in;
            processInBlocks(equaliser, scope.token(), out, 512);
            QVERIFY(residual(in, out) <= -120.0);
        }
    }

    void filtersAsDesigned() {
        const EqualiserSettings s = settings({bell(200.0, 6.0),
                                              bell(3000.0, -4.0, 2.0),
                                              cut(FilterKind::LowCut, 30.0, 24),
                                              {{FilterKind::HighShelf, {8000.0}, {3.0}}}});
        Equaliser equaliser(k44100, s);
        StereoSignal impulse(44100);
        impulse.left[0] = 1.0F;
        RealtimeScope scope;
        processInBlocks(equaliser, scope.token(), impulse, 512);
        for (const double f : {20.0, 50.0, 200.0, 1000.0, 3000.0, 10000.0, 20000.0}) {
            double re = 0.0;
            double im = 0.0;
            for (std::size_t n = 0; n < impulse.left.size(); ++n) {
                const double w = 2.0 * std::numbers::pi * f * static_cast<double>(n) / k44100.hz;
                re += impulse.left[n] * std::cos(w);
                im -= impulse.left[n] * std::sin(w);
            }
            double wanted = 1.0;
            for (const BandSettings& b : s.bands)
                wanted *= powerResponse(b, k44100, {f});
            QVERIFY(std::abs(decibels(re * re + im * im) - decibels(wanted)) < 0.002);
        }
    }

    void placementsTouchOnlyTheirOwn() {
        RealtimeScope scope;
        const StereoSignal noise = whiteNoise(20000, 4);
        StereoSignal mono = noise;
        mono.right = mono.left;
        StereoSignal side = noise;
        for (std::size_t i = 0; i < side.left.size(); ++i)
            side.right[i] = -side.left[i];
        for (const auto placement : {Placement::Mid, Placement::Side}) {
            Equaliser equaliser(k44100);
            const EqualiserSettings s = settings({bell(1000.0, 12.0, 1.0, placement)});
            const StereoSignal& untouched = placement == Placement::Mid ? side : mono;
            const StereoSignal& touched = placement == Placement::Mid ? mono : side;
            StereoSignal out = untouched;
            equaliser.reset(scope.token(), s);
            processInBlocks(equaliser, scope.token(), out, 512);
            QVERIFY(out == untouched);
            out = touched;
            equaliser.reset(scope.token(), s);
            processInBlocks(equaliser, scope.token(), out, 512);
            StereoSignal both = touched;
            equaliser.reset(scope.token(), settings({bell(1000.0, 12.0)}));
            processInBlocks(equaliser, scope.token(), both, 512);
            QVERIFY(residual(both, out) <= -140.0);
        }
    }

    void blockSizeDoesNotMatter() {
        std::mt19937 random(5);
        const FirKernel linear = kernelOf(std::vector<PlacedShape>{{bell(500.0, 6.0).shape}},
                                          KernelPhase::Linear, k44100);
        const FirKernel minimum =
            kernelOf(std::vector<PlacedShape>{{bell(900.0, -6.0).shape, Placement::Mid}},
                     KernelPhase::Minimum, k44100);
        std::vector<int> frames;
        std::vector<EqualiserSettings> changes;
        for (int at = 0; at < 60000; at += 1 + static_cast<int>(random() % 1500)) {
            frames.push_back(at);
            changes.push_back(randomSettings(random, 12));
            if (at > 20000 && random() % 3 != 0)
                changes.back().kernel = random() % 2 == 0 ? &linear : &minimum;
        }
        RealtimeScope scope;
        StereoSignal first;
        for (const int size : {512, 1, 17, 64, 4096}) {
            Equaliser equaliser(k44100);
            StereoSignal out = whiteNoise(60000, 6);
            processInBlocks(equaliser, scope.token(), out, size, frames,
                            [&](std::size_t i) { equaliser.set(scope.token(), changes[i]); });
            if (first.frames() == 0)
                first = out;
            QVERIFY2(out == first, qPrintable(QString::number(size)));
        }
    }

    void changesLeaveNoClick_data() {
        QTest::addColumn<EqualiserSettings>("from");
        QTest::addColumn<EqualiserSettings>("to");
        const auto row = [](const char* name, const std::vector<Placed>& from,
                            const std::vector<Placed>& to) {
            QTest::newRow(name) << settings(from) << settings(to);
        };
        row("12 dB step, bell at 100 Hz", {bell(100.0, -6.0)}, {bell(100.0, 6.0)});
        row("12 dB step, bell at 1 kHz", {bell(1000.0, -6.0)}, {bell(1000.0, 6.0)});
        row("12 dB step, low shelf", {{{FilterKind::LowShelf, {150.0}, {-6.0}}}},
            {{{FilterKind::LowShelf, {150.0}, {6.0}}}});
        row("shelf turns resonant", {{{FilterKind::HighShelf, {9000.0}, {12.0}, 0.7}}},
            {{{FilterKind::HighShelf, {9000.0}, {12.0}, 4.0}}});
        row("on", {}, {bell(100.0, 12.0)});
        row("off", {bell(100.0, 12.0)}, {});
        row("jump 40 Hz to 12 kHz", {bell(40.0, 12.0)}, {bell(12000.0, 12.0)});
        row("jump 12 kHz to 40 Hz", {bell(12000.0, 12.0)}, {bell(40.0, 12.0)});
        row("drag by an octave", {bell(100.0, 12.0, 4.0)}, {bell(200.0, 12.0, 4.0)});
        row("steeper", {cut(FilterKind::LowCut, 60.0, 12)}, {cut(FilterKind::LowCut, 60.0, 48)});
        row("gentler", {cut(FilterKind::LowCut, 60.0, 48)}, {cut(FilterKind::LowCut, 60.0, 6)});
        row("high cut gentler", {cut(FilterKind::HighCut, 9000.0, 48)},
            {cut(FilterKind::HighCut, 9000.0, 12)});
        row("shelf calms down", {{{FilterKind::HighShelf, {9000.0}, {12.0}, 4.0}}},
            {{{FilterKind::HighShelf, {9000.0}, {12.0}, 0.7}}});
        row("cut dragged", {cut(FilterKind::LowCut, 40.0, 24)},
            {cut(FilterKind::LowCut, 120.0, 24)});
        row("high cut dragged", {cut(FilterKind::HighCut, 9000.0, 48)},
            {cut(FilterKind::HighCut, 18000.0, 48)});
        row("stereo to mid", {bell(100.0, 12.0)}, {bell(100.0, 12.0, 1.0, Placement::Mid)});
        row("side to stereo", {bell(100.0, 12.0, 1.0, Placement::Side)}, {bell(100.0, 12.0)});
    }
    void changesLeaveNoClick() {
        QFETCH(EqualiserSettings, from);
        QFETCH(EqualiserSettings, to);
        RealtimeScope scope;
        double worst = -300.0;
        for (const int phase : {0, 110, 220}) { // of the sine's 441 frames
            Equaliser equaliser(k44100, from);
            StereoSignal out = sine(44100, k44100, {100.0}, 0.25);
            processInBlocks(equaliser, scope.token(), out, 512, {22050 + phase},
                            [&](std::size_t) { equaliser.set(scope.token(), to); });
            // The sine's own start is not the change's.
            worst = std::max(worst, splatter({out.left.begin() + 11025, out.left.end()}));
        }
        QVERIFY2(worst <= -120.0, qPrintable(QString::number(worst)));
    }

    void afterAChangeItIsAsIfItHadAlwaysBeen() {
        RealtimeScope scope;
        const EqualiserSettings from = settings({bell(1000.0, 6.0), bell(200.0, 3.0)});
        const EqualiserSettings to =
            settings({bell(3000.0, -6.0, 1.0, Placement::Mid), bell(9000.0, 3.0), bell(60.0, 2.0)});
        Equaliser changed(k44100, from);
        Equaliser always(k44100, to);
        StereoSignal a = whiteNoise(44100, 8);
        StereoSignal b = a;
        processInBlocks(changed, scope.token(), a, 512, {1000, 1100, 1200},
                        [&](std::size_t i) { changed.set(scope.token(), i == 1 ? from : to); });
        processInBlocks(always, scope.token(), b, 512);
        QVERIFY(residual(b, a, 22050) <= -120.0);
    }

    void aParameterStormStaysFinite() {
        std::mt19937 random(9);
        std::vector<EqualiserSettings> pool;
        for (int i = 0; i < 60; ++i)
            pool.push_back(randomSettings(random, 24));
        std::vector<int> frames;
        for (int at = 0; at < 300000; at += 1 + static_cast<int>(random() % 1000))
            frames.push_back(at);
        Equaliser equaliser(k44100);
        StereoSignal out = whiteNoise(300000, 10);
        RealtimeScope scope;
        processInBlocks(equaliser, scope.token(), out, 64, frames, [&](std::size_t) {
            equaliser.set(scope.token(), pool[random() % pool.size()]);
        });
        for (const std::vector<float>* x : {&out.left, &out.right})
            for (const float v : *x)
                QVERIFY(std::isfinite(v) && std::abs(v) < 1e6F);
    }

    void betweenBandsAndAKernelThereIsNoClick() {
        const EqualiserSettings bands = settings({bell(100.0, 6.0)});
        const FirKernel kernel = kernelOf(std::vector<PlacedShape>{{bell(100.0, 6.0).shape}},
                                          KernelPhase::Linear, k44100);
        EqualiserSettings linear = bands;
        linear.kernel = &kernel;
        Equaliser equaliser(k44100, bands);
        StereoSignal out = sine(100000, k44100, {100.0}, 0.25);
        std::vector<Frames> latencies;
        RealtimeScope scope;
        processInBlocks(equaliser, scope.token(), out, 512, {30000, 80000}, [&](std::size_t i) {
            equaliser.set(scope.token(), i == 0 ? linear : bands);
            latencies.push_back(equaliser.latency());
        });
        QVERIFY(latencies == (std::vector{kernel.latency(), Frames{0}}));
        // The music starts anew behind the kernel's latency: that start is the sine's, not a click.
        const auto start = 30000 + kernel.latency().count;
        const double leaving = splatter({out.left.begin() + 11025, out.left.begin() + start - 500});
        const double returning = splatter({out.left.begin() + start + 22050, out.left.end()});
        QVERIFY2(leaving <= -110.0, qPrintable(QString::number(leaving)));
        QVERIFY2(returning <= -110.0, qPrintable(QString::number(returning)));
    }

    void aKernelIsInUseUntilItHasFadedOut() {
        const std::vector<PlacedShape> shapes{{bell(100.0, 6.0).shape}};
        const FirKernel one = kernelOf(shapes, KernelPhase::Linear, k44100);
        const FirKernel two = kernelOf(shapes, KernelPhase::Linear, k44100);
        EqualiserSettings s;
        s.kernel = &one;
        Equaliser equaliser(k44100, s);
        StereoSignal out = whiteNoise(4096, 11);
        RealtimeScope scope;
        s.kernel = &two;
        equaliser.set(scope.token(), s);
        QVERIFY(equaliser.uses(one) && equaliser.uses(two));
        processInBlocks(equaliser, scope.token(), out, 64);
        QVERIFY(!equaliser.uses(one) && equaliser.uses(two));
        equaliser.set(scope.token(), {});
        QVERIFY(equaliser.uses(two));
        processInBlocks(equaliser, scope.token(), out, 64);
        QVERIFY(!equaliser.uses(two));
    }
};

QTEST_APPLESS_MAIN(EqualiserTest)
#include "equaliser_test.moc"
