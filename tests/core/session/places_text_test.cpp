// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/places_text.h"

#include "core/session/figures.h"

#include <QTest>

using namespace kilter;

/// The sentences about places, word by word.
class PlacesTextTest : public QObject {
    Q_OBJECT

  private slots:
    void moments() {
        QCOMPARE(momentText({0.0}), std::string("0:00.0"));
        QCOMPARE(momentText({151.44}), std::string("2:31.4"));
        QCOMPARE(momentText({59.96}), std::string("1:00.0"));
        QCOMPARE(momentText({3727.0}), std::string("1:02:07.0"));
    }

    void stretches() {
        QCOMPARE(whenText({151.44}, {151.44}), std::string("2:31.4"));
        QCOMPARE(whenText({151.41}, {151.44}), std::string("2:31.4")); // reads as a moment
        QCOMPARE(whenText({151.4}, {154.4}), std::string("2:31.4 to 2:34.4"));
    }

    void oneOfEach() {
        const std::vector<Place> places{{PlaceKind::Over, {1.0}, {1.5}, 0.524},
                                        {PlaceKind::Clipped, {2.0}, {2.1}, 14.0},
                                        {PlaceKind::OutOfPhase, {10.0}, {14.2}, -0.41},
                                        {PlaceKind::LowestPsr, {62.1}, {65.1}, 6.3},
                                        {PlaceKind::LargestReduction, {64.0}, {64.0}, 4.25}};
        const std::vector<std::string> right{
            "Passes full scale at 1 place, highest at 0:01.0 (+0.52 dBTP).",
            "Clipped at 1 place, longest at 0:02.0 (14 samples).",
            "Left works against right at 1 place, most from 0:10.0 to 0:14.2 (correlation −0.41).",
            "Densest from 1:02.1 to 1:05.1 (PSR 6.3 dB).",
            "The limiter takes most at 1:04.0 (4.2 dB)."};
        QVERIFY(placesTexts(places) == right);
        const std::vector<std::string> each{
            "over, +0.52 dBTP", "clipped, 14 samples", "left against right, correlation −0.41",
            "densest 3 s, PSR 6.3 dB", "largest gain reduction, 4.2 dB"};
        for (std::size_t i = 0; i < places.size(); ++i)
            QCOMPARE(placeText(places[i]), each[i]);
        QVERIFY(placesTexts({}).empty());
    }

    void theWorstIsNamed() {
        const std::vector<Place> places{{PlaceKind::Over, {1.0}, {1.0}, 0.25},
                                        {PlaceKind::Over, {2.0}, {2.0}, 0.5},
                                        {PlaceKind::OutOfPhase, {3.0}, {4.0}, -0.5},
                                        {PlaceKind::OutOfPhase, {5.0}, {6.0}, -0.25}};
        const std::vector<std::string> right{
            "Passes full scale at 2 places, highest at 0:02.0 (+0.50 dBTP).",
            "Left works against right at 2 places, most from 0:03.0 to 0:04.0 (correlation "
            "−0.50)."};
        QVERIFY(placesTexts(places) == right);
        const std::vector<Place> many(kMostPlaces, places[0]);
        QCOMPARE(placesTexts(many).front(),
                 std::string("Passes full scale at 100 places or more, highest at 0:01.0 (+0.25 "
                             "dBTP)."));
    }

    void aMastersOwn() {
        Analysis measured;
        measured.rate = {48000};
        measured.places = {{PlaceKind::LowestPsr, {1.0}, {4.0}, 7.0}};
        QVERIFY(placesOfMaster(measured, {}) == measured.places);
        const auto places = placesOfMaster(measured, {{0.5}, {3.5}, {72000}});
        QCOMPARE(places.size(), std::size_t{2});
        const Place right{PlaceKind::LargestReduction, {1.5}, {1.5}, 3.5};
        QVERIFY(places[1] == right);
    }
};

QTEST_APPLESS_MAIN(PlacesTextTest)
#include "places_text_test.moc"
