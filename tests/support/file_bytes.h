// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// Files laid byte by byte, for headers that no honest program writes; and what is on the disk.
namespace kilter::testing {

/// `count` bytes of a number, least significant first.
inline std::string little(std::uint64_t value, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes.push_back(static_cast<char>(value & 0xFF));
        value >>= 8; // a field may be longer than the number
    }
    return bytes;
}

inline std::string big(std::uint64_t value, int count) {
    const std::string bytes = little(value, count);
    return {bytes.rbegin(), bytes.rend()};
}

/// A RIFF chunk with its pad byte. `size` overrides what the header says.
inline std::string chunk(std::string_view id, std::string_view content,
                         std::uint64_t size = UINT64_MAX) {
    std::string bytes(id);
    bytes += little(size == UINT64_MAX ? content.size() : size, 4);
    bytes += content;
    if (content.size() % 2 != 0)
        bytes.push_back('\0');
    return bytes;
}

struct WaveFormat {
    unsigned tag = 1; ///< 1 PCM, 3 float
    unsigned channels = 2;
    std::uint64_t rate = 44100;
    unsigned bits = 16;
    int frameBytes = -1; ///< from the others
};

inline std::string formatChunk(const WaveFormat& f = {}) {
    const unsigned align =
        f.frameBytes >= 0 ? static_cast<unsigned>(f.frameBytes) : f.channels * ((f.bits + 7) / 8);
    return chunk("fmt ", little(f.tag, 2) + little(f.channels, 2) + little(f.rate, 4) +
                             little(f.rate * align, 4) + little(align, 2) + little(f.bits, 2));
}

inline std::string riff(std::string_view chunks) {
    return "RIFF" + little(chunks.size() + 4, 4) + "WAVE" + std::string(chunks);
}

inline void writeBytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string readBytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What is in a folder, sorted.
inline std::vector<std::string> namesIn(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace kilter::testing
