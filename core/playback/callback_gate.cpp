// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/callback_gate.h"

#include <algorithm>
#include <thread>

namespace kilter {

namespace {

Seconds seconds(CallbackGate::Clock::duration d) noexcept {
    return {std::chrono::duration<double>(d).count()};
}

CallbackGate::Clock::time_point at(CallbackGate::Clock::rep ticks) noexcept {
    return CallbackGate::Clock::time_point(CallbackGate::Clock::duration(ticks));
}

} // namespace

void CallbackGate::open(AudioCallback& callback, SampleRate rate) noexcept {
    rate_ = rate;
    opened_ = Clock::now();
    lastAsked_ = windowBegan_ = opened_.time_since_epoch().count();
    windowAsked_ = 0.0;
    block_ = 0.0;
    load_ = 0.0;
    timing_ = {};
    lead_ = 0.0;
    ahead_ = 0.0;
    speed_ = 0.0;
    dropouts_ = 0;
    callback_ = &callback;
}

void CallbackGate::close() noexcept {
    callback_ = nullptr;
    while (inside_)
        std::this_thread::yield();
}

bool CallbackGate::fill(float* interleaved, int frames) noexcept {
    const Clock::time_point now = Clock::now();
    const Seconds block{static_cast<double>(frames) / rate_.hz};
    // Both are sequentially consistent: either close() sees that somebody is inside, or this sees
    // that it is closed.
    inside_ = true;
    AudioCallback* const callback = callback_;
    if (callback != nullptr) {
        FlushDenormalsScope scope;
        callback->process(scope.token(), interleaved, frames);
        measure(now, block);
    } else {
        std::fill_n(interleaved, 2 * static_cast<std::ptrdiff_t>(frames), 0.0F);
    }
    inside_ = false;
    return callback == nullptr || health(false) != OutputHealth::Lost;
}

void CallbackGate::measure(Clock::time_point began, Seconds block) noexcept {
    constexpr Seconds kSmoothing{1.0};
    const Seconds busy = seconds(Clock::now() - began);
    if (busy > block)
        countDropout();
    const double weight = std::min(1.0, block / kSmoothing);
    const double load = load_.load(std::memory_order_relaxed);
    load_.store(load + weight * (busy / block - load), std::memory_order_relaxed);

    timing_.asked(seconds(began - opened_), block);
    lead_.store(timing_.lead().value, std::memory_order_relaxed);
    ahead_.store(timing_.ahead().value, std::memory_order_relaxed);
    speed_.store(timing_.speed(), std::memory_order_relaxed);

    lastAsked_.store(began.time_since_epoch().count(), std::memory_order_relaxed);
    block_.store(block.value, std::memory_order_relaxed);
    if (seconds(began - at(windowBegan_.load(std::memory_order_relaxed))) > kPulseWindow) {
        windowBegan_.store(began.time_since_epoch().count(), std::memory_order_relaxed);
        windowAsked_.store(0.0, std::memory_order_relaxed);
    }
    windowAsked_.store(windowAsked_.load(std::memory_order_relaxed) + block.value,
                       std::memory_order_relaxed);
}

OutputHealth CallbackGate::health(bool systemSaysLost) const noexcept {
    const Clock::time_point now = Clock::now();
    return healthOf({.sinceStart = seconds(now - opened_),
                     .sinceCallback = seconds(now - at(lastAsked_)),
                     .block = {block_},
                     .windowElapsed = seconds(now - at(windowBegan_)),
                     .windowAsked = {windowAsked_},
                     .systemSaysLost = systemSaysLost});
}

} // namespace kilter
