// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/fit.h"
#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "tests/support/synthetic_song.h"

#include <QtTest>

#include <algorithm>

using namespace kilter;
using namespace kilter::testing;

namespace {

// The gap that noise of `rms` on a spectrum makes, told to be as uncertain as it is.
Gap noisyGap(Random& random, const Spectrum& reference, std::array<double, kCells> curve,
             double rms) {
    const auto noise = sectionNoise(random, rms);
    for (std::size_t i = 0; i < kCells; ++i)
        curve[i] += noise[i];
    Gap gap = gapTo(analysisOf(behind(reference, curve)), analysisOf(reference));
    gap.sigma.fill({rms});
    gap.spread.fill({});
    gap.scatter.fill({});
    std::array<Decibels, kThirds> difference{};
    const auto after = balanceLevels(gap.mix);
    const auto before = balanceLevels(reference);
    ThirdMatrix covariance{};
    for (std::size_t i = 0; i < kThirds; ++i) {
        difference[i] = after[i] - before[i];
        for (std::size_t j = 0; j < kThirds; ++j) // as sectionNoise is made
            covariance[i][j] =
                rms * rms *
                std::exp(-std::abs(static_cast<double>(i) - static_cast<double>(j)) / 4.4);
    }
    gap.balance = balanceGap(difference, gap.known, covariance);
    return gap;
}

// A draw from the model's own noise of one section and its notes, in dB per cell.
std::array<double, kCells> modelNoise(Random& random) {
    static const ThirdMatrix kRoot = [] {
        const ThirdMatrix c = noiseOf(BalanceReading{});
        ThirdMatrix root{};
        for (std::size_t i = 0; i < kThirds; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = c[i][j];
                for (std::size_t k = 0; k < j; ++k)
                    sum -= root[i][k] * root[j][k];
                root[i][j] = i == j ? std::sqrt(std::max(1e-9, sum)) : sum / root[j][j];
            }
        return root;
    }();
    std::array<double, kThirds> fresh{}, thirds{};
    for (double& x : fresh)
        x = random.normal();
    for (std::size_t i = 0; i < kThirds; ++i)
        for (std::size_t k = 0; k <= i; ++k)
            thirds[i] += kRoot[i][k] * fresh[k];
    std::array<double, kCells> cells{};
    for (int i = 0; i < kCells; ++i) {
        const double place = std::clamp((i - thirdFirstCell(0) - 3.5) / 4.0, 0.0, kThirds - 1.001);
        const auto b = static_cast<std::size_t>(place);
        const double t = place - static_cast<double>(b);
        cells[static_cast<std::size_t>(i)] = (1.0 - t) * thirds[b] + t * thirds[b + 1];
    }
    return cells;
}

std::vector<FilterShape> randomBells(Random& random, int count, double least, double most) {
    std::vector<FilterShape> bells;
    for (int i = 0; i < count; ++i) {
        FilterShape bell;
        bell.frequency = {std::exp(random.uniform(std::log(50.0), std::log(12000.0)))};
        bell.gain = {random.uniform(least, most) * (random.whole(0, 1) == 0 ? 1.0 : -1.0)};
        bell.q = random.uniform(0.5, 1.2);
        bells.push_back(bell);
    }
    return bells;
}

// RMS over 40 Hz-16 kHz of truth and moves together, which should cancel; the level is free.
double leftOver(const std::vector<FilterShape>& truth, const Moves& moves) {
    const auto was = curveOf(truth);
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kFrom = 24;
    constexpr int kTo = 232;
    for (int i = kFrom; i < kTo; ++i) {
        double h = was[static_cast<std::size_t>(i)];
        for (const Move& m : moves)
            h += response(m.effective(), cellCentre(i)).value;
        sum += h;
        squares += h * h;
    }
    constexpr double n = kTo - kFrom;
    return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

bool recovered(const FilterShape& truth, const Moves& moves) {
    if (moves.size() != 1)
        return false;
    const FilterShape& found = moves[0].shape;
    return found.kind == truth.kind && std::abs((found.gain + truth.gain).value) <= 0.3001 &&
           std::abs(std::log2(found.frequency / truth.frequency)) <= 1.0 / 6.0 &&
           std::abs(found.q / truth.q - 1.0) <= 0.25;
}

MoveOptions upTo12() {
    MoveOptions options;
    options.limit = {12.0};
    options.fullGap = true;
    return options;
}

} // namespace

class ProposeTest : public QObject {
    Q_OBJECT

  private slots:
    void nothingToDoMeansNoMove() {
        Random random(1);
        for (int i = 0; i < 10; ++i) {
            const Analysis song =
                songOf(musicSpectrum(random), 10U + static_cast<unsigned>(i), 300);
            std::array<double, kCells> softer{};
            softer.fill(-9.7);
            for (const Analysis& mix : {song, behind(song, softer), trimmed(song, 37)}) {
                const Gap gap = gapTo(mix, song);
                QVERIFY(gap.sameSong);
                QVERIFY(proposeMoves(gap).empty());
                QVERIFY(proposeMoves(gap, upTo12()).empty());
            }
        }
    }

    void aSingleKnownBandIsRecovered() {
        Random random(2);
        int cases = 0;
        int good = 0;
        for (double f = 40.0; f <= 14001.0; f *= std::pow(350.0, 1.0 / 7.0))
            for (const double gain : {-6.0, -3.0, -1.0, 1.0, 3.0, 6.0})
                for (const int kind : {0, 1}) {
                    FilterShape truth{FilterKind::Bell, {f}, {gain}, random.uniform(0.35, 1.5), 12};
                    if (kind == 1) {
                        truth.kind = f < 700.0 ? FilterKind::LowShelf : FilterKind::HighShelf;
                        truth.q = random.uniform(0.5, 0.7);
                    }
                    const Analysis song = songOf(musicSpectrum(random), 5, 64);
                    const Gap gap = gapTo(behind(song, curveOf({truth})), song);
                    ++cases;
                    good += recovered(truth, proposeMoves(gap, upTo12())) ? 1 : 0;
                }
        qInfo("%d of %d", good, cases);
        QVERIFY(good * 10 >= cases * 9);
    }

    void severalKnownBandsTogether() {
        for (const int count : {2, 3, 5}) {
            Random random(static_cast<unsigned>(count));
            std::vector<double> errors;
            for (int trial = 0; trial < 15; ++trial) {
                const Analysis song = songOf(musicSpectrum(random), 6, 64);
                const auto truth = randomBells(random, count, 2.0, 6.0);
                const Gap gap = gapTo(behind(song, curveOf(truth)), song);
                errors.push_back(leftOver(truth, proposeMoves(gap, upTo12())));
            }
            qInfo("%d bands: %.3f dB", count, median(errors));
            QVERIFY(median(errors) <= 0.1);
        }
    }

    // 1-4 true moves under the noise of a song's own sections.
    void noiseAddsNoMoves() {
        Random random(11);
        std::vector<double> errors;
        int over = 0;
        constexpr int kTrials = 40;
        MoveOptions options;
        options.limit = {12.0};
        for (int trial = 0; trial < kTrials; ++trial) {
            const int count = random.whole(1, 4);
            const auto truth = randomBells(random, count, 1.5, 4.0);
            const Gap gap = noisyGap(random, musicSpectrum(random), curveOf(truth), 0.5);
            const Moves moves = proposeMoves(gap, options);
            errors.push_back(leftOver(truth, moves));
            over += static_cast<int>(moves.size()) > count ? 1 : 0;
            QVERIFY(static_cast<int>(moves.size()) <= count + 1);
        }
        qInfo("median %.2f dB, too many in %d of %d", median(errors), over, kTrials);
        QVERIFY(median(errors) <= 0.45);
        QVERIFY(over * 10 <= kTrials);
    }

    void pureNoiseIsLeftAlone() {
        Random random(12);
        int none = 0;
        constexpr int kTrials = 150;
        for (int trial = 0; trial < kTrials; ++trial)
            none += proposeMoves(noisyGap(random, musicSpectrum(random), {}, 0.5)).empty() ? 1 : 0;
        qInfo("none in %d of %d", none, kTrials);
        QVERIFY(none * 100 >= kTrials * 94);
    }

    // Two songs of one balance, each read over one section of its own notes: what the model says
    // chance will make of them is no move.
    void chanceIsLeftAlone() {
        Random random(41);
        int none = 0;
        double size = 0.0;
        constexpr int kTrials = 150;
        for (int trial = 0; trial < kTrials; ++trial) {
            const Spectrum balance = musicSpectrum(random);
            const Analysis mix = analysisOf(behind(balance, modelNoise(random)));
            const Analysis reference = analysisOf(behind(balance, modelNoise(random)));
            const Gap gap = gapTo(mix, reference);
            size += gap.rms.value / kTrials;
            none += proposeMoves(gap).empty() ? 1 : 0;
        }
        qInfo("gaps of %.1f dB, none in %d of %d", size, none, kTrials);
        QVERIFY(size > 2.0);
        QVERIFY(none * 100 >= kTrials * 94);
    }

    // What a song's sections differ by may change which moves they are, not what they do together.
    void theSumOfTheMovesIsStable() {
        Random random(13);
        std::vector<double> changes;
        for (int trial = 0; trial < 25; ++trial) {
            const Spectrum reference = musicSpectrum(random);
            const auto truth = randomBells(random, 4, 2.0, 5.0);
            std::array<double, kCells> wander = sectionNoise(random, 1.5);
            const auto bells = curveOf(truth);
            for (std::size_t i = 0; i < kCells; ++i)
                wander[i] += bells[i];
            const Analysis target = analysisOf(reference);
            const Spectrum mix = behind(reference, wander);
            const Moves first = proposeMoves(gapTo(analysisOf(mix), target), upTo12());
            const Spectrum noisy = behind(mix, sectionNoise(random, 0.5));
            Moves second = proposeMoves(gapTo(analysisOf(noisy), target), upTo12());
            std::vector<FilterShape> before;
            for (const Move& m : first)
                before.push_back(m.shape);
            for (Move& m : second)
                m.shape.gain = -m.shape.gain;
            changes.push_back(leftOver(before, second));
        }
        qInfo("0.5 dB of noise changes the sum by %.2f dB", median(changes));
        QVERIFY(median(changes) <= 1.1 * 0.5);
    }

    void limitsHold() {
        Random random(14);
        for (const double limit : {1.0, 4.0, 9.0})
            for (int trial = 0; trial < 6; ++trial) {
                const Gap gap =
                    gapTo(analysisOf(musicSpectrum(random)),
                          analysisOf(behind(musicSpectrum(random), sectionNoise(random, 6.0))));
                MoveOptions options;
                options.limit = {limit};
                options.fullGap = limit > 4.0;
                options.most = random.whole(0, 5);
                const Moves moves = proposeMoves(gap, options);
                QVERIFY(static_cast<int>(moves.size()) <= options.most);
                std::vector<FilterShape> filters;
                for (const Move& m : moves) {
                    if (m.placement == Placement::Stereo)
                        filters.push_back(m.shape);
                    QVERIFY(std::abs(m.shape.gain.value) <= limit + 1e-9);
                    QVERIFY(m.shape.q >= 0.3 - 1e-9 &&
                            m.shape.q <=
                                (m.shape.gain.value > 0.0 && !options.fullGap ? 1.5 : 3.0) + 1e-9);
                    QVERIFY(m.shape.frequency.value >= 29.0 && m.shape.frequency.value <= 16100.0);
                    QVERIFY(m.confidence >= 0.0 && m.confidence <= 1.0);
                    QVERIFY(m.reason.band >= 0 && m.reason.low < m.reason.high);
                }
                QVERIFY(compositePeak(filters) <= limit + 1e-6);
                // Never further away than before.
                QVERIFY(predictedGap(gap, moves).rms.value <= gap.rms.value + 1e-9);
            }
    }

    // Two low shelves that undo each other close this best, and are nobody's idea of a move.
    void oneShelfAtAnEnd() {
        FitTarget target;
        target.power.fill(1.0);
        target.weight.fill(1.0);
        target.wanted = thirdChange(target, {{FilterKind::LowShelf, {450.0}, {-5.0}, 0.9, 12},
                                             {FilterKind::LowShelf, {70.0}, {5.0}, 0.9, 12}});
        FitBounds bounds;
        bounds.limit = 6.0;
        bounds.lowShelfMost = 700.0;
        bounds.highShelfLeast = 1000.0;
        const auto lowShelves = [&] {
            const std::vector<FilterShape> filters =
                beamSearch(target, bounds, 2, 0.0, {}).back().filters;
            return std::count_if(filters.begin(), filters.end(), [](const FilterShape& filter) {
                return filter.kind == FilterKind::LowShelf;
            });
        };
        QCOMPARE(lowShelves(), 2);
        bounds.oneShelfOfAKind = true;
        QVERIFY(lowShelves() <= 1);
    }

    // Two bells on one thing are one that an engineer would have turned further, or none.
    void bellsStandApart() {
        Random random(31);
        int pairs = 0;
        for (int trial = 0; trial < 60; ++trial) {
            const Gap gap =
                gapTo(analysisOf(musicSpectrum(random)),
                      analysisOf(behind(musicSpectrum(random), sectionNoise(random, 6.0))));
            const Moves moves = proposeMoves(gap);
            for (std::size_t a = 0; a < moves.size(); ++a)
                for (std::size_t b = 0; b < a; ++b) {
                    if (moves[a].shape.kind != FilterKind::Bell ||
                        moves[b].shape.kind != FilterKind::Bell)
                        continue;
                    ++pairs;
                    const double octaves =
                        std::log2(moves[a].shape.frequency / moves[b].shape.frequency);
                    // Rounding takes half a 24th of an octave from each.
                    QVERIFY2(std::abs(octaves) >= 0.8 - 1.0 / 24.0 - 1e-9,
                             qPrintable(QString("trial %1: %2 octaves").arg(trial).arg(octaves)));
                }
        }
        QVERIFY(pairs > 30);
    }

    // Where the references scatter as widely as the mix is off, there is nothing to answer.
    void movesOutsideOfAgreementDisappear() {
        const FilterShape dull{FilterKind::HighShelf, {5000.0}, {-7.0}, 0.7, 12};
        const FilterShape bass{FilterKind::LowShelf, {120.0}, {1.0}, 0.7, 12};
        Random random(15);
        const Spectrum music = musicSpectrum(random);
        const Analysis mix =
            analysisOf(behind(music, curveOf({dull, {bass.kind, bass.frequency, {1.0}, 0.7, 12}})));
        std::vector<Analysis> songs;
        for (int i = 0; i < 20; ++i) {
            FilterShape own = bass; // they agree on the top and not at all on the bass
            own.gain = {8.0 * random.normal()};
            songs.push_back(
                analysisOf(behind(behind(music, curveOf({own})), sectionNoise(random, 0.4))));
        }
        std::vector<Reference> references;
        for (const Analysis& a : songs)
            references.push_back({&a, nullptr, 1.0, "r"});
        const Gap gap = gapBetween(mix, profileOf(references), references);
        const Moves moves = proposeMoves(gap);
        QVERIFY(!moves.empty());
        for (const Move& m : moves)
            QVERIFY2(m.shape.frequency.value > 250.0, "the bass is not agreed on");
    }

    void aNarrowTopGetsASideShelf() {
        Random random(16);
        const Spectrum wide = musicSpectrum(random);
        Spectrum narrow = wide;
        for (int i = 0; i < kCells; ++i)
            if (cellCentre(i).value > 3000.0)
                narrow.side[static_cast<std::size_t>(i)] *= power(Decibels{-7.0});
        const Gap gap = gapTo(analysisOf(withLoudness(narrow)), analysisOf(wide));
        const Moves moves = proposeMoves(gap);
        const auto side = std::find_if(moves.begin(), moves.end(), [](const Move& m) {
            return m.placement == Placement::Side;
        });
        QVERIFY(side != moves.end());
        QVERIFY(side->shape.kind == FilterKind::HighShelf);
        QVERIFY(side->shape.gain.value > 0.0 && side->shape.gain.value <= 1.5);
        QVERIFY(side->reason.monoLossAfter && side->reason.monoLossBefore);
        QVERIFY(*side->reason.monoLossBefore - *side->reason.monoLossAfter <= Decibels{1.0});
    }

    // No named band leaves its corridor, or goes further from it, by the moves; where one ends
    // further out inside it, a move says so. Gains answer gaps, and no two moves stand against each
    // other.
    void movesAreRestrained() {
        Random random(23);
        int moved = 0;
        int said = 0;
        for (int trial = 0; trial < 80; ++trial) {
            const Gap gap =
                gapTo(songOf(musicSpectrum(random), 1, 300), songOf(musicSpectrum(random), 2, 300));
            const Moves moves = proposeMoves(gap);
            const Gap after = predictedGap(gap, moves);
            std::vector<bool> told(kNamedBands);
            for (const Move& m : moves)
                for (const PushedBand& pushed : m.reason.pushed)
                    told[static_cast<std::size_t>(pushed.band)] = true;
            for (std::size_t b = 0; b < kNamedBands; ++b) {
                const GapBand& band = gap.bands[b];
                if (band.verdict == Verdict::Unknown)
                    continue;
                const double before = std::abs(band.gap.value);
                const double now = std::abs(after.bands[b].gap.value);
                const double corridor = std::max(band.spread.value, band.sigma.value);
                const bool balanced = std::any_of(moves.begin(), moves.end(), [](const Move& m) {
                    return m.placement != Placement::Stereo;
                });
                if (!balanced)
                    QVERIFY2(now <= std::max(before + 0.31, corridor + 0.01),
                             qPrintable(QString("trial %1 band %2").arg(trial).arg(b)));
                if (now > before + 0.35 && !balanced) {
                    ++said;
                    QVERIFY(told[b]);
                }
            }
            for (std::size_t i = 0; i < moves.size(); ++i) {
                if (moves[i].placement != Placement::Stereo)
                    continue;
                ++moved;
                const double gain = moves[i].shape.gain.value;
                QVERIFY(gain * moves[i].reason.gap.value < 0.0);
                QVERIFY(std::abs(gain) <= std::abs(moves[i].reason.gap.value) + 0.5 + 0.1);
                QVERIFY(moves[i].shape.q <= 1.2 + 1e-9);
                for (std::size_t j = 0; j < i; ++j)
                    if (moves[j].placement == Placement::Stereo)
                        QVERIFY(gain * moves[j].shape.gain.value > 0.0 ||
                                std::min(std::abs(gain), std::abs(moves[j].shape.gain.value)) <
                                    2.0 ||
                                std::abs(std::log2(moves[i].shape.frequency /
                                                   moves[j].shape.frequency)) > 1.2);
            }
        }
        QVERIFY(moved > 20);
        QVERIFY(said > 0);
    }

    void aDoubtfulReferenceGetsLittle() {
        Random random(17);
        Analysis tone = analysisOf(musicSpectrum(random));
        tone.warnings.push_back({WarningCode::SineLike, 0.0, {}});
        const Gap gap = gapTo(analysisOf(musicSpectrum(random)), tone);
        QVERIFY2(gap.findings.empty(), "no cause is known from a tone");
        for (const Move& m : proposeMoves(gap)) {
            QVERIFY(std::abs(m.shape.gain.value) <= 2.0);
            QVERIFY(m.confidence <= 0.31);
        }
    }
};

QTEST_APPLESS_MAIN(ProposeTest)
#include "propose_test.moc"
