// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/decoded.h"
#include "core/audio/limits.h"
#include "core/audio/ogg_decoders.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <ogg/ogg.h>

namespace kilter {

namespace {

// The pages of a file (RFC 3533); those whose checksum is wrong are passed over.
class Pages {
  public:
    Pages(InputFile& file, std::uint64_t start)
        : file_(file)
        , position_(start) {
        ogg_sync_init(&sync_);
    }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages() { ogg_sync_clear(&sync_); }

    [[nodiscard]] bool next(ogg_page& page, const Progress& progress) {
        while (ogg_sync_pageout(&sync_, &page) != 1) {
            constexpr long kRead = 65536;
            char* room = ogg_sync_buffer(&sync_, kRead);
            if (!room)
                throw std::bad_alloc{};
            const std::size_t n =
                file_.readAt(position_, {reinterpret_cast<std::byte*>(room), kRead});
            position_ += n;
            ogg_sync_wrote(&sync_, static_cast<long>(n));
            if (n == 0 || progress.cancelled())
                return false;
        }
        return true;
    }
    [[nodiscard]] std::uint64_t position() const { return position_; }

  private:
    InputFile& file_;
    std::uint64_t position_;
    ogg_sync_state sync_{};
};

enum class Headers { Read, UnknownCodec, Broken };

// One logical stream: what lies between a page that begins it and the one that ends it.
class Link {
  public:
    explicit Link(int serial)
        : serial_(serial) {
        if (ogg_stream_init(&stream_, serial) != 0)
            throw std::bad_alloc{};
    }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    ~Link() { ogg_stream_clear(&stream_); }

    [[nodiscard]] int serial() const { return serial_; }
    [[nodiscard]] bool hasEnded() const { return hasEnded_; }
    /// Whether it is still at its headers, so that other streams may begin beside it.
    [[nodiscard]] bool isBeginning() const { return !decoder_ || !decoder_->isReady(); }
    /// After the first page.
    [[nodiscard]] const OggDecoder& decoder() const { return *decoder_; }

    /// Reads the header packets of a page.
    [[nodiscard]] Headers addHeaders(ogg_page& page) {
        ogg_stream_pagein(&stream_, &page);
        ogg_packet packet{};
        while (isBeginning() && ogg_stream_packetout(&stream_, &packet) == 1) {
            if (!decoder_)
                decoder_ = oggDecoderFor(packet);
            if (!decoder_)
                return Headers::UnknownCodec;
            if (!decoder_->addHeader(packet))
                return Headers::Broken;
            const auto comment = decoder_->commentIn(packet);
            comment_.insert(comment_.end(), comment.begin(), comment.end());
        }
        return decoder_ ? Headers::Read : Headers::Broken;
    }

    /// The content of its Vorbis comment.
    [[nodiscard]] std::span<const std::byte> comment() const { return comment_; }

    void beginAt(Frames begin) { begin_ = begin; }

    /// Decodes the packets of a page (the rest of its last header's page included). False: too
    /// long.
    [[nodiscard]] bool decode(ogg_page* page, Decoded& decoded) {
        if (page)
            ogg_stream_pagein(&stream_, page);
        ogg_packet packet{};
        while (const int got = ogg_stream_packetout(&stream_, &packet)) {
            if (got < 0) {
                noteLoss(decoded);
                continue;
            }
            decoded.codedBytes += static_cast<std::uint64_t>(packet.bytes);
            const auto result =
                packet.bytes > 0 ? decoder_->decode(packet, decoded.samples) : PacketResult::Sound;
            if (result == PacketResult::TooLong)
                return false;
            if (result == PacketResult::Damaged)
                noteLoss(decoded);
            hasEnded_ |= packet.e_o_s != 0;
            if (packet.granulepos >= 0 && !place(packet.granulepos, packet.e_o_s != 0, decoded))
                return false;
        }
        hasEnded_ |= page && ogg_page_eos(page) != 0;
        return true;
    }

    /// Takes out what lies before the sound.
    void finish(Decoded& decoded) const {
        if (!decoder_)
            return;
        const std::int64_t before = decoder_->preSkip() + std::max<std::int64_t>(-origin(), 0);
        const std::int64_t have = (decoded.samples.frames() - begin_).count;
        decoded.samples.erase(begin_, static_cast<std::size_t>(std::min(before, have)));
    }

  private:
    [[nodiscard]] std::int64_t origin() const { return origin_.value_or(0); }

    void noteLoss(Decoded& decoded) {
        decoded.damaged = true;
        decoder_->restart();
        if (!lossAt_)
            lossAt_ = decoded.samples.frames();
    }

    // The stream says that `granule` frames of it end here.
    bool place(std::int64_t granule, bool isEnd, Decoded& decoded) {
        const std::int64_t have = (decoded.samples.frames() - begin_).count;
        const auto lossAt = std::exchange(lossAt_, std::nullopt);
        if (!origin_) {
            // A stream that was cut out of a longer one does not begin at 0; one that begins
            // before 0 has something to leave out. At its only page, that is at its end.
            origin_ = granule - have;
            if (lossAt || (isEnd && *origin_ < 0))
                origin_ = 0;
        }
        const std::int64_t wanted = granule - *origin_;
        if (wanted > have && lossAt) {
            const auto lost = static_cast<std::uint64_t>(wanted - have);
            decoded.lostFrames += lost;
            return decoded.samples.insertSilence(*lossAt, lost);
        }
        if (wanted < have && isEnd)
            decoded.samples.truncate(begin_ + Frames{std::max<std::int64_t>(wanted, 0)});
        else if (wanted != have)
            origin_ = granule - have; // it jumps, and nothing was lost
        return true;
    }

    int serial_;
    ogg_stream_state stream_{};
    std::unique_ptr<OggDecoder> decoder_;
    std::vector<std::byte> comment_;
    Frames begin_;                       ///< of its first frame among all
    std::optional<std::int64_t> origin_; ///< where its own count begins
    std::optional<Frames> lossAt_;       ///< since the last place that is known
    bool hasEnded_ = false;
};

class Reader {
  public:
    Reader(InputFile& file, const Sniffed& sniffed)
        : file_(file)
        , sniffed_(sniffed) {}

    Result<Decoded> read(const Progress& progress) {
        Pages pages(file_, sniffed_.start);
        PlaceReport report(progress, file_.size());
        ogg_page page{};
        while (pages.next(page, progress)) {
            if (ogg_page_bos(&page) != 0 && (!link_ || !link_->isBeginning())) {
                finishLink();
                link_ = std::make_unique<Link>(ogg_page_serialno(&page));
            } else if (!link_ || ogg_page_serialno(&page) != link_->serial()) {
                continue;
            }
            if (const auto taken = take(page); !taken)
                return taken.error();
            if (isOver_)
                break;
            report.at(pages.position());
        }
        if (progress.cancelled())
            return file_.error(ErrorCode::Cancelled);
        finishLink();
        if (!decoded_)
            return file_.error(ErrorCode::Corrupt);
        decoded_->format.channels = decoded_->samples.channels();
        if (decoded_->samples.frames().count == 0 && (decoded_->damaged || decoded_->endsEarly))
            return file_.error(ErrorCode::Corrupt);
        return std::move(*decoded_);
    }

  private:
    Result<Done> take(ogg_page& page) {
        if (!link_->isBeginning())
            return decode(&page);
        const Headers headers = link_->addHeaders(page);
        if (headers != Headers::Read) {
            if (!decoded_)
                return headers == Headers::Broken
                           ? file_.error(ErrorCode::Corrupt)
                           : file_.error(ErrorCode::UnsupportedCodec, "rare codec in Ogg");
            isOver_ = decoded_->endsEarly = true;
            return Done{};
        }
        const OggDecoder& decoder = link_->decoder();
        if (!decoded_) {
            const auto channels = static_cast<std::uint64_t>(std::max(decoder.channels(), 0));
            if (auto error = refusal(file_, channels, decoder.rate()))
                return *error;
        }
        return link_->isBeginning() ? Result<Done>(Done{}) : begin(decoder);
    }

    // The headers are read.
    Result<Done> begin(const OggDecoder& decoder) {
        if (!decoded_) {
            decoded_.emplace(
                Decoded{.format = {.container = "Ogg", .codec = decoder.codec(), .lossy = true},
                        .rate = {static_cast<int>(decoder.rate())},
                        .samples = {decoder.channels(), {}, mostFrames(file_.size(), true)}});
            if (sniffed_.id3.size > 0)
                decoded_->tagsUnreadable |= !readId3(file_, sniffed_.id3, decoded_->tags);
            decoded_->tagsUnreadable |= !readComments(link_->comment(), decoded_->tags);
        } else if (decoder.rate() != decoded_->rate.hz || decoder.channels() < 1 ||
                   decoder.channels() > 2) {
            isOver_ = decoded_->endsEarly = true; // one sound can't be made of the two
            return Done{};
        }
        if (decoder.channels() == 2 && decoded_->samples.channels() == 1)
            decoded_->samples.makeStereo();
        link_->beginAt(decoded_->samples.frames());
        return decode(nullptr);
    }

    Result<Done> decode(ogg_page* page) {
        if (!link_->decode(page, *decoded_))
            return tooManyFrames(file_);
        return Done{};
    }

    void finishLink() {
        if (!link_ || !decoded_ || isOver_)
            return;
        decoded_->endsEarly |= !link_->hasEnded();
        link_->finish(*decoded_);
    }

    InputFile& file_;
    const Sniffed& sniffed_;
    std::unique_ptr<Link> link_;
    std::optional<Decoded> decoded_;
    bool isOver_ = false;
};

} // namespace

Result<Decoded> readOgg(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    return Reader(file, sniffed).read(progress);
}

} // namespace kilter
