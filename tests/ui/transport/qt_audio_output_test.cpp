// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/sound_output_checks.h"
#include "ui/transport/device_watcher.h"
#include "ui/transport/qt_audio_output.h"

#include <QSignalSpy>
#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// QtAudioOutput and DeviceWatcher on a sound server of the test's own, heard back.
class QtAudioOutputTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PulseServer> server_;

    static std::unique_ptr<AudioOutput> make() { return std::make_unique<QtAudioOutput>(); }

  private slots:
    void initTestCase() {
        if (!PulseServer::installed())
            QSKIP("pulseaudio, pactl and parec are not installed");
        server_ = std::make_unique<PulseServer>();
        // Qt looks for a server once in a process's life.
        QVERIFY(server_->start(48000));
        const auto devices = QtAudioOutput().devices();
        if (devices.size() != 1)
            QSKIP("Qt Multimedia does not play through PulseAudio here");
    }

    void opensByName() {
        QtAudioOutput output;
        const auto devices = output.devices();
        QVERIFY(devices[0].isDefault);
        QCOMPARE(output.open({.device = devices[0].name}).status, OutputStatus::Open);
        QCOMPARE(output.open({.device = "another one"}).status, OutputStatus::NoDevice);
    }

    void soundIsTheRender() {
        QCOMPARE(
            withRetries([&] { return kilter::testing::soundIsTheRender(*server_, make, 512); }),
            QString());
    }

    void latencyIsAsSaid() {
        QtAudioOutput output;
        QCOMPARE(
            withRetries([&] { return kilter::testing::latencyIsAsSaid(*server_, output, 512); }),
            QString());
    }

    void pitchIsRightAtAnotherRate() {
        QCOMPARE(withRetries([&] { return pitchIsRight(*server_, make); }), QString());
    }

    void theWatcherSeesDevicesGoAndCome() {
        QVERIFY(server_->start(48000));
        QTRY_VERIFY_WITH_TIMEOUT(!QtAudioOutput().devices().empty(), 10000);
        DeviceWatcher watcher;
        QSignalSpy changed(&watcher, &DeviceWatcher::devicesChanged);
        server_->unplug();
        QTRY_VERIFY_WITH_TIMEOUT(!changed.empty(), 10000);
        changed.clear();
        QVERIFY(server_->start(48000));
        QTRY_VERIFY_WITH_TIMEOUT(!changed.empty(), 10000);
    }

    void survivesTheServersDeath() { // last: Qt does not look for another
        QCOMPARE(withRetries([&] {
                     Player player({48000});
                     return survivesALoss(*server_, player, make, [&] { server_->kill(); });
                 }),
                 QString());
    }
};

QTEST_GUILESS_MAIN(QtAudioOutputTest)
#include "qt_audio_output_test.moc"
