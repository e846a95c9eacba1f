// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/codec_guard.h"

#include "core/analysis/loudness.h"
#include "core/codec/round_trip.h"
#include "core/render/dither.h"
#include "core/render/render.h"
#include "core/render/strictest_peak.h"
#include "tests/support/exact_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};
constexpr Decibels kCeiling{0.0};

/// A loud master with a ceiling of -1 dBTP: what a codec overshoots on.
AudioBuffer loudSong(unsigned seed, Seconds length) {
    ChainSettings settings;
    settings.drive = Gain(Decibels{9.0});
    return render(exactSong(seed, kRate, length, {}, 1.0), kRate, settings)->audio;
}

const AsWritten kFloats = [](AudioBuffer&) {};

bool isSame(const AudioBuffer& a, const AudioBuffer& b) {
    return std::ranges::equal(a.channel(0), b.channel(0)) &&
           std::ranges::equal(a.channel(1), b.channel(1));
}

} // namespace

class CodecGuardTest : public QObject {
    Q_OBJECT

    /// Measured anew, on the strictest of several meters.
    static double decodedPeak(const AudioBuffer& master, Codec codec, Frames skipped = {}) {
        const auto decoded = roundTrip(master, kRate, codec, skipped);
        return decoded ? strictestTruePeak(decoded->audio, decoded->rate, kCeiling).value : 99.0;
    }

  private slots:
    void keepsWhatIsDecodedUnderTheCeiling_data() {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("aac") << QStringList{"aac-128"};
        QTest::newRow("mp3") << QStringList{"mp3-40"};
        QTest::newRow("opus") << QStringList{"opus-96"};
        QTest::newRow("all") << QStringList{"aac-96", "mp3-128", "vorbis-128", "opus-128"};
    }
    void keepsWhatIsDecodedUnderTheCeiling() {
        QFETCH(QStringList, names);
        std::vector<Codec> codecs;
        for (const QString& name : names)
            codecs.push_back(*codecNamed(name.toStdString()));
        const AudioBuffer song = loudSong(11, Seconds{8.0});
        AudioBuffer master = song;
        const AsWritten toFile = [](AudioBuffer& audio) {
            (void)dither(audio, kRate, 16, DitherKind::Tpdf, 5);
        };
        const auto guard = guardCodecs(master, kRate, codecs, kCeiling, toFile);
        QVERIFY(guard);
        QVERIFY(guard->means != GuardMeans::Missed);
        QVERIFY(guard->changes());
        AudioBuffer written = master;
        toFile(written);
        for (std::size_t i = 0; i < codecs.size(); ++i) {
            const GuardedCodec& told = guard->codecs[i];
            QVERIFY(told.codec == codecs[i]);
            const double peak = decodedPeak(written, codecs[i]);
            QVERIFY2(peak <= 0.0,
                     qPrintable(names[static_cast<int>(i)] + QString(" %1").arg(peak)));
            QVERIFY(std::abs(peak - told.after.truePeak.value) < 0.05);
            QCOMPARE(told.after.overs, 0);
            QVERIFY(!told.after.worst);
            for (const int shift : {100, 500, 1000})
                QVERIFY(decodedPeak(written, codecs[i], Frames{shift}) <= 0.3);
            QVERIFY(told.shifted.value <= 0.3);
            QVERIFY2(told.encodes <= 8, qPrintable(QString::number(told.encodes)));
        }
        // And what it was before is told truly.
        AudioBuffer before = song;
        toFile(before);
        for (const GuardedCodec& told : guard->codecs) {
            QVERIFY(std::abs(decodedPeak(before, told.codec) - told.before.truePeak.value) < 0.05);
            QCOMPARE(told.before.worst.has_value(), told.before.overs > 0);
        }
        // It costs next to nothing.
        const auto loudness = [](const AudioBuffer& audio) {
            return measureLoudness(audio, kRate).integrated->value;
        };
        QVERIFY2(loudness(song) - loudness(master) < 0.15,
                 qPrintable(QString::number(loudness(song) - loudness(master))));
        // The dips that are told are the difference, and nothing else is.
        AudioBuffer again = song;
        if (guard->lowered.value == 0.0) {
            applyDips(again, kRate, guard->dips);
            QVERIFY(isSame(again, master));
        }
    }

    void withNothingToDoTheBitsStay() {
        const AudioBuffer song = exactSong(11, kRate, Seconds{4.0}, {}, 0.3);
        AudioBuffer master = song;
        const std::vector<Codec> codecs{{CodecKind::Aac, 256}, {CodecKind::Mp3, 320}};
        const auto guard = guardCodecs(master, kRate, codecs, kCeiling, kFloats);
        QVERIFY(guard);
        QVERIFY(!guard->changes());
        QCOMPARE(guard->encodes(), 2); // one of each, and it was seen
        QVERIFY(guard->means == GuardMeans::Dips);
        QVERIFY(isSame(song, master));
    }

    /// A ceiling far under the master's own needs more than dips.
    void aLowCeilingIsKeptToo() {
        AudioBuffer master = loudSong(13, Seconds{4.0});
        const std::vector<Codec> codecs{{CodecKind::Opus, 96}};
        const auto guard = guardCodecs(master, kRate, codecs, Decibels{-3.0}, kFloats);
        QVERIFY(guard);
        QVERIFY(guard->means != GuardMeans::Missed);
        QVERIFY(decodedPeak(master, codecs[0]) <= -3.0);
    }

    void isTheSameEachTime() {
        const std::vector<Codec> codecs{{CodecKind::Aac, 96}};
        AudioBuffer a = loudSong(17, Seconds{4.0});
        AudioBuffer b = a;
        const auto first = guardCodecs(a, kRate, codecs, kCeiling, kFloats);
        const auto second = guardCodecs(b, kRate, codecs, kCeiling, kFloats);
        QVERIFY(first && second);
        QVERIFY(isSame(a, b));
        QCOMPARE(first->dips, second->dips);
    }

    void isCancelled() {
        std::stop_source source;
        source.request_stop();
        AudioBuffer master = loudSong(19, Seconds{1.0});
        const AudioBuffer before = master;
        const std::vector<Codec> codecs{{CodecKind::Aac, 96}};
        const auto guard =
            guardCodecs(master, kRate, codecs, kCeiling, kFloats, Progress({}, source.get_token()));
        QVERIFY(!guard && guard.error().code == ErrorCode::Cancelled);
        QVERIFY(isSame(before, master));
    }
};

QTEST_APPLESS_MAIN(CodecGuardTest)
#include "codec_guard_test.moc"
