// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/command_line.h"
#include "app/exit_codes.h"
#include "core/base/warning.h"
#include "core/delivery/services.h"
#include "core/session/check_file.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace kilter {

/// Checks files and tells what was found. What is wrong with one is a result, and no failure; one
/// that can't be read is ExitCode::Input, and the others are told all the same.
[[nodiscard]] ExitCode checkFiles(const CheckCommand& command, bool json,
                                  const std::stop_token& stop);

[[nodiscard]] std::string checkJson(std::span<const std::filesystem::path> paths,
                                    std::span<const Result<CheckedFile>> files,
                                    const Services& services,
                                    const std::optional<Warning>& warning);

} // namespace kilter
