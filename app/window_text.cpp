// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/program_text.h"

namespace kilter {

ProgramText windowText() {
    return {"kilter",
            KILTER_VERSION,
            "Your mix against the records you admire",
            "Without a file, the first start opens a demo.",
            {{"",
              "",
              {{{"[FILE]"}, "FILE", "A mix, or a session (.kilter).", {}}},
              {{{"-r", "--reference"}, "FILE", "A reference; give it again for more.", {}},
               {{"-h", "--help"}, {}, "Displays help on the command line.", {}},
               {{"-v", "--version"}, {}, "Displays the version.", {}}}}}};
}

} // namespace kilter
