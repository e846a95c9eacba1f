// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/analysis/loudness.h"
#include "core/analysis/psr.h"
#include "core/analysis/true_peak.h"
#include "core/render/driven.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace kilter {

namespace {

constexpr double kAmberSlope = 0.6;
constexpr double kRedSlope = 0.4;
constexpr Decibels kAmberMeanReduction{2.0};
constexpr Decibels kAmberLargestReduction{6.0};
constexpr Decibels kRedLargestReduction{10.0};
constexpr Decibels kRedRaised{24.0};
constexpr Decibels kAmberPsrLost{4.0};

std::optional<Decibels> difference(const std::optional<Decibels>& a,
                                   const std::optional<Decibels>& b) {
    if (!a || !b)
        return std::nullopt;
    return *a - *b;
}

Price priceOf(const Cost& cost) {
    if (cost.slope < kRedSlope || cost.reduction.largest > kRedLargestReduction ||
        cost.raised > kRedRaised)
        return Price::Red;
    if (cost.slope < kAmberSlope || cost.reduction.mean > kAmberMeanReduction ||
        cost.reduction.largest > kAmberLargestReduction ||
        (cost.psrLost && *cost.psrLost > kAmberPsrLost))
        return Price::Amber;
    return Price::Green;
}

AudioBuffer cut(const AudioBuffer& audio, FrameRange range) {
    AudioBuffer part(2, range.end - range.begin);
    for (int c = 0; c < 2; ++c)
        std::copy_n(audio.channel(c).data() + range.begin.count, part.frames().count,
                    part.channel(c).data());
    return part;
}

std::optional<Decibels> psrOf(const AudioBuffer& audio, SampleRate rate, const Loudness& loudness) {
    const auto densest = densestPassage(
        {measurePeaks(audio.channel(0), rate), measurePeaks(audio.channel(1), rate)}, loudness);
    return densest ? std::optional(densest->psr) : std::nullopt;
}

/// Some of the mix, at one drive after another.
class Excerpt {
  public:
    Excerpt(const AudioBuffer& mix, const Prefix& prefix, FrameRange range)
        : prefix_(prefix.part(range)) {
        const AudioBuffer before = cut(mix, range);
        psr_ = psrOf(before, prefix.rate(), measureLoudness(before, prefix.rate()));
    }

    struct Probe {
        Decibels drive;
        Lufs loudness;
        Reduction reduction;
        std::optional<Decibels> psrLost;
    };

    /// With this drive. Empty: cancelled, or nothing to hear.
    [[nodiscard]] std::optional<Probe> at(Decibels drive, const Progress& progress) {
        prefix_.look(drive);
        auto driven = kilter::driven(prefix_, drive, KeepAudio::Yes, progress.silent());
        if (!driven)
            return std::nullopt;
        const Reduction reduction = driven->reduction;
        const AudioBuffer audio = masterOf(prefix_, std::move(*driven), {});
        const SampleRate rate = prefix_.rate();
        const Loudness loudness = measureLoudness(audio, rate);
        if (!loudness.integrated)
            return std::nullopt;
        return Probe{drive, *loudness.integrated, reduction,
                     difference(psr_, psrOf(audio, rate, loudness))};
    }

    /// The drive at which its peaks reach the ceiling: less, and the limiter has nothing to do.
    [[nodiscard]] std::optional<Decibels> untouched() const {
        const auto first = static_cast<std::size_t>(prefix_.delay().count);
        const auto frames = static_cast<std::size_t>(prefix_.length().count);
        float peak = 0.0F;
        for (int c = 0; c < 2; ++c) {
            const std::span<const float> channel = prefix_.audio().channel(c);
            peak = std::max(peak,
                            measurePeaks(channel.subspan(first, frames), prefix_.rate()).truePeak);
        }
        if (peak <= 0.0F)
            return std::nullopt;
        return prefix_.settings().limiter.ceiling - toDecibels(static_cast<double>(peak));
    }

    /// What the limiter takes from its loudness there.
    [[nodiscard]] Decibels lost(const Probe& probe) const {
        return prefix_.loudness() ? *prefix_.loudness() + probe.drive - probe.loudness : Decibels{};
    }

  private:
    Prefix prefix_;
    std::optional<Decibels> psr_; ///< of the mix
};

/// What `low` costs; `high`, a step louder, tells the slope.
bool isGreen(const Excerpt::Probe& low, const Excerpt::Probe& high) {
    Cost cost;
    cost.slope = (high.loudness - low.loudness) / (high.drive - low.drive);
    cost.reduction = low.reduction;
    cost.psrLost = low.psrLost;
    return priceOf(cost) == Price::Green;
}

/// A quarter of a minute in the middle of the loudest part stands for it.
FrameRange loudPart(const Prefix& prefix, Section loudest) {
    constexpr Seconds kHalf{7.5};
    const Seconds middle = (loudest.begin + loudest.end) / 2.0;
    const auto frame = [&](Seconds time) {
        return std::clamp(time * prefix.rate(), Frames{}, prefix.length());
    };
    const Frames begin = frame(std::max(loudest.begin, middle - kHalf));
    return {begin, std::max(begin, frame(std::min(loudest.end, middle + kHalf)))};
}

/// The highest sample before the drive.
float peakOf(const Prefix& prefix, FrameRange range) {
    float peak = 0.0F;
    for (int c = 0; c < 2; ++c) {
        const float* x = prefix.audio().channel(c).data() + prefix.delay().count;
#pragma omp simd reduction(max : peak)
        for (std::int64_t n = range.begin.count; n < range.end.count; ++n)
            peak = std::abs(x[n]) > peak ? std::abs(x[n]) : peak;
    }
    return peak;
}

/// Where `prefix` has higher peaks than in `heard`: the seconds with the highest ones, each with a
/// run-up for the limiter.
std::vector<FrameRange> higherHits(const Prefix& prefix, FrameRange heard) {
    constexpr std::size_t kMost = 4;
    struct Hit {
        float peak;
        FrameRange range;
    };
    std::vector<Hit> hits;
    const float known = peakOf(prefix, heard);
    const Frames second = Seconds{1.0} * prefix.rate();
    for (Frames begin; begin < prefix.length(); begin = begin + second) {
        const FrameRange range{begin, std::min(begin + second, prefix.length())};
        if (const float peak = peakOf(prefix, range); peak > known)
            hits.push_back({peak, range});
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const Hit& a, const Hit& b) { return a.peak > b.peak; });
    std::vector<FrameRange> ranges;
    for (const Hit& hit : std::span(hits).first(std::min(kMost, hits.size())))
        ranges.push_back({std::max(Frames{}, hit.range.begin - second), hit.range.end});
    return ranges;
}

/// The highest drive that is green there: decibel by decibel up from where nothing is limited, then
/// by halves. Empty: cancelled, nothing to hear, or green as far as anyone would go.
std::optional<Excerpt::Probe> cleanDrive(Excerpt& part, const Progress& progress) {
    constexpr Decibels kStep{1.0};
    constexpr int kMostSteps = 24;
    constexpr int kHalvings = 2;
    using Probe = std::optional<Excerpt::Probe>;
    const auto start = part.untouched();
    if (!start)
        return std::nullopt;
    Probe green = part.at(*start, progress);
    Probe beyond = green ? part.at(green->drive + kStep, progress) : std::nullopt;
    for (int step = 0; beyond; ++step) {
        const Probe next = part.at(beyond->drive + kStep, progress);
        if (!next || step == kMostSteps)
            return std::nullopt;
        if (!isGreen(*beyond, *next))
            break;
        green = beyond;
        beyond = next;
    }
    if (!beyond)
        return std::nullopt;
    for (int i = 0; i < kHalvings; ++i) {
        const Probe middle = part.at((green->drive + beyond->drive) / 2.0, progress);
        if (!middle)
            return std::nullopt;
        (isGreen(*middle, *beyond) ? green : beyond) = middle;
    }
    return green;
}

/// How far under `drive` none of the `hits` is limited by more than is green, in half decibels.
/// Empty: cancelled.
std::optional<Decibels> withHits(std::vector<Prefix>& hits, Decibels drive,
                                 const Progress& progress) {
    constexpr Decibels kStep{0.5};
    constexpr int kMostSteps = 3;
    const Decibels least = drive - kMostSteps * kStep;
    for (Prefix& hit : hits) {
        while (drive > least) {
            hit.look(drive);
            const auto driven = kilter::driven(hit, drive, KeepAudio::No, progress.silent());
            if (!driven)
                return std::nullopt;
            if (driven->reduction.largest <= kAmberLargestReduction)
                break;
            drive -= kStep;
        }
    }
    return drive;
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
            std::optional<Lufs> clean, Decibels raised) {
    Cost cost;
    cost.slope = solved.slope;
    cost.reduction = solved.master.reduction;
    cost.plrLost = difference(mix.dynamics.plr, master.dynamics.plr);
    cost.psrLost = difference(mix.dynamics.psrMin, master.dynamics.psrMin);
    if (mix.loudness.integrated && master.loudness.integrated)
        cost.louder = *master.loudness.integrated - *mix.loudness.integrated;
    cost.raised = raised;
    cost.loudestClean = clean;
    cost.price = priceOf(cost);
    if (!clean || !solved.reached)
        return cost;
    // The slope is what the clean value was found by; the rest was measured here and now.
    constexpr Decibels kSame{0.05}; // the solver's own
    Cost measured = cost;
    measured.slope = 1.0;
    if (*solved.reached > *clean + kSame)
        cost.price = std::max(cost.price, Price::Amber);
    else if (priceOf(measured) == Price::Green)
        cost.price = Price::Green;
    else
        cost.loudestClean.reset(); // not of this master
    return cost;
}

struct CleanSearch::Parts {
    Lufs undriven; ///< of the whole
    Excerpt loudest;
    std::vector<Prefix> hits;
};

CleanSearch::CleanSearch(const AudioBuffer& mix, const Prefix& prefix, Section loudest) {
    if (prefix.settings().limiter.mode == LimiterMode::Off || !prefix.loudness())
        return;
    const FrameRange range = loudPart(prefix, loudest);
    parts_ = std::make_unique<Parts>(Parts{*prefix.loudness(), Excerpt(mix, prefix, range), {}});
    for (const FrameRange& hit : higherHits(prefix, range))
        parts_->hits.push_back(prefix.part(hit));
}

CleanSearch::CleanSearch(CleanSearch&&) noexcept = default;
CleanSearch::~CleanSearch() = default;

std::optional<Lufs> CleanSearch::run(const Progress& progress) {
    if (!parts_)
        return std::nullopt;
    Excerpt& part = parts_->loudest;
    auto probe = cleanDrive(part, progress);
    if (!probe)
        return std::nullopt;
    const auto drive = withHits(parts_->hits, probe->drive, progress);
    if (drive && *drive != probe->drive)
        probe = part.at(*drive, progress);
    if (!drive || !probe)
        return std::nullopt;
    return parts_->undriven + probe->drive - part.lost(*probe);
}

} // namespace kilter
