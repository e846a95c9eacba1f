// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/dice.h"
#include "core/demo/exact_math.h"
#include "core/demo/filters.h"
#include "core/demo/fourier.h"

#include <QTest>

#include <cmath>
#include <complex>
#include <vector>

using namespace kilter;
using namespace kilter::demo;

/// What the demo computes by itself, beside the slower or less portable thing it stands for.
class DemoMathTest : public QObject {
    Q_OBJECT

  private slots:
    void oracle_functionsAgreeWithTheLibrary();
    void oracle_transformAgreesWithItsDefinition();
    void oracle_spectrumHoldsThePowerOfBothChannels();
    void oracle_filtersFollowTheShapes();
    void property_diceAreFairAndIndependent();
    void knownAnswer_splitMix64();
};

void DemoMathTest::oracle_functionsAgreeWithTheLibrary() {
    Dice dice(1);
    for (int i = 0; i < 20000; ++i) {
        const double x = 40 * dice.noise();
        QVERIFY(std::abs(sine(x) - std::sin(2 * kPi * x)) < 1e-9);
        QVERIFY(std::abs(cosine(x) - std::cos(2 * kPi * x)) < 1e-9);
        QVERIFY(std::abs(power2(x) / std::exp2(x) - 1) < 1e-11);
        const double positive = std::exp2(x);
        QVERIFY(std::abs(log2Of(positive) - x) < 1e-11);
        QVERIFY(std::abs(ratio(x) / std::pow(10, x / 20) - 1) < 1e-10);
        QVERIFY(std::abs(decibelsOf(positive) - 10 * std::log10(positive)) < 1e-9);
        const double below = 0.24 * dice.unit();
        QVERIFY(std::abs(tangent(below) / std::tan(2 * kPi * below) - 1) < 1e-7);
    }
    QCOMPARE(pitchHz(69), 440.0);
    QVERIFY(std::abs(pitchHz(60) - 261.6256) < 1e-4);
}

void DemoMathTest::oracle_transformAgreesWithItsDefinition() {
    constexpr std::size_t kSize = 64;
    Dice dice(2);
    std::vector<double> re(kSize);
    std::vector<double> im(kSize);
    for (std::size_t n = 0; n < kSize; ++n) {
        re[n] = dice.noise();
        im[n] = dice.noise();
    }
    std::vector<std::complex<double>> slow(kSize);
    for (std::size_t k = 0; k < kSize; ++k)
        for (std::size_t n = 0; n < kSize; ++n)
            slow[k] += std::complex<double>(re[n], im[n]) *
                       std::polar(1.0, -2 * kPi * static_cast<double>(k * n) / kSize);
    transform(re, im);
    for (std::size_t k = 0; k < kSize; ++k)
        QVERIFY(std::abs(slow[k] - std::complex<double>(re[k], im[k])) < 1e-7);
}

void DemoMathTest::oracle_spectrumHoldsThePowerOfBothChannels() {
    constexpr std::size_t kSize = 256;
    std::vector<float> left(4096);
    std::vector<float> right(4096);
    for (std::size_t n = 0; n < left.size(); ++n) {
        left[n] = static_cast<float>(0.5 * sine(static_cast<double>(n) * 16 / kSize));
        right[n] = static_cast<float>(0.25 * sine(static_cast<double>(n) * 40 / kSize));
    }
    const auto powers = meanSpectrum(left, right, kSize);
    QCOMPARE(powers.size(), kSize / 2 + 1);
    // A Hann window's peak bin holds (amplitude N / 4)^2.
    const auto peak = [](double amplitude) { return std::pow(amplitude * kSize / 4.0, 2); };
    QVERIFY(std::abs(powers[16] / peak(0.5) - 1) < 1e-5);
    QVERIFY(std::abs(powers[40] / peak(0.25) - 1) < 1e-5);
    QVERIFY(powers[28] < 1e-9 * powers[16]);
}

void DemoMathTest::oracle_filtersFollowTheShapes() {
    // Far below the Nyquist frequency the cookbook's filters are the analogue prototypes.
    const SampleRate rate{192000};
    const FilterShape bell{FilterKind::Bell, {1000}, {-5}, 1.3};
    const FilterShape low{FilterKind::LowShelf, {300}, {4}, 0.7};
    const FilterShape high{FilterKind::HighShelf, {2000}, {-3}, 0.9};
    for (double hz = 30; hz < 9000; hz *= 1.2) {
        const auto dB = [&](const Biquad& filter) {
            return decibelsOf(filter.powerAt(hz / rate.hz));
        };
        QVERIFY(std::abs(dB(Biquad::bell(1000, -5, 1.3, rate)) - response(bell, {hz}).value) <
                0.05);
        QVERIFY(std::abs(dB(Biquad::lowShelf(300, 4, 0.7, rate)) - response(low, {hz}).value) <
                0.05);
        QVERIFY(std::abs(dB(Biquad::highShelf(2000, -3, 0.9, rate)) - response(high, {hz}).value) <
                0.05);
    }
}

void DemoMathTest::property_diceAreFairAndIndependent() {
    Dice a(5);
    Dice b = Dice(5).other(1);
    constexpr int kThrows = 100000;
    double mean = 0;
    double variance = 0;
    double together = 0;
    for (int i = 0; i < kThrows; ++i) {
        const double x = a.human();
        const double y = b.human();
        QVERIFY(std::abs(x) <= 3);
        mean += x / kThrows;
        variance += x * x / kThrows;
        together += x * y / kThrows;
    }
    QVERIFY(std::abs(mean) < 0.015); // more than four standard errors
    QVERIFY(std::abs(variance - 1) < 0.02);
    QVERIFY(std::abs(together) < 0.015);
}

void DemoMathTest::knownAnswer_splitMix64() {
    // The first output of the published generator for the seed 0.
    QCOMPARE(Dice(0).bits(), 0xe220a8397b1dcdafULL);
}

QTEST_APPLESS_MAIN(DemoMathTest)
#include "demo_math_test.moc"
