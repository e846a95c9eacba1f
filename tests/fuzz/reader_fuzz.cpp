// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/limits.h"
#include "core/audio/sniff.h"
#include "tests/fuzz/fuzzing.h"

/// Every reader, by what the file says it is: finite samples, no more of them than the bytes can
/// hold, rate and channels within limits, bounded memory; and every figure measured of them.
namespace {

using namespace kilter;
using namespace kilter::fuzzing;

/// Frames that a byte of such a file can stand for at most, by its format.
double framesOfAByte(Container container) {
    switch (container) {
    case Container::Riff:
    case Container::Wave64:
    case Container::Aiff:
        return 1.0; // 8 bits, mono
    case Container::Flac:
        return 65535.0 / 11.0; // a constant block
    case Container::Ogg:
        return 4096.0; // a Vorbis packet of one byte, and its lacing value
    case Container::Mpeg:
        return 1152.0 / 24.0; // the smallest frames
    case Container::Adts:
        return 2.0 * 4096.0 / 7.0; // four blocks behind one header, with doubled rate
    case Container::WavPack:
        return 131072.0 / 32.0; // a silent block
    case Container::Mp4:
    case Container::Asf:
    case Container::Caf:
        return 8192.0; // the longest packets
    }
    return 0.0;
}

MemoryBound memoryBound(Container container) {
    MemoryBound bound;
    // A lossy byte may stand for 64 frames (mostFrames()), and they are two floats each.
    constexpr std::int64_t kLossy = 64 * 2 * sizeof(float);
    // libavcodec's AAC decoder takes 0.55 MB for each channel element that the stream declares, and
    // a few bytes declare 64 of them.
    constexpr std::int64_t kAacDecoder = std::int64_t{36} << 20;
    switch (container) {
    case Container::Riff:
    case Container::Wave64:
    case Container::Aiff:
    case Container::Flac:
    case Container::WavPack:
        break;
    case Container::Ogg:
    case Container::Mpeg:
    case Container::Asf:
        bound.times = kLossy;
        break;
    case Container::Mp4:
    case Container::Adts:
    case Container::Caf:
        bound.times = kLossy;
        bound.always += kAacDecoder;
        break;
    }
    return bound;
}

void requireSound(const Track& track, Container container, std::size_t size) {
    constexpr double kDelay = 16384.0; // what a decoder may add at the ends
    const double most = framesOfAByte(container) * static_cast<double>(size) + kDelay;
    require(track.audio.frames().count > 0, "a track has audio");
    require(static_cast<double>(track.audio.frames().count) <= most,
            "no more frames than the bytes can hold");
    require(track.rate.hz >= kLowestRate && track.rate.hz <= kHighestRate, "the rate's limits");
    require(track.audio.channels() == 2, "two channels");
    require(track.format.channels == 1 || track.format.channels == 2, "one or two in the file");
    for (int c = 0; c < 2; ++c)
        require(
            std::ranges::all_of(track.audio.channel(c), [](float x) { return std::isfinite(x); }),
            "finite samples");
    require(track.fingerprint.bytes == size, "the fingerprint's size");
    for (const Warning& warning : track.warnings)
        require(isLevel(warning.amount), "a warning's amount");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file(data, size);
    auto opened = InputFile::open(file.path());
    require(static_cast<bool>(opened), "a file can be opened");
    const auto sniffed = sniff(*opened);
    const testing::PeakMemory memory;
    const auto track = readTrack(file.path());
    requireBounded(memory, size, sniffed ? memoryBound(sniffed->container) : MemoryBound{});
    if (!track)
        return 0;
    require(static_cast<bool>(sniffed), "what was read is known");
    requireSound(*track, sniffed->container, size);
    constexpr std::int64_t kShort = 96000; // measuring takes longer than reading
    if (track->audio.frames().count <= kShort) {
        const auto analysis = analyse(*track);
        require(static_cast<bool>(analysis), "what was read can be measured");
        requireFigures(*analysis);
    }
    return 0;
}
