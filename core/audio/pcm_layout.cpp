// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/pcm_layout.h"
#include "core/audio/legacy_text.h"

#include "core/audio/byte_window.h"
#include "core/audio/chunks.h"

#include <algorithm>
#include <span>

namespace kilter {

std::string chunkText(InputFile& file, FileRange range) {
    constexpr std::uint64_t kLongestText = 4096;
    std::string text(std::min(range.size, kLongestText), '\0');
    text.resize(file.readAt(range.offset, std::as_writable_bytes(std::span(text))));
    return fromLegacy(std::string_view(text).substr(0, text.find('\0')));
}

void describeSamples(PcmLayout& layout, int bits) {
    layout.format.bits = bits;
    layout.format.floatingPoint =
        layout.encoding == PcmEncoding::Float32 || layout.encoding == PcmEncoding::Float64;
    layout.format.codec =
        (layout.format.floatingPoint ? "Float " : "PCM ") + std::to_string(bits) + " bit";
}

void placeData(PcmLayout& layout, const InputFile& file, std::uint64_t offset,
               std::uint64_t declared) {
    const auto frame = static_cast<std::uint64_t>(layout.frameBytes());
    const std::uint64_t there = offset < file.size() ? file.size() - offset : 0;
    const std::uint64_t frames = std::min(declared, there) / frame;
    layout.data = {file.size() - there, frames * frame}; // `offset`, where that is in the file
    layout.missingFrames = declared / frame - frames;
}

std::uint64_t trailingChunks(InputFile& file, std::uint64_t from, std::size_t headBytes,
                             const ChunkSize& sizeOf) {
    constexpr std::uint64_t kSearched = std::uint64_t{64} << 20; // covers are smaller
    const std::uint64_t end = file.size();
    ByteWindow window(file);
    for (std::uint64_t start = std::max(from, end - std::min(end, kSearched));
         start + headBytes <= end; ++start) {
        std::uint64_t at = start;
        for (int i = 0; i < kMostChunks && at + headBytes <= end; ++i) {
            const auto size = sizeOf(window.at(at, headBytes));
            if (!size || *size == 0)
                break;
            at += *size;
        }
        // The last one's pad byte may be missing.
        if (at > start && (at == end || at == end + 1))
            return start;
    }
    return end;
}

Result<PcmLayout> pcmLayout(InputFile& file, const Sniffed& sniffed) {
    auto layout = sniffed.container == Container::Riff     ? waveLayout(file, sniffed)
                  : sniffed.container == Container::Wave64 ? wave64Layout(file, sniffed)
                  : sniffed.container == Container::Caf    ? cafLayout(file, sniffed)
                                                           : aiffLayout(file, sniffed);
    if (file.readError() != 0)
        return file.error(ErrorCode::ReadFailed);
    if (layout && layout->data.size == 0 && layout->missingFrames == 0)
        return file.error(ErrorCode::NoAudio);
    return layout;
}

} // namespace kilter
