// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace kilter {

/// What the outside world can do to us. Each has one exit status of kilter-cli (app/exit_codes.h)
/// and a test that provokes it. core says the code and the facts; the programs write the sentence.
enum class ErrorCode {
    FileNotFound,
    NotAFile, ///< a folder, FIFO or device
    NoPermission,
    UnknownFormat,     ///< nobody recognises the content
    UnsupportedCodec,  ///< recognised, and not on the allow-list
    UnsupportedLayout, ///< more than two channels
    UnsupportedRate,   ///< outside 8-384 kHz
    Corrupt,           ///< recognised, and can't be decoded
    NoAudio,           ///< a header and no frames
    ReadFailed,        ///< the device failed under us
    BadSession,        ///< a .kilter or profile file that isn't one
    NewerVersion,      ///< one that a newer Kilter wrote
    SourceChanged,     ///< the file is not the one that the session's fingerprint names
    OutputExists,
    OutputIsInput,
    DiskFull,
    WriteFailed,
    Cancelled,
};

struct Error {
    ErrorCode code{};
    std::string detail; ///< facts for the user: a library's message, a number; may be empty
    std::string path;   ///< the file it is about, UTF-8; may be empty
};

/// A T, or why there is none.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value)
        : content_(std::move(value)) {}
    Result(Error error)
        : content_(std::move(error)) {}

    [[nodiscard]] explicit operator bool() const { return content_.index() == 0; }
    [[nodiscard]] const Error& error() const {
        assert(!*this);
        return std::get<1>(content_);
    }
    [[nodiscard]] T& operator*() & {
        assert(*this);
        return std::get<0>(content_);
    }
    [[nodiscard]] const T& operator*() const& {
        assert(*this);
        return std::get<0>(content_);
    }
    [[nodiscard]] T&& operator*() && {
        assert(*this);
        return std::get<0>(std::move(content_));
    }
    [[nodiscard]] T* operator->() { return &**this; }
    [[nodiscard]] const T* operator->() const { return &**this; }

  private:
    std::variant<T, Error> content_;
};

/// For functions that give nothing back but may fail.
struct Done {};

} // namespace kilter
