// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>

namespace kilter {

/// Header of one MPEG audio frame (ISO 11172-3, section 2.4.1.3; 13818-3 for the lower rates).
struct MpegFrame {
    int layer = 0;      ///< 1, 2 or 3
    int sampleRate = 0; ///< in Hz
    int channels = 0;
    int samples = 0; ///< frames of audio in it
    std::size_t bytes = 0;
    std::size_t sideInfo = 0; ///< layer III: bytes between the header and a Xing tag

    /// Of the same stream: what may not change from frame to frame is equal.
    [[nodiscard]] bool continues(const MpegFrame& other) const {
        return layer == other.layer && sampleRate == other.sampleRate;
    }
};

/// Nothing if these four bytes are no such header. Free-format streams are not known.
[[nodiscard]] std::optional<MpegFrame> mpegFrameAt(const std::byte* bytes);

} // namespace kilter
