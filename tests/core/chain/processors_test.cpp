// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/chain_stages.h"
#include "core/chain/compressor/design.h"
#include "tests/support/realtime_interposer.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate k44100{44100};
constexpr int kRates[] = {8000, 44100, 192000};

double between(std::mt19937& random, double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
}

/// One specimen a stage: what the battery has to know of it. Neutral settings are the defaults.
template <class Stage>
struct Specimen;

template <>
struct Specimen<ChainStage<Equaliser, &ChainSettings::equaliser>> {
    static constexpr const char* name = "equaliser";
    static constexpr double storm = -95.0; ///< dB above 2 kHz re the peak, as changes leave it
    static EqualiserSettings random(std::mt19937& random, SampleRate rate) {
        EqualiserSettings s;
        for (int i = 0; i < 6; ++i) {
            const double f = 30.0 * std::pow(0.3 * rate.hz / 30.0, between(random, 0.0, 1.0));
            s.bands[random() % s.bands.size()] =
                designBand({FilterKind::Bell, {f}, {between(random, -12.0, 12.0)}},
                           static_cast<Placement>(random() % 3), rate);
        }
        return s;
    }
};

template <>
struct Specimen<ChainStage<Compressor, &ChainSettings::compressor>> {
    static constexpr const char* name = "compressor";
    /// An attack that is faster than a period bends the sine by itself.
    static constexpr double storm = -40.0;
    static CompressorSettings random(std::mt19937& random, SampleRate rate) {
        CompressorSpec s;
        s.enabled = random() % 8 != 0;
        for (const CompressorField& field : compressorFields())
            field.write(s, field.choices.empty() ? between(random, field.low, field.high)
                                                 : field.choices[random() % field.choices.size()]);
        if (random() % 2)
            s.releaseMs.reset();
        return designCompressor(s, rate);
    }
};

template <>
struct Specimen<ChainStage<GainRamp, &ChainSettings::drive>> {
    static constexpr const char* name = "drive";
    static constexpr double storm = -95.0;
    static Gain random(std::mt19937& random, SampleRate) {
        return Decibels{between(random, -12.0, 12.0)};
    }
};

template <>
struct Specimen<ChainStage<Limiter, &ChainSettings::limiter>> {
    static constexpr const char* name = "limiter";
    /// A ceiling that jumps by decibels is followed by 0.17 dB in every 1.5 ms.
    static constexpr double storm = -40.0; // -44 as measured
    static LimiterSettings random(std::mt19937& random, SampleRate) {
        LimiterSettings s;
        s.mode = static_cast<LimiterMode>(random() % 2);
        s.ceiling = {between(random, -9.0, 0.0)};
        s.trim = {between(random, -0.2, 0.0)};
        s.link = between(random, 0.0, 1.0);
        s.releaseMs = random() % 2 ? 0.0 : between(random, 10.0, 500.0);
        return s;
    }
};

template <class Stage>
struct Battery {
    using P = typename Stage::Type;
    using Its = Specimen<Stage>;
    using Settings = std::remove_cvref_t<decltype(Stage::of(ChainSettings{}))>;

    static Settings neutral() { return Stage::of(ChainSettings{}); }

    /// Through `changes` (settings from a frame on), in blocks of `size`.
    static StereoSignal run(const StereoSignal& in, SampleRate rate, int size,
                            const std::vector<int>& frames, const std::vector<Settings>& changes) {
        RealtimeScope scope;
        P processor(rate, changes.front());
        StereoSignal out = in;
        processInBlocks(processor, scope.token(), out, size, frames,
                        [&](std::size_t i) { processor.set(scope.token(), changes[i]); });
        return out;
    }

    static std::string blockSizes() {
        std::mt19937 random(4);
        std::vector<int> frames;
        std::vector<Settings> changes;
        for (int at = 300; at < 30000; at += 1 + static_cast<int>(random() % 2500)) {
            frames.push_back(at);
            changes.push_back(Its::random(random, k44100));
        }
        const StereoSignal in = whiteNoise(30000, 5, 0.9F);
        const StereoSignal first = run(in, k44100, 512, frames, changes);
        for (const int size : {1, 2, 3, 17, 64, 100, 1000, 4095, 4096})
            if (!(run(in, k44100, size, frames, changes) == first))
                return "other bits in blocks of " + std::to_string(size);
        return first == in ? "it does nothing" : "";
    }

    static std::string forbiddenCalls() {
        for (const int hz : kRates) {
            const SampleRate rate{hz};
            std::mt19937 random(6);
            std::vector<Settings> changes;
            for (int i = 0; i < 30; ++i)
                changes.push_back(Its::random(random, rate));
            P processor(rate, changes.front());
            StereoSignal noise = whiteNoise(4096, 7, 0.9F);
            RealtimeScope scope;
            const RealtimeWatch watch;
            for (std::size_t i = 0; i < changes.size(); ++i) {
                if (i % 10 == 9)
                    processor.reset(scope.token(), changes[i]);
                else
                    processor.set(scope.token(), changes[i]);
                processor.process(scope.token(), noise.block(0, 1 + static_cast<int>(i) * 131));
                (void)processor.latency();
            }
            if (watch.offence())
                return watch.offence();
        }
        return {};
    }

    static std::string equalChannels() {
        std::mt19937 random(8);
        StereoSignal in = whiteNoise(40000, 9, 0.9F);
        in.right = in.left;
        std::vector<int> frames;
        std::vector<Settings> changes;
        for (int at = 2000; at < 40000; at += 3000) {
            frames.push_back(at);
            changes.push_back(Its::random(random, k44100));
        }
        const StereoSignal out = run(in, k44100, 512, frames, changes);
        return out.left == out.right ? "" : "the channels differ";
    }

    /// Delayed by latency(), to the bit and to the frame.
    static std::string neutralPasses() {
        for (const int hz : kRates) {
            const SampleRate rate{hz};
            const auto latency = P(rate, neutral()).latency().count;
            const StereoSignal in = whiteNoise(20000 + static_cast<int>(latency), 10, 0.25F);
            const StereoSignal out = run(in, rate, 512, {}, {neutral()});
            const auto same = [latency](const std::vector<float>& a, const std::vector<float>& b) {
                return std::equal(b.begin() + latency, b.end(), a.begin()) &&
                       std::all_of(b.begin(), b.begin() + latency,
                                   [](float v) { return v == 0.0F; });
            };
            if (!same(in.left, out.left) || !same(in.right, out.right))
                return "not the input at " + std::to_string(hz) + " Hz";
        }
        return {};
    }

    /// What is broken in a few frames is over when they and the latency have passed.
    static std::string brokenFrames() {
        std::mt19937 random(11);
        const Settings settings = Its::random(random, k44100);
        StereoSignal in = whiteNoise(40000, 12, 0.5F);
        in.left[1000] = std::numeric_limits<float>::quiet_NaN();
        in.right[1001] = std::numeric_limits<float>::infinity();
        in.left[1002] = -std::numeric_limits<float>::infinity();
        const StereoSignal out = run(in, k44100, 512, {}, {settings});
        const auto over = static_cast<std::size_t>(1003 + P(k44100, settings).latency().count);
        for (std::size_t i = over; i < out.left.size(); ++i)
            if (!std::isfinite(out.left[i]) || !std::isfinite(out.right[i]))
                return "not finite at frame " + std::to_string(i);
        return {};
    }

    static std::string resetForgets() {
        std::mt19937 random(13);
        const Settings one = Its::random(random, k44100);
        const Settings two = Its::random(random, k44100);
        const StereoSignal in = whiteNoise(20000, 14, 0.9F);
        RealtimeScope scope;
        P processor(k44100, one);
        StereoSignal first = in;
        processInBlocks(processor, scope.token(), first, 512);
        processor.set(scope.token(), two);
        StereoSignal between = in;
        processInBlocks(processor, scope.token(), between, 100);
        processor.reset(scope.token(), one);
        StereoSignal again = in;
        processInBlocks(processor, scope.token(), again, 512);
        return first == again ? "" : "something is remembered";
    }

    /// Other settings every 7 ms while a low sine plays: nothing is heard above 2 kHz.
    static std::string storms() {
        std::mt19937 random(15);
        std::vector<int> frames;
        std::vector<Settings> changes;
        for (int at = 10000; at < 70000; at += 309) {
            frames.push_back(at);
            changes.push_back(Its::random(random, k44100));
        }
        const StereoSignal in = sine(80000, k44100, {100.0}, 0.5);
        const StereoSignal out = run(in, k44100, 512, frames, changes);
        const double heard = aboveTwoKilohertz(out.left);
        if (heard > Its::storm)
            return std::to_string(heard) + " dB";
        return heard < -200.0 ? "it does nothing" : "";
    }

    /// The highest sample behind a steep high pass, in dB re the highest before it.
    static double aboveTwoKilohertz(const std::vector<float>& x) {
        std::vector<double> y(x.begin(), x.end());
        const BandSettings high =
            designBand({FilterKind::LowCut, {2000.0}, {}, 0.7, 48}, Placement::Stereo, k44100);
        for (int s = 0; s < high.stageCount; ++s) {
            BiquadState<double> state;
            for (double& v : y)
                v = step(high.stages[static_cast<std::size_t>(s)], state, v);
        }
        double left = 0.0;
        double whole = 0.0;
        for (std::size_t i = 8000; i < y.size(); ++i) { // the sine's own beginning is over
            left = std::max(left, std::abs(y[i]));
            whole = std::max(whole, std::abs(static_cast<double>(x[i])));
        }
        return toDecibels(left / whole).value;
    }
};

} // namespace

/// One battery for every processor of the chain.
class ProcessorsTest : public QObject {
    Q_OBJECT

    using Check = std::string (*)();

    /// In the order of the rows.
    static std::vector<Check>& checks() {
        static std::vector<Check> all;
        return all;
    }

    template <class Stage>
    static void addRows(bool watch) {
        using B = Battery<Stage>;
        const auto row = [](const char* what, Check check) {
            QTest::addRow("%s, %s", Specimen<Stage>::name, what) << checks().size();
            checks().push_back(check);
        };
        row("block sizes", B::blockSizes);
        if (watch)
            row("forbidden calls", B::forbiddenCalls);
        row("equal channels", B::equalChannels);
        row("neutral passes", B::neutralPasses);
        row("broken frames", B::brokenFrames);
        row("reset forgets", B::resetForgets);
        row("storms", B::storms);
    }

    template <class... Stage>
    static void addAll(const std::tuple<Stage...>*) {
        (addRows<Stage>(RealtimeWatch::available()), ...);
    }

  private slots:
    void every_data() {
        QTest::addColumn<std::size_t>("check");
        addAll(static_cast<const ChainStages*>(nullptr));
    }
    void every() {
        QFETCH(const std::size_t, check);
        const std::string fault = checks()[check]();
        QVERIFY2(fault.empty(), fault.c_str());
    }

    /// Contract: nobody else makes the token of the audio thread.
    void onlyTheCallbackAndTheRenderAreRealtime() {
        static_assert(!std::is_default_constructible_v<Realtime>);
        static_assert(!std::is_default_constructible_v<FlushDenormalsScope>);
        static_assert(!std::is_copy_constructible_v<Realtime>);
    }
};

QTEST_APPLESS_MAIN(ProcessorsTest)
#include "processors_test.moc"
