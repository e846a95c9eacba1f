// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/track_warnings.h"

#include "core/analysis/clipping.h"
#include "core/analysis/kind.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

constexpr double kSilence = 1e-6;     // -120 dBFS: under the last bit of 20
constexpr Seconds kShortest{3.0};     // one short-term block
constexpr Seconds kStableRange{60.0}; // EBU Tech 3342
constexpr double kDcOffset = 0.003;   // -50 dBFS
constexpr double kOutOfPhaseShare = 0.1;
constexpr float kNothing = -200.0F;     // dB, where there are no slots any more
constexpr double kSilentChannel = 1e-7; // -70 dB re the other

double meanSquare(const Overview::Channel& channel) {
    double sum = 0.0;
    for (const float v : channel.meanSquare)
        sum += static_cast<double>(v);
    return channel.meanSquare.empty() ? 0.0 : sum / static_cast<double>(channel.meanSquare.size());
}

constexpr std::size_t kPhaseLength = 40; // points: 400 ms
constexpr std::size_t kPhaseStep = 10;
constexpr Seconds kOutOfPhaseStretch{1.0};

/// Left and right over a stretch of an overview.
struct PhaseWindow {
    std::size_t begin = 0; ///< point
    double ll = 0.0, rr = 0.0, lr = 0.0;

    [[nodiscard]] double correlation() const {
        const double energies = std::sqrt(ll * rr);
        return energies > 0.0 ? std::clamp(lr / energies, -1.0, 1.0) : 0.0;
    }
};

/// 400 ms every 100 ms, where they are within 10 dB of their own mean.
std::vector<PhaseWindow> loudWindows(const Overview& overview) {
    const auto& [left, right] = overview.channels;
    std::vector<PhaseWindow> windows;
    double mean = 0.0;
    for (std::size_t begin = 0; begin == 0 || begin + kPhaseLength <= overview.points();
         begin += kPhaseStep) {
        PhaseWindow w;
        w.begin = begin;
        for (std::size_t p = begin; p < std::min(begin + kPhaseLength, overview.points()); ++p) {
            w.ll += static_cast<double>(left.meanSquare[p]);
            w.rr += static_cast<double>(right.meanSquare[p]);
            w.lr += static_cast<double>(overview.product[p]);
        }
        if (w.ll + w.rr > kSilence * kSilence * kPhaseLength) {
            windows.push_back(w);
            mean += w.ll + w.rr;
        }
    }
    mean /= static_cast<double>(std::max<std::size_t>(1, windows.size()));
    std::erase_if(windows, [&](const PhaseWindow& w) { return w.ll + w.rr < 0.1 * mean; });
    return windows;
}

// Limited so hard that its loud moments all end at about the same height: of the 50 ms stretches,
// the share whose sample peak lies within 3 dB of the highest (a lossy codec scatters them).
bool isBrickWalled(const Analysis& a) {
    constexpr double kPlr = 9.0;
    constexpr double kShare = 0.6;
    constexpr std::size_t kPoints = 5;
    if (!a.dynamics.plr || a.dynamics.plr->value >= kPlr)
        return false;
    const auto ceiling = static_cast<float>(amplitude(a.peaks.maxSamplePeak() - Decibels{3.0}));
    std::size_t high = 0;
    std::size_t all = 0;
    for (std::size_t p = 0; p + kPoints <= a.overview.points(); p += kPoints) {
        float peak = 0.0F;
        for (std::size_t i = p; i < p + kPoints; ++i)
            for (const Overview::Channel& c : a.overview.channels)
                peak = std::max({peak, c.maximum[i], -c.minimum[i]});
        all += peak > 0.1F * ceiling ? 1 : 0;
        high += peak >= ceiling ? 1 : 0;
    }
    return static_cast<double>(high) > kShare * static_cast<double>(all);
}

} // namespace

PhaseFigures phaseOf(const Overview& overview) {
    PhaseWindow sum;
    std::size_t negative = 0;
    const std::vector<PhaseWindow> loud = loudWindows(overview);
    if (loud.empty())
        return {};
    for (const PhaseWindow& w : loud) {
        sum.ll += w.ll;
        sum.rr += w.rr;
        sum.lr += w.lr;
        negative += w.lr < 0.0 ? 1 : 0;
    }
    return {sum.correlation(), static_cast<double>(negative) / static_cast<double>(loud.size())};
}

std::vector<Place> outOfPhasePlaces(const Overview& overview) {
    std::vector<Place> stretches;
    PhaseWindow sum;
    std::size_t begin = 0;
    std::size_t end = 0; // none is under way
    const auto close = [&] {
        const auto at = [&](std::size_t point) { return overview.begin(point) / overview.rate; };
        if (end > 0 && at(end) - at(begin) >= kOutOfPhaseStretch)
            stretches.push_back({PlaceKind::OutOfPhase, at(begin), at(end), sum.correlation()});
        sum = {};
        end = 0;
    };
    for (const PhaseWindow& w : loudWindows(overview)) {
        const bool goesOn = end > 0 && w.begin == end - kPhaseLength + kPhaseStep;
        if (w.lr >= 0.0 || !goesOn)
            close();
        if (w.lr >= 0.0)
            continue;
        if (end == 0)
            begin = w.begin;
        end = w.begin + kPhaseLength;
        sum.ll += w.ll;
        sum.rr += w.rr;
        sum.lr += w.lr;
    }
    close();
    if (stretches.size() > kMostPlaces) {
        const auto length = [](const Place& p) { return p.end - p.start; };
        std::ranges::stable_sort(stretches, std::ranges::greater{}, length);
        stretches.resize(kMostPlaces);
        std::ranges::sort(stretches, {}, &Place::start);
    }
    return stretches;
}

std::optional<Hertz> lossyCutoffOf(const Spectrogram& spectrogram) {
    constexpr double kSlot = 100.0;
    constexpr std::size_t kLowest = 100; // slots
    constexpr std::size_t kHighest = 207;
    // Under 44.1 kHz a converter's filter lies where a codec's does at that rate: only what ends
    // well before tells of one that worked at a higher rate.
    constexpr std::size_t kSlotsAtCd = 220;
    constexpr double kBelowConverters = 0.85;
    constexpr std::size_t kAcross = 3; // half of 600 Hz
    constexpr float kDrop = 12.0F;
    // A step down to a plateau is the music's; a codec leaves nothing.
    constexpr std::size_t kFurther = 12;
    constexpr float kFurtherDrop = 20.0F;
    const std::vector<float>& level = spectrogram.meanLevel;
    const std::size_t highest =
        level.size() < kSlotsAtCd
            ? static_cast<std::size_t>(kBelowConverters * static_cast<double>(level.size()))
            : kHighest;
    // highestFrom[i]: the highest level from slot i on, and nothing beyond the last.
    std::vector<float> highestFrom(level.size() + kFurther + 1, kNothing);
    for (std::size_t i = level.size(); i-- > 0;)
        highestFrom[i] = std::max(level[i], highestFrom[i + 1]);
    const auto before = [&](std::size_t i) {
        return (level[i - kAcross] + level[i - kAcross - 1] + level[i - kAcross - 2]) / 3.0F;
    };
    for (std::size_t i = kLowest; i < highest && i + kAcross < level.size(); ++i) {
        if (before(i) - highestFrom[i + kAcross] < kDrop ||
            before(i) - highestFrom[std::min(i + kFurther, level.size())] < kFurtherDrop)
            continue;
        // The edge is where it falls most steeply from here on.
        std::size_t edge = i;
        float steepest = 0.0F;
        for (std::size_t k = i; k < i + 2 * kAcross && k < level.size(); ++k) {
            if (level[k - 1] - level[k] > steepest) {
                steepest = level[k - 1] - level[k];
                edge = k;
            }
        }
        return Hertz{kSlot * static_cast<double>(edge)};
    }
    return std::nullopt;
}

std::vector<Warning> warningsOf(const Track& track, const Analysis& a) {
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
    auto clipped = clippedRuns(track.audio.channel(0), a.overview, left).size();
    if (track.format.channels != 1) // else they are one and the same
        clipped += clippedRuns(track.audio.channel(1), a.overview, right).size();
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
    if (isSpeechLike(a))
        say(WarningCode::SpeechLike);
    return found;
}

} // namespace kilter
