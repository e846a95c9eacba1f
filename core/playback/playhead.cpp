// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playhead.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace kilter {

namespace {

/// frames [position, position + n) of a stereo buffer; silence where there are none.
void copyOrSilence(const AudioBuffer* audio, std::int64_t position, StereoBlock out) noexcept {
    const std::int64_t length = audio != nullptr ? audio->frames().count : 0;
    const auto begin = static_cast<int>(std::clamp<std::int64_t>(-position, 0, out.frames));
    const auto end =
        static_cast<int>(std::clamp<std::int64_t>(length - position, begin, out.frames));
    float* const planes[] = {out.left, out.right};
    for (int c = 0; c < 2; ++c) {
        std::fill_n(planes[c], begin, 0.0F);
        if (end > begin)
            std::copy_n(audio->channel(c).data() + position + begin, end - begin,
                        planes[c] + begin);
        std::fill(planes[c] + end, planes[c] + out.frames, 0.0F);
    }
}

} // namespace

std::int64_t Passage::length() const noexcept {
    if (sources == nullptr)
        return 0;
    if (sources->mix)
        return sources->mix->frames().count;
    for (const auto& reference : sources->references)
        if (reference.audio)
            return reference.audio->frames().count;
    return 0;
}

void Passage::readMix(StereoBlock out) const noexcept {
    copyOrSilence(sources != nullptr ? sources->mix.get() : nullptr, position, out);
}

void Passage::readReference(int reference, StereoBlock out) const noexcept {
    const auto index = static_cast<std::size_t>(reference);
    const Sources::Reference* source = sources != nullptr && index < sources->references.size()
                                           ? &sources->references[index]
                                           : nullptr;
    const std::int64_t length =
        source != nullptr && source->audio ? source->audio->frames().count : 0;
    if (length == 0) {
        copyOrSilence(nullptr, 0, out);
        return;
    }
    std::int64_t at = (position + source->offset.count) % length;
    if (at < 0)
        at += length;
    while (out.frames > 0) {
        const auto n = static_cast<int>(std::min<std::int64_t>(out.frames, length - at));
        copyOrSilence(source->audio.get(), at, {out.left, out.right, n});
        out = {out.left + n, out.right + n, out.frames - n};
        at = 0;
    }
}

void Passage::readVersion(std::size_t version, StereoBlock out) const noexcept {
    copyOrSilence(hasVersion(version) ? sources->versions[version].get() : nullptr, position, out);
}

void Playhead::place(const Passage& passage) noexcept {
    current_ = passage;
    fadePosition_ = -1;
}

void Playhead::jump(const Passage& to) noexcept {
    assert(!fading());
    leaving_ = current_;
    current_ = to;
    fadePosition_ = 0;
}

template <class Read>
void Playhead::readBoth(StereoBlock out, const Read& read) const noexcept {
    read(current_, out);
    if (!fading())
        return;
    assert(out.frames <= fadeFrames());
    std::array<float, kChunk> left, right;
    read(leaving_, StereoBlock{left.data(), right.data(), out.frames});
    for (int i = 0; i < out.frames; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const float r = fade_[fadePosition_ + i];
        out.left[i] = r * out.left[i] + (1.0F - r) * left[at];
        out.right[i] = r * out.right[i] + (1.0F - r) * right[at];
    }
}

void Playhead::readMix(StereoBlock out) const noexcept {
    readBoth(out, [](const Passage& from, StereoBlock to) { from.readMix(to); });
}

void Playhead::readReference(int reference, StereoBlock out) const noexcept {
    readBoth(out, [reference](const Passage& from, StereoBlock to) {
        from.readReference(reference, to);
    });
}

void Playhead::readVersion(std::size_t version, StereoBlock out) const noexcept {
    readBoth(out,
             [version](const Passage& from, StereoBlock to) { from.readVersion(version, to); });
}

void Playhead::advance(int frames) noexcept {
    current_.position += frames;
    if (!fading())
        return;
    leaving_.position += frames;
    fadePosition_ += frames;
    if (fadePosition_ >= fade_.length())
        fadePosition_ = -1;
}

} // namespace kilter
