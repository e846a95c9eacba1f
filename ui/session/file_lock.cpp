// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/file_lock.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSysInfo>

#include <array>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kilter {

namespace {

std::string nameOfThis() {
    const QString program = QFileInfo(QCoreApplication::applicationFilePath()).fileName();
    return QStringLiteral("%1 (%2, %3)")
        .arg(program, QSysInfo::machineHostName())
        .arg(QCoreApplication::applicationPid())
        .toStdString();
}

/// Its last holder removes it: then it is another file than the one with this name.
bool isStillThere(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 && status.st_nlink > 0;
}

} // namespace

std::unique_ptr<FileLock> FileLock::take(const std::filesystem::path& path) {
    constexpr int kTries = 100;
    for (int i = 0; i < kTries; ++i) {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0)
            return nullptr;
        const bool isLocked = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (isLocked && isStillThere(fd)) {
            const std::string name = nameOfThis();
            // A lock without a name holds as well.
            if (::ftruncate(fd, 0) == 0)
                (void)!::write(fd, name.data(), name.size());
            return std::unique_ptr<FileLock>(new FileLock(path, fd)); // nobody else makes one
        }
        ::close(fd);
        if (!isLocked)
            return nullptr;
    }
    return nullptr;
}

FileLock::FileLock(std::filesystem::path path, int fd)
    : path_(std::move(path))
    , fd_(fd) {}

FileLock::~FileLock() {
    ::unlink(path_.c_str());
    ::close(fd_);
}

QString FileLock::holderOf(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return {};
    std::array<char, 1024> name{};
    QString holder;
    if (::flock(fd, LOCK_SH | LOCK_NB) != 0) {
        const auto length = ::read(fd, name.data(), name.size());
        holder = length > 0 ? QString::fromUtf8(name.data(), length)
                            : QCoreApplication::translate("FileLock", "another program");
    }
    ::close(fd);
    return holder;
}

} // namespace kilter
