// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/solve.h"

#include "core/analysis/loudness.h"
#include "core/chain/chain.h"
#include "core/chain/equaliser.h"
#include "core/render/blocks.h"
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

/// What goes into the drive and the limiter. Every trial starts from it, so that the equaliser
/// runs only once.
struct Equalised {
    AudioBuffer audio; ///< as the equaliser gives it, tail and all
    SampleRate rate;
    ChainSettings rest; ///< what comes behind the equaliser
    Frames delay;       ///< of the equaliser: the mix's first frame is there
    Frames length;      ///< of the mix
};

std::optional<Equalised> equalise(const AudioBuffer& mix, SampleRate rate,
                                  const ChainSettings& settings, const Progress& progress) {
    Equaliser equaliser(rate);
    equaliser.reset(settings.equaliser);
    const Frames delay = equaliser.latency();
    // The limiter hears the equaliser ring for as long as it looks ahead.
    const Frames lookAhead = Chain(rate).latency();
    Equalised result{AudioBuffer(2, mix.frames() + delay + lookAhead), rate, settings, delay,
                     mix.frames()};
    result.rest.equaliser = {};
    const bool finished = throughBlocks(mix, result.audio.frames(), progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames first) {
                                            equaliser.process(realtime, block);
                                            placeAligned(block, first, {}, result.audio);
                                        });
    if (!finished)
        return std::nullopt;
    return result;
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

std::optional<Trial> tryDrive(const Equalised& from, Decibels drive, const Progress& progress) {
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
std::optional<std::pair<Trial, Trial>> tryBoth(const Equalised& from, const DrivePair& drives,
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
    Search(const Equalised& from, DriveProblem problem)
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

    /// Until the planner has no more to try. False: cancelled.
    bool run(const Progress& progress) {
        while (const auto drives = nextDrives(problem_, trials_)) {
            const double done = renders() / static_cast<double>(kMostRenders);
            auto both = tryBoth(from_, *drives, progress.part(done, done + 0.3, "solving"));
            if (!both)
                return false;
            take(std::move(both->first));
            take(std::move(both->second));
        }
        return true;
    }

    [[nodiscard]] int renders() const { return static_cast<int>(trials_.size()); }
    [[nodiscard]] double slope() const {
        return marginalSlope(trials_, problem_.target).value_or(1.0);
    }
    [[nodiscard]] Trial& best() { return *best_; }

  private:
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

    const Equalised& from_;
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

Solved solvedFrom(const Equalised& from, Trial trial) {
    Solved solved;
    solved.settings = from.rest;
    solved.master = std::move(trial.master);
    solved.settings.drive = trial.drive;
    solved.settings.limiter.trim = trial.trim;
    solved.limiterWorked = solved.master.reduction.largest > Decibels{0.0};
    if (trial.trim < Decibels{0.0})
        applyTrim(solved.master.audio, trial.trim);
    solved.reached = trial.loudness;
    return solved;
}

/// One render with this drive, and one beside it for the slope where the limiter has work.
std::optional<Solved> renderOnce(const Equalised& from, Decibels drive, const Progress& progress) {
    constexpr Decibels kBeside{0.5};
    auto trial = tryDrive(from, drive, progress.part(0.0, 0.6, "rendering"));
    if (!trial)
        return std::nullopt;
    std::optional<double> slope;
    int renders = 1;
    if (trial->loudness && trial->master.reduction.largest > Decibels{0.0}) {
        const auto beside = tryDrive(from, drive + kBeside, progress.part(0.6, 1.0, "rendering"));
        if (!beside)
            return std::nullopt;
        ++renders;
        if (beside->loudness)
            slope = (*beside->loudness - *trial->loudness) / kBeside;
    }
    Solved solved = solvedFrom(from, std::move(*trial));
    solved.renders = renders;
    solved.slope = slope.value_or(1.0);
    return solved;
}

std::optional<Solved> search(const Equalised& from, const DriveProblem& problem,
                             const Progress& progress) {
    Search search(from, problem);
    if (!search.tryPlainGain(progress))
        return std::nullopt;
    if (from.rest.limiter.mode != LimiterMode::Off && !search.run(progress))
        return std::nullopt;
    const double slope = search.slope();
    Solved solved = solvedFrom(from, std::move(search.best()));
    solved.renders = search.renders();
    solved.slope = solved.limiterWorked ? slope : 1.0;
    return solved;
}

} // namespace

std::optional<Solved> solve(const AudioBuffer& mix, SampleRate rate, const ChainSettings& settings,
                            const Target& target, const Progress& progress) {
    const auto from = equalise(mix, rate, settings, progress.part(0.0, 0.1, "equalising"));
    if (!from)
        return std::nullopt;
    const Progress rest = progress.part(0.1, 1.0, "solving");
    const auto undriven = measureLoudness(from->audio, rate, rest.silent()).integrated;
    if (progress.cancelled())
        return std::nullopt;

    const auto solved = [&]() -> std::optional<Solved> {
        if (!target.loudness || !undriven)
            return renderOnce(*from, target.drive, rest);
        return search(
            *from, {*target.loudness, *undriven, samplePeak(from->audio), settings.limiter.ceiling},
            rest);
    };
    auto result = solved();
    if (!result)
        return std::nullopt;
    result->settings.equaliser = settings.equaliser;
    result->undriven = undriven;
    if (target.loudness)
        result->hit = result->reached && abs(*result->reached - *target.loudness) <= kPromise;
    return result;
}

} // namespace kilter
