// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/warning.h"
#include "core/delivery/services.h"

#include <filesystem>
#include <optional>
#include <string_view>

/// The rules of services as a file: resources/services.json, which is compiled in, and a newer one
/// of the user's.
namespace kilter {

/// Every field is checked. Errors: BadSession; NewerVersion.
[[nodiscard]] Result<Services> servicesFromText(std::string_view text);

/// Those of resources/services.json, which are valid (services_json_test).
[[nodiscard]] const Services& builtinServices();

struct ServicesInUse {
    Services services;
    std::optional<Warning> warning; ///< ServicesIgnored: the user's own file can't be used
};

/// Those in `file` if it is there and dated later than the built-in ones, which are used otherwise.
/// At most 4 MB are read. Any thread.
[[nodiscard]] ServicesInUse servicesInUse(const std::filesystem::path& file);

/// Where a user puts newer rules: kilter/services.json in $XDG_CONFIG_HOME, or in ~/.config; empty
/// where neither is known.
[[nodiscard]] std::filesystem::path ownServicesFile();

} // namespace kilter
