// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/balance_trials.h"

#include "core/audio/audio_file.h"
#include "core/moves/explanation.h"
#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "core/reference/gap.h"
#include "core/reference/levels.h"
#include "tests/quality/moves_material.h"
#include "tests/quality/moves_pipeline.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

namespace kilter::quality {

namespace {

constexpr int kFrom = 24; // cells of 40 Hz to 10 kHz, where every source has something
constexpr int kTo = 216;
constexpr int kTo200 = 80;

using Curve = std::array<double, kCells>;

Curve curveOf(const std::vector<FilterShape>& filters) {
    Curve curve{};
    for (int i = 0; i < kCells; ++i)
        for (const FilterShape& f : filters)
            curve[static_cast<std::size_t>(i)] += response(f, cellCentre(i)).value;
    return curve;
}

Curve curveOf(const Moves& moves) {
    std::vector<FilterShape> filters;
    for (const Move& m : moves)
        if (m.placement == Placement::Stereo)
            filters.push_back(m.effective());
    return curveOf(filters);
}

double meanOf(const Curve& c) {
    double sum = 0.0;
    for (int i = kFrom; i < kTo; ++i)
        sum += c[static_cast<std::size_t>(i)] / (kTo - kFrom);
    return sum;
}

double rmsOf(const Curve& a) {
    const double mean = meanOf(a);
    double squares = 0.0;
    for (int i = kFrom; i < kTo; ++i)
        squares +=
            (a[static_cast<std::size_t>(i)] - mean) * (a[static_cast<std::size_t>(i)] - mean);
    return std::sqrt(squares / (kTo - kFrom));
}

Curve minus(const Curve& a, const Curve& b) {
    Curve d{};
    for (std::size_t i = 0; i < kCells; ++i)
        d[i] = a[i] - b[i];
    return d;
}

double worstBelow200(const Curve& a) {
    const double mean = meanOf(a);
    double worst = 0.0;
    for (int i = kFrom; i < kTo200; ++i)
        worst = std::max(worst, std::abs(a[static_cast<std::size_t>(i)] - mean));
    return worst;
}

Gap gapTo(const Analysis& mix, const std::vector<const Analysis*>& references) {
    std::vector<Reference> all;
    for (std::size_t i = 0; i < references.size(); ++i)
        all.push_back({references[i], nullptr, 1.0, std::string(1, static_cast<char>('A' + i))});
    return gapBetween(mix, profileOf(all), all);
}

Curve sumOfMoves(const Analysis& mix, const std::vector<const Analysis*>& references) {
    return curveOf(proposeMoves(gapTo(mix, references)));
}

// The posterior mean, held within 4 dB, as what an ideal equaliser would do.
Curve idealCurve(const Gap& gap) {
    Curve curve{};
    for (int i = 0; i < kCells; ++i) {
        const int b = std::clamp((i - thirdFirstCell(0)) / 4, 0, kThirds - 1);
        curve[static_cast<std::size_t>(i)] =
            std::clamp(-gap.balance.gap[static_cast<std::size_t>(b)].value, -4.0, 4.0);
    }
    return curve;
}

// The same song with only some of its good sections; empty without two of them.
std::vector<Analysis> halvesOf(const Analysis& song) {
    if (song.sections.size() < 2)
        return {};
    std::vector<Analysis> halves;
    for (const std::size_t odd : {0U, 1U}) {
        std::vector<Section> sections;
        for (std::size_t i = odd; i < song.sections.size(); i += 2)
            sections.push_back(song.sections[i]);
        Analysis half = song;
        half.sections = sections;
        half.spectrum = meanOf(half.spectrogram, gatedFrames(half.spectrogram, sections));
        half.bands = bandFigures(half.spectrum);
        halves.push_back(std::move(half));
    }
    return halves;
}

Analysis withFilters(const Analysis& song, const std::vector<FilterShape>& filters) {
    Analysis result = song;
    const auto weights = kWeightingOfCells();
    std::array<float, kCells> h{};
    for (int i = 0; i < kCells; ++i) {
        double power = 1.0;
        for (const FilterShape& f : filters)
            power *= powerResponse(f, cellCentre(i));
        h[static_cast<std::size_t>(i)] = static_cast<float>(power);
    }
    Spectrogram& s = result.spectrogram;
    for (int f = 0; f < s.frames; ++f) {
        double before = 0.0;
        double after = 0.0;
        for (std::size_t i = 0; i < kCells; ++i) {
            const std::size_t at = static_cast<std::size_t>(f) * kCells + i;
            const double was = static_cast<double>(s.mid[at] + s.side[at]);
            before += weights[i] * was;
            after += weights[i] * was * static_cast<double>(h[i]);
            s.mid[at] *= h[i];
            s.side[at] *= h[i];
            s.cross[at] *= h[i];
        }
        if (before > 0.0)
            s.loudnessPower[static_cast<std::size_t>(f)] *= static_cast<float>(after / before);
    }
    const std::vector<Section> sections = result.sections;
    result.spectrum = meanOf(s, gatedFrames(s, sections));
    result.bands = bandFigures(result.spectrum);
    return result;
}

// Pairs of songs by different hands, `each` for every song.
std::vector<std::pair<const Song*, const Song*>> strangers(const Songs& songs, std::size_t each) {
    std::vector<std::pair<const Song*, const Song*>> pairs;
    for (std::size_t i = 0; i < songs.size(); ++i)
        for (std::size_t k = 0, found = 0; k < songs.size() && found < each; ++k) {
            const Song& other = songs[(i * 5 + k * 7 + 3) % songs.size()];
            if (other.folder == songs[i].folder)
                continue;
            pairs.emplace_back(&songs[i], &other);
            ++found;
        }
    return pairs;
}

std::map<std::string, std::vector<const Song*>> albums(const Songs& songs) {
    std::map<std::string, std::vector<const Song*>> all;
    for (const Song& song : songs)
        all[song.folder].push_back(&song);
    return all;
}

} // namespace

Songs readSongs(const std::vector<std::string>& files, Seconds longest) {
    Songs songs;
    for (const std::string& file : files) {
        auto track = readTrack(file);
        if (!track)
            throw std::runtime_error(file + ": can't be read");
        const Frames most = longest * track->rate;
        if (track->audio.frames() > most)
            track->audio = cut(track->audio, {(track->audio.frames() - most).count / 2}, most);
        auto analysis = analyse(*track);
        if (!analysis)
            throw std::runtime_error(file + ": can't be measured");
        const std::filesystem::path path(file);
        songs.push_back({path.stem().string(), path.parent_path().string(), std::move(*analysis)});
    }
    return songs;
}

void otherKeys(const Songs& mixes, const std::vector<std::string>& groups, Proofs& proofs) {
    Statistics moves, low, moveSize, curve, curveSize, own, other;
    std::size_t mix = 0;
    for (const std::string& group : groups) {
        std::vector<std::string> files;
        std::istringstream words(group);
        for (std::string file; std::getline(words, file, ',');)
            files.push_back(file);
        const Songs keys = readSongs(files, {1e6});
        for (int k = 0; k < 3; ++k) {
            const Song& song = mixes[mix++ * 7 % mixes.size()];
            const Gap first = gapTo(song.analysis, {&keys[0].analysis});
            if (first.sameSong)
                continue;
            const Curve sum = curveOf(proposeMoves(first));
            moveSize.add(rmsOf(sum));
            curveSize.add(rmsOf(idealCurve(first)));
            for (std::size_t i = 1; i < keys.size(); ++i) {
                const Gap gap = gapTo(song.analysis, {&keys[i].analysis});
                const Curve change = minus(curveOf(proposeMoves(gap)), sum);
                moves.add(rmsOf(change));
                low.add(worstBelow200(change));
                curve.add(rmsOf(minus(idealCurve(gap), idealCurve(first))));
            }
        }
    }
    const std::string n = count(moves.values.size());
    proofs.add("other keys: ideal curve's change / its size", curve.mean() / curveSize.mean(),
               "<=", 0.22, 2, n + ", size " + figure(curveSize.mean(), 2));
    proofs.add("other keys: change of the moves' sum, mean, dB", moves.mean(), "<=", 0.7, 2,
               n + ", size " + figure(moveSize.mean(), 2));
    proofs.add("other keys: worst below 200 Hz, dB", low.worst(), "<=", 2.5, 2, n);
}

void otherSections(const Songs& songs, Proofs& proofs) {
    Statistics ofMix, ofReference, singleMix, singleReference;
    for (const auto& [mix, reference] : strangers(songs, 2)) {
        const auto mixes = halvesOf(mix->analysis);
        const auto references = halvesOf(reference->analysis);
        if (!mixes.empty())
            ofMix.add(rmsOf(minus(sumOfMoves(mixes[0], {&reference->analysis}),
                                  sumOfMoves(mixes[1], {&reference->analysis}))));
        if (!references.empty())
            ofReference.add(rmsOf(minus(sumOfMoves(mix->analysis, {&references[0]}),
                                        sumOfMoves(mix->analysis, {&references[1]}))));
        const auto single = [](const Analysis& song, std::size_t i) {
            Analysis one = song;
            compareSections(one, song.sections[i]);
            return one;
        };
        if (!mixes.empty())
            singleMix.add(
                rmsOf(minus(sumOfMoves(single(mix->analysis, 0), {&reference->analysis}),
                            sumOfMoves(single(mix->analysis, 1), {&reference->analysis}))));
        if (!references.empty()) {
            const Analysis a = single(reference->analysis, 0);
            const Analysis b = single(reference->analysis, 1);
            singleReference.add(
                rmsOf(minus(sumOfMoves(mix->analysis, {&a}), sumOfMoves(mix->analysis, {&b}))));
        }
    }
    proofs.add("other half of the mix's sections: change of the sum, mean, dB", ofMix.mean(),
               "<=", 0.7, 2, count(ofMix.values.size()));
    proofs.add("other half of the reference's: change of the sum, mean, dB", ofReference.mean(),
               "<=", 0.7, 2, count(ofReference.values.size()));
    proofs.add("one other section of the mix alone, dB", singleMix.mean(), "<=", 0.7, 2,
               count(singleMix.values.size()));
    proofs.add("one other section of the reference alone, dB", singleReference.mean(), "<=", 0.7, 2,
               count(singleReference.values.size()));
}

void sameWitness(const Songs& songs, Proofs& proofs) {
    Statistics twice, asTwo;
    for (const auto& [mix, reference] : strangers(songs, 1)) {
        const Analysis* a = &reference->analysis;
        const Analysis* other = &songs[(twice.values.size() * 11 + 5) % songs.size()].analysis;
        const Analysis& m = mix->analysis;
        if (other != a && other != &m)
            twice.add(rmsOf(minus(sumOfMoves(m, {a, other}), sumOfMoves(m, {a, other, a}))));
        const auto halves = halvesOf(*a);
        if (!halves.empty())
            asTwo.add(rmsOf(minus(sumOfMoves(m, {a}), sumOfMoves(m, {&halves[0], &halves[1]}))));
    }
    proofs.add("a reference given twice: change of the sum, worst, dB", twice.worst(), "<=", 0.3, 2,
               count(twice.values.size()));
    proofs.add("two sections as two references: change of the sum, mean, dB", asTwo.mean(),
               "<=", 0.7, 2, count(asTwo.values.size()));
}

void growingReferences(const Songs& songs, Proofs& proofs) {
    Statistics jumps, numbers;
    for (const auto& [folder, album] : albums(songs)) {
        if (album.size() < 4)
            continue;
        for (std::size_t k = 0; k < 4; ++k) {
            const Song* mix = &songs[(k * 13 + album.size()) % songs.size()];
            for (std::size_t j = 0; mix->folder == folder; ++j)
                mix = &songs[(k * 13 + j) % songs.size()];
            std::vector<const Analysis*> references;
            std::optional<Curve> last;
            std::size_t lastNumber = 0;
            std::printf("  %s -> %s:", mix->name.c_str(), folder.c_str());
            for (const Song* song : album) {
                if (references.size() >= 8)
                    break;
                references.push_back(&song->analysis);
                const Gap gap = gapTo(mix->analysis, references);
                const bool outlier =
                    std::any_of(gap.warnings.begin(), gap.warnings.end(),
                                [](const Warning& w) { return w.code == WarningCode::Outlier; });
                const Moves moves = proposeMoves(gap);
                const Curve sum = curveOf(moves);
                if (last && !outlier) {
                    jumps.add(rmsOf(minus(sum, *last)));
                    numbers.add(std::abs(static_cast<double>(moves.size()) -
                                         static_cast<double>(lastNumber)));
                }
                std::printf(" %zu%s", moves.size(), outlier ? "o" : "");
                if (last)
                    std::printf("(%.1f)", rmsOf(minus(sum, *last)));
                last = sum;
                lastNumber = moves.size();
            }
            std::printf("\n");
        }
    }
    proofs.add("one more reference: largest jump of the sum, dB", jumps.worst(), "<=", 1.5, 2,
               count(jumps.values.size()) + ", mean " + figure(jumps.mean(), 2));
    proofs.add("one more reference: largest change of the number", numbers.worst(), "<=", 3.0, 0,
               count(numbers.values.size()) + ", mean " + figure(numbers.mean(), 2));
}

void outsideCorridor(const Songs& songs, Proofs& proofs) {
    constexpr double kClearly = 2.0;
    int without = 0;
    int bands = 0;
    int untouched = 0;
    int mixes = 0;
    for (const Song& mix : songs) {
        std::vector<const Song*> references;
        for (std::size_t k = 0; references.size() < 2; ++k) {
            const Song& other =
                songs[(static_cast<std::size_t>(mixes) * 5 + k * 3 + 1) % songs.size()];
            // Two of one hand, another than the mix's, where there are.
            if (other.folder != mix.folder &&
                (references.empty() || other.folder == references[0]->folder || k > songs.size()) &&
                (references.empty() || &other != references[0]))
                references.push_back(&other);
        }
        ++mixes;
        const Gap gap = gapTo(mix.analysis, {&references[0]->analysis, &references[1]->analysis});
        const Moves moves = proposeMoves(gap);
        const Gap after = predictedGap(gap, moves);
        const Explanation explanation = explanationOf(gap, after, moves, {});
        bool far = false;
        std::printf("  %-40s", mix.name.c_str());
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            const GapBand& band = gap.bands[b];
            const double wide = std::max({1.0, band.spread.value, band.sigma.value});
            if (band.verdict == Verdict::Unknown || std::abs(band.gap.value) < wide + kClearly)
                continue;
            far = true;
            ++bands;
            const bool moved = std::abs(after.bands[b].gap.value) < std::abs(band.gap.value) - 0.3;
            untouched += moved || explanation[b] != Unmoved::Moved ? 0 : 1;
            std::printf(" %s %+.1f(%.1f)%s", kBands[b].name.data(), band.gap.value, wide,
                        std::string(nameOf(explanation[b])).c_str());
        }
        without += far && moves.empty() ? 1 : 0;
        std::printf(" | %zu moves\n", moves.size());
    }
    proofs.add("a band 2 dB outside the corridor and no move", without, "<=", 0.0, 0,
               count(songs.size()) + " mixes");
    proofs.add("bands 2 dB outside, neither moved nor explained", untouched, "<=", 0.0, 0,
               count(static_cast<std::size_t>(bands)) + " bands");
}

void defaultClosing(const Songs& songs, Proofs& proofs) {
    Statistics raw, balance, number, ideal, size;
    for (const auto& [mix, reference] : strangers(songs, 3)) {
        const Gap gap = gapTo(mix->analysis, {&reference->analysis});
        if (gap.sameSong)
            continue;
        const Moves moves = proposeMoves(gap);
        const Gap after = predictedGap(gap, moves);
        raw.add(100.0 * (1.0 - after.rms.value / gap.rms.value));
        balance.add(100.0 * (1.0 - rmsOfGap(after.balance.gap, gap.known).value /
                                       rmsOfGap(gap.balance.gap, gap.known).value));
        number.add(static_cast<double>(moves.size()));
        size.add(gap.rms.value);
        // As far as any curve of balance within the limit comes.
        std::array<Decibels, kThirds> left = gap.gap;
        for (std::size_t b = 0; b < kThirds; ++b)
            left[b] += Decibels{std::clamp(-gap.balance.gap[b].value, -4.0, 4.0)};
        ideal.add(100.0 * (1.0 - rmsOfGap(left, gap.known).value / gap.rms.value));
    }
    const std::string n = count(raw.values.size()) + ", " + figure(number.mean(), 1) +
                          " moves, raw " + figure(size.mean(), 1) + " dB, the clipped curve " +
                          figure(ideal.mean(), 0);
    proofs.add("default: balance gap closed, %", balance.mean(), ">=", 50.0, 0, n);
    proofs.add("default: raw gap closed, %", raw.mean(), ">=", 36.0, 0, n);
}

void knownFaults(const Songs& songs, Proofs& proofs) {
    Statistics errors, size;
    Dice dice(31);
    for (const auto& [folder, album] : albums(songs)) {
        if (album.size() < 3)
            continue;
        for (const Song* mix : album)
            for (int trial = 0; trial < 2; ++trial) {
                std::vector<const Analysis*> references;
                for (const Song* song : album)
                    if (song != mix)
                        references.push_back(&song->analysis);
                std::vector<FilterShape> faults;
                const int n = 1 + trial + static_cast<int>(dice.between(0.0, 1.999));
                for (int i = 0; i < n; ++i) {
                    FilterShape f;
                    f.frequency = {std::exp(dice.between(std::log(60.0), std::log(9000.0)))};
                    f.gain = {dice.between(2.0, 4.0) * dice.sign()};
                    f.q = dice.between(0.5, 1.0);
                    if (i == 0 && dice.sign() > 0.0)
                        f.kind = f.frequency.value < 700.0 ? FilterKind::LowShelf
                                                           : FilterKind::HighShelf;
                    faults.push_back(f);
                }
                const Curve without = sumOfMoves(mix->analysis, references);
                const Curve with = sumOfMoves(withFilters(mix->analysis, faults), references);
                Curve back = minus(with, without);
                const Curve fault = curveOf(faults);
                for (std::size_t i = 0; i < kCells; ++i)
                    back[i] += fault[i];
                errors.add(rmsOf(back));
                size.add(rmsOf(fault));
            }
    }
    proofs.add("known faults beside songs by the same hand: left, mean RMS, dB", errors.mean(),
               "<=", 0.8, 2, count(errors.values.size()) + ", faults " + figure(size.mean(), 2));
}

void calibration(const Songs& songs, Proofs& proofs) {
    constexpr int kBins = 5;
    std::array<double, kBins> said{}, found{};
    std::array<int, kBins> n{};
    const auto compare = [&](const Moves& moves, const Curve& again) {
        for (const Move& m : moves) {
            if (m.placement != Placement::Stereo)
                continue;
            // What the other proposal does over this move's footprint.
            double own = 0.0;
            double other = 0.0;
            double weights = 0.0;
            for (int i = 0; i < kCells; ++i) {
                const double h = response(m.shape, cellCentre(i)).value;
                own += h * h * h;
                other += h * h * (again[static_cast<std::size_t>(i)] - meanOf(again));
                weights += h * h;
            }
            const double mean = meanOf(curveOf(Moves{m}));
            own = own / weights - mean;
            other /= weights;
            const int bin = std::clamp(static_cast<int>(m.confidence * kBins), 0, kBins - 1);
            said[static_cast<std::size_t>(bin)] += m.confidence;
            found[static_cast<std::size_t>(bin)] +=
                other * own > 0.0 && std::abs(other) >= 0.5 * std::abs(own) ? 1.0 : 0.0;
            ++n[static_cast<std::size_t>(bin)];
        }
    };
    for (const auto& [mix, reference] : strangers(songs, 3)) {
        const auto mixes = halvesOf(mix->analysis);
        const auto references = halvesOf(reference->analysis);
        if (mixes.empty() || references.empty())
            continue;
        for (const std::size_t half : {0U, 1U}) {
            const Moves moves = proposeMoves(gapTo(mixes[half], {&references[half]}));
            const Moves again = proposeMoves(gapTo(mixes[1 - half], {&references[1 - half]}));
            compare(moves, curveOf(again));
        }
    }
    double off = 0.0;
    int all = 0;
    for (std::size_t b = 0; b < kBins; ++b) {
        if (n[b] == 0)
            continue;
        std::printf("  said %.0f %%: found again in %.0f %% of %d\n", 100.0 * said[b] / n[b],
                    100.0 * found[b] / n[b], n[b]);
        off += std::abs(said[b] - found[b]);
        all += n[b];
    }
    proofs.add("confidence: mean distance from what was found again, %", 100.0 * off / all,
               "<=", 10.0, 1, count(static_cast<std::size_t>(all)) + " moves");
}

} // namespace kilter::quality
