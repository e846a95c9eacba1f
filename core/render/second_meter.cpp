// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/second_meter.h"

#include <ebur128.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace kilter {

namespace {

struct Destroy {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

} // namespace

std::optional<Lufs> loudnessByLibebur128(const AudioBuffer& audio, SampleRate rate) {
    constexpr std::size_t kBlock = 4096;
    const auto channels = static_cast<std::size_t>(audio.channels());
    const std::unique_ptr<ebur128_state, Destroy> state(ebur128_init(
        static_cast<unsigned>(channels), static_cast<unsigned long>(rate.hz), EBUR128_MODE_I));
    if (!state)
        throw std::bad_alloc();
    std::array<float, 2 * kBlock> interleaved{};
    const auto frames = static_cast<std::size_t>(audio.frames().count);
    for (std::size_t first = 0; first < frames; first += kBlock) {
        const std::size_t n = std::min(kBlock, frames - first);
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t i = 0; i < n; ++i)
                interleaved[channels * i + c] = audio.channel(static_cast<int>(c))[first + i];
        if (ebur128_add_frames_float(state.get(), interleaved.data(), n) != EBUR128_SUCCESS)
            throw std::bad_alloc();
    }
    double value = 0.0;
    if (ebur128_loudness_global(state.get(), &value) != EBUR128_SUCCESS || !std::isfinite(value))
        return std::nullopt;
    return Lufs{value};
}

void requireAgreement(std::optional<Lufs> own, std::optional<Lufs> libebur128, SampleRate rate) {
    const bool sameBlocks = rate.hz % 10 == 0;
    if (sameBlocks && own && libebur128 && abs(*own - *libebur128) > kMeterAgreement)
        throw std::logic_error("two meters disagree about the file: " + std::to_string(own->value) +
                               " LUFS by Kilter's own, " + std::to_string(libebur128->value) +
                               " by libebur128");
}

} // namespace kilter
