// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_window.h"

#include "core/session/session_json.h"
#include "ui/session/blind_test.h"
#include "ui/session/export_dialog.h"
#include "ui/session/preferences_dialog.h"
#include "ui/session/target_dialog.h"
#include "ui/views/tracks_view.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>

#include <algorithm>

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
        paths.emplace_back(name.toStdU16String());
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

void SessionWindow::take(const std::vector<std::filesystem::path>& files) {
    const auto session = std::find_if(files.begin(), files.end(), isSession);
    if (session != files.end()) {
        if (mayForget())
            open(*session);
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

void SessionWindow::openDemo(const std::filesystem::path& folder) {
    demoJob_.start(
        [folder](const Progress& progress) -> Result<DemoFiles> {
            std::error_code code;
            std::filesystem::create_directories(folder, code);
            return writeDemo(folder, 1, progress);
        },
        [this](Result<DemoFiles> demo) {
            refreshWork();
            if (demo)
                controller_.startSession(demo->mix, {demo->referenceA, demo->referenceB});
            else
                tell(tr("The demo could not be written."), demo.error());
        });
    refreshWork();
}

bool SessionWindow::offerRestore() {
    const std::vector<LeftBehind> left = SessionController::leftBehind();
    if (left.empty())
        return false;
    const LeftBehind& work = left.front();
    const QString name = work.session.empty()
                             ? tr("a session that was never saved")
                             : QString::fromStdU16String(work.session.filename().u16string());
    QMessageBox box(QMessageBox::Question, tr("Kilter"),
                    tr("Kilter ended without saving %1, last changed %2.")
                        .arg(name, QString::fromStdString(work.when)),
                    QMessageBox::NoButton, this);
    QAbstractButton* restore = box.addButton(tr("Restore"), QMessageBox::AcceptRole);
    QAbstractButton* discard = box.addButton(tr("Discard"), QMessageBox::DestructiveRole);
    box.addButton(tr("Later"), QMessageBox::RejectRole);
    box.exec();
    if (box.clickedButton() == restore) {
        controller_.restore(work);
        return true;
    }
    if (box.clickedButton() == discard)
        SessionController::discard(work);
    return false;
}

void SessionWindow::newSession() {
    if (mayForget())
        controller_.newSession();
}

void SessionWindow::openFiles() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open mix or session"), {},
        tr("Mixes and sessions (*.kilter *.wav *.flac *.aif *.aiff *.mp3 *.ogg *.opus *.m4a "
           "*.aac *.w64 *.caf);;All files (*)"));
    if (path.isEmpty())
        return;
    const std::filesystem::path chosen = path.toStdU16String();
    if (!isSession(chosen))
        controller_.setMix(chosen);
    else if (mayForget())
        open(chosen);
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
        controller_.relink(source, path.toStdU16String());
}

void SessionWindow::open(const std::filesystem::path& path) {
    controller_.open(path);
}

bool SessionWindow::save() {
    if (controller_.path().empty())
        return saveAs();
    controller_.save();
    return true;
}

bool SessionWindow::saveAs() {
    QFileDialog dialog(this, tr("Save session"), {}, tr("Kilter sessions (*.kilter)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("kilter"));
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return false;
    controller_.saveAs(dialog.selectedFiles().front().toStdU16String());
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
    const std::filesystem::path path = dialog.selectedFiles().front().toStdU16String();
    Profile profile = controller_.comparison()->profile;
    profile.name = path.stem().string();
    profileJob_.start([profile = std::move(profile),
                       path](const Progress&) { return writeProfile(profile, path); },
                      [this](const Result<Done>& done) {
                          if (done)
                              statusBar()->showMessage(tr("Target saved"), 4000);
                          else
                              tell(tr("The target could not be saved."), done.error());
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

void SessionWindow::chooseTarget() {
    TargetDialog dialog(controller_.session().target, controller_.session().limiter.ceiling, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    controller_.beginGesture();
    controller_.setTarget(dialog.target());
    controller_.setCeiling(dialog.ceiling());
    controller_.endGesture();
}

bool SessionWindow::mayForget() {
    if (!controller_.modified())
        return true;
    const auto answer = QMessageBox::question(
        this, tr("Kilter"), tr("This session has changes that are not saved."),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save)
        save(); // the person goes on when it says that it was saved
    return answer == QMessageBox::Discard;
}

void SessionWindow::tell(const QString& text, const Error& error) {
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Kilter"), text, QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(problemText(error));
    box->open();
}

void SessionWindow::closeEvent(QCloseEvent* event) {
    if (!controller_.modified()) {
        event->accept();
        return;
    }
    const auto answer = QMessageBox::question(
        this, tr("Kilter"), tr("This session has changes that are not saved."),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    event->setAccepted(answer == QMessageBox::Discard);
    if (answer == QMessageBox::Save)
        closeAfterSaving_ = save();
}

void SessionWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ActivationChange && isActiveWindow())
        controller_.checkFiles();
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
    take(filesOf(*event->mimeData()));
}

} // namespace kilter
