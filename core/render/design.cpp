// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/design.h"

#include "core/chain/band_design.h"

#include <algorithm>
#include <vector>

namespace kilter {

namespace {

std::vector<PlacedShape> activeShapes(const Moves& moves) {
    std::vector<PlacedShape> shapes;
    for (const Move& m : moves)
        if (m.enabled && shapes.size() < kEqualiserBands)
            shapes.push_back({m.effective(), m.placement});
    return shapes;
}

/// The match curve with the user's bands on top.
std::shared_ptr<const FirKernel> kernelOf(const MatchCurve& curve,
                                          const std::vector<PlacedShape>& shapes, KernelPhase phase,
                                          SampleRate rate) {
    const PowerCurve match = powerCurve(curve.gain);
    const auto onTop = [&](Placement placement) -> PowerCurve {
        return [match, own = powerCurve(shapes, placement)](Hertz f) { return match(f) * own(f); };
    };
    const bool same = std::all_of(shapes.begin(), shapes.end(), [](const PlacedShape& s) {
        return s.placement == Placement::Stereo;
    });
    if (same)
        return std::make_shared<const FirKernel>(rate, phase, onTop(Placement::Mid));
    return std::make_shared<const FirKernel>(rate, phase, onTop(Placement::Mid),
                                             onTop(Placement::Side));
}

} // namespace

DesignedChain designChain(const Moves& moves, const std::optional<MatchCurve>& curve,
                          KernelPhase phase, const LimiterSettings& limiter, SampleRate rate) {
    const std::vector<PlacedShape> shapes = activeShapes(moves);
    DesignedChain chain;
    chain.settings.limiter = limiter;
    if (curve)
        chain.kernel = kernelOf(*curve, shapes, phase, rate);
    else if (phase == KernelPhase::Linear && !shapes.empty())
        chain.kernel.reset(new FirKernel(kernelOf(shapes, phase, rate))); // it can't be moved
    else
        for (std::size_t i = 0; i < shapes.size(); ++i)
            chain.settings.equaliser.bands[i] =
                designBand(shapes[i].shape, shapes[i].placement, rate);
    chain.settings.equaliser.kernel = chain.kernel.get();
    return chain;
}

} // namespace kilter
