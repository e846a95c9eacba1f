// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/moves_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"
#include "ui/views/value_editor.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

constexpr double kRowHeight = 27, kTallRow = 36, kHeadHeight = 52, kSide = 12;
constexpr double kAmountMost = 2.0;
constexpr double kAmountSnap = 0.03; ///< around 100 %, so that it is easily found again

double snappedAmount(double amount) {
    amount = std::clamp(amount, 0.0, kAmountMost);
    return std::abs(amount - 1.0) < kAmountSnap ? 1.0 : std::round(amount * 100.0) / 100.0;
}

} // namespace

MovesView::MovesView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Suggested moves"));
}

void MovesView::setContent(const MovesContent& content) {
    if (content == content_)
        return;
    content_ = content;
    longestReason_ = 0.0;
    for (const QString& reason : content_.reasons)
        longestReason_ = std::max(longestReason_, textWidth(reason, fontOf(Type::Body)));
    scroll_ = std::min(scroll_, widestScroll(rect()));
    groundChanged();
}

QRectF MovesView::table(const QRectF& area) const {
    return area.adjusted(0, kHeadHeight, 0, -6);
}

double MovesView::rowHeight(const QRectF& area) const {
    // Rows are tall where a reason needs a second line and there is room for it.
    const double rows = static_cast<double>(content_.moves.size());
    if (kTallRow * rows > table(area).height())
        return kRowHeight;
    return longestReason_ <= widths(area)[Why] - 16 ? kRowHeight : kTallRow;
}

double MovesView::widestScroll(const QRectF& area) const {
    const double all = rowHeight(area) * static_cast<double>(content_.moves.size());
    return std::max(0.0, all - table(area).height());
}

std::array<double, MovesView::Columns> MovesView::widths(const QRectF& area) const {
    // Widths of the columns; the reason takes what is left, and where that is little, all the
    // others give some of theirs.
    const bool narrow = area.width() < 1200;
    std::array<double, Columns> widths =
        narrow ? std::array<double, Columns>{26, 24, 92, 74, 60, 38, 100, 0, 76, 54, 54, 58, 24}
               : std::array<double, Columns>{26, 24, 104, 80, 66, 42, 118, 0, 82, 60, 60, 64, 24};
    constexpr double kPlace = 18; // for "· side"
    if (!narrow && std::any_of(content_.moves.begin(), content_.moves.end(), [](const Move& move) {
            return move.placement != Placement::Stereo;
        }))
        widths[Kind] += kPlace;
    double used = 2 * kSide;
    for (const double w : widths)
        used += w;
    widths[Why] = std::max(80.0, area.width() - used);
    return widths;
}

QRectF MovesView::cell(int row, Column column, const QRectF& area) const {
    const auto all = widths(area);
    double x = area.left() + kSide;
    for (int c = 0; c < column; ++c)
        x += all[static_cast<std::size_t>(c)];
    const double height = rowHeight(area);
    return {x, table(area).top() + row * height - scroll_, all[static_cast<std::size_t>(column)],
            height};
}

QRectF MovesView::amountTrack(int row, const QRectF& area) const {
    const QRectF c = cell(row, Amount, area);
    return {c.left() + 6, c.center().y() - 2.5, c.width() - 52, 5}; // and its percentage
}

QRectF MovesView::overallTrack(const QRectF& area) const {
    for (const Part& p : parts(area))
        if (p.id == OverallAmount)
            return {p.rect.right() - 86, p.rect.center().y() - 2.5, 80, 5};
    return {};
}

QString MovesView::cellText(int row, Column column) const {
    const FilterShape& s = content_.moves[static_cast<std::size_t>(row)].shape;
    switch (column) {
    case Kind:
        return kindText(s.kind);
    case Frequency:
        return frequencyText(s.frequency);
    case Gain:
        return hasGain(s.kind)    ? decibelText(s.gain)
               : hasSlope(s.kind) ? tr("%1 dB/oct").arg(s.slopeDbPerOctave)
                                  : dash();
    case Q:
        return hasQ(s.kind) ? qText(s.q) : dash();
    default:
        return {};
    }
}

QString MovesView::reasonOf(int row) const {
    return content_.reasons.value(row);
}

std::vector<Part> MovesView::parts(const QRectF& area) const {
    std::vector<Part> all;
    const QRectF visible = table(area);
    for (int row = 0; row < static_cast<int>(content_.moves.size()); ++row) {
        const Move& m = content_.moves[static_cast<std::size_t>(row)];
        const QString which = tr("move %1").arg(row + 1);
        const auto add = [&](Column column, QAccessible::Role role, const QString& name,
                             const QString& value, const QString& hint, bool checkable = false,
                             bool checked = false) {
            const QRectF r = cell(row, column, area).adjusted(2, 3, -2, -3).intersected(visible);
            all.push_back({.id = partOf(row, column),
                           .rect = r,
                           .role = role,
                           .name = QStringLiteral("%1, %2").arg(which, name),
                           .value = value,
                           .hint = hint,
                           .checkable = checkable,
                           .checked = checked});
        };
        add(On, QAccessible::CheckBox, tr("on"), moveText(m), tr("Switch this move on or off"),
            true, m.enabled);
        add(Kind, QAccessible::ButtonMenu, tr("kind"),
            QStringLiteral("%1, %2").arg(cellText(row, Kind), placementText(m.placement)),
            tr("Change the filter's kind and whether it acts on stereo, mid or side"));
        add(Frequency, QAccessible::EditableText, tr("frequency"), cellText(row, Frequency),
            tr("Double-click to type a frequency, such as 2.5k"));
        add(Gain, QAccessible::EditableText, hasSlope(m.shape.kind) ? tr("slope") : tr("gain"),
            cellText(row, Gain),
            hasSlope(m.shape.kind) ? tr("Double-click to type a slope in dB per octave")
                                   : tr("Double-click to type a gain, such as -1.5 · Ctrl-click:"
                                        " reset"));
        add(Q, QAccessible::EditableText, tr("Q"), cellText(row, Q),
            tr("Double-click to type a Q, such as 0.7 · Ctrl-click: reset"));
        add(Amount, QAccessible::Slider, tr("amount"), percentText(m.amount),
            tr("How much of the move: drag, or + and − · Ctrl-click: 100 %"));
        add(Why, QAccessible::StaticText, tr("reason"), reasonOf(row), reasonOf(row));
        add(Confidence, QAccessible::Indicator, tr("confidence"),
            m.sureness() ? tr("%1 of 5").arg(std::lround(5.0 * *m.sureness())) : dash(),
            m.isChanged() ? tr("Changed by you: how sure it was is about the move as proposed")
                          : tr("How likely other sections of the same songs would show at least"
                               " half of it"));
        const auto audition = [&](Column column, Audition kind, const QString& name,
                                  const QString& hint) {
            const bool on = content_.auditioned == row && content_.audition == kind;
            add(column, QAccessible::Button, name, on ? tr("on") : QString(), hint, true, on);
        };
        audition(Solo, Audition::Solo, tr("solo"), tr("Solo: hear only this move"));
        audition(Delta, Audition::Delta, tr("delta"), tr("Delta: hear only what it changes"));
        audition(Bypass, Audition::Bypass, tr("bypass"), tr("Bypass: hear all but this move"));
        add(Remove, QAccessible::Button, tr("remove"), {}, tr("Remove this move"));
    }

    // From the right: add, match curve, overall amount.
    const QFont& body = fontOf(Type::Body);
    double right = area.right() - kSide;
    const auto button = [&](int id, const QString& text, double extra) {
        const double width = textWidth(text, body) + extra;
        const QRectF r(right - width, area.top() + 6, width, 24);
        right -= width + 16;
        return std::pair(id, r);
    };
    const auto add = button(AddMove, tr("+ Add move"), 8);
    const QString match = content_.matchAmount > 0.0
                              ? tr("Match curve: %1").arg(percentText(content_.matchAmount))
                              : tr("Match curve: off");
    const auto options = button(Options, tr("Options…"), 8);
    const auto again = button(ProposeAgain, tr("Propose again"), 8);
    const auto curve = button(MatchCurve, match, 18);
    const auto overall = button(OverallAmount, tr("Amount 200 %"), 98);
    all.push_back({.id = OverallAmount,
                   .rect = overall.second,
                   .role = QAccessible::Slider,
                   .name = tr("Amount of all moves"),
                   .value = percentText(content_.overallAmount),
                   .hint = tr("How much of all moves together: drag, or + and − · Ctrl-click:"
                              " 100 %"),
                   .enabled = !content_.moves.empty()});
    all.push_back({.id = MatchCurve,
                   .rect = curve.second,
                   .role = QAccessible::ButtonMenu,
                   .name = tr("Match curve"),
                   .value = match,
                   .hint = tr("Instead of a few moves: follow the references' curve, by as much as"
                              " you like"),
                   .enabled = content_.hasReferences});
    all.push_back({.id = ProposeAgain,
                   .rect = again.second,
                   .role = QAccessible::Button,
                   .name = tr("Propose again"),
                   .hint = content_.canProposeAgain
                               ? tr("Back to the moves as proposed: your changes to them go, bands"
                                    " of your own stay · Ctrl+Z brings the changes back")
                           : content_.curve.isEmpty()
                               ? tr("Propose again: the moves are those that are proposed")
                               : tr("Propose again: the curve stands in the moves' place"),
                   .enabled = content_.canProposeAgain});
    all.push_back({.id = Options,
                   .rect = options.second,
                   .role = QAccessible::Button,
                   .name = tr("Options of the proposals"),
                   .hint = tr("How many moves, how large, and how much of the gap they close")});
    all.push_back({.id = AddMove,
                   .rect = add.second,
                   .role = QAccessible::ButtonMenu,
                   .name = tr("Add move"),
                   .hint = tr("Add a band of your own")});
    return all;
}

void MovesView::select(int row) {
    if (row == content_.selected)
        return;
    content_.selected = row;
    groundChanged();
    emit moveSelected(row);
}

void MovesView::change(int row, const Move& move) {
    Move& mine = content_.moves[static_cast<std::size_t>(row)];
    mine = move;
    mine.shape = withinLimits(mine.shape);
    groundChanged();
    emit moveChanged(row, mine);
}

void MovesView::activate(int id) {
    if (id == MatchCurve)
        return openMatchMenu();
    if (id == ProposeAgain) {
        if (content_.canProposeAgain)
            emit proposalsRequested();
        return;
    }
    if (id == Options) {
        emit optionsRequested();
        return;
    }
    if (id == AddMove)
        return openAddMenu();
    if (id == OverallAmount)
        return;
    const int row = id / Columns;
    const auto column = static_cast<Column>(id % Columns);
    if (row < 0 || row >= static_cast<int>(content_.moves.size()))
        return;
    const auto toggleAudition = [&](Audition kind) {
        const bool on = content_.auditioned == row && content_.audition == kind;
        content_.audition = on ? Audition::None : kind;
        content_.auditioned = on ? -1 : row;
        groundChanged();
        emit auditionChanged(content_.auditioned, content_.audition);
    };
    switch (column) {
    case On: {
        Move m = content_.moves[static_cast<std::size_t>(row)];
        m.enabled = !m.enabled;
        change(row, m);
        emit gestureFinished();
        return;
    }
    case Kind:
        return openKindMenu(row);
    case Frequency:
    case Gain:
    case Q:
        if (hasKeyboardFocus()) // by the mouse a double-click opens it
            edit(row, column);
        return;
    case Solo:
        return toggleAudition(Audition::Solo);
    case Delta:
        return toggleAudition(Audition::Delta);
    case Bypass:
        return toggleAudition(Audition::Bypass);
    case Remove:
        emit moveRemoved(row);
        return;
    default:
        return;
    }
}

void MovesView::edit(int row, Column column) {
    const FilterShape& s = content_.moves[static_cast<std::size_t>(row)].shape;
    if ((column == Gain && !hasGain(s.kind) && !hasSlope(s.kind)) || (column == Q && !hasQ(s.kind)))
        return;
    const auto p = part(partOf(row, column));
    openValueEditor(*this, cell(row, column, rect()).adjusted(-2, 3, -4, -3), cellText(row, column),
                    p ? p->name : QString(),
                    [this, row, column](const QString& text) { commitEdit(row, column, text); });
}

void MovesView::commitEdit(int row, Column column, const QString& text) {
    if (row >= static_cast<int>(content_.moves.size()))
        return;
    Move m = content_.moves[static_cast<std::size_t>(row)];
    if (column == Frequency) {
        const auto f = parseFrequency(text);
        if (!f)
            return;
        m.shape.frequency = *f;
    } else if (column == Gain && hasSlope(m.shape.kind)) {
        const auto slope = parseNumber(text.section(u' ', 0, 0));
        if (!slope)
            return;
        m.shape.slopeDbPerOctave =
            6 * static_cast<int>(std::lround(std::clamp(*slope, 6.0, 48.0) / 6.0));
    } else if (column == Gain) {
        const auto g = parseDecibels(text);
        if (!g)
            return;
        m.shape.gain = *g;
    } else {
        const auto q = parseNumber(text);
        if (!q)
            return;
        m.shape.q = *q;
    }
    change(row, m);
    emit gestureFinished();
}

void MovesView::reset(int row, Column column) {
    Move m = content_.moves[static_cast<std::size_t>(row)];
    if (column == Gain && hasGain(m.shape.kind))
        m.shape.gain = {};
    else if (column == Q && hasQ(m.shape.kind))
        m.shape.q = FilterShape{}.q;
    else
        return;
    change(row, m);
    emit gestureFinished();
}

void MovesView::setAmount(int id, double amount) {
    amount = snappedAmount(amount);
    if (id == OverallAmount) {
        if (amount == content_.overallAmount)
            return;
        content_.overallAmount = amount;
        groundChanged();
        emit overallAmountChanged(amount);
        return;
    }
    Move m = content_.moves[static_cast<std::size_t>(id / Columns)];
    if (m.amount == amount)
        return;
    m.amount = amount;
    change(id / Columns, m);
}

void MovesView::dragAmount(QPointF place) {
    const QRectF track = draggedAmount_ == OverallAmount
                             ? overallTrack(rect())
                             : amountTrack(draggedAmount_ / Columns, rect());
    setAmount(draggedAmount_, kAmountMost * (place.x() - track.left()) / track.width());
}

void MovesView::mousePressEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    if (p && p->id < OverallAmount)
        select(p->id / Columns);
    else if (!p && table(rect()).contains(event->position()))
        select(-1);
    PaintedView::mousePressEvent(event);
    if (!p || !p->enabled || event->button() != Qt::LeftButton)
        return;
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (p->id == OverallAmount || (p->id < OverallAmount && p->id % Columns == Amount)) {
        if (control) {
            setAmount(p->id, 1.0);
            emit gestureFinished();
        } else {
            draggedAmount_ = p->id;
            dragAmount(event->position());
        }
    } else if (control && p->id < OverallAmount) {
        reset(p->id / Columns, static_cast<Column>(p->id % Columns));
    }
}

void MovesView::mouseMoveEvent(QMouseEvent* event) {
    if (draggedAmount_ >= 0)
        dragAmount(event->position());
    else
        PaintedView::mouseMoveEvent(event);
}

void MovesView::mouseReleaseEvent(QMouseEvent* event) {
    PaintedView::mouseReleaseEvent(event);
    if (std::exchange(draggedAmount_, -1) >= 0)
        emit gestureFinished();
}

void MovesView::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    if (!p || p->id >= OverallAmount || event->button() != Qt::LeftButton)
        return;
    const auto column = static_cast<Column>(p->id % Columns);
    if (column == Frequency || column == Gain || column == Q)
        edit(p->id / Columns, column);
    else
        mousePressEvent(event); // two quick clicks on a button are two clicks
}

void MovesView::wheelEvent(QWheelEvent* event) {
    const double furthest = widestScroll(rect());
    if (furthest <= 0.0) {
        event->ignore();
        return;
    }
    scroll_ = std::clamp(scroll_ - event->angleDelta().y() / 120.0 * kRowHeight, 0.0, furthest);
    groundChanged();
}

void MovesView::keyPressEvent(QKeyEvent* event) {
    const int id = focusedPart();
    const int key = event->key();
    const bool inTable = id >= 0 && id < OverallAmount;
    const bool amount = id == OverallAmount || (inTable && id % Columns == Amount);
    if (amount && (key == Qt::Key_Plus || key == Qt::Key_Equal || key == Qt::Key_Minus)) {
        const double before = id == OverallAmount
                                  ? content_.overallAmount
                                  : content_.moves[static_cast<std::size_t>(id / Columns)].amount;
        setAmount(id, before + (key == Qt::Key_Minus ? -0.05 : 0.05));
        emit gestureFinished();
        return;
    }
    if (inTable && (key == Qt::Key_Delete || key == Qt::Key_Backspace)) {
        emit moveRemoved(id / Columns);
        return;
    }
    const auto moveTo = [&](int next) {
        if (!part(next))
            return;
        if (next < OverallAmount) {
            const int row = next / Columns;
            const double top = row * kRowHeight;
            scroll_ =
                std::clamp(scroll_, std::max(0.0, top + kRowHeight - table(rect()).height()), top);
            select(next / Columns);
        }
        focusPart(next);
        groundChanged();
    };
    if (inTable)
        switch (key) {
        case Qt::Key_Up:
            return moveTo(id - Columns);
        case Qt::Key_Down:
            return moveTo(id + Columns);
        case Qt::Key_Left:
        case Qt::Key_Right: {
            const int step = key == Qt::Key_Right ? 1 : -1;
            int next = id + step;
            while (next >= 0 && next / Columns == id / Columns && !part(next))
                next += step; // columns that are only painted
            if (next >= 0 && next / Columns == id / Columns)
                moveTo(next);
            return;
        }
        default:
            break;
        }
    PaintedView::keyPressEvent(event);
}

void MovesView::attentionChanged() {
    groundChanged(); // buttons light up under the pointer
}

void MovesView::resizeEvent(QResizeEvent*) {
    scroll_ = std::min(scroll_, widestScroll(rect()));
}

} // namespace kilter
