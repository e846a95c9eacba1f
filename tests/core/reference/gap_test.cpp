// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/findings.h"
#include "core/reference/gap.h"
#include "core/reference/poor_match.h"
#include "core/reference/same_song.h"
#include "tests/support/synthetic_song.h"

#include <QtTest>

#include <algorithm>

using namespace kilter;
using namespace kilter::testing;

namespace {

bool has(const Gap& gap, FindingCode code) {
    return std::any_of(gap.findings.begin(), gap.findings.end(),
                       [&](const Finding& f) { return f.code == code; });
}

bool has(const Gap& gap, WarningCode code) {
    return std::any_of(gap.warnings.begin(), gap.warnings.end(),
                       [&](const Warning& w) { return w.code == code; });
}

std::array<double, kCells> step(double from, double to, double db) {
    std::array<double, kCells> curve{};
    for (int i = 0; i < kCells; ++i)
        if (cellCentre(i).value >= from && cellCentre(i).value < to)
            curve[static_cast<std::size_t>(i)] = db;
    return curve;
}

} // namespace

class GapTest : public QObject {
    Q_OBJECT

  private slots:
    void aGainIsNoGap() {
        Random random(1);
        const Analysis reference = songOf(musicSpectrum(random), 1, 64);
        const Analysis mix = songOf(musicSpectrum(random), 2, 64);
        std::array<double, kCells> gain{};
        gain.fill(-20.0);
        const Gap a = gapTo(mix, reference);
        const Gap b = gapTo(behind(mix, gain), reference);
        for (std::size_t i = 0; i < kThirds; ++i)
            QVERIFY(std::abs((a.gap[i] - b.gap[i]).value) < 0.01);
    }

    // What is added to a mix is what the gap says, but for the level of the whole.
    void theGapIsWhatDiffers() {
        Random random(2);
        const Spectrum music = musicSpectrum(random);
        const Gap gap = gapTo(analysisOf(behind(music, step(2000, 4000, 3.0))), analysisOf(music));
        const double rest = gap.gap[10].value; // the level that equal loudness takes away
        QVERIFY(rest < 0.0 && rest > -2.0);
        QVERIFY(std::abs(gap.gap[37].value - rest - 3.0) < 1e-6);
        QVERIFY(std::abs(gap.bands[4].gap.value - rest - 3.0) < 1e-6);
        QVERIFY(gap.bands[4].shareGap > 0.0);
        QVERIFY(gap.bands[4].verdict == Verdict::Dense);
        double share = 0.0;
        for (const GapBand& b : gap.bands)
            share += b.shareGap;
        QVERIFY(std::abs(share) < 1e-9);
    }

    void verdictsNameTheSide() {
        Random random(3);
        const Spectrum music = musicSpectrum(random);
        const auto verdict = [&](double db) {
            return gapTo(analysisOf(behind(music, step(8000, 16000, db))), analysisOf(music))
                .bands[6]
                .verdict;
        };
        QVERIFY(verdict(0.5) == Verdict::Inside);
        QVERIFY(verdict(-5.0) == Verdict::Sparse);
        QVERIFY(verdict(5.5) == Verdict::Dense);
        QVERIFY(verdict(-9.0) == Verdict::FarSparse);
        QVERIFY(verdict(9.5) == Verdict::FarDense);
    }

    void theSameSongIsNoticed() {
        Random random(4);
        for (unsigned seed = 1; seed <= 6; ++seed) {
            const Analysis song = songOf(musicSpectrum(random), seed, 400);
            const FilterShape bright{FilterKind::HighShelf, {3000.0}, {6.0}, 0.6, 12};
            for (const Analysis& mix : {song, trimmed(song, 83), behind(song, curveOf({bright}))}) {
                const Gap gap = gapTo(mix, song);
                QVERIFY(gap.sameSong);
                QVERIFY(has(gap, WarningCode::SameSong));
                QVERIFY(gap.sigma[28].value < 0.3);
            }
            // As one of several it is an opinion like the others.
            const Analysis other = songOf(musicSpectrum(random), seed + 100, 400);
            const std::vector<Reference> two{{&song, nullptr, 1.0, "A"},
                                             {&other, nullptr, 1.0, "B"}};
            const Gap gap = gapBetween(song, profileOf(two), two);
            QVERIFY(!gap.sameSong);
            QVERIFY(has(gap, WarningCode::SameSong));
        }
    }

    void silenceBeforeASongHidesNothing() {
        Random random(5);
        const Analysis song = songOf(musicSpectrum(random), 3, 400);
        Analysis late = song;
        constexpr int kFrames = 40;
        const std::size_t cells = static_cast<std::size_t>(kFrames) * kCells;
        for (auto* plane : {&late.spectrogram.mid, &late.spectrogram.side, &late.spectrogram.cross})
            plane->insert(plane->begin(), cells, 0.0F);
        late.spectrogram.loudnessPower.insert(late.spectrogram.loudnessPower.begin(), kFrames,
                                              0.0F);
        late.spectrogram.frames += kFrames;
        const auto found =
            alignmentOf(late.spectrogram, song.spectrogram, wholeOf(late.spectrogram));
        QVERIFY(found.has_value());
        QVERIFY(std::abs(found->lag + kFrames) < 0.1);
        QVERIFY(found->likeness > 0.9);
    }

    /// Under three seconds, of either, nothing is told.
    void tooLittleToBeAligned() {
        Random random(8);
        const Spectrum music = musicSpectrum(random);
        const Analysis song = songOf(music, 3, 400);
        for (const int frames : {10, 32, 33}) {
            const Analysis brief = songOf(music, 3, frames);
            const bool enough = frames >= 33;
            for (const auto& [one, other] : {std::pair{&brief, &song}, {&song, &brief}})
                QCOMPARE(
                    alignmentOf(one->spectrogram, other->spectrogram, wholeOf(one->spectrogram))
                        .has_value(),
                    enough);
        }
    }

    void differentSongsAreDifferent() {
        Random random(6);
        const Spectrum music = musicSpectrum(random);
        double most = -1.0;
        for (unsigned a = 1; a <= 8; ++a)
            for (unsigned b = a + 1; b <= 8; ++b) {
                const Analysis one = songOf(music, a, 300);
                const Analysis other = songOf(music, b, 300);
                most = std::max(
                    most, alignmentOf(one.spectrogram, other.spectrogram, wholeOf(one.spectrogram))
                              ->likeness);
            }
        QVERIFY(most < 0.5);
    }

    // A codec's losses come and go: they make a third uncertain, an equaliser does not.
    void unsteadyDifferencesCountLittle() {
        Random random(7);
        const Analysis song = songOf(musicSpectrum(random), 9, 300);
        Analysis coded = song;
        for (int f = 0; f < coded.spectrogram.frames; ++f) {
            const auto loss = static_cast<float>(power(Decibels{-2.0 * random.uniform(0.0, 2.0)}));
            for (int i = 210; i < kCells; ++i)
                coded.spectrogram
                    .mid[static_cast<std::size_t>(f) * kCells + static_cast<std::size_t>(i)] *=
                    loss;
        }
        compareSections(coded, wholeOf(coded.spectrogram));
        const Gap gap = gapTo(coded, song);
        QVERIFY(gap.sameSong);
        QVERIFY(gap.sigma[50].value > 1.0);
        QVERIFY(gap.sigma[20].value < 0.3);
    }

    void moreOfASongIsSurer() {
        Random random(8);
        const Spectrum music = musicSpectrum(random);
        const Analysis reference = songOf(musicSpectrum(random), 1, 300);
        double brief = 0.0;
        double whole = 0.0;
        const Gap a = gapTo(songOf(music, 2, 60), reference);
        const Gap b = gapTo(songOf(music, 2, 2000), reference);
        for (std::size_t i = 0; i < kThirds; ++i) {
            brief += a.sigma[i].value;
            whole += b.sigma[i].value;
        }
        QVERIFY(whole < brief);
    }

    void silenceMakesNoGap() {
        Random random(9);
        Analysis silent = analysisOf({});
        silent.spectrum.frames = 0;
        const Gap gap = gapTo(silent, analysisOf(musicSpectrum(random)));
        for (const bool known : gap.known)
            QVERIFY(!known);
        QCOMPARE(gap.rms.value, 0.0);
        for (const GapBand& b : gap.bands)
            QVERIFY(b.verdict == Verdict::Unknown);
    }

    void onlyTheCommonBandIsCompared() {
        Random random(10);
        Analysis old = analysisOf(musicSpectrum(random));
        old.rate = {16000};
        const Gap gap = gapTo(old, analysisOf(musicSpectrum(random)));
        QVERIFY(gap.known[28]);
        QVERIFY(!gap.known[52]);
    }

    // The section of a song is no more than a sample of it: what lies within the uncertainty is not
    // called a fault, however closely the references agree.
    void noVerdictWithinTheUncertainty() {
        Random random(24);
        int uncertain = 0;
        for (int trial = 0; trial < 20; ++trial) {
            const Gap gap =
                gapTo(songOf(musicSpectrum(random), 1, 64), songOf(musicSpectrum(random), 2, 64));
            for (const GapBand& band : gap.bands) {
                const double gapInDb = std::abs(band.gap.value);
                const bool beyondSpread = gapInDb > std::max(1.0, band.spread.value);
                if (band.verdict == Verdict::Unknown)
                    continue;
                if (beyondSpread && gapInDb <= band.sigma.value) {
                    ++uncertain;
                    QCOMPARE(band.verdict, Verdict::Inside);
                } else {
                    QCOMPARE(band.verdict != Verdict::Inside, beyondSpread);
                }
            }
        }
        QVERIFY(uncertain > 0);
    }

    void causesAreNamed() {
        Random random(11);
        const Spectrum music = musicSpectrum(random);
        const Analysis reference = analysisOf(music);
        const auto gapWith = [&](double from, double to, double db) {
            return gapTo(analysisOf(behind(music, step(from, to, db))), reference);
        };
        QVERIFY(has(gapWith(20, 130, -10.0), FindingCode::LowEndSparse));
        QVERIFY(has(gapWith(190, 420, 8.0), FindingCode::Mud));
        QVERIFY(has(gapWith(1800, 5300, 12.0), FindingCode::PresenceBuildUp));
        QVERIFY(has(gapWith(7500, 20000, -12.0), FindingCode::DullAir));
        const Gap far = gapWith(40, 130, -12.0);
        QVERIFY(has(far, FindingCode::FixInMix));
        const auto fix =
            std::find_if(far.findings.begin(), far.findings.end(),
                         [](const Finding& f) { return f.code == FindingCode::FixInMix; });
        QVERIFY(fix->amount.value < -kBeyondMastering.value);
        QVERIFY(fix->low.value < 60.0 && fix->high.value > 90.0 && fix->high.value < 250.0);
        QVERIFY(gapTo(reference, reference).findings.empty());
    }

    void widthIsCompared() {
        Random random(12);
        const Spectrum music = musicSpectrum(random);
        Spectrum narrow = music;
        Spectrum wideBass = music;
        for (int i = 0; i < kCells; ++i) {
            const auto c = static_cast<std::size_t>(i);
            if (cellCentre(i).value > 4000.0)
                narrow.side[c] *= 0.1;
            if (cellCentre(i).value < 150.0)
                wideBass.side[c] = 0.5 * wideBass.mid[c];
        }
        QVERIFY(has(gapTo(analysisOf(withLoudness(narrow)), analysisOf(music)),
                    FindingCode::NarrowSides));
        const Gap bass = gapTo(analysisOf(withLoudness(wideBass)), analysisOf(music));
        QVERIFY(has(bass, FindingCode::WideBass));
        QVERIFY(bass.widthGap[0].value > 10.0);
    }

    void oneChannelAloneStaysFinite() {
        Random random(13);
        Spectrum left = musicSpectrum(random);
        left.side = left.mid; // right is silent
        Spectrum antiphase = musicSpectrum(random);
        antiphase.side = antiphase.mid;
        antiphase.mid.fill(0.0);
        for (const Spectrum& s : {withLoudness(left), withLoudness(antiphase)}) {
            const Gap gap = gapTo(analysisOf(s), analysisOf(musicSpectrum(random)));
            for (std::size_t b = 0; b < kThirds; ++b)
                QVERIFY(std::isfinite(gap.gap[b].value) && std::isfinite(gap.sideGap[b].value));
            for (const Decibels w : gap.widthGap)
                QVERIFY(std::isfinite(w.value));
        }
    }

    void poorMatchesAreSaid() {
        Character drums;
        drums.tempo = {{120.0, 0.9}};
        drums.onsetDensity = {{6.0, 0.8}};
        drums.percussiveness = {{0.5, 0.9}};
        Character pad;
        pad.percussiveness = {{0.1, 0.9}};
        Character fast = drums;
        fast.onsetDensity = {{16.0, 0.8}};
        fast.tempo = {{170.0, 0.9}};
        QCOMPARE(poorMatch(drums, pad).value(), std::string("no drums"));
        QVERIFY(poorMatch(pad, drums).has_value());
        // A click in half a minute makes no drums.
        Character click = pad;
        click.onsetDensity = {{0.03, 0.6}};
        click.percussiveness = {{0.6, 1.0}};
        QCOMPARE(poorMatch(drums, click).value(), std::string("no drums"));
        // Strings have onsets, too, but no strokes.
        Character strings = pad;
        strings.onsetDensity = {{1.9, 0.6}};
        strings.percussiveness = {{0.17, 1.0}};
        QCOMPARE(poorMatch(drums, strings).value(), std::string("no drums"));
        QCOMPARE(poorMatch(strings, drums).value(), std::string("drums, where the mix has none"));
        // Onsets that can't be counted are not missing.
        Character unsure = drums;
        unsure.onsetDensity = {{0.1, 0.2}};
        QVERIFY(!poorMatch(drums, unsure).has_value());
        QVERIFY(!poorMatch(drums, drums).has_value());
        QVERIFY(!poorMatch(drums, {}).has_value());
        QCOMPARE(poorMatch(drums, fast).value(),
                 std::string("far denser, 170 beats a minute against 120"));
        // Dense, distorted music hides its drums.
        Character wall = drums;
        wall.percussiveness = {{0.15, 1.0}};
        QVERIFY(!poorMatch(drums, wall).has_value());
    }

    /// A codec that thins out the sides, line by line, makes no side moves; a steady loss does.
    void sidesThatACodecThinnedAreUncertain() {
        Random random(41);
        const Analysis song = songOf(musicSpectrum(random), 11, 200);
        Analysis coded = song;
        Analysis narrowed = song;
        for (int f = 0; f < song.spectrogram.frames; ++f)
            for (int c = 0; c < kCells; ++c)
                if (cellCentre(c).value > 5000.0) {
                    const std::size_t k =
                        static_cast<std::size_t>(f) * kCells + static_cast<std::size_t>(c);
                    coded.spectrogram.side[k] *=
                        static_cast<float>(power(Decibels{random.uniform(-16.0, 0.0)}));
                    narrowed.spectrogram.side[k] *= static_cast<float>(power(Decibels{-6.0}));
                }
        compareSections(coded, wholeOf(coded.spectrogram));
        compareSections(narrowed, wholeOf(narrowed.spectrogram));
        const Gap codec = gapTo(coded, song);
        const Gap gain = gapTo(narrowed, song);
        QVERIFY(codec.sameSong && gain.sameSong);
        for (int b = 0; b < kThirds; ++b)
            if (thirdCentre(b).value > 6000.0) {
                const auto i = static_cast<std::size_t>(b);
                QVERIFY(codec.sideSigma[i] > Decibels{3.0});
                QVERIFY(gain.sideSigma[i] < Decibels{0.6});
                QVERIFY(gain.sideGap[i] < Decibels{-5.0});
            }
    }
};

QTEST_APPLESS_MAIN(GapTest)
#include "gap_test.moc"
