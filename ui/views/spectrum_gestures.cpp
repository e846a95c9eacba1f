// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The spectrum view under the user's hand: mouse, wheel and keys.

#include "ui/views/spectrum_view.h"

#include "ui/views/move_text.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

constexpr double kDragThreshold = 2.0; ///< pixels before a press becomes a drag
constexpr double kFine = 0.1;          ///< Shift, for drags and arrows
constexpr double kQStep = 1.15, kFineQStep = 1.03;
constexpr double kCutShare = 0.04, kShelfShare = 0.16; ///< of the axis, at either end

} // namespace

void SpectrumView::mousePressEvent(QMouseEvent* event) {
    finishGesture();
    const auto index = nodeUnder(event->position());
    const bool onTip = tooltipBox(rect()).contains(event->position());
    // Many window managers take Alt-click for themselves.
    const bool bypasses = event->button() == Qt::MiddleButton ||
                          (event->modifiers() & Qt::AltModifier) != Qt::NoModifier;
    if (!index || (event->button() != Qt::LeftButton && !bypasses)) {
        if (!onTip && event->button() == Qt::LeftButton && plot(rect()).contains(event->position()))
            select(-1);
        PaintedView::mousePressEvent(event);
        return;
    }
    PaintedView::mousePressEvent(event);
    select(*index);
    Move m = content_.moves[static_cast<std::size_t>(*index)];
    if (bypasses) {
        m.enabled = !m.enabled;
        change(*index, m);
        finishGesture();
        return;
    }
    drag_ = Drag{.index = *index,
                 .before = m,
                 .from = event->position(),
                 .last = event->position(),
                 .node = nodeAt(m, rect())};
}

void SpectrumView::mouseMoveEvent(QMouseEvent* event) {
    if (!drag_) {
        PaintedView::mouseMoveEvent(event);
        return;
    }
    const QPointF way = event->position() - drag_->from;
    if (!drag_->moved && std::abs(way.x()) + std::abs(way.y()) < kDragThreshold)
        return;
    drag_->moved = true;
    dragTo(event->position(), event->modifiers());
}

void SpectrumView::dragTo(QPointF place, Qt::KeyboardModifiers modifiers) {
    QPointF step = place - std::exchange(drag_->last, place);
    if (modifiers & Qt::ShiftModifier)
        step *= kFine;
    if (modifiers & Qt::ControlModifier) {
        if (!drag_->axisChosen) {
            const QPointF way = place - drag_->from;
            drag_->axes = std::abs(way.x()) >= std::abs(way.y()) ? Qt::Horizontal : Qt::Vertical;
            drag_->axisChosen = true;
        }
    } else {
        drag_->axes = Qt::Horizontal | Qt::Vertical;
        drag_->axisChosen = false;
    }
    if (!(drag_->axes & Qt::Horizontal))
        step.setX(0);
    if (!(drag_->axes & Qt::Vertical))
        step.setY(0);
    const QRectF p = plot(rect());
    drag_->node += step;
    drag_->node = {std::clamp(drag_->node.x(), p.left(), p.right()),
                   std::clamp(drag_->node.y(), p.top(), p.bottom())};

    Move m = content_.moves[static_cast<std::size_t>(drag_->index)];
    if (step.x() != 0.0)
        m.shape.frequency = frequencies(rect()).frequency(drag_->node.x());
    if (step.y() != 0.0 && hasGain(m.shape.kind)) {
        const double lift = gains(rect()).value(drag_->node.y());
        const double gain = m.shape.kind == FilterKind::Bell ? lift : 2.0 * lift;
        const double grain = modifiers & Qt::ShiftModifier ? 100.0 : 10.0;
        m = withSoundingGain(m, {std::round(gain * grain) / grain}, content_.overallAmount);
    }
    change(drag_->index, m);
}

void SpectrumView::mouseReleaseEvent(QMouseEvent* event) {
    if (!drag_) {
        PaintedView::mouseReleaseEvent(event);
        return;
    }
    const Drag drag = *std::exchange(drag_, std::nullopt);
    if (!drag.moved && event->modifiers() & Qt::ControlModifier) {
        Move m = content_.moves[static_cast<std::size_t>(drag.index)];
        m.shape.gain = {};
        change(drag.index, m);
    }
    finishGesture();
}

Move SpectrumView::moveFor(QPointF place) const {
    const QRectF p = plot(rect());
    const double share = (place.x() - p.left()) / p.width();
    const double lift = gains(rect()).value(place.y());
    Move m;
    m.proposed = false;
    m.shape.frequency = frequencies(rect()).frequency(place.x());
    m.shape.kind = share < kCutShare           ? FilterKind::LowCut
                   : share < kShelfShare       ? FilterKind::LowShelf
                   : share > 1.0 - kCutShare   ? FilterKind::HighCut
                   : share > 1.0 - kShelfShare ? FilterKind::HighShelf
                                               : FilterKind::Bell;
    if (m.shape.kind == FilterKind::Bell)
        m.shape.q = 1.0;
    if (hasGain(m.shape.kind))
        m = withSoundingGain(
            m, {std::round((m.shape.kind == FilterKind::Bell ? lift : 2.0 * lift) * 10.0) / 10.0},
            content_.overallAmount);
    m.placement = options_.channel == SpectrumChannel::Mid    ? Placement::Mid
                  : options_.channel == SpectrumChannel::Side ? Placement::Side
                                                              : Placement::Stereo;
    return m;
}

void SpectrumView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    drag_.reset();
    if (const auto p = partAt(event->position()); p && p->id >= TipFrequency) {
        editTip(p->id);
        return;
    }
    if (const auto index = nodeUnder(event->position())) {
        select(*index);
        const FilterKind kind = content_.moves[static_cast<std::size_t>(*index)].shape.kind;
        editTip(hasGain(kind) ? TipGain : TipFrequency);
        return;
    }
    if (plot(rect()).contains(event->position()) && !tooltipBox(rect()).contains(event->position()))
        emit moveAdded(moveFor(event->position()));
}

void SpectrumView::turnQ(int index, double steps, bool fine) {
    Move m = content_.moves[static_cast<std::size_t>(index)];
    if (!hasQ(m.shape.kind))
        return;
    m.shape.q *= std::pow(fine ? kFineQStep : kQStep, steps);
    change(index, m);
}

void SpectrumView::wheelEvent(QWheelEvent* event) {
    const auto under = nodeUnder(event->position());
    const int index = under.value_or(content_.selected);
    if (index < 0 || !plot(rect()).contains(event->position())) {
        event->ignore();
        return;
    }
    // Some platforms turn the wheel sideways while Shift or Alt is held.
    const QPoint turn = event->angleDelta();
    const double steps = (turn.y() != 0 ? turn.y() : turn.x()) / 120.0;
    if (steps == 0.0)
        return;
    event->accept();
    select(index);
    if (event->modifiers() & Qt::ControlModifier) {
        Move m = content_.moves[static_cast<std::size_t>(index)];
        if (!hasSlope(m.shape.kind))
            return;
        slopeTurn_ += steps; // touch pads send fractions of a step
        const double whole = std::trunc(slopeTurn_);
        if (whole == 0.0)
            return;
        slopeTurn_ -= whole;
        m.shape.slopeDbPerOctave += 6 * static_cast<int>(whole);
        change(index, m);
    } else {
        turnQ(index, steps, event->modifiers() & Qt::ShiftModifier);
    }
    if (gestureOpen_)
        wheelPause_.start();
}

void SpectrumView::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Escape && drag_) {
        const Drag drag = *std::exchange(drag_, std::nullopt);
        change(drag.index, drag.before);
        finishGesture();
        return;
    }
    if (key == Qt::Key_Insert) {
        emit moveAdded(moveFor(plot(rect()).center()));
        return;
    }
    const int index = content_.selected;
    const bool onNode =
        index >= 0 && index < static_cast<int>(content_.moves.size()) && focusedPart() < LiveMenu;
    if (!onNode) {
        PaintedView::keyPressEvent(event);
        return;
    }
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    Move m = content_.moves[static_cast<std::size_t>(index)];
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const double semitones = (key == Qt::Key_Right ? 1.0 : -1.0) * (fine ? kFine : 1.0);
        m.shape.frequency = m.shape.frequency * std::exp2(semitones / 12.0);
        change(index, m);
        return;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (hasGain(m.shape.kind)) {
            m.shape.gain.value += (key == Qt::Key_Up ? 0.5 : -0.5) * (fine ? 0.2 : 1.0);
            change(index, m);
        }
        return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        turnQ(index, key == Qt::Key_PageUp ? 1.0 : -1.0, fine);
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        emit moveRemoved(index);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        editTip(hasGain(m.shape.kind) ? TipGain : TipFrequency);
        return;
    case Qt::Key_Escape:
        select(-1);
        return;
    default:
        PaintedView::keyPressEvent(event);
    }
}

void SpectrumView::keyReleaseEvent(QKeyEvent* event) {
    if (!event->isAutoRepeat() && !drag_ && !wheelPause_.isActive())
        finishGesture();
    PaintedView::keyReleaseEvent(event);
}

void SpectrumView::contextMenuEvent(QContextMenuEvent* event) {
    const auto under =
        event->reason() == QContextMenuEvent::Mouse
            ? nodeUnder(QPointF(event->pos()))
            : (content_.selected >= 0 ? std::optional(content_.selected) : std::nullopt);
    if (!under)
        return;
    const int index = *under;
    select(index);
    const Move m = content_.moves[static_cast<std::size_t>(index)];
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](QMenu* to, const QString& text, bool checked, auto&& set) {
        QAction* action = to->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::triggered, this, [this, index, set] {
            if (index >= static_cast<int>(content_.moves.size()))
                return;
            Move changed = content_.moves[static_cast<std::size_t>(index)];
            set(changed);
            change(index, changed);
            finishGesture();
        });
    };
    add(menu, tr("Bypass"), !m.enabled, [](Move& n) { n.enabled = !n.enabled; });
    menu->addSeparator();
    for (const FilterKind kind :
         {FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf, FilterKind::LowCut,
          FilterKind::HighCut, FilterKind::Notch, FilterKind::Tilt})
        add(menu, kindText(kind), m.shape.kind == kind, [kind](Move& n) { n.shape.kind = kind; });
    menu->addSeparator();
    for (const Placement placement : {Placement::Stereo, Placement::Mid, Placement::Side})
        add(menu, placementText(placement), m.placement == placement,
            [placement](Move& n) { n.placement = placement; });
    if (hasSlope(m.shape.kind)) {
        QMenu* slopes = menu->addMenu(tr("Slope"));
        for (int slope = 6; slope <= 48; slope += 6)
            add(slopes, tr("%1 dB per octave").arg(slope), m.shape.slopeDbPerOctave == slope,
                [slope](Move& n) { n.shape.slopeDbPerOctave = slope; });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Remove")), &QAction::triggered, this,
            [this, index] { emit moveRemoved(index); });
    menu->popup(event->globalPos());
}

} // namespace kilter
