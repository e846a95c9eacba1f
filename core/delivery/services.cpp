// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/services.h"

#include <algorithm>

namespace kilter {

Played playedBy(const ServiceRule& rule, std::optional<Lufs> loudness, Decibels truePeak) {
    Played played{{}, loudness, truePeak, false};
    if (!rule.level || !loudness)
        return played;
    Decibels gain = *rule.level - *loudness;
    if (gain > Decibels{0.0}) {
        const Decibels room = std::max(rule.ceiling - truePeak, Decibels{0.0});
        if (rule.raising == Raising::Never)
            gain = {};
        else if (rule.raising == Raising::ToCeiling)
            gain = std::min(gain, room);
        else
            played.limited = gain > room;
    }
    played.gain = gain;
    played.loudness = *loudness + gain;
    played.truePeak = played.limited ? rule.ceiling : truePeak + gain;
    return played;
}

} // namespace kilter
