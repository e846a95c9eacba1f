// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include "ui/views/place_marks.h"
#include "ui/views/waveform_view.h"

#include <QSignalSpy>

#include <array>
#include <random>

using namespace kilter;
using namespace kilter::testing;

/// Places as marks: which become one, how they look, and the way to them by hand and keyboard.
class PlaceMarksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<WaveformView> view_;
    WaveformContent content_;

    static Place at(PlaceKind kind, double start, double amount = 1.0) {
        return {kind, {start}, {start}, amount};
    }
    [[nodiscard]] QRectF area() const { return QRectF(view_->rect()); }
    [[nodiscard]] QPointF markAt(TrackRole role, std::size_t i) const {
        return view_->markRect(role, view_->marks(role, area())[i], area()).center();
    }
    [[nodiscard]] QImage imageOf(PlaceKind kind) const {
        QImage image(24, 24, QImage::Format_RGB32);
        image.fill(darkTheme().panel);
        QPainter painter(&image);
        drawPlaceMark(painter, {12, 12}, kind, darkTheme().mix, darkTheme());
        return image;
    }

  private slots:
    void init() {
        content_ = sampleWaveforms();
        content_.mix->places = {at(PlaceKind::Over, 50.0, 0.5), at(PlaceKind::Clipped, 120.0, 9.0),
                                at(PlaceKind::Over, 120.3, 0.25)};
        content_.masterPlaces = {at(PlaceKind::LargestReduction, 80.0, 4.0),
                                 {PlaceKind::LowestPsr, {160.0}, {190.0}, 6.5}};
        view_ = std::make_unique<WaveformView>();
        present(*view_, {1424, 126});
        view_->setContent(content_);
    }

    // By value
    void nearOnesAreOne() {
        const LinearScale oneToOne{0.0, 200.0, 100.0, 300.0};
        const std::array places{at(PlaceKind::LowestPsr, 10.0), at(PlaceKind::Over, 14.0, 0.25),
                                at(PlaceKind::Over, 16.0, 0.75), at(PlaceKind::OutOfPhase, 60.0),
                                at(PlaceKind::Clipped, 201.0)};
        const auto marks = marksOf(places, oneToOne);
        QCOMPARE(marks.size(), std::size_t{2}); // what is not shown has none
        QCOMPARE(marks[0].places.size(), std::size_t{3});
        QVERIFY(marks[0].worst == places[2]); // the most telling kind, and of it the worst
        QVERIFY(marks[1].worst == places[3]);
        // Closer up they part.
        QCOMPARE(marksOf(places, LinearScale{0.0, 20.0, 100.0, 300.0}).size(), std::size_t{3});
    }
    void theLeastCorrelationIsTheWorst() {
        const std::array places{at(PlaceKind::OutOfPhase, 1.0, -0.2),
                                at(PlaceKind::OutOfPhase, 2.0, -0.9)};
        QVERIFY(marksOf(places, LinearScale{0.0, 100.0, 0.0, 100.0}).front().worst == places[1]);
    }
    /// Property: no mark covers another, and every place that is shown has one.
    void marksDoNotCoverEachOther() {
        std::mt19937 random(3);
        std::uniform_real_distribution<double> time(0.0, 240.0);
        std::uniform_int_distribution<int> kind(0, 4);
        for (int round = 0; round < 50; ++round) {
            std::vector<Place> places;
            for (int i = 0; i < 2 + 5 * round; ++i)
                places.push_back(
                    at(static_cast<PlaceKind>(kind(random)), time(random), time(random)));
            const LinearScale times{20.0, 220.0, 104.0, 1300.0};
            std::size_t marked = 0;
            double last = -1e9;
            for (const PlaceMark& mark : marksOf(places, times)) {
                const double x = times.position(mark.worst.start.value);
                QVERIFY(x - last >= kMarkApart - 1e-9);
                last = x;
                marked += mark.places.size();
            }
            const auto shown = std::ranges::count_if(places, [](const Place& p) {
                return p.start.value >= 20.0 && p.start.value <= 220.0;
            });
            QCOMPARE(marked, static_cast<std::size_t>(shown));
        }
    }

    // By eye
    void kindsDifferInShape() {
        static constexpr std::array kKinds{PlaceKind::Over, PlaceKind::Clipped,
                                           PlaceKind::OutOfPhase, PlaceKind::LowestPsr,
                                           PlaceKind::LargestReduction};
        std::vector<QImage> shapes;
        for (const PlaceKind kind : kKinds) {
            QImage shape = imageOf(kind); // without its colour
            for (int y = 0; y < shape.height(); ++y)
                for (int x = 0; x < shape.width(); ++x)
                    shape.setPixelColor(x, y,
                                        distance(shape.pixelColor(x, y), darkTheme().panel) > 60
                                            ? Qt::white
                                            : Qt::black);
            for (const QImage& other : shapes) {
                int differ = 0;
                for (int y = 0; y < shape.height(); ++y)
                    for (int x = 0; x < shape.width(); ++x)
                        differ += shape.pixel(x, y) != other.pixel(x, y);
                QVERIFY2(differ > 12, "two kinds look the same");
            }
            shapes.push_back(shape);
        }
        const QRectF all(0, 0, 24, 24);
        QVERIFY(count(imageOf(PlaceKind::Over), all, darkTheme().danger) > 15);
        QCOMPARE(count(imageOf(PlaceKind::OutOfPhase), all, darkTheme().danger), 0);
    }
    void marksStandOnTheirWaveform() {
        const QImage image = picture(*view_);
        QVERIFY(count(image, around(markAt(TrackRole::Mix, 0), 5), darkTheme().danger) > 15);
        QVERIFY(count(image, around(markAt(TrackRole::Master, 0), 5), darkTheme().master) > 15);
        const QRectF lane = view_->lane(TrackRole::Mix, area());
        QVERIFY(markAt(TrackRole::Mix, 0).y() < lane.top());
        QVERIFY(lane.contains(markAt(TrackRole::Master, 0)));
        // A stretch is as long as it is.
        const double x = view_->times(area()).position(180.0);
        QVERIFY(count(image, around({x, markAt(TrackRole::Master, 1).y()}, 3), darkTheme().master,
                      120) > 5);
        content_.mix->places.clear();
        const QPointF before = markAt(TrackRole::Mix, 0);
        view_->setContent(content_);
        QCOMPARE(count(picture(*view_), around(before, 5), darkTheme().danger), 0);
    }
    void theirWordsSayWhatAndWhere() {
        const auto p = view_->partAt(markAt(TrackRole::Mix, 1));
        QVERIFY(p);
        QCOMPARE(p->name, QStringLiteral("Mix: clipped, 9 samples"));
        QCOMPARE(p->value, QStringLiteral("2:00.0"));
        QVERIFY(p->hint.contains(QLatin1String("Clipped at 1 place, longest at 2:00.0")));
        QVERIFY(p->hint.contains(QLatin1String("Passes full scale at 1 place"))); // its neighbour
        const auto master = view_->partAt(markAt(TrackRole::Master, 1));
        QVERIFY(master);
        QCOMPARE(master->value, QStringLiteral("2:40.0 to 3:10.0"));
    }

    // By hand
    void aClickAsksForIt() {
        QSignalSpy asked(view_.get(), &WaveformView::placeRequested);
        QSignalSpy sought(view_.get(), &WaveformView::seekRequested);
        click(*view_, markAt(TrackRole::Mix, 1));
        QCOMPARE(asked.size(), 1);
        QVERIFY(asked[0][0].value<TrackRole>() == TrackRole::Mix);
        QCOMPARE(asked[0][1].value<Seconds>().value, 120.0);
        click(*view_, markAt(TrackRole::Master, 0));
        QVERIFY(asked.size() == 2 && asked[1][0].value<TrackRole>() == TrackRole::Master);
        QCOMPARE(sought.size(), 0);
        click(*view_, markAt(TrackRole::Mix, 1) + QPointF(40, 0)); // beside it: as ever
        QCOMPARE(sought.size(), 1);
    }
    void dragFromAMarkMarksALoop() {
        QSignalSpy asked(view_.get(), &WaveformView::placeRequested);
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        const QPointF from = markAt(TrackRole::Mix, 0);
        drag(*view_, from, from + QPointF(80, 0));
        QCOMPARE(loop.size(), 1);
        QCOMPARE(asked.size(), 0);
    }
    /// Tab comes to one of them, the arrow keys walk them, Return asks.
    void theKeyboardWalksThem() {
        QSignalSpy asked(view_.get(), &WaveformView::placeRequested);
        view_->focusPart(WaveformView::Position);
        int tabs = 0;
        while (view_->focusedPart() < WaveformView::FirstMark && ++tabs < 6)
            QTest::keyClick(view_.get(), Qt::Key_Tab);
        QCOMPARE(view_->focusedPart(), int(WaveformView::FirstMark));
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QTest::keyClick(view_.get(), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][1].value<Seconds>().value, 120.0);
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QTest::keyClick(view_.get(), Qt::Key_Space);
        QVERIFY(asked.size() == 2 && asked[1][0].value<TrackRole>() == TrackRole::Master);
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QTest::keyClick(view_.get(), Qt::Key_Right); // there is none behind the last
        QCOMPARE(view_->focusedPart(), int(WaveformView::FirstMasterMark) + 1);
        QTest::keyClick(view_.get(), Qt::Key_Left);
        QCOMPARE(view_->focusedPart(), int(WaveformView::FirstMasterMark));
        int focusable = 0;
        for (const Part& p : view_->parts())
            focusable += p.focusable && p.id >= WaveformView::FirstMark;
        QCOMPARE(focusable, 1);
    }
};

QTEST_MAIN(PlaceMarksTest)
#include "place_marks_test.moc"
