// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kilter {

/// Bytes of a file by their place, through a buffer that moves along: for readers that look at a
/// few bytes here and a few there.
class ByteWindow {
  public:
    explicit ByteWindow(InputFile& file)
        : file_(file)
        , buffer_(kBuffer) {}

    [[nodiscard]] std::uint64_t size() const { return file_.size(); }

    /// `count` bytes from `offset` on, at most kLookBack; nullptr where the file does not have as
    /// many. Good until the next call.
    [[nodiscard]] const std::byte* at(std::uint64_t offset, std::size_t count) {
        if (offset < begin_ || offset - begin_ + count > known_) {
            // Something before it stays, for those who look to and fro.
            begin_ = offset - std::min<std::uint64_t>(offset, kLookBack);
            known_ = file_.readAt(begin_, buffer_);
        }
        const std::uint64_t from = offset - begin_;
        return from <= known_ && count <= known_ - from ? buffer_.data() + from : nullptr;
    }

    /// What is known from `offset` on without another look at the file; at least a byte, unless
    /// the file ends there.
    [[nodiscard]] std::span<const std::byte> from(std::uint64_t offset) {
        const std::byte* first = at(offset, 1);
        if (!first)
            return {};
        return {first, known_ - static_cast<std::size_t>(offset - begin_)};
    }

    static constexpr std::size_t kLookBack = 8192;

  private:
    static constexpr std::size_t kBuffer = 131072;

    InputFile& file_;
    std::vector<std::byte> buffer_;
    std::uint64_t begin_ = 0;
    std::size_t known_ = 0;
};

} // namespace kilter
