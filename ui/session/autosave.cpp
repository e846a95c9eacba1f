// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/autosave.h"

#include "core/base/atomic_file.h"
#include "core/session/session_json.h"
#include "ui/path_text.h"
#include "ui/session/file_lock.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace kilter {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kInterval{3};

constexpr const char* kSession = "session.kilter";
constexpr const char* kMixName = "mix";         // of its file
constexpr const char* kOrigin = "origin";       // the path of the file that the session is of
constexpr const char* kLock = "lock";           // a living program's
constexpr const char* kRestoring = "restoring"; // since when it may bring the program down

std::unique_ptr<FileLock> lockOf(const fs::path& folder) {
    return FileLock::take(folder / kLock);
}

std::string contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void removeFolder(const fs::path& folder) {
    std::error_code code; // what can't be removed stays; nothing depends on it
    fs::remove_all(folder, code);
}

/// The same of one that another program might be about to take: `lock` is held to the last.
void clearFolder(const fs::path& folder, std::unique_ptr<FileLock> lock) {
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (it->path().filename() != kLock)
            fs::remove_all(it->path(), code);
    lock.reset();
    fs::remove(folder, code); // unless it was taken
}

} // namespace

fs::path Autosave::defaultRoot() {
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return pathOf(data) / "unsaved";
}

/// A folder that is this program's. Whoever lets go of it last, a writing job perhaps, removes it
/// when it is not needed any more.
struct Autosave::Folder {
    fs::path path;
    std::unique_ptr<FileLock> lock;
    std::atomic<bool> forgotten = false;

    Folder(fs::path place, std::unique_ptr<FileLock> held)
        : path(std::move(place))
        , lock(std::move(held)) {}
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        lock.reset();
        if (forgotten)
            removeFolder(path);
    }
};

Autosave::Autosave(fs::path root)
    : root_(std::move(root))
    , job_(std::make_unique<Job<Done>>()) {
    timer_.setSingleShot(true);
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &Autosave::write);
}

Autosave::~Autosave() = default;

void Autosave::remember(const Session& session, const fs::path& file) {
    session_ = session;
    file_ = file;
    if (!timer_.isActive())
        timer_.start();
}

void Autosave::flush() {
    if (timer_.isActive())
        write();
}

void Autosave::flushAndWait() {
    const bool unwritten = writing();
    timer_.stop();
    job_ = std::make_unique<Job<Done>>(); // the old one ends with what it was writing
    if (!unwritten)
        return;
    write();
    job_ = std::make_unique<Job<Done>>();
}

void Autosave::write() {
    timer_.stop();
    if (!folder_) {
        const fs::path path = root_ / QUuid::createUuid().toString(QUuid::Id128).toStdString();
        std::error_code code;
        fs::create_directories(path, code);
        auto lock = lockOf(path);
        if (!lock)
            return; // no room for it; the next edit tries again
        folder_ = std::make_shared<Folder>(path, std::move(lock));
    }
    job_->startNext(
        [session = session_, file = file_, folder = folder_](const Progress&) -> Result<Done> {
            if (auto written = writeFileAtomically(folder->path / kOrigin, file.native()); !written)
                return written;
            const auto mix = session.mix.path.filename().native();
            if (auto written = writeFileAtomically(folder->path / kMixName, mix); !written)
                return written;
            return writeSession(session, {folder->path / kSession, true, {}});
        },
        [](const Result<Done>&) {}); // after a failure, what was written before is still there
}

void Autosave::forget() {
    timer_.stop();
    job_->cancel();
    if (folder_)
        folder_->forgotten = true;
    folder_.reset();
}

std::vector<LeftBehind> Autosave::leftBehind() const {
    std::vector<LeftBehind> found;
    std::error_code code;
    for (fs::directory_iterator it(root_, code), end; !code && it != end; it.increment(code)) {
        const fs::path folder = it->path();
        auto lock = folder_ && folder == folder_->path ? nullptr : lockOf(folder);
        if (!lock || fs::exists(folder / kRestoring))
            continue;
        const QFileInfo session(textOf(folder / kSession));
        if (!session.exists())
            clearFolder(folder, std::move(lock)); // killed before it had written anything
        else
            found.push_back({folder, contentOf(folder / kOrigin), contentOf(folder / kMixName),
                             session.lastModified().toString(Qt::ISODateWithMs).toStdString()});
    }
    std::sort(found.begin(), found.end(),
              [](const LeftBehind& a, const LeftBehind& b) { return a.when > b.when; });
    return found;
}

std::optional<fs::path> Autosave::adopt(const LeftBehind& work) {
    auto lock = lockOf(work.folder);
    if (!lock)
        return std::nullopt;
    QFile mark(textOf(work.folder / kRestoring));
    if (!mark.open(QIODevice::WriteOnly))
        return std::nullopt; // without it a crash would come again at every start
    forget();
    folder_ = std::make_shared<Folder>(work.folder, std::move(lock));
    return work.folder / kSession;
}

void Autosave::restored() {
    std::error_code code;
    if (folder_)
        fs::remove(folder_->path / kRestoring, code);
}

void Autosave::discard(const LeftBehind& work) {
    if (auto lock = lockOf(work.folder)) {
        lock.reset();
        removeFolder(work.folder);
    }
}

} // namespace kilter
