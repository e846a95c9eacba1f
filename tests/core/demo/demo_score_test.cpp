// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/arrangement.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace kilter;
using namespace kilter::demo;

/// What is written down for the players.
class DemoScoreTest : public QObject {
    Q_OBJECT

  private slots:
    void everyNoteIsInTheKey_data();
    void everyNoteIsInTheKey();
    void melodiesLieInAVoice();
    void musicFillsTheSongAndRingsOut();
    void chorusesReturnWithTheSameTune();
    void handsAreHuman();
};

namespace {

std::set<int> pitchClasses(const DemoRecipe& recipe) {
    std::set<int> classes;
    const bool major = recipe.mode == DemoMode::Major;
    for (const int step : {0, 2, major ? 4 : 3, 5, 7, major ? 9 : 8, major ? 11 : 10})
        classes.insert((recipe.key + step) % 12);
    return classes;
}

} // namespace

void DemoScoreTest::everyNoteIsInTheKey_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 0; seed < 24; ++seed)
        QTest::addRow("improvised %d", static_cast<int>(seed)) << seed;
}

void DemoScoreTest::everyNoteIsInTheKey() {
    QFETCH(quint64, seed);
    const DemoRecipe recipe = improvisedRecipe(seed);
    const Score score = arrange(recipe);
    const auto inKey = [classes = pitchClasses(recipe)](const Note& note) {
        return classes.contains(static_cast<int>(note.pitch) % 12) && note.velocity > 0 &&
               note.velocity <= 1 && note.length > Seconds{0} && note.start >= Seconds{0};
    };
    for (const auto* part : {&score.bass, &score.chords, &score.pad, &score.lead}) {
        QVERIFY(!part->empty());
        QVERIFY(std::ranges::all_of(*part, inKey));
    }
    QCOMPARE(score.voice.empty(), !recipe.sung);
    for (const auto* part : {&score.voice, &score.harmony})
        for (const Phrase& phrase : *part)
            for (const auto& sung : phrase.notes)
                QVERIFY(inKey(sung.note));
}

void DemoScoreTest::melodiesLieInAVoice() {
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const Phrase& phrase : arrange(improvisedRecipe(seed)).voice)
            for (std::size_t i = 0; i < phrase.notes.size(); ++i) {
                const Note& note = phrase.notes[i].note;
                QVERIFY2(note.pitch >= 52 && note.pitch <= 79,
                         qPrintable(QString::number(note.pitch)));
                if (i > 0) {
                    const Note& before = phrase.notes[i - 1].note;
                    QVERIFY(before.start < note.start);
                    QVERIFY(std::abs(before.pitch - note.pitch) <= 9);
                }
            }
}

void DemoScoreTest::musicFillsTheSongAndRingsOut() {
    for (const double seconds : {5.0, 12.0, 45.0, 200.0}) {
        DemoRecipe recipe;
        recipe.length = Seconds{seconds};
        const Score score = arrange(recipe);
        Seconds last;
        for (const Hit& hit : score.drums)
            last = std::max(last, hit.start);
        QVERIFY(last < recipe.length - Seconds{1.5});
        QVERIFY(last > recipe.length - Seconds{1.8} - 4.0 * score.beat);
        const double perSecond = static_cast<double>(score.drums.size()) / seconds;
        QVERIFY2(perSecond > 3 && perSecond < 12, qPrintable(QString::number(perSecond)));
    }
}

void DemoScoreTest::chorusesReturnWithTheSameTune() {
    std::vector<std::vector<double>> tunes;
    for (const Phrase& phrase : arrange(demoRecipe(DemoSong::Mix)).voice)
        if (phrase.chorus) {
            auto& tune = tunes.emplace_back();
            for (const auto& sung : phrase.notes)
                tune.push_back(sung.note.pitch);
        }
    QCOMPARE(tunes.size(), 4); // two phrases in each of two choruses
    QCOMPARE(tunes[0], tunes[2]);
    QCOMPARE(tunes[1], tunes[3]);
}

void DemoScoreTest::handsAreHuman() {
    const DemoRecipe recipe = demoRecipe(DemoSong::Mix);
    const Score score = arrange(recipe);
    double sum = 0;
    double squares = 0;
    double worst = 0;
    for (const Hit& hit : score.drums) {
        const double grid = score.beat.value / 4;
        const double off = hit.start.value - grid * std::round(hit.start.value / grid);
        sum += off;
        squares += off * off;
        worst = std::max(worst, std::abs(off));
    }
    const double count = static_cast<double>(score.drums.size());
    QVERIFY(std::abs(sum / count) < 0.0005);
    QVERIFY(std::sqrt(squares / count) > 0.002);
    QVERIFY(worst < 0.0091);
}

QTEST_APPLESS_MAIN(DemoScoreTest)
#include "demo_score_test.moc"
