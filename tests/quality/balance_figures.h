// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/quality/balance_trials.h"

namespace kilter::quality {

/// How songs, their sections and their notes scatter in the level of a third, as these songs have
/// it, beside the figures that core/reference/balance_model.h goes by. Prints a table.
void balanceFigures(const Songs& songs);

} // namespace kilter::quality
