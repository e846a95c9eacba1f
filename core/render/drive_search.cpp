// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/drive_search.h"

#include "core/analysis/loudness.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

// Beyond this drive past the plain gain a limiter only makes it worse.
constexpr double kMostExtraDrive = 24.0;
constexpr double kSameDrive = 1e-6; // dB
constexpr double kLeastSlope = 0.05;
// Between two drives that are closer than this, nobody looks for a third.
constexpr double kFinest = 0.02;

constexpr double kSilence = -200.0; // dB
std::vector<double> levelsOf(const std::vector<double>& blocks) {
    std::vector<double> levels;
    levels.reserve(blocks.size());
    for (const double p : blocks)
        levels.push_back(p > 1e-20 ? 10.0 * std::log10(p) : kSilence);
    return levels;
}

// What the limiter takes from the loudness when peaks stand `over` dB above the ceiling: about
// nothing for 2 dB, one LU for 8. Measured on some twenty pieces of music; it only saves a render.
double expectedLoss(double over) {
    return over > 0.0 ? std::min(0.015 * over * over, 4.0) : 0.0;
}

} // namespace

DriveSearch::DriveSearch(DriveProblem problem)
    : problem_(std::move(problem))
    , undriven_(levelsOf(problem_.blocks)) {}

void DriveSearch::add(DriveTrial trial) {
    const auto byDrive = [](const auto& a, const auto& b) { return a.drive < b.drive; };
    std::erase_if(trials_, [&](const DriveTrial& t) { // the same again, with its trim
        return std::abs((t.drive - trial.drive).value) < kSameDrive;
    });
    std::erase_if(curves_, [&](const Curve& c) {
        return std::abs(c.drive - trial.drive.value) < kSameDrive;
    });
    if (trial.drive > problem_.free) {
        Curve curve{trial.drive.value, levelsOf(trial.blocks)};
        curves_.insert(std::upper_bound(curves_.begin(), curves_.end(), curve, byDrive), curve);
    }
    trials_.insert(std::upper_bound(trials_.begin(), trials_.end(), trial, byDrive),
                   std::move(trial));
}

double DriveSearch::miss(const DriveTrial& trial) const {
    return (trial.loudness - problem_.target).value;
}

const DriveTrial& DriveSearch::nearest() const {
    assert(!trials_.empty());
    return *std::min_element(trials_.begin(), trials_.end(),
                             [&](const DriveTrial& a, const DriveTrial& b) {
                                 return std::abs(miss(a)) < std::abs(miss(b));
                             });
}

std::optional<Lufs> DriveSearch::below() const {
    std::optional<Lufs> best;
    for (const DriveTrial& t : trials_)
        if (t.loudness < problem_.target && (!best || t.loudness > *best))
            best = t.loudness;
    return best;
}

std::optional<Lufs> DriveSearch::above() const {
    std::optional<Lufs> best;
    for (const DriveTrial& t : trials_)
        if (t.loudness > problem_.target && (!best || t.loudness < *best))
            best = t.loudness;
    return best;
}

double DriveSearch::leastDrive() const {
    return std::min((problem_.target - problem_.undriven).value, problem_.free.value) - 1.0;
}

double DriveSearch::mostDrive() const {
    return (problem_.target - problem_.undriven).value + kMostExtraDrive;
}

bool DriveSearch::wasTried(double drive) const {
    return std::any_of(trials_.begin(), trials_.end(), [&](const DriveTrial& t) {
        return std::abs(t.drive.value - drive) < kSameDrive;
    });
}

// Every block by itself: plain gain where the limiter rests; a parabola through what is known on
// both sides; and beyond the last trial straight on.
void DriveSearch::levelsAt(double drive, std::vector<double>& levels) const {
    const double free = problem_.free.value;
    levels.resize(undriven_.size());
    const auto plain = [&](std::size_t b) { return undriven_[b] + drive; };
    if (drive <= free || curves_.empty()) {
        for (std::size_t b = 0; b < levels.size(); ++b)
            levels[b] = plain(b);
        return;
    }
    const auto above = std::find_if(curves_.begin(), curves_.end(),
                                    [&](const Curve& c) { return c.drive >= drive; });
    if (curves_.size() == 1 && problem_.slopes.size() == levels.size()) {
        const Curve& only = curves_.front();
        for (std::size_t b = 0; b < levels.size(); ++b)
            levels[b] =
                std::min(plain(b), only.levels[b] + problem_.slopes[b] * (drive - only.drive));
        return;
    }
    if (above == curves_.begin()) { // what is lost grows with the square of what is driven
        const double t = (drive - free) / (above->drive - free);
        for (std::size_t b = 0; b < levels.size(); ++b) {
            const double lost = undriven_[b] + above->drive - above->levels[b];
            levels[b] = plain(b) - lost * t * t;
        }
        return;
    }
    const Curve& second = above == curves_.end() ? curves_.back() : *above;
    const bool first = &second == &curves_.front();
    const Curve* before = first ? nullptr : &second - 1;
    const Curve* earlier = before && before != &curves_.front() ? before - 1 : nullptr;
    const double d2 = second.drive;
    const double d1 = before ? before->drive : free;
    const double d0 = earlier ? earlier->drive : free;
    for (std::size_t b = 0; b < levels.size(); ++b) {
        const double y2 = second.levels[b];
        const double y1 = before ? before->levels[b] : undriven_[b] + free;
        double slope = (y2 - y1) / (d2 - d1);
        double bend = 0.0;
        if (before) {
            const double y0 = earlier ? earlier->levels[b] : undriven_[b] + free;
            bend = std::clamp((slope - (y1 - y0) / (d1 - d0)) / (d2 - d0), -0.1, 0.1);
        } else {
            bend = (slope - 1.0) / (d2 - d1); // loss by the square
        }
        if (drive <= d2) {
            levels[b] = y1 + slope * (drive - d1) + bend * (drive - d1) * (drive - d2);
        } else {
            slope = std::clamp(slope + bend * (d2 - d1), kLeastSlope, 1.0);
            levels[b] = y2 + slope * (drive - d2);
        }
    }
}

Lufs DriveSearch::predict(Decibels drive) const {
    std::vector<double> levels;
    levelsAt(drive.value, levels);
    for (double& v : levels)
        v = std::pow(10.0, 0.1 * v);
    constexpr Lufs kInaudible{-70.0}; // the absolute gate of BS.1770
    return integratedLoudness(levels).value_or(kInaudible) + trim_;
}

// How near the target may be at `drive`, where the predicted levels may be off by `doubt` dB to
// either side of the gate: with what lies there let in, left out, and up to the one that counts.
double DriveSearch::closestAt(double drive, double doubt) const {
    std::vector<double> levels;
    levelsAt(drive, levels);
    const double loudness = predict({drive}).value;
    const double gate = loudness - trim_.value + 0.691 - 10.0;
    double sum = 0.0;
    double count = 0.0;
    std::vector<double> doubtful;
    for (const double level : levels) {
        const double p = std::pow(10.0, 0.1 * level);
        if (level > gate + doubt) {
            sum += p;
            count += 1.0;
        } else if (level > gate - doubt) {
            doubtful.push_back(p);
        }
    }
    if (count == 0.0)
        return std::abs(loudness - problem_.target.value);
    const double wanted = std::pow(10.0, 0.1 * ((problem_.target - trim_).value + 0.691));
    std::sort(doubtful.rbegin(), doubtful.rend());
    double nearest = std::abs(loudness - problem_.target.value);
    const auto consider = [&] {
        nearest = std::min(nearest, std::abs(10.0 * std::log10(sum / count / wanted)));
    };
    consider();
    for (const double p : doubtful) {
        sum += p;
        count += 1.0;
        consider();
    }
    return nearest;
}

double DriveSearch::errorAt(double drive) const {
    return (predict({drive}) - problem_.target).value;
}

std::vector<double> DriveSearch::slopesAt(Decibels drive) const {
    constexpr double kAside = 0.1;
    std::vector<double> low;
    std::vector<double> high;
    levelsAt(drive.value - kAside, low);
    levelsAt(drive.value + kAside, high);
    for (std::size_t b = 0; b < low.size(); ++b)
        high[b] = std::clamp((high[b] - low[b]) / (2.0 * kAside), 0.0, 1.0);
    return high;
}

double DriveSearch::slopeAt(Decibels drive) const {
    // Of the blocks that count there: what the gate does at one drive is no slope.
    const std::vector<double> slopes = slopesAt(drive);
    std::vector<double> levels;
    levelsAt(drive.value, levels);
    const double gate = (predict(drive) - trim_).value - 10.0;
    double sum = 0.0;
    double weight = 0.0;
    for (std::size_t b = 0; b < levels.size(); ++b) {
        if (levels[b] - 0.691 < gate)
            continue;
        const double p = std::pow(10.0, 0.1 * levels[b]);
        sum += p * slopes[b];
        weight += p;
    }
    return weight > 0.0 ? sum / weight : 1.0;
}

// The least drive with which the target should be met.
std::optional<Decibels> DriveSearch::crossing(double step) const {
    const double close = 0.25 * kSolverTolerance.value;
    double low = leastDrive();
    double below = errorAt(low);
    while (low < mostDrive()) {
        const double high = std::min(low + step, mostDrive());
        const double above = errorAt(high);
        if ((below < 0.0) != (above < 0.0)) {
            double a = low;
            double b = high;
            double fa = below;
            double fb = above;
            while (b - a > 1e-4) {
                const double middle = 0.5 * (a + b);
                const double f = errorAt(middle);
                ((f < 0.0) == (below < 0.0) ? a : b) = middle;
                ((f < 0.0) == (below < 0.0) ? fa : fb) = f;
            }
            const bool nearer = std::abs(fa) <= std::abs(fb);
            const double drive = nearer ? a : b;
            if (std::abs(nearer ? fa : fb) <= close && !wasTried(drive))
                return Decibels{drive};
        }
        low = high;
        below = above;
    }
    return std::nullopt;
}

// Where the target might be met though it is not to be expected: the most likely drive between two
// that were tried, and not too close to them.
std::optional<Decibels> DriveSearch::hidingPlace(double step) const {
    // How far a prediction may be off, for each dB to the nearer drive that was tried: the whole,
    // and the blocks about the gate.
    constexpr double kDoubt = 0.3;
    constexpr double kGateDoubt = 1.0;
    constexpr double kMostGateDoubt = 3.0;
    // Not at the edge, so that what is left on both sides is soon small.
    constexpr double kEdge = 0.2;
    std::vector<double> known{leastDrive()};
    if (problem_.free.value > known.back())
        known.push_back(problem_.free.value);
    for (const DriveTrial& t : trials_)
        known.push_back(t.drive.value);
    std::sort(known.begin(), known.end());
    std::optional<Approach> best;
    for (std::size_t i = 0; i < known.size(); ++i) {
        const double low = known[i];
        const bool isLast = i + 1 == known.size();
        const double high = isLast ? std::max(mostDrive(), low) : known[i + 1];
        const double width = high - low;
        if (width <= kFinest)
            continue;
        const bool isPlain = high <= problem_.free.value + kSameDrive; // exactly known
        const int steps = std::max(8, static_cast<int>(std::ceil(width / step)));
        for (int k = 1; k < steps + (isLast ? 1 : 0); ++k) {
            const double drive = low + width * k / steps;
            const double toKnown = isLast ? drive - low : std::min(drive - low, high - drive);
            const double doubt = isPlain ? 0.0 : toKnown;
            const double error =
                closestAt(drive, std::min(kGateDoubt * doubt, kMostGateDoubt)) - kDoubt * doubt;
            if (error <= kPromise.value && (!best || error < best->error))
                best =
                    Approach{isLast ? std::max(drive, low + kEdge * width)
                                    : std::clamp(drive, low + kEdge * width, high - kEdge * width),
                             error};
        }
    }
    if (!best)
        return std::nullopt;
    return Decibels{best->drive};
}

std::optional<Decibels> DriveSearch::next() const {
    const double gain = (problem_.target - problem_.undriven).value;
    if (trials_.empty()) {
        if (problem_.guess)
            return problem_.guess;
        constexpr double kHardlyOver = 0.3;
        if (gain <= problem_.free.value + kHardlyOver)
            return Decibels{gain};
        return Decibels{gain + expectedLoss(gain - problem_.free.value)};
    }
    const double nearestMiss = std::abs(miss(nearest()));
    if (nearestMiss <= kSolverTolerance.value)
        return std::nullopt;
    const auto renders = static_cast<int>(trials_.size());
    if (renders >= kMostRendersWhereItJumps ||
        (renders >= kMostRenders && nearestMiss <= kPromise.value))
        return std::nullopt;
    // A hundred thousand blocks and more are looked at less finely: none of them makes a jump.
    const double blocks = static_cast<double>(std::max<std::size_t>(undriven_.size(), 1));
    const double fine = std::max(0.02, (mostDrive() - leastDrive()) * blocks / 3e6);
    constexpr double kCoarse = 0.5;
    if (const auto drive = crossing(std::max(fine, kCoarse)))
        return drive;
    if (const auto drive = crossing(fine))
        return drive;
    if (const auto drive = hidingPlace(fine))
        return drive;
    // The answer to what is out of reach is what most drive gives, unless less gives more.
    if (miss(nearest()) < 0.0 && !wasTried(mostDrive()) && trials_.back().drive.value < mostDrive())
        return Decibels{mostDrive()};
    return renders < kMostRenders ? nearer(fine) : std::nullopt;
}

// Where more of what is missing should be found, though not all of it.
std::optional<Decibels> DriveSearch::nearer(double step) const {
    constexpr double kWorthIt = 0.05; // LU
    Approach best{0.0, std::abs(miss(nearest())) - kWorthIt};
    for (double drive = leastDrive(); drive <= mostDrive(); drive += step)
        if (const double error = std::abs(errorAt(drive)); error < best.error)
            best = {drive, error};
    if (best.drive == 0.0 || wasTried(best.drive))
        return std::nullopt;
    return Decibels{best.drive};
}

std::optional<Decibels> DriveSearch::companion(Decibels drive) const {
    if (!trials_.empty() || problem_.guess || drive.value <= problem_.free.value + 1.0)
        return std::nullopt;
    const double loss = expectedLoss(drive.value - problem_.free.value);
    return drive + Decibels{std::max(0.3, loss)};
}

} // namespace kilter
