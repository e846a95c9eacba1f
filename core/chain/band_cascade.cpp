// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_cascade.h"

#include "core/chain/transition.h"

#include <algorithm>
#include <cassert>

namespace kilter {

namespace {

constexpr Seconds kChange{0.010};
constexpr double kRampOctaves = 2.0;

Pair both(double x) {
    return Pair{x, x};
}

// Left and right, or mid and side: a lane that the band leaves alone passes its bits.
PairCoefficients placed(const BiquadCoefficients& h, Placement placement) {
    const auto lanes = [placement](double filter, double identity) {
        return Pair{placement == Placement::Side ? identity : filter,
                    placement == Placement::Mid ? identity : filter};
    };
    return {.b0 = lanes(h.b0, 1.0),
            .b1 = lanes(h.b1, 0.0),
            .b2 = lanes(h.b2, 0.0),
            .a1 = lanes(h.a1, 0.0),
            .a2 = lanes(h.a2, 0.0)};
}

PairCoefficients between(const PairCoefficients& from, const PairCoefficients& to, double weight) {
    const Pair w = both(weight);
    return {.b0 = from.b0 + w * (to.b0 - from.b0),
            .b1 = from.b1 + w * (to.b1 - from.b1),
            .b2 = from.b2 + w * (to.b2 - from.b2),
            .a1 = from.a1 + w * (to.a1 - from.a1),
            .a2 = from.a2 + w * (to.a2 - from.a2)};
}

// (left, right) <-> (mid, side), with mid = (left + right) / 2.
Pair encode(Pair x) {
    return Pair{0.5 * (x[0] + x[1]), 0.5 * (x[0] - x[1])};
}
Pair decode(Pair x) {
    return Pair{x[0] + x[1], x[0] - x[1]};
}

bool isNear(Hertz a, Hertz b) {
    constexpr double ratio = 1 << static_cast<int>(kRampOctaves);
    return a.value < b.value * ratio && b.value < a.value * ratio;
}

bool anyMidSide(const BandCascade::Bands& bands) {
    return std::any_of(bands.begin(), bands.end(), [](const BandSettings& b) {
        return b.stageCount > 0 && b.placement != Placement::Stereo;
    });
}

/// The stages beyond the first `count` pass 0 Hz as it is. Others carry so much in their state that
/// they can't be turned into one that does nothing without a click.
bool leaveBassAlone(const BandSettings& band, int count) {
    return std::all_of(band.stages.begin() + std::min(count, band.stageCount),
                       band.stages.begin() + band.stageCount, [](const BiquadCoefficients& h) {
                           const double below = 1.0 + h.a1 + h.a2;
                           return std::abs(h.b0 + h.b1 + h.b2 - below) < 1e-6 * below;
                       });
}

} // namespace

BandCascade::BandCascade(SampleRate rate)
    : weights_(smoothTransition((kChange * rate).count)) {}

void BandCascade::reset(const Bands& bands) noexcept {
    current_ = bands;
    isWaiting_ = isChanging_ = false;
    midSide_ = anyMidSide(bands);
    for (std::size_t k = 0; k < bands_.size(); ++k) {
        Band& band = bands_[k];
        band = Band{};
        band.stages = bands[k].stageCount;
        assert(band.stages >= 0 && band.stages <= kStagesPerBand);
        for (std::size_t i = 0; i < band.now.size(); ++i)
            band.now[i].c = placed(bands[k].stages[i], bands[k].placement);
    }
    listSections();
}

void BandCascade::set(Realtime&, const Bands& bands) noexcept {
    if (isChanging_) {
        waiting_ = bands;
        isWaiting_ = true;
    } else if (!(bands == current_)) {
        begin(bands);
    }
}

void BandCascade::begin(const Bands& bands) noexcept {
    if (!midSide_ && anyMidSide(bands))
        toMidSide(true);
    for (std::size_t k = 0; k < bands_.size(); ++k) {
        const BandSettings& from = current_[k];
        const BandSettings& to = bands[k];
        Band& band = bands_[k];
        assert(to.stageCount >= 0 && to.stageCount <= kStagesPerBand);
        if (from == to || (from.stageCount == 0 && to.stageCount == 0))
            continue;
        const bool ramps = from.stageCount > 0 && to.stageCount > 0 &&
                           from.placement == to.placement && isNear(from.corner, to.corner) &&
                           leaveBassAlone(from, to.stageCount) &&
                           leaveBassAlone(to, from.stageCount);
        band.change = ramps ? Change::Ramp : Change::Fade;
        band.nextStages = to.stageCount;
        for (std::size_t i = 0; i < band.next.size(); ++i)
            band.next[i] = {placed(to.stages[i], to.placement), PairState{}};
        // A ramp takes stages that come or go along, from or to one that does nothing.
        for (auto i = static_cast<std::size_t>(band.stages); i < band.now.size(); ++i)
            band.now[i].s = {};
    }
    current_ = bands;
    position_ = 0;
    isChanging_ = true;
}

void BandCascade::finish() noexcept {
    for (Band& band : bands_) {
        if (band.change == Change::None)
            continue;
        for (std::size_t i = 0; i < band.now.size(); ++i) {
            band.now[i].c = band.next[i].c;
            if (band.change == Change::Fade)
                band.now[i].s = band.next[i].s;
        }
        band.stages = band.nextStages;
        band.change = Change::None;
    }
    isChanging_ = false;
    if (midSide_ && !anyMidSide(current_))
        toMidSide(false);
    listSections();
    if (isWaiting_) {
        isWaiting_ = false;
        if (!(waiting_ == current_))
            begin(waiting_);
    }
}

void BandCascade::toMidSide(bool midSide) noexcept {
    for (Band& band : bands_)
        for (PairSection& section : band.now) {
            section.s.s1 = midSide ? encode(section.s.s1) : decode(section.s.s1);
            section.s.s2 = midSide ? encode(section.s.s2) : decode(section.s.s2);
        }
    midSide_ = midSide;
}

void BandCascade::listSections() noexcept {
    sectionCount_ = 0;
    for (Band& band : bands_)
        for (int i = 0; i < band.stages; ++i)
            sections_[static_cast<std::size_t>(sectionCount_++)] =
                &band.now[static_cast<std::size_t>(i)];
}

// One band over frames_[0..frames), at position_ of a change.
void BandCascade::changing(Band& band, int frames) noexcept {
    const auto n = static_cast<std::size_t>(frames);
    const auto at = static_cast<std::size_t>(position_);
    if (band.change == Change::Ramp) {
        for (int k = 0; k < std::max(band.stages, band.nextStages); ++k) {
            PairSection& section = band.now[static_cast<std::size_t>(k)];
            const PairCoefficients& to = band.next[static_cast<std::size_t>(k)].c;
            for (std::size_t i = 0; i < n; ++i)
                frames_[i] = step(between(section.c, to, weights_[at + i]), section.s, frames_[i]);
        }
        return;
    }
    if (band.change == Change::Fade)
        std::copy_n(frames_.begin(), n, fresh_.begin());
    std::array<PairSection*, kStagesPerBand> list{};
    for (std::size_t k = 0; k < list.size(); ++k)
        list[k] = &band.now[k];
    cascade(list.data(), band.stages, frames_.data(), frames);
    if (band.change == Change::Fade) {
        for (std::size_t k = 0; k < list.size(); ++k)
            list[k] = &band.next[k];
        cascade(list.data(), band.nextStages, fresh_.data(), frames);
        for (std::size_t i = 0; i < n; ++i)
            frames_[i] += both(weights_[at + i]) * (fresh_[i] - frames_[i]);
    }
}

void BandCascade::process(Realtime&, StereoBlock block) noexcept {
    for (int done = 0; done < block.frames;) {
        int n = std::min(kChunk, block.frames - done);
        const int changeFrames = static_cast<int>(weights_.size());
        if (isChanging_)
            n = std::min(n, changeFrames - position_);
        else if (sectionCount_ == 0)
            return; // all off until the next set(): not a bit is touched

        float* left = block.left + done;
        float* right = block.right + done;
        for (int i = 0; i < n; ++i)
            frames_[static_cast<std::size_t>(i)] = Pair{left[i], right[i]};
        if (midSide_)
            for (int i = 0; i < n; ++i)
                frames_[static_cast<std::size_t>(i)] = encode(frames_[static_cast<std::size_t>(i)]);

        if (isChanging_) {
            for (Band& band : bands_)
                if (band.stages > 0 || band.change != Change::None)
                    changing(band, n);
        } else {
            cascade(sections_.data(), sectionCount_, frames_.data(), n);
        }

        if (midSide_)
            for (int i = 0; i < n; ++i)
                frames_[static_cast<std::size_t>(i)] = decode(frames_[static_cast<std::size_t>(i)]);
        for (int i = 0; i < n; ++i) {
            left[i] = static_cast<float>(frames_[static_cast<std::size_t>(i)][0]);
            right[i] = static_cast<float>(frames_[static_cast<std::size_t>(i)][1]);
        }

        done += n;
        if (isChanging_ && (position_ += n) == changeFrames)
            finish();
    }
}

} // namespace kilter
