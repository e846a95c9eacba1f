// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/match_curve.h"
#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "core/moves/side_moves.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// What bounds the moves and the match curve, and what they are for: each bound from both sides.
class MovesGuardsTest : public QObject {
    Q_OBJECT

    static Gap gapOf(const std::vector<FilterShape>& faults) {
        Random random(11);
        const Spectrum music = musicSpectrum(random);
        const Analysis mix = analysisOf(behind(music, curveOf(faults)));
        Gap gap = gapTo(mix, analysisOf(music));
        // Songs so steady that next to nothing about them is chance.
        const BalanceReading steady = balanceOf(mix);
        BalanceReading target = balanceOf(analysisOf(music));
        for (BalanceBand& band : target)
            band.noiseScale = 0.02;
        gap.balance = balanceGap(steady, target);
        return gap;
    }

    /// Sides of `width` dB under the middle that are off by `by` from `low` to `high` Hz.
    static Gap sidesOff(double width, double by, double low, double high) {
        Gap gap;
        gap.known.fill(true);
        gap.sideKnown.fill(true);
        gap.sideSigma.fill({0.5});
        gap.mix.mid.fill(1.0);
        gap.mix.side.fill(power(Decibels{width}));
        for (int b = 0; b < kThirds; ++b)
            if (thirdCentre(b).value > low && thirdCentre(b).value < high)
                gap.sideGap[static_cast<std::size_t>(b)] = {by};
        return gap;
    }

  private slots:
    /// The move that closes most stands first.
    void bestFirst() {
        const Gap gap = gapOf({{FilterKind::Bell, {150.0}, {-5.0}, 1.0, 12},
                               {FilterKind::Bell, {800.0}, {5.0}, 1.0, 12},
                               {FilterKind::Bell, {4000.0}, {-5.0}, 1.0, 12}});
        const Moves moves = proposeMoves(gap);
        QVERIFY(moves.size() >= 2);
        const auto left = [&](std::size_t without) {
            Moves others = moves;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(without));
            return predictedGap(gap, others).rms.value;
        };
        QVERIFY(left(0) > left(moves.size() - 1));
    }

    /// Where nearly everything is far off, it is still known which of it is furthest.
    void mostOfItFarOffIsNoReasonForNothing() {
        const Gap gap = gapOf({{FilterKind::Bell, {600.0}, {40.0}, 0.8, 12}});
        const Moves moves = proposeMoves(gap);
        QVERIFY(!moves.empty());
        QVERIFY(predictedGap(gap, moves).rms < gap.rms);
    }

    void amountAndNumber() {
        const Gap gap = gapOf({{FilterKind::Bell, {200.0}, {-3.0}, 1.0, 12},
                               {FilterKind::Bell, {3000.0}, {4.0}, 0.8, 12}});
        for (const Move& move : proposeMoves(gap, {.amount = 0.6}))
            QCOMPARE(move.amount, 0.6);
        QCOMPARE(proposeMoves(gap, {.most = 1}).size(), std::size_t{1});
        QVERIFY(proposeMoves(gap, {.most = 0}).empty());
    }

    void aDoubtfulTargetGetsLessInAllWays() {
        Gap gap = gapOf({{FilterKind::Bell, {150.0}, {-5.0}, 1.0, 12},
                         {FilterKind::Bell, {800.0}, {5.0}, 1.0, 12},
                         {FilterKind::Bell, {4000.0}, {-5.0}, 1.0, 12}});
        const auto largest = [](const Moves& moves) {
            double most = 0.0;
            for (const Move& move : moves)
                most = std::max(most, std::abs(move.shape.gain.value));
            return most;
        };
        const Moves sure = proposeMoves(gap);
        QVERIFY(sure.size() > 2 && largest(sure) > 2.0);
        gap.reliability = 0.3;
        const Moves doubtful = proposeMoves(gap);
        QVERIFY(doubtful.size() <= 2 && largest(doubtful) <= 2.0);
        gap.reliability = kDoubtful; // not less than
        QVERIFY(largest(proposeMoves(gap)) > 2.0);
    }

    /// Sides that are asked to be left alone are.
    void noSideMovesWhereNoneAreAllowed() {
        Random random(16);
        const Spectrum wide = musicSpectrum(random);
        Spectrum narrow = wide;
        for (int i = 0; i < kCells; ++i)
            if (cellCentre(i).value > 3000.0)
                narrow.side[static_cast<std::size_t>(i)] *= power(Decibels{-7.0});
        const Gap gap = gapTo(analysisOf(withLoudness(narrow)), analysisOf(wide));
        const auto sides = [&](bool allowed) {
            const Moves moves = proposeMoves(gap, {.sideMoves = allowed});
            return std::any_of(moves.begin(), moves.end(),
                               [](const Move& m) { return m.placement == Placement::Side; });
        };
        QVERIFY(sides(true));
        QVERIFY(!sides(false));
    }

    /// Sides that lie too far under the middle to be heard as width are no reason for a move.
    void onlyWidthThatIsHeard() {
        const auto proposed = [](double width) {
            const Gap gap = sidesOff(width, -6.0, 3000.0, 1e9);
            return sideShelf(gap, {4.0}).has_value();
        };
        QVERIFY(proposed(-15.0));
        QVERIFY(proposed(-21.0));
        QVERIFY(!proposed(-23.0));
        QVERIFY(!proposed(-40.0));
        const auto mono = [](double width) {
            return monoBass(sidesOff(width, 6.0, 0.0, 120.0), {4.0}).has_value();
        };
        QVERIFY(mono(-10.0));
        QVERIFY(mono(-13.0));
        QVERIFY(!mono(-15.0));
        QVERIFY(!monoBass(sidesOff(-10.0, 2.9, 0.0, 120.0), {4.0}));
    }

    /// Bass whose sides are too strong up to 120 Hz is made mono up to there: that it then has
    /// less of them than the references is no fault.
    void monoBassUpToWhereItIsWide() {
        const auto bass = monoBass(sidesOff(-10.0, 4.0, 0.0, 130.0), {4.0});
        QVERIFY(bass.has_value());
        QCOMPARE(bass->move.shape.frequency.value, 120.0);
        QCOMPARE(bass->move.placement, Placement::Side);
    }

    /// Width is not bought with balance: side moves leave the gap as near as it would be.
    void sideMovesKeepTheBalance() {
        Random random(22);
        int proposed = 0;
        for (int i = 0; i < 100; ++i) {
            const Spectrum wide = musicSpectrum(random);
            Spectrum mix = behind(wide, curveOf({{FilterKind::Bell,
                                                  {random.uniform(100.0, 8000.0)},
                                                  {random.uniform(-5.0, 5.0)},
                                                  0.8,
                                                  12}}));
            const double from = random.uniform(20.0, 5000.0);
            const double by = random.uniform(-10.0, 10.0);
            for (int c = 0; c < kCells; ++c)
                if (i % 2 ? cellCentre(c).value < 300.0 : cellCentre(c).value > from)
                    mix.side[static_cast<std::size_t>(c)] *= power(Decibels{by});
            const Gap gap = gapTo(analysisOf(withLoudness(mix)), analysisOf(wide));
            const Moves with = proposeMoves(gap);
            const Moves without = proposeMoves(gap, {.sideMoves = false});
            if (with == without)
                continue;
            ++proposed;
            const double ratio =
                predictedGap(gap, with).rms.value / predictedGap(gap, without).rms.value;
            QVERIFY2(ratio <= 1.02 * 1.02 + 1e-9, qPrintable(QString::number(ratio)));
        }
        QVERIFY2(proposed > 20, qPrintable(QString::number(proposed)));
    }

    /// At 100 % the curve closes what its smoothness allows, at 50 % half of it.
    void percentAndCloseness() {
        const Gap gap = gapOf({{FilterKind::Bell, {250.0}, {-3.0}, 1.0, 12},
                               {FilterKind::Bell, {3000.0}, {3.0}, 0.8, 12}});
        const auto left = [&](double percent) {
            return predictedGap(gap, matchCurve(gap, {.percent = percent, .limit = {12.0}}))
                       .rms.value /
                   gap.rms.value;
        };
        QVERIFY2(left(100.0) < 0.03, qPrintable(QString::number(left(100.0))));
        QVERIFY(std::abs(left(50.0) - 0.5) < 0.03);
        QVERIFY(left(0.0) > 0.999);
    }

    /// Nobody boosts what loudspeakers can't do: little under 40 Hz and above 14 kHz.
    void boostsAtTheEnds() {
        Gap gap;
        gap.known.fill(true);
        gap.gap.fill({-20.0});
        gap.mix.mid.fill(1.0);
        const MatchCurve boost = matchCurve(gap, {.percent = 100.0, .limit = {24.0}});
        const auto at = [](const MatchCurve& curve, double hz) {
            int cell = 0;
            while (cell + 1 < kCells && cellEdge(cell + 1).value <= hz)
                ++cell;
            return curve.gain[static_cast<std::size_t>(cell)].value;
        };
        QVERIFY(at(boost, 1000.0) > 15.0);
        QVERIFY(at(boost, 20.5) < 1.0 && at(boost, 28.0) < 3.0);
        QVERIFY(at(boost, 17000.0) < 13.0 && at(boost, 19800.0) < 7.0);
        gap.gap.fill({20.0}); // a cut harms nothing there
        QVERIFY(at(matchCurve(gap, {.percent = 100.0, .limit = {24.0}}), 20.5) < -15.0);
        QVERIFY(at(matchCurve(gap, {.percent = 100.0, .limit = {6.0}}), 1000.0) >= -6.0);
    }
};

QTEST_APPLESS_MAIN(MovesGuardsTest)
#include "moves_guards_test.moc"
