// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/sample_collector.h"
#include "core/audio/sniff.h"
#include "core/audio/track.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>

namespace kilter {

/// What each of the readers gives back; readTrack() makes a Track of it.
struct Decoded {
    SourceFormat format;
    SampleRate rate;
    SampleCollector samples;
    /// Declared, and not there. The stream may also end early without saying by how much.
    std::uint64_t missingFrames = 0;
    bool endsEarly = false;
    bool repaired = false; ///< see WarningCode::HeaderRepaired
    Tags tags{};           ///< as they stand in the file, perhaps no valid UTF-8
    bool tagsUnreadable = false;
};

/// Integer and floating-point PCM in RIFF, Wave64 and AIFF.
[[nodiscard]] Result<Decoded> readPcm(InputFile& file, const Sniffed& sniffed,
                                      const Progress& progress);
/// FLAC, Ogg (Vorbis, Opus) and MP3, by libsndfile.
[[nodiscard]] Result<Decoded> readWithSndfile(InputFile& file, const Sniffed& sniffed,
                                              const Progress& progress);
/// MP4, ADTS, ASF, WavPack and CAF, by libavformat and libavcodec.
[[nodiscard]] Result<Decoded> readWithLibav(InputFile& file, const Sniffed& sniffed,
                                            const Progress& progress);

/// How many frames are decoded between two looks at `progress`.
inline constexpr std::size_t kFramesPerBlock = 32768;

} // namespace kilter
