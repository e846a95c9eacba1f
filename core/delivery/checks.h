// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/audio/track.h"
#include "core/audio/wave_shape.h"
#include "core/delivery/coded_clipping.h"
#include "core/delivery/judgement.h"

#include <optional>
#include <vector>

/// A finished file beside what those who take it ask for.
namespace kilter {

enum class Outlet { Streaming, AppleDigitalMasters, Cd, Club, Broadcast };

/// What was looked at. `amount` of a Check is in the unit that stands here.
enum class CheckedFor {
    Lossless,      ///< bit/s of what is lossy; 0 unknown
    Channels,      ///< channels
    SampleRate,    ///< Hz
    Bits,          ///< of a sample
    FormatTag,     ///< of a WAV
    EndOfFile,     ///< bytes behind a WAV's data chunk
    NativeRate,    ///< Hz where the spectrum ends
    Clipping,      ///< places
    CodecClipping, ///< clipped samples and intervals, both channels
    Headroom,      ///< true peak, dBTP
    Loudness,      ///< LUFS
    MonoBass,      ///< correlation of left and right under 60 Hz
    Phase,         ///< stretches where left works against right
    Isrc,
};

struct Check {
    Outlet outlet{};
    CheckedFor what{};
    Judgement judgement = Judgement::Unknown;
    std::optional<double> amount; ///< as measured
    std::optional<Seconds> at;    ///< where in the song to listen

    friend bool operator==(const Check&, const Check&) = default;
};

/// All that is known of the file. `track` still has its audio.
struct FinishedFile {
    const Track& track;
    const Analysis& analysis;
    std::optional<WaveShape> wave;         ///< of a WAV
    std::optional<CodedClipping> clipping; ///< of AAC at 256 kbit/s; none: it can't be told
};

/// By outlet, in the order of CheckedFor. What a source leaves open, or the file does not tell, is
/// Unknown. Sources: Spotify's "Audio file formats" (format tag, end of file, 44.1 kHz, 16 bit,
/// two channels); Apple Digital Masters' technology brief (24 bit, native rate, afclip, headroom);
/// AES TD1008, -1 dBTP at a codec's input; IEC 60908 (CD: 44.1 kHz, 16 bit); EBU R 128 4.0 (-23
/// LUFS +-0.2, in production +-1; -1 dBTP, measured within 0.3). Thread: worker.
[[nodiscard]] std::vector<Check> checksOf(const FinishedFile& file);

} // namespace kilter
