// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/contestant.h"

#include "core/chain/limiter.h"
#include "tests/quality/measures.h"
#include "tests/quality/signals.h"
#include "tests/quality/sound_file.h"
#include "tests/support/realtime_scope.h"

#include <soxr.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace kilter::quality {

namespace {

/// `audio` later by `frames` (earlier if negative), in the same length.
AudioBuffer shifted(const AudioBuffer& audio, std::int64_t frames, Frames length) {
    AudioBuffer result(2, length);
    for (int c = 0; c < 2; ++c)
        for (std::int64_t n = 0; n < length.count; ++n) {
            const std::int64_t from = n - frames;
            if (from >= 0 && from < audio.frames().count)
                result.channel(c)[static_cast<std::size_t>(n)] =
                    audio.channel(c)[static_cast<std::size_t>(from)];
        }
    return result;
}

void scale(AudioBuffer& audio, double factor) {
    for (int c = 0; c < audio.channels(); ++c)
        for (float& v : audio.channel(c))
            v = static_cast<float>(v * factor);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

std::vector<float> resampled(std::span<const float> x, double from, double to, std::size_t length) {
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    std::vector<float> y(length);
    std::size_t done = 0;
    if (soxr_oneshot(from, to, 1, x.data(), x.size(), nullptr, y.data(), y.size(), &done, nullptr,
                     &quality, nullptr))
        throw std::runtime_error("soxr failed");
    return y;
}

AudioBuffer runOnce(const std::string& line, const AudioBuffer& audio, SampleRate rate,
                    Decibels gain, Decibels ceiling) {
    const auto folder = std::filesystem::temp_directory_path();
    const std::string stem = "limiter_bench_" + std::to_string(getpid());
    const auto in = folder / (stem + "_in.wav"), out = folder / (stem + "_out.wav");
    // A second of silence behind, for programs that do not flush.
    writeSound(in, shifted(audio, 0, audio.frames() + Seconds{1.0} * rate), rate);
    std::string shell = replaced(line, "{in}", in.string());
    shell = replaced(shell, "{out}", out.string());
    shell = replaced(shell, "{gain}", std::to_string(gain.value));
    shell = replaced(shell, "{ceiling}", std::to_string(ceiling.value));
    if (std::system(shell.c_str()) != 0)
        throw std::runtime_error("failed: " + shell);
    AudioBuffer result = readSound(out).audio;
    std::filesystem::remove(in);
    std::filesystem::remove(out);
    return result;
}

} // namespace

Contestant kilterLimiter(LimiterMode mode) {
    const auto run = [mode](const AudioBuffer& audio, SampleRate rate, Decibels gain,
                            Decibels ceiling) {
        LimiterSettings settings;
        settings.mode = mode;
        settings.ceiling = ceiling;
        Limiter limiter(rate, settings);
        const std::int64_t latency = limiter.latency().count;
        AudioBuffer padded = shifted(audio, 0, audio.frames() + limiter.latency());
        scale(padded, amplitude(gain));
        testing::RealtimeScope scope;
        limiter.process(scope.token(), {padded.channel(0).data(), padded.channel(1).data(),
                                        static_cast<int>(padded.frames().count)});
        return shifted(padded, -latency, audio.frames());
    };
    return {mode == LimiterMode::Loud ? "Kilter, loud" : "Kilter", run, true};
}

Contestant hardClip() {
    const auto run = [](const AudioBuffer& audio, SampleRate rate, Decibels gain,
                        Decibels ceiling) {
        constexpr int kTimes = 8;
        const auto bound = static_cast<float>(amplitude(ceiling));
        AudioBuffer out = audio;
        scale(out, amplitude(gain));
        for (int c = 0; c < out.channels(); ++c) {
            const auto x = out.channel(c);
            auto up = resampled(x, rate.hz, rate.hz * kTimes, x.size() * kTimes);
            // Only the difference goes through the filters.
            for (float& v : up)
                v = std::clamp(v, -bound, bound) - v;
            const auto difference = resampled(up, rate.hz * kTimes, rate.hz, x.size());
            for (std::size_t n = 0; n < x.size(); ++n)
                x[n] += difference[n];
        }
        return out;
    };
    return {"hard clip (bound)", run};
}

Contestant program(const std::string& command) {
    const std::size_t colon = command.find(':');
    const bool named = colon != std::string::npos && colon < command.find('{');
    const std::string line = named ? command.substr(colon + 1) : command;
    // Found once, on noise below every threshold: music and tones may correlate at several lags.
    const auto latency = std::make_shared<std::optional<Frames>>();
    const auto run = [line, latency](const AudioBuffer& audio, SampleRate rate, Decibels gain,
                                     Decibels ceiling) {
        if (!*latency) {
            const AudioBuffer probe = whiteNoise(Seconds{2.0} * rate, Decibels{-30.0});
            *latency = lag(probe, runOnce(line, probe, rate, {}, ceiling), probe.frames());
        }
        const AudioBuffer result = runOnce(line, audio, rate, gain, ceiling);
        return shifted(result, -(*latency)->count, audio.frames());
    };
    return {named ? command.substr(0, colon) : command.substr(0, command.find(' ')), run};
}

} // namespace kilter::quality
