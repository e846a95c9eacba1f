// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/export.h"

#include "core/audio/audio_file.h"
#include "core/base/utf8.h"
#include "core/render/second_meter.h"

#include <algorithm>
#include <future>
#include <string>
#include <utility>

namespace kilter {

namespace {

// The master as a track, so that it can be measured before it is a file.
Track trackOf(AudioBuffer master, SampleRate rate, const ExportRequest& request) {
    Track track;
    track.path = request.out;
    track.rate = rate;
    track.format.channels = master.channels();
    track.format.bits = bitsOf(request.samples);
    track.format.floatingPoint = request.samples == SampleFormat::Float32;
    track.audio = std::move(master);
    track.tags = request.tags;
    return track;
}

BroadcastLoudness broadcastLoudness(const Analysis& analysis) {
    return {.integrated = analysis.loudness.integrated,
            .momentaryMax = analysis.loudness.momentaryMax,
            .shortTermMax = analysis.loudness.shortTermMax,
            .range = analysis.loudness.range,
            .maxTruePeak = analysis.peaks.maxTruePeak()};
}

bool sameSamples(const Track& a, const Track& b) {
    if (a.rate != b.rate || a.audio.frames() != b.audio.frames() ||
        a.audio.channels() != b.audio.channels())
        return false;
    for (int c = 0; c < a.audio.channels(); ++c) {
        if (!std::ranges::equal(a.audio.channel(c), b.audio.channel(c)))
            return false;
    }
    return true;
}

} // namespace

Result<StagedExport> stageExport(AudioBuffer master, SampleRate rate, const ExportRequest& request,
                                 const Progress& progress) {
    if (auto allowed = checkOutput(request); !allowed)
        return allowed.error();
    auto file = AtomicFile::create(request.out);
    if (!file)
        return file.error();

    DitherOutcome dithered{.applied = DitherKind::None};
    if (request.samples != SampleFormat::Float32)
        dithered =
            dither(master, rate, bitsOf(request.samples), request.dither, request.ditherSeed);
    // The broadcast fields stand before the first sample, so the measuring comes first. What is
    // read back is then compared sample by sample: the figures are those of the file.
    const Track meant = trackOf(std::move(master), rate, request);
    auto analysis = analyse(meant, request.measure, progress.part(0.0, 0.6, "measure"));
    if (!analysis)
        return analysis.error();

    const AudioFileText text{request.tags, broadcastLoudness(*analysis), request.originationDate,
                             request.wav};
    auto second = std::async(std::launch::async,
                             [&meant] { return loudnessByLibebur128(meant.audio, meant.rate); });
    const auto bytes = writeAudio(*file, meant.audio, rate, {request.format, request.samples}, text,
                                  progress.part(0.6, 0.85, "write"));
    if (!bytes)
        return bytes.error();
    const auto readBack = readTrack(file->path(), progress.part(0.85, 1.0, "read back"));
    if (!readBack && readBack.error().code == ErrorCode::Cancelled)
        return readBack.error();
    if (!readBack || !sameSamples(meant, *readBack))
        return Error{ErrorCode::WriteFailed, "what was written reads back differently",
                     utf8(request.out)};

    const auto byLibebur128 = second.get();
    requireAgreement(analysis->loudness.integrated, byLibebur128, rate);

    return StagedExport{std::move(*file), std::move(*analysis), *bytes,       dithered.applied,
                        dithered.clipped, request.overwrite,    byLibebur128, request.tags};
}

Result<Done> StagedExport::commit() {
    return file.commit(overwrite ? Existing::Replace : Existing::Keep);
}

} // namespace kilter
