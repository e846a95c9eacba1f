// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/compressor/compressor.h"
#include "core/chain/compressor/design.h"
#include "tests/quality/sound_file.h"
#include "tests/support/realtime_scope.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

/// Kilter's compressor beside others, each with the threshold at which it takes as much as the
/// others do: what it adds to tones, how much of a drum hit gets past it, and how much a steady
/// tone pumps beside a kick.
namespace {

using namespace kilter;
using namespace kilter::quality;

constexpr SampleRate kRate{44100};
constexpr double kAttackMs = 10.0, kReleaseMs = 100.0, kRatio = 4.0;

struct Contestant {
    std::string name;
    std::function<AudioBuffer(const AudioBuffer&, double thresholdDb)> run;
};

Contestant kilterWith(const std::string& name, std::optional<double> releaseMs, double highPassHz) {
    return {name, [=](const AudioBuffer& in, double thresholdDb) {
                CompressorSpec spec;
                spec.enabled = true;
                spec.thresholdDb = thresholdDb;
                spec.ratio = kRatio;
                spec.attackMs = kAttackMs;
                spec.releaseMs = releaseMs;
                spec.highPassHz = highPassHz;
                spec.makeUpDb = 0.0;
                kilter::testing::RealtimeScope scope;
                Compressor compressor(kRate, designCompressor(spec, kRate));
                AudioBuffer out = in;
                compressor.process(scope.token(), {out.channel(0).data(), out.channel(1).data(),
                                                   static_cast<int>(out.frames().count)});
                return out;
            }};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

/// "NAME: COMMAND" with {in}, {out} and {threshold} in it.
Contestant program(const std::string& text) {
    const auto colon = text.find(": ");
    const std::string command = text.substr(colon + 2);
    return {text.substr(0, colon), [command](const AudioBuffer& in, double thresholdDb) {
                const auto base = std::filesystem::temp_directory_path() /
                                  ("compressor_bench." + std::to_string(getpid()));
                const std::string from = base.string() + ".in.wav";
                const std::string to = base.string() + ".out.wav";
                writeSound(from, in, kRate);
                const std::string line =
                    replaced(replaced(replaced(command, "{in}", from), "{out}", to), "{threshold}",
                             std::to_string(thresholdDb));
                if (std::system(line.c_str()) != 0)
                    throw std::runtime_error("failed: " + line);
                AudioBuffer out = readSound(to).audio;
                std::filesystem::remove(from);
                std::filesystem::remove(to);
                return out;
            }};
}

template <class Wave>
AudioBuffer signal(Seconds length, Wave&& wave) {
    AudioBuffer audio(2, length * kRate);
    for (std::size_t i = 0; i < audio.channel(0).size(); ++i)
        audio.channel(0)[i] = audio.channel(1)[i] =
            static_cast<float>(wave(static_cast<double>(i) / kRate.hz));
    return audio;
}

double sine(double hz, double t) {
    return std::sin(2.0 * std::numbers::pi * hz * t);
}

double rms(const AudioBuffer& audio, double from, double to) {
    double sum = 0.0;
    const auto first = static_cast<std::size_t>(from * kRate.hz);
    const auto last = static_cast<std::size_t>(to * kRate.hz);
    for (std::size_t i = first; i < last; ++i)
        sum += std::pow(static_cast<double>(audio.channel(0)[i]), 2);
    return std::sqrt(sum / static_cast<double>(last - first));
}

/// The level of `hz` over time, in dB, every 5 ms, in Hann windows of 40 ms.
std::vector<double> levelsOf(const AudioBuffer& audio, double hz) {
    const auto window = static_cast<std::size_t>(0.040 * kRate.hz);
    const auto hop = static_cast<std::size_t>(0.005 * kRate.hz);
    std::vector<double> levels;
    for (std::size_t at = 0; at + window <= audio.channel(0).size(); at += hop) {
        std::complex<double> sum;
        for (std::size_t i = 0; i < window; ++i) {
            const double w = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(i) /
                                                  static_cast<double>(window));
            sum += w * static_cast<double>(audio.channel(0)[at + i]) *
                   std::polar(1.0, -2.0 * std::numbers::pi * hz * static_cast<double>(at + i) /
                                       kRate.hz);
        }
        levels.push_back(toDecibels(4.0 * std::abs(sum) / static_cast<double>(window)).value);
    }
    return levels;
}

/// The output at the threshold at which `taken` (dB, falling with the threshold) is `wanted`.
AudioBuffer atReduction(const Contestant& contestant, const AudioBuffer& in, double wanted,
                        const std::function<double(const AudioBuffer&)>& taken) {
    double low = -50.0;
    double high = -3.0;
    AudioBuffer out;
    for (int i = 0; i < 14; ++i) {
        const double middle = 0.5 * (low + high);
        out = contestant.run(in, middle);
        (taken(out) > wanted ? low : high) = middle;
    }
    return out;
}

/// All but the fundamental re the fundamental, dB, over the last second.
double residual(const AudioBuffer& audio, double hz) {
    const auto& x = audio.channel(0);
    const std::size_t first = x.size() - static_cast<std::size_t>(kRate.hz);
    double s = 0.0;
    double c = 0.0;
    for (std::size_t i = first; i < x.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        s += 2.0 / kRate.hz * static_cast<double>(x[i]) * sine(hz, t);
        c += 2.0 / kRate.hz * static_cast<double>(x[i]) * sine(hz, t + 0.25 / hz);
    }
    double left = 0.0;
    for (std::size_t i = first; i < x.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        left +=
            std::pow(static_cast<double>(x[i]) - s * sine(hz, t) - c * sine(hz, t + 0.25 / hz), 2);
    }
    return powerToDecibels(2.0 * left / kRate.hz / (s * s + c * c)).value;
}

double tone(const Contestant& contestant, double hz) {
    const AudioBuffer in = signal({5.0}, [hz](double t) { return 0.5 * sine(hz, t); });
    const double level = rms(in, 4.0, 5.0);
    const auto taken = [level](const AudioBuffer& out) {
        return toDecibels(level / rms(out, 4.0, 5.0)).value;
    };
    return residual(atReduction(contestant, in, 4.4, taken), hz);
}

/// A snare and its drum every half second over next to nothing: how much less of its highest peak
/// is taken than of what follows 30 to 60 ms later, where 4.4 dB are.
double overshoot(const Contestant& contestant) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> noise(-1.0, 1.0);
    const AudioBuffer in = signal({4.0}, [&](double t) {
        const double since = std::fmod(t, 0.5);
        return 0.8 * (0.6 * sine(190.0, since) * std::exp(-since / 0.12) +
                      0.4 * noise(random) * std::exp(-since / 0.06));
    });
    const auto taken = [&in](const AudioBuffer& out) {
        return toDecibels(rms(in, 3.53, 3.56) / rms(out, 3.53, 3.56)).value;
    };
    const AudioBuffer out = atReduction(contestant, in, 4.4, taken);
    const auto peak = [](const AudioBuffer& audio) {
        const auto* at = audio.channel(0).data();
        float highest = 0.0F;
        for (int i = static_cast<int>(3.5 * kRate.hz); i < static_cast<int>(3.53 * kRate.hz); ++i)
            highest = std::max(highest, std::abs(at[i]));
        return static_cast<double>(highest);
    };
    return toDecibels(peak(out) / peak(in)).value + taken(out);
}

/// How far the level of a 3 kHz tone at -24 dBFS moves beside a kick twice a second, where 2 dB of
/// the tone are taken in the mean.
double pumping(const Contestant& contestant) {
    const AudioBuffer in = signal({8.0}, [](double t) {
        const double since = std::fmod(t, 0.5);
        const double phase = 50.0 * since + 2.4 * (1.0 - std::exp(-since / 0.03));
        return 0.063 * sine(3000.0, t) +
               0.7 * std::sin(2.0 * std::numbers::pi * phase) * std::exp(-since / 0.09);
    });
    const auto late = [](const AudioBuffer& audio) {
        std::vector<double> levels = levelsOf(audio, 3000.0);
        levels.erase(levels.begin(), levels.begin() + 1100); // of some 1590
        return levels;
    };
    const std::vector<double> before = late(in);
    const auto changes = [&](const AudioBuffer& out) {
        std::vector<double> change = late(out);
        for (std::size_t i = 0; i < change.size(); ++i)
            change[i] = before[i] - change[i];
        return change;
    };
    const auto mean = [&](const AudioBuffer& out) {
        double sum = 0.0;
        const std::vector<double> all = changes(out);
        for (const double change : all)
            sum += change;
        return sum / static_cast<double>(all.size());
    };
    const std::vector<double> change = changes(atReduction(contestant, in, 2.0, mean));
    const auto [least, most] = std::minmax_element(change.begin(), change.end());
    return *most - *least;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Kilter's compressor beside others at equal gain reduction");
    std::vector<std::string> commands;
    app.add_option("--command", commands,
                   "NAME: COMMAND with {in}, {out} (float WAV) and {threshold} (dB) in it: 4:1, "
                   "attack 10 ms, release 100 ms, no make-up");
    CLI11_PARSE(app, argc, argv);

    std::vector<Contestant> all{kilterWith("Kilter, 100 ms", kReleaseMs, 20.0),
                                kilterWith("Kilter, 100 ms, low cut 80", kReleaseMs, 80.0),
                                kilterWith("Kilter, auto, low cut 80", std::nullopt, 80.0)};
    for (const std::string& command : commands)
        all.push_back(program(command));
    std::printf("| %-27s | 47 Hz dB | 997 Hz dB | 5003 Hz dB | overshoot dB | pumping dB |\n", "");
    std::printf(
        "|-----------------------------|---------:|----------:|-----------:|-------------:|----"
        "-------:|\n");
    for (const Contestant& each : all) {
        std::printf("| %-27s | %8.1f | %9.1f | %10.1f | %12.2f | %10.2f |\n", each.name.c_str(),
                    tone(each, 47.0), tone(each, 997.0), tone(each, 5003.0), overshoot(each),
                    pumping(each));
        std::fflush(stdout);
    }
}
