// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QApplication;

namespace kilter {

struct Theme;

/// Light or dark: as the system has it, or as the user wants it here.
enum class Appearance { System, Light, Dark };

/// The user's choice, kept in the settings; System until there was one.
[[nodiscard]] Appearance chosenAppearance();
/// Keeps and applies it.
void chooseAppearance(QApplication& application, Appearance appearance);

/// Applies the user's choice: at the start, and when the system's colours have changed.
void applyAppearance(QApplication& application);

/// What the system's own palette looks like.
[[nodiscard]] const Theme& systemTheme(QApplication& application);

} // namespace kilter
