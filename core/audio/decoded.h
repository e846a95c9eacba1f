// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/sample_collector.h"
#include "core/audio/sniff.h"
#include "core/audio/track.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <algorithm>
#include <cstddef>
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
    /// Silent, in the place of what could not be decoded; `damaged` without any: something in the
    /// middle is lost, and the format does not say how much.
    std::uint64_t lostFrames = 0;
    bool damaged = false;
    std::uint64_t codedBytes = 0; ///< of a lossy stream, without tags and containers
    Tags tags{};                  ///< as they stand in the file, perhaps no valid UTF-8
    bool tagsUnreadable = false;

    /// What is said of another file, joined to this one, comes to what is said of this one; the
    /// samples and tags stay.
    void addReport(const Decoded& next) {
        format.lossy |= next.format.lossy;
        missingFrames += next.missingFrames;
        endsEarly |= next.endsEarly;
        repaired |= next.repaired;
        lostFrames += next.lostFrames;
        damaged |= next.damaged;
        codedBytes += next.codedBytes;
    }
};

/// Integer and floating-point PCM in RIFF, Wave64, AIFF and CAF.
[[nodiscard]] Result<Decoded> readPcm(InputFile& file, const Sniffed& sniffed,
                                      const Progress& progress);
/// By libFLAC.
[[nodiscard]] Result<Decoded> readFlac(InputFile& file, const Sniffed& sniffed,
                                       const Progress& progress);
/// Vorbis and Opus in Ogg, also several streams one behind the other; by libvorbis and libopus.
[[nodiscard]] Result<Decoded> readOgg(InputFile& file, const Sniffed& sniffed,
                                      const Progress& progress);
/// MPEG layer III, by libavcodec.
[[nodiscard]] Result<Decoded> readMp3(InputFile& file, const Sniffed& sniffed,
                                      const Progress& progress);
/// MP4, ADTS, ASF, WavPack and what else CAF holds, by libavformat and libavcodec.
[[nodiscard]] Result<Decoded> readWithLibav(InputFile& file, const Sniffed& sniffed,
                                            const Progress& progress);

/// Passes a reader's place on to `progress`, a hundredth at a time, however small its steps are.
class PlaceReport {
  public:
    PlaceReport(const Progress& progress, std::uint64_t size)
        : progress_(progress)
        , size_(static_cast<double>(size)) {}
    void at(std::uint64_t position) {
        const double fraction = std::min(static_cast<double>(position) / size_, 1.0);
        if (fraction < next_)
            return;
        progress_.at(fraction);
        next_ = fraction + 0.01;
    }

  private:
    const Progress& progress_;
    double size_;
    double next_ = 0.0;
};

/// How many frames are decoded between two looks at `progress`.
inline constexpr std::size_t kFramesPerBlock = 32768;

} // namespace kilter
