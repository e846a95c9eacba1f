// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>
#include <QTimer>

namespace kilter {

/// The sentence at the window's foot: about what is pointed at, else what was just said, else
/// what it says at rest. Elided where it does not fit, and then whole as a tool tip.
class StatusLine : public QLabel {
    Q_OBJECT

  public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setRest(const QString& text);
    void pointAt(const QString& hint); ///< empty: at nothing
    void say(const QString& text, int milliseconds);
    void fallSilent();                   ///< what was said no longer holds
    [[nodiscard]] QString shown() const; ///< as it is painted

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void refresh();

    QString rest_, said_, hint_;
    QTimer forget_;
};

} // namespace kilter
