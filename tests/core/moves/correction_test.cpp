// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/correction.h"

#include "core/moves/fit.h"
#include "core/moves/predict.h"
#include "tests/support/synthetic_song.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// On made-up limiters that do one thing to the balance.
class CorrectionTest : public QObject {
    Q_OBJECT

    // A song beside itself, behind moves, and what a limiter leaves of it.
    struct Scene {
        Analysis song;
        Gap before, promised;
        std::array<double, kCells> limiter{};

        Gap heard(const std::vector<FilterShape>& correction) const {
            std::array<double, kCells> chain = limiter;
            for (std::size_t i = 0; i < kCells; ++i)
                for (const FilterShape& f : correction)
                    chain[i] += response(f, cellCentre(static_cast<int>(i))).value;
            return measuredGap(before, behind(song, chain).spectrogram);
        }
        double worst(const Gap& measured) const {
            double largest = 0.0;
            for (std::size_t n = 0; n < kNamedBands; ++n)
                largest = std::max(largest,
                                   std::abs((measured.bands[n].gap - promised.bands[n].gap).value));
            return largest;
        }
    };
    static Scene scene(unsigned seed, const std::vector<FilterShape>& limiter) {
        Random random(seed);
        Scene s;
        s.song = songOf(musicSpectrum(random), seed, 64);
        const Reference itself{&s.song, nullptr, 1.0, "A"};
        s.before = gapBetween(s.song, profileOf({&itself, 1}), {&itself, 1});
        s.promised = s.before;
        s.limiter = curveOf(limiter);
        return s;
    }

  private slots:
    /// What a limiter takes from the bass, or adds to the top, comes back within 0.1 dB a band.
    void followsTheLimiter() {
        const std::vector<std::vector<FilterShape>> limiters{
            {{FilterKind::LowShelf, {150.0}, {-1.0}, 0.6, 12}},
            {{FilterKind::Bell, {70.0}, {-1.5}, 0.6, 12},
             {FilterKind::HighShelf, {5000.0}, {0.5}, 0.7, 12}},
            {{FilterKind::HighShelf, {3000.0}, {-0.8}, 0.7, 12}}};
        for (unsigned seed = 1; seed <= 4; ++seed)
            for (const auto& limiter : limiters) {
                const Scene s = scene(seed, limiter);
                const Gap measured = s.heard({});
                QVERIFY(s.worst(measured) > 0.2);
                std::vector<FilterShape> correction = correctionFor(s.promised, measured, {});
                QVERIFY(!correction.empty() && correction.size() <= 3);
                QVERIFY2(s.worst(s.heard(correction)) <= 0.1,
                         qPrintable(QString::number(s.worst(s.heard(correction)))));
                // Heard again with the correction in place, it stays.
                correction = correctionFor(s.promised, s.heard(correction), correction);
                QVERIFY(s.worst(s.heard(correction)) <= 0.1);
            }
    }

    void nothingToDoNothingDone() {
        const Scene s = scene(5, {});
        QVERIFY(correctionFor(s.promised, s.heard({}), {}).empty());
    }

    /// What nobody hears is not worth a filter.
    void nextToNothingIsLeft() {
        const Scene s = scene(7, {{FilterKind::Bell, {1000.0}, {-0.06}, 0.6, 12}});
        QVERIFY(s.worst(s.heard({})) > 0.01);
        QVERIFY(correctionFor(s.promised, s.heard({}), {}).empty());
        const Scene more = scene(7, {{FilterKind::Bell, {1000.0}, {-0.4}, 0.7, 12}});
        QCOMPARE(correctionFor(more.promised, more.heard({}), {}).size(), std::size_t{1});
    }

    /// A limiter that takes more than a correction may give back is not hidden.
    void staysSmallAndBroad() {
        const Scene s = scene(6, {{FilterKind::LowShelf, {120.0}, {-6.0}, 0.7, 12}});
        const auto correction = correctionFor(s.promised, s.heard({}), {});
        QVERIFY(!correction.empty());
        QVERIFY(compositePeak(correction) <= kMostCorrection.value + 0.1);
        for (const FilterShape& f : correction)
            QVERIFY(f.q <= 1.0 + 1e-9 && std::abs(f.gain.value) <= kMostCorrection.value + 1e-9);
    }
};

QTEST_APPLESS_MAIN(CorrectionTest)
#include "correction_test.moc"
