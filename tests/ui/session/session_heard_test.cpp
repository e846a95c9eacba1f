// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/sound_output_checks.h"
#include "tests/ui/session/session_fixture.h"

#include "core/audio/audio_file.h"
#include "core/playback/rtaudio_output.h"
#include "ui/session/session_window.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// The whole window on a sound server of the test's own, heard back: what is heard as the master is
/// what is exported, to the last bit.
class SessionHeardTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100}; // of the songs

    std::unique_ptr<PulseServer> server_;
    Songs songs_;
    std::unique_ptr<SessionWindow> window_;

    static QAbstractButton& button(SessionWindow& window, TransportBar::Button which) {
        return *window.findChild<TransportBar*>()->button(which);
    }

    /// Left, right, left, ... of an export of the present session.
    std::vector<float> exported(const char* name, SampleFormat samples) {
        SessionController& controller = window_->controller();
        Delivery delivery;
        delivery.samples = samples;
        delivery.dither = DitherKind::None;
        controller.setDelivery(delivery);
        QSignalSpy done(&controller, &SessionController::exported);
        ExportPlan plan;
        plan.destination.out = songs_.at(name);
        controller.exportMaster(plan);
        if (!QTest::qWaitFor([&] { return done.count() == 1; }, kPatience))
            return {};
        const auto track = readTrack(songs_.at(name));
        if (!track)
            return {};
        std::vector<float> interleaved;
        for (std::size_t i = 0; i < track->audio.channel(0).size(); ++i)
            interleaved.insert(interleaved.end(),
                               {track->audio.channel(0)[i], track->audio.channel(1)[i]});
        return interleaved;
    }

    /// What the sink plays from the song's start to its end.
    std::vector<float> heard() {
        SessionPlayback& playback = window_->playback();
        playback.pause();
        QTest::qWait(100);
        playback.seek(Seconds{});
        server_->record();
        playback.play();
        static_cast<void>(QTest::qWaitFor(
            [&] { return !playback.playing() && playback.position() == playback.length(); },
            20000));
        QTest::qWait(2500);
        return server_->stopRecording();
    }

    static QString compare(const std::vector<float>& heard, const std::vector<float>& file,
                           float tolerance) {
        const auto alike = [tolerance](float a, float b) { return std::abs(a - b) <= tolerance; };
        // The song begins with silence, or soft: it is found by its middle.
        const auto middle = file.begin() + static_cast<std::ptrdiff_t>(file.size() / 4 * 2);
        const auto found = std::search(heard.begin(), heard.end(), middle, middle + 256, alike);
        if (found == heard.end())
            return "the middle of the song was not heard (dropout)";
        const std::ptrdiff_t lead = middle - file.begin();
        if (found - heard.begin() < lead)
            return "the beginning was not recorded (dropout)";
        const auto begin = found - lead;
        if (heard.end() - begin < static_cast<std::ptrdiff_t>(file.size()))
            return "the end was not recorded (dropout)";
        const auto differs = std::mismatch(file.begin(), file.end(), begin, alike);
        if (differs.first != file.end())
            return QString("it differs at frame %1 of %2: %3 in the file, %4 heard (dropout)")
                .arg((differs.first - file.begin()) / 2)
                .arg(file.size() / 2)
                .arg(static_cast<double>(*differs.first))
                .arg(static_cast<double>(*differs.second));
        return {};
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        if (const QString why = whyNoServer(server_); !why.isEmpty())
            QSKIP(qPrintable(why));
        QVERIFY(server_->start(kRate.hz));
        applyTheme(*qApp, darkTheme());
        window_ = std::make_unique<SessionWindow>();
        window_->show();
        window_->openSound();
        QCOMPARE(window_->playback().output().status, OutputStatus::Open);
        window_->addFiles(
            {songs_.write("mix.wav", DemoSong::Mix), songs_.write("a.wav", DemoSong::ReferenceA)});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
        QCOMPARE(window_->playback().output().rate, kRate);
        Move band;
        band.shape = {FilterKind::Bell, Hertz{500.0}, Decibels{3.0}, 1.0, 12};
        window_->controller().addBand(band);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(window_->controller().chain() ==
                                     window_->controller().master()->mastered.chain.settings,
                                 kPatience);
    }
    void cleanupTestCase() {
        window_.reset();
        server_.reset();
    }

    void theMasterIsHeardAsItIsExported() {
        window_->playback().setLevelMatched(false);
        window_->playback().setSource(HeardSource::Master);
        const std::vector<float> floats = exported("float.wav", SampleFormat::Float32);
        const std::vector<float> integers = exported("24.wav", SampleFormat::Pcm24);
        QCOMPARE(floats.size(), std::size_t{2 * 8 * 44100});
        QCOMPARE(integers.size(), floats.size());
        QCOMPARE(withRetries([&]() -> QString {
                     const std::vector<float> sink = heard();
                     if (const QString fault = compare(sink, floats, 0.0F); !fault.isEmpty())
                         return "float: " + fault;
                     constexpr float kHalfStep = 0x1p-24F;
                     if (const QString fault = compare(sink, integers, kHalfStep); !fault.isEmpty())
                         return "24 bit: " + fault;
                     return {};
                 }),
                 QString());
    }

    /// And the mix is the file that was opened.
    void theMixIsHeardAsItIs() {
        window_->playback().setLevelMatched(false);
        window_->playback().setSource(HeardSource::Mix);
        const auto& audio =
            window_->controller().source(SessionController::kMix).loaded.track->audio;
        std::vector<float> file;
        for (std::size_t i = 0; i < audio.channel(0).size(); ++i)
            file.insert(file.end(), {audio.channel(0)[i], audio.channel(1)[i]});
        QCOMPARE(withRetries([&] { return compare(heard(), file, 0.0F); }), QString());
    }

    /// The sink dies in the middle of the song, and then the whole server; another one comes up.
    void theSinkIsKilledInTheMiddle_data() {
        QTest::addColumn<bool>("server");
        QTest::newRow("the sink") << false;
        QTest::newRow("the server") << true;
    }
    void theSinkIsKilledInTheMiddle() {
        QFETCH(const bool, server);
        SessionPlayback& playback = window_->playback();
        auto& notice = *window_->findChild<SoundNotice*>();
        playback.setLoop(Section{{0.0}, {8.0}});
        playback.seek(Seconds{});
        QTRY_COMPARE(playback.position(), Seconds{});
        QTest::mouseClick(&button(*window_, TransportBar::Play), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(playback.position() > Seconds{1.0}, 10000);
        const Seconds last = playback.position();
        if (server)
            server_->kill();
        else
            server_->unplug();
        QTRY_VERIFY_WITH_TIMEOUT(!playback.playing(), 10000);
        const Seconds paused = playback.position();
        // What is left of a dead server asks for seconds of sound that nobody hears.
        QVERIFY2(paused > last - Seconds{0.3} && paused < last + Seconds{0.5},
                 qPrintable(QString("%1 s, paused at %2 s").arg(last.value).arg(paused.value)));
        QVERIFY(notice.isVisible());
        QVERIFY2(notice.text().contains("Paused at") || notice.text().contains("no sound device"),
                 qPrintable(notice.text()));
        QTest::qWait(300);
        QCOMPARE(playback.position(), paused);
        QVERIFY(window_->controller().masterIsCurrent()); // the session goes on

        QVERIFY(server_->start(kRate.hz));
        QTRY_VERIFY_WITH_TIMEOUT(!notice.isVisible(), 20000);
        QVERIFY(!playback.playing());
        QCOMPARE(playback.position(), paused);
        QTest::mouseClick(&button(*window_, TransportBar::Play), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(playback.position() > paused, 10000);
        playback.pause();
        QTRY_VERIFY(!playback.playing());
        playback.setLoop(std::nullopt);
    }
};

QTEST_MAIN(SessionHeardTest)
#include "session_heard_test.moc"
