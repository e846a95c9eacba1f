// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/trial.h"

#include <algorithm>
#include <cmath>

namespace kilter::quality {

namespace {

constexpr Decibels kToneDrive{6.0};
constexpr Decibels kTortureDrive{12.0};

void applyTrim(AudioBuffer& audio, Decibels trim) {
    const auto factor = static_cast<float>(amplitude(trim));
    for (int c = 0; c < audio.channels(); ++c)
        for (float& v : audio.channel(c))
            v *= factor;
}

} // namespace

std::vector<Decibels> tryTones(const Contestant& contestant, const std::vector<ToneCase>& cases,
                               SampleRate rate, Decibels ceiling) {
    std::vector<Decibels> result;
    for (const ToneCase& c : cases) {
        const AudioBuffer out = contestant.run(c.audio, rate, ceiling + kToneDrive, ceiling);
        result.push_back(
            residualWithoutTones(out, rate, c.tones, Seconds{1.5} * rate, Seconds{4.5} * rate));
    }
    return result;
}

Overshoot tryTorture(const Contestant& contestant, const std::vector<TortureCase>& cases,
                     SampleRate rate, Decibels ceiling) {
    Overshoot result{"", {-200.0}};
    for (const TortureCase& c : cases) {
        const AudioBuffer out = contestant.run(c.audio, rate, ceiling + kTortureDrive, ceiling);
        const Decibels over = truePeaks(out, rate).highest() - ceiling;
        if (over > result.worst)
            result = {c.name, over};
    }
    return result;
}

std::vector<Decibels> tryExtras(const Contestant& contestant, const std::vector<ExtraCase>& cases,
                                SampleRate rate, Decibels ceiling) {
    std::vector<Decibels> result;
    for (const ExtraCase& c : cases) {
        const AudioBuffer out = contestant.run(c.audio, rate, ceiling + kToneDrive, ceiling);
        switch (c.judge) {
        case Judge::Tones:
            result.push_back(residualWithoutTones(out, rate, c.tones, c.from, c.to));
            break;
        case Judge::Null:
            result.push_back(nullResidual(fractionallyAligned(c.audio, out), out, c.from));
            break;
        case Judge::Outside:
            result.push_back(
                energyOutside(out, rate, 0.5 * c.tones[0], 1.5 * c.tones[0], c.from, c.to));
            break;
        }
    }
    return result;
}

MusicFigures tryMusic(const Contestant& contestant, const AudioBuffer& audio, SampleRate rate,
                      Lufs target, Decibels ceiling) {
    constexpr int kMostRenders = 12;
    constexpr double kTolerance = 0.02; // LU
    MusicFigures figures;
    Decibels drive = target - loudness(audio, rate).integrated + Decibels{1.0};
    Decibels driveBefore{};
    Lufs loudnessBefore{};
    AudioBuffer out;
    for (int render = 0; render < kMostRenders; ++render) {
        out = contestant.run(audio, rate, drive, ceiling);
        figures.trim = {};
        if (contestant.trims) {
            figures.trim = std::min(Decibels{}, ceiling - finestTruePeak(out));
            applyTrim(out, figures.trim);
        }
        figures.drive = drive;
        figures.loudness = loudness(out, rate);
        const Decibels miss = target - figures.loudness.integrated;
        figures.reached = std::abs(miss.value) <= kTolerance;
        if (figures.reached)
            break;
        double slope = 0.8;
        if (render > 0 && drive != driveBefore)
            slope = std::clamp(
                (figures.loudness.integrated - loudnessBefore) / (drive - driveBefore), 0.08, 1.0);
        driveBefore = drive;
        loudnessBefore = figures.loudness.integrated;
        drive += Decibels{std::clamp(miss.value / slope, -6.0, 6.0)};
    }
    const AudioBuffer input = fractionallyAligned(audio, out);
    figures.nullResidual = nullResidual(input, out);
    figures.distance = spectralDistance(input, out, rate);
    figures.noiseOverMask = noiseOverMask(input, out, rate);
    figures.reduction = gainReduction(input, out, rate, figures.drive);
    figures.peaks = truePeaks(out, rate);
    figures.plr = figures.peaks.highest() - Decibels{figures.loudness.integrated.value};
    return figures;
}

} // namespace kilter::quality
