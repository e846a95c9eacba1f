// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/path_text.h"
#include "ui/session/session_window.h"

#include "core/base/utf8.h"
#include "core/session/session_json.h"
#include "ui/appearance.h"
#include "ui/session/blind_test.h"
#include "ui/session/check_dialog.h"
#include "ui/session/export_dialog.h"
#include "ui/session/findings_dialog.h"
#include "ui/session/preferences_dialog.h"
#include "ui/session/proposal_dialog.h"
#include "ui/session/status_line.h"
#include "ui/session/target_dialog.h"
#include "ui/views/tracks_view.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDateTime>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;

QString audioFilter() {
    return SessionWindow::tr(
        "Audio files (*.wav *.flac *.aif *.aiff *.mp3 *.ogg *.opus *.m4a *.aac *.w64 *.caf);;"
        "All files (*)");
}

bool isSession(const std::filesystem::path& path) {
    return path.extension() == ".kilter";
}

std::vector<std::filesystem::path> pathsOf(const QStringList& names) {
    std::vector<std::filesystem::path> paths;
    for (const QString& name : names)
        paths.push_back(pathOf(name));
    return paths;
}

std::vector<std::filesystem::path> filesOf(const QMimeData& data) {
    QStringList names;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            names.push_back(url.toLocalFile());
    return pathsOf(names);
}

} // namespace

void SessionWindow::addFiles(const std::vector<std::filesystem::path>& files) {
    const auto session = std::find_if(files.begin(), files.end(), isSession);
    if (session != files.end()) {
        confirmDiscard([this, path = *session] { controller_.open(path); });
        return;
    }
    std::vector<std::filesystem::path> references = files;
    if (!references.empty() && controller_.session().mix.path.empty()) {
        controller_.setMix(references.front());
        references.erase(references.begin());
    }
    if (!references.empty())
        controller_.addReferences(references);
}

std::filesystem::path SessionWindow::defaultDemoFolder() {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return pathOf(data) / "demo";
}

void SessionWindow::openDemo(const std::filesystem::path& folder) {
    demoJob_.start(
        [folder](const Progress& progress) -> Result<DemoFiles> {
            std::error_code code;
            std::filesystem::create_directories(folder, code);
            return writeDemo(folder, 1, Existing::Replace, progress);
        },
        [this](Result<DemoFiles> demo) {
            refreshWork();
            if (demo) {
                controller_.startSession(demo->mix, {demo->referenceA, demo->referenceB});
                statusLine_->say(
                    tr("This is a demo, made by Kilter: Space plays it; 1, 2 and 3 are "
                       "mix, master and reference."),
                    30000);
            } else {
                showError(tr("The demo could not be written."), demo.error());
            }
        },
        [this](double fraction, const std::string&) {
            demoFraction_ = fraction;
            refreshWork();
        });
    demoFraction_ = 0.0;
    refreshWork();
}

bool SessionWindow::offerRestore(const std::filesystem::path& session) {
    const std::vector<LeftBehind> all = SessionController::leftBehind();
    const auto found = std::find_if(all.begin(), all.end(), [&](const LeftBehind& work) {
        return session.empty() || work.session == session;
    });
    if (found == all.end())
        return false;
    const LeftBehind& work = *found;
    const QString name =
        !work.session.empty() ? shownTextOf(work.session.filename())
        : !work.mix.empty()
            ? tr("the session of %1, which has no file yet").arg(shownTextOf(work.mix))
            : tr("a session that was never saved");
    QMessageBox box(QMessageBox::Question, tr("Kilter"),
                    tr("Kilter ended without saving %1.").arg(name), QMessageBox::NoButton, this);
    const QDateTime when =
        QDateTime::fromString(QString::fromStdString(work.when), Qt::ISODateWithMs);
    box.setInformativeText(tr("Its last change was on %1. Do you want it back?")
                               .arg(QLocale().toString(when, QLocale::ShortFormat)));
    QPushButton* restore = box.addButton(tr("Restore"), QMessageBox::AcceptRole);
    QAbstractButton* discard = box.addButton(tr("Discard"), QMessageBox::DestructiveRole);
    box.addButton(tr("Later"), QMessageBox::RejectRole);
    box.setDefaultButton(restore);
    box.exec();
    if (box.clickedButton() == restore) {
        controller_.restore(work);
        statusLine_->say(tr("Your session was restored; it is not saved yet"), 10000);
        return true;
    }
    if (box.clickedButton() == discard)
        SessionController::discard(work);
    return false;
}

void SessionWindow::newSession() {
    confirmDiscard([this] { controller_.newSession(); });
}

void SessionWindow::openFiles() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open mix or session"), {},
        tr("Mixes and sessions (*.kilter *.wav *.flac *.aif *.aiff *.mp3 *.ogg *.opus *.m4a "
           "*.aac *.w64 *.caf);;All files (*)"));
    if (path.isEmpty())
        return;
    const std::filesystem::path chosen = pathOf(path);
    if (isSession(chosen))
        confirmDiscard([this, chosen] { controller_.open(chosen); });
    else
        controller_.setMix(chosen);
}

void SessionWindow::addReferences() {
    const QStringList paths =
        QFileDialog::getOpenFileNames(this, tr("Add references"), {}, audioFilter());
    if (!paths.isEmpty())
        controller_.addReferences(pathsOf(paths));
}

void SessionWindow::relink(int source) {
    const SourceFile& file = controller_.source(source);
    if (file.state == SourceState::Changed) {
        controller_.reload(source);
        return;
    }
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Where is this file now?"), {}, audioFilter());
    if (!path.isEmpty())
        controller_.relink(source, pathOf(path));
}

bool SessionWindow::save() {
    if (controller_.path().empty() || controller_.readOnly())
        return saveAs();
    if (const QString holder = controller_.openedElsewhere(); !holder.isEmpty()) {
        QMessageBox box(QMessageBox::Warning, tr("Kilter"),
                        tr("This session is also open in %1.").arg(holder), QMessageBox::Cancel,
                        this);
        box.setInformativeText(tr("Saving here overwrites what is saved there."));
        QAbstractButton* overwrite =
            box.addButton(tr("Save all the same"), QMessageBox::AcceptRole);
        QAbstractButton* other = box.addButton(tr("Save as…"), QMessageBox::ActionRole);
        box.exec();
        if (box.clickedButton() == other)
            return saveAs();
        if (box.clickedButton() != overwrite)
            return false;
    }
    controller_.save();
    return true;
}

bool SessionWindow::saveAs() {
    QFileDialog dialog(this, tr("Save session"), {}, tr("Kilter sessions (*.kilter)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("kilter"));
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return false;
    controller_.saveAs(pathOf(dialog.selectedFiles().front()));
    return true;
}

void SessionWindow::saveProfile() {
    if (!controller_.comparison())
        return;
    QFileDialog dialog(this, tr("Save target as profile"), {}, tr("Saved targets (*.json)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("json"));
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return;
    const std::filesystem::path path = pathOf(dialog.selectedFiles().front());
    Profile profile = controller_.comparison()->profile;
    profile.name = utf8(path.stem());
    // The dialog has asked about what is there; a record of the session stays all the same.
    const Destination destination{path, true, filesOf(controller_.session())};
    profileJob_.start([profile = std::move(profile),
                       destination](const Progress&) { return writeProfile(profile, destination); },
                      [this](const Result<Done>& done) {
                          if (done)
                              statusLine_->say(tr("Target saved"), 4000);
                          else
                              showError(tr("The target could not be saved."), done.error());
                      });
}

void SessionWindow::testBlind() {
    auto* test = new BlindTest(controller_, playback_, this);
    test->setAttribute(Qt::WA_DeleteOnClose);
    test->open(); // over this window alone, which shows nothing of it
}

void SessionWindow::openPreferences() {
    const auto& mix = controller_.source(kMix).loaded.track;
    auto* dialog =
        new PreferencesDialog(playback_, mix ? std::optional(mix->rate) : std::nullopt, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void SessionWindow::exportMaster() {
    if (!controller_.source(kMix).ready())
        return;
    ExportDialog dialog(controller_, this);
    dialog.exec();
}

void SessionWindow::checkFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Check a file"), {}, audioFilter());
    if (path.isEmpty())
        return;
    auto* dialog = new CheckDialog(services_.services, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->check(pathOf(path));
    dialog->show(); // beside the music
}

void SessionWindow::chooseTarget() {
    TargetDialog dialog(controller_.session(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const LimiterSettings limiter = dialog.limiter();
    controller_.beginGesture();
    controller_.setTarget(dialog.target());
    controller_.setCeiling(limiter.ceiling);
    controller_.setLimiterMode(limiter.mode);
    controller_.setLimiterLink(limiter.link);
    controller_.setLimiterRelease(limiter.releaseMs);
    controller_.setPhase(dialog.phase());
    controller_.endGesture();
    refreshActions();
}

void SessionWindow::chooseProposals() {
    ProposalDialog dialog(controller_.session(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    controller_.beginGesture();
    const bool otherwise = dialog.moves() != controller_.session().moveOptions;
    controller_.setMoveOptions(dialog.moves());
    controller_.setMatch(dialog.match());
    if (otherwise && !dialog.match())
        controller_.proposeAgain();
    controller_.endGesture();
}

void SessionWindow::showFindings() {
    if (!findings_) {
        findings_ = new FindingsDialog(this);
        findings_->setAttribute(Qt::WA_DeleteOnClose);
    }
    findings_->setGroups(findingsGroups(controller_));
    findings_->show();
    findings_->raise();
    findings_->activateWindow();
}

void SessionWindow::confirmDiscard(std::function<void()> next) {
    if (!controller_.modified()) {
        next();
        return;
    }
    const QString name = shownTextOf(controller_.path().filename());
    QMessageBox box(QMessageBox::Question, tr("Kilter"),
                    name.isEmpty() ? tr("Save this session?")
                                   : tr("Save the changes to %1?").arg(name),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setInformativeText(tr("What is not saved is lost."));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        afterSaving_ = std::move(next);
        if (!save())
            afterSaving_ = nullptr;
        break;
    case QMessageBox::Discard:
        next();
        break;
    default:
        break;
    }
}

void SessionWindow::continueAfterSaving() {
    // Asked again, should anything have been changed while it was being written.
    if (auto next = std::exchange(afterSaving_, nullptr))
        confirmDiscard(std::move(next));
}

void SessionWindow::offerLastGood(const QString& path, const Error& error) {
    const QString name = QFileInfo(path).fileName();
    const std::filesystem::path file = pathOf(path);
    const std::filesystem::path copy = controller_.lastGood(file);
    if (error.code != ErrorCode::BadSession || copy.empty()) {
        showError(tr("%1 could not be opened.").arg(name), error);
        return;
    }
    QMessageBox box(QMessageBox::Warning, tr("Kilter"), tr("%1 could not be opened.").arg(name),
                    QMessageBox::Cancel, this);
    box.setInformativeText(tr("%1 Kilter has kept the last version of it that could be read.")
                               .arg(problemText(error)));
    QPushButton* last = box.addButton(tr("Open the last good one"), QMessageBox::AcceptRole);
    box.setDefaultButton(last);
    box.exec();
    if (box.clickedButton() == last)
        controller_.openLastGood(file);
}

void SessionWindow::showReadOnly() {
    const QString name = shownTextOf(controller_.path().filename());
    auto* box =
        new QMessageBox(QMessageBox::Information, tr("Kilter"),
                        tr("%1 was made by a newer Kilter.").arg(name), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("It opens read-only: what this version does not know is neither shown "
           "nor heard, and would be lost. Saving asks for another name."));
    box->open();
}

void SessionWindow::showError(const QString& text, const Error& error) {
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Kilter"), text, QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(problemText(error));
    box->open();
}

void SessionWindow::closeEvent(QCloseEvent* event) {
    if (closing_ || !controller_.modified()) {
        event->accept();
        return;
    }
    event->ignore();
    confirmDiscard([this] {
        closing_ = true;
        // Later: this one has to come to its end first.
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    });
}

void SessionWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ActivationChange && isActiveWindow())
        controller_.checkFiles();
    if (event->type() == QEvent::ThemeChange) // the system's
        applyAppearance(*qApp);
    QMainWindow::changeEvent(event);
}

void SessionWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (filesOf(*event->mimeData()).empty())
        return;
    event->acceptProposedAction();
    dropping_ = true;
    refreshTracks();
}

void SessionWindow::dragLeaveEvent(QDragLeaveEvent*) {
    dropping_ = false;
    refreshTracks();
}

void SessionWindow::dropEvent(QDropEvent* event) {
    dropping_ = false;
    refreshTracks();
    event->acceptProposedAction();
    addFiles(filesOf(*event->mimeData()));
}

} // namespace kilter
