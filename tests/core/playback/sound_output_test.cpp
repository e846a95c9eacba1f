// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/rtaudio_output.h"
#include "tests/support/sound_output_checks.h"

#include <QTest>

#include <atomic>

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
        if (const QString why = whyNoServer(server_); !why.isEmpty())
            QSKIP(qPrintable(why));
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

    /// A server without a sink, which RtAudio 5.2 does not survive being asked about.
    void aServerWithoutASinkHasNoDevice() {
        QVERIFY(server_->start(48000));
        server_->unplug();
        QTest::qWait(300); // a sink takes its leave after the command
        RtAudioOutput output;
        QVERIFY(output.devices().empty());
        QCOMPARE(output.open({}).status, OutputStatus::NoDevice);
        QVERIFY(server_->start(48000));
        QCOMPARE(openedWhenThere([&] { return output.open({}); }).status, OutputStatus::Open);
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

    /// And it is short: what a user switches is heard at once.
    void latencyIsAsSaid() {
        RtAudioOutput output;
        QCOMPARE(
            withRetries([&] { return kilter::testing::latencyIsAsSaid(*server_, output, 512); }),
            QString());
        QCOMPARE(
            withRetries([&] { return kilter::testing::latencyIsAsSaid(*server_, output, 128); }),
            QString());
    }

    void pitchIsRightAtAnotherRate() {
        QCOMPARE(withRetries([&] { return pitchIsRight(*server_, make); }), QString());
    }

    /// Edits of all kinds while it plays: nothing forbidden in the callback, no dropout of ours.
    /// KILTER_SOAK_SECONDS=600 makes it the long run (and QTEST_FUNCTION_TIMEOUT=700000).
    void playsThroughAStormOfEdits() {
        class Watched final : public AudioCallback {
          public:
            explicit Watched(PlaybackEngine& engine)
                : engine_(engine) {}
            void process(Realtime& realtime, float* interleaved, int frames) noexcept override {
                const RealtimeWatch watch;
                engine_.process(realtime, interleaved, frames);
                if (watch.offence() != nullptr)
                    offence = watch.offence();
            }
            std::atomic<const char*> offence{nullptr};

          private:
            PlaybackEngine& engine_;
        };

        QVERIFY(server_->start(48000));
        bool chosen = false;
        const int asked = qEnvironmentVariableIntValue("KILTER_SOAK_SECONDS", &chosen);
        const int seconds = chosen ? asked : 2;
        Dice dice(1);
        PlaybackEngine engine(kRate);
        Watched watched(engine);
        std::vector<ChainSettings> settings;
        for (std::uint32_t seed = 0; seed < 40; ++seed)
            settings.push_back(busySettings(kRate, seed, 8));
        const auto mix = bufferOf(pinkNoise(10 * kRate.hz, 1));
        const auto reference = bufferOf(pinkNoise(7 * kRate.hz, 2));
        engine.setSources({mix, {{reference, {}}}});
        engine.setLoop(Loop{{0}, mix->frames()});
        engine.play();

        RtAudioOutput output;
        QCOMPARE(output.open({.device = {}, .rate = kRate, .bufferFrames = 128}).status,
                 OutputStatus::Open);
        QCOMPARE(output.start(watched).status, OutputStatus::Running);
        OutputState state;
        const QDeadlineTimer deadline(1000LL * seconds);
        std::int64_t edits = 0;
        while (!deadline.hasExpired()) {
            switch (dice.of(8)) {
            case 0:
                engine.seek({dice.of(10 * kRate.hz)});
                break;
            case 1:
                engine.setSources({mix, {{reference, {dice.of(100000)}}}});
                break;
            case 2:
                engine.setSubtracted(settings[static_cast<std::size_t>(dice.of(40))]);
                break;
            case 3:
            case 4:
                engine.listen({.source = static_cast<HeardSource>(dice.of(7)),
                               .reference = 0,
                               .mixGain = {-0.1 * dice.of(100)},
                               .image = static_cast<Image>(dice.of(3))});
                break;
            default:
                engine.setChain(settings[static_cast<std::size_t>(dice.of(40))]);
            }
            engine.play();
            ++edits;
            QTest::qWait(dice.of(20));
            state = output.poll();
            QCOMPARE(state.status, OutputStatus::Running);
        }
        output.close();
        qInfo("%d s, %lld edits, %lld dropouts, callback load %.2f %%", seconds,
              static_cast<long long>(edits), static_cast<long long>(state.dropouts),
              100.0 * state.load);
        QCOMPARE(watched.offence.load(), nullptr);
        QVERIFY(state.load < 0.5);
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
