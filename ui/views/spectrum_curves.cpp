// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/spectrum_curves.h"

#include "core/base/scale.h"
#include "core/playback/meter_frame.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

/// Mean of the cells within `width` octaves around each centre, cells cut at the edges counted
/// in proportion; at the ends of the axis the rectangle is narrower.
template <class Width>
std::array<double, kCells> smoothed(const std::array<double, kCells>& power, Width widthAt) {
    std::array<double, kCells + 1> sum{}; // of the cells below edge i
    for (std::size_t i = 0; i < kCells; ++i)
        sum[i + 1] = sum[i] + power[i];
    const auto sumBelow = [&](double edge) {
        const double whole = std::floor(edge);
        const auto i = static_cast<std::size_t>(whole);
        return i >= kCells ? sum[kCells] : sum[i] + (edge - whole) * power[i];
    };
    std::array<double, kCells> out{};
    for (int i = 0; i < kCells; ++i) {
        const double half = 12.0 * widthAt(cellCentre(i)); // cells; 24 to the octave
        const double low = std::max(0.0, i + 0.5 - half);
        const double high = std::min<double>(kCells, i + 0.5 + half);
        out[static_cast<std::size_t>(i)] =
            std::max(0.0, (sumBelow(high) - sumBelow(low)) / (high - low));
    }
    return out;
}

bool sounds(const Move& move, SpectrumChannel channel) {
    switch (channel) {
    case SpectrumChannel::Stereo:
        return move.placement == Placement::Stereo;
    case SpectrumChannel::Mid:
        return move.placement != Placement::Side;
    case SpectrumChannel::Side:
        return move.placement != Placement::Mid;
    }
    return false;
}

} // namespace

std::optional<CellPowers> cellPowersOf(const Spectrum& spectrum) {
    if (spectrum.frames == 0 || spectrum.loudnessPower <= 0.0)
        return std::nullopt;
    const double reference = power(Decibels{spectrum.loudness().value});
    CellPowers out;
    for (std::size_t i = 0; i < kCells; ++i) {
        out.mid[i] = static_cast<float>(spectrum.mid[i] / reference);
        out.side[i] = static_cast<float>(spectrum.side[i] / reference);
    }
    return out;
}

CellPowers cellPowersOf(const MeterFrame& frame, Lufs loudness) {
    const auto scale = static_cast<float>(1.0 / power(Decibels{loudness.value}));
    CellPowers out;
    for (std::size_t i = 0; i < kCells; ++i) {
        out.mid[i] = frame.spectrum.mid[i] * scale;
        out.side[i] = frame.spectrum.side[i] * scale;
    }
    return out;
}

Corridor corridorOf(const Profile& profile) {
    Corridor out;
    const auto band = [](const ProfileBand& b) {
        return CorridorBand{static_cast<float>(b.level.value), static_cast<float>(b.spread.value),
                            b.known && std::isfinite(b.level.value)};
    };
    for (std::size_t b = 0; b < kThirds; ++b) {
        out.stereo[b] = band(profile.thirds[b]);
        out.side[b] = band(profile.sideThirds[b]);
    }
    return out;
}

std::array<CorridorBand, kThirds> Corridor::of(SpectrumChannel channel) const {
    if (channel == SpectrumChannel::Stereo)
        return stereo;
    if (channel == SpectrumChannel::Side)
        return side;
    auto out = stereo;
    for (std::size_t b = 0; b < kThirds; ++b) {
        const double both = power(Decibels{stereo[b].median});
        const double sideOnly = side[b].known ? power(Decibels{side[b].median}) : 0.0;
        // A median of sums is not the sum of medians: never let the sides take it all.
        const double mid = std::max(both - sideOnly, 0.1 * both);
        out[b].median = static_cast<float>(powerToDecibels(mid).value);
    }
    return out;
}

double smoothingWidth(Smoothing smoothing, Hertz f) {
    switch (smoothing) {
    case Smoothing::Fine:
        return 1.0 / 24.0;
    case Smoothing::Twelfth:
        return 1.0 / 12.0;
    case Smoothing::Sixth:
        return 1.0 / 6.0;
    case Smoothing::Third:
        return 1.0 / 3.0;
    case Smoothing::Ear:
        break;
    }
    const double erb = 24.7 * (4.37 * f.value / 1000.0 + 1.0);
    const double octaves =
        2.0 * std::asinh(0.5 * erb / f.value) / std::log(2.0); // of a band of that width around f
    const double wide = std::max(octaves, 1.0 / 3.0);
    const double blend = std::clamp(std::log(f.value / 200.0) / std::log(500.0 / 200.0), 0.0, 1.0);
    return 1.0 / 6.0 + blend * (wide - 1.0 / 6.0);
}

CellLevels displayLevels(const CellPowers& powers, SpectrumChannel channel, Smoothing smoothing,
                         Decibels tilt) {
    std::array<double, kCells> chosen{};
    for (std::size_t i = 0; i < kCells; ++i) {
        const double mid = powers.mid[i];
        const double side = powers.side[i];
        chosen[i] = 2.0 * (channel == SpectrumChannel::Stereo ? mid + side
                           : channel == SpectrumChannel::Mid  ? mid
                                                              : side);
    }
    const auto smooth = smoothed(chosen, [&](Hertz f) { return smoothingWidth(smoothing, f); });
    CellLevels out{};
    for (int i = 0; i < kCells; ++i) {
        const double third = kCellsPerThird * smooth[static_cast<std::size_t>(i)];
        out[static_cast<std::size_t>(i)] = static_cast<float>(
            powerToDecibels(third).value + cellTiltAt(cellCentre(i), tilt).value);
    }
    return out;
}

FilterShape soundingShape(const Move& move, double overallAmount) {
    FilterShape shape = move.effective();
    shape.gain = shape.gain * overallAmount;
    return shape;
}

Decibels movesResponse(const Moves& moves, double overallAmount, SpectrumChannel channel, Hertz f) {
    double h = 1.0;
    for (const Move& m : moves)
        if (m.enabled && sounds(m, channel))
            h *= powerResponse(soundingShape(m, overallAmount), f);
    return powerToDecibels(h);
}

CellPowers powersBehind(const CellPowers& powers, const Moves& moves, double overallAmount,
                        const std::optional<CellLevels>& matchCurve) {
    CellPowers out = powers;
    for (int c = 0; c < kCells; ++c) {
        const auto i = static_cast<std::size_t>(c);
        const Hertz f = cellCentre(c);
        const double match = matchCurve ? power(Decibels{(*matchCurve)[i]}) : 1.0;
        const double mid = movesResponse(moves, overallAmount, SpectrumChannel::Mid, f).value;
        const double side = movesResponse(moves, overallAmount, SpectrumChannel::Side, f).value;
        out.mid[i] *= static_cast<float>(match * power(Decibels{mid}));
        out.side[i] *= static_cast<float>(match * power(Decibels{side}));
    }
    return out;
}

} // namespace kilter
