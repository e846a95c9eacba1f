// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_file.h"

#include "ui/path_text.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QStandardPaths>

#include <system_error>
#include <utility>

namespace kilter {

namespace fs = std::filesystem;

namespace {

constexpr auto kRecentKey = "recentSessions";
constexpr int kMostRecent = 10;

/// A copy is a convenience: where it can't be kept, the session is as good without.
void keepCopy(const Session& session, const fs::path& path) {
    const fs::path copy = SessionFile::lastGood(path);
    std::error_code code;
    fs::create_directories(copy.parent_path(), code);
    [[maybe_unused]] const auto written = writeSession(session, {copy, true, {}});
}

} // namespace

SessionFile::SessionFile() = default;
SessionFile::~SessionFile() = default;

void SessionFile::setPath(const fs::path& path, bool readOnly) {
    readOnly_ = readOnly;
    if (path == path_)
        return;
    lock_.reset();
    path_ = path;
    if (path.empty())
        return;
    lockPath_ = path.parent_path() / ("." + path.filename().native() + ".lock");
    (void)holder();
}

QString SessionFile::holder() const {
    // Asked again each time: the other window may have been closed.
    if (!lock_ && !path_.empty())
        lock_ = FileLock::take(lockPath_);
    return lock_ || path_.empty() ? QString() : FileLock::holderOf(lockPath_);
}

void SessionFile::read(const fs::path& path) {
    reading_.start(
        [path](const Progress&) {
            auto opened = openSession(path);
            if (opened && !opened->newer) // else a copy would hold less than the file
                keepCopy(opened->session, path);
            return opened;
        },
        [this, path](const Result<OpenedSession>& opened) {
            if (opened)
                emit wasRead(*opened, path);
            else
                emit readFailed(path, opened.error());
        });
}

void SessionFile::write(const Session& session, const fs::path& path) {
    writing_.startNext(
        [session, path](const Progress&) {
            auto written = writeSession(session, {path, true, {}});
            if (written)
                keepCopy(session, path);
            return written;
        },
        [this, path](const Result<Done>& written) {
            if (written)
                emit wasWritten(path);
            else
                emit writeFailed(path, written.error());
        });
}

fs::path SessionFile::lastGood(const fs::path& path) {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const QByteArray name =
        QCryptographicHash::hash(textOf(fs::absolute(path)).toUtf8(), QCryptographicHash::Sha1);
    return pathOf(data) / "last-good" / (name.toHex().toStdString() + ".kilter");
}

QStringList SessionFile::recent() {
    return QSettings().value(kRecentKey).toStringList();
}

void SessionFile::clearRecent() {
    QSettings().remove(kRecentKey);
}

void SessionFile::addRecent(const fs::path& path) {
    QStringList paths = recent();
    const QString newest = textOf(fs::absolute(path));
    paths.removeAll(newest);
    paths.prepend(newest);
    QSettings().setValue(kRecentKey, paths.mid(0, kMostRecent));
}

} // namespace kilter
