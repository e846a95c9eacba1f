// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/audio/track.h"
#include "core/base/atomic_file.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kilter {

enum class FileFormat { Wav, Flac, Aiff };
enum class SampleFormat { Pcm16, Pcm24, Float32 };

/// By the suffix, in any case: .wav .wave .flac .aif .aiff .aifc.
[[nodiscard]] std::optional<FileFormat> formatOfSuffix(const std::filesystem::path& path);
/// All but floating point in FLAC.
[[nodiscard]] bool canHold(FileFormat file, SampleFormat samples);
/// Bits of a sample in the file: 16, 24 or 32.
[[nodiscard]] int bitsOf(SampleFormat samples);

/// The loudness fields of a broadcast wave file (EBU Tech 3285 v2, section 2.4). An empty one is
/// written as "not used" (0x7FFF).
struct BroadcastLoudness {
    std::optional<Lufs> integrated, momentaryMax, shortTermMax;
    std::optional<Decibels> range, maxTruePeak;
};

/// What stands in a WAV beside its sound.
enum class WavText {
    Bext,  ///< the broadcast extension with its loudness, and the tags
    Plain, ///< nothing, as some services ask for: format tag 1, and the data chunk is the last
};

/// What a file says beside its samples.
struct AudioFileText {
    Tags tags;
    BroadcastLoudness loudness;     ///< WAV only
    std::string originationDate;    ///< "yyyy-mm-dd" or empty; WAV only
    WavText wav = WavText::Bext;    ///< Plain: none of the above, in a WAV
    std::vector<TagField> fields{}; ///< beside `tags`; FLAC only
};

struct AudioFileFormat {
    FileFormat file = FileFormat::Wav;
    SampleFormat samples = SampleFormat::Pcm24;
};

/// How large the file will be without tags: exact to some hundred bytes for WAV and AIFF, an upper
/// bound for FLAC.
[[nodiscard]] std::uint64_t expectedBytes(Frames frames, int channels, AudioFileFormat format);

/// More than the 32-bit sizes of WAV and AIFF can say, with room for the tags. A WAV is then
/// written as RF64 (EBU Tech 3306); AIFF can't be written.
[[nodiscard]] bool passesFourGigabytes(std::uint64_t expectedBytes);

/// Writes one or two channels into `out` (not committed), and gives the file's size in bytes.
/// Integer samples are expected to lie on the grid already (see dither.h): each is written as the
/// nearest step, clipped at full scale. The same input gives the same bytes.
/// Errors: DiskFull (with the bytes needed), WriteFailed (also AIFF beyond 4 GB), Cancelled.
[[nodiscard]] Result<std::uint64_t> writeAudio(AtomicFile& out, const AudioBuffer& audio,
                                               SampleRate rate, AudioFileFormat format,
                                               const AudioFileText& text = {},
                                               const Progress& progress = {});

/// The same straight to a path, atomically.
[[nodiscard]] Result<std::uint64_t>
writeAudioFile(const std::filesystem::path& path, const AudioBuffer& audio, SampleRate rate,
               AudioFileFormat format, const AudioFileText& text = {},
               const Progress& progress = {}, Existing existing = Existing::Replace);

} // namespace kilter
