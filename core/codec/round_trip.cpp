// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/round_trip.h"

#include "core/audio/av_source.h"
#include "core/codec/coded_input.h"
#include "core/codec/encoder.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <optional>
#include <utility>

namespace kilter {

namespace {

/// Decodes packets as they come, and puts every frame where its time says.
class Decoding {
  public:
    Decoding(const AVCodecContext& encoder, AudioBuffer& out)
        : out_(out)
        , decoder_(avcodec_alloc_context3(avcodec_find_decoder(encoder.codec_id))) {
        if (!decoder_ || !frame_)
            throw std::bad_alloc{};
        AVCodecParameters* parameters = avcodec_parameters_alloc();
        if (!parameters)
            throw std::bad_alloc{};
        error_ = avcodec_parameters_from_context(parameters, &encoder);
        if (error_ >= 0)
            error_ = avcodec_parameters_to_context(decoder_.get(), parameters);
        avcodec_parameters_free(&parameters);
        decoder_->pkt_timebase = encoder.time_base;
        if (error_ >= 0)
            error_ = avcodec_open2(decoder_.get(), decoder_->codec, nullptr);
    }

    /// A null pointer is the end of the stream.
    Result<Done> add(const AVPacket* packet) {
        if (error_ >= 0)
            error_ = avcodec_send_packet(decoder_.get(), packet);
        while (error_ >= 0) {
            const int got = avcodec_receive_frame(decoder_.get(), frame_.get());
            if (got == AVERROR(EAGAIN) || got == AVERROR_EOF)
                return Done{};
            error_ = got;
            if (got >= 0 && !place())
                return Error{ErrorCode::WriteFailed, "the decoder gives another kind of sound", {}};
        }
        return Error{ErrorCode::WriteFailed, av::messageOf(error_), {}};
    }

  private:
    bool place() {
        if (frame_->format != AV_SAMPLE_FMT_FLTP || frame_->ch_layout.nb_channels != 2 ||
            frame_->pts == AV_NOPTS_VALUE)
            return false;
        const std::int64_t begin = std::max<std::int64_t>(frame_->pts, 0);
        const std::int64_t end = std::min(frame_->pts + frame_->nb_samples, out_.frames().count);
        for (int c = 0; begin < end && c < 2; ++c) {
            const auto* decoded = reinterpret_cast<const float*>(frame_->extended_data[c]);
            std::copy_n(decoded + (begin - frame_->pts), end - begin,
                        out_.channel(c).data() + begin);
        }
        return true;
    }

    AudioBuffer& out_;
    av::Decoder decoder_;
    av::Frame frame_{av_frame_alloc()};
    int error_ = 0; ///< libav's number
};

} // namespace

Result<Decoded> roundTrip(const AudioBuffer& master, SampleRate rate, Codec codec, Frames skipped,
                          const Progress& progress) {
    auto encoder = av::openEncoder(codec, rate);
    if (!encoder)
        return encoder.error();
    const SampleRate coded{(*encoder)->sample_rate};
    auto input = CodedInput::make(master, rate, coded, progress);
    if (!input)
        return input.error();
    const AudioBuffer& audio = input->audio();
    const Frames from = std::min((skipped / rate) * coded, audio.frames());

    Decoded decoded{AudioBuffer(2, audio.frames() - from), coded};
    Decoding decoding(**encoder, decoded.audio);
    const auto sink = [&decoding](AVPacket& packet) { return decoding.add(&packet); };
    if (auto done = av::encode(**encoder, audio, from, sink, progress); !done)
        return done.error();
    if (auto done = decoding.add(nullptr); !done)
        return done.error();
    return decoded;
}

} // namespace kilter
