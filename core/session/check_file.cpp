// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/check_file.h"

#include "core/session/figures.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace kilter {

namespace {

constexpr Codec kAppleMusic{CodecKind::Aac, 256};

/// "4 places", "1 place"
std::string counted(double number, const char* what) {
    return figure(number, 0) + " " + what + (number == 1.0 ? "" : "s");
}

std::string rateText(double hz) {
    return figure(hz / 1000.0, hz / 100.0 == static_cast<int>(hz / 1000.0) * 10.0 ? 0 : 1) + " kHz";
}

std::string wanted(const Check& check) {
    switch (check.outlet) {
    case Outlet::AppleDigitalMasters:
        return check.what == CheckedFor::Bits ? "24 are asked for" : "44.1 or more is asked for";
    case Outlet::Cd:
        return check.what == CheckedFor::Bits ? "a CD has 16" : "a CD has 44.1";
    default:
        return check.what == CheckedFor::Bits ? "16 or more are asked for"
                                              : "44.1 or more is asked for";
    }
}

std::string spectrumText(const Check& check, bool right) {
    if (check.amount && !right && check.judgement == Judgement::Wrong)
        return "The spectrum ends at " + frequencyText({*check.amount}) +
               ": a higher rate or lossless coding adds nothing to what it was made from.";
    return right ? "The spectrum does not end early: the rate is native."
                 : "Too little lies high up to tell whether the rate is native.";
}

std::string headroomText(const Check& check, double x) {
    const std::string peak = "True peak " + figure(x, 2, Sign::Always) + " dBTP";
    switch (check.outlet) {
    case Outlet::Cd:
    case Outlet::Club:
        return peak + ", 0 at most.";
    case Outlet::Broadcast:
        return peak + ", −1 at most (a meter may be 0.3 off).";
    default:
        return peak + ", −1 at most before a codec.";
    }
}

std::string loudnessText(const Check& check) {
    if (!check.amount)
        return "It has no loudness.";
    const std::string loudness = figure(*check.amount) + " LUFS";
    if (check.outlet == Outlet::Club)
        return loudness + "; there is no rule.";
    return check.judgement == Judgement::Unknown
               ? loudness + ", −23 within 0.2; within 1 where it can't be done again."
               : loudness + ", −23 within 0.2.";
}

std::string withoutPlace(const Check& check) {
    const bool right = check.judgement == Judgement::Right;
    const double x = check.amount.value_or(0.0);
    switch (check.what) {
    case CheckedFor::Lossless:
        if (right)
            return "A lossless file.";
        return x > 0.0 ? "Lossy, " + figure(x / 1000.0, 0) + " kbit/s." : "Lossy.";
    case CheckedFor::Channels:
        return right ? "Stereo." : "Mono; two channels are asked for.";
    case CheckedFor::SampleRate:
        return rateText(x) + (right ? "." : "; " + wanted(check) + ".");
    case CheckedFor::Bits:
        return check.amount ? figure(x, 0) + " bit" + (right ? "." : "; " + wanted(check) + ".")
                            : "It has no bits of samples.";
    case CheckedFor::FormatTag:
        return right ? "WAV with format tag 1."
                     : "WAV with format tag " + figure(x, 0) + "; only 1 (plain PCM) is taken.";
    case CheckedFor::EndOfFile:
        return right ? "Nothing behind the WAV's data chunk."
                     : counted(x, "byte") + " behind the WAV's data chunk; there may be none.";
    case CheckedFor::NativeRate:
        return spectrumText(check, right);
    case CheckedFor::Clipping:
        return right ? "Not clipped." : "Clipped at " + counted(x, "place") + ".";
    case CheckedFor::CodecClipping:
        if (check.judgement == Judgement::Unknown)
            return "What a codec makes of it can't be told.";
        return right ? "Does not clip when decoded from AAC 256."
                     : "Clips " + counted(x, "time") +
                           " when decoded from AAC 256 (on samples and between them).";
    case CheckedFor::Headroom:
        return headroomText(check, x);
    case CheckedFor::Loudness:
        return loudnessText(check);
    case CheckedFor::MonoBass:
        if (!check.amount)
            return "There is nothing under 60 Hz.";
        return "Under 60 Hz left and right correlate by " + figure(x, 2) +
               (right ? "." : ": on one bass speaker much of it is lost.");
    case CheckedFor::Phase:
        return right ? "Left and right never work against each other for a second."
                     : "Left works against right in " + figure(x, 0) +
                           (x == 1.0 ? " stretch." : " stretches.");
    case CheckedFor::Isrc:
        return right ? "Has an ISRC." : "Has no ISRC; it may stand in the disc's list.";
    }
    return {};
}

} // namespace

std::string_view nameOf(Outlet outlet) {
    return std::array<std::string_view, kValuesOf<Outlet>>{
        "streaming", "apple_digital_masters", "cd", "club",
        "broadcast"}[static_cast<std::size_t>(outlet)];
}

std::string_view nameOf(CheckedFor what) {
    return std::array<std::string_view, kValuesOf<CheckedFor>>{
        "lossless",    "channels", "sample_rate",    "bits",     "wav_format_tag", "wav_end",
        "native_rate", "clipping", "codec_clipping", "headroom", "loudness",       "mono_bass",
        "phase",       "isrc"}[static_cast<std::size_t>(what)];
}

std::string_view nameOf(Judgement judgement) {
    return std::array<std::string_view, kValuesOf<Judgement>>{
        "right", "wrong", "unknown"}[static_cast<std::size_t>(judgement)];
}

Result<CheckedFile> checkFile(const std::filesystem::path& path, const Progress& progress) {
    auto loaded =
        loadTrack({path, {}, GoodSections{}}, Keep::Audio, progress.part(0.0, 0.6, "measuring"));
    if (!loaded)
        return loaded.error();
    CheckedFile checked;
    auto clipping = codedClipping(loaded->track->audio, loaded->track->rate, kAppleMusic,
                                  progress.part(0.6, 1.0, "encoding"));
    if (clipping)
        checked.clipping = std::move(*clipping);
    else if (clipping.error().code == ErrorCode::Cancelled)
        return clipping.error();
    else
        checked.clippingError = clipping.error();
    checked.checks =
        checksOf({*loaded->track, *loaded->analysis, waveShapeOf(path), checked.clipping});
    Track figures = *loaded->track;
    figures.audio = {};
    checked.loaded = {std::make_shared<const Track>(std::move(figures)), loaded->analysis};
    return checked;
}

std::string labelOf(Outlet outlet) {
    return std::array<const char*, kValuesOf<Outlet>>{
        "Streaming", "Apple Digital Masters", "CD", "Club",
        "Broadcast (EBU R 128)"}[static_cast<std::size_t>(outlet)];
}

std::string_view signOf(Judgement judgement) {
    return std::array<std::string_view, kValuesOf<Judgement>>{
        "✓", "✗", "?"}[static_cast<std::size_t>(judgement)];
}

std::vector<OutletChecks> byOutlet(std::span<const Check> checks) {
    std::vector<OutletChecks> all;
    for (const Check& check : checks) {
        if (all.empty() || all.back().outlet != check.outlet)
            all.push_back({check.outlet, {}});
        all.back().checks.push_back(check);
    }
    return all;
}

std::string tallyText(std::span<const Check> checks) {
    const auto counted = [&](Judgement judgement, const char* what) {
        const auto number = std::ranges::count(checks, judgement, &Check::judgement);
        return number > 0 ? std::to_string(number) + what : std::string();
    };
    const std::string wrong = counted(Judgement::Wrong, " wrong");
    const std::string unknown = counted(Judgement::Unknown, " unknown");
    if (wrong.empty() && unknown.empty())
        return "all right";
    return wrong + (wrong.empty() || unknown.empty() ? "" : ", ") + unknown;
}

std::string checkText(const Check& check) {
    std::string text = withoutPlace(check);
    if (!check.at)
        return text;
    const bool worst =
        check.what == CheckedFor::CodecClipping || check.what == CheckedFor::Headroom;
    text.pop_back();
    return text + (worst ? "; most at " : "; first at ") + momentText(*check.at) + ".";
}

std::string clippingText(const CodedClipping& clipping) {
    std::string text = "Decoded from " + nameOf(clipping.codec) + " by " +
                       std::string(factsOf(clipping.codec.kind).label) + " it reaches " +
                       figure(clipping.truePeak.value, 2, Sign::Always) + " dBTP";
    static constexpr std::array<const char*, 2> kChannels{"left", "right"};
    std::string clips;
    for (std::size_t c = 0; c < kChannels.size(); ++c) {
        const ClippedCount& count = clipping.channels[c];
        if (count.first)
            clips += std::string("; ") + kChannels[c] + ": " + std::to_string(count.onSample) +
                     " on-sample, " + std::to_string(count.interSample) +
                     " inter-sample, first at " + momentText(*count.first);
    }
    return text + (clips.empty() ? " and does not clip." : " and clips" + clips + ".");
}

} // namespace kilter
