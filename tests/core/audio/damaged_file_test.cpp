// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "tests/support/file_bytes.h"
#include "tests/support/flac_encoder.h"
#include "tests/support/sound_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

constexpr SampleRate kRate{48000};
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
constexpr int kFlac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
constexpr int kVorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
constexpr int kOpus = SF_FORMAT_OGG | SF_FORMAT_OPUS;

// The largest difference of two files' left channels over `frames` from the places given.
float difference(const Track& a, std::int64_t atA, const Track& b, std::int64_t atB,
                 std::int64_t frames) {
    const auto part = [frames](const Track& t, std::int64_t at) {
        return t.audio.channel(0).subspan(static_cast<std::size_t>(at),
                                          static_cast<std::size_t>(frames));
    };
    float largest = 0.0f;
    for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i)
        largest = std::max(largest, std::abs(part(a, atA)[i] - part(b, atB)[i]));
    return largest;
}

std::size_t infoTag(const std::string& mp3) {
    return std::min(mp3.find("Info"), mp3.find("Xing"));
}

} // namespace

/// A length that is declared or guessed is never believed against what is in the file; what is
/// damaged costs no more than itself; and either is said.
class DamagedFileTest : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir folder_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    std::string encoded(int format, const AudioBuffer& audio,
                        int mode = SF_BITRATE_MODE_CONSTANT) const {
        encode(path("encoded"), format, audio, kRate, mode);
        return readBytes(path("encoded"));
    }

    Track read(std::string_view bytes) const {
        writeBytes(path("read"), bytes);
        auto track = readTrack(path("read"));
        if (!track) {
            qWarning("%s", track.error().detail.c_str());
            return {};
        }
        return std::move(*track);
    }

  private slots:
    void joinedFiles_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("MP3") << kMp3;
        QTest::newRow("FLAC") << kFlac;
        QTest::newRow("Vorbis") << kVorbis;
        QTest::newRow("Opus") << kOpus;
        QTest::newRow("WAV") << (SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        QTest::newRow("WAV, odd chunk") << (SF_FORMAT_WAV | SF_FORMAT_PCM_24);
        QTest::newRow("W64") << (SF_FORMAT_W64 | SF_FORMAT_PCM_16);
        QTest::newRow("AIFF") << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
        QTest::newRow("CAF") << (SF_FORMAT_CAF | SF_FORMAT_PCM_16);
        QTest::newRow("ALAC in CAF") << (SF_FORMAT_CAF | SF_FORMAT_ALAC_16);
    }

    /// One behind the other, as `cat` makes them: each without its encoder's padding.
    void joinedFiles() {
        QFETCH(int, format);
        const std::string one = encoded(format, softNoise({70'001}, 1));
        const std::string two = encoded(format, softNoise({50'003}, 2));
        const Track first = read(one);
        const Track second = read(two);
        const Track joined = read(one + two);
        QCOMPARE(joined.audio.frames().count, std::int64_t{70'001 + 50'003});
        QVERIFY(difference(joined, 0, first, 0, 70'001) < 1e-6f);
        QVERIFY(difference(joined, 70'001, second, 0, 50'003) < 1e-6f);
        QVERIFY(!warns(joined, WarningCode::DamagedPart));
        QVERIFY(!warns(joined, WarningCode::Truncated));
        // What FLAC's header counts is the first file alone.
        QCOMPARE(warns(joined, WarningCode::HeaderRepaired), format == kFlac);
        QCOMPARE(first.warnings.size(), second.warnings.size());
    }

    /// What is said of each of them is said of the whole.
    void joinedReports() {
        AudioBuffer spoilt = softNoise({1000}, 1);
        spoilt.channel(0)[10] = std::nanf("");
        spoilt.channel(1)[500] = HUGE_VALF;
        encode(path("n"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, spoilt, kRate);
        const std::string one = readBytes(path("n"));
        QCOMPARE(amountOf(read(one), WarningCode::NonFiniteSamples), 2.0);
        QCOMPARE(amountOf(read(one + one), WarningCode::NonFiniteSamples), 4.0);

        QVERIFY(writeAudioFile(path("s.wav"), softNoise({480'000}), kRate, {}));
        if (!encodeWithFfmpeg(path("s.wav"), {"-c:a", "alac"}, path("s.m4a")))
            QSKIP("no ffmpeg here");
        const std::string whole = readBytes(path("s.m4a"));
        std::string damaged = whole;
        damaged.replace(whole.size() / 2, 8000, std::string(8000, '\x99'));
        const double lost = amountOf(read(damaged), WarningCode::DamagedPart);
        QVERIFY(lost > 1000.0);
        QCOMPARE(amountOf(read(whole + damaged), WarningCode::DamagedPart), lost);
        QCOMPARE(amountOf(read(damaged + damaged), WarningCode::DamagedPart), 2 * lost);
    }

    void joinedWithAnotherRate_data() { joinedFiles_data(); }

    void joinedWithAnotherRate() {
        QFETCH(int, format);
        if (format == kOpus)
            return; // it has but one
        const std::string one = encoded(format, softNoise({70'000}, 1));
        encode(path("other"), format, softNoise({70'000}, 2), {32000});
        const Track joined = read(one + readBytes(path("other")));
        QCOMPARE(joined.audio.frames().count, std::int64_t{70'000});
        QVERIFY(warns(joined, WarningCode::Truncated));
    }

    void joinedByLibav_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("AAC") << "m4a" << QStringList{"-c:a", "aac", "-aac_pns", "0"};
        QTest::newRow("AAC, index first")
            << "m4a" << QStringList{"-c:a", "aac", "-movflags", "+faststart"};
        QTest::newRow("ALAC") << "m4a" << QStringList{"-c:a", "alac"};
        QTest::newRow("WMA") << "wma" << QStringList{};
    }

    void joinedByLibav() {
        QFETCH(QString, suffix);
        QFETCH(QStringList, options);
        const fs::path target = path(("j." + suffix).toUtf8().constData());
        const auto encodedBy = [&](const AudioBuffer& audio, const QStringList& more) {
            (void)writeAudioFile(path("s.wav"), audio, kRate, {});
            return encodeWithFfmpeg(path("s.wav"), options + more, target) ? readBytes(target)
                                                                           : std::string();
        };
        const std::string one = encodedBy(softNoise({100'000}, 1), {});
        if (one.empty())
            QSKIP("no ffmpeg here");
        const std::string two = encodedBy(softNoise({150'000}, 2), {"-ac", "1"});
        const Track first = read(one);
        const Track second = read(two);
        const Track joined = read(one + two + one);
        const std::int64_t a = first.audio.frames().count;
        const std::int64_t b = second.audio.frames().count;
        QVERIFY(a > 95'000 && b > 145'000);
        QCOMPARE(joined.audio.frames().count, a + b + a);
        QVERIFY(difference(joined, 0, first, 0, a) == 0.0f);
        QVERIFY(difference(joined, a, second, 0, b) == 0.0f);
        QVERIFY(difference(joined, a + b, first, 0, a) == 0.0f);
        QCOMPARE(joined.format.channels, 2);
        QCOMPARE(joined.warnings.size(), first.warnings.size());
        if (first.format.lossy)
            QVERIFY(std::abs(joined.format.bitRate - first.format.bitRate) <
                    first.format.bitRate / 2);
        // Neither another rate nor what is no sound is joined to it, and that is said.
        const std::string other = encodedBy(softNoise({50'000}, 3), {"-ar", "32000"});
        for (const std::string& end :
             {other, two.substr(0, 300), other.substr(0, 40) + std::string(400, '\0')}) {
            const Track cut = read(one + end + one);
            QCOMPARE(cut.audio.frames().count, a);
            QVERIFY(difference(cut, 0, first, 0, a) == 0.0f);
            QVERIFY(warns(cut, WarningCode::Truncated));
        }
    }

    void mp3InfoCountsWrongly() {
        const std::string whole = encoded(kMp3, softNoise({150'000}));
        const Track right = read(whole);
        QCOMPARE(right.audio.frames().count, std::int64_t{150'000});
        for (const unsigned frames : {0u, 20u}) {
            std::string wrong = whole;
            wrong.replace(infoTag(whole) + 8, 4, big(frames, 4));
            const Track track = read(wrong);
            QCOMPARE(track.audio.frames().count, std::int64_t{150'000});
            QVERIFY(difference(track, 0, right, 0, 150'000) == 0.0f);
            QVERIFY(warns(track, WarningCode::HeaderRepaired));
        }
    }

    /// Without a count, the length is no guess from the first, quiet frames' bit rate.
    void mp3OfVariableBitRateWithoutInfo() {
        AudioBuffer audio = softNoise({10 * kRate.hz});
        for (int c = 0; c < 2; ++c)
            std::ranges::fill(audio.channel(c).first(100'000), 0.0f);
        const std::string whole = encoded(kMp3, audio, SF_BITRATE_MODE_VARIABLE);
        const Track right = read(whole);
        // The first frame holds the tag and no sound.
        const std::size_t second = whole.find("\xFF\xFB", 4);
        const Track track = read(std::string_view(whole).substr(second));
        const std::int64_t missing = right.audio.frames().count - track.audio.frames().count;
        QVERIFY2(std::abs(missing) < 3000, std::to_string(missing).c_str());
        QVERIFY(!warns(track, WarningCode::Truncated));
    }

    void mp3TagsAnywhere() {
        const std::string sound = encoded(kMp3, softNoise({100'000}));
        const Track right = read(sound);
        const std::string id3 = "ID3\3\0\0\0\0\0\x0E"s + "TIT2\0\0\0\4\0\0\0Old"s;
        const std::string newer = "ID3\3\0\0\0\0\0\x0E"s + "TIT2\0\0\0\4\0\0\0New"s;
        const std::string ape = "APETAGEX" + little(2000, 4) + little(40, 4) + little(1, 4) +
                                little(0xA0000000, 4) + std::string(8 + 40, '\0');
        const std::string id3v1 = "TAG" + std::string(125, ' ');
        for (const std::string& bytes :
             {id3 + newer + sound, id3 + std::string(70'000, '\0') + sound, sound + id3v1,
              sound + ape + id3v1, id3 + sound + id3v1 + newer + sound}) {
            const Track track = read(bytes);
            QVERIFY(track.audio.frames().count % 100'000 == 0);
            QVERIFY(track.audio.frames().count > 0);
            QVERIFY(difference(track, 0, right, 0, 100'000) == 0.0f);
            QCOMPARE(track.warnings.size(), right.warnings.size());
        }
        QCOMPARE(read(id3 + newer + sound).tags.title, std::string("New"));
        QCOMPARE(read(id3 + std::string(70'000, '\0') + sound).tags.title, std::string("Old"));
        QCOMPARE(read(id3 + newer + encoded(kFlac, softNoise({5000}))).audio.frames().count,
                 std::int64_t{5000});
    }

    void mp3Damaged_data() {
        QTest::addColumn<bool>("isInserted");
        QTest::addColumn<bool>("hasInfo");
        QTest::newRow("zeros in the place of frames, counted") << false << true;
        QTest::newRow("zeros in the place of frames, one bit rate") << false << false;
        QTest::newRow("zeros between frames' bytes, counted") << true << true;
    }

    void mp3Damaged() {
        QFETCH(bool, isInserted);
        QFETCH(bool, hasInfo);
        std::string whole = encoded(kMp3, softNoise({400'000}));
        if (!hasInfo)
            whole.replace(infoTag(whole), 4, "none");
        const Track right = read(whole);
        std::string damaged = whole;
        const std::size_t middle = whole.size() / 2 + 77;
        if (isInserted)
            damaged.insert(middle, 3000, '\0');
        else
            damaged.replace(middle, 3000, std::string(3000, '\0'));
        const Track track = read(damaged);
        QCOMPARE(track.audio.frames().count, right.audio.frames().count);
        const double lost = amountOf(track, WarningCode::DamagedPart);
        QVERIFY2(lost >= 1152.0 && lost <= 12 * 1152.0, std::to_string(lost).c_str());
        QVERIFY(!warns(track, WarningCode::Truncated));
        // But for what leans on the lost bytes, both sides are as they were.
        QVERIFY(difference(track, 0, right, 0, 190'000) == 0.0f);
        QVERIFY(difference(track, 220'000, right, 220'000, 170'000) < 1e-6f);
        std::int64_t differing = 0;
        for (std::size_t i = 0; i < right.audio.channel(0).size(); ++i)
            differing += std::abs(track.audio.channel(0)[i] - right.audio.channel(0)[i]) > 1e-6f;
        QVERIFY2(static_cast<double>(differing) <= lost + 3 * 1152.0,
                 std::to_string(differing).c_str());
        float loudest = 0.0f;
        for (const float x : track.audio.channel(0))
            loudest = std::max(loudest, std::abs(x));
        QVERIFY(loudest < 0.6f); // no burst of noise
    }

    void flacCountsTooFew() {
        const std::string whole = encoded(kFlac, softNoise({44'100}));
        const Track right = read(whole);
        for (const std::uint64_t frames : {1u, 20'000u, 0u}) {
            std::string wrong = whole;
            wrong.replace(22, 4, big(frames, 4));
            const Track track = read(wrong);
            QCOMPARE(track.audio.frames().count, std::int64_t{44'100});
            QVERIFY(difference(track, 0, right, 0, 44'100) == 0.0f);
            QCOMPARE(warns(track, WarningCode::HeaderRepaired), frames > 0);
        }
    }

    void flacDamaged() {
        const std::string whole = encoded(kFlac, softNoise({200'000}));
        const Track right = read(whole);
        for (const bool isCut : {false, true}) {
            std::string damaged = whole;
            if (isCut)
                damaged.erase(whole.size() / 2, 20'000);
            else
                damaged.replace(whole.size() / 2, 20, std::string(20, '\x55'));
            const Track track = read(damaged);
            QCOMPARE(track.audio.frames().count, std::int64_t{200'000});
            QVERIFY(difference(track, 0, right, 0, 90'000) == 0.0f);
            QVERIFY(difference(track, 120'000, right, 120'000, 80'000) == 0.0f);
            const double lost = amountOf(track, WarningCode::DamagedPart);
            QVERIFY2(isCut ? lost > 4096.0 && lost < 30'000.0 : lost == 4096.0,
                     std::to_string(lost).c_str());
            QVERIFY(!warns(track, WarningCode::Truncated));
        }
        // The last block alone: it is missing.
        std::string damaged = whole;
        damaged[damaged.size() - 30] = static_cast<char>(~damaged[damaged.size() - 30]);
        const Track track = read(damaged);
        QVERIFY(amountOf(track, WarningCode::Truncated) > 0.0);
    }

    /// Blocks of another kind behind those that the header tells of are not taken for its sound.
    void flacOfTwoKinds() {
        const auto encodedAs = [](unsigned channels, unsigned bits) {
            const QTemporaryDir dir;
            const std::filesystem::path path = dir.filePath("a.flac").toStdString();
            std::vector<std::int32_t> samples(channels * std::size_t{50'000});
            for (std::size_t i = 0; i < samples.size(); ++i)
                samples[i] =
                    static_cast<std::int32_t>(3000.0 * std::sin(0.03 * static_cast<double>(i)));
            return encodeFlac(path, samples, channels, bits, 44100) ? readBytes(path)
                                                                    : std::string();
        };
        const auto blocksOf = [](const std::string& flac) {
            std::size_t at = 4;
            for (bool last = false; !last;) {
                const auto byte = [&](std::size_t i) {
                    return static_cast<unsigned char>(flac[at + i]);
                };
                last = (byte(0) & 0x80) != 0;
                at += 4 + (std::size_t{byte(1)} << 16 | std::size_t{byte(2)} << 8 | byte(3));
            }
            return flac.substr(at);
        };
        for (const auto& [channels, bits] : {std::pair{1U, 16U}, {2U, 20U}}) {
            const std::string whole = encodedAs(2, 16);
            const Track right = read(whole);
            const Track track = read(whole + blocksOf(encodedAs(channels, bits)));
            QCOMPARE(track.audio.frames().count, std::int64_t{50'000});
            QVERIFY(difference(track, 0, right, 0, 50'000) == 0.0f);
        }
    }

    void oggDamaged_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("Vorbis") << kVorbis;
        QTest::newRow("Opus") << kOpus;
    }

    void oggDamaged() {
        QFETCH(int, format);
        const std::string whole = encoded(format, softNoise({960'000}));
        const Track right = read(whole);
        QCOMPARE(right.audio.frames().count, std::int64_t{960'000});
        std::string damaged = whole;
        damaged.replace(whole.size() / 2, 20, std::string(20, '\0'));
        const Track track = read(damaged);
        QCOMPARE(track.audio.frames().count, std::int64_t{960'000});
        const double lost = amountOf(track, WarningCode::DamagedPart);
        QVERIFY2(lost > 1000.0 && lost < 200'000.0, std::to_string(lost).c_str());
        QVERIFY(difference(track, 0, right, 0, 300'000) == 0.0f);
        QVERIFY(difference(track, 800'000, right, 800'000, 150'000) < 1e-4f);
        QVERIFY(!warns(track, WarningCode::Truncated));
    }

    void byLibavDamaged_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("tolerance"); // of the length; -1: the format does not tell it
        // Noise that a decoder makes up would differ.
        QTest::newRow("AAC") << "m4a" << QStringList{"-c:a", "aac", "-aac_pns", "0"} << 0;
        QTest::newRow("ALAC") << "m4a" << QStringList{"-c:a", "alac"} << 0;
        QTest::newRow("WavPack") << "wv" << QStringList{} << 0;
        QTest::newRow("ADTS") << "aac" << QStringList{"-aac_pns", "0"} << -1;
        QTest::newRow("WMA") << "wma" << QStringList{} << 4096;
    }

    void byLibavDamaged() {
        QFETCH(QString, suffix);
        QFETCH(QStringList, options);
        QFETCH(int, tolerance);
        const fs::path source = path("s.wav");
        QVERIFY(writeAudioFile(source, softNoise({480'000}), kRate, {}));
        const fs::path target = path(("s." + suffix).toUtf8().constData());
        if (!encodeWithFfmpeg(source, options, target))
            QSKIP("no ffmpeg here");
        const std::string whole = readBytes(target);
        const Track right = read(whole);
        QVERIFY(!warns(right, WarningCode::DamagedPart));
        std::string damaged = whole;
        damaged.replace(whole.size() / 2, 8000, std::string(8000, '\x99'));
        const Track track = read(damaged);
        const std::int64_t missing = right.audio.frames().count - track.audio.frames().count;
        if (tolerance >= 0)
            QVERIFY2(std::abs(missing) <= tolerance, std::to_string(missing).c_str());
        else
            QVERIFY(missing > 0 && missing < 240'000);
        QVERIFY(warns(track, WarningCode::DamagedPart));
        if (tolerance >= 0)
            QVERIFY(amountOf(track, WarningCode::DamagedPart) > 1000.0);
        QVERIFY(difference(track, 0, right, 0, 150'000) == 0.0f);
        const std::int64_t tail = right.audio.frames().count - 100'000;
        QVERIFY(difference(track, tail - missing, right, tail, 90'000) < 1e-4f);
    }

    void byLibavCut_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("AAC") << "m4a" << QStringList{"-movflags", "+faststart"};
        QTest::newRow("ADTS") << "aac" << QStringList{};
        QTest::newRow("WavPack") << "wv" << QStringList{};
        QTest::newRow("WMA") << "wma" << QStringList{};
    }

    /// What breaks off is short, not damaged; one WavPack behind another is neither.
    void byLibavCut() {
        QFETCH(QString, suffix);
        QFETCH(QStringList, options);
        const fs::path source = path("s.wav");
        QVERIFY(writeAudioFile(source, softNoise({240'000}), kRate, {}));
        const fs::path target = path(("c." + suffix).toUtf8().constData());
        if (!encodeWithFfmpeg(source, options, target))
            QSKIP("no ffmpeg here");
        const std::string whole = readBytes(target);
        const Track half = read(std::string_view(whole).substr(0, whole.size() / 2));
        QVERIFY(half.audio.frames().count > 80'000 && half.audio.frames().count < 150'000);
        QVERIFY(warns(half, WarningCode::Truncated));
        QVERIFY(!warns(half, WarningCode::DamagedPart));
        if (suffix != "wv")
            return;
        const Track twice = read(whole + whole);
        QCOMPARE(twice.audio.frames().count, std::int64_t{480'000});
        QVERIFY(warns(twice, WarningCode::HeaderRepaired));
        QVERIFY(!warns(twice, WarningCode::DamagedPart));
    }

    /// Nobody reads it there, and a program's own output may go there.
    void nothingOnStandardError() {
        const std::string mp3 = encoded(kMp3, softNoise({200'000}));
        std::string damaged = mp3;
        damaged.replace(mp3.size() / 2, 3000, std::string(3000, '\0'));
        std::string ogg = encoded(kVorbis, softNoise({200'000}));
        ogg.replace(ogg.size() / 2, 300, std::string(300, '\0'));
        const int was = ::dup(STDERR_FILENO);
        const int log = ::open(path("log").c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
        ::dup2(log, STDERR_FILENO);
        (void)read(damaged);
        (void)read(mp3 + mp3);
        (void)read(ogg);
        ::dup2(was, STDERR_FILENO);
        ::close(was);
        ::close(log);
        QCOMPARE(readBytes(path("log")), std::string());
    }
};

QTEST_APPLESS_MAIN(DamagedFileTest)
#include "damaged_file_test.moc"
