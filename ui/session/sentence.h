// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace kilter {

/// A sentence that gives way: in two lines at most, and whole as a tool tip where that is not
/// enough or where there is more to say.
class Sentence : public QLabel {
    Q_OBJECT

  public:
    explicit Sentence(QWidget* parent = nullptr);

    /// `more`: the tool tip, instead of the text.
    void say(const QString& text, const QString& more = {});
    void setMostLines(int lines); ///< 1 or 2
    [[nodiscard]] bool isCut() const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    [[nodiscard]] int linesFor(int width) const;
    void refreshTip();

    QString more_;
    int mostLines_ = 2;
};

} // namespace kilter
