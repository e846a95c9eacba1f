// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/tracks_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kHead = 32, kSide = 8, kBetween = 8;
constexpr double kProblemHeight = 68, kLoadingHeight = 62;

} // namespace

TracksView::TracksView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Tracks"));
}

void TracksView::setContent(const TracksContent& content) {
    if (content == content_)
        return;
    content_ = content;
    scroll_ = std::clamp(scroll_, 0.0, furthestScroll(rect()));
    groundChanged();
}

double TracksView::cardHeight(const TrackCard& card) const {
    if (card.state == TrackState::Loading)
        return kLoadingHeight;
    if (card.state != TrackState::Ready)
        return kProblemHeight;
    const auto lines = std::min<qsizetype>(card.findings.size(), kMostFindings);
    return kBare + (lines > 0 ? 2 + kFindingLine * static_cast<double>(lines) : 0.0);
}

QRectF TracksView::list(const QRectF& area) const {
    return area.adjusted(0, kHead, 0, -kFoot);
}

double TracksView::furthestScroll(const QRectF& area) const {
    double all = 0.0;
    for (const TrackCard& card : content_.cards)
        all += cardHeight(card) + kBetween;
    return std::max(0.0, all - kBetween - list(area).height());
}

QRectF TracksView::cardRect(std::size_t index, const QRectF& area) const {
    double top = list(area).top() - scroll_;
    for (std::size_t i = 0; i < index; ++i)
        top += cardHeight(content_.cards[i]) + kBetween;
    return {area.left() + kSide, top, area.width() - 2 * kSide, cardHeight(content_.cards[index])};
}

std::vector<Part> TracksView::parts(const QRectF& area) const {
    std::vector<Part> all;
    const QFont& medium = fontOf(Type::Body, Weight::Bold);
    const bool hasMix = std::any_of(content_.cards.begin(), content_.cards.end(),
                                    [](const TrackCard& c) { return c.role == TrackRole::Mix; });
    if (!hasMix && !content_.cards.empty())
        all.push_back(
            {.id = AddMix,
             .rect = {area.left() + 80, area.top() + 7, textWidth(tr("+ Mix"), medium) + 8, 20},
             .role = QAccessible::Button,
             .name = tr("Add mix"),
             .hint = tr("Choose your mix (Ctrl+O)")});
    if (!content_.cards.empty()) {
        const double width = textWidth(tr("+ Add reference"), medium) + 8;
        all.push_back({.id = AddReference,
                       .rect = {area.right() - 8 - width, area.top() + 7, width, 20},
                       .role = QAccessible::Button,
                       .name = tr("Add reference"),
                       .hint = tr("Add a record that you admire (Ctrl+R)")});
    } else {
        const QRectF middle = list(area);
        const double width = std::min(180.0, middle.width() - 32);
        const double x = middle.center().x() - width / 2;
        const double y = middle.center().y() + 8;
        all.push_back({.id = AddMix,
                       .rect = {x, y, width, 30},
                       .role = QAccessible::Button,
                       .name = tr("Open mix…"),
                       .hint = tr("Choose your mix (Ctrl+O)")});
        all.push_back({.id = AddReference,
                       .rect = {x, y + 38, width, 30},
                       .role = QAccessible::Button,
                       .name = tr("Add references…"),
                       .hint = tr("Add records that you admire (Ctrl+R)")});
    }

    const QRectF visible = list(area);
    for (std::size_t i = 0; i < content_.cards.size(); ++i) {
        const TrackCard& card = content_.cards[i];
        const QRectF r = cardRect(i, area);
        const auto add = [&](CardPart part, const QRectF& place, QAccessible::Role role,
                             const QString& name, const QString& value, const QString& hint,
                             bool checkable = false, bool checked = false) {
            all.push_back({.id = partOf(i, part),
                           .rect = place.intersected(visible),
                           .role = role,
                           .name = name,
                           .value = value,
                           .hint = hint,
                           .checkable = checkable,
                           .checked = checked});
        };
        const QString kind = card.role == TrackRole::Mix
                                 ? tr("Mix %1").arg(card.name)
                                 : tr("Reference %1, %2").arg(card.letter, card.name);
        QString value = card.problem;
        if (card.state == TrackState::Loading)
            value = tr("%1, %2").arg(card.stage, percentText(card.progress));
        else if (card.state == TrackState::Ready)
            value = tr("%1 LUFS, range %2 LU, true peak %3 dB, PLR %4 dB. %5")
                        .arg(number(card.integrated, 1), number(card.range, 1),
                             number(card.truePeak, 1, Sign::Both), number(card.plr, 1),
                             card.findings.join(QStringLiteral(". ")));
        add(Choose, r, QAccessible::ListItem, kind, value,
            card.role == TrackRole::Mix
                ? tr("%1 · click: hear it").arg(card.name)
                : tr("%1 · click: hear it as the reference · Shift-click: only look at it")
                      .arg(card.name));
        if (card.role == TrackRole::Reference && card.state == TrackState::Ready)
            add(Toggle, {r.left() + 6, r.top() + 6, 24, 24}, QAccessible::CheckBox,
                tr("Compare with %1").arg(card.name), {},
                tr("Whether this reference counts for the target"), true, card.enabled);
        if (card.role == TrackRole::Reference && card.state == TrackState::Ready)
            add(Weight, {r.right() - 40, r.top() + 26, 34, 15}, QAccessible::ButtonMenu,
                tr("Weight of %1").arg(card.name), weightText(card.weight),
                tr("How much this reference counts beside the others"));
        if (card.state == TrackState::Loading)
            add(Cancel, {r.right() - 28, r.top() + 6, 22, 22}, QAccessible::Button,
                tr("Cancel reading %1").arg(card.name), {}, tr("Stop reading this file"));
        else
            add(Remove, {r.right() - 28, r.top() + 6, 22, 22}, QAccessible::Button,
                tr("Remove %1").arg(card.name), {}, tr("Take this track out of the session"));
        if (card.state == TrackState::Failed || card.state == TrackState::Missing ||
            card.state == TrackState::Changed) {
            const QString text =
                card.state == TrackState::Changed ? tr("Read again") : tr("Find file…");
            const double width = textWidth(text, fontOf(Type::Body)) + 20;
            add(Relink, {r.left() + 32, r.bottom() - 27, width, 21}, QAccessible::Button, text, {},
                card.state == TrackState::Changed
                    ? tr("Measure the file as it is now")
                    : tr("Choose where the file is now, or another in its place"));
            if (card.canKeep)
                add(Keep,
                    {r.left() + 40 + width, r.bottom() - 27,
                     textWidth(tr("Keep"), fontOf(Type::Body)) + 20, 21},
                    QAccessible::Button, tr("Keep"), {},
                    tr("Go on with what was read, whatever has become of the file"));
        }
    }

    const QFont& body = fontOf(Type::Body, Weight::Bold);
    const double y = area.bottom() - 52;
    const double genre = textWidth(tr("Other targets…"), body) + 4;
    all.push_back(
        {.id = GenreProfile,
         .rect = {area.left() + 12, y, genre, 20},
         .role = QAccessible::Button,
         .name = tr("Other targets"),
         .hint = tr("Use a saved or the built-in target, instead of references or beside them")});
    all.push_back(
        {.id = SaveProfile,
         .rect = {area.left() + 24 + genre, y, textWidth(tr("Save target…"), body) + 4, 20},
         .role = QAccessible::Button,
         .name = tr("Save target"),
         .hint = tr("Keep this target for other mixes"),
         .enabled = content_.canSaveProfile});
    return all;
}

void TracksView::activate(int id) {
    switch (id) {
    case AddMix:
        emit addMixRequested();
        return;
    case AddReference:
        emit addReferenceRequested();
        return;
    case GenreProfile:
        emit genreProfileRequested();
        return;
    case SaveProfile:
        emit saveProfileRequested();
        return;
    default:
        break;
    }
    const auto index = static_cast<std::size_t>(id / CardParts);
    if (id < 0 || index >= content_.cards.size())
        return;
    TrackCard& card = content_.cards[index];
    switch (static_cast<CardPart>(id % CardParts)) {
    case Choose:
        if (card.state == TrackState::Ready && shift_)
            emit trackLookedAt(card.id);
        else if (card.state == TrackState::Ready)
            emit trackChosen(card.id);
        return;
    case Weight:
        openWeightMenu(index);
        return;
    case Toggle:
        card.enabled = !card.enabled;
        groundChanged();
        emit trackToggled(card.id, card.enabled);
        return;
    case Remove:
        emit trackRemoved(card.id);
        return;
    case Relink:
        emit relinkRequested(card.id);
        return;
    case Keep:
        emit keepRequested(card.id);
        return;
    case Cancel:
        emit cancelRequested(card.id);
        return;
    case CardParts:
        return;
    }
}

void TracksView::attentionChanged() {
    const int id = focusedPart();
    if (hasKeyboardFocus() && id >= 0 && id < AddMix &&
        static_cast<std::size_t>(id / CardParts) < content_.cards.size()) {
        // The keyboard brings its card into sight.
        const QRectF r = cardRect(static_cast<std::size_t>(id / CardParts), rect());
        const QRectF visible = list(rect());
        if (r.top() < visible.top())
            scrollTo(scroll_ + r.top() - visible.top());
        else if (r.bottom() > visible.bottom())
            scrollTo(scroll_ + r.bottom() - visible.bottom());
    }
    groundChanged();
}

void TracksView::scrollTo(double scroll) {
    scroll_ = std::clamp(scroll, 0.0, furthestScroll(rect()));
    groundChanged();
}

void TracksView::wheelEvent(QWheelEvent* event) {
    if (furthestScroll(rect()) <= 0.0)
        event->ignore();
    else
        scrollTo(scroll_ - event->angleDelta().y() * 0.5);
}

void TracksView::openWeightMenu(std::size_t index) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* group = new QActionGroup(menu);
    const TrackCard& card = content_.cards[index];
    for (const double weight : {0.25, 0.5, 1.0, 2.0, 4.0}) {
        QAction* action = menu->addAction(weightText(weight));
        action->setCheckable(true);
        action->setChecked(card.weight == weight);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, id = card.id, weight] { emit weightChanged(id, weight); });
    }
    const auto p = part(partOf(index, Weight));
    menu->popup(mapToGlobal(p ? p->rect.bottomLeft().toPoint() : QPoint()));
}

void TracksView::mouseReleaseEvent(QMouseEvent* event) {
    shift_ = event->modifiers().testFlag(Qt::ShiftModifier);
    PaintedView::mouseReleaseEvent(event);
    shift_ = false;
}

void TracksView::keyPressEvent(QKeyEvent* event) {
    const int id = focusedPart();
    const bool onCard = id >= 0 && id < AddMix;
    const auto card = static_cast<std::size_t>(std::max(id, 0) / CardParts);
    if (onCard && event->modifiers() == Qt::ShiftModifier &&
        (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return)) {
        shift_ = true;
        activate(id);
        shift_ = false;
        return;
    }
    if (onCard && event->key() == Qt::Key_Down && card + 1 < content_.cards.size())
        return focusPart(partOf(card + 1, Choose));
    if (onCard && event->key() == Qt::Key_Up && card > 0)
        return focusPart(partOf(card - 1, Choose));
    if (onCard && card < content_.cards.size() &&
        (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        emit trackRemoved(content_.cards[card].id);
        return;
    }
    PaintedView::keyPressEvent(event);
}

void TracksView::resizeEvent(QResizeEvent*) {
    scroll_ = std::clamp(scroll_, 0.0, furthestScroll(rect()));
}

} // namespace kilter
