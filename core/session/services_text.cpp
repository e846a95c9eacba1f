// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_text.h"

#include "core/base/utf8.h"
#include "core/session/figures.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kilter {

namespace {

constexpr Decibels kHeard{0.05}; ///< less is shown as nothing

std::string level(double value, const char* unit) {
    return figure(value, value == std::round(value) ? 0 : 1) + " " + unit;
}

std::string consequence(const ServiceRule& rule, const Played& played) {
    if (!rule.level)
        return "plays as it is";
    if (!played.loudness)
        return "has no loudness that it could go by";
    const std::string own = level(rule.level->value, "LUFS");
    const Decibels under = *rule.level - *played.loudness;
    if (under > kHeard) {
        const std::string lower =
            "plays " + figure(under.value) + " dB lower there than a " + own + " one would";
        return played.gain > kHeard ? lower + ": its peak lets it be turned up by " +
                                          figure(played.gain.value) + " dB only"
                                    : lower;
    }
    if (played.gain < -kHeard)
        return "is turned down by " + figure(-played.gain.value) + " dB and plays as loud as a " +
               own + " one";
    if (played.gain > kHeard)
        return "is turned up by " + figure(played.gain.value) + " dB" +
               (played.limited ? ", into its limiter" : "");
    return "plays as it is, at the service's own level";
}

} // namespace

Played playedBy(const ServiceRule& rule, const Analysis& track) {
    return playedBy(rule, track.loudness.integrated, track.peaks.maxTruePeak());
}

std::string ruleText(const ServiceRule& rule) {
    std::string text = "left as it is";
    if (rule.level) {
        text = level(rule.level->value, "LUFS");
        if (rule.raising == Raising::Never)
            text += ", down only";
        else
            text += (rule.raising == Raising::ToCeiling ? ", up only to " : ", limited at ") +
                    level(rule.ceiling.value, "dBTP");
    }
    return rule.note.empty() ? text : text + "; " + shown(rule.note);
}

std::string playedText(const ServiceRule& rule, const Played& played) {
    return rule.confidence == Confidence::Low ? "if that is its rule, " + consequence(rule, played)
                                              : consequence(rule, played);
}

std::string servicesText(const Services& services, const Analysis& track) {
    if (!track.loudness.integrated)
        return {};
    int known = 0;
    std::vector<double> down;
    for (const ServiceRule& rule : services.rules) {
        if (rule.confidence == Confidence::Low)
            continue;
        ++known;
        if (const Decibels gain = playedBy(rule, track).gain; gain < -kHeard)
            down.push_back(-gain.value);
    }
    if (down.empty())
        return {};
    const auto [least, most] = std::ranges::minmax(down);
    const std::string much =
        figure(least) == figure(most) ? figure(most) : figure(least) + " to " + figure(most);
    return "At " + figure(track.loudness.integrated) + " LUFS " + std::to_string(down.size()) +
           " of " + std::to_string(known) + (down.size() == 1 ? " turns" : " turn") +
           " it down, by " + much +
           " dB: there it plays no louder than a softer master, and that much of the room for "
           "peaks above it stays empty.";
}

} // namespace kilter
