// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_failure.h"

#include "app/cli_json.h"
#include "app/terminal.h"
#include "core/session/messages.h"
#include "core/session/names.h"

#include <utility>

namespace kilter {

Failure inputFailure(const Error& error) {
    return {exitCodeOf(error.code), std::string(nameOf(error.code)), sentenceFor(error),
            error.path};
}

Failure outputFailure(const Error& error) {
    const ExitCode status =
        error.code == ErrorCode::Cancelled ? ExitCode::Interrupted : ExitCode::Output;
    std::string text = sentenceFor(error);
    if (error.code == ErrorCode::OutputExists)
        text += "; --overwrite replaces it";
    return {status, std::string(nameOf(error.code)), std::move(text), error.path};
}

Failure internalFailure(std::string text) {
    return {ExitCode::Internal, "internal", std::move(text), {}};
}

ExitCode reportFailure(const Failure& failure, bool json) {
    if (json)
        print(errorJson(failure.code, failure.text, failure.path));
    say(failure.text);
    return failure.status;
}

} // namespace kilter
