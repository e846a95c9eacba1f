// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/sample_collector.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <ogg/ogg.h>

namespace kilter {

enum class PacketResult { Sound, Damaged, TooLong };

/// Decodes the packets of one logical stream in Ogg.
class OggDecoder {
  public:
    OggDecoder() = default;
    OggDecoder(const OggDecoder&) = delete;
    OggDecoder& operator=(const OggDecoder&) = delete;
    virtual ~OggDecoder() = default;

    [[nodiscard]] virtual const char* codec() const = 0;
    [[nodiscard]] virtual int channels() const = 0;
    [[nodiscard]] virtual std::int64_t rate() const = 0;
    /// Frames at the beginning that are no part of the sound.
    [[nodiscard]] virtual std::int64_t preSkip() const = 0;

    /// The next header packet, the first included. False if it can't be read.
    [[nodiscard]] virtual bool addHeader(ogg_packet& packet) = 0;
    /// The content of the Vorbis comment that a header packet is; empty for another one.
    [[nodiscard]] virtual std::span<const std::byte> commentIn(const ogg_packet& packet) const = 0;
    /// Whether all headers are there.
    [[nodiscard]] virtual bool isReady() const = 0;
    /// What the packet holds goes to `samples`; one channel among two goes to both.
    [[nodiscard]] virtual PacketResult decode(ogg_packet& packet, SampleCollector& samples) = 0;
    /// The next packet does not follow the last one.
    virtual void restart() = 0;
};

/// For the stream that begins with this packet; nullptr for a codec that is not allowed. Its
/// addHeader() has yet to be given the packet.
[[nodiscard]] std::unique_ptr<OggDecoder> oggDecoderFor(const ogg_packet& first);

} // namespace kilter
