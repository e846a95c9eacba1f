// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/tag_reader.h"

#include "core/audio/id3_frames.h"
#include "core/audio/isrc.h"
#include "core/audio/vorbis_comment.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/tbytevectorstream.h>
#include <taglib/textidentificationframe.h>
#include <taglib/xiphcomment.h>

namespace kilter {

namespace {

constexpr std::size_t kLongestText = 1000;

TagLib::ByteVector taglibBytes(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

// Of several values all are told, and told apart.
void set(std::string& field, const TagLib::StringList& values) {
    std::string text;
    for (const TagLib::String& value : values)
        if (!value.isEmpty())
            text += (text.empty() ? "" : "; ") + value.to8Bit(true);
    if (!text.empty())
        field = text;
}

void setFromComment(const TagLib::Ogg::XiphComment& comment, Tags& tags) {
    const auto& fields = comment.fieldListMap();
    const auto take = [&](std::string& field, const char* key) {
        if (const auto found = fields.find(key); found != fields.end())
            set(field, found->second);
    };
    take(tags.title, "TITLE");
    take(tags.artist, "ARTIST");
    take(tags.isrc, "ISRC");
}

// A frame may hold several values; a tag has one frame of a kind (ID3v2.4, section 4.2), and of
// more the first counts.
void setFromFrames(const TagLib::ID3v2::Tag& tag, const char* id, std::string& field) {
    const TagLib::ID3v2::FrameList& frames = tag.frameListMap()[id];
    if (frames.isEmpty())
        return;
    if (const auto* text =
            dynamic_cast<const TagLib::ID3v2::TextIdentificationFrame*>(frames.front()))
        set(field, text->fieldList());
}

// C0, DEL and C1.
bool isControl(std::string_view one) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(one[i]); };
    return at(0) < 0x20 || at(0) == 0x7F || (at(0) == 0xC2 && at(1) < 0xA0);
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
    setFromFrames(*id3, "TIT2", tags.title);
    setFromFrames(*id3, "TPE1", tags.artist);
    setFromFrames(*id3, "TSRC", tags.isrc);
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
        const std::size_t n = utf8SequenceLength(rest);
        if (n == 0) {
            text.clear();
            return false;
        }
        const auto first = static_cast<unsigned char>(rest.front());
        if (tidy.size() + n > kLongestText)
            break;
        const std::string_view one = rest.substr(0, n);
        if (first == '\n' || first == '\r' || first == '\t' || one == "\xE2\x80\xA8" ||
            one == "\xE2\x80\xA9") { // U+2028 and U+2029, lines as well
            if (!tidy.empty() && tidy.back() != ' ')
                tidy += ' ';
        } else if (!isControl(one)) {
            tidy += one;
        }
        rest.remove_prefix(n);
    }
    while (!tidy.empty() && tidy.back() == ' ')
        tidy.pop_back();
    text = std::move(tidy);
    return true;
}

std::string tidyIsrc(std::string& isrc) {
    std::string kept;
    std::string others;
    for (std::string_view rest = isrc; !rest.empty();) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (one.starts_with(' '))
            one.remove_prefix(1);
        const auto code = isrcFrom(one);
        if (code && (kept.empty() || kept == *code))
            kept = *code;
        else if (!one.empty())
            others += (others.empty() ? "" : "; ") + std::string(one);
    }
    isrc = kept;
    return others;
}

} // namespace kilter
