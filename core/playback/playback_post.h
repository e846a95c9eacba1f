// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/level_curve.h"
#include "core/chain/chain_settings.h"
#include "core/playback/command_queue.h"
#include "core/playback/listening.h"
#include "core/playback/mailbox.h"
#include "core/playback/meter_frame.h"
#include "core/playback/source_mixer.h"

#include <atomic>
#include <cstdint>

namespace kilter {

/// What may not be lost, in its order.
struct PlaybackCommand {
    enum class Kind : std::uint8_t { Play, Pause, Seek, SetLoop, ClearLoop, SetSources };

    Kind kind = Kind::Pause;
    std::int64_t begin = 0; ///< Seek: the position
    std::int64_t end = 0;
    const Sources* sources = nullptr; ///< lent until they come back
};

/// Settings, numbered upwards from 1, so that what came with them can be told free.
struct NumberedSettings {
    ChainSettings chain;
    const LevelCurve* curve = nullptr; ///< that the chain's output follows
    std::uint64_t number = 0;
};

/// Settings on their way to one chain, and how far back it still looks.
struct ChainPost {
    Mailbox<NumberedSettings> settings;
    /// Kernels and curves of settings before this number are not read any more, nor ever will be.
    std::atomic<std::uint64_t> oldestInUse{0};
};

/// All that lies between the gui thread (left) and the audio thread (right).
struct PlaybackPost {
    explicit PlaybackPost(SampleRate rate)
        : heard(static_cast<std::size_t>(2 * rate.hz)) {}

    static constexpr std::size_t kCommands = 256;
    /// So many are lent at the same time at most, so that all of them can come back at once.
    static constexpr std::size_t kLentSources = 32;

    CommandQueue<PlaybackCommand> commands{kCommands};   ///< ->
    CommandQueue<const Sources*> returned{kLentSources}; ///< <-
    ChainPost master, subtracted;                        ///< ->, and numbers <-
    Mailbox<MixerSettings> listening;                    ///< ->

    std::atomic<bool> playing{false}; ///< <-, all three
    std::atomic<std::int64_t> position{0}, length{0};
    CommandQueue<HeardFrame> heard; ///< to the meter thread
};

} // namespace kilter
