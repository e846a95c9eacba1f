// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/realtime.h"

namespace kilter::testing {

/// A test plays the audio thread while it lives.
class RealtimeScope {
  public:
    [[nodiscard]] Realtime& token() { return scope_.token(); }

  private:
    FlushDenormalsScope scope_;
};

} // namespace kilter::testing
