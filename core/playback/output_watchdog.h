// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

namespace kilter {

/// What can be seen of an output from outside: sound systems tell little, and late.
struct OutputPulse {
    Seconds sinceStart{};
    Seconds sinceCallback{}; ///< since the last time that it asked for sound; or since the start
    Seconds block{};         ///< that it asks for at a time
    Seconds windowElapsed{}; ///< how long the present window has lasted ...
    Seconds windowAsked{};   ///< ... and how much sound was asked for in it
    bool systemSaysLost = false;
};

enum class OutputHealth {
    Well,
    Stalled, ///< it does not ask any more: a suspended server, a frozen driver
    Lost     ///< the system says so, or it asks without ever playing: what is left of a dead server
};

/// The window over which sound that is asked for is compared with the clock. Short, so that a
/// clock that runs 100 ppm fast is not taken for a dead server after some hours.
inline constexpr Seconds kPulseWindow{5.0};

[[nodiscard]] constexpr OutputHealth healthOf(const OutputPulse& pulse) {
    constexpr Seconds kAhead{2.0}; // more than any server buffers at once
    constexpr Seconds kPatience{1.0};
    constexpr Seconds kStarting{3.0}; // a sound card that wakes up takes its time
    if (pulse.systemSaysLost || pulse.windowAsked - pulse.windowElapsed > kAhead)
        return OutputHealth::Lost;
    const Seconds patience = kPatience + 4.0 * pulse.block;
    if (pulse.sinceCallback > patience && pulse.sinceStart > kStarting)
        return OutputHealth::Stalled;
    return OutputHealth::Well;
}

} // namespace kilter
