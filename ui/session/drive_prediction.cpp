// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/drive_prediction.h"

#include <algorithm>

namespace kilter {

namespace {
// Where drive buys next to nothing, a step of the target would ask for absurd drives; the preview
// of the moment before the solver answers need not go there.
constexpr double kLeastSlope = 0.5;
} // namespace

Decibels predictedDrive(const DriveSituation& now) {
    if (!now.target.loudness)
        return now.target.drive;
    if (now.last) {
        const std::optional<Lufs> aimed =
            now.last->target.loudness ? now.last->target.loudness : now.last->reached;
        const Decibels raised = aimed ? *now.target.loudness - *aimed : Decibels{};
        return now.last->drive + raised / std::max(now.last->slope, kLeastSlope) -
               (now.change - now.last->change);
    }
    if (now.mix)
        return *now.target.loudness - *now.mix - now.change;
    return {};
}

} // namespace kilter
