// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/ogg_decoders.h"

#include "core/audio/byte_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <opus/opus_multistream.h>
#include <vorbis/codec.h>

namespace kilter {

namespace {

using namespace std::string_view_literals;

const std::byte* bytesOf(const ogg_packet& packet) {
    return reinterpret_cast<const std::byte*>(packet.packet);
}

bool begins(const ogg_packet& packet, std::string_view magic) {
    return packet.bytes >= static_cast<long>(magic.size()) && reads(bytesOf(packet), magic);
}

std::span<const std::byte> behind(const ogg_packet& packet, std::string_view magic) {
    if (!begins(packet, magic))
        return {};
    return {bytesOf(packet) + magic.size(), static_cast<std::size_t>(packet.bytes) - magic.size()};
}

constexpr auto kVorbisMagic = "\x01vorbis"sv;
constexpr auto kVorbisComment = "\x03vorbis"sv;
constexpr auto kOpusTags = "OpusTags"sv;
constexpr auto kOpusMagic = "OpusHead"sv;

// Vorbis I specification, by its reference decoder.
class VorbisDecoder final : public OggDecoder {
  public:
    VorbisDecoder() {
        vorbis_info_init(&info_);
        vorbis_comment_init(&comment_);
    }
    ~VorbisDecoder() override {
        if (isReady_) {
            vorbis_block_clear(&block_);
            vorbis_dsp_clear(&state_);
        }
        vorbis_comment_clear(&comment_);
        vorbis_info_clear(&info_);
    }

    [[nodiscard]] const char* codec() const override { return "Vorbis"; }
    [[nodiscard]] int channels() const override { return info_.channels; }
    [[nodiscard]] std::int64_t rate() const override { return info_.rate; }
    [[nodiscard]] std::int64_t preSkip() const override { return 0; }
    [[nodiscard]] bool isReady() const override { return isReady_; }

    [[nodiscard]] std::span<const std::byte> commentIn(const ogg_packet& packet) const override {
        return behind(packet, kVorbisComment);
    }

    [[nodiscard]] bool addHeader(ogg_packet& packet) override {
        if (begins(packet, kVorbisComment))
            return addEmptyComment(packet);
        return addHeaderAsItIs(packet);
    }

    [[nodiscard]] PacketResult decode(ogg_packet& packet, SampleCollector& samples) override {
        // Where the stream begins and ends is reckoned once, for both codecs, by the reader.
        ogg_packet unplaced = packet;
        unplaced.granulepos = -1;
        unplaced.e_o_s = 0;
        if (vorbis_synthesis(&block_, &unplaced) != 0 ||
            vorbis_synthesis_blockin(&state_, &block_) != 0)
            return PacketResult::Damaged;
        float** planes = nullptr;
        while (const int n = vorbis_synthesis_pcmout(&state_, &planes)) {
            if (!samples.makeRoom(static_cast<std::size_t>(n)))
                return PacketResult::TooLong;
            std::copy_n(planes[0], n, samples.left());
            if (samples.channels() == 2)
                std::copy_n(planes[info_.channels - 1], n, samples.right());
            samples.add(static_cast<std::size_t>(n));
            vorbis_synthesis_read(&state_, n);
        }
        return PacketResult::Sound;
    }

    void restart() override {
        if (isReady_)
            vorbis_synthesis_restart(&state_);
    }

  private:
    [[nodiscard]] bool addHeaderAsItIs(ogg_packet& packet) {
        if (vorbis_synthesis_headerin(&info_, &comment_, &packet) != 0)
            return false;
        constexpr int kHeaders = 3;
        if (++headers_ < kHeaders)
            return true;
        if (vorbis_synthesis_init(&state_, &info_) != 0)
            return false;
        vorbis_block_init(&state_, &block_);
        isReady_ = true;
        return true;
    }

    // What the decoder has no use for, and what may be as large as one likes.
    [[nodiscard]] bool addEmptyComment(const ogg_packet& packet) {
        std::string empty(kVorbisComment);
        empty += "\0\0\0\0\0\0\0\0\1"sv; // no name, no fields, and the framing bit
        ogg_packet shortened = packet;
        shortened.packet = reinterpret_cast<unsigned char*>(empty.data());
        shortened.bytes = static_cast<long>(empty.size());
        return addHeaderAsItIs(shortened);
    }

    vorbis_info info_{};
    vorbis_comment comment_{};
    vorbis_dsp_state state_{};
    vorbis_block block_{};
    int headers_ = 0;
    bool isReady_ = false;
};

struct DestroyOpus {
    void operator()(OpusMSDecoder* decoder) const { opus_multistream_decoder_destroy(decoder); }
};

// RFC 7845, by the reference decoder of RFC 6716.
class OpusDecoderOfOgg final : public OggDecoder {
  public:
    [[nodiscard]] const char* codec() const override { return "Opus"; }
    [[nodiscard]] int channels() const override { return channels_; }
    [[nodiscard]] std::int64_t rate() const override { return kOpusRate; }
    [[nodiscard]] std::int64_t preSkip() const override { return preSkip_; }
    [[nodiscard]] bool isReady() const override { return headers_ == 2; }

    [[nodiscard]] std::span<const std::byte> commentIn(const ogg_packet& packet) const override {
        return behind(packet, kOpusTags);
    }

    [[nodiscard]] bool addHeader(ogg_packet& packet) override {
        ++headers_;
        if (headers_ > 1)
            return begins(packet, kOpusTags);
        constexpr long kHeadBytes = 19;
        if (packet.bytes < kHeadBytes)
            return false;
        const std::byte* head = bytesOf(packet);
        const auto at = [&](std::size_t i) { return std::to_integer<int>(head[i]); };
        channels_ = at(9);
        preSkip_ = littleEndian<std::uint16_t>(head + 10);
        const int gain = std::bit_cast<std::int16_t>(littleEndian<std::uint16_t>(head + 16));
        if (channels_ < 1 || channels_ > 2)
            return true; // which the reader refuses by name
        int streams = 1;
        int coupled = channels_ - 1;
        std::array<unsigned char, 2> mapping{0, 1};
        if (at(18) != 0) { // a channel mapping family with a table
            if (packet.bytes < kHeadBytes + 2 + channels_)
                return false;
            streams = at(19);
            coupled = at(20);
            for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c)
                mapping[c] = static_cast<unsigned char>(at(21 + c));
        }
        int error = OPUS_OK;
        decoder_.reset(opus_multistream_decoder_create(kOpusRate, channels_, streams, coupled,
                                                       mapping.data(), &error));
        if (error == OPUS_ALLOC_FAIL)
            throw std::bad_alloc{};
        return decoder_ &&
               opus_multistream_decoder_ctl(decoder_.get(), OPUS_SET_GAIN(gain)) == OPUS_OK;
    }

    [[nodiscard]] PacketResult decode(ogg_packet& packet, SampleCollector& samples) override {
        const int n = opus_multistream_decode_float(decoder_.get(), packet.packet,
                                                    static_cast<opus_int32>(packet.bytes),
                                                    block_.data(), kLongestPacket, 0);
        if (n <= 0)
            return PacketResult::Damaged;
        const auto frames = static_cast<std::size_t>(n);
        const auto channels = static_cast<std::size_t>(channels_);
        if (!samples.makeRoom(frames))
            return PacketResult::TooLong;
        for (std::size_t i = 0; i < frames; ++i) {
            samples.left()[i] = block_[channels * i];
            if (samples.channels() == 2)
                samples.right()[i] = block_[channels * i + channels - 1];
        }
        samples.add(frames);
        return PacketResult::Sound;
    }

    void restart() override {
        if (decoder_)
            opus_multistream_decoder_ctl(decoder_.get(), OPUS_RESET_STATE);
    }

  private:
    static constexpr int kOpusRate = 48000;     ///< what Opus always decodes to
    static constexpr int kLongestPacket = 5760; ///< 120 ms

    std::unique_ptr<OpusMSDecoder, DestroyOpus> decoder_;
    std::vector<float> block_ = std::vector<float>(std::size_t{2} * kLongestPacket);
    int channels_ = 0;
    int preSkip_ = 0;
    int headers_ = 0;
};

} // namespace

std::unique_ptr<OggDecoder> oggDecoderFor(const ogg_packet& first) {
    if (begins(first, kVorbisMagic))
        return std::make_unique<VorbisDecoder>();
    if (begins(first, kOpusMagic))
        return std::make_unique<OpusDecoderOfOgg>();
    return nullptr;
}

} // namespace kilter
