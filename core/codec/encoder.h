// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/audio/av_support.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"

#include <functional>

/// The one way into libavcodec's encoders. Inside core/codec only.
namespace kilter::av {

using Encoder = std::unique_ptr<AVCodecContext, Releaser<avcodec_free_context>>;

/// At codedRate, two channels, everything else as FFmpeg's tools leave it. Errors: UnsupportedCodec
/// (this libavcodec lacks it, or it refuses the bit rate).
[[nodiscard]] Result<Encoder> openEncoder(Codec codec, SampleRate rate);

/// Takes an encoded packet, with its times in samples.
using PacketSink = std::function<Result<Done>(AVPacket& packet)>;

/// All of `audio` (two channels, at the encoder's rate) from its frame `from` on, and the end of
/// the stream. Errors: the sink's; WriteFailed (the encoder's words); Cancelled.
[[nodiscard]] Result<Done> encode(AVCodecContext& encoder, const AudioBuffer& audio, Frames from,
                                  const PacketSink& sink, const Progress& progress = {});

} // namespace kilter::av
