// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/command_line.h"

#include "app/codec_options.h"
#include "app/option_values.h"
#include "app/usage.h"
#include "core/audio/isrc.h"
#include "core/base/utf8.h"
#include "core/moves/explanation.h"
#include "core/session/limits.h"
#include "core/session/names.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>

namespace kilter {

namespace {

constexpr const char* kVersionText = "kilter-cli " KILTER_VERSION;

/// The words as they stand on the command line. CLI11 sorts them; what they mean is read below,
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

constexpr limits::Range percent(limits::Range share) {
    return {100.0 * share.least, 100.0 * share.most};
}

/// A text that goes into files: UTF-8, of a length that they hold.
std::optional<std::string> tagText(const std::string& option,
                                   const std::optional<std::string>& text) {
    if (text && !isUtf8(*text))
        refuse(option, shown(*text), "UTF-8");
    if (text && text->size() > limits::kTextBytes)
        throw BadUsage{option + ": longer than " + std::to_string(limits::kTextBytes) + " bytes"};
    return text;
}

std::optional<std::string> isrcText(const std::optional<std::string>& text) {
    if (!text || text->empty()) // empty: none, where the mix has one
        return text;
    const auto isrc = isrcFrom(*text);
    if (!isrc)
        refuse("--isrc", shown(*text), "an ISRC, CC-XXX-YY-NNNNN");
    return isrc;
}

template <class Enum>
Enum oneOf(const std::string& option, const std::string& text) {
    if (const auto value = named<Enum>(text))
        return *value;
    std::string names;
    for (int i = 0; i < kValuesOf<Enum>; ++i)
        names += std::string(i ? ", " : "") + std::string(nameOf(static_cast<Enum>(i)));
    refuse(option, text, "one of " + names);
}

CompressorSpec compressor(const std::string& option, const std::string& text) {
    CompressorSpec spec;
    if (text == "off")
        return spec;
    spec.enabled = true;
    std::vector<std::string> told;
    for (const std::string_view part : split(text, ',')) {
        const auto equals = part.find('=');
        const std::string key(part.substr(0, equals));
        const auto fields = compressorFields();
        const auto field = std::find_if(fields.begin(), fields.end(),
                                        [&key](const auto& f) { return f.key == key; });
        if (equals == std::string_view::npos || field == fields.end() ||
            std::find(told.begin(), told.end(), key) != told.end()) {
            std::string keys;
            for (const CompressorField& f : fields)
                keys += (keys.empty() ? "" : ", ") + std::string(f.key);
            refuse(option, text, "off, or KEY=VALUE[,KEY=VALUE], each once, of " + keys);
        }
        told.push_back(key);
        const std::string value(part.substr(equals + 1));
        const std::string which = option + " " + key;
        std::optional<double> number;
        if (!field->canBeAuto || value != "auto")
            number = decimal(which, value, {field->low, field->high});
        if (!field->allows(number)) {
            std::string choices;
            for (const double choice : field->choices)
                choices += (choices.empty() ? "" : ", ") + plainDecimal(choice);
            refuse(which, value, "one of " + choices);
        }
        field->write(spec, number);
    }
    return spec;
}

SectionChoice section(const std::string& option, std::string_view text) {
    const auto choice = parseSection(text);
    if (!choice)
        refuse(option, std::string(text), "START-END (seconds or m:ss.s), good, loudest or all");
    if (const auto* section = std::get_if<Section>(&*choice);
        section && !limits::kSectionTime.holds(section->end.value))
        refuse(option, std::string(text), "within the longest file");
    return *choice;
}

/// N:REST, N being the number of a -r.
Numbered ofReference(const std::string& option, const std::string& text, std::size_t references) {
    const auto numbered = parseNumbered(text);
    if (!numbered)
        refuse(option, text, "REFNUMBER:...");
    if (references == 0)
        refuse(option, text, "about a reference: -r gives none");
    if (static_cast<std::size_t>(numbered->number) > references)
        refuse(option, text,
               references == 1
                   ? "about the one reference given by -r"
                   : "about one of the " + std::to_string(references) + " references given by -r");
    return *numbered;
}

std::string today() {
    // Builds that have to be reproducible say which day it is.
    std::time_t now = std::time(nullptr);
    if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"))
        now = static_cast<std::time_t>(std::atoll(epoch));
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 16> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &utc);
    return text.data();
}

Session sessionFrom(const CompareWords& words, bool builtinByDefault) {
    refuseMany("--reference", words.references.size(), limits::kReferences);
    refuseMany("--profile", words.profiles.size(), limits::kProfiles);
    refuseMany("--band", words.bands.size(), limits::kBands);
    Session session;
    session.created = today();
    session.mix = {words.mix, {}, section("--section", words.section)};
    for (const std::string& path : words.references)
        session.references.push_back({{path, {}, GoodSections{}}, true, 1.0});
    // `all` compares whole with whole, unless the reference has a section of its own.
    if (words.section == "all")
        for (SessionReference& reference : session.references)
            reference.source.section = WholeTrack{};
    for (const std::string& text : words.weights) {
        const Numbered weight = ofReference("--weight", text, session.references.size());
        session.references[static_cast<std::size_t>(weight.number - 1)].weight =
            decimal("--weight", std::string(weight.rest), limits::kWeight);
    }
    for (const std::string& text : words.sectionsOf) {
        const Numbered of = ofReference("--section-of", text, session.references.size());
        session.references[static_cast<std::size_t>(of.number - 1)].source.section =
            section("--section-of", of.rest);
    }
    for (const std::string& profile : words.profiles)
        session.profiles.push_back({profile == "builtin" ? std::string() : profile, true, 1.0});
    if (builtinByDefault && session.references.empty() && session.profiles.empty())
        session.profiles.emplace_back();

    if (!words.match.empty()) {
        MatchOptions match;
        match.percent = decimal("--match", words.match, limits::kMatchPercent);
        if (!words.detail.empty())
            match.detailOctaves = decimal("--detail", words.detail, limits::kDetail);
        if (!words.limit.empty())
            match.limit = {decimal("--limit", words.limit, limits::kLargestGain)};
        session.match = match;
    } else {
        if (!words.detail.empty())
            throw BadUsage{"--detail needs --match"};
        MoveOptions& options = session.moveOptions;
        if (!words.moves.empty()) {
            const auto most = parseWhole(words.moves);
            if (!most || !limits::kMost.holds(*most))
                refuse("--moves", words.moves, "a whole number from 0 to 24");
            options.most = *most;
        }
        if (!words.limit.empty())
            options.limit = {decimal("--limit", words.limit, limits::kLargestGain)};
        options.fullGap = options.limit > MoveOptions{}.limit;
        if (!words.amount.empty())
            options.amount = decimal("--amount", words.amount, percent(limits::kAmount)) / 100.0;
    }
    for (const std::string& text : words.bands) {
        const auto band = parseBand(text);
        if (!band)
            refuse("--band", text, "KIND:HZ:DB:Q[:mid|side]");
        session.ownBands.push_back(*band);
    }
    return session;
}

FileFormat formatOf(const std::filesystem::path& out, SampleFormat samples) {
    const auto format = formatOfSuffix(out);
    if (!format)
        refuse("--output", utf8(out), "a name that ends in .wav, .flac or .aiff");
    if (!canHold(*format, samples))
        refuse("--bits", std::string(nameOf(samples)),
               "what a " + std::string(nameOf(*format)) + " file can hold");
    return *format;
}

std::optional<LoudnessAim> aimOf(const MasterWords& words) {
    if (words.loudness == "references")
        return LoudnessAim::References;
    if (words.loudness == "clean")
        return LoudnessAim::Clean;
    return std::nullopt;
}

/// Told before the work where there can be no such target.
void checkAim(std::optional<LoudnessAim> aim, const Session& session) {
    if (aim == LoudnessAim::References && session.references.empty())
        throw BadUsage{"--loudness references needs -r"};
    if (aim == LoudnessAim::Clean && session.limiter.mode == LimiterMode::Off)
        throw BadUsage{"--loudness clean needs the limiter"};
}

void setMasterOptions(const MasterWords& words, Session& session) {
    if (!words.loudness.empty() && !words.drive.empty())
        throw BadUsage{"--loudness excludes --drive"};
    if (!words.drive.empty()) {
        session.target.loudness.reset();
        session.target.drive = {decimal("--drive", words.drive, limits::kDrive)};
    } else if (!words.loudness.empty() && !aimOf(words)) {
        session.target.loudness = Lufs{decimal("--loudness", words.loudness, limits::kLoudness)};
    }
    LimiterSettings& limiter = session.limiter;
    limiter.mode = oneOf<LimiterMode>("--limiter", words.limiter);
    limiter.ceiling = {decimal("--ceiling", words.ceiling, limits::kCeiling)};
    limiter.link = decimal("--link", words.link, percent(limits::kLink)) / 100.0;
    if (words.release != "auto")
        limiter.releaseMs = decimal("--release", words.release, limits::kRelease);
    session.compressor = compressor("--compressor", words.compressor);
    session.phase = oneOf<KernelPhase>("--phase", words.phase);

    Delivery& delivery = session.delivery;
    if (!words.rate.empty()) {
        const auto rate = parseWhole(words.rate);
        if (!rate || !limits::kRate.holds(*rate))
            refuse("--rate", words.rate, "a whole number from 8000 to 384000");
        delivery.rate = SampleRate{*rate};
    }
    delivery.samples = oneOf<SampleFormat>("--bits", words.bits);
    delivery.format = formatOf(words.out, delivery.samples);
    delivery.wav = oneOf<WavText>("--wav", words.wav);
    if (delivery.wav == WavText::Plain && delivery.samples == SampleFormat::Float32)
        refuse("--wav", words.wav, "what 32f can be: plain has format tag 1");
    delivery.dither =
        delivery.samples == SampleFormat::Float32 ? DitherKind::None : DitherKind::Tpdf;
    if (!words.dither.empty())
        delivery.dither = oneOf<DitherKind>("--dither", words.dither);
    delivery.title = tagText("--title", words.title);
    delivery.artist = tagText("--artist", words.artist);
    delivery.isrc = isrcText(words.isrc);
    delivery.survives = demandsOf(words.codecs, words.codecCeiling);
}

void addCompareOptions(CLI::App& app, CompareWords& words) {
    const std::string comparing = "Comparing";
    app.add_option("mix", words.mix, "The mix")->required();
    const auto many = [&](const char* name, std::vector<std::string>& into, const char* text) {
        app.add_option(name, into, text)->group(comparing)->allow_extra_args(false);
    };
    many("-r,--reference", words.references, "A record to compare with; repeatable");
    many("--weight", words.weights, "REFNUMBER:W, how much that reference counts");
    many("--profile", words.profiles, "A saved profile, or 'builtin'; counts as a reference");
    many("--section-of", words.sectionsOf, "REFNUMBER:START-END|good|loudest|all");
    many("--band", words.bands, "KIND:HZ:DB:Q[:mid|side], a band of your own; repeatable");
    app.add_option("--section", words.section,
                   "START-END|good|loudest|all, the part of the mix to compare (good: all about as "
                   "loud as the loudest 30 s)")
        ->group(comparing);
    auto* moves = app.add_option("--moves", words.moves, "At most so many moves (5; 0: no EQ)");
    moves->group(comparing);
    app.add_option("--match", words.match, "PERCENT of the smoothed match curve, instead of moves")
        ->group(comparing)
        ->excludes(moves);
    app.add_option("--detail", words.detail,
                   "OCTAVES of smoothing, 0.33 to 1: the gap's own detail instead of the balance")
        ->group(comparing);
    app.add_option("--amount", words.amount, "PERCENT that scales all moves (100)")
        ->group(comparing);
    app.add_option("--limit", words.limit,
                   "Largest gain in dB, of a move and of their sum (4), of the match curve (6)")
        ->group(comparing);
}

void addOutputOptions(CLI::App& app, MasterWords& words) {
    app.add_option("-o,--output", words.out, "The master: .wav, .flac or .aiff")->required();
    app.add_option("--report", words.report, "FILE.html to write a report to");
    app.add_flag("--overwrite", words.overwrite, "Replace the output if it exists");
    app.add_flag("--allow-miss", words.allowMiss,
                 "Write the best reachable master when the target can't be reached");
}

void addMasterOptions(CLI::App& app, MasterWords& words) {
    const std::string mastering = "Mastering";
    const auto option = [&](const char* name, std::string& into, const char* text) {
        app.add_option(name, into, text)->group(mastering);
    };
    option("--loudness", words.loudness,
           "Integrated loudness in LUFS (-14); references: their median; clean: the loudest that "
           "stays clean");
    option("--drive", words.drive, "Instead: exactly so many dB into the limiter");
    option("--ceiling", words.ceiling, "Highest true peak in dBTP (-1)");
    option("--limiter", words.limiter, "clean|loud|off");
    option("--link", words.link, "PERCENT of stereo link of the limiter (10)");
    option("--release", words.release, "auto|MS");
    option("--compressor", words.compressor,
           "off, or threshold=-18,ratio=2,attack=30,release=auto,knee=6,highpass=80,mix=100,"
           "makeup=auto: what is not named stays as here; DB, MS, HZ, PERCENT");
    option("--phase", words.phase, "minimum|linear, of the equaliser");
    option("--rate", words.rate, "Sample rate in Hz (the mix's)");
    option("--bits", words.bits, "16|24|32f");
    option("--dither", words.dither, "tpdf|shaped|none (tpdf; none for 32f)");
    app.add_option("--title", words.title, "Instead of the mix's")->group(mastering);
    app.add_option("--artist", words.artist, "Instead of the mix's")->group(mastering);
    app.add_option("--isrc", words.isrc, "Instead of the mix's")->group(mastering);
    option("--codec", words.codecs,
           "NAME[,NAME]: the codecs whose decoded true peak has to stay under --codec-ceiling: "
           "aac-KBPS mp3-KBPS vorbis-KBPS opus-KBPS");
    option("--codec-ceiling", words.codecCeiling, "Highest decoded true peak in dBTP (0)");
    option("--encode", words.encode,
           "NAME[,NAME]: copies to write beside the output: flac, or codecs as above");
    option("--wav", words.wav,
           "plain|bext (bext); plain: format tag 1 and nothing after the data chunk");
    option("--session", words.sessionFile, "FILE.kilter to save all of this to");
}

bool saysJson(int argc, const char* const* argv) {
    return std::any_of(argv, argv + argc,
                       [](const char* a) { return a == std::string_view("--json"); });
}

} // namespace

CommandLine parseCommandLine(int argc, const char* const* argv) {
    CommandLine line;
    line.json = saysJson(argc, argv);

    CLI::App app("Kilter: your mix against the records you admire, and a master of it",
                 "kilter-cli");
    app.set_version_flag("--version", kVersionText);
    app.footer(helpFooter);
    app.require_subcommand(1);
    bool json = false;
    const auto command = [&](const char* name, const char* text) {
        CLI::App* sub = app.add_subcommand(name, text);
        sub->add_flag("--json", json, "One JSON document on standard output, and nothing else");
        sub->set_version_flag("--version", kVersionText);
        sub->footer(helpFooter);
        return sub;
    };

    AnalyseCommand analyse;
    std::vector<std::string> files;
    CLI::App* const analyseApp = command("analyse", "What Kilter knows about each file");
    analyseApp->add_option("files", files, "Audio files")->required();

    CompareWords compareWords;
    MasterWords masterWords;
    CLI::App* const compareApp = command("compare", "The gap, and the moves it proposes");
    addCompareOptions(*compareApp, compareWords);

    CLI::App* const masterApp = command("master", "The master");
    addCompareOptions(*masterApp, compareWords);
    addOutputOptions(*masterApp, masterWords);
    addMasterOptions(*masterApp, masterWords);

    RenderCommand render;
    std::string sessionFile;
    CLI::App* const renderApp = command("render", "Exactly what the window would export");
    renderApp->add_option("session", sessionFile, "A session, FILE.kilter")->required();
    addOutputOptions(*renderApp, masterWords);

    ProfileCommand profile;
    std::string profileOut;
    CLI::App* const profileApp = command("profile", "A target profile from many records");
    profileApp->add_option("sources", files, "Audio files and folders of them")->required();
    profileApp->add_option("-o,--output", profileOut, "NAME.json")->required();
    profileApp->add_flag("--overwrite", profile.overwrite, "Replace the profile if it exists");

    std::string demoFolder;
    CLI::App* const demoApp = command("demo", "Writes the demo mix and references");
    bool demoOverwrites = false;
    demoApp->add_option("folder", demoFolder, "Where to; made if it does not exist")->required();
    demoApp->add_flag("--overwrite", demoOverwrites, "Replace files of the demo's names");

    CLI::App* const checkApp = command("check", "What services and codecs make of a finished file");
    checkApp->add_option("files", files, "Audio files")->required();

    try {
        app.parse(argc, argv);
        if (analyseApp->parsed()) {
            analyse.files.assign(files.begin(), files.end());
            line.command = analyse;
        } else if (checkApp->parsed()) {
            line.command = CheckCommand{{files.begin(), files.end()}};
        } else if (compareApp->parsed()) {
            line.command = CompareCommand{sessionFrom(compareWords, true)};
        } else if (masterApp->parsed()) {
            MasterCommand master;
            master.session = sessionFrom(compareWords, false);
            setMasterOptions(masterWords, master.session);
            master.out = masterWords.out;
            master.overwrite = masterWords.overwrite;
            master.allowMiss = masterWords.allowMiss;
            master.report = masterWords.report;
            master.sessionFile = masterWords.sessionFile;
            master.aim = aimOf(masterWords);
            checkAim(master.aim, master.session);
            master.copies =
                copiesOf(masterWords.encode, master.out, master.session.delivery.samples);
            line.command = std::move(master);
        } else if (renderApp->parsed()) {
            if (!formatOfSuffix(masterWords.out))
                refuse("--output", masterWords.out, "a name that ends in .wav, .flac or .aiff");
            line.command = RenderCommand{sessionFile, masterWords.out, masterWords.overwrite,
                                         masterWords.allowMiss, masterWords.report};
        } else if (profileApp->parsed()) {
            profile.sources.assign(files.begin(), files.end());
            profile.out = profileOut;
            line.command = profile;
        } else {
            line.command = DemoCommand{demoFolder, demoOverwrites};
        }
    } catch (const CLI::CallForVersion& asked) {
        line.command = ShowText{std::string(asked.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        line.command = ShowText{chosen.empty() ? app.help() : chosen.front()->help()};
    } catch (const CLI::ParseError& error) {
        line.command = UsageError{error.what()};
    } catch (const BadUsage& bad) {
        line.command = UsageError{bad.text};
    }
    return line;
}

} // namespace kilter
