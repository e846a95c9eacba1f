// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/signals.h"

#include "tests/quality/measures.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>

namespace kilter::quality {

namespace {

using Signal = std::function<double(std::int64_t n)>;

[[nodiscard]] AudioBuffer render(Seconds duration, SampleRate rate, const Signal& signal) {
    AudioBuffer audio(2, duration * rate);
    for (std::int64_t n = 0; n < audio.frames().count; ++n) {
        const auto v = static_cast<float>(signal(n));
        audio.channel(0)[static_cast<std::size_t>(n)] = v;
        audio.channel(1)[static_cast<std::size_t>(n)] = v;
    }
    return audio;
}

[[nodiscard]] double sine(double frequency, std::int64_t n, SampleRate rate, double turns = 0.0) {
    const double phase = std::fmod(frequency * static_cast<double>(n) / rate.hz, 1.0) + turns;
    return std::sin(2.0 * std::numbers::pi * phase);
}

/// Uniform in [-1, 1): splitmix64 of the index, so that every sample stands for itself.
[[nodiscard]] double noise(std::int64_t n) {
    auto z = static_cast<std::uint64_t>(n) * 0x9e3779b97f4a7c15U + 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1.0;
}

struct Tone {
    Hertz frequency;
    double amplitude;
};

[[nodiscard]] ToneCase toneCase(std::string name, const std::vector<Tone>& tones, SampleRate rate) {
    ToneCase c{std::move(name), {}, render({5.0}, rate, [&](std::int64_t n) {
                   double sum = 0.0;
                   for (const Tone& t : tones)
                       sum += t.amplitude * sine(t.frequency.value, n, rate);
                   return sum;
               })};
    for (const Tone& t : tones)
        c.tones.push_back(t.frequency);
    return c;
}

/// 0 before `start`, 1 from `start` + `time`, half a cosine between.
[[nodiscard]] double fadeIn(std::int64_t n, double start, double time, SampleRate rate) {
    const double t = (static_cast<double>(n) / rate.hz - start) / time;
    return t <= 0.0 ? 0.0 : t >= 1.0 ? 1.0 : 0.5 - 0.5 * std::cos(std::numbers::pi * t);
}

} // namespace

std::vector<ToneCase> toneCases(SampleRate rate) {
    return {toneCase("50 Hz", {{{50.0}, 1.0}}, rate), toneCase("1 kHz", {{{1000.0}, 1.0}}, rate),
            toneCase("19+20 kHz", {{{19000.0}, 0.5}, {{20000.0}, 0.5}}, rate),
            toneCase("60 Hz+7 kHz", {{{60.0}, 0.8}, {{7000.0}, 0.2}}, rate)};
}

std::vector<ToneCase> crookedToneCases(SampleRate rate) {
    return {toneCase("41.2 Hz", {{{41.2034}, 1.0}}, rate),
            toneCase("997.3 Hz", {{{997.2931}, 1.0}}, rate),
            toneCase("2637 Hz", {{{2637.0205}, 1.0}}, rate),
            toneCase("9956 Hz", {{{9956.0635}, 1.0}}, rate)};
}

std::vector<TortureCase> tortureCases(SampleRate rate) {
    const Seconds duration{3.0};
    const std::int64_t second = rate.hz;
    const auto make = [&](std::string name, const Signal& signal) {
        return TortureCase{std::move(name), render(duration, rate, signal)};
    };
    const auto quarter = [](std::int64_t n) { return (n & 2) == 0 ? 1.0 : -1.0; };
    return {
        make("fs/4, 45 deg", quarter),
        make("fs/4 bursts",
             [=](std::int64_t n) { return n % (second / 7) < second / 100 ? quarter(n) : 0.0; }),
        make("clicks",
             [=](std::int64_t n) {
                 const std::int64_t k = n % (second / 5);
                 return k == 50 ? 1.0 : k == 3050 ? -1.0 : k == 3051 ? 1.0 : 0.0;
             }),
        make("997 Hz square",
             [=](std::int64_t n) { return sine(997.0, n, rate, 1e-6) >= 0.0 ? 1.0 : -1.0; }),
        make("noise", [](std::int64_t n) { return noise(n); }),
        make("15 kHz bursts",
             [=](std::int64_t n) {
                 return n % (second / 9) < second / 50 ? sine(15000.0, n, rate) : 0.0;
             }),
        make("full scale at once", [=](std::int64_t n) { return sine(440.0, n, rate, 0.25); }),
        make("alternating runs",
             [=](std::int64_t n) {
                 const std::int64_t run = n / 1000, k = n % 1000;
                 const std::int64_t length = 2 + run % 14;
                 return k < length ? ((k & 1) == 0 ? 1.0 : -1.0) : 0.0;
             }),
        make("phase flips",
             [=](std::int64_t n) {
                 const std::int64_t run = n / 500, k = n % 500;
                 const std::int64_t length = 4 + run % 40;
                 if (k >= 2 * length)
                     return 0.0;
                 const double sign = k < length ? 1.0 : -1.0;
                 return sign * ((k & 1) == 0 ? 1.0 : -1.0);
             }),
    };
}

std::vector<ExtraCase> extraCases(SampleRate rate) {
    std::vector<ExtraCase> cases;
    const auto at = [&](double seconds) { return Seconds{seconds} * rate; };
    const auto sum = [&](const ToneCase& tones, std::string name) {
        cases.push_back(
            {std::move(name), Judge::Tones, tones.tones, at(1.5), at(4.5), tones.audio});
    };
    sum(toneCase("", {{{220.0}, 1.0 / 3}, {{277.1826}, 1.0 / 3}, {{329.6276}, 1.0 / 3}}, rate),
        "chord");
    cases.push_back({"decaying 55 Hz",
                     Judge::Outside,
                     {{55.0}},
                     at(0.1),
                     at(1.6),
                     render({2.0}, rate, [&](std::int64_t n) {
                         const double t = static_cast<double>(n) / rate.hz;
                         return std::exp(-t / 0.5) * fadeIn(n, 0.1, 0.02, rate) *
                                sine(55.0, n, rate);
                     })});
    cases.push_back({"50 Hz + noise",
                     Judge::Null,
                     {{50.0}},
                     at(1.5),
                     at(4.5),
                     render({4.5}, rate, [&](std::int64_t n) {
                         return 0.94 * sine(50.0, n, rate) + 0.06 * noise(n);
                     })});
    sum(toneCase("", {{{1000.0}, 0.5}, {{1006.0}, 0.5}}, rate), "1000+1006 Hz");
    for (const double f : {55.0, 110.0, 220.0})
        cases.push_back({"onset " + std::to_string(static_cast<int>(f)) + " Hz",
                         Judge::Outside,
                         {{f}},
                         at(0.1),
                         at(0.7),
                         render({1.0}, rate, [&](std::int64_t n) {
                             return fadeIn(n, 0.2, 0.02, rate) * sine(f, n, rate);
                         })});
    return cases;
}

AudioBuffer whiteNoise(Frames length, Decibels peak) {
    return render(Frames{length} / SampleRate{1}, SampleRate{1},
                  [&](std::int64_t n) { return amplitude(peak) * noise(n); });
}

} // namespace kilter::quality
