// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/av_support.h"

#include <algorithm>
#include <type_traits>

extern "C" {
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <libavutil/samplefmt.h>
}

namespace kilter::av {

namespace {

// Interleaved or planar samples of one of libav's formats, as floats of full scale 1.
template <class T>
float scaled(T value) {
    if constexpr (std::is_same_v<T, std::uint8_t>)
        return static_cast<float>(value - 128) * 0x1p-7f;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return static_cast<float>(value) * 0x1p-15f;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return static_cast<float>(value) * 0x1p-31f;
    else
        return static_cast<float>(value);
}

template <class T>
void copyChannel(const AVFrame& frame, int c, int skip, float* out) {
    const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
    const auto* in = reinterpret_cast<const T*>(frame.extended_data[planar ? c : 0]);
    const int first = planar ? 0 : c;
    const int step = planar ? 1 : frame.ch_layout.nb_channels;
    for (int i = skip; i < frame.nb_samples; ++i)
        *out++ = scaled(in[first + i * step]);
}

bool copyChannel(const AVFrame& frame, int c, int skip, float* out) {
    switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
        copyChannel<std::uint8_t>(frame, c, skip, out);
        return true;
    case AV_SAMPLE_FMT_S16:
        copyChannel<std::int16_t>(frame, c, skip, out);
        return true;
    case AV_SAMPLE_FMT_S32:
        copyChannel<std::int32_t>(frame, c, skip, out);
        return true;
    case AV_SAMPLE_FMT_FLT:
        copyChannel<float>(frame, c, skip, out);
        return true;
    case AV_SAMPLE_FMT_DBL:
        copyChannel<double>(frame, c, skip, out);
        return true;
    default:
        return false;
    }
}

} // namespace

void prepare() {
    // The largest thing that an honest file needs is an MP4's index: 24 bytes for every thousand
    // samples. This is enough for half a day of it.
    constexpr std::size_t kLargestAllocation = std::size_t{32} << 20;
    [[maybe_unused]] static const bool isPrepared = [] {
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(kLargestAllocation);
        return true;
    }();
}

Appended append(const AVFrame& frame, SampleCollector& samples, int skip) {
    const int channels = frame.ch_layout.nb_channels;
    if (channels < 1 || channels > 2)
        return Appended::OtherFormat;
    const int count = std::max(frame.nb_samples - skip, 0);
    if (channels == 2 && samples.channels() == 1)
        samples.makeStereo();
    if (!samples.makeRoom(static_cast<std::size_t>(count)))
        return Appended::TooLong;
    for (int c = 0; c < samples.channels(); ++c) {
        if (!copyChannel(frame, std::min(c, channels - 1), skip,
                         c == 0 ? samples.left() : samples.right()))
            return Appended::OtherFormat;
    }
    samples.add(static_cast<std::size_t>(count));
    return Appended::Yes;
}

} // namespace kilter::av
