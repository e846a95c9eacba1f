// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/content_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kilter {

namespace {

constexpr std::uint64_t P1 = 0x9E3779B185EBCA87u;
constexpr std::uint64_t P2 = 0xC2B2AE3D27D4EB4Fu;
constexpr std::uint64_t P3 = 0x165667B19E3779F9u;
constexpr std::uint64_t P4 = 0x85EBCA77C2B2AE63u;
constexpr std::uint64_t P5 = 0x27D4EB2F165667C5u;

template <class Word>
std::uint64_t load(const std::byte* p) {
    Word word;
    std::memcpy(&word, p, sizeof(word));
    if constexpr (std::endian::native == std::endian::big) {
        Word swapped = 0;
        for (std::size_t i = 0; i < sizeof(Word); ++i)
            swapped = static_cast<Word>(swapped << 8 | (word >> (8 * i) & 0xFF));
        word = swapped;
    }
    return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
    return std::rotl(lane + input * P2, 31) * P1;
}

} // namespace

void ContentHash::mixStripe(const std::byte* stripe) {
    for (std::size_t i = 0; i < 4; ++i)
        lanes_[i] = round(lanes_[i], load<std::uint64_t>(stripe + 8 * i));
}

void ContentHash::add(std::span<const std::byte> bytes) {
    length_ += bytes.size();
    if (pendingSize_ > 0) {
        const std::size_t n = std::min(kStripe - pendingSize_, bytes.size());
        std::copy_n(bytes.begin(), n, pending_.begin() + static_cast<std::ptrdiff_t>(pendingSize_));
        pendingSize_ += n;
        bytes = bytes.subspan(n);
        if (pendingSize_ < kStripe)
            return;
        mixStripe(pending_.data());
        pendingSize_ = 0;
    }
    for (; bytes.size() >= kStripe; bytes = bytes.subspan(kStripe))
        mixStripe(bytes.data());
    std::ranges::copy(bytes, pending_.begin());
    pendingSize_ = bytes.size();
}

std::uint64_t ContentHash::value() const {
    std::uint64_t h = P5;
    if (length_ >= kStripe) {
        h = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) +
            std::rotl(lanes_[3], 18);
        for (const std::uint64_t lane : lanes_)
            h = (h ^ round(0, lane)) * P1 + P4;
    }
    h += length_;
    const std::byte* p = pending_.data();
    const std::byte* const end = p + pendingSize_;
    for (; end - p >= 8; p += 8)
        h = std::rotl(h ^ round(0, load<std::uint64_t>(p)), 27) * P1 + P4;
    if (end - p >= 4) {
        h = std::rotl(h ^ load<std::uint32_t>(p) * P1, 23) * P2 + P3;
        p += 4;
    }
    for (; p != end; ++p)
        h = std::rotl(h ^ std::to_integer<std::uint64_t>(*p) * P5, 11) * P1;
    h = (h ^ h >> 33) * P2;
    h = (h ^ h >> 29) * P3;
    return h ^ h >> 32;
}

} // namespace kilter
