// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <utility>

namespace kilter {

/// A block of zeroed memory, aligned to 64 bytes; large ones live in an unlinked, mapped
/// temporary file, so that the system can put them out of memory. Pages that are never touched
/// cost nothing in either.
class SampleStorage {
  public:
    enum class Backing { Memory, MappedFile };

    SampleStorage() = default;
    /// Throws std::bad_alloc; NoScratchRoom where the disk has no room, which is reserved
    /// beforehand. The file lies in $TMPDIR, or /var/tmp (/tmp is memory itself on many systems).
    SampleStorage(std::size_t bytes, Backing backing);
    SampleStorage(SampleStorage&& other) noexcept
        : base_(std::exchange(other.base_, nullptr))
        , aligned_(std::exchange(other.aligned_, nullptr))
        , mappedBytes_(std::exchange(other.mappedBytes_, 0)) {}
    SampleStorage& operator=(SampleStorage&& other) noexcept {
        std::swap(base_, other.base_);
        std::swap(aligned_, other.aligned_);
        std::swap(mappedBytes_, other.mappedBytes_);
        return *this;
    }
    ~SampleStorage();

    [[nodiscard]] float* samples() const { return static_cast<float*>(aligned_); }
    [[nodiscard]] bool mapped() const { return mappedBytes_ > 0; }

  private:
    void* base_ = nullptr;    ///< as it was allocated
    void* aligned_ = nullptr; ///< the first 64-byte boundary in it
    std::size_t mappedBytes_ = 0;
};

} // namespace kilter
