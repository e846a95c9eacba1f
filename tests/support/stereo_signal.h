// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/realtime.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

namespace kilter::testing {

/// A stereo signal that processors work on in place.
struct StereoSignal {
    std::vector<float> left, right;

    explicit StereoSignal(int frames = 0)
        : left(static_cast<std::size_t>(frames))
        , right(static_cast<std::size_t>(frames)) {}

    [[nodiscard]] int frames() const { return static_cast<int>(left.size()); }
    [[nodiscard]] StereoBlock block(int from, int count) {
        return {left.data() + from, right.data() + from, count};
    }

    friend bool operator==(const StereoSignal&, const StereoSignal&) = default;
};

/// White noise, the channels independent, evenly distributed within +-amplitude.
[[nodiscard]] inline StereoSignal whiteNoise(int frames, std::uint32_t seed,
                                             float amplitude = 0.25F) {
    std::mt19937 random(seed);
    StereoSignal s(frames);
    const auto next = [&] {
        return amplitude * (static_cast<float>(random()) / 2147483648.0F - 1.0F);
    };
    std::generate(s.left.begin(), s.left.end(), next);
    std::generate(s.right.begin(), s.right.end(), next);
    return s;
}

/// A sine, the right channel half as loud.
[[nodiscard]] inline StereoSignal sine(int frames, SampleRate rate, Hertz f, double amplitude) {
    StereoSignal s(frames);
    for (std::size_t i = 0; i < s.left.size(); ++i) {
        const double x = amplitude * std::sin(2.0 * std::numbers::pi * f.value *
                                              static_cast<double>(i) / rate.hz);
        s.left[i] = static_cast<float>(x);
        s.right[i] = static_cast<float>(0.5 * x);
    }
    return s;
}

/// Feeds `signal` through `processor` in blocks of `size`. Before the frame of each entry of
/// `events` (ascending frame numbers) `event(index)` is called, so that blocks are split there.
template <class Processor, class Event>
void processInBlocks(Processor& processor, Realtime& realtime, StereoSignal& signal, int size,
                     const std::vector<int>& events, Event&& event) {
    std::size_t next = 0;
    for (int at = 0; at < signal.frames();) {
        while (next < events.size() && events[next] == at)
            event(next++);
        int n = std::min(size, signal.frames() - at);
        if (next < events.size())
            n = std::min(n, events[next] - at);
        processor.process(realtime, signal.block(at, n));
        at += n;
    }
}

template <class Processor>
void processInBlocks(Processor& processor, Realtime& realtime, StereoSignal& signal, int size) {
    processInBlocks(processor, realtime, signal, size, {}, [](std::size_t) {});
}

} // namespace kilter::testing
