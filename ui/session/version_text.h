// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_versions.h"

#include <QString>

/// What the window says of versions of the master.
namespace kilter {

/// "AAC 256", "Spotify".
[[nodiscard]] QString nameOf(const VersionWish& wish);

/// In a few words: "−14.1 LUFS", "what it took". `current`: of the present master, as it was asked
/// for; otherwise "outdated", or that one is `coming`.
[[nodiscard]] QString versionAbout(const MadeVersion& made, HeardSource version, bool current,
                                   bool coming);

/// What is heard, in whose hands, and what was done for it.
[[nodiscard]] QString versionSentence(const MadeVersion& made, HeardSource version, bool current,
                                      bool coming);

} // namespace kilter
