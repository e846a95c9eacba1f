// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <filesystem>

namespace kilter {

/// Decodes a whole file. What it is, its content says, not its suffix: WAV, RF64, BW64, W64 and
/// AIFF with integer or floating-point PCM; FLAC; Vorbis and Opus in Ogg; MP3; AAC and ALAC
/// in MP4; AAC in ADTS; WMA; WavPack; PCM, AAC and ALAC in CAF. Everything else, also rare codecs
/// within these containers, is refused before a parser of it sees the data.
///
/// A length that is declared is not believed against the file: what is there is read to its end,
/// and no more; what is damaged in the middle is silent for as long as the format tells; either is
/// among the warnings. Memory is bounded by what is read (limits.h); above 1 GB the samples live in
/// a mapped temporary file (see AudioBuffer). Integer PCM of b bits is value / 2^(b-1). Encoder
/// delay and padding are taken out where the file states them (MP3, AAC, Opus).
///
/// Errors: FileNotFound, NotAFile, NoPermission, UnknownFormat, UnsupportedCodec,
/// UnsupportedLayout, UnsupportedRate, Corrupt, NoAudio, ReadFailed, Cancelled.
/// Thread: any; calls may run in parallel. Cost: see audio_file_benchmark.
[[nodiscard]] Result<Track> readTrack(const std::filesystem::path& path,
                                      const Progress& progress = {});

/// The fingerprint alone, without decoding: as Track::fingerprint of the same file.
/// Errors: FileNotFound, NotAFile, NoPermission, ReadFailed.
[[nodiscard]] Result<Fingerprint> fingerprintOf(const std::filesystem::path& path);

} // namespace kilter
