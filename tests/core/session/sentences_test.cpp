// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/wording.h"

#include <QTest>

using namespace kilter;

/// Every sentence about a comparison, word by word, and in both directions.
class SentencesTest : public QObject {
    Q_OBJECT

    static Profile named(std::initializer_list<const char*> names) {
        Profile profile;
        profile.references = static_cast<int>(names.size());
        for (const char* name : names) {
            ProfileMember member;
            member.name = name;
            profile.members.push_back(member);
        }
        return profile;
    }
    static QString text(const std::string& sentence) { return QString::fromStdString(sentence); }

  private slots:
    void names() {
        QCOMPARE(text(namesOf(named({}))), QString("the target"));
        QCOMPARE(text(namesOf(named({"A"}))), QString("A"));
        QCOMPARE(text(namesOf(named({"A", "B"}))), QString("A and B"));
        QCOMPARE(text(namesOf(named({"A", "B", "C"}))), QString("A, B and C"));
        QCOMPARE(text(namesOf(named({"A", "B", "C", "D"}))), QString("A, B, C and D"));
        QCOMPARE(text(namesOf(named({"A", "B", "C", "D", "E"}))), QString("the 5 references"));
        QCOMPARE(text(namesOf(named({"a\x1b[1m"}))), QString("a\\x1b[1m"));
        Profile saved;
        saved.name = "my\ngenre";
        QCOMPARE(text(namesOf(saved)), QString("my\\x0agenre"));
    }

    void bands_data() {
        QTest::addColumn<int>("band");
        QTest::addColumn<QString>("less");
        QTest::addColumn<QString>("more");
        const auto row = [](int band, const char* less, const char* more) {
            QTest::newRow(less) << band << QString::fromUtf8(less) << QString::fromUtf8(more);
        };
        row(0, "The sub bass (20–60 Hz) is %1 lighter than A",
            "The sub bass (20–60 Hz) is %1 heavier than A");
        row(1, "The low end (60–250 Hz) is %1 sparser than A",
            "The low end (60–250 Hz) is %1 heavier than A");
        row(2, "The low mids (250–500 Hz) are %1 thinner than A",
            "The low mids (250–500 Hz) are %1 muddier than A");
        row(3, "The mids (500 Hz–2 kHz) are %1 further back than A",
            "The mids (500 Hz–2 kHz) are %1 further forward than A");
        row(4, "Presence (2–4 kHz) is %1 weaker than A",
            "Presence (2–4 kHz) is %1 stronger than A");
        row(5, "The upper range (4–8 kHz) is %1 duller than A",
            "The upper range (4–8 kHz) is %1 sharper than A");
        row(6, "The air (8–16 kHz) is %1 darker than A",
            "The air (8–16 kHz) is %1 brighter than A");
    }
    void bands() {
        QFETCH(int, band);
        QFETCH(QString, less);
        QFETCH(QString, more);
        const auto says = [&](double gap, double share, Verdict verdict) {
            return text(sentenceFor(band, {{gap}, {0.5}, {0.3}, share, verdict}, named({"A"})));
        };
        const QString scatter = QString::fromUtf8(" (one song tells that to ±0.5 dB).");
        QCOMPARE(says(-2.4, 0.0, Verdict::Sparse), less.arg("2.4 dB") + scatter);
        QCOMPARE(says(2.4, 0.05, Verdict::Dense), more.arg("2.4 dB (5 % of the energy)") + scatter);
        QCOMPARE(says(-6.0, -0.009, Verdict::FarSparse),
                 QString(less).replace("%1", "far off: 6.0 dB") + scatter);
        QCOMPARE(says(6.0, 0.01, Verdict::FarDense),
                 QString(more).replace("%1", "far off: 6.0 dB (1 % of the energy)") + scatter);
        QCOMPARE(
            text(sentenceFor(band, {{2.4}, {0.5}, {0.3}, 0.0, Verdict::Dense}, named({"A", "B"}))),
            more.arg("2.4 dB") + QString::fromUtf8(" and B (±0.5 dB)."));
        const QString place = less.section(" %1", 0, 0);
        QCOMPARE(says(-0.4, 0.2, Verdict::Inside),
                 place + QString::fromUtf8(" as in A: −0.4 dB") + scatter);
        QCOMPARE(says(0.4, 0.2, Verdict::Inside), place + " as in A: +0.4 dB" + scatter);
        QCOMPARE(says(1.0, 0.2, Verdict::Unknown),
                 place.section(' ', 0, -2) + " can't be compared here.");
    }

    void findings_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("band");
        QTest::addColumn<double>("amount");
        QTest::addColumn<QString>("sentence");
        const auto row = [](FindingCode code, int band, double amount, const char* sentence) {
            QTest::newRow(sentence)
                << static_cast<int>(code) << band << amount << QString::fromUtf8(sentence);
        };
        row(FindingCode::FixInMix, 2, -9.0,
            "Fix it in the mix: 9.0 dB too little at 200–400 Hz, more than mastering should mend.");
        row(FindingCode::FixInMix, 2, 9.0,
            "Fix it in the mix: 9.0 dB too much at 200–400 Hz, more than mastering should mend.");
        row(FindingCode::LowEndSparse, 1, -3.0,
            "The low end at 200–400 Hz is 3.0 dB sparser than A and B.");
        row(FindingCode::LowEndHeavy, 1, 3.0,
            "The low end at 200–400 Hz is 3.0 dB heavier than A and B.");
        row(FindingCode::Mud, 2, 3.0, "Mud: it is 3.0 dB fuller at 200–400 Hz than A and B.");
        row(FindingCode::Thin, 2, -3.0, "Thin: it is 3.0 dB weaker at 200–400 Hz than A and B.");
        row(FindingCode::PresenceBuildUp, 4, 3.0,
            "A build-up of 3.0 dB at 200–400 Hz hardens the sound and masks the voice.");
        row(FindingCode::PresenceLacking, 4, -3.0,
            "The voice stays behind: 3.0 dB less at 200–400 Hz than A and B.");
        row(FindingCode::DullAir, 6, -3.0, "The air at 200–400 Hz is 3.0 dB duller than A and B.");
        row(FindingCode::BrightAir, 6, 3.0,
            "The air at 200–400 Hz is 3.0 dB brighter than A and B.");
        row(FindingCode::NarrowSides, 6, -3.0,
            "The sides at 200–400 Hz are 3.0 dB narrower than A and B.");
        row(FindingCode::NarrowSides, 6, -15.0,
            "The sides at 200–400 Hz are 15.0 dB narrower than A and B.");
        row(FindingCode::NarrowSides, 6, -15.1, "Nearly mono at 200–400 Hz beside A and B.");
        row(FindingCode::WideSides, 6, 3.0,
            "The sides at 200–400 Hz are 3.0 dB wider than A and B.");
        row(FindingCode::WideBass, 1, 3.0,
            "The bass at 200–400 Hz is 3.0 dB wider than A and B; mono players and vinyl lose it.");
        row(FindingCode::OverCompressed, -1, -3.0,
            "Less dynamic overall than A and B, by 3.0 dB; no equaliser gives that back.");
        row(FindingCode::OverCompressed, 2, -3.0,
            "Less dynamic at 200–400 Hz than A and B, by 3.0 dB; no equaliser gives that back.");
        row(FindingCode::UnderCompressed, -1, 3.0,
            "More dynamic overall than A and B, by 3.0 dB; a gentle compressor or a few fader "
            "moves in the mix would close that.");
        row(FindingCode::UnderCompressed, 2, 3.0,
            "More dynamic at 200–400 Hz than A and B, by 3.0 dB; compressing that range gently in "
            "the mix would close it.");
        row(FindingCode::Quieter, -1, -3.0, "Quieter than A and B, by 3.0 LU.");
        row(FindingCode::Louder, -1, 3.0, "Louder than A and B, by 3.0 LU.");
    }
    void findings() {
        QFETCH(int, code);
        QFETCH(int, band);
        QFETCH(double, amount);
        QFETCH(QString, sentence);
        const Finding finding{
            static_cast<FindingCode>(code), band, {amount}, {1.0}, {band < 0 ? 0.0 : 200.0},
            {band < 0 ? 0.0 : 400.0},       0.8};
        QCOMPARE(text(sentenceFor(finding, named({"A", "B"}))), sentence);
    }

    void sideMoves() {
        Move move;
        move.placement = Placement::Side;
        move.shape = {FilterKind::Bell, {1000}, {2.0}, 1.0};
        move.reason = {3,     {-2.0}, {0.5},         0.0,           {800}, {1200},
                       {0.5}, {},     Decibels{1.0}, Decibels{1.0}, {}};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString::fromUtf8("The sides at 800 Hz–1.2 kHz are 2.0 dB narrower than A."));
        move.shape.gain = {-2.0};
        move.reason.gap = {2.0};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString::fromUtf8("The sides at 800 Hz–1.2 kHz are 2.0 dB wider than A."));
        move.reason.monoLossBefore = Decibels{1.9};
        move.reason.monoLossAfter = Decibels{1.2};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString::fromUtf8("The sides at 800 Hz–1.2 kHz are 2.0 dB wider than A; the mono "
                                   "sum loses 1.2 dB instead of 1.9 dB."));
    }

    void movesOfEveryBand_data() {
        QTest::addColumn<int>("band");
        QTest::addColumn<QString>("boost");
        QTest::addColumn<QString>("cut");
        const auto row = [](int band, const char* boost, const char* cut) {
            QTest::newRow(boost) << band << QString::fromUtf8(boost) << QString::fromUtf8(cut);
        };
        row(0, "The sub bass (100–900 Hz) is 2.0 dB lighter than A.",
            "The sub bass (100–900 Hz) is 2.0 dB heavier than A.");
        row(1, "The low end (100–900 Hz) is 2.0 dB sparser than A.",
            "The low end (100–900 Hz) is 2.0 dB heavier than A.");
        row(2, "The low mids (100–900 Hz) are 2.0 dB thinner than A.",
            "The low mids (100–900 Hz) are 2.0 dB muddier than A.");
        row(3, "The mids (100–900 Hz) are 2.0 dB further back than A.",
            "The mids (100–900 Hz) are 2.0 dB further forward than A.");
        row(4, "Presence (100–900 Hz) is 2.0 dB weaker than A: the voice stays behind.",
            "Presence (100–900 Hz) is 2.0 dB stronger than A: a build-up that masks the voice's "
            "clarity.");
        row(5, "The upper range (100–900 Hz) is 2.0 dB duller than A.",
            "The upper range (100–900 Hz) is 2.0 dB sharper than A: esses and cymbals bite.");
        row(6, "The air (100–900 Hz) is 2.0 dB darker than A.",
            "The air (100–900 Hz) is 2.0 dB brighter than A.");
    }
    void movesOfEveryBand() {
        QFETCH(int, band);
        QFETCH(QString, boost);
        QFETCH(QString, cut);
        Move move;
        for (const double gain : {2.0, -2.0}) {
            move.shape = {FilterKind::Bell, {300}, {gain}, 1.0};
            move.reason = {band, {-gain}, {0.5}, 0.0, {100}, {900}, {}, {}, {}, {}, {}};
            QCOMPARE(text(sentenceFor(move, named({"A"}))), gain > 0.0 ? boost : cut);
        }
    }

    void wideShelvesAndAgreement() {
        Move move;
        move.shape = {FilterKind::LowShelf, {870}, {3.7}, 1.0};
        move.reason = {2, {-3.7}, {0.6}, -0.2, {20}, {870}, {0.5}, Decibels{0.7}, {}, {}, {}};
        QCOMPARE(text(sentenceFor(move, named({"A", "B"}))),
                 QString("Everything below 870 Hz is 3.7 dB thinner than A and B; both agree "
                         "within 0.7 dB."));
        QCOMPARE(text(sentenceFor(move, named({"A", "B", "C"}))),
                 QString::fromUtf8("Everything below 870 Hz is 3.7 dB thinner than A, B and C; "
                                   "they agree within ±0.6 dB."));
        move.shape.gain = {-3.7};
        move.reason.gap = {3.7};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString("Everything below 870 Hz is 3.7 dB heavier than A."));
        move.shape.kind = FilterKind::HighShelf;
        move.reason.low = {1250};
        move.reason.high = {20000};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString("Everything above 1.3 kHz is 3.7 dB brighter than A."));
        move.shape.gain = {3.7};
        move.reason.gap = {-3.7};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString("Everything above 1.3 kHz is 3.7 dB duller than A."));
        move.reason.disagreement = Decibels{2.0};
        QVERIFY(text(sentenceFor(move, named({"A", "B"}))).endsWith("; both agree within 2.0 dB."));
        move.reason.disagreement = Decibels{2.1};
        QVERIFY(text(sentenceFor(move, named({"A", "B"})))
                    .endsWith("; A and B differ here by 2.1 dB."));
        move.reason.spread = {2.1};
        QVERIFY(text(sentenceFor(move, named({"A", "B", "C"})))
                    .endsWith(QString::fromUtf8("; they differ here by ±2.1 dB.")));
        move.reason.disagreement.reset();
        move.asProposed = move.shape;
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString("Everything above 1.3 kHz is 3.7 dB duller than A."));
        move.shape.gain = {1.0};
        move.reason.pushed = {{2, {-0.5}, {1.5}}};
        QCOMPARE(
            text(sentenceFor(move, named({"A"}))),
            QString::fromUtf8("Changed by you: +3.7 dB at 870 Hz, Q 1.00 was proposed, it is +1.0 "
                              "dB at 870 Hz, Q 1.00 now. Everything above 1.3 kHz is 3.7 dB duller "
                              "than A. As proposed, Low mid goes from −0.5 to +1.5 dB with it."));
        QVERIFY(!move.sureness());
        // Whatever is made of it, what was found stays a fact.
        move.reason.pushed.clear();
        move.shape = {FilterKind::Bell, {300.0}, {-6.0}, 2.0};
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString::fromUtf8("Changed by you: a high shelf of +3.7 dB at 870 Hz, Q 1.00 was "
                                   "proposed, it is a bell of −6.0 dB at 300 Hz, Q 2.00 now. "
                                   "Everything above 1.3 kHz is 3.7 dB duller than A."));
        move.shape = *move.asProposed;
        QVERIFY(move.sureness());
        move.placement = Placement::Side;
        QCOMPARE(text(sentenceFor(move, named({"A"}))),
                 QString::fromUtf8("Changed by you: +3.7 dB at 870 Hz, Q 1.00 on stereo was "
                                   "proposed, it is +3.7 dB at 870 Hz, Q 1.00 on the sides now. "
                                   "Everything above 1.3 kHz is 3.7 dB duller than A."));
        QVERIFY(!move.sureness());
        move.placement = Placement::Stereo;
        move.shape.kind = FilterKind::LowCut;
        QVERIFY(text(sentenceFor(move, named({"A"})))
                    .contains("it is a low cut at 870 Hz, 12 dB/oct now."));
        move.proposed = false;
        QCOMPARE(text(sentenceFor(move, named({"A"}))), QString("A band of your own."));
        move.proposed = true;
        move.reason.band = -1;
        QCOMPARE(text(sentenceFor(move, named({"A"}))), QString("A band of your own."));
    }

    void noMoves() {
        Gap gap;
        Explanation explanation;
        const auto says = [&](std::initializer_list<const char*> names) {
            return text(noMovesText(gap, named(names), explanation));
        };
        QCOMPARE(says({"A"}), QString("None: there is nothing to compare with."));
        gap.bands[3].verdict = Verdict::Inside;
        QCOMPARE(says({"A"}),
                 QString("None: the mix lies where A lies, within what can be known."));
        QCOMPARE(says({"A", "B"}),
                 QString("None: the mix lies where A and B lie, within what can be known."));
        gap.sameSong = true;
        QCOMPARE(says({"A"}), QString("None: this is the same song with the same balance."));
        gap.bands[3].verdict = Verdict::Dense;
        QCOMPARE(says({"A"}),
                 QString("None: this is the same song, and what differs is no equaliser's work."));
        gap.sameSong = false;
        const auto because = [&](Unmoved reason) {
            explanation.bands[3].reason = reason;
            return says({"A", "B"});
        };
        QCOMPARE(because(Unmoved::Notes),
                 QString("None: what lies off can't be told from the notes "
                         "that happened to be played."));
        QCOMPARE(because(Unmoved::Disagreement),
                 QString("None: where the mix lies off, A and B differ among themselves."));
        QCOMPARE(because(Unmoved::Doubtful),
                 QString("None: A and B can't say much about balance."));
        QCOMPARE(because(Unmoved::SetAside),
                 QString("None: your own settings stand in the proposals' place."));
        QCOMPARE(because(Unmoved::Limited), QString("None: the band that lies off says why."));
        gap.bands[4].verdict = Verdict::Sparse;
        explanation.bands[4].reason = Unmoved::Notes;
        QCOMPARE(says({"A", "B"}), QString("None: each band that lies off says why."));
    }

    /// Why a band stays where it is, and who answers a finding.
    void reasonsWhyNot() {
        Gap gap;
        for (std::size_t i = 0; i < kThirds; ++i)
            gap.known[i] = true;
        ReferenceGap a{"A", {}, {}}, b{"B", {}, {}};
        a.gap.fill({3.1});
        b.gap.fill({-2.0});
        a.known = b.known = gap.known;
        gap.references = {a, b};
        Explanation explanation;
        const auto says = [&](Unmoved reason) {
            explanation.bands[2].reason = reason;
            return text(unmovedText(explanation, 2, gap));
        };
        QVERIFY(says(Unmoved::Moved).isEmpty() && says(Unmoved::Inside).isEmpty());
        QCOMPARE(says(Unmoved::Disagreement),
                 QString::fromUtf8("No move: A and B differ here by 5.1 dB (A +3.1, B −2.0)."));
        QCOMPARE(says(Unmoved::Notes),
                 QString("No move: it can't be told from the notes that happened to be played."));
        explanation.bands[2].move = 3;
        QCOMPARE(says(Unmoved::Offset), QString("Move 4 works here; what the moves close elsewhere "
                                                "takes as much back."));
        gap.references[0].known.fill(false);
        QCOMPARE(says(Unmoved::OneReference), QString("No move: only B reaches here."));
        explanation.ofCurve = true;
        QCOMPARE(says(Unmoved::Limited),
                 QString("The curve leaves it: its amount or limit allows no more."));
        QCOMPARE(says(Unmoved::Notes), QString("The curve leaves it: it can't be told from the "
                                               "notes that happened to be played."));

        gap.findings = {{FindingCode::Mud, 2, {4.0}, {0.5}, {200}, {400}, 0.8}};
        const auto answer = [&](const Remedy& remedy, bool curve = false) {
            explanation.findings = {remedy};
            explanation.ofCurve = curve;
            return text(remedyText(explanation, 0, gap));
        };
        const Remedy moved{Unmoved::Moved, 1, {4.0}, {0.6}};
        QCOMPARE(answer(moved), QString("Move 2 answers it."));
        QCOMPARE(answer({Unmoved::Moved, 1, {4.0}, {2.6}}),
                 QString("Move 2 answers it: 2.6 dB are left."));
        QCOMPARE(answer({Unmoved::Moved, -1, {4.0}, {0.6}}),
                 QString("All moves together answer it."));
        QCOMPARE(answer(moved, true), QString("The curve answers it."));
        QCOMPARE(answer({Unmoved::BeyondMastering, -1, {4.0}, {4.0}}),
                 QString("No move: it is left to the mix."));
        QCOMPARE(
            answer({Unmoved::Limited, -1, {4.0}, {4.5}}),
            QString("No move: the number or the size of moves that is asked for allows no more. "
                    "It ends 0.5 dB further out, for what is closed elsewhere."));
        gap.findings[0].code = FindingCode::FixInMix;
        QCOMPARE(answer(moved), QString("Move 2 answers part of it; the rest is the mix's."));
        gap.findings[0].code = FindingCode::Quieter;
        QCOMPARE(answer({}), QString("No move: how loud the master gets is the target's to say."));
        gap.findings[0].code = FindingCode::OverCompressed;
        QVERIFY(answer({}).isEmpty());
        QCOMPARE(text(curveText({{}, {.percent = 50.0}}, true)),
                 QString("The curve, 50 % of the gap, replaces the moves; they are kept."));
    }

    void reasons_data() {
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("sentence");
        const auto row = [](Unmoved reason, const char* sentence) {
            QTest::addRow("%d", static_cast<int>(reason))
                << static_cast<int>(reason) << QString::fromUtf8(sentence);
        };
        row(Unmoved::Moved, "");
        row(Unmoved::Unknown, "");
        row(Unmoved::Inside, "");
        row(Unmoved::Notes, "No move: it can't be told from the notes that happened to be played.");
        row(Unmoved::Disagreement, "No move: A and B differ here by 5.1 dB (A +3.1, B −2.0).");
        row(Unmoved::OneReference, "No move: only A reaches here.");
        row(Unmoved::Doubtful, "No move: the target says little about balance.");
        row(Unmoved::NoEqualiser, "No move: what differs is no equaliser's work.");
        row(Unmoved::BeyondMastering, "No move: it is more than mastering should mend.");
        row(Unmoved::Limited,
            "No move: the number or the size of moves that is asked for allows no more.");
        row(Unmoved::Offset,
            "Move 3 works here; what the moves close elsewhere takes as much back.");
        row(Unmoved::Neighbours, "No move: a broad filter here would push a neighbour out.");
        row(Unmoved::Small, "No move: what is sure of it is too little for a move of its own.");
        row(Unmoved::SetAside, "No move: your own settings stand in its place.");
    }
    void reasons() {
        QFETCH(const int, reason);
        QFETCH(const QString, sentence);
        Gap gap;
        for (const auto& [name, value] : {std::pair{"A", 3.1}, {"B", -2.0}}) {
            ReferenceGap& r = gap.references.emplace_back();
            r.name = name;
            r.known.fill(true);
            r.gap.fill({value});
        }
        Explanation explanation;
        explanation.bands[4] = {static_cast<Unmoved>(reason), 2, {3.0}, {3.0}};
        QCOMPARE(text(unmovedText(explanation, 4, gap)), sentence);
    }

    /// A corridor that one song alone makes is never called a spread.
    void oneSongsCorridor() {
        GapBand band{{2.4}, {1.5}, {0.3}, 0.0, Verdict::Dense, "B"};
        QVERIFY(text(sentenceFor(6, band, named({"A", "B"})))
                    .endsWith(QString::fromUtf8(" (only B reaches here: ±1.5 dB).")));
        Profile saved = named({"genre"});
        saved.members[0].songs = 12;
        band.carriedBy.clear();
        QVERIFY(text(sentenceFor(6, band, saved)).endsWith(QString::fromUtf8(" (±1.5 dB).")));
        QVERIFY(text(sentenceFor(6, band, named({"A"})))
                    .endsWith(QString::fromUtf8(" (one song tells that to ±1.5 dB).")));
    }

    void effects() {
        GapBand predicted{{-0.4}, {}, {}, 0.0, Verdict::Sparse};
        GapBand measured{{0.25}, {}, {}, 0.0, Verdict::Inside};
        QCOMPARE(text(effectText(predicted, nullptr)),
                 QString::fromUtf8("After the moves −0.40 dB as predicted."));
        QCOMPARE(text(effectText(predicted, &measured)),
                 QString::fromUtf8(
                     "After the moves −0.40 dB as predicted, +0.25 dB as measured on the master."));
        predicted.verdict = Verdict::Unknown;
        QCOMPARE(effectText(predicted, &measured), std::string());
    }
};

QTEST_APPLESS_MAIN(SentencesTest)
#include "sentences_test.moc"
