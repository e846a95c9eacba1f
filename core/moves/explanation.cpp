// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/explanation.h"

#include "core/base/index.h"
#include "core/reference/findings.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kNearer = 0.2; // dB; less is no move's doing

struct BandEvidence {
    double balance = 0.0; ///< what can be known of the gap, mean over the band
    double chance = 0.0;  ///< what chance alone makes of it
};

BandEvidence evidenceIn(const Gap& gap, int band) {
    std::array<double, kThirds> inside{};
    double n = 0.0;
    BandEvidence e;
    for (int t = 0; t < kThirds; ++t)
        if (gap.known[at(t)] && thirdCentre(t) >= kBands[at(band)].low &&
            thirdCentre(t) < kBands[at(band)].high) {
            inside[at(t)] = 1.0;
            e.balance += gap.balance.gap[at(t)].value;
            n += 1.0;
        }
    if (n > 0.0) {
        double known = 0.0;
        double mean = 0.0;
        for (std::size_t t = 0; t < kThirds; ++t)
            if (gap.known[t]) {
                known += 1.0;
                mean += gap.balance.gap[t].value;
            }
        for (std::size_t t = 0; t < kThirds; ++t)
            if (gap.known[t])
                inside[t] = inside[t] / n - 1.0 / known;
        e.balance = e.balance / n - mean / known;
        e.chance = std::sqrt(squareOf(gap.balance.chance, inside));
    }
    return e;
}

Unmoved reasonFor(const Gap& gap, const Gap& after, const Moves& moves, const MoveOptions& options,
                  int band) {
    const GapBand& here = gap.bands[at(band)];
    if (here.verdict == Verdict::Unknown)
        return Unmoved::Unknown;
    const double left = std::abs(after.bands[at(band)].gap.value);
    if (left < std::abs(here.gap.value) - kNearer)
        return Unmoved::Moved;
    if (here.verdict == Verdict::Inside)
        return Unmoved::Inside;
    if (std::any_of(moves.begin(), moves.end(), [](const Move& m) { return !m.proposed; }) ||
        options.most == 0)
        return Unmoved::SetAside;
    if (gap.sameSong)
        return Unmoved::NoEqualiser;
    if (gap.reliability < kDoubtful)
        return Unmoved::Doubtful;
    const BandEvidence evidence = evidenceIn(gap, band);
    const std::vector<BandOpinion> each = opinionsOn(gap, band);
    if (each.size() >= 2) {
        const auto [least, most] = std::minmax_element(
            each.begin(), each.end(),
            [](const BandOpinion& a, const BandOpinion& b) { return a.gap < b.gap; });
        if (most->gap - least->gap >= abs(here.gap))
            return Unmoved::Disagreement;
    }
    if (std::abs(evidence.balance) < kBeyondChance * evidence.chance)
        return each.size() == 1 && gap.references.size() > 1 ? Unmoved::OneReference
                                                             : Unmoved::Notes;
    if (static_cast<int>(moves.size()) >= options.most)
        return Unmoved::Limited;
    if (std::abs(here.gap.value) > kBeyondMastering.value)
        return Unmoved::BeyondMastering;
    return Unmoved::Neighbours;
}

} // namespace

std::string_view nameOf(Unmoved reason) {
    switch (reason) {
    case Unmoved::Moved:
        return {};
    case Unmoved::Unknown:
        return "unknown";
    case Unmoved::Inside:
        return "inside";
    case Unmoved::Notes:
        return "notes";
    case Unmoved::Disagreement:
        return "disagreement";
    case Unmoved::OneReference:
        return "one_reference";
    case Unmoved::Doubtful:
        return "doubtful";
    case Unmoved::NoEqualiser:
        return "no_equaliser";
    case Unmoved::BeyondMastering:
        return "beyond_mastering";
    case Unmoved::Limited:
        return "limited";
    case Unmoved::Neighbours:
        return "neighbours";
    case Unmoved::SetAside:
        return "set_aside";
    }
    return {};
}

std::vector<BandOpinion> opinionsOn(const Gap& gap, int band) {
    std::vector<BandOpinion> all;
    for (const ReferenceGap& r : gap.references) {
        Decibels sum{};
        int known = 0;
        int thirds = 0;
        for (int t = 0; t < kThirds; ++t)
            if (thirdCentre(t) >= kBands[at(band)].low && thirdCentre(t) < kBands[at(band)].high) {
                ++thirds;
                if (r.known[at(t)]) {
                    sum += r.gap[at(t)];
                    ++known;
                }
            }
        if (2 * known >= thirds && known > 0)
            all.push_back({r.name, sum / known});
    }
    return all;
}

Explanation explanationOf(const Gap& gap, const Gap& after, const Moves& moves,
                          const MoveOptions& options) {
    Explanation explanation{};
    for (int b = 0; b < kNamedBands; ++b)
        explanation[at(b)] = reasonFor(gap, after, moves, options, b);
    return explanation;
}

} // namespace kilter
