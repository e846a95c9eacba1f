// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/session/check_file.h"
#include "ui/session/job.h"

#include <QDialog>

#include <filesystem>
#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;
class QTextBrowser;

namespace kilter {

/// A finished file beside what those who take it ask for: for each what is right, wrong or
/// unknown, and where; what services make of it; as sentences that can be copied.
class CheckDialog : public QDialog {
    Q_OBJECT

  public:
    CheckDialog(Services services, QWidget* parent);

    /// Reads and measures it on a worker, instead of what was being checked.
    void check(const std::filesystem::path& path);
    void copy() const;      ///< all of it, as text
    void reject() override; ///< cancels the check when one is under way

  private:
    void changeEvent(QEvent* event) override;
    void refresh();

    Services services_;
    std::filesystem::path path_;
    std::optional<Result<CheckedFile>> file_; ///< empty: it is being checked
    Job<CheckedFile> job_;
    QLabel* name_;
    QLabel* facts_;
    QTextBrowser* text_;
    QProgressBar* progress_;
    QPushButton* copy_;
    QPushButton* close_;
};

} // namespace kilter
