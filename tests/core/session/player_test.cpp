// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/player.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// A player with a sound card that a test plays the part of.
class PlayerTest : public QObject {
    Q_OBJECT

    /// What the test says and sees of it; outlives the output that the player owns.
    struct Card {
        OutputState state{.status = OutputStatus::Open,
                          .system = "Test",
                          .device = "Card",
                          .rate = {48000},
                          .bufferFrames = 256,
                          .detail = {}};
        AudioCallback* callback = nullptr;
        int opened = 0;

        std::vector<float> ask(int frames) const {
            std::vector<float> block(2 * static_cast<std::size_t>(frames));
            RealtimeScope scope;
            callback->process(scope.token(), block.data(), frames);
            return block;
        }
    };

    class CardOutput final : public AudioOutput {
      public:
        explicit CardOutput(Card& card)
            : card_(card) {}
        std::vector<OutputDevice> devices() override { return {}; }
        OutputState open(const OutputWish&) override {
            ++card_.opened;
            return card_.state;
        }
        OutputState start(AudioCallback& callback) override {
            card_.callback = &callback;
            card_.state.status = OutputStatus::Running;
            return card_.state;
        }
        void close() override { card_.callback = nullptr; }
        OutputState poll() override {
            if (card_.state.status != OutputStatus::Running)
                card_.callback = nullptr;
            return card_.state;
        }

      private:
        Card& card_;
    };

    static Sources noise(int frames) {
        auto buffer = std::make_shared<AudioBuffer>(2, Frames{frames});
        const StereoSignal signal = whiteNoise(frames, 1);
        std::copy(signal.left.begin(), signal.left.end(), buffer->channel(0).begin());
        std::copy(signal.right.begin(), signal.right.end(), buffer->channel(1).begin());
        return {std::move(buffer), {}};
    }

  private slots:
    void playsAndMeters() {
        Card card;
        Player player({48000});
        player.open(std::make_unique<CardOutput>(card), {});
        player.engine().setSources(noise(96000));
        QVERIFY(card.callback == nullptr); // not before somebody wants to hear something
        player.play();
        QVERIFY(card.callback != nullptr);
        for (int i = 0; i < 200; ++i)
            card.ask(256);
        QCOMPARE(player.poll().status, OutputStatus::Running);
        QVERIFY(player.engine().transport().playing);
        QVERIFY(player.engine().transport().position.count > 50000);
        bool measured = false;
        QTRY_VERIFY_WITH_TIMEOUT(measured = measured || player.meters().has_value(), 20000);
        player.pause();
        card.ask(4096);
        QVERIFY(!player.engine().transport().playing);
    }

    void everythingButSoundWorksWithoutADevice() {
        Player player({48000});
        player.engine().setSources(noise(96000));
        player.engine().seek({1234});
        player.play();
        QCOMPARE(player.poll().status, OutputStatus::Closed);
        QCOMPARE(player.engine().transport().position.count, 1234);
        QVERIFY(!player.engine().transport().playing);

        Card card;
        card.state.status = OutputStatus::NoDevice;
        QCOMPARE(player.open(std::make_unique<CardOutput>(card), {}).status,
                 OutputStatus::NoDevice);
        player.play();
        QCOMPARE(player.poll().status, OutputStatus::NoDevice);
        QVERIFY(!player.engine().transport().playing);
        QCOMPARE(player.engine().transport().position.count, 1234);
    }

    void aLostDevicePausesAtItsPositionAndPlaysOnWhenItIsBack() {
        Card card;
        Player player({48000});
        player.open(std::make_unique<CardOutput>(card), {});
        player.engine().setSources(noise(96000));
        player.play();
        card.ask(40000);
        const std::int64_t before = player.engine().transport().position.count;
        card.state.status = OutputStatus::Lost;
        QCOMPARE(player.poll().status, OutputStatus::Lost);
        QCOMPARE(player.poll().status, OutputStatus::Lost); // said until something is done
        QVERIFY(!player.engine().transport().playing);
        QCOMPARE(player.engine().transport().position.count, before);

        player.play(); // nothing to play on
        QVERIFY(!player.engine().transport().playing);

        card.state.status = OutputStatus::Open;
        player.open({});
        player.play();
        card.ask(2048);
        QVERIFY(player.engine().transport().playing);
        QVERIFY(player.engine().transport().position.count > before);
    }

    /// What the device took and never played is heard when it goes on: at most so much of it as a
    /// device may hold, and nothing of it where the player stood still.
    void whatWasNotHeardIsPlayedAgain() {
        for (const bool isPlaying : {true, false}) {
            Card card;
            Player player({48000});
            player.open(std::make_unique<CardOutput>(card), {});
            player.engine().setSources(noise(480000));
            player.play();
            card.ask(40000);
            if (!isPlaying) {
                player.pause();
                card.ask(4800);
            }
            const std::int64_t before = player.engine().transport().position.count;
            card.state.status = OutputStatus::Lost;
            card.state.unheard = {0.25};
            player.poll();
            QCOMPARE(player.engine().transport().position.count,
                     isPlaying ? before - 12000 : before);
        }
    }

    void anotherRateMakesAnotherEngineAtTheSameTime() {
        Card card;
        Player player({48000});
        player.engine().setSources(noise(96000));
        player.engine().seek({48000});
        player.poll();
        card.state.rate = {44100};
        player.open(std::make_unique<CardOutput>(card), {});
        QCOMPARE(player.rate().hz, 44100);
        QCOMPARE(player.engine().rate().hz, 44100);
        player.engine().setSources(noise(88200)); // the owner has resampled
        player.poll();
        QCOMPARE(player.engine().transport().position.count, 44100);

        // No device: the wish counts.
        card.state.status = OutputStatus::NoDevice;
        player.open({.device = {}, .rate = {96000}});
        QCOMPARE(player.rate().hz, 96000);
    }
};

QTEST_GUILESS_MAIN(PlayerTest)
#include "player_test.moc"
