// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/proposal_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QVBoxLayout>

namespace kilter {

namespace {

void set(QDoubleSpinBox& box, double least, double most, double step, int decimals,
         const QString& unit, double value) {
    box.setRange(least, most);
    box.setDecimals(decimals);
    box.setSingleStep(step);
    box.setSuffix(unit);
    box.setValue(value);
}

} // namespace

ProposalDialog::ProposalDialog(const Session& session, QWidget* parent)
    : QDialog(parent)
    , moves_(session.moveOptions)
    , match_(session.match.value_or(MatchOptions{}))
    , most_(new QSpinBox(this))
    , limit_(new QDoubleSpinBox(this))
    , fullGap_(new QCheckBox(tr("Close the gap in &full, inside the corridor too"), this))
    , sides_(new QCheckBox(tr("Allow moves on the &sides alone"), this))
    , matching_(new QGroupBox(tr("Match curve instead of moves"), this))
    , percent_(new QDoubleSpinBox(this))
    , detail_(new QDoubleSpinBox(this))
    , matchLimit_(new QDoubleSpinBox(this)) {
    setWindowTitle(tr("How moves are proposed"));
    constexpr int kMostMoves = 12;
    most_->setRange(0, kMostMoves);
    most_->setValue(moves_.most);
    most_->setSpecialValueText(tr("none"));
    set(*limit_, 0.5, 24.0, 0.5, 1, tr(" dB"), moves_.limit.value);
    limit_->setObjectName(QStringLiteral("limit"));
    fullGap_->setChecked(moves_.fullGap);
    sides_->setChecked(moves_.sideMoves);
    // A user who wants more than is usually good for the music wants the gap closed.
    connect(limit_, &QDoubleSpinBox::valueChanged, this, [this](double limit) {
        const bool more = limit > MoveOptions{}.limit.value;
        if (more)
            fullGap_->setChecked(true);
    });
    auto* moves = new QGroupBox(tr("Moves"), this);
    auto* first = new QFormLayout(moves);
    first->addRow(tr("At &most"), most_);
    first->addRow(tr("&Largest gain"), limit_);
    first->addRow(fullGap_);
    first->addRow(sides_);

    set(*percent_, 5.0, 150.0, 5.0, 0, tr(" % of the gap"), match_.percent);
    set(*detail_, 0.33, 1.0, 0.05, 2, tr(" octaves"), match_.detailOctaves);
    set(*matchLimit_, 0.5, 24.0, 0.5, 1, tr(" dB"), match_.limit.value);
    matching_->setCheckable(true);
    matching_->setChecked(session.match.has_value());
    auto* second = new QFormLayout(matching_);
    second->addRow(tr("&Amount"), percent_);
    second->addRow(tr("&Detail"), detail_);
    second->addRow(tr("Largest &gain"), matchLimit_);
    moves->setDisabled(matching_->isChecked());
    connect(matching_, &QGroupBox::toggled, moves, &QWidget::setDisabled);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* all = new QVBoxLayout(this);
    all->addWidget(moves);
    all->addWidget(matching_);
    all->addWidget(buttons);
}

MoveOptions ProposalDialog::moves() const {
    MoveOptions options = moves_;
    options.most = most_->value();
    options.limit = {limit_->value()};
    options.fullGap = fullGap_->isChecked();
    options.sideMoves = sides_->isChecked();
    return options;
}

std::optional<MatchOptions> ProposalDialog::match() const {
    if (!matching_->isChecked())
        return std::nullopt;
    MatchOptions options = match_;
    options.percent = percent_->value();
    options.detailOctaves = detail_->value();
    options.limit = {matchLimit_->value()};
    return options;
}

} // namespace kilter
