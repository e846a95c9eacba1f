// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/accessible_view.h"

#include "ui/views/painted_view.h"

#include <QAccessibleActionInterface>
#include <QAccessibleInterface>
#include <QAccessibleWidget>
#include <QPointer>

namespace kilter {

namespace {

/// The part at a place in the list; it is looked up afresh each time, for the view's content may
/// have changed since the screen reader last asked.
class AccessiblePart : public QAccessibleInterface, public QAccessibleActionInterface {
  public:
    AccessiblePart(PaintedView* view, int index)
        : view_(view)
        , index_(index) {}

    bool isValid() const override { return view_ && current().has_value(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(view_);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text kind) const override {
        const auto p = current();
        if (!p)
            return {};
        switch (kind) {
        case QAccessible::Name:
            return p->name;
        case QAccessible::Value:
            return p->value;
        case QAccessible::Description:
        case QAccessible::Help:
            return p->hint;
        default:
            return {};
        }
    }
    void setText(QAccessible::Text, const QString&) override {}

    QRect rect() const override {
        const auto p = current();
        if (!p)
            return {};
        const QRect local = p->rect.toAlignedRect();
        return {view_->mapToGlobal(local.topLeft()), local.size()};
    }
    QAccessible::Role role() const override {
        const auto p = current();
        return p ? p->role : QAccessible::NoRole;
    }
    QAccessible::State state() const override {
        QAccessible::State s;
        const auto p = current();
        if (!p) {
            s.invalid = true;
            return s;
        }
        s.focusable = p->focusable;
        s.focused = view_->hasFocus() && view_->focusedPart() == p->id;
        s.checkable = p->checkable;
        s.checked = p->checked;
        s.disabled = !p->enabled || !view_->isEnabled();
        s.invisible = !view_->isVisible();
        return s;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ActionInterface)
            return static_cast<QAccessibleActionInterface*>(this);
        return nullptr;
    }
    QStringList actionNames() const override {
        const auto p = current();
        if (!p || !p->focusable)
            return {};
        return {p->checkable ? toggleAction() : pressAction(), setFocusAction()};
    }
    void doAction(const QString& action) override {
        const auto p = current();
        if (!p)
            return;
        if (action == setFocusAction()) {
            view_->setFocus();
            view_->focusPart(p->id);
        } else {
            view_->activate(p->id);
        }
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

    int index() const { return index_; }

  private:
    std::optional<Part> current() const {
        if (!view_)
            return std::nullopt;
        const auto all = view_->parts();
        const auto i = static_cast<std::size_t>(index_);
        return i < all.size() ? std::optional(all[i]) : std::nullopt;
    }

    QPointer<PaintedView> view_;
    int index_;
};

class AccessibleView : public QAccessibleWidget {
  public:
    explicit AccessibleView(PaintedView* view)
        : QAccessibleWidget(view, QAccessible::Grouping) {}

    ~AccessibleView() override {
        for (const QAccessible::Id id : ids_)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return static_cast<int>(view().parts().size()); }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (static_cast<int>(ids_.size()) <= index)
            ids_.push_back(QAccessible::registerAccessibleInterface(
                new AccessiblePart(&view(), static_cast<int>(ids_.size()))));
        return QAccessible::accessibleInterface(ids_[static_cast<std::size_t>(index)]);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (std::size_t i = 0; i < ids_.size(); ++i)
            if (QAccessible::accessibleInterface(ids_[i]) == child)
                return static_cast<int>(i);
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const QPointF place(view().mapFromGlobal(QPoint(x, y)));
        const auto all = view().parts();
        for (std::size_t i = all.size(); i-- > 0;)
            if (all[i].rect.contains(place))
                return child(static_cast<int>(i));
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        const auto all = view().parts();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (view().hasFocus() && all[i].id == view().focusedPart())
                return child(static_cast<int>(i));
        return QAccessibleWidget::focusChild();
    }

  private:
    PaintedView& view() const { return *static_cast<PaintedView*>(widget()); }

    mutable std::vector<QAccessible::Id> ids_;
};

} // namespace

QAccessibleInterface* accessibleViewFactory(const QString&, QObject* object) {
    auto* view = qobject_cast<PaintedView*>(object);
    return view ? new AccessibleView(view) : nullptr;
}

} // namespace kilter
