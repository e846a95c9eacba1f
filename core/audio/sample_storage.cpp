// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sample_storage.h"

#include "core/base/out_of_memory.h"
#include "core/base/utf8.h"

#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace kilter {

namespace {

constexpr std::size_t kAlignment = 64;

int openUnlinked(const std::string& folder) {
#ifdef O_TMPFILE
    const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
#endif
    std::string name = folder + "/kilter-XXXXXX";
    const int named = ::mkstemp(name.data());
    if (named >= 0) {
        ::fcntl(named, F_SETFD, FD_CLOEXEC);
        ::unlink(name.c_str());
    }
    return named;
}

struct ScratchFile {
    int fd = -1;
    std::string folder;
};

ScratchFile openScratchFile() {
    const char* chosen = std::getenv("TMPDIR");
    for (const std::string folder : {chosen ? chosen : "", "/var/tmp", "/tmp"})
        if (const int fd = folder.empty() ? -1 : openUnlinked(folder); fd >= 0)
            return {fd, folder};
    return {};
}

NoScratchRoom noRoom(std::size_t bytes, const std::string& folder) {
    constexpr std::size_t kMegabyte = std::size_t{1} << 20;
    return NoScratchRoom("no room for " + std::to_string(bytes / kMegabyte) + " MiB of sound in " +
                         shown(folder) + "; the variable TMPDIR names another folder");
}

// Never the last of it: other programs, and this one's session and masters, need some, too.
bool leavesRoom(int fd, std::size_t bytes) {
    constexpr std::uint64_t kLeft = std::uint64_t{256} << 20;
    struct statvfs disk {};
    if (::fstatvfs(fd, &disk) != 0)
        return true; // it does not say
    const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    return free > kLeft && bytes <= free - kLeft;
}

// Room on the disk now, rather than a SIGBUS when a page finds none later.
bool reserve(int fd, std::size_t bytes) {
    const auto length = static_cast<off_t>(bytes);
#ifdef __APPLE__
    fstore_t request{F_ALLOCATEALL, F_PEOFPOSMODE, 0, length, 0};
    return ::fcntl(fd, F_PREALLOCATE, &request) == 0 && ::ftruncate(fd, length) == 0;
#else
    return ::posix_fallocate(fd, 0, length) == 0;
#endif
}

void* mapScratchFile(std::size_t bytes) {
    const auto [fd, folder] = openScratchFile();
    if (fd < 0)
        throw NoScratchRoom("there is no folder for long sound: neither TMPDIR nor /var/tmp");
    void* address = MAP_FAILED;
    if (leavesRoom(fd, bytes) && reserve(fd, bytes))
        address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (address == MAP_FAILED)
        throw noRoom(bytes, folder);
    return address;
}

} // namespace

SampleStorage::SampleStorage(std::size_t bytes, Backing backing) {
    if (bytes == 0)
        return;
    if (backing == Backing::MappedFile) {
        base_ = aligned_ = mapScratchFile(bytes); // pages are aligned
        mappedBytes_ = bytes;
        return;
    }
    if (bytes > SIZE_MAX - kAlignment)
        throw std::bad_alloc{};
    // calloc rather than an aligned operator new: its large blocks come zeroed without being
    // touched.
    base_ = std::calloc(bytes + kAlignment, 1);
    if (!base_)
        throw std::bad_alloc{};
    const auto address = reinterpret_cast<std::uintptr_t>(base_);
    const auto boundary = (address + kAlignment - 1) / kAlignment * kAlignment;
    aligned_ = static_cast<char*>(base_) + (boundary - address);
}

SampleStorage::~SampleStorage() {
    if (mapped())
        ::munmap(base_, mappedBytes_);
    else
        std::free(base_);
}

} // namespace kilter
