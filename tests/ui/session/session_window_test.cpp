// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"

#include "ui/meters/figures_table.h"
#include "ui/session/export_dialog.h"
#include "ui/session/findings_dialog.h"
#include "ui/session/session_window.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"
#include "ui/views/waveform_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QScreen>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// The window without a sound card: what it shows of the controller's values, and where the
/// user's hand goes. The views, and the controller, have tests of their own.
class SessionWindowTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};

    template <class View>
    static View& view(SessionWindow& window) {
        return *window.findChild<View*>();
    }
    static void press(SessionWindow& window, TransportBar::Button which) {
        QTest::mouseClick(view<TransportBar>(window).button(which), Qt::LeftButton);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }

    /// On a screen that is lower than the window's usual height, the title bar takes none of it.
    void fitsOnASmallScreen() {
        SessionWindow window;
        window.rememberLayout();
        const QSize screen = QGuiApplication::primaryScreen()->availableSize();
        if (screen.height() > 900 || screen.height() < 740)
            QSKIP("the screen is none of the small ones");
        QVERIFY2(window.height() <= screen.height() - 24,
                 qPrintable(QString::number(window.height())));
        QVERIFY(window.height() >= window.minimumHeight());
    }

    void emptyWindowOffersNothingThatNeedsSound() {
        SessionWindow window;
        window.show();
        QVERIFY(view<TracksView>(window).content().cards.empty());
        const TransportBar& bar = view<TransportBar>(window);
        for (const auto which : {TransportBar::Play, TransportBar::Mix, TransportBar::Export})
            QVERIFY(!bar.button(which)->isEnabled());
    }

    /// Files as they are dropped: the first is the mix. Then everything is shown as measured.
    void showsWhatWasMeasured() {
        SessionWindow window;
        window.show();
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        SessionController& controller = window.controller();
        QCOMPARE(view<TracksView>(window).content().cards.size(), std::size_t{3});
        QCOMPARE(view<TracksView>(window).content().cards[1].state, TrackState::Loading);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);

        const TrackCard card = view<TracksView>(window).content().cards[0];
        QCOMPARE(card.state, TrackState::Ready);
        QCOMPARE(card.integrated, std::optional(controller.loudness().mix->value));
        const SpectrumContent& spectrum = view<SpectrumView>(window).content();
        QVERIFY(spectrum.mix && spectrum.master && spectrum.references);
        QVERIFY(!spectrum.masterPredicted);
        QVERIFY(view<GapView>(window).content().bands[1].gap.has_value());
        QVERIFY(view<MovesView>(window).content().closedMeasured.has_value());
        QCOMPARE(view<MovesView>(window).content().moves, controller.moves());
        const FiguresContent& figures = view<FiguresTable>(window).content();
        QVERIFY(std::abs(*figures.master.integrated - -14.0) <= 0.05);
        QTRY_VERIFY(view<WaveformView>(window).content().mix->peaks);
        QTRY_VERIFY(view<WaveformView>(window).content().reference->peaks);

        // A move from the table reaches the session, in one step that can be undone.
        const Moves before = controller.moves();
        const int steps = controller.undoStack()->index();
        Move louder = before[0];
        louder.shape.gain = louder.shape.gain + Decibels{1.0};
        emit view<MovesView>(window).moveChanged(0, louder);
        louder.shape.gain = louder.shape.gain + Decibels{1.0};
        emit view<MovesView>(window).moveChanged(0, louder);
        emit view<MovesView>(window).gestureFinished();
        QCOMPARE(controller.moves()[0].shape.gain, louder.shape.gain);
        QVERIFY(spectrum.masterPredicted);
        QCOMPARE(controller.undoStack()->index(), steps + 1);
        QVERIFY(window.isWindowModified());
        controller.undoStack()->undo();
        QTRY_COMPARE(controller.moves(), before);

        press(window, TransportBar::Club);
        QCOMPARE(controller.session().target.loudness, std::optional(Lufs{-9.0}));
        QVERIFY(view<TransportBar>(window).button(TransportBar::Club)->isChecked());
        controller.undoStack()->undo();
        QCOMPARE(controller.session().target.loudness, std::optional(Lufs{-14.0}));
        QCOMPARE(controller.undoStack()->index(), steps);
    }

    /// What no move mends is said under the gap, and all of it in a window beside, by mouse or key.
    void saysWhatElseDiffers() {
        SessionWindow window;
        window.show();
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        const GapView& gap = view<GapView>(window);
        const Comparison& comparison = *window.controller().comparison();
        QVERIFY(!comparison.gap.findings.empty());
        QCOMPARE(gap.content().findings.size(),
                 static_cast<qsizetype>(comparison.gap.findings.size() +
                                        comparison.gap.warnings.size()));
        QTest::mouseClick(&view<GapView>(window), Qt::LeftButton, {},
                          gap.findingsRect(QRectF(gap.rect())).center().toPoint());
        auto* dialog = window.findChild<FindingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        const QString text = dialog->findChild<QTextBrowser*>()->toPlainText();
        for (const QString& sentence : gap.content().findings)
            QVERIFY2(text.contains(sentence), qPrintable(sentence));
        // It follows the session: without the references nothing is left to say.
        const QString said = gap.content().findings.front();
        window.controller().setReferenceUsed(0, false);
        window.controller().setReferenceUsed(1, false);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        QVERIFY(gap.content().findings.isEmpty());
        QVERIFY(!dialog->findChild<QTextBrowser*>()->toPlainText().contains(said));
    }

    void switchesWhatIsHeard() {
        SessionWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        const Listening& listening = window.playback().listening();
        QCOMPARE(listening.source, HeardSource::Master);
        QTest::keyClick(&window, Qt::Key_1);
        QCOMPARE(listening.source, HeardSource::Mix);
        QTest::keyClick(&window, Qt::Key_3);
        QCOMPARE(listening.source, HeardSource::Reference);
        QTest::keyPress(&window, Qt::Key_B);
        QCOMPARE(listening.source, HeardSource::Mix);
        QTest::keyRelease(&window, Qt::Key_B);
        QCOMPARE(listening.source, HeardSource::Reference);

        // Matched: the loudest is taken down to the quietest, by what the bar says.
        const LevelMatch match = window.playback().match();
        QCOMPARE(view<TransportBar>(window).content().heardAt, match.heardAt);
        QCOMPARE(listening.masterGain, match.master);
        QVERIFY(listening.masterGain <= Decibels{});
        press(window, TransportBar::LevelMatched);
        QCOMPARE(listening.masterGain, Decibels{});

        press(window, TransportBar::Mono);
        QCOMPARE(listening.image, Image::Mono);
        press(window, TransportBar::Mono);
        QCOMPARE(listening.image, Image::Stereo);

        // A loop without a mark is over the compared section.
        QTest::keyClick(&window, Qt::Key_L);
        QVERIFY(window.playback().loop());
        QVERIFY(view<WaveformView>(window).content().looping);

        // Delta is heard as the difference, until something else is asked for.
        emit view<MovesView>(window).auditionChanged(0, Audition::Delta);
        QCOMPARE(listening.source, HeardSource::Difference);
        QTest::keyClick(&window, Qt::Key_2);
        QCOMPARE(listening.source, HeardSource::Master);
        QCOMPARE(window.controller().audition(), Audition::None);
    }

    void exportsWhatTheDialogSays() {
        SessionWindow window;
        window.addFiles({songs_.mix, songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        ExportDialog dialog(window.controller(), &window);
        dialog.setPath(songs_.at("master.wav"));
        QSignalSpy exported(&window.controller(), &SessionController::exported);
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const auto outcome = exported.front().front().value<ExportOutcome>();
        QCOMPARE(outcome.path, songs_.at("master.wav"));
        QCOMPARE(outcome.bytes, std::filesystem::file_size(outcome.path));
        QVERIFY(std::abs(outcome.measured.loudness.integrated->value - -14.0) <= 0.05);
    }
};

QTEST_MAIN(SessionWindowTest)
#include "session_window_test.moc"
