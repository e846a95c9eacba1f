// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/encoder.h"

#include "core/audio/av_source.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
}

namespace kilter::av {

namespace {

constexpr int kChannels = 2;
constexpr int kAnyFrame = 1024; ///< for encoders that take frames of any length

/// Floats in one of the layouts that the four encoders know; libopus knows interleaved ones only.
AVSampleFormat floatFormatOf(const AVCodec& codec) {
    for (const AVSampleFormat* format = codec.sample_fmts;
         format != nullptr && *format != AV_SAMPLE_FMT_NONE; ++format)
        if (*format == AV_SAMPLE_FMT_FLTP)
            return AV_SAMPLE_FMT_FLTP;
    return AV_SAMPLE_FMT_FLT;
}

void fill(AVFrame& frame, const AudioBuffer& audio, std::size_t from) {
    const auto count = static_cast<std::size_t>(frame.nb_samples);
    const bool planar = frame.format == AV_SAMPLE_FMT_FLTP;
    for (int c = 0; c < kChannels; ++c) {
        const float* in = audio.channel(c).data() + from;
        auto* out = reinterpret_cast<float*>(frame.extended_data[planar ? c : 0]);
        if (planar) {
            std::copy_n(in, count, out);
            continue;
        }
        for (std::size_t i = 0; i < count; ++i)
            out[kChannels * i + static_cast<std::size_t>(c)] = in[i];
    }
}

Error failureOf(int error) {
    return {ErrorCode::WriteFailed, messageOf(error), {}};
}

class Encoding {
  public:
    Encoding(AVCodecContext& encoder, const PacketSink& sink)
        : encoder_(encoder)
        , sink_(sink) {
        if (!frame_ || !packet_)
            throw std::bad_alloc{};
    }

    Result<Done> add(const AudioBuffer& audio, std::size_t from, std::size_t count,
                     std::int64_t time) {
        av_frame_unref(frame_.get());
        frame_->nb_samples = static_cast<int>(count);
        frame_->format = encoder_.sample_fmt;
        frame_->sample_rate = encoder_.sample_rate;
        frame_->pts = time;
        av_channel_layout_default(&frame_->ch_layout, kChannels);
        if (av_frame_get_buffer(frame_.get(), 0) < 0)
            throw std::bad_alloc{};
        fill(*frame_, audio, from);
        return send(frame_.get());
    }

    Result<Done> finish() { return send(nullptr); }

  private:
    Result<Done> send(const AVFrame* frame) {
        if (const int sent = avcodec_send_frame(&encoder_, frame); sent < 0)
            return failureOf(sent);
        for (;;) {
            const int got = avcodec_receive_packet(&encoder_, packet_.get());
            if (got == AVERROR(EAGAIN) || got == AVERROR_EOF)
                return Done{};
            if (got < 0)
                return failureOf(got);
            auto taken = sink_(*packet_);
            av_packet_unref(packet_.get());
            if (!taken)
                return taken;
        }
    }

    AVCodecContext& encoder_;
    const PacketSink& sink_;
    Frame frame_{av_frame_alloc()};
    Packet packet_{av_packet_alloc()};
};

} // namespace

Result<Encoder> openEncoder(Codec codec, SampleRate rate) {
    prepare();
    const CodecFacts& facts = factsOf(codec.kind);
    const AVCodec* found = avcodec_find_encoder_by_name(facts.encoder.data());
    if (!found)
        return Error{
            ErrorCode::UnsupportedCodec, "this FFmpeg can't encode " + std::string(facts.name), {}};
    Encoder encoder(avcodec_alloc_context3(found));
    if (!encoder)
        throw std::bad_alloc{};
    constexpr int kKilo = 1000;
    encoder->bit_rate = std::int64_t{kKilo} * codec.kbps;
    encoder->sample_rate = codedRate(codec.kind, rate).hz;
    encoder->sample_fmt = floatFormatOf(*found);
    encoder->time_base = {1, encoder->sample_rate};
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_channel_layout_default(&encoder->ch_layout, kChannels);
    if (const int opened = avcodec_open2(encoder.get(), found, nullptr); opened < 0)
        return Error{ErrorCode::UnsupportedCodec, nameOf(codec) + ": " + messageOf(opened), {}};
    return encoder;
}

Result<Done> encode(AVCodecContext& encoder, const AudioBuffer& audio, Frames from,
                    const PacketSink& sink, const Progress& progress) {
    assert(audio.channels() == kChannels && from.count >= 0 && from <= audio.frames());
    Encoding encoding(encoder, sink);
    const auto first = static_cast<std::size_t>(from.count);
    const auto total = static_cast<std::size_t>(audio.frames().count);
    const auto step =
        static_cast<std::size_t>(encoder.frame_size > 0 ? encoder.frame_size : kAnyFrame);
    for (std::size_t at = first; at < total; at += step) {
        if (progress.cancelled())
            return Error{ErrorCode::Cancelled, {}, {}};
        const auto time = static_cast<std::int64_t>(at - first);
        if (auto added = encoding.add(audio, at, std::min(step, total - at), time); !added)
            return added;
        progress.at(static_cast<double>(at - first) / static_cast<double>(total - first));
    }
    return encoding.finish();
}

} // namespace kilter::av
