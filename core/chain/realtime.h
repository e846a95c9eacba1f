// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

namespace kilter {

/// Says in a function's signature that it may run on the audio thread: it does not allocate, lock,
/// throw, design filters or call the system. Only a FlushDenormalsScope makes one.
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
    FlushDenormalsScope() noexcept;
    ~FlushDenormalsScope();
    FlushDenormalsScope(const FlushDenormalsScope&) = delete;
    FlushDenormalsScope& operator=(const FlushDenormalsScope&) = delete;

    [[nodiscard]] Realtime& token() { return token_; }

  private:
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
