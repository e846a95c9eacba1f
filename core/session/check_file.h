// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/checks.h"
#include "core/session/names.h"
#include "core/session/pipeline.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Any finished file beside what those who take it ask for.
namespace kilter {

/// streaming apple_digital_masters cd club broadcast
[[nodiscard]] std::string_view nameOf(Outlet outlet);
/// lossless channels sample_rate bits wav_format_tag wav_end native_rate clipping codec_clipping
/// headroom loudness mono_bass phase isrc
[[nodiscard]] std::string_view nameOf(CheckedFor what);
[[nodiscard]] std::string_view nameOf(Judgement judgement); ///< right wrong unknown

template <>
inline constexpr int kValuesOf<Outlet> = static_cast<int>(Outlet::Broadcast) + 1;
template <>
inline constexpr int kValuesOf<CheckedFor> = static_cast<int>(CheckedFor::Isrc) + 1;
template <>
inline constexpr int kValuesOf<Judgement> = static_cast<int>(Judgement::Unknown) + 1;

struct CheckedFile {
    LoadedTrack loaded; ///< without its audio
    std::optional<CodedClipping> clipping;
    std::optional<Error> clippingError; ///< why there is none
    std::vector<Check> checks;
};

/// Reads, measures, encodes as AAC at 256 kbit/s and decodes. That the encoder is missing is no
/// error: what hangs on it is unknown. Errors: those of readTrack; Cancelled. Thread: worker.
[[nodiscard]] Result<CheckedFile> checkFile(const std::filesystem::path& path,
                                            const Progress& progress = {});

/// "Apple Digital Masters".
[[nodiscard]] std::string labelOf(Outlet outlet);
[[nodiscard]] std::string_view signOf(Judgement judgement); ///< ✓ ✗ ?

/// What was looked at for one who takes it.
struct OutletChecks {
    Outlet outlet{};
    std::vector<Check> checks;
};
[[nodiscard]] std::vector<OutletChecks> byOutlet(std::span<const Check> checks);

/// "2 wrong, 1 unknown", "all right".
[[nodiscard]] std::string tallyText(std::span<const Check> checks);

/// What was found, in a sentence that says where.
[[nodiscard]] std::string checkText(const Check& check);

/// What the codec made of it, as afclip tells it, in a sentence.
[[nodiscard]] std::string clippingText(const CodedClipping& clipping);

} // namespace kilter
