// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/codec/codec.h"
#include "core/session/session.h"

#include <QString>

#include <functional>
#include <vector>

/// The codecs that the window offers, and what it calls them.
namespace kilter {

/// Whether this computer can encode and decode it: isAvailable, unless a test wants it otherwise.
using CodecAvailability = std::function<bool(CodecKind)>;

/// Those that a master can be asked to survive: two of each kind, and what else `demands` has (of
/// a session from elsewhere), by kind.
[[nodiscard]] std::vector<Codec> offeredCodecs(const CodecDemands& demands);

/// `demands` with or without `codec`, in the order in which they are offered.
[[nodiscard]] CodecDemands withCodec(CodecDemands demands, Codec codec, bool chosen);

[[nodiscard]] QString labelOf(CodecKind kind); ///< "AAC"
[[nodiscard]] QString labelOf(Codec codec);    ///< "AAC 256"

/// Whose encoder it is; or that there is none, which is never silent.
[[nodiscard]] QString encoderText(CodecKind kind, bool available);

} // namespace kilter
