// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

namespace kilter {

class CallbackGate;   ///< core/playback: around the callback
class OfflineScope;   ///< core/render: around the offline render
class PlaybackEngine; ///< core/playback: stands in for the callback while no device asks
namespace testing {
class RealtimeScope; ///< tests/support
}

/// Says in a function's signature that it may run on the audio thread: it does not allocate, lock,
/// throw, design filters or call the system. Only a FlushDenormalsScope makes one, and only the
/// callback and the offline render make that.
class Realtime {
  public:
    Realtime(const Realtime&) = delete;
    Realtime& operator=(const Realtime&) = delete;

  private:
    friend class FlushDenormalsScope;
    Realtime() = default;
};

/// Denormals are zero while it lives, on this thread: in the callback because they cost, offline
/// because the bytes have to be the callback's. Makes the token.
class FlushDenormalsScope {
  public:
    ~FlushDenormalsScope();
    FlushDenormalsScope(const FlushDenormalsScope&) = delete;
    FlushDenormalsScope& operator=(const FlushDenormalsScope&) = delete;

    [[nodiscard]] Realtime& token() { return token_; }

  private:
    friend class CallbackGate;
    friend class OfflineScope;
    friend class PlaybackEngine;
    friend class testing::RealtimeScope;
    FlushDenormalsScope() noexcept;

    unsigned saved_;
    Realtime token_;
};

/// A block of stereo audio, processed in place.
struct StereoBlock {
    float* left;
    float* right;
    int frames;
};

} // namespace kilter
