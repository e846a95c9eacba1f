// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/copies.h"

#include "core/audio/audio_file.h"
#include "core/base/utf8.h"
#include "core/codec/encoded_file.h"
#include "core/codec/replay_gain.h"

#include <utility>

namespace kilter {

namespace {

SampleFormat samplesIn(const Track& track) {
    return track.format.floatingPoint                         ? SampleFormat::Float32
           : track.format.bits == bitsOf(SampleFormat::Pcm16) ? SampleFormat::Pcm16
                                                              : SampleFormat::Pcm24;
}

Result<Done> write(AtomicFile& file, const Track& master, const CopyFormat& format,
                   const EncodedFileText& text, const Progress& progress) {
    if (const auto* codec = std::get_if<Codec>(&format))
        return writeEncoded(file, master.audio, master.rate, *codec, text, progress);
    AudioFileText flac;
    flac.tags = text.tags;
    flac.fields = replayGainOf(text.loudness, text.truePeak);
    const auto bytes = writeAudio(file, master.audio, master.rate,
                                  {FileFormat::Flac, samplesIn(master)}, flac, progress);
    if (!bytes)
        return bytes.error();
    return Done{};
}

} // namespace

std::optional<CopyFormat> copyFormatNamed(std::string_view name) {
    if (name == "flac")
        return FlacCopy{};
    if (const auto codec = codecNamed(name))
        return *codec;
    return std::nullopt;
}

std::string nameOf(const CopyFormat& format) {
    const auto* codec = std::get_if<Codec>(&format);
    return codec ? nameOf(*codec) : "flac";
}

std::filesystem::path pathOfCopy(const std::filesystem::path& master, const CopyFormat& format) {
    std::filesystem::path name = master.stem();
    if (const auto* codec = std::get_if<Codec>(&format)) {
        name += '-';
        name += nameOf(*codec);
        name += factsOf(codec->kind).suffix;
    } else {
        name += ".flac";
    }
    return master.parent_path() / name;
}

std::uint64_t expectedBytes(std::span<const CopyFormat> formats, Seconds length,
                            std::uint64_t masterBytes) {
    std::uint64_t all = 0;
    for (const CopyFormat& format : formats) {
        const auto* codec = std::get_if<Codec>(&format);
        all += codec ? static_cast<std::uint64_t>(125.0 * codec->kbps * length.value)
                     : masterBytes; // 125: bytes of a kilobit
    }
    return all;
}

Result<Done> StagedCopies::commit() {
    for (AtomicFile& file : files)
        if (auto done = file.commit(overwrite ? Existing::Replace : Existing::Keep); !done)
            return done;
    return Done{};
}

Result<StagedCopies> stageCopies(const StagedExport& master, std::span<const CopyFormat> formats,
                                 const Progress& progress) {
    StagedCopies staged;
    staged.overwrite = master.overwrite;
    if (formats.empty())
        return staged;
    const auto track = readTrack(master.file.path(), progress.part(0.0, 0.1, "reading back"));
    if (!track)
        return track.error();
    const EncodedFileText text{master.tags, master.analysis.loudness.integrated,
                               master.analysis.peaks.maxTruePeak()};
    const double share = 0.9 / static_cast<double>(formats.size());
    for (std::size_t i = 0; i < formats.size(); ++i) {
        auto file = AtomicFile::create(pathOfCopy(master.file.target(), formats[i]));
        if (!file)
            return file.error();
        const double from = 0.1 + share * static_cast<double>(i);
        if (auto done = write(*file, *track, formats[i], text,
                              progress.part(from, from + share, "encoding"));
            !done)
            return done.error();
        staged.files.push_back(std::move(*file));
    }
    return staged;
}

} // namespace kilter
