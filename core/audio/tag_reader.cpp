// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/tag_reader.h"

#include "core/audio/id3_frames.h"
#include "core/audio/vorbis_comment.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/tbytevectorstream.h>
#include <taglib/xiphcomment.h>

namespace kilter {

namespace {

constexpr std::size_t kLongestText = 1000;

TagLib::ByteVector taglibBytes(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

void set(std::string& field, const TagLib::String& text) {
    if (!text.isEmpty())
        field = text.to8Bit(true);
}

void setFromComment(const TagLib::Ogg::XiphComment& comment, Tags& tags) {
    set(tags.title, comment.title());
    set(tags.artist, comment.artist());
    const auto& fields = comment.fieldListMap();
    if (const auto isrc = fields.find("ISRC"); isrc != fields.end() && !isrc->second.isEmpty())
        set(tags.isrc, isrc->second.front());
}

// The length of the UTF-8 sequence at the front of `text`, 0 if there is none (RFC 3629).
std::size_t sequenceLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    const std::size_t n = first < 0x80                    ? 1
                          : first >= 0xC2 && first < 0xE0 ? 2
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xF0 && first < 0xF5 ? 4
                                                          : 0;
    if (n == 0 || n > text.size())
        return 0;
    for (std::size_t i = 1; i < n; ++i) {
        if ((at(i) & 0xC0) != 0x80)
            return 0;
    }
    const bool overlong = (first == 0xE0 && at(1) < 0xA0) || (first == 0xF0 && at(1) < 0x90);
    const bool surrogate = first == 0xED && at(1) >= 0xA0;
    const bool tooHigh = first == 0xF4 && at(1) >= 0x90;
    return overlong || surrogate || tooHigh ? 0 : n;
}

} // namespace

bool readId3(InputFile& file, FileRange tag, Tags& tags) {
    const auto bytes = id3TextFrames(file, tag);
    if (!bytes)
        return false;
    TagLib::ByteVectorStream stream(taglibBytes(*bytes));
    TagLib::MPEG::File parsed(&stream, TagLib::ID3v2::FrameFactory::instance(), false);
    const TagLib::ID3v2::Tag* id3 = parsed.ID3v2Tag();
    if (!id3)
        return false;
    set(tags.title, id3->title());
    set(tags.artist, id3->artist());
    if (const auto& isrc = id3->frameListMap()["TSRC"]; !isrc.isEmpty())
        set(tags.isrc, isrc.front()->toString());
    return true;
}

bool readComments(std::span<const std::byte> comment, Tags& tags) {
    const auto bytes = wantedComments(comment);
    if (!bytes)
        return false;
    setFromComment(TagLib::Ogg::XiphComment(taglibBytes(*bytes)), tags);
    return true;
}

bool tidyTag(std::string& text) {
    std::string tidy;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t n = sequenceLength(rest);
        if (n == 0) {
            text.clear();
            return false;
        }
        const auto first = static_cast<unsigned char>(rest.front());
        if (tidy.size() + n > kLongestText)
            break;
        if (first >= 0x20 && first != 0x7F)
            tidy += rest.substr(0, n);
        rest.remove_prefix(n);
    }
    text = std::move(tidy);
    return true;
}

} // namespace kilter
