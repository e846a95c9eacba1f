// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/peak_detector.h"
#include "core/chain/strict_detector.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace kilter;

namespace {

constexpr int kHop = 64;

/// Highest of the peaks of four hops in the middle of x.
template <class Detector>
float highest(Detector& detector, const std::vector<float>& x) {
    float most = 0.0F;
    float peak[kHop];
    for (std::size_t n = x.size() / 2; n < x.size() / 2 + 4 * kHop; n += kHop) {
        detector.process(x.data() + n, kHop, 1.0F, peak);
        most = std::max(most, *std::max_element(peak, peak + kHop));
    }
    return most;
}

} // namespace

class PeakDetectorTest : public QObject {
    Q_OBJECT

  private slots:
    /// Oracle: the three phases one by one, as SincBank makes them.
    void mirroredPhasesAreThePhases() {
        const QuarterPhases<32> phases(6.0);
        const SincBank<4, 32> bank(6.0);
        std::mt19937 random(1);
        std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
        std::vector<float> x(64);
        std::generate(x.begin(), x.end(), [&] { return uniform(random); });
        float q[8], h[8], t[8];
        phases.at(x.data() + 24, q, h, t);
        for (int i = 0; i < 8; ++i) {
            QVERIFY(std::abs(q[i] - bank.at(x.data() + 24 + i, 1)) < 1e-6F);
            QVERIFY(std::abs(h[i] - bank.at(x.data() + 24 + i, 2)) < 1e-6F);
            QVERIFY(std::abs(t[i] - bank.at(x.data() + 24 + i, 3)) < 1e-6F);
        }
    }

    /// Known answer: tones of peak 1 at all phases are read as 1, at most 0.01 dB under and as much
    /// over as the short interpolator makes them (0.12 dB).
    void readsTones() {
        PeakDetector<32, 64> detector(6.0, 7.0, {44100}, kHop);
        StrictDetector strict({44100}, kHop);
        std::vector<float> x(1024);
        for (const double f : {0.001, 0.02, 0.1, 0.25, 1.0 / 3, 0.4535}) {
            for (int phase = 0; phase < 36; ++phase) {
                for (std::size_t n = 0; n < x.size(); ++n)
                    x[n] = static_cast<float>(std::sin(
                        2.0 * std::numbers::pi * (f * static_cast<double>(n) + phase / 36.0)));
                for (const float read : {highest(detector, x), highest(strict, x)}) {
                    // 256 samples hold no peak of the lowest tone at some phases.
                    if (f > 0.002)
                        QVERIFY2(read > 0.9989F, qPrintable(QString("%1: %2").arg(f).arg(read)));
                    QVERIFY2(read < 1.014F, qPrintable(QString("%1: %2").arg(f).arg(read)));
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(PeakDetectorTest)
#include "peak_detector_test.moc"
