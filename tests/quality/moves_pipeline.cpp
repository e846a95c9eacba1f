// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/moves_pipeline.h"

#include "core/moves/fit.h"
#include "core/moves/predict.h"
#include "core/render/balance.h"
#include "core/render/design.h"
#include "core/render/solve.h"

#include <cmath>
#include <functional>
#include <stdexcept>

namespace kilter::quality {

namespace {

// As core/session/pipeline does it.
AudioBuffer throughChain(const Piece& mix, const Equalising& asked, std::optional<Lufs> loudness,
                         int& renders) {
    LimiterSettings limiter;
    if (!loudness)
        limiter.mode = LimiterMode::Off;
    const DesignedChain chain =
        designChain(asked.moves, asked.curve, asked.phase, limiter, mix.track.rate);
    if (!loudness) {
        auto rendered = render(mix.track.audio, mix.track.rate, chain.settings);
        renders = 1;
        return std::move(rendered->audio);
    }
    Target target;
    target.loudness = loudness;
    BalanceReview review(mix.track.audio, mix.track.rate, mix.analysis, asked);
    auto solved =
        solve(mix.track.audio, mix.track.rate, chain.settings, target, {}, std::ref(review));
    renders = solved->renders;
    return std::move(solved->master.audio);
}

} // namespace

std::vector<FilterShape> randomBells(Dice& dice, int count) {
    std::vector<FilterShape> bells;
    for (int i = 0; i < count; ++i) {
        FilterShape bell;
        bell.frequency = {std::exp(dice.between(std::log(50.0), std::log(12000.0)))};
        bell.gain = {dice.between(2.0, 6.0) * dice.sign()};
        bell.q = dice.between(0.5, 1.2);
        bells.push_back(bell);
    }
    return bells;
}

Gap gapTo(const Analysis& mix, const Analysis& reference) {
    const Reference r{&reference, nullptr, 1.0, "reference"};
    return gapBetween(mix, profileOf({&r, 1}), {&r, 1});
}

Outcome mastered(const Piece& mix, const Piece& reference, const Wish& wish) {
    Outcome out;
    const auto wanted = wholeThirds(reference.track.audio, reference.track.rate);
    out.raw = rmsDifference(wholeThirds(mix.track.audio, mix.track.rate), wanted);
    out.before = gapTo(mix.analysis, reference.analysis);
    std::optional<MatchCurve> curve;
    if (wish.match)
        curve = matchCurve(out.before, *wish.match);
    else
        out.moves = proposeMoves(out.before, wish.moves);
    out.predicted = curve ? predictedGap(out.before, *curve) : predictedGap(out.before, out.moves);

    std::optional<Lufs> loudness;
    if (wish.limiter)
        loudness = reference.analysis.loudness.integrated;
    const AudioBuffer master =
        throughChain(mix, {out.moves, curve, KernelPhase::Minimum}, loudness, out.renders);
    out.measured = measuredGap(out.before, spectrogramOf(master, mix.track.rate));
    out.rms = rmsDifference(wholeThirds(master, mix.track.rate), wanted);
    std::vector<FilterShape> filters;
    for (const Move& m : out.moves)
        if (m.placement == Placement::Stereo)
            filters.push_back(m.effective());
    out.composite = compositePeak(filters);
    return out;
}

Piece processed(const Piece& piece, const std::vector<FilterShape>& filters, Lufs loudness) {
    Piece result;
    result.name = piece.name;
    result.track.rate = piece.track.rate;
    AudioBuffer audio = filtered(piece.track.audio, piece.track.rate, filters);
    const auto now = measureLoudness(audio, piece.track.rate).integrated;
    if (!now)
        throw std::runtime_error(piece.name + " has no loudness");
    result.track.audio = gained(audio, loudness - *now);
    result.analysis = figuresOf(result.track.audio, result.track.rate);
    return result;
}

} // namespace kilter::quality
