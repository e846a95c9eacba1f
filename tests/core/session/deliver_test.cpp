// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/demo/demo_song.h"
#include "core/session/deliver.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <memory>

#include <taglib/fileref.h>
#include <taglib/tpropertymap.h>

using namespace kilter;
using namespace kilter::testing;

/// The last stages: what the codecs ask for, and the files.
class DeliverTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::unique_ptr<QTemporaryDir> out_;
    Session session_;
    LoadedTrack mix_;
    Mastered mastered_;

    [[nodiscard]] DeliveryInputs inputs() const { return {session_, mix_, {}, nullptr}; }
    [[nodiscard]] std::filesystem::path out() const { return out_->path().toStdString(); }
    [[nodiscard]] DeliveryPlan everything() const {
        DeliveryPlan plan;
        plan.destination = {out() / "song.wav", true, {}};
        plan.copies = {FlacCopy{}, Codec{CodecKind::Mp3, 128}};
        plan.report = out() / "song.html";
        plan.sessionFile = out() / "song.kilter";
        return plan;
    }
    [[nodiscard]] Result<Delivered> delivered(const Progress& progress = {}) const {
        return deliver(inputs(), mastered_, mastered_.solved.master.audio, everything(), progress);
    }

  private slots:
    void initTestCase() {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "mix.wav";
        constexpr SampleRate kRate{44100};
        QVERIFY(writeAudioFile(file, demoSong(DemoSong::Mix, Seconds{4.0}, kRate, 1), kRate, {}));
        session_.mix.path = file;
        session_.target.loudness = Lufs{-9.0};
        session_.delivery.survives = {{{CodecKind::Opus, 128}}, Decibels{-1.0}};
        auto mix = loadTrack(session_.mix, kilter::Keep::Audio);
        QVERIFY(mix);
        mix_ = std::move(*mix);
        auto mastered = master(session_, mix_, nullptr);
        QVERIFY(mastered && mastered->guard && mastered->guard->changes());
        mastered_ = std::move(*mastered);
    }
    void init() { out_ = std::make_unique<QTemporaryDir>(); }

    /// Oracle: the two halves that the window goes are master(), bit for bit; and what it plays
    /// meanwhile is the same samples before the curve.
    void theTwoHalvesAreTheMaster() {
        auto first = unguardedMaster(session_, mix_, nullptr);
        QVERIFY(first && !first->guard);
        std::vector<double> told;
        const Progress progress(
            [&](double fraction, std::string_view) { told.push_back(fraction); }, {});
        const auto both = guarded(session_, mix_, *first, progress);
        QVERIFY(both && both->guard);
        QVERIFY(told.size() > 10 && std::ranges::is_sorted(told)); // through all encodes
        QCOMPARE(*both->guard, *mastered_.guard);
        QVERIFY(both->chain.settings == mastered_.chain.settings);
        const auto rendered = render(mix_.track->audio, both->rate, both->chain.settings);
        QVERIFY(rendered);
        const LevelCurve curve = levelCurveOf(*both->guard, both->rate);
        for (int c = 0; c < 2; ++c) {
            const auto whole = mastered_.solved.master.audio.channel(c);
            QVERIFY(std::ranges::equal(both->solved.master.audio.channel(c), whole));
            const auto input = rendered->audio.channel(c);
            std::vector<float> played(input.begin(), input.end());
            for (const GainRun& run : curve.runs)
                for (std::size_t i = 0; i < run.gains.size(); ++i) {
                    const auto at = run.begin.count + static_cast<std::int64_t>(i);
                    if (at >= 0 && at < static_cast<std::int64_t>(played.size()))
                        played[static_cast<std::size_t>(at)] *= run.gains[i];
                }
            for (float& x : played)
                x *= curve.everywhere;
            QVERIFY(std::ranges::equal(played, whole));
        }
        Session none = session_;
        none.delivery.survives = {};
        const auto same = guarded(none, mix_, *first);
        QVERIFY(same && !same->guard);
    }

    void everythingLiesInItsPlace() {
        const auto result = delivered();
        QVERIFY(result && !result->besideError);
        const std::vector<std::string> all{"song-mp3-128.mp3", "song.flac", "song.html",
                                           "song.kilter", "song.wav"};
        QCOMPARE(namesIn(out()), all);
        QCOMPARE(result->path, out() / "song.wav");
        QCOMPARE(result->bytes, std::filesystem::file_size(out() / "song.wav"));
        QVERIFY(std::abs(result->measured.loudness.integrated->value - -9.0) <= 0.05);
    }

    /// A copy says how loud it is: ReplayGain 2 to -18 LUFS, and its true peak, of the master.
    void aLosslessCopyHasReplayGain() {
        const auto result = delivered();
        QVERIFY(result);
        const TagLib::FileRef file((out() / "song.flac").c_str());
        QVERIFY(!file.isNull());
        const auto properties = file.file()->properties();
        const auto valueOf = [&](const char* key) {
            return QString::fromStdString(properties[key].toString().to8Bit(true));
        };
        const Analysis& measured = result->measured;
        const double gain = -18.0 - measured.loudness.integrated->value;
        QCOMPARE(valueOf("REPLAYGAIN_TRACK_GAIN"), QString::number(gain, 'f', 2) + " dB");
        QCOMPARE(valueOf("REPLAYGAIN_TRACK_PEAK"),
                 QString::number(amplitude(measured.peaks.maxTruePeak()), 'f', 6));
    }

    /// Cancelled while copies are encoded: not even the master is there.
    void cancelledNothingIsThere() {
        std::stop_source stop;
        bool encoded = false;
        const Progress progress(
            [&](double, std::string_view stage) {
                if (stage != "encoding")
                    return;
                encoded = true;
                stop.request_stop();
            },
            stop.get_token());
        const auto result = delivered(progress);
        QVERIFY(encoded);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QVERIFY(namesIn(out()).empty());
    }

    /// What is in the way since the places were looked at: the master is there, and it is told.
    void whatFindsNoPlaceIsTold() {
        std::filesystem::create_directory(out() / "song.html");
        QVERIFY(!checkPlaces(session_, everything()));
        const auto result = delivered();
        QVERIFY(result && result->besideError);
        QCOMPARE(result->besideError->code, ErrorCode::NotAFile);
        QCOMPARE(std::filesystem::path(result->besideError->path).filename(),
                 std::filesystem::path("song.html"));
        QVERIFY(readBytes(out() / "song.wav").starts_with("RIFF"));
        QVERIFY(readBytes(out() / "song.flac").starts_with("fLaC"));
    }

    /// A copy that has no place: seen before anything takes its own.
    void aCopyWithoutAPlaceStopsAll() {
        std::filesystem::create_directory(out() / "song.flac");
        QVERIFY(!checkPlaces(session_, everything()));
        QVERIFY(!delivered());
        QCOMPARE(namesIn(out()), std::vector<std::string>{"song.flac"});
    }

    void noTwoOfThemAtOnePlace() {
        DeliveryPlan plan = everything();
        QVERIFY(checkPlaces(session_, plan));
        plan.report = out() / "song.flac";
        const auto refused = checkPlaces(session_, plan);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutputIsInput);
    }
};

QTEST_GUILESS_MAIN(DeliverTest)
#include "deliver_test.moc"
