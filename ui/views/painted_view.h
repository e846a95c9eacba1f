// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme.h"

#include <QAccessible>
#include <QPixmap>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace kilter {

/// Something in a painted view that a user can point at, tab to or have read out.
struct Part {
    int id = 0; ///< stable while the view's content has the same shape
    QRectF rect;
    QAccessible::Role role = QAccessible::StaticText;
    QString name;
    QString value = {}; ///< as it is read out: "plus 2.3 dB"
    QString hint = {};  ///< one line for the status bar and the tool tip
    bool focusable = true;
    bool checkable = false, checked = false;
    bool enabled = true;
};

/// A widget that holds one value, paints it, and says what its parts are. Painting is in up to
/// three layers: the ground changes rarely and is kept as a pixmap; what moves is painted each
/// time; the front lies over it and is kept as well. Geometry is in const functions of the area,
/// so that the same painting goes to the screen, to an image of any size and to a test.
///
/// Setters of the derived classes never emit; signals come from the user's hand alone.
class PaintedView : public QWidget {
    Q_OBJECT

  public:
    explicit PaintedView(QWidget* parent = nullptr);

    /// Paints all of it into `target` of the device, at the device's own resolution.
    void renderTo(QPainter& painter, const QRectF& target) const;
    void renderTo(QPaintDevice* device, const QRectF& target) const;

    /// All parts, in the order of the Tab key.
    [[nodiscard]] virtual std::vector<Part> parts(const QRectF& area) const;
    [[nodiscard]] std::vector<Part> parts() const { return parts(QRectF(rect())); }
    [[nodiscard]] std::optional<Part> part(int id) const;
    [[nodiscard]] std::optional<Part> partAt(QPointF place) const;

    [[nodiscard]] int focusedPart() const { return focusedPart_; } ///< id; -1: none
    [[nodiscard]] int hoveredPart() const { return hoveredPart_; } ///< id; -1: none
    /// Moves the keyboard to a part (the widget must have the focus for it to show).
    void focusPart(int id);

    /// What a click, Space or Enter on the part does.
    virtual void activate(int id);

    [[nodiscard]] const Theme& theme() const { return themeOf(*this); }

  protected:
    virtual void paintGround(QPainter& painter, const QRectF& area) const = 0;
    virtual void paintLive(QPainter& painter, const QRectF& area) const;
    virtual void paintFront(QPainter& painter, const QRectF& area) const;
    /// Called when another part is focused or pointed at; the default repaints the front.
    virtual void attentionChanged();

    void groundChanged(); ///< everything is painted anew
    void frontChanged();
    void liveChanged(const QRectF& where);

    /// The view has the focus, and got it from the keyboard.
    [[nodiscard]] bool hasKeyboardFocus() const { return keyboardFocus_ && hasFocus(); }
    /// Shows the ring of the focused part, unless the view draws its own.
    void paintFocus(QPainter& painter, const QRectF& area) const;
    void explain(const QString& text); ///< in the status bar

    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;

  private:
    struct Layer {
        QPixmap pixmap;
        bool stale = true;
    };
    void paintCached(QPainter& painter, Layer& layer, const QColor& clear,
                     const std::function<void(QPainter&)>& paint);
    void hover(QPointF place);
    /// Space or Return, while the keyboard is on a part. After a click it is not: there Space
    /// belongs to the window.
    [[nodiscard]] bool pressesPart(const QKeyEvent& event) const;

    Layer ground_, front_;
    int focusedPart_ = -1;
    int hoveredPart_ = -1;
    int pressedPart_ = -1;
    bool keyboardFocus_ = false; ///< the focus came by the keyboard: show the ring
};

/// The panel that most views lie on, and its title. Returns the width of the title.
void paintPanel(QPainter& painter, const QRectF& area, const Theme& theme);
double paintTitle(QPainter& painter, const QRectF& area, const QString& title, const Theme& theme);

} // namespace kilter
