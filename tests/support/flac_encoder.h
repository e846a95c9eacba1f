// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <FLAC/stream_encoder.h>

namespace kilter::testing {

/// FLAC of any width, from interleaved integers.
inline bool encodeFlac(const std::filesystem::path& path, const std::vector<std::int32_t>& samples,
                       unsigned channels, unsigned bits, unsigned rate) {
    FLAC__StreamEncoder* encoder = FLAC__stream_encoder_new();
    FLAC__stream_encoder_set_streamable_subset(encoder, 0);
    FLAC__stream_encoder_set_channels(encoder, channels);
    FLAC__stream_encoder_set_bits_per_sample(encoder, bits);
    FLAC__stream_encoder_set_sample_rate(encoder, rate);
    const bool isDone =
        FLAC__stream_encoder_init_file(encoder, path.c_str(), nullptr, nullptr) ==
            FLAC__STREAM_ENCODER_INIT_STATUS_OK &&
        FLAC__stream_encoder_process_interleaved(
            encoder, samples.data(), static_cast<unsigned>(samples.size()) / channels) != 0 &&
        FLAC__stream_encoder_finish(encoder) != 0;
    FLAC__stream_encoder_delete(encoder);
    return isDone;
}

} // namespace kilter::testing
