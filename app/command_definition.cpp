// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/command_definition.h"

#include "app/usage.h"

namespace kilter {

namespace {

constexpr const char* kVersionText = "kilter-cli " KILTER_VERSION;

void addCompareOptions(CLI::App& app, CompareWords& words) {
    const std::string comparing = "Comparing";
    app.add_option("mix", words.mix, "The mix")->required()->type_name("FILE");
    const auto many = [&](const char* name, std::vector<std::string>& into, const char* value,
                          const char* text) {
        app.add_option(name, into, text)
            ->group(comparing)
            ->allow_extra_args(false)
            ->type_name(value);
    };
    const auto one = [&](const char* name, std::string& into, const char* value, const char* text) {
        return app.add_option(name, into, text)->group(comparing)->type_name(value);
    };
    many("-r,--reference", words.references, "FILE", "A record to compare with; repeatable");
    many("--weight", words.weights, "REFNUMBER:W", "How much that reference counts; repeatable");
    many("--profile", words.profiles, "FILE",
         "A saved profile, or 'builtin'; counts as a reference");
    many("--section-of", words.sectionsOf, "REFNUMBER:PART",
         "The part of that reference to compare, as for --section");
    many("--band", words.bands, "KIND:HZ:DB:Q[:mid|side]", "A band of your own; repeatable");
    one("--section", words.section, "START-END|good|loudest|all",
        "The part of the mix to compare (good: all about as loud as the loudest 30 s)");
    auto* moves = one("--moves", words.moves, "N", "At most so many moves (5; 0: no EQ)");
    one("--match", words.match, "PERCENT", "The smoothed match curve, instead of moves")
        ->excludes(moves);
    one("--detail", words.detail, "OCTAVES",
        "Of smoothing, 0.33 to 1: the gap's own detail instead of the balance");
    one("--amount", words.amount, "PERCENT", "Scales all moves (100)");
    one("--limit", words.limit, "DB",
        "Largest gain, of a move and of their sum (4), of the match curve (6)");
}

void addOutputOptions(CLI::App& app, MasterWords& words) {
    app.add_option("-o,--output", words.out, "The master: .wav, .flac or .aiff")
        ->required()
        ->type_name("FILE");
    app.add_option("--report", words.report, "Writes a report")->type_name("FILE.html");
    app.add_flag("--overwrite", words.overwrite, "Replace the output if it exists");
    app.add_flag("--allow-miss", words.allowMiss,
                 "Write the best reachable master when the target can't be reached");
}

void addMasterOptions(CLI::App& app, MasterWords& words) {
    const std::string mastering = "Mastering";
    const auto option = [&](const char* name, auto& into, const char* value, const char* text) {
        app.add_option(name, into, text)->group(mastering)->type_name(value);
    };
    option("--loudness", words.loudness, "LUFS|references|clean",
           "Integrated loudness (-14); references: their median; clean: the loudest that stays "
           "clean");
    option("--drive", words.drive, "DB", "Instead: exactly so much into the limiter");
    option("--ceiling", words.ceiling, "DBTP", "Highest true peak (-1)");
    option("--limiter", words.limiter, "clean|loud|off", "Its style (clean)");
    option("--link", words.link, "PERCENT", "Stereo link of the limiter (10)");
    option("--release", words.release, "auto|MS", "Of the limiter (auto)");
    option("--compressor", words.compressor, "off|KEY=VALUE[,...]",
           "Its values (off): threshold=-18,ratio=2,attack=30,release=auto,knee=6,highpass=80,"
           "mix=100,makeup=auto: what is not named stays as here; DB, MS, HZ, PERCENT");
    option("--phase", words.phase, "minimum|linear", "Of the equaliser (minimum)");
    option("--rate", words.rate, "HZ", "Sample rate (the mix's)");
    option("--bits", words.bits, "16|24|32f", "Of a sample (24)");
    option("--dither", words.dither, "tpdf|shaped|none", "(tpdf; none for 32f)");
    option("--title", words.title, "TEXT", "Instead of the mix's");
    option("--artist", words.artist, "TEXT", "Instead of the mix's");
    option("--isrc", words.isrc, "CODE", "Instead of the mix's");
    option("--codec", words.codecs, "NAME[,NAME]",
           "The codecs whose decoded true peak has to stay under --codec-ceiling: "
           "aac-KBPS mp3-KBPS vorbis-KBPS opus-KBPS");
    option("--codec-ceiling", words.codecCeiling, "DBTP", "Highest decoded true peak (0)");
    option("--encode", words.encode, "NAME[,NAME]",
           "Copies to write beside the output: flac, or codecs as above");
    option("--wav", words.wav, "plain|bext",
           "What stands beside the sound (bext); plain: format tag 1 and nothing after the data "
           "chunk");
    option("--session", words.sessionFile, "FILE.kilter", "Saves all of this");
}

} // namespace

CommandDefinition::CommandDefinition()
    : app_("Kilter: your mix against the records you admire, and a master of it", "kilter-cli") {
    app_.set_version_flag("--version", kVersionText);
    app_.footer(helpFooter);
    app_.require_subcommand(1);
    const auto files = [this](CLI::App& of, const char* name, const char* text) {
        of.add_option(name, otherWords.files, text)->required()->type_name("FILE");
    };

    CLI::App* app = add("analyse", "What Kilter knows about each file");
    files(*app, "files", "Audio files");
    analyse = app;

    app = add("compare", "The gap, and the moves it proposes");
    addCompareOptions(*app, compareWords);
    compare = app;

    app = add("master", "The master");
    addCompareOptions(*app, compareWords);
    addOutputOptions(*app, masterWords);
    addMasterOptions(*app, masterWords);
    master = app;

    app = add("render", "Exactly what the window would export");
    app->add_option("session", otherWords.sessionFile, "A session")
        ->required()
        ->type_name("FILE.kilter");
    addOutputOptions(*app, masterWords);
    render = app;

    app = add("profile", "A target profile from many records");
    files(*app, "sources", "Audio files and folders of them");
    app->add_option("-o,--output", otherWords.profileOut, "The profile")
        ->required()
        ->type_name("FILE.json");
    app->add_flag("--overwrite", otherWords.profileOverwrites, "Replace the profile if it exists");
    profile = app;

    app = add("demo", "Writes the demo mix and references");
    app->add_option("folder", otherWords.demoFolder, "Where to; made if it does not exist")
        ->required()
        ->type_name("FOLDER");
    app->add_flag("--overwrite", otherWords.demoOverwrites, "Replace files of the demo's names");
    demo = app;

    app = add("check", "What services and codecs make of a finished file");
    files(*app, "files", "Audio files");
    check = app;
}

CLI::App* CommandDefinition::add(const char* name, const char* text) {
    CLI::App* const command = app_.add_subcommand(name, text);
    command->add_flag("--json", json_, "One JSON document on standard output, and nothing else");
    command->set_version_flag("--version", kVersionText);
    command->footer(helpFooter);
    return command;
}

} // namespace kilter
