// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/loudness.h"
#include "tests/support/signals.h"

#include <QtTest>
#include <complex>
#include <ebur128.h>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr std::array kRates{SampleRate{44100}, SampleRate{48000}, SampleRate{96000}};
constexpr double kTolerance = 0.05; // half of the standard's

/// A stretch of a 1 kHz sine, dBFS peak; minus infinity is silence.
struct Step {
    double level;
    double seconds;
};
const double kSilence = toDecibels(0.0).value;

/// The steps as one sine without a break, the same on all channels but for `offsets` in dB.
class Generator {
  public:
    Generator(SampleRate rate, std::vector<double> offsets)
        : rate_(rate)
        , meter_(rate, static_cast<int>(offsets.size()))
        , offsets_(std::move(offsets))
        , channels_(offsets_.size()) {}

    void play(Step step) {
        const std::complex<double> turn =
            std::polar(1.0, 2.0 * std::numbers::pi * 1000.0 / rate_.hz);
        auto left = (Seconds{time_ + step.seconds} * rate_).count - (Seconds{time_} * rate_).count;
        time_ += step.seconds;
        while (left > 0) {
            const auto count = std::min<std::int64_t>(left, rate_.hz / 7);
            for (auto& c : channels_)
                c.resize(static_cast<std::size_t>(count));
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                for (std::size_t c = 0; c < channels_.size(); ++c)
                    channels_[c][i] = static_cast<float>(
                        phase_.imag() * amplitude(Decibels{step.level + offsets_[c]}));
                phase_ *= turn;
            }
            phase_ /= std::abs(phase_);
            meter_.process(std::vector<std::span<const float>>(channels_.begin(), channels_.end()));
            left -= count;
        }
    }
    [[nodiscard]] const LoudnessMeter& meter() const { return meter_; }

  private:
    SampleRate rate_;
    LoudnessMeter meter_;
    std::vector<double> offsets_;
    std::vector<std::vector<float>> channels_;
    std::complex<double> phase_{1.0, 0.0};
    double time_ = 0.0;
};

Loudness figuresOf(SampleRate rate, const std::vector<Step>& steps,
                   std::vector<double> offsets = {0.0, 0.0}) {
    Generator generator(rate, std::move(offsets));
    for (const Step& s : steps)
        generator.play(s);
    return generator.meter().figures();
}

void compare(std::optional<Lufs> actual, double expected, double tolerance = kTolerance) {
    QVERIFY(actual.has_value());
    QVERIFY2(std::abs(actual->value - expected) <= tolerance,
             qPrintable(QString("%1 instead of %2").arg(actual->value).arg(expected)));
}

} // namespace

class LoudnessTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: EBU Tech 3341 cases 1 and 2.
    void steadyToneReadsItsLevel() {
        for (const SampleRate rate : kRates) {
            for (const double level : {-23.0, -33.0}) {
                const Loudness l = figuresOf(rate, {{level, 20.0}});
                compare(l.integrated, level);
                compare(l.momentaryMax, level);
                compare(l.shortTermMax, level);
            }
        }
    }

    /// Known answer: Tech 3341 cases 3 to 5.
    void gatesLeaveOutWhatIsQuiet() {
        for (const SampleRate rate : kRates) {
            compare(figuresOf(rate, {{-36, 10}, {-23, 60}, {-36, 10}}).integrated, -23.0);
            compare(
                figuresOf(rate, {{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}}).integrated,
                -23.0);
            compare(figuresOf(rate, {{-26, 20}, {-20, 20.1}, {-26, 20}}).integrated, -23.0);
        }
    }

    /// Known answer: Tech 3341 case 6, five channels.
    void surroundsWeighMore() {
        for (const SampleRate rate : kRates)
            compare(figuresOf(rate, {{0.0, 20}}, {-28, -28, -24, -30, -30}).integrated, -23.0);
    }

    /// Known answer: Tech 3341 case 9.
    void shortTermIsConstantOverItsOwnPeriod() {
        for (const SampleRate rate : kRates) {
            Generator generator(rate, {0.0, 0.0});
            for (int i = 0; i < 5; ++i)
                for (const Step s : {Step{-20, 1.34}, Step{-30, 1.66}})
                    for (int part = 0; part < 2; ++part) {
                        generator.play({s.level, 0.5 * s.seconds});
                        if (i > 0)
                            compare(generator.meter().shortTerm(), -23.0);
                    }
        }
    }

    /// Known answer: Tech 3341 cases 10 and 11.
    void shortTermFindsThreeSecondsWhereverTheyAre() {
        for (const SampleRate rate : kRates) {
            Generator live(rate, {0.0, 0.0});
            for (int i = 0; i < 20; ++i) {
                compare(
                    figuresOf(rate, {{kSilence, 0.15 * i}, {-23, 3}, {kSilence, 1}}).shortTermMax,
                    -23.0);
                live.play({kSilence, 0.15 * i});
                live.play({-38.0 + i, 3.0});
                live.play({kSilence, 3.0 - 0.15 * i});
                compare(live.meter().figures().shortTermMax, -38.0 + i);
            }
        }
    }

    /// Known answer: Tech 3341 case 12.
    void momentaryIsConstantOverItsOwnPeriod() {
        for (const SampleRate rate : kRates) {
            Generator generator(rate, {0.0, 0.0});
            for (int i = 0; i < 25; ++i)
                for (const Step s : {Step{-20, 0.18}, Step{-30, 0.22}}) {
                    generator.play(s);
                    if (i > 2)
                        compare(generator.meter().momentary(), -23.0);
                }
        }
    }

    /// Known answer: Tech 3341 cases 13 and 14.
    void momentaryFindsFourTenthsWhereverTheyAre() {
        for (const SampleRate rate : kRates) {
            Generator live(rate, {0.0, 0.0});
            for (int i = 0; i < 20; ++i) {
                compare(
                    figuresOf(rate, {{kSilence, 0.02 * i}, {-23, 0.4}, {kSilence, 1}}).momentaryMax,
                    -23.0);
                live.play({kSilence, 0.02 * i});
                live.play({-38.0 + i, 0.4});
                live.play({kSilence, 0.4 - 0.02 * i});
                compare(live.meter().figures().momentaryMax, -38.0 + i);
            }
        }
    }

    /// Known answer: EBU Tech 3342 cases 1 to 4; the standard allows 1 LU.
    void rangeOfSteps() {
        const auto steps = [](const std::vector<double>& levels) {
            std::vector<Step> all;
            all.reserve(levels.size());
            for (const double l : levels)
                all.push_back({l, 20.0});
            return all;
        };
        for (const SampleRate rate : kRates) {
            const std::vector<std::pair<std::vector<double>, double>> cases{
                {{-20, -30}, 10},
                {{-20, -15}, 5},
                {{-40, -20}, 20},
                {{-50, -35, -20, -35, -50}, 15}};
            for (const auto& [levels, expected] : cases) {
                const auto range = figuresOf(rate, steps(levels)).range;
                QVERIFY(range.has_value());
                QVERIFY2(std::abs(range->value - expected) <= kTolerance,
                         qPrintable(QString("%1 for %2").arg(range->value).arg(expected)));
            }
        }
    }

    /// Known answer: ITU-R BS.1770-4 Annex 1, tables 1 and 2.
    void coefficientsAreTheStandards() {
        const KWeighting k(SampleRate{48000});
        const auto near = [](double a, double b) { return std::abs(a - b) < 1e-8; };
        const auto& [head, pass] = k.sections;
        QVERIFY(near(head.b0, 1.53512485958697) && near(head.b1, -2.69169618940638) &&
                near(head.b2, 1.19839281085285));
        QVERIFY(near(head.a1, -1.69065929318241) && near(head.a2, 0.73248077421585));
        QVERIFY(near(pass.a1, -1.99004745483398) && near(pass.a2, 0.99007225036621));
    }

    /// Oracle: libebur128.
    void agreesWithLibebur128() {
        const SampleRate rate{44100};
        std::vector<float> left = testing::pinkNoise(rate, 70.0_s, 0.1, 1);
        std::vector<float> right = testing::pinkNoise(rate, 70.0_s, 0.08, 2);
        for (std::size_t i = 0; i < left.size(); ++i) { // louder and softer over the seconds
            const auto swell =
                static_cast<float>(std::exp(1.5 * std::sin(1e-5 * static_cast<double>(i)) +
                                            std::sin(7e-5 * static_cast<double>(i))));
            left[i] *= swell;
            right[i] *= swell;
        }
        const Loudness ours = measureLoudness(testing::stereo(left, right), rate);

        ebur128_state* theirs =
            ebur128_init(2, 44100, EBUR128_MODE_I | EBUR128_MODE_S | EBUR128_MODE_LRA);
        double momentary = -200.0;
        double shortTerm = -200.0;
        constexpr std::size_t kStep = 441;
        for (std::size_t i = 0; i + kStep <= left.size(); i += kStep) {
            std::vector<float> block;
            for (std::size_t k = i; k < i + kStep; ++k) {
                block.push_back(left[k]);
                block.push_back(right[k]);
            }
            ebur128_add_frames_float(theirs, block.data(), kStep);
            const std::size_t tenMs = i / kStep + 1;
            double value = 0.0;
            if (tenMs >= 40 && tenMs % 5 == 0 && ebur128_loudness_momentary(theirs, &value) == 0)
                momentary = std::max(momentary, value);
            if (tenMs >= 300 && tenMs % 10 == 0) {
                ebur128_loudness_shortterm(theirs, &value);
                shortTerm = std::max(shortTerm, value);
                QVERIFY(std::abs(value - static_cast<double>(ours.shortTerm[tenMs / 10 - 1])) <
                        1e-4);
            }
        }
        double integrated = 0.0;
        double range = 0.0;
        ebur128_loudness_global(theirs, &integrated);
        ebur128_loudness_range(theirs, &range);
        ebur128_destroy(&theirs);
        compare(ours.integrated, integrated, 1e-4);
        // Ours looks more often, so that it may find a little more.
        compare(ours.momentaryMax, momentary, 0.03);
        QVERIFY(ours.momentaryMax->value > momentary - 1e-4);
        compare(ours.shortTermMax, shortTerm, 0.01);
        QVERIFY(std::abs(ours.range->value - range) < 0.3); // blocks every second there
    }

    /// Property: the figures do not depend on the block size.
    void blockSizeDoesNotMatter() {
        const SampleRate rate{48000};
        const std::vector<float> x = testing::pinkNoise(rate, 4.0_s, 0.1, 3);
        std::optional<Lufs> first;
        for (const std::size_t block : {1UL, 17UL, 480UL, 4096UL, 1000000UL}) {
            LoudnessMeter meter(rate, 1);
            for (std::size_t i = 0; i < x.size(); i += block) {
                const std::array<std::span<const float>, 1> part{
                    std::span(x).subspan(i, std::min(block, x.size() - i))};
                meter.process(part);
            }
            const auto integrated = meter.integrated();
            if (!first)
                first = integrated;
            // The energy of 10 ms is summed in other pieces.
            QVERIFY(std::abs(integrated->value - first->value) < 1e-9);
        }
    }

    /// Contract: what is too short or too quiet has no figure.
    void noFigureWhereThereIsNone() {
        const SampleRate rate{44100};
        const Loudness tooShort = figuresOf(rate, {{-20, 0.39}});
        QVERIFY(!tooShort.integrated && !tooShort.momentaryMax && !tooShort.shortTermMax);
        const Loudness noShortTerm = figuresOf(rate, {{-20, 2.9}});
        QVERIFY(noShortTerm.integrated && noShortTerm.momentaryMax);
        QVERIFY(!noShortTerm.shortTermMax && !noShortTerm.range);
        const Loudness silent = figuresOf(rate, {{kSilence, 5}});
        QVERIFY(!silent.integrated && !silent.momentaryMax && !silent.range);
        QVERIFY(!figuresOf(rate, {{-75, 5}}).integrated);
    }
};

QTEST_APPLESS_MAIN(LoudnessTest)
#include "loudness_test.moc"
