// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "core/reference/gap.h"
#include "core/session/session_json.h"
#include "core/session/wording.h"
#include "tests/fuzz/fuzzing.h"

#include <numbers>

/// A profile that can be read can be compared with: finite gaps, finite moves, sentences.
namespace {

using namespace kilter;
using namespace kilter::fuzzing;

Analysis mix() {
    Track track;
    track.rate = {44100};
    track.audio = AudioBuffer(2, Frames{4 * 44100});
    std::uint32_t state = 1;
    for (int c = 0; c < 2; ++c) {
        double t = 0.0;
        for (float& x : track.audio.channel(c)) {
            state = state * 1664525u + 1013904223u;
            const double hiss = static_cast<double>(state >> 8) / (1 << 23) - 1.0;
            x = static_cast<float>(0.1 * hiss + 0.2 * std::sin(2.0 * std::numbers::pi * 110.0 * t));
            t += 1.0 / 44100.0;
        }
    }
    auto analysis = analyse(track);
    require(static_cast<bool>(analysis), "a mix can be measured");
    return std::move(*analysis);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Analysis analysis = mix();
    const MemoryFile file(data, size);
    const testing::PeakMemory memory;
    const auto profile = readProfile(file.path());
    requireBounded(memory, size);
    if (!profile)
        return 0;
    const Reference reference{nullptr, &*profile, 1.0, "A"};
    const Profile target = profileOf({&reference, 1});
    const Gap gap = gapBetween(analysis, target, {&reference, 1});
    const auto finite = [](const auto& list) {
        return std::ranges::all_of(list, [](Decibels x) { return std::isfinite(x.value); });
    };
    require(finite(gap.gap) && finite(gap.spread) && finite(gap.sigma) && finite(gap.sideGap) &&
                finite(gap.widthGap),
            "gaps are finite");
    require(std::isfinite(gap.rms.value), "so is their RMS");
    const Moves moves = proposeMoves(gap);
    for (const Move& move : moves)
        require(std::isfinite(move.shape.gain.value) && move.shape.frequency.value > 0.0 &&
                    move.shape.q > 0.0 && std::isfinite(move.confidence),
                "moves are finite");
    require(finite(predictedGap(gap, moves).gap), "what moves do is finite");
    for (const Finding& finding : gap.findings)
        require(!sentenceFor(finding, target).empty(), "every finding has a sentence");
    return 0;
}
