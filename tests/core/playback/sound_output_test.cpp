// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/rtaudio_output.h"
#include "tests/support/sound_output_checks.h"

#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// RtAudioOutput on a sound server of the test's own, heard back.
class SoundOutputTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PulseServer> server_;

    static std::unique_ptr<AudioOutput> make() { return std::make_unique<RtAudioOutput>(); }

    void survives(const std::function<void()>& loss) {
        QCOMPARE(withRetries([&] {
                     Player player({48000});
                     const QString fault = survivesALoss(*server_, player, make, loss);
                     return fault.isEmpty() ? recovers(*server_, player, make) : fault;
                 }),
                 QString());
    }

  private slots:
    void initTestCase() {
        if (!PulseServer::installed())
            QSKIP("pulseaudio, pactl and parec are not installed");
        server_ = std::make_unique<PulseServer>();
        if (!RtAudioOutput().devices().empty())
            QSKIP("there is a sound system beside the test's own, which must not hear it");
    }

    void withoutAServerThereIsNoDevice() {
        RtAudioOutput output;
        QCOMPARE(output.open({}).status, OutputStatus::NoDevice);
        QCOMPARE(output.poll().status, OutputStatus::NoDevice);
        output.close();
        QCOMPARE(output.poll().status, OutputStatus::Closed);
    }

    void listsTheSink() {
        QVERIFY(server_->start(48000));
        RtAudioOutput output;
        const auto devices = output.devices();
        QCOMPARE(devices.size(), std::size_t{1});
        QVERIFY(devices[0].isDefault);
        QVERIFY(!devices[0].name.empty());
        QCOMPARE(output.open({.device = devices[0].name}).status, OutputStatus::Open);
        QCOMPARE(output.open({.device = "another one"}).status, OutputStatus::NoDevice);
    }

    void soundIsTheRender_data() {
        QTest::addColumn<int>("bufferFrames");
        QTest::newRow("128") << 128;
        QTest::newRow("512") << 512;
    }
    void soundIsTheRender() {
        QFETCH(const int, bufferFrames);
        QCOMPARE(withRetries([&] {
                     return kilter::testing::soundIsTheRender(*server_, make, bufferFrames);
                 }),
                 QString());
    }

    void pitchIsRightAtAnotherRate() {
        QCOMPARE(withRetries([&] { return pitchIsRight(*server_, make); }), QString());
    }

    void survivesTheServersDeath() {
        survives([&] { server_->kill(); });
    }

    void survivesTheLastSinksDeath() {
        survives([&] { server_->unplug(); });
    }
};

QTEST_GUILESS_MAIN(SoundOutputTest)
#include "sound_output_test.moc"
