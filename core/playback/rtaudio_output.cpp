// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/rtaudio_output.h"

#include "core/playback/callback_gate.h"
#include "core/playback/pulse_probe.h"
#include "core/playback/rtaudio_adapter.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace kilter {

/// Lives as long as the sound system may still call back, which can be longer than the output does.
struct RtAudioOutput::Stream {
    RtAudioAdapter adapter;
    CallbackGate gate;

    static int callback(void* out, void* /*in*/, unsigned frames, double /*time*/,
                        RtAudioStreamStatus status, void* context) {
        constexpr int kGoOn = 0;
        constexpr int kAbort = 2;
        auto& gate = static_cast<Stream*>(context)->gate;
        if ((status & RTAUDIO_OUTPUT_UNDERFLOW) != 0)
            gate.countDropout();
        return gate.fill(static_cast<float*>(out), static_cast<int>(frames)) ? kGoOn : kAbort;
    }
};

namespace {

using Device = RtAudioAdapter::Device;

constexpr std::chrono::seconds kTurn{2};

/// One at a time asks RtAudio: its version 5.2 keeps what PulseAudio tells in a variable that all
/// of its objects share.
std::timed_mutex& asking() {
    static std::timed_mutex mutex;
    return mutex;
}

/// What a sound system is asked, on a thread that is left behind when it never answers. Nothing
/// where it can't be asked just now.
template <class T>
std::optional<T> ask(T (*question)()) {
    using namespace std::chrono_literals;
    std::packaged_task<std::optional<T>()> task([question]() -> std::optional<T> {
        const std::unique_lock lock(asking(), kTurn);
        if (!lock.owns_lock() || !pulseCanBeAsked())
            return std::nullopt;
        return question();
    });
    std::future<std::optional<T>> answer = task.get_future();
    std::thread(std::move(task)).detach();
    if (answer.wait_for(4s) != std::future_status::ready)
        return std::nullopt;
    return answer.get();
}

const Device* find(const std::vector<Device>& devices, const std::string& name) {
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const Device& device) {
        return name.empty() ? device.info.isDefaultOutput : device.info.name == name;
    });
    if (found != devices.end())
        return &*found;
    return name.empty() && !devices.empty() ? &devices.front() : nullptr;
}

/// The wished rate, or what the device likes best when it does not take that one.
unsigned rateFor(const Device& device, SampleRate wish) {
    const auto& rates = device.info.sampleRates;
    const auto wished = static_cast<unsigned>(wish.hz);
    if (rates.empty() || std::find(rates.begin(), rates.end(), wished) != rates.end())
        return wished;
    return device.info.preferredSampleRate != 0 ? device.info.preferredSampleRate : rates.back();
}

} // namespace

RtAudioOutput::RtAudioOutput() = default;

RtAudioOutput::~RtAudioOutput() {
    close();
}

std::vector<OutputDevice> RtAudioOutput::devices() {
    std::vector<OutputDevice> list;
    // An adapter of its own: it looks afresh which systems are running.
    const auto found = ask<std::vector<Device>>([] { return RtAudioAdapter().outputs(); });
    for (const Device& device : found.value_or(std::vector<Device>()))
        list.push_back({.name = device.info.name,
                        .isDefault = device.info.isDefaultOutput,
                        .rates = {device.info.sampleRates.begin(), device.info.sampleRates.end()}});
    return list;
}

OutputState RtAudioOutput::open(const OutputWish& wish) {
    close();
    using Asked = std::pair<std::unique_ptr<Stream>, std::vector<Device>>;
    auto asked = ask<Asked>([] {
        auto stream = std::make_unique<Stream>();
        std::vector<Device> devices = stream->adapter.outputs();
        return Asked(std::move(stream), std::move(devices));
    });
    state_ = {};
    state_.device = wish.device;
    if (!asked) {
        state_.status = OutputStatus::NoDevice;
        return state_;
    }
    auto& [stream, devices] = *asked;
    const Device* device = find(devices, wish.device);
    state_.system = stream->adapter.system();
    if (device == nullptr) {
        state_.status = OutputStatus::NoDevice;
        return state_;
    }
    state_.device = device->info.name;

    const unsigned rate = rateFor(*device, wish.rate);
    std::optional<std::string> failure;
    const std::unique_lock lock(asking(), kTurn); // it looks through the devices once more
    if (!lock.owns_lock()) {
        state_.status = OutputStatus::NoDevice; // another question was never answered
        return state_;
    }
    for (const bool realtimePriority : {true, false}) { // it is a privilege
        auto frames = static_cast<unsigned>(std::max(16, wish.bufferFrames));
        failure = stream->adapter.open(*device, rate, frames, Stream::callback, stream.get(),
                                       realtimePriority);
        if (failure)
            continue;
        state_.status = OutputStatus::Open;
        state_.rate = {static_cast<int>(rate)};
        state_.bufferFrames = static_cast<int>(frames);
        stream_ = std::move(stream);
        return state_;
    }
    state_.status = OutputStatus::Refused;
    state_.detail = *failure;
    return state_;
}

OutputState RtAudioOutput::start(AudioCallback& callback) {
    if (state_.status != OutputStatus::Open)
        return state_;
    stream_->gate.open(callback, state_.rate);
    if (const auto failure = stream_->adapter.start()) {
        state_.status = OutputStatus::Refused;
        state_.detail = *failure;
        closeStream();
        return state_;
    }
    state_.status = OutputStatus::Running;
    return state_;
}

void RtAudioOutput::close() {
    if (stream_)
        closeStream();
    state_ = {};
}

/// Closing joins the callback's thread, which in a dead server may hang for ever: it gets a second.
void RtAudioOutput::closeStream() {
    using namespace std::chrono_literals;
    stream_->gate.close();
    std::packaged_task<void()> task([stream = std::move(stream_)] { stream->adapter.close(); });
    const std::future<void> closed = task.get_future();
    std::thread(std::move(task)).detach();
    closed.wait_for(1s);
}

OutputState RtAudioOutput::poll() {
    if (state_.status != OutputStatus::Running)
        return state_;
    state_.dropouts = stream_->gate.dropouts();
    state_.load = stream_->gate.load();
    state_.latency = std::max(stream_->gate.lead(), stream_->adapter.latency(state_.rate));
    state_.measuredHz = stream_->gate.speed() * state_.rate.hz;
    const OutputHealth health = stream_->gate.health(!stream_->adapter.running());
    if (health == OutputHealth::Well)
        return state_;
    state_.status = health == OutputHealth::Lost ? OutputStatus::Lost : OutputStatus::Stalled;
    state_.unheard = stream_->gate.ahead();
    closeStream();
    return state_;
}

} // namespace kilter
