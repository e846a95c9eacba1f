// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/codec_text.h"

#include "core/session/figures.h"

#include <algorithm>

namespace kilter {

namespace {

std::string dbtp(Decibels level) {
    return figure(level.value, 2, Sign::Always) + " dBTP";
}

std::string places(int count) {
    return count == 1 ? "1 place" : std::to_string(count) + " places";
}

std::string listOf(const std::vector<std::string>& parts, const char* between) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : between) + part;
    return text;
}

std::string meansText(const CodecGuard& guard) {
    switch (guard.means) {
    case GuardMeans::Dips:
        return "";
    case GuardMeans::LocalCeiling:
        return " Many came back: peaks that the codecs' noise may take there were lowered too.";
    case GuardMeans::LowerLevel:
        return " Dips alone did not do it: the whole level under the ceiling is " +
               figure(guard.lowered.value, 2) + " dB lower.";
    case GuardMeans::Missed:
        return " It could not be kept everywhere.";
    }
    return "";
}

} // namespace

std::string_view nameOf(GuardMeans means) {
    switch (means) {
    case GuardMeans::Dips:
        return "dips";
    case GuardMeans::LocalCeiling:
        return "local_ceiling";
    case GuardMeans::LowerLevel:
        return "lower_level";
    case GuardMeans::Missed:
        return "missed";
    }
    return "";
}

std::vector<Warning> codecWarnings(const CodecGuard& guard) {
    std::vector<Warning> warnings;
    for (const GuardedCodec& codec : guard.codecs)
        if (codec.after.overs > 0)
            warnings.push_back(
                {WarningCode::CodecOver, codec.after.truePeak.value, nameOf(codec.codec)});
    return warnings;
}

std::string guardText(const CodecGuard& guard, Decibels ceiling) {
    std::vector<std::string> had;
    std::vector<std::string> all;
    Decibels highest{guard.codecs.empty() ? 0.0 : guard.codecs.front().after.truePeak.value};
    Decibels shifted{guard.codecs.empty() ? 0.0 : guard.codecs.front().shifted.value};
    for (const GuardedCodec& codec : guard.codecs) {
        all.push_back(nameOf(codec.codec));
        highest = std::max(highest, codec.after.truePeak);
        shifted = std::max(shifted, codec.shifted);
        if (codec.before.overs > 0)
            had.push_back(nameOf(codec.codec) + " had " + places(codec.before.overs) + " up to " +
                          dbtp(codec.before.truePeak) + ", now " + dbtp(codec.after.truePeak));
    }
    const std::string other =
        shifted > ceiling
            ? " Where a service cuts or pads the beginning: up to " + dbtp(shifted) + "."
            : "";
    if (!guard.changes())
        return "Codecs: nothing to do for " + listOf(all, ", ") + ", decoded at most " +
               dbtp(highest) + "." + other;
    const auto dips = static_cast<int>(guard.dips.size());
    return "Codecs: " + std::to_string(dips) + (dips == 1 ? " dip" : " dips") + " of up to " +
           figure(guard.deepest().value, 1) + " dB " + (dips == 1 ? "keeps" : "keep") +
           " what is decoded under " + dbtp(ceiling) + ", for " +
           figure(guard.loudnessCost.value, 3) +
           " LU: " + (had.empty() ? listOf(all, ", ") : listOf(had, "; ")) + "." +
           meansText(guard) + other;
}

std::string guardInShort(const CodecGuard& guard) {
    if (!guard.changes())
        return "Nothing to do: what is decoded keeps the ceiling";
    const std::string cost = ", cost " + figure(guard.loudnessCost.value, 3) + " LU";
    const std::string lowered = "the whole level " + figure(guard.lowered.value, 2) + " dB lower";
    if (guard.dips.empty())
        return "No dips, " + lowered + cost;
    std::string text = std::to_string(guard.dips.size()) +
                       (guard.dips.size() == 1 ? " short dip of " : " short dips, deepest ") +
                       figure(guard.deepest().value) + " dB";
    if (guard.means == GuardMeans::Missed)
        text += ", which do not keep it everywhere";
    return text + (guard.lowered.value > 0.0 ? ", " + lowered : "") + cost;
}

} // namespace kilter
