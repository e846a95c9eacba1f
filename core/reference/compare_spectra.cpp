// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/compare_spectra.h"

#include "core/base/index.h"
#include "core/reference/findings.h"
#include "core/reference/levels.h"
#include "core/reference/priors.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

// Under this, re the loudness, a band holds nothing that can be heard or equalised.
constexpr Decibels kInaudible{-85.0};

// What a band's gap must pass to lie outside the corridor: its own uncertainty, and at least this
// much, whatever the references' agreement, because a song's own sections differ by as much.
constexpr Decibels kLeastVerdict{1.0};

Verdict verdictOf(const GapBand& band, bool known) {
    if (!known)
        return Verdict::Unknown;
    const double g = band.gap.value;
    const double inside = std::max({kLeastVerdict.value, band.spread.value, band.sigma.value});
    if (std::abs(g) <= inside)
        return Verdict::Inside;
    if (std::abs(g) > kBeyondMastering.value)
        return g < 0.0 ? Verdict::FarSparse : Verdict::FarDense;
    return g < 0.0 ? Verdict::Sparse : Verdict::Dense;
}

// The uncertainty of a named band's level: of one song beside itself as if it were common to all
// its thirds, else by what is common to them.
Decibels sigmaIn(const Gap& gap, int band) {
    std::array<double, kThirds> inside{};
    double sum = 0.0;
    double n = 0.0;
    for (int t = 0; t < kThirds; ++t)
        if (gap.known[at(t)] && thirdCentre(t) >= kBands[at(band)].low &&
            thirdCentre(t) < kBands[at(band)].high) {
            inside[at(t)] = 1.0;
            sum += gap.sigma[at(t)].value;
            n += 1.0;
        }
    if (n == 0.0)
        return {1.0};
    return {gap.sameSong ? sum / n : std::sqrt(varianceOf(gap.balance.noise, inside))};
}

void judge(Gap& gap, const std::array<bool, kNamedBands>& known) {
    for (int b = 0; b < kNamedBands; ++b)
        gap.bands[at(b)].verdict = verdictOf(gap.bands[at(b)], known[at(b)]);
    gap.rms = rmsOfGap(gap.gap, gap.known);
}

} // namespace

void compareSpectra(Gap& gap, const Profile& target, BalanceReading mix) {
    const auto levels = thirdLevels(gap.mix);
    const auto sides = sideLevels(gap.mix);
    for (int b = 0; b < kThirds; ++b) {
        gap.known[at(b)] = gap.known[at(b)] && levels[at(b)] > kInaudible;
        gap.sideKnown[at(b)] = gap.sideKnown[at(b)] && sides[at(b)] > kInaudible;
        if (gap.known[at(b)])
            gap.gap[at(b)] = levels[at(b)] - target.thirds[at(b)].level;
        if (gap.sideKnown[at(b)])
            gap.sideGap[at(b)] = sides[at(b)] - target.sideThirds[at(b)].level;
        for (ReferenceGap& r : gap.references) {
            r.known[at(b)] = r.known[at(b)] && gap.known[at(b)];
            r.gap[at(b)] = r.known[at(b)] ? levels[at(b)] - r.gap[at(b)] : Decibels{};
        }
    }
    if (gap.sameSong) {
        gap.balance = exactGap(gap.gap, gap.sigma);
    } else {
        for (std::size_t b = 0; b < kThirds; ++b)
            mix[b].known = mix[b].known && gap.known[b];
        gap.balance = balanceGap(mix, target.balance);
        for (std::size_t b = 0; b < kThirds; ++b)
            gap.sigma[b] = {std::sqrt(gap.balance.noise[b][b])};
    }
    const BandLevels bands = bandLevels(gap.mix);
    gap.share = bands.share;
    std::array<bool, kNamedBands> known{};
    for (int b = 0; b < kNamedBands; ++b) {
        known[at(b)] = target.bands[at(b)].known && bands.level[at(b)] > kInaudible;
        // A band is known as far as its thirds are.
        int thirds = 0;
        int unknown = 0;
        for (int t = 0; t < kThirds; ++t)
            if (thirdCentre(t) >= kBands[at(b)].low && thirdCentre(t) < kBands[at(b)].high) {
                ++thirds;
                unknown += gap.known[at(t)] ? 0 : 1;
            }
        known[at(b)] = known[at(b)] && 3 * unknown <= thirds;
        GapBand& band = gap.bands[at(b)];
        band.spread = target.bands[at(b)].spread;
        if (const ProfileMember* carrier = carrierOf(target, b))
            band.carriedBy = carrier->name;
        band.sigma = sigmaIn(gap, b);
        if (known[at(b)]) {
            band.gap = bands.level[at(b)] - target.bands[at(b)].level;
            band.shareGap = gap.share[at(b)] - target.share[at(b)];
        }
        gap.widthKnown[at(b)] = target.width[at(b)].known && known[at(b)];
        gap.widthSpread[at(b)] = target.width[at(b)].spread;
        if (gap.widthKnown[at(b)])
            gap.widthGap[at(b)] = bands.width[at(b)] - target.width[at(b)].level;
    }
    judge(gap, known);
}

Gap withMix(const Gap& before, const Spectrum& mix) {
    Gap gap = before;
    gap.mix = mix;
    if (mix.frames == 0)
        return gap;
    const auto move = [](auto& figures, const auto& now, const auto& then) {
        for (std::size_t i = 0; i < figures.size(); ++i)
            figures[i] += now[i] - then[i];
    };
    const auto now = thirdLevels(mix);
    const auto then = thirdLevels(before.mix);
    move(gap.gap, now, then);
    move(gap.balance.gap, balanceLevels(mix), balanceLevels(before.mix));
    move(gap.balance.again, balanceLevels(mix), balanceLevels(before.mix));
    move(gap.sideGap, sideLevels(mix), sideLevels(before.mix));
    const BandLevels bands = bandLevels(mix);
    const BandLevels bandsThen = bandLevels(before.mix);
    move(gap.widthGap, bands.width, bandsThen.width);
    for (ReferenceGap& r : gap.references)
        move(r.gap, now, then);
    gap.share = bands.share;
    std::array<bool, kNamedBands> known{};
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        gap.bands[b].gap += bands.level[b] - bandsThen.level[b];
        gap.bands[b].shareGap += gap.share[b] - before.share[b];
        known[b] = before.bands[b].verdict != Verdict::Unknown;
    }
    judge(gap, known);
    findSpectralDifferences(gap);
    return gap;
}

Profile withSpectrum(const Profile& profile, const Spectrum& spectrum) {
    Profile result = profile;
    const auto thirds = thirdLevels(spectrum);
    const auto sides = sideLevels(spectrum);
    for (std::size_t b = 0; b < kThirds; ++b) {
        result.thirds[b].level = thirds[b];
        result.thirds[b].known = thirds[b] > kInaudible;
        result.sideThirds[b].level = sides[b];
        result.sideThirds[b].known = sides[b] > kInaudible;
    }
    const BandLevels bands = bandLevels(spectrum);
    result.share = bands.share;
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        result.bands[b].level = bands.level[b];
        result.bands[b].known = true; // as far as its thirds are
        result.width[b].level = bands.width[b];
    }
    return result;
}

} // namespace kilter
