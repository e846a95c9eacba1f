// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/value_editor.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QLineEdit>

#include <utility>

namespace kilter {

namespace {

class ValueEditor : public QLineEdit {
  public:
    ValueEditor(QWidget& view, std::function<void(const QString&)> take)
        : QLineEdit(&view)
        , take_(std::move(take)) {}

    void close(bool taken) {
        if (!std::exchange(open_, false))
            return;
        // First the focus, then hidden: else Qt passes it on to the view's next part.
        if (hasFocus())
            parentWidget()->setFocus(Qt::OtherFocusReason);
        hide();
        deleteLater();
        if (taken && isModified())
            take_(text());
    }

  protected:
    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Escape)
            close(false);
        else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            close(true);
        else
            QLineEdit::keyPressEvent(event);
    }
    void focusOutEvent(QFocusEvent* event) override {
        QLineEdit::focusOutEvent(event);
        if (event->reason() != Qt::PopupFocusReason)
            close(true);
    }

  private:
    std::function<void(const QString&)> take_;
    bool open_ = true;
};

} // namespace

QLineEdit* openValueEditor(QWidget& view, const QRectF& place, const QString& text,
                           const QString& name, std::function<void(const QString&)> take) {
    const Theme& theme = themeOf(view);
    auto* editor = new ValueEditor(view, std::move(take));
    editor->setObjectName(QStringLiteral("valueEditor"));
    editor->setAccessibleName(name);
    editor->setFrame(false);
    editor->setFont(fontOf(Type::Title));
    editor->setStyleSheet(
        QStringLiteral("background: %1; color: %2; border: 1px solid %3;"
                       " border-radius: 4px; padding: 0 3px;"
                       " selection-background-color: %3; selection-color: %4;")
            .arg(theme.well.name(), theme.text.name(), theme.mix.name(), theme.accentText.name()));
    editor->setText(text);
    editor->setGeometry(place.toAlignedRect());
    editor->selectAll();
    editor->show();
    editor->setFocus(Qt::MouseFocusReason);
    return editor;
}

} // namespace kilter
