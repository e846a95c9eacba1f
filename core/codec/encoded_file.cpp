// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/encoded_file.h"

#include "core/audio/av_source.h"
#include "core/audio/file_sink.h"
#include "core/base/utf8.h"
#include "core/codec/coded_input.h"
#include "core/codec/encoded_tags.h"
#include "core/codec/encoder.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

extern "C" {
#include <libavutil/mem.h>
}

namespace kilter {

namespace {

const char* muxerOf(CodecKind kind) {
    constexpr std::array kMuxers{"ipod", "mp3", "ogg", "opus"};
    return kMuxers[static_cast<std::size_t>(kind)];
}

int write(void* sink, std::uint8_t* bytes, int count) {
    return static_cast<FileSink*>(sink)->write(bytes, count) == count ? count : AVERROR(EIO);
}

std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
    auto& sink = *static_cast<FileSink*>(opaque);
    if (whence == AVSEEK_SIZE)
        return sink.size;
    const std::int64_t base = whence == SEEK_CUR   ? sink.position
                              : whence == SEEK_END ? sink.size
                                                   : 0;
    sink.position = base + offset;
    return sink.position;
}

/// libavformat's muxer, writing to a sink.
class Muxer {
  public:
    Muxer(CodecKind kind, const AVCodecContext& encoder, FileSink& sink) {
        constexpr int kBuffer = 65536;
        auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
        io_ = avio_alloc_context(buffer, kBuffer, 1, &sink, nullptr, write, seek);
        error_ = avformat_alloc_output_context2(&format_, nullptr, muxerOf(kind), nullptr);
        if (!io_ || error_ < 0)
            throw std::bad_alloc{};
        format_->pb = io_;
        format_->flags |= AVFMT_FLAG_BITEXACT; // no time of day, no random serial number
        AVStream* stream = avformat_new_stream(format_, nullptr);
        if (!stream)
            throw std::bad_alloc{};
        stream->time_base = encoder.time_base;
        error_ = avcodec_parameters_from_context(stream->codecpar, &encoder);
        AVDictionary* options = nullptr;
        // The length is told in units of the movie's scale: in samples, to be exact.
        av_dict_set_int(&options, "movie_timescale", encoder.sample_rate, 0);
        if (error_ >= 0)
            error_ = avformat_write_header(format_, &options);
        av_dict_free(&options);
        timeBase_ = encoder.time_base;
    }
    Muxer(const Muxer&) = delete;
    Muxer& operator=(const Muxer&) = delete;
    ~Muxer() {
        avformat_free_context(format_);
        if (io_)
            av_freep(&io_->buffer);
        avio_context_free(&io_);
    }

    [[nodiscard]] int error() const { return error_; } ///< libav's number

    void add(AVPacket& packet) {
        packet.stream_index = 0;
        av_packet_rescale_ts(&packet, timeBase_, format_->streams[0]->time_base);
        if (error_ >= 0)
            error_ = av_write_frame(format_, &packet);
    }

    void finish() {
        if (error_ >= 0)
            error_ = av_write_trailer(format_);
        avio_flush(io_);
    }

  private:
    AVIOContext* io_ = nullptr;
    AVFormatContext* format_ = nullptr;
    AVRational timeBase_{};
    int error_ = 0;
};

} // namespace

Result<Done> writeEncoded(AtomicFile& out, const AudioBuffer& audio, SampleRate rate, Codec codec,
                          const EncodedFileText& text, const Progress& progress) {
    auto encoder = av::openEncoder(codec, rate);
    if (!encoder)
        return encoder.error();
    AVCodecContext& context = **encoder;
    auto input = CodedInput::make(audio, rate, {context.sample_rate}, progress);
    if (!input)
        return input.error();

    FileSink sink{.fd = out.fd()};
    Muxer muxer(codec.kind, context, sink);
    const auto failure = [&] {
        if (sink.error != 0)
            return out.failure(sink.error);
        return Error{ErrorCode::WriteFailed, av::messageOf(muxer.error()), utf8(out.target())};
    };
    const auto add = [&](AVPacket& packet) -> Result<Done> {
        muxer.add(packet);
        if (muxer.error() < 0 || sink.error != 0)
            return failure();
        return Done{};
    };
    if (auto done = av::encode(context, input->audio(), {}, add, progress); !done)
        return done;
    muxer.finish();
    if (muxer.error() < 0 || sink.error != 0)
        return failure();
    return addTags(out, sink.size, codec, text,
                   {.priming = {context.initial_padding},
                    .frames = input->audio().frames(),
                    .frameSize = {context.frame_size}});
}

} // namespace kilter
