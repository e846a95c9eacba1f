// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/explanation.h"
#include "core/moves/match_curve.h"
#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "core/session/wording.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// What is not moved says why, and a finding and a move never contradict each other.
class ExplanationTest : public QObject {
    Q_OBJECT

    static constexpr int kComparisons = 150;

    struct Compared {
        Profile profile;
        Gap gap;
        Moves moves;
        Gap after;
        Explanation explanation;
        MoveOptions options;
    };

    /// A mix with a few broad faults and some noise, one to four songs beside it, each with its own
    /// taste, now and then a lossy one; options as a user would set them.
    static Compared comparison(unsigned seed) {
        Random random(seed);
        const Spectrum music = musicSpectrum(random);
        const auto song = [&](double taste) {
            std::vector<FilterShape> shapes;
            const int n = random.whole(1, 4);
            for (int i = 0; i < n; ++i) {
                FilterShape f;
                const int kind = random.whole(0, 3);
                f.kind = kind == 0   ? FilterKind::LowShelf
                         : kind == 1 ? FilterKind::HighShelf
                                     : FilterKind::Bell;
                f.frequency = {std::exp(random.uniform(std::log(40.0), std::log(12000.0)))};
                f.gain = {random.uniform(-taste, taste)};
                f.q = random.uniform(0.3, 1.2);
                shapes.push_back(f);
            }
            const auto noise = sectionNoise(random, random.uniform(0.0, 2.0));
            auto curve = curveOf(shapes);
            for (std::size_t i = 0; i < kCells; ++i)
                curve[i] += noise[i];
            Analysis a = analysisOf(behind(music, curve));
            if (random.whole(0, 4) == 0)
                a.lossyCutoff = Hertz{random.uniform(11000.0, 17000.0)};
            return a;
        };
        const Analysis mix = song(12.0);
        std::vector<Analysis> songs;
        const int n = random.whole(1, 4);
        songs.reserve(static_cast<std::size_t>(n));
        std::vector<Reference> references;
        for (int i = 0; i < n; ++i) {
            songs.push_back(song(random.uniform(1.0, 8.0)));
            references.push_back(
                {&songs.back(), nullptr, 1.0, std::string(1, static_cast<char>('A' + i))});
        }
        Compared c;
        c.options.most = random.whole(0, 5);
        if (random.whole(0, 5) == 0)
            c.options.limit = {random.uniform(0.5, 4.0)};
        c.options.fullGap = random.whole(0, 7) == 0;
        c.profile = profileOf(references);
        c.gap = gapBetween(mix, c.profile, references);
        c.moves = proposeMoves(c.gap, c.options);
        c.after = predictedGap(c.gap, c.moves);
        c.explanation = explanationOf(c.gap, c.after, c.moves, c.options);
        return c;
    }

    static double corridorOf(const GapBand& band) {
        return std::max({1.0, band.spread.value, band.sigma.value});
    }

    /// What moves do over a range, on average.
    static double worksOn(const Move& move, Hertz low, Hertz high) {
        double sum = 0.0;
        int n = 0;
        for (int i = 0; i < kCells; ++i)
            if (cellCentre(i) >= low && cellCentre(i) < high) {
                sum += response(move.effective(), cellCentre(i)).value;
                ++n;
            }
        return sum / n;
    }

    static bool isSpectral(const Finding& f) {
        switch (f.code) {
        case FindingCode::FixInMix:
        case FindingCode::LowEndSparse:
        case FindingCode::LowEndHeavy:
        case FindingCode::Mud:
        case FindingCode::Thin:
        case FindingCode::PresenceBuildUp:
        case FindingCode::PresenceLacking:
        case FindingCode::DullAir:
        case FindingCode::BrightAir:
            return true;
        default:
            return false;
        }
    }

    static void check(const Compared& c, const Explanation& explanation, int& outside) {
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            const GapBand& band = c.gap.bands[b];
            const std::string why = unmovedText(explanation, static_cast<int>(b), c.gap);
            if (band.verdict == Verdict::Unknown) {
                QVERIFY(why.empty() && explanation[b] == Unmoved::Unknown);
                continue;
            }
            if (std::abs(band.gap.value) < corridorOf(band))
                continue;
            ++outside;
            const double nearer = std::abs(band.gap.value) - std::abs(c.after.bands[b].gap.value);
            QVERIFY2((nearer > 0.3) == (explanation[b] == Unmoved::Moved), kBands[b].name.data());
            QVERIFY2((nearer > 0.3) == why.empty(), why.c_str());
            QVERIFY(explanation[b] != Unmoved::Inside && explanation[b] != Unmoved::Unknown);
        }
        QCOMPARE(explanation.findings.size(), c.gap.findings.size());
        for (std::size_t f = 0; f < c.gap.findings.size(); ++f) {
            const Finding& finding = c.gap.findings[f];
            const Remedy& remedy = explanation.findings[f];
            const std::string answer = remedyText(explanation, f, c.gap);
            const bool saysSo = finding.code == FindingCode::OverCompressed ||
                                finding.code == FindingCode::UnderCompressed;
            QVERIFY(saysSo || !answer.empty());
            if (!isSpectral(finding))
                continue;
            const double sign = finding.amount.value < 0.0 ? -1.0 : 1.0;
            QVERIFY(remedy.before.value * sign > 0.0);
            // The one that it names works against it.
            if (remedy.move >= 0)
                QVERIFY(sign * worksOn(c.moves[static_cast<std::size_t>(remedy.move)], finding.low,
                                       finding.high) <
                        0.0);
            const double nearer = (abs(remedy.before) - abs(remedy.after)).value;
            const bool says = answer.find("answer") != std::string::npos;
            QVERIFY2(says == (nearer > 0.3), answer.c_str());
            if (nearer < -0.3)
                QVERIFY2(answer.find("further out") != std::string::npos, answer.c_str());
        }
    }

  private slots:
    /// Property: no band outside its corridor is neither moved nearer nor explained, and each
    /// finding names a move that works against it, or why none does.
    void everyBandAndFindingIsAnswered() {
        int outside = 0;
        int unmoved = 0;
        std::array<int, static_cast<std::size_t>(Unmoved::SetAside) + 1> reasons{};
        for (unsigned seed = 1; seed <= kComparisons; ++seed) {
            const Compared c = comparison(seed);
            check(c, c.explanation, outside);
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QString("seed %1").arg(seed)));
            for (std::size_t b = 0; b < kNamedBands; ++b) {
                ++reasons[static_cast<std::size_t>(c.explanation[b])];
                unmoved += c.explanation[b] != Unmoved::Moved ? 1 : 0;
            }
        }
        for (std::size_t r = 0; r < reasons.size(); ++r)
            qInfo("%-18s %d", std::string(nameOf(static_cast<Unmoved>(r))).c_str(), reasons[r]);
        QVERIFY(outside > 200 && unmoved > 200);
    }

    /// Where a finding and a move's reason are about the same stretch, they say the same of it.
    void findingsAndReasonsAgree() {
        int pairs = 0;
        for (unsigned seed = 1; seed <= 2 * kComparisons; ++seed) {
            const Compared c = comparison(seed);
            for (const Finding& finding : c.gap.findings)
                for (const Move& move : c.moves) {
                    if (!isSpectral(finding) || move.placement != Placement::Stereo)
                        continue;
                    const double low = std::max(finding.low, move.reason.low).value;
                    const double high = std::min(finding.high, move.reason.high).value;
                    const auto octaves = [](double from, double to) {
                        return std::log2(to / from);
                    };
                    if (high <= low || octaves(low, high) < 0.75 * octaves(move.reason.low.value,
                                                                           move.reason.high.value))
                        continue;
                    ++pairs;
                    QVERIFY2(
                        finding.amount.value * move.reason.gap.value > 0.0,
                        qPrintable(QString("seed %1: %2 / %3")
                                       .arg(seed)
                                       .arg(QString::fromStdString(sentenceFor(finding, c.profile)),
                                            QString::fromStdString(sentenceFor(move, c.profile)))));
                }
        }
        QVERIFY2(pairs > 40, qPrintable(QString::number(pairs)));
    }

    /// The same of moves that a hand was on: turned round, off, gone, and of bands of one's own.
    void movesLeftByAHandAreExplainedToo() {
        int outside = 0;
        int setAside = 0;
        for (unsigned seed = 1; seed <= kComparisons; ++seed) {
            Compared c = comparison(seed);
            if (c.moves.empty())
                continue;
            const Explanation proposed = c.explanation;
            switch (seed % 4) {
            case 0:
                c.moves.front().shape.gain = -c.moves.front().shape.gain;
                break;
            case 1:
                c.moves.front().enabled = false;
                break;
            case 2:
                c.moves.clear();
                break;
            default:
                Move own;
                own.proposed = false;
                own.shape = c.moves.front().shape;
                own.shape.gain = own.shape.gain * -1.5;
                c.moves.push_back(own);
            }
            c.after = predictedGap(c.gap, c.moves);
            c.explanation = explanationOfEdited(c.gap, c.after, c.moves, proposed);
            check(c, c.explanation, outside);
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QString("seed %1").arg(seed)));
            for (std::size_t b = 0; b < kNamedBands; ++b)
                setAside += c.explanation[b] == Unmoved::SetAside ? 1 : 0;
        }
        QVERIFY(outside > 100 && setAside > 50);
    }

    void curvesAreExplainedToo() {
        int outside = 0;
        for (unsigned seed = 1; seed <= kComparisons; ++seed) {
            Compared c = comparison(seed);
            const MatchCurve curve =
                matchCurve(c.gap, {.percent = seed % 3 == 0 ? 0.0 : 50.0, .limit = {6.0}});
            c.after = predictedGap(c.gap, curve);
            c.moves.clear();
            c.explanation = explanationOfCurve(c.gap, c.after);
            check(c, c.explanation, outside);
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QString("seed %1").arg(seed)));
            for (std::size_t b = 0; b < kNamedBands; ++b)
                QVERIFY(unmovedText(c.explanation, static_cast<int>(b), c.gap).find("No move") ==
                        std::string::npos);
        }
        QVERIFY(outside > 200);
    }

    /// Each reason where it is the one, on gaps that are made for it.
    void reasons_data() {
        QTest::addColumn<int>("reason");
        QTest::newRow("most") << static_cast<int>(Unmoved::Limited);
        QTest::newRow("doubtful") << static_cast<int>(Unmoved::Doubtful);
        QTest::newRow("disagreement") << static_cast<int>(Unmoved::Disagreement);
        QTest::newRow("notes") << static_cast<int>(Unmoved::Notes);
        QTest::newRow("one reference") << static_cast<int>(Unmoved::OneReference);
        QTest::newRow("same song") << static_cast<int>(Unmoved::NoEqualiser);
        QTest::newRow("offset") << static_cast<int>(Unmoved::Offset);
        QTest::newRow("neighbours") << static_cast<int>(Unmoved::Neighbours);
    }
    void reasons() {
        QFETCH(int, reason);
        constexpr std::size_t kPresence = 4;
        // Presence lies 4 dB over, for sure, and nothing else does.
        Random random(5);
        const Spectrum music = musicSpectrum(random);
        const Spectrum louder =
            testing::behind(music, curveOf({{FilterKind::Bell, {2830.0}, {5.0}, 1.2, 12}}));
        const Analysis song = analysisOf(music);
        const std::array<Reference, 2> two{Reference{&song, nullptr, 1.0, "A"},
                                           Reference{&song, nullptr, 1.0, "B"}};
        Gap gap = gapBetween(analysisOf(louder), profileOf(two), two);
        gap.sameSong = false;
        for (ReferenceGap& r : gap.references) {
            r.gap = gap.gap;
            r.known = gap.known;
        }
        if (gap.references.size() < 2)
            gap.references.push_back(gap.references.front());
        gap.balance.gap = gap.gap;
        for (auto* matrix : {&gap.balance.chance, &gap.balance.covariance, &gap.balance.noise})
            for (auto& row : *matrix)
                for (double& x : row)
                    x *= 0.01;
        MoveOptions options;
        Moves moves;
        const auto wanted = static_cast<Unmoved>(reason);
        switch (wanted) {
        case Unmoved::Limited:
            options.most = 0;
            break;
        case Unmoved::Doubtful:
            gap.reliability = 0.3;
            break;
        case Unmoved::Disagreement:
            for (Decibels& g : gap.references[1].gap)
                g = g - Decibels{8.0};
            break;
        case Unmoved::Notes:
        case Unmoved::OneReference:
            gap.balance.gap.fill({});
            if (wanted == Unmoved::OneReference)
                gap.references[1].known.fill(false);
            break;
        case Unmoved::NoEqualiser:
            gap.sameSong = true;
            break;
        case Unmoved::Offset: {
            Move here;
            here.shape = {FilterKind::Bell, {2830.0}, {-2.0}, 1.2, 12};
            Move all;
            all.shape = {FilterKind::LowShelf, {1500.0}, {-4.0}, 0.7, 12};
            moves = {here, all};
            break;
        }
        default: // the bands beside it lie at the other edge of their corridors
            for (const std::size_t b : {3U, 5U})
                gap.bands[b].gap = {-gap.bands[b].spread.value - 1.0};
        }
        const Gap after = predictedGap(gap, moves);
        const Explanation explanation = explanationOf(gap, after, moves, options);
        QCOMPARE(QString::fromStdString(std::string(nameOf(explanation[kPresence]))),
                 QString::fromStdString(std::string(nameOf(wanted))));
        QVERIFY(!unmovedText(explanation, kPresence, gap).empty());
    }

    /// What is done to the sides leaves the whole its room.
    void sideMovesTakeNoRoom() {
        Random random(5);
        const Spectrum music = musicSpectrum(random);
        const Spectrum louder =
            testing::behind(music, curveOf({{FilterKind::Bell, {2830.0}, {5.0}, 1.2, 12}}));
        Gap gap = gapTo(analysisOf(louder), analysisOf(music));
        gap.sameSong = false;
        gap.balance.gap = gap.gap;
        for (auto* matrix : {&gap.balance.chance, &gap.balance.covariance, &gap.balance.noise})
            for (auto& row : *matrix)
                for (double& x : row)
                    x *= 0.01;
        Move side;
        side.shape = {FilterKind::Bell, {2830.0}, {-4.0}, 0.7, 12};
        side.placement = Placement::Side;
        Moves moves{side};
        const auto presence = [&] {
            return explanationOf(gap, predictedGap(gap, moves), moves, {})[4];
        };
        const Unmoved beside = presence();
        moves.clear();
        QCOMPARE(static_cast<int>(beside), static_cast<int>(presence()));
    }

    /// Where one reference of several reaches alone, the band says whose it is, is as wide as one
    /// song's uncertainty, and no finding rests on it.
    void oneReferenceAloneIsNamed() {
        Random random(9);
        const Spectrum music = musicSpectrum(random);
        const auto other = sectionNoise(random, 1.5);
        const Analysis full = analysisOf(testing::behind(music, other));
        Analysis lossy = analysisOf(testing::behind(music, sectionNoise(random, 1.5)));
        lossy.lossyCutoff = Hertz{11000.0};
        const Analysis mix = analysisOf(
            testing::behind(music, curveOf({{FilterKind::HighShelf, {9000.0}, {-12.0}, 0.7, 12}})));
        const std::array<Reference, 2> both{Reference{&full, nullptr, 1.0, "A"},
                                            Reference{&lossy, nullptr, 1.0, "B"}};
        const Profile profile = profileOf(both);
        const Gap gap = gapBetween(mix, profile, both);
        const Profile alone = profileOf({both.data(), 1});
        constexpr std::size_t kAir = 6;
        QCOMPARE(gap.bands[kAir].carriedBy, std::string("A"));
        QCOMPARE(gap.bands[3].carriedBy, std::string());
        QVERIFY(gap.bands[kAir].spread.value > 0.9 * alone.bands[kAir].spread.value);
        QVERIFY(sentenceFor(static_cast<int>(kAir), gap.bands[kAir], profile)
                    .find("only A reaches here") != std::string::npos);
        for (const Finding& finding : gap.findings)
            QVERIFY(finding.code != FindingCode::DullAir && finding.low < Hertz{11000.0});
        QVERIFY(!isOneSong(profile));
        QVERIFY(isOneSong(alone));
        // A saved profile of many is not one song.
        const Reference saved{nullptr, &profile, 1.0, "genre"};
        QVERIFY(!isOneSong(profileOf({&saved, 1})));
    }
};

QTEST_APPLESS_MAIN(ExplanationTest)
#include "explanation_test.moc"
