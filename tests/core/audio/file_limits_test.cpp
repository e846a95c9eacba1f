// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "tests/support/file_bytes.h"
#include "tests/support/flac_encoder.h"
#include "tests/support/peak_memory.h"
#include "tests/support/sound_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

std::string id3(std::string_view frames) {
    std::string size;
    for (int i = 3; i >= 0; --i)
        size.push_back(static_cast<char>(frames.size() >> (7 * i) & 0x7F));
    return "ID3\3\0\0"s + size + std::string(frames);
}

std::string textFrame(std::string_view id, const std::string& text) {
    return std::string(id) + big(text.size() + 1, 4) + "\0\0\0"s + text;
}

constexpr std::int64_t kMegabyte = std::int64_t{1} << 20;

} // namespace

/// What a file may cost, whatever it says.
class FileLimitsTest : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir folder_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

  private slots:
    /// Silence packs into almost nothing, and unpacks to all that memory and disk have.
    void silenceInFlac() {
        const auto ofSeconds = [&](std::size_t seconds) {
            encodeFlac(path("x.flac"), std::vector<std::int32_t>(2 * 44100 * seconds), 2, 16,
                       44100);
            return readTrack(path("x.flac"));
        };
        QCOMPARE(ofSeconds(120)->audio.frames().count, std::int64_t{120 * 44100});
        // Counted in the header or not, no more than 64 MB and 64 times the file are taken.
        (void)ofSeconds(600);
        std::string bytes = readBytes(path("x.flac"));
        for (const bool isCounted : {true, false}) {
            if (!isCounted)
                bytes.replace(21, 5,
                              std::string(1, static_cast<char>(bytes[21] & '\xF0')) +
                                  std::string(4, '\0'));
            writeBytes(path("y.flac"), bytes);
            const PeakMemory peak;
            const auto track = readTrack(path("y.flac"));
            QVERIFY(!track);
            QCOMPARE(track.error().code, ErrorCode::UnsupportedCodec);
            QVERIFY2(peak.bytes() < 70 * kMegabyte, std::to_string(peak.bytes()).c_str());
        }
    }

    /// A seek table is as long as its block says, and the file has none of it.
    void seekTableOfAFlac() {
        encode(path("x.flac"), SF_FORMAT_FLAC | SF_FORMAT_PCM_16, softNoise({48000}), {48000});
        const std::string flac = readBytes(path("x.flac"));
        std::string bytes = flac.substr(0, 42) + "\3" + big(0xFFFFF0, 3) + flac.substr(42);
        writeBytes(path("cut.flac"), bytes);
        {
            const PeakMemory peak;
            QVERIFY(!readTrack(path("cut.flac")));
            QVERIFY2(peak.bytes() < 75 * kMegabyte, std::to_string(peak.bytes()).c_str());
        }
        // One that is there costs nothing, either, and the sound behind it is read.
        bytes = flac.substr(0, 42) + "\3" + big(18 * 10'000, 3) + std::string(18 * 10'000, '\xFF') +
                flac.substr(42);
        writeBytes(path("y.flac"), bytes);
        const auto track = readTrack(path("y.flac"));
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(track->audio.frames().count, std::int64_t{48000});
        QVERIFY(track->warnings.empty());
    }

    /// However small the packets: Opus says 120 ms in three bytes.
    void silenceInOpus() {
        encode(path("x.opus"), SF_FORMAT_OGG | SF_FORMAT_OPUS, AudioBuffer(2, {48000 * 100}),
               {48000});
        const auto track = readTrack(path("x.opus"));
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(track->audio.frames().count, std::int64_t{48000 * 100});
    }

    void indexOfAnMp4() {
        QVERIFY(writeAudioFile(path("s.wav"), softNoise({44100}), {44100}, {}));
        if (!encodeWithFfmpeg(path("s.wav"), {"-c:a", "aac"}, path("s.m4a")))
            QSKIP("no ffmpeg here");
        std::string bytes = readBytes(path("s.m4a"));
        // All samples of one byte, and 67 million of them; the time table says as many.
        const std::size_t sizes = bytes.find("stsz");
        bytes.replace(sizes + 8, 8, big(1, 4) + big(1 << 26, 4));
        const std::size_t times = bytes.find("stts");
        bytes.replace(times + 12, 4, big(1 << 26, 4));
        const std::size_t chunks = bytes.find("stsc"); // and all of them in the first chunk
        bytes.replace(chunks + 8, 4, big(1, 4));
        bytes.replace(chunks + 16, 4, big(1 << 26, 4));
        writeBytes(path("bomb.m4a"), bytes);
        const PeakMemory peak;
        (void)readTrack(path("bomb.m4a"));
        QVERIFY2(peak.bytes() < 64 * kMegabyte, std::to_string(peak.bytes()).c_str());
    }

    void atomsWithinAtoms_data() {
        QTest::addColumn<QByteArray>("first"); ///< these two in turn
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<int>("depth");
        for (const int depth : {1, 3, 8, 12, 3000}) {
            QTest::addRow("udta, %d", depth) << QByteArray("udta") << QByteArray("udta") << depth;
            QTest::addRow("ilst in udta, %d", depth)
                << QByteArray("udta") << QByteArray("ilst") << depth;
            QTest::addRow("meta, %d", depth) << QByteArray("meta") << QByteArray("meta") << depth;
            QTest::addRow("indices without a track, %d", depth)
                << QByteArray("moov") << QByteArray("moov") << depth;
        }
    }

    /// In front of the index, at the front of it, at its end, behind it: passed over, and the audio
    /// is there.
    void atomsWithinAtoms() {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(int, depth);
        QVERIFY(writeAudioFile(path("s.wav"), softNoise({44100}), {44100}, {}));
        if (!encodeWithFfmpeg(path("s.wav"), {"-c:a", "aac"}, path("s.m4a")))
            QSKIP("no ffmpeg here");
        const std::string bytes = readBytes(path("s.m4a"));
        const auto plain = readTrack(path("s.m4a"));
        QVERIFY(plain);
        std::string atoms;
        for (int i = depth; i > 0; --i) {
            const bool hasHandler = i == 1 && first == "meta"; // or libavformat does not look in
            atoms = (i % 2 ? first : second).toStdString() +
                    (hasHandler ? big(0, 4) + big(33, 4) + "hdlr" + std::string(25, '\0') : "") +
                    atoms;
            atoms = big(atoms.size() + 4, 4) + atoms;
        }
        const std::size_t index = bytes.find("moov") - 4; // the last
        for (const std::size_t at : {index, index + 8, bytes.size()})
            for (const bool within : {false, true}) {
                if (within != (at > index) && at != bytes.size())
                    continue;
                std::string made = bytes;
                made.insert(at, atoms);
                if (within)
                    made.replace(index, 4, big(bytes.size() - index + atoms.size(), 4));
                writeBytes(path("deep.m4a"), made);
                const auto track = readTrack(path("deep.m4a"));
                QVERIFY2(track, track ? "" : track.error().detail.c_str());
                QVERIFY(std::ranges::equal(track->audio.channel(0), plain->audio.channel(0)));
                QCOMPARE(track->warnings.size(), plain->warnings.size());
            }
    }

    /// The bit rate is the sound's, not the cover's.
    void bitRateWithoutTheTags() {
        encode(path("x.mp3"), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, softNoise({48000}),
               {48000});
        const std::string mp3 = readBytes(path("x.mp3"));
        const int right = readTrack(path("x.mp3"))->format.bitRate;
        QVERIFY(right >= 32'000 && right <= 320'000);
        const std::string tag =
            id3("APIC" + big(15'000'000, 4) + "\0\0"s + std::string(15'000'000, 'x'));
        writeBytes(path("y.mp3"), tag + mp3);
        QCOMPARE(readTrack(path("y.mp3"))->format.bitRate, right);
        // One frame of sound behind it: 8 x size / duration would not fit an int.
        const std::size_t second = mp3.find("\xFF\xFB", 4);
        writeBytes(path("z.mp3"),
                   tag + mp3.substr(second, mp3.find("\xFF\xFB", second + 4) - second));
        const auto one = readTrack(path("z.mp3"));
        QVERIFY2(one, one ? "" : one.error().detail.c_str());
        QVERIFY(one->format.bitRate >= 32'000 && one->format.bitRate <= 320'000);
    }

    void manyTextFrames_data() {
        QTest::addColumn<QString>("id");
        QTest::newRow("wanted") << "TIT2";
        QTest::newRow("others") << "TXXX";
    }

    /// A tag is bounded before it is parsed.
    void manyTextFrames() {
        QFETCH(QString, id);
        encode(path("x.mp3"), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, softNoise({48000}),
               {48000});
        const std::string mp3 = readBytes(path("x.mp3"));
        std::string frames = textFrame("TIT2", "Song");
        const std::string frame = textFrame(id.toStdString(), "a");
        while (frames.size() < 40'000'000)
            frames += frame;
        writeBytes(path("y.mp3"), id3(frames) + mp3);
        frames = {};
        const PeakMemory peak;
        const auto track = readTrack(path("y.mp3"));
        QVERIFY(track);
        QCOMPARE(track->tags.title, std::string("Song"));
        QVERIFY2(peak.bytes() < 64 * kMegabyte, std::to_string(peak.bytes()).c_str());
    }

    void manyComments() {
        const std::string vorbis = little(0, 4) + little(3'000'000, 4);
        std::string fields = little(10, 4) + "TITLE=Song";
        while (fields.size() < 15'000'000)
            fields += little(3, 4) + "X=y";
        const std::string comment = vorbis + fields;
        encode(path("x.flac"), SF_FORMAT_FLAC | SF_FORMAT_PCM_16, softNoise({48000}), {48000});
        const std::string flac = readBytes(path("x.flac"));
        writeBytes(path("y.flac"),
                   flac.substr(0, 42) + "\4" + big(comment.size(), 3) + comment + flac.substr(42));
        const PeakMemory peak;
        const auto track = readTrack(path("y.flac"));
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(track->tags.title, std::string("Song"));
        QCOMPARE(track->audio.frames().count, std::int64_t{48000});
        QVERIFY2(peak.bytes() < 64 * kMegabyte, std::to_string(peak.bytes()).c_str());
    }

    /// Nothing searches a chunk for what it does not begin with.
    void id3ChunkWithoutId3() {
        const std::string noise(20'000'000, '\xFF');
        writeBytes(path("x.wav"), riff(formatChunk() + chunk("data", std::string(400, '\1')) +
                                       chunk("id3 ", noise)));
        const auto track = readTrack(path("x.wav"));
        QVERIFY(track);
        QVERIFY(warns(*track, WarningCode::TagsUnreadable));
    }
};

QTEST_APPLESS_MAIN(FileLimitsTest)
#include "file_limits_test.moc"
