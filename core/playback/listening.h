// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace kilter {

inline constexpr int kReferences = 8; ///< how many can be held ready to be switched to

/// What is listened to.
enum class HeardSource : std::uint8_t {
    Mix,        ///< dry, delayed by the chain's latency
    Master,     ///< the mix through the chain
    Reference,  ///< one of them
    Difference, ///< the master minus what the chain makes of the mix with other settings
    Decoded,    ///< the master behind a codec
    Served,     ///< the master as a service plays it
    Taken       ///< what a codec took away: Decoded minus the master
};

/// Versions of the master: buffers that were made of it, where the other sources are played live.
inline constexpr std::array kVersions{HeardSource::Decoded, HeardSource::Served,
                                      HeardSource::Taken};
/// Its number among them; nullopt: it is none.
[[nodiscard]] constexpr std::optional<std::size_t> versionOf(HeardSource source) {
    for (std::size_t i = 0; i < kVersions.size(); ++i)
        if (kVersions[i] == source)
            return i;
    return std::nullopt;
}

/// How the two channels reach the ears.
enum class Image : std::uint8_t {
    Stereo,
    Mono, ///< (L + R) / 2 on both
    Side  ///< (L - R) / 2 on both
};

inline constexpr Decibels kDim{-20.0};

/// The user's wishes as to what is heard and how. A change is faded over 20 ms.
struct Listening {
    HeardSource source = HeardSource::Mix;
    int reference = 0; ///< which one, 0..kReferences - 1

    /// Level matching (levelMatch() finds them): <= 0 dB.
    Decibels mixGain{}, masterGain{};
    Decibels decodedGain{}, servedGain{}; ///< Taken goes with Decoded
    std::array<Decibels, kReferences> referenceGain{};

    Image image = Image::Stereo;
    bool swapped = false; ///< left on the right
    bool dimmed = false;  ///< by kDim

    friend bool operator==(const Listening&, const Listening&) = default;
};

/// What can be listened to, at the engine's rate. The buffers are stereo and never change again.
struct Sources {
    struct Reference {
        std::shared_ptr<const AudioBuffer> audio; ///< may be null: silent
        /// Where it is when the mix is at 0: 0 plays both at the same position, `its section -
        /// the mix's section` plays the compared sections against each other. A reference repeats
        /// beyond its ends, so that it is there wherever the mix is.
        Frames offset{};
    };
    std::shared_ptr<const AudioBuffer> mix; ///< null: the first reference's length is the song's
    std::vector<Reference> references;      ///< at most kReferences
    /// In the order of kVersions, each from where the mix begins; silence beyond their ends. One
    /// that is null can't be switched to.
    std::array<std::shared_ptr<const AudioBuffer>, kVersions.size()> versions{};
};

/// [begin, end) of the mix, repeated.
struct Loop {
    Frames begin, end;

    friend bool operator==(const Loop&, const Loop&) = default;
};

/// How loud each source is, over the section that is heard; none: not known, left as it is.
struct SourceLoudness {
    std::optional<Lufs> mix, master, decoded, served;
    std::array<std::optional<Lufs>, kReferences> references{};
};

/// Level matching: everything as loud as the quietest of them. Only attenuates.
struct LevelMatch {
    Decibels mix{}, master{}, decoded{}, served{};
    std::array<Decibels, kReferences> references{};
    std::optional<Lufs> heardAt; ///< the loudness all of them have then
};
[[nodiscard]] LevelMatch levelMatch(const SourceLoudness& loudness);

} // namespace kilter
