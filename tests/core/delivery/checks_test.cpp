// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/checks.h"

#include "core/audio/resample.h"
#include "core/delivery/native_rate.h"
#include "tests/support/signals.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr SampleRate kCd{44100};

/// A file in which nothing is wrong for anybody but the one that it is for.
struct File {
    Track track;
    Analysis analysis;
    std::optional<WaveShape> wave;
    std::optional<CodedClipping> clipping{std::in_place};

    File() {
        track.rate = kCd;
        track.audio = AudioBuffer(2, Frames{4410});
        track.format.channels = 2;
        track.format.bits = 24;
        analysis.peaks.truePeak = {Decibels{-1.5}, Decibels{-2.0}};
        analysis.loudness.integrated = Lufs{-23.1};
        analysis.bands[0].share = 0.1;
        analysis.bands[0].correlation = 0.75;
    }

    [[nodiscard]] std::optional<Check> of(Outlet outlet, CheckedFor what) const {
        for (const Check& check : checksOf({track, analysis, wave, clipping}))
            if (check.outlet == outlet && check.what == what)
                return check;
        return std::nullopt;
    }
    [[nodiscard]] int wrong() const {
        const auto checks = checksOf({track, analysis, wave, clipping});
        return static_cast<int>(std::ranges::count(checks, Judgement::Wrong, &Check::judgement));
    }
};

Check check(Outlet outlet, CheckedFor what, Judgement judgement, std::optional<double> amount = {},
            std::optional<Seconds> at = {}) {
    return {outlet, what, judgement, amount, at};
}

SpectrumEnd nativeRateOfNoise(SampleRate made, SampleRate rate) {
    const auto left = testing::whiteNoise(made, 4.0_s, 0.1, 1);
    const auto right = testing::whiteNoise(made, 4.0_s, 0.1, 2);
    const AudioBuffer audio = testing::stereo(left, right);
    const auto converted = made == rate ? Result(audio) : resample(audio, made, rate);
    const auto analysis = analyse(testing::trackOf(*converted, rate));
    return nativeRateOf(*converted, rate, analysis->lossyCutoff);
}

} // namespace

/// What of a file is right, wrong and unknown for each outlet.
class ChecksTest : public QObject {
    Q_OBJECT

    using enum Outlet;
    using enum CheckedFor;
    using enum Judgement;

  private slots:
    /// A 24 bit file at 44.1 kHz and -23 LUFS: only a CD asks for something else.
    void aGoodFile() {
        const File file;
        QCOMPARE(file.wrong(), 1);
        QVERIFY(file.of(Cd, Bits) == check(Cd, Bits, Wrong, 24));
        QVERIFY(file.of(Cd, Isrc) == check(Cd, Isrc, Unknown));
        QVERIFY(file.of(Club, CheckedFor::Loudness) ==
                check(Club, CheckedFor::Loudness, Unknown, -23.1));
        QVERIFY(!file.of(Streaming, FormatTag)); // no WAV
    }

    void formats() {
        File file;
        file.track.format.lossy = true;
        file.track.format.bits = 0;
        file.track.format.bitRate = 320000;
        for (const Outlet outlet : {Streaming, AppleDigitalMasters, Cd, Club})
            QVERIFY(file.of(outlet, Lossless) == check(outlet, Lossless, Wrong, 320000));
        for (const Outlet outlet : {Streaming, AppleDigitalMasters, Cd})
            QVERIFY(file.of(outlet, Bits) == check(outlet, Bits, Unknown));
        file = {};
        file.track.format.channels = 1;
        QVERIFY(file.of(Streaming, Channels) == check(Streaming, Channels, Wrong, 1));
        file = {};
        file.track.format.bits = 16;
        QVERIFY(file.of(Streaming, Bits) == check(Streaming, Bits, Right, 16));
        QVERIFY(file.of(AppleDigitalMasters, Bits) == check(AppleDigitalMasters, Bits, Wrong, 16));
        QVERIFY(file.of(Cd, Bits) == check(Cd, Bits, Right, 16));
        file.track.rate = {48000};
        QVERIFY(file.of(Streaming, CheckedFor::SampleRate)->judgement == Right);
        QVERIFY(file.of(Cd, CheckedFor::SampleRate) ==
                check(Cd, CheckedFor::SampleRate, Wrong, 48000));
        file.track.rate = {32000};
        QVERIFY(file.of(Streaming, CheckedFor::SampleRate)->judgement == Wrong);
        file.track.tags.isrc = "GBAYE6800011";
        QVERIFY(file.of(Cd, Isrc)->judgement == Right);
    }

    void waves() {
        File file;
        file.wave = WaveShape{1, 0};
        QCOMPARE(file.wrong(), 1);
        file.wave = WaveShape{0xFFFE, 34};
        QVERIFY(file.of(Streaming, FormatTag) == check(Streaming, FormatTag, Wrong, 0xFFFE));
        QVERIFY(file.of(Streaming, EndOfFile) == check(Streaming, EndOfFile, Wrong, 34));
    }

    void peaks_data() {
        QTest::addColumn<double>("peak");
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<bool>("cd");
        QTest::addColumn<bool>("broadcast");
        QTest::newRow("-1") << -1.0 << true << true << true;
        QTest::newRow("-0.8") << -0.8 << false << true << true;
        QTest::newRow("-0.5") << -0.5 << false << true << false;
        QTest::newRow("0.1") << 0.1 << false << false << false;
    }
    void peaks() {
        QFETCH(double, peak);
        QFETCH(bool, streaming);
        QFETCH(bool, cd);
        QFETCH(bool, broadcast);
        File file;
        file.analysis.peaks.truePeak[1] = {peak};
        file.track.audio.channel(1)[2205] = static_cast<float>(amplitude({peak}));
        const auto isRight = [&](Outlet outlet) {
            return file.of(outlet, Headroom)->judgement == Right;
        };
        QCOMPARE(isRight(Streaming), streaming);
        QCOMPARE(isRight(AppleDigitalMasters), streaming);
        QCOMPARE(isRight(Cd), cd);
        QCOMPARE(isRight(Club), cd);
        QCOMPARE(isRight(Broadcast), broadcast);
        QCOMPARE(file.of(Streaming, Headroom)->at.has_value(), !streaming);
        if (!streaming)
            QVERIFY(std::abs(file.of(Streaming, Headroom)->at->value - 0.05) < 0.001);
        QCOMPARE(*file.of(Streaming, Headroom)->amount, peak);
    }

    void broadcastLoudness() {
        File file;
        const auto judged = [&](double lufs) {
            file.analysis.loudness.integrated = Lufs{lufs};
            return file.of(Broadcast, CheckedFor::Loudness)->judgement;
        };
        QVERIFY(judged(-23.15) == Right && judged(-22.85) == Right);
        QVERIFY(judged(-23.5) == Unknown && judged(-22.1) == Unknown);
        QVERIFY(judged(-24.1) == Wrong && judged(-14.0) == Wrong);
        file.analysis.loudness.integrated.reset();
        QVERIFY(file.of(Broadcast, CheckedFor::Loudness) ==
                check(Broadcast, CheckedFor::Loudness, Unknown));
    }

    void places() {
        File file;
        file.analysis.places = {{PlaceKind::Clipped, {7.0}, {7.1}, 5.0},
                                {PlaceKind::Clipped, {9.0}, {9.1}, 8.0},
                                {PlaceKind::OutOfPhase, {3.0}, {6.0}, -0.5}};
        for (const Outlet outlet : {Streaming, AppleDigitalMasters, Cd, Club})
            QVERIFY(file.of(outlet, Clipping) == check(outlet, Clipping, Wrong, 2, Seconds{7.0}));
        QVERIFY(file.of(Club, Phase) == check(Club, Phase, Wrong, 1, Seconds{3.0}));
        file.analysis.bands[0].correlation = 0.25;
        QVERIFY(file.of(Club, MonoBass) == check(Club, MonoBass, Wrong, 0.25));
        file.analysis.bands[0].share = 0.0;
        QVERIFY(file.of(Club, MonoBass) == check(Club, MonoBass, Unknown));
    }

    void codec() {
        File file;
        QVERIFY(file.of(Streaming, CodecClipping) == check(Streaming, CodecClipping, Right, 0));
        file.clipping->channels[0] = {3, 4, Seconds{1.0}};
        file.clipping->channels[1] = {0, 2, Seconds{5.0}};
        file.clipping->overs = {{{1.0}, {0.25}}, {{5.0}, {0.5}}, {{6.0}, {0.125}}};
        for (const Outlet outlet : {Streaming, AppleDigitalMasters})
            QVERIFY(file.of(outlet, CodecClipping) ==
                    check(outlet, CodecClipping, Wrong, 9, Seconds{5.0}));
        file.clipping.reset();
        QVERIFY(file.of(Streaming, CodecClipping) == check(Streaming, CodecClipping, Unknown));
    }

    /// A spectrum that ends at 22 kHz in a 96 kHz file is said.
    void convertedUp() {
        for (const int rate : {48000, 88200, 96000, 192000}) {
            const SpectrumEnd up = nativeRateOfNoise(kCd, {rate});
            QVERIFY2(up.judgement == Wrong && up.end == Hertz{22050.0},
                     qPrintable(QString::number(rate)));
        }
        const SpectrumEnd up = nativeRateOfNoise({48000}, {96000});
        QVERIFY(up.judgement == Wrong && up.end == Hertz{24000.0});
        for (const int rate : {44100, 48000, 96000})
            QVERIFY2(nativeRateOfNoise({rate}, {rate}).judgement == Right,
                     qPrintable(QString::number(rate)));
    }

    void musicThatEndsLow() {
        // A tone and nothing else: where the rate's own end would lie there is nothing.
        const auto x = testing::sine({96000}, 4.0_s, {440.0}, 0.5);
        const AudioBuffer audio = testing::stereo(x, x);
        QVERIFY(nativeRateOf(audio, {96000}, {}).judgement == Unknown);
        QVERIFY(nativeRateOf(AudioBuffer(2, Frames{96000}), {96000}, {}).judgement == Unknown);
        QVERIFY(nativeRateOf(AudioBuffer(2, Frames{10}), {96000}, {}).judgement == Unknown);
        const SpectrumEnd coded = nativeRateOf(audio, {96000}, Hertz{16000.0});
        QVERIFY(coded.judgement == Wrong && coded.end == Hertz{16000.0});
    }
};

QTEST_APPLESS_MAIN(ChecksTest)
#include "checks_test.moc"
