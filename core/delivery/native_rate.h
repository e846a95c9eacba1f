// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"
#include "core/delivery/judgement.h"

#include <optional>

namespace kilter {

struct SpectrumEnd {
    Judgement judgement = Judgement::Unknown; ///< whether the rate is the sound's own
    std::optional<Hertz> end;                 ///< with Wrong
};

/// Whether a file was converted up: then its spectrum ends at half of a lower usual rate, as
/// steeply as no music does. `lossyCutoff`: where it ends by lossy coding, which is as wrong.
/// Unknown where the music itself ends far below. Looks at 500 moments of the file. Thread: worker,
/// milliseconds. Accuracy: checks_test.
[[nodiscard]] SpectrumEnd nativeRateOf(const AudioBuffer& audio, SampleRate rate,
                                       std::optional<Hertz> lossyCutoff);

} // namespace kilter
