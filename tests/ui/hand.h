// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include <QApplication>
#include <QImage>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

/// A user's hand on a view, and eyes on what it paints. QTest's own mouse can't hold a button or
/// a modifier while it moves, and has no wheel.
namespace kilter::testing {

inline void sendMouse(QWidget& view, QEvent::Type type, QPointF at, Qt::MouseButton button,
                      Qt::MouseButtons held, Qt::KeyboardModifiers modifiers) {
    QMouseEvent event(type, at, view.mapToGlobal(at), button, held, modifiers);
    QApplication::sendEvent(&view, &event);
}

inline void press(QWidget& view, QPointF at, Qt::KeyboardModifiers modifiers = {}) {
    sendMouse(view, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton, modifiers);
}
inline void moveTo(QWidget& view, QPointF at, Qt::KeyboardModifiers modifiers = {},
                   Qt::MouseButtons held = Qt::LeftButton) {
    sendMouse(view, QEvent::MouseMove, at, Qt::NoButton, held, modifiers);
}
inline void release(QWidget& view, QPointF at, Qt::KeyboardModifiers modifiers = {}) {
    sendMouse(view, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton, modifiers);
}
inline void click(QWidget& view, QPointF at, Qt::KeyboardModifiers modifiers = {}) {
    press(view, at, modifiers);
    release(view, at, modifiers);
}
inline void doubleClick(QWidget& view, QPointF at) {
    click(view, at);
    sendMouse(view, QEvent::MouseButtonDblClick, at, Qt::LeftButton, Qt::LeftButton, {});
    release(view, at);
}
inline void drag(QWidget& view, QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {}) {
    press(view, from, modifiers);
    constexpr int kSteps = 8;
    for (int i = 1; i <= kSteps; ++i)
        moveTo(view, from + (to - from) * i / kSteps, modifiers);
    release(view, to, modifiers);
}
inline void wheel(QWidget& view, QPointF at, int steps, Qt::KeyboardModifiers modifiers = {}) {
    QWheelEvent event(at, view.mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

/// Shown, in the dark theme, with the focus.
inline void present(QWidget& view, QSize size) {
    view.setPalette(paletteOf(darkTheme()));
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.activateWindow();
    view.setFocus();
}

inline QImage picture(const PaintedView& view, double ratio = 1.0) {
    QImage image((QSizeF(view.size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    view.renderTo(&image, QRectF(view.rect()));
    return image;
}

inline int distance(QColor a, QColor b) {
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) +
           std::abs(a.blue() - b.blue());
}

/// How many pixels of `where` look like `colour`.
inline int count(const QImage& image, const QRectF& where, const QColor& colour,
                 int tolerance = 40) {
    const double ratio = image.devicePixelRatio();
    const QRect r = QRectF(where.topLeft() * ratio, where.size() * ratio)
                        .toAlignedRect()
                        .intersected(image.rect());
    int n = 0;
    for (int y = r.top(); y <= r.bottom(); ++y)
        for (int x = r.left(); x <= r.right(); ++x)
            n += distance(image.pixelColor(x, y), colour) <= tolerance;
    return n;
}

/// How often a view was painted that it is installed on as an event filter.
struct PaintCounter : QObject {
    int paints = 0;
    bool eventFilter(QObject*, QEvent* event) override {
        paints += event->type() == QEvent::Paint;
        return false;
    }
};

inline QRectF around(QPointF centre, double reach) {
    return {centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach};
}

} // namespace kilter::testing
