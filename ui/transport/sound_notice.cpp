// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/sound_notice.h"

#include "ui/theme.h"
#include "ui/transport/transport_button.h"
#include "ui/views/drawing.h"

#include <QBoxLayout>
#include <QLabel>

namespace kilter {

SoundNotice::SoundNotice(QWidget* parent)
    : QWidget(parent)
    , text_(new QLabel(this)) {
    setAccessibleName(tr("Sound"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 4, 6, 4);
    row->setSpacing(6);
    text_->setFont(fontOf(Type::Title, Weight::Medium));
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setMinimumWidth(1); // a long name gives way to the buttons
    row->addWidget(text_, 1);
    const auto add = [&](const QString& title, const QString& name, int width) {
        auto* button = new TransportButton(this);
        button->setLook({.title = title, .centred = true});
        button->setAccessibleName(name);
        button->setFixedSize(width, 28);
        row->addWidget(button);
        return button;
    };
    connect(add(tr("Look again"), tr("Look for the sound device again"), 96),
            &QAbstractButton::clicked, this, &SoundNotice::lookAgainRequested);
    connect(add(tr("Preferences…"), tr("Sound preferences"), 108), &QAbstractButton::clicked, this,
            &SoundNotice::preferencesRequested);
    connect(add(QStringLiteral("✕"), tr("Close this notice"), 28), &QAbstractButton::clicked, this,
            &QWidget::hide);
    setFixedHeight(36);
    hide();
}

void SoundNotice::setText(const QString& text) {
    if (text == said_)
        return; // it stays closed, if it was closed
    said_ = text;
    text_->setText(text);
    text_->setToolTip(text);
    setAccessibleDescription(text);
    setVisible(!text.isEmpty());
}

void SoundNotice::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& t = themeOf(*this);
    roundedBox(painter, rect(), kPanelRadius, t.raised, t.dim);
}

} // namespace kilter
