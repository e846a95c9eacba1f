// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/waveform_view.h"

#include "ui/views/figures.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

constexpr double kGutter = 104, kRight = 12, kTop = 14, kRuler = 18, kBetween = 4;
constexpr double kGrip = 5.0;        ///< pixels to either side of an edge
constexpr double kDragThreshold = 4; ///< a shorter way is a click
constexpr double kClosest = 2.0;     ///< seconds shown at the closest zoom
constexpr double kShortest = 0.1;    ///< seconds of the shortest section or loop

Section ordered(Seconds a, Seconds b) {
    return a < b ? Section{a, b} : Section{b, a};
}

} // namespace

WaveformView::WaveformView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Waveforms"));
}

void WaveformView::setContent(const WaveformContent& content) {
    if (content == content_)
        return;
    const Seconds before = length();
    const bool all = visible_.length().value <= 0.0 || visible_.length() >= before;
    content_ = content;
    if (all || visible_.end > length())
        showAll();
    groundChanged();
}

void WaveformView::setPlayhead(std::optional<Seconds> position) {
    if (position == playhead_)
        return;
    if (playhead_)
        liveChanged(playheadStrip(*playhead_));
    playhead_ = position;
    if (playhead_)
        liveChanged(playheadStrip(*playhead_));
}

QRectF WaveformView::playheadStrip(Seconds position) const {
    return {times(rect()).position(position.value) - 6, 0, 12, static_cast<double>(height())};
}

const std::optional<WaveformLane>& WaveformView::laneOf(TrackRole role) const {
    return role == TrackRole::Reference ? content_.reference : content_.mix;
}

Seconds WaveformView::mixLength() const {
    return content_.mix && content_.mix->peaks ? content_.mix->peaks->duration() : Seconds{};
}

Seconds WaveformView::length() const {
    Seconds longest = mixLength();
    if (content_.reference && content_.reference->peaks)
        longest = std::max(longest, content_.reference->peaks->duration());
    return longest;
}

void WaveformView::showAll() {
    visible_ = {{0.0}, length()};
    groundChanged();
}

QRectF WaveformView::lane(TrackRole role, const QRectF& area) const {
    const QRectF all = area.adjusted(kGutter, kTop, -kRight, -kRuler);
    const bool both = content_.mix.has_value() && content_.reference.has_value();
    if (!both)
        return laneOf(role) ? all : QRectF();
    const double height = (all.height() - kBetween) / 2;
    const double top = role == TrackRole::Reference ? all.top() + height + kBetween : all.top();
    return {all.left(), top, all.width(), height};
}

LinearScale WaveformView::times(const QRectF& area) const {
    const double end = std::max(visible_.end.value, visible_.begin.value + 1.0);
    return {visible_.begin.value, end, area.left() + kGutter, area.right() - kRight};
}

QRectF WaveformView::sectionRect(TrackRole role, const QRectF& area) const {
    const auto& l = laneOf(role);
    if (!l || !l->section)
        return {};
    Section s = *l->section;
    const bool held = drag_ && drag_->role == role && drag_->moved &&
                      (drag_->grip == Grip::SectionMove || drag_->grip == Grip::SectionBegin ||
                       drag_->grip == Grip::SectionEnd);
    if (held)
        s = drag_->now;
    const LinearScale x = times(area);
    const QRectF r = lane(role, area);
    return QRectF(QPointF(x.position(s.begin.value), r.top()),
                  QPointF(x.position(s.end.value), r.bottom()));
}

QRectF WaveformView::sectionLabel(TrackRole role, const QRectF& area) const {
    const QRectF r = sectionRect(role, area).intersected(lane(role, area));
    return r.isEmpty() ? QRectF()
                       : QRectF(r.left(), r.top(), r.width(), std::min(14.0, r.height()));
}

std::vector<Part> WaveformView::parts(const QRectF& area) const {
    std::vector<Part> all;
    if (length().value <= 0.0)
        return all;
    const QRectF inner = area.adjusted(kGutter, 0, -kRight, 0);
    all.push_back({.id = Position,
                   .rect = inner,
                   .role = QAccessible::Slider,
                   .name = tr("Position"),
                   .value = playhead_ ? preciseTimeText(*playhead_) : dash(),
                   .hint = tr("Click: go there · drag: mark a loop · wheel: zoom · Shift+wheel:"
                              " scroll · Home, End")});
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Reference}) {
        const QRectF label = sectionLabel(role, area);
        if (label.isEmpty())
            continue;
        const Section s = *laneOf(role)->section;
        all.push_back({.id = role == TrackRole::Mix ? MixSection : ReferenceSection,
                       .rect = label,
                       .role = QAccessible::Slider,
                       .name = tr("Compared section of %1").arg(laneOf(role)->name),
                       .value = tr("%1 to %2").arg(timeText(s.begin), timeText(s.end)),
                       .hint = tr("The part that is compared: drag it, or its edges · double-click:"
                                  " loop it")});
    }
    if (content_.loop) {
        const LinearScale x = times(area);
        const QRectF r(QPointF(x.position(content_.loop->begin.value), area.bottom() - kRuler),
                       QPointF(x.position(content_.loop->end.value), area.bottom()));
        all.push_back(
            {.id = Loop,
             .rect = r.intersected(inner),
             .role = QAccessible::Slider,
             .name = tr("Loop"),
             .value = tr("%1 to %2, %3")
                          .arg(timeText(content_.loop->begin), timeText(content_.loop->end),
                               content_.looping ? tr("on") : tr("off")),
             .hint = tr("The loop: drag its edges · double-click: clear it")});
    }
    addMarks(all, area);
    return all;
}

void WaveformView::activate(int id) {
    const auto loopTo = [&](const std::optional<WaveformLane>& l) {
        if (l && l->section) {
            content_.loop = *l->section;
            groundChanged();
            emit loopChanged(*l->section);
        }
    };
    if (!hasKeyboardFocus()) // the mouse has its own ways
        return;
    if (id == MixSection)
        loopTo(content_.mix);
    else if (id == ReferenceSection)
        loopTo(content_.reference);
    else
        goToMark(id);
}

std::pair<WaveformView::Grip, TrackRole> WaveformView::gripAt(QPointF place) const {
    if (const auto p = partAt(place); p && p->id >= FirstMark)
        return {Grip::Mark, TrackRole::Mix};
    const LinearScale x = times(rect());
    const auto near = [&](double edge) { return std::abs(place.x() - edge) <= kGrip; };
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Reference}) {
        const QRectF r = sectionRect(role, rect());
        if (r.isEmpty() || place.y() < r.top() || place.y() > r.bottom())
            continue;
        if (near(r.left()))
            return {Grip::SectionBegin, role};
        if (near(r.right()))
            return {Grip::SectionEnd, role};
        if (sectionLabel(role, rect()).contains(place))
            return {Grip::SectionMove, role};
    }
    if (content_.loop && place.y() >= height() - kRuler) {
        if (near(x.position(content_.loop->begin.value)))
            return {Grip::LoopBegin, TrackRole::Mix};
        if (near(x.position(content_.loop->end.value)))
            return {Grip::LoopEnd, TrackRole::Mix};
    }
    if (rect().adjusted(static_cast<int>(kGutter), 0, 0, 0).contains(place.toPoint()))
        return {Grip::Seek, TrackRole::Mix};
    return {Grip::None, TrackRole::Mix};
}

void WaveformView::seek(Seconds position) {
    emit seekRequested({std::clamp(position.value, 0.0, mixLength().value)});
}

void WaveformView::mousePressEvent(QMouseEvent* event) {
    PaintedView::mousePressEvent(event);
    if (event->button() != Qt::LeftButton || length().value <= 0.0)
        return;
    const auto [grip, role] = gripAt(event->position());
    if (grip == Grip::None)
        return;
    drag_ = Drag{.grip = grip, .role = role, .from = event->position()};
    if (grip == Grip::LoopBegin || grip == Grip::LoopEnd)
        drag_->before = *content_.loop;
    else if (grip != Grip::Seek && grip != Grip::Mark)
        drag_->before = *laneOf(role)->section;
    drag_->now = drag_->before;
}

void WaveformView::mouseMoveEvent(QMouseEvent* event) {
    if (drag_) {
        drag(event->position());
        return;
    }
    PaintedView::mouseMoveEvent(event);
    switch (gripAt(event->position()).first) {
    case Grip::SectionBegin:
    case Grip::SectionEnd:
    case Grip::LoopBegin:
    case Grip::LoopEnd:
        setCursor(Qt::SizeHorCursor);
        break;
    case Grip::SectionMove:
        setCursor(Qt::OpenHandCursor);
        break;
    case Grip::Mark:
        setCursor(Qt::PointingHandCursor);
        break;
    default:
        unsetCursor();
    }
}

void WaveformView::drag(QPointF place) {
    if (!drag_->moved && std::abs(place.x() - drag_->from.x()) < kDragThreshold)
        return;
    drag_->moved = true;
    const LinearScale x = times(rect());
    const auto& l = laneOf(drag_->role);
    const double last = l && l->peaks ? l->peaks->duration().value : mixLength().value;
    const auto timeAt = [&](double at) { return Seconds{std::clamp(x.value(at), 0.0, last)}; };
    const Seconds here = timeAt(place.x());
    Section s = drag_->before;
    switch (drag_->grip) {
    case Grip::Seek:
    case Grip::Mark:
        drag_->grip = Grip::LoopMark;
        [[fallthrough]];
    case Grip::LoopMark:
        s = ordered(timeAt(drag_->from.x()), here);
        break;
    case Grip::LoopBegin:
    case Grip::SectionBegin:
        s.begin = std::min(here, s.end - Seconds{kShortest});
        break;
    case Grip::LoopEnd:
    case Grip::SectionEnd:
        s.end = std::max(here, s.begin + Seconds{kShortest});
        break;
    case Grip::SectionMove: {
        const double way = x.value(place.x()) - x.value(drag_->from.x());
        const double room = std::max(0.0, last - s.length().value);
        const Seconds begin{std::clamp(s.begin.value + way, 0.0, room)};
        s = {begin, begin + s.length()};
        break;
    }
    case Grip::None:
        break;
    }
    drag_->now = s;
    groundChanged();
}

void WaveformView::mouseReleaseEvent(QMouseEvent*) {
    if (!drag_)
        return;
    const Drag d = *std::exchange(drag_, std::nullopt);
    groundChanged();
    if (!d.moved) {
        if (d.grip == Grip::Seek || d.grip == Grip::SectionMove)
            seek({times(rect()).value(d.from.x())});
        else if (const auto p = partAt(d.from); p && d.grip == Grip::Mark)
            goToMark(p->id);
        return;
    }
    switch (d.grip) {
    case Grip::LoopMark:
    case Grip::LoopBegin:
    case Grip::LoopEnd:
        if (d.now.length().value < kShortest)
            return;
        content_.loop = d.now;
        emit loopChanged(d.now);
        return;
    case Grip::SectionMove:
    case Grip::SectionBegin:
    case Grip::SectionEnd: {
        auto& l = d.role == TrackRole::Reference ? content_.reference : content_.mix;
        l->section = d.now;
        l->sectionChosen = true;
        emit sectionChanged(d.role, d.now);
        return;
    }
    default:
        return;
    }
}

void WaveformView::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto [grip, role] = gripAt(event->position());
    drag_.reset();
    if (grip == Grip::SectionMove) {
        content_.loop = *laneOf(role)->section;
        groundChanged();
        emit loopChanged(*content_.loop);
    } else if (const auto p = partAt(event->position()); p && p->id == Loop) {
        content_.loop.reset();
        groundChanged();
        emit loopCleared();
    }
}

void WaveformView::zoom(double factor, Seconds around) {
    const double all = length().value;
    const double span = std::clamp(visible_.length().value * factor, std::min(kClosest, all), all);
    const double share =
        visible_.length().value > 0.0 ? (around - visible_.begin) / visible_.length() : 0.5;
    const double begin = std::clamp(around.value - share * span, 0.0, all - span);
    visible_ = {{begin}, {begin + span}};
    groundChanged();
}

void WaveformView::scrollBy(Seconds by) {
    const Seconds span = visible_.length();
    const double begin =
        std::clamp((visible_.begin + by).value, 0.0, std::max(0.0, (length() - span).value));
    visible_ = {{begin}, Seconds{begin} + span};
    groundChanged();
}

void WaveformView::wheelEvent(QWheelEvent* event) {
    if (length().value <= 0.0) {
        event->ignore();
        return;
    }
    const QPoint turn = event->angleDelta();
    const bool sideways = event->modifiers() & Qt::ShiftModifier || turn.y() == 0;
    const double steps = (turn.y() != 0 ? turn.y() : turn.x()) / 120.0;
    if (sideways)
        scrollBy(visible_.length() * (-0.1 * steps));
    else
        zoom(std::pow(0.8, steps), {times(rect()).value(event->position().x())});
}

void WaveformView::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Escape && drag_) {
        drag_.reset();
        groundChanged();
        return;
    }
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    const Seconds here = playhead_.value_or(Seconds{});
    const Seconds centre{(visible_.begin + visible_.end).value / 2};
    const Seconds step{fine ? 0.1 : 1.0};
    const bool onSection = focusedPart() == MixSection || focusedPart() == ReferenceSection;
    switch (key) {
    case Qt::Key_Home:
        return seek({0.0});
    case Qt::Key_End:
        return seek(mixLength());
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.8, playhead_ ? here : centre);
    case Qt::Key_Minus:
        return zoom(1.25, playhead_ ? here : centre);
    case Qt::Key_0:
        return showAll();
    case Qt::Key_PageUp:
        return scrollBy(visible_.length() * -0.5);
    case Qt::Key_PageDown:
        return scrollBy(visible_.length() * 0.5);
    case Qt::Key_Left:
    case Qt::Key_Right: {
        if (focusedPart() >= FirstMark)
            return stepToMark(key == Qt::Key_Right ? 1 : -1);
        const Seconds by = key == Qt::Key_Right ? step : -step;
        if (!onSection)
            return seek(here + by);
        const TrackRole role =
            focusedPart() == ReferenceSection ? TrackRole::Reference : TrackRole::Mix;
        auto& l = role == TrackRole::Reference ? content_.reference : content_.mix;
        if (!l || !l->section || !l->peaks)
            return;
        // Ctrl stretches the end instead of moving all of it.
        Section s = *l->section;
        const Seconds last = l->peaks->duration();
        if (event->modifiers() & Qt::ControlModifier) {
            s.end = {std::clamp((s.end + by).value, s.begin.value + kShortest, last.value)};
        } else {
            const double room = std::max(0.0, (last - s.length()).value);
            const Seconds begin{std::clamp((s.begin + by).value, 0.0, room)};
            s = {begin, begin + s.length()};
        }
        l->section = s;
        l->sectionChosen = true;
        groundChanged();
        emit sectionChanged(role, s);
        return;
    }
    case Qt::Key_Delete:
        if (content_.loop) {
            content_.loop.reset();
            groundChanged();
            emit loopCleared();
        }
        return;
    default:
        PaintedView::keyPressEvent(event);
    }
}

} // namespace kilter
