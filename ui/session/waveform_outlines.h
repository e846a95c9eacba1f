// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "ui/session/job.h"
#include "ui/views/waveform_peaks.h"

#include <functional>
#include <map>
#include <memory>

namespace kilter {

/// The peaks of the waveforms on show: made by a worker, one track at a time, and kept while their
/// track lives. Gui thread.
class WaveformOutlines {
  public:
    using Peaks = std::shared_ptr<const WaveformPeaks>;

    /// `changed` is called when one has been made.
    explicit WaveformOutlines(std::function<void()> changed);

    /// Null while they are being made, or another track's are: ask again after `changed`.
    [[nodiscard]] Peaks of(const std::shared_ptr<const Track>& track);

  private:
    // By owner, not by address: another track may come to lie where one was.
    using Owner = std::weak_ptr<const Track>;

    void keep(const Owner& owner, Peaks peaks);

    std::function<void()> changed_;
    std::map<Owner, Peaks, std::owner_less<>> peaks_;
    Job<Peaks> job_;
};

} // namespace kilter
