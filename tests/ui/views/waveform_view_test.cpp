// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/waveform_view.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include <QSignalSpy>

#include <cmath>
#include <memory>
#include <random>

using namespace kilter;
using namespace kilter::testing;

class WaveformViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<WaveformView> view_;
    WaveformContent content_;

    QPointF placeOf(double seconds, TrackRole role = TrackRole::Mix) const {
        const QRectF area(view_->rect());
        return {view_->times(area).position(seconds), view_->lane(role, area).center().y() + 6};
    }
    double perPixel() const {
        const LinearScale x = view_->times(QRectF(view_->rect()));
        return (x.to - x.from) / (x.end - x.begin);
    }

  private slots:
    void initTestCase() { content_ = sampleWaveforms(); }
    void init() {
        view_ = std::make_unique<WaveformView>();
        present(*view_, {1424, 118});
        view_->setContent(content_);
    }

    // Peaks, against the slow and obvious way
    void peaksAreThePeaks() {
        std::mt19937 random(5);
        std::uniform_real_distribution<float> noise(-1.0F, 1.0F);
        Track track;
        track.rate = {1000};
        track.audio = AudioBuffer(2, Frames{100003});
        for (int c = 0; c < 2; ++c)
            for (float& x : track.audio.channel(c))
                x = noise(random) * noise(random);
        const WaveformPeaks peaks = waveformPeaksOf(track);
        QVERIFY(peaks.levels.size() > 1);
        QVERIFY(std::abs(peaks.duration().value - 100.003) < 1e-9);
        std::uniform_real_distribution<double> place(0.0, 100.0);
        for (int n = 0; n < 300; ++n) {
            double a = place(random);
            double b = place(random);
            if (a > b)
                std::swap(a, b);
            const auto e = peaks.over({a}, {b});
            // Between the extremes of the stretch itself and of one a little longer.
            const auto extremes = [&](double from, double to) {
                WaveformPeaks::Extremes x{0.0F, 0.0F};
                const auto first = static_cast<std::size_t>(std::max(0.0, std::floor(from * 1000)));
                const auto last =
                    static_cast<std::size_t>(std::min(100003.0, std::ceil(to * 1000)));
                for (int c = 0; c < 2; ++c)
                    for (std::size_t i = first; i < last; ++i) {
                        x.low = std::min(x.low, track.audio.channel(c)[i]);
                        x.high = std::max(x.high, track.audio.channel(c)[i]);
                    }
                return x;
            };
            const double slack = std::max(0.064, 0.5 * (b - a));
            const auto inner = extremes(a, b);
            const auto outer = extremes(a - slack, b + slack);
            QVERIFY(e.high >= inner.high && e.high <= outer.high);
            QVERIFY(e.low <= inner.low && e.low >= outer.low);
        }
        const auto beyond = peaks.over({200.0}, {201.0});
        QCOMPARE(beyond.high, 0.0F);
        QVERIFY(waveformPeaksOf(Track{}).levels.empty());
    }

    // What it shows
    void loudPartsAreTall() {
        const QRectF area(view_->rect());
        const QImage image = picture(*view_);
        const QRectF lane = view_->lane(TrackRole::Reference, area);
        const QColor body = mixed(darkTheme().panel, darkTheme().reference, 0.62);
        const auto tall = [&](double place) {
            const double x = view_->times(area).position(place * 243.0);
            return count(image, {x - 15, lane.top(), 30, lane.height()}, body);
        };
        QVERIFY(tall(0.75) > 1.5 * tall(0.5));
    }
    void thePlayheadIsAtItsPlace() {
        const QImage before = picture(*view_);
        view_->setPlayhead(Seconds{100.0});
        const QImage image = picture(*view_);
        const double x = placeOf(100.0).x();
        QVERIFY(count(image, {x - 2, 20, 4, 70}, darkTheme().text) > 60);
        QCOMPARE(count(before, {x - 2, 20, 4, 70}, darkTheme().text, 10), 0);
    }
    void aPlayheadRepaintsAStripOnly() {
        struct Areas : QObject {
            QRegion painted;
            bool eventFilter(QObject*, QEvent* e) override {
                if (e->type() == QEvent::Paint)
                    painted += static_cast<QPaintEvent*>(e)->region();
                return false;
            }
        } areas;
        view_->setPlayhead(Seconds{100.0});
        QTest::qWait(50);
        view_->installEventFilter(&areas);
        view_->setPlayhead(Seconds{101.0});
        QTRY_VERIFY(!areas.painted.isEmpty());
        QVERIFY(areas.painted.boundingRect().width() < 40);
    }
    void sectionsAreMarked() {
        const QRectF area(view_->rect());
        const QRectF r = view_->sectionRect(TrackRole::Mix, area);
        QVERIFY(std::abs(r.left() - placeOf(content_.mix->section->begin.value).x()) < 1e-6);
        QVERIFY(view_->lane(TrackRole::Mix, area).contains(r.center()));
    }

    /// A narrow section says less, and never half a word.
    void sectionsNameThemselvesWhole() {
        const auto say = [&](double seconds) {
            content_.mix->section = Section{{10.0}, {10.0 + seconds}};
            view_->setContent(content_);
            return view_->sectionLabelText(TrackRole::Mix, QRectF(view_->rect()));
        };
        QCOMPARE(say(60.0), QStringLiteral("compared section (loudest)"));
        QStringList said;
        for (double seconds = 60.0; seconds > 0.5; seconds -= 0.5)
            said << say(seconds);
        said.removeDuplicates();
        QCOMPARE(said, QStringList({QStringLiteral("compared section (loudest)"),
                                    QStringLiteral("compared section"), QStringLiteral("compared"),
                                    QString()}));
        content_ = sampleWaveforms();
    }

    // The hand
    void aClickSeeks() {
        QSignalSpy sought(view_.get(), &WaveformView::seekRequested);
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        click(*view_, placeOf(150.0));
        QCOMPARE(sought.count(), 1);
        QVERIFY(std::abs(sought[0][0].value<Seconds>().value - 150.0) < 2 * perPixel());
        QCOMPARE(loop.count(), 0);
    }
    void aDragMarksALoop() {
        QSignalSpy sought(view_.get(), &WaveformView::seekRequested);
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        drag(*view_, placeOf(180.0), placeOf(140.0)); // backwards as well
        QCOMPARE(loop.count(), 1);
        const auto s = loop[0][0].value<Section>();
        QVERIFY(std::abs(s.begin.value - 140.0) < 2 * perPixel());
        QVERIFY(std::abs(s.end.value - 180.0) < 2 * perPixel());
        QCOMPARE(sought.count(), 0);
        QVERIFY(view_->part(WaveformView::Loop));
    }
    void theLoopsEdgesCanBeDragged() {
        WaveformContent c = content_;
        c.loop = Section{{100.0}, {120.0}};
        view_->setContent(c);
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        const double y = view_->height() - 8;
        drag(*view_, {placeOf(120.0).x(), y}, {placeOf(160.0).x(), y});
        QCOMPARE(loop.count(), 1);
        QVERIFY(std::abs(loop[0][0].value<Section>().end.value - 160.0) < 2 * perPixel());
        QVERIFY(std::abs(loop[0][0].value<Section>().begin.value - 100.0) < 1e-9);
    }
    void aSectionIsDraggedByItsLabelAndItsEdges() {
        const QRectF area(view_->rect());
        QSignalSpy section(view_.get(), &WaveformView::sectionChanged);
        const QRectF label = view_->sectionLabel(TrackRole::Reference, area);
        const Section before = *content_.reference->section;
        drag(*view_, label.center(), label.center() + QPointF(100, 0));
        QCOMPARE(section.count(), 1);
        QCOMPARE(section[0][0].value<TrackRole>(), TrackRole::Reference);
        const auto moved = section[0][1].value<Section>();
        QVERIFY(std::abs(moved.begin.value - before.begin.value - 100 * perPixel()) < 0.01);
        QVERIFY(std::abs(moved.length().value - before.length().value) < 1e-9);

        const QRectF r = view_->sectionRect(TrackRole::Mix, area);
        drag(*view_, {r.right(), r.center().y()}, {r.right() + 50, r.center().y()});
        QCOMPARE(section.count(), 2);
        QCOMPARE(section[1][0].value<TrackRole>(), TrackRole::Mix);
        const auto wider = section[1][1].value<Section>();
        QCOMPARE(wider.begin.value, content_.mix->section->begin.value);
        QVERIFY(wider.end > content_.mix->section->end);
    }
    void aSectionStaysInItsTrack() {
        QSignalSpy section(view_.get(), &WaveformView::sectionChanged);
        const QRectF label = view_->sectionLabel(TrackRole::Mix, QRectF(view_->rect()));
        drag(*view_, label.center(), {label.center().x() + 5000, label.center().y()});
        const auto s = section[0][1].value<Section>();
        QVERIFY(s.end <= content_.mix->peaks->duration());
    }
    void doubleClickOnASectionLoopsIt() {
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        doubleClick(*view_, view_->sectionLabel(TrackRole::Mix, QRectF(view_->rect())).center());
        QCOMPARE(loop.count(), 1);
        QCOMPARE(loop[0][0].value<Section>(), *content_.mix->section);
    }
    void escapeTakesADragBack() {
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        press(*view_, placeOf(140.0));
        moveTo(*view_, placeOf(160.0));
        QTest::keyClick(view_.get(), Qt::Key_Escape);
        release(*view_, placeOf(160.0));
        QCOMPARE(loop.count(), 0);
    }
    void theWheelZoomsAroundThePointer() {
        const QPointF place = placeOf(100.0);
        wheel(*view_, place, 4);
        QVERIFY(view_->visible().length().value < 110.0);
        QVERIFY(std::abs(placeOf(100.0).x() - place.x()) < 1.0);
        const Section zoomed = view_->visible();
        wheel(*view_, place, -2, Qt::ShiftModifier);
        QVERIFY(view_->visible().begin > zoomed.begin);
        wheel(*view_, place, -30);
        QCOMPARE(view_->visible().length().value, 243.0);
        wheel(*view_, place, 60);
        QVERIFY(view_->visible().length().value >= 2.0 - 1e-9);
    }
    void keysSeekAndZoom() {
        QSignalSpy sought(view_.get(), &WaveformView::seekRequested);
        view_->setPlayhead(Seconds{100.0});
        QTest::keyClick(view_.get(), Qt::Key_Home);
        QCOMPARE(sought.last()[0].value<Seconds>().value, 0.0);
        QTest::keyClick(view_.get(), Qt::Key_End);
        QCOMPARE(sought.last()[0].value<Seconds>().value, 232.0);
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QCOMPARE(sought.last()[0].value<Seconds>().value, 101.0);
        QTest::keyClick(view_.get(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(sought.last()[0].value<Seconds>().value, 99.9);
        QTest::keyClick(view_.get(), Qt::Key_Plus);
        QVERIFY(view_->visible().length().value < 243.0);
        QTest::keyClick(view_.get(), Qt::Key_0);
        QCOMPARE(view_->visible().length().value, 243.0);
    }
    void aSectionMovesByKeyboard() {
        QSignalSpy section(view_.get(), &WaveformView::sectionChanged);
        view_->focusPart(WaveformView::MixSection);
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QCOMPARE(section.last()[1].value<Section>().begin.value,
                 content_.mix->section->begin.value + 1.0);
        QTest::keyClick(view_.get(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(section.last()[1].value<Section>().length().value,
                 content_.mix->section->length().value + 1.0);
    }
    void settersNeverEmit() {
        QSignalSpy loop(view_.get(), &WaveformView::loopChanged);
        QSignalSpy section(view_.get(), &WaveformView::sectionChanged);
        WaveformContent c = content_;
        c.loop = Section{{1.0}, {2.0}};
        c.mix->section = Section{{5.0}, {9.0}};
        view_->setContent(c);
        QCOMPARE(loop.count() + section.count(), 0);
    }
    void emptyHasNoParts() {
        view_->setContent({});
        QVERIFY(view_->parts().empty());
        click(*view_, {600, 50});
        wheel(*view_, {600, 50}, 1);
    }
};

QTEST_MAIN(WaveformViewTest)
#include "waveform_view_test.moc"
