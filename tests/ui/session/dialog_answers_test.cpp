// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/answer.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/session/autosave.h"
#include "ui/session/export_dialog.h"
#include "ui/session/session_window.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/moves_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>
#include <QUndoStack>

#include <functional>

using namespace kilter;
using namespace kilter::testing;

namespace {

using Edits = std::function<void(QDialog&)>;

QDoubleSpinBox& spin(const QDialog& dialog, const char* suffix) {
    for (auto* box : dialog.findChildren<QDoubleSpinBox*>())
        if (box->suffix() == QLatin1String(suffix))
            return *box;
    qFatal("no such field");
}
void choose(const QDialog& dialog, const char* item) {
    for (auto* box : dialog.findChildren<QComboBox*>())
        if (const int index = box->findText(QString::fromUtf8(item)); index >= 0) {
            box->setCurrentIndex(index);
            emit box->activated(index);
            return;
        }
    qFatal("no such choice");
}
void press(const QDialog& dialog, QDialogButtonBox::StandardButton button) {
    dialog.findChild<QDialogButtonBox*>()->button(button)->click();
}
bool says(const QDialog& dialog, const char* text) {
    const auto labels = dialog.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
        return label->text().contains(QString::fromUtf8(text));
    });
}

} // namespace

/// What each field and each answer of the dialogs makes of the session: and that Cancel and Escape
/// make nothing of it.
class DialogAnswersTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    std::unique_ptr<SessionWindow> window_;
    Session changed_;

    /// Works the dialog that `open` shows until it is closed.
    static void inDialog(const std::function<void()>& open, const Edits& edits) {
        QTimer timer;
        timer.callOnTimeout([&] {
            if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
                timer.stop();
                edits(*dialog);
            }
        });
        timer.start(10);
        open();
    }
    /// `edit` ends with OK, with Cancel, and with Escape: changed_ is what OK made of the session.
    void answer(const std::function<void()>& open, const Edits& edit) {
        SessionController& controller = window_->controller();
        const Session before = controller.session();
        for (const Edits& no : {Edits([](QDialog& d) { press(d, QDialogButtonBox::Cancel); }),
                                Edits([](QDialog& d) { QTest::keyClick(&d, Qt::Key_Escape); })}) {
            inDialog(open, [&](QDialog& dialog) {
                edit(dialog);
                no(dialog);
            });
            QVERIFY(controller.session() == before);
            QCOMPARE(controller.undoStack()->count(), 0);
        }
        inDialog(open, [&](QDialog& dialog) {
            edit(dialog);
            press(dialog, QDialogButtonBox::Ok);
        });
        changed_ = controller.session();
        QCOMPARE(controller.undoStack()->count(), 1); // one dialog, one step
        controller.undoStack()->undo();
        QVERIFY(controller.session() == before);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        window_ = std::make_unique<SessionWindow>();
        window_->show();
        window_->controller().startSession(songs_.mix, {songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
    }
    void cleanup() { window_.reset(); }

    void target() {
        const auto open = [this] {
            emit window_->findChild<TransportBar*>()->customTargetRequested();
        };
        answer(open, [](QDialog& d) {
            spin(d, " LUFS").setValue(-11.5);
            spin(d, " dBTP").setValue(-0.5);
            choose(d, "Loud");
            spin(d, " %").setValue(35.0);
            for (auto* automatic : d.findChildren<QCheckBox*>())
                automatic->setChecked(false);
            spin(d, " ms").setValue(120.0);
        });
        QVERIFY(changed_.target == (Target{Lufs{-11.5}, {}}));
        QCOMPARE(changed_.limiter.ceiling.value, -0.5);
        QCOMPARE(changed_.limiter.mode, LimiterMode::Loud);
        QCOMPARE(changed_.limiter.link, 0.35);
        QCOMPARE(changed_.limiter.releaseMs, 120.0);
    }

    void driveInstead() {
        answer([this] { emit window_->findChild<TransportBar*>()->customTargetRequested(); },
               [](QDialog& d) {
                   choose(d, "An exact drive into the limiter");
                   spin(d, " dB").setValue(4.5);
                   choose(d, "Off");
               });
        QVERIFY(changed_.target == (Target{std::nullopt, {4.5}}));
        QCOMPARE(changed_.limiter.mode, LimiterMode::Off);
        QCOMPARE(changed_.limiter.releaseMs, 0.0); // automatic, as it was
    }

    void proposals() {
        answer([this] { emit window_->findChild<MovesView*>()->optionsRequested(); },
               [](QDialog& d) {
                   d.findChild<QSpinBox*>()->setValue(2);
                   d.findChild<QDoubleSpinBox*>(QStringLiteral("limit"))->setValue(3.0);
                   for (auto* box : d.findChildren<QCheckBox*>())
                       box->setChecked(!box->isChecked());
               });
        const MoveOptions usual;
        const MoveOptions& seen = changed_.moveOptions;
        QCOMPARE(seen.most, 2);
        QCOMPARE(seen.limit.value, 3.0);
        QCOMPARE(seen.fullGap, !usual.fullGap);
        QCOMPARE(seen.sideMoves, !usual.sideMoves);
        QVERIFY(!changed_.match);
    }

    void matchInstead() {
        answer([this] { emit window_->findChild<MovesView*>()->optionsRequested(); },
               [](QDialog& d) {
                   for (auto* group : d.findChildren<QGroupBox*>())
                       if (group->isCheckable()) {
                           group->setChecked(true);
                           group->findChildren<QDoubleSpinBox*>()[0]->setValue(70.0);
                           group->findChildren<QDoubleSpinBox*>()[1]->setValue(0.5);
                           group->findChildren<QDoubleSpinBox*>()[2]->setValue(5.0);
                       }
               });
        QVERIFY(changed_.match == (MatchOptions{70.0, 0.5, {5.0}}));
    }

    void exportFields_data() {
        QTest::addColumn<int>("field");
        QTest::newRow("rate") << 0;
        QTest::newRow("format") << 1;
        QTest::newRow("bits") << 2;
        QTest::newRow("dither") << 3;
        QTest::newRow("title") << 4;
        QTest::newRow("artist") << 5;
        QTest::newRow("isrc") << 6;
    }
    void exportFields() {
        QFETCH(const int, field);
        SessionController& controller = window_->controller();
        ExportDialog dialog(controller, window_.get());
        dialog.show();
        Delivery wanted = controller.session().delivery;
        const auto type = [&](int edit, const char* text) {
            // The path's comes first.
            QLineEdit& line = *dialog.findChildren<QLineEdit*>()[1 + edit];
            QTest::keyClicks(&line, QString::fromLatin1(text));
            emit line.editingFinished();
        };
        switch (field) {
        case 0:
            choose(dialog, "48 kHz");
            wanted.rate = SampleRate{48000};
            break;
        case 1:
            choose(dialog, "FLAC");
            wanted.format = FileFormat::Flac;
            break;
        case 2:
            choose(dialog, "16 bit");
            wanted.samples = SampleFormat::Pcm16;
            break;
        case 3:
            choose(dialog, "Noise-shaped");
            wanted.dither = DitherKind::Shaped;
            break;
        case 4:
            type(0, "A title");
            wanted.title = "A title";
            break;
        case 5:
            type(1, "An artist");
            wanted.artist = "An artist";
            break;
        default:
            type(2, "GBAYE6800011");
            wanted.isrc = "GBAYE6800011";
            break;
        }
        QVERIFY(controller.session().delivery == wanted);
        // And another dialog shows it.
        ExportDialog again(controller, window_.get());
        again.setPath(songs_.at("of fields"));
        again.start();
        QVERIFY(controller.session().delivery == wanted);
        controller.cancelExport();
        QTRY_VERIFY_WITH_TIMEOUT(!controller.busy(), kPatience);
    }

    void exportTellsWhatBecameOfIt() {
        ExportDialog dialog(window_->controller(), window_.get());
        dialog.show();
        ExportOutcome outcome;
        outcome.bytes = 1000;
        outcome.measured.loudness.integrated = Lufs{-13.96};
        outcome.measured.peaks.truePeak = {Decibels{-1.2}, Decibels{-1.04}};
        emit window_->controller().exported(outcome);
        QVERIFY(says(dialog, "Written and measured: −14.0 LUFS, true peak −1.0 dBTP"));
        QVERIFY(!says(dialog, "report"));
        QVERIFY(!says(dialog, "full scale"));
        outcome.clipped = 7;
        outcome.facts.warnings = {{WarningCode::TargetMissed, -8.5, {}}};
        outcome.besideError = Error{ErrorCode::NoPermission, {}, "/r.html"};
        emit window_->controller().exported(outcome);
        QVERIFY(says(dialog, "Samples held at full scale: 7."));
        QVERIFY(says(dialog, "The target can't be reached; the best is −8.5 LUFS."));
        QVERIFY(says(dialog, "r.html was not written: "));
    }

    /// A lock is stale when its program is gone, not when it is old: a session stays open for days.
    void anOldLockIsStillHeld() {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        Autosave autosave(root);
        autosave.remember(window_->controller().session(), {});
        autosave.flush();
        QTRY_VERIFY_WITH_TIMEOUT(!autosave.writing(), kPatience);
        std::filesystem::path lock;
        for (const auto& each : std::filesystem::recursive_directory_iterator(root))
            if (each.path().filename() == "lock")
                lock = each.path();
        QVERIFY(!lock.empty());
        std::filesystem::last_write_time(lock, std::filesystem::file_time_type::clock::now() -
                                                   std::chrono::hours(48));
        QVERIFY(Autosave(root).leftBehind().empty());
        autosave.forget();
    }
};

QTEST_MAIN(DialogAnswersTest)
#include "dialog_answers_test.moc"
