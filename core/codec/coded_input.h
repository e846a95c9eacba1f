// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <optional>

namespace kilter {

/// What is handed to an encoder: the master itself, or converted to the encoder's rate by
/// libswresample at its defaults, as FFmpeg's programs do it. (core/audio/resample.h is finer, and
/// other samples would be told of than those that such a program's file has.)
class CodedInput {
  public:
    /// `master` must outlive what is returned. Errors: Cancelled.
    [[nodiscard]] static Result<CodedInput> make(const AudioBuffer& master, SampleRate from,
                                                 SampleRate to, const Progress& progress);

    [[nodiscard]] const AudioBuffer& audio() const { return converted_ ? *converted_ : *master_; }

  private:
    const AudioBuffer* master_ = nullptr;
    std::optional<AudioBuffer> converted_;
};

} // namespace kilter
