// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/room.h"

#include "core/demo/filters.h"

#include <array>
#include <cstddef>
#include <vector>

namespace kilter::demo {

namespace {

class DelayLine {
  public:
    DelayLine(Seconds delay, SampleRate rate)
        : samples_(static_cast<std::size_t>(std::max<std::int64_t>(1, (delay * rate).count))) {}

    [[nodiscard]] double oldest() const { return samples_[at_]; }
    void push(double x) {
        samples_[at_] = x;
        at_ = at_ + 1 < samples_.size() ? at_ + 1 : 0;
    }

  private:
    std::vector<double> samples_;
    std::size_t at_ = 0;
};

constexpr std::size_t kLines = 8;

/// In place, orthogonal: three rounds of sums and differences, divided by sqrt(8).
void hadamard(std::array<double, kLines>& x) {
    for (std::size_t span = 1; span < kLines; span *= 2)
        for (std::size_t i = 0; i < kLines; ++i)
            if ((i & span) == 0) {
                const double a = x[i];
                const double b = x[i + span];
                x[i] = a + b;
                x[i + span] = a - b;
            }
    for (double& v : x)
        v *= 0.35355339059327376;
}

} // namespace

void addRoom(AudioBuffer& mix, const AudioBuffer& sent, Seconds reverberation, SampleRate rate) {
    // No two share a factor, in tenths of a millisecond.
    constexpr std::array<double, kLines> kDelays{0.0297, 0.0331, 0.0373, 0.0411,
                                                 0.0461, 0.0503, 0.0557, 0.0601};
    std::vector<DelayLine> lines;
    std::vector<Lag> damping;
    std::array<double, kLines> decay{};
    for (std::size_t i = 0; i < kLines; ++i) {
        lines.emplace_back(Seconds{kDelays[i]}, rate);
        damping.emplace_back(0.00003, rate);
        decay[i] = ratio(-60.0 * kDelays[i] / reverberation.value);
    }
    std::array<DelayLine, 2> before{DelayLine(Seconds{0.014}, rate), DelayLine({0.017}, rate)};
    std::array<Biquad, 2> lowCut{Biquad::highPass(180, 0.7, rate),
                                 Biquad::highPass(180, 0.7, rate)};

    const auto frames = static_cast<std::size_t>(mix.frames().count);
    const auto inLeft = sent.channel(0);
    const auto inRight = sent.channel(1);
    const auto outLeft = mix.channel(0);
    const auto outRight = mix.channel(1);
    std::array<double, kLines> state{};
    for (std::size_t n = 0; n < frames; ++n) {
        const double left = before[0].oldest();
        const double right = before[1].oldest();
        before[0].push(lowCut[0](static_cast<double>(inLeft[n])));
        before[1].push(lowCut[1](static_cast<double>(inRight[n])));

        for (std::size_t i = 0; i < kLines; ++i)
            state[i] = decay[i] * damping[i](lines[i].oldest());
        // Odd lines are heard on the right, even ones on the left.
        outLeft[n] += static_cast<float>(0.35 * left + state[0] - state[2] + state[4] - state[6]);
        outRight[n] += static_cast<float>(0.35 * right + state[1] - state[3] + state[5] - state[7]);
        hadamard(state);
        for (std::size_t i = 0; i < kLines; ++i)
            lines[i].push(state[i] + 0.5 * (i % 2 == 0 ? left : right));
    }
}

void addEcho(AudioBuffer& mix, const AudioBuffer& sent, Seconds period, double feedback,
             SampleRate rate) {
    DelayLine toLeft(period, rate);
    DelayLine toRight(period, rate);
    Biquad dark = Biquad::lowPass(3200, 0.6, rate);
    Biquad lowCut = Biquad::highPass(250, 0.7, rate);
    const auto frames = static_cast<std::size_t>(mix.frames().count);
    const auto in = sent.channel(0);
    const auto outLeft = mix.channel(0);
    const auto outRight = mix.channel(1);
    for (std::size_t n = 0; n < frames; ++n) {
        const double left = toLeft.oldest();
        const double right = toRight.oldest();
        outLeft[n] += static_cast<float>(left);
        outRight[n] += static_cast<float>(right);
        toLeft.push(dark(lowCut(static_cast<double>(in[n]) + feedback * right)));
        toRight.push(feedback * left);
    }
}

} // namespace kilter::demo
