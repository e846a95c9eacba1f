// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/encoded_tags.h"

#include "core/base/utf8.h"
#include "core/codec/replay_gain.h"

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tpropertymap.h>
#include <taglib/vorbisfile.h>
#include <unistd.h>

namespace kilter {

namespace {

constexpr Lufs kR128{-23.0}; ///< RFC 7845, section 5.2.1
constexpr std::size_t kTagRoom = 65536;

template <class... Values>
std::string printed(const char* format, Values... values) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

TagLib::PropertyMap properties(Codec codec, const EncodedFileText& text) {
    TagLib::PropertyMap map;
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty())
            map.replace(key, TagLib::StringList(TagLib::String(value, TagLib::String::UTF8)));
    };
    add("TITLE", text.tags.title);
    add("ARTIST", text.tags.artist);
    add("ISRC", text.tags.isrc);
    if (codec.kind == CodecKind::Opus && text.loudness) {
        constexpr double kQ78 = 256.0;
        const auto gain = std::lround(kQ78 * (kR128 - *text.loudness).value);
        add("R128_TRACK_GAIN", std::to_string(gain));
    } else if (codec.kind != CodecKind::Opus) {
        for (const TagField& field : replayGainOf(text.loudness, text.truePeak))
            add(field.key.c_str(), field.value);
    }
    return map;
}

/// Delay, padding and length in samples, as iTunes writes them.
std::string smpb(const CodedLength& length) {
    const std::int64_t used = length.priming.count + length.frames.count;
    const std::int64_t blocks = (used + length.frameSize.count - 1) / length.frameSize.count;
    const auto padding = static_cast<std::uint32_t>(blocks * length.frameSize.count - used);
    return printed(" 00000000 %08" PRIX32 " %08" PRIX32 " %016" PRIX64,
                   static_cast<std::uint32_t>(length.priming.count), padding,
                   static_cast<std::uint64_t>(length.frames.count)) +
           " 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000";
}

template <class File>
bool save(const char* path, const TagLib::PropertyMap& map) {
    File file(path, false);
    if (!file.isValid())
        return false;
    file.setProperties(map);
    return file.save();
}

bool saveMp4(const char* path, const TagLib::PropertyMap& map, const CodedLength& length) {
    TagLib::MP4::File file(path, false);
    if (!file.isValid() || file.tag() == nullptr)
        return false;
    file.setProperties(map);
    const auto item = [&file](const std::string& key, const TagLib::StringList& values) {
        file.tag()->setItem("----:com.apple.iTunes:" + key, values);
    };
    // Keys that TagLib's own names for MP4 leave out.
    for (const char* key : {"REPLAYGAIN_TRACK_GAIN", "REPLAYGAIN_TRACK_PEAK"})
        if (map.contains(key))
            item(key, map[key]);
    item("iTunSMPB", TagLib::StringList(TagLib::String(smpb(length))));
    return file.save();
}

} // namespace

Result<Done> addTags(AtomicFile& out, std::int64_t bytes, Codec codec, const EncodedFileText& text,
                     const CodedLength& length) {
    // TagLib does not tell of a full disk: so room is asked for first.
    const std::vector<char> room(kTagRoom);
    if (::pwrite(out.fd(), room.data(), room.size(), bytes) != static_cast<ssize_t>(room.size()) ||
        ::fsync(out.fd()) != 0 || ::ftruncate(out.fd(), bytes) != 0)
        return out.failure(ENOSPC, static_cast<std::uint64_t>(bytes) + kTagRoom);
    const TagLib::PropertyMap map = properties(codec, text);
    const char* const path = out.path().c_str();
    const bool saved = codec.kind == CodecKind::Aac   ? saveMp4(path, map, length)
                       : codec.kind == CodecKind::Mp3 ? save<TagLib::MPEG::File>(path, map)
                       : codec.kind == CodecKind::Vorbis
                           ? save<TagLib::Ogg::Vorbis::File>(path, map)
                           : save<TagLib::Ogg::Opus::File>(path, map);
    if (!saved)
        return Error{ErrorCode::WriteFailed, "tags", utf8(out.target())};
    return Done{};
}

} // namespace kilter
