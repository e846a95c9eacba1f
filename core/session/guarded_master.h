// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/pipeline.h"

namespace kilter {

/// Gives `mastered` the dips that the session's codecs ask for, as its samples will stand in the
/// file. Where they cost so much loudness that the target would be missed, or the whole level had
/// to be lowered, the drive is found once more for what was lost, under a ceiling that is as much
/// lower. `audio` is the mix at the rate of delivery. Errors: those of guardCodecs; Cancelled.
[[nodiscard]] Result<Done> guardMaster(const Session& session, const LoadedTrack& mix,
                                       const AudioBuffer& audio, Mastered& mastered,
                                       const Progress& progress);

} // namespace kilter
