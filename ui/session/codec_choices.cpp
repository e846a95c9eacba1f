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

namespace kilter {

namespace {

constexpr int kTextWidth = 300;
constexpr int kBetween = 8; ///< the groups
constexpr int kLines = 5;   ///< of what is said: usually enough, so that the dialog does not jump

struct KindFacts {
    CodecKind kind;
    std::array<int, 2> survived; ///< kbit/s that are offered
    std::array<int, 4> copied;
    int usual; ///< of a copy
};
constexpr std::array<KindFacts, 4> kKinds{{
    {CodecKind::Aac, {128, 256}, {128, 192, 256, 320}, 256},
    {CodecKind::Mp3, {128, 320}, {128, 192, 256, 320}, 320},
    {CodecKind::Vorbis, {160, 320}, {160, 192, 256, 320}, 320},
    {CodecKind::Opus, {128, 256}, {96, 128, 160, 256}, 128},
}};

QString labelOf(CodecKind kind) {
    switch (kind) {
    case CodecKind::Aac:
        return CodecChoices::tr("AAC");
    case CodecKind::Mp3:
        return CodecChoices::tr("MP3");
    case CodecKind::Vorbis:
        return CodecChoices::tr("Vorbis");
    case CodecKind::Opus:
        return CodecChoices::tr("Opus");
    }
    return {};
}

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

/// Whose encoder it is; or that there is none, which is never silent.
void tellEncoder(QWidget& widget, CodecKind kind) {
    const bool there = isAvailable(kind);
    const auto label = factsOf(kind).label;
    const QString text =
        there ? CodecChoices::tr("Encoded by %1")
                    .arg(QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())))
              : CodecChoices::tr("The FFmpeg of this computer can't encode %1").arg(labelOf(kind));
    widget.setToolTip(text);
    widget.setStatusTip(text);
    widget.setEnabled(there);
}

void addHeading(QGridLayout& grid, const QString& text, const QString& remark) {
    auto* heading = new QLabel(QStringLiteral("<b>%1</b>&nbsp; %2").arg(text, remark));
    grid.addWidget(heading, 0, 0, 1, -1);
}

QString keyOfCopies() {
    return QStringLiteral("export/copies");
}

} // namespace

CodecChoices::CodecChoices(const CodecDemands& demands, QWidget* parent)
    : QWidget(parent)
    , ceiling_(new NumberBox(this))
    , wishedCeiling_(demands.ceiling)
    , said_(new QLabel(this))
    , flac_(new QCheckBox(tr("F&LAC"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(demandsGroup(demands));
    column->addSpacing(kBetween);
    column->addWidget(copiesGroup());
    column->addStretch(1);
    recallCopies();
}

QWidget* CodecChoices::demandsGroup(const CodecDemands& demands) {
    auto* group = new QWidget(this);
    auto* grid = new QGridLayout(group);
    grid->setContentsMargins({});
    addHeading(*grid, tr("Has to survive"), tr("kbit/s; FFmpeg's AAC, not Apple's"));
    int row = 1;
    for (const KindFacts& facts : kKinds) {
        grid->addWidget(new QLabel(labelOf(facts.kind), group), row, 0);
        std::vector<int> rates(facts.survived.begin(), facts.survived.end());
        for (const Codec codec : demands.codecs) // of a session from elsewhere
            if (codec.kind == facts.kind && std::ranges::find(rates, codec.kbps) == rates.end())
                rates.push_back(codec.kbps);
        int column = 1;
        for (const int kbps : rates) {
            const Codec codec{facts.kind, kbps};
            auto* box = new QCheckBox(QString::number(kbps), group);
            box->setAccessibleName(tr("Has to survive %1 %2").arg(labelOf(facts.kind)).arg(kbps));
            tellEncoder(*box, facts.kind);
            const bool wished = std::ranges::find(demands.codecs, codec) != demands.codecs.end();
            box->setChecked(wished);
            if (wished)
                box->setEnabled(true); // to be taken back
            connect(box, &QCheckBox::clicked, this, &CodecChoices::demandsChanged);
            grid->addWidget(box, row, column++);
            demands_.push_back({codec, box});
        }
        ++row;
    }
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

QWidget* CodecChoices::copiesGroup() {
    auto* group = new QWidget(this);
    auto* grid = new QGridLayout(group);
    grid->setContentsMargins({});
    addHeading(*grid, tr("Copies beside it"), tr("with tags and ReplayGain"));
    flac_->setAccessibleName(tr("A copy as FLAC"));
    grid->addWidget(flac_, 1, 0);
    int row = 2;
    for (const KindFacts& facts : kKinds) {
        auto* box = new QCheckBox(fileLabelOf(facts.kind), group);
        box->setAccessibleName(tr("A copy as %1").arg(fileLabelOf(facts.kind)));
        auto* rates = new QComboBox(group);
        rates->setAccessibleName(tr("Bit rate of %1").arg(fileLabelOf(facts.kind)));
        for (const int kbps : facts.copied)
            rates->addItem(tr("%1 kbit/s").arg(kbps), kbps);
        rates->setCurrentIndex(rates->findData(facts.usual));
        tellEncoder(*box, facts.kind);
        tellEncoder(*rates, facts.kind);
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
