// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_json.h"

#include "core/session/json_fields.h"
#include "core/session/services_resource.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace kilter {

namespace {

constexpr int kVersion = 1;

/// "yyyy", "yyyy-mm" or "yyyy-mm-dd": a text of which the later day is the greater.
bool isDate(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-dd";
    const bool whole = text.size() == 4 || text.size() == 7 || text.size() == kShape.size();
    for (std::size_t i = 0; whole && i < text.size(); ++i)
        if (kShape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != '-')
            return false;
    const auto within = [&](std::size_t at, std::string_view last) {
        return text.size() <= at || (text.substr(at, 2) >= "01" && text.substr(at, 2) <= last);
    };
    return whole && within(5, "12") && within(8, "31");
}

std::string day(const Fields& json, const char* key) {
    std::string text = json.text(key);
    if (text.size() != 10 || !isDate(text))
        json.fail(key, "is not a day, yyyy-mm-dd");
    return text;
}

template <class Enum>
Enum nameThatIsThere(const Fields& json, const char* key) {
    if (!json.has(key))
        json.fail(key, "is missing");
    return json.name<Enum>(key, {});
}

ServiceRule ruleFrom(const Fields& json) {
    ServiceRule rule;
    rule.name = json.text("name");
    if (rule.name.empty())
        json.fail("name", "is missing");
    if (json.has("level_lufs")) {
        rule.level = Lufs{json.number("level_lufs", limits::kServiceLevel)};
        rule.raising = nameThatIsThere<Raising>(json, "raising");
        if (rule.raising != Raising::Never)
            rule.ceiling = {json.number("ceiling_dbtp", limits::kCeiling)};
    }
    rule.note = json.text("note");
    rule.source = json.text("source");
    if (!rule.source.empty() && !rule.source.starts_with("https://"))
        json.fail("source", "is not an address that begins with https://");
    rule.published = json.text("published");
    if (!rule.published.empty() && !isDate(rule.published))
        json.fail("published", "is not a date");
    rule.asOf = day(json, "as_of");
    rule.confidence = nameThatIsThere<Confidence>(json, "confidence");
    if (rule.source.empty() && rule.confidence != Confidence::Low)
        json.fail("confidence", "is more than low, without a source");
    return rule;
}

Services servicesFrom(const Fields& json) {
    Services services;
    services.date = day(json, "date");
    for (const Fields& entry : json.list("services", limits::kServices)) {
        ServiceRule rule = ruleFrom(entry);
        const auto same = [&](const ServiceRule& other) { return other.name == rule.name; };
        if (std::ranges::any_of(services.rules, same))
            entry.fail("name", "is there twice");
        services.rules.push_back(std::move(rule));
    }
    if (services.rules.empty())
        json.fail("services", "is empty");
    return services;
}

} // namespace

Result<Services> servicesFromText(std::string_view text) {
    return parseDocument<Services>(text, "kilter_services", kVersion, Newer::Refused,
                                   [](const Fields& json, bool) { return servicesFrom(json); });
}

const Services& builtinServices() {
    static const Services services = [] {
        auto parsed = servicesFromText(kServicesResource);
        if (!parsed)
            throw std::logic_error("the built-in services: " + parsed.error().detail);
        return *std::move(parsed);
    }();
    return services;
}

ServicesInUse servicesInUse(const std::filesystem::path& file) {
    const auto ignored = [](const Error& error, const char* otherwise) {
        return ServicesInUse{builtinServices(),
                             Warning{WarningCode::ServicesIgnored, 0.0,
                                     error.detail.empty() ? otherwise : error.detail}};
    };
    if (file.empty())
        return {builtinServices(), {}};
    const auto text = readWholeFile(file);
    if (!text && text.error().code == ErrorCode::FileNotFound)
        return {builtinServices(), {}};
    if (!text)
        return ignored(text.error(), "the file can't be read");
    auto own = servicesFromText(*text);
    if (!own)
        return ignored(own.error(), "the file is none");
    if (own->date <= builtinServices().date)
        return {builtinServices(), {}};
    return {*std::move(own), {}};
}

std::filesystem::path ownServicesFile() {
    const auto folder = [](const char* variable) -> std::filesystem::path {
        const char* value = std::getenv(variable);
        // The XDG base directory specification: what is not absolute is to be ignored.
        std::filesystem::path path = value ? value : "";
        return path.is_absolute() ? path : std::filesystem::path{};
    };
    std::filesystem::path config = folder("XDG_CONFIG_HOME");
    if (config.empty() && !folder("HOME").empty())
        config = folder("HOME") / ".config";
    return config.empty() ? config : config / "kilter" / "services.json";
}

} // namespace kilter
