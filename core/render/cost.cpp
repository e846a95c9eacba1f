// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/analysis/loudness.h"
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
        peak_ = toDecibels(std::max(measurePeaks(audio_.channel(0), rate).truePeak,
                                    measurePeaks(audio_.channel(1), rate).truePeak));
        loudness_ = measureLoudness(audio_, rate).integrated;
    }

    struct Probe {
        Decibels drive;
        Lufs loudness;
        Reduction reduction;
    };

    /// With this drive. Empty: cancelled, or nothing to hear.
    [[nodiscard]] std::optional<Probe> at(Decibels drive, const Progress& progress) const {
        ChainSettings settings = settings_;
        settings.drive = drive;
        const auto rendered = render(audio_, rate_, settings, progress.silent());
        if (!rendered)
            return std::nullopt;
        const auto loudness = measureLoudness(rendered->audio, rate_).integrated;
        if (!loudness)
            return std::nullopt;
        return Probe{drive, *loudness, rendered->reduction};
    }

    /// What `low` costs; `high`, a step louder, tells the slope.
    [[nodiscard]] bool isGreen(const Probe& low, const Probe& high) const {
        Cost cost;
        cost.slope = (high.loudness - low.loudness) / (high.drive - low.drive);
        cost.reduction = low.reduction;
        if (loudness_) {
            const Decibels peak = std::min(peak_ + low.drive, settings_.limiter.ceiling);
            const Decibels psr{peak.value - low.loudness.value};
            cost.psrLost = Decibels{peak_.value - loudness_->value} - psr;
        }
        return priceOf(cost) == Price::Green;
    }

  private:
    AudioBuffer audio_;
    SampleRate rate_;
    ChainSettings settings_;
    Decibels peak_{};
    std::optional<Lufs> loudness_;
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
    const auto here = part.at(solved.settings.drive, progress);
    if (!here)
        return std::nullopt;

    // Decibel by decibel from where the master is, up or down to the last green step.
    constexpr Decibels kStep{1.0};
    constexpr int kMostSteps = 10;
    auto low = here;
    auto high = part.at(here->drive + kStep, progress);
    const bool up = high && part.isGreen(*low, *high);
    for (int step = 0; step < kMostSteps && low && high; ++step) {
        const auto next =
            up ? part.at(high->drive + kStep, progress) : part.at(low->drive - kStep, progress);
        if (!next)
            return std::nullopt;
        if (up && !part.isGreen(*high, *next))
            return *solved.reached + (high->loudness - here->loudness);
        if (!up && part.isGreen(*next, *low))
            return *solved.reached + (low->loudness - here->loudness);
        (up ? low : high) = up ? high : low;
        (up ? high : low) = next;
    }
    return std::nullopt; // green (or not) as far as anyone would go
}

} // namespace kilter
