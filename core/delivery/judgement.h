// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace kilter {

/// What can be said of one thing that is asked for.
enum class Judgement { Right, Wrong, Unknown };

} // namespace kilter
