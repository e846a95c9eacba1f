// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/match_curve.h"
#include "core/moves/predict.h"
#include "tests/support/synthetic_song.h"

#include <QtTest>

#include <algorithm>

using namespace kilter;
using namespace kilter::testing;

namespace {

Move moveOf(FilterKind kind, double f, double gain, double q,
            Placement placement = Placement::Stereo) {
    Move m;
    m.shape = {kind, {f}, {gain}, q, 12};
    m.placement = placement;
    return m;
}

double worst(const Gap& a, const Gap& b) {
    double most = 0.0;
    for (std::size_t i = 0; i < kThirds; ++i)
        if (a.known[i])
            most = std::max(most, std::abs((a.gap[i] - b.gap[i]).value));
    return most;
}

} // namespace

class PredictTest : public QObject {
    Q_OBJECT

  private slots:
    void predictedIsWhatIsMeasured() {
        Random random(1);
        const Analysis mix = songOf(musicSpectrum(random), 1, 100);
        const Analysis reference = songOf(musicSpectrum(random), 2, 100);
        const Gap before = gapTo(mix, reference);
        QVERIFY(!before.sameSong);
        const Moves moves{moveOf(FilterKind::Bell, 300.0, -3.0, 0.8),
                          moveOf(FilterKind::HighShelf, 6000.0, 2.5, 0.7)};
        std::vector<FilterShape> filters;
        for (const Move& m : moves)
            filters.push_back(m.effective());
        const Analysis after = behind(mix, curveOf(filters));
        QVERIFY(worst(predictedGap(before, moves), measuredGap(before, after.spectrogram)) < 0.02);
        QVERIFY(worst(before, measuredGap(before, mix.spectrogram)) < 0.01);
        const Decibels louder = after.spectrum.loudness() - mix.spectrum.loudness();
        QVERIFY(std::abs((predictedLoudnessChange(before, moves) - louder).value) < 0.02);
    }

    void disabledMovesAndAmountsCount() {
        Random random(2);
        const Gap before =
            gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        Moves moves{moveOf(FilterKind::Bell, 1000.0, 4.0, 1.0)};
        moves[0].enabled = false;
        QVERIFY(worst(before, predictedGap(before, moves)) < 1e-9);
        moves[0].enabled = true;
        moves[0].amount = 0.0;
        QVERIFY(worst(before, predictedGap(before, moves)) < 1e-9);
        moves[0].amount = 0.5;
        const Moves half{moveOf(FilterKind::Bell, 1000.0, 2.0, 1.0)};
        QVERIFY(worst(predictedGap(before, half), predictedGap(before, moves)) < 1e-9);
    }

    // A level is no balance: after a mere gain nothing has changed.
    void predictionsAreAtEqualLoudness() {
        Random random(3);
        const Gap before =
            gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        const Moves moves{moveOf(FilterKind::LowShelf, 16000.0, 3.0, 0.4),
                          moveOf(FilterKind::HighShelf, 16000.0, 3.0, 0.4)};
        QVERIFY(worst(before, predictedGap(before, moves)) < 0.05);
    }

    void sideMovesMoveTheSidesOnly() {
        Random random(4);
        const Gap before =
            gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        const Moves moves{moveOf(FilterKind::HighShelf, 500.0, -3.0, 0.7, Placement::Side)};
        const Gap after = predictedGap(before, moves);
        const std::size_t air = 6;
        QVERIFY(std::abs((after.widthGap[air] - before.widthGap[air]).value + 3.0) < 0.1);
        QVERIFY(predictedMonoLoss(before, moves) > predictedMonoLoss(before, {}));
        for (std::size_t i = 0; i < kCells; ++i)
            QCOMPARE(after.mix.mid[i], before.mix.mid[i]);
    }

    void monoLossOfMonoIsNothing() {
        Random random(5);
        Spectrum mono = musicSpectrum(random);
        mono.side.fill(0.0);
        const Analysis song = songOf(mono, 1, 64);
        QCOMPARE(predictedMonoLoss(gapTo(song, songOf(musicSpectrum(random), 2, 64)), {}).value,
                 0.0);
    }

    void theWholeMatchClosesTheGap() {
        Random random(6);
        const Spectrum music = musicSpectrum(random);
        const Analysis mix = songOf(music, 1, 64);
        const FilterShape wide{FilterKind::Bell, {900.0}, {8.0}, 0.4, 12};
        const FilterShape shelf{FilterKind::HighShelf, {5000.0}, {-6.0}, 0.6, 12};
        const Analysis reference = songOf(behind(music, curveOf({wide, shelf})), 2, 64);
        const Gap gap = gapTo(mix, reference);
        const MatchOptions all{100.0, 0.67, {24.0}};
        const Gap after = predictedGap(gap, matchCurve(gap, all));
        qInfo("%.2f -> %.2f dB", gap.rms.value, after.rms.value);
        QVERIFY(after.rms.value < 0.1 * gap.rms.value);
    }

    void matchIsScaledLimitedAndTapered() {
        Random random(7);
        const Gap gap =
            gapTo(songOf(musicSpectrum(random), 1, 64),
                  songOf(behind(musicSpectrum(random), sectionNoise(random, 8.0)), 2, 64));
        const MatchCurve whole = matchCurve(gap, {100.0, 0.67, {24.0}});
        const MatchCurve half = matchCurve(gap, {50.0, 0.67, {24.0}});
        const MatchCurve limited = matchCurve(gap, {150.0, 0.67, {3.0}});
        const MatchCurve none = matchCurve(gap, {0.0, 0.67, {6.0}});
        for (int i = 0; i < kCells; ++i) {
            const auto c = static_cast<std::size_t>(i);
            QVERIFY(std::abs(limited.gain[c].value) <= 3.0);
            QCOMPARE(std::abs(none.gain[c].value), 0.0);
            // Inside the tapers, and below where it bends towards the limit.
            if (i > 40 && i < 215 && std::abs(whole.gain[c].value) < 15.0)
                QVERIFY(std::abs(whole.gain[c].value - 2.0 * half.gain[c].value) < 0.1);
            if (cellCentre(i).value < 28.0)
                QVERIFY(whole.gain[c].value <= 2.0 + 1e-9);
        }
    }

    // Less detail, smoother: the curve's steepest flank falls.
    void detailSmooths() {
        Random random(8);
        const Gap gap =
            gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        double last = 1e9;
        for (const double detail : {0.33, 0.67, 1.0}) {
            const MatchCurve curve = matchCurve(gap, {100.0, detail, {24.0}});
            double steepest = 0.0;
            for (std::size_t i = 30; i < 220; ++i)
                steepest = std::max(steepest, std::abs((curve.gain[i] - curve.gain[i - 1]).value));
            QVERIFY(steepest < last);
            last = steepest;
        }
    }

    void nothingIsMatchedWhereNothingIsKnown() {
        Random random(9);
        Gap gap = gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        gap.known.fill(false);
        for (const Decibels g : matchCurve(gap).gain)
            QCOMPARE(std::abs(g.value), 0.0);
    }

    // What a band's share of the energy becomes moves its gap by as much, the same way.
    void sharesFollowTheMoves() {
        Random random(12);
        const Gap gap =
            gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
        Move move;
        move.shape = {FilterKind::LowShelf, {200.0}, {-6.0}, 0.7, 12};
        const Gap after = predictedGap(gap, {move});
        QVERIFY(after.bands[1].shareGap < gap.bands[1].shareGap - 0.01);
        double sum = 0.0;
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            const double change = after.bands[b].shareGap - gap.bands[b].shareGap;
            QVERIFY(std::abs(change - (after.share[b] - gap.share[b])) < 1e-9);
            sum += std::abs(change);
        }
        QVERIFY(sum > 0.05);
    }

    // However much a limiter adds or takes, the corrected curve stays within its own limit.
    void correctedWithinTheLimit() {
        Random random(13);
        const Analysis mix = songOf(musicSpectrum(random), 1, 64);
        const Gap gap = gapTo(mix, songOf(musicSpectrum(random), 2, 64));
        MatchCurve curve = matchCurve(gap, {100.0, 0.67, {6.0}});
        for (const double sign : {-1.0, 1.0}) {
            for (std::size_t i = 0; i < kCells; ++i)
                curve.gain[i] = {5.0 * std::sin(0.05 * static_cast<double>(i))};
            const Gap predicted = predictedGap(gap, curve);
            Gap measured = predicted;
            for (Decibels& g : measured.gap)
                g = g + Decibels{8.0 * sign};
            const MatchCurve corrected = correctedCurve(curve, predicted, measured);
            double most = 0.0;
            for (std::size_t i = 0; i < kCells; ++i) {
                most = std::max(most, std::abs(corrected.gain[i].value));
                QVERIFY((corrected.gain[i] - curve.gain[i]).value * sign <= 0.0);
            }
            QVERIFY2(most > 5.2 && most <= 6.0 + 1e-9, qPrintable(QString::number(most)));
        }
    }

    void theCurveFollowsTheLimiter() {
        Random random(10);
        const Analysis mix = songOf(musicSpectrum(random), 1, 64);
        const Gap gap = gapTo(mix, songOf(musicSpectrum(random), 2, 64));
        const MatchCurve curve = matchCurve(gap, {100.0, 0.67, {24.0}});
        const Gap predicted = predictedGap(gap, curve);
        const auto ducking = curveOf({{FilterKind::LowShelf, {150.0}, {-1.0}, 0.6, 12}});
        const auto master = [&](const MatchCurve& used) {
            std::array<double, kCells> chain = ducking;
            for (std::size_t i = 0; i < kCells; ++i)
                chain[i] += used.gain[i].value;
            return measuredGap(gap, behind(mix, chain).spectrogram);
        };
        const Gap measured = master(curve);
        const Gap corrected = master(correctedCurve(curve, predicted, measured));
        QVERIFY(worst(corrected, predicted) < 0.3 * worst(measured, predicted));
    }
};

QTEST_APPLESS_MAIN(PredictTest)
#include "predict_test.moc"
