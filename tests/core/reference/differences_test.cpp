// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/findings.h"
#include "core/reference/levels.h"
#include "core/reference/poor_match.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>

using namespace kilter;
using namespace kilter::testing;

namespace {

std::optional<Finding> found(const Gap& gap, FindingCode code) {
    const auto f = std::find_if(gap.findings.begin(), gap.findings.end(),
                                [&](const Finding& each) { return each.code == code; });
    return f == gap.findings.end() ? std::nullopt : std::optional(*f);
}

/// A gap in which everything is known and nothing differs.
Gap evenGap() {
    Random random(1);
    Gap gap;
    gap.known.fill(true);
    gap.widthKnown.fill(true);
    for (Decibels& sigma : gap.sigma)
        sigma = {0.1};
    for (GapBand& band : gap.bands)
        band.verdict = Verdict::Inside;
    gap.mix = musicSpectrum(random);
    return gap;
}

Finding finding(Gap gap, const Analysis& mix, const Profile& target, FindingCode code) {
    findDifferences(gap, mix, target);
    return found(gap, code).value_or(Finding{code, -99, {}});
}

/// The thirds whose centres lie in a range, `db` off.
Gap offBetween(double low, double high, double db) {
    Gap gap = evenGap();
    for (int b = 0; b < kThirds; ++b)
        if (thirdCentre(b).value >= low && thirdCentre(b).value < high)
            gap.gap[static_cast<std::size_t>(b)] = {db};
    return gap;
}

Estimate<double> sure(double value) {
    return {value, 0.9};
}

} // namespace

/// Each difference that is told, in both directions and from both sides of its limit.
class DifferencesTest : public QObject {
    Q_OBJECT

    static bool said(const Gap& gap, FindingCode code) {
        Gap told = gap;
        findDifferences(told, {}, {});
        return found(told, code).has_value();
    }

  private slots:
    /// A tone or speech is compared, and not believed.
    void reliability() {
        const auto of = [](std::optional<WarningCode> code, double profile) {
            Random random(1);
            Analysis mix = analysisOf(musicSpectrum(random));
            if (code)
                mix.warnings.push_back({*code, 0.0, {}});
            Profile target;
            target.reliability = profile;
            return gapBetween(mix, target, {}).reliability;
        };
        QCOMPARE(of({}, 1.0), 1.0);
        QCOMPARE(of({}, 0.5), 0.5);
        QCOMPARE(of(WarningCode::Lossy, 1.0), 1.0);
        QCOMPARE(of(WarningCode::SineLike, 1.0), 0.3);
        QCOMPARE(of(WarningCode::SpeechLike, 1.0), 0.3);
        QCOMPARE(of(WarningCode::SpeechLike, 0.2), 0.2);
    }

    /// What was processed is measured where the mix was, to the last frame; what it does not have
    /// is left out.
    void measuredToTheEnd() {
        Random random(2);
        const Analysis song = songOf(musicSpectrum(random), 2, 64);
        const Reference itself{&song, nullptr, 1.0, "A"};
        Gap before = gapBetween(song, profileOf({&itself, 1}), {&itself, 1});
        const Seconds hop = song.spectrogram.hop;
        const int frames = song.spectrogram.frames;
        for (const int f : {0, frames - 1}) {
            before.frames = {Seconds{f * hop.value}};
            const std::vector<int> only{f};
            QCOMPARE(measuredGap(before, song.spectrogram).mix.loudnessPower,
                     meanOf(song.spectrogram, only).loudnessPower);
        }
        before.frames = {Seconds{-hop.value}, Seconds{frames * hop.value}};
        QCOMPARE(measuredGap(before, song.spectrogram).mix.frames, 0);
    }

    void quieterAndLouder() {
        const auto at = [](double mix, FindingCode code) {
            Analysis a;
            a.loudness.integrated = Lufs{mix};
            Profile target;
            target.integrated = Lufs{-12.0};
            return finding(evenGap(), a, target, code);
        };
        QCOMPARE(at(-14.0, FindingCode::Quieter).amount.value, -2.0);
        QCOMPARE(at(-14.0, FindingCode::Quieter).confidence, 1.0);
        QCOMPARE(at(-14.0, FindingCode::Louder).band, -99);
        QCOMPARE(at(-10.0, FindingCode::Louder).amount.value, 2.0);
        QCOMPARE(at(-10.0, FindingCode::Quieter).band, -99);
        QCOMPARE(at(-12.9, FindingCode::Quieter).band, -99);
        QCOMPARE(at(-13.0, FindingCode::Quieter).band, -1);
        QCOMPARE(at(-11.1, FindingCode::Louder).band, -99);
        QCOMPARE(at(-11.0, FindingCode::Louder).band, -1);
    }

    void lessAndMoreDynamic() {
        const auto plr = [](double mix, FindingCode code) {
            Analysis a;
            a.dynamics.plr = Decibels{mix};
            Profile target;
            target.plr = Decibels{12.0};
            return finding(evenGap(), a, target, code).band == -1;
        };
        QVERIFY(plr(10.0, FindingCode::OverCompressed));
        QVERIFY(!plr(10.1, FindingCode::OverCompressed));
        QVERIFY(!plr(18.0, FindingCode::UnderCompressed)); // the limiter's work is to come
        const auto range = [](double mix, FindingCode code) {
            Analysis a;
            a.loudness.range = Decibels{mix};
            Profile target;
            target.range = Decibels{8.0};
            return finding(evenGap(), a, target, code).band == -1;
        };
        QVERIFY(range(5.0, FindingCode::OverCompressed) &&
                !range(5.1, FindingCode::OverCompressed));
        QVERIFY(!range(5.0, FindingCode::UnderCompressed));
        QVERIFY(range(11.0, FindingCode::UnderCompressed));
        QVERIFY(!range(10.9, FindingCode::UnderCompressed));
        QVERIFY(!range(11.0, FindingCode::OverCompressed));
    }

    /// Where there is no energy there are no dynamics to be less than others'.
    void anEmptyBandIsNoFinding() {
        Random random(2);
        const auto told = [&](bool empty) {
            Spectrum music = musicSpectrum(random);
            if (empty)
                for (int i = 0; i < kCells; ++i)
                    if (cellCentre(i).value > 7000.0)
                        music.mid[static_cast<std::size_t>(i)] =
                            music.side[static_cast<std::size_t>(i)] = 0.0;
            const Analysis mix = songOf(music, 7, 200);
            Profile target;
            for (ProfileBand& band : target.dynamics)
                band.known = false;
            target.dynamics[6] = {{30.0}, {0.5}, {0.1}, true};
            return finding(evenGap(), mix, target, FindingCode::OverCompressed).band == 6;
        };
        QVERIFY(told(false));
        QVERIFY(!told(true));
    }

    void widthsBothWays() {
        const auto wide = [](std::size_t band, double db, FindingCode code) {
            Gap gap = evenGap();
            gap.mix.side = gap.mix.mid;
            gap.widthGap[band] = {db};
            return said(gap, code);
        };
        QVERIFY(wide(4, 3.0, FindingCode::WideSides) && !wide(4, 2.9, FindingCode::WideSides));
        QVERIFY(wide(4, -3.0, FindingCode::NarrowSides));
        QVERIFY(!wide(4, -2.9, FindingCode::NarrowSides));
        QVERIFY(!wide(4, -3.0, FindingCode::WideSides) && !wide(4, 3.0, FindingCode::NarrowSides));
        QVERIFY(wide(0, 12.0, FindingCode::WideBass) && !wide(0, 12.0, FindingCode::WideSides));
        Gap inaudible = evenGap();
        for (double& side : inaudible.mix.side)
            side *= 1e-6;
        inaudible.widthGap[4] = {4.0};
        QVERIFY(!said(inaudible, FindingCode::WideSides)); // nobody hears either
    }

    void causesBothWays() {
        const auto cause = [](double low, double high, double db, FindingCode code) {
            return said(offBetween(low, high, db), code);
        };
        QVERIFY(cause(36, 120, -2.0, FindingCode::LowEndSparse));
        QVERIFY(cause(36, 120, 2.0, FindingCode::LowEndHeavy));
        QVERIFY(cause(200, 400, -2.0, FindingCode::Thin));
        QVERIFY(cause(200, 400, 2.0, FindingCode::Mud));
        QVERIFY(cause(2000, 5000, -2.0, FindingCode::PresenceLacking));
        QVERIFY(cause(2000, 5000, 2.0, FindingCode::PresenceBuildUp));
        QVERIFY(cause(8000, 18000, -2.0, FindingCode::DullAir));
        QVERIFY(cause(8000, 18000, 2.0, FindingCode::BrightAir));
        QVERIFY(!cause(200, 400, 1.4, FindingCode::Mud)); // taste
        QVERIFY(!cause(200, 400, -2.0, FindingCode::Mud));
        QVERIFY(!cause(2000, 5000, 2.0, FindingCode::PresenceLacking));
    }

    void whatIsMostlyUnknownIsNotTold() {
        Gap gap = offBetween(8000, 18000, 3.0);
        QCOMPARE(finding(gap, {}, {}, FindingCode::BrightAir).high.value, 16000.0);
        for (int b = 0; b < kThirds; ++b)
            if (thirdCentre(b).value > 9000.0)
                gap.known[static_cast<std::size_t>(b)] = false;
        QVERIFY(!said(gap, FindingCode::BrightAir));
    }

    void beyondMasteringBothWays() {
        const auto fix = [](double db) {
            return finding(offBetween(300, 1200, db), {}, {}, FindingCode::FixInMix);
        };
        QVERIFY(fix(7.0).amount.value > 6.0);
        QVERIFY(fix(-7.0).amount.value < -6.0);
        QCOMPARE(fix(5.9).band, -99);
        QCOMPARE(fix(-5.9).band, -99);
    }

    /// The RMS of a gap is of its shape: a level is no balance.
    void rmsLeavesTheMeanOut() {
        std::array<Decibels, kThirds> gap{};
        std::array<bool, kThirds> known{};
        known.fill(true);
        gap.fill({4.0});
        QVERIFY(rmsOfGap(gap, known).value < 1e-9);
        // Of every second third: what lies between is in its neighbours.
        for (std::size_t b = 0; b < kThirds; b += 4)
            gap[b] = {6.0};
        const double high = 14.0 / 27.0; // of 27, every second
        QVERIFY(std::abs(rmsOfGap(gap, known).value - 2.0 * std::sqrt(high * (1.0 - high))) < 1e-9);
        gap[1] = {40.0};
        QVERIFY(rmsOfGap(gap, known).value < 1.1);
    }

    void bandsBeginWhereTheOthersEnd() {
        for (int b = 0; b + 1 < kNamedBands; ++b) {
            const double edge = kBands[static_cast<std::size_t>(b)].high.value;
            QCOMPARE(bandAt({edge}), b + 1);
            QCOMPARE(bandAt({0.999 * edge}), b);
        }
        QCOMPARE(bandAt({30000.0}), kNamedBands - 1);
    }

    void poorMatchesBothWays() {
        Character mix, other;
        mix.onsetDensity = sure(6.0);
        other.onsetDensity = sure(2.0);
        mix.percussiveness = other.percussiveness = sure(0.5);
        QCOMPARE(poorMatch(mix, other), std::optional<std::string>("far sparser"));
        QCOMPARE(poorMatch(other, mix), std::optional<std::string>("far denser"));
        mix.onsetDensity = sure(5.0); // 2.5 times as many are not yet far more
        QVERIFY(!poorMatch(mix, other));
        mix.onsetDensity = sure(6.0);
        mix.tempo = sure(90.0);
        other.tempo = sure(128.0);
        QCOMPARE(poorMatch(mix, other),
                 std::optional<std::string>("far sparser, 128 beats a minute against 90"));
        other.tempo = sure(180.0); // the double is the same to a listener
        QCOMPARE(poorMatch(mix, other), std::optional<std::string>("far sparser"));
        other.tempo = Estimate<double>{128.0, 0.3};
        QCOMPARE(poorMatch(mix, other), std::optional<std::string>("far sparser"));
        mix.onsetDensity->confidence = 0.3;
        QVERIFY(!poorMatch(mix, other));
    }
};

QTEST_APPLESS_MAIN(DifferencesTest)
#include "differences_test.moc"
