// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/design.h"
#include "core/render/render.h"
#include "core/session/session_json.h"
#include "tests/fuzz/fuzzing.h"

#include <string_view>

/// A session that can be read can be written and read again, and what it asks of the sound can be
/// done: the reader's ranges are the engine's.
namespace {

using namespace kilter;
using namespace kilter::fuzzing;

AudioBuffer noise() {
    AudioBuffer audio(2, Frames{2048});
    std::uint32_t state = 1;
    for (int c = 0; c < 2; ++c)
        for (float& x : audio.channel(c)) {
            state = state * 1664525u + 1013904223u;
            x = static_cast<float>(state >> 8) / static_cast<float>(1 << 23) - 1.0f;
        }
    return audio;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const AudioBuffer audio = noise();
    const std::filesystem::path folder = "/music";
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const testing::PeakMemory memory;
    const auto session = sessionFromJson(text, folder);
    requireBounded(memory, size);
    if (!session)
        return 0;
    const std::string written = sessionToJson(*session, folder);
    const auto again = sessionFromJson(written, folder);
    require(static_cast<bool>(again), "what was written can be read");
    require(*again == *session, "and is the same session");
    require(sessionToJson(*again, folder) == written, "and the same text");

    const SampleRate rate = session->delivery.rate.value_or(SampleRate{44100});
    const DesignedChain chain = designChain(session->moves.value_or(session->ownBands),
                                            session->curve, session->phase, session->limiter, rate);
    ChainSettings settings = chain.settings;
    settings.drive = session->target.drive;
    const auto rendered = render(audio, rate, settings);
    require(rendered.has_value(), "what was read can be rendered");
    for (int c = 0; c < 2; ++c)
        require(std::ranges::all_of(rendered->audio.channel(c),
                                    [](float x) { return std::isfinite(x); }),
                "finite samples");
    return 0;
}
