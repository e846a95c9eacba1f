// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/band_design.h"
#include "core/chain/chain.h"
#include "core/playback/playback_engine.h"
#include "core/playback/raised_cosine.h"
#include "tests/support/realtime_interposer.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <algorithm>
#include <array>
#include <memory>
#include <random>

namespace kilter::testing {

inline constexpr SampleRate kRate{48000};
inline constexpr int kJump = 480; ///< 10 ms: the cross-fade of a seek, a loop's seam or new sources
inline constexpr int kSwitch = 960; ///< 20 ms: from one heard source to the other, and of a pause

/// Seeded chance.
class Dice {
  public:
    explicit Dice(std::uint32_t seed)
        : random_(seed) {}

    std::uint32_t seed() { return static_cast<std::uint32_t>(random_()); }
    /// 0 to `sides` - 1.
    int of(int sides) { return static_cast<int>(seed() % static_cast<std::uint32_t>(sides)); }
    bool oneIn(int n) { return of(n) == 0; }
    double between(double low, double high) { return low + (high - low) * seed() / 4294967296.0; }

  private:
    std::mt19937 random_;
};

/// Noise through three leaky integrators (P. Kellet's "economy" pink filter), about -20 dBFS RMS.
inline StereoSignal pinkNoise(int frames, std::uint32_t seed) {
    StereoSignal s = whiteNoise(frames, seed, 0.25F);
    for (std::vector<float>* channel : {&s.left, &s.right}) {
        double b0 = 0.0;
        double b1 = 0.0;
        double b2 = 0.0;
        for (float& x : *channel) {
            b0 = 0.99765 * b0 + x * 0.0990460;
            b1 = 0.96300 * b1 + x * 0.2965164;
            b2 = 0.57000 * b2 + x * 1.0526913;
            x = static_cast<float>(0.5 * (b0 + b1 + b2 + x * 0.1848));
        }
    }
    return s;
}

inline std::shared_ptr<const AudioBuffer> bufferOf(const StereoSignal& signal) {
    auto buffer = std::make_shared<AudioBuffer>(2, Frames{signal.frames()});
    std::copy(signal.left.begin(), signal.left.end(), buffer->channel(0).begin());
    std::copy(signal.right.begin(), signal.right.end(), buffer->channel(1).begin());
    return buffer;
}

/// `bands` bells spread over the spectrum with gains of either sign, and a limiter with work to do.
inline ChainSettings busySettings(SampleRate rate, std::uint32_t seed, int bands = 4) {
    Dice dice(seed);
    ChainSettings settings;
    for (int i = 0; i < bands; ++i)
        settings.equaliser.bands[static_cast<std::size_t>(i)] =
            designBand({.kind = FilterKind::Bell,
                        .frequency = {40.0 * std::exp2(8.0 * (i + dice.between(0, 1)) / bands)},
                        .gain = {dice.between(-4, 4)},
                        .q = dice.between(0.4, 2)},
                       static_cast<Placement>(dice.of(3)), rate);
    settings.drive = Decibels{dice.between(0, 12)};
    settings.limiter.ceiling = {dice.between(-3, -0.5)};
    return settings;
}

/// What the export makes of it: the chain from frame 0, its latency taken off.
inline StereoSignal offline(const StereoSignal& mix, const ChainSettings& settings,
                            SampleRate rate) {
    Chain chain(rate, settings);
    const auto latency = static_cast<std::ptrdiff_t>(chain.latency().count);
    StereoSignal s = mix;
    s.left.resize(s.left.size() + static_cast<std::size_t>(latency));
    s.right.resize(s.left.size());
    RealtimeScope scope;
    processInBlocks(chain, scope.token(), s, 1000);
    s.left.erase(s.left.begin(), s.left.begin() + latency);
    s.right.erase(s.right.begin(), s.right.begin() + latency);
    return s;
}

inline int latencyOf(const ChainSettings& settings) {
    Chain chain(kRate, settings);
    return static_cast<int>(chain.latency().count);
}

inline Listening to(HeardSource source, int reference = 0) {
    return {.source = source, .reference = reference};
}

/// Stands in for the sound card: asks an engine for blocks, and keeps what it hears.
class Ear {
  public:
    explicit Ear(PlaybackEngine& engine)
        : engine_(engine) {}

    /// The next `frames`, in blocks of `size`.
    StereoSignal hear(int frames, int size = 512) {
        StereoSignal heard(frames);
        for (int at = 0; at < frames; at += size) {
            const int n = std::min(size, frames - at);
            interleaved_.assign(2 * static_cast<std::size_t>(n), 99.0F);
            {
                RealtimeScope scope;
                const RealtimeWatch watch;
                engine_.process(scope.token(), interleaved_.data(), n);
                if (offence_ == nullptr)
                    offence_ = watch.offence();
            }
            for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
                heard.left[static_cast<std::size_t>(at) + i] = interleaved_[2 * i];
                heard.right[static_cast<std::size_t>(at) + i] = interleaved_[2 * i + 1];
            }
        }
        return heard;
    }

    /// The first forbidden thing that the engine did in its callback.
    [[nodiscard]] const char* offence() const { return offence_; }

  private:
    PlaybackEngine& engine_;
    std::vector<float> interleaved_;
    const char* offence_ = nullptr;
};

/// [from, from + frames) of a signal; silence beyond its ends.
inline StereoSignal part(const StereoSignal& signal, int from, int frames) {
    StereoSignal s(frames);
    for (int i = 0; i < frames; ++i) {
        const int at = from + i;
        if (at < 0 || at >= signal.frames())
            continue;
        s.left[static_cast<std::size_t>(i)] = signal.left[static_cast<std::size_t>(at)];
        s.right[static_cast<std::size_t>(i)] = signal.right[static_cast<std::size_t>(at)];
    }
    return s;
}

/// The largest difference of any two samples.
inline float distance(const StereoSignal& a, const StereoSignal& b) {
    float largest = a.frames() == b.frames() ? 0.0F : 1e9F;
    for (std::size_t i = 0; i < std::min(a.left.size(), b.left.size()); ++i)
        largest =
            std::max({largest, std::abs(a.left[i] - b.left[i]), std::abs(a.right[i] - b.right[i])});
    return largest;
}

inline float largest(const StereoSignal& signal) {
    return distance(signal, StereoSignal(signal.frames()));
}

} // namespace kilter::testing
