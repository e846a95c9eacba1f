// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace kilter::quality {

namespace {
struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, Close>;
} // namespace

Sound readSound(const std::filesystem::path& path, Seconds start, Seconds longest) {
    SF_INFO info{};
    const File file(sf_open(path.c_str(), SFM_READ, &info));
    if (!file || info.channels < 1 || info.channels > 2)
        throw std::runtime_error("can't read " + path.string());
    const SampleRate rate{info.samplerate};
    const std::int64_t from =
        std::min((start * rate).count, static_cast<std::int64_t>(info.frames));
    const std::int64_t frames = std::min((longest * rate).count, info.frames - from);
    sf_seek(file.get(), from, SEEK_SET);
    std::vector<float> interleaved(static_cast<std::size_t>(frames * info.channels));
    const sf_count_t got = sf_readf_float(file.get(), interleaved.data(), frames);
    Sound sound{AudioBuffer(2, {got}), rate};
    for (int c = 0; c < 2; ++c)
        for (sf_count_t n = 0; n < got; ++n)
            sound.audio.channel(c)[static_cast<std::size_t>(n)] =
                interleaved[static_cast<std::size_t>(n * info.channels +
                                                     std::min(c, info.channels - 1))];
    return sound;
}

void writeSound(const std::filesystem::path& path, const AudioBuffer& audio, SampleRate rate) {
    SF_INFO info{};
    info.samplerate = rate.hz;
    info.channels = audio.channels();
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    const File file(sf_open(path.c_str(), SFM_WRITE, &info));
    if (!file)
        throw std::runtime_error("can't write " + path.string());
    std::vector<float> interleaved;
    interleaved.reserve(static_cast<std::size_t>(audio.frames().count * audio.channels()));
    for (std::int64_t n = 0; n < audio.frames().count; ++n)
        for (int c = 0; c < audio.channels(); ++c)
            interleaved.push_back(audio.channel(c)[static_cast<std::size_t>(n)]);
    if (sf_writef_float(file.get(), interleaved.data(), audio.frames().count) !=
        audio.frames().count)
        throw std::runtime_error("can't write " + path.string());
}

} // namespace kilter::quality
