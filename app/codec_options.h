// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/copies.h"
#include "core/session/session.h"

#include <filesystem>
#include <string>
#include <vector>

/// --codec, --codec-ceiling and --encode. All throw BadUsage; "" is an option that is not given.
namespace kilter {

[[nodiscard]] CodecDemands demandsOf(const std::string& codecs, const std::string& ceiling);

/// Beside a master that is written to `out` with `samples`.
[[nodiscard]] std::vector<CopyFormat>
copiesOf(const std::string& encode, const std::filesystem::path& out, SampleFormat samples);

} // namespace kilter
