// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/loudness.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace kilter {

namespace {

constexpr std::size_t kMomentary = 40; // of 10 ms
constexpr std::size_t kShortTerm = 300;
constexpr std::size_t kBlockStep = 10;
constexpr double kAbsoluteGate = -70.0; // LUFS, BS.1770-4
constexpr double kSurroundWeight = 1.41;

double powerOf(Lufs loudness) {
    return std::pow(10.0, (loudness.value + 0.691) / 10.0);
}

Lufs loudnessOf(double power) {
    return {-0.691 + 10.0 * std::log10(power)};
}

// Mean of the powers over the threshold, 0 if there are none.
double gatedMean(std::span<const double> powers, double threshold) {
    double sum = 0.0;
    std::size_t count = 0;
    for (const double p : powers) {
        if (p > threshold) {
            sum += p;
            ++count;
        }
    }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

// Of the `length` tens of milliseconds before `end`.
double meanPowerOf(const double* energies, std::size_t end, std::size_t length,
                   std::int64_t frames) {
    const double* e = energies + (end - length);
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < length; ++i)
        sum += e[i];
    return sum / static_cast<double>(frames);
}

// EBU Tech 3342: 10th to 95th percentile of short-term loudness, 20 LU under the mean gated out.
std::optional<Decibels> rangeOf(std::vector<double> powers) {
    const double absolute = powerOf({kAbsoluteGate});
    const double ungated = gatedMean(powers, absolute);
    if (ungated == 0.0)
        return std::nullopt;
    const double threshold = std::max(absolute, 0.01 * ungated);
    std::erase_if(powers, [&](double p) { return p <= threshold; });
    std::sort(powers.begin(), powers.end());
    const auto percentile = [&](double p) {
        return powers[static_cast<std::size_t>(
            std::llround(p * static_cast<double>(powers.size() - 1)))];
    };
    return powerToDecibels(percentile(0.95) / percentile(0.10));
}

} // namespace

// The relative gate lies 10 LU under the mean of what passes the absolute gate.
std::optional<Lufs> integratedLoudness(std::span<const double> blocks) {
    const double absolute = powerOf({kAbsoluteGate});
    const double ungated = gatedMean(blocks, absolute);
    if (ungated == 0.0)
        return std::nullopt;
    return loudnessOf(gatedMean(blocks, std::max(absolute, 0.1 * ungated)));
}

std::vector<double> gatingBlocks(std::span<const double> energies, SampleRate rate) {
    std::vector<double> powers;
    for (std::size_t end = kMomentary; end <= energies.size(); end += kBlockStep)
        powers.push_back(
            meanPowerOf(energies.data(), end, kMomentary,
                        (tenMsBegin(end, rate) - tenMsBegin(end - kMomentary, rate)).count));
    return powers;
}

LoudnessMeter::LoudnessMeter(SampleRate rate, int channels, std::size_t first)
    : weighting_(rate)
    , rate_(rate)
    , channelWeights_(static_cast<std::size_t>(channels), 1.0)
    , states_(static_cast<std::size_t>(channels + 1) / 2)
    , first_(first) {
    for (std::size_t c = 3; c < channelWeights_.size(); ++c)
        channelWeights_[c] = kSurroundWeight;
}

void LoudnessMeter::reset() {
    std::fill(states_.begin(), states_.end(), PairState{});
    position_ = 0;
    energy_ = 0.0;
    energies_.clear();
}

void LoudnessMeter::process(std::span<const std::span<const float>> block) {
    assert(block.size() == channelWeights_.size());
    const auto frames = static_cast<std::int64_t>(block[0].size());
    const auto& [head, pass] = weighting_.sections;
    // With two channels (one alone is filtered beside itself) as the lanes of a vector, the two
    // sections in transposed direct form II.
    for (std::int64_t done = 0; done < frames;) {
        const std::int64_t end = boundary(energies_.size() + 1);
        const std::int64_t count = std::min(frames - done, end - position_);
        for (std::size_t p = 0; p < states_.size(); ++p) {
            const std::size_t second = std::min(2 * p + 1, block.size() - 1);
            const float* x0 = block[2 * p].data() + done;
            const float* x1 = block[second].data() + done;
            PairState s = states_[p];
            Pair sum{};
            for (std::int64_t i = 0; i < count; ++i) {
                const Pair x{static_cast<double>(x0[i]), static_cast<double>(x1[i])};
                const Pair z = step(pass, s.pass, step(head, s.head, x));
                sum += z * z;
            }
            states_[p] = s;
            energy_ += channelWeights_[2 * p] * sum[0];
            if (second == 2 * p + 1)
                energy_ += channelWeights_[second] * sum[1];
        }
        done += count;
        position_ += count;
        if (position_ == end) {
            energies_.push_back(energy_);
            energy_ = 0.0;
            // In silence the states decay into denormals, which cost a hundred times as much.
            for (PairState& s : states_)
                for (Pair* v : {&s.head.s1, &s.head.s2, &s.pass.s1, &s.pass.s2})
                    for (int lane = 0; lane < 2; ++lane)
                        if (std::abs((*v)[lane]) < 1e-30)
                            (*v)[lane] = 0.0;
        }
    }
}

double LoudnessMeter::meanPower(std::size_t end, std::size_t length) const {
    return meanPowerOf(energies_.data(), end, length, boundary(end) - boundary(end - length));
}

std::vector<double> LoudnessMeter::blockPowers(std::size_t length) const {
    std::vector<double> powers;
    for (std::size_t end = length; end <= energies_.size(); end += kBlockStep)
        powers.push_back(meanPower(end, length));
    return powers;
}

std::optional<Lufs> LoudnessMeter::latest(std::size_t length) const {
    if (energies_.size() < length)
        return std::nullopt;
    const double power = meanPower(energies_.size(), length);
    return power > 0.0 ? std::optional(loudnessOf(power)) : std::nullopt;
}

std::optional<Lufs> LoudnessMeter::momentary() const {
    return latest(kMomentary);
}

std::optional<Lufs> LoudnessMeter::shortTerm() const {
    return latest(kShortTerm);
}

std::optional<Lufs> LoudnessMeter::integrated() const {
    return integratedLoudness(blockPowers(kMomentary));
}

Loudness LoudnessMeter::figures() const {
    Loudness l;
    const auto largest = [&](std::size_t length) -> std::optional<Lufs> {
        double most = 0.0;
        for (std::size_t end = length; end <= energies_.size(); ++end)
            most = std::max(most, meanPower(end, length));
        if (most <= powerOf({kAbsoluteGate}))
            return std::nullopt;
        return loudnessOf(most);
    };
    const auto series = [&](std::size_t length) {
        std::vector<float> values;
        for (std::size_t end = kBlockStep; end <= energies_.size(); end += kBlockStep)
            values.push_back(end < length
                                 ? -std::numeric_limits<float>::infinity()
                                 : static_cast<float>(loudnessOf(meanPower(end, length)).value));
        return values;
    };
    l.integrated = integrated();
    l.momentaryMax = largest(kMomentary);
    l.shortTermMax = largest(kShortTerm);
    l.range = rangeOf(blockPowers(kShortTerm));
    l.momentary = series(kMomentary);
    l.shortTerm = series(kShortTerm);
    return l;
}

Loudness measureLoudness(const AudioBuffer& audio, SampleRate rate, const Progress& progress) {
    LoudnessMeter meter(rate, audio.channels());
    const auto frames = static_cast<std::size_t>(audio.frames().count);
    const std::size_t step = static_cast<std::size_t>(rate.hz) * 2;
    std::vector<std::span<const float>> block(static_cast<std::size_t>(audio.channels()));
    for (std::size_t begin = 0; begin < frames && !progress.cancelled(); begin += step) {
        const std::size_t count = std::min(step, frames - begin);
        for (int c = 0; c < audio.channels(); ++c)
            block[static_cast<std::size_t>(c)] = audio.channel(c).subspan(begin, count);
        meter.process(block);
        progress.at(static_cast<double>(begin + count) / static_cast<double>(frames));
    }
    return meter.figures();
}

} // namespace kilter
