// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/preferences_dialog.h"

#include "ui/session/session_playback.h"
#include "ui/theme.h"
#include "ui/transport/output_text.h"
#include "ui/transport/transport_button.h"
#include "ui/views/figures.h"
#include "ui/views/panel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>

#include <algorithm>
#include <array>
#include <utility>

namespace kilter {

namespace {

constexpr std::array kRates{44100, 48000, 88200, 96000, 176400, 192000};
constexpr std::array kBuffers{64, 128, 256, 512, 1024, 2048};

QLabel* makeLabel(const QString& text, Type type, Weight weight = Weight::Regular) {
    auto* label = new QLabel(text);
    label->setFont(fontOf(type, weight));
    label->setWordWrap(true);
    return label;
}

void select(QComboBox& box, const QVariant& value) {
    box.setCurrentIndex(std::max(0, box.findData(value)));
}

} // namespace

PreferencesDialog::PreferencesDialog(SessionPlayback& playback, std::optional<SampleRate> mixRate,
                                     QWidget* parent)
    : QDialog(parent)
    , playback_(playback)
    , mixRate_(mixRate)
    , backend_(new QComboBox(this))
    , device_(new QComboBox(this))
    , rate_(new QComboBox(this))
    , buffer_(new QComboBox(this))
    , output_(makeLabel({}, Type::Title)) {
    setWindowTitle(tr("Preferences"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 8, 8, 8);
    all->setSpacing(8);

    auto* panel = new Panel(this);
    auto* lines = new QVBoxLayout(panel);
    lines->setContentsMargins(20, 14, 20, 16);
    lines->setSpacing(12);
    lines->addWidget(makeLabel(tr("Sound"), Type::Large, Weight::Medium));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto add = [&](const QString& text, const QString& name, QComboBox* box) {
        auto* label = makeLabel(text, Type::Title);
        label->setWordWrap(false);
        label->setBuddy(box);
        box->setAccessibleName(name);
        box->setFont(fontOf(Type::Title));
        box->setMinimumHeight(28);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        form->addRow(label, box);
        connect(box, &QComboBox::activated, this, &PreferencesDialog::choose);
    };
    add(tr("&Through"), tr("Through"), backend_);
    add(tr("&Device"), tr("Device"), device_);
    add(tr("&Sample rate"), tr("Sample rate"), rate_);
    add(tr("&Buffer"), tr("Buffer"), buffer_);
    lines->addLayout(form);
    all->addWidget(panel);

    auto* below = new Panel(this);
    auto* measured = new QVBoxLayout(below);
    measured->setContentsMargins(20, 12, 20, 12);
    measured->addWidget(makeLabel(tr("In use now"), Type::Title, Weight::Bold));
    output_->setForegroundRole(QPalette::PlaceholderText);
    output_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    output_->setMinimumHeight(76);
    output_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    output_->setAccessibleName(tr("In use now"));
    measured->addWidget(output_);
    all->addWidget(below);

    auto* foot = new QHBoxLayout;
    auto* close = new TransportButton(this);
    close->setLook({.title = tr("Close"), .filled = true, .centred = true});
    close->setAccessibleName(tr("Close"));
    close->setFixedSize(150, 38);
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    foot->addStretch(1);
    foot->addWidget(close);
    all->addLayout(foot);
    setMinimumWidth(520);

    offerBackends();
    offerBuffers();
    offerDevices({});
    listDevices();
    showOutput();
    connect(&playback_, &SessionPlayback::outputChanged, this, &PreferencesDialog::showOutput);
    connect(&playback_, &SessionPlayback::devicesChanged, this, &PreferencesDialog::listDevices);
}

void PreferencesDialog::offerBackends() {
    const auto offer = [this](const QString& text, OutputBackend backend) {
        backend_->addItem(text, static_cast<int>(backend));
    };
    offer(tr("What is there"), OutputBackend::Automatic);
    offer(tr("RtAudio (JACK, PulseAudio, ALSA, CoreAudio, WASAPI)"), OutputBackend::RtAudio);
    offer(tr("Qt Multimedia"), OutputBackend::QtMultimedia);
    offer(tr("Nothing: no sound"), OutputBackend::None);
    select(*backend_, static_cast<int>(playback_.sound().backend));
}

void PreferencesDialog::listDevices() {
    const OutputBackend backend = playback_.sound().backend;
    const auto& make = playback_.outputMaker();
    if (backend == OutputBackend::None) {
        listing_.cancel();
        offerDevices({});
    } else if (backend == OutputBackend::QtMultimedia) {
        listing_.cancel();
        offerDevices(make(backend)->devices()); // Qt's list belongs to the gui thread
    } else {
        // Asking every sound system takes its time.
        listing_.startNext(
            [make, backend](const Progress&) -> Result<std::vector<OutputDevice>> {
                return make(backend)->devices();
            },
            [this](Result<std::vector<OutputDevice>> devices) {
                if (devices)
                    offerDevices(std::move(*devices));
            });
    }
}

void PreferencesDialog::offerDevices(std::vector<OutputDevice> devices) {
    devices_ = std::move(devices);
    const SoundSettings& sound = playback_.sound();
    device_->clear();
    QString standard = tr("The system's default");
    for (const OutputDevice& device : devices_)
        if (device.isDefault)
            standard = tr("The system's default (%1)").arg(QString::fromStdString(device.name));
    device_->addItem(standard, QString());
    for (const OutputDevice& device : devices_) {
        const QString name = QString::fromStdString(device.name);
        device_->addItem(name, name);
    }
    // What is not there now is still what is wanted.
    const QString wanted = QString::fromStdString(sound.device);
    if (device_->findData(wanted) < 0)
        device_->addItem(tr("%1 (not there)").arg(wanted), wanted);
    select(*device_, wanted);
    const bool silent = sound.backend == OutputBackend::None;
    for (QComboBox* box : {device_, rate_, buffer_})
        box->setEnabled(!silent);
    offerRates();
}

void PreferencesDialog::offerRates() {
    const SoundSettings& sound = playback_.sound();
    const auto chosen = std::find_if(devices_.begin(), devices_.end(), [&](const OutputDevice& d) {
        return sound.device.empty() ? d.isDefault : d.name == sound.device;
    });
    const auto taken = [&](int hz) {
        return chosen == devices_.end() || chosen->rates.empty() ||
               std::find(chosen->rates.begin(), chosen->rates.end(), hz) != chosen->rates.end();
    };
    rate_->clear();
    rate_->addItem(mixRate_ ? tr("The mix's (%1)").arg(rateText(*mixRate_)) : tr("The mix's"), 0);
    for (const int hz : kRates)
        if (taken(hz) || sound.rate == SampleRate{hz})
            rate_->addItem(rateText({hz}), hz);
    select(*rate_, sound.rate ? sound.rate->hz : 0);
}

void PreferencesDialog::offerBuffers() {
    const double hz = playback_.output().rate.hz > 0 ? playback_.output().rate.hz : 48000.0;
    const int wanted = playback_.sound().bufferFrames;
    std::vector<int> sizes(kBuffers.begin(), kBuffers.end());
    if (std::find(sizes.begin(), sizes.end(), wanted) == sizes.end())
        sizes.insert(std::upper_bound(sizes.begin(), sizes.end(), wanted), wanted);
    buffer_->clear();
    for (const int frames : sizes)
        buffer_->addItem(tr("%1 frames (%2 ms)").arg(frames).arg(number(1000.0 * frames / hz, 1)),
                         frames);
    select(*buffer_, wanted);
}

void PreferencesDialog::choose() {
    SoundSettings sound = playback_.sound();
    const auto backend = static_cast<OutputBackend>(backend_->currentData().toInt());
    const bool other = backend != sound.backend;
    sound.backend = backend;
    // Every system has its own names for devices.
    sound.device = other ? std::string() : device_->currentData().toString().toStdString();
    const int hz = rate_->currentData().toInt();
    sound.rate = hz > 0 ? std::optional(SampleRate{hz}) : std::nullopt;
    sound.bufferFrames = buffer_->currentData().toInt();
    store(sound);
    playback_.setSound(sound);
    offerBuffers();
    if (other) {
        offerDevices({});
        listDevices();
    } else {
        offerRates();
    }
}

void PreferencesDialog::showOutput() {
    output_->setText(measuredText(playback_.output()));
    output_->setAccessibleDescription(output_->text());
}

} // namespace kilter
