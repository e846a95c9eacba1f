// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/audio/audio_writer.h"
#include "core/base/atomic_file.h"
#include "core/base/destination.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/render/dither.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kilter {

/// What is to be written there.
struct ExportRequest : Destination {
    FileFormat format = FileFormat::Wav;
    SampleFormat samples = SampleFormat::Pcm24;
    DitherKind dither = DitherKind::Tpdf; ///< ignored for Float32
    std::uint64_t ditherSeed = 0; ///< from the mix's fingerprint: the same master, the same bytes
    Tags tags;
    std::string originationDate; ///< "yyyy-mm-dd" or empty
    WavText wav = WavText::Bext;
    AnalysisOptions measure; ///< which section the measurement looks at
};

/// A master that is written, read back and found to be what was meant, and that has not taken its
/// place yet. Dropped, it leaves nothing.
struct StagedExport {
    AtomicFile file;
    Analysis analysis; ///< of the samples in the file
    std::uint64_t bytes = 0;
    DitherKind dither{};      ///< what was applied
    std::int64_t clipped = 0; ///< samples held at full scale
    bool overwrite = false;
    std::optional<Lufs>
        byLibebur128; ///< integrated loudness of the same samples, see second_meter.h
    Tags tags;        ///< that the file has

    /// Takes the place of `out`. Call once. Errors: as AtomicFile::commit, and OutputExists if
    /// something came to be there meanwhile.
    [[nodiscard]] Result<Done> commit();
};

/// Dithers, measures, writes, reads back and compares every sample; beside the writing libebur128
/// measures too, and throws std::logic_error (a fault) where it disagrees. What the broadcast
/// fields and `analysis` say is thereby true of the file.
///
/// Errors: as checkOutput and AtomicFile; WriteFailed if what is read back differs; Cancelled.
/// Memory: `master`, the file read back, and what analyse() takes.
[[nodiscard]] Result<StagedExport> stageExport(AudioBuffer master, SampleRate rate,
                                               const ExportRequest& request,
                                               const Progress& progress = {});

} // namespace kilter
