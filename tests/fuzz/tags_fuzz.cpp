// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/tag_reader.h"
#include "tests/fuzz/fuzzing.h"

/// ID3v2 and Vorbis comments; and every tag as it is shown and written again: short, without
/// control characters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kilter;
    using namespace kilter::fuzzing;
    const MemoryFile input(data, size);
    auto file = InputFile::open(input.path());
    require(static_cast<bool>(file), "a file can be opened");
    const auto tidy = [](Tags& tags) {
        for (std::string* tag : {&tags.title, &tags.artist, &tags.isrc}) {
            const bool valid = tidyTag(*tag);
            require(valid || tag->empty(), "what is no text is dropped");
            require(
                std::ranges::none_of(*tag, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }),
                "no control characters");
            std::string again = *tag;
            require(tidyTag(again) && again == *tag, "tidied once is tidy");
        }
    };
    {
        const testing::PeakMemory memory;
        Tags tags;
        if (readId3(*file, {0, size}, tags))
            tidy(tags);
        requireBounded(memory, size);
    }
    {
        const testing::PeakMemory memory;
        Tags tags;
        if (readComments(std::as_bytes(std::span(data, size)), tags))
            tidy(tags);
        requireBounded(memory, size);
    }
    Tags raw;
    raw.title.assign(reinterpret_cast<const char*>(data), size);
    tidy(raw);
    return 0;
}
