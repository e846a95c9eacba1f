// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/command_line.h"

#include "app/codec_options.h"
#include "app/command_definition.h"
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

bool saysJson(int argc, const char* const* argv) {
    return std::any_of(argv, argv + argc,
                       [](const char* a) { return a == std::string_view("--json"); });
}

} // namespace

CommandLine parseCommandLine(int argc, const char* const* argv) {
    CommandLine line;
    line.json = saysJson(argc, argv);

    CommandDefinition defined;
    const CompareWords& compareWords = defined.compareWords;
    const MasterWords& masterWords = defined.masterWords;
    const OtherWords& words = defined.otherWords;
    try {
        defined.app().parse(argc, argv);
        if (defined.analyse->parsed()) {
            line.command = AnalyseCommand{{words.files.begin(), words.files.end()}};
        } else if (defined.check->parsed()) {
            line.command = CheckCommand{{words.files.begin(), words.files.end()}};
        } else if (defined.compare->parsed()) {
            line.command = CompareCommand{sessionFrom(compareWords, true)};
        } else if (defined.master->parsed()) {
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
        } else if (defined.render->parsed()) {
            if (!formatOfSuffix(masterWords.out))
                refuse("--output", masterWords.out, "a name that ends in .wav, .flac or .aiff");
            line.command = RenderCommand{words.sessionFile, masterWords.out, masterWords.overwrite,
                                         masterWords.allowMiss, masterWords.report};
        } else if (defined.profile->parsed()) {
            line.command = ProfileCommand{{words.files.begin(), words.files.end()},
                                          words.profileOut,
                                          words.profileOverwrites};
        } else {
            line.command = DemoCommand{words.demoFolder, words.demoOverwrites};
        }
    } catch (const CLI::CallForVersion& asked) {
        line.command = ShowText{std::string(asked.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
        const auto chosen = defined.app().get_subcommands();
        line.command = ShowText{chosen.empty() ? defined.app().help() : chosen.front()->help()};
    } catch (const CLI::ParseError& error) {
        line.command = UsageError{error.what()};
    } catch (const BadUsage& bad) {
        line.command = UsageError{bad.text};
    }
    return line;
}

} // namespace kilter
