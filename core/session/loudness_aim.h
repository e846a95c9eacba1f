// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/pipeline.h"

#include <optional>

namespace kilter {

/// Targets that are found instead of named.
enum class LoudnessAim {
    References, ///< as loud as the references are: their median
    Clean,      ///< as loud as it stays clean (CleanSearch)
};

/// A loudness that was found, as a target: down to 0.01 LU, so that what stays clean does.
[[nodiscard]] Lufs asTarget(Lufs found);

/// The target that `aim` stands for, to 0.01 LU; empty where there is none: no reference in use
/// has a loudness, nothing stays clean (silence, the limiter off). Errors: those of loudestCleanOf.
[[nodiscard]] Result<std::optional<Lufs>> targetOf(LoudnessAim aim, const Session& session,
                                                   const LoadedTrack& mix, const Targets& targets,
                                                   const Comparison* comparison,
                                                   const Progress& progress = {});

} // namespace kilter
