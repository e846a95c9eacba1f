// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/tag_reader.h"

#include "core/audio/id3_frames.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <taglib/flacfile.h>
#include <taglib/id3v2frame.h>
#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tiostream.h>
#include <taglib/vorbisfile.h>
#include <taglib/tbytevectorstream.h>
#include <taglib/xiphcomment.h>

namespace kilter {

namespace {

constexpr std::uint64_t kLargestTag = std::uint64_t{64} << 20; ///< a cover may be large
constexpr std::size_t kLongestText = 1000;

// A part of an InputFile as TagLib likes to see files; read only.
class TagStream final : public TagLib::IOStream {
  public:
    TagStream(InputFile& file, FileRange range)
        : file_(file)
        , range_(range) {}

    TagLib::FileName name() const override { return ""; }
    TagLib::ByteVector readBlock(unsigned long length) override {
        const std::uint64_t left = position_ < range_.size ? range_.size - position_ : 0;
        const std::uint64_t wanted = std::min({std::uint64_t{length}, left, kLargestTag});
        TagLib::ByteVector bytes(static_cast<unsigned>(wanted), 0);
        const std::size_t n =
            file_.readAt(range_.offset + position_,
                         std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
        bytes.resize(static_cast<unsigned>(n));
        position_ += n;
        return bytes;
    }
    void writeBlock(const TagLib::ByteVector&) override {}
    void insert(const TagLib::ByteVector&, unsigned long, unsigned long) override {}
    void removeBlock(unsigned long, unsigned long) override {}
    bool readOnly() const override { return true; }
    bool isOpen() const override { return true; }
    void seek(long offset, Position from) override {
        const auto size = static_cast<std::int64_t>(range_.size);
        const std::int64_t base = from == Beginning ? 0
                                  : from == Current ? static_cast<std::int64_t>(position_)
                                                    : size;
        position_ = static_cast<std::uint64_t>(std::clamp<std::int64_t>(base + offset, 0, size));
    }
    void clear() override {}
    long tell() const override { return static_cast<long>(position_); }
    long length() override { return static_cast<long>(range_.size); }
    void truncate(long) override {}

  private:
    InputFile& file_;
    FileRange range_;
    std::uint64_t position_ = 0;
};

// Frame::Header is what the factory's hook takes, and is named for derived frames only.
struct FrameNames : TagLib::ID3v2::Frame {
    using FrameHeader = Header;
};

// Parses the three frames that we read and no other: pictures cost memory, and chapters within
// chapters recurse as deep as a hostile file likes.
class TextFrames final : public TagLib::ID3v2::FrameFactory {
  protected:
    bool updateFrame(FrameNames::FrameHeader* header) const override {
        constexpr std::string_view kWanted[] = {"TIT2", "TPE1", "TSRC", "TT2", "TP1", "TRC"};
        const TagLib::ByteVector id = header->frameID();
        return std::ranges::find(kWanted, std::string_view(id.data(), id.size())) !=
                   std::end(kWanted) &&
               FrameFactory::updateFrame(header);
    }
};

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

template <class File>
bool readOgg(TagStream& stream, Tags& tags) {
    File file(&stream, false);
    if (!file.isValid() || !file.tag())
        return false;
    setFromComment(*file.tag(), tags);
    return true;
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
    TagLib::ByteVectorStream stream({reinterpret_cast<const char*>(bytes->data()),
                                     static_cast<unsigned>(bytes->size())});
    TextFrames frames;
    TagLib::MPEG::File parsed(&stream, &frames, false);
    const TagLib::ID3v2::Tag* id3 = parsed.ID3v2Tag();
    if (!id3)
        return false;
    set(tags.title, id3->title());
    set(tags.artist, id3->artist());
    if (const auto& isrc = id3->frameListMap()["TSRC"]; !isrc.isEmpty())
        set(tags.isrc, isrc.front()->toString());
    return true;
}

bool readComments(InputFile& file, std::uint64_t start, CommentHost host, Tags& tags) {
    TagStream stream(file, {start, file.size() - start});
    switch (host) {
    case CommentHost::Flac: {
        TextFrames frames;
        TagLib::FLAC::File parsed(&stream, &frames, false);
        if (!parsed.isValid() || !parsed.hasXiphComment())
            return parsed.isValid();
        setFromComment(*parsed.xiphComment(), tags);
        return true;
    }
    case CommentHost::OggVorbis:
        return readOgg<TagLib::Ogg::Vorbis::File>(stream, tags);
    case CommentHost::OggOpus:
        return readOgg<TagLib::Ogg::Opus::File>(stream, tags);
    }
    return false;
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
