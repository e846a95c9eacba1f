// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <filesystem>

namespace kilter::quality {

struct Sound {
    AudioBuffer audio; ///< stereo
    SampleRate rate;
};

/// By libsndfile; throws std::runtime_error. At most `longest` from `start`.
[[nodiscard]] Sound readSound(const std::filesystem::path& path, Seconds start = {},
                              Seconds longest = {1e6});
/// 32-bit float WAV.
void writeSound(const std::filesystem::path& path, const AudioBuffer& audio, SampleRate rate);

} // namespace kilter::quality
