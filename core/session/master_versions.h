// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"
#include "core/delivery/services.h"

#include <optional>

/// A master as others will hear it, to be heard beside it. All from `written`, its samples as its
/// file holds them (makeAsWritten): what encoded copies are made from and services are given.
namespace kilter {

/// A master behind a codec.
struct CodecVersions {
    AudioBuffer decoded;          ///< the samples of the encoded copy, as FFmpeg decodes it
    AudioBuffer taken;            ///< `decoded` minus the master at that rate
    SampleRate rate;              ///< codedRate
    std::optional<Lufs> loudness; ///< of `decoded`
};

/// Both are aligned with `written` and as long. At another rate than the codec's the master that is
/// taken off was resampled as a player does it (resample.h), not as the encoder's input.
/// Errors: those of roundTrip. Thread: worker.
[[nodiscard]] Result<CodecVersions> behindCodec(const AudioBuffer& written, SampleRate rate,
                                                Codec codec, const Progress& progress = {});

/// A master as a service plays it, at its own rate.
struct ServiceVersion {
    AudioBuffer audio;
    std::optional<Lufs> loudness;
};

/// `written` with the gain of `played`, which is what `rule` makes of it. Where the service's
/// limiter works, ours stands in for it, with the rule's ceiling as a true peak. Errors: Cancelled.
/// Thread: worker.
[[nodiscard]] Result<ServiceVersion> asServed(AudioBuffer written, SampleRate rate,
                                              const ServiceRule& rule, const Played& played,
                                              const Progress& progress = {});

} // namespace kilter
