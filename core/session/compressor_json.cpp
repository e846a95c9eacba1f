// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/compressor_json.h"

#include <optional>
#include <string>

namespace kilter {

nlohmann::ordered_json compressorJson(const CompressorSpec& spec) {
    nlohmann::ordered_json json{{"enabled", spec.enabled}};
    for (const CompressorField& field : compressorFields()) {
        const std::optional<double> value = field.read(spec);
        auto& entry = json[std::string(field.key)];
        if (value)
            entry = *value;
        else
            entry = "auto";
    }
    return json;
}

CompressorSpec compressorFrom(const Fields& json) {
    CompressorSpec spec;
    spec.enabled = json.flag("enabled", spec.enabled);
    for (const CompressorField& field : compressorFields()) {
        const std::string key(field.key);
        if (!json.has(key.c_str()))
            continue;
        std::optional<double> value;
        if (!json.isText(key.c_str()) || json.text(key.c_str()) != "auto")
            value = json.number(key.c_str(), {field.low, field.high});
        if (!field.allows(value))
            json.fail(key.c_str(), "is none of its choices");
        field.write(spec, value);
    }
    return spec;
}

} // namespace kilter
