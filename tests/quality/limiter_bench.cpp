// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How clean a limiter is, in figures, beside others. See `limiter_bench --help`.

#include "tests/quality/contestant.h"
#include "tests/quality/sound_file.h"
#include "tests/quality/table.h"
#include "tests/quality/trial.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace kilter;
using namespace kilter::quality;

struct Options {
    std::vector<std::string> commands, files;
    double target = -9.0, ceiling = -1.0, start = 0.0, seconds = 75.0;
    int rate = 44100;
    bool loud = false, noTones = false, noTorture = false;
};

void printTones(const std::vector<Contestant>& contestants, SampleRate rate, Decibels ceiling) {
    std::printf("Tones 6 dB over the ceiling: residual without the tones, dB re output\n\n");
    auto cases = toneCases(rate);
    for (auto& c : crookedToneCases(rate))
        cases.push_back(std::move(c));
    std::vector<std::string> head{""};
    for (const ToneCase& c : cases)
        head.push_back(c.name);
    Table table(head);
    for (const Contestant& contestant : contestants) {
        std::vector<std::string> row{contestant.name};
        for (const Decibels d : tryTones(contestant, cases, rate, ceiling))
            row.push_back(figure(d.value));
        table.add(row);
    }
    table.print();
}

void printExtras(const std::vector<Contestant>& contestants, SampleRate rate, Decibels ceiling) {
    std::printf("Extra set, 6 dB over: chord and beat: residual without the tones; noise: null "
                "residual; decay and onsets: energy outside the tone; dB re output\n\n");
    const auto cases = extraCases(rate);
    std::vector<std::string> head{""};
    for (const ExtraCase& c : cases)
        head.push_back(c.name);
    Table table(head);
    for (const Contestant& contestant : contestants) {
        std::vector<std::string> row{contestant.name};
        for (const Decibels d : tryExtras(contestant, cases, rate, ceiling))
            row.push_back(figure(d.value));
        table.add(row);
    }
    table.print();
}

void printTorture(const std::vector<Contestant>& contestants, SampleRate rate, Decibels ceiling) {
    std::printf("Torture set 12 dB over: highest true peak of three rulers, dB over the ceiling, "
                "before any trim\n\n");
    const auto cases = tortureCases(rate);
    std::vector<std::string> head{""};
    for (const TortureCase& c : cases)
        head.push_back(c.name);
    Table table(head);
    for (const Contestant& contestant : contestants) {
        std::vector<std::string> row{contestant.name};
        for (const TortureCase& c : cases)
            row.push_back(figure(tryTorture(contestant, {c}, rate, ceiling).worst.value, 3));
        table.add(row);
    }
    table.print();
}

struct Sums {
    int count = 0, missed = 0;
    double nullResidual = 0.0, distance = 0.0, noiseOverMask = 0.0, drive = 0.0, over = -200.0;
};

void printMusic(const std::vector<Contestant>& contestants, const Options& options) {
    std::printf("Music driven to %.1f LUFS, ceiling %.1f dBTP\n\n", options.target,
                options.ceiling);
    std::vector<Sums> sums(contestants.size());
    for (const std::string& file : options.files) {
        const Sound sound = readSound(file, {options.start}, {options.seconds});
        Table table({std::filesystem::path(file).stem().string(), "null dB", "distance dB",
                     "over mask %", "drive dB", "GR mean", "GR most", "PLR", "LRA", "TP kilter",
                     "TP ebur128", "TP soxr", "trim dB", "LUFS"});
        for (std::size_t i = 0; i < contestants.size(); ++i) {
            const MusicFigures f = tryMusic(contestants[i], sound.audio, sound.rate,
                                            {options.target}, {options.ceiling});
            table.add({contestants[i].name, figure(f.nullResidual.value, 2),
                       figure(f.distance.value, 3), figure(100.0 * f.noiseOverMask),
                       figure(f.drive.value, 2), figure(f.reduction.mean.value, 2),
                       figure(f.reduction.largest.value), figure(f.plr.value),
                       figure(f.loudness.range.value), figure(f.peaks.kilter.value, 3),
                       figure(f.peaks.ebur128.value, 3), figure(f.peaks.soxr.value, 3),
                       figure(f.trim.value, 3), figure(f.loudness.integrated.value, 2)});
            Sums& s = sums[i];
            s.over = std::max(s.over, f.peaks.highest().value - options.ceiling);
            if (!f.reached) {
                ++s.missed;
                continue;
            }
            ++s.count;
            s.nullResidual += f.nullResidual.value;
            s.distance += f.distance.value;
            s.noiseOverMask += f.noiseOverMask;
            s.drive += f.drive.value;
        }
        table.print();
    }
    Table table({"mean of all", "null dB", "distance dB", "over mask %", "drive dB",
                 "highest TP over ceiling", "missed"});
    for (std::size_t i = 0; i < contestants.size(); ++i) {
        const Sums& s = sums[i];
        const double n = std::max(1, s.count);
        table.add({contestants[i].name, figure(s.nullResidual / n, 2), figure(s.distance / n, 3),
                   figure(100.0 * s.noiseOverMask / n), figure(s.drive / n, 2), figure(s.over, 3),
                   std::to_string(s.missed)});
    }
    table.print();
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Measures how clean limiters are: Kilter's, an ideal hard clip as the bound, and "
                 "any others."};
    app.add_option(
        "--command", options.commands,
        "another limiter, \"name: program {in} {out} {gain} {ceiling}\" (dB); repeatable");
    app.add_option("--target", options.target, "LUFS that the music is driven to");
    app.add_option("--ceiling", options.ceiling, "dBTP");
    app.add_option("--start", options.start, "seconds of each file left out");
    app.add_option("--seconds", options.seconds, "longest excerpt of each file");
    app.add_option("--rate", options.rate, "sample rate of the made signals");
    app.add_flag("--loud", options.loud, "Kilter's Loud beside Clean");
    app.add_flag("--no-tones", options.noTones);
    app.add_flag("--no-torture", options.noTorture);
    app.add_option("files", options.files, "music");
    CLI11_PARSE(app, argc, argv);
    try {
        std::vector<Contestant> contestants{kilterLimiter(LimiterMode::Clean)};
        if (options.loud)
            contestants.push_back(kilterLimiter(LimiterMode::Loud));
        for (const std::string& command : options.commands)
            contestants.push_back(program(command));
        const SampleRate rate{options.rate};
        if (!options.noTones) {
            printTones(contestants, rate, {options.ceiling});
            printExtras(contestants, rate, {options.ceiling});
        }
        if (!options.noTorture)
            printTorture(contestants, rate, {options.ceiling});
        contestants.push_back(hardClip());
        if (!options.files.empty())
            printMusic(contestants, options);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    return 0;
}
