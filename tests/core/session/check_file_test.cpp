// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/check_file.h"

#include "core/audio/audio_writer.h"
#include "tests/support/signals.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

using namespace kilter;
using namespace kilter::literals;

/// A file checked as a whole, and the sentences about it.
class CheckFileTest : public QObject {
    Q_OBJECT

    using enum Judgement;
    QTemporaryDir dir_;

    static QString told(Outlet outlet, CheckedFor what, Judgement judgement,
                        std::optional<double> amount = {}, std::optional<Seconds> at = {}) {
        return QString::fromStdString(checkText({outlet, what, judgement, amount, at}));
    }
    [[nodiscard]] CheckedFile checked(const char* name, SampleFormat samples, WavText text) const {
        const AudioBuffer audio = testing::stereo(testing::pinkNoise({44100}, 5.0_s, 0.05, 1),
                                                  testing::pinkNoise({44100}, 5.0_s, 0.05, 2));
        const std::filesystem::path path = dir_.filePath(name).toStdString();
        AudioFileText beside;
        beside.wav = text;
        beside.tags.title = "Title";
        const auto written =
            writeAudioFile(path, audio, {44100}, {FileFormat::Wav, samples}, beside);
        auto file = checkFile(path);
        return written && file ? std::move(*file) : CheckedFile{};
    }
    static Judgement of(const CheckedFile& file, Outlet outlet, CheckedFor what) {
        for (const Check& check : file.checks)
            if (check.outlet == outlet && check.what == what)
                return check.judgement;
        return Unknown;
    }

  private slots:
    /// Kilter's plain WAV is what Spotify asks for, and one with tags is not.
    void plainWav() {
        const CheckedFile plain = checked("p.wav", SampleFormat::Pcm24, WavText::Plain);
        QVERIFY(of(plain, Outlet::Streaming, CheckedFor::FormatTag) == Right);
        QVERIFY(of(plain, Outlet::Streaming, CheckedFor::EndOfFile) == Right);
        QVERIFY(of(plain, Outlet::AppleDigitalMasters, CheckedFor::Bits) == Right);
        QVERIFY(plain.clipping && !plain.clippingError);
        QVERIFY(plain.loaded.track->audio.frames() == Frames{0});
        const CheckedFile real = checked("f.wav", SampleFormat::Float32, WavText::Bext);
        QVERIFY(of(real, Outlet::Streaming, CheckedFor::FormatTag) == Wrong);
        QVERIFY(!checkFile(dir_.filePath("none.wav").toStdString()));
    }

    void byWhoTakesIt() {
        using enum Outlet;
        const std::vector<Check> checks{{Streaming, CheckedFor::Lossless, Right, {}, {}},
                                        {Streaming, CheckedFor::Bits, Wrong, 8.0, {}},
                                        {Cd, CheckedFor::Bits, Unknown, {}, {}}};
        const auto outlets = byOutlet(checks);
        QCOMPARE(outlets.size(), std::size_t{2});
        QVERIFY(outlets[0].outlet == Streaming && outlets[1].outlet == Cd);
        QVERIFY(outlets[0].checks == std::vector<Check>(checks.begin(), checks.begin() + 2));
        QCOMPARE(tallyText(outlets[0].checks), std::string("1 wrong"));
        QCOMPARE(tallyText(outlets[1].checks), std::string("1 unknown"));
        QCOMPARE(tallyText(checks), std::string("1 wrong, 1 unknown"));
        QCOMPARE(tallyText({checks.data(), 1}), std::string("all right"));
        QVERIFY(signOf(Right) == "✓" && signOf(Wrong) == "✗" && signOf(Unknown) == "?");
    }

    void waveShapes() {
        const auto shape = [&](const QByteArray& bytes) {
            QFile file(dir_.filePath("shape.wav"));
            if (file.open(QIODevice::WriteOnly))
                file.write(bytes);
            file.close();
            return waveShapeOf(dir_.filePath("shape.wav").toStdString());
        };
        const QByteArray head("RIFF\0\0\0\0WAVE", 12);
        const QByteArray format(
            "fmt \x10\0\0\0\xFE\xFF\x02\0\x44\xAC\0\0\x10\xB1\x02\0\x04\0\x10\0", 24);
        const QByteArray odd("data\x03\0\0\0abc\0", 12);
        const auto whole = shape(head + format + odd);
        QVERIFY(whole);
        QCOMPARE(whole->formatTag, 0xFFFE);
        QCOMPARE(whole->bytesAfterData, std::uint64_t{0});
        QCOMPARE(shape(head + format + odd + "LIST")->bytesAfterData, std::uint64_t{4});
        QCOMPARE(shape(head + format + odd.left(11))->bytesAfterData, std::uint64_t{0});
        QVERIFY(!shape(head + odd + format)); // no format before the data
        QVERIFY(!shape(head + format));
        QVERIFY(!shape("RIFX" + head.mid(4) + format + odd));
        const QByteArray all = head + format + odd;
        for (qsizetype cut = 0; cut < 40; ++cut)
            QVERIFY(!shape(all.left(cut)));
    }

    void sentences() {
        const Outlet web = Outlet::Streaming;
        const Outlet apple = Outlet::AppleDigitalMasters;
        QCOMPARE(told(web, CheckedFor::Lossless, Right), QString("A lossless file."));
        QCOMPARE(told(web, CheckedFor::Lossless, Wrong, 320000), QString("Lossy, 320 kbit/s."));
        QCOMPARE(told(web, CheckedFor::Channels, Wrong, 1),
                 QString("Mono; two channels are asked for."));
        QCOMPARE(told(web, CheckedFor::SampleRate, Right, 44100), QString("44.1 kHz."));
        QCOMPARE(told(Outlet::Cd, CheckedFor::SampleRate, Wrong, 48000),
                 QString("48 kHz; a CD has 44.1."));
        QCOMPARE(told(apple, CheckedFor::Bits, Wrong, 16), QString("16 bit; 24 are asked for."));
        QCOMPARE(told(web, CheckedFor::FormatTag, Wrong, 65534),
                 QString("WAV with format tag 65534; only 1 (plain PCM) is taken."));
        QCOMPARE(told(web, CheckedFor::EndOfFile, Wrong, 34),
                 QString("34 bytes behind the WAV's data chunk; there may be none."));
        QCOMPARE(told(apple, CheckedFor::NativeRate, Wrong, 22050),
                 QString("The spectrum ends at 22.1 kHz: a higher rate or lossless coding adds "
                         "nothing to what it was made from."));
        QCOMPARE(told(apple, CheckedFor::NativeRate, Unknown),
                 QString("Too little lies high up to tell whether the rate is native."));
        QCOMPARE(told(web, CheckedFor::Clipping, Wrong, 2, Seconds{61.0}),
                 QString("Clipped at 2 places; first at 1:01.0."));
        QCOMPARE(told(web, CheckedFor::CodecClipping, Wrong, 9, Seconds{5.0}),
                 QString("Clips 9 times when decoded from AAC 256 (on samples and between them); "
                         "most at 0:05.0."));
        QCOMPARE(told(web, CheckedFor::CodecClipping, Unknown),
                 QString("What a codec makes of it can't be told."));
        QCOMPARE(told(web, CheckedFor::Headroom, Wrong, -0.25, Seconds{2.5}),
                 QString("True peak −0.25 dBTP, −1 at most before a codec; most at 0:02.5."));
        QCOMPARE(told(Outlet::Cd, CheckedFor::Headroom, Right, -0.25),
                 QString("True peak −0.25 dBTP, 0 at most."));
        QCOMPARE(told(Outlet::Club, CheckedFor::Loudness, Unknown, -9),
                 QString("−9.0 LUFS; there is no rule."));
        QCOMPARE(told(Outlet::Broadcast, CheckedFor::Loudness, Wrong, -14),
                 QString("−14.0 LUFS, −23 within 0.2."));
        QCOMPARE(told(Outlet::Broadcast, CheckedFor::Loudness, Unknown, -22.5),
                 QString("−22.5 LUFS, −23 within 0.2; within 1 where it can't be done again."));
        QCOMPARE(told(Outlet::Club, CheckedFor::MonoBass, Wrong, 0.25),
                 QString("Under 60 Hz left and right correlate by 0.25: on one bass speaker much "
                         "of it is lost."));
        QCOMPARE(told(Outlet::Club, CheckedFor::Phase, Wrong, 1, Seconds{3.0}),
                 QString("Left works against right in 1 stretch; first at 0:03.0."));
        QCOMPARE(told(Outlet::Club, CheckedFor::Phase, Wrong, 2, Seconds{3.0}),
                 QString("Left works against right in 2 stretches; first at 0:03.0."));
        QCOMPARE(told(Outlet::Cd, CheckedFor::Isrc, Unknown),
                 QString("Has no ISRC; it may stand in the disc's list."));
    }

    void asAfclipTells() {
        CodedClipping clipping;
        clipping.codec = {CodecKind::Aac, 256};
        clipping.truePeak = {-0.5};
        QCOMPARE(QString::fromStdString(clippingText(clipping)),
                 QString("Decoded from aac-256 by FFmpeg's AAC encoder (not Apple's) it reaches "
                         "−0.50 dBTP and does not clip."));
        clipping.truePeak = {0.75};
        clipping.channels[1] = {3, 14, Seconds{61.25}};
        QCOMPARE(QString::fromStdString(clippingText(clipping)),
                 QString("Decoded from aac-256 by FFmpeg's AAC encoder (not Apple's) it reaches "
                         "+0.75 dBTP and clips; right: 3 on-sample, 14 inter-sample, first at "
                         "1:01.3."));
    }
};

QTEST_APPLESS_MAIN(CheckFileTest)
#include "check_file_test.moc"
