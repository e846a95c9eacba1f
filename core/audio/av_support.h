// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/sample_collector.h"

#include <cstdint>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

/// What the readers that decode by libavcodec share.
namespace kilter::av {

template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(&object);
    }
};
using Format = std::unique_ptr<AVFormatContext, Releaser<avformat_close_input>>;
using Decoder = std::unique_ptr<AVCodecContext, Releaser<avcodec_free_context>>;
using Packet = std::unique_ptr<AVPacket, Releaser<av_packet_free>>;
using Frame = std::unique_ptr<AVFrame, Releaser<av_frame_free>>;

/// To be called before anything else of libav: its messages would go to standard error, and it
/// would ask for as much memory as a header of a few bytes says.
void prepare();

enum class Appended { Yes, OtherFormat, TooLong };

/// The frame's samples but the first `skip`. One channel among two goes to both; two among one make
/// a stereo collector of it. OtherFormat: neither mono nor stereo, or an unknown kind of sample.
[[nodiscard]] Appended append(const AVFrame& frame, SampleCollector& samples, int skip = 0);

} // namespace kilter::av
