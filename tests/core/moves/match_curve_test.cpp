// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/match_curve.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace kilter;
using namespace kilter::testing;

/// A match curve is as smooth at the ends as in the middle, and follows balance unless it is asked
/// for detail.
class MatchCurveTest : public QObject {
    Q_OBJECT

    /// A mix that has too little (`sign` < 0) or too much at one end, and is different elsewhere.
    static Gap gapOf(unsigned seed, double sign) {
        Random random(seed);
        const Spectrum music = musicSpectrum(random);
        std::vector<FilterShape> faults;
        faults.push_back({FilterKind::LowShelf,
                          {std::exp(random.uniform(std::log(30.0), std::log(90.0)))},
                          {sign * random.uniform(4.0, 14.0)},
                          0.7,
                          12});
        faults.push_back({FilterKind::HighShelf,
                          {std::exp(random.uniform(std::log(7000.0), std::log(15000.0)))},
                          {sign * random.uniform(4.0, 14.0)},
                          0.7,
                          12});
        faults.push_back({FilterKind::Bell,
                          {random.uniform(200.0, 4000.0)},
                          {random.uniform(-6.0, 6.0)},
                          1.0,
                          12});
        return gapTo(analysisOf(testing::behind(music, curveOf(faults))), analysisOf(music));
    }

    /// The sharpest bend of a curve between two frequencies, in dB per (1/24 octave)^2.
    static double bendOf(const MatchCurve& curve, double low, double high) {
        double most = 0.0;
        for (int i = 1; i + 1 < kCells; ++i) {
            const auto c = static_cast<std::size_t>(i);
            if (cellCentre(i).value >= low && cellCentre(i).value <= high)
                most = std::max(most, std::abs(curve.gain[c - 1].value - 2.0 * curve.gain[c].value +
                                               curve.gain[c + 1].value));
        }
        return most;
    }

    static double distance(const MatchCurve& a, const MatchCurve& b) {
        double most = 0.0;
        for (std::size_t i = 0; i < kCells; ++i)
            most = std::max(most, std::abs(a.gain[i].value - b.gain[i].value));
        return most;
    }

  private slots:
    /// Property: no corner, neither where boosts end (30 and 46 Hz, 14 kHz), nor at the limit, nor
    /// where the thirds do. A Gaussian of a third of an octave that meets 24 dB an octave bends by
    /// 0.12 at most.
    void smoothToBothEnds_data() {
        QTest::addColumn<double>("sign");
        QTest::addColumn<double>("percent");
        QTest::addColumn<double>("detail");
        QTest::addColumn<double>("limit");
        QTest::newRow("too little") << -1.0 << 50.0 << 0.0 << 6.0;
        QTest::newRow("too little, all of it") << -1.0 << 100.0 << 0.0 << 6.0;
        QTest::newRow("too much, all of it") << 1.0 << 100.0 << 0.0 << 6.0;
        QTest::newRow("beyond the limit") << -1.0 << 150.0 << 0.0 << 3.0;
        QTest::newRow("too little, in detail") << -1.0 << 100.0 << 0.67 << 12.0;
        QTest::newRow("too much, in detail") << 1.0 << 100.0 << 0.67 << 12.0;
    }
    void smoothToBothEnds() {
        constexpr double kMostBend = 0.12;
        QFETCH(double, sign);
        QFETCH(double, percent);
        QFETCH(double, detail);
        QFETCH(double, limit);
        double worst = 0.0;
        double ends = 0.0;
        for (unsigned seed = 1; seed <= 40; ++seed) {
            const MatchCurve curve =
                matchCurve(gapOf(seed, sign),
                           {.percent = percent,
                            .detailOctaves = detail > 0.0 ? std::optional(detail) : std::nullopt,
                            .limit = {limit}});
            worst = std::max(worst, bendOf(curve, 20.0, 20000.0));
            ends = std::max({ends, bendOf(curve, 20.0, 60.0), bendOf(curve, 10000.0, 20000.0)});
        }
        qInfo("sharpest bend %.3f, at the ends %.3f", worst, ends);
        QVERIFY2(worst <= kMostBend, qPrintable(QString::number(worst)));
    }

    /// By default what can be known of the balance; asked for detail, or for more than the usual
    /// limit, the gap itself.
    void followsBalanceUnlessAskedForDetail() {
        const Gap gap = gapOf(3, -1.0);
        Gap other = gap; // the same balance, other notes
        for (std::size_t b = 0; b < kThirds; ++b)
            other.gap[b] += Decibels{b % 2 == 0 ? 3.0 : -3.0};
        const auto both = [&](const MatchOptions& options) {
            return std::pair(matchCurve(gap, options), matchCurve(other, options));
        };
        const auto balance = both({});
        QCOMPARE(distance(balance.first, balance.second), 0.0);
        const auto detail = both({.detailOctaves = 0.33});
        QVERIFY(distance(detail.first, detail.second) > 0.2);
        const auto more = both({.limit = {12.0}});
        QVERIFY(distance(more.first, more.second) > 0.1);
        Gap elsewhere = gap; // the same notes, another balance
        for (std::size_t b = 0; b < kThirds; ++b)
            elsewhere.balance.gap[b] += Decibels{0.1 * static_cast<double>(b)};
        QVERIFY(distance(balance.first, matchCurve(elsewhere)) > 0.5);
    }
};

QTEST_APPLESS_MAIN(MatchCurveTest)
#include "match_curve_test.moc"
