// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/decoded.h"
#include "core/audio/joined_files.h"
#include "core/audio/pcm_layout.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace kilter {

namespace {

// One sample as a number of full scale 1, from its bytes in the file's order.
template <PcmEncoding encoding, bool big>
float sampleAt(const std::byte* p) {
    if constexpr (encoding == PcmEncoding::Unsigned8) {
        return static_cast<float>(std::to_integer<int>(*p) - 128) * 0x1p-7f;
    } else if constexpr (encoding == PcmEncoding::Signed8) {
        return static_cast<float>(std::bit_cast<std::int8_t>(*p)) * 0x1p-7f;
    } else if constexpr (encoding == PcmEncoding::Signed24) {
        const auto at = [&](int i) { return std::to_integer<std::uint32_t>(p[big ? 2 - i : i]); };
        const std::uint32_t high = at(0) << 8 | at(1) << 16 | at(2) << 24;
        return static_cast<float>(std::bit_cast<std::int32_t>(high)) * 0x1p-31f;
    } else if constexpr (encoding == PcmEncoding::Signed16) {
        const auto u = big ? bigEndian<std::uint16_t>(p) : littleEndian<std::uint16_t>(p);
        return static_cast<float>(std::bit_cast<std::int16_t>(u)) * 0x1p-15f;
    } else if constexpr (encoding == PcmEncoding::Float64) {
        const auto u = big ? bigEndian<std::uint64_t>(p) : littleEndian<std::uint64_t>(p);
        return static_cast<float>(std::bit_cast<double>(u));
    } else {
        const auto u = big ? bigEndian<std::uint32_t>(p) : littleEndian<std::uint32_t>(p);
        if constexpr (encoding == PcmEncoding::Float32)
            return std::bit_cast<float>(u);
        else
            return static_cast<float>(std::bit_cast<std::int32_t>(u)) * 0x1p-31f;
    }
}

using Convert = void (*)(const std::byte* in, std::size_t frames, float* left, float* right);

template <PcmEncoding encoding, bool big, int channels>
void convert(const std::byte* in, std::size_t frames, float* left, float* right) {
    constexpr std::size_t bytes = bytesOf(encoding);
    for (std::size_t i = 0; i < frames; ++i) {
        left[i] = sampleAt<encoding, big>(in + channels * bytes * i);
        if constexpr (channels == 2)
            right[i] = sampleAt<encoding, big>(in + (channels * i + 1) * bytes);
    }
}

template <PcmEncoding encoding>
Convert converterOf(bool big, int channels) {
    if (channels == 1)
        return big ? convert<encoding, true, 1> : convert<encoding, false, 1>;
    return big ? convert<encoding, true, 2> : convert<encoding, false, 2>;
}

Convert converterFor(const PcmLayout& layout) {
    const bool big = layout.bigEndian;
    const int channels = layout.format.channels;
    switch (layout.encoding) {
    case PcmEncoding::Unsigned8:
        return converterOf<PcmEncoding::Unsigned8>(big, channels);
    case PcmEncoding::Signed8:
        return converterOf<PcmEncoding::Signed8>(big, channels);
    case PcmEncoding::Signed16:
        return converterOf<PcmEncoding::Signed16>(big, channels);
    case PcmEncoding::Signed24:
        return converterOf<PcmEncoding::Signed24>(big, channels);
    case PcmEncoding::Signed32:
        return converterOf<PcmEncoding::Signed32>(big, channels);
    case PcmEncoding::Float32:
        return converterOf<PcmEncoding::Float32>(big, channels);
    case PcmEncoding::Float64:
        return converterOf<PcmEncoding::Float64>(big, channels);
    }
    return nullptr;
}

Result<Decoded> readOne(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    const auto layout = pcmLayout(file, sniffed);
    if (!layout)
        return layout.error();

    const auto frameBytes = static_cast<std::size_t>(layout->frameBytes());
    const std::uint64_t total = layout->data.size / frameBytes;
    const Frames frames{static_cast<std::int64_t>(total)};
    Decoded decoded{.format = layout->format,
                    .rate = layout->rate,
                    .samples = {layout->format.channels, frames, frames},
                    .missingFrames = layout->missingFrames,
                    .repaired = layout->repaired,
                    .tags = layout->tags};
    // An ID3 chunk says more than the container's own text.
    for (const FileRange tag : {sniffed.id3, layout->id3}) {
        if (tag.size > 0)
            decoded.tagsUnreadable |= !readId3(file, tag, decoded.tags);
    }

    const Convert convertBlock = converterFor(*layout);
    std::vector<std::byte> block(kFramesPerBlock * frameBytes);
    // The bytes are there, so that it need not grow as it goes, holding everything twice.
    [[maybe_unused]] const bool hasRoom = decoded.samples.makeRoom(total);
    for (std::uint64_t done = 0; done < total;) {
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        const std::size_t wanted = std::min<std::uint64_t>(kFramesPerBlock, total - done);
        const std::size_t n = file.readAt(layout->data.offset + done * frameBytes,
                                          {block.data(), wanted * frameBytes}) /
                              frameBytes;
        if (!decoded.samples.makeRoom(n))
            break; // never: there is room for all of `total`
        convertBlock(block.data(), n, decoded.samples.left(),
                     layout->format.channels == 2 ? decoded.samples.right() : nullptr);
        decoded.samples.add(n);
        done += n;
        if (n < wanted) { // the file became shorter while it was read
            decoded.missingFrames += total - done;
            break;
        }
        progress.at(static_cast<double>(done) / static_cast<double>(total));
    }
    return decoded;
}

} // namespace

Result<Decoded> readPcm(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    const auto ranges = joinedFiles(file, sniffed);
    if (ranges.size() == 1)
        return readOne(file, sniffed, progress);
    std::optional<Decoded> all;
    for (const FileRange& range : ranges) {
        auto part = file.part(range);
        if (!part)
            return part.error();
        const auto begun = sniff(*part);
        auto decoded = begun ? readOne(*part, *begun, progressOf(range, file, progress))
                             : Result<Decoded>(begun.error());
        if (part->readError() != 0)
            return file.error(ErrorCode::ReadFailed);
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        if (!all) {
            if (!decoded)
                return decoded.error();
            all = std::move(*decoded);
        } else if (decoded && decoded->rate == all->rate) {
            all->samples.append(std::move(decoded->samples));
            all->addReport(*decoded);
        } else {
            all->endsEarly = true; // one sound can't be made of the two
            break;
        }
    }
    return std::move(*all);
}

} // namespace kilter
