// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace kilter {

/// False while a PulseAudio server runs that has no default sink or source, or does not answer
/// within a second: RtAudio 5.2 then takes a null pointer for a name, or waits for ever. True
/// without any server, and where Kilter was built without PulseAudio. Waits for that second at
/// most.
[[nodiscard]] bool pulseCanBeAsked();

} // namespace kilter
