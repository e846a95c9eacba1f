// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_writer.h"
#include "core/reference/builtin_profile.h"
#include "core/session/session_json.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include <sndfile.h>

/// What the fuzzers start from: small files of every format, by Kilter's own writers, libsndfile
/// and, where it is installed, the ffmpeg program.
namespace {

using namespace kilter;
namespace fs = std::filesystem;

AudioBuffer sound(SampleRate rate, int channels, double seconds) {
    AudioBuffer audio(channels, Frames{static_cast<std::int64_t>(seconds * rate.hz)});
    std::uint32_t state = 1;
    for (int c = 0; c < channels; ++c) {
        double t = 0.0;
        for (float& x : audio.channel(c)) {
            state = state * 1664525u + 1013904223u;
            const double hiss = static_cast<double>(state >> 8) / (1 << 23) - 1.0;
            x = static_cast<float>(0.02 * hiss +
                                   0.3 * std::sin(2.0 * std::numbers::pi * (220.0 + c) * t));
            t += 1.0 / rate.hz;
        }
    }
    return audio;
}

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

void ownFormats(const fs::path& folder) {
    const AudioFileText text{{"Title", "An artist", "GBAYE6800011"}, {}, "2026-01-01"};
    const auto make = [&](const char* name, int channels, int hz, AudioFileFormat format) {
        if (!writeAudioFile(folder / name, sound({hz}, channels, 0.1), {hz}, format, text))
            std::fprintf(stderr, "%s was not written\n", name);
    };
    make("wave/16.wav", 2, 44100, {FileFormat::Wav, SampleFormat::Pcm16});
    make("wave/24 mono.wav", 1, 8000, {FileFormat::Wav, SampleFormat::Pcm24});
    make("wave/float.wav", 2, 8000, {FileFormat::Wav, SampleFormat::Float32});
    make("aiff/16.aiff", 2, 8000, {FileFormat::Aiff, SampleFormat::Pcm16});
    make("aiff/24 mono.aiff", 1, 44100, {FileFormat::Aiff, SampleFormat::Pcm24});
    make("aiff/float.aifc", 2, 8000, {FileFormat::Aiff, SampleFormat::Float32});
    make("flac/16.flac", 2, 44100, {FileFormat::Flac, SampleFormat::Pcm16});
    make("flac/24 mono.flac", 1, 8000, {FileFormat::Flac, SampleFormat::Pcm24});
}

void bySndfile(const fs::path& folder, const char* name, int format, int hz, int channels) {
    SF_INFO info{};
    info.samplerate = hz;
    info.channels = channels;
    info.format = format;
    SNDFILE* file = sf_open((folder / name).c_str(), SFM_WRITE, &info);
    if (!file) {
        std::fprintf(stderr, "%s: libsndfile can't write it\n", name);
        return;
    }
    sf_set_string(file, SF_STR_TITLE, "Title");
    sf_set_string(file, SF_STR_ARTIST, "An artist");
    const AudioBuffer audio = sound({hz}, channels, 0.2);
    std::vector<float> frames;
    for (std::size_t i = 0; i < audio.channel(0).size(); ++i)
        for (int c = 0; c < channels; ++c)
            frames.push_back(audio.channel(c)[i]);
    sf_writef_float(file, frames.data(), audio.frames().count);
    sf_close(file);
}

void byLibraries(const fs::path& folder) {
    bySndfile(folder, "wave/rf64.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 8000, 2);
    bySndfile(folder, "wave/wave64.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_24, 8000, 2);
    bySndfile(folder, "wave/extensible.wav", SF_FORMAT_WAVEX | SF_FORMAT_DOUBLE, 8000, 1);
    bySndfile(folder, "aiff/8.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_S8, 8000, 1);
    bySndfile(folder, "ogg/vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2);
    bySndfile(folder, "ogg/opus.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1);
    bySndfile(folder, "mp3/stereo.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2);
    bySndfile(folder, "mp3/mono.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 16000, 1);
    bySndfile(folder, "caf/pcm.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_24, 8000, 2);
    bySndfile(folder, "caf/alac.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 44100, 2);
}

void byFfmpeg(const fs::path& folder) {
    const fs::path source = folder / "wave/16.wav";
    for (const char* made :
         {"-c:a aac' 'mp4/aac.m4a", "-c:a alac' 'mp4/alac.m4a",
          "-movflags +frag_keyframe+empty_moov -c:a aac' 'mp4/fragments.mp4",
          "-c:a aac' 'adts/aac.aac", "-c:a wmav2' 'asf/2.wma", "-c:a wmav1' 'asf/1.wma",
          "-c:a wavpack' 'wavpack/16.wv", "-sample_fmt fltp -c:a wavpack' 'wavpack/float.wv"}) {
        std::string options(made);
        const std::size_t middle = options.find("' '");
        const fs::path target = folder / options.substr(middle + 3);
        const std::string command = "ffmpeg -nostdin -v error -y -i '" + source.string() + "' " +
                                    options.substr(0, middle) + " '" + target.string() + "'";
        if (std::system(command.c_str()) != 0)
            std::fprintf(stderr, "%s was not made: it is found by mutation alone\n",
                         target.filename().c_str());
    }
}

void sessions(const fs::path& folder) {
    Session session;
    session.mix.path = "/music/mix.wav";
    session.created = "2026-01-01";
    write(folder / "session/plain.kilter", sessionToJson(session, "/music"));
    session.references = {{{"/music/a.flac", {4711, 42}, LoudestSection{}}, true, 1.0},
                          {{"/b.wav", {}, Section{{1.0}, {31.0}}}, false, 2.0},
                          {{"c.wav", {}, WholeTrack{}}, true, 0.5}};
    session.profiles = {{{}, true, 1.0}, {"/music/genre.json", true, 2.0}};
    Move move;
    move.shape = {FilterKind::Bell, {1000.0}, {-2.5}, 1.0, 12};
    Move cut = move;
    cut.shape.kind = FilterKind::LowCut;
    cut.placement = Placement::Side;
    cut.proposed = false;
    session.moves = Moves{move, cut};
    session.ownBands = {cut};
    session.phase = KernelPhase::Linear;
    session.limiter.mode = LimiterMode::Loud;
    session.limiter.releaseMs = 200.0;
    session.delivery.rate = SampleRate{48000};
    session.delivery.title = "Title";
    session.delivery.isrc = "GBAYE6800011";
    write(folder / "session/moves.kilter", sessionToJson(session, "/music"));
    session.match = MatchOptions{};
    session.curve = MatchCurve{};
    session.target = {std::nullopt, {6.0}};
    session.limiter.mode = LimiterMode::Off;
    write(folder / "session/match.kilter", sessionToJson(session, "/elsewhere"));
    if (!writeProfile(builtinProfile(), {folder / "profile/built in.json", true}))
        std::fprintf(stderr, "no profile was written\n");
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    const fs::path folder = argv[1];
    for (const char* name : {"wave", "aiff", "flac", "ogg", "mp3", "mp4", "adts", "asf", "wavpack",
                             "caf", "layout", "tags", "session", "profile", "services", "analysis"})
        fs::create_directories(folder / name);
    ownFormats(folder);
    byLibraries(folder);
    byFfmpeg(folder);
    sessions(folder);
    const auto copy = [&](const char* from, const char* to) {
        for (const auto& entry : fs::directory_iterator(folder / from))
            fs::copy_file(entry.path(), folder / to / entry.path().filename(),
                          fs::copy_options::overwrite_existing);
    };
    for (const char* from : {"wave", "aiff"})
        copy(from, "layout");
    for (const char* from : {"flac", "ogg", "mp3"})
        copy(from, "tags");
    // An input of analysis_fuzz: rate, repeats, channels, samples.
    const AudioBuffer audio = sound({8000}, 1, 0.1);
    std::string bytes("\0\x40\1", 3);
    for (const float x : audio.channel(0))
        bytes.append(reinterpret_cast<const char*>(&x), sizeof(x));
    write(folder / "analysis/sine", bytes);
    write(folder / "analysis/silence", std::string("\3\x20\0", 3) + std::string(400, '\0'));
    return 0;
}
