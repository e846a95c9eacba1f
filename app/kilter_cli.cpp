// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_commands.h"
#include "app/command_line.h"
#include "app/exit_codes.h"
#include "app/terminal.h"
#include "core/base/fftw_planner.h"
#include "core/base/out_of_memory.h"

#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

int main(int argc, char** argv) {
    using namespace kilter;
    keepStandardStreams();
    try {
        prepareFftw();
        const Interruption interruption;
        const ExitCode status = run(parseCommandLine(argc, argv), interruption.token());
        if (allPrinted())
            return static_cast<int>(status);
        say("standard output can't be written; some of the result is lost");
        return static_cast<int>(status == ExitCode::Done ? ExitCode::Output : status);
    } catch (const std::bad_alloc& fault) {
        std::fprintf(stderr, "kilter-cli: %s; nothing was changed\n", textOf(fault).c_str());
    } catch (const std::system_error& fault) {
        if (fault.code() == std::errc::resource_unavailable_try_again) // for a thread
            std::fputs("kilter-cli: out of memory; nothing was changed\n", stderr);
        else
            std::fprintf(stderr, "kilter-cli: a fault in Kilter: %s\n", fault.what());
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "kilter-cli: a fault in Kilter: %s\n", fault.what());
    }
    return static_cast<int>(ExitCode::Internal);
}
