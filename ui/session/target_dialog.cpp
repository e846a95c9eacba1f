// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/target_dialog.h"

#include "ui/number_box.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>

#include <utility>

namespace kilter {

namespace {

constexpr double kUsualRelease = 100.0; ///< ms; where one's own begins

template <class Enum>
void add(QComboBox& box, const QString& text, const QString& hint, Enum value) {
    box.addItem(text, static_cast<int>(value));
    box.setItemData(box.count() - 1, hint, Qt::ToolTipRole);
}

} // namespace

TargetDialog::TargetDialog(const Session& session, QWidget* parent)
    : QDialog(parent)
    , target_(session.target)
    , limiter_(session.limiter)
    , aim_(new QComboBox(this))
    , loudness_(new NumberBox(this))
    , drive_(new NumberBox(this))
    , ceiling_(new NumberBox(this))
    , mode_(new QComboBox(this))
    , link_(new NumberBox(this))
    , automatic_(new QCheckBox(tr("&Automatic"), this))
    , release_(new NumberBox(this))
    , phase_(new QComboBox(this))
    , refusal_(new QLabel(this)) {
    setWindowTitle(tr("Target and limiter"));
    auto* form = new QFormLayout(this);
    addTarget(*form, session);
    addLimiter(*form, session);
    add(*phase_, tr("Minimum phase"), tr("No latency, no ringing before a hit"),
        KernelPhase::Minimum);
    add(*phase_, tr("Linear phase"), tr("Keeps the wave's shape; may ring before a hit"),
        KernelPhase::Linear);
    phase_->setCurrentIndex(phase_->findData(static_cast<int>(session.phase)));
    form->addRow(tr("&Equaliser"), phase_);

    refusal_->setWordWrap(true);
    refusal_->setAccessibleName(tr("What is refused"));
    refusal_->hide();
    form->addRow(refusal_);
    for (NumberBox* box : {loudness_, drive_, ceiling_, link_, release_})
        hold(*box);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
    connect(aim_, &QComboBox::currentIndexChanged, this, &TargetDialog::refresh);
    connect(mode_, &QComboBox::currentIndexChanged, this, &TargetDialog::refresh);
    connect(automatic_, &QCheckBox::toggled, this, &TargetDialog::refresh);
    refresh();
    (session.target.loudness ? loudness_ : drive_)->setFocus();
    (session.target.loudness ? loudness_ : drive_)->selectAll();
}

void TargetDialog::addTarget(QFormLayout& form, const Session& session) {
    aim_->addItem(tr("A loudness"));
    aim_->addItem(tr("An exact drive into the limiter"));
    aim_->setCurrentIndex(session.target.loudness ? 0 : 1);
    loudness_->set(limits::kLoudness, 0.5, 1, tr(" LUFS"),
                   session.target.loudness.value_or(Lufs{-14.0}).value);
    drive_->set(limits::kDrive, 0.5, 1, tr(" dB"), session.target.drive.value);
    ceiling_->set(limits::kCeiling, 0.1, 1, tr(" dBTP"), session.limiter.ceiling.value);
    form.addRow(tr("Aim &at"), aim_);
    form.addRow(tr("&Integrated loudness"), loudness_);
    form.addRow(tr("&Drive"), drive_);
    form.addRow(tr("True-peak &ceiling"), ceiling_);
}

void TargetDialog::addLimiter(QFormLayout& form, const Session& session) {
    add(*mode_, tr("Clean"), tr("Keeps transients; the first choice"), LimiterMode::Clean);
    add(*mode_, tr("Loud"), tr("Denser, for when Clean costs too much"), LimiterMode::Loud);
    add(*mode_, tr("Off"), tr("Equaliser and gain only; peaks may go over the ceiling"),
        LimiterMode::Off);
    mode_->setCurrentIndex(mode_->findData(static_cast<int>(session.limiter.mode)));
    link_->set({100.0 * limits::kLink.least, 100.0 * limits::kLink.most}, 5.0, 0, tr(" %"),
               100.0 * session.limiter.link);
    const bool automatic = session.limiter.releaseMs <= 0.0;
    automatic_->setChecked(automatic);
    release_->set(limits::kRelease, 10.0, 0, tr(" ms"),
                  automatic ? kUsualRelease : session.limiter.releaseMs);
    release_->setAccessibleName(tr("Release in milliseconds"));
    auto* release = new QHBoxLayout;
    release->addWidget(automatic_);
    release->addWidget(release_, 1);
    form.addRow(tr("&Limiter"), mode_);
    form.addRow(tr("&Stereo link"), link_);
    form.addRow(tr("Release"), release);
}

void TargetDialog::refresh() {
    loudness_->setEnabled(aim_->currentIndex() == 0);
    drive_->setEnabled(aim_->currentIndex() == 1);
    const bool limits = mode_->currentData().toInt() != static_cast<int>(LimiterMode::Off);
    link_->setEnabled(limits);
    automatic_->setEnabled(limits);
    release_->setEnabled(limits && !automatic_->isChecked());
}

void TargetDialog::hold(NumberBox& box) {
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

void TargetDialog::accept() {
    if (std::exchange(refusing_, false))
        return; // once: then the values are those that stand there
    QDialog::accept();
}

Target TargetDialog::target() const {
    Target target = target_;
    if (aim_->currentIndex() != 0)
        target.loudness.reset();
    else if (!target.loudness || loudness_->touched())
        target.loudness = Lufs{loudness_->value()};
    if (drive_->touched())
        target.drive = {drive_->value()};
    return target;
}

LimiterSettings TargetDialog::limiter() const {
    LimiterSettings settings = limiter_;
    settings.mode = static_cast<LimiterMode>(mode_->currentData().toInt());
    if (ceiling_->touched())
        settings.ceiling = {ceiling_->value()};
    if (link_->touched())
        settings.link = link_->value() / 100.0;
    if (automatic_->isChecked())
        settings.releaseMs = 0.0;
    else if (settings.releaseMs <= 0.0 || release_->touched())
        settings.releaseMs = release_->value();
    return settings;
}

KernelPhase TargetDialog::phase() const {
    return static_cast<KernelPhase>(phase_->currentData().toInt());
}

} // namespace kilter
