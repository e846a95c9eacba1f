// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/support/stereo_signal.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/meters/correlation_meter.h"
#include "ui/meters/loudness_meter.h"
#include "ui/meters/peak_meter.h"
#include "ui/session/preferences_dialog.h"
#include "ui/session/session_window.h"
#include "ui/session/status_line.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"
#include "ui/transport/transport_button.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QStatusBar>

#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// Sound cards that come, go, refuse a rate or are chosen by the user: what the window does and
/// says. On cards that are not there; sound_output_test has real ones.
class SessionSoundTest : public QObject {
    Q_OBJECT

    Songs songs_;
    std::filesystem::path mix_, tone_;
    FakeCard card_, second_; ///< RtAudio's and Qt's

    std::unique_ptr<SessionWindow> openWindow(const std::filesystem::path& mix) {
        auto window = std::make_unique<SessionWindow>();
        window->playback().setMakeOutput([this](OutputBackend backend) {
            return backend == OutputBackend::QtMultimedia ? second_.output() : card_.output();
        });
        window->show();
        window->openSound();
        window->addFiles({mix});
        return window;
    }
    static bool ready(SessionWindow& window) {
        return window.controller().source(SessionController::kMix).ready() &&
               window.playback().length() > Seconds{};
    }
    static void play(SessionWindow& window) {
        QTest::mouseClick(window.findChild<TransportBar*>()->button(TransportBar::Play),
                          Qt::LeftButton);
    }
    static QString notice(SessionWindow& window) {
        const auto* notice = window.findChild<SoundNotice*>();
        return notice->isVisible() ? notice->text() : QString();
    }
    static QString statusBar(SessionWindow& window) {
        QString all;
        for (const auto* label : window.statusBar()->findChildren<QLabel*>())
            all += label->text();
        return all;
    }
    static QString saying(SessionWindow& window) { return window.findChild<StatusLine*>()->text(); }
    static void choose(QComboBox& box, const QVariant& value) {
        QVERIFY2(box.findData(value) >= 0, qPrintable(value.toString()));
        box.setCurrentIndex(box.findData(value));
        emit box.activated(box.currentIndex()); // as by hand
    }
    static QComboBox& box(SessionWindow& window, const QString& name) {
        for (auto* each : window.findChild<PreferencesDialog*>()->findChildren<QComboBox*>())
            if (each->accessibleName() == name)
                return *each;
        qFatal("no such field");
    }
    static PreferencesDialog& openPreferences(SessionWindow& window) {
        emit window.findChild<SoundNotice*>()->preferencesRequested();
        auto* dialog = window.findChild<PreferencesDialog*>();
        return *dialog;
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        mix_ = songs_.write("mix.wav", DemoSong::Mix);
        constexpr SampleRate kRate{44100};
        const StereoSignal tone = sine(8 * kRate.hz, kRate, {1000}, 0.25);
        AudioBuffer audio(2, Frames{tone.frames()});
        std::copy(tone.left.begin(), tone.left.end(), audio.channel(0).begin());
        std::copy(tone.right.begin(), tone.right.end(), audio.channel(1).begin());
        tone_ = songs_.at("tone.wav");
        QVERIFY(writeAudioFile(tone_, audio, kRate, {FileFormat::Wav, SampleFormat::Pcm24}));
    }
    void init() {
        QSettings().clear();
        card_ = FakeCard();
        second_ = FakeCard(std::vector<std::string>());
    }

    void settingsAreKept() {
        QCOMPARE(storedSoundSettings(), SoundSettings());
        const SoundSettings chosen{.backend = OutputBackend::QtMultimedia,
                                   .device = "Köpfhörer",
                                   .rate = SampleRate{96000},
                                   .bufferFrames = 128};
        store(chosen);
        QCOMPARE(storedSoundSettings(), chosen);
        store({});
        QCOMPARE(storedSoundSettings(), SoundSettings());

        // From another version, or by hand.
        QSettings settings;
        settings.setValue("sound/backend", "telepathy");
        settings.setValue("sound/rate", "-5");
        settings.setValue("sound/buffer", "1000000000");
        QCOMPARE(storedSoundSettings(), SoundSettings());
    }

    /// Paused at its position, said, and the session goes on; back again, it plays on from there.
    void aDeviceThatDisappearsPauses() {
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        SessionPlayback& playback = window->playback();
        play(*window);
        QTRY_VERIFY(playback.position() > Seconds{0.5});
        QVERIFY(notice(*window).isEmpty());
        card_.plug({});
        QTRY_VERIFY(!playback.playing());
        const Seconds paused = playback.position();
        QVERIFY(paused > Seconds{0.5} && paused < Seconds{4.0});
        QVERIFY2(notice(*window).contains("Card is gone. Paused at 0:0"),
                 qPrintable(notice(*window)));
        QVERIFY(statusBar(*window).contains("gone"));

        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window->controller()), kPatience);
        window->controller().setTarget({Lufs{-9.0}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window->controller()), kPatience);
        QVERIFY(window->controller().master());
        QCOMPARE(playback.position(), paused);

        // It is found again without a hand, but does not start by itself.
        card_.plug({"Card"});
        QTRY_VERIFY_WITH_TIMEOUT(notice(*window).isEmpty(), 10000);
        QVERIFY(!playback.playing());
        QCOMPARE(playback.position(), paused);
        const std::size_t heard = card_.heard.size();
        play(*window);
        QTRY_VERIFY(playback.position() > paused);
        QVERIFY(card_.heard.size() > heard);
        QVERIFY(playback.position() < paused + Seconds{1.0});
    }

    /// A new session shows and hears nothing of the one before.
    void aNewSessionBeginsAtItsBeginning() {
        const auto window = openWindow(mix_);
        SessionController& controller = window->controller();
        SessionPlayback& playback = window->playback();
        controller.addReferences({tone_});
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window) && settledDown(controller), kPatience);
        const auto& bar = *window->findChild<TransportBar*>();
        const auto& meters = *window->findChild<LoudnessMeterView*>();
        const auto& peaks = *window->findChild<PeakMeterView*>();
        const auto& correlation = *window->findChild<CorrelationMeterView*>();
        QTest::keyClick(window.get(), Qt::Key_3);
        QCOMPARE(playback.listening().source, HeardSource::Reference);
        QVERIFY(bar.content().heardAt);
        play(*window);
        QTRY_VERIFY_WITH_TIMEOUT(meters.reading().integrated && correlation.reading(), kPatience);
        controller.saveAs(songs_.at("one.kilter"));
        QTRY_VERIFY_WITH_TIMEOUT(saying(*window).contains("Saved one.kilter"), kPatience);
        const QString silence = PeakMeterView().parts().front().value;
        QVERIFY(peaks.parts().front().value != silence);

        QTest::keyClick(window.get(), Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(!playback.playing());
        QTRY_COMPARE(meters.reading(), LoudnessReading());
        QTRY_VERIFY(!correlation.reading());
        QCOMPARE(peaks.parts().front().value, silence);
        QTRY_COMPARE(playback.position(), Seconds{});
        QCOMPARE(bar.content().position, Seconds{});
        QVERIFY(!bar.content().heardAt);
        QCOMPARE(playback.listening().source, HeardSource::Master);
        QVERIFY2(!saying(*window).contains("Saved"), qPrintable(saying(*window)));

        // What is not there can't be heard, and that is said.
        QTest::keyClick(window.get(), Qt::Key_3);
        QCOMPARE(playback.listening().source, HeardSource::Master);
        QVERIFY2(saying(*window).contains("no reference"), qPrintable(saying(*window)));
        QTest::keyClick(window.get(), Qt::Key_Space);
        QTest::qWait(100);
        QVERIFY(!playback.playing());
        QCOMPARE(playback.position(), Seconds{});
        QVERIFY2(saying(*window).contains("open a mix"), qPrintable(saying(*window)));
    }

    /// Who hears the last reference while it is taken away goes on with the master.
    void aReferenceThatGoesIsNotHeard() {
        const auto window = openWindow(mix_);
        window->controller().addReferences({tone_});
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window) && settledDown(window->controller()), kPatience);
        QTest::keyClick(window.get(), Qt::Key_3);
        QCOMPARE(window->playback().listening().source, HeardSource::Reference);
        window->controller().removeReference(0);
        QCOMPARE(window->playback().listening().source, HeardSource::Master);
    }

    void playLooksForALostDevice() {
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        play(*window);
        QTRY_VERIFY(window->playback().playing());
        card_.plug({});
        QTRY_VERIFY(!window->playback().playing());
        const Seconds paused = window->playback().position();
        play(*window); // still nothing
        QVERIFY(!window->playback().playing());
        QVERIFY2(notice(*window).contains("no sound device"), qPrintable(notice(*window)));
        card_.plug({"Another card"});
        play(*window);
        QTRY_VERIFY(window->playback().position() > paused);
        QVERIFY(notice(*window).isEmpty());
        QVERIFY(statusBar(*window).contains("Another card"));
    }

    void withoutADeviceEverythingButSoundWorks() {
        card_.plug({});
        const auto window = openWindow(mix_);
        QVERIFY(notice(*window).contains("everything but sound works"));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window->controller()), kPatience);
        QVERIFY(window->controller().master());
        play(*window);
        QVERIFY(!window->playback().playing());
        window->playback().seek(Seconds{3.0});
        QCOMPARE(window->playback().position(), Seconds{3.0});

        QSignalSpy exported(&window->controller(), &SessionController::exported);
        ExportPlan plan;
        plan.destination.out = songs_.at("silent.wav");
        window->controller().exportMaster(plan);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);

        // Closed by hand, the notice stays closed until there is something new to say.
        auto& bar = *window->findChild<SoundNotice*>();
        const auto buttons = bar.findChildren<TransportButton*>();
        QTest::mouseClick(buttons.back(), Qt::LeftButton);
        QVERIFY(!bar.isVisible());
        window->controller().setTarget({Lufs{-9.0}, {}});
        QTest::qWait(50);
        QVERIFY(!bar.isVisible());
    }

    /// 1 kHz stays 1 kHz, and the window says at what rate it is previewed.
    void aDeviceAtAnotherRatePlaysAtTheRightPitch() {
        card_.onlyRate = {48000};
        const auto window = openWindow(tone_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        window->playback().setLevelMatched(false);
        QTest::keyClick(window.get(), Qt::Key_1);
        play(*window);
        QTRY_VERIFY(card_.heard.size() > std::size_t{2 * 3 * 48000});
        QVERIFY(card_.wishes.back().rate == SampleRate{44100});
        QVERIFY2(statusBar(*window).contains("preview at 48 kHz"), qPrintable(statusBar(*window)));
        std::vector<double> crossings; // upwards, of the left channel
        for (std::size_t i = 2; i < card_.heard.size(); i += 2)
            if (card_.heard[i - 2] < 0.0F && card_.heard[i] >= 0.0F)
                crossings.push_back(static_cast<double>(i) / 2);
        QVERIFY(crossings.size() > 2000);
        const double frequency = 2000.0 * 48000.0 / (crossings[2000] - crossings[0]);
        QVERIFY2(std::abs(frequency - 1000.0) < 0.1, qPrintable(QString::number(frequency)));
    }

    void preferencesHoldAtOnceAndGoOnPlaying() {
        card_.plug({"Card", "Headphones"});
        second_.plug({"Qt's card"});
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        SessionPlayback& playback = window->playback();
        openPreferences(*window);
        QTRY_COMPARE(box(*window, "Device").count(), 3);
        QVERIFY(box(*window, "Device").itemText(0).contains("Card"));
        play(*window);
        Seconds at{0.3};
        QTRY_VERIFY(playback.position() > at);
        // Plays on at the same position, a new device's rate or not.
        const auto goesOn = [&] {
            at = playback.position();
            return QTest::qWaitFor([&] { return playback.playing() && playback.position() > at; },
                                   10000) &&
                   playback.position() < at + Seconds{1.5};
        };
        choose(box(*window, "Buffer"), 128);
        QCOMPARE(card_.wishes.back().bufferFrames, 128);
        QVERIFY(goesOn());
        choose(box(*window, "Device"), QString("Headphones"));
        QCOMPARE(card_.wishes.back().device, std::string("Headphones"));
        QCOMPARE(playback.output().device, std::string("Headphones"));
        QVERIFY(goesOn());

        at = playback.position();
        choose(box(*window, "Sample rate"), 96000); // has to be resampled for it
        QCOMPARE(playback.output().rate, SampleRate{96000});
        QTRY_VERIFY_WITH_TIMEOUT(playback.playing() && playback.position() > at, kPatience);
        QVERIFY(playback.position() < at + Seconds{1.5});

        at = playback.position();
        choose(box(*window, "Through"), static_cast<int>(OutputBackend::QtMultimedia));
        QCOMPARE(playback.output().device, std::string("Qt's card"));
        QVERIFY(playback.sound().device.empty());
        QTRY_VERIFY(playback.playing() && playback.position() > at);
        QTRY_COMPARE(box(*window, "Device").count(), 2);

        choose(box(*window, "Through"), static_cast<int>(OutputBackend::None));
        QVERIFY(!playback.playing());
        QVERIFY(playback.position() >= at);
        QVERIFY(!box(*window, "Device").isEnabled());
        QVERIFY(notice(*window).isEmpty()); // wanted so
        QCOMPARE(storedSoundSettings(), playback.sound());

        // The next start has them.
        choose(box(*window, "Through"), static_cast<int>(OutputBackend::RtAudio));
        QTRY_COMPARE(box(*window, "Device").count(), 3);
        choose(box(*window, "Device"), QString("Headphones"));
        const auto again = openWindow(mix_);
        QCOMPARE(again->playback().output().device, std::string("Headphones"));
        QCOMPARE(again->playback().output().bufferFrames, 128);
        QCOMPARE(again->playback().output().rate, SampleRate{96000});
    }

    /// However often it goes and comes back, and though the list is the same as the last time.
    void aDeviceThatGoesTwice() {
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        SessionPlayback& playback = window->playback();
        for (int time = 0; time < 2; ++time) {
            playback.play();
            QTRY_VERIFY(playback.playing());
            card_.plug({});
            QTRY_VERIFY(!playback.playing());
            card_.plug({"Card"});
            QTRY_COMPARE_WITH_TIMEOUT(playback.output().status, OutputStatus::Open, kPatience);
        }
    }

    /// Pause stays where it is; stop goes back to where the loop begins, or the song.
    void stopsWhereItBegins() {
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        SessionPlayback& playback = window->playback();
        for (const double begin : {0.0, 1.0}) {
            playback.setLoop(begin > 0.0 ? std::optional(Section{{begin}, {2.5}}) : std::nullopt);
            playback.seek({1.2});
            playback.play();
            QTRY_VERIFY(playback.playing() && playback.position() > Seconds{1.25});
            playback.pause();
            QTRY_VERIFY(!playback.playing());
            QVERIFY(playback.position() > Seconds{1.2});
            playback.stop();
            QTRY_COMPARE(playback.position().value, begin);
            QVERIFY(!playback.playing());
        }
    }

    /// What a source costs is told, but not while nobody may know which one it is.
    void theLoadTellsNothingInABlindTest() {
        const auto window = openWindow(mix_);
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        SessionPlayback& playback = window->playback();
        playback.play();
        QTRY_VERIFY(playback.playing());
        const QSignalSpy told(&playback, &SessionPlayback::outputChanged);
        card_.load = 0.2;
        QTRY_COMPARE(told.count(), 1);
        playback.setBlind(HeardSource::Mix);
        card_.load = 0.6;
        const Seconds at = playback.position();
        QTRY_VERIFY(playback.position() > at + Seconds{0.2});
        QCOMPARE(told.count(), 1);
        playback.setBlind(std::nullopt);
        QTRY_COMPARE(told.count(), 2);
        QCOMPARE(playback.output().load, 0.6);
    }

    /// The rates that the device takes, and the one that is wanted whether or not it does.
    void ratesThatAreOffered() {
        card_.rates = {44100, 96000};
        SoundSettings wanted;
        wanted.rate = SampleRate{88200};
        store(wanted);
        const auto window = openWindow(mix_);
        openPreferences(*window);
        QComboBox& rates = box(*window, "Sample rate");
        QTRY_COMPARE(rates.count(), 4);
        for (const int hz : {0, 44100, 88200, 96000})
            QVERIFY2(rates.findData(hz) >= 0, qPrintable(QString::number(hz)));
        QCOMPARE(rates.currentData().toInt(), 88200);
        choose(rates, 44100);
        QCOMPARE(rates.count(), 3);
        QCOMPARE(rates.findData(88200), -1);
    }

    /// The wanted device is not there: the default plays, until it comes and nothing plays.
    void aWantedDeviceIsWaitedFor() {
        SoundSettings wanted;
        wanted.device = "Headphones";
        store(wanted);
        const auto window = openWindow(mix_);
        QCOMPARE(window->playback().output().device, std::string("Card"));
        QTRY_VERIFY_WITH_TIMEOUT(ready(*window), kPatience);
        openPreferences(*window);
        QTRY_COMPARE(box(*window, "Device").currentText(), QString("Headphones (not there)"));
        play(*window);
        QTRY_VERIFY(window->playback().playing());
        card_.plug({"Card", "Headphones"});
        window->playback().followDevices();
        QCOMPARE(window->playback().output().device, std::string("Card")); // not in the middle
        window->playback().pause();
        QTRY_VERIFY(!window->playback().playing());
        window->playback().followDevices();
        QCOMPARE(window->playback().output().device, std::string("Headphones"));
        QTRY_COMPARE(box(*window, "Device").currentText(), QString("Headphones"));
    }
};

QTEST_MAIN(SessionSoundTest)
#include "session_sound_test.moc"
