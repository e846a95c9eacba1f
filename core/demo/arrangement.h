// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/demo/demo_song.h"
#include "core/demo/score.h"

namespace kilter::demo {

/// Writes the song that a recipe asks for, from its first beat to a last chord that rings out
/// before `recipe.length`. Pure: the same recipe, the same score.
[[nodiscard]] Score arrange(const DemoRecipe& recipe);

} // namespace kilter::demo
