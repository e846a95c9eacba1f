// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/codec/codec.h"
#include "core/render/export.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Encoded copies of a master, which lie beside it.
namespace kilter {

struct FlacCopy {
    friend bool operator==(const FlacCopy&, const FlacCopy&) = default;
};
using CopyFormat = std::variant<FlacCopy, Codec>;

/// "flac", or a codec's name.
[[nodiscard]] std::optional<CopyFormat> copyFormatNamed(std::string_view name);
[[nodiscard]] std::string nameOf(const CopyFormat& format);

/// song.wav: song.flac, song-aac-256.m4a, song-mp3-320.mp3 ...
[[nodiscard]] std::filesystem::path pathOfCopy(const std::filesystem::path& master,
                                               const CopyFormat& format);

/// How large they will be together, beside a master of that length whose samples take
/// `masterBytes`: the lossy ones by their bit rates, within 15 % (copies_test); FLAC at
/// most as large as the samples.
[[nodiscard]] std::uint64_t expectedBytes(std::span<const CopyFormat> formats, Seconds length,
                                          std::uint64_t masterBytes);

/// Copies that are written and have not taken their places yet.
struct StagedCopies {
    std::vector<AtomicFile> files;
    bool overwrite = false;

    /// Each in one step; what comes before one that fails is there. Call once. Errors: as
    /// StagedExport::commit.
    [[nodiscard]] Result<Done> commit();
};

/// Encodes the samples of `master` as its file holds them, with its tags and the gain to play them
/// at. Errors: as AtomicFile and writeEncoded; Cancelled.
[[nodiscard]] Result<StagedCopies> stageCopies(const StagedExport& master,
                                               std::span<const CopyFormat> formats,
                                               const Progress& progress = {});

} // namespace kilter
