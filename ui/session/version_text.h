// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_versions.h"

#include <QString>

/// What the window says of versions of the master.
namespace kilter {

/// "AAC 256", "Spotify".
[[nodiscard]] QString nameOf(const VersionWish& wish);

/// For the button that is pressed while it is heard: "AAC 256", "AAC 256 took", "on Spotify".
[[nodiscard]] QString versionTitle(const MadeVersion& made, HeardSource version);

/// What is heard, in whose hands, and what was done for it. `current`: of the present master, as it
/// was asked for; otherwise, whether one is `coming`.
[[nodiscard]] QString versionSentence(const MadeVersion& made, HeardSource version, bool current,
                                      bool coming);

} // namespace kilter
