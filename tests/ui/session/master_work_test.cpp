// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/master_work.h"

#include "core/audio/audio_writer.h"
#include "tests/support/audio_buffers.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace kilter;
using namespace kilter::testing;

/// What an export says of itself is what was done.
class MasterWorkTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    SessionState state_;

    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }
    Result<ExportOutcome> exported() const {
        ExportPlan plan;
        plan.destination.out = path("master.wav");
        plan.destination.overwrite = true;
        return exportOf(state_, nullptr, {}, plan, {});
    }
    static bool has(const ExportOutcome& outcome, WarningCode code) {
        return std::ranges::any_of(outcome.facts.warnings,
                                   [code](const Warning& w) { return w.code == code; });
    }

  private slots:
    void initTestCase() {
        QVERIFY(writeAudioFile(path("mix.wav"), noise(0.3, {3 * 44100}, 3), {44100}, {}));
        state_.session.mix.path = path("mix.wav");
        auto mix = loadTrack(state_.session.mix, Keep::Audio);
        QVERIFY(mix);
        state_.mix = std::move(*mix);
        state_.session.delivery.samples = SampleFormat::Pcm16;
    }

    void dither() {
        for (const DitherKind kind : {DitherKind::None, DitherKind::Tpdf, DitherKind::Shaped}) {
            state_.session.delivery.dither = kind;
            const auto outcome = exported();
            QVERIFY(outcome);
            QCOMPARE(static_cast<int>(outcome->dither), static_cast<int>(kind));
            QCOMPARE(outcome->bytes, std::filesystem::file_size(path("master.wav")));
            QCOMPARE(outcome->path, path("master.wav"));
            QVERIFY(outcome->clipped == 0 && !outcome->facts.gapAfter);
        }
    }

    void missedTargets() {
        state_.session.limiter.ceiling = {-40.0};
        for (const double target : {-10.0, -60.0}) { // beyond the ceiling, and under it
            state_.session.target = {Lufs{target}, {}};
            const auto outcome = exported();
            QVERIFY(outcome);
            QCOMPARE(has(*outcome, WarningCode::TargetMissed), target == -10.0);
        }
        state_.session.limiter = {};
    }

    /// Without a limiter peaks go over the ceiling, and over full scale; with one neither is said.
    void peaks() {
        state_.session.target = {{}, {20.0}};
        for (const LimiterMode mode : {LimiterMode::Off, LimiterMode::Clean}) {
            state_.session.limiter.mode = mode;
            const auto outcome = exported();
            QVERIFY(outcome);
            const bool isOff = mode == LimiterMode::Off;
            QCOMPARE(outcome->clipped > 0, isOff);
            QCOMPARE(has(*outcome, WarningCode::OverCeiling), isOff);
            QVERIFY(!has(*outcome, WarningCode::TargetMissed)); // there was none
        }
        state_.session.limiter.mode = LimiterMode::Off; // but quiet: under the ceiling
        state_.session.target = {{}, {-20.0}};
        const auto quiet = exported();
        QVERIFY(quiet && quiet->clipped == 0);
        QVERIFY(!has(*quiet, WarningCode::OverCeiling));
    }

    /// As on the command line: before the work, not after it.
    void anAiffBeyondFourGigabytesIsRefusedAtOnce() {
        SessionState state = state_;
        auto mix = std::make_shared<Track>(*state.mix.track);
        mix->rate = {8000};
        mix->audio = AudioBuffer(1, Frames{1900 * 8000});
        state.mix.track = mix;
        state.session.delivery.rate = SampleRate{384000};
        state.session.delivery.format = FileFormat::Aiff;
        state.session.delivery.samples = SampleFormat::Pcm24;
        ExportPlan plan;
        plan.destination.out = path("master.aiff");
        plan.mixAsRead = true;
        QElapsedTimer timer;
        timer.start();
        const auto outcome = exportOf(state, nullptr, {}, plan, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::WriteFailed);
        QCOMPARE(outcome.error().detail, std::string("AIFF holds no more than 4 GB"));
        QVERIFY(timer.elapsed() < 2000); // nothing was resampled
    }
};

QTEST_GUILESS_MAIN(MasterWorkTest)
#include "master_work_test.moc"
