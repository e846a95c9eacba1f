// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "tests/support/audio_buffers.h"
#include "tests/support/file_bytes.h"
#include "tests/support/full_disk.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

Q_DECLARE_METATYPE(kilter::AudioFileFormat)

namespace {

namespace fs = std::filesystem;

constexpr SampleRate kRate{44100};
constexpr AudioFileFormat kFormats[] = {
    {FileFormat::Wav, SampleFormat::Pcm16},   {FileFormat::Wav, SampleFormat::Pcm24},
    {FileFormat::Wav, SampleFormat::Float32}, {FileFormat::Flac, SampleFormat::Pcm16},
    {FileFormat::Flac, SampleFormat::Pcm24},  {FileFormat::Aiff, SampleFormat::Pcm16},
    {FileFormat::Aiff, SampleFormat::Pcm24},  {FileFormat::Aiff, SampleFormat::Float32},
};

AudioFileText exampleText() {
    AudioFileText text;
    text.tags = {"Größe 🎧", "An Artist", "USRC17607839"};
    text.loudness.integrated = Lufs{-14.02};
    text.loudness.range = Decibels{5.5};
    text.loudness.maxTruePeak = Decibels{-1.0};
    text.loudness.momentaryMax = Lufs{-9.999};
    text.originationDate = "2026-01-02";
    return text;
}

std::int16_t signedAt(const std::string& bytes, std::size_t at) {
    return static_cast<std::int16_t>(static_cast<unsigned char>(bytes[at]) |
                                     static_cast<unsigned char>(bytes[at + 1]) << 8);
}

} // namespace

class AudioWriterTest : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir folder_;

    [[nodiscard]] fs::path path(const char* name) const {
        return fs::path(folder_.path().toStdString()) / name;
    }

    static void allFormats() {
        QTest::addColumn<AudioFileFormat>("format");
        const char* files[] = {"WAV", "FLAC", "AIFF"};
        for (const AudioFileFormat& format : kFormats)
            QTest::addRow("%s %d", files[static_cast<int>(format.file)], bitsOf(format.samples))
                << format;
    }

  private slots:
    /// FLAC's frame headers can't say every rate; its files can.
    void everyRate_data() {
        QTest::addColumn<int>("rate");
        for (const int rate : {8000, 22050, 44100, 65535, 65537, 88200, 88288, 95904, 96000, 96096,
                               176224, 191808, 192000, 192192, 384000})
            QTest::addRow("%d", rate) << rate;
    }

    void everyRate() {
        QFETCH(int, rate);
        for (const AudioFileFormat& format : kFormats) {
            const AudioBuffer audio = onGrid(noise(0.9, {20'011}, 5), 16);
            const auto bytes = writeAudioFile(path("rate"), audio, {rate}, format, exampleText());
            QVERIFY2(bytes, bytes ? "" : bytes.error().detail.c_str());
            const auto track = readTrack(path("rate"));
            QVERIFY2(track, track ? "" : track.error().detail.c_str());
            QCOMPARE(track->rate.hz, rate);
            QVERIFY(std::ranges::equal(track->audio.channel(0), audio.channel(0)));
            QCOMPARE(track->tags.isrc, exampleText().tags.isrc);
        }
    }

    /// Full scale, the smallest step and noise come back bit by bit; so do the tags.
    void roundTrip_data() { allFormats(); }
    void roundTrip() {
        QFETCH(AudioFileFormat, format);
        const int bits = bitsOf(format.samples);
        AudioBuffer audio = onGrid(noise(0.9, {30'011}, 5), std::min(bits, 24));
        const auto left = audio.channel(0);
        const auto step = static_cast<float>(std::ldexp(1.0, 1 - std::min(bits, 24)));
        left[0] = -1.0f;
        left[1] = 1.0f - step;
        left[2] = step;
        left[3] = -step;
        if (bits == 32) {
            left[4] = 2.5f; // above full scale is kept
            left[5] = 1e-38f;
        }
        const auto bytes = writeAudioFile(path("x"), audio, kRate, format, exampleText());
        QVERIFY2(bytes, bytes ? "" : bytes.error().detail.c_str());
        QCOMPARE(*bytes, std::uint64_t{fs::file_size(path("x"))});
        const auto track = readTrack(path("x"));
        QVERIFY(track);
        QCOMPARE(track->rate, kRate);
        QCOMPARE(track->format.bits, bits);
        QCOMPARE(track->format.floatingPoint, bits == 32);
        for (int c = 0; c < 2; ++c)
            QVERIFY(std::ranges::equal(track->audio.channel(c), audio.channel(c)));
        QCOMPARE(track->tags.title, exampleText().tags.title);
        QCOMPARE(track->tags.artist, exampleText().tags.artist);
        QCOMPARE(track->tags.isrc, exampleText().tags.isrc);
    }

    void clipsAtFullScale() {
        AudioBuffer audio(2, {2});
        audio.channel(0)[0] = 1.0f;
        audio.channel(0)[1] = -1.5f;
        for (const AudioFileFormat& format : kFormats) {
            if (format.samples == SampleFormat::Float32)
                continue;
            QVERIFY(writeAudioFile(path("x"), audio, kRate, format));
            const auto track = readTrack(path("x"));
            const double step = std::ldexp(1.0, 1 - bitsOf(format.samples));
            QCOMPARE(track->audio.channel(0)[0], static_cast<float>(1.0 - step));
            QCOMPARE(track->audio.channel(0)[1], -1.0f);
        }
    }

    void everyRateAndMono() {
        const AudioBuffer mono = onGrid(noise(0.5, {3000}, 5, 1), 16);
        for (const AudioFileFormat& format : kFormats) {
            for (const int rate : {8000, 22050, 44100, 88200, 96000, 192000, 384000}) {
                const auto bytes = writeAudioFile(path("x"), mono, {rate}, format);
                QVERIFY2(bytes, bytes ? "" : bytes.error().detail.c_str());
                const auto track = readTrack(path("x"));
                QVERIFY(track);
                QCOMPARE(track->rate.hz, rate);
                QCOMPARE(track->format.channels, 1);
                QVERIFY(std::ranges::equal(track->audio.channel(0), mono.channel(0)));
            }
        }
    }

    /// The same input, the same bytes: no date, no peak chunk, no program's version but the
    /// library's.
    void deterministic() {
        const AudioBuffer audio = onGrid(noise(0.9, {3000}, 5), 16);
        const auto writeAll = [&] {
            std::string all;
            for (const AudioFileFormat& format : kFormats) {
                (void)writeAudioFile(path("x"), audio, kRate, format, exampleText());
                all += readBytes(path("x"));
            }
            return all;
        };
        const std::string first = writeAll();
        QTest::qSleep(1100); // the clock's second changes
        QVERIFY(first == writeAll());
        QVERIFY(first.find("PEAK") == std::string::npos);
    }

    /// EBU Tech 3285 v2: the fields' places in the chunk, hundredths in 16 bits, 0x7FFF "not used".
    void broadcastFields() {
        for (const SampleFormat samples : {SampleFormat::Pcm24, SampleFormat::Float32}) {
            QVERIFY(writeAudioFile(path("x"), noise(0.1, {100}, 1), kRate,
                                   {FileFormat::Wav, samples}, exampleText()));
            const std::string bytes = readBytes(path("x"));
            const std::size_t chunk = bytes.find("bext") + 8;
            QVERIFY(chunk < bytes.find("data"));
            QVERIFY(bytes.compare(chunk + 256, 6, "Kilter") == 0);
            QVERIFY(bytes.compare(chunk + 320, 10, "2026-01-02") == 0);
            QCOMPARE(signedAt(bytes, chunk + 346), std::int16_t{2}); // version
            QCOMPARE(signedAt(bytes, chunk + 412), std::int16_t{-1402});
            QCOMPARE(signedAt(bytes, chunk + 414), std::int16_t{550});
            QCOMPARE(signedAt(bytes, chunk + 416), std::int16_t{-100});
            QCOMPARE(signedAt(bytes, chunk + 418), std::int16_t{-1000});
            QCOMPARE(signedAt(bytes, chunk + 420), std::int16_t{0x7FFF});
        }
    }

    /// Each in its place, and "not used" for what is no number.
    void broadcastLoudness() {
        const auto fields = [&](const AudioFileText& text) {
            (void)writeAudioFile(path("x"), noise(0.1, {100}, 1), kRate,
                                 {FileFormat::Wav, SampleFormat::Pcm24}, text);
            const std::string bytes = readBytes(path("x"));
            const std::size_t at = bytes.find("bext") + 8 + 412;
            std::vector<int> all;
            for (std::size_t i = 0; i < 5; ++i)
                all.push_back(signedAt(bytes, at + 2 * i));
            return all;
        };
        AudioFileText text = exampleText();
        text.loudness = {.integrated = Lufs{-1.0},
                         .momentaryMax = Lufs{-4.0},
                         .shortTermMax = Lufs{-5.0},
                         .range = Decibels{2.0},
                         .maxTruePeak = Decibels{-3.0}};
        QCOMPARE(fields(text), (std::vector<int>{-100, 200, -300, -400, -500}));
        for (const double bad : {HUGE_VAL, -HUGE_VAL, std::nan("")}) {
            text.loudness = {.integrated = Lufs{bad},
                             .momentaryMax = Lufs{bad},
                             .shortTermMax = Lufs{bad},
                             .range = Decibels{bad},
                             .maxTruePeak = Decibels{bad}};
            QCOMPARE(fields(text), std::vector<int>(5, 0x7FFF));
        }
        QCOMPARE(fields({}), std::vector<int>(5, 0x7FFF));
        text.loudness.integrated = Lufs{-200.0};
        text.loudness.range = Decibels{200.0};
        QCOMPARE(fields(text)[0], -9999);
        QCOMPARE(fields(text)[1], 9999);
    }

    /// Known answer: RIFF, a format chunk of PCM, the data, and the file's end.
    void plainWavHasNothingBesideItsSound() {
        for (const SampleFormat samples : {SampleFormat::Pcm16, SampleFormat::Pcm24}) {
            AudioFileText text = exampleText();
            text.wav = WavText::Plain;
            QVERIFY(writeAudioFile(path("x"), AudioBuffer(2, Frames{1000}), kRate,
                                   {FileFormat::Wav, samples}, text));
            const std::string bytes = readBytes(path("x"));
            const auto data = static_cast<std::size_t>(1000 * 2 * bitsOf(samples) / 8);
            QCOMPARE(bytes.size(), 44 + data);
            QCOMPARE(bytes.substr(0, 4) + bytes.substr(8, 8), std::string("RIFFWAVEfmt "));
            QCOMPARE(bytes.substr(16, 6), std::string("\x10\0\0\0\x01\0", 6)); // format tag 1
            QCOMPARE(bytes.substr(36, 4), std::string("data"));
        }
    }

    void suffixes() {
        for (const char* name : {"a/b.WAV", "b.wav", "b.wave"})
            QCOMPARE(formatOfSuffix(name), FileFormat::Wav);
        for (const char* name : {"b.x.Flac", "b.flac", "b.wav.FLAC"})
            QCOMPARE(formatOfSuffix(name), FileFormat::Flac);
        for (const char* name : {"b.aif", "b.aiff", "b.AIFC"})
            QCOMPARE(formatOfSuffix(name), FileFormat::Aiff);
        for (const char* name : {"wav", "a.mp3", "a.wavx", "a.wav/b", "a.", ""})
            QVERIFY2(!formatOfSuffix(name), name);
        for (const FileFormat file : {FileFormat::Wav, FileFormat::Flac, FileFormat::Aiff})
            for (const SampleFormat samples :
                 {SampleFormat::Pcm16, SampleFormat::Pcm24, SampleFormat::Float32})
                QCOMPARE(canHold(file, samples),
                         file != FileFormat::Flac || samples != SampleFormat::Float32);
    }

    /// Beyond 4 GB a WAV becomes RF64, and an AIFF is refused. It is stopped after its header:
    /// mono at 32 bit is a little more than 4 GB.
    void beyondFourGigabytes() {
        const AudioBuffer silence(1, {(std::int64_t{1} << 30) + 1});
        std::stop_source stop;
        const Progress progress([&](double, std::string_view) { stop.request_stop(); },
                                stop.get_token());
        auto file = AtomicFile::create(path("long.wav"));
        QVERIFY(file);
        const auto written = writeAudio(*file, silence, kRate,
                                        {FileFormat::Wav, SampleFormat::Float32}, {}, progress);
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
        QVERIFY(readBytes(file->path()).starts_with("RF64"));
        const auto aiff = writeAudioFile(path("long.aiff"), silence, kRate,
                                         {FileFormat::Aiff, SampleFormat::Float32});
        QCOMPARE(aiff.error().code, ErrorCode::WriteFailed);
    }

    void fullDisk_data() { allFormats(); }
    void fullDisk() {
        QFETCH(AudioFileFormat, format);
        const AudioBuffer audio = onGrid(noise(0.9, {100'000}, 5), 16);
        const auto old = "what was there before";
        writeBytes(path("x"), old);
        // At 1 %, in the middle, at the very end.
        QVERIFY(writeAudioFile(path("whole"), audio, kRate, format, exampleText()));
        const auto whole = fs::file_size(path("whole"));
        for (const std::uint64_t room : {whole / 100, whole / 2, whole - 1}) {
            const FileSizeLimit limit(room);
            const auto written = writeAudioFile(path("x"), audio, kRate, format, exampleText());
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::DiskFull);
            QVERIFY(written.error().detail.find("bytes needed") != std::string::npos);
        }
        QCOMPARE(readBytes(path("x")), std::string(old));
    }

    void smallDisk() {
        const fs::path at = path("disk");
        const Mount disk = Mount::smallDisk(at, 1 << 20);
        if (!disk.isMounted())
            QSKIP("mounting needs root");
        writeBytes(at / "x.wav", "old");
        const AudioBuffer audio = noise(0.9, {300'000}, 5);
        for (const AudioFileFormat& format : kFormats) {
            const auto written = writeAudioFile(at / "x.wav", audio, kRate, format, exampleText());
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::DiskFull);
        }
        QCOMPARE(readBytes(at / "x.wav"), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(at), {}), std::ptrdiff_t{1});
    }

    void cancelled() {
        std::stop_source stop;
        const Progress progress(
            [&](double fraction, std::string_view) {
                if (fraction > 0.5)
                    stop.request_stop();
            },
            stop.get_token());
        const auto written =
            writeAudioFile(path("c.wav"), noise(0.5, {100'000}, 5), kRate, {}, {}, progress);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
        QVERIFY(!fs::exists(path("c.wav")));
    }
};

QTEST_APPLESS_MAIN(AudioWriterTest)
#include "audio_writer_test.moc"
