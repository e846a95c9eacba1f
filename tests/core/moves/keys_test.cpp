// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/demo/demo_song.h"
#include "core/demo/dice.h"
#include "core/moves/propose.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <future>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr int kKeys = 12;
constexpr int kProgressions = 4; // of the demo's players: two in major, two in minor

// The players choose one of two progressions by the seed.
std::uint64_t seedOfProgression(int which) {
    std::uint64_t seed = 1;
    while (demo::Dice(seed).other(1).below(2) != which)
        ++seed;
    return seed;
}

Analysis songIn(int key, int progression, const std::vector<FilterShape>& colour = {}) {
    DemoRecipe recipe;
    recipe.key = key;
    recipe.mode = progression < 2 ? DemoMode::Major : DemoMode::Minor;
    recipe.seed = seedOfProgression(progression % 2);
    recipe.length = {32.0};
    recipe.colour = colour;
    Track track;
    track.rate = recipe.rate;
    track.audio = render(recipe);
    auto analysis = analyse(track);
    return analysis ? std::move(*analysis) : Analysis{};
}

// Of what the moves do together, over 40 Hz-10 kHz; the level is free.
double rmsOf(const Moves& moves) {
    std::vector<FilterShape> filters;
    for (const Move& move : moves)
        if (move.placement == Placement::Stereo)
            filters.push_back(move.effective());
    const auto curve = curveOf(filters);
    double sum = 0.0;
    double squares = 0.0;
    constexpr std::size_t kFrom = 24;
    constexpr std::size_t kTo = 216;
    for (std::size_t i = kFrom; i < kTo; ++i) {
        sum += curve[i];
        squares += curve[i] * curve[i];
    }
    constexpr double n = kTo - kFrom;
    return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

} // namespace

/// The same players at the same desk in twelve keys and four progressions: what they play differs,
/// their balance does not.
class KeysTest : public QObject {
    Q_OBJECT

    std::vector<Analysis> songs_; // by progression, then key

  private slots:
    void initTestCase() {
        std::vector<std::future<std::vector<Analysis>>> bands;
        for (int progression = 0; progression < kProgressions; ++progression)
            bands.push_back(std::async(std::launch::async, [progression] {
                std::vector<Analysis> songs;
                for (int key = 0; key < kKeys; ++key)
                    songs.push_back(songIn(key, progression));
                return songs;
            }));
        for (auto& band : bands)
            for (Analysis& song : band.get()) {
                QVERIFY(!song.sections.empty());
                songs_.push_back(std::move(song));
            }
    }

    void otherNotesAreNoReasonForAMove() {
        const std::size_t n = songs_.size();
        QCOMPARE(n, std::size_t{kKeys * kProgressions});
        for (std::size_t i = 0; i < n; ++i)
            for (const std::size_t step : {1U, 5U, 14U, 27U}) { // keys near and far, and modes
                const std::size_t k = (i + step) % n;
                const Gap gap = gapTo(songs_[i], songs_[k]);
                const Moves moves = proposeMoves(gap);
                const QByteArray where = "song " + QByteArray::number(static_cast<int>(i)) +
                                         " beside " + QByteArray::number(static_cast<int>(k));
                QVERIFY2(!gap.sameSong, where.constData()); // for all that the rhythm is the same
                for (const Move& move : moves)
                    QVERIFY2(std::abs(move.effective().gain.value) < 1.0, where.constData());
                QVERIFY2(rmsOf(moves) <= 0.5, where.constData());
            }
    }

    /// A record given twice says what it said once.
    void aCopyIsNoThirdOpinion() {
        const Analysis coloured = songIn(9, 3, {{FilterKind::LowShelf, {200.0}, {4.0}, 0.7, 12}});
        const std::vector<Reference> all{{&songs_[1], nullptr, 1.0, "A"},
                                         {&coloured, nullptr, 1.0, "B"},
                                         {&songs_[1], nullptr, 1.0, "C"}};
        const Analysis dull = songIn(6, 1, {{FilterKind::HighShelf, {2000.0}, {-10.0}, 0.7, 12}});
        const Gap two = gapBetween(dull, profileOf({all.data(), 2}), {all.data(), 2});
        const Gap three = gapBetween(dull, profileOf(all), all);
        QCOMPARE(three.songs, 2);
        const Moves once = proposeMoves(two);
        const Moves again = proposeMoves(three);
        QVERIFY(!once.empty());
        QCOMPARE(again.size(), once.size());
        for (std::size_t m = 0; m < once.size(); ++m)
            QVERIFY(again[m].shape == once[m].shape);
    }

    /// The same songs behind another desk do get their move, whatever keys the references are in.
    void anotherBalanceIs() {
        const FilterShape fault{FilterKind::HighShelf, {3000.0}, {-6.0}, 0.7, 12};
        const Analysis dull = songIn(4, 0, {fault});
        QVERIFY(gapTo(dull, songs_[4]).sameSong);
        for (const std::size_t first : {0U, 9U, 19U, 30U}) {
            std::vector<Reference> three;
            for (const std::size_t step : {0U, 5U, 16U})
                three.push_back({&songs_[first + step], nullptr, 1.0, std::to_string(step)});
            const Gap gap = gapBetween(dull, profileOf(three), three);
            double top = 0.0;
            for (const Move& move : proposeMoves(gap))
                top += response(move.effective(), {9000.0}).value -
                       response(move.effective(), {500.0}).value;
            QVERIFY2(top > 3.0 && top < 7.0, qPrintable(QString("%1: %2").arg(first).arg(top)));
        }
    }
};

QTEST_APPLESS_MAIN(KeysTest)
#include "keys_test.moc"
