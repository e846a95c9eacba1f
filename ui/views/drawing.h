// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme.h"

#include <QPainter>
#include <QRectF>
#include <QString>

/// What all the views paint with.
namespace kilter {

/// A line as thin as is crisp, on whole pixels of the device: 1 px up to a ratio of 2, then 2.
void horizontalHairline(QPainter& painter, double x1, double x2, double y, const QColor& colour);
void verticalHairline(QPainter& painter, double x, double y1, double y2, const QColor& colour);

/// The rectangle moved to whole pixels of the device.
[[nodiscard]] QRectF snapped(const QPainter& painter, const QRectF& rect);

/// A rounded rectangle with an optional border that stays inside it.
void roundedBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                const QColor& border = {}, double borderWidth = 1.0);

/// Text in one line, elided where it does not fit.
void drawText(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
              const QFont& font, const QColor& colour, Qt::TextElideMode elide = Qt::ElideRight);

/// Text in as many lines as the height has room for, centred upright; the last is elided.
void drawParagraph(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                   const QColor& colour);

/// A figure whose digits all have the same width, whatever the font's own are, so that it does
/// not tremble while it runs.
void drawFigure(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
                const QFont& font, const QColor& colour);
[[nodiscard]] double figureWidth(const QString& text, const QFont& font);
[[nodiscard]] double textWidth(const QString& text, const QFont& font);

/// A tool tip's text, broken into lines where it is long.
[[nodiscard]] QString inLines(const QString& text);

/// A triangle that points down, after the text of something that opens a menu.
void drawMenuMark(QPainter& painter, QPointF centre, const QColor& colour);

void drawCheckBox(QPainter& painter, const QRectF& box, bool on, const QColor& colour,
                  const Theme& theme);

/// The ring around what has the keyboard.
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme);

} // namespace kilter
