// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/master_versions.h"

#include "core/analysis/analysis.h"
#include "core/audio/audio_file.h"
#include "core/audio/resample.h"
#include "core/demo/demo_song.h"
#include "core/render/strictest_peak.h"
#include "core/session/deliver.h"
#include "core/session/written_samples.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>

using namespace kilter;

/// What is heard of a master behind a codec and at a service is what will be there.
class MasterVersionsTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};
    QTemporaryDir folder_;
    Session session_;
    LoadedTrack mix_;
    Mastered mastered_;
    AudioBuffer written_;
    Analysis measured_;

    [[nodiscard]] std::filesystem::path at(const char* name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }

    [[nodiscard]] static double rmsDb(const AudioBuffer& audio) {
        double power = 0.0;
        for (int c = 0; c < 2; ++c)
            for (const float x : audio.channel(c))
                power += static_cast<double>(x) * x;
        return 10.0 * std::log10(power / static_cast<double>(2 * audio.frames().count) + 1e-30);
    }

    /// The largest sample of `a` - `b`, over the frames of `a`, in dBFS.
    [[nodiscard]] static double nullDb(const AudioBuffer& a, const AudioBuffer& b) {
        double largest = 0.0;
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < a.channel(c).size(); ++i)
                largest = std::max(
                    largest, std::abs(static_cast<double>(a.channel(c)[i]) - b.channel(c)[i]));
        return 20.0 * std::log10(largest + 1e-15);
    }

  private slots:
    void initTestCase() {
        const auto file = at("mix.wav");
        QVERIFY(writeAudioFile(file, demoSong(DemoSong::Mix, Seconds{8.0}, kRate, 1), kRate, {}));
        session_.mix.path = file;
        session_.target.loudness = Lufs{-12.0};
        session_.delivery.survives = {{{CodecKind::Aac, 128}}, Decibels{0.0}};
        session_.delivery.samples = SampleFormat::Pcm16;
        auto mix = loadTrack(session_.mix, kilter::Keep::Audio);
        QVERIFY(mix);
        mix_ = std::move(*mix);
        auto mastered = master(session_, mix_, nullptr);
        QVERIFY(mastered);
        mastered_ = std::move(*mastered);
        written_ = mastered_.solved.master.audio;
        makeAsWritten(written_, kRate, session_.delivery, *mix_.track);
        Track track;
        track.rate = kRate;
        track.audio = written_;
        auto measured = analyse(track, {});
        QVERIFY(measured);
        measured_ = std::move(*measured);
    }

    /// Oracle: the file that is exported and the copy beside it, decoded by the ffmpeg program.
    void isTheDecodedCopy_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"aac-128", "aac-256", "mp3-128", "vorbis-160", "opus-128"})
            QTest::newRow(name) << name;
    }
    void isTheDecodedCopy() {
        QFETCH(const QString, name);
        const QString ffmpeg = QStandardPaths::findExecutable("ffmpeg");
        if (ffmpeg.isEmpty())
            QSKIP("the ffmpeg program is not there");
        const Codec codec = *codecNamed(name.toStdString());
        DeliveryPlan plan;
        plan.destination = {at("song.wav"), true, {}};
        plan.copies = {codec};
        QVERIFY(
            deliver({session_, mix_, {}, nullptr}, mastered_, mastered_.solved.master.audio, plan));
        const auto file = readTrack(at("song.wav"));
        const QString coded = QString::fromStdString(pathOfCopy(at("song.wav"), codec).native());
        const QString back = folder_.filePath("back.wav");
        QCOMPARE(QProcess::execute(ffmpeg, {"-nostdin", "-v", "error", "-y", "-i", coded, "-c:a",
                                            "pcm_f32le", back}),
                 0);
        const auto copy = readTrack(back.toStdString());
        QVERIFY(file && copy);
        QCOMPARE(nullDb(written_, file->audio), nullDb(written_, written_)); // bit for bit

        const auto versions = behindCodec(written_, kRate, codec);
        QVERIFY(versions);
        QCOMPARE(versions->rate.hz, copy->rate.hz);
        QVERIFY(copy->audio.frames() >= versions->decoded.frames());
        const double null = nullDb(versions->decoded, copy->audio);
        QVERIFY2(null < -90.0, qPrintable(QString::number(null)));
        QVERIFY(versions->loudness);
        QVERIFY(abs(*versions->loudness - *measured_.loudness.integrated) < Decibels{1.0});

        // What was taken, and the master at that rate, are what is decoded.
        const auto master = resample(file->audio, kRate, versions->rate);
        QVERIFY(master);
        AudioBuffer sum = versions->taken;
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < sum.channel(c).size(); ++i)
                sum.channel(c)[i] += master->channel(c)[i];
        QCOMPARE(sum.frames().count, versions->decoded.frames().count);
        const double left = nullDb(sum, versions->decoded);
        QVERIFY2(left < -120.0, qPrintable(QString::number(left)));
        const double taken = rmsDb(versions->taken) - rmsDb(versions->decoded);
        QVERIFY2(taken < -10.0 && taken > -60.0, qPrintable(QString::number(taken)));
    }

    void isPlayedAsPredicted_data() {
        QTest::addColumn<double>("level");
        QTest::addColumn<int>("raising");
        QTest::addColumn<bool>("limited");
        const auto row = [](const char* name, double level, Raising raising, bool limited) {
            QTest::newRow(name) << level << static_cast<int>(raising) << limited;
        };
        row("turned down", -14.0, Raising::ToCeiling, false);
        row("never turned up", -8.0, Raising::Never, false);
        row("up to the ceiling", -8.0, Raising::ToCeiling, false);
        row("into the limiter", -8.0, Raising::IntoLimiter, true);
    }
    /// Known answer: loudness and true peak are those that the rule foretells.
    void isPlayedAsPredicted() {
        QFETCH(const double, level);
        QFETCH(const int, raising);
        QFETCH(const bool, limited);
        const ServiceRule rule{.name = "A",
                               .level = Lufs{level},
                               .raising = static_cast<Raising>(raising),
                               .ceiling = Decibels{-0.5},
                               .note = {},
                               .source = {},
                               .published = {},
                               .asOf = {}};
        const Played played =
            playedBy(rule, measured_.loudness.integrated, measured_.peaks.maxTruePeak());
        QCOMPARE(played.limited, limited);
        const auto version = asServed(written_, kRate, rule, played);
        QVERIFY(version && version->loudness);
        Track track;
        track.rate = kRate;
        track.audio = version->audio;
        const auto heard = analyse(track, {});
        QVERIFY(heard);
        const Decibels off = *heard->loudness.integrated - *played.loudness;
        QCOMPARE(version->loudness->value, heard->loudness.integrated->value);
        const Decibels peakOff = heard->peaks.maxTruePeak() - played.truePeak;
        QVERIFY2(abs(peakOff) < Decibels{0.05}, qPrintable(QString::number(peakOff.value)));
        if (limited) { // foretold as the most that it can be
            QVERIFY2(off < Decibels{0.0} && off > Decibels{-1.5},
                     qPrintable(QString::number(off.value)));
            QVERIFY(strictestTruePeak(version->audio, kRate, rule.ceiling) <= rule.ceiling);
        } else {
            QVERIFY2(abs(off) < Decibels{0.05}, qPrintable(QString::number(off.value)));
        }
    }

    void withoutARuleItIsTheMaster() {
        const ServiceRule rule{};
        const auto version =
            asServed(written_, kRate, rule, playedBy(rule, measured_.loudness.integrated, {}));
        QVERIFY(version);
        QVERIFY(nullDb(version->audio, written_) < -290.0);
    }

    void endsWhenItIsCancelled() {
        std::stop_source stop;
        stop.request_stop();
        const Progress progress({}, stop.get_token());
        const auto coded = behindCodec(written_, kRate, {CodecKind::Aac, 256}, progress);
        QVERIFY(!coded && coded.error().code == ErrorCode::Cancelled);
        const auto served = asServed(written_, kRate, {}, {}, progress);
        QVERIFY(!served && served.error().code == ErrorCode::Cancelled);
    }

    void aCodecThatIsNotThereIsSaid() {
        const auto coded = behindCodec(written_, kRate, {CodecKind::Vorbis, 1});
        QVERIFY(!coded && coded.error().code == ErrorCode::UnsupportedCodec);
    }
};

QTEST_GUILESS_MAIN(MasterVersionsTest)
#include "master_versions_test.moc"
