// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/findings.h"

#include "core/base/index.h"
#include "core/reference/frames.h"
#include "core/reference/levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace kilter {

namespace {

// The probability that what lies behind a normal estimate is within half of it.
double confidenceOf(double amount, double sigma) {
    return sigma > 0.0 ? std::erf(std::abs(amount) / sigma / std::sqrt(8.0)) : 1.0;
}

bool isSpectral(FindingCode code) {
    switch (code) {
    case FindingCode::OverCompressed:
    case FindingCode::UnderCompressed:
    case FindingCode::Quieter:
    case FindingCode::Louder:
        return false;
    default:
        return true;
    }
}

// Where several references were given, one alone is no witness for a finding.
bool isSupported(const Gap& gap, int third) {
    const auto known = std::count_if(gap.references.begin(), gap.references.end(),
                                     [&](const ReferenceGap& r) { return r.known[at(third)]; });
    return gap.known[at(third)] && (gap.references.size() < 2 || known >= 2);
}

// Mean gap and corridor of the known thirds whose centres lie in [low, high).
struct Region {
    double gap = 0.0, spread = 0.0, sigma = 0.0;
    bool known = false;
};

Region regionOf(const Gap& gap, Hertz low, Hertz high) {
    Region r;
    int n = 0;
    int all = 0;
    std::array<double, kThirds> inside{};
    for (int b = 0; b < kThirds; ++b) {
        if (thirdCentre(b) < low || thirdCentre(b) >= high)
            continue;
        ++all;
        if (!isSupported(gap, b))
            continue;
        r.gap += gap.gap[at(b)].value;
        r.spread += gap.spread[at(b)].value;
        r.sigma += gap.sigma[at(b)].value;
        inside[at(b)] = 1.0;
        ++n;
    }
    r.known = n > 0 && 2 * n >= all;
    if (n > 0) {
        r.gap /= n;
        r.spread /= n;
        r.sigma = gap.sameSong ? r.sigma / n : std::sqrt(varianceOf(gap.balance.noise, inside));
    }
    return r;
}

// What a region of the spectrum is called when it sticks out, either way.
struct Cause {
    Hertz low, high;
    FindingCode sparse, dense;
};
constexpr Cause kCauses[]{
    {{36}, {120}, FindingCode::LowEndSparse, FindingCode::LowEndHeavy},
    {{200}, {400}, FindingCode::Thin, FindingCode::Mud},
    {{2000}, {5000}, FindingCode::PresenceLacking, FindingCode::PresenceBuildUp},
    {{8000}, {18000}, FindingCode::DullAir, FindingCode::BrightAir},
};
constexpr double kLeastCause = 1.5; // dB; less is taste
constexpr double kSignificant = 2.0;

void findCauses(Gap& gap) {
    for (const Cause& c : kCauses) {
        const Region r = regionOf(gap, c.low, c.high);
        if (!r.known || std::abs(r.gap) < std::max(kLeastCause, r.spread) ||
            std::abs(r.gap) < kSignificant * r.sigma)
            continue;
        gap.findings.push_back({r.gap < 0.0 ? c.sparse : c.dense,
                                bandAt({std::sqrt(c.low.value * c.high.value)}),
                                {r.gap},
                                {r.spread},
                                c.low,
                                {std::min(c.high.value, 16000.0)},
                                gap.reliability * confidenceOf(r.gap, r.sigma)});
    }
}

// Stretches of the gap, smoothed over an octave, beyond what mastering should mend.
void findFixesInMix(Gap& gap) {
    constexpr int kReach = 3; // thirds either side on the 1/6-octave grid
    std::array<double, kThirds> smooth{};
    for (int b = 0; b < kThirds; ++b) {
        double sum = 0.0;
        double weight = 0.0;
        for (int d = -kReach; d <= kReach; ++d)
            if (b + d >= 0 && b + d < kThirds && isSupported(gap, b + d)) {
                sum += (kReach + 1 - std::abs(d)) * gap.gap[at(b + d)].value;
                weight += kReach + 1 - std::abs(d);
            }
        smooth[at(b)] = weight > 0.0 && isSupported(gap, b) ? sum / weight : 0.0;
    }
    const double limit = kBeyondMastering.value;
    for (int b = 0; b < kThirds;) {
        if (std::abs(smooth[at(b)]) <= limit) {
            ++b;
            continue;
        }
        const bool sparse = smooth[at(b)] < 0.0;
        int peak = b;
        int end = b;
        double sigma = 0.0;
        double spread = 0.0;
        for (; end < kThirds && std::abs(smooth[at(end)]) > limit &&
               (smooth[at(end)] < 0.0) == sparse;
             ++end) {
            if (std::abs(smooth[at(end)]) > std::abs(smooth[at(peak)]))
                peak = end;
            sigma += gap.sigma[at(end)].value;
            spread += gap.spread[at(end)].value;
        }
        const int n = end - b;
        sigma /= n;
        spread /= n;
        const double amount = smooth[at(peak)];
        if (std::abs(amount) > kSignificant * sigma)
            gap.findings.push_back({FindingCode::FixInMix,
                                    bandAt(thirdCentre(peak)),
                                    {amount},
                                    {spread},
                                    cellEdge(thirdFirstCell(b)),
                                    cellEdge(thirdFirstCell(end - 1) + kCellsPerThird),
                                    gap.reliability * confidenceOf(amount, sigma)});
        b = end;
    }
}

// Side against mid. One finding each way: the band that differs most, over all that do.
void findWidths(Gap& gap) {
    constexpr double kLeast = 3.0;          // dB of S^2/M^2
    constexpr double kAudibleWidth = -25.0; // narrower sides than this are nobody's concern
    const auto widths = bandLevels(gap.mix).width;
    const auto find = [&](FindingCode code, int firstBand, int lastBand, double sign) {
        Finding found{code, -1, {}, {}, {}, {}, 0.0};
        for (int b = firstBand; b <= lastBand; ++b) {
            if (!gap.widthKnown[at(b)])
                continue;
            const double g = gap.widthGap[at(b)].value;
            const double here = widths[at(b)].value;
            const bool audible = std::max(here, here - g) > kAudibleWidth;
            if (!audible || sign * g < std::max(kLeast, 1.5 * gap.widthSpread[at(b)].value))
                continue;
            if (found.band < 0)
                found.low = kBands[at(b)].low;
            found.high = kBands[at(b)].high;
            if (found.band < 0 || sign * g > sign * found.amount.value) {
                found.band = b;
                found.amount = {std::clamp(g, -30.0, 30.0)};
                found.spread = gap.widthSpread[at(b)];
            }
        }
        if (found.band >= 0) {
            found.confidence = gap.reliability * confidenceOf(found.amount.value,
                                                              std::hypot(found.spread.value, 1.0));
            gap.findings.push_back(found);
        }
    };
    find(FindingCode::WideBass, 0, 1, 1.0);
    find(FindingCode::WideSides, 2, kNamedBands - 1, 1.0);
    find(FindingCode::NarrowSides, 2, kNamedBands - 1, -1.0);
}

// Less or more dynamic than the references, overall and in stretches of neighbouring bands, each
// told by the band that differs most.
void findDynamics(Gap& gap, const Analysis& mix, const Profile& target) {
    constexpr double kLeastPlr = 2.0;
    constexpr double kLeastRange = 3.0;
    constexpr double kLeastInBand = 2.5;
    const auto finding = [&](double difference, double least, double spread) {
        Finding f;
        f.code = difference < 0.0 ? FindingCode::OverCompressed : FindingCode::UnderCompressed;
        f.amount = {difference};
        f.spread = {spread};
        f.confidence = gap.reliability * confidenceOf(difference, std::hypot(spread, 0.5 * least));
        return f;
    };
    // A mix that has its peaks still is no finding: the limiter's work is to come. One that has
    // lost more of them than finished records is.
    if (mix.dynamics.plr && target.plr && *mix.dynamics.plr - *target.plr <= Decibels{-kLeastPlr})
        gap.findings.push_back(finding((*mix.dynamics.plr - *target.plr).value, kLeastPlr, 0.0));
    else if (mix.loudness.range && target.range &&
             std::abs((*mix.loudness.range - *target.range).value) >= kLeastRange)
        gap.findings.push_back(
            finding((*mix.loudness.range - *target.range).value, kLeastRange, 0.0));
    const auto dynamics = bandDynamics(mix.spectrogram, comparedFrames(mix));
    std::optional<Finding> stretch;
    const auto close = [&] {
        if (stretch)
            gap.findings.push_back(*stretch);
        stretch.reset();
    };
    for (int b = 0; b < kNamedBands; ++b) {
        const ProfileBand& band = target.dynamics[at(b)];
        const double difference = (dynamics[at(b)] - band.level).value;
        if (!band.known || gap.bands[at(b)].verdict == Verdict::Unknown ||
            dynamics[at(b)].value <= 0.0 ||
            std::abs(difference) < std::max(kLeastInBand, 1.5 * band.spread.value)) {
            close();
            continue;
        }
        Finding f = finding(difference, kLeastInBand, band.spread.value);
        f.band = b;
        f.low = kBands[at(b)].low;
        f.high = kBands[at(b)].high;
        if (stretch && stretch->code == f.code) {
            f.low = stretch->low;
            if (abs(stretch->amount) > abs(f.amount)) {
                stretch->high = f.high;
                continue;
            }
        } else {
            close();
        }
        stretch = f;
    }
    close();
}

void findLoudness(Gap& gap, const Analysis& mix, const Profile& target) {
    constexpr double kLeast = 1.0;
    if (!mix.loudness.integrated || !target.integrated)
        return;
    const Decibels difference = *mix.loudness.integrated - *target.integrated;
    if (std::abs(difference.value) >= kLeast)
        gap.findings.push_back(
            {difference.value < 0.0 ? FindingCode::Quieter : FindingCode::Louder, -1, difference});
}

} // namespace

std::string_view nameOf(FindingCode code) {
    switch (code) {
    case FindingCode::FixInMix:
        return "fix_in_mix";
    case FindingCode::LowEndSparse:
        return "low_end_sparse";
    case FindingCode::LowEndHeavy:
        return "low_end_heavy";
    case FindingCode::Mud:
        return "mud";
    case FindingCode::Thin:
        return "thin";
    case FindingCode::PresenceBuildUp:
        return "presence_build_up";
    case FindingCode::PresenceLacking:
        return "presence_lacking";
    case FindingCode::DullAir:
        return "dull_air";
    case FindingCode::BrightAir:
        return "bright_air";
    case FindingCode::NarrowSides:
        return "narrow_sides";
    case FindingCode::WideSides:
        return "wide_sides";
    case FindingCode::WideBass:
        return "wide_bass";
    case FindingCode::OverCompressed:
        return "over_compressed";
    case FindingCode::UnderCompressed:
        return "under_compressed";
    case FindingCode::Quieter:
        return "quieter";
    case FindingCode::Louder:
        return "louder";
    }
    return {};
}

void findSpectralDifferences(Gap& gap) {
    std::vector<Finding> others;
    for (const Finding& f : gap.findings)
        if (!isSpectral(f.code))
            others.push_back(f);
    gap.findings.clear();
    if (gap.reliability >= kDoubtful) {
        findFixesInMix(gap);
        findCauses(gap);
        findWidths(gap);
    }
    gap.findings.insert(gap.findings.end(), others.begin(), others.end());
}

void findDifferences(Gap& gap, const Analysis& mix, const Profile& target) {
    gap.findings.clear();
    findSpectralDifferences(gap);
    if (gap.reliability >= kDoubtful)
        findDynamics(gap, mix, target);
    findLoudness(gap, mix, target);
    for (Finding& f : gap.findings)
        if (f.code == FindingCode::Quieter || f.code == FindingCode::Louder)
            f.confidence = 1.0;
}

} // namespace kilter
