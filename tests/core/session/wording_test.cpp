// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/wording.h"

#include "core/session/messages.h"
#include "core/session/names.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace kilter;

class WordingTest : public QObject {
    Q_OBJECT

    static Profile twoReferences() {
        Profile profile;
        profile.references = 2;
        for (const char* name : {"A", "B"}) {
            ProfileMember member;
            member.name = name;
            profile.members.push_back(member);
        }
        return profile;
    }
    static void isSentence(const std::string& text) {
        const QString sentence = QString::fromStdString(text);
        QVERIFY2(sentence.size() > 10 && sentence.endsWith('.') &&
                     (sentence[0].isUpper() || sentence[0].isDigit()),
                 text.c_str());
        QVERIFY2(!sentence.contains("  ") && !sentence.contains("nan") && !sentence.contains(".."),
                 text.c_str());
    }

  private slots:
    void moveSaysWhatWhereAndWhoAgrees() {
        Move move;
        move.shape = {FilterKind::LowShelf, {95}, {2.3}, 0.7};
        move.reason = {1, {-2.4}, {0.6}, -0.05, {60}, {250}, {0.5}, Decibels{0.6}, {}, {}, {}};
        QCOMPARE(
            QString::fromStdString(sentenceFor(move, twoReferences())),
            QString("The low end (60–250 Hz) is 2.4 dB (5 % of the energy) sparser than A and B; "
                    "both agree within 0.6 dB."));
    }

    void wideShelvesAreAboutAllThatTheyReach() {
        Move move;
        move.shape = {FilterKind::LowShelf, {870}, {-3.7}, 1.0};
        move.reason = {2, {4.6}, {0.6}, 0.22, {20}, {870}, {0.5}, {}, {}, {}, {}};
        QCOMPARE(QString::fromStdString(sentenceFor(move, twoReferences())),
                 QString("Everything below 870 Hz is 4.6 dB heavier than A and B."));
        move.shape.kind = FilterKind::HighShelf;
        move.shape.gain = {2.0};
        move.reason = {3, {-1.9}, {0.6}, -0.1, {1250}, {20000}, {0.5}, {}, {}, {}, {}};
        QCOMPARE(QString::fromStdString(sentenceFor(move, twoReferences())),
                 QString("Everything above 1.3 kHz is 1.9 dB duller than A and B."));
    }

    void shareIsSaidWhereItGoesTheGapsWay() {
        Move move;
        move.shape = {FilterKind::Bell, {1540}, {-3.2}, 1.5};
        move.reason = {3, {3.2}, {0.6}, -0.04, {1100}, {2100}, {0.5}, {}, {}, {}, {}};
        QCOMPARE(QString::fromStdString(sentenceFor(move, twoReferences())),
                 QString("The mids (1.1–2.1 kHz) are 3.2 dB further forward than A and B."));
    }

    void monoLossIsSaidWhereItChanges() {
        Move move;
        move.placement = Placement::Side;
        move.shape = {FilterKind::HighShelf, {8000}, {-3.0}, 0.7};
        move.reason = {6,  {4.7},         {0.6},          0.0, {8000}, {16000}, {0.5},
                       {}, Decibels{1.9}, Decibels{1.87}, {}};
        QVERIFY(sentenceFor(move, twoReferences()).find("mono") == std::string::npos);
        move.reason.monoLossAfter = Decibels{1.2};
        QVERIFY(sentenceFor(move, twoReferences())
                    .find("the mono sum loses 1.2 dB instead of 1.9 dB") != std::string::npos);
    }

    void everyBandAndVerdictHasASentence() {
        for (int band = 0; band < kNamedBands; ++band) {
            for (const double gain : {-2.0, 2.0}) {
                Move move;
                move.shape.gain = {gain};
                move.reason = {band, {-gain}, {0.5}, 0.02, {100}, {900}, {}, {}, {}, {}, {}};
                for (const Placement placement : {Placement::Stereo, Placement::Side}) {
                    move.placement = placement;
                    isSentence(sentenceFor(move, twoReferences()));
                }
            }
            for (int v = 0; v <= static_cast<int>(Verdict::Unknown); ++v)
                isSentence(sentenceFor(band, {{-1.5}, {0.5}, {0.3}, -0.02, static_cast<Verdict>(v)},
                                       twoReferences()));
        }
    }

    void everyFindingHasASentence() {
        for (int code = 0; code <= static_cast<int>(FindingCode::Louder); ++code)
            for (const int band : {-1, 2})
                isSentence(sentenceFor(Finding{static_cast<FindingCode>(code),
                                               band,
                                               {-3.0},
                                               {1.0},
                                               {200},
                                               {band < 0 ? 0.0 : 400.0},
                                               0.8},
                                       twoReferences()));
    }

    void everyWarningHasASentenceAndAName() {
        QSet<QString> names;
        for (int code = 0; code < kValuesOf<WarningCode>; ++code) {
            const auto warning = static_cast<WarningCode>(code);
            isSentence(sentenceFor(Warning{warning, 1.5, "A"}));
            const QString name = QString::fromStdString(std::string(nameOf(warning)));
            QVERIFY(QRegularExpression("^[a-z_]+$").match(name).hasMatch());
            names.insert(name);
            QVERIFY(named<WarningCode>(nameOf(warning)) == warning);
        }
        QCOMPARE(names.size(), kValuesOf<WarningCode>);
    }

    void everyErrorHelps() {
        QSet<QString> sentences;
        for (int code = 0; code < kValuesOf<ErrorCode>; ++code) {
            const Error error{static_cast<ErrorCode>(code), "a fact", "some/file.wav"};
            const QString text = QString::fromStdString(sentenceFor(error));
            QVERIFY(text.startsWith("some/file.wav: ") && text.contains("(a fact)"));
            sentences.insert(text);
        }
        QCOMPARE(sentences.size(), kValuesOf<ErrorCode>);
    }

    void theEffectOfTheMovesIsTold() {
        GapBand predicted;
        QVERIFY(effectText(predicted, nullptr).empty());
        predicted.verdict = Verdict::Inside;
        predicted.gap = {0.4};
        GapBand measured = predicted;
        measured.gap = {0.38};
        QCOMPARE(effectText(predicted, nullptr),
                 std::string("After the moves +0.40 dB as predicted."));
        QCOMPARE(effectText(predicted, &measured),
                 std::string("After the moves +0.40 dB as predicted, +0.38 dB as measured on the "
                             "master."));
    }

    void onlyWhatIsSureIsToldOfTheCharacter() {
        Character character;
        QVERIFY(characterText(character).empty());
        character.tempo = {{139.94, 1.0}};
        character.key = {{{9, true}, 0.2}};
        QCOMPARE(characterText(character), std::string("140 beats a minute"));
        character.key->confidence = 0.8;
        QCOMPARE(characterText(character), std::string("140 beats a minute, A minor"));
        character.tempo->confidence = 0.3;
        QCOMPARE(characterText(character), std::string("A minor"));
    }

    void noMoveHasItsReason() {
        Gap gap;
        Explanation explanation;
        explanation.bands[0].reason = Unmoved::Notes;
        for (GapBand& band : gap.bands)
            band.verdict = Verdict::Inside;
        const std::string inside = noMovesText(gap, twoReferences(), explanation);
        isSentence(inside);
        QVERIFY(inside.find("the mix lies where A and B lie,") != std::string::npos);
        gap.bands[0].verdict = Verdict::Sparse;
        const std::string unsure = noMovesText(gap, twoReferences(), explanation);
        isSentence(unsure);
        QVERIFY(unsure.find("lies where") == std::string::npos);
        Profile one = twoReferences();
        one.references = 1;
        isSentence(noMovesText(gap, one, explanation));
        explanation.bands[0].reason = Unmoved::Doubtful;
        QVERIFY(noMovesText(gap, one, explanation).find("can't say much") != std::string::npos);
        gap.sameSong = true;
        QVERIFY(noMovesText(gap, one, explanation).find("no equaliser's work") !=
                std::string::npos);
        gap.bands[0].verdict = Verdict::Inside;
        QVERIFY(noMovesText(gap, one, explanation).find("the same balance") != std::string::npos);
        for (GapBand& band : gap.bands)
            band.verdict = Verdict::Unknown;
        QVERIFY(noMovesText(gap, one, explanation).find("nothing to compare with") !=
                std::string::npos);
    }

    void theLimitersBalanceIsTold() {
        Balance balance;
        QVERIFY(balanceText(balance, nullptr, nullptr).empty());
        balance.moved = BandDifference{1, {-0.42}};
        balance.left = BandDifference{3, {0.05}};
        balance.corrected = true;
        QCOMPARE(QString::fromStdString(balanceText(balance, nullptr, nullptr)),
                 QString("The limiter would have taken 0.42 dB from Low (60 Hz to 250 Hz); the "
                         "equaliser was corrected for it. No band lies further than 0.05 dB from "
                         "what the moves promise."));
        balance.left = BandDifference{0, {-1.97}};
        QVERIFY(balanceText(balance, nullptr, nullptr)
                    .find("Sub (20 Hz to 60 Hz) still lies 1.97 dB under what the moves promise") !=
                std::string::npos);
        balance.corrected = false;
        isSentence(balanceText(balance, nullptr, nullptr));
        balance.left = BandDifference{1, {-0.42}};
        isSentence(balanceText(balance, nullptr, nullptr));
        // What was measured on the file counts.
        Gap predicted;
        for (GapBand& band : predicted.bands)
            band.verdict = Verdict::Inside;
        Gap measured = predicted;
        measured.bands[6].gap = {0.3};
        QVERIFY(balanceText(balance, &predicted, &measured).find("adds 0.30 dB to Air") !=
                std::string::npos);
    }

    void targetsWithoutMembersHaveAName() {
        Profile profile;
        QCOMPARE(namesOf(profile), std::string("the target"));
        profile.name = "my genre";
        QCOMPARE(namesOf(profile), std::string("my genre"));
        profile = twoReferences();
        profile.members[0].used = false;
        QCOMPARE(namesOf(profile), std::string("B"));
    }
};

QTEST_APPLESS_MAIN(WordingTest)
#include "wording_test.moc"
