// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "tests/support/peak_memory.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

/// What the fuzz targets share: an input as a file, what has to hold, and the memory it took.
namespace kilter::fuzzing {

/// Ends the program where a property does not hold: a finding, as a crash is.
inline void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// The input as a regular file, in memory.
class MemoryFile {
  public:
    MemoryFile(const std::uint8_t* data, std::size_t size)
        : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        require(fd_ >= 0, "there is room for a file");
        for (std::size_t done = 0; done < size;) {
            const ssize_t n = ::write(fd_, data + done, size - done);
            require(n > 0, "there is room for the input");
            done += static_cast<std::size_t>(n);
        }
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(fd_); }

    [[nodiscard]] std::filesystem::path path() const {
        return "/proc/self/fd/" + std::to_string(fd_);
    }

  private:
    int fd_;
};

/// How much memory a file may take: `times` what it is long, and `always` that.
struct MemoryBound {
    std::int64_t times = 64;
    std::int64_t always = std::int64_t{64} << 20;
};

inline void requireBounded(const testing::PeakMemory& peak, std::size_t size,
                           const MemoryBound& bound = {}) {
    const bool holds = peak.bytes() <= bound.times * static_cast<std::int64_t>(size) + bound.always;
    if (!holds)
        std::fprintf(stderr, "%zu bytes took %lld bytes\n", size,
                     static_cast<long long>(peak.bytes()));
    require(holds, "memory within its bound");
}

/// A level may be minus infinity, which says that there is nothing; no figure is anything else
/// than that or finite.
inline bool isLevel(double x) {
    return std::isfinite(x) || x == -INFINITY;
}

inline void requireFigures(const Analysis& a) {
    const auto finite = [](const auto& x) { return !x || std::isfinite(x->value); };
    const auto levels = [](const std::vector<float>& all) {
        return std::ranges::all_of(all, [](float x) { return isLevel(x); });
    };
    const auto correlation = [](double x) { return std::abs(x) <= 1.0 + 1e-9; };
    require(finite(a.loudness.integrated) && finite(a.loudness.momentaryMax) &&
                finite(a.loudness.shortTermMax) && finite(a.loudness.range),
            "loudness is finite or absent");
    require(levels(a.loudness.momentary) && levels(a.loudness.shortTerm),
            "loudness over time is finite or minus infinity");
    for (const Decibels& peak :
         {a.peaks.truePeak[0], a.peaks.truePeak[1], a.peaks.samplePeak[0], a.peaks.samplePeak[1]})
        require(isLevel(peak.value), "peaks are finite or minus infinity");
    require(finite(a.dynamics.plr) && finite(a.dynamics.psrMin) && finite(a.dynamics.crest),
            "dynamics are finite or absent");
    require(correlation(a.correlation), "correlation lies between -1 and 1");
    require(isLevel(a.width.value), "width is finite or minus infinity");
    for (const BandFigures& band : a.bands) {
        require(isLevel(band.level.value) && isLevel(band.width.value), "a band's level and width");
        require(band.share >= 0.0 && band.share <= 1.0 + 1e-9, "a band's share");
        require(correlation(band.correlation), "a band's correlation");
    }
    const auto sure = [](const auto& estimate) {
        return !estimate || (estimate->confidence >= 0.0 && estimate->confidence <= 1.0);
    };
    const Character& c = a.character;
    require(sure(c.tempo) && sure(c.onsetDensity) && sure(c.percussiveness) && sure(c.key),
            "confidence lies between 0 and 1");
    require((!c.tempo || std::isfinite(c.tempo->value)) &&
                (!c.onsetDensity || std::isfinite(c.onsetDensity->value)) &&
                (!c.percussiveness || std::isfinite(c.percussiveness->value)),
            "character is finite or absent");
    require(!a.sections.empty(), "there is a section");
    for (const Section& section : a.sections)
        require(std::isfinite(section.begin.value) && std::isfinite(section.end.value) &&
                    section.begin <= section.end,
                "a section is one");
    for (const Warning& warning : a.warnings)
        require(isLevel(warning.amount), "a warning's amount");
}

} // namespace kilter::fuzzing
