// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/device_watcher.h"

#include <chrono>

namespace kilter {

DeviceWatcher::DeviceWatcher(QObject* parent)
    : QObject(parent)
    , known_(look()) {
    using namespace std::chrono_literals;
    connect(&devices_, &QMediaDevices::audioOutputsChanged, this, &DeviceWatcher::compare);
    connect(&timer_, &QTimer::timeout, this, &DeviceWatcher::compare);
    timer_.start(2s);
}

DeviceWatcher::Snapshot DeviceWatcher::look() {
    Snapshot snapshot;
    for (const QAudioDevice& device : QMediaDevices::audioOutputs())
        snapshot.ids.append(device.id());
    snapshot.defaultId = QMediaDevices::defaultAudioOutput().id();
    return snapshot;
}

void DeviceWatcher::compare() {
    Snapshot now = look();
    if (now == known_)
        return;
    known_ = std::move(now);
    emit devicesChanged();
}

} // namespace kilter
