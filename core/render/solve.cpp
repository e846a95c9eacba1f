// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/solve.h"

#include "core/analysis/loudness.h"
#include "core/render/prefix.h"
#include "core/render/strictest_peak.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <span>
#include <utility>
#include <vector>

namespace kilter {

namespace {

constexpr Decibels kPromise{0.05}; // what `hit` means
constexpr Lufs kInaudible{-70.0};  // the absolute gate of BS.1770
constexpr Decibels kMargin{0.01};  // for what 16 bits with shaped dither add to a peak

Decibels samplePeak(const AudioBuffer& audio) {
    float peak = 0.0F;
    for (int c = 0; c < audio.channels(); ++c)
        for (const float x : audio.channel(c))
            peak = std::max(peak, std::abs(x));
    return toDecibels(peak);
}

struct Trial {
    Decibels drive;
    Rendered master;              ///< without the trim
    Decibels trim;                ///< what the limiter left over the ceiling comes off all; <= 0
    std::optional<Lufs> loudness; ///< with the trim
};

Decibels trimOf(const AudioBuffer& master, SampleRate rate, const LimiterSettings& limiter) {
    if (limiter.mode == LimiterMode::Off)
        return {};
    const Decibels highest = limiter.ceiling - kMargin;
    return std::min(Decibels{0.0}, highest - strictestTruePeak(master, rate, highest));
}

std::optional<Trial> tryDrive(const Prefix& from, Decibels drive, const Progress& progress) {
    ChainSettings settings = from.rest;
    settings.drive = drive;
    auto master = render(from.audio, from.rate, settings, from.delay, from.length, progress);
    if (!master)
        return std::nullopt;
    const auto loudness = measureLoudness(master->audio, from.rate, progress.silent()).integrated;
    if (progress.cancelled())
        return std::nullopt;
    const Decibels trim = trimOf(master->audio, from.rate, settings.limiter);
    return Trial{drive, std::move(*master), trim,
                 loudness ? std::optional(*loudness + trim) : std::nullopt};
}

/// Both at once, one on a thread of its own: each is sequential, so that its bytes are final.
std::optional<std::pair<Trial, Trial>> tryBoth(const Prefix& from, const DrivePair& drives,
                                               const Progress& progress) {
    auto companion = std::async(
        std::launch::async, [&] { return tryDrive(from, drives.companion, progress.silent()); });
    auto estimate = tryDrive(from, drives.estimate, progress);
    auto other = companion.get();
    if (!estimate || !other)
        return std::nullopt;
    return std::pair{std::move(*estimate), std::move(*other)};
}

/// The search of drive_search.h, with renders. Keeps the nearest master only.
class Search {
  public:
    Search(const Prefix& from, DriveProblem problem)
        : from_(from)
        , problem_(problem) {}

    /// Plain gain as long as the peaks allow it: more than once, because BS.1770's absolute gate
    /// does not move with it. False: cancelled.
    bool tryPlainGain(const Progress& progress) {
        Decibels gain = problem_.target - problem_.undriven;
        while (!isDone() && fits(gain)) {
            auto trial = tryDrive(from_, gain, progress.part(0.0, 0.6, "rendering"));
            if (!trial)
                return false;
            take(std::move(*trial));
            gain += problem_.target - trials_.back().loudness;
        }
        return true;
    }

    /// Until the planner has no more to try, or the target is no further away than `within`.
    /// False: cancelled.
    bool run(const Progress& progress, Decibels within = {}) {
        while (const auto drives = nextDrives(problem_, trials_)) {
            if (best_ && !isFurtherThan(within))
                return true;
            const double done = renders() / static_cast<double>(kMostRenders);
            auto both = tryBoth(from_, *drives, progress.part(done, done + 0.3, "solving"));
            if (!both)
                return false;
            take(std::move(both->first));
            take(std::move(both->second));
        }
        return true;
    }

    /// At most so many renders.
    void allow(int renders) { problem_.mostRenders = renders; }

    /// The drive that should reach the target, as far as is known.
    [[nodiscard]] Decibels estimate() const {
        const auto next = nextDrives(problem_, trials_);
        return next ? next->estimate : best_->drive;
    }

    [[nodiscard]] int renders() const { return static_cast<int>(trials_.size()); }
    [[nodiscard]] double slope() const {
        return marginalSlope(trials_, problem_.target).value_or(1.0);
    }
    [[nodiscard]] Trial& best() { return *best_; }
    [[nodiscard]] bool limiterWorks() const {
        return best_->master.reduction.largest > Decibels{0.0};
    }

  private:
    [[nodiscard]] bool isFurtherThan(Decibels distance) const {
        return !best_->loudness || abs(*best_->loudness - problem_.target) > distance;
    }

    [[nodiscard]] bool isDone() const {
        return renders() == kMostRenders ||
               (best_ && abs(trials_.back().loudness - problem_.target) <= kSolverTolerance);
    }

    /// With the limiter off everything does.
    [[nodiscard]] bool fits(Decibels gain) const {
        if (from_.rest.limiter.mode == LimiterMode::Off)
            return true;
        const Decibels highest = problem_.ceiling - kMargin - gain;
        return problem_.undrivenPeak <= highest &&
               strictestTruePeak(from_.audio, from_.rate, highest) <= highest;
    }

    void take(Trial trial) {
        trials_.push_back({trial.drive, trial.loudness.value_or(kInaudible)});
        if (nearest(trials_, problem_.target).drive == trial.drive)
            best_ = std::move(trial);
    }

    const Prefix& from_;
    DriveProblem problem_;
    std::vector<DriveTrial> trials_;
    std::optional<Trial> best_;
};

/// Exactly what the chain does with a trim.
void applyTrim(AudioBuffer& audio, Decibels trim) {
    const auto gain = static_cast<float>(amplitude(trim));
    for (int c = 0; c < audio.channels(); ++c)
        for (float& x : audio.channel(c))
            x *= gain;
}

Solved solvedFrom(const Prefix& from, Trial trial) {
    Solved solved;
    solved.settings = from.rest;
    solved.settings.equaliser = from.passed.equaliser;
    solved.settings.compressor = from.passed.compressor;
    solved.compressor = from.compressor;
    solved.undriven = from.undriven;
    solved.master = std::move(trial.master);
    solved.settings.drive = trial.drive;
    solved.settings.limiter.trim = trial.trim;
    solved.limiterWorked = solved.master.reduction.largest > Decibels{0.0};
    if (trial.trim < Decibels{0.0})
        applyTrim(solved.master.audio, trial.trim);
    solved.reached = trial.loudness;
    return solved;
}

/// The mix through another equaliser, when `review` wants one.
struct Reviewed {
    std::optional<Prefix> from;
    bool cancelled = false;
};

Reviewed reviewed(const AudioBuffer& mix, const Prefix& from, Decibels drive,
                  const EqualiserReview& review, const Progress& progress) {
    Reviewed result;
    if (!review)
        return result;
    ChainSettings settings = from.passed;
    settings.drive = drive;
    const auto other = review(settings, progress.part(0.0, 0.6, "listening to the limiter"));
    if (other) {
        settings.equaliser = *other;
        result.from =
            renderPrefix(mix, from.rate, settings, progress.part(0.6, 1.0, "equalising again"));
    }
    result.cancelled = progress.cancelled();
    return result;
}

/// One render with this drive, and one beside it for the slope where the limiter has work.
std::optional<Solved> renderOnce(const AudioBuffer& mix, const Prefix& asked, Decibels drive,
                                 const EqualiserReview& review, const Progress& progress) {
    constexpr Decibels kBeside{0.5};
    auto trial = tryDrive(asked, drive, progress.part(0.0, 0.4, "rendering"));
    if (!trial)
        return std::nullopt;
    int renders = 1;
    const auto limiterWorks = [&] {
        return trial->loudness && trial->master.reduction.largest > Decibels{0.0};
    };
    const Prefix* from = &asked;
    Reviewed other;
    if (limiterWorks()) {
        other = reviewed(mix, asked, drive, review, progress.part(0.4, 0.6, "rendering"));
        if (other.cancelled)
            return std::nullopt;
        if (other.from) {
            from = &*other.from;
            trial = tryDrive(*from, drive, progress.part(0.6, 0.8, "rendering"));
            if (!trial)
                return std::nullopt;
            ++renders;
        }
    }
    std::optional<double> slope;
    if (limiterWorks()) {
        const auto beside = tryDrive(*from, drive + kBeside, progress.part(0.8, 1.0, "rendering"));
        if (!beside)
            return std::nullopt;
        ++renders;
        if (beside->loudness)
            slope = (*beside->loudness - *trial->loudness) / kBeside;
    }
    Solved solved = solvedFrom(*from, std::move(*trial));
    solved.renders = renders;
    solved.slope = slope.value_or(1.0);
    return solved;
}

/// Until the target is hit. `spent`: renders of another search for the same master.
std::optional<Solved> finish(Search& search, const Prefix& from, int spent,
                             const Progress& progress) {
    if (from.rest.limiter.mode != LimiterMode::Off && !search.run(progress))
        return std::nullopt;
    const double slope = search.slope();
    Solved solved = solvedFrom(from, std::move(search.best()));
    solved.renders = spent + search.renders();
    solved.slope = solved.limiterWorked ? slope : 1.0;
    return solved;
}

DriveProblem problemOf(const Prefix& from, Lufs target, Lufs undriven) {
    DriveProblem problem;
    problem.target = target;
    problem.undriven = undriven;
    problem.undrivenPeak = samplePeak(from.audio);
    problem.ceiling = from.rest.limiter.ceiling;
    return problem;
}

/// Gives `from` up where another equaliser takes its place: it is as long as the mix.
std::optional<Solved> search(const AudioBuffer& mix, Prefix from, Lufs target,
                             const EqualiserReview& review, const Progress& progress) {
    constexpr Decibels kNear{0.5}; // LU; so near, the limiter does as it will in the end
    constexpr int kToKeep = 4;     // renders, for the other equaliser
    // Where a limiter works hard, the guess may be some dB off: a master two renders later is
    // better than a target that is said to be out of reach.
    constexpr int kSpare = 2;
    std::optional<Search> first(std::in_place, from, problemOf(from, target, *from.undriven));
    if (!first->tryPlainGain(progress))
        return std::nullopt;
    if (!review || from.rest.limiter.mode == LimiterMode::Off)
        return finish(*first, from, 0, progress);
    first->allow(kMostRenders - kToKeep);
    if (!first->run(progress.part(0.0, 0.5, "solving"), kNear))
        return std::nullopt;
    first->allow(kMostRenders);
    Reviewed other;
    if (first->limiterWorks())
        other = reviewed(mix, from, first->estimate(), review, progress.part(0.5, 0.6, "solving"));
    if (other.cancelled)
        return std::nullopt;
    const Progress rest = progress.part(0.6, 1.0, "solving");
    if (!other.from || !other.from->undriven)
        return finish(*first, from, 0, rest);
    const int spent = first->renders();
    // As much more drive as the other equaliser makes it softer.
    const Decibels guess = first->estimate() + (*from.undriven - *other.from->undriven);
    first.reset(); // its master is as long as the mix, too
    from.audio = {};
    DriveProblem again = problemOf(*other.from, target, *other.from->undriven);
    again.guess = guess;
    again.mostRenders = kMostRenders - spent + kSpare;
    Search second(*other.from, again);
    return finish(second, *other.from, spent, rest);
}

} // namespace

std::optional<Solved> solve(const AudioBuffer& mix, SampleRate rate, const ChainSettings& settings,
                            const Target& target, const Progress& progress,
                            const EqualiserReview& review) {
    auto from = renderPrefix(mix, rate, settings, progress.part(0.0, 0.1, "equalising"));
    if (!from)
        return std::nullopt;
    const Progress rest = progress.part(0.1, 1.0, "solving");
    auto result = target.loudness && from->undriven
                      ? search(mix, std::move(*from), *target.loudness, review, rest)
                      : renderOnce(mix, *from, target.drive, review, rest);
    if (result && target.loudness)
        result->hit = result->reached && abs(*result->reached - *target.loudness) <= kPromise;
    return result;
}

} // namespace kilter
