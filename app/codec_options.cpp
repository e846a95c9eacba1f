// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/codec_options.h"

#include "app/option_values.h"
#include "app/usage.h"

#include <algorithm>
#include <string_view>

namespace kilter {

namespace {

/// The parts of NAME[,NAME], each once, as `read` knows them.
template <class Read>
auto namesOf(const std::string& option, const std::string& text, const std::string& known,
             const Read& read) {
    std::vector<typename decltype(read(std::string_view{}))::value_type> values;
    for (const std::string_view name : split(text, ',')) {
        const auto value = read(name);
        if (!value || std::ranges::find(values, *value) != values.end())
            refuse(option, text, "NAME[,NAME], each once, of " + known);
        values.push_back(*value);
    }
    refuseMany(option, values.size(), limits::kCodecs);
    return values;
}

constexpr const char* kCodecNames =
    "aac-32 to aac-512, mp3-32 to mp3-320 (in MP3's own steps), vorbis-64 to vorbis-500, opus-32 "
    "to opus-510";

} // namespace

CodecDemands demandsOf(const std::string& codecs, const std::string& ceiling) {
    CodecDemands demands;
    if (!codecs.empty())
        demands.codecs = namesOf("--codec", codecs, kCodecNames, codecNamed);
    if (!ceiling.empty()) {
        if (demands.codecs.empty())
            throw BadUsage{"--codec-ceiling needs --codec"};
        demands.ceiling = {decimal("--codec-ceiling", ceiling, limits::kCodecCeiling)};
    }
    for (const Codec codec : demands.codecs)
        if (!isAvailable(codec.kind))
            refuse("--codec", codecs, "what this FFmpeg can encode");
    return demands;
}

std::vector<CopyFormat> copiesOf(const std::string& encode, const std::filesystem::path& out,
                                 SampleFormat samples) {
    if (encode.empty())
        return {};
    auto copies = namesOf("--encode", encode, std::string("flac, ") + kCodecNames, copyFormatNamed);
    for (const CopyFormat& format : copies) {
        const auto* codec = std::get_if<Codec>(&format);
        if (codec && !isAvailable(codec->kind))
            refuse("--encode", encode, "what this FFmpeg can encode");
        if (!codec && (samples == SampleFormat::Float32 || formatOfSuffix(out) == FileFormat::Flac))
            refuse("--encode", encode,
                   "possible: FLAC holds no 32f, and is not written beside FLAC");
    }
    return copies;
}

} // namespace kilter
