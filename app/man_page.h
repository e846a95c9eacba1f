// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/program_text.h"

#include <string>

namespace kilter {

/// A page of section 1 in roff's man macros.
[[nodiscard]] std::string manPage(const ProgramText& program);

} // namespace kilter
