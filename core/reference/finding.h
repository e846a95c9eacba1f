// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <string_view>

namespace kilter {

/// What an engineer would say about a mix beside its references, beyond the moves. Stable codes;
/// the sentences are core/session/wording's.
enum class FindingCode {
    FixInMix,        ///< a gap beyond what mastering should mend: `amount` of it is left
    LowEndSparse,    ///< Sub or Low under the corridor
    LowEndHeavy,     ///< Sub or Low over it
    Mud,             ///< 200-400 Hz over it
    Thin,            ///< 200-400 Hz under it
    PresenceBuildUp, ///< 2-5 kHz over it: masks or hardens the voice
    PresenceLacking, ///< 2-5 kHz under it: the voice stays behind
    DullAir,         ///< 8-16 kHz under it
    BrightAir,       ///< 8-16 kHz over it
    NarrowSides,     ///< less side than the references, in `band`
    WideSides,       ///< more
    WideBass,        ///< side in the bass, where the references have next to none
    OverCompressed,  ///< less dynamic than the references: overall, or in `band`
    UnderCompressed, ///< more dynamic than the references: overall, or in `band`
    Quieter,         ///< integrated loudness under the references'
    Louder,          ///< over them
};

/// One finding: facts only.
struct Finding {
    FindingCode code{};
    int band = -1;           ///< index into kBands; -1: over all bands
    Decibels amount{};       ///< mix minus target in the finding's own measure
    Decibels spread{};       ///< of the references in that measure
    Hertz low{}, high{};     ///< where; both 0 when it is about the whole
    double confidence = 0.0; ///< 0..1

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// Stable names for JSON: "fix_in_mix", "low_end_sparse" ...
[[nodiscard]] std::string_view nameOf(FindingCode code);

} // namespace kilter
