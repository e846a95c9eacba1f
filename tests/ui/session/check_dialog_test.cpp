// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/signals.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/check_file.h"
#include "core/session/messages.h"
#include "core/session/services_json.h"
#include "ui/session/check_dialog.h"
#include "ui/session/session_window.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTextBrowser>
#include <QTimer>

#include <fstream>

using namespace kilter;
using namespace kilter::testing;
using namespace kilter::literals;

/// Session > Check a file, with files that are right, wrong and none at all.
class CheckDialogTest : public QObject {
    Q_OBJECT

    const Songs songs_{};
    std::filesystem::path plain_, mono_, none_;

    static QString said(const QWidget& dialog) {
        return dialog.findChild<QTextBrowser*>()->toPlainText();
    }
    static QString labels(const QWidget& dialog) {
        QString all;
        for (const auto* label : dialog.findChildren<QLabel*>())
            all += label->text() + u'\n';
        return all;
    }
    static QPushButton& button(const QWidget& dialog, const QString& text) {
        for (auto* each : dialog.findChildren<QPushButton*>())
            if (QString(each->text()).remove(u'&') == text)
                return *each;
        qFatal("no such button");
    }
    static bool isDone(const QWidget& dialog) {
        return dialog.findChild<QProgressBar*>()->isHidden();
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        const AudioBuffer noise =
            stereo(pinkNoise({44100}, 5.0_s, 0.05, 1), pinkNoise({44100}, 5.0_s, 0.05, 2));
        AudioFileText text;
        text.wav = WavText::Plain;
        plain_ = songs_.at("plain <b>.wav");
        QVERIFY(
            writeAudioFile(plain_, noise, {44100}, {FileFormat::Wav, SampleFormat::Pcm24}, text));
        AudioBuffer one(1, noise.frames());
        std::ranges::copy(noise.channel(0), one.channel(0).begin());
        mono_ = songs_.at("mono.wav");
        QVERIFY(writeAudioFile(mono_, one, {44100}, {FileFormat::Wav, SampleFormat::Pcm16}));
        none_ = songs_.at("none.wav");
        std::ofstream(none_) << "no audio, but a text";
    }

    /// The same sentences as the command line's, of every destination.
    void everyVerdictIsSaid() {
        CheckDialog dialog(builtinServices(), nullptr);
        dialog.show();
        dialog.check(plain_);
        QVERIFY(!button(dialog, "Copy as text").isEnabled());
        QVERIFY(!isDone(dialog));
        QTRY_VERIFY_WITH_TIMEOUT(isDone(dialog), kPatience);
        const auto file = checkFile(plain_);
        QVERIFY(file && !file->checks.empty());
        const QString text = said(dialog);
        for (const Check& check : file->checks) {
            const QString sentence = QString::fromStdString(checkText(check));
            QVERIFY2(text.contains(sentence), qPrintable(sentence));
        }
        for (const OutletChecks& outlet : byOutlet(file->checks)) {
            QVERIFY(text.contains(QString::fromStdString(labelOf(outlet.outlet))));
            QVERIFY(text.contains(QString::fromStdString(tallyText(outlet.checks))));
        }
        QVERIFY(text.contains(QString::fromStdString(clippingText(*file->clipping))));
        QVERIFY(text.contains("TIDAL (−14 LUFS, down only; by album): it plays "));
        QVERIFY(labels(dialog).contains("plain <b>.wav"));
        QVERIFY(labels(dialog).contains("44.1 kHz · 24 bit · 0:05"));

        // As text, with all of it.
        button(dialog, "Copy as text").click();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY(copied.startsWith("plain <b>.wav\n"));
        for (const Check& check : file->checks) {
            const auto sign = signOf(check.judgement);
            const QString line =
                QString::fromUtf8(sign.data(), static_cast<qsizetype>(sign.size())) + u' ' +
                QString::fromStdString(checkText(check)) + u'\n';
            QVERIFY2(copied.contains(line), qPrintable(line));
        }
        QVERIFY(!copied.contains(u'<', Qt::CaseInsensitive) || copied.count(u'<') == 1);
    }

    void faultsAreSaidInWords() {
        CheckDialog dialog(builtinServices(), nullptr);
        dialog.show();
        dialog.check(none_);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(dialog), kPatience);
        const auto file = checkFile(none_);
        QVERIFY(!file);
        QCOMPARE(said(dialog), QString::fromStdString(sentenceFor(file.error())));
        QVERIFY(labels(dialog).contains("could not be checked"));
        QVERIFY(!button(dialog, "Copy as text").isEnabled());
        // Another one in its place.
        dialog.check(mono_);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(dialog), kPatience);
        QVERIFY2(said(dialog).contains("Mono; two channels are asked for."),
                 qPrintable(said(dialog)));
        QVERIFY(button(dialog, "Copy as text").isEnabled());
    }

    void cancelEndsIt() {
        CheckDialog dialog(builtinServices(), nullptr);
        dialog.show();
        dialog.check(songs_.write("long.wav", DemoSong::Mix, 1, 20));
        QTRY_VERIFY(dialog.findChild<QProgressBar*>()->value() > 0 || isDone(dialog));
        QVERIFY(!isDone(dialog));
        button(dialog, "Cancel").click();
        QVERIFY(!dialog.isVisible());
        const int done = dialog.findChild<QProgressBar*>()->value();
        QTest::qWait(500);
        QCOMPARE(dialog.findChild<QProgressBar*>()->value(), done); // nothing works on it
        QVERIFY(said(dialog).isEmpty());
    }

    /// From the window's menu, by its key; the music could go on meanwhile.
    void theWindowOpensIt() {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        SessionWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        bool asked = false;
        QTimer::singleShot(0, &window, [this, &asked] {
            if (auto* chooser = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
                asked = true;
                chooser->selectFile(QString::fromStdString(plain_.string()));
                QMetaObject::invokeMethod(chooser, "accept");
            }
        });
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(asked);
        QPointer<CheckDialog> dialog = window.findChild<CheckDialog*>();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        QTRY_VERIFY_WITH_TIMEOUT(isDone(*dialog), kPatience);
        QVERIFY(said(*dialog).contains("Apple Digital Masters"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
    }
};

QTEST_MAIN(CheckDialogTest)
#include "check_dialog_test.moc"
