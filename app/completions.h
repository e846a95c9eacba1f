// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/program_text.h"

#include <string>

/// What shells complete: commands, their options, and the words that an option's value is one of;
/// else files.
namespace kilter {

[[nodiscard]] std::string bashCompletion(const ProgramText& program);
[[nodiscard]] std::string zshCompletion(const ProgramText& program);
[[nodiscard]] std::string fishCompletion(const ProgramText& program);

} // namespace kilter
