// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/finish.h"

#include "core/demo/filters.h"
#include "core/demo/fourier.h"
#include "core/demo/loudness.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kilter::demo {

namespace {

/// Two thirds of an octave each, 31 Hz to 20 kHz, and four cells in each of them.
constexpr std::size_t kBands = 14;
constexpr std::size_t kCellsPerBand = 4;
constexpr double kMaxCorrection = 9; // dB

using Bands = std::array<double, kBands>;
using Cells = std::array<double, kBands * kCellsPerBand>;

double bandHz(std::size_t band) {
    return 1000 * power2((static_cast<double>(band) - 7) * 2 / 3);
}

double cellHz(std::size_t cell) {
    return bandHz(0) * power2((static_cast<double>(cell) - 1.5) / 6);
}

/// dB per band of the average record, but for a constant: the integral of its slope, -2.350 - 1.318
/// log2(f / 200) dB an octave, and 3 dB an octave because the bands grow wider.
double houseLevel(double hz) {
    const double octaves = log2Of(hz / 200);
    return (3.010 - 2.350) * octaves - 1.318 / 2 * octaves * octaves;
}

/// Power per cell of the part of a song that stands for it: the second verse and the choruses
/// around it. All zero for a song that is too short to have one.
Cells cellPowers(const AudioBuffer& stereo, SampleRate rate) {
    std::size_t size = 1024;
    while (static_cast<double>(size) < 0.25 * rate.hz)
        size *= 2;
    const auto frames = static_cast<std::size_t>(stereo.frames().count);
    const std::size_t first = frames * 3 / 10;
    const std::size_t length = frames * 4 / 10;
    const auto spectrum = meanSpectrum(stereo.channel(0).subspan(first, length),
                                       stereo.channel(1).subspan(first, length), size);
    Cells powers{};
    std::size_t bin = 0;
    const double binHz = static_cast<double>(rate.hz) / static_cast<double>(size);
    for (std::size_t cell = 0; cell < powers.size(); ++cell) {
        const double low = cellHz(cell) * power2(-1.0 / 12);
        const double high = cellHz(cell) * power2(1.0 / 12);
        while (static_cast<double>(bin) * binHz < low)
            ++bin;
        for (; bin < spectrum.size() && static_cast<double>(bin) * binHz < high; ++bin)
            powers[cell] += spectrum[bin];
    }
    return powers;
}

/// A desk's graphic equaliser; `gains` in dB. Bands too near the Nyquist frequency are left out.
std::vector<Biquad> graphicEqualiser(const Bands& gains, SampleRate rate) {
    std::vector<Biquad> filters{Biquad::highPass(28, 0.7, rate)};
    for (std::size_t i = 0; i < kBands; ++i)
        if (bandHz(i) < 0.4 * rate.hz)
            filters.push_back(Biquad::bell(bandHz(i), gains[i], 1.9, rate));
    return filters;
}

/// Power in each band of what has those cells, after the filters.
Bands bandPowers(const Cells& cells, const std::vector<Biquad>& filters, SampleRate rate) {
    Bands powers{};
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        double power = cells[cell];
        for (const Biquad& filter : filters)
            power *= filter.powerAt(cellHz(cell) / rate.hz);
        powers[cell / kCellsPerBand] += power;
    }
    return powers;
}

void apply(std::vector<Biquad> filters, std::span<float> samples) {
    for (float& sample : samples) {
        double x = static_cast<double>(sample);
        for (Biquad& filter : filters)
            x = filter(x);
        sample = static_cast<float>(x);
    }
}

void scale(AudioBuffer& stereo, double gain) {
    for (int c = 0; c < stereo.channels(); ++c)
        for (float& sample : stereo.channel(c))
            sample = static_cast<float>(gain * static_cast<double>(sample));
}

} // namespace

void balance(AudioBuffer& stereo, SampleRate rate) {
    constexpr int kRounds = 12;
    const Cells cells = cellPowers(stereo, rate);
    Bands gains{};
    for (int round = 0; round < kRounds; ++round) {
        const Bands powers = bandPowers(cells, graphicEqualiser(gains, rate), rate);
        Bands missing{};
        double level = 0; // what all bands miss alike is no matter of balance
        int heard = 0;
        for (std::size_t i = 0; i < kBands; ++i)
            if (powers[i] > 0 && bandHz(i) < 0.4 * rate.hz) {
                missing[i] = houseLevel(bandHz(i)) - decibelsOf(powers[i]);
                level += missing[i];
                ++heard;
            }
        if (heard == 0)
            return;
        level /= heard;
        // Neighbours help each other: half of what is missing at a time does not overshoot.
        for (std::size_t i = 0; i < kBands; ++i)
            if (powers[i] > 0)
                gains[i] = std::clamp(gains[i] + 0.5 * (missing[i] - level), -kMaxCorrection,
                                      kMaxCorrection);
    }
    for (int c = 0; c < stereo.channels(); ++c)
        apply(graphicEqualiser(gains, rate), stereo.channel(c));
}

void colour(AudioBuffer& stereo, const std::vector<FilterShape>& shapes, SampleRate rate) {
    std::vector<Biquad> filters;
    for (const FilterShape& shape : shapes) {
        const double hz = shape.frequency.value;
        const double gain = shape.gain.value;
        if (shape.kind == FilterKind::Bell)
            filters.push_back(Biquad::bell(hz, gain, shape.q, rate));
        else if (shape.kind == FilterKind::LowShelf)
            filters.push_back(Biquad::lowShelf(hz, gain, shape.q, rate));
        else if (shape.kind == FilterKind::HighShelf)
            filters.push_back(Biquad::highShelf(hz, gain, shape.q, rate));
    }
    for (int c = 0; c < stereo.channels(); ++c)
        apply(filters, stereo.channel(c));
}

void fadeEnd(AudioBuffer& stereo, SampleRate rate) {
    const std::int64_t frames = stereo.frames().count;
    const std::int64_t fade = std::min((Seconds{0.5} * rate).count, frames / 20);
    for (int c = 0; c < stereo.channels(); ++c)
        for (std::int64_t n = 0; n < fade; ++n) {
            const double left = static_cast<double>(n) / static_cast<double>(fade);
            float& sample = stereo.channel(c)[static_cast<std::size_t>(frames - 1 - n)];
            sample = static_cast<float>(static_cast<double>(sample) * left * left * (3 - 2 * left));
        }
}

void bringTo(AudioBuffer& stereo, Lufs loudness, SampleRate rate) {
    const double power = loudnessPower(stereo, rate);
    if (power > 0)
        scale(stereo, std::sqrt(powerOf(loudness) / power));
}

} // namespace kilter::demo
