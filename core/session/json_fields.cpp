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

constexpr std::size_t kLongestFile = 64U << 20U;
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

double Fields::number(const char* key, double low, double high,
                      std::optional<double> fallback) const {
    if (!has(key)) {
        if (!fallback)
            fail(key, "is missing");
        return *fallback;
    }
    const auto& value = (*json_)[key];
    if (!value.is_number())
        fail(key, "is not a number");
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < low || number > high)
        fail(key, "is out of its range");
    return number;
}

int Fields::integer(const char* key, int low, int high, int fallback) const {
    const double value = number(key, low, high, fallback);
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

std::string Fields::text(const char* key) const {
    if (!has(key))
        return {};
    const auto& value = (*json_)[key];
    if (!value.is_string())
        fail(key, "is not a text");
    return value.get<std::string>();
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

std::vector<double> Fields::numbers(const char* key, std::size_t count, double low,
                                    double high) const {
    if (!has(key))
        fail(key, "is missing");
    const auto& list = (*json_)[key];
    if (!list.is_array() || list.size() != count)
        fail(key, "has another length");
    std::vector<double> numbers;
    for (const auto& value : list) {
        if (!value.is_number() || value.get<double>() < low || value.get<double>() > high)
            fail(key, "has a number out of its range");
        numbers.push_back(value.get<double>());
    }
    return numbers;
}

std::optional<Error> withDocument(std::string_view text, const char* kind, int newest,
                                  const std::function<void(const Fields&)>& read) {
    if (text.size() > kLongestFile)
        return bad("longer than 64 MB");
    if (isTooDeep(text))
        return bad("nested too deeply");
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return bad("not JSON");
    try {
        const Fields fields(json, "");
        if (!fields.has(kind))
            return bad(std::string("has no ") + kind);
        const int version = fields.integer(kind, 1, 1 << 30, 0);
        if (version > newest)
            return bad("written by a newer Kilter (version " + std::to_string(version) + ")");
        read(fields);
    } catch (const BadField& field) {
        return bad(field.what);
    }
    return std::nullopt;
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
    if (!code && size > kLongestFile)
        return error(ErrorCode::BadSession, "longer than 64 MB");
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
