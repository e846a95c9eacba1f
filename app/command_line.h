// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/copies.h"
#include "core/session/loudness_aim.h"
#include "core/session/session.h"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the command line said, checked and in units. The contract is in `kilter-cli --help` and
/// README.md; scripts depend on it.
namespace kilter {

struct AnalyseCommand {
    std::vector<std::filesystem::path> files;
};
struct CheckCommand {
    std::vector<std::filesystem::path> files;
};
struct CompareCommand {
    Session session;
};
struct MasterCommand {
    Session session;
    std::filesystem::path out;
    bool overwrite = false;
    bool allowMiss = false;
    std::filesystem::path report;      ///< empty: none
    std::filesystem::path sessionFile; ///< empty: none
    std::vector<CopyFormat> copies;    ///< beside the output
    std::optional<LoudnessAim> aim;    ///< instead of the session's own target
};
struct RenderCommand {
    std::filesystem::path sessionFile;
    std::filesystem::path out;
    bool overwrite = false;
    bool allowMiss = false;
    std::filesystem::path report; ///< empty: none
};
struct ProfileCommand {
    std::vector<std::filesystem::path> sources; ///< files and folders
    std::filesystem::path out;
    bool overwrite = false;
};
struct DemoCommand {
    std::filesystem::path folder;
    bool overwrite = false;
};
/// --help and --version: print this and be done.
struct ShowText {
    std::string text;
};
/// Invalid arguments.
struct UsageError {
    std::string text;
};

using Command = std::variant<AnalyseCommand, CompareCommand, MasterCommand, RenderCommand,
                             ProfileCommand, DemoCommand, CheckCommand, ShowText, UsageError>;

struct CommandLine {
    Command command;
    bool json = false;
};

/// Prints nothing and never ends the program: invalid arguments come back as a UsageError.
[[nodiscard]] CommandLine parseCommandLine(int argc, const char* const* argv);

} // namespace kilter
