// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/warning.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kilter {

/// What the file said of itself.
struct SourceFormat {
    std::string container; ///< for people: "WAV", "FLAC", "MP3", "M4A"
    std::string codec;     ///< for people: "PCM 24 bit", "Float 32 bit", "Vorbis", "AAC"
    int channels = 0;      ///< 1 or 2 in the file
    int bits = 0;          ///< of a PCM sample; 0 for lossy codecs
    bool floatingPoint = false;
    bool lossy = false;
    int bitRate = 0; ///< bit/s of a lossy file, 0 if unknown
};

struct Tags {
    /// UTF-8, empty where there is none; of several, all of them: "A; B". The ISRC as its twelve
    /// characters (isrc.h).
    std::string title, artist, isrc;
    /// Where the first sample lies, in samples since midnight (EBU Tech 3285); 0: no place of its
    /// own.
    std::uint64_t timeReference = 0;
};

/// A line of a Vorbis comment, and of what else holds names and values.
struct TagField {
    std::string key, value; ///< UTF-8
};

/// Names the content of a file, so that a session can tell that it is still the same one.
struct Fingerprint {
    std::uint64_t bytes = 0; ///< size of the file
    std::uint64_t hash = 0;  ///< of the whole content (FNV-1a 64 or better)

    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// A decoded file.
struct Track {
    std::filesystem::path path;
    SourceFormat format;
    SampleRate rate;
    AudioBuffer audio; ///< always two channels: a mono file is dual mono; finite samples only
    Tags tags;
    Fingerprint fingerprint;
    std::vector<Warning> warnings; ///< about the file (not about the sound: see Analysis)

    [[nodiscard]] Seconds duration() const { return audio.frames() / rate; }
};

} // namespace kilter
