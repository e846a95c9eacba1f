// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/demo/demo_song.h"
#include "core/demo/score.h"

namespace kilter::demo {

/// Plays a score on the recipe's instruments, each in its place between left and right and near or
/// far in the room, into two channels of `recipe.length`. Level and tonal balance are as they fall.
[[nodiscard]] AudioBuffer mixdown(const Score& score, const DemoRecipe& recipe);

} // namespace kilter::demo
