// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_files.h"

#include "core/audio/audio_writer.h"
#include "core/base/destination.h"
#include "core/base/utf8.h"
#include "core/demo/demo_song.h"

#include <array>
#include <future>
#include <string>
#include <system_error>

namespace kilter {

namespace {

struct Piece {
    DemoSong song;
    const char* file;
    const char* title;
    FileFormat format;
};

constexpr std::array<Piece, 3> kPieces{
    {{DemoSong::Mix, "demo-mix.wav", "Demo mix", FileFormat::Wav},
     {DemoSong::ReferenceA, "demo-reference-a.flac", "Demo reference A", FileFormat::Flac},
     {DemoSong::ReferenceB, "demo-reference-b.wav", "Demo reference B", FileFormat::Wav}}};

Result<Done> makeFolder(const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (!failure)
        return Done{};
    const auto is = [&](std::errc code) { return failure == code; };
    const ErrorCode code = is(std::errc::permission_denied) || is(std::errc::read_only_file_system)
                               ? ErrorCode::NoPermission
                           : is(std::errc::no_space_on_device) ? ErrorCode::DiskFull
                           : is(std::errc::not_a_directory) || is(std::errc::file_exists)
                               ? ErrorCode::NotAFile
                               : ErrorCode::WriteFailed;
    return Error{code, failure.message(), utf8(folder)};
}

} // namespace

Result<DemoFiles> writeDemo(const std::filesystem::path& folder, std::uint64_t seed,
                            Existing existing, const Progress& progress) {
    if (auto made = makeFolder(folder); !made)
        return made.error();
    for (const Piece& piece : kPieces)
        if (auto allowed = checkOutput({folder / piece.file, existing == Existing::Replace, {}});
            !allowed)
            return allowed.error();

    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};
    std::array<std::future<AudioBuffer>, kPieces.size()> songs;
    for (std::size_t i = 0; i < kPieces.size(); ++i)
        songs[i] = std::async(std::launch::async, [recipe = demoRecipe(kPieces[i].song, seed)] {
            return render(recipe);
        });

    std::array<std::filesystem::path, kPieces.size()> paths;
    for (std::size_t i = 0; i < kPieces.size(); ++i) {
        const Piece& piece = kPieces[i];
        const double done = static_cast<double>(i) / kPieces.size();
        progress.part(0, 1, piece.title).at(done);
        const AudioBuffer song = songs[i].get();
        if (progress.cancelled())
            return Error{ErrorCode::Cancelled, {}, {}};
        // No dither: each song's own noise lies far above a step of 24 bits.
        AudioFileText text;
        text.tags = {.title = piece.title, .artist = "Kilter", .isrc = {}};
        paths[i] = folder / piece.file;
        auto written =
            writeAudioFile(paths[i], song, demoRecipe(piece.song).rate,
                           {.file = piece.format, .samples = SampleFormat::Pcm24}, text,
                           progress.part(done, done + 1.0 / kPieces.size(), piece.title), existing);
        if (!written)
            return written.error();
    }
    return DemoFiles{paths[0], paths[1], paths[2]};
}

} // namespace kilter
