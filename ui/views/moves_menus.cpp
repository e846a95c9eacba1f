// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The menus of the table of moves.

#include "ui/views/moves_view.h"

#include "ui/views/figures.h"
#include "ui/views/move_text.h"

#include <QActionGroup>
#include <QMenu>

namespace kilter {

void MovesView::openMatchMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* group = new QActionGroup(menu);
    for (const double amount : {0.0, 0.25, 0.5, 0.75, 1.0, 1.5}) {
        QAction* action = menu->addAction(amount == 0.0 ? tr("Off") : percentText(amount));
        action->setCheckable(true);
        action->setChecked(content_.matchAmount == amount);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, amount] {
            if (content_.matchAmount == amount)
                return;
            content_.matchAmount = amount;
            groundChanged();
            emit matchAmountChanged(amount);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Detail and limit…")), &QAction::triggered, this,
            &MovesView::optionsRequested);
    const auto p = part(MatchCurve);
    menu->popup(mapToGlobal(p ? p->rect.bottomLeft().toPoint() : QPoint()));
}

void MovesView::openAddMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::array<std::pair<FilterKind, double>, 7> kinds{{{FilterKind::Bell, 1000.0},
                                                              {FilterKind::LowShelf, 100.0},
                                                              {FilterKind::HighShelf, 8000.0},
                                                              {FilterKind::LowCut, 25.0},
                                                              {FilterKind::HighCut, 18000.0},
                                                              {FilterKind::Notch, 1000.0},
                                                              {FilterKind::Tilt, 1000.0}}};
    for (const auto& [kind, frequency] : kinds)
        connect(menu->addAction(kindText(kind)), &QAction::triggered, this,
                [this, k = kind, f = frequency] {
                    Move m;
                    m.proposed = false;
                    m.shape.kind = k;
                    m.shape.frequency = {f};
                    if (k == FilterKind::Bell)
                        m.shape.q = 1.0;
                    emit moveAdded(m);
                });
    const auto p = part(AddMove);
    menu->popup(mapToGlobal(p ? p->rect.bottomLeft().toPoint() : QPoint()));
}

void MovesView::openKindMenu(int row) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Move& m = content_.moves[static_cast<std::size_t>(row)];
    const auto add = [&](const QString& text, bool checked, auto&& set) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::triggered, this, [this, row, set] {
            if (row >= static_cast<int>(content_.moves.size()))
                return;
            Move changed = content_.moves[static_cast<std::size_t>(row)];
            set(changed);
            change(row, changed);
            emit gestureFinished();
        });
    };
    for (const FilterKind kind :
         {FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf, FilterKind::LowCut,
          FilterKind::HighCut, FilterKind::Notch, FilterKind::Tilt})
        add(kindText(kind), m.shape.kind == kind, [kind](Move& n) { n.shape.kind = kind; });
    menu->addSeparator();
    for (const Placement placement : {Placement::Stereo, Placement::Mid, Placement::Side})
        add(placementText(placement), m.placement == placement,
            [placement](Move& n) { n.placement = placement; });
    const auto p = part(partOf(row, Kind));
    menu->popup(mapToGlobal(p ? p->rect.bottomLeft().toPoint() : QPoint()));
}

} // namespace kilter
