// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/deliver.h"

#include <QMetaType>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the controller's jobs have found out about a session: values that the window shows.
namespace kilter {

enum class SourceState {
    Empty,   ///< no path yet
    Waiting, ///< its turn to be read comes
    Loading,
    Loaded,
    Failed,  ///< can't be read; `error` says why
    Missing, ///< not where the session says, or gone since
    Changed  ///< not, or no more, the content that the session's choices were made for
};

/// What has become of one file of the session.
struct SourceFile {
    SourceState state = SourceState::Empty;
    double progress = 0.0;      ///< while Loading, 0..1
    std::string stage;          ///< while Loading: "reading", "measuring"
    std::optional<Error> error; ///< with Failed and Missing
    bool kept = false; ///< while Loaded: the file is gone or another by now, and the user knows
    /// Null until it was loaded; stays what it was when the file goes missing or changes later.
    /// The analysis is of the section that the session compares.
    LoadedTrack loaded;

    [[nodiscard]] bool ready() const { return loaded.analysis != nullptr; }
    [[nodiscard]] bool loading() const {
        return state == SourceState::Waiting || state == SourceState::Loading;
    }
};

/// A master that was solved and measured, of one state of the session.
struct MeasuredMaster {
    Mastered mastered;
    Analysis analysis; ///< of the master's samples, before dither
    Cost cost;
    std::string costText;
};

/// Something that takes a while, for the status bar.
struct Work {
    enum class Kind {
        None,
        Loading,
        Comparing,
        Aiming,
        Solving,
        Guarding,
        Exporting,
        Listening, ///< making what is to be heard of the master
        Opening,
        Saving
    };
    Kind kind = Kind::None;
    double fraction = 0.0; ///< 0..1
    std::string stage;
};

struct ExportPlan : DeliveryPlan {
    bool mixAsRead = false; ///< also where the mix's file is gone or another by now
};

struct ExportOutcome : Delivered {
    std::shared_ptr<const MeasuredMaster> mastered; ///< as it was before dither
    std::shared_ptr<const MeasuredMaster> solved;   ///< and before the codecs were asked
};

/// Work of a program that ended without saving.
struct LeftBehind {
    std::filesystem::path folder;  ///< where it was kept
    std::filesystem::path session; ///< the file it was of; empty: never saved
    std::filesystem::path mix;     ///< its mix's name; empty: it had none
    std::string when;              ///< of its last change, ISO 8601, local time
};

} // namespace kilter

Q_DECLARE_METATYPE(kilter::ChainSettings)
Q_DECLARE_METATYPE(kilter::Error)
Q_DECLARE_METATYPE(kilter::ExportOutcome)
