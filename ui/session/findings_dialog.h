// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_contents.h"

#include <QDialog>

#include <vector>

class QTextBrowser;

namespace kilter {

/// All that differs from the references beside what moves can mend, in sentences that can be read
/// while the music plays, and copied.
class FindingsDialog : public QDialog {
    Q_OBJECT

  public:
    explicit FindingsDialog(QWidget* parent);

    void setGroups(const std::vector<FindingsGroup>& groups);

  private:
    QTextBrowser* text_;
    std::vector<FindingsGroup> groups_;
};

} // namespace kilter
