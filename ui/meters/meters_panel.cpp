// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/meters_panel.h"

#include "ui/meters/correlation_meter.h"
#include "ui/meters/figures_table.h"
#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/peak_meter.h"
#include "ui/views/drawing.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QBoxLayout>
#include <QMenu>
#include <QPainter>

#include <cmath>

namespace kilter {

namespace {

/// A word that opens a menu, as in the spectrum's head.
class MenuButton : public QAbstractButton {
  public:
    explicit MenuButton(QWidget* parent)
        : QAbstractButton(parent) {
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {static_cast<int>(std::ceil(textWidth(text(), fontOf(Type::Body)))) + 22, 20};
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Theme& t = themeOf(*this);
        const QColor& ink = underMouse() ? t.text : t.dim;
        const QRectF area = rect();
        drawText(painter, area.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text(),
                 fontOf(Type::Body), ink);
        drawMenuMark(painter, {area.right() - 7, area.center().y() + 0.5}, ink);
        if (hasFocus())
            drawFocusRing(painter, area.adjusted(2, 2, -2, -2), kButtonRadius - 1, t);
    }
};

} // namespace

MetersPanel::MetersPanel(QWidget* parent)
    : QWidget(parent)
    , loudness_(new LoudnessMeterView(this))
    , peaks_(new PeakMeterView(this))
    , gainReduction_(new GainReductionMeterView(this))
    , correlation_(new CorrelationMeterView(this))
    , figures_(new FiguresTable(this))
    , scaleMenu_(new MenuButton(this)) {
    scaleMenu_->setAccessibleName(tr("Loudness scale"));
    scaleMenu_->setFocusPolicy(Qt::TabFocus);
    dressMenu();
    connect(scaleMenu_, &QAbstractButton::clicked, this, &MetersPanel::openScaleMenu);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 8, 8, 0);
    head->addStretch();
    head->addWidget(scaleMenu_);
    auto* bars = new QHBoxLayout;
    bars->setContentsMargins(8, 0, 6, 0);
    bars->setSpacing(2);
    bars->addWidget(loudness_, 15);
    bars->addWidget(peaks_, 9);
    bars->addWidget(gainReduction_, 4);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(2, 0, 2, 8);
    all->setSpacing(2);
    all->addLayout(head);
    all->addLayout(bars, 1);
    all->addWidget(correlation_);
    all->addSpacing(4);
    all->addWidget(figures_);
    figures_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    correlation_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    connect(loudness_, &LoudnessMeterView::resetRequested, this, &MetersPanel::resetRequested);
    connect(peaks_, &PeakMeterView::resetRequested, this, &MetersPanel::resetRequested);
}

void MetersPanel::setOptions(const LoudnessOptions& options) {
    loudness_->setOptions(options);
    dressMenu();
}

void MetersPanel::dressMenu() {
    const LoudnessOptions& o = loudness_->options();
    scaleMenu_->setText((o.scale == EbuScale::Plus9 ? tr("EBU +9, %1") : tr("EBU +18, %1"))
                            .arg(o.absolute ? tr("LUFS") : tr("LU")));
}

void MetersPanel::choose(const LoudnessOptions& options) {
    if (options == loudness_->options())
        return;
    setOptions(options);
    emit optionsChanged(options);
}

void MetersPanel::openScaleMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const LoudnessOptions now = loudness_->options();
    const auto add = [&](QActionGroup* group, const QString& text, const LoudnessOptions& wanted) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(wanted == now);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted] { choose(wanted); });
    };
    auto* scales = new QActionGroup(menu);
    add(scales, tr("EBU +9 scale"), {EbuScale::Plus9, now.absolute});
    add(scales, tr("EBU +18 scale"), {EbuScale::Plus18, now.absolute});
    menu->addSeparator();
    auto* units = new QActionGroup(menu);
    add(units, tr("LUFS"), {now.scale, true});
    add(units, tr("LU, from the target"), {now.scale, false});
    menu->popup(scaleMenu_->mapToGlobal(scaleMenu_->rect().bottomLeft()));
}

void MetersPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& t = themeOf(*this);
    paintPanel(painter, rect(), t);
    paintTitle(painter, rect(), tr("Loudness"), t);
}

} // namespace kilter
