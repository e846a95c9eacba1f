// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/resample.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <new>
#include <vector>

#include <soxr.h>

namespace kilter {

namespace {

struct DeleteSoxr {
    void operator()(soxr_t converter) const { soxr_delete(converter); }
};

} // namespace

Result<AudioBuffer> resample(const AudioBuffer& audio, SampleRate from, SampleRate to,
                             const Progress& progress) {
    assert(from.hz > 0 && to.hz > 0);
    if (from == to)
        return audio;
    const Frames frames{std::llround(static_cast<double>(audio.frames().count) * to.hz / from.hz)};
    AudioBuffer out(audio.channels(), frames);
    if (audio.channels() == 0 || audio.frames().count == 0)
        return out;

    const auto channels = static_cast<std::size_t>(audio.channels());
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, SOXR_LINEAR_PHASE);
    const soxr_runtime_spec_t oneThread = soxr_runtime_spec(1);
    const std::unique_ptr<soxr, DeleteSoxr> converter(soxr_create(
        from.hz, to.hz, static_cast<unsigned>(channels), nullptr, &io, &quality, &oneThread));
    if (!converter)
        throw std::bad_alloc{};

    constexpr std::int64_t kBlock = 65536;
    std::vector<const float*> in(channels);
    std::vector<float*> next(channels);
    std::int64_t taken = 0;
    std::int64_t made = 0;
    while (made < frames.count) {
        if (progress.cancelled())
            return Error{ErrorCode::Cancelled, {}, {}};
        for (std::size_t c = 0; c < channels; ++c) {
            in[c] = audio.channel(static_cast<int>(c)).data() + taken;
            next[c] = out.channel(static_cast<int>(c)).data() + made;
        }
        const std::int64_t offered = std::min(kBlock, audio.frames().count - taken);
        std::size_t used = 0;
        std::size_t produced = 0;
        // With no input left a null pointer asks for the rest of the filter's delay.
        const soxr_error_t error = soxr_process(
            converter.get(), offered > 0 ? static_cast<soxr_in_t>(in.data()) : nullptr,
            static_cast<std::size_t>(offered), &used, static_cast<soxr_out_t>(next.data()),
            static_cast<std::size_t>(frames.count - made), &produced);
        if (error)
            throw std::bad_alloc{}; // there is no other reason: the specifications are constants
        taken += static_cast<std::int64_t>(used);
        made += static_cast<std::int64_t>(produced);
        if (offered == 0 && produced == 0)
            break; // what is left of the last, rounded frame is silence
        progress.at(static_cast<double>(made) / static_cast<double>(frames.count));
    }
    return out;
}

} // namespace kilter
