// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/command_line.h"
#include "app/exit_codes.h"

#include <stop_token>

namespace kilter {

/// Makes a profile of records. Whatever could be one and can't be read is named on standard error;
/// it is a failure (ExitCode::Input, with the profile of the others written) where it was named on
/// the command line. Results to standard output.
[[nodiscard]] ExitCode makeProfile(const ProfileCommand& command, bool json,
                                   const std::stop_token& stop);

} // namespace kilter
