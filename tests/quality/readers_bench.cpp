// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every file decoded twice, by Kilter and by the ffmpeg program, and compared: length, level,
// samples.

#include "core/audio/audio_file.h"
#include "tests/quality/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace {

using namespace kilter;
using kilter::quality::figure;
using kilter::quality::Table;
namespace fs = std::filesystem;

constexpr double kNothing = -200.0; ///< dB

double decibels(double square) {
    return square > 0.0 ? std::max(10.0 * std::log10(square), kNothing) : kNothing;
}

// The ffmpeg program's own idea of the file, as 32-bit float WAV. Its own decoder of Opus is not
// the reference's in speech modes (a sample or two late, -17 dB apart): it is asked to use that
// one.
bool decodeByFfmpeg(const fs::path& from, bool isOpus, const fs::path& to) {
    std::vector<std::string> words{"ffmpeg", "-v", "quiet", "-y"};
    if (isOpus)
        words.insert(words.end(), {"-c:a", "libopus"});
    words.insert(words.end(), {"-i", from.string(), "-map", "0:a:0", "-c:a", "pcm_f32le", "-f",
                               "wav", to.string()});
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    pid_t child = 0;
    const int error =
        ::posix_spawnp(&child, "ffmpeg", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return error == 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

struct Comparison {
    double level = kNothing; ///< dB re full scale, RMS
    double other = kNothing;
    double difference = kNothing; ///< of the samples, at `lag`
    std::int64_t lag = 0;         ///< frames by which the other one is later
};

double meanSquare(const AudioBuffer& audio) {
    double sum = 0.0;
    for (int c = 0; c < 2; ++c)
        for (const float x : audio.channel(c))
            sum += static_cast<double>(x) * static_cast<double>(x);
    return sum / static_cast<double>(std::max<std::int64_t>(2 * audio.frames().count, 1));
}

// Over what both have.
double differenceAt(const AudioBuffer& a, const AudioBuffer& b, std::int64_t lag,
                    std::int64_t most) {
    const std::int64_t begin = std::max<std::int64_t>(0, -lag);
    const std::int64_t end = std::min({a.frames().count, b.frames().count - lag, begin + most});
    double sum = 0.0;
    for (int c = 0; c < 2; ++c)
        for (std::int64_t n = begin; n < end; ++n) {
            const auto x = static_cast<double>(a.channel(c)[static_cast<std::size_t>(n)]);
            const auto y = static_cast<double>(b.channel(c)[static_cast<std::size_t>(n + lag)]);
            sum += (x - y) * (x - y);
        }
    return sum / static_cast<double>(std::max<std::int64_t>(2 * (end - begin), 1));
}

Comparison compare(const AudioBuffer& a, const AudioBuffer& b) {
    constexpr std::int64_t kAll = INT64_MAX / 4;
    Comparison c{decibels(meanSquare(a)), decibels(meanSquare(b)), 0.0, 0};
    c.difference = decibels(differenceAt(a, b, 0, kAll));
    // Not alike: perhaps one of them keeps an encoder's delay.
    constexpr double kAlike = -40.0; // dB re the sound itself
    if (c.difference - c.level > kAlike) {
        constexpr std::int64_t kFarthest = 4096;
        constexpr std::int64_t kFirst = 30'000;
        double best = differenceAt(a, b, 0, kFirst);
        for (std::int64_t lag = -kFarthest; lag <= kFarthest; ++lag) {
            const double d = differenceAt(a, b, lag, kFirst);
            if (d < 0.5 * best) {
                best = d;
                c.lag = lag;
            }
        }
        c.difference = decibels(differenceAt(a, b, c.lag, kAll));
    }
    return c;
}

std::string warningsText(const Track& track) {
    std::string text;
    const auto add = [&](WarningCode code, const char* name) {
        if (std::ranges::any_of(track.warnings, [&](const Warning& w) { return w.code == code; }))
            text += (text.empty() ? "" : ", ") + std::string(name);
    };
    add(WarningCode::Truncated, "truncated");
    add(WarningCode::DamagedPart, "damaged");
    add(WarningCode::HeaderRepaired, "repaired");
    return text;
}

} // namespace

int main(int count, char** names) {
    if (count < 2) {
        std::fprintf(stderr, "usage: readers_bench FILE...\n");
        return 2;
    }
    const fs::path other =
        fs::temp_directory_path() / ("readers_bench-" + std::to_string(::getpid()) + ".wav");
    Table table({"file", "codec", "frames", "ffmpeg's", "dB", "ffmpeg's", "difference dB", "lag",
                 "warnings", "verdict"});
    std::map<std::string, int> verdicts;
    for (int i = 1; i < count; ++i) {
        const fs::path path = names[i];
        const auto ours = readTrack(path);
        const bool isOpus = ours && ours->format.codec == "Opus";
        const bool hasOther = decodeByFfmpeg(path, isOpus, other);
        const auto theirs = hasOther ? readTrack(other) : ours;
        std::string verdict;
        std::vector<std::string> row{path.filename().string()};
        if (!ours) {
            const bool isLayout = ours.error().code == ErrorCode::UnsupportedLayout;
            verdict = isLayout ? "more than two channels" : "REFUSED: " + ours.error().detail;
            row.insert(row.end(), 8, "");
        } else if (!hasOther || !theirs) {
            verdict = "ffmpeg can't";
            row.insert(row.end(), {ours->format.codec, std::to_string(ours->audio.frames().count)});
            row.insert(row.end(), 6, "");
        } else {
            const Comparison c = compare(ours->audio, theirs->audio);
            const std::int64_t frames = ours->audio.frames().count;
            const std::int64_t others = theirs->audio.frames().count;
            row.insert(row.end(),
                       {ours->format.codec, std::to_string(frames), std::to_string(others),
                        figure(c.level, 2), figure(c.other, 2), figure(c.difference),
                        std::to_string(c.lag), warningsText(*ours)});
            const double relative = c.difference - c.level;
            constexpr double kSameLossless = -140.0; // 24 bits, as floats
            constexpr double kSameLossy = -60.0;     // two decoders' rounding
            if (ours->rate != theirs->rate)
                verdict = "OTHER RATE";
            else if (relative > (ours->format.lossy ? kSameLossy : kSameLossless))
                verdict = "OTHER SOUND";
            else if (frames != others || c.lag != 0)
                verdict = "other edges";
            else
                verdict = "same";
        }
        ++verdicts[verdict.substr(0, verdict.find(':'))];
        row.push_back(verdict);
        table.add(row);
    }
    std::error_code ignored;
    fs::remove(other, ignored);
    table.print();
    Table sums({"verdict", "files"});
    for (const auto& [verdict, files] : verdicts)
        sums.add({verdict, std::to_string(files)});
    sums.print();
    return 0;
}
