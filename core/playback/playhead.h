// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/realtime.h"
#include "core/playback/listening.h"
#include "core/playback/raised_cosine.h"

#include <cstddef>
#include <cstdint>

namespace kilter {

/// A place in the song, and the buffers it is read from.
struct Passage {
    const Sources* sources = nullptr;
    std::int64_t position = 0;

    /// The song's length; 0 when there is nothing to play.
    [[nodiscard]] std::int64_t length() const noexcept;

    /// The mix from here; silence beyond its ends.
    void readMix(StereoBlock out) const noexcept;
    /// A reference from where it is at this position of the mix, repeating beyond its ends.
    void readReference(int reference, StereoBlock out) const noexcept;
    /// One of kVersions from here; silence beyond its ends.
    void readVersion(std::size_t version, StereoBlock out) const noexcept;
    [[nodiscard]] bool hasVersion(std::size_t version) const noexcept {
        return sources != nullptr && sources->versions[version] != nullptr;
    }
};

/// Reads on and on. A jump is cross-faded with what would have come without it, with equal gains
/// that sum to 1: no click, and never louder than the louder side.
class Playhead {
  public:
    static constexpr int kChunk = 256; ///< the most that one read can take

    /// `fade` outlives it.
    explicit Playhead(const RaisedCosine& fade)
        : fade_(fade) {}

    /// Puts it there without a fade.
    void place(const Passage& passage) noexcept;
    /// Not while fading.
    void jump(const Passage& to) noexcept;

    [[nodiscard]] const Passage& passage() const noexcept { return current_; }
    [[nodiscard]] bool fading() const noexcept { return fadePosition_ >= 0; }
    /// How many frames of the fade are left; 0 when none runs.
    [[nodiscard]] int fadeFrames() const noexcept {
        return fading() ? fade_.length() - fadePosition_ : 0;
    }
    [[nodiscard]] bool changesSources() const noexcept {
        return fading() && leaving_.sources != current_.sources;
    }
    [[nodiscard]] bool uses(const Sources* sources) const noexcept {
        return current_.sources == sources || (fading() && leaving_.sources == sources);
    }

    /// The next frames, not beyond the fade's end; doesn't move it.
    void readMix(StereoBlock out) const noexcept;
    void readReference(int reference, StereoBlock out) const noexcept;
    void readVersion(std::size_t version, StereoBlock out) const noexcept;
    /// All that is read of it now is there.
    [[nodiscard]] bool hasVersion(std::size_t version) const noexcept {
        return current_.hasVersion(version) && (!fading() || leaving_.hasVersion(version));
    }
    void advance(int frames) noexcept;

  private:
    /// What `read` reads of a passage, here and while fading from where it comes from.
    template <class Read>
    void readBoth(StereoBlock out, const Read& read) const noexcept;

    const RaisedCosine& fade_;
    Passage current_, leaving_;
    int fadePosition_ = -1; ///< < 0: no fade
};

} // namespace kilter
