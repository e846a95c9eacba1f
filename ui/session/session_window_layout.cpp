// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_window.h"

#include "ui/meters/meters_panel.h"
#include "ui/session/compressor_panel.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/session_contents.h"
#include "ui/session/status_line.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"

#include <QBoxLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

/// Where the panels lie, and how the user left them.
namespace kilter {

namespace {

constexpr int kGap = 6; ///< between panels; also what a hand takes hold of
constexpr QSize kSize{1440, 900}, kSmallest{1100, 700};
constexpr QSize kFrame{8, 36}; ///< room for the title bar, which comes on top

QSplitter* splitter(Qt::Orientation orientation, const char* name, QWidget* parent) {
    auto* made = new QSplitter(orientation, parent);
    made->setObjectName(QLatin1String(name));
    made->setHandleWidth(kGap);
    made->setChildrenCollapsible(false);
    return made;
}

QString keyOf(const QString& name) {
    return QStringLiteral("window/") + name;
}

template <class Enum>
Enum within(const QVariant& value, Enum least, Enum most, Enum otherwise) {
    bool known = false;
    const int number = value.toInt(&known);
    const bool fits =
        known && number >= static_cast<int>(least) && number <= static_cast<int>(most);
    return fits ? static_cast<Enum>(number) : otherwise;
}

SpectrumOptions spectrumOptionsIn(const QSettings& settings, SpectrumOptions otherwise) {
    SpectrumOptions o = otherwise;
    o.live = settings.value(keyOf(QStringLiteral("live")), o.live).toBool();
    o.smoothing = within(settings.value(keyOf(QStringLiteral("smoothing"))), Smoothing::Fine,
                         Smoothing::Ear, o.smoothing);
    const double tilt = settings.value(keyOf(QStringLiteral("tilt")), o.tilt).toDouble();
    o.tilt = tilt >= 0.0 && tilt <= 6.0 ? tilt : o.tilt;
    o.channel = within(settings.value(keyOf(QStringLiteral("channel"))), SpectrumChannel::Stereo,
                       SpectrumChannel::Side, o.channel);
    return o;
}

void store(QSettings& settings, const SpectrumOptions& o) {
    settings.setValue(keyOf(QStringLiteral("live")), o.live);
    settings.setValue(keyOf(QStringLiteral("smoothing")), static_cast<int>(o.smoothing));
    settings.setValue(keyOf(QStringLiteral("tilt")), o.tilt);
    settings.setValue(keyOf(QStringLiteral("channel")), static_cast<int>(o.channel));
}

} // namespace

void SessionWindow::layOut() {
    auto* middle = splitter(Qt::Vertical, "spectrum and gap", this);
    middle->addWidget(spectrum_);
    middle->addWidget(gap_);
    middle->setStretchFactor(0, 1);
    middle->setStretchFactor(1, 0);
    auto* row = splitter(Qt::Horizontal, "tracks, spectrum, meters", this);
    row->addWidget(tracks_);
    row->addWidget(middle);
    row->addWidget(meters_);
    row->setStretchFactor(0, 1);
    row->setStretchFactor(1, 8);
    row->setStretchFactor(2, 1);
    auto* rows = splitter(Qt::Vertical, "waveforms, row, moves", this);
    rows->addWidget(waveforms_);
    rows->addWidget(row);
    lower_->addTab(moves_, tr("Moves"));
    lower_->addTab(compressor_, tr("Strip"));
    lower_->addTab(delivery_, tr("Delivery"));
    lower_->setDocumentMode(true);
    lower_->tabBar()->setFocusPolicy(Qt::TabFocus);
    rows->addWidget(lower_);
    rows->setStretchFactor(0, 1);
    rows->setStretchFactor(1, 5);
    rows->setStretchFactor(2, 1);
    middle->setSizes({348, 132});
    row->setSizes({250, 880, 282});
    rows->setSizes({112, 438, 222}); // five moves
    splitters_ = {middle, row, rows};

    auto* central = new QWidget(this);
    auto* all = new QVBoxLayout(central);
    all->setContentsMargins(8, 4, 8, 4);
    all->setSpacing(kGap);
    all->addWidget(transport_);
    all->addWidget(soundNotice_);
    all->addWidget(rows, 1);
    setCentralWidget(central);
    // Until Tab is pressed nothing has the keyboard: Space plays, and presses no button.
    central->setFocusPolicy(Qt::ClickFocus);
    central->setFocus();
    tracks_->setMaximumWidth(420);
    meters_->setMaximumWidth(460);
    gap_->setMaximumHeight(172);
    waveforms_->setMinimumHeight(84);
    moves_->setMinimumHeight(112);

    workBar_->setRange(0, 1000);
    workBar_->setTextVisible(false);
    workBar_->setFixedSize(120, 6);
    workBar_->setAccessibleName(tr("Progress"));
    workCancel_->setText(tr("Cancel"));
    connect(workCancel_, &QToolButton::clicked, this, [this] {
        if (controller_.work().kind == Work::Kind::Exporting)
            controller_.cancelExport();
        else
            controller_.versions().cancel();
    });
    outputLabel_->setContentsMargins(0, 0, 8, 0);
    statusBar()->addWidget(statusLine_, 1);
    statusBar()->addPermanentWidget(workLabel_);
    statusBar()->addPermanentWidget(workBar_);
    statusBar()->addPermanentWidget(workCancel_);
    statusBar()->addPermanentWidget(outputLabel_);
    statusBar()->setSizeGripEnabled(false);
    setMinimumSize(kSmallest);
    resize(kSize);
}

void SessionWindow::rememberLayout() {
    remembering_ = true;
    const QSettings settings;
    if (!restoreGeometry(settings.value(keyOf(QStringLiteral("geometry"))).toByteArray()))
        if (const QScreen* screen = QGuiApplication::primaryScreen())
            resize((screen->availableSize() * 0.75)
                       .expandedTo(kSize)
                       .boundedTo(screen->availableSize() - kFrame)
                       .expandedTo(kSmallest));
    for (QSplitter* each : splitters_)
        each->restoreState(settings.value(keyOf(each->objectName())).toByteArray());
    spectrum_->setOptions(spectrumOptionsIn(settings, spectrum_->options()));
    LoudnessOptions loudness = meters_->loudness().options();
    loudness.scale = within(settings.value(keyOf(QStringLiteral("scale"))), EbuScale::Plus9,
                            EbuScale::Plus18, loudness.scale);
    loudness.absolute =
        settings.value(keyOf(QStringLiteral("absolute")), loudness.absolute).toBool();
    meters_->setOptions(loudness);
    gap_->setContent(
        gapContent(controller_, settings.value(keyOf(QStringLiteral("shares"))).toBool()));
}

void SessionWindow::storeLayout() const {
    if (!remembering_)
        return;
    QSettings settings;
    settings.setValue(keyOf(QStringLiteral("geometry")), saveGeometry());
    for (const QSplitter* each : splitters_)
        settings.setValue(keyOf(each->objectName()), each->saveState());
    store(settings, spectrum_->options());
    settings.setValue(keyOf(QStringLiteral("scale")),
                      static_cast<int>(meters_->loudness().options().scale));
    settings.setValue(keyOf(QStringLiteral("absolute")), meters_->loudness().options().absolute);
    settings.setValue(keyOf(QStringLiteral("shares")), gap_->content().showShares);
}

} // namespace kilter
