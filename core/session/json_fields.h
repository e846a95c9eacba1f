// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/session/limits.h"
#include "core/session/names.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading JSON that somebody else may have written: every field is checked for its kind and its
/// range. Inside core/session only; nlohmann::json does the parsing.
namespace kilter {

/// Thrown by Fields, caught by withDocument: nested readers stay free of error plumbing.
struct BadField {
    std::string what;
};

/// The fields of one JSON object. A missing one, or null, is absent: the fallback is given back.
class Fields {
  public:
    Fields(const nlohmann::json& json, std::string where);

    [[nodiscard]] bool has(const char* key) const;
    [[nodiscard]] bool isText(const char* key) const;

    [[nodiscard]] double number(const char* key, limits::Range range,
                                std::optional<double> fallback = std::nullopt) const;
    [[nodiscard]] int integer(const char* key, limits::Range range, int fallback) const;
    [[nodiscard]] std::uint64_t whole(const char* key, std::uint64_t fallback) const;
    [[nodiscard]] bool flag(const char* key, bool fallback) const;
    /// "" when absent.
    [[nodiscard]] std::string text(const char* key,
                                   std::size_t mostBytes = limits::kTextBytes) const;
    /// At most `most` of them; none when absent.
    [[nodiscard]] std::vector<std::string> texts(const char* key, std::size_t most) const;
    [[nodiscard]] Fields object(const char* key) const; ///< without fields when absent
    [[nodiscard]] std::vector<Fields> list(const char* key, std::size_t most) const;

    /// An enumeration by its stable name.
    template <class Enum>
    [[nodiscard]] Enum name(const char* key, Enum fallback) const {
        if (!has(key))
            return fallback;
        const auto value = named<Enum>(text(key));
        if (!value)
            fail(key, "is not a known name");
        return *value;
    }

    /// A list of exactly as many numbers as `out` has elements.
    template <class Values, class Assign>
    void numbers(const char* key, limits::Range range, Values& out, Assign&& assign) const {
        const std::vector<double> values = numbers(key, out.size(), range);
        for (std::size_t i = 0; i < values.size(); ++i)
            assign(out[i], values[i]);
    }

    [[noreturn]] void fail(const char* key, const char* why) const;

  private:
    [[nodiscard]] std::vector<double> numbers(const char* key, std::size_t count,
                                              limits::Range range) const;

    const nlohmann::json* json_; ///< owned by withDocument, which outlives all Fields
    std::string where_;
};

/// Null where there is no value, the number inside the unit where there is one.
template <class Json, class Unit>
[[nodiscard]] Json optionalJson(const std::optional<Unit>& value) {
    return value ? Json(value->value) : Json(nullptr);
}

/// What becomes of a document of a version above the newest that is known.
enum class Newer { Refused, Read };

/// Parses `text`, checks that its field `kind` says a version, and hands the fields to `read`, with
/// whether they are a newer version's. Errors: BadSession; NewerVersion, where that is refused, or
/// where what is known of it can't be read.
[[nodiscard]] std::optional<Error>
withDocument(std::string_view text, const char* kind, int newest, Newer policy,
             const std::function<void(const Fields&, bool newer)>& read);

template <class T, class Read>
[[nodiscard]] Result<T> parseDocument(std::string_view text, const char* kind, int newest,
                                      Newer policy, Read&& read) {
    std::optional<T> value;
    const auto error =
        withDocument(text, kind, newest, policy,
                     [&](const Fields& fields, bool newer) { value = read(fields, newer); });
    if (error)
        return *error;
    return std::move(*value);
}

/// Asked before a document is written over `path`: a newer version's is nobody's to replace who
/// does not know what is in it. Errors: NewerVersion.
[[nodiscard]] Result<Done> refuseNewer(const std::filesystem::path& path, const char* kind,
                                       int newest);

/// The error of a document that is not written because `why` would keep it from being read.
[[nodiscard]] Error notReadable(const Error& why, const std::filesystem::path& path);

/// No session or profile is longer: more is refused before it is read.
inline constexpr std::size_t kLongestDocument = std::size_t{4} << 20U;

/// At most kLongestDocument. Errors: FileNotFound, NotAFile, NoPermission, ReadFailed, BadSession
/// (too long).
[[nodiscard]] Result<std::string> readWholeFile(const std::filesystem::path& path);

} // namespace kilter
