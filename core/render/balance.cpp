// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/balance.h"

#include "core/moves/correction.h"
#include "core/moves/predict.h"
#include "core/reference/gap.h"
#include "core/reference/profile.h"
#include "core/render/render.h"
#include "core/render/strictest_peak.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace kilter {

namespace {

// The limiter's slowest release is over by then.
constexpr Seconds kPreRoll{2.0};
constexpr int kMostCorrections = 4;
// Loudness for drive where a limiter works: between 1 and 0.4 where one would still want it.
constexpr double kSlope = 0.8;
constexpr Decibels kCloseEnough{0.03};

Gap besideItself(const Analysis& mix) {
    const Reference itself{&mix, nullptr, 1.0, {}};
    return gapBetween(mix, profileOf({&itself, 1}), {&itself, 1});
}

// The part of `audio` from `first` on, as far as there is any.
AudioBuffer part(const AudioBuffer& audio, Frames first, Frames length) {
    AudioBuffer result(audio.channels(), std::min(length, audio.frames() - first));
    for (int c = 0; c < audio.channels(); ++c)
        std::copy_n(audio.channel(c).data() + first.count, result.frames().count,
                    result.channel(c).data());
    return result;
}

/// The stretches that frames of `length` cover which begin at `times`; those that lie closer to
/// each other than `near` are one.
std::vector<FrameRange> stretchesOf(std::vector<Seconds> times, Seconds length, SampleRate rate,
                                    Frames near) {
    std::sort(times.begin(), times.end());
    std::vector<FrameRange> stretches;
    for (const Seconds time : times) {
        const FrameRange frame{time * rate, (time + length) * rate};
        if (stretches.empty() || frame.begin > stretches.back().end + near)
            stretches.push_back(frame);
        else
            stretches.back().end = frame.end;
    }
    return stretches;
}

bool anyEnabled(const Moves& moves) {
    return std::any_of(moves.begin(), moves.end(), [](const Move& m) { return m.enabled; });
}

Moves withCorrection(const Moves& moves, const std::vector<FilterShape>& correction) {
    Moves all = moves;
    for (const FilterShape& shape : correction) {
        Move band;
        band.shape = shape;
        band.proposed = false;
        all.push_back(band);
    }
    return all;
}

} // namespace

std::optional<BandDifference> largestDifference(const Gap& a, const Gap& b) {
    std::optional<BandDifference> largest;
    for (int n = 0; n < kNamedBands; ++n) {
        const auto i = static_cast<std::size_t>(n);
        if (a.bands[i].verdict == Verdict::Unknown)
            continue;
        const Decibels difference = b.bands[i].gap - a.bands[i].gap;
        if (!largest || abs(difference) > abs(largest->amount))
            largest = {n, difference};
    }
    return largest;
}

/// What the equalising alone makes of the mix, and where that is.
struct BalanceReview::Promise {
    Gap before; ///< the mix beside itself; its time begins with the section
    Gap after;  ///< behind the asked equalising
    Frames begin, length;
    std::vector<FrameRange> stretches; ///< that are compared, counted from `begin`
};

struct BalanceReview::Trial {
    Gap gap;
    BandDifference difference; ///< from what was promised
};

BalanceReview::BalanceReview(const AudioBuffer& mix, SampleRate rate, const Analysis& analysis,
                             const Equalising& asked)
    : mix_(mix)
    , rate_(rate)
    , analysis_(analysis)
    , phase_(asked.phase) {
    balance_.moves = asked.moves;
    balance_.asked = asked.moves.size();
    balance_.curve = asked.curve;
}

std::optional<BalanceReview::Trial> BalanceReview::rendered(const Promise& promise,
                                                            const ChainSettings& settings,
                                                            const Progress& progress) const {
    const Frames roll = kPreRoll * rate_;
    AudioBuffer master(2, promise.length); // silent where no frame is compared
    for (std::size_t i = 0; i < promise.stretches.size(); ++i) {
        const FrameRange& stretch = promise.stretches[i];
        const double share = 1.0 / static_cast<double>(promise.stretches.size());
        const Frames begin = promise.begin + stretch.begin;
        const Frames from = std::max(Frames{0}, begin - roll);
        const Frames length = std::min(stretch.end, promise.length) - stretch.begin;
        const AudioBuffer input = part(mix_, from, begin - from + length + roll);
        const auto heard =
            render(input, rate_, settings, begin - from, length,
                   progress.part(static_cast<double>(i) * share, static_cast<double>(i + 1) * share,
                                 "listening to the limiter"));
        if (!heard)
            return std::nullopt;
        for (int c = 0; c < 2; ++c)
            std::ranges::copy(heard->audio.channel(c),
                              master.channel(c).begin() + stretch.begin.count);
    }
    Trial trial{measuredGap(promise.before, spectrogramOf(master, rate_)), {}};
    if (const auto difference = largestDifference(promise.after, trial.gap))
        trial.difference = *difference;
    return trial;
}

std::optional<EqualiserSettings> BalanceReview::operator()(const ChainSettings& settings,
                                                           const Progress& progress) {
    if (!balance_.curve && !anyEnabled(balance_.moves))
        return std::nullopt;
    Promise promise;
    promise.before = besideItself(analysis_);
    if (promise.before.frames.empty())
        return std::nullopt;
    const auto [first, last] =
        std::minmax_element(promise.before.frames.begin(), promise.before.frames.end());
    const Seconds begin = *first;
    promise.begin = begin * rate_;
    promise.length = (*last - begin + analysis_.spectrogram.frameLength) * rate_;
    for (Seconds& time : promise.before.frames)
        time = time - begin;
    promise.stretches = stretchesOf(promise.before.frames, analysis_.spectrogram.frameLength, rate_,
                                    2 * kPreRoll * rate_);
    promise.after = predictedGap(promise.before, balance_.moves);
    if (balance_.curve)
        promise.after = predictedGap(promise.after, *balance_.curve);

    constexpr double kEach = 1.0 / (kMostCorrections + 1);
    const char* const kStage = "listening to the limiter";
    const auto asked = rendered(promise, settings, progress.part(0.0, kEach, kStage));
    if (!asked)
        return std::nullopt;
    balance_.moved = asked->difference;
    balance_.left = asked->difference;
    if (abs(asked->difference.amount) <= kBalanceTolerance)
        return std::nullopt;

    const Moves moves = balance_.moves;
    std::vector<FilterShape> correction;
    std::optional<MatchCurve> curve = balance_.curve;
    Trial best = *asked;
    Trial heard = *asked;
    Decibels drive = settings.drive.level();
    for (int i = 1; i <= kMostCorrections && abs(heard.difference.amount) > kCloseEnough; ++i) {
        if (curve)
            curve = correctedCurve(*curve, promise.after, heard.gap);
        else
            correction = correctionFor(promise.after, heard.gap, correction);
        const Moves sounding = withCorrection(moves, correction);
        DesignedChain chain = designChain(sounding, curve, phase_, settings.limiter, rate_);
        chain.settings.compressor = settings.compressor;
        chain.settings.drive = drive;
        auto trial =
            rendered(promise, chain.settings, progress.part(i * kEach, (i + 1) * kEach, kStage));
        if (!trial)
            return std::nullopt;
        heard = std::move(*trial);
        // More drive for what the correction made softer, less for what it made louder.
        const Decibels softer = asked->gap.mix.loudness() - heard.gap.mix.loudness();
        drive += softer * (1.0 / kSlope);
        if (abs(heard.difference.amount) >= abs(best.difference.amount))
            break;
        best = heard;
        balance_.moves = sounding;
        balance_.curve = curve;
        chain_ = std::move(chain);
    }
    if (!chain_)
        return std::nullopt;
    balance_.corrected = true;
    balance_.left = best.difference;
    return chain_->settings.equaliser;
}

} // namespace kilter
