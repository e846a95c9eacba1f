// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/session/answer.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/session_json.h"
#include "ui/appearance.h"
#include "ui/meters/meters_panel.h"
#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/views/gap_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QLockFile>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>
#include <QTimer>

using namespace kilter;
using namespace kilter::testing;

/// What becomes of the user's work: asked for before it is lost, offered again after a crash,
/// not overwritten behind another window's back; and a window that lies as it was left.
class SessionFlowTest : public QObject {
    Q_OBJECT

    Songs songs_;
    std::filesystem::path mix_;

    /// A window on a saved session; `edited`: with a change that is not.
    void openSaved(SessionWindow& window, const char* name, bool edited) const {
        SessionController& controller = window.controller();
        QSignalSpy saved(&controller, &SessionController::saved);
        controller.setMix(mix_);
        controller.saveAs(songs_.at(name));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        window.show();
        QVERIFY(!controller.modified());
        if (edited)
            controller.setTarget({Lufs{-11.0}, {}});
        QCOMPARE(controller.modified(), edited);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        mix_ = songs_.write("mix.wav", DemoSong::Mix);
    }

    void nothingUnsavedNothingAsked() {
        SessionWindow window;
        openSaved(window, "clean.kilter", false);
        QVERIFY(window.close());
    }

    void closingAsks() {
        SessionWindow window;
        openSaved(window, "close.kilter", true);
        {
            const Answer cancel(QStringLiteral("Cancel"));
            QVERIFY(!window.close());
            QVERIFY(cancel.question().contains(QLatin1String("close.kilter")));
            QVERIFY(window.isVisible());
            QVERIFY(window.controller().modified());
        }
        const Answer save(QStringLiteral("Save"));
        window.close();
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), kPatience);
        QCOMPARE(readSession(songs_.at("close.kilter"))->target.loudness,
                 std::optional(Lufs{-11.0}));
    }

    void discardingCloses() {
        SessionWindow window;
        openSaved(window, "discard.kilter", true);
        const Answer discard(QStringLiteral("Discard"));
        window.close();
        QTRY_VERIFY(!window.isVisible());
        QCOMPARE(readSession(songs_.at("discard.kilter"))->target.loudness,
                 std::optional(Lufs{-14.0}));
    }

    /// Without a name there is nothing to save to: it is asked for, and no answer keeps the work.
    void savingWithoutANameAsksForOne() {
        SessionWindow window;
        SessionController& controller = window.controller();
        controller.setMix(mix_);
        window.show();
        // The name is typed, as the user does it: selectFile() races the dialog that reads the
        // folder.
        const auto closeWithName = [&](const std::filesystem::path& name) {
            const Answer save(QStringLiteral("Save"));
            bool asked = false;
            QTimer names;
            names.callOnTimeout([&] {
                auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
                if (!dialog)
                    return;
                asked = true;
                if (name.empty())
                    return dialog->reject();
                auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
                edit->setText(QString::fromStdString(name));
                QTest::keyClick(edit, Qt::Key_Return);
            });
            names.start(10);
            window.close();
            return asked;
        };
        QVERIFY(closeWithName({}));
        QVERIFY(window.isVisible());
        QVERIFY(controller.modified());
        QVERIFY(controller.path().empty());
        QVERIFY(closeWithName(songs_.at("named")));
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), kPatience);
        QCOMPARE(readSession(songs_.at("named.kilter"))->mix.path, mix_);
    }

    /// Opening goes on by itself as soon as what was open is saved.
    void openingAsks() {
        SessionWindow window;
        openSaved(window, "one.kilter", true);
        Session other;
        other.mix.path = mix_;
        other.target.loudness = Lufs{-9.5};
        QVERIFY(writeSession(other, {songs_.at("other.kilter"), false, {}}));
        {
            const Answer cancel(QStringLiteral("Cancel"));
            window.addFiles({songs_.at("other.kilter")});
            QVERIFY(!cancel.question().isEmpty());
            QCOMPARE(window.controller().path(), songs_.at("one.kilter"));
        }
        const Answer save(QStringLiteral("Save"));
        window.addFiles({songs_.at("other.kilter")});
        QTRY_COMPARE_WITH_TIMEOUT(window.controller().path(), songs_.at("other.kilter"), kPatience);
        QCOMPARE(readSession(songs_.at("one.kilter"))->target.loudness, std::optional(Lufs{-11.0}));
        QVERIFY(
            SessionController::recentSessions().front().endsWith(QLatin1String("other.kilter")));
    }

    void damagedSessionOffersTheLastGoodOne() {
        const auto path = songs_.at("damaged.kilter");
        {
            SessionWindow window;
            openSaved(window, "damaged.kilter", false);
        }
        writeBytes(path, "{ half a ses");
        SessionWindow window;
        const Answer last(QStringLiteral("Open the last good one"));
        window.controller().open(path);
        QTRY_COMPARE_WITH_TIMEOUT(window.controller().path(), path, kPatience);
        QCOMPARE(window.controller().session().mix.path, mix_);
        QVERIFY(window.controller().modified()); // until it is saved, the file is the damaged one
    }

    void leftBehindWorkIsOffered() {
        {
            SessionWindow window;
            openSaved(window, "left.kilter", true);
            window.controller().leaveBehind();
        }
        SessionWindow window;
        window.show();
        QVERIFY(!window.offerRestore(songs_.at("another.kilter")));
        {
            const Answer later(QStringLiteral("Later"));
            QVERIFY(!window.offerRestore());
            QVERIFY(later.question().contains(QLatin1String("left.kilter")));
        }
        const Answer restore(QStringLiteral("Restore"));
        QVERIFY(window.offerRestore(songs_.at("left.kilter")));
        QTRY_COMPARE_WITH_TIMEOUT(window.controller().session().target.loudness,
                                  std::optional(Lufs{-11.0}), kPatience);
        QCOMPARE(window.controller().path(), songs_.at("left.kilter"));
        QVERIFY(window.controller().modified());
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller().busy(), kPatience);
    }

    /// Without a file of its own, a session is known by its song.
    void withoutAFileTheMixIsNamed() {
        {
            SessionWindow window;
            QVERIFY(window.windowTitle().contains(QLatin1String("New session")));
            window.controller().setMix(mix_);
            window.show();
            const QString song = QString::fromStdString(mix_.filename().string());
            QVERIFY2(window.windowTitle().startsWith(song + " (never saved)"),
                     qPrintable(window.windowTitle()));
            window.controller().leaveBehind();
        }
        SessionWindow window;
        window.show();
        const Answer discard(QStringLiteral("Discard"));
        QVERIFY(!window.offerRestore());
        QVERIFY2(discard.question().contains(QString::fromStdString(mix_.filename().string())),
                 qPrintable(discard.question()));
    }

    void sayBeforeOverwritingAnothersSession() {
        const auto path = songs_.at("shared.kilter");
        SessionWindow first, second;
        openSaved(first, "shared.kilter", false);
        QSignalSpy opened(&second.controller(), &SessionController::opened);
        second.controller().open(path);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kPatience);
        QVERIFY(!second.controller().openedElsewhere().isEmpty());
        QVERIFY(second.windowTitle().contains(QLatin1String("also open")));
        second.controller().setTarget({Lufs{-11.0}, {}});
        second.show();
        QVERIFY(QTest::qWaitForWindowActive(&second));
        {
            const Answer cancel(QStringLiteral("Cancel"));
            QTest::keyClick(&second, Qt::Key_S, Qt::ControlModifier);
            QVERIFY(cancel.question().contains(QLatin1String("also open")));
            QVERIFY(second.controller().modified());
        }
        second.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&second));
        const Answer all(QStringLiteral("Save all the same"));
        QSignalSpy saved(&second.controller(), &SessionController::saved);
        QTest::keyClick(&second, Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    }

    void liesAsItWasLeft() {
        SpectrumOptions spectrum;
        spectrum.smoothing = Smoothing::Third;
        spectrum.tilt = 3.0;
        spectrum.live = false;
        spectrum.channel = SpectrumChannel::Side;
        QList<int> sizes;
        {
            SessionWindow window;
            window.rememberLayout();
            window.resize(1200, 760);
            window.show();
            auto* row = window.findChild<QSplitter*>(QStringLiteral("tracks, spectrum, meters"));
            row->setSizes({300, 600, 284});
            sizes = row->sizes();
            window.findChild<SpectrumView*>()->setOptions(spectrum);
            window.findChild<MetersPanel*>()->setOptions({EbuScale::Plus18, false});
            window.findChild<GapView*>()->activate(GapView::UnitSwitch);
        }
        SessionWindow window;
        window.rememberLayout();
        window.show();
        QCOMPARE(window.size(), QSize(1200, 760));
        QCOMPARE(window.findChild<QSplitter*>(QStringLiteral("tracks, spectrum, meters"))->sizes(),
                 sizes);
        QVERIFY(window.findChild<SpectrumView*>()->options() == spectrum);
        QVERIFY(window.findChild<MetersPanel*>()->loudness().options() ==
                (LoudnessOptions{EbuScale::Plus18, false}));
        QVERIFY(window.findChild<GapView*>()->content().showShares);
    }

    void nonsenseInTheSettingsDoesNoHarm() {
        QSettings settings;
        for (const char* key : {"geometry", "smoothing", "tilt", "channel", "scale", "shares",
                                "tracks, spectrum, meters"})
            settings.setValue(QStringLiteral("window/") + QLatin1String(key), 12345);
        SessionWindow window;
        window.rememberLayout();
        window.show();
        QCOMPARE(window.findChild<SpectrumView*>()->options().smoothing, Smoothing::Sixth);
        QCOMPARE(window.findChild<SpectrumView*>()->options().tilt, 4.5);
    }

    void lightAndDark() {
        SessionWindow window;
        window.show();
        chooseAppearance(*qApp, Appearance::Light);
        QVERIFY(!themeOf(window).dark);
        chooseAppearance(*qApp, Appearance::Dark);
        QVERIFY(themeOf(window).dark);
        QCOMPARE(chosenAppearance(), Appearance::Dark);
        // The system's change does not touch the user's choice, and is followed without one.
        QEvent change(QEvent::ThemeChange);
        QApplication::sendEvent(&window, &change);
        QVERIFY(themeOf(window).dark);
        const Theme& system = systemTheme(*qApp);
        QVERIFY(themeOf(window).dark); // asking changes nothing
        chooseAppearance(*qApp, Appearance::System);
        QCOMPARE(themeOf(window).dark, system.dark);
        applyTheme(*qApp, system.dark ? lightTheme() : darkTheme());
        QApplication::sendEvent(&window, &change);
        QCOMPARE(themeOf(window).dark, system.dark);
    }
};

QTEST_MAIN(SessionFlowTest)
#include "session_flow_test.moc"
