// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/findings.h"

#include "core/analysis/k_weighting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace kilter {

namespace {

constexpr double kSilence = 1e-6;       // -120 dBFS: under the last bit of 20
constexpr Seconds kShortest{3.0};       // one short-term block
constexpr Seconds kStableRange{60.0};   // EBU Tech 3342
constexpr float kFullScale = 0.9999F;   // of 16 bit: 32767/32768 = 0.99997
constexpr std::int64_t kClippedRun = 3; // samples
constexpr double kDcOffset = 0.003;     // -50 dBFS
constexpr double kOutOfPhaseShare = 0.1;
constexpr double kSilentChannel = 1e-7; // -70 dB re the other

double meanSquare(const Overview::Channel& channel) {
    double sum = 0.0;
    for (const float v : channel.meanSquare)
        sum += static_cast<double>(v);
    return channel.meanSquare.empty() ? 0.0 : sum / static_cast<double>(channel.meanSquare.size());
}

// Runs of samples that stand still at full scale. Over full scale (floating point) nothing was
// clipped yet, unless it stands still there.
std::int64_t clippedRuns(std::span<const float> x, const Overview& overview,
                         const Overview::Channel& channel) {
    std::int64_t runs = 0;
    std::int64_t length = 0;
    const auto add = [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const float v = x[static_cast<std::size_t>(i)];
            const bool full = std::abs(v) >= kFullScale;
            const bool still =
                length == 0 || std::abs(v - x[static_cast<std::size_t>(i) - 1]) < 1e-4F;
            length = full ? (still ? length + 1 : 1) : 0;
            if (length == kClippedRun)
                ++runs;
        }
    };
    for (std::size_t p = 0; p < overview.points(); ++p) {
        if (channel.maximum[p] >= kFullScale || channel.minimum[p] <= -kFullScale)
            add(overview.begin(p).count, overview.begin(p + 1).count);
        else
            length = 0;
    }
    return runs;
}

// Limited so hard that its loud moments all end at the same height: of the 50 ms stretches with a
// loud mean, the share whose sample peak lies within half a dB of the highest.
bool isBrickWalled(const Analysis& a) {
    constexpr double kPlr = 9.0;
    constexpr double kShare = 0.2;
    constexpr std::size_t kPoints = 5;
    if (!a.dynamics.plr || a.dynamics.plr->value >= kPlr)
        return false;
    const auto& [left, right] = a.overview.channels;
    const float ceiling = static_cast<float>(amplitude(a.peaks.maxSamplePeak() - Decibels{0.5}));
    std::size_t high = 0;
    std::size_t all = 0;
    for (std::size_t p = 0; p + kPoints <= a.overview.points(); p += kPoints) {
        float peak = 0.0F;
        for (std::size_t i = p; i < p + kPoints; ++i)
            for (const Overview::Channel* c : {&left, &right})
                peak = std::max({peak, c->maximum[i], -c->minimum[i]});
        all += peak > 0.1F * ceiling ? 1 : 0;
        high += peak >= ceiling ? 1 : 0;
    }
    return static_cast<double>(high) > kShare * static_cast<double>(all);
}

// How many cells it takes to hold 95 % of the K-weighted energy.
int cellsOfEnergy(const Spectrum& spectrum, SampleRate rate) {
    const KWeighting k(rate);
    std::array<double, kCells> power{};
    for (int i = 0; i < kCells; ++i)
        if (cellCentre(i) < rate.nyquist())
            power[static_cast<std::size_t>(i)] =
                spectrum.stereo(i) * k.powerResponse(cellCentre(i));
    std::sort(power.begin(), power.end(), std::greater<>());
    const double all = std::accumulate(power.begin(), power.end(), 0.0);
    double sum = 0.0;
    int cells = 0;
    while (cells < kCells && sum < 0.95 * all)
        sum += power[static_cast<std::size_t>(cells++)];
    return cells;
}

bool isSineLike(const Analysis& a) {
    constexpr int kFewCells = 16;
    return a.spectrum.frames > 0 && cellsOfEnergy(a.spectrum, a.rate) <= kFewCells;
}

} // namespace

PhaseFigures phaseOf(const Overview& overview) {
    struct Window {
        double ll = 0.0, rr = 0.0, lr = 0.0;
    };
    constexpr std::size_t kLength = 40;
    constexpr std::size_t kStep = 10;
    const auto& [left, right] = overview.channels;
    std::vector<Window> windows;
    double mean = 0.0;
    for (std::size_t begin = 0; begin == 0 || begin + kLength <= overview.points();
         begin += kStep) {
        Window w;
        for (std::size_t p = begin; p < std::min(begin + kLength, overview.points()); ++p) {
            w.ll += static_cast<double>(left.meanSquare[p]);
            w.rr += static_cast<double>(right.meanSquare[p]);
            w.lr += static_cast<double>(overview.product[p]);
        }
        if (w.ll + w.rr > kSilence * kSilence * kLength) {
            windows.push_back(w);
            mean += w.ll + w.rr;
        }
    }
    if (windows.empty())
        return {};
    mean /= static_cast<double>(windows.size());
    Window sum;
    std::size_t loud = 0;
    std::size_t negative = 0;
    for (const Window& w : windows) {
        if (w.ll + w.rr < 0.1 * mean)
            continue;
        sum.ll += w.ll;
        sum.rr += w.rr;
        sum.lr += w.lr;
        ++loud;
        negative += w.lr < 0.0 ? 1 : 0;
    }
    const double energies = std::sqrt(sum.ll * sum.rr);
    return {energies > 0.0 ? std::clamp(sum.lr / energies, -1.0, 1.0) : 0.0,
            static_cast<double>(negative) / static_cast<double>(loud)};
}

std::optional<Hertz> lossyCutoffOf(const Spectrogram& spectrogram) {
    constexpr double kSlot = 100.0;
    constexpr std::size_t kLowest = 100; // slots
    constexpr std::size_t kHighest = 207;
    constexpr std::size_t kAcross = 3; // half of 600 Hz
    constexpr float kDrop = 12.0F;
    const std::vector<float>& level = spectrogram.meanLevel;
    // highestFrom[i]: the highest level from slot i on.
    std::vector<float> highestFrom = level;
    for (std::size_t i = level.size(); i-- > 1;)
        highestFrom[i - 1] = std::max(highestFrom[i - 1], highestFrom[i]);
    std::optional<Hertz> cutoff;
    float steepest = kDrop;
    for (std::size_t i = kLowest;
         i < std::min(kHighest, level.size() - std::min(level.size(), kAcross + 1)); ++i) {
        const float before =
            (level[i - kAcross] + level[i - kAcross - 1] + level[i - kAcross - 2]) / 3.0F;
        const float drop = before - highestFrom[i + kAcross];
        if (drop >= steepest) {
            steepest = drop;
            cutoff = Hertz{kSlot * static_cast<double>(i)};
        }
    }
    return cutoff;
}

std::vector<Warning> findingsOf(const Track& track, const Analysis& a) {
    std::vector<Warning> found;
    const auto say = [&](WarningCode code, double amount = 0.0, std::string detail = {}) {
        found.push_back({code, amount, std::move(detail)});
    };
    const Seconds duration = a.frames / a.rate;
    if (duration < kShortest)
        say(WarningCode::TooShort, duration.value);
    if (amplitude(a.peaks.maxSamplePeak()) < kSilence) {
        say(WarningCode::Silent);
        return found;
    }
    if (!a.loudness.integrated && a.loudness.momentary.size() >= 4)
        say(WarningCode::BelowGate);
    if (a.loudness.range && duration < kStableRange)
        say(WarningCode::RangeUnstable, duration.value);

    const auto& [left, right] = a.overview.channels;
    const auto clipped = clippedRuns(track.audio.channel(0), a.overview, left) +
                         clippedRuns(track.audio.channel(1), a.overview, right);
    if (clipped > 0)
        say(WarningCode::Clipped, static_cast<double>(clipped));

    const auto offset = [&](const Overview::Channel& c) {
        return c.sum / static_cast<double>(a.frames.count);
    };
    const double dc =
        std::abs(offset(left)) > std::abs(offset(right)) ? offset(left) : offset(right);
    if (std::abs(dc) > kDcOffset)
        say(WarningCode::DcOffset, dc);

    const double l = meanSquare(left);
    const double r = meanSquare(right);
    if (std::min(l, r) < kSilentChannel * std::max(l, r))
        say(WarningCode::OneChannelSilent, l < r ? 0.0 : 1.0);
    const PhaseFigures phase = phaseOf(a.overview);
    if (phase.negativeShare > kOutOfPhaseShare)
        say(WarningCode::OutOfPhase, phase.negativeShare);

    if (a.lossyCutoff)
        say(WarningCode::LossyCutoff, a.lossyCutoff->value);
    if (isSineLike(a))
        say(WarningCode::SineLike);
    else if (isBrickWalled(a))
        say(WarningCode::BrickWalled, a.dynamics.plr->value);
    return found;
}

} // namespace kilter
