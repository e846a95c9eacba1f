// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"
#include "tests/support/realtime_scope.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace kilter::testing {

/// A sound card that is not there: what it does is the test's to say.
class FakeCard {
  public:
    explicit FakeCard(std::vector<std::string> devices = {"Card"})
        : devices_(std::move(devices)) {}

    /// The first is the default; none: it is gone.
    void plug(std::vector<std::string> devices) {
        const std::lock_guard lock(mutex());
        devices_ = std::move(devices);
    }
    /// On any thread.
    [[nodiscard]] std::vector<std::string> devices() const {
        const std::lock_guard lock(mutex());
        return devices_;
    }

    SampleRate onlyRate{};  ///< 0 Hz: it takes any
    double load = 0.0;      ///< share of the time that it says to be busy
    int framesAPoll = 1600; ///< so much is played each time it is polled

    std::vector<int> rates{}; ///< that its devices say they take; none: they don't say

    std::vector<float> heard{}; ///< interleaved
    std::vector<OutputWish> wishes{};

    [[nodiscard]] std::unique_ptr<AudioOutput> output();

  private:
    static std::mutex& mutex() {
        static std::mutex only; // a card can be copied
        return only;
    }

    std::vector<std::string> devices_;
};

/// An output on it, on the gui thread alone.
class FakeOutput final : public AudioOutput {
  public:
    explicit FakeOutput(FakeCard& card)
        : card_(card) {}

    [[nodiscard]] std::vector<OutputDevice> devices() override {
        std::vector<OutputDevice> list;
        for (const std::string& name : card_.devices())
            list.push_back({.name = name, .isDefault = list.empty(), .rates = card_.rates});
        return list;
    }

    OutputState open(const OutputWish& wish) override {
        card_.wishes.push_back(wish);
        close();
        state_.system = "Fake";
        state_.device = wish.device;
        const auto there = card_.devices();
        const bool found = wish.device.empty()
                               ? !there.empty()
                               : std::find(there.begin(), there.end(), wish.device) != there.end();
        if (!found) {
            state_.status = OutputStatus::NoDevice;
            return state_;
        }
        state_.status = OutputStatus::Open;
        if (wish.device.empty())
            state_.device = there.front();
        state_.rate = card_.onlyRate.hz != 0 ? card_.onlyRate : wish.rate;
        state_.bufferFrames = wish.bufferFrames;
        return state_;
    }

    OutputState start(AudioCallback& callback) override {
        callback_ = &callback;
        state_.status = OutputStatus::Running;
        return state_;
    }

    void close() override {
        callback_ = nullptr;
        state_ = {};
    }

    [[nodiscard]] OutputState poll() override {
        if (state_.status != OutputStatus::Running)
            return state_;
        const auto there = card_.devices();
        if (std::find(there.begin(), there.end(), state_.device) == there.end()) {
            callback_ = nullptr;
            state_.status = OutputStatus::Lost;
            return state_;
        }
        state_.load = card_.load;
        std::vector<float> block(2 * static_cast<std::size_t>(card_.framesAPoll));
        RealtimeScope scope;
        callback_->process(scope.token(), block.data(), card_.framesAPoll);
        card_.heard.insert(card_.heard.end(), block.begin(), block.end());
        return state_;
    }

  private:
    FakeCard& card_;
    AudioCallback* callback_ = nullptr;
    OutputState state_;
};

inline std::unique_ptr<AudioOutput> FakeCard::output() {
    return std::make_unique<FakeOutput>(*this);
}

} // namespace kilter::testing
