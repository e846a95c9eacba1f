// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/mp4_atoms.h"

#include "core/audio/byte_order.h"
#include "core/audio/byte_window.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr int kMostAtoms = 10'000;
constexpr std::size_t kDeepest =
    6; ///< moov, trak, mdia, minf, stbl are five; libavformat takes ten
/// Those that libavformat looks into for more of them.
constexpr std::array kContainers{"moov"sv, "trak"sv, "mdia"sv, "minf"sv, "stbl"sv, "dinf"sv,
                                 "edts"sv, "udta"sv, "meta"sv, "ilst"sv, "tref"sv, "mvex"sv,
                                 "moof"sv, "traf"sv, "wave"sv, "sinf"sv, "schi"sv};

struct Open {
    std::uint64_t begin = 0, end = 0;
    bool hasTrack = true; ///< false: an index that has shown none yet
};

} // namespace

std::vector<std::uint64_t> atomsToPassOver(InputFile& file) {
    constexpr std::uint64_t kHead = 8;
    constexpr std::uint64_t kLongHead = 16;
    ByteWindow window(file);
    std::vector<std::uint64_t> passed;
    std::vector<Open> open;
    std::uint64_t at = 0;
    const auto end = [&] { return open.empty() ? file.size() : open.back().end; };
    for (int i = 0; i < kMostAtoms; ++i) {
        for (; !open.empty() && end() - at < kHead; open.pop_back()) {
            at = end();
            if (!open.back().hasTrack)
                passed.push_back(open.back().begin);
        }
        const std::byte* head = window.at(at, kHead);
        if (!head)
            break;
        const bool isContainer = std::ranges::any_of(
            kContainers, [&](std::string_view type) { return reads(head + 4, type); });
        const bool isIndex = open.empty() && reads(head + 4, "moov");
        const bool isTrack = reads(head + 4, "trak");
        const bool isMeta = reads(head + 4, "meta");
        std::uint64_t size = bigEndian<std::uint32_t>(head);
        std::uint64_t begin = kHead;
        if (size == 1) {
            const std::byte* all = window.at(at, kLongHead);
            size = all ? bigEndian<std::uint64_t>(all + kHead) : 0;
            begin = kLongHead;
        }
        if (size < begin) // to the end of what it is in, or damaged
            size = end() - at;
        size = std::min(size, end() - at);
        if (isTrack && open.size() == 1)
            open.back().hasTrack = true;
        if (!isContainer || size < begin) {
            at += size;
        } else if (open.size() >= kDeepest) {
            passed.push_back(at);
            at += size;
        } else {
            open.push_back({at, at + size, !isIndex});
            // MP4's has a version in front of what it holds, QuickTime's has none.
            const std::byte* first = window.at(at + begin, 4);
            const bool hasVersion = isMeta && first && bigEndian<std::uint32_t>(first) == 0;
            at = std::min(at + begin + (hasVersion ? 4 : 0), end());
        }
    }
    std::ranges::sort(passed);
    return passed;
}

} // namespace kilter
