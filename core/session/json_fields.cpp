// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/json_fields.h"

#include "core/base/utf8.h"

#include <cerrno>
#include <cmath>
#include <fstream>
#include <system_error>
#include <utility>

namespace kilter {

namespace {

constexpr int kDeepest = 32;

/// nlohmann's parser keeps its depth on the heap, but a hostile file may still be refused early.
bool isTooDeep(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kDeepest)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

Error bad(std::string detail) {
    return {ErrorCode::BadSession, std::move(detail), {}};
}

const nlohmann::json& nothing() {
    static const nlohmann::json empty = nlohmann::json::object();
    return empty;
}

} // namespace

Fields::Fields(const nlohmann::json& json, std::string where)
    : json_(&json)
    , where_(std::move(where)) {
    if (!json.is_object())
        throw BadField{where_ + " is not an object"};
}

void Fields::fail(const char* key, const char* why) const {
    throw BadField{where_ + (where_.empty() ? "" : ".") + key + " " + why};
}

bool Fields::has(const char* key) const {
    const auto it = json_->find(key);
    return it != json_->end() && !it->is_null();
}

bool Fields::isText(const char* key) const {
    return has(key) && (*json_)[key].is_string();
}

double Fields::number(const char* key, limits::Range range, std::optional<double> fallback) const {
    if (!has(key)) {
        if (!fallback)
            fail(key, "is missing");
        return *fallback;
    }
    const auto& value = (*json_)[key];
    if (!value.is_number())
        fail(key, "is not a number");
    const double number = value.get<double>();
    if (!range.holds(number))
        fail(key, "is out of its range");
    return number;
}

int Fields::integer(const char* key, limits::Range range, int fallback) const {
    const double value = number(key, range, fallback);
    if (value != std::floor(value))
        fail(key, "is not a whole number");
    return static_cast<int>(value);
}

std::uint64_t Fields::whole(const char* key, std::uint64_t fallback) const {
    if (!has(key))
        return fallback;
    const auto& value = (*json_)[key];
    if (!value.is_number_unsigned())
        fail(key, "is not a whole number");
    return value.get<std::uint64_t>();
}

bool Fields::flag(const char* key, bool fallback) const {
    if (!has(key))
        return fallback;
    const auto& value = (*json_)[key];
    if (!value.is_boolean())
        fail(key, "is not true or false");
    return value.get<bool>();
}

std::string Fields::text(const char* key, std::size_t mostBytes) const {
    if (!has(key))
        return {};
    const auto& value = (*json_)[key];
    if (!value.is_string())
        fail(key, "is not a text");
    auto text = value.get<std::string>();
    if (text.size() > mostBytes)
        fail(key, "is too long");
    return text;
}

Fields Fields::object(const char* key) const {
    const std::string where = where_.empty() ? key : where_ + "." + key;
    return {has(key) ? (*json_)[key] : nothing(), where};
}

std::vector<Fields> Fields::list(const char* key, std::size_t most) const {
    std::vector<Fields> fields;
    if (!has(key))
        return fields;
    const auto& list = (*json_)[key];
    if (!list.is_array())
        fail(key, "is not a list");
    if (list.size() > most)
        fail(key, "has too many entries");
    for (const auto& entry : list)
        fields.emplace_back(entry, where_.empty() ? key : where_ + "." + key);
    return fields;
}

std::vector<std::string> Fields::texts(const char* key, std::size_t most) const {
    std::vector<std::string> texts;
    if (!has(key))
        return texts;
    const auto& list = (*json_)[key];
    if (!list.is_array() || list.size() > most)
        fail(key, "is not a list, or has too many entries");
    for (const auto& value : list) {
        if (!value.is_string())
            fail(key, "has an entry that is no text");
        texts.push_back(value.get<std::string>());
    }
    return texts;
}

std::vector<double> Fields::numbers(const char* key, std::size_t count, limits::Range range) const {
    if (!has(key))
        fail(key, "is missing");
    const auto& list = (*json_)[key];
    if (!list.is_array() || list.size() != count)
        fail(key, "has another length");
    std::vector<double> numbers;
    for (const auto& value : list) {
        if (!value.is_number() || !range.holds(value.get<double>()))
            fail(key, "has a number out of its range");
        numbers.push_back(value.get<double>());
    }
    return numbers;
}

std::optional<Error> withDocument(std::string_view text, const char* kind, int newest, Newer policy,
                                  const std::function<void(const Fields&, bool newer)>& read) {
    if (text.size() > kLongestDocument)
        return bad("longer than 4 MB");
    if (isTooDeep(text))
        return bad("nested too deeply");
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return bad("not JSON");
    std::optional<Error> newer;
    try {
        const Fields fields(json, "");
        if (!fields.has(kind))
            return bad(std::string("has no ") + kind);
        constexpr limits::Range kVersions{1, 1 << 30};
        const int version = fields.integer(kind, kVersions, 0);
        if (version > newest)
            newer = Error{ErrorCode::NewerVersion, "version " + std::to_string(version), {}};
        if (newer && policy == Newer::Refused)
            return newer;
        read(fields, newer.has_value());
    } catch (const BadField& field) {
        return newer ? newer : bad(field.what);
    }
    return std::nullopt;
}

Result<Done> refuseNewer(const std::filesystem::path& path, const char* kind, int newest) {
    const auto text = readWholeFile(path);
    if (!text)
        return Done{}; // nothing that could be one
    auto error = withDocument(*text, kind, newest, Newer::Refused, [](const Fields&, bool) {});
    if (!error || error->code != ErrorCode::NewerVersion)
        return Done{};
    error->path = utf8(path);
    return *error;
}

Error notReadable(const Error& why, const std::filesystem::path& path) {
    return {ErrorCode::WriteFailed, why.detail + ": it could not be opened again", utf8(path)};
}

Result<std::string> readWholeFile(const std::filesystem::path& path) {
    const auto error = [&](ErrorCode code, std::string detail) -> Error {
        return {code, std::move(detail), utf8(path)};
    };
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found)
        return error(ErrorCode::FileNotFound, {});
    if (!code && status.type() != std::filesystem::file_type::regular)
        return error(ErrorCode::NotAFile, {});
    const auto size = std::filesystem::file_size(path, code);
    if (!code && size > kLongestDocument)
        return error(ErrorCode::BadSession, "longer than 4 MB");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return error(errno == EACCES ? ErrorCode::NoPermission : ErrorCode::ReadFailed, {});
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (file.bad())
        return error(ErrorCode::ReadFailed, {});
    return text;
}

} // namespace kilter
