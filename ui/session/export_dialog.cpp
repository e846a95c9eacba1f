// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/export_dialog.h"

#include "core/base/utf8.h"
#include "core/session/messages.h"
#include "ui/path_text.h"
#include "ui/session/codec_choices.h"
#include "ui/session/export_text.h"
#include "ui/session/session_contents.h"
#include "ui/theme.h"
#include "ui/views/figures.h"
#include "ui/views/tracks_view.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QStorageInfo>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;
constexpr int kTextWidth = 430;
constexpr int kBetween = 16; ///< the columns

template <class Enum>
Enum chosen(const QComboBox& box) {
    return static_cast<Enum>(box.currentData().toInt());
}

template <class Enum>
void add(QComboBox& box, const QString& text, Enum value) {
    box.addItem(text, static_cast<int>(value));
}

QString suffixOf(FileFormat format) {
    switch (format) {
    case FileFormat::Wav:
        return QStringLiteral("wav");
    case FileFormat::Flac:
        return QStringLiteral("flac");
    case FileFormat::Aiff:
        return QStringLiteral("aiff");
    }
    return {};
}

/// As high as its text asks, and not less than before: a dialog that jumps is hard to hit.
void setWhole(QLabel& label, const QString& text) {
    constexpr int kLines = 4;
    label.setText(text);
    const int least = label.fontMetrics().lineSpacing() * kLines;
    label.setMinimumHeight(
        std::max({least, label.minimumHeight(), label.heightForWidth(kTextWidth)}));
}

std::optional<std::string> textOf(const QLineEdit& edit) {
    if (!edit.isModified() && edit.text().isEmpty())
        return std::nullopt;
    return edit.text().toStdString();
}

} // namespace

ExportDialog::ExportDialog(SessionController& controller, QWidget* parent)
    : QDialog(parent)
    , controller_(controller)
    , form_(new QFormLayout)
    , codecs_(nullptr)
    , path_(new QLineEdit(this))
    , format_(new QComboBox(this))
    , bits_(new QComboBox(this))
    , dither_(new QComboBox(this))
    , rate_(new QComboBox(this))
    , title_(new QLineEdit(this))
    , artist_(new QLineEdit(this))
    , isrc_(new QLineEdit(this))
    , report_(new QCheckBox(tr("Write a &report beside it"), this))
    , plain_(new QCheckBox(tr("&Plain WAV, without a broadcast chunk"), this))
    , target_(new QLabel(this))
    , cost_(new QLabel(this))
    , size_(new QLabel(this))
    , outcome_(new QLabel(this))
    , progress_(new QProgressBar(this)) {
    setWindowTitle(tr("Export master"));
    addFields();
    codecs_ = new CodecChoices(controller.session().delivery.survives, this);
    path_->setMinimumWidth(kTextWidth);
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* columns = new QHBoxLayout;
    columns->addLayout(form_);
    columns->addSpacing(kBetween);
    columns->addWidget(codecs_);
    auto* rows = new QVBoxLayout(this);
    rows->setSizeConstraint(QLayout::SetFixedSize); // as high as there is something to say
    rows->addLayout(columns);
    rows->addWidget(progress_);
    rows->addWidget(outcome_);
    auto* buttons = new QDialogButtonBox(this);
    export_ = buttons->addButton(tr("&Export"), QDialogButtonBox::ActionRole);
    export_->setDefault(true);
    show_ = buttons->addButton(tr("Show in &folder"), QDialogButtonBox::ActionRole);
    show_->setAutoDefault(false);
    show_->hide();
    close_ = buttons->addButton(QDialogButtonBox::Close);
    connect(show_, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path_->text()).absolutePath()));
    });
    rows->addWidget(buttons);
    connect(export_, &QPushButton::clicked, this, &ExportDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);

    for (QComboBox* box : {format_, bits_, dither_, rate_})
        connect(box, &QComboBox::activated, this, &ExportDialog::choose);
    for (QLineEdit* edit : {title_, artist_, isrc_})
        connect(edit, &QLineEdit::editingFinished, this, &ExportDialog::choose);
    connect(plain_, &QCheckBox::clicked, this, &ExportDialog::choose);
    connect(codecs_, &CodecChoices::demandsChanged, this, &ExportDialog::choose);
    connect(codecs_, &CodecChoices::copiesChanged, this, &ExportDialog::refreshSize);
    connect(path_, &QLineEdit::textChanged, this, [this] {
        outcome_->clear(); // it was about another file
        export_->setDefault(true);
        show_->hide();
        refresh();
    });
    connect(&controller_, &SessionController::masterChanged, this, &ExportDialog::refresh);
    connect(&controller_, &SessionController::workChanged, this, &ExportDialog::refresh);
    connect(&controller_, &SessionController::refused, this, [this](const QString& why) {
        refused_ = true;
        say(why, true);
    });
    connect(&controller_, &SessionController::exported, this, &ExportDialog::written);
    connect(&controller_, &SessionController::exportFailed, this, &ExportDialog::failed);
    suggestPath();
    refresh();
}

void ExportDialog::addFields() {
    const Session& session = controller_.session();
    const Track& mix = *controller_.source(kMix).loaded.track;
    auto* browseButton = new QToolButton(this);
    browseButton->setText(QStringLiteral("…"));
    browseButton->setAccessibleName(tr("Choose where"));
    browseButton->setFixedHeight(path_->sizeHint().height());
    connect(browseButton, &QToolButton::clicked, this, &ExportDialog::browse);
    auto* where = new QHBoxLayout;
    where->addWidget(path_);
    where->addWidget(browseButton);
    auto* fileLabel = new QLabel(tr("&File"), this);
    fileLabel->setBuddy(path_);
    form_->addRow(fileLabel, where);
    path_->setAccessibleName(tr("File"));

    add(*format_, tr("WAV"), FileFormat::Wav);
    add(*format_, tr("FLAC"), FileFormat::Flac);
    add(*format_, tr("AIFF"), FileFormat::Aiff);
    format_->setCurrentIndex(format_->findData(static_cast<int>(session.delivery.format)));
    form_->addRow(tr("F&ormat"), format_);
    plain_->setChecked(session.delivery.wav == WavText::Plain);
    plain_->setToolTip(tr("Nothing behind the samples, as some services ask for"));
    form_->addRow(QString(), plain_);
    form_->addRow(tr("&Bits"), bits_);
    add(*dither_, tr("TPDF"), DitherKind::Tpdf);
    add(*dither_, tr("Noise-shaped"), DitherKind::Shaped);
    add(*dither_, tr("None"), DitherKind::None);
    dither_->setCurrentIndex(dither_->findData(static_cast<int>(session.delivery.dither)));
    form_->addRow(tr("&Dither"), dither_);

    rate_->addItem(tr("As the mix (%1 kHz)").arg(mix.rate.hz / 1000.0), 0);
    for (const int hz : {44100, 48000, 88200, 96000})
        rate_->addItem(tr("%1 kHz").arg(hz / 1000.0), hz);
    rate_->setCurrentIndex(
        std::max(0, rate_->findData(session.delivery.rate ? session.delivery.rate->hz : 0)));
    form_->addRow(tr("&Sample rate"), rate_);

    const auto tag = [&](QLineEdit* edit, const QString& name,
                         const std::optional<std::string>& own, const std::string& mixs) {
        edit->setText(QString::fromStdString(own.value_or("")));
        edit->setModified(own.has_value());
        edit->setPlaceholderText(QString::fromStdString(mixs));
        form_->addRow(name, edit);
    };
    tag(title_, tr("&Title"), session.delivery.title, mix.tags.title);
    tag(artist_, tr("&Artist"), session.delivery.artist, mix.tags.artist);
    tag(isrc_, tr("&ISRC"), session.delivery.isrc, mix.tags.isrc);
    form_->addRow(QString(), report_);
    for (QLabel* label : {target_, cost_, size_, outcome_}) {
        if (label != outcome_)
            label->setFixedWidth(kTextWidth);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    target_->setText(targetSentence(session));
    form_->addRow(tr("Target"), target_);
    form_->addRow(tr("Cost"), cost_);
    form_->addRow(tr("Size"), size_);
    cost_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(tr("Progress"));
    offerBits(session.delivery.samples);
}

void ExportDialog::offerBits(SampleFormat wanted) {
    const auto file = chosen<FileFormat>(*format_);
    bits_->clear();
    const auto offer = [&](const QString& text, SampleFormat samples) {
        if (canHold(file, samples))
            add(*bits_, text, samples);
    };
    offer(tr("16 bit"), SampleFormat::Pcm16);
    offer(tr("24 bit"), SampleFormat::Pcm24);
    offer(tr("32 bit float"), SampleFormat::Float32);
    const int kept = bits_->findData(static_cast<int>(wanted));
    bits_->setCurrentIndex(kept >= 0 ? kept
                                     : bits_->findData(static_cast<int>(SampleFormat::Pcm24)));
}

std::filesystem::path ExportDialog::path() const {
    return pathOf(path_->text());
}

void ExportDialog::setPath(const std::filesystem::path& path) {
    path_->setText(textOf(path));
}

void ExportDialog::suggestPath() {
    const std::filesystem::path& mix = controller_.session().mix.path;
    std::filesystem::path out = mix.parent_path() / mix.stem();
    out += " - master.";
    out += suffixOf(chosen<FileFormat>(*format_)).toStdString();
    setPath(out);
}

void ExportDialog::browse() {
    QFileDialog dialog(this, tr("Export master"), path_->text());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setOption(QFileDialog::DontConfirmOverwrite); // asked when it is written
    dialog.setDefaultSuffix(suffixOf(chosen<FileFormat>(*format_)));
    dialog.selectFile(path_->text());
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty())
        path_->setText(dialog.selectedFiles().front());
}

void ExportDialog::choose() {
    Delivery delivery = controller_.session().delivery;
    delivery.format = chosen<FileFormat>(*format_);
    delivery.samples = chosen<SampleFormat>(*bits_);
    if (!canHold(delivery.format, delivery.samples))
        delivery.samples = SampleFormat::Pcm24;
    offerBits(delivery.samples);
    delivery.dither = chosen<DitherKind>(*dither_);
    delivery.wav = plain_->isChecked() ? WavText::Plain : WavText::Bext;
    delivery.survives = codecs_->demands();
    const int hz = rate_->currentData().toInt();
    delivery.rate = hz > 0 ? std::optional(SampleRate{hz}) : std::nullopt;
    delivery.title = textOf(*title_);
    delivery.artist = textOf(*artist_);
    delivery.isrc = textOf(*isrc_);
    if (delivery != controller_.session().delivery)
        controller_.setDelivery(delivery);
    std::filesystem::path out = path();
    out.replace_extension(suffixOf(delivery.format).toStdString());
    setPath(out);
    refresh();
}

void ExportDialog::refresh() {
    const Work work = controller_.work();
    refreshCost(work);
    codecs_->setMaster(chosen<FileFormat>(*format_), chosen<SampleFormat>(*bits_));
    refreshSize(); // of the copies that this leaves
    codecs_->setSaid(guardSentence(controller_));
    progress_->setVisible(exporting_);
    progress_->setValue(
        work.kind == Work::Kind::Exporting ? static_cast<int>(1000.0 * work.fraction) : 0);
    for (QWidget* field :
         {static_cast<QWidget*>(path_), static_cast<QWidget*>(format_),
          static_cast<QWidget*>(bits_), static_cast<QWidget*>(rate_), static_cast<QWidget*>(title_),
          static_cast<QWidget*>(artist_), static_cast<QWidget*>(isrc_),
          static_cast<QWidget*>(report_), static_cast<QWidget*>(codecs_)})
        field->setEnabled(!exporting_);
    plain_->setEnabled(!exporting_ && chosen<FileFormat>(*format_) == FileFormat::Wav);
    dither_->setEnabled(!exporting_ && chosen<SampleFormat>(*bits_) != SampleFormat::Float32);
    const bool input = isInput();
    if (input)
        say(QString::fromStdString(sentenceFor({ErrorCode::OutputIsInput, {}, utf8(path())})),
            true);
    const bool reading = controller_.source(kMix).loading();
    export_->setEnabled(!exporting_ && !input && !reading && !path_->text().trimmed().isEmpty());
    close_->setText(exporting_ ? tr("Cancel") : tr("Close"));
}

bool ExportDialog::isInput() const {
    const auto fine = checkDestination(controller_.session(), {path(), true});
    return !fine && fine.error().code == ErrorCode::OutputIsInput;
}

void ExportDialog::refreshCost(const Work& work) {
    const Theme& t = themeOf(*this);
    const TargetCost cost = costContent(controller_);
    if (!cost.price) {
        setWhole(*cost_, cost.solving ? tr("solving… %1").arg(percentText(work.fraction))
                         : cost.sentence.isEmpty() ? tr("measuring…")
                                                   : cost.sentence.toHtmlEscaped());
        return;
    }
    // The sign and the word say it; the colour only repeats it.
    const auto sign = [&]() -> std::pair<QColor, QString> {
        switch (*cost.price) {
        case Price::Green:
            return {t.reference, tr("● clean")};
        case Price::Amber:
            return {t.master, tr("▲ audible")};
        case Price::Red:
            return {t.danger, tr("■ too much")};
        }
        return {t.text, {}};
    }();
    setWhole(*cost_, QStringLiteral("<b style=\"color:%1\">%2</b><br>%3")
                         .arg(sign.first.name(), sign.second, cost.sentence.toHtmlEscaped()));
}

void ExportDialog::refreshSize() {
    const std::uint64_t master = controller_.expectedBytes();
    const auto copies = codecs_->copies();
    const auto& mix = controller_.source(kMix).loaded.track;
    const std::uint64_t beside =
        mix ? expectedBytes(copies, mix->duration(), master) : std::uint64_t{0};
    const QStorageInfo disk(QFileInfo(path_->text()).absolutePath());
    const auto freeBytes = disk.isValid() && disk.isReady()
                               ? std::optional(static_cast<std::uint64_t>(disk.bytesAvailable()))
                               : std::nullopt;
    size_->setText(
        sizeText({chosen<FileFormat>(*format_), master, static_cast<int>(copies.size()), beside},
                 freeBytes));
}

void ExportDialog::start() {
    refused_ = false;
    choose();
    if (refused_)
        return;
    const SourceFile& mix = controller_.source(kMix);
    ExportPlan plan;
    plan.mixAsRead = mix.kept;
    if (mix.state != SourceState::Loaded) {
        if (askAboutMix(sourceProblem(controller_.session().mix, mix)) != MixAnswer::AsRead)
            return;
        plan.mixAsRead = true;
    }
    plan.destination.out = path();
    plan.copies = codecs_->copies();
    codecs_->rememberCopies();
    if (report_->isChecked()) {
        plan.report = path();
        plan.report.replace_extension(".html");
    }
    if (confirmReplacing(plan))
        run(plan);
}

bool ExportDialog::confirmReplacing(ExportPlan& plan) {
    QStringList names;
    std::vector<std::filesystem::path> all{plan.destination.out, plan.report};
    for (const CopyFormat& format : plan.copies)
        all.push_back(pathOfCopy(plan.destination.out, format));
    for (const std::filesystem::path& each : all) {
        const QFileInfo file(textOf(each));
        if (!each.empty() && (file.exists() || file.isSymLink())) // also one to nowhere
            names << file.fileName();
    }
    if (names.isEmpty())
        return true;
    const QString question = names.size() == 1 ? tr("%1 exists. Replace it?").arg(names.front())
                                               : tr("%1 exist. Replace them?").arg(listText(names));
    plan.destination.overwrite = QMessageBox::question(this, tr("Export master"), question,
                                                       QMessageBox::Yes | QMessageBox::No,
                                                       QMessageBox::No) == QMessageBox::Yes;
    return plan.destination.overwrite;
}

ExportDialog::MixAnswer ExportDialog::askAboutMix(const QString& problem) {
    QMessageBox box(QMessageBox::Warning, tr("Export master"), tr("The mix: %1").arg(problem),
                    QMessageBox::Cancel, this);
    box.setInformativeText(tr("The master would be made of what was read of it before."));
    const bool there = controller_.source(kMix).state != SourceState::Missing;
    QAbstractButton* again =
        there ? box.addButton(tr("Read again"), QMessageBox::ActionRole) : nullptr;
    QAbstractButton* asRead = box.addButton(tr("Export what was read"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == asRead)
        return MixAnswer::AsRead;
    if (!again || box.clickedButton() != again)
        return MixAnswer::Cancel;
    controller_.reload(kMix);
    return MixAnswer::ReadAgain;
}

void ExportDialog::run(const ExportPlan& plan) {
    plan_ = plan;
    exporting_ = true;
    outcome_->clear();
    show_->hide();
    controller_.exportMaster(plan);
    refresh();
}

void ExportDialog::written(const ExportOutcome& outcome) {
    exporting_ = false;
    say(outcomeText(outcome, plan_, controller_.session()), false);
    refresh();
    // Done: Enter closes, and does not ask whether to replace what it has just written.
    show_->show();
    close_->setDefault(true);
    close_->setFocus();
}

void ExportDialog::say(const QString& text, bool bad) {
    const Theme& t = themeOf(*this);
    QPalette palette = outcome_->palette();
    palette.setColor(QPalette::WindowText, bad ? t.danger : t.text);
    outcome_->setPalette(palette);
    outcome_->setText(text);
}

void ExportDialog::failed(const Error& error) {
    exporting_ = false;
    if (error.code == ErrorCode::SourceChanged) {
        // Not noticed yet, or on a disk that does not tell.
        controller_.checkFiles();
        if (askAboutMix(problemText(error)) == MixAnswer::AsRead) {
            plan_.mixAsRead = true;
            run(plan_);
            return;
        }
    }
    if (error.code == ErrorCode::Cancelled)
        say(tr("Cancelled; nothing was written."), false);
    else
        say(tr("Not written. %1").arg(QString::fromStdString(sentenceFor(error))), true);
    refresh();
}

void ExportDialog::reject() {
    if (exporting_)
        controller_.cancelExport();
    else
        QDialog::reject();
}

} // namespace kilter
