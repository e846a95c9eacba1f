// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/level_follower.h"
#include "core/playback/playback_post.h"
#include "core/playback/playhead.h"
#include "core/playback/posted_chain.h"
#include "core/playback/raised_cosine.h"
#include "core/playback/source_mixer.h"

#include <array>
#include <cstdint>
#include <optional>

namespace kilter {

/// The audio thread's half of the engine: transport, chains, mixer.
///
/// Two playheads: `feed_` reads the mix into the chain, `heard_` reads everything else one latency
/// later. Whatever jump the one makes, the other makes when the latency has passed.
class PlaybackCallback {
  public:
    PlaybackCallback(SampleRate rate, PlaybackPost& post);

    void process(Realtime& realtime, float* interleaved, int frames) noexcept;
    void settle(Realtime& realtime) noexcept;

  private:
    static constexpr int kChunk = Playhead::kChunk;
    /// The limiter works in hops of a power of two, well below this: two chains that began a
    /// multiple of it apart cut the music alike, and can be subtracted.
    static constexpr int kChainGrid = 4096;

    enum class State {
        Stopped,
        Playing,
        Stopping, ///< fading out, to stop or to begin anew
    };

    /// A jump of feed_ that heard_ has yet to make.
    struct Jump {
        std::int64_t due; ///< on clock_
        Passage to;
        bool asked; ///< by the user, not by the loop
    };
    static constexpr int kJumps = 64;

    struct StereoScratch {
        std::array<float, kChunk> left, right;
        [[nodiscard]] StereoBlock block(int frames) noexcept {
            return {left.data(), right.data(), frames};
        }
    };

    void takePost(Realtime& realtime) noexcept;
    void carryOut(Realtime& realtime, const PlaybackCommand& command) noexcept;
    void takeSettings(Realtime& realtime) noexcept;
    void select(Realtime& realtime) noexcept;
    void beginDifference(Realtime& realtime) noexcept;

    void play(Realtime& realtime) noexcept;
    void begin(Realtime& realtime) noexcept;
    void stop(Realtime& realtime) noexcept;
    void stopOrBeginAnew(Realtime& realtime) noexcept;
    void place(Realtime& realtime, const Passage& passage) noexcept;

    void jumpFeed() noexcept;
    void jumpHeard() noexcept;
    [[nodiscard]] bool ended() const noexcept;
    [[nodiscard]] std::optional<Loop> loop() const noexcept;
    [[nodiscard]] int undisturbed(int frames) const noexcept;

    int processChunk(Realtime& realtime, float* interleaved, int frames) noexcept;
    void runChains(Realtime& realtime, int frames) noexcept;
    void hear(Realtime& realtime, float* interleaved, int frames) noexcept;
    void advance(Realtime& realtime, int frames) noexcept;

    void returnSources() noexcept;
    void publish() noexcept;

    PlaybackPost& post_;
    std::array<PlaybackCommand, PlaybackPost::kCommands> commands_{};
    PostedChain master_, subtracted_;
    SourceMixer mixer_;
    MixerSettings wished_ = mixerSettings({});
    RaisedCosine jumpShape_, envelopeShape_;
    const int differenceWarmUp_;

    State state_ = State::Stopped;
    bool beginAnew_ = false; ///< after Stopping
    bool cold_ = true;       ///< the chain is reset, and playing begins with it
    CosineRamp envelope_;

    Playhead feed_, heard_;
    LevelFollower level_;      ///< of the master, at what is heard
    std::int64_t clock_ = 0;   ///< frames since the chain began
    std::int64_t latency_ = 0; ///< heard_ waits until clock_ is there
    std::array<Jump, kJumps> jumps_{};
    int firstJump_ = 0, jumpCount_ = 0;

    std::int64_t seek_ = -1; ///< asked for and not yet made; < 0: none
    const Sources* nextSources_ = nullptr;
    std::int64_t wrap_ = 0; ///< how far back the loop's end, which was passed, asks to jump
    std::optional<Loop> wishedLoop_;

    std::array<const Sources*, PlaybackPost::kLentSources> borrowed_{};
    std::size_t borrowedCount_ = 0;

    bool difference_ = false; ///< subtracted_ runs
    int warmUp_ = 0;          ///< frames until the difference may be heard

    StereoScratch mix_, wet_, subtractedWet_, own_, loud_;
    std::array<StereoScratch, kVersions.size()> versionScratch_;
    std::array<StereoScratch, kReferences> referenceScratch_;
    std::array<HeardFrame, kChunk> tap_{};
};

} // namespace kilter
