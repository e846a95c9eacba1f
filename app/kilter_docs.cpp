// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/completions.h"
#include "app/man_page.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

/// kilter-docs FOLDER: writes manual pages and completions of both programs. Part of the build.
int main(int argc, char** argv) {
    using namespace kilter;
    if (argc != 2) {
        std::fputs("usage: kilter-docs FOLDER\n", stderr);
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    const auto write = [&folder](const std::string& name, const std::string& text) {
        std::ofstream file(folder / name);
        file << text << std::flush;
        if (!file)
            std::fprintf(stderr, "kilter-docs: %s can't be written\n", name.c_str());
        return static_cast<bool>(file);
    };
    for (const ProgramText& program : {commandLineText(), windowText()})
        if (!write(program.name + ".1", manPage(program)) ||
            !write(program.name + ".bash", bashCompletion(program)) ||
            !write("_" + program.name, zshCompletion(program)) ||
            !write(program.name + ".fish", fishCompletion(program)))
            return 1;
    return 0;
}
