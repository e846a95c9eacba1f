// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/delivery/services.h"
#include "core/session/pipeline.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the documents of several commands are made of.
namespace kilter {

using Json = nlohmann::ordered_json;

/// Of all documents.
inline constexpr int kJsonVersion = 1;

/// Null where it is not finite.
[[nodiscard]] Json number(double value);

template <class Unit>
[[nodiscard]] Json number(const std::optional<Unit>& value) {
    return value ? number(value->value) : Json(nullptr);
}

[[nodiscard]] Json warningsJson(const std::vector<Warning>& warnings);

/// A measured file's fields; `channels` of the file.
[[nodiscard]] Json figuresJson(const std::string& path, const std::string& format, int channels,
                               const Analysis& a, const std::vector<Warning>& warnings);
[[nodiscard]] Json trackJson(const LoadedTrack& loaded);
[[nodiscard]] Json placesJson(std::span<const Place> places);
[[nodiscard]] Json servicesJson(const Services& services, const Analysis& track);

[[nodiscard]] Json errorObject(std::string_view code, std::string_view text, std::string_view path);
/// Instead of the fields of a file that can't be read.
[[nodiscard]] Json failedJson(const std::filesystem::path& path, const Error& error);

/// A whole document as it is printed.
[[nodiscard]] std::string documentText(const Json& document);

} // namespace kilter
