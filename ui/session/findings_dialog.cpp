// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/findings_dialog.h"

#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace kilter {

FindingsDialog::FindingsDialog(QWidget* parent)
    : QDialog(parent)
    , text_(new QTextBrowser(this)) {
    setWindowTitle(tr("What differs from the references"));
    text_->setFrameShape(QFrame::NoFrame);
    text_->setAccessibleName(windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* all = new QVBoxLayout(this);
    all->addWidget(text_);
    all->addWidget(buttons);
    resize(600, 470);
}

void FindingsDialog::setGroups(const std::vector<FindingsGroup>& groups) {
    if (groups == groups_ && !text_->document()->isEmpty())
        return; // where a user has scrolled to stays
    groups_ = groups;
    QString html;
    for (const FindingsGroup& group : groups_) {
        html += QStringLiteral("<h4 style=\"margin: 14px 0 2px 0\">%1</h4>")
                    .arg(group.heading.toHtmlEscaped());
        for (const QString& sentence : group.sentences)
            html +=
                QStringLiteral("<p style=\"margin: 3px 0\">%1</p>").arg(sentence.toHtmlEscaped());
    }
    text_->setHtml(html.isEmpty() ? tr("Nothing else differs.") : html);
}

} // namespace kilter
