// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli_json.h"

#include <cmath>
#include <memory>

/// A master in which no two figures are the same, so that none can stand in another's place.
namespace kilter::testing {

inline Analysis figuresFrom(double b) {
    Analysis a;
    a.rate = {44100 + static_cast<int>(b)};
    a.frames = {static_cast<std::int64_t>(100'000 * b)};
    a.loudness.integrated = Lufs{-b - 0.1};
    a.loudness.range = Decibels{b + 0.2};
    a.loudness.momentaryMax = Lufs{-b - 0.3};
    a.loudness.shortTermMax = Lufs{-b - 0.4};
    a.peaks.truePeak = {{{-b - 0.6}, {-b - 0.5}}};
    a.peaks.samplePeak = {{{-b - 0.7}, {-b - 0.8}}};
    a.dynamics.plr = Decibels{b + 0.9};
    a.dynamics.psrMin = Decibels{b + 1.1};
    a.dynamics.crest = Decibels{b + 1.3};
    a.correlation = 0.01 * b;
    a.width = {-b - 1.4};
    a.sections = {{{b}, {b + 61.0}}};
    a.spectrum.loudnessPower = 1.0;
    a.spectrum.frames = 1;
    a.spectrum.mid.fill(1e-4 * b);
    for (std::size_t k = 0; k < a.bands.size(); ++k) {
        const auto x = static_cast<double>(k);
        a.bands[k] = {{-b - 2.0 - x}, 0.01 * (b + x), {-b - 20.0 - x}, 0.001 * (b + x)};
    }
    a.character.tempo = {120.0 + b, 0.51};
    a.character.onsetDensity = {2.0 + b, 0.52};
    a.character.percussiveness = {0.03 * b, 0.53};
    a.character.key = {{9, true}, 0.54};
    a.lossyCutoff = Hertz{1000.0 * b};
    a.places = {{PlaceKind::Clipped, {b + 0.5}, {b + 0.75}, b + 7.0}};
    return a;
}

inline LoadedTrack loadedFrom(double b, const char* path, int channels) {
    auto track = std::make_shared<Track>();
    track->path = path;
    track->rate = {44100 + static_cast<int>(b)};
    track->format.container = "Box " + std::to_string(static_cast<int>(b));
    track->format.codec = "Code " + std::to_string(static_cast<int>(b));
    track->format.channels = channels;
    return {track, std::make_shared<Analysis>(figuresFrom(b))};
}

inline Comparison comparisonOf() {
    Comparison c;
    for (std::size_t k = 0; k < kBands.size(); ++k) {
        const auto x = static_cast<double>(k);
        c.gap.bands[k] = {{1.0 + 0.3 * x},
                          {2.0 + 0.3 * x},
                          {0.1},
                          0.01 * (x + 1.0),
                          static_cast<Verdict>(k % 6)}; // the sixth is Unknown
        c.explanation.bands[k].reason = Unmoved::Moved;
        c.predicted.bands[k].gap = {-3.0 - 0.3 * x};
    }
    for (std::size_t i = 1; i < kThirds; ++i) { // the lowest is unknown
        c.gap.known[i] = c.predicted.known[i] = true;
        c.gap.gap[i] = {0.125 * static_cast<double>(i)};
        c.gap.spread[i] = {10.0 + static_cast<double>(i)};
    }
    c.gap.rms = {1.5};
    c.predicted.rms = {0.75};
    c.gap.warnings = {{WarningCode::SameSong, 0.0, "A"}};
    c.gap.bands[3].carriedBy = "B";
    c.gap.findings = {{FindingCode::Louder, -1, {2.25}, {0.5}, {}, {}, 0.75},
                      {FindingCode::DullAir, 6, {-1.75}, {0.25}, {8000.0}, {16e3}, 0.875}};
    c.explanation.findings = {{Unmoved::NoEqualiser, -1, {2.0}, {1.5}},
                              {Unmoved::Moved, 2, {-1.5}, {-0.25}}};
    c.explanation.bands[1].reason = Unmoved::Small;
    Move bell;
    bell.shape = {FilterKind::Bell, {440.0}, {-2.0}, 1.25, 12};
    bell.amount = 0.5;
    bell.confidence = 0.625;
    bell.asProposed = bell.shape;
    Move cut;
    cut.shape = {FilterKind::LowCut, {30.0}, {0.0}, 0.75, 24};
    cut.placement = Placement::Side;
    cut.proposed = false;
    cut.confidence = 0.375;
    Move changed = bell;
    changed.shape.frequency = {880.0};
    Move off = bell;
    off.enabled = false;
    c.moves = {bell, off, cut, changed};
    c.profile.name = "Target";
    c.profile.references = 2;
    c.profile.members.resize(2);
    c.profile.members[0].name = "A";
    c.profile.members[1].name = "B";
    c.profile.members[1].used = false;
    return c;
}

inline Mastered masteredOf() {
    Mastered m;
    m.rate = {48000};
    m.latency = {123};
    m.solved.hit = true;
    m.solved.reached = Lufs{-9.5};
    m.solved.renders = 4;
    m.solved.settings.drive = Decibels{3.5};
    m.solved.settings.limiter.trim = {-0.25};
    m.balance.moves = comparisonOf().moves;
    m.balance.asked = m.balance.moves.size();
    m.balance.moves.emplace_back().shape = {FilterKind::HighShelf, {5000.0}, {0.5}, 0.875, 12};
    m.balance.corrected = true;
    m.balance.moved = BandDifference{1, {-0.375}};
    m.balance.left = BandDifference{2, {0.0625}};
    return m;
}

inline Session sessionOf() {
    Session s;
    s.target.loudness = Lufs{-9.25};
    s.limiter.ceiling = {-1.25};
    s.delivery.format = FileFormat::Flac;
    s.delivery.samples = SampleFormat::Pcm16;
    s.phase = KernelPhase::Minimum;
    return s;
}

/// What belongs together; the outcome refers to the others.
struct MasterOfFigures {
    ComparedTracks tracks{loadedFrom(10, "/m/mix.wav", 1),
                          {loadedFrom(20, "/m/a.flac", 2), loadedFrom(30, "/m/b.mp3", 2)},
                          {1.5, 2.5}};
    Comparison comparison = comparisonOf();
    Mastered mastered = masteredOf();
    Session session = sessionOf();
    Analysis measured = figuresFrom(40);
    MasterOutcome outcome{session, mastered, measured};

    MasterOfFigures() {
        outcome.cost.price = Price::Amber;
        outcome.cost.loudestClean = Lufs{-10.5};
        outcome.cost.reduction = {{1.75}, {4.5}, {44140 * 3}};
        outcome.costText = "What it costs.";
        outcome.gapAfter = comparison.gap;
        outcome.gapAfter->rms = {0.5};
        for (std::size_t k = 0; k < kBands.size(); ++k)
            outcome.gapAfter->bands[k].gap = {-5.0 - 0.3 * static_cast<double>(k)};
        outcome.out = "/m/out.flac";
        outcome.bytes = 777;
        outcome.byLibebur128 = Lufs{-41.5};
        outcome.dither = DitherKind::Shaped;
        outcome.warnings = {{WarningCode::OverCeiling, -0.5, {}}};
        outcome.services = {"2023-04-05",
                            {{"Somewhere",
                              Lufs{-13.0},
                              Raising::ToCeiling,
                              {-1.5},
                              "a note",
                              "https://example.org/",
                              "2020",
                              "2021-02-03",
                              Confidence::Medium},
                             {"Elsewhere", {}, {}, {}, {}, {}, {}, "2022-03-04", {}}}};
    }
    MasterOfFigures(const MasterOfFigures&) = delete;
    MasterOfFigures& operator=(const MasterOfFigures&) = delete;
};

} // namespace kilter::testing
