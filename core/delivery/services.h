// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>
#include <vector>

/// What streaming services do to the level of what they are given. The rules are data
/// (resources/services.json), since they change and sources contradict each other.
namespace kilter {

/// How far a service turns up what is softer than its level.
enum class Raising {
    Never,
    ToCeiling,   ///< as far as the true peak stays under a ceiling
    IntoLimiter, ///< all the way; a limiter holds what would pass the ceiling
};

/// How well the rule is known: High is the service's own word, Medium what somebody measured or
/// several sources agree on, Low all else.
enum class Confidence { Low, Medium, High };

struct ServiceRule {
    std::string name;
    std::optional<Lufs>
        level; ///< integrated, of a song that is an album of its own; none: as it is
    Raising raising = Raising::Never;
    Decibels ceiling{};    ///< dBTP, of what is turned up
    std::string note;      ///< what else is to be known; may be empty
    std::string source;    ///< address; empty where none was found
    std::string published; ///< "yyyy", "yyyy-mm" or "yyyy-mm-dd" that the source bears, or empty
    std::string asOf;      ///< "yyyy-mm-dd": when the rule was looked up
    Confidence confidence = Confidence::Low;

    friend bool operator==(const ServiceRule&, const ServiceRule&) = default;
};

struct Services {
    std::string date; ///< "yyyy-mm-dd": of two sets the later one counts
    std::vector<ServiceRule> rules;

    friend bool operator==(const Services&, const Services&) = default;
};

/// A master as a service plays it.
struct Played {
    Decibels gain{};              ///< that the service applies
    std::optional<Lufs> loudness; ///< then; where a limiter works, at most
    Decibels truePeak{};          ///< then, dBTP; where a limiter works, its ceiling
    bool limited = false;         ///< the service's limiter has something to do

    friend bool operator==(const Played&, const Played&) = default;
};

/// What `rule` makes of a master of that integrated loudness and true peak (dBTP; minus infinity is
/// silence). The song is its own album. A master without a loudness is played as it is.
[[nodiscard]] Played playedBy(const ServiceRule& rule, std::optional<Lufs> loudness,
                              Decibels truePeak);

} // namespace kilter
