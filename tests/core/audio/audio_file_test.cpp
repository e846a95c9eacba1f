// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "tests/support/audio_buffers.h"
#include "tests/support/file_bytes.h"
#include "tests/support/peak_memory.h"
#include "tests/support/sound_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stop_token>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

constexpr SampleRate kRate{44100};

// Normalised correlation of the left channels, `lag` frames apart.
double correlation(const AudioBuffer& a, const AudioBuffer& b, std::ptrdiff_t lag) {
    const auto x = a.channel(0).subspan(5000, 6000);
    const auto y = b.channel(0).subspan(static_cast<std::size_t>(5000 + lag), 6000);
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += static_cast<double>(x[i] * y[i]);
        xx += static_cast<double>(x[i] * x[i]);
        yy += static_cast<double>(y[i] * y[i]);
    }
    return xy / std::sqrt(xx * yy);
}

// The lag at which `b` is most like `a`.
std::ptrdiff_t lagOf(const AudioBuffer& a, const AudioBuffer& b) {
    std::ptrdiff_t best = 0;
    for (std::ptrdiff_t lag = -3000; lag <= 3000; ++lag) {
        if (correlation(a, b, lag) > correlation(a, b, best))
            best = lag;
    }
    return best;
}

std::string id3Frame(std::string_view id, std::string_view content) {
    return std::string(id) + big(content.size(), 4) + "\0\0"s + std::string(content);
}

// ID3v2.3, whose frame sizes are plain numbers; the tag's has 7 bits a byte.
std::string id3(std::string_view frames) {
    std::string size;
    for (int i = 3; i >= 0; --i)
        size.push_back(static_cast<char>(frames.size() >> (7 * i) & 0x7F));
    return "ID3\3\0\0"s + size + std::string(frames);
}

} // namespace

class AudioFileTest : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir folder_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    fs::path written(const char* name, AudioFileFormat format, const AudioBuffer& audio,
                     const AudioFileText& text = {}) const {
        const auto bytes = writeAudioFile(path(name), audio, kRate, format, text);
        return bytes ? path(name) : fs::path();
    }

    static ErrorCode errorOf(const fs::path& file) {
        const auto track = readTrack(file);
        return track ? ErrorCode{-1} : track.error().code;
    }

  private slots:
    void nonsense_data() {
        QTest::addColumn<QString>("suffix");
        for (const char* suffix : {"wav", "aiff", "flac", "ogg", "opus", "mp3", "m4a", "aac", "wma",
                                   "wv", "caf", "w64", "txt", ""})
            QTest::newRow(suffix) << suffix;
    }

    void nonsense() {
        QFETCH(QString, suffix);
        const fs::path file = path(("x." + suffix).toUtf8().constData());
        writeBytes(file, "");
        QCOMPARE(errorOf(file), ErrorCode::UnknownFormat);
        writeBytes(file, "Dear diary, today I bought a synthesiser.\n");
        QCOMPARE(errorOf(file), ErrorCode::UnknownFormat);
        std::string random(50'000, '\0');
        std::mt19937 generator(1);
        for (char& c : random)
            c = static_cast<char>(generator());
        writeBytes(file, random);
        QCOMPARE(errorOf(file), ErrorCode::UnknownFormat);
        // Only the magic is right.
        for (const std::string& magic :
             {"RIFF\0\0\0\0WAVE"s, "FORM\0\0\0\0AIFF"s, "fLaC"s, "OggS"s,
              "\0\0\0\x18"s + "ftypM4A ", "wvpk"s, "caff\0\1"s,
              "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\0\xAA\0\x62\xCE\x6C"s,
              "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"s}) {
            writeBytes(file, magic + random);
            const auto track = readTrack(file);
            QVERIFY(!track);
        }
    }

    void formatsThatAreKnownAndRefused() {
        for (const std::string& magic :
             {".snd\0\0\0\x18"s, "\xF0\x7E\0\1"s, "Creative Voice File\x1A"s, "MAC \x96\x0F"s,
              "\x1A\x45\xDF\xA3"s, "RIFX\0\0\0\0WAVE"s, "FORM\0\0\0\x08"s + "8SVX"}) {
            writeBytes(path("x.wav"), magic + std::string(4000, '\1'));
            QCOMPARE(errorOf(path("x.wav")), ErrorCode::UnsupportedCodec);
        }
        // MPEG layer II, 48 kHz, 192 kbit/s: three frames.
        std::string frame = "\xFF\xFD\xA4\0"s + std::string(572, '\0');
        writeBytes(path("x.mp3"), frame + frame + frame);
        QCOMPARE(errorOf(path("x.mp3")), ErrorCode::UnsupportedCodec);
    }

    void whatIsNoFile() {
        QCOMPARE(errorOf(path("missing.wav")), ErrorCode::FileNotFound);
        QCOMPARE(errorOf(path("")), ErrorCode::NotAFile);
        QCOMPARE(errorOf("/dev/null"), ErrorCode::NotAFile);
        QCOMPARE(::mkfifo(path("fifo.wav").c_str(), 0600), 0);
        QCOMPARE(errorOf(path("fifo.wav")), ErrorCode::NotAFile); // and does not wait
        const auto print = fingerprintOf(path("missing.wav"));
        QCOMPARE(print.error().code, ErrorCode::FileNotFound);
    }

    void noPermission() {
        const fs::path file = written("secret.wav", {}, noise(0.1, {100}, 1));
        fs::permissions(file, fs::perms::none);
        // Root may read everything: be somebody else for a moment.
        constexpr uid_t kNobody = 65534;
        const uid_t self = ::geteuid();
        fs::permissions(path(""), fs::perms::others_exec, fs::perm_options::add);
        if (self == 0 && ::seteuid(kNobody) != 0)
            QSKIP("can't become somebody else");
        const ErrorCode code = errorOf(file);
        if (self == 0)
            QCOMPARE(::seteuid(self), 0);
        QCOMPARE(code, ErrorCode::NoPermission);
    }

    void strangeNames() {
        const AudioBuffer audio = noise(0.1, {100}, 1);
        QVERIFY(readTrack(written("ünï 🎧 'quoted' \"name\".wav", {}, audio)));
        fs::path deep = path("deep");
        for (int i = 0; i < 15; ++i)
            deep /= std::string(200, 'd');
        fs::create_directories(deep);
        deep /= std::string(251, 'f') + ".wav";
        QVERIFY(writeAudioFile(deep, audio, kRate, {}));
        QVERIFY(readTrack(deep));
    }

    void recognisedByContent() {
        const AudioBuffer audio = onGrid(noise(0.5, {5000}, 3), 16);
        const fs::path file = written("a.flac", {FileFormat::Flac, SampleFormat::Pcm16}, audio);
        fs::rename(file, path("a.mp3"));
        const auto track = readTrack(path("a.mp3"));
        QVERIFY(track);
        QCOMPARE(track->format.container, std::string("FLAC"));
        QVERIFY(std::ranges::equal(track->audio.channel(1), audio.channel(1)));
    }

    void truncated_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<bool>("declares");
        QTest::newRow("WAV") << (SF_FORMAT_WAV | SF_FORMAT_PCM_16) << true;
        QTest::newRow("AIFF") << (SF_FORMAT_AIFF | SF_FORMAT_PCM_24) << true;
        QTest::newRow("FLAC") << (SF_FORMAT_FLAC | SF_FORMAT_PCM_16) << true;
        QTest::newRow("Vorbis") << (SF_FORMAT_OGG | SF_FORMAT_VORBIS) << false;
        QTest::newRow("Opus") << (SF_FORMAT_OGG | SF_FORMAT_OPUS) << false;
        QTest::newRow("MP3") << (SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III) << true;
    }

    void truncated() {
        QFETCH(int, format);
        QFETCH(bool, declares);
        constexpr Frames kFrames{240'000};
        encode(path("whole"), format, softNoise(kFrames), {48000});
        const auto whole = readTrack(path("whole"));
        QVERIFY2(whole, whole ? "" : whole.error().detail.c_str());
        QVERIFY(!warns(*whole, WarningCode::Truncated));
        const std::string bytes = readBytes(path("whole"));
        writeBytes(path("half"), std::string_view(bytes).substr(0, bytes.size() / 2));
        const auto half = readTrack(path("half"));
        QVERIFY2(half, half ? "" : half.error().detail.c_str());
        const std::int64_t there = half->audio.frames().count;
        QVERIFY(there > kFrames.count / 3 && there < kFrames.count * 2 / 3);
        QVERIFY(warns(*half, WarningCode::Truncated));
        QCOMPARE(amountOf(*half, WarningCode::Truncated),
                 declares ? static_cast<double>(kFrames.count - there) : 0.0);
    }

    /// Encoder delay and padding are out: what was at a time is still there.
    void alignedWithTheOriginal_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("codec");
        QTest::newRow("FLAC") << (SF_FORMAT_FLAC | SF_FORMAT_PCM_24) << "FLAC 24 bit";
        QTest::newRow("Vorbis") << (SF_FORMAT_OGG | SF_FORMAT_VORBIS) << "Vorbis";
        QTest::newRow("Opus") << (SF_FORMAT_OGG | SF_FORMAT_OPUS) << "Opus";
        QTest::newRow("MP3") << (SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III) << "MP3";
    }

    void alignedWithTheOriginal() {
        QFETCH(int, format);
        QFETCH(QString, codec);
        const AudioBuffer original = softNoise({48000});
        encode(path("x"), format, original, {48000});
        const auto track = readTrack(path("x"));
        QVERIFY(track);
        QCOMPARE(QString::fromStdString(track->format.codec), codec);
        QCOMPARE(track->audio.frames().count, std::int64_t{48000});
        QCOMPARE(lagOf(original, track->audio), std::ptrdiff_t{0});
        QVERIFY(correlation(original, track->audio, 0) > 0.9);
        QCOMPARE(track->format.lossy, codec != "FLAC 24 bit");
        QCOMPARE(track->format.bitRate > 0, track->format.lossy);
        QCOMPARE(warns(*track, WarningCode::Lossy), track->format.lossy);
    }

    void decodedByLibav_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<int>("lag"); // ADTS has no place for the delay; ffmpeg's WMA drops a block
        QTest::newRow("AAC") << "m4a" << QStringList{"-c:a", "aac"} << "AAC" << 0;
        QTest::newRow("MP4 named FLAC")
            << "flac" << QStringList{"-c:a", "aac", "-f", "ipod"} << "AAC" << 0;
        QTest::newRow("ADTS") << "aac" << QStringList{} << "AAC" << 1024;
        QTest::newRow("ALAC") << "m4a" << QStringList{"-c:a", "alac"} << "ALAC 24 bit" << 0;
        QTest::newRow("WMA") << "wma" << QStringList{} << "WMA 2" << -2048;
        QTest::newRow("WavPack") << "wv" << QStringList{"-sample_fmt", "s16p"} << "WavPack 16 bit"
                                 << 0;
        QTest::newRow("CAF") << "caf" << QStringList{"-c:a", "pcm_s24le"} << "PCM 24 bit" << 0;
    }

    void decodedByLibav() {
        QFETCH(QString, suffix);
        QFETCH(QStringList, options);
        QFETCH(QString, codec);
        QFETCH(int, lag);
        const AudioBuffer original = softNoise({kRate.hz});
        const fs::path source = written("s.wav", {}, original);
        const fs::path file = path(("s." + suffix).toUtf8().constData());
        const QStringList title{"-metadata", "title=Großes Stück"};
        if (!encodeWithFfmpeg(source, options + title, file))
            QSKIP("no ffmpeg here");
        const auto track = readTrack(file);
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(QString::fromStdString(track->format.codec), codec);
        QCOMPARE(lagOf(original, track->audio), std::ptrdiff_t{lag});
        QVERIFY(!warns(*track, WarningCode::Truncated));
        if (lag == 0)
            QCOMPARE(track->audio.frames(), original.frames());
        if (suffix != "aac")
            QCOMPARE(track->tags.title, std::string("Großes Stück"));
    }

    /// WavPack's hybrid mode is lossy as long as its other half is not there.
    void hybridWavPackIsLossy() {
        if (!encodeWithFfmpeg(written("s.wav", {}, softNoise({kRate.hz})), {"-sample_fmt", "s16p"},
                              path("s.wv")))
            QSKIP("no ffmpeg here");
        std::string bytes = readBytes(path("s.wv"));
        QVERIFY(!readTrack(path("s.wv"))->format.lossy);
        bytes[24] = static_cast<char>(bytes[24] | 8); // the first block's flags
        writeBytes(path("s.wv"), bytes);
        const auto track = readTrack(path("s.wv"));
        QVERIFY(track);
        QVERIFY(track->format.lossy);
        QCOMPARE(track->format.codec, std::string("WavPack hybrid"));
        QVERIFY(warns(*track, WarningCode::Lossy));
    }

    void tagsOfVorbisComments_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("FLAC") << "flac" << QStringList{};
        QTest::newRow("Vorbis") << "ogg" << QStringList{"-c:a", "libvorbis"};
        QTest::newRow("Opus") << "opus" << QStringList{"-c:a", "libopus"};
    }

    void tagsOfVorbisComments() {
        QFETCH(QString, suffix);
        QFETCH(QStringList, options);
        const fs::path file = path(("t." + suffix).toUtf8().constData());
        const QStringList tags{"-metadata",     "title=Großes Stück", "-metadata",
                               "artist=Jemand", "-metadata",          "isrc=USRC17607839"};
        if (!encodeWithFfmpeg(written("s.wav", {}, softNoise({kRate.hz})), options + tags, file))
            QSKIP("no ffmpeg here");
        const auto track = readTrack(file);
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(track->tags.title, std::string("Großes Stück"));
        QCOMPARE(track->tags.artist, std::string("Jemand"));
        QCOMPARE(track->tags.isrc, std::string("USRC17607839"));
        QVERIFY(!warns(*track, WarningCode::TagsUnreadable));
    }

    /// ADTS declares no length; what libavformat guesses from the first, silent packets' bit rate
    /// is far too long.
    void guessedLengthIsNoDeclaration() {
        AudioBuffer audio = softNoise({8 * kRate.hz});
        for (int c = 0; c < 2; ++c)
            std::ranges::fill(audio.channel(c).first(static_cast<std::size_t>(5 * kRate.hz)), 0.0f);
        if (!encodeWithFfmpeg(written("s.wav", {}, audio), {}, path("s.aac")))
            QSKIP("no ffmpeg here");
        const auto track = readTrack(path("s.aac"));
        QVERIFY(track);
        QVERIFY(!warns(*track, WarningCode::Truncated));
    }

    void declaresMoreThanThereIs() {
        // FLAC with 2^36 - 1 frames, and an AIFF with 2^32 - 1.
        std::string flac = readBytes(written("a.flac", {FileFormat::Flac, SampleFormat::Pcm16},
                                             onGrid(noise(0.5, {5000}, 3), 16)));
        flac[21] = static_cast<char>(flac[21] | 0x0F);
        flac.replace(22, 4, "\xFF\xFF\xFF\xFF");
        writeBytes(path("a.flac"), flac);
        std::string aiff = readBytes(written("a.aiff", {FileFormat::Aiff, SampleFormat::Pcm16},
                                             onGrid(noise(0.5, {5000}, 3), 16)));
        aiff.replace(aiff.find("COMM") + 10, 4, "\xFF\xFF\xFF\xFF");
        writeBytes(path("a.aiff"), aiff);
        const PeakMemory peak;
        for (const char* name : {"a.flac", "a.aiff"}) {
            const auto track = readTrack(path(name));
            QVERIFY(track);
            QCOMPARE(track->audio.frames().count, std::int64_t{5000});
            QVERIFY(!track->audio.mapped());
            // What no file ever held is no length: nothing is "missing".
            QVERIFY(warns(*track, WarningCode::HeaderRepaired));
            QVERIFY(!warns(*track, WarningCode::Truncated));
        }
        QVERIFY2(peak.bytes() < 64 << 20, std::to_string(peak.bytes()).c_str());
    }

    void tagsOfAnId3Header() {
        encode(path("x.mp3"), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, softNoise({48000}),
               {48000});
        const std::string mp3 = readBytes(path("x.mp3"));
        const auto with = [&](std::string_view frames) {
            writeBytes(path("y.mp3"), id3(frames) + mp3);
            return readTrack(path("y.mp3"));
        };
        const std::string title = id3Frame("TIT2", "\0Song"s);
        const std::string isrc = id3Frame("TSRC", "\0USRC17607839"s);

        const auto plain = with(title + isrc);
        QVERIFY2(plain, plain ? "" : plain.error().detail.c_str());
        QCOMPARE(plain->tags.title, std::string("Song"));
        QCOMPARE(plain->tags.isrc, std::string("USRC17607839"));
        QVERIFY(!warns(*plain, WarningCode::TagsUnreadable));

        const auto cover = with(id3Frame("APIC", std::string(20'000'000, 'x')) + title);
        QVERIFY(cover);
        QCOMPARE(cover->tags.title, std::string("Song"));
        QCOMPARE(cover->audio.frames(), plain->audio.frames());

        // A chapter within a chapter within ...: 100,000 of them.
        std::string chapters;
        for (std::size_t depth = 100'000; depth > 0; --depth) {
            constexpr std::size_t kHead = 10 + 2 + 16;
            chapters += id3Frame("CHAP", "a\0"s + std::string(16, '\0'));
            const std::string size = big(depth * kHead - 10, 4);
            chapters.replace(chapters.size() - kHead + 4, 4, size);
        }
        const auto nested = with(title + chapters);
        QVERIFY(nested);
        QCOMPARE(nested->tags.title, std::string("Song"));

        const auto endless = with("TIT2\xFF\xFF\xFF\xFF\0\0x"s);
        QVERIFY(endless);
        QCOMPARE(endless->audio.frames(), plain->audio.frames());
    }

    /// A text that can't be one is left out, said, and costs no audio.
    void badUtf8() {
        const std::string data = chunk("data", std::string(400, '\1'));
        for (const std::string& text : {"\xFF\xFE"s, "caf\xE9"s, "\xC0\xAF"s, "\xED\xA0\x80"s}) {
            const std::string tags = chunk(
                "id3 ", id3(id3Frame("TPE1", "\3Böse\tLeute") + id3Frame("TIT2", "\3" + text)));
            writeBytes(path("t.wav"), riff(formatChunk() + tags + data));
            const auto track = readTrack(path("t.wav"));
            QVERIFY(track);
            QCOMPARE(track->tags.artist, std::string("Böse Leute")); // on one line
            QCOMPARE(track->audio.frames().count, 100);
        }
    }

    void fingerprints() {
        const fs::path file = written("a.wav", {}, noise(0.5, {100'000}, 3));
        const auto track = readTrack(file);
        const auto print = fingerprintOf(file);
        QVERIFY(track && print);
        QCOMPARE(track->fingerprint, *print);
        QCOMPARE(print->bytes, std::uint64_t{fs::file_size(file)});
        std::string bytes = readBytes(file);
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        writeBytes(file, bytes);
        QVERIFY(fingerprintOf(file)->hash != print->hash);
    }

    void cancelled() {
        const fs::path file = written("a.wav", {}, noise(0.5, {100'000}, 3));
        std::stop_source stop;
        stop.request_stop();
        const auto track = readTrack(file, Progress({}, stop.get_token()));
        QVERIFY(!track);
        QCOMPARE(track.error().code, ErrorCode::Cancelled);
        // In the middle, as soon as it is told of some progress.
        for (const auto format :
             {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
            encode(path("x"), format, softNoise({200'000}), {48000});
            std::stop_source later;
            const Progress progress(
                [&](double fraction, std::string_view) {
                    if (fraction > 0.2)
                        later.request_stop();
                },
                later.get_token());
            QCOMPARE(readTrack(path("x"), progress).error().code, ErrorCode::Cancelled);
        }
    }

    void progressRises() {
        const fs::path file = written("a.wav", {}, noise(0.5, {300'000}, 3));
        double last = 0.0;
        bool isRising = true;
        const Progress progress(
            [&](double fraction, std::string_view) {
                isRising &= fraction >= last && fraction <= 1.0;
                last = fraction;
            },
            {});
        QVERIFY(readTrack(file, progress));
        QVERIFY(isRising);
        QCOMPARE(last, 1.0);
    }

    void parallelCallsAgree() {
        for (const int format :
             {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
              SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
            encode(path("p"), format, softNoise({96'000}), {48000});
            const auto alone = readTrack(path("p"));
            std::vector<std::optional<Result<Track>>> together(4);
            {
                std::vector<std::jthread> threads;
                for (auto& result : together)
                    threads.emplace_back([&] { result = readTrack(path("p")); });
            }
            for (const auto& result : together) {
                QVERIFY(*result);
                QVERIFY(std::ranges::equal((*result)->audio.channel(0), alone->audio.channel(0)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(AudioFileTest)
#include "audio_file_test.moc"
