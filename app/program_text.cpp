// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/program_text.h"

#include "app/command_definition.h"
#include "app/option_values.h"
#include "app/usage.h"

#include <algorithm>
#include <string_view>

namespace kilter {

namespace {

OptionText textOf(const CLI::Option& option) {
    OptionText text;
    if (option.get_positional())
        text.names.push_back(option.get_name(true));
    for (const std::string& name : option.get_snames())
        text.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        text.names.push_back("--" + name);
    // CLI11 gives every option a type, and flags none to take.
    if (option.get_items_expected_max() > 0)
        text.value = option.get_type_name();
    text.text = option.get_description();
    text.group = option.get_group();
    return text;
}

CommandText textOf(const CLI::App& app) {
    CommandText command{app.get_name(), app.get_description(), {}, {}};
    for (const CLI::Option* option : app.get_options())
        (option->get_positional() ? command.arguments : command.options).push_back(textOf(*option));
    return command;
}

} // namespace

ProgramText commandLineText() {
    CommandDefinition defined;
    const CLI::App& app = defined.app();
    ProgramText program{app.get_name(), KILTER_VERSION, app.get_description(), helpFooter(), {}};
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        program.commands.push_back(textOf(*command));
    return program;
}

std::vector<std::string> choicesIn(const std::string& value) {
    std::vector<std::string> choices;
    if (value.find('|') == std::string::npos)
        return choices;
    for (const std::string_view word : split(value, '|'))
        if (std::ranges::all_of(
                word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }))
            choices.emplace_back(word);
    return choices;
}

bool isPath(const std::string& value) {
    return value.starts_with("FILE") || value == "FOLDER";
}

} // namespace kilter
