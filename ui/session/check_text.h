// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/session/check_file.h"
#include "ui/theme.h"

#include <QString>

/// What the dialog says of a checked file: the sentences of core/session/check_file.
namespace kilter {

/// "WAV · 44.1 kHz · 24 bit · 3:52 · −9.2 LUFS · true peak −0.31 dBTP"
[[nodiscard]] QString factsText(const CheckedFile& file);

[[nodiscard]] QString checkedHtml(const CheckedFile& file, const Services& services,
                                  const Theme& theme);
/// The same to be pasted anywhere, under the file's name.
[[nodiscard]] QString checkedPlain(const QString& name, const CheckedFile& file,
                                   const Services& services);

} // namespace kilter
