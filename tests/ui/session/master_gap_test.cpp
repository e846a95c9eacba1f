// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/hand.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"
#include "ui/views/waveform_view.h"

#include <QApplication>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// "Measured on the master" is said of the target of now, also where the references change while a
/// master is being solved that does not depend on them.
class MasterGapTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};

    template <class View>
    static View& view(SessionWindow& window) {
        return *window.findChild<View*>();
    }

    /// From nothing but the session and its sources.
    static Gap gapOfNow(const SessionController& controller) {
        Targets targets;
        for (std::size_t i = 0; i < controller.session().references.size(); ++i)
            targets.references.push_back(controller.source(static_cast<int>(i)).loaded.analysis);
        const auto comparison =
            compare(controller.session(),
                    *controller.source(SessionController::kMix).loaded.analysis, targets);
        return comparison->gap;
    }

    static void dragSection(SessionWindow& window) {
        WaveformView& waveforms = view<WaveformView>(window);
        const QRectF section = waveforms.sectionRect(TrackRole::Reference, waveforms.rect());
        const QPointF edge(section.right(), section.center().y());
        drag(waveforms, edge, {section.left() + 0.5 * section.width(), section.center().y()});
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }

    void isAgainstTheTargetOfNow_data() {
        QTest::addColumn<int>("change");
        QTest::newRow("section") << 0;
        QTest::newRow("weight") << 1;
        QTest::newRow("left out") << 2;
        QTest::newRow("removed") << 3;
        QTest::newRow("added") << 4;
        QTest::newRow("undone") << 5;
    }
    void isAgainstTheTargetOfNow() {
        QFETCH(int, change);
        SessionWindow window;
        window.resize(1440, 900);
        window.show();
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        SessionController& controller = window.controller();
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(controller.gapAfter());
        QTRY_VERIFY(view<WaveformView>(window).content().reference->peaks);
        if (change == 5) {
            controller.setReferenceWeight(0, 3.0);
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        }

        // The user's own moves: the master depends on no reference any more.
        MovesView& moves = view<MovesView>(window);
        const QRectF gain = moves.cell(0, MovesView::Gain, moves.rect());
        click(moves, gain.center(), Qt::ControlModifier);
        QCOMPARE(controller.moves()[0].shape.gain, Decibels{0.0});
        QTRY_VERIFY_WITH_TIMEOUT(controller.work().kind == Work::Kind::Solving &&
                                     controller.work().fraction > 0.0,
                                 kPatience);
        const Gap before = controller.comparison()->gap;
        const auto last = controller.master();
        switch (change) {
        case 0:
            dragSection(window);
            break;
        case 1:
            controller.setReferenceWeight(0, 4.0);
            break;
        case 2:
            controller.setReferenceUsed(0, false);
            break;
        case 3:
            controller.removeReference(0);
            break;
        case 4:
            controller.addReference(songs_.mix);
            break;
        default:
            controller.undoStack()->undo();
            controller.undoStack()->undo();
            break;
        }
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller) && controller.gapAfter(), kPatience);
        QVERIFY(controller.master() != last || change == 5);

        const Gap now = gapOfNow(controller);
        const Gap after = measuredGap(now, controller.master()->analysis.spectrogram);
        double moved = 0.0;
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            moved = std::max(moved, std::abs((now.bands[b].gap - before.bands[b].gap).value));
            if (now.bands[b].verdict == Verdict::Unknown)
                continue;
            QCOMPARE(controller.gapAfter()->bands[b].gap.value, after.bands[b].gap.value);
            QCOMPARE(view<GapView>(window).content().bands[b].gapAfter->value,
                     after.bands[b].gap.value);
        }
        QVERIFY2(moved > 0.2, qPrintable(QString::number(moved)));
        QCOMPARE(*moves.content().closedMeasured, std::clamp(1.0 - after.rms / now.rms, 0.0, 1.0));
    }
};

QTEST_MAIN(MasterGapTest)
#include "master_gap_test.moc"
