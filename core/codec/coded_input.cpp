// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/coded_input.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>
}

namespace kilter {

namespace {

struct FreeSwr {
    void operator()(SwrContext* context) const { swr_free(&context); }
};

std::unique_ptr<SwrContext, FreeSwr> converter(SampleRate from, SampleRate to) {
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    SwrContext* context = nullptr;
    const int made = swr_alloc_set_opts2(&context, &stereo, AV_SAMPLE_FMT_FLTP, to.hz, &stereo,
                                         AV_SAMPLE_FMT_FLTP, from.hz, 0, nullptr);
    std::unique_ptr<SwrContext, FreeSwr> owned(context);
    if (made < 0 || swr_init(context) < 0)
        throw std::bad_alloc{}; // there is no other reason: layouts and formats are constants
    return owned;
}

} // namespace

Result<CodedInput> CodedInput::make(const AudioBuffer& master, SampleRate from, SampleRate to,
                                    const Progress& progress) {
    CodedInput input;
    input.master_ = &master;
    if (from == to)
        return input;
    const std::int64_t frames = master.frames().count;
    const auto made = std::llround(static_cast<double>(frames) * to.hz / from.hz);
    AudioBuffer& out = input.converted_.emplace(2, Frames{made});
    const auto context = converter(from, to);

    constexpr std::int64_t kBlock = 16384;
    std::int64_t done = 0;
    for (std::int64_t taken = 0; done < made;) {
        if (progress.cancelled())
            return Error{ErrorCode::Cancelled, {}, {}};
        const std::int64_t offered = std::min(kBlock, frames - taken);
        std::array<const std::uint8_t*, 2> in{};
        std::array<std::uint8_t*, 2> next{};
        for (int c = 0; c < 2; ++c) {
            const auto channel = static_cast<std::size_t>(c);
            in[channel] = reinterpret_cast<const std::uint8_t*>(master.channel(c).data() + taken);
            next[channel] = reinterpret_cast<std::uint8_t*>(out.channel(c).data() + done);
        }
        const int room = static_cast<int>(std::min<std::int64_t>(made - done, 16 * kBlock));
        // With no input left a null pointer asks for the rest of the filter's delay.
        const int got = swr_convert(context.get(), next.data(), room,
                                    offered > 0 ? in.data() : nullptr, static_cast<int>(offered));
        if (got < 0)
            throw std::bad_alloc{};
        taken += offered;
        done += got;
        if (offered == 0 && got == 0)
            break; // what is left of the last, rounded frame is silence
    }
    return input;
}

} // namespace kilter
