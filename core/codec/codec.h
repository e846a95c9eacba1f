// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace kilter {

enum class CodecKind { Aac, Mp3, Vorbis, Opus };

/// What a codec is called, and what its encoder takes.
struct CodecFacts {
    std::string_view name;    ///< stable: "aac"
    std::string_view encoder; ///< libavcodec's name of it
    std::string_view label;   ///< for people: whose encoder it is
    std::string_view suffix;  ///< of a file of it, with its dot
    int lowestKbps, highestKbps;
};
[[nodiscard]] const CodecFacts& factsOf(CodecKind kind);

/// A lossy codec at a bit rate, both channels together.
struct Codec {
    CodecKind kind{};
    int kbps = 0;

    friend auto operator<=>(const Codec&, const Codec&) = default;
};

/// The encoder can do that bit rate. MP3 has fourteen of them, the others go by steps of 1 kbit/s.
[[nodiscard]] bool isEncodable(Codec codec);

/// "aac-256", and back. nullopt: no such codec, or not at that bit rate.
[[nodiscard]] std::string nameOf(Codec codec);
[[nodiscard]] std::optional<Codec> codecNamed(std::string_view name);

/// This libavcodec has the encoder and a decoder. Those of Debian have all four.
[[nodiscard]] bool isAvailable(CodecKind kind);

/// What it is encoded at: the master's rate where the codec knows it, otherwise 48 kHz, or 44.1 kHz
/// for its multiples.
[[nodiscard]] SampleRate codedRate(CodecKind kind, SampleRate master);

} // namespace kilter
