// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/check_dialog.h"

#include "core/session/messages.h"
#include "ui/path_text.h"
#include "ui/session/check_text.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <utility>

namespace kilter {

CheckDialog::CheckDialog(Services services, QWidget* parent)
    : QDialog(parent)
    , services_(std::move(services))
    , name_(new QLabel(this))
    , facts_(new QLabel(this))
    , text_(new QTextBrowser(this))
    , progress_(new QProgressBar(this)) {
    setWindowTitle(tr("Check a file"));
    name_->setFont(fontOf(Type::Title, Weight::Bold));
    for (QLabel* label : {name_, facts_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    text_->setFrameShape(QFrame::NoFrame);
    text_->setAccessibleName(tr("What was found"));
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(tr("Progress"));
    auto* buttons = new QDialogButtonBox(this);
    copy_ = buttons->addButton(tr("C&opy as text"), QDialogButtonBox::ActionRole);
    copy_->setAutoDefault(false);
    close_ = buttons->addButton(QDialogButtonBox::Close);
    connect(copy_, &QPushButton::clicked, this, &CheckDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &CheckDialog::reject);
    auto* all = new QVBoxLayout(this);
    all->addWidget(name_);
    all->addWidget(facts_);
    all->addWidget(text_, 1);
    all->addWidget(progress_);
    all->addWidget(buttons);
    resize(660, 620);
}

void CheckDialog::check(const std::filesystem::path& path) {
    path_ = path;
    file_.reset();
    progress_->setValue(0);
    job_.start([path](const Progress& progress) { return checkFile(path, progress); },
               [this](Result<CheckedFile> file) {
                   file_ = std::move(file);
                   refresh();
               },
               [this](double fraction, const std::string&) {
                   progress_->setValue(static_cast<int>(1000.0 * fraction));
               });
    refresh();
}

void CheckDialog::refresh() {
    const bool checked = file_ && *file_;
    name_->setText(shownTextOf(path_.filename()));
    progress_->setVisible(!file_);
    copy_->setEnabled(checked);
    close_->setText(file_ ? tr("Close") : tr("Cancel"));
    if (!file_) {
        facts_->setText(tr("Reading, measuring and encoding it…"));
        text_->clear();
        return;
    }
    facts_->setText(checked ? factsText(**file_) : tr("It could not be checked."));
    text_->setHtml(checked ? checkedHtml(**file_, services_, themeOf(*this))
                           : QString::fromStdString(sentenceFor(file_->error())).toHtmlEscaped());
}

void CheckDialog::copy() const {
    if (file_ && *file_)
        QApplication::clipboard()->setText(
            checkedPlain(shownTextOf(path_.filename()), **file_, services_));
}

void CheckDialog::reject() {
    job_.cancel();
    QDialog::reject();
}

void CheckDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh(); // in the other theme's colours
}

} // namespace kilter
