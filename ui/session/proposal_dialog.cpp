// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/proposal_dialog.h"

#include "ui/number_box.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace kilter {

ProposalDialog::ProposalDialog(const Session& session, QWidget* parent)
    : QDialog(parent)
    , moves_(session.moveOptions)
    , match_(session.match.value_or(MatchOptions{}))
    , most_(new QSpinBox(this))
    , limit_(new NumberBox(this))
    , fullGap_(new QCheckBox(tr("Close the gap in &full, inside the corridor too"), this))
    , sides_(new QCheckBox(tr("Allow moves on the &sides alone"), this))
    , matching_(new QGroupBox(tr("Match curve instead of moves"), this))
    , percent_(new NumberBox(this))
    , detail_(new NumberBox(this))
    , matchLimit_(new NumberBox(this))
    , refusal_(new QLabel(this)) {
    setWindowTitle(tr("How moves are proposed"));
    most_->setRange(static_cast<int>(limits::kMost.least), static_cast<int>(limits::kMost.most));
    most_->setValue(moves_.most);
    most_->setSpecialValueText(tr("none"));
    limit_->set(limits::kLargestGain, 0.5, 1, tr(" dB"), moves_.limit.value);
    limit_->setObjectName(QStringLiteral("limit"));
    fullGap_->setChecked(moves_.fullGap);
    sides_->setChecked(moves_.sideMoves);
    // A user who wants more than is usually good for the music wants the gap closed.
    connect(limit_, &NumberBox::valueChanged, this, [this](double limit) {
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

    percent_->set(limits::kMatchPercent, 5.0, 0, tr(" % of the gap"), match_.percent);
    // One step under the least: the balance, which has no detail of its own.
    const double balance = limits::kDetail.least - 0.01;
    detail_->set({balance, limits::kDetail.most}, 0.05, 2, tr(" octaves"),
                 match_.detailOctaves.value_or(balance));
    detail_->setSpecialValueText(tr("the balance"));
    matchLimit_->set(limits::kLargestGain, 0.5, 1, tr(" dB"), match_.limit.value);
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
    refusal_->setWordWrap(true);
    refusal_->setAccessibleName(tr("What is refused"));
    refusal_->hide();
    all->addWidget(refusal_);
    all->addWidget(buttons);
    for (NumberBox* box : {limit_, percent_, detail_, matchLimit_})
        hold(*box);
}

void ProposalDialog::hold(NumberBox& box) {
    connect(&box, &NumberBox::refused, this, [this, &box](const QString& typed, bool leaving) {
        refusal_->setText(box.refusal(typed));
        refusal_->show();
        refusing_ = leaving;
    });
    connect(&box, &NumberBox::valueChanged, this, [this] {
        refusal_->hide();
        refusing_ = false;
    });
}

void ProposalDialog::accept() {
    if (std::exchange(refusing_, false))
        return; // once: then the values are those that stand there
    QDialog::accept();
}

MoveOptions ProposalDialog::moves() const {
    MoveOptions options = moves_;
    options.most = most_->value();
    if (limit_->touched())
        options.limit = {limit_->value()};
    options.fullGap = fullGap_->isChecked();
    options.sideMoves = sides_->isChecked();
    return options;
}

std::optional<MatchOptions> ProposalDialog::match() const {
    if (!matching_->isChecked())
        return std::nullopt;
    MatchOptions options = match_;
    if (percent_->touched())
        options.percent = percent_->value();
    if (detail_->touched() && detail_->value() <= detail_->minimum())
        options.detailOctaves.reset();
    else if (detail_->touched())
        options.detailOctaves = std::max(limits::kDetail.least, detail_->value());
    if (matchLimit_->touched())
        options.limit = {matchLimit_->value()};
    return options;
}

} // namespace kilter
