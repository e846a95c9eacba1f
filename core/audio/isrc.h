// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kilter {

/// The International Standard Recording Code (ISO 3901) that `text` spells, as files hold it: its
/// twelve characters, in capitals, "GBAYE6800011". Accepts hyphens, spaces, small letters and the
/// word ISRC before it: "isrc gb-aye-68-00011". nullopt: it is none.
[[nodiscard]] std::optional<std::string> isrcFrom(std::string_view text);

} // namespace kilter
