// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

/// What a program's help says of its command line, as values: manual pages and completions are
/// made of them, so that they know what it knows.
namespace kilter {

struct OptionText {
    std::vector<std::string> names; ///< with their dashes, the short one first; of an argument: one
    std::string value;              ///< "DB", "minimum|linear"; empty: a flag
    std::string text;
    std::string group; ///< the heading it stands under
};

struct CommandText {
    std::string name, text; ///< both empty where a program has one thing to do
    std::vector<OptionText> arguments, options;
};

struct ProgramText {
    std::string name, version;
    std::string text;   ///< what it is, in a line
    std::string footer; ///< paragraphs that stand below the options
    std::vector<CommandText> commands;
};

/// Of kilter-cli.
[[nodiscard]] ProgramText commandLineText();

/// Of kilter, whose options are few. FILE is a mix or a session.
[[nodiscard]] ProgramText windowText();

/// The words that a value is one of: "minimum|linear" has two; "auto|MS" has one, and numbers
/// beside it.
[[nodiscard]] std::vector<std::string> choicesIn(const std::string& value);
[[nodiscard]] bool isPath(const std::string& value); ///< "FILE", "FILE.html", "FOLDER"

} // namespace kilter
