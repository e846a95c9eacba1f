// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

namespace kilter::testing {

/// The user's answer to the next question, by the words on the button, or by the Escape key.
class Answer {
  public:
    explicit Answer(const QString& button)
        : button_(button) {
        timer_.callOnTimeout([this] { give(); });
        timer_.start(10);
    }
    [[nodiscard]] QString question() const { return question_; } ///< empty: nothing was asked
    /// What Return would have pressed.
    [[nodiscard]] QString byDefault() const { return default_; }

    static QString escape() { return QStringLiteral("Escape"); }

  private:
    static QString words(const QAbstractButton& button) {
        return QString(button.text()).remove(u'&');
    }
    void give() {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!box)
            return;
        for (QAbstractButton* each : box->buttons())
            if (words(*each) == button_ || button_ == escape()) {
                timer_.stop();
                question_ = box->text();
                if (const QPushButton* usual = box->defaultButton())
                    default_ = words(*usual);
                if (button_ == escape())
                    box->reject();
                else
                    each->click();
                return;
            }
    }
    QString button_, question_, default_;
    QTimer timer_;
};

} // namespace kilter::testing
