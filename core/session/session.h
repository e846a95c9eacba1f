// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/audio/audio_writer.h"
#include "core/audio/track.h"
#include "core/chain/compressor/spec.h"
#include "core/codec/codec.h"
#include "core/moves/match_curve.h"
#include "core/moves/move.h"
#include "core/moves/propose.h"
#include "core/render/design.h"
#include "core/render/dither.h"
#include "core/render/solve.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kilter {

/// A file of the session, and which part of it is compared.
struct Source {
    std::filesystem::path path;
    Fingerprint
        fingerprint; ///< of the content that the choices were made for; 0 bytes: not read yet
    SectionChoice section = GoodSections{};

    friend bool operator==(const Source&, const Source&) = default;
};

struct SessionReference {
    Source source;
    bool used = true;
    double weight = 1.0; ///< > 0

    friend bool operator==(const SessionReference&, const SessionReference&) = default;
};

/// A saved target ("my genre"), which counts as one more reference.
struct SessionProfile {
    std::filesystem::path path; ///< empty: the built-in target
    bool used = true;
    double weight = 1.0;

    friend bool operator==(const SessionProfile&, const SessionProfile&) = default;
};

/// What lossy copies of the master have to keep.
struct CodecDemands {
    std::vector<Codec> codecs; ///< each once
    Decibels ceiling{0.0};     ///< dBTP, of what is decoded

    friend bool operator==(const CodecDemands&, const CodecDemands&) = default;
};

/// What is written, besides the sound.
struct Delivery {
    std::optional<SampleRate> rate; ///< empty: the mix's
    FileFormat format = FileFormat::Wav;
    WavText wav = WavText::Bext; ///< ignored for other formats
    SampleFormat samples = SampleFormat::Pcm24;
    DitherKind dither = DitherKind::Tpdf;
    std::optional<std::string> title, artist, isrc; ///< empty: the mix's own
    CodecDemands survives;

    friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// All that a user has chosen: inputs and decisions, and nothing that can be computed from them.
/// A value: the window's undo keeps copies of it, and a .kilter file is its text.
struct Session {
    Source mix;
    std::vector<SessionReference> references;
    std::vector<SessionProfile> profiles;

    MoveOptions moveOptions;
    /// The moves as the user left them; empty: what Kilter proposes.
    std::optional<Moves> moves;
    /// Bands of the user's own that stand beside the proposals while `moves` is empty.
    Moves ownBands;
    /// The smoothed match curve instead of proposed moves; `curve` as it was computed, so that a
    /// saved session renders without its references.
    std::optional<MatchOptions> match;
    std::optional<MatchCurve> curve;
    KernelPhase phase = KernelPhase::Minimum; ///< of the equaliser

    Target target;
    CompressorSpec compressor;
    LimiterSettings limiter; ///< `trim` is the solver's to find and stays 0 here
    Delivery delivery;
    std::string created; ///< "yyyy-mm-dd", for the master's metadata

    friend bool operator==(const Session&, const Session&) = default;
};

} // namespace kilter
