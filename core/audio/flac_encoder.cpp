// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/flac_encoder.h"

#include <new>

#include <FLAC/format.h>

namespace kilter {

namespace {

FLAC__StreamEncoderWriteStatus writeBytes(const FLAC__StreamEncoder*, const FLAC__byte* bytes,
                                          std::size_t count, std::uint32_t, std::uint32_t,
                                          void* user) {
    const auto wanted = static_cast<std::int64_t>(count);
    return static_cast<FileSink*>(user)->write(bytes, wanted) == wanted
               ? FLAC__STREAM_ENCODER_WRITE_STATUS_OK
               : FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
}

FLAC__StreamEncoderSeekStatus seekTo(const FLAC__StreamEncoder*, FLAC__uint64 offset, void* user) {
    static_cast<FileSink*>(user)->position = static_cast<std::int64_t>(offset);
    return FLAC__STREAM_ENCODER_SEEK_STATUS_OK;
}

FLAC__StreamEncoderTellStatus tell(const FLAC__StreamEncoder*, FLAC__uint64* offset, void* user) {
    *offset = static_cast<FLAC__uint64>(static_cast<FileSink*>(user)->position);
    return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
}

} // namespace

FlacEncoder::FlacEncoder(FileSink& sink, int channels, int bits, int rate)
    : sink_(sink)
    , encoder_(FLAC__stream_encoder_new()) {
    if (!encoder_)
        throw std::bad_alloc{};
    const auto hertz = static_cast<std::uint32_t>(rate);
    FLAC__stream_encoder_set_channels(encoder_.get(), static_cast<std::uint32_t>(channels));
    FLAC__stream_encoder_set_bits_per_sample(encoder_.get(), static_cast<std::uint32_t>(bits));
    FLAC__stream_encoder_set_sample_rate(encoder_.get(), hertz);
    FLAC__stream_encoder_set_streamable_subset(encoder_.get(),
                                               FLAC__format_sample_rate_is_subset(hertz));
}

bool FlacEncoder::begin() {
    return FLAC__stream_encoder_init_stream(encoder_.get(), writeBytes, seekTo, tell, nullptr,
                                            &sink_) == FLAC__STREAM_ENCODER_INIT_STATUS_OK;
}

bool FlacEncoder::write(const std::int32_t* samples, std::size_t frames) {
    return FLAC__stream_encoder_process_interleaved(encoder_.get(), samples,
                                                    static_cast<std::uint32_t>(frames)) != 0;
}

bool FlacEncoder::finish() {
    return FLAC__stream_encoder_finish(encoder_.get()) != 0;
}

const char* FlacEncoder::detail() const {
    return FLAC__stream_encoder_get_resolved_state_string(encoder_.get());
}

} // namespace kilter
