// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"

#include "core/session/player.h"
#include "ui/session/preview.h"

using namespace kilter;
using namespace kilter::testing;

/// What the player gets: sources at its rate, and the chain that the export has.
class PreviewTest : public QObject {
    Q_OBJECT

    static std::shared_ptr<const Track> track(int frames, SampleRate rate) {
        auto result = std::make_shared<Track>();
        result->rate = rate;
        result->audio = AudioBuffer(2, Frames{frames});
        return result;
    }

    static std::int64_t songLength(Player& player) {
        (void)player.poll(); // without a device, what was handed over arrives here
        return player.engine().transport().length.count;
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void sourcesAreAtThePlayersRate() {
        Player player(SampleRate{48000});
        Preview preview;
        preview.setPlayer(&player);
        preview.setSources({track(44100, SampleRate{44100}), {}},
                           {{track(4800, SampleRate{48000}), {}}, {}});
        QVERIFY(preview.preparing());
        QTRY_VERIFY_WITH_TIMEOUT(!preview.preparing(), kPatience);
        QCOMPARE(songLength(player), std::int64_t{48000});
        preview.setSources({track(9600, SampleRate{48000}), {}}, {});
        QVERIFY(!preview.preparing()); // nothing to resample
        QCOMPARE(songLength(player), std::int64_t{9600});
        preview.setPlayer(nullptr);
        QCOMPARE(songLength(player), std::int64_t{0});
    }

    /// While the mix is resampled, a shorter reference that is there already does not cut it.
    void positionOutlivesTheResampling() {
        Player player(SampleRate{48000});
        Preview preview;
        player.engine().seek(Frames{40000});
        preview.setPlayer(&player);
        preview.setSources({track(44100, SampleRate{44100}), {}},
                           {{track(4800, SampleRate{48000}), {}}});
        QCOMPARE(songLength(player), std::int64_t{0});
        QTRY_VERIFY_WITH_TIMEOUT(!preview.preparing(), kPatience);
        QCOMPARE(songLength(player), std::int64_t{48000});
        QCOMPARE(player.engine().transport().position, Frames{40000});
        preview.setPlayer(nullptr);
    }

    /// One that takes another's place: that one is played until it is at the player's rate.
    void aVersionIsPlayedUntilTheNextIsReady() {
        Player player(SampleRate{48000});
        Preview preview;
        preview.setPlayer(&player);
        preview.setSources({track(48000, SampleRate{48000}), {}}, {});
        const auto first = track(48000, SampleRate{48000});
        preview.setVersions({first, nullptr, nullptr});
        QVERIFY(preview.plays(0) && preview.playsNewest(0));
        QVERIFY(!preview.plays(1) && !preview.playsNewest(1));
        preview.setVersions({track(44100, SampleRate{44100}), nullptr, nullptr});
        QVERIFY(preview.preparing());
        QVERIFY(preview.plays(0) && !preview.playsNewest(0));
        QTRY_VERIFY_WITH_TIMEOUT(preview.playsNewest(0), kPatience);
        preview.setVersions({});
        QVERIFY(!preview.plays(0));

        // Nor is one played without its mix, or at a rate that the player no longer has.
        preview.setVersions({first, nullptr, nullptr});
        QVERIFY(preview.plays(0));
        preview.setSources({}, {});
        QVERIFY(!preview.plays(0));
        preview.setPlayer(nullptr);
    }

    void auditionsLetThrough() {
        Moves moves(3);
        moves[2].enabled = false;
        const auto on = [](const Moves& heard) {
            return std::vector<bool>{heard[0].enabled, heard[1].enabled, heard[2].enabled};
        };
        QCOMPARE(on(audible(moves, Audition::None, 0)), (std::vector<bool>{true, true, false}));
        QCOMPARE(on(audible(moves, Audition::Delta, 0)), (std::vector<bool>{true, true, false}));
        QCOMPARE(on(audible(moves, Audition::Bypass, 0)), (std::vector<bool>{false, true, false}));
        QCOMPARE(on(audible(moves, Audition::Solo, 2)), (std::vector<bool>{false, false, true}));
    }

    /// What is heard is what is exported: the same settings to the last bit, at equal rates.
    void chainIsTheExports() {
        Songs songs;
        Player player(SampleRate{48000});
        SessionController controller;
        controller.setPlayer(&player);
        controller.startSession(songs.write("mix.wav", DemoSong::Mix),
                                {songs.write("a.wav", DemoSong::ReferenceA)});
        Delivery delivery;
        delivery.rate = SampleRate{48000};
        controller.setDelivery(delivery);
        Move band;
        band.shape = {FilterKind::Bell, Hertz{500.0}, Decibels{2.0}, 1.0, 12};
        controller.addBand(band);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.moves().empty());
        QTRY_VERIFY_WITH_TIMEOUT(controller.chain() == controller.master()->mastered.chain.settings,
                                 kPatience);
        QVERIFY(controller.chain().limiter.trim <= Decibels{0.0});
        QTRY_COMPARE_WITH_TIMEOUT(songLength(player), std::int64_t{8 * 48000}, kPatience);
        controller.setPlayer(nullptr);
    }
};

QTEST_GUILESS_MAIN(PreviewTest)
#include "preview_test.moc"
