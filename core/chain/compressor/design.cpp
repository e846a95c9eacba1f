// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/compressor/design.h"

#include "core/chain/band_design.h"

#include <cmath>
#include <numbers>

namespace kilter {

namespace {

double decayPerFrame(Seconds time, SampleRate rate) {
    return std::exp(-1.0 / (time.value * rate.hz));
}

/// What is left, `t` after a held reduction was let go, when the hold falls by `hold` and the
/// gain's one-pole of the time `attack` follows it.
double left(Seconds t, Seconds hold, Seconds attack) {
    const double h = hold.value;
    const double a = attack.value;
    if (std::abs(h - a) < 1e-9 * a)
        return (1.0 + t.value / a) * std::exp(-t.value / a);
    return (h * std::exp(-t.value / h) - a * std::exp(-t.value / a)) / (h - a);
}

/// The time of the hold with which 63 % have come back after `release`, however slow the attack:
/// both are in the signal's way. `left` grows with the hold.
Seconds holdFor(Seconds release, Seconds attack) {
    double low = 0.0;
    double high = release.value;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (left(release, {middle}, attack) < 1.0 / std::numbers::e ? low : high) = middle;
    }
    return {0.5 * (low + high)};
}

/// SSL's G series: 91 kOhm beside 0.47 uF, in series with 750 kOhm beside 6.8 uF. A charge is
/// shared by 1/C.
CompressorRelease programmeRelease(SampleRate rate) {
    constexpr double kFastFarad = 0.47e-6;
    constexpr double kSlowFarad = 6.8e-6;
    constexpr Seconds kFast{91e3 * kFastFarad};  // 43 ms
    constexpr Seconds kSlow{750e3 * kSlowFarad}; // 5.1 s
    return {true, decayPerFrame(kFast, rate), decayPerFrame(kSlow, rate),
            kSlowFarad / (kFastFarad + kSlowFarad)};
}

} // namespace

CompressorCurve compressorCurve(const CompressorSpec& spec) {
    const double slope = 1.0 - 1.0 / spec.ratio;
    return {static_cast<float>(spec.thresholdDb - 0.5 * spec.kneeDb),
            static_cast<float>(spec.kneeDb),
            spec.kneeDb > 0.0 ? static_cast<float>(slope / (2.0 * spec.kneeDb)) : 0.0F,
            static_cast<float>(slope)};
}

CompressorSettings designCompressor(const CompressorSpec& spec, SampleRate rate) {
    constexpr Seconds kMillisecond{0.001};
    CompressorSettings settings;
    settings.on = spec.enabled;
    if (!settings.on)
        return settings;
    settings.curve = compressorCurve(spec);
    settings.highPass =
        designBand({FilterKind::LowCut, {spec.highPassHz}, {}, std::numbers::sqrt2 / 2, 12},
                   Placement::Stereo, rate)
            .stages[0];
    const Seconds attack = spec.attackMs * kMillisecond;
    settings.attack = decayPerFrame(attack, rate);
    settings.release =
        spec.releaseMs
            ? CompressorRelease{false, decayPerFrame(
                                           holdFor(*spec.releaseMs * kMillisecond, attack), rate)}
            : programmeRelease(rate);
    settings.mix = static_cast<float>(0.01 * spec.mixPercent);
    settings.makeUp = Decibels{spec.makeUpDb.value_or(0.0)};
    settings.findMakeUp = !spec.makeUpDb;
    return settings;
}

} // namespace kilter
