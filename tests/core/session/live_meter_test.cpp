// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/live_meter.h"

#include "core/analysis/loudness.h"
#include "core/analysis/spectrogram.h"
#include "core/analysis/true_peak.h"
#include "core/demo/demo_song.h"
#include "core/session/meter_thread.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace kilter;

/// The live meters against what analysis says of the same samples.
class LiveMeterTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{48000};

    static std::vector<HeardFrame> frames(const AudioBuffer& audio,
                                          HeardSource source = HeardSource::Mix) {
        std::vector<HeardFrame> frames(audio.channel(0).size());
        for (std::size_t i = 0; i < frames.size(); ++i)
            frames[i] = {audio.channel(0)[i], audio.channel(1)[i], 0.0F, source, 0};
        return frames;
    }

    static AudioBuffer sine(Hertz f, double amplitude, Seconds length, double right = 1.0) {
        AudioBuffer audio(2, length * kRate);
        for (std::size_t i = 0; i < audio.channel(0).size(); ++i) {
            const double x = amplitude * std::sin(2.0 * std::numbers::pi * f.value *
                                                  static_cast<double>(i) / kRate.hz);
            audio.channel(0)[i] = static_cast<float>(x);
            audio.channel(1)[i] = static_cast<float>(right * x);
        }
        return audio;
    }

  private slots:
    /// EBU Tech 3341, case 1: 1 kHz at -23 dBFS reads -23.0 LUFS everywhere.
    void readsTheStandardsTone() {
        LiveMeter meter(kRate);
        meter.process(frames(sine({1000}, amplitude({-23}), {5})));
        const MeterFrame f = meter.frame();
        for (const auto& loudness : {f.momentary, f.shortTerm, f.integrated, f.maxMomentary}) {
            QVERIFY(loudness);
            QVERIFY(std::abs(loudness->value + 23.0) < 0.05);
        }
        QVERIFY(std::abs(f.truePeak[0].value + 23.0) < 0.05);
        QCOMPARE(f.measured.value, 5.0);
        QVERIFY(f.correlation && *f.correlation > 0.9999);
    }

    /// Every frame has a number of its own, also behind a reset and another source.
    void framesAreNumbered() {
        LiveMeter meter(kRate);
        const auto tone = sine({1000}, 0.1, {0.2});
        auto last = meter.frame().serial;
        for (const HeardSource source :
             {HeardSource::Mix, HeardSource::Master, HeardSource::Mix, HeardSource::Reference}) {
            meter.process(frames(tone, source));
            const MeterFrame frame = meter.frame();
            QCOMPARE(frame.serial, last + 1);
            QCOMPARE(frame.source, source);
            meter.reset();
            QCOMPARE(meter.frame().serial, last += 2);
        }
    }

    /// EBU Tech 3342, case 1: 20 s at -20 and 20 s at -30 dBFS have a range of 10 LU, +-1.
    void readsTheStandardsRange() {
        LiveMeter meter(kRate);
        for (const double level : {-20.0, -30.0})
            meter.process(frames(sine({1000}, amplitude({level}), {20})));
        const MeterFrame f = meter.frame();
        QVERIFY(f.range && std::abs(f.range->value - 10.0) < 1.0);
    }

    void agreesWithTheAnalysis() {
        const AudioBuffer song = demoSong(DemoSong::Mix, {12}, kRate, 3);
        const Loudness whole = measureLoudness(song, kRate);
        LiveMeter meter(kRate);
        const std::vector<HeardFrame> all = frames(song);
        for (std::size_t at = 0; at < all.size(); at += 1600)
            meter.process(std::span(all).subspan(at, std::min<std::size_t>(1600, all.size() - at)));
        const MeterFrame f = meter.frame();
        QVERIFY(std::abs(f.integrated->value - whole.integrated->value) < 0.1);
        QVERIFY(std::abs(f.maxMomentary->value - whole.momentaryMax->value) < 0.05);
        QVERIFY(std::abs(f.maxShortTerm->value - whole.shortTermMax->value) < 0.05);
        for (int c = 0; c < 2; ++c) {
            const double peak = toDecibels(measurePeaks(song.channel(c), kRate).truePeak).value;
            QVERIFY(std::abs(f.maxTruePeak[static_cast<std::size_t>(c)].value - peak) < 0.01);
        }

        AudioBuffer last(2, Seconds{0.371} * kRate);
        for (int c = 0; c < 2; ++c)
            std::copy(song.channel(c).end() - last.frames().count, song.channel(c).end(),
                      last.channel(c).begin());
        const Spectrogram spectrogram = spectrogramOf(last, kRate);
        QCOMPARE(spectrogram.frames, 1);
        for (std::size_t i = 0; i < kCells; ++i)
            QCOMPARE(f.spectrum.mid[i], spectrogram.mid[i]);
    }

    void saysNothingWhereThereIsNothing() {
        LiveMeter meter(kRate);
        MeterFrame f = meter.frame();
        QVERIFY(!f.momentary && !f.integrated && !f.correlation);
        QVERIFY(std::isinf(f.truePeak[0].value));
        meter.process(frames(AudioBuffer(2, Seconds{5} * kRate)));
        f = meter.frame();
        QVERIFY(!f.momentary && !f.shortTerm && !f.integrated && !f.correlation);
        meter.reset();
        meter.process(frames(sine({1000}, 0.1, {0.3})));
        QVERIFY(!meter.frame().momentary); // 0.4 s have not passed
    }

    void holdsMaximaUntilTheReset() {
        LiveMeter meter(kRate);
        auto loud = frames(sine({1000}, 0.5, {1}));
        loud[5000].reduction = 4.5F;
        meter.process(loud);
        QCOMPARE(meter.frame().reduction.value, 4.5);
        meter.process(frames(sine({1000}, 0.05, {1}, -1.0)));
        MeterFrame f = meter.frame();
        QVERIFY(std::abs(f.maxTruePeak[0].value + 6.02) < 0.1);
        QCOMPARE(f.reduction.value, 0.0);
        QCOMPARE(f.maxReduction.value, 4.5);
        QVERIFY(*f.correlation < -0.9999);
        meter.process(frames(sine({1000}, 0.05, {1})));
        QVERIFY(std::abs(meter.frame().truePeak[0].value + 26.02) < 0.1);
        meter.reset();
        f = meter.frame();
        QCOMPARE(f.maxReduction.value, 0.0);
        QVERIFY(std::isinf(f.maxTruePeak[0].value));
        QVERIFY(f.serial > 0);
    }

    void startsAnewWithAnotherSource() {
        LiveMeter meter(kRate);
        meter.process(frames(sine({1000}, 0.5, {1})));
        meter.process(frames(sine({1000}, 0.05, {1}), HeardSource::Master));
        const MeterFrame f = meter.frame();
        QCOMPARE(f.source, HeardSource::Master);
        QCOMPARE(f.measured.value, 1.0);
        QVERIFY(std::abs(f.maxTruePeak[0].value + 26.02) < 0.1);
        // And with another one of the references, which it goes on naming after a reset.
        auto third = frames(sine({1000}, 0.5, {1}), HeardSource::Reference);
        for (HeardFrame& frame : third)
            frame.reference = 2;
        meter.process(third);
        QCOMPARE(meter.frame().reference, 2);
        QCOMPARE(meter.frame().measured.value, 1.0);
        meter.reset();
        QCOMPARE(meter.frame().source, HeardSource::Reference);
        QCOMPARE(meter.frame().reference, 2);
    }

    void theThreadPublishesWhatIsInTheRing() {
        CommandQueue<HeardFrame> ring(static_cast<std::size_t>(2 * kRate.hz));
        MeterThread thread(ring, kRate);
        QVERIFY(!thread.latest());
        QCOMPARE(ring.write(frames(sine({1000}, amplitude({-23}), {1}))), std::size_t{48000});
        std::optional<MeterFrame> newest;
        const auto measured = [&](double low, double high) {
            if (const auto frame = thread.latest())
                newest = frame;
            return newest && newest->measured.value >= low && newest->measured.value <= high;
        };
        QTRY_VERIFY_WITH_TIMEOUT(measured(1.0, 1.0), 20000);
        QVERIFY(std::abs(newest->integrated->value + 23.0) < 0.05);
        thread.reset();
        QTRY_VERIFY_WITH_TIMEOUT(measured(0.0, 0.0), 20000); // though nothing plays
        QVERIFY(!newest->integrated);
        QCOMPARE(newest->maxTruePeak, MeterFrame::kSilent);
        ring.write(frames(sine({1000}, 0.1, {0.1})));
        QTRY_VERIFY_WITH_TIMEOUT(measured(0.1, 0.1), 20000);
    }
};

QTEST_GUILESS_MAIN(LiveMeterTest)
#include "live_meter_test.moc"
