// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"

#include "core/analysis/clipping.h"
#include "core/analysis/overs.h"
#include "core/analysis/psr.h"
#include "core/analysis/track_warnings.h"
#include "core/analysis/true_peak.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <limits>
#include <span>

namespace kilter {

namespace {

// What runs beside the calling thread: its fraction is left where that thread can report it.
class Share {
  public:
    explicit Share(const Progress& whole)
        : progress_([this](double fraction, std::string_view) { done_ = fraction; },
                    whole.stopToken()) {}

    [[nodiscard]] const Progress& progress() const { return progress_; }
    [[nodiscard]] double done() const { return done_; }

  private:
    std::atomic<double> done_ = 0.0;
    Progress progress_;
};

struct Spectral {
    Spectrogram spectrogram;
    std::vector<Section> sections;
    Character character;
};

std::vector<Section> chosenSections(const SectionChoice& choice, const Spectrogram& spectrogram) {
    if (const auto* section = std::get_if<Section>(&choice))
        return {*section};
    if (const auto* good = std::get_if<GoodSections>(&choice))
        return goodSections(spectrogram, good->length, good->within);
    if (const auto* loudest = std::get_if<LoudestSection>(&choice))
        return {loudestSection(spectrogram, loudest->length)};
    return {wholeOf(spectrogram)};
}

void compareStretches(Analysis& a, std::vector<Section> sections) {
    const Seconds duration = a.frames / a.rate;
    for (Section& s : sections) {
        s.begin = std::clamp(s.begin, Seconds{0.0}, duration);
        s.end = std::clamp(s.end, s.begin, duration);
    }
    a.sections = std::move(sections);
    a.spectrum = meanOf(a.spectrogram, gatedFrames(a.spectrogram, a.sections));
    a.bands = bandFigures(a.spectrum);
    a.width = widthOf(a.spectrum);
}

Spectral spectralOf(const Track& track, const SectionChoice& choice, const Progress& progress) {
    Spectral s;
    s.spectrogram = spectrogramOf(track.audio, track.rate, progress.part(0.0, 0.8, {}));
    if (progress.cancelled())
        return s;
    s.sections = chosenSections(choice, s.spectrogram);
    s.character = characterOf(track.audio, track.rate, s.spectrogram, s.sections.front(),
                              progress.part(0.8, 1.0, {}));
    return s;
}

struct Peaked {
    std::array<PeakSeries, 2> series;
    std::vector<Over> overs; ///< of full scale
};

Peaked peaksOf(const Track& track, const Progress& progress) {
    Peaked peaked{{measurePeaks(track.audio.channel(0), track.rate, progress.part(0.0, 0.5, {})),
                   measurePeaks(track.audio.channel(1), track.rate, progress.part(0.5, 1.0, {}))},
                  {}};
    if (std::max(peaked.series[0].truePeak, peaked.series[1].truePeak) > 1.0F &&
        !progress.cancelled())
        peaked.overs = oversIn(track.audio, track.rate, Decibels{0.0});
    return peaked;
}

std::vector<Place> clippedPlaces(const Track& track, const Overview& overview) {
    std::vector<Place> moments;
    const int channels = track.format.channels == 1 ? 1 : 2;
    for (int c = 0; c < channels; ++c)
        for (const ClippedRun& run : clippedRuns(track.audio.channel(c), overview,
                                                 overview.channels[static_cast<std::size_t>(c)]))
            moments.push_back({PlaceKind::Clipped, run.begin / track.rate,
                               (run.begin + Frames{run.samples}) / track.rate,
                               static_cast<double>(run.samples)});
    std::ranges::stable_sort(moments, {}, &Place::start);
    return gathered(moments);
}

std::vector<Place> placesOf(const Track& track, const Analysis& a, std::span<const Over> overs,
                            const std::optional<DensestPassage>& densest) {
    std::vector<Place> moments;
    moments.reserve(overs.size());
    for (const Over& over : overs)
        moments.push_back({PlaceKind::Over, over.at, over.at, over.peak.value});
    std::vector<Place> places = gathered(moments);
    const auto add = [&](const std::vector<Place>& more) {
        places.insert(places.end(), more.begin(), more.end());
    };
    add(clippedPlaces(track, a.overview));
    add(outOfPhasePlaces(a.overview));
    if (densest)
        add({{PlaceKind::LowestPsr, densest->begin, densest->end, densest->psr.value}});
    return places;
}

std::optional<Decibels> crestOf(const Peaks& peaks, const Overview& overview) {
    double sum = 0.0;
    for (const Overview::Channel& channel : overview.channels)
        for (const float v : channel.meanSquare)
            sum += 0.5 * static_cast<double>(v);
    if (sum <= 0.0)
        return std::nullopt;
    return peaks.maxSamplePeak() - powerToDecibels(sum / static_cast<double>(overview.points()));
}

} // namespace

Result<Analysis> analyse(const Track& track, const AnalysisOptions& options,
                         const Progress& progress) {
    Share spectralShare(progress);
    Share peakShare(progress);
    auto spectral = std::async(std::launch::async, [&] {
        return spectralOf(track, options.section, spectralShare.progress());
    });
    auto peaks =
        std::async(std::launch::async, [&] { return peaksOf(track, peakShare.progress()); });

    // On this thread what is left, then waiting and reporting.
    double own = 0.0;
    const auto report = [&] {
        progress.at(0.2 * own + 0.5 * spectralShare.done() + 0.3 * peakShare.done());
    };
    const Progress ownProgress(
        [&](double fraction, std::string_view) {
            own = fraction;
            report();
        },
        progress.stopToken());
    Analysis a;
    a.rate = track.rate;
    a.frames = track.audio.frames();
    a.overview = overviewOf(track.audio, track.rate, ownProgress.part(0.0, 0.4, {}));
    a.loudness = measureLoudness(track.audio, track.rate, ownProgress.part(0.4, 1.0, {}));
    while (spectral.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready)
        report();
    Spectral s = spectral.get();
    while (peaks.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready)
        report();
    const Peaked peaked = peaks.get();
    const std::array<PeakSeries, 2>& series = peaked.series;
    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};

    for (std::size_t c = 0; c < series.size(); ++c) {
        a.peaks.truePeak[c] = toDecibels(static_cast<double>(series[c].truePeak));
        a.peaks.samplePeak[c] = toDecibels(static_cast<double>(series[c].samplePeak));
    }
    if (a.loudness.integrated)
        a.dynamics.plr = Decibels{a.peaks.maxTruePeak().value - a.loudness.integrated->value};
    const auto densest = densestPassage(series, a.loudness);
    if (densest)
        a.dynamics.psrMin = densest->psr;
    a.dynamics.crest = crestOf(a.peaks, a.overview);
    a.correlation = phaseOf(a.overview).correlation;
    a.spectrogram = std::move(s.spectrogram);
    a.character = s.character;
    compareStretches(a, std::move(s.sections));
    a.lossyCutoff = lossyCutoffOf(a.spectrogram);
    a.warnings = warningsOf(track, a);
    a.places = placesOf(track, a, peaked.overs, densest);
    progress.at(1.0);
    return a;
}

void compareSections(Analysis& analysis, const SectionChoice& choice) {
    compareStretches(analysis, chosenSections(choice, analysis.spectrogram));
}

} // namespace kilter
