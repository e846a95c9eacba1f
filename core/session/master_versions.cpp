// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/master_versions.h"

#include "core/analysis/loudness.h"
#include "core/audio/gain.h"
#include "core/audio/resample.h"
#include "core/codec/round_trip.h"
#include "core/render/render.h"
#include "core/render/strictest_peak.h"

#include <algorithm>
#include <utility>

namespace kilter {

namespace {

/// `whole` minus `part`, which may be a frame shorter or longer where its rate was converted.
AudioBuffer difference(const AudioBuffer& whole, const AudioBuffer& part) {
    AudioBuffer left = whole;
    for (int c = 0; c < left.channels(); ++c) {
        const auto from = left.channel(c);
        const auto off = part.channel(c);
        const std::size_t both = std::min(from.size(), off.size());
        for (std::size_t i = 0; i < both; ++i)
            from[i] -= off[i];
    }
    return left;
}

} // namespace

Result<CodecVersions> behindCodec(const AudioBuffer& written, SampleRate rate, Codec codec,
                                  const Progress& progress) {
    auto decoded = roundTrip(written, rate, codec, {}, progress.part(0.0, 0.85, {}));
    if (!decoded)
        return decoded.error();
    CodecVersions versions;
    versions.rate = decoded->rate;
    versions.decoded = std::move(decoded->audio);
    if (versions.rate == rate) {
        versions.taken = difference(versions.decoded, written);
    } else {
        const auto master = resample(written, rate, versions.rate, progress.part(0.85, 0.95, {}));
        if (!master)
            return master.error();
        versions.taken = difference(versions.decoded, *master);
    }
    versions.loudness =
        measureLoudness(versions.decoded, versions.rate, progress.part(0.95, 1.0, {})).integrated;
    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};
    return versions;
}

Result<ServiceVersion> asServed(AudioBuffer written, SampleRate rate, const ServiceRule& rule,
                                const Played& played, const Progress& progress) {
    ServiceVersion version{std::move(written), std::nullopt};
    if (played.limited) {
        ChainSettings settings;
        settings.drive = played.gain;
        settings.limiter.ceiling = rule.ceiling;
        auto limited = render(version.audio, rate, settings, progress.part(0.0, 0.9, {}));
        if (!limited)
            return Error{ErrorCode::Cancelled, {}, {}};
        version.audio = std::move(limited->audio);
        const Decibels peak = strictestTruePeak(version.audio, rate, rule.ceiling);
        scale(version.audio, amplitude(std::min(rule.ceiling - peak, Decibels{}))); // its trim
    } else {
        scale(version.audio, amplitude(played.gain));
    }
    version.loudness = measureLoudness(version.audio, rate, progress.part(0.9, 1.0, {})).integrated;
    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};
    return version;
}

} // namespace kilter
