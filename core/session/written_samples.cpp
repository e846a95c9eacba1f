// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/written_samples.h"

#include "core/render/dither.h"

namespace kilter {

void makeAsWritten(AudioBuffer& master, SampleRate rate, const Delivery& delivery,
                   const Track& mix) {
    if (delivery.samples != SampleFormat::Float32)
        (void)dither(master, rate, bitsOf(delivery.samples), delivery.dither, mix.fingerprint.hash);
}

} // namespace kilter
