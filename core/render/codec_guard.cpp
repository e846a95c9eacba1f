// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/codec_guard.h"

#include "core/analysis/overs.h"
#include "core/audio/gain.h"
#include "core/base/parallel.h"
#include "core/codec/coded_input.h"
#include "core/codec/round_trip.h"
#include "core/render/codec_noise.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <thread>
#include <utility>

namespace kilter {

namespace {

constexpr Decibels kMargin{0.05};     ///< left for other meters
constexpr Decibels kShiftedMay{0.25}; ///< pass the ceiling where frames begin elsewhere
/// Where the encoder begins: as it is delivered, and as where a service cuts or pads.
constexpr std::array kShifts{Frames{0}, Frames{100}, Frames{500}, Frames{1000}};

/// Overs closer together than that share a dip.
constexpr Seconds kTogether{0.0008};
/// A dip of the over's own depth is often answered by half of it coming back beside it.
constexpr double kGreed = 1.1;
/// More each time that something came back.
constexpr Decibels kImpatience{0.1};
constexpr int kMostImpatient = 3;

/// Once something came back, what a codec's noise may take over the limit next time is lowered with
/// what it did: peaks that so many times its RMS would take there, and more each time; those within
/// a codec's frame of an over, or, where so many overs a second of one encode came back, all of
/// them.
constexpr double kNoise = 1.5;
constexpr double kMoreNoise = 0.25;
constexpr double kMostNoise = 2.5;
constexpr Seconds kFrame{0.025};
constexpr double kDense = 1.5;

constexpr int kLowerFrom = 16; ///< and from this one on, the whole master is lowered
constexpr int kGiveUpAfter = 20;

/// Nobody knows how many more times: each one is told as so much of what is left.
constexpr double kShareOfRest = 0.5;

struct Place {
    Seconds at;
    Decibels excess; ///< over what is allowed there, > 0
};

struct Heard {
    std::vector<Place> places;   ///< of overs
    std::vector<Place> expected; ///< where there may be some next time
    CodecPeaks peaks;
};

/// Each of them holds a decoded copy of the song.
constexpr unsigned kMostThreads = 4;

std::size_t threads() {
    return std::clamp(std::thread::hardware_concurrency(), 2U, kMostThreads);
}

/// What of `audio` lies behind its first frames.
AudioBuffer from(const AudioBuffer& audio, Frames first) {
    AudioBuffer rest(audio.channels(), audio.frames() - first);
    for (int c = 0; c < audio.channels(); ++c)
        std::ranges::copy(audio.channel(c).subspan(static_cast<std::size_t>(first.count)),
                          rest.channel(c).begin());
    return rest;
}

/// Leaves those of `expected` that lie within a frame of an over; `places` are in order of time.
void keepNear(std::vector<Place>& expected, std::span<const Place> places) {
    std::erase_if(expected, [places](const Place& place) {
        const auto next = std::ranges::lower_bound(places, place.at - kFrame, {}, &Place::at);
        return next == places.end() || next->at > place.at + kFrame;
    });
}

/// A codec, begun at one of kShifts.
struct Pass {
    std::size_t codec = 0;
    Frames shift;
    Decibels truePeak{-std::numeric_limits<double>::infinity()}; ///< decoded, as last heard
    int overInARow = 0;                                          ///< its last encodes that were
    bool isVerified = false; ///< heard with the master as it is now

    [[nodiscard]] bool isShifted() const { return shift.count > 0; }
};

class Guarding {
  public:
    Guarding(const AudioBuffer& master, SampleRate rate, std::span<const Codec> codecs,
             Decibels ceiling, const AsWritten& asWritten, const Progress& progress)
        : master_(master)
        , rate_(rate)
        , ceiling_(ceiling)
        , asWritten_(asWritten)
        , progress_(progress) {
        for (std::size_t i = 0; i < codecs.size(); ++i) {
            guard_.codecs.emplace_back().codec = codecs[i];
            for (const Frames shift : kShifts)
                passes_.push_back({i, shift});
        }
    }

    Result<CodecGuard> run() {
        for (auto due = passesDue(); !due.empty() && guard_.means != GuardMeans::Missed;
             due = passesDue())
            if (auto done = encode(due); !done)
                return done.error();
        for (const Pass& pass : passes_) {
            Decibels& shifted = guard_.codecs[pass.codec].shifted;
            shifted = pass.isShifted() ? std::max(shifted, pass.truePeak) : pass.truePeak;
        }
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
    [[nodiscard]] AudioBuffer written() const {
        AudioBuffer audio = guarded();
        asWritten_(audio);
        return audio;
    }

    /// Those that were over, as long as there are any; then all the others once more.
    [[nodiscard]] std::vector<Pass*> passesDue() {
        std::vector<Pass*> over;
        std::vector<Pass*> clean;
        for (Pass& pass : passes_)
            if (!pass.isVerified)
                (pass.overInARow > 0 ? over : clean).push_back(&pass);
        return over.empty() ? clean : over;
    }

    [[nodiscard]] Decibels limitOf(const Pass& pass) const {
        return ceiling_ + (pass.isShifted() ? kShiftedMay : -kMargin);
    }

    [[nodiscard]] Result<Heard> hear(const AudioBuffer& audio, const Pass& pass,
                                     const Progress& progress) const {
        const Codec codec = guard_.codecs[pass.codec].codec;
        auto decoded = roundTrip(audio, rate_, codec, pass.shift, progress);
        if (!decoded)
            return decoded.error();
        const Decibels limit = limitOf(pass);
        const Seconds late = pass.shift / rate_;
        Heard heard;
        for (const Over& over : oversIn(decoded->audio, decoded->rate, limit, kTogether))
            heard.places.push_back({over.at + late, over.peak - limit});
        heard.peaks.overs = static_cast<int>(oversIn(decoded->audio, decoded->rate, limit).size());
        if (heard.places.empty()) {
            heard.peaks.truePeak = truePeakOf(decoded->audio, decoded->rate);
            return heard;
        }
        const Place& worst = *std::ranges::max_element(heard.places, {}, &Place::excess);
        heard.peaks.truePeak = limit + worst.excess;
        heard.peaks.worst = worst.at;
        if (takenDown_ == 0)
            return heard;
        auto coded = CodedInput::make(audio, rate_, decoded->rate, progress.silent());
        if (!coded)
            return coded.error();
        const AudioBuffer given = from(coded->audio(), late * decoded->rate);
        const double times = std::min(kNoise + kMoreNoise * (takenDown_ - 1), kMostNoise);
        for (const Over& over : expectedOvers(given, decoded->audio, decoded->rate, limit, times))
            heard.expected.push_back({over.at + late, over.peak - limit});
        return heard;
    }

    Result<Done> encode(std::span<Pass* const> due) {
        const AudioBuffer audio = written();
        std::vector<Result<Heard>> heard(due.size(), Error{ErrorCode::Cancelled, {}, {}});
        const double from = std::exchange(told_, told_ + kShareOfRest * (1.0 - told_));
        const Progress round = progress_.part(from, told_, {});
        const double share = 1.0 / static_cast<double>(due.size());
        forEachParallel(due.size(), threads(), [&](std::size_t k, bool onCaller) {
            const double at = share * static_cast<double>(k);
            heard[k] = hear(audio, *due[k],
                            onCaller ? round.part(at, at + share, "guarding against codecs")
                                     : progress_.silent());
        });
        int inARow = 0;
        double most = 0.0; // overs of a pass
        std::vector<Place> places;
        std::vector<Place> expected;
        for (std::size_t k = 0; k < due.size(); ++k) {
            if (!heard[k])
                return heard[k].error();
            note(*due[k], *heard[k]);
            inARow = std::max(inARow, due[k]->overInARow);
            most = std::max(most, static_cast<double>(heard[k]->places.size()));
            places.insert(places.end(), heard[k]->places.begin(), heard[k]->places.end());
            expected.insert(expected.end(), heard[k]->expected.begin(), heard[k]->expected.end());
        }
        std::ranges::stable_sort(places, {}, &Place::at);
        takeDown(places, std::move(expected), inARow, most);
        return Done{};
    }

    void note(Pass& pass, const Heard& heard) {
        pass.truePeak = heard.peaks.truePeak;
        pass.overInARow = heard.places.empty() ? 0 : pass.overInARow + 1;
        pass.isVerified = true;
        if (pass.isShifted())
            return;
        GuardedCodec& codec = guard_.codecs[pass.codec];
        codec.after = heard.peaks;
        if (codec.encodes++ == 0)
            codec.before = codec.after;
    }

    /// Lowers the master at `places`, where codecs passed what they may for the `inARow`th time in
    /// a row, one of them at `most` places; and where they are expected to.
    void takeDown(std::span<const Place> places, std::vector<Place> expected, int inARow,
                  double most) {
        if (places.empty())
            return;
        for (Pass& pass : passes_)
            pass.isVerified = false;
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
        if (takenDown_ == 1)
            isDense_ = most >= kDense * (master_.frames() / rate_).value;
        if (isDense_)
            guard_.means = GuardMeans::LocalCeiling;
        else
            keepNear(expected, places);
        // The depths of now, before any of them changes: several codecs may be over at one place.
        const Decibels more = kImpatience * std::min(takenDown_, kMostImpatient);
        std::vector<Dip> wanted;
        for (const Place& place : places)
            wanted.push_back(
                {place.at, depthAt(guard_.dips, place.at) + place.excess * kGreed + more});
        for (const Place& place : expected)
            wanted.push_back({place.at, depthAt(guard_.dips, place.at) + place.excess});
        deepen(guard_.dips, std::move(wanted));
        ++takenDown_;
    }

    const AudioBuffer& master_;
    SampleRate rate_;
    Decibels ceiling_;
    const AsWritten& asWritten_;
    const Progress& progress_;
    double told_ = 0.0; ///< of it, 0..1
    std::vector<Pass> passes_;
    int takenDown_ = 0;    ///< how many times something was lowered
    bool isDense_ = false; ///< codecs pass the ceiling nearly everywhere
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
