// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;

namespace kilter {

/// Says across the window why nothing is heard, and offers what can be done about it. There while
/// there is something to say, or until it is closed. Setters do not emit.
class SoundNotice : public QWidget {
    Q_OBJECT

  public:
    explicit SoundNotice(QWidget* parent = nullptr);

    void setText(const QString& text); ///< empty: nothing to say
    [[nodiscard]] QString text() const { return said_; }

  signals:
    void lookAgainRequested();
    void preferencesRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* text_;
    QString said_;
};

} // namespace kilter
