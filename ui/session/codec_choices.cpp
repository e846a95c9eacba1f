// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/codec_choices.h"

#include "core/session/limits.h"
#include "ui/number_box.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSettings>
#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>

namespace kilter {

namespace {

constexpr int kTextWidth = 300;
constexpr int kBetween = 8; ///< the groups
constexpr int kLines = 5;   ///< of what is said: usually enough, so that the dialog does not jump

/// What is offered as a copy.
struct CopyFacts {
    CodecKind kind;
    std::array<int, 4> kbps;
    int usual; ///< of them
};
constexpr std::array<CopyFacts, 4> kCopies{{
    {CodecKind::Aac, {128, 192, 256, 320}, 256},
    {CodecKind::Mp3, {128, 192, 256, 320}, 320},
    {CodecKind::Vorbis, {160, 192, 256, 320}, 320},
    {CodecKind::Opus, {96, 128, 160, 256}, 128},
}};

QString fileLabelOf(CodecKind kind) {
    switch (kind) {
    case CodecKind::Aac:
        return CodecChoices::tr("M4A (AAC)");
    case CodecKind::Mp3:
        return CodecChoices::tr("MP3");
    case CodecKind::Vorbis:
        return CodecChoices::tr("Ogg Vorbis");
    case CodecKind::Opus:
        return CodecChoices::tr("Opus");
    }
    return {};
}

void tellEncoder(QWidget& widget, CodecKind kind, bool available) {
    const QString text = encoderText(kind, available);
    widget.setToolTip(text);
    widget.setStatusTip(text);
    widget.setEnabled(available);
}

/// A codec that is not there says so where one looks for it.
QString withAvailability(const QString& label, bool available) {
    return available ? label : CodecChoices::tr("%1: not in this FFmpeg").arg(label);
}

void addHeading(QGridLayout& grid, const QString& text, const QString& remark) {
    auto* heading = new QLabel(QStringLiteral("<b>%1</b>&nbsp; %2").arg(text, remark));
    grid.addWidget(heading, 0, 0, 1, -1);
}

QString keyOfCopies() {
    return QStringLiteral("export/copies");
}

} // namespace

CodecChoices::CodecChoices(const CodecDemands& demands, QWidget* parent,
                           const CodecAvailability& available)
    : QWidget(parent)
    , ceiling_(new NumberBox(this))
    , wishedCeiling_(demands.ceiling)
    , said_(new QLabel(this))
    , flac_(new QCheckBox(tr("F&LAC"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(demandsGroup(demands, available));
    column->addSpacing(kBetween);
    column->addWidget(copiesGroup(available));
    column->addStretch(1);
    recallCopies();
}

QWidget* CodecChoices::demandsGroup(const CodecDemands& demands,
                                    const CodecAvailability& available) {
    auto* group = new QWidget(this);
    auto* grid = new QGridLayout(group);
    grid->setContentsMargins({});
    addHeading(*grid, tr("Has to survive"), tr("kbit/s; FFmpeg's AAC, not Apple's"));
    int row = 0;
    int column = 0;
    std::optional<CodecKind> kind;
    for (const Codec codec : offeredCodecs(demands)) {
        const bool there = available(codec.kind);
        if (kind != codec.kind) {
            kind = codec.kind;
            column = 1;
            auto* label = new QLabel(withAvailability(labelOf(codec.kind), there), group);
            label->setEnabled(there);
            grid->addWidget(label, ++row, 0);
        }
        auto* box = new QCheckBox(QString::number(codec.kbps), group);
        box->setAccessibleName(
            withAvailability(tr("Has to survive %1").arg(labelOf(codec)), there));
        tellEncoder(*box, codec.kind, there);
        const bool wished = std::ranges::find(demands.codecs, codec) != demands.codecs.end();
        box->setChecked(wished);
        if (wished)
            box->setEnabled(true); // to be taken back
        connect(box, &QCheckBox::clicked, this, &CodecChoices::demandsChanged);
        grid->addWidget(box, row, column++);
        demands_.push_back({codec, box});
    }
    ++row;
    auto* label = new QLabel(tr("Peaks up &to"), group);
    label->setBuddy(ceiling_);
    ceiling_->set(limits::kCodecCeiling, 0.1, 1, tr(" dBTP"), demands.ceiling.value);
    ceiling_->setAccessibleName(tr("True peak of what is decoded"));
    ceiling_->setToolTip(tr("How high the true peak may be after decoding"));
    connect(ceiling_, &NumberBox::valueChanged, this, &CodecChoices::demandsChanged);
    grid->addWidget(label, row, 0);
    grid->addWidget(ceiling_, row, 1, 1, -1);
    said_->setWordWrap(true);
    said_->setFixedWidth(kTextWidth);
    said_->setMinimumHeight(said_->fontMetrics().lineSpacing() * kLines);
    said_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    said_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(said_, row + 1, 0, 1, -1);
    return group;
}

QWidget* CodecChoices::copiesGroup(const CodecAvailability& available) {
    auto* group = new QWidget(this);
    auto* grid = new QGridLayout(group);
    grid->setContentsMargins({});
    addHeading(*grid, tr("Copies beside it"), tr("with tags and ReplayGain"));
    flac_->setAccessibleName(tr("A copy as FLAC"));
    connect(flac_, &QCheckBox::toggled, this, &CodecChoices::copiesChanged);
    grid->addWidget(flac_, 1, 0);
    int row = 2;
    for (const CopyFacts& facts : kCopies) {
        const bool there = available(facts.kind);
        const QString label = withAvailability(fileLabelOf(facts.kind), there);
        auto* box = new QCheckBox(label, group);
        box->setAccessibleName(tr("A copy as %1").arg(label));
        auto* rates = new QComboBox(group);
        rates->setAccessibleName(tr("Bit rate of %1").arg(fileLabelOf(facts.kind)));
        for (const int kbps : facts.kbps)
            rates->addItem(tr("%1 kbit/s").arg(kbps), kbps);
        rates->setCurrentIndex(rates->findData(facts.usual));
        tellEncoder(*box, facts.kind, there);
        tellEncoder(*rates, facts.kind, there);
        connect(box, &QCheckBox::toggled, this, &CodecChoices::copiesChanged);
        connect(rates, &QComboBox::currentIndexChanged, this, &CodecChoices::copiesChanged);
        grid->addWidget(box, row, 0);
        grid->addWidget(rates, row++, 1);
        copies_.push_back({facts.kind, box, rates});
    }
    return group;
}

CodecDemands CodecChoices::demands() const {
    CodecDemands demands;
    for (const Demand& demand : demands_)
        if (demand.box->isChecked())
            demands.codecs.push_back(demand.codec);
    demands.ceiling = ceiling_->touched() ? Decibels{ceiling_->value()} : wishedCeiling_;
    return demands;
}

std::vector<CopyFormat> CodecChoices::copies() const {
    std::vector<CopyFormat> formats;
    const auto wanted = [this](const QCheckBox& box) {
        return box.isChecked() && box.isEnabledTo(this);
    };
    if (wanted(*flac_))
        formats.emplace_back(FlacCopy{});
    for (const Copy& copy : copies_)
        if (wanted(*copy.box))
            formats.emplace_back(Codec{copy.kind, copy.kbps->currentData().toInt()});
    return formats;
}

void CodecChoices::setMaster(FileFormat format, SampleFormat samples) {
    const bool possible = format != FileFormat::Flac && samples != SampleFormat::Float32;
    flac_->setEnabled(possible);
    flac_->setToolTip(possible                     ? tr("The same samples, in half the room")
                      : format == FileFormat::Flac ? tr("The master is one")
                                                   : tr("FLAC holds no floats"));
}

void CodecChoices::setSaid(const QString& text) {
    said_->setText(text);
    said_->setMinimumHeight(std::max(said_->minimumHeight(), said_->heightForWidth(kTextWidth)));
}

void CodecChoices::rememberCopies() const {
    QStringList names;
    for (const CopyFormat& format : copies())
        names << QString::fromStdString(nameOf(format));
    QSettings().setValue(keyOfCopies(), names);
}

void CodecChoices::recallCopies() {
    const QStringList names = QSettings().value(keyOfCopies()).toStringList();
    for (const QString& name : names) {
        const auto format = copyFormatNamed(name.toStdString());
        if (!format)
            continue;
        const auto* codec = std::get_if<Codec>(&*format);
        if (!codec) {
            flac_->setChecked(true);
            continue;
        }
        for (const Copy& copy : copies_)
            if (copy.kind == codec->kind && copy.kbps->findData(codec->kbps) >= 0) {
                copy.kbps->setCurrentIndex(copy.kbps->findData(codec->kbps));
                copy.box->setChecked(true);
            }
    }
}

} // namespace kilter
