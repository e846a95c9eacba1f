// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_json.h"
#include "core/session/services_text.h"
#include "tests/fuzz/fuzzing.h"

#include <array>
#include <string_view>

/// Rules that can be read can be applied to any master, and said.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kilter;
    using namespace kilter::fuzzing;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const testing::PeakMemory memory;
    const auto services = servicesFromText(text);
    requireBounded(memory, size);
    if (!services)
        return 0;
    constexpr std::array<std::optional<Lufs>, 4> kLoudness{Lufs{-70.0}, Lufs{-14.0}, Lufs{3.0},
                                                           std::nullopt};
    constexpr std::array kPeaks{Decibels{-INFINITY}, Decibels{-1.0}, Decibels{6.0}};
    for (const ServiceRule& rule : services->rules) {
        require(!rule.name.empty(), "a service has a name");
        require(!ruleText(rule).empty(), "a rule has words");
        for (const auto& loudness : kLoudness)
            for (const Decibels peak : kPeaks) {
                const Played played = playedBy(rule, loudness, peak);
                require(std::isfinite(played.gain.value), "a gain is finite");
                require(!played.loudness || std::isfinite(played.loudness->value),
                        "what is heard then is finite or not known");
                require(isLevel(played.truePeak.value), "and so is its peak, or silence");
                require(rule.raising != Raising::Never || played.gain.value <= 0.0,
                        "who only turns down does so");
                require(!playedText(rule, played).empty(), "and it is said");
            }
    }
    return 0;
}
