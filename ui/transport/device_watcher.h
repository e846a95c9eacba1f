// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAudioDevice>
#include <QList>
#include <QMediaDevices>
#include <QObject>
#include <QTimer>

namespace kilter {

/// Notices that sound devices come and go, or that another one became the default. Looks for itself
/// every two seconds, since with PulseAudio Qt 6.4 does not tell.
class DeviceWatcher : public QObject {
    Q_OBJECT

  public:
    explicit DeviceWatcher(QObject* parent = nullptr);

  signals:
    void devicesChanged();

  private:
    struct Snapshot {
        QList<QByteArray> ids;
        QByteArray defaultId;

        friend bool operator==(const Snapshot&, const Snapshot&) = default;
    };
    static Snapshot look();
    void compare();

    QMediaDevices devices_;
    QTimer timer_;
    Snapshot known_;
};

} // namespace kilter
