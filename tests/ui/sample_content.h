// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/wording.h"
#include "ui/meters/figures_table.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"
#include "ui/views/waveform_view.h"

#include <cmath>
#include <memory>
#include <random>

/// Invented content for the views' tests, gallery and benchmark.
namespace kilter::testing {

/// A spectrum as music has it: falling by 4.5 dB/octave of density around 1 kHz, less in the bass,
/// more in the treble (after Elowsson and Friberg, AES 142 (2017) 9762), with ripples.
inline CellPowers musicSpectrum(unsigned seed, double ripple = 1.2, double bassLift = 0.0) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    CellPowers p;
    double wander = 0.0;
    for (int i = 0; i < kCells; ++i) {
        const Hertz f = cellCentre(i);
        const double octaves = std::log2(f.value / 200.0);
        const double density = f.value > 60.0 ? -2.35 * octaves - 0.659 * octaves * octaves
                                              : 1.0 - 8.0 * std::log2(60.0 / f.value);
        const double bandwidth = 3.01 * std::log2(f.value / 1000.0);
        wander = 0.8 * wander + 0.6 * normal(random);
        const double bass = bassLift / (1.0 + std::pow(f.value / 120.0, 4.0));
        const double level = -17.0 + density + bandwidth + ripple * wander + bass;
        const double all = power(Decibels{level});
        const double side = f.value < 120.0 ? 0.01 : 0.12;
        p.mid[static_cast<std::size_t>(i)] = static_cast<float>(all / 2 * (1 - side));
        p.side[static_cast<std::size_t>(i)] = static_cast<float>(all / 2 * side);
    }
    return p;
}

/// The corridor around a spectrum, in thirds; unknown above `cutoff`.
inline Corridor corridorAround(const CellPowers& p, double spread, Hertz cutoff = {17000}) {
    Corridor c;
    for (int b = 0; b < kThirds; ++b) {
        double stereo = 0.0;
        double side = 0.0;
        for (int k = 0; k < kCellsPerThird; ++k) {
            const auto i = static_cast<std::size_t>(thirdFirstCell(b) + k);
            stereo += 2.0 * static_cast<double>(p.mid[i] + p.side[i]);
            side += 2.0 * static_cast<double>(p.side[i]);
        }
        const Hertz f = thirdCentre(b);
        const double wide = spread * (f.value < 80 || f.value > 8000 ? 1.7 : 1.0);
        const auto i = static_cast<std::size_t>(b);
        const bool known = f < cutoff;
        c.stereo[i] = {static_cast<float>(powerToDecibels(stereo).value), static_cast<float>(wide),
                       known};
        c.side[i] = {static_cast<float>(powerToDecibels(side).value),
                     static_cast<float>(1.5 * wide), known};
    }
    return c;
}

inline Move move(FilterKind kind, double frequency, double gain, double q) {
    Move m;
    m.shape = {.kind = kind, .frequency = {frequency}, .gain = {gain}, .q = q};
    m.confidence = 0.8;
    return m;
}

inline MoveReason reason(int band, double gap, double spread, double share) {
    MoveReason r;
    r.band = band;
    r.gap = {gap};
    r.spread = {spread};
    r.shareGap = share;
    return r;
}

inline Moves sampleMoves() {
    Moves moves{move(FilterKind::LowShelf, 95, 2.3, 0.7), move(FilterKind::Bell, 2950, -1.7, 1.1),
                move(FilterKind::HighShelf, 9200, 1.5, 0.7),
                move(FilterKind::Bell, 420, -0.8, 0.9)};
    moves[0].confidence = 0.97;
    moves[0].reason = reason(1, -2.4, 0.6, -0.05);
    moves[1].reason = reason(4, 1.8, 0.9, 0.02);
    moves[2].confidence = 0.6;
    moves[2].reason = reason(6, -1.6, 1.9, -0.01);
    moves[3].proposed = false;
    moves[3].enabled = false;
    moves[3].amount = 0.5;
    moves[3].placement = Placement::Side;
    return moves;
}

inline SpectrumContent sampleSpectrum() {
    SpectrumContent c;
    c.mix = musicSpectrum(1, 1.0, -2.0);
    c.references = corridorAround(musicSpectrum(2, 0.35), 1.4);
    c.moves = sampleMoves();
    c.master = powersBehind(*c.mix, c.moves, 1.0, std::nullopt);
    c.selected = 1;
    c.heard = TrackRole::Master;
    return c;
}

inline GapContent sampleGap() {
    GapContent c;
    c.references = true;
    const std::array<double, kNamedBands> gaps{-1.3, -2.4, -0.6, 0.4, 1.8, -0.2, -7.6};
    const std::array<double, kNamedBands> after{-0.3, -0.3, -0.1, 0.1, 0.3, -0.1, -5.5};
    const std::array<double, kNamedBands> shares{-0.02, -0.05, -0.01, 0.01, 0.02, 0.0, -0.01};
    const std::array<Verdict, kNamedBands> verdicts{
        Verdict::Inside, Verdict::Sparse, Verdict::Inside,   Verdict::Inside,
        Verdict::Dense,  Verdict::Inside, Verdict::FarSparse};
    for (std::size_t b = 0; b < kNamedBands; ++b)
        c.bands[b] = {.gap = Decibels{gaps[b]},
                      .gapAfter = Decibels{after[b]},
                      .spread = {b == 0 ? 2.0 : 1.1},
                      .shareGap = shares[b],
                      .verdict = verdicts[b],
                      .sentence = QString::fromStdString(sentenceFor(
                          static_cast<int>(b),
                          {.gap = {gaps[b]}, .shareGap = shares[b], .verdict = verdicts[b]}, {}))};
    return c;
}

inline MovesContent sampleMovesContent() {
    MovesContent c;
    c.moves = sampleMoves();
    for (const Move& move : c.moves)
        c.reasons << QString::fromStdString(sentenceFor(move, {}));
    c.selected = 1;
    c.closedPredicted = 0.86;
    c.hasReferences = true;
    return c;
}

/// A song's outline: noise, louder in the choruses.
inline WaveformLane sampleLane(const QString& name, unsigned seed, double seconds, double level) {
    constexpr SampleRate kRate{8000};
    Track track;
    track.rate = kRate;
    track.audio = AudioBuffer(2, Seconds{seconds} * kRate);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> noise(-1.0F, 1.0F);
    const auto loudness = [&](double t) {
        const double place = t / seconds;
        const bool chorus = (place > 0.22 && place < 0.42) || (place > 0.62 && place < 0.92);
        return level * (chorus ? 1.0 : 0.45) * std::min(1.0, 20 * place) *
               std::min(1.0, 14 * (1.0 - place));
    };
    for (int c = 0; c < 2; ++c) {
        auto x = track.audio.channel(c);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double t = static_cast<double>(i) / kRate.hz;
            const double beat = 0.6 + 0.4 * std::exp(-6.0 * std::fmod(t, 0.5));
            x[i] = static_cast<float>(loudness(t) * beat) * noise(random);
        }
    }
    WaveformLane lane;
    lane.name = name;
    lane.peaks = std::make_shared<WaveformPeaks>(waveformPeaksOf(track));
    for (double t = 0.0; t < seconds; t += 0.1)
        lane.shortTerm.push_back(
            t < 3.0 ? -INFINITY
                    : static_cast<float>(-8.0 + 20.0 * std::log10(loudness(t) + 1e-4) +
                                         std::sin(0.4 * t)));
    lane.section = Section{{0.3 * seconds}, {0.3 * seconds + 30.0}};
    return lane;
}

inline WaveformContent sampleWaveforms() {
    WaveformContent c;
    c.mix = sampleLane(QStringLiteral("Mix"), 1, 232.0, 0.5);
    c.reference = sampleLane(QStringLiteral("Reference A"), 2, 243.0, 0.95);
    return c;
}

inline TracksContent sampleTracks() {
    TracksContent c;
    c.cards.push_back({.id = 10,
                       .role = TrackRole::Mix,
                       .name = QStringLiteral("Night Drive (mix 7)"),
                       .format = QStringLiteral("WAV · 48 kHz · 24 bit · 3:52"),
                       .state = TrackState::Ready,
                       .integrated = -18.3,
                       .range = 7.4,
                       .truePeak = -4.1,
                       .plr = 14.2});
    c.cards.push_back({.id = 11,
                       .letter = QStringLiteral("A"),
                       .name = QStringLiteral("Midnight City Line"),
                       .format = QStringLiteral("FLAC · 44.1 kHz · 16 bit · 4:03"),
                       .state = TrackState::Ready,
                       .integrated = -8.7,
                       .range = 5.1,
                       .truePeak = -0.4,
                       .plr = 8.3,
                       .chosen = true});
    c.cards.push_back({.id = 12,
                       .letter = QStringLiteral("B"),
                       .name = QStringLiteral("Glass Harbour"),
                       .format = QStringLiteral("WAV · 48 kHz · 24 bit · 0:31"),
                       .state = TrackState::Ready,
                       .integrated = -9.4,
                       .range = 6.0,
                       .truePeak = -1.0,
                       .plr = 8.4,
                       .rangeUnstable = true});
    c.cards.push_back({.id = 13,
                       .letter = QStringLiteral("C"),
                       .name = QStringLiteral("Old Radio, with a name that goes on for too long"),
                       .format = QStringLiteral("MP3 · 128 kbit/s · 2:58"),
                       .state = TrackState::Ready,
                       .integrated = -12.1,
                       .range = 8.8,
                       .truePeak = 0.6,
                       .plr = 12.7,
                       .findings = {QStringLiteral("lossy: left out above 16 kHz")},
                       .enabled = false});
    c.target = QStringLiteral("Target: median of A, B · spread ±1.6 dB");
    c.canSaveProfile = true;
    return c;
}

inline FiguresContent sampleFigures() {
    FiguresContent c;
    c.mix = {-18.3, -4.1, 7.4, 14.2, -9.8, 0.71, true, false};
    c.master = {-14.0, -1.0, 7.2, 13.0, -9.6, 0.70, true, false};
    c.references = {-9.1, -0.7, 5.6, 8.4, -7.9, 0.62, true, false};
    return c;
}

} // namespace kilter::testing
