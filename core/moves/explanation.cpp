// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/explanation.h"

#include "core/base/index.h"
#include "core/moves/fit.h"
#include "core/moves/footprint.h"
#include "core/moves/gap_target.h"
#include "core/moves/predict.h"
#include "core/moves/restraint.h"
#include "core/reference/findings.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace kilter {

namespace {

constexpr double kNearer = 0.3;  // dB; less is no move's doing
constexpr double kWorksOn = 0.5; // dB in the mean over a stretch
constexpr double kAtAll = 0.1;   // dB; what is named for it does so much at least
constexpr double kLeastQ = 0.5, kMostQ = 1.2;

// What lies off, and where.
struct Stretch {
    Hertz low{}, high{};
    Decibels before{}, after{};
    bool ofSides = false;

    [[nodiscard]] double sign() const { return before.value < 0.0 ? -1.0 : 1.0; }
    [[nodiscard]] bool isMoved() const { return abs(after) < abs(before) - Decibels{kNearer}; }
    [[nodiscard]] bool holds(Hertz f) const { return f >= low && f < high; }
};

// dB by which a shape works towards the target there, on average.
double helpOf(const FilterShape& shape, const Stretch& s) {
    double sum = 0.0;
    int cells = 0;
    for (int i = 0; i < kCells; ++i)
        if (s.holds(cellCentre(i))) {
            sum += response(shape, cellCentre(i)).value;
            ++cells;
        }
    return cells > 0 ? -s.sign() * sum / cells : 0.0;
}

bool isAbout(const Move& move, const Stretch& s) {
    return move.enabled && (move.placement == Placement::Side) == s.ofSides;
}

// The one that does most towards the target, and at least so much; -1: none does.
int mostHelpful(const Moves& moves, const Stretch& s, double least) {
    int best = -1;
    for (std::size_t m = 0; m < moves.size(); ++m)
        if (isAbout(moves[m], s))
            if (const double help = helpOf(moves[m].effective(), s); help >= least) {
                least = help;
                best = static_cast<int>(m);
            }
    return best;
}

// The user's own bands work against it, or its move is turned down.
bool standsInTheWay(const Moves& moves, const Stretch& s) {
    double own = 0.0;
    double asked = 0.0;
    double done = 0.0;
    for (const Move& move : moves) {
        if (!isAbout(move, s))
            continue;
        done += helpOf(move.effective(), s);
        asked += helpOf(move.shape, s);
        own += move.proposed ? 0.0 : helpOf(move.effective(), s);
    }
    return own < -kNearer || (asked >= kWorksOn && done < 0.5 * asked);
}

// The mean over a stretch of what can be known, beside what chance alone makes of it, tells its
// direction.
bool isEvident(const Gap& gap, const Stretch& s) {
    std::array<double, kThirds> inside{};
    double n = 0.0;
    double known = 0.0;
    for (int t = 0; t < kThirds; ++t)
        if (gap.known[at(t)]) {
            known += 1.0;
            inside[at(t)] = s.holds(thirdCentre(t)) ? 1.0 : 0.0;
            n += inside[at(t)];
        }
    if (n == 0.0)
        return false;
    double balance = 0.0;
    for (std::size_t t = 0; t < kThirds; ++t)
        if (gap.known[t]) {
            inside[t] = inside[t] / n - 1.0 / known;
            balance += inside[t] * gap.balance.gap[t].value;
        }
    return s.sign() * balance >= kBeyondChance * std::sqrt(squareOf(gap.balance.chance, inside));
}

// A filter that would close it, broad as balance is.
FilterShape candidateFor(const Stretch& s, double limit) {
    const double octaves = std::max(0.5, std::log2(s.high / s.low));
    FilterShape f;
    f.kind = FilterKind::Bell;
    f.frequency = {std::sqrt(s.low.value * s.high.value)};
    f.q = std::clamp(1.0 / octaves, kLeastQ, kMostQ);
    f.gain = {-s.sign() * std::min({std::abs(s.before.value), limit, 2.0})};
    return f;
}

bool pushesOut(const Gap& gap, const Gap& after, const Gap& then) {
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        const GapBand& band = gap.bands[b];
        if (band.verdict == Verdict::Unknown)
            continue;
        const Decibels least = std::max({abs(band.gap) + kFurtherOut, band.spread, band.sigma});
        const Decibels now = abs(then.bands[b].gap);
        if (now > least && now > abs(after.bands[b].gap) + Decibels{0.1})
            return true;
    }
    return false;
}

// Nothing known speaks against a move there: what its filter would meet.
Unmoved whatStopsAFilter(const Gap& gap, const Gap& after, const Moves& moves,
                         const MoveOptions& options, const Stretch& s) {
    const FilterShape candidate = candidateFor(s, options.limit.value);
    std::vector<FilterShape> filters;
    for (const Move& move : moves)
        if (move.enabled && move.placement == Placement::Stereo)
            filters.push_back(move.effective());
    filters.push_back(candidate);
    const FitTarget target = targetFor(gap, options.fullGap);
    const ShapeEvidence e = evidenceFor(gap, target, filters, filters.size() - 1);
    if (e.amount * candidate.gain.value >= 0.0 || std::abs(e.amount) < kBeyondChance * e.chance)
        return Unmoved::Notes;
    if (moves.empty() && !isBeyondChance(gap, target, filters))
        return Unmoved::Notes;
    if (compositePeak(filters) > options.limit.value)
        return Unmoved::Limited;
    Move more;
    more.shape = candidate;
    Moves all = moves;
    all.push_back(more);
    if (pushesOut(gap, after, predictedGap(gap, all)))
        return Unmoved::Neighbours;
    return abs(s.before) > kBeyondMastering ? Unmoved::BeyondMastering : Unmoved::Small;
}

Unmoved whyNot(const Gap& gap, const Gap& after, const Moves& moves, const MoveOptions& options,
               const Stretch& s) {
    if (standsInTheWay(moves, s))
        return Unmoved::SetAside;
    if (mostHelpful(moves, s, kWorksOn) >= 0)
        return Unmoved::Offset;
    if (gap.sameSong)
        return Unmoved::NoEqualiser;
    if (options.most == 0)
        return Unmoved::Limited;
    if (gap.reliability < kDoubtful)
        return Unmoved::Doubtful;
    const std::vector<Opinion> each = opinionsOn(gap, s.low, s.high);
    if (each.size() >= 2) {
        const auto [least, most] =
            std::minmax_element(each.begin(), each.end(),
                                [](const Opinion& a, const Opinion& b) { return a.gap < b.gap; });
        if (most->gap - least->gap >= abs(s.before))
            return Unmoved::Disagreement;
    }
    if (!isEvident(gap, s))
        return each.size() == 1 && gap.references.size() > 1 ? Unmoved::OneReference
                                                             : Unmoved::Notes;
    if (static_cast<int>(moves.size()) >= options.most)
        return Unmoved::Limited;
    return whatStopsAFilter(gap, after, moves, options, s);
}

Stretch bandStretch(const Gap& gap, const Gap& after, int band) {
    return {kBands[at(band)].low, kBands[at(band)].high, gap.bands[at(band)].gap,
            after.bands[at(band)].gap};
}

// Empty: it is not about the spectrum.
std::optional<Stretch> findingStretch(const Gap& gap, const Gap& after, const Finding& f) {
    switch (f.code) {
    case FindingCode::OverCompressed:
    case FindingCode::UnderCompressed:
    case FindingCode::Quieter:
    case FindingCode::Louder:
        return std::nullopt;
    case FindingCode::NarrowSides:
    case FindingCode::WideSides:
    case FindingCode::WideBass:
        return Stretch{f.low, f.high, gap.widthGap[at(f.band)], after.widthGap[at(f.band)], true};
    default:
        break;
    }
    Stretch s{f.low, f.high, {}, {}};
    int n = 0;
    for (int t = 0; t < kThirds; ++t)
        if (gap.known[at(t)] && s.holds(thirdCentre(t))) {
            s.before += gap.gap[at(t)];
            s.after += after.gap[at(t)];
            ++n;
        }
    if (n > 0) {
        s.before = s.before * (1.0 / n);
        s.after = s.after * (1.0 / n);
    }
    return s;
}

// `why` tells of what is not moved.
template <class Why>
Explanation explained(const Gap& gap, const Gap& after, const Moves& moves, const Why& why) {
    const auto remedyOf = [&](const Stretch& s, auto&& otherwise) {
        Remedy remedy{Unmoved::Moved, -1, s.before, s.after};
        if (!s.isMoved())
            remedy.reason = otherwise();
        if (remedy.reason == Unmoved::Moved || remedy.reason == Unmoved::Offset)
            remedy.move =
                mostHelpful(moves, s, remedy.reason == Unmoved::Offset ? kWorksOn : kAtAll);
        return remedy;
    };
    Explanation explanation;
    for (int b = 0; b < kNamedBands; ++b) {
        const Verdict verdict = gap.bands[at(b)].verdict;
        const Stretch s = bandStretch(gap, after, b);
        if (verdict == Verdict::Unknown)
            continue;
        explanation.bands[at(b)] = remedyOf(s, [&] {
            return verdict == Verdict::Inside ? Unmoved::Inside
                                              : why(s, at(b), &Explanation::bands);
        });
    }
    for (std::size_t f = 0; f < gap.findings.size(); ++f) {
        const auto s = findingStretch(gap, after, gap.findings[f]);
        explanation.findings.push_back(
            s ? remedyOf(*s, [&] { return why(*s, f, &Explanation::findings); })
              : Remedy{Unmoved::NoEqualiser, -1, {}, {}});
    }
    return explanation;
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
    case Unmoved::Offset:
        return "offset";
    case Unmoved::Neighbours:
        return "neighbours";
    case Unmoved::Small:
        return "small";
    case Unmoved::SetAside:
        return "set_aside";
    }
    return {};
}

std::vector<Opinion> opinionsOn(const Gap& gap, Hertz low, Hertz high) {
    std::vector<Opinion> all;
    for (const ReferenceGap& r : gap.references) {
        Decibels sum{};
        int known = 0;
        int thirds = 0;
        for (int t = 0; t < kThirds; ++t)
            if (thirdCentre(t) >= low && thirdCentre(t) < high) {
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
    return explained(gap, after, moves, [&](const Stretch& s, std::size_t, auto) {
        if (s.ofSides)
            return standsInTheWay(moves, s) ? Unmoved::SetAside : Unmoved::BeyondMastering;
        return whyNot(gap, after, moves, options, s);
    });
}

Explanation explanationOfEdited(const Gap& gap, const Gap& after, const Moves& moves,
                                const Explanation& proposed) {
    return explained(gap, after, moves, [&](const Stretch& s, std::size_t i, auto list) {
        const Unmoved then = (proposed.*list)[i].reason;
        const bool itsOwn = then == Unmoved::Moved || then == Unmoved::Offset;
        if (standsInTheWay(moves, s))
            return Unmoved::SetAside;
        if (mostHelpful(moves, s, kWorksOn) >= 0)
            return Unmoved::Offset;
        return itsOwn ? Unmoved::SetAside : then;
    });
}

Explanation explanationOfCurve(const Gap& gap, const Gap& after) {
    Explanation explanation = explained(gap, after, {}, [&](const Stretch& s, std::size_t, auto) {
        if (s.ofSides)
            return Unmoved::NoEqualiser;
        return isEvident(gap, s) ? Unmoved::Limited : Unmoved::Notes;
    });
    explanation.ofCurve = true;
    return explanation;
}

} // namespace kilter
