// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/target_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>

namespace kilter {

TargetDialog::TargetDialog(const Target& target, Decibels ceiling, QWidget* parent)
    : QDialog(parent)
    , loudness_(new QDoubleSpinBox(this))
    , ceiling_(new QDoubleSpinBox(this)) {
    setWindowTitle(tr("Custom target"));
    loudness_->setRange(-30.0, -4.0);
    loudness_->setDecimals(1);
    loudness_->setSingleStep(0.5);
    loudness_->setSuffix(tr(" LUFS"));
    loudness_->setValue(target.loudness.value_or(Lufs{-14.0}).value);
    ceiling_->setRange(-6.0, 0.0);
    ceiling_->setDecimals(1);
    ceiling_->setSingleStep(0.1);
    ceiling_->setSuffix(tr(" dBTP"));
    ceiling_->setValue(ceiling.value);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Integrated loudness"), loudness_);
    form->addRow(tr("True-peak &ceiling"), ceiling_);
    form->addRow(buttons);
    loudness_->selectAll();
}

Target TargetDialog::target() const {
    return {Lufs{loudness_->value()}, {}};
}

Decibels TargetDialog::ceiling() const {
    return {ceiling_->value()};
}

} // namespace kilter
