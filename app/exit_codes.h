// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

namespace kilter {

/// Exit statuses of kilter-cli. Scripts depend on them.
enum class ExitCode {
    Done = 0,
    Internal = 1,    ///< a fault in Kilter
    Usage = 2,       ///< also a suffix that can't hold the bits
    Input = 3,       ///< an input can't be read
    Unreachable = 4, ///< the target can't be reached
    Output = 5,      ///< the output can't be written
    Interrupted = 130,
};

/// The one status of every error.
[[nodiscard]] constexpr ExitCode exitCodeOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::FileNotFound:
    case ErrorCode::NotAFile:
    case ErrorCode::NoPermission:
    case ErrorCode::UnknownFormat:
    case ErrorCode::UnsupportedCodec:
    case ErrorCode::UnsupportedLayout:
    case ErrorCode::UnsupportedRate:
    case ErrorCode::Corrupt:
    case ErrorCode::NoAudio:
    case ErrorCode::ReadFailed:
    case ErrorCode::BadSession:
    case ErrorCode::NewerVersion:
    case ErrorCode::SourceChanged:
        return ExitCode::Input;
    case ErrorCode::OutputExists:
    case ErrorCode::OutputIsInput:
    case ErrorCode::DiskFull:
    case ErrorCode::WriteFailed:
        return ExitCode::Output;
    case ErrorCode::Cancelled:
        return ExitCode::Interrupted;
    }
    return ExitCode::Internal;
}

} // namespace kilter
