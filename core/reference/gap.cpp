// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/gap.h"

#include "core/base/index.h"
#include "core/reference/compare_spectra.h"
#include "core/reference/findings.h"
#include "core/reference/frames.h"
#include "core/reference/levels.h"
#include "core/reference/poor_match.h"
#include "core/reference/same_song.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace kilter {

namespace {

// Linear processing of one and the same recording leaves next to no uncertainty.
constexpr Decibels kSameSongSigma{0.25};
constexpr Decibels kSameSongSideSigma{0.5};
// What a codec takes away on the whole is about as much as it takes more or less of by the moment.
constexpr double kUnsteady = 1.5;
constexpr double kBelowCutoff = 0.98;
// Two lossy cut-offs that differ by less than this are the same one.
constexpr double kSameCutoff = 0.03;

// Up to where there is anything in a track.
Hertz topOf(const Analysis& track) {
    double top = 1e9;
    if (track.rate.hz > 0)
        top = track.rate.nyquist().value * kBelowCutoff;
    if (track.lossyCutoff)
        top = std::min(top, track.lossyCutoff->value * kBelowCutoff);
    return {top};
}

// Up to where two versions of one song can be compared. Where both have the same cut-off and rate,
// so have they the same little above it.
Hertz topOf(const Analysis& mix, const Analysis& reference) {
    const double one = mix.lossyCutoff.value_or(mix.rate.nyquist()).value;
    const double other = reference.lossyCutoff.value_or(reference.rate.nyquist()).value;
    if (std::abs(one / other - 1.0) < kSameCutoff)
        return {1e9};
    return std::min(topOf(mix), topOf(reference));
}

// The only thing the mix is compared with is itself.
struct SameSong {
    const Analysis* reference = nullptr;
    AlignedFrames frames;
};

std::optional<SameSong> sameSong(const Analysis& mix, const Reference& reference) {
    if (reference.analysis == nullptr)
        return std::nullopt;
    const Spectrogram& other = reference.analysis->spectrogram;
    const std::optional<Alignment> alignment = performanceAlignment(mix, *reference.analysis);
    if (!alignment)
        return std::nullopt;
    SameSong same;
    same.reference = reference.analysis;
    const std::vector<int> wanted = comparedFrames(mix);
    same.frames = alignedFrames(wanted, mix.spectrogram, other, alignment->lag);
    if (same.frames.kept.size() * 2 < wanted.size()) {
        // The section is mostly cut away in the reference: take all that both have.
        const Section whole{{0.0}, mix.frames / mix.rate};
        same.frames = alignedFrames(gatedFrames(mix.spectrogram, whole), mix.spectrogram, other,
                                    alignment->lag);
    }
    if (same.frames.kept.empty())
        return std::nullopt;
    return same;
}

void addReservations(Gap& gap, const Analysis& mix, const Profile& profile) {
    for (const ProfileMember& m : profile.members)
        gap.warnings.insert(gap.warnings.end(), m.warnings.begin(), m.warnings.end());
    for (const Warning& w : mix.warnings)
        if (w.code == WarningCode::Silent || w.code == WarningCode::BelowGate ||
            w.code == WarningCode::SineLike || w.code == WarningCode::SpeechLike)
            gap.warnings.push_back(w);
}

} // namespace

std::string_view nameOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::Inside:
        return "inside";
    case Verdict::Sparse:
        return "sparse";
    case Verdict::Dense:
        return "dense";
    case Verdict::FarSparse:
        return "far_sparse";
    case Verdict::FarDense:
        return "far_dense";
    case Verdict::Unknown:
        return "unknown";
    }
    return {};
}

Decibels rmsOfGap(const std::array<Decibels, kThirds>& gap,
                  const std::array<bool, kThirds>& known) {
    double sum = 0.0;
    double squares = 0.0;
    int n = 0;
    for (int b = 0; b < kThirds; b += 2)
        if (known[at(b)]) {
            const double g = gap[at(b)].value;
            sum += g;
            squares += g * g;
            ++n;
        }
    if (n == 0)
        return {};
    return {std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)))};
}

Gap gapBetween(const Analysis& mix, const Profile& profile, std::span<const Reference> references) {
    Gap gap;
    addReservations(gap, mix, profile);
    gap.reliability = profile.reliability;
    for (const Warning& w : mix.warnings)
        if (w.code == WarningCode::SineLike || w.code == WarningCode::SpeechLike)
            gap.reliability = std::min(gap.reliability, 0.3);
    if (mix.spectrum.frames == 0)
        return gap;

    for (const Reference& r : references)
        if (r.analysis != nullptr && r.analysis->spectrum.frames > 0)
            if (const auto why = poorMatch(mix.character, r.analysis->character))
                gap.warnings.push_back(
                    {WarningCode::PoorMatch, 0.0, r.name.empty() ? *why : r.name + ": " + *why});

    Hertz top = topOf(mix);
    const Profile* target = &profile;
    Profile aligned;
    std::vector<int> frames;
    Unsteadiness unsteady;
    for (const Reference& r : references)
        if (const auto same = sameSong(mix, r)) {
            gap.warnings.push_back({WarningCode::SameSong, 0.0, r.name});
            if (references.size() > 1)
                continue; // among others it is one more opinion
            gap.sameSong = true;
            gap.reliability = 1.0;
            frames = same->frames.kept;
            gap.mix = meanOf(mix.spectrogram, frames);
            gap.sameFrames = meanOf(r.analysis->spectrogram, same->frames.others);
            aligned = withSpectrum(profile, *gap.sameFrames);
            unsteady = unsteadiness(mix.spectrogram, r.analysis->spectrogram, same->frames);
            target = &aligned;
            top = topOf(mix, *r.analysis);
        }

    LevelSigmas sigmas;
    if (!gap.sameSong) {
        frames = comparedFrames(mix);
        sigmas = levelSigmas(mix.spectrogram, frames);
        gap.mix = mix.spectrum;
    }
    gap.frames.reserve(frames.size());
    for (const int f : frames)
        gap.frames.push_back(f * mix.spectrogram.hop);

    const auto combined = [](Decibels a, Decibels b, Decibels c) {
        return Decibels{std::sqrt(a.value * a.value + b.value * b.value + c.value * c.value)};
    };
    for (int b = 0; b < kThirds; ++b) {
        const ProfileBand& band = target->thirds[at(b)];
        const ProfileBand& side = target->sideThirds[at(b)];
        const bool inBand = cellEdge(thirdFirstCell(b) + kCellsPerThird) <= top;
        gap.known[at(b)] = band.known && inBand;
        gap.sideKnown[at(b)] = side.known && inBand;
        gap.spread[at(b)] = band.spread;
        gap.scatter[at(b)] = profile.balance[at(b)].scatter;
        gap.sigma[at(b)] = gap.sameSong
                               ? combined(kSameSongSigma, kUnsteady * unsteady.stereo[at(b)], {})
                               : Decibels{};
        gap.sideSigma[at(b)] =
            gap.sameSong ? combined(kSameSongSideSigma, kUnsteady * unsteady.side[at(b)], {})
                         : combined(side.spread, sigmas.side[at(b)], side.sigma);
    }
    for (const ProfileMember& m : profile.members)
        if (m.used) {
            gap.songs += m.sameAs ? 0 : m.songs;
            gap.references.push_back(
                {m.name, m.level, m.known}); // compareSpectra makes gaps of levels
        }
    compareSpectra(gap, *target, balanceOf(mix));
    if (gap.sameSong)
        for (ReferenceGap& r : gap.references)
            r.gap = gap.gap;
    findDifferences(gap, mix, profile);
    return gap;
}

Gap measuredGap(const Gap& before, const Spectrogram& processed) {
    std::vector<int> frames;
    for (const Seconds time : before.frames) {
        const auto f = static_cast<int>(std::lround(time / processed.hop));
        if (f >= 0 && f < processed.frames)
            frames.push_back(f);
    }
    return withMix(before, meanOf(processed, frames));
}

} // namespace kilter
