// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/exit_codes.h"
#include "core/base/result.h"

#include <string>

namespace kilter {

/// How a command ends badly.
struct Failure {
    ExitCode status;
    std::string code; ///< for scripts: the name of an ErrorCode, "usage" or "internal"
    std::string text; ///< the sentence for people
    std::string path; ///< the file it is about; empty for none
};

/// An input that can't be used.
[[nodiscard]] Failure inputFailure(const Error& error);
/// The same codes on the way out: a folder without permission is an output's fault then.
[[nodiscard]] Failure outputFailure(const Error& error);
/// A fault in Kilter.
[[nodiscard]] Failure internalFailure(std::string text);

/// Says it on standard error, with `json` also as a document on standard output. Returns its
/// status.
ExitCode reportFailure(const Failure& failure, bool json);

} // namespace kilter
