// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "core/audio/id3_frames.h"
#include "core/audio/isrc.h"
#include "core/audio/legacy_text.h"
#include "core/audio/tag_reader.h"
#include "tests/support/audio_buffers.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

std::string id3Frame(std::string_view id, std::string_view content) {
    return std::string(id) + big(content.size(), 4) + "\0\0"s + std::string(content);
}

std::string id3(std::string_view frames) {
    std::string size;
    for (int i = 3; i >= 0; --i)
        size.push_back(static_cast<char>(frames.size() >> (7 * i) & 0x7F));
    return "ID3\3\0\0"s + size + std::string(frames);
}

// A FLAC file's metadata blocks (RFC 9639, section 8), with comments instead of its own.
std::string withComments(const std::string& flac, const std::vector<std::string>& comments) {
    std::string block = little(6, 4) + "nobody" + little(comments.size(), 4);
    for (const std::string& comment : comments)
        block += little(comment.size(), 4) + comment;
    std::string result = "fLaC";
    std::size_t at = 4;
    for (bool last = false; !last;) {
        const auto head = static_cast<unsigned char>(flac[at]);
        const std::size_t size =
            static_cast<std::size_t>(static_cast<unsigned char>(flac[at + 1])) << 16 |
            static_cast<std::size_t>(static_cast<unsigned char>(flac[at + 2])) << 8 |
            static_cast<unsigned char>(flac[at + 3]);
        last = (head & 0x80) != 0;
        if ((head & 0x7F) != 4)
            result +=
                std::string(1, static_cast<char>(head & 0x7F)) + flac.substr(at + 1, 3 + size);
        at += 4 + size;
    }
    return result + "\x84" + big(block.size(), 3) + block + flac.substr(at);
}

} // namespace

class TagsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    [[nodiscard]] fs::path path(const char* name) const {
        return fs::path(folder_.path().toStdString()) / name;
    }
    [[nodiscard]] Track waveWith(const std::string& chunks) const {
        writeBytes(path("t.wav"),
                   riff(formatChunk() + chunks + chunk("data", std::string(400, '\1'))));
        auto track = readTrack(path("t.wav"));
        if (!track)
            qFatal("a file of the test's own can't be read");
        return *track;
    }
    static std::string lost(const Track& track) {
        for (const Warning& w : track.warnings)
            if (w.code == WarningCode::TagsUnreadable)
                return w.detail.empty() ? "all" : w.detail;
        return {};
    }

  private slots:
    /// A long extended header is passed over; in version 2.4 its length has seven bits a byte.
    /// There too, bytes that look unsynchronised are each frame's own business.
    void id3HeadersAndFlags() {
        const QTemporaryDir dir;
        const auto titled = [&](int version, int flags, const std::string& content) {
            std::string tag = id3(content);
            tag[3] = static_cast<char>(version);
            tag[5] = static_cast<char>(flags);
            const fs::path path = dir.filePath("tag").toStdString();
            writeBytes(path, tag);
            auto file = InputFile::open(path);
            const auto kept = id3TextFrames(*file, {0, tag.size()});
            const std::string text(kept ? reinterpret_cast<const char*>(kept->data()) : "",
                                   kept ? kept->size() : 0);
            return text.find("Title") != std::string::npos;
        };
        const std::string title = id3Frame("TIT2", "\0Title"s);
        QVERIFY(titled(3, 0x40, big(200, 4) + std::string(200, '\0') + title));
        const std::string sevenBits = "\0\0\x01\x48"s; // 200, counting itself
        QVERIFY(titled(4, 0x40, sevenBits + std::string(196, '\1') + title));
        std::string picture;
        for (int i = 0; i < 50; ++i)
            picture += "\xFF\0"s;
        QVERIFY(titled(4, 0x80, id3Frame("APIC", picture) + title));
        // Seven bits of a byte count in version 2.4, all eight in 2.3.
        const auto other = [](const std::string& size, std::size_t bytes) {
            return "TALB" + size + "\0\0"s + std::string(bytes, 'x');
        };
        QVERIFY(titled(3, 0, other("\0\0\x02\x01"s, 513) + title));
        QVERIFY(titled(4, 0, other("\0\0\x02\x01"s, 257) + title));
        // In version 2.3 the zeros are no part of a frame's length.
        const std::string head = id3Frame("APIC", std::string(50, 'x')).substr(0, 10);
        QVERIFY(titled(3, 0x80, head + picture + title));
    }

    void isrcInAnySpelling_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("isrc");
        for (const char* same :
             {"GBAYE6800011", "GB-AYE-68-00011", "gb-aye-68-00011", "GB AYE 68 00011",
              "ISRC GB-AYE-68-00011", "isrc:GBAYE6800011", " GBAYE6800011 "})
            QTest::newRow(same) << QByteArray(same) << QByteArray("GBAYE6800011");
        QTest::newRow("digits in the registrant")
            << QByteArray("US-S1Z-99-00001") << QByteArray("USS1Z9900001");
        for (const char* none :
             {"", "abc", "GBAYE680001", "GBAYE68000111", "G1AYE6800011", "GBA_E6800011",
              "GBAYE6X00011", "GBAYE680001X", "GBÄYE6800011", "ISRC", "ISRCISRC6800011X"})
            QTest::newRow(none) << QByteArray(none) << QByteArray();
    }
    void isrcInAnySpelling() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, isrc);
        const auto found = isrcFrom(text.toStdString());
        QCOMPARE(found.has_value(), !isrc.isEmpty());
        QCOMPARE(QByteArray::fromStdString(found.value_or("")), isrc);
    }

    void legacyTexts_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("ASCII") << QByteArray("Plain") << "Plain";
        QTest::newRow("UTF-8") << QByteArray("Größe 混") << QString::fromUtf8("Größe 混");
        QTest::newRow("German") << QByteArray("Gr\xf6\xdf"
                                              "e")
                                << QString::fromUtf8("Größe");
        QTest::newRow("French") << QByteArray("Caf\xe9 \xe0 No\xebl")
                                << QString::fromUtf8("Café à Noël");
        QTest::newRow("inside") << QByteArray("H\xe9l\xe8ne") << QString::fromUtf8("Hélène");
        QTest::newRow("quotes") << QByteArray("Don\x92t \x93Stop\x94 \x96 now")
                                << QString::fromUtf8("Don’t “Stop” – now");
        QTest::newRow("Spanish") << QByteArray("\xa1Ma\xf1"
                                               "ana!")
                                 << QString::fromUtf8("¡Mañana!");
        QTest::newRow("Nordic") << QByteArray("Sm\xf8rrebr\xf8"
                                              "d \xc5")
                                << QString::fromUtf8("Smørrebrød Å");
        QTest::newRow("hiragana") << QByteArray("\x82\xb3\x82\xad\x82\xe7")
                                  << QString::fromUtf8("さくら");
        QTest::newRow("katakana and ASCII")
            << QByteArray("Remix \x83\x8d\x83\x62\x83N") << QString::fromUtf8("Remix ロック");
        QTest::newRow("kanji") << QByteArray("\x93\x8c\x8b\x9e") << QString::fromUtf8("東京");
        QTest::newRow("no sense") << QByteArray("a\x81") << QString::fromUtf8("a\xef\xbf\xbd");
    }
    void legacyTexts() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(fromLegacy(bytes.toStdString())), text);
        const Track track = waveWith(
            chunk("LIST", "INFO" + chunk("INAM", bytes.toStdString()) + chunk("IART", "x")));
        QCOMPARE(QString::fromStdString(track.tags.title), text);
        QCOMPARE(track.tags.artist, "x"s);
        QVERIFY(lost(track).empty());
    }

    void asciiForBext() {
        QCOMPARE(toAscii("Größe Ærø Łódź Œuvre naïve ŽIŽ"), "Grosse AEro Lodz OEuvre naive ZIZ"s);
        QCOMPARE(toAscii("“Don’t” – 混\n"), "?Don't? - ??"s);
        QCOMPARE(toAscii("×÷"), "??"s);
    }

    /// Several values are told apart, whatever the format has them in.
    void severalValues() {
        const Track one =
            waveWith(chunk("id3 ", id3(id3Frame("TIT2", "\3One\0Two"s) + id3Frame("TPE1", "\3"
                                                                                          "A\0"
                                                                                          "B\0"
                                                                                          "C"s))));
        QCOMPARE(one.tags.title, "One; Two"s);
        QCOMPARE(one.tags.artist, "A; B; C"s);

        QVERIFY(writeAudioFile(path("a.flac"), noise(0.5, {4000}, 3), {44100},
                               {FileFormat::Flac, SampleFormat::Pcm16}));
        writeBytes(path("b.flac"), withComments(readBytes(path("a.flac")),
                                                {"ARTIST=A", "artist=B", "TITLE=One",
                                                 "ISRC=gb-aye-68-00011", "ISRC=GBAYE6800012"}));
        const auto flac = readTrack(path("b.flac"));
        QVERIFY2(flac, flac ? "" : flac.error().detail.c_str());
        QCOMPARE(flac->tags.artist, "A; B"s);
        QCOMPARE(flac->tags.title, "One"s);
        QCOMPARE(flac->tags.isrc, "GBAYE6800011"s); // a recording has one
        QCOMPARE(lost(*flac), "ISRC GBAYE6800012"s);
    }

    void isrcsOfAFile() {
        const auto with = [&](const std::string& isrc) {
            return waveWith(chunk("id3 ", id3(id3Frame("TSRC", "\3" + isrc))));
        };
        QCOMPARE(with("GB-AYE-68-00011").tags.isrc, "GBAYE6800011"s);
        QVERIFY(lost(with("GB-AYE-68-00011")).empty());
        const Track none = with("abc");
        QCOMPARE(none.tags.isrc, ""s);
        QCOMPARE(lost(none), "ISRC abc"s);
        QCOMPARE(with("abc\0GBAYE6800011"s).tags.isrc, "GBAYE6800011"s);
    }

    /// A line break is a space; other control characters are nothing.
    void tidied_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("tidy");
        QTest::newRow("line") << QByteArray("One\nTwo") << QByteArray("One Two");
        QTest::newRow("Windows's") << QByteArray("One\r\n\tTwo") << QByteArray("One Two");
        QTest::newRow("separator") << QByteArray("One\xe2\x80\xa8Two") << QByteArray("One Two");
        QTest::newRow("at the ends") << QByteArray("\nOne\n") << QByteArray("One");
        QTest::newRow("escape") << QByteArray("O\x1b[31mne") << QByteArray("O[31mne");
        QTest::newRow("C1") << QByteArray("O\xc2\x9bne\x7f") << QByteArray("One");
        QTest::newRow("long") << QByteArray(998, 'x') + "ö!" << QByteArray(998, 'x') + "ö";
    }
    void tidied() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, tidy);
        std::string tag = text.toStdString();
        QVERIFY(tidyTag(tag));
        QCOMPARE(QByteArray::fromStdString(tag), tidy);
        std::string wrong = "a\xff";
        QVERIFY(!tidyTag(wrong) && wrong.empty());
    }

    /// EBU Tech 3285: ASCII, and the place in time comes back as it was.
    void broadcastExtension() {
        AudioFileText text;
        text.tags.title = "Größe";
        text.tags.timeReference = 0x1'2345'6789;
        text.originationDate = "2026-01-31";
        QVERIFY(writeAudioFile(path("b.wav"), noise(0.5, {4000}, 3), {48000}, {}, text));
        const std::string bytes = readBytes(path("b.wav"));
        const std::size_t bext = bytes.find("bext") + 8;
        QCOMPARE(bytes.substr(bext, 7), "Grosse\0"s);
        QVERIFY(std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(bext),
                            bytes.begin() + static_cast<std::ptrdiff_t>(bext + 338),
                            [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
        QCOMPARE(bytes.substr(bext + 338, 8), little(0x1'2345'6789, 8));
        const auto track = readTrack(path("b.wav"));
        QVERIFY(track);
        QCOMPARE(track->tags.timeReference, std::uint64_t{0x1'2345'6789});
        QCOMPARE(track->tags.title, "Größe"s); // by its ID3 chunk
        QCOMPARE(waveWith(chunk("bext", std::string(338, ' '))).tags.timeReference,
                 std::uint64_t{0}); // too short
        QCOMPARE(waveWith(chunk("bext", std::string(602, '\xff'))).tags.timeReference,
                 std::uint64_t{0}); // no day
    }
};

QTEST_APPLESS_MAIN(TagsTest)
#include "tags_test.moc"
