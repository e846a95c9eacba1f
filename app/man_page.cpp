// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/man_page.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace kilter {

namespace {

/// As it stands: roff takes a backslash, a dash, and a dot or quote that begins a line, otherwise.
std::string literally(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string bold(const std::string& text) {
    return "\\fB" + literally(text) + "\\fR";
}

std::string italic(const std::string& text) {
    return "\\fI" + literally(text) + "\\fR";
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string entry(const OptionText& option) {
    std::string names;
    for (const std::string& name : option.names)
        names += (names.empty() ? "" : ", ") + (name.starts_with('-') ? bold(name) : italic(name));
    if (!option.value.empty() && option.names.front().starts_with('-'))
        names += " " + italic(option.value);
    return ".TP\n" + names + "\n" + literally(option.text) + "\n";
}

std::string synopsis(const std::string& program, const CommandText& command) {
    std::string line = bold(program);
    if (!command.name.empty())
        line += " " + bold(command.name);
    if (!command.options.empty())
        line += " [" + italic("options") + "]";
    for (const OptionText& argument : command.arguments)
        line += " " + italic(argument.names.front());
    return line;
}

/// Options by their headings, those without one first.
std::string entries(const CommandText& command) {
    std::string text;
    for (const OptionText& argument : command.arguments)
        text += entry(argument);
    std::string group = "Options"; // CLI11's name for none
    for (const OptionText& option : command.options) {
        if (!option.group.empty() && option.group != group) {
            group = option.group;
            text += ".PP\n" + bold(group) + "\n";
        }
        text += entry(option);
    }
    return text;
}

/// Lines that are indented stand as they are; others fill.
std::string paragraphs(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    bool filling = true;
    for (std::string line; std::getline(lines, line);) {
        const bool fills = line.empty() || line.front() != ' ';
        if (fills != filling)
            out += fills ? ".fi\n" : ".nf\n";
        filling = fills;
        out += line.empty() ? ".PP\n" : literally(line) + "\n";
    }
    return filling ? out : out + ".fi\n";
}

} // namespace

std::string manPage(const ProgramText& program) {
    std::string page = ".TH " + upper(program.name) + " 1 \"\" \"Kilter " + program.version +
                       "\" \"User Commands\"\n.SH NAME\n" + literally(program.name) + " \\- " +
                       literally(program.text) + "\n.SH SYNOPSIS\n";
    for (const CommandText& command : program.commands)
        page += (&command == &program.commands.front() ? "" : ".br\n") +
                synopsis(program.name, command) + "\n";
    page += program.commands.size() > 1 ? ".SH COMMANDS\n" : ".SH OPTIONS\n";
    for (const CommandText& command : program.commands) {
        if (!command.name.empty())
            page += ".SS " + literally(command.name) + "\n" + literally(command.text) + ".\n";
        page += entries(command);
    }
    return page + ".SH NOTES\n" + paragraphs(program.footer);
}

} // namespace kilter
