// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/waveform_outlines.h"

#include <utility>

namespace kilter {

WaveformOutlines::WaveformOutlines(std::function<void()> changed)
    : changed_(std::move(changed)) {}

WaveformOutlines::Peaks WaveformOutlines::of(const std::shared_ptr<const Track>& track) {
    if (const auto known = peaks_.find(track); known != peaks_.end())
        return known->second;
    if (job_.running())
        return nullptr;
    job_.start(
        [track](const Progress&) -> Result<Peaks> {
            return std::make_shared<const WaveformPeaks>(waveformPeaksOf(*track));
        },
        [this, owner = Owner(track)](Result<Peaks> peaks) {
            keep(owner, peaks ? std::move(*peaks) : nullptr);
            changed_();
        });
    return nullptr;
}

void WaveformOutlines::keep(const Owner& owner, Peaks peaks) {
    std::erase_if(peaks_, [](const auto& entry) { return entry.first.expired(); });
    peaks_[owner] = std::move(peaks);
}

} // namespace kilter
