// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_commands.h"
#include "app/command_line.h"
#include "app/exit_codes.h"
#include "app/terminal.h"

#include <cstdio>
#include <exception>
#include <new>

int main(int argc, char** argv) {
    using namespace kilter;
    const Interruption interruption;
    try {
        return static_cast<int>(run(parseCommandLine(argc, argv), interruption.token()));
    } catch (const std::bad_alloc&) {
        std::fputs("kilter-cli: out of memory; nothing was changed\n", stderr);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "kilter-cli: a fault in Kilter: %s\n", fault.what());
    }
    return static_cast<int>(ExitCode::Internal);
}
