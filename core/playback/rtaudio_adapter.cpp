// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/rtaudio_adapter.h"

#include <algorithm>

namespace kilter {

namespace {

RtAudio::StreamParameters stereo(unsigned device) {
    RtAudio::StreamParameters parameters;
    parameters.deviceId = device;
    parameters.nChannels = 2;
    return parameters;
}

RtAudio::StreamOptions options(bool realtimePriority) {
    constexpr int kPriority = 70; // what JACK's clients commonly have
    // Without a word PulseAudio holds 150 to 220 ms, whatever the buffer's length; so it holds
    // 11 ms with 128 frames, and 43 with 512. ALSA takes it as its number of periods.
    constexpr unsigned kBuffers = 4;
    RtAudio::StreamOptions options;
    options.streamName = "Kilter";
    options.numberOfBuffers = kBuffers;
    if (realtimePriority) {
        options.flags = RTAUDIO_SCHEDULE_REALTIME;
        options.priority = kPriority;
    }
    return options;
}

#ifdef RTAUDIO_VERSION_MAJOR

void ignoreError(RtAudioErrorType, const std::string&) {}

template <class Call>
std::optional<std::string> attempt(RtAudio& rtAudio, Call&& call) {
    const RtAudioErrorType error = call();
    if (error == RTAUDIO_NO_ERROR || error == RTAUDIO_WARNING)
        return std::nullopt;
    return rtAudio.getErrorText();
}

#else

void ignoreError(RtAudioError::Type, const std::string&) {}

template <class Call>
std::optional<std::string> attempt(RtAudio&, Call&& call) {
    try {
        call();
        return std::nullopt;
    } catch (const RtAudioError& error) {
        return error.getMessage();
    }
}

#endif

} // namespace

#ifdef RTAUDIO_VERSION_MAJOR

RtAudioAdapter::RtAudioAdapter()
    : rtAudio_(RtAudio::UNSPECIFIED, ignoreError) {
    rtAudio_.showWarnings(false);
}

std::vector<RtAudioAdapter::Device> RtAudioAdapter::outputs() {
    std::vector<Device> devices;
    for (const unsigned id : rtAudio_.getDeviceIds())
        if (RtAudio::DeviceInfo info = rtAudio_.getDeviceInfo(id); info.outputChannels > 0)
            devices.push_back({id, std::move(info)});
    return devices;
}

std::optional<std::string> RtAudioAdapter::open(const Device& device, unsigned rate,
                                                unsigned& bufferFrames, RtAudioCallback callback,
                                                void* context, bool realtimePriority) {
    auto parameters = stereo(device.id);
    auto how = options(realtimePriority);
    return attempt(rtAudio_, [&] {
        return rtAudio_.openStream(&parameters, nullptr, RTAUDIO_FLOAT32, rate, &bufferFrames,
                                   callback, context, &how);
    });
}

#else

RtAudioAdapter::RtAudioAdapter() {
    rtAudio_.showWarnings(false);
}

std::vector<RtAudioAdapter::Device> RtAudioAdapter::outputs() {
    std::vector<Device> devices;
    attempt(rtAudio_, [&] {
        // 5.2 lists monitors of outputs too: those have no output channels.
        const unsigned count = rtAudio_.getDeviceCount();
        for (unsigned i = 0; i < count; ++i)
            if (RtAudio::DeviceInfo info = rtAudio_.getDeviceInfo(i);
                info.probed && info.outputChannels > 0)
                devices.push_back({i, std::move(info)});
    });
    return devices;
}

std::optional<std::string> RtAudioAdapter::open(const Device& device, unsigned rate,
                                                unsigned& bufferFrames, RtAudioCallback callback,
                                                void* context, bool realtimePriority) {
    auto parameters = stereo(device.id);
    auto how = options(realtimePriority);
    return attempt(rtAudio_, [&] {
        rtAudio_.openStream(&parameters, nullptr, RTAUDIO_FLOAT32, rate, &bufferFrames, callback,
                            context, &how, ignoreError);
    });
}

#endif

std::string RtAudioAdapter::system() {
    return RtAudio::getApiDisplayName(rtAudio_.getCurrentApi());
}

std::optional<std::string> RtAudioAdapter::start() {
    return attempt(rtAudio_, [this] { return rtAudio_.startStream(); });
}

void RtAudioAdapter::close() {
    if (rtAudio_.isStreamOpen())
        rtAudio_.closeStream();
}

bool RtAudioAdapter::running() {
    return rtAudio_.isStreamOpen() && rtAudio_.isStreamRunning();
}

Seconds RtAudioAdapter::latency(SampleRate rate) {
    if (!rtAudio_.isStreamOpen())
        return {};
    return Frames{std::max(0L, rtAudio_.getStreamLatency())} / rate;
}

} // namespace kilter
