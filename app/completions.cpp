// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/completions.h"

#include <algorithm>
#include <string_view>

namespace kilter {

namespace {

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

std::string namesOf(const std::vector<CommandText>& commands) {
    std::vector<std::string> names;
    for (const CommandText& command : commands)
        names.push_back(command.name);
    return joined(names, " ");
}

bool hasCommands(const ProgramText& program) {
    return !program.commands.front().name.empty();
}

/// A shell function's name: kilter-cli has a dash.
std::string functionOf(const ProgramText& program) {
    std::string name = "_" + program.name;
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string with(std::string_view what, std::string text, const char* before) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (what.find(text[i]) != std::string_view::npos) {
            text.insert(i, before);
            i += std::string_view(before).size();
        }
    return text;
}

/// Inside of zsh's '…[…]' and '…:…'.
std::string forZsh(const std::string& text) {
    std::string quoted;
    for (const char c : with("[]:\\", text, "\\"))
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted;
}

std::string forFish(const std::string& text) {
    return "'" + with("'\\", text, "\\") + "'";
}

std::string bashCase(const CommandText& command, const OptionText& option) {
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
        patterns.push_back(command.name + ":" + name);
    const auto choices = choicesIn(option.value);
    const std::string answer =
        !choices.empty() ? "COMPREPLY=($(compgen -W '" + joined(choices, " ") + "' -- \"$word\"))"
        : isPath(option.value) ? "compopt -o default"
                               : ":";
    return "    " + joined(patterns, " | ") + ")\n        " + answer + "\n        return ;;\n";
}

} // namespace

std::string bashCompletion(const ProgramText& program) {
    const std::string function = functionOf(program);
    std::string text = "# bash completion for " + program.name + "\n" + function +
                       "() {\n    local word=${COMP_WORDS[COMP_CWORD]} "
                       "before=${COMP_WORDS[COMP_CWORD-1]} command= each\n    COMPREPLY=()\n";
    if (hasCommands(program)) {
        std::string names = namesOf(program.commands);
        text += "    for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                "        case \" " +
                names +
                " \" in *\" $each \"*) command=$each; break ;; esac\n    done\n"
                "    if [ -z \"$command\" ]; then\n"
                "        COMPREPLY=($(compgen -W '" +
                names + " --help --version' -- \"$word\"))\n        return\n    fi\n";
    }
    text += "    case $command:$before in\n";
    for (const CommandText& command : program.commands)
        for (const OptionText& option : command.options)
            if (!option.value.empty())
                text += bashCase(command, option);
    text += "    esac\n    case $command:$word in\n";
    for (const CommandText& command : program.commands) {
        std::vector<std::string> names;
        for (const OptionText& option : command.options)
            names.insert(names.end(), option.names.begin(), option.names.end());
        text += "    " + command.name + ":-*) COMPREPLY=($(compgen -W '" + joined(names, " ") +
                "' -- \"$word\")) ;;\n";
    }
    return text + "    *) compopt -o default ;;\n    esac\n}\ncomplete -F " + function + " " +
           program.name + "\n";
}

std::string zshCompletion(const ProgramText& program) {
    const auto arguments = [](const CommandText& command) {
        std::string text = "_arguments";
        for (const OptionText& option : command.options) {
            const std::string described =
                "'[" + forZsh(option.text) + "]" +
                (option.value.empty() ? "'" : ":" + forZsh(option.value) + ":");
            text += " \\\n        ";
            text += option.names.size() > 1 ? "'*'{" + joined(option.names, ",") + "}" + described
                                            : "'*" + option.names.front() + "'" + described;
            if (option.value.empty())
                continue;
            const auto choices = choicesIn(option.value);
            text += !choices.empty()       ? "(" + joined(choices, " ") + ")'"
                    : isPath(option.value) ? "_files'"
                                           : " '";
        }
        return text + " \\\n        '*:file:_files'\n";
    };
    std::string text = "#compdef " + program.name + "\n";
    if (!hasCommands(program))
        return text + arguments(program.commands.front());
    text += "local -a commands\nlocal state line\ncommands=(\n";
    for (const CommandText& command : program.commands)
        text += "    '" + command.name + ":" + forZsh(command.text) + "'\n";
    text += ")\n_arguments -C '1:command:->command' '*::argument:->argument'\n"
            "case $state in\ncommand) _describe command commands ;;\nargument)\n"
            "    case $words[1] in\n";
    for (const CommandText& command : program.commands)
        text += "    " + command.name + ") " + arguments(command) + "        ;;\n";
    return text + "    esac ;;\nesac\n";
}

std::string fishCompletion(const ProgramText& program) {
    const std::string begin = "complete -c " + program.name;
    std::string text = "# fish completion for " + program.name + "\n";
    for (const CommandText& command : program.commands) {
        std::string when;
        if (hasCommands(program)) {
            text += begin + " -f -n __fish_use_subcommand -a " + command.name + " -d " +
                    forFish(command.text) + "\n";
            when = " -n '__fish_seen_subcommand_from " + command.name + "'";
        }
        for (const OptionText& option : command.options) {
            text += begin + when;
            for (const std::string& name : option.names)
                text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            const auto choices = choicesIn(option.value);
            if (!choices.empty())
                text += " -x -a " + forFish(joined(choices, " "));
            else if (!option.value.empty())
                text += isPath(option.value) ? " -r -F" : " -x";
            text += " -d " + forFish(option.text) + "\n";
        }
    }
    return text;
}

} // namespace kilter
