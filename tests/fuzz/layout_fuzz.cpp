// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/limits.h"
#include "core/audio/pcm_layout.h"
#include "tests/fuzz/fuzzing.h"

/// Where the samples of RIFF, Wave64 and AIFF lie: within the file, whole frames, within limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kilter;
    using namespace kilter::fuzzing;
    const MemoryFile input(data, size);
    auto file = InputFile::open(input.path());
    require(static_cast<bool>(file), "a file can be opened");
    const testing::PeakMemory memory;
    const auto sniffed = sniff(*file);
    if (!sniffed ||
        (sniffed->container != Container::Riff && sniffed->container != Container::Wave64 &&
         sniffed->container != Container::Aiff))
        return 0;
    require(sniffed->start <= size, "a container begins within its file");
    const auto layout = pcmLayout(*file, *sniffed);
    requireBounded(memory, size);
    if (!layout)
        return 0;
    const auto within = [&](const FileRange& range) {
        return range.offset <= size && range.size <= size - range.offset;
    };
    require(layout->format.channels == 1 || layout->format.channels == 2, "one or two channels");
    require(layout->rate.hz >= kLowestRate && layout->rate.hz <= kHighestRate, "the rate's limits");
    require(layout->frameBytes() > 0, "a frame has bytes");
    require(within(layout->data), "data within the file");
    require(layout->data.size % static_cast<std::uint64_t>(layout->frameBytes()) == 0,
            "whole frames");
    require(layout->id3.size == 0 || within(layout->id3), "a tag within the file");
    return 0;
}
