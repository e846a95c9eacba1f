// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/session/pipeline.h"

namespace kilter {

/// Makes of a master the samples that its file will have, bit for bit: at the bits and with the
/// dither of `delivery`, seeded by the mix. Float files have the master's own.
void makeAsWritten(AudioBuffer& master, SampleRate rate, const Delivery& delivery,
                   const Track& mix);

} // namespace kilter
