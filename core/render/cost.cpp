// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/analysis/loudness.h"
#include "core/analysis/psr.h"
#include "core/analysis/true_peak.h"

#include <algorithm>

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
    LoudPart(const AudioBuffer& mix, SampleRate rate, Section loudest,
             const ChainSettings& settings)
        : rate_(rate)
        , settings_(settings) {
        constexpr Seconds kHalf{7.5};
        const Seconds middle = (loudest.begin + loudest.end) / 2.0;
        audio_ =
            cut(mix, rate,
                {std::max(loudest.begin, middle - kHalf), std::min(loudest.end, middle + kHalf)});
        settings_.limiter.trim = {};
        psr_ = psrOf(audio_, measureLoudness(audio_, rate));
    }

    struct Probe {
        Decibels drive;
        Lufs loudness;
        Reduction reduction;
        std::optional<Decibels> psr;
    };

    /// With this drive. Empty: cancelled, or nothing to hear.
    [[nodiscard]] std::optional<Probe> at(Decibels drive, const Progress& progress) const {
        ChainSettings settings = settings_;
        settings.drive = drive;
        const auto rendered = render(audio_, rate_, settings, progress.silent());
        if (!rendered)
            return std::nullopt;
        const Loudness loudness = measureLoudness(rendered->audio, rate_);
        if (!loudness.integrated)
            return std::nullopt;
        return Probe{drive, *loudness.integrated, rendered->reduction,
                     psrOf(rendered->audio, loudness)};
    }

    /// What `low` costs; `high`, a step louder, tells the slope.
    [[nodiscard]] bool isGreen(const Probe& low, const Probe& high) const {
        Cost cost;
        cost.slope = (high.loudness - low.loudness) / (high.drive - low.drive);
        cost.reduction = low.reduction;
        cost.psrLost = difference(psr_, low.psr);
        return priceOf(cost) == Price::Green;
    }

  private:
    [[nodiscard]] std::optional<Decibels> psrOf(const AudioBuffer& audio,
                                                const Loudness& loudness) const {
        return smallestPsr(
            {measurePeaks(audio.channel(0), rate_), measurePeaks(audio.channel(1), rate_)},
            loudness);
    }

    AudioBuffer audio_;
    SampleRate rate_;
    ChainSettings settings_;
    std::optional<Decibels> psr_;
};

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
                                 const Solved& solved, const Progress& progress) {
    if (!solved.reached || solved.settings.limiter.mode == LimiterMode::Off)
        return std::nullopt;
    const LoudPart part(mix, rate, loudest, solved.settings);
    const auto here = part.at(solved.settings.drive.level(), progress);
    if (!here)
        return std::nullopt;

    // Decibel by decibel from where the master is, up or down, until the limit lies between a green
    // step and one that is not; then by halves.
    constexpr Decibels kStep{1.0};
    constexpr int kMostSteps = 10;
    constexpr int kHalvings = 2;
    using Probe = std::optional<LoudPart::Probe>;
    Probe green, beyond = here;
    Probe next = part.at(here->drive + kStep, progress);
    if (next && part.isGreen(*here, *next)) {
        Probe last = here;
        for (int step = 0; step < kMostSteps && !green; ++step) {
            beyond = next;
            next = part.at(beyond->drive + kStep, progress);
            if (!next)
                return std::nullopt;
            if (!part.isGreen(*beyond, *next))
                green = last;
            last = beyond;
        }
    } else {
        for (int step = 0; step < kMostSteps && !green; ++step) {
            next = part.at(beyond->drive - kStep, progress);
            if (!next)
                return std::nullopt;
            (part.isGreen(*next, *beyond) ? green : beyond) = next;
        }
    }
    if (!green)
        return std::nullopt; // green (or not) as far as anyone would go
    for (int i = 0; i < kHalvings; ++i) {
        const Probe middle = part.at((green->drive + beyond->drive) / 2.0, progress);
        if (!middle)
            return std::nullopt;
        (part.isGreen(*middle, *beyond) ? green : beyond) = middle;
    }
    return *solved.reached + (green->loudness - here->loudness);
}

} // namespace kilter
