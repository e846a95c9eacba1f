// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/pair_cascade.h"

#include <QTest>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <vector>

using namespace kilter;

namespace {

PairSection sectionOf(const BiquadCoefficients& left, const BiquadCoefficients& right) {
    PairSection s;
    s.c = {.b0 = Pair{left.b0, right.b0},
           .b1 = Pair{left.b1, right.b1},
           .b2 = Pair{left.b2, right.b2},
           .a1 = Pair{left.a1, right.a1},
           .a2 = Pair{left.a2, right.a2}};
    return s;
}

// The difference equation as it stands in the books, in extended precision.
std::vector<long double> directForm(const BiquadCoefficients& h, const std::vector<double>& x) {
    std::vector<long double> y(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        y[n] = h.b0 * static_cast<long double>(x[n]);
        if (n >= 1)
            y[n] += h.b1 * static_cast<long double>(x[n - 1]) - h.a1 * y[n - 1];
        if (n >= 2)
            y[n] += h.b2 * static_cast<long double>(x[n - 2]) - h.a2 * y[n - 2];
    }
    return y;
}

std::vector<double> noise(int frames) {
    std::mt19937 random(7);
    std::vector<double> x(static_cast<std::size_t>(frames));
    for (double& v : x)
        v = static_cast<double>(random()) / 2147483648.0 - 1.0;
    return x;
}

} // namespace

class BiquadTest : public QObject {
    Q_OBJECT

  private slots:
    void equalsTheDirectForm_data() {
        QTest::addColumn<double>("frequency");
        QTest::addColumn<int>("hz");
        QTest::addColumn<double>("limit"); // rounding grows as poles near z = 1
        QTest::newRow("1 kHz at 44.1 kHz") << 1000.0 << 44100 << 1e-13;
        QTest::newRow("20 Hz at 44.1 kHz") << 20.0 << 44100 << 1e-10;
        QTest::newRow("20 Hz at 384 kHz") << 20.0 << 384000 << 1e-8;
    }
    void equalsTheDirectForm() {
        QFETCH(double, frequency);
        QFETCH(int, hz);
        QFETCH(double, limit);
        const auto design = [&](double gain) {
            return designBand({FilterKind::Bell, {frequency}, {gain}, 4.0}, Placement::Stereo,
                              SampleRate{hz})
                .stages[0];
        };
        const BiquadCoefficients left = design(12.0);
        const BiquadCoefficients right = design(-12.0);
        const std::vector<double> x = noise(20000);
        std::vector<Pair> y;
        for (const double v : x)
            y.push_back(Pair{v, -v});
        PairSection section = sectionOf(left, right);
        PairSection* const list[] = {&section};
        cascade(list, 1, y.data(), static_cast<int>(y.size()));

        const std::vector<long double> slowLeft = directForm(left, x);
        const std::vector<long double> slowRight = directForm(right, x);
        double worst = 0.0;
        for (std::size_t n = 0; n < x.size(); ++n) {
            worst = std::max(worst, std::abs(static_cast<double>(y[n][0] - slowLeft[n])));
            worst = std::max(worst, std::abs(static_cast<double>(y[n][1] + slowRight[n])));
        }
        QVERIFY2(worst < limit, qPrintable(QString::number(worst)));
    }

    void responseIsTheImpulsesSpectrum() {
        constexpr SampleRate rate{48000};
        const BiquadCoefficients h =
            designBand({FilterKind::HighShelf, {3000.0}, {9.0}, 0.9}, Placement::Stereo, rate)
                .stages[0];
        std::vector<double> impulse(4000, 0.0);
        impulse[0] = 1.0;
        const std::vector<long double> y = directForm(h, impulse);
        for (const double f : {0.0, 10.0, 1000.0, 3000.0, 12345.0, 24000.0}) {
            std::complex<double> sum = 0.0;
            for (std::size_t n = 0; n < y.size(); ++n)
                sum +=
                    static_cast<double>(y[n]) *
                    std::polar(1.0, -2.0 * std::numbers::pi * f * static_cast<double>(n) / rate.hz);
            const double got = powerResponse(h, rate, {f});
            QVERIFY(std::abs(got / std::norm(sum) - 1.0) < 1e-9);
        }
    }

    void groupingDoesNotMatter() {
        std::vector<PairSection> one;
        for (int k = 0; k < 11; ++k) {
            const BiquadCoefficients h = designBand({FilterKind::Bell, {100.0 * (k + 1)}, {3.0}},
                                                    Placement::Stereo, SampleRate{44100})
                                             .stages[0];
            one.push_back(sectionOf(h, h));
        }
        std::vector<PairSection> other = one;
        std::vector<PairSection*> list;
        for (PairSection& s : one)
            list.push_back(&s);
        std::vector<Pair> fast, slow;
        for (const double v : noise(1000))
            fast.push_back(Pair{v, 0.5 * v});
        slow = fast;
        cascade(list.data(), 11, fast.data(), 1000);
        for (PairSection& s : other)
            for (Pair& v : slow)
                v = step(s.c, s.s, v);
        for (std::size_t n = 0; n < fast.size(); ++n)
            QVERIFY(fast[n][0] == slow[n][0] && fast[n][1] == slow[n][1]);
    }

    void stabilityIsTheTriangle() {
        QVERIFY(isStable({}));
        QVERIFY(isStable({1.0, 0.0, 0.0, -1.99, 0.9901}));
        QVERIFY(!isStable({1.0, 0.0, 0.0, -2.0, 1.0}));
        QVERIFY(!isStable({1.0, 0.0, 0.0, 0.0, 1.01}));
        QVERIFY(!isStable({1.0, 0.0, 0.0, 1.5, 0.4}));
    }
};

QTEST_APPLESS_MAIN(BiquadTest)
#include "biquad_test.moc"
