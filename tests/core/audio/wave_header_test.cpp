// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/pcm_layout.h"
#include "core/audio/sample_collector.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <limits>

using namespace kilter;
using namespace kilter::testing;
using namespace std::string_literals;

namespace {

// Four frames of 16-bit stereo: left 1..4, right -1..-4 steps.
std::string fourFrames() {
    std::string bytes;
    for (int i = 1; i <= 4; ++i)
        bytes +=
            little(static_cast<std::uint16_t>(i), 2) + little(static_cast<std::uint16_t>(-i), 2);
    return bytes;
}

std::string aiff(std::string_view common, std::string_view sound, std::uint64_t soundSize) {
    const std::string chunks = "COMM" + big(common.size(), 4) + std::string(common) + "SSND" +
                               big(soundSize, 4) + big(0, 8) + std::string(sound);
    return "FORM" + big(chunks.size() + 4, 4) + "AIFF" + chunks;
}

// 44100 Hz as an 80-bit float.
std::string commonChunk(unsigned channels, std::uint64_t frames, unsigned bits,
                        const std::string& rate = "\x40\x0E\xAC\x44\0\0\0\0\0\0"s) {
    return big(channels, 2) + big(frames, 4) + big(bits, 2) + rate;
}

std::string wave64Id(std::string_view name) {
    return std::string(name) + "\xF3\xAC\xD3\x11\x8C\xD1\x00\xC0\x4F\x8E\xDB\x8A"s;
}

bool warns(const Track& track, WarningCode code, double amount) {
    return std::ranges::any_of(
        track.warnings, [&](const Warning& w) { return w.code == code && w.amount == amount; });
}

} // namespace

/// Headers as they come from broken programs and from attackers.
class WaveHeaderTest : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir folder_;

    Result<Track> read(std::string_view bytes) {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "x.wav";
        writeBytes(path, bytes);
        return readTrack(path);
    }

    void reads(const Result<Track>& track, std::int64_t frames = 4) {
        QVERIFY2(track, track ? "" : track.error().detail.c_str());
        QCOMPARE(track->audio.frames().count, frames);
        QCOMPARE(track->audio.channel(0)[0], 1.0f / 32768.0f);
        QCOMPARE(track->audio.channel(1)[static_cast<std::size_t>(frames - 1)],
                 static_cast<float>(-frames) / 32768.0f);
    }

    void refuses(const Result<Track>& track, ErrorCode code) {
        QVERIFY(!track);
        QCOMPARE(track.error().code, code);
        QVERIFY(track.error().path.ends_with("x.wav"));
    }

    // A file of `size` bytes that is all hole behind its header.
    InputFile sparse(std::string_view header, std::uint64_t size) {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "sparse.wav";
        writeBytes(path, header);
        std::filesystem::resize_file(path, size);
        auto file = InputFile::open(path);
        return std::move(*file);
    }

  private slots:
    void plain() {
        const auto track = read(riff(formatChunk() + chunk("data", fourFrames())));
        reads(track);
        QVERIFY(track->warnings.empty());
        QCOMPARE(track->format.container, std::string("WAV"));
        QCOMPARE(track->format.codec, std::string("PCM 16 bit"));
        QCOMPARE(track->rate.hz, 44100);
    }

    void chunksInAnyOrderAndPadding() {
        const std::string data = chunk("data", fourFrames());
        reads(read(riff(chunk("JUNK", std::string(28, '\0')) + formatChunk() + data)));
        reads(read(riff(data + formatChunk())));
        const std::string odd = chunk("LIST", "INFOx");
        QCOMPARE(odd.size(), std::size_t{14}); // with its pad byte
        reads(read(riff(formatChunk() + odd + data)));
        reads(read(riff(formatChunk() + odd.substr(0, 13) + data)));
    }

    void sizeUnknown() {
        for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{0xFFFFFFFF}}) {
            const auto track = read(riff(formatChunk() + chunk("data", fourFrames(), size)));
            reads(track);
            QVERIFY(warns(*track, WarningCode::HeaderRepaired, 0.0));
        }
        const auto sound = read(aiff(commonChunk(2, 0, 16), big(1, 2) + big(0xFFFF, 2), 0));
        QVERIFY(sound);
        QCOMPARE(sound->audio.frames().count, std::int64_t{1});
        QVERIFY(warns(*sound, WarningCode::HeaderRepaired, 0.0));
    }

    // What programs write that can't go back to the header, each with chunks behind the sound,
    // which are not to be heard.
    void chunksBehindSoundOfUnknownSize() {
        const std::string tail = chunk("LIST", "INFO" + chunk("INAM", "Song")) +
                                 chunk("id3 ", "ID3\3\0\0\0\0\0\0"s) + chunk("JUNK", "odd");
        for (const std::uint64_t size : {0u, 0x7FFFF000u, 0x7FFFFFFFu, 0xFFFFFFDBu, 0xFFFFFFFFu}) {
            const auto track = read(riff(formatChunk() + chunk("data", fourFrames(), size) + tail));
            reads(track);
            QVERIFY(warns(*track, WarningCode::HeaderRepaired, 0.0));
            QVERIFY(!warns(*track, WarningCode::Truncated, 0.0));
            QCOMPARE(track->tags.title, std::string("Song"));
        }
        // A chunk's name within the sound is none.
        const std::string sound = fourFrames() + "LIST" + little(4000, 4) + fourFrames();
        const auto track = read(riff(formatChunk() + chunk("data", sound, 0xFFFFFFFF) + tail));
        QVERIFY(track);
        QCOMPARE(track->audio.frames().count, std::int64_t{10});
    }

    void rf64WithoutSizes() {
        for (const std::uint64_t size : {std::uint64_t{0}, UINT64_MAX, UINT64_MAX >> 1}) {
            const std::string ds64 =
                chunk("ds64", little(size, 8) + little(size, 8) + little(0, 12));
            const std::string chunks =
                ds64 + formatChunk() + chunk("data", fourFrames(), 0xFFFFFFFF);
            for (const std::string& tail : {""s, chunk("LIST", "INFO" + chunk("INAM", "Song"))}) {
                const auto track = read("RF64\xFF\xFF\xFF\xFFWAVE" + chunks + tail);
                reads(track);
                QCOMPARE(track->warnings.size(), std::size_t{1});
                QVERIFY(warns(*track, WarningCode::HeaderRepaired, 0.0));
            }
        }
    }

    void aiffWhoseChunksDisagree() {
        const std::string frame = big(1, 2) + big(0xFFFF, 2);
        const std::string sound = frame + frame + frame;
        const std::string tail = "ANNO" + big(16, 4) + std::string(16, '\x40');
        const std::uint64_t size = 8 + sound.size();
        struct Case {
            std::uint64_t frames, size;
            bool isRepaired;
        };
        // The common chunk counts more, none, fewer; what SoX and ffmpeg write into a pipe.
        for (const Case& c :
             {Case{3, size, false}, Case{7, size, true}, Case{0, size, true}, Case{2, size, true},
              Case{0xFFFFFFFF, size, true}, Case{0x1FC00000, 0x7F000008, true}, Case{0, 0, true}}) {
            const auto track = read(aiff(commonChunk(2, c.frames, 16), sound + tail, c.size));
            QVERIFY2(track, std::to_string(c.frames).c_str());
            QCOMPARE(track->audio.frames().count, std::int64_t{3});
            QCOMPARE(warns(*track, WarningCode::HeaderRepaired, 0.0), c.isRepaired);
            QCOMPARE(track->warnings.size(), std::size_t{c.isRepaired ? 1u : 0u});
        }
    }

    /// Where its sound is said to begin behind the file's end, there is none, and no place for it.
    void aiffThatBeginsBehindItsEnd() {
        for (const std::uint64_t skipped : {1u, 100u, 0xF7FFFFu, 0xFFFFFFFFu}) {
            std::string bytes = aiff(commonChunk(2, 3, 16), std::string(12, '\1'), 20);
            bytes.replace(bytes.find("SSND") + 8, 4, big(skipped, 4));
            const auto path = std::filesystem::path(folder_.path().toStdString()) / "behind.aiff";
            writeBytes(path, bytes);
            auto file = InputFile::open(path);
            const auto sniffed = sniff(*file);
            QVERIFY(sniffed);
            if (const auto layout = pcmLayout(*file, *sniffed)) {
                QVERIFY(layout->data.offset <= bytes.size());
                QVERIFY(layout->data.size <= bytes.size() - layout->data.offset);
            }
            const auto track = readTrack(path);
            QCOMPARE(track.operator bool(), skipped == 1);
            if (!track)
                QCOMPARE(track.error().code, ErrorCode::NoAudio);
        }
    }

    /// A tag that is cut off, or says that it is longer than the file, lies within the file.
    void tagBeyondTheEnd() {
        const std::string tag = "ID3\3\0\0\0\0\0\x0E"s + "TIT2\0\0\0\4\0\0\0Old"s;
        const std::string wave = riff(formatChunk() + chunk("data", fourFrames()));
        const std::string form = aiff(commonChunk(2, 3, 16), std::string(12, '\1'), 20);
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "tag.audio";
        for (const std::uint64_t declared :
             {std::uint64_t{24}, std::uint64_t{25}, std::uint64_t{0xFFFFFFFF}}) {
            for (const std::string& bytes : {wave + "id3 " + little(declared, 4) + tag,
                                             form + "ID3 " + big(declared, 4) + tag}) {
                writeBytes(path, bytes);
                auto file = InputFile::open(path);
                const auto layout = pcmLayout(*file, *sniff(*file));
                QVERIFY(layout);
                QCOMPARE(layout->id3.offset, std::uint64_t{bytes.size() - tag.size()});
                QCOMPARE(layout->id3.size, std::uint64_t{tag.size()});
                const auto track = readTrack(path);
                QVERIFY(track);
                QCOMPARE(track->tags.title, std::string("Old"));
            }
        }
    }

    void coreAudioFormat() {
        const auto with = [&](unsigned flags, std::uint64_t size, const std::string& tail = {}) {
            const bool isLittle = (flags & 2) != 0;
            std::string sound = fourFrames();
            for (std::size_t i = 0; !isLittle && i < sound.size(); i += 2)
                std::swap(sound[i], sound[i + 1]);
            return read("caff\0\1\0\0"s + "desc" + big(32, 8) +
                        big(std::bit_cast<std::uint64_t>(44100.0), 8) + "lpcm" + big(flags, 4) +
                        big(4, 4) + big(1, 4) + big(2, 4) + big(16, 4) + "data" + big(size, 8) +
                        big(0, 4) + sound + tail);
        };
        const std::string info = "info" + big(15, 8) + big(1, 4) + "title\0Song\0"s;
        for (const unsigned flags : {0u, 2u}) {
            const auto plain = with(flags, 20, info);
            reads(plain);
            QVERIFY(plain->warnings.empty());
            QCOMPARE(plain->format.codec, std::string("PCM 16 bit"));
            QCOMPARE(plain->tags.title, std::string("Song"));
        }
        const auto toTheEnd = with(2, UINT64_MAX);
        reads(toTheEnd);
        QVERIFY(toTheEnd->warnings.empty()); // as the format has it
        for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1} << 62}) {
            const auto track = with(2, size, info);
            reads(track);
            QCOMPARE(track->warnings.size(), std::size_t{1});
            QVERIFY(warns(*track, WarningCode::HeaderRepaired, 0.0));
        }
        const auto truncated = with(2, 4 + 4000);
        reads(truncated);
        QVERIFY(warns(*truncated, WarningCode::Truncated, 996.0));
    }

    void truncated() {
        const auto track = read(riff(formatChunk() + chunk("data", fourFrames(), 4000)));
        reads(track);
        QVERIFY(warns(*track, WarningCode::Truncated, 996.0));
        const auto sound = read(aiff(commonChunk(2, 10, 16), big(1, 2) + big(0xFFFF, 2), 48));
        QVERIFY(sound);
        QVERIFY(warns(*sound, WarningCode::Truncated, 9.0));
        // Half a frame at the end is none.
        reads(read(riff(formatChunk() + chunk("data", fourFrames() + "\1\2"))));
    }

    void noAudio() {
        refuses(read(riff(formatChunk() + chunk("data", ""))), ErrorCode::NoAudio);
        refuses(read(riff(formatChunk() + chunk("data", "") + chunk("LIST", "INFO"))),
                ErrorCode::NoAudio);
        refuses(read(riff(formatChunk())), ErrorCode::NoAudio);
        refuses(read(aiff(commonChunk(2, 0, 16), "", 8)), ErrorCode::NoAudio);
    }

    /// What is missing has the same name in every container.
    void missingParts() {
        const auto caf = [&](double rate, unsigned channels, unsigned bits) {
            return read("caff\0\1\0\0"s + "desc" + big(32, 8) +
                        big(std::bit_cast<std::uint64_t>(rate), 8) + "lpcm" + big(2, 4) +
                        big(2 * channels, 4) + big(1, 4) + big(channels, 4) + big(bits, 4));
        };
        refuses(caf(44100.0, 2, 16), ErrorCode::NoAudio);
        refuses(caf(44100.0, 2, 17), ErrorCode::UnsupportedCodec);
        refuses(caf(44100.0, 0, 16), ErrorCode::Corrupt);
        refuses(caf(44100.0, 6, 16), ErrorCode::UnsupportedLayout);
        for (const double rate : {0.0, -44100.0, 1e9, 1e300, std::nan("")})
            refuses(caf(rate, 2, 16), ErrorCode::UnsupportedRate);
        const auto form = [&](const std::string& chunks) {
            return read("FORM" + big(chunks.size() + 4, 4) + "AIFF" + chunks);
        };
        refuses(form("COMM" + big(18, 4) + commonChunk(2, 4, 16)), ErrorCode::NoAudio);
        refuses(form("SSND" + big(12, 4) + big(0, 8) + "1234"), ErrorCode::Corrupt);
        const std::string head =
            "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"s + little(0, 8) + wave64Id("wave");
        refuses(read(head + wave64Id("fmt ") + little(40, 8) + formatChunk().substr(8)),
                ErrorCode::NoAudio);
        refuses(read(head + wave64Id("data") + little(40, 8) + fourFrames()), ErrorCode::Corrupt);
    }

    void contradictions() {
        const std::string data = chunk("data", fourFrames());
        const auto with = [&](const WaveFormat& f) { return read(riff(formatChunk(f) + data)); };
        refuses(with({.channels = 0}), ErrorCode::Corrupt);
        refuses(with({.rate = 0}), ErrorCode::UnsupportedRate);
        refuses(with({.frameBytes = 0}), ErrorCode::Corrupt);
        refuses(with({.frameBytes = 3}), ErrorCode::Corrupt);
        refuses(with({.bits = 0, .frameBytes = 4}), ErrorCode::Corrupt);
        refuses(with({.bits = 32, .frameBytes = 4}), ErrorCode::Corrupt);
        refuses(with({.channels = 65535}), ErrorCode::UnsupportedLayout);
        refuses(with({.channels = 6}), ErrorCode::UnsupportedLayout);
        refuses(with({.rate = 0x7FFFFFFF}), ErrorCode::UnsupportedRate);
        refuses(with({.rate = 7999}), ErrorCode::UnsupportedRate);
        refuses(with({.rate = 384001}), ErrorCode::UnsupportedRate);
        refuses(read(riff(data)), ErrorCode::Corrupt);
        refuses(read(riff(chunk("fmt ", "short") + data)), ErrorCode::Corrupt);
        refuses(read(aiff(commonChunk(0, 4, 16), "1234", 12)), ErrorCode::Corrupt);
        refuses(read(aiff(commonChunk(0xFFFF, 4, 16), "1234", 12)), ErrorCode::UnsupportedLayout);
        for (const std::string& rate :
             {std::string(10, '\0'), std::string(10, '\xFF'), "\x7F\xFF\x80\0\0\0\0\0\0\0"s})
            refuses(read(aiff(commonChunk(2, 4, 16, rate), "1234", 12)),
                    ErrorCode::UnsupportedRate);
    }

    void codecsOutsideTheAllowList_data() {
        QTest::addColumn<unsigned>("tag");
        QTest::newRow("Microsoft ADPCM") << 0x0002u;
        QTest::newRow("A-law") << 0x0006u;
        QTest::newRow("mu-law") << 0x0007u;
        QTest::newRow("IMA ADPCM") << 0x0011u;
        QTest::newRow("GSM") << 0x0031u;
        QTest::newRow("MPEG") << 0x0050u;
        QTest::newRow("MP3") << 0x0055u;
        QTest::newRow("unknown") << 0x4242u;
        QTest::newRow("extensible without extension") << 0xFFFEu;
    }

    void codecsOutsideTheAllowList() {
        QFETCH(unsigned, tag);
        refuses(read(riff(formatChunk({.tag = tag}) + chunk("data", fourFrames()))),
                ErrorCode::UnsupportedCodec);
    }

    void extensible() {
        const auto with = [&](unsigned tag, unsigned validBits) {
            const std::string tail = "\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71"s;
            const std::string format = little(0xFFFE, 2) + little(1, 2) + little(48000, 4) +
                                       little(192000, 4) + little(4, 2) + little(32, 2) +
                                       little(22, 2) + little(validBits, 2) + little(4, 4) +
                                       little(tag, 2) + tail;
            return read(riff(chunk("fmt ", format) + chunk("data", little(0x40000000, 4))));
        };
        const auto track = with(1, 24); // 24 bits in 32
        QVERIFY(track);
        QCOMPARE(track->format.bits, 24);
        QCOMPARE(track->audio.channel(0)[0], 0.5f);
        QCOMPARE(with(3, 32)->audio.channel(1)[0], 2.0f); // as a float, these bits are 2
        refuses(with(2, 4), ErrorCode::UnsupportedCodec);
    }

    void declaresTenToTheTwelveFrames() {
        const std::string ds64 =
            chunk("ds64", little(0, 8) + little(4'000'000'000'000, 8) + little(0, 12));
        const std::string chunks = ds64 + formatChunk() + chunk("data", fourFrames(), 0xFFFFFFFF);
        const auto track = read("RF64\xFF\xFF\xFF\xFFWAVE" + chunks);
        reads(track);
        QCOMPARE(track->format.container, std::string("RF64"));
        QVERIFY(warns(*track, WarningCode::HeaderRepaired, 0.0)); // no figure of what is "missing"
        QCOMPARE(track->warnings.size(), std::size_t{1});
    }

    void wave64() {
        const std::string format = wave64Id("fmt ") + little(40, 8) + formatChunk().substr(8);
        const auto with = [&](std::uint64_t size, const std::string& tail = {}) {
            const std::string head = "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"s;
            return read(head + little(0, 8) + wave64Id("wave") + format + wave64Id("data") +
                        little(size, 8) + fourFrames() + tail);
        };
        reads(with(24 + 16));
        for (const std::uint64_t unset : {std::uint64_t{0}, UINT64_MAX, UINT64_MAX >> 1}) {
            for (const std::string& tail :
                 {""s, wave64Id("list") + little(32, 8) + std::string(8, '\x40')}) {
                const auto repaired = with(unset, tail);
                reads(repaired);
                QVERIFY(warns(*repaired, WarningCode::HeaderRepaired, 0.0));
                QCOMPARE(repaired->warnings.size(), std::size_t{1});
            }
        }
        const auto truncated = with(24 + 4'000'000'000'000);
        reads(truncated);
        QVERIFY(warns(*truncated, WarningCode::HeaderRepaired, 0.0));
        QCOMPARE(truncated->warnings.size(), std::size_t{1});
    }

    void beyondFourGigabytes() {
        constexpr std::uint64_t kFourGiB = std::uint64_t{1} << 32;
        constexpr std::uint64_t kData = kFourGiB + 4000;
        const std::string before = formatChunk();
        {
            // A program that wrapped its 32-bit counter.
            const std::string header = riff(before + chunk("data", "", 4000));
            InputFile file = sparse(header, header.size() + kData);
            const auto layout = pcmLayout(file, {.container = Container::Riff});
            QVERIFY(layout);
            QVERIFY(layout->repaired);
            QCOMPARE(layout->data.size, kData);
        }
        {
            const std::string ds64 = chunk("ds64", little(0, 8) + little(kData, 8) + little(0, 12));
            const std::string header =
                "RF64\xFF\xFF\xFF\xFFWAVE" + ds64 + before + chunk("data", "", 0xFFFFFFFF);
            InputFile file = sparse(header, header.size() + kData);
            const auto layout = pcmLayout(file, {.container = Container::Riff});
            QVERIFY(layout);
            QVERIFY(!layout->repaired);
            QCOMPARE(layout->data.size, kData);
            QCOMPARE(layout->missingFrames, std::uint64_t{0});
        }
    }

    void endlessChunks() {
        std::string chunks;
        for (int i = 0; i < 200'000; ++i)
            chunks += chunk("JUNK", "");
        refuses(read(riff(chunks + formatChunk() + chunk("data", fourFrames()))),
                ErrorCode::Corrupt);
    }

    void infinitiesAndNotNumbers() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        std::string data;
        for (const float x : {0.5f, nan, infinity, -infinity, -1.5f, 0.25f})
            data += little(std::bit_cast<std::uint32_t>(x), 4);
        const auto track = read(riff(formatChunk({.tag = 3, .bits = 32}) + chunk("data", data)));
        QVERIFY(track);
        QVERIFY(warns(*track, WarningCode::NonFiniteSamples, 3.0));
        // Above full scale is kept, and said.
        QVERIFY(warns(*track, WarningCode::OverFullScale, toDecibels(1.5).value));
        const auto left = track->audio.channel(0);
        const auto right = track->audio.channel(1);
        QCOMPARE(std::vector(left.begin(), left.end()), (std::vector{0.5f, 0.0f, -1.5f}));
        QCOMPARE(std::vector(right.begin(), right.end()), (std::vector{0.0f, 0.0f, 0.25f}));
    }

    /// One such number would be every figure of the file.
    void absurdSamples() {
        const float largest = kLargestSample;
        std::string data;
        for (const float x :
             {0.5f, std::nextafter(largest, 1e6f), 3e38f, -1e19f, largest, -largest})
            data += little(std::bit_cast<std::uint32_t>(x), 4);
        const auto track = read(riff(formatChunk({.tag = 3, .bits = 32}) + chunk("data", data)));
        QVERIFY(track);
        QVERIFY(warns(*track, WarningCode::NonFiniteSamples, 3.0));
        QVERIFY(warns(*track, WarningCode::OverFullScale, toDecibels(largest).value));
        const auto left = track->audio.channel(0);
        const auto right = track->audio.channel(1);
        QCOMPARE(std::vector(left.begin(), left.end()), (std::vector{0.5f, 0.0f, largest}));
        QCOMPARE(std::vector(right.begin(), right.end()), (std::vector{0.0f, 0.0f, -largest}));

        std::string wide; // beyond what a float holds
        for (const double x : {0.5, 1e300})
            wide += little(std::bit_cast<std::uint64_t>(x), 8);
        const auto doubles = read(riff(formatChunk({.tag = 3, .bits = 64}) + chunk("data", wide)));
        QVERIFY(doubles);
        QVERIFY(warns(*doubles, WarningCode::NonFiniteSamples, 1.0));
    }

    /// Every encoding's smallest, largest and middle values.
    void encodings_data() {
        QTest::addColumn<unsigned>("tag");
        QTest::addColumn<unsigned>("bits");
        QTest::addColumn<quint64>("lowest");
        QTest::addColumn<quint64>("highest");
        QTest::addColumn<quint64>("half");
        QTest::addColumn<float>("highestValue");
        QTest::newRow("8") << 1u << 8u << quint64{0} << quint64{255} << quint64{192}
                           << 127.0f / 128.0f;
        QTest::newRow("16") << 1u << 16u << quint64{0x8000} << quint64{0x7FFF} << quint64{0x4000}
                            << 32767.0f / 32768.0f;
        QTest::newRow("24") << 1u << 24u << quint64{0x800000} << quint64{0x7FFFFF}
                            << quint64{0x400000} << 8388607.0f / 8388608.0f;
        QTest::newRow("32") << 1u << 32u << quint64{0x80000000} << quint64{0x7FFFFFFF}
                            << quint64{0x40000000} << 1.0f; // the nearest float
        QTest::newRow("32 float") << 3u << 32u << quint64{0xBF800000} << quint64{0x3F800000}
                                  << quint64{0x3F000000} << 1.0f;
        QTest::newRow("64 float") << 3u << 64u << quint64{0xBFF0000000000000}
                                  << quint64{0x3FF0000000000000} << quint64{0x3FE0000000000000}
                                  << 1.0f;
    }

    void encodings() {
        QFETCH(unsigned, tag);
        QFETCH(unsigned, bits);
        QFETCH(quint64, lowest);
        QFETCH(quint64, highest);
        QFETCH(quint64, half);
        QFETCH(float, highestValue);
        std::string data;
        for (const quint64 value : {lowest, highest, half})
            data += little(value, static_cast<int>(bits / 8));
        const auto track = read(
            riff(formatChunk({.tag = tag, .channels = 1, .bits = bits}) + chunk("data", data)));
        QVERIFY(track);
        const auto x = track->audio.channel(0);
        QCOMPARE(x[0], -1.0f);
        QCOMPARE(x[1], highestValue);
        QCOMPARE(x[2], 0.5f);
        QVERIFY(std::ranges::equal(x, track->audio.channel(1))); // mono is dual mono
        QVERIFY(warns(*track, WarningCode::MonoAsDual, 0.0));
        QCOMPARE(track->format.channels, 1);
    }

    void rates() {
        for (const int rate : {8000, 11025, 22050, 44100, 48000, 88200, 96000, 192000, 384000}) {
            const auto track = read(riff(formatChunk({.rate = static_cast<unsigned>(rate)}) +
                                         chunk("data", fourFrames())));
            reads(track);
            QCOMPARE(track->rate.hz, rate);
        }
    }
};

QTEST_APPLESS_MAIN(WaveHeaderTest)
#include "wave_header_test.moc"
