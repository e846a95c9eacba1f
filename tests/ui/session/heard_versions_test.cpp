// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/ui/session/session_fixture.h"

#include "core/analysis/loudness.h"
#include "core/audio/audio_file.h"
#include "core/audio/resample.h"
#include "core/chain/chain.h"
#include "core/codec/round_trip.h"
#include "ui/session/codec_table.h"
#include "ui/session/delivery_cells.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/service_table.h"
#include "ui/session/session_window.h"
#include "ui/session/status_line.h"
#include "ui/transport/transport_bar.h"
#include "ui/transport/transport_button.h"

#include <QApplication>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolButton>

#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// The master behind a codec, what that took away, and as a service plays it, heard in the window:
/// on a card that is not there.
class HeardVersionsTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100}; // of the songs
    static constexpr Codec kCodec{CodecKind::Aac, 128};

    Songs songs_;
    FakeCard card_;
    std::unique_ptr<SessionWindow> window_;

    [[nodiscard]] SessionController& controller() { return window_->controller(); }
    [[nodiscard]] SessionPlayback& playback() { return window_->playback(); }
    [[nodiscard]] HeardSource heardSource() { return playback().listening().source; }
    [[nodiscard]] const TransportButton::Look& masterButton() {
        return static_cast<TransportButton*>(
                   window_->findChild<TransportBar*>()->button(TransportBar::Master))
            ->look();
    }
    [[nodiscard]] QString saying() { return window_->findChild<StatusLine*>()->text(); }
    [[nodiscard]] QToolButton& cancelButton() {
        return *window_->statusBar()->findChild<QToolButton*>();
    }
    [[nodiscard]] static ServiceRule service(double level, Raising raising = Raising::ToCeiling) {
        ServiceRule rule;
        rule.name = "Radio";
        rule.level = Lufs{level};
        rule.raising = raising;
        rule.ceiling = Decibels{-1.0};
        rule.confidence = Confidence::High;
        return rule;
    }

    [[nodiscard]] DeliveryTable& table(const char* name) {
        for (auto* each : window_->findChildren<DeliveryTable*>())
            if (each->accessibleName() == QLatin1String(name))
                return *each;
        qFatal("no such table");
    }
    [[nodiscard]] static QModelIndex indexOf(const DeliveryTable& table, const char* row,
                                             int column) {
        for (int r = 0; r < table.model()->rowCount(); ++r)
            if (table.model()->index(r, 0).data().toString() == QLatin1String(row))
                return table.model()->index(r, column);
        qFatal("no such row: %s", row);
    }
    static void press(DeliveryTable& table, const char* row, int column) {
        const QModelIndex index = indexOf(table, row, column);
        table.scrollTo(index);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(index).center());
    }
    [[nodiscard]] static bool isDown(const DeliveryTable& table, const char* row, int column) {
        return indexOf(table, row, column).data(kDownRole).toBool();
    }

    void open(SampleRate onlyRate = {}) {
        card_ = FakeCard();
        card_.onlyRate = onlyRate;
        window_ = std::make_unique<SessionWindow>();
        playback().setMakeOutput([this](OutputBackend) { return card_.output(); });
        window_->show();
        window_->openSound();
        window_->addFiles({songs_.at("mix.wav")});
        controller().setTarget({Lufs{-9.0}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        playback().setLevelMatched(false);
    }

    /// All of the song as the card gets it, in step with the song.
    [[nodiscard]] AudioBuffer playSong() {
        playback().pause();
        playback().seek(Seconds{});
        QTest::qWait(100);
        card_.heard.clear();
        const int usual = std::exchange(card_.framesAPoll, 0); // nothing before the song
        playback().play();
        card_.framesAPoll = 16000; // ten times as fast as it is
        if (!QTest::qWaitFor(
                [&] { return !playback().playing() && playback().position() > Seconds{7.0}; },
                kPatience))
            return {};
        card_.framesAPoll = usual;
        const auto latency = static_cast<std::size_t>(
            Chain(playback().output().rate, controller().chain()).latency().count);
        const auto frames =
            static_cast<std::size_t>((playback().length() * playback().output().rate).count);
        AudioBuffer song(2, Frames{static_cast<std::int64_t>(frames)});
        if (card_.heard.size() < 2 * (latency + frames))
            return {};
        for (std::size_t i = 0; i < frames; ++i)
            for (int c = 0; c < 2; ++c)
                song.channel(c)[i] = card_.heard[2 * (latency + i) + static_cast<std::size_t>(c)];
        return song;
    }

    /// The largest difference, in dBFS.
    [[nodiscard]] static double nullDb(const AudioBuffer& a, const AudioBuffer& b) {
        if (a.frames().count == 0 || b.frames() < a.frames())
            return INFINITY;
        double largest = 0.0;
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < a.channel(c).size(); ++i)
                largest = std::max(
                    largest, std::abs(static_cast<double>(a.channel(c)[i]) - b.channel(c)[i]));
        return 20.0 * std::log10(largest + 1e-15);
    }

    /// The master as it is written to a file, and the copy beside it as ffmpeg decodes it.
    struct Exported {
        AudioBuffer master, decoded;
    };
    [[nodiscard]] Exported exported() {
        QSignalSpy done(&controller(), &SessionController::exported);
        ExportPlan plan = planFor(songs_.at("out.wav"), true);
        plan.copies = {kCodec};
        controller().exportMaster(plan);
        if (!QTest::qWaitFor([&] { return done.count() == 1; }, kPatience))
            return {};
        const QString copy =
            QString::fromStdString(pathOfCopy(songs_.at("out.wav"), kCodec).native());
        const QString back = QString::fromStdString(songs_.at("back.wav").native());
        QProcess::execute("ffmpeg",
                          {"-nostdin", "-v", "error", "-y", "-i", copy, "-c:a", "pcm_f32le", back});
        const auto master = readTrack(songs_.at("out.wav"));
        const auto decoded = readTrack(songs_.at("back.wav"));
        if (!master || !decoded)
            return {};
        return {master->audio, decoded->audio};
    }

    void hear(HeardSource source) {
        if (source == HeardSource::Served)
            playback().hearVersion(service(-14.0), HeardSource::Served);
        else
            playback().hearVersion(kCodec, source);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), source, kPatience);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        static_cast<void>(songs_.write("mix.wav", DemoSong::Mix));
    }
    void init() { QSettings().clear(); }
    void cleanup() { window_.reset(); }

    /// Oracle: the samples on the card are those that ffmpeg decodes from the exported copy, and
    /// what was taken is those less the exported master.
    void theCodecIsHeard() {
        if (QStandardPaths::findExecutable("ffmpeg").isEmpty())
            QSKIP("the ffmpeg program is not there");
        open();
        const Exported file = exported();
        QVERIFY(file.decoded.frames().count > 0);
        hear(HeardSource::Decoded);
        QCOMPARE(masterButton().title, QString("AAC 128"));
        QVERIFY(masterButton().on);
        QVERIFY2(saying().contains("behind AAC 128, decoded") && saying().contains("FFmpeg"),
                 qPrintable(saying()));
        const double decoded = nullDb(playSong(), file.decoded);
        QVERIFY2(decoded < -90.0, qPrintable(QString::number(decoded)));

        hear(HeardSource::Taken);
        QCOMPARE(masterButton().title, QString("AAC 128"));
        QCOMPARE(masterButton().subtitle, QString("what it took"));
        QVERIFY2(saying().contains("What AAC 128 takes away"), qPrintable(saying()));
        AudioBuffer left = file.decoded;
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < file.master.channel(c).size(); ++i)
                left.channel(c)[i] -= file.master.channel(c)[i];
        const AudioBuffer taken = playSong();
        const double null = nullDb(taken, left);
        QVERIFY2(null < -120.0, qPrintable(QString::number(null)));
        QVERIFY(nullDb(taken, AudioBuffer(2, taken.frames())) > -40.0);
    }

    /// At a card of another rate: as resample.h makes it, at the same place of the song.
    void atAnotherRateToo() {
        constexpr SampleRate kOther{48000};
        open(kOther);
        hear(HeardSource::Decoded);
        const auto made = controller().versions().made(HeardSource::Decoded);
        QVERIFY(made);
        const auto wanted = resample(made->heard->audio, kRate, kOther);
        QVERIFY(wanted);
        const double null = nullDb(playSong(), *wanted);
        QVERIFY2(null < -140.0, qPrintable(QString::number(null)));
    }

    /// With level matching off at the service's own level, with it on as loud as all others.
    void theServiceIsHeard() {
        open();
        hear(HeardSource::Served);
        QCOMPARE(masterButton().title, QString("Radio"));
        QVERIFY2(saying().contains("As Radio plays it: −5.0 dB."), qPrintable(saying()));
        const AudioBuffer own = playSong();
        const auto loudness = measureLoudness(own, kRate).integrated;
        QVERIFY(loudness);
        QVERIFY2(std::abs(loudness->value - -14.0) < 0.05,
                 qPrintable(QString::number(loudness->value)));
        const auto predicted = controller().versions().made(HeardSource::Served)->played;
        QVERIFY(abs(*predicted.loudness - *loudness) < Decibels{0.05});

        playback().setLevelMatched(true);
        const auto heardAt = playback().match().heardAt;
        QVERIFY(heardAt && *heardAt < Lufs{-14.0}); // the mix is softer still
        const auto matched = measureLoudness(playSong(), kRate).integrated;
        QVERIFY(matched && abs(*matched - *heardAt) < Decibels{0.05});
        playback().setLevelMatched(false);

        playback().hearVersion(service(-7.0, Raising::IntoLimiter), HeardSource::Served);
        QTRY_VERIFY_WITH_TIMEOUT(controller().versions().isCurrent(HeardSource::Served) &&
                                     controller().hearsNewest(HeardSource::Served),
                                 kPatience);
        QVERIFY2(saying().contains("Kilter's limiter at −1.0 dBTP, not into theirs"),
                 qPrintable(saying()));
        const auto loud = measureLoudness(playSong(), kRate).integrated;
        QVERIFY(loud && *loud > Lufs{-8.6} && *loud <= Lufs{-7.0});
    }

    /// While it plays: what is heard goes on until the version is there; 1, 2 and B lead back.
    void isSwitchedWhilePlaying() {
        open();
        QTest::keyClick(window_.get(), Qt::Key_2);
        playback().setLoop(Section{{0.0}, {7.9}});
        playback().play();
        QTRY_VERIFY(playback().position() > Seconds{0.2});
        playback().hearVersion(kCodec, HeardSource::Decoded);
        QCOMPARE(heardSource(), HeardSource::Master);
        QCOMPARE(controller().work().kind, Work::Kind::Listening);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Decoded, kPatience);
        QVERIFY(playback().playing());
        hear(HeardSource::Taken); // at once
        hear(HeardSource::Served);
        QVERIFY(playback().playing());
        MeterFrame last;
        connect(&playback(), &SessionPlayback::metersRead, &playback(),
                [&last](const MeterFrame& frame) { last = frame; });
        QTRY_VERIFY(last.source == HeardSource::Served && last.measured > Seconds{1.5});
        playback().hearVersion(service(-16.0),
                               HeardSource::Served); // another one: measured from its beginning
        QTRY_VERIFY_WITH_TIMEOUT(controller().hearsNewest(HeardSource::Served), kPatience);
        QTRY_VERIFY(last.source == HeardSource::Served && last.measured < Seconds{1.0});
        QTest::keyClick(window_.get(), Qt::Key_1);
        QCOMPARE(heardSource(), HeardSource::Mix);
        hear(HeardSource::Decoded); // is there still
        QTest::keyPress(window_.get(), Qt::Key_B);
        QCOMPARE(heardSource(), HeardSource::Mix);
        QTest::keyRelease(window_.get(), Qt::Key_B);
        QCOMPARE(heardSource(), HeardSource::Decoded);
        QTest::keyClick(window_.get(), Qt::Key_2);
        QCOMPARE(heardSource(), HeardSource::Master);
        QCOMPARE(masterButton().title, QString("Master"));
    }

    /// The buttons of the delivery panel, by mouse and by keyboard; pressed again, they let go.
    void thePanelsButtonsAreHeard() {
        open();
        window_->findChild<QTabWidget*>()->setCurrentWidget(window_->findChild<DeliveryPanel*>());
        auto& codecs = table("Codecs");
        auto& services = table("Services");
        press(codecs, "AAC 128", CodecTable::Hear);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Decoded, kPatience);
        const auto decoded = controller().versions().made(HeardSource::Decoded);
        QVERIFY(isDown(codecs, "AAC 128", CodecTable::Hear));
        QVERIFY(!isDown(codecs, "AAC 128", CodecTable::HearDifference));
        QVERIFY(nullDb(playSong(), decoded->heard->audio) < -299.0);

        codecs.setCurrentIndex(indexOf(codecs, "AAC 128", CodecTable::HearDifference));
        QTest::keyClick(&codecs, Qt::Key_Space);
        QCOMPARE(heardSource(), HeardSource::Taken); // made with the other one
        QVERIFY(isDown(codecs, "AAC 128", CodecTable::HearDifference));
        QVERIFY(nullDb(playSong(), decoded->taken->audio) < -299.0);
        press(codecs, "AAC 128", CodecTable::HearDifference);
        QCOMPARE(heardSource(), HeardSource::Master);
        QVERIFY(!isDown(codecs, "AAC 128", CodecTable::HearDifference));

        press(services, "Spotify, quiet", ServiceTable::Hear);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Served, kPatience);
        QVERIFY(isDown(services, "Spotify, quiet", ServiceTable::Hear));
        const auto loudness = measureLoudness(playSong(), kRate).integrated;
        QVERIFY(loudness && abs(*loudness - Lufs{-19.0}) < Decibels{0.05});
        press(codecs, "Opus 128", CodecTable::Hear);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Decoded, kPatience);
        QCOMPARE(masterButton().title, QString("Opus 128"));
        QCOMPARE(controller().versions().made(HeardSource::Decoded)->heard->rate,
                 SampleRate{48000});
        QVERIFY(isDown(codecs, "Opus 128", CodecTable::Hear));
        QVERIFY(!isDown(services, "Spotify, quiet", ServiceTable::Hear));

        // Not beside what is heard of one move alone.
        Move band;
        band.shape = {FilterKind::Bell, Hertz{500.0}, Decibels{3.0}, 1.0, 12};
        controller().addBand(band);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        controller().setAudition(Audition::Delta, 0);
        playback().setSource(HeardSource::Difference);
        press(codecs, "Opus 128", CodecTable::Hear);
        QCOMPARE(controller().audition(), Audition::None);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Decoded, kPatience);
    }

    /// The master becomes another one: what is heard is said to be old, and made anew; what is not
    /// heard is gone.
    void isStaleWhenTheMasterIs() {
        open();
        hear(HeardSource::Served);
        hear(HeardSource::Decoded);
        const auto before = controller().versions().made(HeardSource::Decoded);
        QVERIFY(before && controller().versions().made(HeardSource::Served));
        controller().setTarget({Lufs{-12.0}, {}});
        QVERIFY(!controller().versions().isCurrent(HeardSource::Decoded));
        QVERIFY(!controller().versions().made(HeardSource::Served));
        QCOMPARE(heardSource(), HeardSource::Decoded);
        QCOMPARE(masterButton().subtitle, QString("being made…"));
        QVERIFY2(saying().contains("the new one is being made"), qPrintable(saying()));
        QTRY_VERIFY_WITH_TIMEOUT(controller().hearsNewest(HeardSource::Decoded), kPatience);
        QVERIFY(controller().versions().made(HeardSource::Decoded) != before);
        QVERIFY(masterButton().subtitle.contains("LUFS"));
        const AudioBuffer& heard = controller().versions().made(HeardSource::Decoded)->heard->audio;
        QVERIFY(nullDb(playSong(), heard) < -300.0 + 1.0);

        // The dither belongs to the file as well.
        Delivery delivery = controller().session().delivery;
        delivery.samples = SampleFormat::Pcm16;
        controller().setDelivery(delivery);
        QVERIFY(!controller().versions().isCurrent(HeardSource::Decoded));
        QTRY_VERIFY_WITH_TIMEOUT(controller().hearsNewest(HeardSource::Decoded), kPatience);

        // Another song, another master: nothing of the one before is heard with it.
        static_cast<void>(songs_.write("other.wav", DemoSong::ReferenceA));
        controller().setMix(songs_.at("other.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(!controller().versions().made(HeardSource::Decoded), kPatience);
        QVERIFY(!controller().canHear(HeardSource::Decoded));
        QTRY_VERIFY_WITH_TIMEOUT(controller().hearsNewest(HeardSource::Decoded), kPatience);

        QTest::keyClick(window_.get(), Qt::Key_2);
        controller().setTarget({Lufs{-11.0}, {}});
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
    }

    /// Asked for while the master is being solved, it waits for it.
    void waitsForTheMaster() {
        open();
        controller().setTarget({Lufs{-12.0}, {}});
        QVERIFY(!controller().masterIsCurrent());
        playback().hearVersion(kCodec, HeardSource::Decoded);
        QCOMPARE(heardSource(), HeardSource::Master);
        QTRY_COMPARE_WITH_TIMEOUT(heardSource(), HeardSource::Decoded, kPatience);
        QVERIFY(controller().masterIsCurrent());
        QVERIFY(abs(*controller().versions().made(HeardSource::Decoded)->loudness - Lufs{-12.0}) <
                Decibels{0.5});
    }

    void canBeCancelled() {
        open();
        QVERIFY(!cancelButton().isVisible());
        playback().hearVersion(kCodec, HeardSource::Decoded);
        QCOMPARE(controller().work().kind, Work::Kind::Listening);
        QVERIFY(cancelButton().isVisible());
        QCOMPARE(cancelButton().accessibleName(), QString("Cancel what is to be heard"));
        QTest::mouseClick(&cancelButton(), Qt::LeftButton);
        QCOMPARE(controller().work().kind, Work::Kind::None);
        QTest::qWait(300);
        QCOMPARE(heardSource(), HeardSource::Master);
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
        hear(HeardSource::Decoded);

        // While one is heard, that one stays, and is known for what it is.
        playback().hearVersion(Codec{CodecKind::Mp3, 320}, HeardSource::Decoded);
        QTest::mouseClick(&cancelButton(), Qt::LeftButton);
        QCOMPARE(heardSource(), HeardSource::Decoded);
        QCOMPARE(masterButton().title, QString("AAC 128"));
        QVERIFY(controller().versions().isCurrent(HeardSource::Decoded));
    }

    void aCodecThatIsNotThereIsSaid() {
        open();
        playback().hearVersion(Codec{CodecKind::Vorbis, 1}, HeardSource::Decoded);
        QTRY_VERIFY_WITH_TIMEOUT(saying().startsWith("Vorbis 1: "), kPatience);
        QCOMPARE(heardSource(), HeardSource::Master);
        QCOMPARE(controller().work().kind, Work::Kind::None);
    }

    void aNewSessionEndsIt() {
        open();
        hear(HeardSource::Decoded);

        // Nor does one with the same mix go on with it.
        QSignalSpy opened(&controller(), &SessionController::opened);
        controller().startSession(songs_.at("mix.wav"), {});
        QCOMPARE(opened.count(), 1);
        QCOMPARE(heardSource(), HeardSource::Master);
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
        hear(HeardSource::Decoded);

        controller().newSession();
        QCOMPARE(heardSource(), HeardSource::Master);
        QVERIFY(!controller().versions().made(HeardSource::Decoded));
        QCOMPARE(masterButton().title, QString("Master"));
    }
};

QTEST_MAIN(HeardVersionsTest)
#include "heard_versions_test.moc"
