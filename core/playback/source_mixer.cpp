// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/source_mixer.h"

#include "core/base/index.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace kilter {

namespace {

constexpr Seconds kSwitch{0.020};

} // namespace

int laneOf(HeardSource source, int reference) noexcept {
    switch (source) {
    case HeardSource::Mix:
        return kMixLane;
    case HeardSource::Master:
        return kMasterLane;
    case HeardSource::Difference:
        return kDifferenceLane;
    case HeardSource::Reference:
        return kReferenceLane + std::clamp(reference, 0, kReferences - 1);
    case HeardSource::Decoded:
    case HeardSource::Served:
    case HeardSource::Taken:
        return kVersionLane + static_cast<int>(*versionOf(source));
    }
    return kMixLane;
}

HeardSource sourceOf(int lane) noexcept {
    constexpr std::array kSources{
        HeardSource::Mix,   HeardSource::Master,     HeardSource::Decoded,  HeardSource::Served,
        HeardSource::Taken, HeardSource::Difference, HeardSource::Reference};
    return kSources[at(std::min(lane, kReferenceLane))];
}

MixerSettings mixerSettings(const Listening& listening) {
    MixerSettings settings;
    settings.lane = laneOf(listening.source, listening.reference);
    const auto gain = [](Decibels level) { return static_cast<float>(amplitude(level)); };
    settings.gains[kMixLane] = gain(listening.mixGain);
    settings.gains[kMasterLane] = gain(listening.masterGain);
    settings.gains[kDifferenceLane] = gain(listening.masterGain);
    settings.gains[at(laneOf(HeardSource::Decoded, 0))] = gain(listening.decodedGain);
    settings.gains[at(laneOf(HeardSource::Served, 0))] = gain(listening.servedGain);
    settings.gains[kTakenLane] = gain(listening.decodedGain);
    for (std::size_t i = 0; i < listening.referenceGain.size(); ++i)
        settings.gains[kReferenceLane + i] = gain(listening.referenceGain[i]);

    std::array<float, 4>& m = settings.matrix;
    switch (listening.image) {
    case Image::Stereo:
        m = {1.0F, 0.0F, 0.0F, 1.0F};
        break;
    case Image::Mono:
        m = {0.5F, 0.5F, 0.5F, 0.5F};
        break;
    case Image::Side:
        m = {0.5F, -0.5F, 0.5F, -0.5F};
        break;
    }
    if (listening.swapped) { // before the image, so that it changes the side's sign only
        std::swap(m[0], m[1]);
        std::swap(m[2], m[3]);
    }
    if (listening.dimmed)
        for (float& gain : m)
            gain *= static_cast<float>(amplitude(kDim));
    return settings;
}

SourceMixer::SourceMixer(SampleRate rate)
    : shape_(kSwitch * rate) {
    setLevels(mixerSettings({}));
    arrive();
}

void SourceMixer::select(int lane) noexcept {
    if (lane == target_)
        return;
    from_ = weights_;
    target_ = lane;
    position_ = 0;
}

void SourceMixer::setLevels(const MixerSettings& settings) noexcept {
    for (int i = 0; i < kLanes; ++i) {
        CosineRamp& gain = gains_[at(i)];
        if (sounds(i))
            gain.moveTo(settings.gains[at(i)]);
        else
            gain.set(settings.gains[at(i)]);
    }
    for (std::size_t i = 0; i < matrix_.size(); ++i)
        matrix_[i].moveTo(settings.matrix[i]);
}

void SourceMixer::arrive() noexcept {
    position_ = -1;
    weights_.fill(0.0F);
    weights_[at(target_)] = 1.0F;
    for (CosineRamp& gain : gains_)
        gain.set(gain.target());
    for (CosineRamp& gain : matrix_)
        gain.set(gain.target());
}

bool SourceMixer::sounds(int lane) const noexcept {
    return weights_[at(lane)] > 0.0F || lane == target_;
}

void SourceMixer::mix(Realtime&, const std::array<StereoBlock, kLanes>& lanes, StereoBlock own,
                      StereoBlock heard) noexcept {
    if (position_ < 0)
        mixSteady(lanes[at(target_)], own, heard);
    else
        mixFading(lanes, own, heard);
    image(heard);
}

void SourceMixer::mixSteady(const StereoBlock& lane, StereoBlock own, StereoBlock heard) noexcept {
    std::copy_n(lane.left, own.frames, own.left);
    std::copy_n(lane.right, own.frames, own.right);
    CosineRamp& gain = gains_[at(target_)];
    for (int i = 0; i < heard.frames; ++i) {
        const float g = gain.next(shape_);
        heard.left[i] = g * lane.left[i];
        heard.right[i] = g * lane.right[i];
    }
}

void SourceMixer::mixFading(const std::array<StereoBlock, kLanes>& lanes, StereoBlock own,
                            StereoBlock heard) noexcept {
    for (int i = 0; i < own.frames; ++i) {
        const float r = position_ < 0 ? 1.0F : shape_[position_];
        float alike = 0.0F;  // amplitude of what is one sound
        float others = 0.0F; // power of what is not
        for (int lane = 0; lane < kLanes; ++lane) {
            float& w = weights_[at(lane)];
            w = (1.0F - r) * from_[at(lane)] + (lane == target_ ? r : 0.0F);
            if (lane < kTakenLane)
                alike += w;
            else
                others += w * w;
        }
        const float norm = 1.0F / std::sqrt(alike * alike + others);

        float ownLeft = 0.0F;
        float ownRight = 0.0F;
        float left = 0.0F;
        float right = 0.0F;
        for (int lane = 0; lane < kLanes; ++lane) {
            const float w = norm * weights_[at(lane)];
            if (w == 0.0F)
                continue;
            const float l = w * lanes[at(lane)].left[i];
            const float rr = w * lanes[at(lane)].right[i];
            const float g = gains_[at(lane)].next(shape_);
            ownLeft += l;
            ownRight += rr;
            left += g * l;
            right += g * rr;
        }
        own.left[i] = ownLeft;
        own.right[i] = ownRight;
        heard.left[i] = left;
        heard.right[i] = right;
        if (position_ >= 0 && ++position_ == shape_.length())
            position_ = -1;
    }
}

void SourceMixer::image(StereoBlock heard) noexcept {
    for (int i = 0; i < heard.frames; ++i) {
        const float left = heard.left[i];
        const float right = heard.right[i];
        const float ll = matrix_[0].next(shape_);
        const float lr = matrix_[1].next(shape_);
        const float rl = matrix_[2].next(shape_);
        const float rr = matrix_[3].next(shape_);
        heard.left[i] = ll * left + lr * right;
        heard.right[i] = rl * left + rr * right;
    }
}

} // namespace kilter
