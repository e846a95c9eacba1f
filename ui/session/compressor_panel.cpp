// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/compressor_panel.h"

#include "ui/number_box.h"
#include "ui/views/compressor_view.h"
#include "ui/views/figures.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace kilter {

namespace {

constexpr int kColumns = 4;

QString textOf(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

int decimalsOf(const CompressorField& field) {
    return field.step < 1.0 || field.low < 1.0 ? 1 : 0;
}

/// What stands in the field of a value that was automatic when the user takes it in hand.
double usualOf(const CompressorField& field) {
    return field.key == "release" ? 300.0 : 0.0;
}

QString effectText(const CompressorContent& content) {
    if (!content.spec.enabled)
        return CompressorPanel::tr("off: what goes in comes out");
    if (!content.effect)
        return CompressorPanel::tr("measuring…");
    const CompressorEffect& e = *content.effect;
    QString text = CompressorPanel::tr("mean %1 · max %2 dB · make-up %3")
                       .arg(number(e.reduction.mean.value, 2), number(e.reduction.largest.value, 1),
                            decibelText(e.makeUp));
    const auto pair = [&text](const QString& name, const auto& before, const auto& after) {
        if (before && after)
            text += CompressorPanel::tr(" · %1 %2 → %3 dB")
                        .arg(name, number(before->value, 1), number(after->value, 1));
    };
    pair(CompressorPanel::tr("PLR"), e.plrBefore, e.plrAfter);
    pair(CompressorPanel::tr("PSR"), e.psrBefore, e.psrAfter);
    return text;
}

} // namespace

CompressorPanel::CompressorPanel(QWidget* parent)
    : Panel(parent)
    , view_(new CompressorView(this))
    , enabled_(new QCheckBox(tr("&Glue"), this))
    , effect_(new QLabel(this)) {
    setAccessibleName(tr("Glue compressor"));
    enabled_->setAccessibleName(tr("Glue compressor, on or off"));
    enabled_->setFocusPolicy(Qt::TabFocus); // Space plays, until Tab is pressed
    enabled_->setStatusTip(tr("The compressor between equaliser and limiter: on or off, without a "
                              "click"));
    connect(enabled_, &QCheckBox::toggled, this, [this](bool on) {
        CompressorSpec spec = content_.spec;
        spec.enabled = on;
        emit specChanged(spec);
    });
    auto* top = new QHBoxLayout;
    top->addWidget(enabled_);
    top->addSpacing(8);
    top->addWidget(effect_, 1);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    int at = 0;
    for (const CompressorField& field : compressorFields())
        add(*grid, field, at++);

    auto* right = new QVBoxLayout;
    right->addLayout(grid);
    right->addStretch(1);
    auto* below = new QHBoxLayout;
    below->setSpacing(12);
    below->addWidget(view_, 1);
    below->addLayout(right);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(6);
    all->addLayout(top);
    all->addLayout(below, 1);
    setContent({});
}

void CompressorPanel::add(QGridLayout& grid, const CompressorField& field, int at) {
    Entry entry{&field};
    const QString name = tr(field.label.data());
    const int row = 2 * (at / kColumns);
    const int column = at % kColumns;
    auto* label = new QLabel(name, this);
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    if (!field.choices.empty()) {
        entry.choices = new QComboBox(this);
        for (const double choice : field.choices)
            entry.choices->addItem(number(choice, choice < 2.0 ? 1 : 0) + textOf(field.unit));
        entry.choices->setAccessibleName(name);
        connect(entry.choices, &QComboBox::activated, this, [this, &field](int chosen) {
            change(field, field.choices[static_cast<std::size_t>(chosen)]);
        });
        line->addWidget(entry.choices, 1);
    } else {
        auto* box = entry.number = new NumberBox(this);
        box->setKeyboardTracking(false);
        box->setFocusPolicy(Qt::StrongFocus);
        box->setAccessibleName(name);
        box->set({field.low, field.high}, field.step, decimalsOf(field),
                 QStringLiteral(" ") + textOf(field.unit), field.read({}).value_or(usualOf(field)));
        connect(box, &NumberBox::valueChanged, this,
                [this, &field](double value) { change(field, value); });
        connect(box, &NumberBox::editingFinished, box, [box] {
            if (box->hasFocus())
                box->clearFocus(); // the window's keys are the window's again
        });
        connect(box, &NumberBox::refused, this,
                [this, box](const QString& typed, bool) { effect_->setText(box->refusal(typed)); });
        label->setBuddy(box);
        line->addWidget(box, 1);
    }
    if (field.canBeAuto) {
        auto* box = entry.automatic = new QCheckBox(tr("auto"), this);
        box->setFocusPolicy(Qt::TabFocus);
        box->setAccessibleName(tr("%1, automatic").arg(name));
        connect(box, &QCheckBox::toggled, this, [this, &field, number = entry.number](bool on) {
            change(field, on ? std::nullopt : std::optional(number->value()));
        });
        line->addWidget(box);
    }
    grid.addWidget(label, row, column);
    grid.addLayout(line, row + 1, column);
    entries_.push_back(entry);
}

void CompressorPanel::change(const CompressorField& field, std::optional<double> value) {
    CompressorSpec spec = content_.spec;
    field.write(spec, value);
    if (spec != content_.spec)
        emit specChanged(spec);
}

void CompressorPanel::setContent(const CompressorContent& content) {
    content_ = content;
    const QSignalBlocker blocker(enabled_);
    enabled_->setChecked(content.spec.enabled);
    effect_->setText(effectText(content));
    view_->setSpec(content.spec);
    for (Entry& entry : entries_)
        show(entry);
}

void CompressorPanel::show(Entry& entry) {
    const CompressorField& field = *entry.field;
    const std::optional<double> value = field.read(content_.spec);
    if (entry.choices) {
        const auto at = std::find(field.choices.begin(), field.choices.end(), *value);
        entry.choices->setCurrentIndex(static_cast<int>(at - field.choices.begin()));
    }
    if (entry.number) {
        const QSignalBlocker blocker(entry.number);
        entry.number->setEnabled(value.has_value());
        // What is being typed stays.
        if (value && !(entry.number->hasFocus() && !entry.number->hasAcceptableInput()))
            entry.number->setValue(*value);
    }
    if (entry.automatic) {
        const QSignalBlocker blocker(entry.automatic);
        entry.automatic->setChecked(!value);
    }
}

void CompressorPanel::forget() {
    view_->forget();
}

void CompressorPanel::setReading(Decibels reduction, Seconds now) {
    view_->setReading(reduction, now);
}

} // namespace kilter
