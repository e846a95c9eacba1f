// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/round_trip.h"

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "core/audio/resample.h"
#include "tests/support/exact_song.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace kilter;
using namespace kilter::testing;

namespace {

/// Of the error of `b` beside `a`, in dB re `a`, when `b` is `lag` frames late.
double errorDb(const AudioBuffer& a, const AudioBuffer& b, int lag) {
    double error = 0.0;
    double power = 0.0;
    const auto frames = static_cast<int>(std::min(a.frames(), b.frames()).count);
    for (int c = 0; c < 2; ++c)
        for (int i = 100; i < frames - 100; ++i) {
            const double x = a.channel(c)[static_cast<std::size_t>(i)];
            const double y = b.channel(c)[static_cast<std::size_t>(i + lag)];
            error += (x - y) * (x - y);
            power += x * x;
        }
    return 10.0 * std::log10(error / power);
}

} // namespace

class RoundTripTest : public QObject {
    Q_OBJECT

    static void addCodecs() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("rate");
        for (const char* name : {"aac-256", "mp3-320", "vorbis-320", "opus-256"})
            for (const int rate : {44100, 48000, 96000})
                QTest::addRow("%s %d", name, rate) << name << rate;
    }

  private slots:
    void isAlignedToTheSample_data() { addCodecs(); }
    /// Property: no shift of a few samples, nor of a codec's usual delays, fits better than none.
    void isAlignedToTheSample() {
        QFETCH(QString, name);
        QFETCH(int, rate);
        const Codec codec = *codecNamed(name.toStdString());
        const AudioBuffer song = exactSong(3, SampleRate{rate}, Seconds{3.0});
        const auto decoded = roundTrip(song, SampleRate{rate}, codec);
        QVERIFY(decoded);
        const SampleRate coded = codedRate(codec.kind, SampleRate{rate});
        QCOMPARE(decoded->rate.hz, coded.hz);
        const auto reference = resample(song, SampleRate{rate}, coded);
        QVERIFY(reference);
        QCOMPARE(decoded->audio.frames().count, reference->frames().count);
        const double aligned = errorDb(*reference, decoded->audio, 0);
        QVERIFY2(aligned < -14.0, qPrintable(QString::number(aligned)));
        for (int lag = -20; lag <= 20; ++lag)
            if (lag != 0)
                QVERIFY2(errorDb(*reference, decoded->audio, lag) > aligned,
                         qPrintable(QString::number(lag)));
    }

    void isWhatFfmpegsProgramMakes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("encoder");
        QTest::addColumn<QString>("suffix");
        const auto row = [](const char* name, const char* encoder, const char* suffix) {
            QTest::newRow(name) << name
                                << QStringList{"-c:a", encoder, "-b:a",
                                               QString(name).section('-', 1) + "k"}
                                << suffix;
        };
        row("aac-128", "aac", "m4a");
        row("aac-256", "aac", "m4a");
        row("mp3-128", "libmp3lame", "mp3");
        row("mp3-320", "libmp3lame", "mp3");
        row("vorbis-160", "libvorbis", "ogg");
        row("opus-128", "libopus", "opus");
    }
    /// Oracle: the same file through the ffmpeg program, bit for bit.
    void isWhatFfmpegsProgramMakes() {
        QFETCH(QString, name);
        QFETCH(QStringList, encoder);
        QFETCH(QString, suffix);
        const QString ffmpeg = QStandardPaths::findExecutable("ffmpeg");
        if (ffmpeg.isEmpty())
            QSKIP("the ffmpeg program is not there");
        const QTemporaryDir folder;
        const QString wav = folder.filePath("song.wav");
        const QString coded = folder.filePath("song." + suffix);
        const QString back = folder.filePath("back.wav");
        constexpr SampleRate kRate{44100};
        const AudioBuffer song = exactSong(5, kRate, Seconds{4.0}, {}, 0.98);
        QVERIFY(writeAudioFile(wav.toStdString(), song, kRate,
                               {FileFormat::Wav, SampleFormat::Float32}));
        const QStringList quiet{"-nostdin", "-v", "error", "-y", "-i"};
        QCOMPARE(QProcess::execute(ffmpeg, quiet + QStringList{wav} + encoder + QStringList{coded}),
                 0);
        QCOMPARE(QProcess::execute(ffmpeg, quiet + QStringList{coded, "-c:a", "pcm_f32le", back}),
                 0);
        const auto right = readTrack(back.toStdString());
        QVERIFY(right);
        const auto decoded = roundTrip(song, kRate, *codecNamed(name.toStdString()));
        QVERIFY(decoded);
        QCOMPARE(right->rate.hz, decoded->rate.hz);
        QVERIFY(right->audio.frames() >= decoded->audio.frames());
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < decoded->audio.channel(c).size(); ++i)
                QCOMPARE(decoded->audio.channel(c)[i], right->audio.channel(c)[i]);
    }

    void whatIsSkippedIsGone() {
        constexpr SampleRate kRate{44100};
        const AudioBuffer song = exactSong(7, kRate, Seconds{2.0});
        const auto decoded = roundTrip(song, kRate, {CodecKind::Mp3, 320}, Frames{1000});
        QVERIFY(decoded);
        QCOMPARE(decoded->audio.frames().count, song.frames().count - 1000);
        AudioBuffer rest(2, decoded->audio.frames());
        for (int c = 0; c < 2; ++c)
            std::ranges::copy(song.channel(c).subspan(1000), rest.channel(c).begin());
        QVERIFY(errorDb(rest, decoded->audio, 0) < -14.0);
    }

    /// Floats: what passes full scale is still there to be seen.
    void nothingIsClipped() {
        constexpr SampleRate kRate{48000};
        const AudioBuffer song = exactSong(9, kRate, Seconds{2.0}, {}, 1.4);
        const auto decoded = roundTrip(song, kRate, {CodecKind::Vorbis, 320});
        QVERIFY(decoded);
        float highest = 0.0F;
        for (const float x : decoded->audio.channel(0))
            highest = std::max(highest, std::abs(x));
        QVERIFY(highest > 1.2F);
    }

    void shortAndEmptySoundsPass() {
        for (const char* name : {"aac-128", "mp3-128", "vorbis-128", "opus-128"})
            for (const int frames : {0, 1, 100, 1024}) {
                const auto decoded =
                    roundTrip(AudioBuffer(2, Frames{frames}), SampleRate{48000}, *codecNamed(name));
                QVERIFY2(decoded, name);
                QCOMPARE(decoded->audio.frames().count, std::int64_t{frames});
            }
    }

    void isCancelled() {
        std::stop_source source;
        source.request_stop();
        const auto decoded =
            roundTrip(exactSong(1, SampleRate{44100}, Seconds{1.0}), SampleRate{44100},
                      {CodecKind::Aac, 128}, {}, Progress({}, source.get_token()));
        QVERIFY(!decoded);
        QVERIFY(decoded.error().code == ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(RoundTripTest)
#include "round_trip_test.moc"
