// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/playback/command_queue.h"
#include "core/playback/meter_frame.h"

#include <memory>
#include <optional>

namespace kilter {

/// Measures what is heard while it is heard: a thread of normal priority that empties the
/// engine's ring and publishes MeterFrames. It stands here, and not beside the engine, because
/// playback may not know how things are measured.
///
/// All figures start again when another source is heard, so that they are always of one.
/// Everything on the gui thread.
class MeterThread {
  public:
    /// `heard` outlives it, and nobody else reads it.
    MeterThread(CommandQueue<HeardFrame>& heard, SampleRate rate);
    ~MeterThread(); ///< stops it, within some 10 ms
    MeterThread(const MeterThread&) = delete;
    MeterThread& operator=(const MeterThread&) = delete;

    /// The newest frame, if there is one since the last call.
    [[nodiscard]] std::optional<MeterFrame> latest();

    /// Begins all figures anew, without what was heard before, and publishes that there are none.
    void reset();

  private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace kilter
