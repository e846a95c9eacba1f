// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/session/answer.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/session/export_dialog.h"
#include "ui/session/session_window.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>

using namespace kilter;
using namespace kilter::testing;

namespace {

namespace fs = std::filesystem;

constexpr auto kOld = "what was there before";

} // namespace

/// What an export would replace: asked once for all of it, No by default; and what is on the disk
/// after each answer.
class ReplaceQuestionTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    std::unique_ptr<SessionWindow> window_;
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;

    static void chooseFlac(const ExportDialog& dialog) {
        for (QComboBox* box : dialog.findChildren<QComboBox*>())
            if (const int flac = box->findText(QStringLiteral("FLAC")); flac >= 0) {
                box->setCurrentIndex(flac);
                emit box->activated(flac);
            }
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        window_ = std::make_unique<SessionWindow>();
        window_->show();
        window_->addFiles({songs_.mix, songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
    }
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = temporary_->path().toStdString();
        window_->controller().setDelivery({});
    }
    void cleanupTestCase() { window_.reset(); }

    void asked_data() {
        QTest::addColumn<QStringList>("there");
        QTest::addColumn<bool>("report");
        QTest::addColumn<QString>("question"); // empty: none
        const QString wav = QStringLiteral("m14.wav"), html = QStringLiteral("m14.html");
        const QString other = QStringLiteral("m14.flac");
        QTest::newRow("nothing there") << QStringList{} << true << QString();
        QTest::newRow("the master")
            << QStringList{wav} << true << QStringLiteral("m14.wav exists. Replace it?");
        QTest::newRow("the report") // as after an export in another format
            << QStringList{other, html} << true << QStringLiteral("m14.html exists. Replace it?");
        QTest::newRow("both") << QStringList{wav, html} << true
                              << QStringLiteral("m14.wav and m14.html exist. Replace them?");
        QTest::newRow("a report that is not wanted") << QStringList{html} << false << QString();
    }
    void asked() {
        QFETCH(const QStringList, there);
        QFETCH(const bool, report);
        QFETCH(const QString, question);
        for (const QString& name : there)
            writeBytes(folder_ / name.toStdString(), kOld);
        const auto before = namesIn(folder_);
        ExportDialog dialog(window_->controller(), window_.get());
        dialog.show();
        dialog.setPath(folder_ / "m14.wav");
        dialog.findChild<QCheckBox*>()->setChecked(report);
        QSignalSpy exported(&window_->controller(), &SessionController::exported);
        if (!question.isEmpty())
            for (const QString& no : {QStringLiteral("No"), Answer::escape()}) {
                const Answer answer(no);
                dialog.start();
                QCOMPARE(answer.question(), question);
                QCOMPARE(answer.byDefault(), QStringLiteral("No"));
                QVERIFY(!window_->controller().busy());
                QCOMPARE(namesIn(folder_), before);
                for (const std::string& name : before)
                    QCOMPARE(readBytes(folder_ / name), std::string(kOld));
            }
        const Answer yes(QStringLiteral("Yes"));
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        QCOMPARE(yes.question(), question);
        QVERIFY(!exported.front().front().value<ExportOutcome>().besideError);
        QVERIFY(readBytes(folder_ / "m14.wav").starts_with("RIFF"));
        const std::string page =
            fs::exists(folder_ / "m14.html") ? readBytes(folder_ / "m14.html") : std::string();
        QCOMPARE(page.find("</html>") != std::string::npos, report);
        if (there.contains(QStringLiteral("m14.flac"))) // not this export's
            QCOMPARE(readBytes(folder_ / "m14.flac"), std::string(kOld));
    }

    /// WAV, then FLAC under the same name, each with its report.
    void oneFormatAfterTheOther() {
        ExportDialog dialog(window_->controller(), window_.get());
        dialog.show();
        dialog.setPath(folder_ / "m14.wav");
        dialog.findChild<QCheckBox*>()->setChecked(true);
        QSignalSpy exported(&window_->controller(), &SessionController::exported);
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const std::string wav = readBytes(folder_ / "m14.wav");
        chooseFlac(dialog);
        const Answer yes(QStringLiteral("Yes"));
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, kPatience);
        QCOMPARE(yes.question(), QStringLiteral("m14.html exists. Replace it?"));
        QVERIFY(readBytes(folder_ / "m14.wav") == wav);
        QVERIFY(readBytes(folder_ / "m14.flac").starts_with("fLaC"));
        QVERIFY(readBytes(folder_ / "m14.html").find("m14.flac") != std::string::npos);
    }

    /// A link to nowhere is there too.
    void aDanglingLink() {
        fs::create_symlink(folder_ / "nowhere.wav", folder_ / "m14.wav");
        ExportDialog dialog(window_->controller(), window_.get());
        dialog.show();
        dialog.setPath(folder_ / "m14.wav");
        const Answer no(QStringLiteral("No"));
        dialog.start();
        QCOMPARE(no.question(), QStringLiteral("m14.wav exists. Replace it?"));
        QVERIFY(fs::is_symlink(folder_ / "m14.wav"));
        QVERIFY(!fs::exists(folder_ / "nowhere.wav"));
    }

    /// A report that can't be written is told, and the master is there.
    void aReportThatCanNotBeWritten() {
        fs::create_directory(folder_ / "m14.html");
        ExportDialog dialog(window_->controller(), window_.get());
        dialog.show();
        dialog.setPath(folder_ / "m14.wav");
        dialog.findChild<QCheckBox*>()->setChecked(true);
        QSignalSpy failed(&window_->controller(), &SessionController::exportFailed);
        const Answer yes(QStringLiteral("Yes"));
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed.front().front().value<Error>().code, ErrorCode::NotAFile);
        QCOMPARE(namesIn(folder_), std::vector<std::string>{"m14.html"}); // before the work
    }
};

QTEST_MAIN(ReplaceQuestionTest)
#include "replace_question_test.moc"
