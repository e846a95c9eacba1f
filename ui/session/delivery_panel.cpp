// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/delivery_panel.h"

#include "ui/session/codec_table.h"
#include "ui/session/delivery_cells.h"
#include "ui/session/sentence.h"
#include "ui/session/service_table.h"
#include "ui/views/drawing.h"

#include <QBoxLayout>

namespace kilter {

namespace {

void colour(QWidget& widget, const QColor& colour) {
    QPalette palette = widget.palette();
    if (palette.color(QPalette::WindowText) == colour)
        return;
    palette.setColor(QPalette::WindowText, colour);
    widget.setPalette(palette);
}

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(fontOf(Type::Title, Weight::Bold));
    return label;
}

} // namespace

DeliveryPanel::DeliveryPanel(QWidget* parent)
    : Panel(parent)
    , codecs_(new CodecTable(this))
    , services_(new ServiceTable(this))
    , codecView_(new DeliveryTable(codecs_, CodecTable::Before, this))
    , serviceView_(new DeliveryTable(services_, ServiceTable::Rule, this))
    , codecsHint_(new Sentence(this))
    , servicesHint_(new Sentence(this))
    , codecsText_(new Sentence(this))
    , servicesText_(new Sentence(this)) {
    setAccessibleName(tr("Delivery"));
    codecView_->setAccessibleName(tr("Codecs"));
    serviceView_->setAccessibleName(tr("Services"));
    servicesText_->setFont(fontOf(Type::Body, Weight::Medium));

    const auto half = [this](const QString& title, Sentence* hint, DeliveryTable* table,
                             Sentence* text) {
        auto* top = new QHBoxLayout;
        top->setSpacing(12);
        top->addWidget(heading(title, this));
        top->addWidget(hint, 1);
        auto* column = new QVBoxLayout;
        column->setSpacing(0);
        column->addLayout(top);
        column->addWidget(table, 1);
        column->addWidget(text);
        return column;
    };
    auto* line = new QWidget(this);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    line->setFixedWidth(1);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(12, 4, 12, 2);
    all->setSpacing(12);
    all->addLayout(half(tr("Codecs"), codecsHint_, codecView_, codecsText_), 1);
    all->addWidget(line);
    all->addLayout(half(tr("Services"), servicesHint_, serviceView_, servicesText_), 1);

    connect(codecView_, &DeliveryTable::cellPressed, this, [this](const QModelIndex& index) {
        const DeliveredCodec codec = codecs_->codec(index.row());
        switch (index.column()) {
        case CodecTable::Name:
            emit codecChosen(codec.codec, !codec.chosen);
            break;
        case CodecTable::Worst:
            emit seekRequested(*codecs_->worst(index.row()));
            break;
        case CodecTable::Hear:
        case CodecTable::HearDifference:
            emit listenToCodec(codec.codec, index.column() == CodecTable::HearDifference);
            break;
        default:
            break;
        }
    });
    connect(serviceView_, &DeliveryTable::cellPressed, this, [this](const QModelIndex& index) {
        emit listenToService(QString::fromStdString(services_->service(index.row()).rule.name));
    });
    refresh();
}

void DeliveryPanel::setContent(const DeliveryContent& content) {
    if (content == content_)
        return;
    content_ = content;
    refresh();
}

void DeliveryPanel::refresh() {
    codecs_->setContent(content_);
    services_->setContent(content_);
    codecView_->fitColumns();
    serviceView_->fitColumns();
    const bool ownRules = content_.servicesProblem.isEmpty();
    codecsHint_->say(content_.masterText);
    codecsText_->say(content_.codecsText, content_.codecsTip);
    servicesHint_->say(ownRules ? tr("rules as of %1; they change").arg(content_.servicesDate)
                                : content_.servicesProblem);
    servicesText_->say(content_.servicesText);
    const Theme& t = themeOf(*this);
    colour(*codecsHint_, content_.master == DeliveryContent::Master::Failed ? t.danger : t.dim);
    colour(*codecsText_, content_.codecsWrong ? t.danger : t.dim);
    colour(*servicesHint_, ownRules ? t.dim : t.danger);
}

/// Where there is little height, it is the tables'.
void DeliveryPanel::resizeEvent(QResizeEvent* event) {
    constexpr int kHigh = 180;
    Panel::resizeEvent(event);
    for (Sentence* sentence : {codecsHint_, servicesHint_})
        sentence->setMostLines(1);
    for (Sentence* sentence : {codecsText_, servicesText_})
        sentence->setMostLines(height() < kHigh ? 1 : 2);
}

void DeliveryPanel::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh(); // in the other theme's colours
}

} // namespace kilter
