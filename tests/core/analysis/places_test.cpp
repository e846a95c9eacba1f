// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/places.h"

#include "core/analysis/analysis.h"
#include "tests/support/signals.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr SampleRate kRate{44100};

std::vector<Place> placesOf(const std::vector<float>& left, const std::vector<float>& right,
                            PlaceKind kind) {
    const auto analysis = analyse(testing::trackOf(testing::stereo(left, right), kRate));
    std::vector<Place> places;
    std::ranges::copy_if(analysis->places, std::back_inserter(places),
                         [&](const Place& p) { return p.kind == kind; });
    return places;
}

std::vector<float> noise(unsigned seed) {
    return testing::pinkNoise(kRate, 20.0_s, 0.05, seed);
}

std::size_t frame(double seconds) {
    return static_cast<std::size_t>(std::lround(seconds * kRate.hz));
}

bool lie(const Place& place, double start, double end, double within) {
    return std::abs(place.start.value - start) <= within &&
           std::abs(place.end.value - end) <= within;
}

} // namespace

/// Known answers: what is put at a time is found at that time.
class PlacesTest : public QObject {
    Q_OBJECT

  private slots:
    void nothingToFind() {
        const auto x = noise(1);
        for (const PlaceKind kind : {PlaceKind::Over, PlaceKind::Clipped, PlaceKind::OutOfPhase,
                                     PlaceKind::LargestReduction})
            QVERIFY(placesOf(x, x, kind).empty());
    }

    void overs() {
        auto left = noise(1);
        auto right = noise(2);
        left[frame(5.0)] = 1.3F;
        right[frame(5.1)] = -1.5F; // the same place
        right[frame(12.0)] = 1.2F;
        const auto places = placesOf(left, right, PlaceKind::Over);
        QCOMPARE(places.size(), std::size_t{2});
        QVERIFY(lie(places[0], 5.0, 5.1, 0.002));
        QVERIFY(std::abs(places[0].amount - toDecibels(1.5).value) < 0.5);
        QVERIFY(lie(places[1], 12.0, 12.0, 0.002));
    }

    void clipped() {
        auto left = noise(1);
        auto right = noise(2);
        std::fill_n(left.begin() + static_cast<std::ptrdiff_t>(frame(3.0)), 5, 1.0F);
        std::fill_n(right.begin() + static_cast<std::ptrdiff_t>(frame(3.1)), 8, -1.0F);
        std::fill_n(right.begin() + static_cast<std::ptrdiff_t>(frame(15.0)), 3, 1.0F);
        std::fill_n(right.begin() + static_cast<std::ptrdiff_t>(frame(17.0)), 2, 1.0F); // too few
        const auto places = placesOf(left, right, PlaceKind::Clipped);
        QCOMPARE(places.size(), std::size_t{2});
        QVERIFY(lie(places[0], 3.0, 3.1 + 8.0 / kRate.hz, 1e-4));
        QCOMPARE(places[0].amount, 8.0);
        QVERIFY(lie(places[1], 15.0, 15.0 + 3.0 / kRate.hz, 1e-4));
        QCOMPARE(places[1].amount, 3.0);
    }

    void outOfPhase() {
        const auto left = noise(1);
        auto right = left;
        const auto turn = [&](double from, double to) {
            for (std::size_t i = frame(from); i < frame(to); ++i)
                right[i] = -right[i];
        };
        turn(6.0, 9.0);
        turn(14.0, 14.5); // a moment
        const auto places = placesOf(left, right, PlaceKind::OutOfPhase);
        QCOMPARE(places.size(), std::size_t{1});
        QVERIFY(lie(places[0], 6.0, 9.0, 0.25));
        QVERIFY(places[0].amount < -0.9);
    }

    /// Two stretches with something else between them are two.
    void stretchesApart() {
        const auto left = noise(1);
        auto right = left;
        for (std::size_t i = frame(4.0); i < frame(12.0); ++i)
            if (i < frame(6.0) || i >= frame(10.0))
                right[i] = -right[i];
        QCOMPARE(placesOf(left, right, PlaceKind::OutOfPhase).size(), std::size_t{2});
    }

    void densest() {
        auto x = noise(1);
        for (std::size_t i = frame(8.0); i < frame(11.5); ++i)
            x[i] = x[i] > 0.0F ? 0.2F : -0.2F;
        const auto places = placesOf(x, x, PlaceKind::LowestPsr);
        QCOMPARE(places.size(), std::size_t{1});
        QVERIFY(places[0].start.value >= 7.9 && places[0].end.value <= 11.6);
        QVERIFY(std::abs((places[0].end - places[0].start).value - 3.0) < 1e-9);
        const auto analysis = analyse(testing::trackOf(testing::stereo(x, x), kRate));
        QCOMPARE(places[0].amount, analysis->dynamics.psrMin->value);
    }

    /// However many there are: the worst, in order of time.
    void theWorstAreKept() {
        std::vector<Place> moments;
        for (int i = 0; i < 150; ++i)
            moments.push_back({PlaceKind::Over, {1.0 * i}, {1.0 * i}, i < 50 ? 0.1 : 1.0 + i});
        const auto places = gathered(moments);
        QCOMPARE(places.size(), kMostPlaces);
        QCOMPARE(places.front().start.value, 50.0);
        QVERIFY(std::ranges::is_sorted(places, {}, &Place::start));
        for (Place& moment : moments)
            moment.start = moment.end = {moment.start.value * 0.2};
        const auto one = gathered(moments);
        QCOMPARE(one.size(), std::size_t{1});
        QVERIFY(std::abs(one[0].end.value - 29.8) < 1e-9);
        QCOMPARE(one[0].amount, 150.0);
    }
};

QTEST_APPLESS_MAIN(PlacesTest)
#include "places_test.moc"
