// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/builtin_profile.h"
#include "core/reference/gap.h"
#include "core/reference/robust.h"
#include "tests/support/synthetic_song.h"

#include <QtTest>

using namespace kilter;
using namespace kilter::testing;

namespace {

// Songs around `music` that scatter by `rms` dB a third.
std::vector<Analysis> scatter(Random& random, const Spectrum& music, int count, double rms) {
    std::vector<Analysis> songs;
    for (int i = 0; i < count; ++i)
        songs.push_back(analysisOf(behind(music, sectionNoise(random, rms))));
    return songs;
}

std::vector<Reference> referencesOf(const std::vector<Analysis>& songs) {
    std::vector<Reference> references;
    for (std::size_t i = 0; i < songs.size(); ++i)
        references.push_back({&songs[i], nullptr, 1.0, std::string(1, static_cast<char>('A' + i))});
    return references;
}

double meanSpread(const Profile& p) {
    double sum = 0.0;
    for (const ProfileBand& b : p.thirds)
        sum += b.spread.value / kThirds;
    return sum;
}

} // namespace

class ProfileTest : public QObject {
    Q_OBJECT

  private slots:
    void quantilesOfWeightedValues() {
        QCOMPARE(quantile({{1.0}, {3.0}}, 0.5), 2.0);
        QCOMPARE(quantile({{1.0}, {2.0}, {9.0}}, 0.5), 2.0);
        QCOMPARE(quantile({{5.0}}, 0.16), 5.0);
        QVERIFY(quantile({{1.0, 1.0}, {3.0, 100.0}}, 0.5) > 2.9);
        QCOMPARE(effectiveCount({{1.0}, {2.0}, {3.0}}), 3.0);
        QVERIFY(effectiveCount({{1.0, 1.0}, {2.0, 100.0}}) < 1.1);
    }

    // One reference: its own levels, and a spread of two thirds of the prior's square.
    void oneReferenceIsTaken() {
        Random random(1);
        const Analysis song = analysisOf(musicSpectrum(random));
        const Reference r{&song, nullptr, 1.0, "A"};
        const Profile p = profileOf({&r, 1}, "mine");
        QCOMPARE(p.references, 1);
        QCOMPARE(p.name, std::string("mine"));
        const auto levels = thirdLevels(song.spectrum);
        for (std::size_t b = 0; b < kThirds; ++b)
            QVERIFY(std::abs((p.thirds[b].level - levels[b]).value) < 1e-9);
        // As wide as one section's own uncertainty at 1 kHz: sections 1.6 dB, notes 1.05, prior
        // 0.61.
        QVERIFY(std::abs(p.thirds[28].spread.value - 2.1) < 0.1);
    }

    // A copy is told as one, with the name of what it is a copy of, and counts once.
    void copiesAreNamed() {
        Random random(3);
        const Spectrum music = musicSpectrum(random);
        const std::vector<Analysis> songs{songOf(music, 1), songOf(music, 2),
                                          trimmed(songOf(music, 1), 7)};
        const Profile p = profileOf(referencesOf(songs));
        QCOMPARE(p.references, 2);
        QVERIFY(!p.members[0].sameAs && !p.members[1].sameAs);
        QCOMPARE(p.members[2].sameAs, std::optional<std::size_t>(0));
        QCOMPARE(p.members[2].warnings.back().code, WarningCode::Duplicate);
        QCOMPARE(p.members[2].warnings.back().detail, std::string("C: A"));
        QCOMPARE(p.members[2].used, p.members[0].used);
    }

    // Two copies weigh as the heavier of them, whichever comes first.
    void copiesWeighOnce() {
        Random random(3);
        const Spectrum music = musicSpectrum(random);
        const Analysis one = songOf(music, 1);
        const Analysis copy = trimmed(one, 7);
        const Analysis other =
            songOf(behind(music, curveOf({{FilterKind::Bell, {1000.0}, {6.0}, 0.7, 12}})), 2);
        const auto level = [&](double weight, double again) {
            const std::vector<Reference> references{{&one, nullptr, weight, "A"},
                                                    {&copy, nullptr, again, "B"},
                                                    {&other, nullptr, 1.0, "C"}};
            const Profile p = profileOf(references);
            return p.references == 2 ? p.thirds[28].level.value : std::nan("");
        };
        QVERIFY(std::abs(level(9.0, 1.0) - level(1.0, 1.0)) > 0.5);
        QVERIFY(std::abs(level(9.0, 1.0) - level(1.0, 9.0)) < 1e-6);
        QVERIFY(std::abs(level(9.0, 1.0) - level(9.0, 9.0)) < 1e-6);
    }

    // What is known of one copy alone is taken from it, whichever comes first.
    void copiesFillEachOther() {
        Random random(3);
        const Analysis full = songOf(musicSpectrum(random), 1);
        Analysis dull = trimmed(full, 7);
        dull.warnings.push_back({WarningCode::LossyCutoff, 9000.0, {}});
        dull.lossyCutoff = Hertz{9000.0};
        const auto of = [&](const Analysis& first, const Analysis& second) {
            const std::vector<Reference> both{{&first, nullptr, 1.0, "A"},
                                              {&second, nullptr, 1.0, "B"}};
            return profileOf(both);
        };
        constexpr std::size_t kHigh = kThirds - 3;
        QVERIFY(thirdCentre(kHigh).value > 10000.0);
        QVERIFY(!of(dull, dull).thirds[kHigh].known);
        for (const Profile& p : {of(full, dull), of(dull, full)}) {
            QCOMPARE(p.references, 1);
            QVERIFY(p.thirds[kHigh].known);
            QVERIFY(std::abs((p.thirds[kHigh].level - thirdLevels(full.spectrum)[kHigh]).value) <
                    0.5);
        }
    }

    // A band that one recording alone knows is its own, in however many copies it was given.
    void theCarrierOfABand() {
        Profile p;
        p.references = 2;
        p.members.resize(4);
        for (ProfileMember& m : p.members) {
            m.used = true;
            m.bandKnown.fill(true);
        }
        p.members[2].sameAs = 0;
        p.members[3].sameAs = 0;
        QVERIFY(carrierOf(p, 0) == nullptr);
        p.members[1].bandKnown[0] = false;
        QVERIFY(carrierOf(p, 0) == &p.members[0]);
        p.members[0].bandKnown[0] = false; // two copies, without what they are copies of
        QVERIFY(carrierOf(p, 0) == &p.members[2]);
        p.members[3].sameAs = 1;
        QVERIFY(carrierOf(p, 0) == nullptr);
        p.members[3].used = false;
        QVERIFY(carrierOf(p, 0) == &p.members[2]);
        p.members[2].used = false;
        QVERIFY(carrierOf(p, 0) == nullptr);
        QVERIFY(carrierOf(p, 1) == nullptr);
    }

    // Two stretches of one song: the one that was read over more sections says more.
    void whatWasReadForLongerCountsMore() {
        BalanceReading brief, longer;
        for (std::size_t b = 0; b < kThirds; ++b) {
            brief[b].level = {b % 2 ? 5.0 : -3.0};
            brief[b].sectionShare = 1.0;
            longer[b].level = {b % 2 ? 1.0 : -1.0};
            longer[b].sectionShare = 0.25; // four sections
            brief[b].known = longer[b].known = true;
        }
        for (const BalanceReading& both :
             {sameSongBalance(brief, longer), sameSongBalance(longer, brief)}) {
            QVERIFY(std::abs(both[1].level.value - (0.2 * 5.0 + 0.8 * 1.0)) < 1e-9);
            QVERIFY(std::abs(both[2].level.value - (0.2 * -3.0 + 0.8 * -1.0)) < 1e-9);
        }
    }

    // Thirds that either does not know say nothing, whatever stands there.
    void whatIsNotKnownCarriesNothing() {
        Random random(4);
        BalanceReading mix = balanceOf(analysisOf(musicSpectrum(random)));
        BalanceReading target = balanceOf(analysisOf(musicSpectrum(random)));
        for (BalanceReading* reading : {&mix, &target}) {
            for (std::size_t b = 40; b < kThirds; ++b)
                (*reading)[b].known = false;
            const BalanceGap right = balanceGap(mix, target);
            for (std::size_t b = 40; b < kThirds; ++b)
                (*reading)[b].level = {-70.0 + static_cast<double>(b)};
            const BalanceGap same = balanceGap(mix, target);
            for (std::size_t b = 0; b < kThirds; ++b)
                QVERIFY(std::abs((same.gap[b] - right.gap[b]).value) < 1e-9);
            for (std::size_t b = 40; b < kThirds; ++b)
                (*reading)[b].known = true;
        }
    }

    // Agreement narrows the corridor, disagreement widens it, and more references say it better.
    void theCorridorSaysHowFarTheyAgree() {
        Random random(2);
        const Spectrum music = musicSpectrum(random);
        double last = 1.0;
        for (const int count : {3, 8, 20}) {
            const auto close = scatter(random, music, count, 0.3);
            const auto wide = scatter(random, music, count, 3.0);
            const double narrow = meanSpread(profileOf(referencesOf(close)));
            const double broad = meanSpread(profileOf(referencesOf(wide)));
            qInfo("%d references: +-%.2f dB of 0.3, +-%.2f dB of 3", count, narrow, broad);
            QVERIFY(narrow < last);
            QVERIFY(broad > 2.0 * narrow);
            last = narrow;
        }
        QVERIFY(std::abs(meanSpread(profileOf(referencesOf(scatter(random, music, 50, 3.0)))) -
                         3.0) < 0.6);
    }

    void oneOutlierAmongEightHardlyMatters() {
        Random random(3);
        for (int trial = 0; trial < 10; ++trial) {
            const Spectrum music = musicSpectrum(random);
            auto songs = scatter(random, music, 7, 1.0);
            const Profile without = profileOf(referencesOf(songs));
            const FilterShape dull{FilterKind::HighShelf, {1000.0}, {-15.0}, 0.6, 12};
            songs.push_back(analysisOf(behind(music, curveOf({dull}))));
            const Profile with = profileOf(referencesOf(songs));
            QCOMPARE(with.references, 7);
            QVERIFY(!with.members[7].used);
            QVERIFY(with.members[7].warnings.back().code == WarningCode::Outlier);
            QCOMPARE(with.members[7].warnings.back().detail, std::string("H"));
            for (std::size_t b = 0; b < kThirds; ++b)
                QVERIFY(std::abs((with.thirds[b].level - without.thirds[b].level).value) < 0.3);
        }
    }

    void aToneOrSpeechBesideMusicIsLeftOut() {
        Random random(8);
        for (const WarningCode kind : {WarningCode::SineLike, WarningCode::SpeechLike}) {
            std::vector<Analysis> songs{analysisOf(musicSpectrum(random)),
                                        analysisOf(musicSpectrum(random))};
            songs[1].warnings.push_back({kind, 0.0, {}});
            const Profile profile = profileOf(referencesOf(songs));
            QCOMPARE(profile.references, 1);
            QVERIFY(profile.members[0].used && !profile.members[1].used);
            QVERIFY(!profile.members[1].warnings.empty());
            QCOMPARE(profile.reliability, 1.0);
            for (std::size_t b = 0; b < kThirds; ++b)
                QCOMPARE(profile.thirds[b].level.value,
                         profileOf(referencesOf({songs[0]})).thirds[b].level.value);
            // Alone it is all there is.
            songs.erase(songs.begin());
            QCOMPARE(profileOf(referencesOf(songs)).references, 1);
            QVERIFY(profileOf(referencesOf(songs)).reliability < 0.5);
        }
    }
    void nobodyIsAnOutlierAmongLikes() {
        Random random(4);
        int left = 0;
        for (int trial = 0; trial < 40; ++trial)
            for (const ProfileMember& m :
                 profileOf(referencesOf(scatter(random, musicSpectrum(random), 8, 2.5))).members)
                left += m.used ? 0 : 1;
        qInfo("%d of 320 left out", left);
        QVERIFY(left <= 6);
    }

    void weightsPull() {
        Random random(5);
        const Spectrum music = musicSpectrum(random);
        std::array<double, kCells> up{};
        for (std::size_t i = 160; i < kCells; ++i)
            up[i] = 6.0;
        const Analysis a = analysisOf(music);
        const Analysis b = analysisOf(behind(music, up));
        const auto levelWith = [&](double weight) {
            const std::vector<Reference> r{{&a, nullptr, 1.0, "A"}, {&b, nullptr, weight, "B"}};
            return profileOf(r).thirds[45].level.value;
        };
        QVERIFY(levelWith(0.25) < levelWith(1.0));
        QVERIFY(levelWith(4.0) > levelWith(1.0));
    }

    void nothingIsKnownAboveACutoff() {
        Random random(6);
        Analysis lossy = analysisOf(musicSpectrum(random));
        lossy.lossyCutoff = Hertz{11000.0};
        lossy.warnings.push_back({WarningCode::LossyCutoff, 11000.0, {}});
        const Analysis full = analysisOf(musicSpectrum(random));
        const Reference one{&lossy, nullptr, 1.0, "A"};
        const Profile p = profileOf({&one, 1});
        for (int b = 0; b < kThirds; ++b)
            QCOMPARE(p.thirds[static_cast<std::size_t>(b)].known,
                     cellEdge(thirdFirstCell(b) + kCellsPerThird).value <= 0.98 * 11000.0);
        QVERIFY(p.members[0].warnings[0].code == WarningCode::LossyCutoff);
        // Beside a full one the top is the full one's alone.
        const std::vector<Reference> both{one, {&full, nullptr, 1.0, "B"}};
        QVERIFY(
            std::abs((profileOf(both).thirds[52].level - thirdLevels(full.spectrum)[52]).value) <
            1e-9);
        const Gap gap = gapBetween(analysisOf(musicSpectrum(random)), p, {&one, 1});
        QVERIFY(!gap.known[52]);
        QVERIFY(gap.bands[6].verdict == Verdict::Unknown);
    }

    void silenceIsLeftOut() {
        Random random(7);
        Analysis silent = analysisOf({});
        silent.spectrum.frames = 0;
        silent.warnings.push_back({WarningCode::Silent, 0.0, {}});
        const Analysis song = analysisOf(musicSpectrum(random));
        const std::vector<Reference> both{{&silent, nullptr, 1.0, "A"}, {&song, nullptr, 1.0, "B"}};
        const Profile p = profileOf(both);
        QCOMPARE(p.references, 1);
        QVERIFY(!p.members[0].used);
        // Why it is, is said once, and not of what nobody asked for.
        QCOMPARE(p.members[0].warnings.size(), std::size_t{1});
        silent.warnings.clear();
        const auto reasons = [&](double weight) {
            const Reference quiet{&silent, nullptr, weight, "A"};
            return profileOf({&quiet, 1}).members[0].warnings;
        };
        QCOMPARE(reasons(1.0).size(), std::size_t{1});
        QCOMPARE(reasons(1.0)[0].code, WarningCode::BelowGate);
        QVERIFY(reasons(0.0).empty());
        const Profile nothing = profileOf({both.data(), 1});
        QCOMPARE(nothing.references, 0);
        for (const ProfileBand& b : nothing.thirds)
            QVERIFY(!b.known);
    }

    // "My genre" saved and used again is what it was; beside a track it is one more reference.
    void aSavedProfileCountsAsOne() {
        Random random(8);
        const auto songs = scatter(random, musicSpectrum(random), 9, 2.0);
        const Profile genre = profileOf(referencesOf(songs), "genre");
        const Reference saved{nullptr, &genre, 1.0, "genre"};
        const Profile again = profileOf({&saved, 1});
        for (std::size_t b = 0; b < kThirds; ++b) {
            QVERIFY(std::abs((again.thirds[b].level - genre.thirds[b].level).value) < 1e-9);
            QVERIFY(std::abs((again.thirds[b].spread - genre.thirds[b].spread).value) < 1e-9);
        }
        const Analysis song = analysisOf(musicSpectrum(random));
        const std::vector<Reference> both{saved, {&song, nullptr, 1.0, "A"}};
        const Profile mixed = profileOf(both);
        QCOMPARE(mixed.references, 2);
        const double middle = 0.5 * (genre.thirds[28].level + thirdLevels(song.spectrum)[28]).value;
        QVERIFY(std::abs(mixed.thirds[28].level.value - middle) < 1e-9);
        QVERIFY(mixed.thirds[28].spread >= genre.thirds[28].spread * 0.7);
    }

    // Elowsson and Friberg's integrated slope, dB of spectral density re 1 kHz.
    void theBuiltInTargetIsThePublishedOne() {
        const Profile p = builtinProfile();
        const auto density = [&](int third) {
            const Hertz f = thirdCentre(third);
            return p.thirds[static_cast<std::size_t>(third)].level.value -
                   10.0 * std::log10(f.value);
        };
        const auto near = [](double f) {
            return static_cast<int>(std::lround(6.0 * std::log2(f / 1000.0))) + 28;
        };
        const double at1k = density(28);
        struct Point {
            double hz, db;
        };
        for (const Point& point :
             {Point{200, 9.0}, {500, 4.8}, {2000, -6.1}, {4000, -13.5}, {8000, -22.2}}) {
            const int b = near(point.hz);
            // The grid's own centre, by the published slope.
            const auto published = [](double f) {
                const double x = std::log2(f / 200.0);
                return -2.350 * x - 0.659 * x * x;
            };
            const double shift = published(thirdCentre(b).value) - published(point.hz);
            QVERIFY(std::abs(density(b) - at1k - point.db - shift) < 0.15);
        }
        QCOMPARE(p.references, 0);
    }
};

QTEST_APPLESS_MAIN(ProfileTest)
#include "profile_test.moc"
