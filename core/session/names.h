// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/places.h"
#include "core/audio/audio_writer.h"
#include "core/base/filter_shape.h"
#include "core/base/result.h"
#include "core/base/warning.h"
#include "core/chain/chain_settings.h"
#include "core/chain/fir_kernel.h"
#include "core/delivery/services.h"
#include "core/render/dither.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Stable names of the enumerations: what session files, JSON output and the command line say.
namespace kilter {

[[nodiscard]] std::string_view nameOf(LimiterMode mode);    ///< clean loud off
[[nodiscard]] std::string_view nameOf(KernelPhase phase);   ///< minimum linear
[[nodiscard]] std::string_view nameOf(FileFormat format);   ///< wav flac aiff
[[nodiscard]] std::string_view nameOf(WavText text);        ///< bext plain
[[nodiscard]] std::string_view nameOf(SampleFormat format); ///< 16 24 32f
[[nodiscard]] std::string_view nameOf(WarningCode code);    ///< clipped dc_offset ...
[[nodiscard]] std::string_view nameOf(ErrorCode code);      ///< file_not_found ...
/// over clipped out_of_phase lowest_psr largest_gain_reduction
[[nodiscard]] std::string_view nameOf(PlaceKind kind);
[[nodiscard]] std::string_view nameOf(Raising raising);       ///< never to_ceiling into_limiter
[[nodiscard]] std::string_view nameOf(Confidence confidence); ///< low medium high

/// How many values an enumeration has that begins at 0 and has no holes.
template <class Enum>
inline constexpr int kValuesOf = 0;
template <>
inline constexpr int kValuesOf<LimiterMode> = static_cast<int>(LimiterMode::Off) + 1;
template <>
inline constexpr int kValuesOf<KernelPhase> = static_cast<int>(KernelPhase::Minimum) + 1;
template <>
inline constexpr int kValuesOf<FileFormat> = static_cast<int>(FileFormat::Aiff) + 1;
template <>
inline constexpr int kValuesOf<WavText> = static_cast<int>(WavText::Plain) + 1;
template <>
inline constexpr int kValuesOf<SampleFormat> = static_cast<int>(SampleFormat::Float32) + 1;
template <>
inline constexpr int kValuesOf<DitherKind> = static_cast<int>(DitherKind::Shaped) + 1;
template <>
inline constexpr int kValuesOf<FilterKind> = static_cast<int>(FilterKind::Tilt) + 1;
template <>
inline constexpr int kValuesOf<Placement> = static_cast<int>(Placement::Side) + 1;
template <>
inline constexpr int kValuesOf<WarningCode> = static_cast<int>(WarningCode::ServicesIgnored) + 1;
template <>
inline constexpr int kValuesOf<ErrorCode> = static_cast<int>(ErrorCode::Cancelled) + 1;
template <>
inline constexpr int kValuesOf<PlaceKind> = static_cast<int>(PlaceKind::LargestReduction) + 1;
template <>
inline constexpr int kValuesOf<Raising> = static_cast<int>(Raising::IntoLimiter) + 1;
template <>
inline constexpr int kValuesOf<Confidence> = static_cast<int>(Confidence::High) + 1;

/// "A" to "Z", then "27": what everybody calls the session's references.
[[nodiscard]] std::string letterOf(std::size_t reference);

/// The value with that name.
template <class Enum>
[[nodiscard]] std::optional<Enum> named(std::string_view name) {
    static_assert(kValuesOf<Enum> > 0);
    for (int i = 0; i < kValuesOf<Enum>; ++i)
        if (nameOf(static_cast<Enum>(i)) == name)
            return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace kilter
