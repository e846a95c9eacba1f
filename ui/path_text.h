// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/utf8.h"

#include <QString>

#include <filesystem>

namespace kilter {

/// What Qt's dialogs, settings and files call a path. Bytes that are no UTF-8 become U+FFFD: Qt
/// can't name such a file.
[[nodiscard]] inline QString textOf(const std::filesystem::path& path) {
    return QString::fromStdString(utf8(path));
}

/// The same, safe to read: what could hide or turn the text around it is spelt out.
[[nodiscard]] inline QString shownTextOf(const std::filesystem::path& path) {
    return QString::fromStdString(shownPath(path));
}

/// The path that Qt's dialogs, settings and arguments call `text`.
[[nodiscard]] inline std::filesystem::path pathOf(const QString& text) {
    return pathOf(std::string_view(text.toStdString()));
}

} // namespace kilter
