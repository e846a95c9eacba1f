// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/guarded_master.h"

#include "core/session/written_samples.h"

#include <optional>
#include <utility>

namespace kilter {

namespace {

constexpr Decibels kTolerance{0.05}; ///< of the target, as the solver's
constexpr Decibels kTouchUp{0.04};   ///< further off than this the drive is found once more

} // namespace

Result<Done> guardMaster(const Session& session, const LoadedTrack& mix, const AudioBuffer& audio,
                         Mastered& mastered, const Progress& progress) {
    const CodecDemands& demands = session.delivery.survives;
    const AsWritten asWritten = [&](AudioBuffer& master) {
        makeAsWritten(master, mastered.rate, session.delivery, *mix.track);
    };
    Solved& solved = mastered.solved;
    const std::optional<Lufs> target = session.target.loudness;
    const auto guardOnce = [&](const Progress& part) -> Result<Done> {
        auto guard = guardCodecs(solved.master.audio, mastered.rate, demands.codecs,
                                 demands.ceiling, asWritten, part);
        if (!guard)
            return guard.error();
        mastered.guard = std::move(*guard);
        if (!mastered.guard->changes())
            return Done{};
        const auto before = std::exchange(
            solved.reached, measureLoudness(solved.master.audio, mastered.rate).integrated);
        if (before && solved.reached)
            mastered.guard->loudnessCost = *before - *solved.reached;
        return Done{};
    };

    if (auto done = guardOnce(progress.part(0.0, 0.6, "guarding against codecs")); !done)
        return done;
    if (!mastered.guard->changes())
        return Done{};
    if (solved.hit == true && solved.reached && abs(*solved.reached - *target) > kTouchUp) {
        ChainSettings settings = solved.settings;
        settings.limiter.trim = {};
        settings.limiter.ceiling -= mastered.guard->lowered;
        Target raised = session.target;
        raised.loudness = *target + mastered.guard->loudnessCost - mastered.guard->lowered;
        auto again = solve(audio, mastered.rate, settings, raised, progress.part(0.6, 0.7, {}));
        if (!again)
            return Error{ErrorCode::Cancelled, {}, {}};
        solved = std::move(*again);
        if (auto done = guardOnce(progress.part(0.7, 1.0, "guarding against codecs")); !done)
            return done;
    }
    if (target && solved.reached)
        solved.hit = abs(*solved.reached - *target) <= kTolerance;
    return Done{};
}

} // namespace kilter
