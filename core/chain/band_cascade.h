// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/chain_settings.h"
#include "core/chain/pair_cascade.h"
#include "core/chain/realtime.h"

#include <array>
#include <vector>

namespace kilter {

/// The equaliser's bands, one after the other, and the art of changing them without a click.
///
/// A band whose corner moves less than two octaves has its coefficients ramped over 10 ms: the
/// stable filters form a convex set, and transposed direct form II carries its state across.
/// Anything else (a longer way, another slope or placement, on, off) cross-fades an old and a new
/// filter over 10 ms. Both by smoothTransition. With a 100 Hz sine going through, what any such
/// change leaves above 2 kHz is below -120 dB re the peak (equaliser_test). One change runs at a
/// time; the latest wish waits for its end.
///
/// Bands keep their order, and all of them run on left and right, or, as soon as one is placed on
/// the mid or the side, all of them on mid and side: filters are linear, so their states go over
/// from one to the other without a trace.
class BandCascade {
  public:
    using Bands = std::array<BandSettings, kEqualiserBands>;

    explicit BandCascade(SampleRate rate);

    /// Silence behind it, and these bands at once.
    void reset(const Bands& bands) noexcept;
    void set(Realtime&, const Bands& bands) noexcept;
    void process(Realtime&, StereoBlock block) noexcept;

  private:
    enum class Change { None, Ramp, Fade };

    struct Band {
        std::array<PairSection, kStagesPerBand> now{};
        std::array<PairSection, kStagesPerBand> next{};
        Change change = Change::None;
        int stages = 0;
        int nextStages = 0;
    };

    static constexpr int kChunk = 64;

    void begin(const Bands& bands) noexcept;
    void finish() noexcept;
    void toMidSide(bool midSide) noexcept;
    void listSections() noexcept;
    void changing(Band& band, int frames) noexcept;

    std::vector<double> weights_; ///< of the new, per frame of a change
    Bands current_{};             ///< what is heard, or being changed to
    Bands waiting_{};
    bool isWaiting_ = false;
    bool isChanging_ = false;
    bool midSide_ = false;
    int position_ = 0; ///< frames into the change
    std::array<Band, kEqualiserBands> bands_{};
    std::array<PairSection*, static_cast<std::size_t>(kEqualiserBands) * kStagesPerBand>
        sections_{};
    int sectionCount_ = 0;
    std::array<Pair, kChunk> frames_{};
    std::array<Pair, kChunk> fresh_{};
};

} // namespace kilter
