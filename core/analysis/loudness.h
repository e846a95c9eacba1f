// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/k_weighting.h"
#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace kilter {

/// ITU-R BS.1770-4, EBU R128 and Tech 3341/3342. A figure that has no value here is empty:
/// integrated and momentary under 0.4 s or below the gate, short-term and range under 3 s.
struct Loudness {
    std::optional<Lufs> integrated, momentaryMax, shortTermMax;
    std::optional<Decibels> range;
    /// Momentary and short-term loudness every `hop` (value i is of the time that ends at (i + 1)
    /// hop), for the window and the report; minus infinity where there is none yet.
    Seconds hop{0.1};
    std::vector<float> momentary, shortTerm;
};

/// Where the `index`-th 10 ms begins.
[[nodiscard]] inline Frames tenMsBegin(std::size_t index, SampleRate rate) {
    return {(static_cast<std::int64_t>(index) * rate.hz + 50) / 100};
}

/// Mean K-weighted powers of the blocks of 400 ms, one every 100 ms, that integrated loudness is
/// made of, from the energies of every 10 ms (LoudnessMeter::energies).
[[nodiscard]] std::vector<double> gatingBlocks(std::span<const double> energies, SampleRate rate);

/// Integrated loudness (BS.1770-4) of such blocks; empty where none passes the absolute gate.
[[nodiscard]] std::optional<Lufs> integratedLoudness(std::span<const double> blocks);

/// Loudness of a stream. Channels in the order L R, or L R C Ls Rs (surrounds weigh 1.41).
///
/// It keeps the K-weighted energy of every 10 ms, from which all of the figures are sums: momentary
/// and short-term loudness are so known every 10 ms (with steps of 100 ms, case 13 of Tech 3341
/// fails), integrated loudness and range by blocks every 100 ms as the standards say (Tech 3342
/// asks for blocks of 3 s that overlap by 2.9). Five times as fast as libebur128, which it agrees
/// with (loudness_test). The result does not depend on the block size. 3 MB an hour.
class LoudnessMeter {
  public:
    /// `first`: which 10 ms of a longer stream it begins with.
    LoudnessMeter(SampleRate rate, int channels, std::size_t first = 0);

    /// One span a channel, of equal length. Allocates now and then: not for the audio thread.
    void process(std::span<const std::span<const float>> block);

    /// Of the last 400 ms and 3 s that are complete; empty when there aren't, or in digital
    /// silence.
    [[nodiscard]] std::optional<Lufs> momentary() const;
    [[nodiscard]] std::optional<Lufs> shortTerm() const;
    /// From the first sample on. A microsecond a second of what was heard.
    [[nodiscard]] std::optional<Lufs> integrated() const;
    [[nodiscard]] Loudness figures() const;
    /// K-weighted energy of every complete 10 ms: the sum of all channels' weighted squares.
    [[nodiscard]] const std::vector<double>& energies() const { return energies_; }

    /// A new stream.
    void reset();

  private:
    // Two channels side by side: GCC's and clang's vector extension.
    using Pair __attribute__((vector_size(16))) = double;
    struct PairState {
        BiquadState<Pair> head, pass;
    };

    [[nodiscard]] std::int64_t boundary(std::size_t tenMs) const {
        return tenMsBegin(first_ + tenMs, rate_).count - tenMsBegin(first_, rate_).count;
    }
    [[nodiscard]] double meanPower(std::size_t end, std::size_t length) const;
    [[nodiscard]] std::optional<Lufs> latest(std::size_t length) const;
    [[nodiscard]] std::vector<double> blockPowers(std::size_t length) const;

    KWeighting weighting_;
    SampleRate rate_;
    std::vector<double> channelWeights_;
    std::vector<PairState> states_;
    std::size_t first_ = 0;
    std::int64_t position_ = 0;    ///< frames so far
    double energy_ = 0.0;          ///< of the 10 ms that are under way
    std::vector<double> energies_; ///< of every complete 10 ms: sum of weighted squares
};

/// All of a buffer. Incomplete when `progress` was cancelled. Any thread. About 1/5000 of the
/// duration on one core (analysis_benchmark). Within 0.05 LU of every signal of Tech 3341 and 3342
/// (loudness_test).
[[nodiscard]] Loudness measureLoudness(const AudioBuffer& audio, SampleRate rate,
                                       const Progress& progress = {});

} // namespace kilter
