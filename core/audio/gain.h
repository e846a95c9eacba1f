// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"

namespace kilter {

/// Every sample times `gain`, an amplitude, rounded to a float first.
inline void scale(AudioBuffer& audio, double gain) {
    const auto factor = static_cast<float>(gain);
    for (int c = 0; c < audio.channels(); ++c)
        for (float& x : audio.channel(c))
            x *= factor;
}

} // namespace kilter
