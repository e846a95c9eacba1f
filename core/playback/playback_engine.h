// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/level_curve.h"
#include "core/chain/chain_settings.h"
#include "core/chain/realtime.h"
#include "core/playback/command_queue.h"
#include "core/playback/listening.h"
#include "core/playback/meter_frame.h"

#include <memory>
#include <optional>

namespace kilter {

class PlaybackCallback;
struct PlaybackPost;

/// Where playback is.
struct Transport {
    bool playing = false; ///< false also once the end is reached
    Frames position{};    ///< of the next frame that leaves the callback, in the mix
    Frames length{};      ///< of the song
};

/// Plays mix, master, its versions and references in step, at one sample rate, and switches between
/// them by gain only.
///
/// *In step*: the chain delays by its latency; the others are read that much later, so that what
/// is heard is always one position of the song, which is the position that transport() tells.
/// With gains at 0 dB the mix is the file's samples and the master is the export's, bit for bit,
/// when playing began at frame 0 (tests/core/playback/playback_engine_test).
///
/// *Switching* takes 20 ms: the weights move along a raised cosine from wherever they are, and
/// their sum is normalised by 1/sqrt(a^2 + b^2 + 2 rho a b), rho = 1 between mix, master and what
/// codecs and services make of it, which are one sound, and 0 to everything else. To a version of
/// the master that the sources heard now do not have, it switches when those have come that do.
///
/// *Jumps* (a seek, the loop's seam, other sources) are cross-faded over 10 ms on the input of
/// the chain, which just runs on. So the master over a loop's seam is what the chain makes of the
/// looped mix: filters ring into the repeat, and the limiter sees the seam coming, as it would in
/// any sound. The limiter's memory makes its first quarter of a second differ from the export's.
/// Starting elsewhere than where it paused, or with other settings, starts the chain afresh, which
/// is what the export does at frame 0; elsewhere the first 20 ms are faded in.
///
/// Threads: `process` on the audio thread; `heard` is read on one meter thread; everything else on
/// the gui thread, and never waits.
class PlaybackEngine {
  public:
    explicit PlaybackEngine(SampleRate rate);
    ~PlaybackEngine(); ///< only when no callback runs any more
    PlaybackEngine(const PlaybackEngine&) = delete;
    PlaybackEngine& operator=(const PlaybackEngine&) = delete;

    [[nodiscard]] SampleRate rate() const { return rate_; }

    /// What can be heard from now on; cross-faded. The position stays.
    void setSources(Sources sources);

    /// The master's settings, designed for rate(). `kernel` is what settings.equaliser.kernel
    /// points to, if anything: kept alive until the callback has done with it. Another latency
    /// (a kernel instead of the bands, or back) takes a short silence. What comes out of the chain
    /// follows `curve`, at rate() too, to the very frame of the song.
    void setChain(const ChainSettings& settings, std::shared_ptr<const FirKernel> kernel = nullptr,
                  std::shared_ptr<const LevelCurve> curve = nullptr);

    /// What HeardSource::Difference takes off the master: usually the same settings without one
    /// move. Costs a second run of the chain while it is heard, which is some 0.3 s after it was
    /// asked for, when that chain's limiter has nearly the same past: what is left of the
    /// difference in it is 50 dB under the music and fades by 4 dB every 100 ms.
    void setSubtracted(const ChainSettings& settings,
                       std::shared_ptr<const FirKernel> kernel = nullptr);

    void listen(const Listening& listening);

    /// At the end: from the start, or the loop's.
    void play();
    void pause(); ///< faded out over 20 ms
    void seek(Frames position);
    /// At least 50 ms long. Set while playing outside it: jumps to its begin. A seek out of it is
    /// honoured; playback wraps at its end.
    void setLoop(std::optional<Loop> loop);

    [[nodiscard]] Transport transport() const;

    /// Frees what the callback gave back, sends on what waited for room. Every 50 ms or so.
    void collect();

    /// Does at once what was asked for, in silence; a pause needs no fade. Only while no callback
    /// runs: when there is no device, or it was lost.
    void settle();

    /// Any number of frames, two channels interleaved, overwritten. Cost: that of the chain, twice
    /// for HeardSource::Difference (tests/benchmarks/playback_benchmark).
    void process(Realtime&, float* interleaved, int frames) noexcept;

    /// Frames that were played and not yet read, 2 s of them at least. When the reader is later
    /// than that, the newest are dropped.
    [[nodiscard]] CommandQueue<HeardFrame>& heard();

  private:
    class Gui; ///< the gui thread's half: what was lent to the other, and what waits for room

    SampleRate rate_;
    std::unique_ptr<PlaybackPost> post_;
    std::unique_ptr<PlaybackCallback> callback_;
    std::unique_ptr<Gui> gui_;
};

} // namespace kilter
