// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/solve.h"

#include "core/render/driven.h"
#include "core/render/prefix.h"
#include "core/render/strictest_peak.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <utility>
#include <vector>

namespace kilter {

namespace {

constexpr Lufs kInaudible{-70.0}; // the absolute gate of BS.1770
constexpr Decibels kMargin{0.01}; // for what 16 bits with shaped dither add to a peak
const char* const kSolving = "solving";

/// What the limiter left over the ceiling comes off all; <= 0.
Decibels trimOf(const Driven& driven, SampleRate rate, const LimiterSettings& limiter) {
    if (limiter.mode == LimiterMode::Off)
        return {};
    const Decibels highest = limiter.ceiling - kMargin;
    return std::min(Decibels{0.0},
                    highest - strictestTruePeak(driven.audio, rate, highest, driven.worked));
}

/// A trial of which the master can be made.
struct Kept {
    Driven driven;
    Decibels trim{};
    std::optional<Lufs> loudness; ///< with the trim
};

/// The search of drive_search.h, with renders. Keeps the nearest master only.
class Search {
  public:
    Search(Prefix& prefix, DriveProblem problem)
        : prefix_(prefix)
        , plan_(std::move(problem)) {}

    /// One round of trials: the planner's next, and where little is known one beside it on a
    /// thread of its own. False: there is no more to try, or it was cancelled.
    bool round(const Progress& progress) {
        const auto drive = plan_.next();
        if (!drive)
            return false;
        if (const auto companion = plan_.companion(*drive))
            return tryBoth(*drive, *companion, progress);
        return tryAlone(*drive, progress);
    }

    /// Until the planner has no more to try, and the nearest trial is kept.
    void run(const Progress& progress) {
        do {
            while (!progress.cancelled()) {
                const double done = std::min(0.9, 0.25 * renders_);
                if (!round(progress.part(done, done + 0.25, kSolving)))
                    break;
            }
        } while (!progress.cancelled() && !holdsNearest() &&
                 tryAlone(plan_.nearest().drive, progress.part(0.9, 1.0, kSolving)));
    }

    [[nodiscard]] const DriveSearch& plan() const { return plan_; }
    [[nodiscard]] int renders() const { return renders_; }
    [[nodiscard]] bool limiterWorks() const { return works_; }
    /// The drive that should reach the target, as far as is known.
    [[nodiscard]] Decibels estimate() const { return plan_.next().value_or(plan_.nearest().drive); }
    [[nodiscard]] Kept take() { return std::move(*kept_); }

  private:
    [[nodiscard]] bool holdsNearest() const {
        return kept_ && kept_->driven.drive == plan_.nearest().drive;
    }

    void add(const Driven& driven, Decibels trim) {
        ++renders_;
        works_ = works_ || driven.reduction.largest > Decibels{0.0};
        DriveTrial trial{driven.drive, gatingBlocks(driven.energies, prefix_.rate()), kInaudible};
        if (const auto loudness = integratedLoudness(trial.blocks))
            trial.loudness = *loudness + trim;
        plan_.add(std::move(trial));
    }

    bool tryAlone(Decibels drive, const Progress& progress) {
        prefix_.look(drive);
        auto driven = kilter::driven(prefix_, drive, KeepAudio::Yes, progress);
        if (!driven)
            return false;
        const Decibels trim = trimOf(*driven, prefix_.rate(), prefix_.settings().limiter);
        plan_.expectTrim(trim);
        trim_ = trim;
        add(*driven, trim);
        if (plan_.nearest().drive == drive || !kept_) {
            const auto loudness =
                integratedLoudness(gatingBlocks(driven->energies, prefix_.rate()));
            kept_ = Kept{std::move(*driven), trim,
                         loudness ? std::optional(*loudness + trim) : std::nullopt};
        }
        return true;
    }

    /// Their masters are seldom near enough: nothing is kept of them.
    bool tryBoth(Decibels drive, Decibels beside, const Progress& progress) {
        prefix_.look(drive);
        prefix_.look(beside);
        auto companion = std::async(std::launch::async, [&] {
            return driven(prefix_, beside, KeepAudio::No, progress.silent());
        });
        const auto own = driven(prefix_, drive, KeepAudio::No, progress);
        const auto other = companion.get();
        if (!own || !other)
            return false;
        add(*own, trim_);
        add(*other, trim_);
        return true;
    }

    Prefix& prefix_;
    DriveSearch plan_;
    std::optional<Kept> kept_;
    Decibels trim_{};
    int renders_ = 0;
    bool works_ = false;
};

Solved solvedFrom(const Prefix& prefix, Kept kept) {
    Solved solved;
    solved.settings = prefix.settings();
    solved.undriven = prefix.loudness();
    solved.compressor = prefix.compressor();
    solved.settings.drive = kept.driven.drive;
    solved.settings.limiter.trim = kept.trim;
    solved.limiterWorked = kept.driven.reduction.largest > Decibels{0.0};
    solved.reached = kept.loudness;
    solved.master.reduction = kept.driven.reduction;
    solved.master.audio = masterOf(prefix, std::move(kept.driven), kept.trim);
    return solved;
}

/// The mix through another equaliser, when `review` wants one.
std::optional<Prefix> reviewed(const AudioBuffer& mix, const Prefix& prefix, Decibels drive,
                               const EqualiserReview& review, const Progress& progress) {
    if (!review)
        return std::nullopt;
    ChainSettings settings = prefix.settings();
    settings.drive = drive;
    const auto other = review(settings, progress.part(0.0, 0.6, "listening to the limiter"));
    if (!other)
        return std::nullopt;
    settings = prefix.settings();
    settings.equaliser = *other;
    return Prefix::of(mix, prefix.rate(), settings, progress.part(0.6, 1.0, "equalising again"));
}

DriveProblem problemOf(Prefix& prefix, Lufs target) {
    DriveProblem problem;
    problem.target = target;
    problem.blocks = gatingBlocks(prefix.energies(), prefix.rate());
    problem.undriven = *prefix.loudness();
    problem.free = prefix.freeDrive();
    return problem;
}

std::optional<Solved> finish(const Prefix& prefix, Search& search, int spent,
                             const Progress& progress) {
    search.run(progress);
    if (progress.cancelled())
        return std::nullopt;
    const DriveSearch& plan = search.plan();
    Kept kept = search.take();
    const double slope = plan.slopeAt(kept.driven.drive);
    Solved solved = solvedFrom(prefix, std::move(kept));
    solved.renders = spent + search.renders();
    solved.slope = solved.limiterWorked ? slope : 1.0;
    solved.nearestBelow = plan.below();
    solved.nearestAbove = plan.above();
    return solved;
}

std::optional<Solved> search(const AudioBuffer& mix, Prefix prefix, Lufs target,
                             const EqualiserReview& review, const Progress& progress) {
    std::optional<Search> first(std::in_place, prefix, problemOf(prefix, target));
    first->round(progress.part(0.0, 0.4, kSolving));
    if (progress.cancelled())
        return std::nullopt;
    if (!review || !first->limiterWorks())
        return finish(prefix, *first, 0, progress.part(0.4, 1.0, kSolving));
    const Decibels estimate = first->estimate();
    auto other = reviewed(mix, prefix, estimate, review, progress.part(0.4, 0.6, kSolving));
    if (progress.cancelled())
        return std::nullopt;
    const Progress rest = progress.part(0.6, 1.0, kSolving);
    if (!other || !other->loudness())
        return finish(prefix, *first, 0, rest);
    const int spent = first->renders();
    DriveProblem again = problemOf(*other, target);
    // As much more drive as the other equaliser makes it softer.
    again.guess = estimate + (*prefix.loudness() - *other->loudness());
    again.slopes = first->plan().slopesAt(estimate);
    first.reset();
    prefix = std::move(*other); // each is as long as the mix
    Search second(prefix, again);
    return finish(prefix, second, spent, rest);
}

/// One render with this drive, and one beside it for the slope where the limiter has work.
std::optional<Solved> renderOnce(const AudioBuffer& mix, Prefix prefix, Decibels drive,
                                 const EqualiserReview& review, const Progress& progress) {
    constexpr Decibels kBeside{0.5};
    int renders = 0;
    const auto tryDrive = [&](Decibels d, KeepAudio keep, const Progress& told) {
        prefix.look(d);
        auto driven = kilter::driven(prefix, d, keep, told);
        ++renders;
        std::optional<Kept> kept;
        if (driven) {
            kept = Kept{std::move(*driven), {}, {}};
            if (keep == KeepAudio::Yes)
                kept->trim = trimOf(kept->driven, prefix.rate(), prefix.settings().limiter);
            kept->loudness = integratedLoudness(gatingBlocks(kept->driven.energies, prefix.rate()));
        }
        return kept;
    };
    auto trial = tryDrive(drive, KeepAudio::Yes, progress.part(0.0, 0.4, "rendering"));
    if (!trial)
        return std::nullopt;
    const auto limiterWorks = [&] {
        return trial->loudness && trial->driven.reduction.largest > Decibels{0.0};
    };
    if (limiterWorks()) {
        auto other = reviewed(mix, prefix, drive, review, progress.part(0.4, 0.6, "rendering"));
        if (progress.cancelled())
            return std::nullopt;
        if (other) {
            trial.reset();
            prefix = std::move(*other);
            trial = tryDrive(drive, KeepAudio::Yes, progress.part(0.6, 0.8, "rendering"));
            if (!trial)
                return std::nullopt;
        }
    }
    std::optional<double> slope;
    if (limiterWorks()) {
        const auto beside =
            tryDrive(drive + kBeside, KeepAudio::No, progress.part(0.8, 1.0, "rendering"));
        if (!beside)
            return std::nullopt;
        if (beside->loudness)
            slope = (*beside->loudness - *trial->loudness) / kBeside;
    }
    if (trial->loudness)
        trial->loudness = *trial->loudness + trial->trim;
    Solved solved = solvedFrom(prefix, std::move(*trial));
    solved.renders = renders;
    solved.slope = slope.value_or(1.0);
    return solved;
}

} // namespace

std::optional<Solved> solve(const AudioBuffer& mix, SampleRate rate, const ChainSettings& settings,
                            const Target& target, const Progress& progress,
                            const EqualiserReview& review) {
    auto prefix = Prefix::of(mix, rate, settings, progress.part(0.0, 0.1, "equalising"));
    if (!prefix)
        return std::nullopt;
    return solve(mix, std::move(*prefix), target, progress.part(0.1, 1.0, kSolving), review);
}

std::optional<Solved> solve(const AudioBuffer& mix, Prefix prefix, const Target& target,
                            const Progress& progress, const EqualiserReview& review) {
    auto result = target.loudness && prefix.loudness()
                      ? search(mix, std::move(prefix), *target.loudness, review, progress)
                      : renderOnce(mix, std::move(prefix), target.drive, review, progress);
    if (result && target.loudness) {
        result->hit = result->reached && abs(*result->reached - *target.loudness) <= kPromise;
        if (*result->hit)
            result->nearestBelow = result->nearestAbove = std::nullopt;
    }
    return result;
}

} // namespace kilter
