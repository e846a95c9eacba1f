// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/codec.h"

#include "core/audio/av_support.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace kilter {

namespace {

constexpr int kKinds = 4;
constexpr std::array<CodecFacts, kKinds> kFacts{{
    {"aac", "aac", "FFmpeg's AAC encoder (not Apple's)", ".m4a", 32, 512},
    {"mp3", "libmp3lame", "LAME", ".mp3", 32, 320},
    {"vorbis", "libvorbis", "libvorbis", ".ogg", 64, 500},
    {"opus", "libopus", "libopus", ".opus", 32, 510},
}};

// ISO 11172-3, table of bit rates of layer III.
constexpr std::array kMp3Kbps{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};

constexpr SampleRate kRateOfVideo{48000};
constexpr SampleRate kRateOfDisc{44100};

} // namespace

const CodecFacts& factsOf(CodecKind kind) {
    return kFacts[static_cast<std::size_t>(kind)];
}

bool isEncodable(Codec codec) {
    if (codec.kind == CodecKind::Mp3)
        return std::ranges::find(kMp3Kbps, codec.kbps) != kMp3Kbps.end();
    const CodecFacts& facts = factsOf(codec.kind);
    return codec.kbps >= facts.lowestKbps && codec.kbps <= facts.highestKbps;
}

std::string nameOf(Codec codec) {
    return std::string(factsOf(codec.kind).name) + "-" + std::to_string(codec.kbps);
}

std::optional<Codec> codecNamed(std::string_view name) {
    const std::size_t dash = name.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto facts = std::ranges::find(kFacts, name.substr(0, dash), &CodecFacts::name);
    const std::string_view digits = name.substr(dash + 1);
    int kbps = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), kbps);
    if (facts == kFacts.end() || read.ec != std::errc() ||
        read.ptr != digits.data() + digits.size())
        return std::nullopt;
    const Codec codec{static_cast<CodecKind>(facts - kFacts.begin()), kbps};
    return isEncodable(codec) && nameOf(codec) == name ? std::optional(codec) : std::nullopt;
}

bool isAvailable(CodecKind kind) {
    const AVCodec* encoder = avcodec_find_encoder_by_name(factsOf(kind).encoder.data());
    return encoder != nullptr && avcodec_find_decoder(encoder->id) != nullptr;
}

SampleRate codedRate(CodecKind kind, SampleRate master) {
    if (kind == CodecKind::Opus)
        return kRateOfVideo;
    // MPEG-1 and MPEG-2 layer III, and what the AAC of services and of the web is made at.
    constexpr std::array kKnown{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
    const bool isVorbis = kind == CodecKind::Vorbis;
    if (std::ranges::find(kKnown, master.hz) != kKnown.end())
        return master;
    if (isVorbis && master.hz < kRateOfVideo.hz)
        return master;
    return master.hz % kRateOfDisc.hz == 0 ? kRateOfDisc : kRateOfVideo;
}

} // namespace kilter
