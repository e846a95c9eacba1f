// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/ui/hand.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/session/place_steps.h"
#include "ui/session/session_contents.h"
#include "ui/session/session_window.h"
#include "ui/views/waveform_view.h"

#include <QAction>
#include <QMenu>

#include <array>

using namespace kilter;
using namespace kilter::testing;

/// From place to place, by value and in the window.
class PlaceStepsTest : public QObject {
    Q_OBJECT

    static Place over(double start, double amount = 1.0) {
        return {PlaceKind::Over, {start}, {start}, amount};
    }
    static double of(std::optional<Seconds> place) { return place ? place->value : -1.0; }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void oneIsWhereOneWentTo() {
        const std::array places{over(0.5), over(10.0), over(11.0), over(30.0)};
        QCOMPARE(of(placeAfter(places, {0.0}, {})), 0.5);
        QCOMPARE(of(placeAfter(places, {0.0}, Seconds{0.5})), 10.0); // in its lead-in
        QCOMPARE(of(placeAfter(places, {8.5}, Seconds{10.0})), 11.0);
        QCOMPARE(of(placeAfter(places, {9.5}, Seconds{11.0})), 30.0);
        QCOMPARE(of(placeAfter(places, {5.0}, Seconds{30.0})), 10.0); // has gone elsewhere since
        QCOMPARE(of(placeAfter(places, {30.0}, {})), -1.0);
        QCOMPARE(of(placeBefore(places, {28.5}, Seconds{30.0})), 11.0);
        QCOMPARE(of(placeBefore(places, {30.8}, Seconds{30.0})), 11.0); // just heard
        QCOMPARE(of(placeBefore(places, {32.0}, Seconds{30.0})), 30.0);
        QCOMPARE(of(placeBefore(places, {0.2}, {})), -1.0);
        QCOMPARE(leadInOf({10.0}).value, 8.5);
        QCOMPARE(leadInOf({0.5}).value, 0.0);
    }
    void theMenuHasTheWorst() {
        const std::array places{over(1.0, 0.1), over(2.0, 0.9), over(3.0, 0.5),
                                Place{PlaceKind::OutOfPhase, {2.5}, {4.0}, -0.3},
                                Place{PlaceKind::OutOfPhase, {9.0}, {11.0}, -0.8}};
        const std::vector<Place> right{places[1], places[3], places[2], places[4]};
        QVERIFY(worstPlaces(places, 2) == right);
        const std::vector<Place> one{places[1], places[4]};
        QVERIFY(worstPlaces(places, 1) == one);
        QVERIFY(worstPlaces({}, 3).empty());
    }

    /// A mix that clips twice: each place is heard from a little before, by mouse, key and menu.
    void theWindowGoesThere() {
        const Songs songs;
        constexpr SampleRate kRate{44100};
        AudioBuffer audio = demoSong(DemoSong::Mix, Seconds{12.0}, kRate, 1);
        for (const double at : {4.0, 9.0})
            for (int c = 0; c < 2; ++c)
                std::fill_n(audio.channel(c).data() + static_cast<int>(at * kRate.hz), 40, 1.0F);
        const auto mix = songs.at("clipped.wav");
        QVERIFY(writeAudioFile(mix, audio, kRate, {FileFormat::Wav, SampleFormat::Pcm24}));

        FakeCard card;
        SessionWindow window;
        window.playback().setMakeOutput([&card](OutputBackend) { return card.output(); });
        window.resize(1440, 900);
        window.show();
        window.openSound();
        window.addFiles({mix});
        SessionController& controller = window.controller();
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        auto& view = *window.findChild<WaveformView*>();
        const auto& content = view.content();
        QVERIFY(content.mix->places == mixPlaces(controller));
        QVERIFY(content.masterPlaces == masterPlaces(controller));
        QVERIFY(!content.masterPlaces.empty());
        const auto clipped =
            std::ranges::count(content.mix->places, PlaceKind::Clipped, &Place::kind);
        QCOMPARE(clipped, 2);

        const auto marks = view.marks(TrackRole::Mix, view.rect());
        const auto mark = std::ranges::find_if(marks, [](const PlaceMark& m) {
            return m.worst.kind == PlaceKind::Clipped && m.worst.start > Seconds{8.0};
        });
        QVERIFY(mark != marks.end());
        click(view, view.markRect(TrackRole::Mix, *mark, view.rect()).center());
        QVERIFY(window.playback().playing());
        QVERIFY(window.playback().listening().source == HeardSource::Mix);
        const auto isAt = [&window](double from) {
            const double here = window.playback().position().value;
            return here >= from - 1e-6 && here < from + 1.0;
        };
        QTRY_VERIFY(isAt(7.5));

        // By key: to the one before it.
        QTest::keyClick(&window, Qt::Key_N, Qt::ShiftModifier);
        QTRY_VERIFY(window.playback().position() < Seconds{7.4});
        window.playback().pause();
        window.playback().seek({0.0});
        QTRY_VERIFY(isAt(0.0));
        QTest::keyClick(&window, Qt::Key_N);
        QTRY_VERIFY(window.playback().playing());

        // By menu.
        QMenu* places = nullptr;
        for (auto* menu : window.findChildren<QMenu*>())
            if (QString(menu->title()).remove(u'&') == QLatin1String("Places"))
                places = menu;
        QVERIFY(places);
        emit places->aboutToShow();
        QAction* last = nullptr;
        for (QAction* action : places->actions())
            if (action->text().contains(QLatin1String("clipped")))
                last = action;
        QVERIFY(last && last->text().startsWith(QLatin1String("0:09.0")));
        window.playback().setSource(HeardSource::Master);
        last->trigger();
        QVERIFY(window.playback().listening().source == HeardSource::Mix);
        QTRY_VERIFY(isAt(7.5));

        // A loop that would lead away ends; one about the place stays.
        window.playback().setLoop(Section{{1.0}, {2.0}});
        last->trigger();
        QVERIFY(!window.playback().loop());
        window.playback().setLoop(Section{{6.0}, {11.0}});
        last->trigger();
        QVERIFY(window.playback().loop());
    }
};

QTEST_MAIN(PlaceStepsTest)
#include "place_steps_test.moc"
