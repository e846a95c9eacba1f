// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/utf8.h"

#include <QString>

#include <filesystem>

namespace kilter {

/// A path as Qt shows it: bytes that are no UTF-8 become replacement characters, so that such a
/// text is for reading only.
[[nodiscard]] inline QString textOf(const std::filesystem::path& path) {
    return QString::fromStdString(utf8(path));
}

/// What Qt's dialogs, settings and arguments call a file.
[[nodiscard]] inline std::filesystem::path pathOf(const QString& text) {
    return pathOf(std::string_view(text.toStdString()));
}

} // namespace kilter
