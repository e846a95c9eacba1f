// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/messages.h"
#include "core/session/wording.h"

#include <QTest>

#include <optional>
#include <string>
#include <vector>

using namespace kilter;

namespace {

Profile referencesCalled(const std::vector<const char*>& names) {
    Profile profile;
    profile.references = static_cast<int>(names.size());
    for (const char* name : names) {
        ProfileMember member;
        member.name = name;
        profile.members.push_back(member);
    }
    return profile;
}

QString text(const std::string& sentence) {
    return QString::fromStdString(sentence);
}

} // namespace

/// Every sentence word by word, in both directions: a word that is turned round is a wrong advice.
class SentencesTest : public QObject {
    Q_OBJECT

    const Profile two_ = referencesCalled({"A", "B"});

  private slots:
    void findings_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<double>("amount");
        QTest::addColumn<int>("band");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, FindingCode code, double amount, int band,
                            const char* expected) {
            QTest::newRow(name) << static_cast<int>(code) << amount << band
                                << QString::fromUtf8(expected);
        };
        row("fix, sparse", FindingCode::FixInMix, -7.0, 2,
            "Fix it in the mix: 7.0 dB too little at 200–400 Hz, more than mastering should mend.");
        row("fix, dense", FindingCode::FixInMix, 7.0, 2,
            "Fix it in the mix: 7.0 dB too much at 200–400 Hz, more than mastering should mend.");
        row("low end sparse", FindingCode::LowEndSparse, -2.0, 2,
            "The low end at 200–400 Hz is 2.0 dB sparser than A and B.");
        row("low end heavy", FindingCode::LowEndHeavy, 2.0, 2,
            "The low end at 200–400 Hz is 2.0 dB heavier than A and B.");
        row("mud", FindingCode::Mud, 2.0, 2,
            "Mud: it is 2.0 dB fuller at 200–400 Hz than A and B.");
        row("thin", FindingCode::Thin, -2.0, 2,
            "Thin: it is 2.0 dB weaker at 200–400 Hz than A and B.");
        row("build-up", FindingCode::PresenceBuildUp, 2.0, 2,
            "A build-up of 2.0 dB at 200–400 Hz hardens the sound and masks the voice.");
        row("lacking", FindingCode::PresenceLacking, -2.0, 2,
            "The voice stays behind: 2.0 dB less at 200–400 Hz than A and B.");
        row("dull", FindingCode::DullAir, -2.0, 2,
            "The air at 200–400 Hz is 2.0 dB duller than A and B.");
        row("bright", FindingCode::BrightAir, 2.0, 2,
            "The air at 200–400 Hz is 2.0 dB brighter than A and B.");
        row("narrow", FindingCode::NarrowSides, -15.0, 2,
            "The sides at 200–400 Hz are 15.0 dB narrower than A and B.");
        row("nearly mono", FindingCode::NarrowSides, -15.1, 2,
            "Nearly mono at 200–400 Hz beside A and B.");
        row("wide", FindingCode::WideSides, 3.0, 2,
            "The sides at 200–400 Hz are 3.0 dB wider than A and B.");
        row("wide bass", FindingCode::WideBass, 3.0, 2,
            "The bass at 200–400 Hz is 3.0 dB wider than A and B; mono players and vinyl lose it.");
        row("less dynamic", FindingCode::OverCompressed, -3.0, -1,
            "Less dynamic overall than A and B, by 3.0 dB; no equaliser gives that back.");
        row("less dynamic there", FindingCode::OverCompressed, -3.0, 2,
            "Less dynamic at 200–400 Hz than A and B, by 3.0 dB; no equaliser gives that back.");
        row("more dynamic", FindingCode::UnderCompressed, 3.0, -1,
            "More dynamic overall than A and B, by 3.0 dB; a gentle compressor or a few fader "
            "moves in the mix would close that.");
        row("more dynamic there", FindingCode::UnderCompressed, 3.0, 2,
            "More dynamic at 200–400 Hz than A and B, by 3.0 dB; compressing that range gently in "
            "the mix would close it.");
        row("quieter", FindingCode::Quieter, -4.0, -1, "Quieter than A and B, by 4.0 LU.");
        row("louder", FindingCode::Louder, 4.0, -1, "Louder than A and B, by 4.0 LU.");
    }
    void findings() {
        QFETCH(const int, code);
        QFETCH(const double, amount);
        QFETCH(const int, band);
        QFETCH(const QString, expected);
        const bool somewhere = band >= 0;
        const Finding finding{
            static_cast<FindingCode>(code), band, {amount}, {1.0}, {somewhere ? 200.0 : 0.0},
            {somewhere ? 400.0 : 0.0},      0.8};
        QCOMPARE(text(sentenceFor(finding, two_)), expected);
    }

    void bands_data() {
        QTest::addColumn<int>("band");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("sparse");
        QTest::addColumn<QString>("dense");
        const auto row = [](int band, const char* place, const char* sparse, const char* dense) {
            QTest::addRow("%d", band) << band << QString::fromUtf8(place)
                                      << QString::fromUtf8(sparse) << QString::fromUtf8(dense);
        };
        row(0, "The sub bass (20–60 Hz) is", "lighter", "heavier");
        row(1, "The low end (60–250 Hz) is", "sparser", "heavier");
        row(2, "The low mids (250–500 Hz) are", "thinner", "muddier");
        row(3, "The mids (500 Hz–2 kHz) are", "further back", "further forward");
        row(4, "Presence (2–4 kHz) is", "weaker", "stronger");
        row(5, "The upper range (4–8 kHz) is", "duller", "sharper");
        row(6, "The air (8–16 kHz) is", "darker", "brighter");
    }
    void bands() {
        QFETCH(const int, band);
        QFETCH(const QString, place);
        QFETCH(const QString, sparse);
        QFETCH(const QString, dense);
        const auto said = [&](double gap, Verdict verdict) {
            return text(
                sentenceFor(band, {{gap}, {0.5}, {0.3}, gap < 0.0 ? -0.02 : 0.02, verdict}, two_));
        };
        const QString share = QStringLiteral(" 1.5 dB (2 % of the energy) ");
        const QString than = QStringLiteral(" than A and B (±0.5 dB).");
        QCOMPARE(said(-1.5, Verdict::Sparse), place + share + sparse + than);
        QCOMPARE(said(1.5, Verdict::Dense), place + share + dense + than);
        QCOMPARE(said(-1.5, Verdict::FarSparse), place + " far off:" + share + sparse + than);
        QCOMPARE(said(1.5, Verdict::FarDense), place + " far off:" + share + dense + than);
        QCOMPARE(said(-0.4, Verdict::Inside), place + " as in A and B: −0.4 dB (±0.5 dB).");
        QCOMPARE(said(0.4, Verdict::Inside), place + " as in A and B: +0.4 dB (±0.5 dB).");
        QString unknown = place;
        unknown.truncate(place.lastIndexOf(QLatin1Char(' ')));
        QCOMPARE(said(0.0, Verdict::Unknown), unknown + " can't be compared here.");

        // The move that mends it says the same.
        const auto move = [&](double gap) {
            Move m;
            m.shape.gain = {-gap};
            m.reason = {band,
                        {gap},
                        {0.5},
                        0.0,
                        kBands[static_cast<std::size_t>(band)].low,
                        kBands[static_cast<std::size_t>(band)].high,
                        {},
                        {},
                        {},
                        {}};
            return text(sentenceFor(m, two_));
        };
        QVERIFY(move(-1.5).startsWith(place + " 1.5 dB " + sparse + " than A and B"));
        QVERIFY(move(1.5).startsWith(place + " 1.5 dB " + dense + " than A and B"));
    }

    void whatPresenceDoes() {
        Move move;
        move.shape.gain = {2.0};
        move.reason = {4, {-2.0}, {0.5}, 0.0, {2000}, {4000}, {}, {}, {}, {}};
        QCOMPARE(text(sentenceFor(move, two_)),
                 QStringLiteral("Presence (2–4 kHz) is 2.0 dB weaker than A and B: the voice stays "
                                "behind."));
        move.shape.gain = {-2.0};
        move.reason.gap = {2.0};
        QCOMPARE(text(sentenceFor(move, two_)),
                 QStringLiteral("Presence (2–4 kHz) is 2.0 dB stronger than A and B: a build-up "
                                "that masks the voice's clarity."));
        move.reason.band = 5;
        QVERIFY(sentenceFor(move, two_).ends_with(": esses and cymbals bite."));
    }

    void sides() {
        Move move;
        move.placement = Placement::Side;
        move.shape.gain = {2.0};
        move.reason = {6, {-2.0}, {0.5}, 0.0, {8000}, {16000}, {}, Decibels{0.3}, {}, {}};
        QCOMPARE(text(sentenceFor(move, two_)),
                 QStringLiteral("The sides at 8–16 kHz are 2.0 dB narrower than A and B; both "
                                "agree within 0.3 dB."));
        move.shape.gain = {-2.0};
        move.reason.gap = {2.0};
        QCOMPARE(text(sentenceFor(move, two_)),
                 QStringLiteral("The sides at 8–16 kHz are 2.0 dB wider than A and B; both agree "
                                "within 0.3 dB."));
        QVERIFY(sentenceFor(move, referencesCalled({"A", "B", "C"}))
                    .find("; they lie within ±0.5 dB of each other.") != std::string::npos);
        move.proposed = false;
        QCOMPARE(text(sentenceFor(move, two_)), QStringLiteral("A band of your own."));
    }

    void names() {
        QCOMPARE(text(namesOf(referencesCalled({"A"}))), QStringLiteral("A"));
        QCOMPARE(text(namesOf(referencesCalled({"A", "B", "C", "D"}))),
                 QStringLiteral("A, B, C and D"));
        QCOMPARE(text(namesOf(referencesCalled({"A", "B", "C", "D", "E"}))),
                 QStringLiteral("the 5 references"));
    }

    void warnings_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<double>("amount");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("expected");
        int number = 0;
        const auto row = [&](WarningCode code, double amount, const char* detail,
                             const char* expected) {
            QTest::addRow("%d", number++)
                << static_cast<int>(code) << amount << QString::fromUtf8(detail)
                << QString::fromUtf8(expected);
        };
        row(WarningCode::TooShort, 0.35, "", "Only 0.35 s long: too short for a loudness.");
        row(WarningCode::TooShort, 0.4, "", "Only 0.4 s long: some figures have no value.");
        row(WarningCode::Clipped, 1, "",
            "1 place is clipped; what was lost there does not come back.");
        row(WarningCode::Clipped, 2, "",
            "2 places are clipped; what was lost there does not come back.");
        row(WarningCode::OneChannelSilent, 0, "", "The left channel is silent.");
        row(WarningCode::OneChannelSilent, 1, "", "The right channel is silent.");
        row(WarningCode::DcOffset, -0.015, "", "A constant offset of −1.5 % of full scale.");
        row(WarningCode::PoorMatch, 0, "B: no drums", "B is a poor match: no drums.");
        row(WarningCode::PoorMatch, 0, "no drums", "A poor match: no drums.");
        row(WarningCode::Outlier, 3.25, "C", "Left out: it lies 3.2 spreads from the others (C).");
        row(WarningCode::TargetMissed, -8.3, "",
            "The target can't be reached; the best is −8.3 LUFS.");
        row(WarningCode::OverCeiling, 0.4, "",
            "The true peak is +0.4 dBTP, over the ceiling, because the limiter is off.");
        row(WarningCode::OverFullScale, 2.0, "",
            "Peaks go over full scale, to +2.0 dBFS; a floating-point file keeps them, and so does "
            "Kilter up to the limiter.");
        row(WarningCode::OutOfPhase, 0.25, "",
            "Left and right work against each other 25 % of the loud time; mono players lose "
            "that.");
        row(WarningCode::Resampled, 44100, "to 48 kHz", "Converted from 44.1 kHz (to 48 kHz).");
        row(WarningCode::RangeUnstable, 42, "",
            "Under a minute long (42 s): the loudness range is not reliable.");
        row(WarningCode::LossyCutoff, 16000, "",
            "Nothing above 16 kHz, as lossy coding leaves it; what lies above is not compared.");
    }
    void warnings() {
        QFETCH(const int, code);
        QFETCH(const double, amount);
        QFETCH(const QString, detail);
        QFETCH(const QString, expected);
        QCOMPARE(text(sentenceFor(
                     Warning{static_cast<WarningCode>(code), amount, detail.toStdString()})),
                 expected);
    }

    void costs() {
        Cost cost;
        cost.louder = {4.0};
        cost.reduction = {{0.5}, {3.0}};
        cost.loudestClean = Lufs{-10.0};
        Solved solved;
        solved.limiterWorked = true;
        solved.reached = Lufs{-14.0};
        const Target target{Lufs{-14.0}, {}};
        const auto said = [&] { return text(sentenceFor(cost, solved, target)); };
        const QString limiting = QStringLiteral(
            "+4.0 LU takes 3.0 dB of limiting on the loudest hits, 0.5 dB on average.");
        QCOMPARE(said(), limiting + " It would stay clean up to about −10.0 LUFS.");
        solved.reached = Lufs{-10.4};
        QCOMPARE(said(), limiting + " Much more would not stay clean.");
        cost.price = Price::Amber;
        QCOMPARE(said(), limiting + " Up to about −10.0 LUFS it would stay clean.");
        cost.loudestClean.reset();
        QCOMPARE(said(), limiting);
        solved.limiterWorked = false;
        QCOMPARE(said(), QStringLiteral("+4.0 LU by plain gain: the limiter has nothing to do."));
        solved.limiterWorked = true;
        solved.hit = false;
        QCOMPARE(said(), "−14.0 LUFS can't be reached with this mix: more drive no longer makes it "
                         "louder. The best is −10.40 LUFS. " +
                             limiting);
    }

    void balances() {
        Balance balance;
        balance.corrected = true;
        balance.moved = BandDifference{1, {0.42}};
        balance.left = BandDifference{6, {0.6}};
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)),
                 QStringLiteral("The limiter would have added 0.42 dB to Low (60 Hz to 250 Hz); "
                                "the equaliser was corrected as far as that is sound, and Air (8 "
                                "kHz to 16 kHz) still lies 0.60 dB over what the moves promise: "
                                "less drive keeps more of it."));
        balance.left = BandDifference{6, {0.5}};
        QVERIFY(
            balanceText(balance, nullptr, nullptr).find("the equaliser was corrected for it.") !=
            std::string::npos);
        balance.corrected = false;
        balance.left = BandDifference{1, {0.1}};
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)),
                 QStringLiteral("Every band lies within 0.10 dB of what was predicted."));
        balance.left = BandDifference{1, {-0.2}};
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)),
                 QStringLiteral("The limiter takes 0.20 dB from Low (60 Hz to 250 Hz), and no "
                                "broad band of the equaliser would mend that."));
        balance.moved.reset();
        balance.left = BandDifference{1, {0.2}};
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)),
                 QStringLiteral("The limiter adds 0.20 dB to Low (60 Hz to 250 Hz); without moves "
                                "there is nothing to correct."));
    }
};

QTEST_APPLESS_MAIN(SentencesTest)
#include "sentences_test.moc"
