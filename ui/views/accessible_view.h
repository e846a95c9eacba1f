// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QAccessibleInterface;
class QObject;
class QString;

namespace kilter {

/// Gives every PaintedView's parts to screen readers: one child a part, with name, value, role,
/// state, place, and a press action.
QAccessibleInterface* accessibleViewFactory(const QString& className, QObject* object);

} // namespace kilter
