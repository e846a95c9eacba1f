// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"

#include "core/audio/content_hash.h"
#include "core/audio/decoded.h"
#include "core/audio/input_file.h"
#include "core/audio/pcm_layout.h"
#include "core/audio/sniff.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace kilter {

namespace {

Result<Fingerprint> fingerprint(InputFile& file, const Progress& progress) {
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    std::vector<std::byte> block(std::min<std::uint64_t>(kBlock, file.size()));
    ContentHash hash;
    for (std::uint64_t done = 0; done < file.size();) {
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        const std::size_t n = file.readAt(done, block);
        if (n == 0)
            return file.error(ErrorCode::ReadFailed, "the file became shorter while it was read");
        hash.add({block.data(), n});
        done += n;
        progress.at(static_cast<double>(done) / static_cast<double>(file.size()));
    }
    return Fingerprint{file.size(), hash.value()};
}

Result<Decoded> decode(InputFile& file, const Progress& progress) {
    const auto sniffed = sniff(file);
    if (!sniffed)
        return sniffed.error();
    switch (sniffed->container) {
    case Container::Riff:
    case Container::Wave64:
    case Container::Aiff:
        return readPcm(file, *sniffed, progress);
    case Container::Flac:
        return readFlac(file, *sniffed, progress);
    case Container::Ogg:
        return readOgg(file, *sniffed, progress);
    case Container::Mpeg:
        return readMp3(file, *sniffed, progress);
    case Container::Adts:
    case Container::Mp4:
    case Container::Asf:
    case Container::WavPack:
        return readWithLibav(file, *sniffed, progress);
    case Container::Caf:
        return isPcmInCaf(file, sniffed->start) ? readPcm(file, *sniffed, progress)
                                                : readWithLibav(file, *sniffed, progress);
    }
    return file.error(ErrorCode::UnknownFormat);
}

int bitRateOf(std::uint64_t bytes, Seconds duration) {
    constexpr double kHighest = std::numeric_limits<int>::max();
    return static_cast<int>(std::min(8.0 * static_cast<double>(bytes) / duration.value, kHighest));
}

// What a header declares beyond a week of sound is no length, and how much of it is missing no
// figure.
bool isLength(std::uint64_t frames, SampleRate rate) {
    constexpr std::uint64_t kSecondsOfAWeek = std::uint64_t{7} * 24 * 3600;
    return frames <= kSecondsOfAWeek * static_cast<unsigned>(rate.hz);
}

std::vector<Warning> warningsOf(Decoded& decoded) {
    std::vector<Warning> warnings;
    if (!isLength(decoded.missingFrames, decoded.rate)) {
        decoded.missingFrames = 0;
        decoded.repaired = true;
    }
    if (decoded.missingFrames > 0 || decoded.endsEarly)
        warnings.push_back(
            {WarningCode::Truncated, static_cast<double>(decoded.missingFrames), {}});
    if (decoded.damaged || decoded.lostFrames > 0)
        warnings.push_back({WarningCode::DamagedPart, static_cast<double>(decoded.lostFrames), {}});
    if (decoded.repaired)
        warnings.push_back({WarningCode::HeaderRepaired, 0.0, {}});
    if (const auto count = decoded.samples.unusable(); count > 0)
        warnings.push_back({WarningCode::NonFiniteSamples, static_cast<double>(count), {}});
    if (const float peak = decoded.samples.peak(); decoded.format.floatingPoint && peak > 1.0f)
        warnings.push_back({WarningCode::OverFullScale, toDecibels(peak).value, {}});
    if (decoded.samples.channels() == 1)
        warnings.push_back({WarningCode::MonoAsDual, 0.0, {}});
    bool tagsReadable = !decoded.tagsUnreadable;
    for (std::string* text : {&decoded.tags.title, &decoded.tags.artist, &decoded.tags.isrc})
        tagsReadable &= tidyTag(*text);
    if (!tagsReadable)
        warnings.push_back({WarningCode::TagsUnreadable, 0.0, {}});
    if (const std::string lost = tidyIsrc(decoded.tags.isrc); !lost.empty())
        warnings.push_back({WarningCode::TagsUnreadable, 0.0, "ISRC " + lost});
    return warnings;
}

} // namespace

Result<Track> readTrack(const std::filesystem::path& path, const Progress& progress) {
    auto file = InputFile::open(path);
    if (!file)
        return file.error();
    // Decoding first: it brings a compressed file into the system's cache bit by bit, and tells of
    // a file that is none before all of it is read.
    constexpr double kDecodingShare = 0.95;
    auto decoded = decode(*file, progress.part(0.0, kDecodingShare, "read"));
    if (!decoded)
        return decoded.error();
    if (file->readError() != 0)
        return file->error(ErrorCode::ReadFailed);
    if (decoded->samples.frames().count == 0)
        return file->error(ErrorCode::NoAudio);
    const auto print = fingerprint(*file, progress.part(kDecodingShare, 1.0, "read"));
    if (!print)
        return print.error();

    Track track;
    track.path = path;
    const std::uint64_t codedBytes = decoded->codedBytes;
    track.warnings = warningsOf(*decoded);
    track.format = std::move(decoded->format);
    track.rate = decoded->rate;
    track.tags = std::move(decoded->tags);
    track.fingerprint = *print;
    track.audio = decoded->samples.take();
    if (track.format.lossy) {
        track.format.bitRate = bitRateOf(codedBytes, track.duration());
        track.warnings.push_back(
            {WarningCode::Lossy, static_cast<double>(track.format.bitRate), track.format.codec});
    }
    return track;
}

Result<Fingerprint> fingerprintOf(const std::filesystem::path& path) {
    auto file = InputFile::open(path);
    if (!file)
        return file.error();
    return fingerprint(*file, {});
}

} // namespace kilter
