// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/hand.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/session/export_dialog.h"
#include "ui/session/proposal_dialog.h"
#include "ui/session/session_window.h"
#include "ui/session/target_dialog.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/tracks_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QUrl>

using namespace kilter;
using namespace kilter::testing;

/// The controls of how a master is made: what the dialogs take and give back, what a target costs,
/// which reference is heard and which only looked at, and what an export says.
class SessionControlsTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};

    static QString outcomeOf(const ExportDialog& dialog, const QString& word) {
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            if (label->text().contains(word))
                return label->text();
        return {};
    }
    static QPushButton& buttonOf(const QDialog& dialog, const QString& text) {
        for (QPushButton* button : dialog.findChildren<QPushButton*>())
            if (button->text() == text)
                return *button;
        qFatal("no such button");
    }
    static QComboBox& boxWith(const QDialog& dialog, const QString& item) {
        for (QComboBox* box : dialog.findChildren<QComboBox*>())
            if (box->findText(item) >= 0)
                return *box;
        qFatal("no such choice");
    }

    QUrl opened_;

  public:
    Q_INVOKABLE void opened(const QUrl& url) { opened_ = url; }
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }

    void targetDialogGivesBackWhatItTook() {
        Session session;
        session.target = {Lufs{-11.5}, {}};
        session.limiter.mode = LimiterMode::Loud;
        session.limiter.ceiling = {-0.3};
        session.limiter.link = 0.35;
        session.limiter.releaseMs = 250.0;
        session.phase = KernelPhase::Linear;
        const TargetDialog dialog(session, nullptr);
        QVERIFY(dialog.target() == session.target);
        QVERIFY(dialog.limiter() == session.limiter);
        QCOMPARE(dialog.phase(), session.phase);
        session.target = {std::nullopt, {6.5}};
        session.limiter.releaseMs = 0.0;
        const TargetDialog driven(session, nullptr);
        QVERIFY(driven.target() == session.target);
        QVERIFY(driven.limiter() == session.limiter);
    }

    void proposalDialogGivesBackWhatItTook() {
        Session session;
        session.moveOptions.most = 3;
        session.moveOptions.limit = {2.5};
        session.moveOptions.sideMoves = false;
        ProposalDialog moves(session, nullptr);
        QVERIFY(moves.moves() == session.moveOptions);
        QVERIFY(!moves.match());
        // More than the usual limit also means: the gap in full.
        QVERIFY(!moves.moves().fullGap);
        moves.findChild<QDoubleSpinBox*>(QStringLiteral("limit"))->setValue(6.0);
        QVERIFY(moves.moves().fullGap);

        session.match = MatchOptions{.percent = 80.0, .detailOctaves = 0.5, .limit = {4.0}};
        const ProposalDialog match(session, nullptr);
        QVERIFY(match.match() == session.match);
    }

    void costIsShownBesideTheTarget() {
        SessionWindow window;
        window.show();
        window.addFiles({songs_.mix, songs_.a});
        const TransportBar& bar = *window.findChild<TransportBar*>();
        QTRY_VERIFY_WITH_TIMEOUT(bar.content().cost.solving, kPatience);
        QVERIFY(
            bar.button(TransportBar::Cost)->accessibleName().contains(QLatin1String("solving")));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        const TargetCost& cost = bar.content().cost;
        QVERIFY(!cost.solving);
        QCOMPARE(cost.price, std::optional(window.controller().master()->cost.price));
        QVERIFY(cost.sentence.startsWith(
            QString::fromStdString(window.controller().master()->costText)));
        QVERIFY(!cost.sentence.isEmpty());
        QCOMPARE(bar.button(TransportBar::Cost)->statusTip(), cost.sentence);
        // More than any limiter can do: the price is red, and the miss is said.
        window.controller().setTarget({Lufs{-4.0}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        QCOMPARE(bar.content().cost.price, std::optional(Price::Red));
    }

    void shiftClickLooksWithoutSwitching() {
        SessionWindow window;
        window.show();
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        auto& tracks = *window.findChild<TracksView*>();
        const TransportBar& bar = *window.findChild<TransportBar*>();
        const auto place = [&](std::size_t card) {
            return tracks.cardRect(card, tracks.rect()).center();
        };
        const Listening& listening = window.playback().listening();
        QCOMPARE(listening.source, HeardSource::Master);
        click(tracks, place(2), Qt::ShiftModifier);
        QVERIFY(tracks.content().cards[2].chosen);
        QCOMPARE(listening.source, HeardSource::Master);
        QCOMPARE(bar.content().referenceLetter, QStringLiteral("B")); // what 3 will bring

        click(tracks, place(1));
        QCOMPARE(listening.source, HeardSource::Reference);
        QCOMPARE(listening.reference, 0);
        click(tracks, place(2), Qt::ShiftModifier);
        QVERIFY(tracks.content().cards[2].chosen);
        QCOMPARE(listening.reference, 0); // A is still heard, and the button says so
        QCOMPARE(bar.content().referenceLetter, QStringLiteral("A"));
        QTest::mouseClick(bar.button(TransportBar::Reference), Qt::LeftButton);
        QCOMPARE(listening.reference, 1);
        click(tracks, place(0));
        QCOMPARE(listening.source, HeardSource::Mix);
    }

    void weightReachesTheTarget() {
        SessionWindow window;
        window.show();
        window.addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        auto& tracks = *window.findChild<TracksView*>();
        const auto before = window.controller().comparison()->profile.bands[1].level;
        emit tracks.weightChanged(1, 4.0);
        QCOMPARE(window.controller().session().references[1].weight, 4.0);
        QCOMPARE(tracks.content().cards[2].weight, 4.0);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        QVERIFY(window.controller().comparison()->profile.bands[1].level != before);
        const auto part = tracks.part(TracksView::partOf(2, TracksView::Weight));
        QCOMPARE(part->value, QStringLiteral("× 4"));
    }

    /// What it costs beforehand, refusals in plain words, and what was measured afterwards.
    void exportDialogTellsBeforeAndAfter() {
        SessionWindow window;
        window.addFiles({songs_.mix, songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        ExportDialog dialog(window.controller(), &window);
        dialog.show();
        QVERIFY(!outcomeOf(dialog, QStringLiteral("clean")).isEmpty()); // the price
        QVERIFY(!outcomeOf(dialog, QStringLiteral("−14.0 LUFS, ceiling −1.0 dBTP")).isEmpty());
        for (const QLabel* label : dialog.findChildren<QLabel*>()) // nothing is cut off
            if (label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                         qPrintable(label->text()));
        auto* file = dialog.findChild<QLineEdit*>();
        QVERIFY(file->text().endsWith(QLatin1String("mix - master.wav")));
        QComboBox& format = boxWith(dialog, QStringLiteral("FLAC"));
        format.setCurrentText(QStringLiteral("FLAC"));
        emit format.activated(format.currentIndex());
        QVERIFY(file->text().endsWith(QLatin1String("mix - master.flac")));
        QCOMPARE(boxWith(dialog, QStringLiteral("16 bit")).findText(QStringLiteral("32 bit float")),
                 -1);
        QVERIFY(!outcomeOf(dialog, QStringLiteral("at most")).isEmpty());
        format.setCurrentText(QStringLiteral("WAV"));
        emit format.activated(format.currentIndex());

        QSignalSpy failed(&window.controller(), &SessionController::exportFailed);
        dialog.setPath(songs_.at("no/such/folder/master.wav"));
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QVERIFY(!outcomeOf(dialog, QStringLiteral("Not written.")).isEmpty());

        QSignalSpy exported(&window.controller(), &SessionController::exported);
        dialog.setPath(songs_.at("master.wav"));
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        QVERIFY(outcomeOf(dialog, QStringLiteral("Written and measured"))
                    .contains(QStringLiteral("−14.0 LUFS")));
        auto& show = buttonOf(dialog, QStringLiteral("Show in &folder"));
        QVERIFY(show.isVisible());
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened");
        show.click();
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        QCOMPARE(opened_.toLocalFile(), QFileInfo(file->text()).absolutePath());
        // Enter would close now, and not ask whether to replace what was just written.
        QVERIFY(buttonOf(dialog, QStringLiteral("Close")).isDefault());
        dialog.setPath(songs_.at("another.wav"));
        QVERIFY(buttonOf(dialog, QStringLiteral("&Export")).isDefault());
        QVERIFY(!show.isVisible()); // that one is not written

        // Contract: the command line writes the same bytes from the session as it is saved here.
        QSignalSpy saved(&window.controller(), &SessionController::saved);
        window.controller().saveAs(songs_.at("session.kilter"));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        const auto name = [&](const char* file) {
            return QString::fromStdString(songs_.at(file).string());
        };
        QCOMPARE(QProcess::execute(QStringLiteral(KILTER_CLI),
                                   {QStringLiteral("render"), name("session.kilter"),
                                    QStringLiteral("-o"), name("command-line.wav")}),
                 0);
        const std::string bytes = readBytes(songs_.at("master.wav"));
        QVERIFY(!bytes.empty() && bytes == readBytes(songs_.at("command-line.wav")));
    }
};

QTEST_MAIN(SessionControlsTest)
#include "session_controls_test.moc"
