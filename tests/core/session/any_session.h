// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/limits.h"
#include "core/session/names.h"
#include "core/session/session.h"

#include <cmath>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace kilter::testing {

/// Sessions with something in every place; seeded.
class AnySession {
  public:
    std::uint64_t number() { return random_(); }

    /// As people have them.
    Session anySession() {
        Session session;
        session.created = "2026-01-31";
        session.mix = anySource();
        for (int i = upTo(4); i > 0; --i)
            session.references.push_back({anySource(), upTo(1) == 1, between(0.1, 3)});
        if (upTo(1))
            session.profiles.push_back({"/profiles/mine.json", upTo(1) == 1, between(0.1, 3)});
        if (upTo(1))
            session.profiles.emplace_back();
        session.moveOptions.most = upTo(24);
        session.moveOptions.limit = {between(0.5, 24)};
        session.moveOptions.fullGap = upTo(1) == 1;
        session.moveOptions.amount = between(0, 2);
        if (upTo(1))
            session.moves = anyMoves();
        session.ownBands = anyMoves();
        if (upTo(1)) {
            session.match = MatchOptions{between(0, 150), between(0.33, 1), {between(0.5, 24)}};
            MatchCurve curve;
            curve.options = *session.match;
            for (Decibels& gain : curve.gain)
                gain = {between(-6, 6)};
            session.curve = curve;
        }
        session.phase = any<KernelPhase>();
        if (upTo(1))
            session.target.loudness.reset();
        else
            session.target.loudness = Lufs{between(-24, -6)};
        session.target.drive = {between(-6, 12)};
        session.compressor.enabled = upTo(1);
        for (const CompressorField& field : compressorFields()) {
            const bool automatic = field.canBeAuto && upTo(1);
            const auto choices = static_cast<int>(field.choices.size());
            const double value = choices
                                     ? field.choices[static_cast<std::size_t>(upTo(choices - 1))]
                                     : between(field.low, field.high);
            field.write(session.compressor, automatic ? std::nullopt : std::optional(value));
        }
        session.limiter.mode = any<LimiterMode>();
        session.limiter.ceiling = {between(-6, 0)};
        session.limiter.link = between(0, 1);
        session.limiter.releaseMs = upTo(1) ? between(1, 500) : 0.0; // automatic
        if (upTo(1))
            session.delivery.rate = SampleRate{8000 + upTo(300000)};
        session.delivery.format = any<FileFormat>();
        session.delivery.wav = any<WavText>();
        session.delivery.samples = any<SampleFormat>();
        session.delivery.dither = any<DitherKind>();
        if (upTo(1))
            session.delivery.title = "Ein \"Titel\"\n∞";
        return session;
    }

    /// As far as the limits go.
    Session extremeSession() {
        Session s = anySession();
        s.mix.path = anyPath();
        s.references.resize(static_cast<std::size_t>(upTo(1) ? limits::kReferences : 1));
        for (SessionReference& reference : s.references)
            reference = {{anyPath(), {random_(), random_()}, anySection()},
                         upTo(1) == 1,
                         in(limits::kWeight)};
        s.references[0].source.section =
            GoodSections{{in(limits::kSectionLength)}, {in(limits::kWithin)}};
        s.mix.section = Section{{limits::kSectionTime.least}, {limits::kSectionTime.most}};
        s.profiles.resize(static_cast<std::size_t>(upTo(1) ? limits::kProfiles : 0));
        for (SessionProfile& profile : s.profiles)
            profile = {upTo(1) ? anyPath() : std::filesystem::path(), upTo(1) == 1,
                       in(limits::kWeight)};
        s.ownBands.resize(limits::kBands);
        for (Move& move : s.ownBands) {
            move.shape = {any<FilterKind>(),
                          {in(limits::kFrequency)},
                          {in(limits::kGain)},
                          in(limits::kQ),
                          limits::kSlopeStep * (1 + upTo(7))};
            move.amount = in(limits::kAmount);
            move.reason.gap = {in(limits::kMeasured)};
            move.reason.spread = {in(limits::kSpread)};
            move.reason.disagreement = Decibels{in(limits::kMeasured)};
            move.asProposed = move.shape;
            move.reason.pushed.assign(
                kNamedBands,
                {upTo(kNamedBands - 1), {in(limits::kMeasured)}, {in(limits::kMeasured)}});
        }
        s.moves = s.ownBands;
        s.moveOptions.most = static_cast<int>(std::floor(in(limits::kMost)));
        s.moveOptions.limit = {in(limits::kLargestGain)};
        s.moveOptions.amount = in(limits::kAmount);
        s.match = MatchOptions{
            in(limits::kMatchPercent), in(limits::kDetail), {in(limits::kLargestGain)}};
        s.curve = MatchCurve{{}, *s.match};
        for (Decibels& gain : s.curve->gain)
            gain = {in(limits::kCurveGain)};
        s.target.loudness = Lufs{in(limits::kLoudness)};
        s.target.drive = {in(limits::kDrive)};
        for (const CompressorField& field : compressorFields())
            field.write(s.compressor, upTo(1) ? field.low : field.high);
        s.limiter.ceiling = {in(limits::kCeiling)};
        s.limiter.link = in(limits::kLink);
        s.limiter.releaseMs = upTo(1) ? in(limits::kRelease) : 0.0;
        s.delivery.rate = SampleRate{static_cast<int>(in(limits::kRate))};
        s.delivery.title = anyTag();
        s.delivery.artist = anyTag();
        if (upTo(1))
            s.delivery.isrc = upTo(1) ? "" : "gb-aye-68-00011";
        for (const Codec codec : {Codec{CodecKind::Opus, 510}, Codec{CodecKind::Mp3, 32}})
            if (upTo(1))
                s.delivery.survives.codecs.push_back(codec);
        s.delivery.survives.ceiling = {in(limits::kCodecCeiling)};
        return s;
    }

    /// As it is saved: absolute.
    static Session absolute(Session session) {
        const auto whole = [](std::filesystem::path& path) {
            if (!path.empty())
                path = std::filesystem::absolute(path);
        };
        whole(session.mix.path);
        for (auto& reference : session.references)
            whole(reference.source.path);
        for (auto& profile : session.profiles)
            whole(profile.path);
        return session;
    }

  private:
    std::mt19937_64 random_{11};
    double between(double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random_);
    }
    int upTo(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
    template <class Enum>
    Enum any() {
        return static_cast<Enum>(upTo(kValuesOf<Enum> - 1));
    }

    /// Within the range, and often at its very ends.
    double in(limits::Range range) {
        switch (upTo(3)) {
        case 0:
            return range.least;
        case 1:
            return range.most;
        default:
            return between(range.least, range.most);
        }
    }
    std::filesystem::path anyPath() {
        static const std::vector<const char*> names{"mix.wav",
                                                    "sub/mix.wav",
                                                    "/music/mix.wav",
                                                    "/music/a \"b\" \\ c.wav",
                                                    "/music/Gr\xf6\xdf"
                                                    "e.wav",
                                                    "/music/\n\t\x1b[31m.wav",
                                                    "/music/\xe2\x80\xae.wav",
                                                    "\xff",
                                                    "/m\xffsic/../mix.wav",
                                                    "./mix.wav",
                                                    "/",
                                                    "/music/",
                                                    "..",
                                                    " ",
                                                    "/else/where.wav"};
        return names[static_cast<std::size_t>(upTo(static_cast<int>(names.size()) - 1))];
    }
    std::optional<std::string> anyTag() {
        static const std::vector<std::optional<std::string>> tags{
            std::nullopt, "", "Title", "Größe \n\x01 混", std::string(limits::kTextBytes, 'x')};
        return tags[static_cast<std::size_t>(upTo(static_cast<int>(tags.size()) - 1))];
    }

    SectionChoice anySection() {
        switch (upTo(3)) {
        case 0:
            return GoodSections{{between(10, 60)}, {between(0, 10)}};
        case 1:
            return LoudestSection{{between(10, 60)}};
        case 2:
            return WholeTrack{};
        default: {
            const double begin = between(0, 200);
            return Section{{begin}, {begin + between(1, 60)}};
        }
        }
    }
    Source anySource() {
        return {"/music/Größe " + std::to_string(upTo(1000)) + " \"mix\".wav",
                {random_(), random_()},
                anySection()};
    }
    Moves anyMoves() {
        Moves moves(static_cast<std::size_t>(upTo(5)));
        for (Move& move : moves) {
            move.shape = {any<FilterKind>(),
                          {between(20, 20000)},
                          {between(-12, 12)},
                          between(0.3, 8),
                          6 * (1 + upTo(7))};
            move.placement = any<Placement>();
            move.enabled = upTo(1) == 1;
            move.amount = between(0, 2);
            move.confidence = between(0, 1);
            move.proposed = upTo(1) == 1;
            move.reason = {upTo(kNamedBands) - 1,
                           {between(-9, 9)},
                           {between(0, 3)},
                           between(-1, 1),
                           {between(20, 100)},
                           {between(100, 20000)},
                           {between(0, 2)},
                           {},
                           {},
                           {},
                           {}};
            if (upTo(1))
                move.reason.disagreement = Decibels{between(0, 3)};
            if (upTo(1))
                move.asProposed = move.shape;
            if (upTo(1))
                move.reason.pushed.push_back(
                    {upTo(kNamedBands - 1), {between(-6, 6)}, {between(-6, 6)}});
            if (upTo(1))
                move.reason.monoLossBefore = Decibels{between(-3, 0)};
        }
        return moves;
    }
};

} // namespace kilter::testing
