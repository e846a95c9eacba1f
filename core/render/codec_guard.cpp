// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/codec_guard.h"

#include "core/analysis/overs.h"
#include "core/base/parallel.h"
#include "core/codec/round_trip.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace kilter {

namespace {

constexpr Decibels kMargin{0.05};     ///< left for other meters
constexpr Decibels kShiftedMay{0.25}; ///< pass the ceiling where frames begin elsewhere
constexpr std::array kShifts{Frames{0}, Frames{100}, Frames{500}, Frames{1000}};

/// A dip of the over's own depth is often answered by half of it coming back beside it.
constexpr double kGreed = 1.1;
/// More for each time that a codec was over before.
constexpr Decibels kImpatience{0.16};

/// From this time in a row on, what is still over is lowered for longer, each time by so much
/// to either side.
constexpr int kLocalFrom = 4;
constexpr Seconds kLocalReach{0.012};
constexpr Seconds kLocalStep{0.004};
constexpr int kLowerFrom = 8; ///< and from this one on, the whole master is lowered
constexpr int kGiveUpAfter = 12;

/// Nobody knows how many more times: each one is told as so much of what is left.
constexpr double kShareOfRest = 0.5;

struct Place {
    Seconds at;
    Decibels excess; ///< over what is allowed there, > 0
};

struct Heard {
    std::vector<Place> places;
    Decibels truePeak{};
};

CodecPeaks peaksOf(const Heard& heard) {
    CodecPeaks peaks{static_cast<int>(heard.places.size()), heard.truePeak, {}};
    if (!heard.places.empty())
        peaks.worst = std::ranges::max_element(heard.places, {}, &Place::excess)->at;
    return peaks;
}

void scale(AudioBuffer& audio, double gain) {
    for (int c = 0; c < audio.channels(); ++c)
        for (float& x : audio.channel(c))
            x *= static_cast<float>(gain);
}

class Guarding {
  public:
    Guarding(const AudioBuffer& master, SampleRate rate, std::span<const Codec> codecs,
             Decibels ceiling, const AsWritten& asWritten, const Progress& progress)
        : master_(master)
        , rate_(rate)
        , ceiling_(ceiling)
        , asWritten_(asWritten)
        , progress_(progress)
        , states_(codecs.size()) {
        for (const Codec codec : codecs)
            guard_.codecs.emplace_back().codec = codec;
    }

    Result<CodecGuard> run() {
        for (auto due = codecsDue(); !due.empty() && guard_.means != GuardMeans::Missed;
             due = codecsDue())
            if (auto done = encodeThem(due); !done)
                return done.error();
        return guard_;
    }

    /// The master with what was found.
    [[nodiscard]] AudioBuffer guarded() const {
        AudioBuffer audio = master_;
        applyDips(audio, rate_, guard_.dips);
        if (guard_.lowered.value > 0.0)
            scale(audio, amplitude(-guard_.lowered));
        return audio;
    }

  private:
    struct State {
        int overInARow = 0;      ///< its last encodes that passed the ceiling
        bool isVerified = false; ///< encoded as the master is now
    };

    [[nodiscard]] AudioBuffer written() const {
        AudioBuffer audio = guarded();
        asWritten_(audio);
        return audio;
    }

    /// Those that were over, as long as there are any; then the others, once more.
    [[nodiscard]] std::vector<std::size_t> codecsDue() const {
        std::vector<std::size_t> over;
        std::vector<std::size_t> clean;
        for (std::size_t i = 0; i < states_.size(); ++i)
            if (!states_[i].isVerified)
                (states_[i].overInARow > 0 ? over : clean).push_back(i);
        return over.empty() ? clean : over;
    }

    [[nodiscard]] Result<Heard> hear(const AudioBuffer& audio, Codec codec, Frames shift,
                                     const Progress& progress) const {
        auto decoded = roundTrip(audio, rate_, codec, shift, progress);
        if (!decoded)
            return decoded.error();
        const Decibels limit = ceiling_ + (shift.count == 0 ? -kMargin : kShiftedMay);
        Heard heard;
        for (const Over& over : oversIn(decoded->audio, decoded->rate, limit))
            heard.places.push_back({over.at + shift / rate_, over.peak - limit});
        heard.truePeak =
            heard.places.empty()
                ? truePeakOf(decoded->audio, decoded->rate)
                : limit + std::ranges::max_element(heard.places, {}, &Place::excess)->excess;
        return heard;
    }

    /// Each of them with the frames where they are and where they are after a shift.
    Result<Done> encodeThem(const std::vector<std::size_t>& due) {
        const AudioBuffer audio = written();
        const std::size_t count = due.size() * kShifts.size();
        std::vector<Result<Heard>> heard(count, Error{ErrorCode::Cancelled, {}, {}});
        const double from = std::exchange(told_, told_ + kShareOfRest * (1.0 - told_));
        const Progress round = progress_.part(from, told_, {});
        const double share = 1.0 / static_cast<double>(count);
        forEachParallel(count, 2, [&](std::size_t k, bool onCaller) {
            const Frames shift = kShifts[k % kShifts.size()];
            const double at = share * static_cast<double>(k);
            heard[k] = hear(audio, guard_.codecs[due[k / kShifts.size()]].codec, shift,
                            onCaller ? round.part(at, at + share, "guarding against codecs")
                                     : progress_.silent());
        });
        int inARow = 0;
        std::vector<Place> places;
        for (std::size_t k = 0; k < count; ++k) {
            if (!heard[k])
                return heard[k].error();
            const std::size_t which = due[k / kShifts.size()];
            note(guard_.codecs[which], states_[which], k % kShifts.size() == 0, *heard[k]);
            inARow = std::max(inARow, states_[which].overInARow);
            places.insert(places.end(), heard[k]->places.begin(), heard[k]->places.end());
        }
        takeDown(places, inARow);
        return Done{};
    }

    static void note(GuardedCodec& codec, State& state, bool isUnshifted, const Heard& heard) {
        const bool isOver = !heard.places.empty();
        if (isUnshifted) {
            codec.after = peaksOf(heard);
            if (codec.encodes++ == 0)
                codec.before = codec.after;
            codec.shifted = heard.truePeak;
            state.isVerified = true;
            state.overInARow = isOver ? state.overInARow + 1 : 0;
        } else {
            codec.shifted = std::max(codec.shifted, heard.truePeak);
            if (isOver && state.overInARow == 0)
                state.overInARow = 1;
        }
    }

    /// Lowers the master where codecs passed what they may, for the `inARow`th time in a row.
    void takeDown(std::span<const Place> places, int inARow) {
        if (places.empty())
            return;
        for (State& state : states_)
            state.isVerified = false;
        if (inARow >= kGiveUpAfter) {
            guard_.means = GuardMeans::Missed;
            return;
        }
        if (inARow >= kLowerFrom) {
            guard_.means = GuardMeans::LowerLevel;
            guard_.lowered +=
                std::ranges::max_element(places, {}, &Place::excess)->excess + kMargin;
            return;
        }
        // The depths of now, before any of them changes: several codecs may be over at one place.
        std::vector<Dip> wanted;
        for (const Place& place : places)
            wanted.push_back({place.at, depthAt(guard_.dips, place.at) + place.excess * kGreed +
                                            kImpatience * (inARow - 1)});
        for (const Dip& dip : wanted) {
            deepen(guard_.dips, dip.at, dip.depth);
            if (inARow < kLocalFrom)
                continue;
            guard_.means = GuardMeans::LocalCeiling;
            const Seconds reach = kLocalReach * (inARow - kLocalFrom + 1);
            for (Seconds t = dip.at - reach; t <= dip.at + reach; t += kLocalStep)
                if (depthAt(guard_.dips, t) < dip.depth)
                    deepen(guard_.dips, t, dip.depth);
        }
    }

    const AudioBuffer& master_;
    SampleRate rate_;
    Decibels ceiling_;
    const AsWritten& asWritten_;
    const Progress& progress_;
    double told_ = 0.0; ///< of it, 0..1
    std::vector<State> states_;
    CodecGuard guard_;
};

} // namespace

int CodecGuard::encodes() const {
    int sum = 0;
    for (const GuardedCodec& codec : codecs)
        sum += codec.encodes;
    return sum;
}

LevelCurve levelCurveOf(const CodecGuard& guard, SampleRate rate) {
    const double lowered = guard.lowered.value > 0.0 ? amplitude(-guard.lowered) : 1.0;
    return {gainsOf(guard.dips, rate), static_cast<float>(lowered)};
}

Decibels CodecGuard::deepest() const {
    return dips.empty() ? Decibels{} : std::ranges::max_element(dips, {}, &Dip::depth)->depth;
}

Result<CodecGuard> guardCodecs(AudioBuffer& master, SampleRate rate, std::span<const Codec> codecs,
                               Decibels ceiling, const AsWritten& asWritten,
                               const Progress& progress) {
    Guarding guarding(master, rate, codecs, ceiling, asWritten, progress);
    auto guard = guarding.run();
    if (guard && guard->changes())
        master = guarding.guarded();
    return guard;
}

} // namespace kilter
