// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/encoded_file.h"

#include "core/audio/audio_file.h"
#include "core/codec/round_trip.h"
#include "tests/support/exact_song.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sndfile.h>
#include <taglib/fileref.h>
#include <taglib/tpropertymap.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};

Result<Done> write(const QString& path, Codec codec, const AudioBuffer& audio,
                   const EncodedFileText& text, const Progress& progress = {}) {
    auto file = AtomicFile::create(path.toStdString());
    if (!file)
        return file.error();
    if (auto done = writeEncoded(*file, audio, kRate, codec, text, progress); !done)
        return done;
    return file->commit();
}

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

EncodedFileText text() {
    EncodedFileText text;
    text.tags.title = "Süd & Söhne";
    text.tags.artist = "日本語";
    text.tags.isrc = "GBAYE6800011";
    text.loudness = Lufs{-9.02};
    text.truePeak = Decibels{-1.0};
    return text;
}

} // namespace

class EncodedFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString pathOf(const QString& name) {
        const Codec codec = *codecNamed(name.toStdString());
        return folder_.filePath(name + QString::fromUtf8(factsOf(codec.kind).suffix.data()));
    }
    static void addCodecs() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"aac-192", "mp3-192", "vorbis-192", "opus-192"})
            QTest::newRow(name) << name;
    }

  private slots:
    void holdsTheMusicOfTheRoundTrip_data() { addCodecs(); }
    /// Oracle: Kilter's own readers, which go by the file's word on its length.
    void holdsTheMusicOfTheRoundTrip() {
        QFETCH(QString, name);
        const Codec codec = *codecNamed(name.toStdString());
        const AudioBuffer song = exactSong(2, kRate, Seconds{3.3});
        const QString path = pathOf(name);
        QVERIFY(write(path, codec, song, text()));
        const auto track = readTrack(path.toStdString());
        QVERIFY(track);
        QVERIFY2(track->warnings.size() == 1 && track->warnings[0].code == WarningCode::Lossy,
                 "a warning that is about more than being lossy");
        const auto decoded = roundTrip(song, kRate, codec);
        QVERIFY(decoded);
        QCOMPARE(track->rate.hz, decoded->rate.hz);
        QCOMPARE(track->audio.frames().count, decoded->audio.frames().count);
        double error = 0.0; // Vorbis and Opus have another decoder here, with other last bits
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < track->audio.channel(c).size(); ++i)
                error =
                    std::max(error, std::abs(static_cast<double>(track->audio.channel(c)[i] -
                                                                 decoded->audio.channel(c)[i])));
        QVERIFY2(error < 2e-4, qPrintable(QString::number(error)));
        QCOMPARE(track->tags.title, text().tags.title);
        QCOMPARE(track->tags.artist, text().tags.artist);
        QCOMPARE(track->tags.isrc, text().tags.isrc);
    }

    void saysHowLoudItIsToBePlayed_data() { addCodecs(); }
    /// Known answer: ReplayGain 2 is -18 LUFS, Opus's own -23 LUFS in 1/256 dB.
    void saysHowLoudItIsToBePlayed() {
        QFETCH(QString, name);
        const QString path = pathOf(name);
        QVERIFY(write(path, *codecNamed(name.toStdString()), exactSong(2, kRate, Seconds{1.0}),
                      text()));
        const TagLib::FileRef file(path.toUtf8().constData());
        QVERIFY(!file.isNull());
        const auto properties = file.file()->properties();
        const auto valueOf = [&](const char* key) {
            return properties.contains(key)
                       ? QString::fromUtf8(properties[key].front().toCString(true))
                       : QString();
        };
        if (name.startsWith("opus")) {
            QCOMPARE(valueOf("R128_TRACK_GAIN"), QString("-3579")); // round(-13.98 * 256)
            QCOMPARE(valueOf("REPLAYGAIN_TRACK_GAIN"), QString());
        } else if (name.startsWith("aac")) {
            const QByteArray bytes = bytesOf(path); // under names of iTunes's
            QVERIFY(bytes.contains("REPLAYGAIN_TRACK_GAIN"));
            QVERIFY(bytes.contains("-8.98 dB"));
            QVERIFY(bytes.contains("iTunSMPB"));
            QVERIFY(bytes.contains(" 00000000 00000400 ")); // 1024 samples before the music
            QVERIFY(bytes.contains("000000000000AC44"));    // and 44100 of it
        } else {
            QCOMPARE(valueOf("REPLAYGAIN_TRACK_GAIN"), QString("-8.98 dB"));
            QCOMPARE(valueOf("REPLAYGAIN_TRACK_PEAK"), QString("0.891251"));
        }
    }

    void isTheSameBytesEachTime_data() { addCodecs(); }
    void isTheSameBytesEachTime() {
        QFETCH(QString, name);
        const QString path = pathOf(name);
        const Codec codec = *codecNamed(name.toStdString());
        const AudioBuffer song = exactSong(4, kRate, Seconds{1.5});
        QVERIFY(write(path, codec, song, text()));
        const QByteArray first = bytesOf(path);
        QVERIFY(!first.isEmpty());
        QVERIFY(write(path, codec, song, text()));
        QVERIFY(bytesOf(path) == first);
    }

    void whatIsNotThereIsNotSaid() {
        const QString path = pathOf("vorbis-128");
        QVERIFY(write(path, {CodecKind::Vorbis, 128}, exactSong(2, kRate, Seconds{1.0}), {}));
        const QByteArray bytes = bytesOf(path);
        for (const char* key : {"TITLE", "ARTIST", "ISRC", "REPLAYGAIN"})
            QVERIFY2(!bytes.contains(key), key);
    }

    void aCancelledOneLeavesNothing() {
        const QString path = pathOf("mp3-128");
        QFile::remove(path);
        std::stop_source source;
        source.request_stop();
        const auto done = write(path, {CodecKind::Mp3, 128}, exactSong(2, kRate, Seconds{1.0}), {},
                                Progress({}, source.get_token()));
        QVERIFY(!done && done.error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(path));
    }

    void libsndfileReadsThem() {
        for (const char* name : {"vorbis-192", "opus-192"}) {
            const QString path = pathOf(name);
            QVERIFY(write(path, *codecNamed(name), exactSong(2, kRate, Seconds{1.0}), text()));
            SF_INFO info{};
            SNDFILE* file = sf_open(path.toUtf8().constData(), SFM_READ, &info);
            QVERIFY2(file, name);
            sf_close(file);
            QCOMPARE(info.channels, 2);
            QVERIFY(std::abs(static_cast<double>(info.frames) / info.samplerate - 1.0) < 0.01);
        }
    }
};

QTEST_GUILESS_MAIN(EncodedFileTest)
#include "encoded_file_test.moc"
