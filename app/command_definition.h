// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

/// What may stand on the command line: commands, options, and what help says of them. What it
/// means is command_line's.
namespace kilter {

/// The words as they stand on the command line. CLI11 sorts them; what they mean is read elsewhere,
/// so that numbers do not depend on the locale.
struct CompareWords {
    std::string mix;
    std::vector<std::string> references, weights, profiles, bands, sectionsOf;
    std::string moves, match, detail, amount, limit;
    std::string section = "good";
};

struct MasterWords {
    std::string out, loudness, drive;
    std::string ceiling = "-1", limiter = "clean", link = "10", release = "auto";
    std::string compressor = "off";
    std::string phase = "minimum", rate, bits = "24", dither;
    std::optional<std::string> title, artist, isrc;
    std::string codecs, codecCeiling, encode;
    std::string wav = "bext";
    std::string report, sessionFile;
    bool overwrite = false, allowMiss = false;
};

struct OtherWords {
    std::vector<std::string> files;
    std::string sessionFile, profileOut, demoFolder;
    bool profileOverwrites = false, demoOverwrites = false;
};

/// The commands, and where what is read of them goes.
class CommandDefinition {
  public:
    CommandDefinition();

    [[nodiscard]] CLI::App& app() { return app_; }

    CompareWords compareWords;
    MasterWords masterWords;
    OtherWords otherWords;
    const CLI::App *analyse, *compare, *master, *render, *profile, *demo, *check;

  private:
    CLI::App* add(const char* name, const char* text);

    CLI::App app_;
    bool json_ = false; ///< read from the words themselves, which may be wrong beside it
};

} // namespace kilter
