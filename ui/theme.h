// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

class QApplication;
class QWidget;

namespace kilter {

/// Whose sound a curve, a card or a button stands for.
enum class TrackRole { Mix, Master, Reference };

/// Everything that gives the window its look. There are two of them; which one a widget wears
/// follows from its palette, so that a change of the system's colour scheme needs no other word.
struct Theme {
    bool dark = true;

    // Four surfaces, from the back to the front, and the well that meters and sliders lie in.
    QColor window, bar, panel, raised;
    QColor well;
    QColor line; ///< borders and the grid
    QColor text, dim;
    QColor accentText; ///< on a filled master, mix or reference colour

    // Four signals. They differ in lightness as well as in hue, so that they survive colour
    // blindness; red says "too much", and nothing else.
    QColor mix, master, reference, danger;

    [[nodiscard]] const QColor& colourOf(TrackRole role) const;
};

/// The colour with another opacity, 0..1.
[[nodiscard]] QColor faded(const QColor& colour, double opacity);
/// `share` of `over` (0..1) laid on `base`, opaque.
[[nodiscard]] QColor mixed(const QColor& base, const QColor& over, double share);

[[nodiscard]] const Theme& darkTheme();
[[nodiscard]] const Theme& lightTheme();
[[nodiscard]] const Theme& themeOf(const QWidget& widget);
[[nodiscard]] QPalette paletteOf(const Theme& theme);

/// Palette, font, style sheet and icon of the whole application.
void applyTheme(QApplication& application, const Theme& theme);

inline constexpr int kUnit = 4; ///< every distance is a multiple of it
inline constexpr int kPanelRadius = 6;
inline constexpr int kButtonRadius = 5;

/// The type scale, in logical pixels: 10, 11, 12.5, 20.
enum class Type { Small, Body, Title, Large };
enum class Weight { Regular, Medium, Bold };
[[nodiscard]] const QFont& fontOf(Type type, Weight weight = Weight::Regular);

} // namespace kilter
