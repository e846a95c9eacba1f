// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace kilter {

/// Three ways to hear one move: only it, only what it changes, all but it.
enum class Audition { None, Solo, Delta, Bypass };

} // namespace kilter
