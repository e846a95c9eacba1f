// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QApplication>

#include <string>

namespace kilter {

/// An application that survives what an event handler throws for long enough to keep the user's
/// work: exec() then ends with status 1, and fault() says why.
class GuardedApplication : public QApplication {
    Q_OBJECT

  public:
    using QApplication::QApplication;

    /// Empty: nothing was thrown.
    [[nodiscard]] const std::string& fault() const { return fault_; }

    bool notify(QObject* receiver, QEvent* event) override;

  private:
    std::string fault_;
};

} // namespace kilter
