// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/compressor/spec.h"
#include "core/session/json_fields.h"

#include <nlohmann/json.hpp>

namespace kilter {

/// Every value by its key, "auto" for those that are; and "enabled".
[[nodiscard]] nlohmann::ordered_json compressorJson(const CompressorSpec& spec);

/// What is missing keeps its default. Throws BadField for what the limits don't allow.
[[nodiscard]] CompressorSpec compressorFrom(const Fields& json);

} // namespace kilter
