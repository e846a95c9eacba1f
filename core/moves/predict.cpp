// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/predict.h"

#include "core/base/index.h"
#include "core/reference/compare_spectra.h"
#include "core/reference/levels.h"

namespace kilter {

namespace {

using Response = std::array<double, kCells>;

// |H|^2 at the middle of each cell.
Response responseOf(const Moves& moves, Placement placement) {
    Response h;
    h.fill(1.0);
    for (const Move& m : moves) {
        if (!m.enabled || m.placement != placement)
            continue;
        const FilterShape shape = m.effective();
        for (int i = 0; i < kCells; ++i)
            h[at(i)] *= powerResponse(shape, cellCentre(i));
    }
    return h;
}

// The spectrum behind the responses, its loudness following the K-weighted sum of its cells.
Spectrum filtered(const Spectrum& spectrum, const Response& mid, const Response& side) {
    Spectrum result = spectrum;
    const auto weights = kWeightingOfCells();
    double before = 0.0;
    double after = 0.0;
    for (int i = 0; i < kCells; ++i) {
        result.mid[at(i)] *= mid[at(i)];
        result.side[at(i)] *= side[at(i)];
        before += weights[at(i)] * spectrum.stereo(i);
        after += weights[at(i)] * result.stereo(i);
    }
    if (before > 0.0)
        result.loudnessPower *= after / before;
    return result;
}

Spectrum behind(const Spectrum& spectrum, const Moves& moves) {
    Response mid = responseOf(moves, Placement::Mid);
    Response side = responseOf(moves, Placement::Side);
    const Response both = responseOf(moves, Placement::Stereo);
    for (int i = 0; i < kCells; ++i) {
        mid[at(i)] *= both[at(i)];
        side[at(i)] *= both[at(i)];
    }
    return filtered(spectrum, mid, side);
}

Spectrum behind(const Spectrum& spectrum, const MatchCurve& curve) {
    Response h{};
    for (int i = 0; i < kCells; ++i)
        h[at(i)] = power(curve.gain[at(i)]);
    return filtered(spectrum, h, h);
}

Decibels loudnessChange(const Spectrum& before, const Spectrum& after) {
    return before.loudnessPower > 0.0 && after.loudnessPower > 0.0
               ? powerToDecibels(after.loudnessPower / before.loudnessPower)
               : Decibels{};
}

} // namespace

Gap predictedGap(const Gap& before, const Moves& moves) {
    return withMix(before, behind(before.mix, moves));
}

Gap predictedGap(const Gap& before, const MatchCurve& curve) {
    return withMix(before, behind(before.mix, curve));
}

Decibels predictedLoudnessChange(const Gap& before, const Moves& moves) {
    return loudnessChange(before.mix, behind(before.mix, moves));
}

Decibels predictedLoudnessChange(const Gap& before, const MatchCurve& curve) {
    return loudnessChange(before.mix, behind(before.mix, curve));
}

Decibels predictedMonoLoss(const Gap& before, const Moves& moves) {
    const Spectrum after = behind(before.mix, moves);
    double mid = 0.0;
    double side = 0.0;
    for (int i = 0; i < kCells; ++i) {
        mid += after.mid[at(i)];
        side += after.side[at(i)];
    }
    return mid + side > 0.0 ? std::max(kFloor, powerToDecibels(mid / (mid + side))) : Decibels{};
}

} // namespace kilter
