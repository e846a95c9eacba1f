// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/input_file.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kilter {

namespace {

ErrorCode codeOf(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::FileNotFound;
    case EACCES:
    case EPERM:
        return ErrorCode::NoPermission;
    default:
        return ErrorCode::ReadFailed;
    }
}

Error failure(const std::filesystem::path& path, int error) {
    return {codeOf(error), std::generic_category().message(error), utf8(path)};
}

} // namespace

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
    struct stat status {};
    // Asked before opening: a FIFO would wait for a writer, and a device may do anything.
    if (::stat(path.c_str(), &status) != 0)
        return failure(path, errno);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::NotAFile, {}, utf8(path)};

    InputFile file;
    file.path_ = path;
    file.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.fd_ < 0 || ::fstat(file.fd_, &status) != 0)
        return failure(path, errno);
    if (!S_ISREG(status.st_mode)) // it was exchanged in between
        return Error{ErrorCode::NotAFile, {}, utf8(path)};
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_))
    , begin_(other.begin_)
    , size_(other.size_)
    , fd_(std::exchange(other.fd_, -1))
    , readError_(other.readError_) {}

InputFile& InputFile::operator=(InputFile&& other) noexcept {
    path_ = std::move(other.path_);
    begin_ = other.begin_;
    size_ = other.size_;
    std::swap(fd_, other.fd_);
    readError_ = other.readError_;
    return *this;
}

InputFile::~InputFile() {
    if (fd_ >= 0)
        ::close(fd_);
}

std::size_t InputFile::readAt(std::uint64_t offset, std::span<std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size() && offset + done < size_) {
        const ssize_t n = ::pread(fd_, bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(begin_ + offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && readError_ == 0)
            readError_ = errno;
        if (n <= 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

FileRange InputFile::within(FileRange range) const {
    const std::uint64_t begin = std::min(range.offset, size_);
    return {begin, std::min(range.size, size_ - begin)};
}

Result<InputFile> InputFile::part(FileRange range) const {
    assert(range.offset <= size_ && range.size <= size_ - range.offset);
    InputFile file;
    file.path_ = path_;
    file.begin_ = begin_ + range.offset;
    file.size_ = range.size;
    file.fd_ = ::fcntl(fd_, F_DUPFD_CLOEXEC, 0);
    if (file.fd_ < 0)
        return error(ErrorCode::ReadFailed, std::generic_category().message(errno));
    return file;
}

Error InputFile::error(ErrorCode code, std::string detail) const {
    return {code, std::move(detail), utf8(path_)};
}

} // namespace kilter
