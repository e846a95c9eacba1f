// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/names.h"

#include <array>
#include <cstddef>

namespace kilter {

namespace {

template <class Enum, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, Enum value) {
    static_assert(N == kValuesOf<Enum>);
    return names[static_cast<std::size_t>(value)];
}

} // namespace

std::string_view nameOf(LimiterMode mode) {
    return pick(std::array<std::string_view, 3>{"clean", "loud", "off"}, mode);
}

std::string letterOf(std::size_t reference) {
    constexpr std::size_t kLetters = 26;
    return reference < kLetters ? std::string(1, static_cast<char>('A' + reference))
                                : std::to_string(reference + 1);
}

std::string_view nameOf(KernelPhase phase) {
    return pick(std::array<std::string_view, 2>{"linear", "minimum"}, phase);
}

std::string_view nameOf(FileFormat format) {
    return pick(std::array<std::string_view, 3>{"wav", "flac", "aiff"}, format);
}

std::string_view nameOf(WavText text) {
    return pick(std::array<std::string_view, 2>{"bext", "plain"}, text);
}

std::string_view nameOf(SampleFormat format) {
    return pick(std::array<std::string_view, 3>{"16", "24", "32f"}, format);
}

std::string_view nameOf(WarningCode code) {
    static constexpr std::array<std::string_view, kValuesOf<WarningCode>> names{
        "truncated",
        "damaged_part",
        "non_finite_samples",
        "over_full_scale",
        "tags_unreadable",
        "mono_as_dual",
        "resampled",
        "header_repaired",
        "silent",
        "below_gate",
        "too_short",
        "range_unstable",
        "clipped",
        "brick_walled",
        "dc_offset",
        "lossy_cutoff",
        "lossy",
        "out_of_phase",
        "one_channel_silent",
        "sine_like",
        "speech_like",
        "same_song",
        "outlier",
        "duplicate",
        "poor_match",
        "section_silent",
        "section_too_short",
        "target_missed",
        "over_ceiling",
        "large_file",
        "codec_over",
        "services_ignored"};
    return pick(names, code);
}

std::string_view nameOf(ErrorCode code) {
    static constexpr std::array<std::string_view, kValuesOf<ErrorCode>> names{
        "file_not_found",    "not_a_file",         "no_permission",    "unknown_format",
        "unsupported_codec", "unsupported_layout", "unsupported_rate", "corrupt",
        "no_audio",          "read_failed",        "bad_session",      "newer_version",
        "source_changed",    "output_exists",      "output_is_input",  "disk_full",
        "write_failed",      "cancelled"};
    return pick(names, code);
}

std::string_view nameOf(PlaceKind kind) {
    return pick(std::array<std::string_view, 5>{"over", "clipped", "out_of_phase", "lowest_psr",
                                                "largest_gain_reduction"},
                kind);
}

std::string_view nameOf(Raising raising) {
    return pick(std::array<std::string_view, 3>{"never", "to_ceiling", "into_limiter"}, raising);
}

std::string_view nameOf(Confidence confidence) {
    return pick(std::array<std::string_view, 3>{"low", "medium", "high"}, confidence);
}

} // namespace kilter
