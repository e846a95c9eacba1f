// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QRectF>
#include <QString>

#include <functional>

class QLineEdit;
class QWidget;

namespace kilter {

/// A line to type a value into, over the painted one. Return or a click elsewhere takes it,
/// Escape leaves all as it was; either way it is gone afterwards. `take` may run at most once,
/// and only when the text was changed.
QLineEdit* openValueEditor(QWidget& view, const QRectF& place, const QString& text,
                           const QString& name, std::function<void(const QString&)> take);

} // namespace kilter
