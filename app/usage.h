// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/limits.h"

#include <cstddef>
#include <string>

/// What the command line may say, and refusing what it may not. Thrown while it is parsed, and
/// caught there.
namespace kilter {

struct BadUsage {
    std::string text;
};

/// "OPTION: 'VALUE' is not EXPECTED".
[[noreturn]] void refuse(const std::string& option, const std::string& value,
                         const std::string& expected);

/// 0.5 as "0.5", 2 as "2".
[[nodiscard]] std::string plainDecimal(double x);

[[nodiscard]] double decimal(const std::string& option, const std::string& text,
                             limits::Range range);

/// As many as a session may have: more could not be saved.
void refuseMany(const std::string& option, std::size_t given, std::size_t most);

/// What stands below the options of every command's help: exit statuses and the codes of JSON.
[[nodiscard]] std::string helpFooter();

} // namespace kilter
