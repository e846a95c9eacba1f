// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/command_line.h"
#include "app/exit_codes.h"

#include <stop_token>

namespace kilter {

/// Carries out what the command line says; results to standard output, messages to standard error.
[[nodiscard]] ExitCode run(const CommandLine& line, const std::stop_token& stop);

} // namespace kilter
