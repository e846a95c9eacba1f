// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/balance.h"

#include "core/base/index.h"
#include "core/reference/balance_model.h"
#include "core/reference/frames.h"
#include "core/reference/levels.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

using namespace balance_model;

using Matrix = Eigen::Matrix<double, kThirds, kThirds, Eigen::RowMajor>;
using Vector = Eigen::Matrix<double, kThirds, 1>;

constexpr Seconds kSectionLength{30.0};
// A third that is not known is read with this much noise, so that nothing depends on it.
constexpr double kUnknownVariance = 1e8;

ThirdMatrix toArray(const Matrix& m) {
    ThirdMatrix result;
    for (int i = 0; i < kThirds; ++i)
        for (int j = 0; j < kThirds; ++j)
            result[at(i)][at(j)] = m(i, j);
    return result;
}

// The four covariances of the model, made once.
struct Model {
    Matrix song, section, notes;
    /// Correlation of songs' balances: that of the scatter about a common target, too.
    Matrix songCorrelation;

    Model() {
        std::array<double, kThirds> place{}; // in lengths over which balance changes
        for (int b = 1; b < kThirds; ++b) {
            const double octaves = std::log2(thirdCentre(b) / thirdCentre(b - 1));
            const double middle = std::sqrt(thirdCentre(b).value * thirdCentre(b - 1).value);
            place[at(b)] = place[at(b - 1)] + octaves / balanceOctaves({middle});
        }
        for (int i = 0; i < kThirds; ++i)
            for (int j = 0; j < kThirds; ++j) {
                const Hertz f = thirdCentre(i);
                const Hertz g = thirdCentre(j);
                const double octaves = std::log2(f / g);
                songCorrelation(i, j) = balanceCorrelation(place[at(i)] - place[at(j)]);
                song(i, j) =
                    songDeviation(f).value * songDeviation(g).value * songCorrelation(i, j);
                section(i, j) = sectionDeviation(f).value * sectionDeviation(g).value *
                                sectionCorrelation(octaves);
                notes(i, j) =
                    noteDeviation(f).value * noteDeviation(g).value * noteCorrelation(octaves);
            }
    }
};

const Model& model() {
    static const Model once;
    return once;
}

Matrix noiseMatrix(const BalanceReading& reading) {
    const Model& m = model();
    Vector section, song, scatter;
    for (int b = 0; b < kThirds; ++b) {
        const BalanceBand& band = reading[at(b)];
        section(b) = std::sqrt(band.sectionShare);
        song(b) = std::sqrt(band.songShare);
        scatter(b) = song(b) * band.scatter.value;
    }
    return section.asDiagonal() * m.section * section.asDiagonal() +
           Matrix(song.asDiagonal() * m.notes * song.asDiagonal()) +
           Matrix(scatter.asDiagonal() * m.songCorrelation * scatter.asDiagonal());
}

// Runs of frames of about 30 s.
std::vector<std::vector<int>> stretches(const Analysis& analysis) {
    const Spectrogram& s = analysis.spectrogram;
    std::vector<std::vector<int>> result;
    if (s.frames == 0)
        return result;
    for (const Section& section : analysis.sections) {
        const std::vector<int> frames = gatedFrames(s, section);
        const double lengths = section.length() / kSectionLength;
        const std::size_t parts =
            std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(lengths)));
        for (std::size_t p = 0; p < parts; ++p) {
            const auto part = [&](std::size_t i) {
                return frames.begin() + static_cast<std::ptrdiff_t>(i * frames.size() / parts);
            };
            if (part(p) != part(p + 1))
                result.emplace_back(part(p), part(p + 1));
        }
    }
    return result;
}

} // namespace

std::array<Decibels, kThirds> balanceLevels(const Spectrum& spectrum) {
    std::array<Decibels, kThirds> levels{};
    const Decibels loudness{spectrum.loudness().value};
    for (int b = 0; b < kThirds; ++b) {
        Decibels sum{};
        for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i)
            sum += std::max(kFloor, powerToDecibels(spectrum.stereo(i)) - loudness);
        levels[at(b)] = sum * (1.0 / kCellsPerThird);
    }
    return levels;
}

BalanceReading balanceOf(const Analysis& analysis) {
    // A part counts by how much of 30 s it holds.
    struct Part {
        std::array<Decibels, kThirds> level;
        double sections;
    };
    std::vector<Part> parts;
    const Seconds hop = analysis.spectrogram.hop;
    for (const std::vector<int>& frames : stretches(analysis))
        parts.push_back({balanceLevels(meanOf(analysis.spectrogram, frames)),
                         hop * static_cast<double>(frames.size()) / kSectionLength});
    if (parts.empty() && analysis.spectrum.frames > 0)
        parts.push_back({balanceLevels(analysis.spectrum), 1.0});

    BalanceReading reading;
    double sections = 0.0;
    for (const Part& part : parts)
        sections += part.sections;
    if (sections <= 0.0)
        return reading;
    // What is compared whole is all there is of its song, and no chance section of it.
    constexpr double kWhole = 0.9;
    Seconds compared{};
    for (const Section& section : analysis.sections)
        compared += section.length();
    const bool whole = compared >= kWhole * (analysis.frames / analysis.rate);
    const double sectionShare = 1.0 / (whole ? std::max(1.0, sections) : sections);
    for (int b = 0; b < kThirds; ++b) {
        BalanceBand& band = reading[at(b)];
        for (const Part& part : parts)
            band.level += part.level[at(b)] * (part.sections / sections);
        band.sectionShare = sectionShare;
        band.known = band.level > kFloor;
    }
    return reading;
}

BalanceGap balanceGap(const BalanceReading& mix, const BalanceReading& target) {
    std::array<Decibels, kThirds> difference{};
    std::array<bool, kThirds> known{};
    Vector scale;
    Vector ofMix; // how much of the notes' deviation other sections show again
    Vector ofTarget;
    for (int b = 0; b < kThirds; ++b) {
        known[at(b)] = mix[at(b)].known && target[at(b)].known;
        difference[at(b)] = mix[at(b)].level - target[at(b)].level;
        scale(b) = std::sqrt(target[at(b)].noiseScale);
        // One song keeps its notes; of several references others would be played.
        ofMix(b) = scale(b) * mix[at(b)].songShare;
        ofTarget(b) = scale(b) * target[at(b)].songShare;
    }
    const Matrix noise =
        scale.asDiagonal() * (noiseMatrix(mix) + noiseMatrix(target)) * scale.asDiagonal();
    const Matrix& notes = model().notes;
    const Matrix lasting = Matrix(ofMix.asDiagonal() * notes * ofMix.asDiagonal()) +
                           Matrix(ofTarget.asDiagonal() * notes * ofTarget.asDiagonal());
    return balanceGap(difference, known, toArray(noise), toArray(lasting));
}

BalanceGap balanceGap(const std::array<Decibels, kThirds>& difference,
                      const std::array<bool, kThirds>& known, const ThirdMatrix& noiseOfReading,
                      const ThirdMatrix& lastingOfReading) {
    BalanceGap result;
    // Equal loudness leaves the level of the whole to chance: the model is about its shape.
    double mean = 0.0;
    double thirds = 0.0;
    for (std::size_t b = 0; b < kThirds; ++b)
        if (known[b]) {
            mean += difference[b].value;
            thirds += 1.0;
        }
    if (thirds == 0.0)
        return result;
    mean /= thirds;
    Vector shape = Vector::Zero();
    Matrix noise = Matrix::Zero();
    Matrix lasting = Matrix::Zero();
    for (int i = 0; i < kThirds; ++i) {
        if (known[at(i)])
            shape(i) = difference[at(i)].value - mean;
        for (int j = 0; j < kThirds; ++j)
            if (known[at(i)] && known[at(j)]) {
                noise(i, j) = noiseOfReading[at(i)][at(j)];
                lasting(i, j) = lastingOfReading[at(i)][at(j)];
            }
        if (!known[at(i)])
            noise(i, i) = kUnknownVariance;
    }
    const Matrix prior = 2.0 * model().song; // of the difference of two songs
    const Eigen::LLT<Matrix> total(prior + noise);
    const Matrix gain = total.solve(prior).transpose();
    const Vector posterior = gain * shape;
    result.covariance = toArray(prior - gain * prior);
    result.chance = toArray(gain * noise * gain.transpose());
    result.noise = toArray(noise);

    // What is there for other sections to show, and what they would add of their own.
    const Matrix stays = prior + lasting;
    const Vector again = gain * (stays * total.solve(shape));
    const Matrix scatter = stays - stays * total.solve(stays) + noise - lasting;
    result.againCovariance = toArray(gain * scatter * gain.transpose());
    for (int b = 0; b < kThirds; ++b) {
        result.gap[at(b)] = {posterior(b) + mean};
        result.again[at(b)] = {again(b) + mean};
    }

    const double ratio = std::max(0.0, shape.dot(noise.llt().solve(posterior)));
    const double expected = gain.trace();
    const double freedom = expected * expected / (gain * gain).trace();
    const double spread = 2.0 / (9.0 * freedom);
    result.beyondChance = (std::cbrt(ratio / expected) - (1.0 - spread)) / std::sqrt(spread);
    return result;
}

BalanceGap exactGap(const std::array<Decibels, kThirds>& gap,
                    const std::array<Decibels, kThirds>& sigma) {
    BalanceGap result;
    result.gap = result.again = gap;
    for (std::size_t b = 0; b < kThirds; ++b) {
        const double variance = sigma[b].value * sigma[b].value;
        result.covariance[b][b] = result.chance[b][b] = result.noise[b][b] = variance;
        result.againCovariance[b][b] = 2.0 * variance;
    }
    return result;
}

ThirdMatrix noiseOf(const BalanceReading& reading) {
    return toArray(noiseMatrix(reading));
}

double squareOf(const ThirdMatrix& covariance, const std::array<double, kThirds>& weights) {
    double sum = 0.0;
    for (std::size_t i = 0; i < kThirds; ++i) {
        double row = 0.0;
        for (std::size_t j = 0; j < kThirds; ++j)
            row += covariance[i][j] * weights[j];
        sum += weights[i] * row;
    }
    return std::max(0.0, sum);
}

double varianceOf(const ThirdMatrix& covariance, const std::array<double, kThirds>& weights) {
    double all = 0.0;
    for (const double w : weights)
        all += w;
    return all != 0.0 ? squareOf(covariance, weights) / (all * all) : 0.0;
}

} // namespace kilter
