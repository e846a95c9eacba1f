// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/mpeg_frame.h"

#include "core/audio/byte_order.h"

namespace kilter {

std::optional<MpegFrame> mpegFrameAt(const std::byte* bytes) {
    // kbit/s by index 1..14: version 1 layers I, II, III; versions 2 and 2.5 layer I; II and III.
    static constexpr int kBitRates[5][15] = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
    static constexpr int kRates[3] = {44100, 48000, 32000};

    const std::uint32_t h = bigEndian<std::uint32_t>(bytes);
    const std::uint32_t version = h >> 19 & 3; // 3: 1, 2: 2, 0: 2.5
    const std::uint32_t layerBits = h >> 17 & 3;
    const std::uint32_t rateIndex = h >> 12 & 15;
    const std::uint32_t frequency = h >> 10 & 3;
    if (h >> 21 != 0x7FF || version == 1 || layerBits == 0 || rateIndex == 0 || rateIndex == 15 ||
        frequency == 3)
        return std::nullopt;

    MpegFrame frame;
    frame.layer = 4 - static_cast<int>(layerBits);
    const bool lowRates = version != 3;
    frame.sampleRate = kRates[frequency] / (version == 3 ? 1 : version == 2 ? 2 : 4);
    frame.channels = (h >> 6 & 3) == 3 ? 1 : 2;
    const int row = lowRates ? (frame.layer == 1 ? 3 : 4) : frame.layer - 1;
    const int bitRate = kBitRates[row][rateIndex] * 1000;
    const int padding = static_cast<int>(h >> 9 & 1);
    int length = 0;
    if (frame.layer == 1) {
        frame.samples = 384;
        length = (12 * bitRate / frame.sampleRate + padding) * 4;
    } else {
        frame.samples = frame.layer == 3 && lowRates ? 576 : 1152;
        length = frame.samples / 8 * bitRate / frame.sampleRate + padding;
    }
    frame.bytes = static_cast<std::size_t>(length);
    const bool mono = frame.channels == 1;
    frame.sideInfo = lowRates ? (mono ? 9 : 17) : (mono ? 17 : 32);
    return frame;
}

} // namespace kilter
