// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/analysis/loudness.h"
#include "core/analysis/psr.h"
#include "core/analysis/true_peak.h"
#include "core/render/driven.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace kilter {

namespace {

constexpr double kAmberSlope = 0.6;
constexpr double kRedSlope = 0.4;
constexpr Decibels kAmberMeanReduction{2.0};
constexpr Decibels kRedLargestReduction{10.0};
constexpr Decibels kAmberPsrLost{4.0};

std::optional<Decibels> difference(const std::optional<Decibels>& a,
                                   const std::optional<Decibels>& b) {
    if (!a || !b)
        return std::nullopt;
    return *a - *b;
}

Price priceOf(const Cost& cost) {
    if (cost.slope < kRedSlope || cost.reduction.largest > kRedLargestReduction)
        return Price::Red;
    if (cost.slope < kAmberSlope || cost.reduction.mean > kAmberMeanReduction ||
        (cost.psrLost && *cost.psrLost > kAmberPsrLost))
        return Price::Amber;
    return Price::Green;
}

AudioBuffer cut(const AudioBuffer& audio, SampleRate rate, Section section) {
    const std::int64_t all = audio.frames().count;
    const std::int64_t begin = std::clamp<std::int64_t>((section.begin * rate).count, 0, all);
    const std::int64_t end = std::clamp<std::int64_t>((section.end * rate).count, begin, all);
    AudioBuffer part(2, Frames{end - begin});
    for (int c = 0; c < 2; ++c)
        std::copy_n(audio.channel(c).data() + begin, end - begin, part.channel(c).data());
    return part;
}

/// A quarter of a minute in the middle of the loudest part stands for it.
class LoudPart {
  public:
    struct Probe {
        Driven driven; ///< without its audio
        std::optional<Lufs> loudness;
        std::optional<Decibels> psr;
    };

    /// Empty: cancelled.
    static std::optional<LoudPart> of(const AudioBuffer& mix, SampleRate rate, Section loudest,
                                      const ChainSettings& settings, const Progress& progress) {
        constexpr Seconds kHalf{7.5};
        const Seconds middle = (loudest.begin + loudest.end) / 2.0;
        const AudioBuffer audio =
            cut(mix, rate,
                {std::max(loudest.begin, middle - kHalf), std::min(loudest.end, middle + kHalf)});
        auto prefix = Prefix::of(audio, rate, settings, progress.silent());
        if (!prefix)
            return std::nullopt;
        return LoudPart(std::move(*prefix), psrOf(audio, rate, measureLoudness(audio, rate)));
    }

    [[nodiscard]] const Prefix& prefix() const { return prefix_; }
    [[nodiscard]] Decibels freeDrive() { return prefix_.freeDrive(); }

    /// With this drive. Empty: cancelled, or nothing to hear.
    [[nodiscard]] std::optional<Probe> at(Decibels drive, const Progress& progress) {
        prefix_.look(drive);
        auto driven = kilter::driven(prefix_, drive, KeepAudio::Yes, progress.silent());
        if (!driven)
            return std::nullopt;
        Probe probe;
        AudioBuffer audio = std::move(driven->audio);
        probe.driven = *driven;
        driven->audio = std::move(audio);
        audio = masterOf(prefix_, std::move(*driven), {});
        const Loudness loudness = measureLoudness(audio, prefix_.rate());
        probe.loudness = loudness.integrated;
        if (!probe.loudness)
            return std::nullopt;
        probe.psr = psrOf(audio, prefix_.rate(), loudness);
        return probe;
    }

    /// What `low` costs; `high`, a step louder, tells the slope.
    [[nodiscard]] bool isGreen(const Probe& low, const Probe& high) const {
        Cost cost;
        cost.slope = (*high.loudness - *low.loudness) / (high.driven.drive - low.driven.drive);
        cost.reduction = low.driven.reduction;
        cost.psrLost = difference(psr_, low.psr);
        return priceOf(cost) == Price::Green;
    }

  private:
    LoudPart(Prefix prefix, std::optional<Decibels> psr)
        : prefix_(std::move(prefix))
        , psr_(psr) {}

    [[nodiscard]] static std::optional<Decibels> psrOf(const AudioBuffer& audio, SampleRate rate,
                                                       const Loudness& loudness) {
        return smallestPsr(
            {measurePeaks(audio.channel(0), rate), measurePeaks(audio.channel(1), rate)}, loudness);
    }

    Prefix prefix_;
    std::optional<Decibels> psr_;
};

/// How loud the whole is when each of its blocks loses what blocks of its level lose in `part`.
std::optional<Lufs> loudnessOfWhole(std::span<const double> whole, const LoudPart& part,
                                    const Driven& driven) {
    struct Loss {
        double power, gain; ///< of a block before the drive, and what becomes of it
    };
    const SampleRate rate = part.prefix().rate();
    const std::vector<double> before = gatingBlocks(part.prefix().energies(), rate);
    const std::vector<double> after = gatingBlocks(driven.energies, rate);
    std::vector<Loss> losses;
    for (std::size_t b = 0; b < before.size(); ++b)
        if (before[b] > 0.0)
            losses.push_back({before[b], after[b] / before[b]});
    if (losses.empty())
        return std::nullopt;
    std::ranges::sort(losses, {}, &Loss::power);
    std::vector<double> blocks;
    for (const double power : whole) {
        // Of some blocks about that level: they differ by what is in them.
        constexpr std::ptrdiff_t kAlike = 5;
        const auto at = std::ranges::lower_bound(losses, power, {}, &Loss::power);
        const auto size = static_cast<std::ptrdiff_t>(losses.size());
        const std::ptrdiff_t from =
            std::clamp<std::ptrdiff_t>(at - losses.begin() - kAlike / 2, 0, size - 1);
        const std::ptrdiff_t to = std::min(from + kAlike, size);
        double gain = 0.0;
        for (std::ptrdiff_t i = from; i < to; ++i)
            gain += losses[static_cast<std::size_t>(i)].gain / static_cast<double>(to - from);
        blocks.push_back(power * gain);
    }
    return integratedLoudness(blocks);
}

} // namespace

std::string_view nameOf(Price price) {
    switch (price) {
    case Price::Green:
        return "green";
    case Price::Amber:
        return "amber";
    case Price::Red:
        return "red";
    }
    return {};
}

Cost costOf(const Solved& solved, const Analysis& mix, const Analysis& master,
            std::optional<Lufs> clean) {
    Cost cost;
    cost.slope = solved.slope;
    cost.reduction = solved.master.reduction;
    cost.plrLost = difference(mix.dynamics.plr, master.dynamics.plr);
    cost.psrLost = difference(mix.dynamics.psrMin, master.dynamics.psrMin);
    if (mix.loudness.integrated && master.loudness.integrated)
        cost.louder = *master.loudness.integrated - *mix.loudness.integrated;
    cost.price = priceOf(cost);
    cost.loudestClean = clean;
    if (cost.price == Price::Green && clean && solved.reached)
        cost.loudestClean = std::max(*clean, *solved.reached);
    return cost;
}

std::optional<Lufs> loudestClean(const AudioBuffer& mix, SampleRate rate, Section loudest,
                                 const ChainSettings& asked, std::span<const double> undrivenBlocks,
                                 const Progress& progress) {
    if (asked.limiter.mode == LimiterMode::Off)
        return std::nullopt;
    auto part = LoudPart::of(mix, rate, loudest, asked, progress);
    if (!part)
        return std::nullopt;

    // From where the limiter begins upwards, until the limit lies between a green step and one
    // that is not; then by halves.
    constexpr Decibels kStep{2.0};
    constexpr int kMostSteps = 12;
    constexpr int kHalvings = 3;
    using Probe = std::optional<LoudPart::Probe>;
    Probe green;
    Probe beyond = part->at(part->freeDrive(), progress);
    for (int step = 1; beyond; ++step) {
        Probe next = part->at(beyond->driven.drive + kStep, progress);
        progress.at(static_cast<double>(step) / kMostSteps);
        if (!next || step == kMostSteps)
            return std::nullopt; // or green as far as anyone would go
        if (!part->isGreen(*beyond, *next))
            break;
        green = std::exchange(beyond, std::move(next));
    }
    if (!beyond)
        return std::nullopt;
    if (!green) // as soon as the limiter begins
        return loudnessOfWhole(undrivenBlocks, *part, beyond->driven);
    for (int i = 0; i < kHalvings; ++i) {
        Probe middle = part->at((green->driven.drive + beyond->driven.drive) / 2.0, progress);
        if (!middle)
            return std::nullopt;
        (part->isGreen(*middle, *beyond) ? green : beyond) = std::move(middle);
    }
    return loudnessOfWhole(undrivenBlocks, *part, green->driven);
}

} // namespace kilter
