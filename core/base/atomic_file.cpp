// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/atomic_file.h"

#include "core/base/utf8.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <random>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kilter {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".kilter-";
constexpr std::string_view kEnd = ".tmp";
constexpr int kTries = 100;

Error failureOf(const fs::path& target, int code, std::uint64_t bytesNeeded) {
    std::string detail = std::generic_category().message(code);
    const auto error = [&](ErrorCode kind) { return Error{kind, detail, utf8(target)}; };
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return error(ErrorCode::FileNotFound);
    case EACCES:
    case EPERM:
    case EROFS:
        return error(ErrorCode::NoPermission);
    case EISDIR:
        return error(ErrorCode::NotAFile);
    case EEXIST:
        return error(ErrorCode::OutputExists);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        if (bytesNeeded > 0)
            detail += "; " + std::to_string(bytesNeeded) + " bytes needed";
        return error(ErrorCode::DiskFull);
    default:
        return error(ErrorCode::WriteFailed);
    }
}

fs::path folderOf(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// ".NAME.kilter-": NAME is cut where a file name would become too long (255 bytes nearly
// everywhere).
std::string hiddenPrefix(const fs::path& target) {
    constexpr std::size_t kLongestName = 255;
    constexpr std::size_t kRandom = 8;
    const std::size_t room = kLongestName - 1 - kMark.size() - kRandom - kEnd.size();
    std::string prefix(".");
    prefix.append(target.filename().native().substr(0, room)).append(kMark);
    return prefix;
}

fs::path randomName(const fs::path& target) {
    std::random_device random;
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", random());
    return folderOf(target) / hiddenPrefix(target).append(digits.data()).append(kEnd);
}

bool lock(int fd) {
    return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

// What killed programs left of earlier attempts at the same target. A living one holds a lock.
void removeLeftOvers(const fs::path& target) {
    const std::string prefix = hiddenPrefix(target);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folderOf(target), ignored)) {
        const std::string name = entry.path().filename().native();
        if (!name.starts_with(prefix) || !name.ends_with(kEnd))
            continue;
        const int fd = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0)
            continue;
        if (lock(fd))
            ::unlink(entry.path().c_str());
        ::close(fd);
    }
}

int openNameless([[maybe_unused]] const fs::path& folder) {
#ifdef O_TMPFILE
    const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    // Without /proc it could not be given a name later.
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    if (lock(fd) && ::access(path.c_str(), R_OK | W_OK) == 0)
        return fd;
    ::close(fd);
#endif
    return -1;
}

struct NamedFile {
    int fd = -1;
    fs::path name;
    int error = 0;
};

NamedFile openNamed(const fs::path& target) {
    NamedFile file;
    for (int i = 0; i < kTries; ++i) {
        file.name = randomName(target);
        file.fd = ::open(file.name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
        file.error = file.fd < 0 ? errno : 0;
        if (file.error == EEXIST)
            continue;
        if (file.fd < 0)
            return file;
        // Another create() may take it for a left-over before it is locked: then it has no name.
        struct stat status {};
        if (lock(file.fd) && ::fstat(file.fd, &status) == 0 && status.st_nlink > 0)
            return file;
        ::close(file.fd);
    }
    file.fd = -1;
    file.error = EEXIST;
    return file;
}

int flushToDisk(int fd) {
#ifdef F_FULLFSYNC
    if (::fcntl(fd, F_FULLFSYNC) == 0)
        return 0;
#endif
    return ::fsync(fd) == 0 ? 0 : errno;
}

int flushFolder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES ? 0 : errno; // a folder may be writable and not readable
    const int error = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    return error == EINVAL || error == ENOTSUP ? 0 : error; // some file systems know no such thing
}

} // namespace

Result<AtomicFile> AtomicFile::create(const fs::path& target, Staging staging) {
    AtomicFile file;
    file.target_ = target;
    file.place_ = target;
    std::error_code ec;
    constexpr int kMostLinks = 40; // as many as the system follows
    for (int links = 0; fs::is_symlink(file.place_, ec); ++links) {
        if (links == kMostLinks)
            return failureOf(target, ELOOP, 0);
        const fs::path next = fs::read_symlink(file.place_, ec);
        if (ec)
            return failureOf(target, ec.value(), 0);
        file.place_ = folderOf(file.place_) / next; // which an absolute one takes over
    }
    struct stat old {};
    const bool exists = ::stat(file.place_.c_str(), &old) == 0;
    if (!exists && errno != ENOENT)
        return failureOf(target, errno, 0);
    if (exists && !S_ISREG(old.st_mode))
        return Error{ErrorCode::NotAFile, {}, utf8(target)};
    // Renaming over a read-only file would work, and would not be what its owner meant.
    if (exists && ::access(file.place_.c_str(), W_OK) != 0)
        return failureOf(target, errno, 0);

    removeLeftOvers(file.place_);
    if (staging == Staging::Best) {
        file.fd_ = openNameless(folderOf(file.place_));
        file.path_ = "/proc/self/fd/" + std::to_string(file.fd_);
    }
    if (file.fd_ < 0) {
        NamedFile named = openNamed(file.place_);
        if (named.fd < 0)
            return failureOf(target, named.error, 0);
        file.fd_ = named.fd;
        file.path_ = named.name;
        file.name_ = std::move(named.name);
    }
    constexpr mode_t kPermissions = 0777;
    if (exists && ::fchmod(file.fd_, old.st_mode & kPermissions) != 0)
        return failureOf(target, errno, 0);
    return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_))
    , place_(std::move(other.place_))
    , path_(std::move(other.path_))
    , name_(std::exchange(other.name_, {}))
    , fd_(std::exchange(other.fd_, -1)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    if (this != &other) {
        discard();
        target_ = std::move(other.target_);
        place_ = std::move(other.place_);
        path_ = std::move(other.path_);
        name_ = std::exchange(other.name_, {});
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() noexcept {
    if (!name_.empty())
        ::unlink(name_.c_str());
    name_.clear();
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = -1;
}

Result<Done> AtomicFile::write(std::span<const std::byte> bytes) {
    const std::size_t needed = bytes.size();
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure(errno, needed);
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return Done{};
}

Error AtomicFile::failure(int code, std::uint64_t bytesNeeded) const {
    return failureOf(target_, code, bytesNeeded);
}

/// The hidden name becomes the target's; the system's error number, 0 for none.
int AtomicFile::takePlace(Existing existing) const {
    if (existing == Existing::Replace)
        return ::rename(name_.c_str(), place_.c_str()) == 0 ? 0 : errno;
    // A link that leads nowhere is followed to what isn't there; it is there itself.
    struct stat found {};
    if (::lstat(target_.c_str(), &found) == 0)
        return EEXIST;
    if (::link(name_.c_str(), place_.c_str()) == 0)
        return ::unlink(name_.c_str()) == 0 ? 0 : errno;
    // Where there are no hard links (FAT) nothing better than what was just looked up is known.
    if (errno == EPERM || errno == ENOTSUP || errno == EMLINK)
        return ::rename(name_.c_str(), place_.c_str()) == 0 ? 0 : errno;
    return errno;
}

Result<Done> AtomicFile::commit(Existing existing) {
    if (const int error = flushToDisk(fd_))
        return failure(error);
    for (int i = 0; name_.empty() && i < kTries; ++i) {
        const fs::path name = randomName(place_);
        if (::linkat(AT_FDCWD, path_.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0)
            name_ = name;
        else if (errno != EEXIST)
            return failure(errno);
    }
    if (const int error = takePlace(existing))
        return failure(error);
    name_.clear();
    const int error = flushFolder(folderOf(place_));
    discard();
    if (error != 0)
        return failure(error);
    return Done{};
}

Result<Done> writeFileAtomically(const fs::path& target, std::string_view content,
                                 Existing existing) {
    auto file = AtomicFile::create(target);
    if (!file)
        return file.error();
    if (auto written = file->write(std::as_bytes(std::span(content))); !written)
        return written;
    return file->commit(existing);
}

} // namespace kilter
