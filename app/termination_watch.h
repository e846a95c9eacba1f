// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace kilter {

/// SIGTERM, SIGINT and SIGHUP, told in the event loop. One at a time in a program.
class TerminationWatch : public QObject {
    Q_OBJECT

  public:
    TerminationWatch();
    ~TerminationWatch() override; ///< the signals do again what they did

  signals:
    void requested(int signal);

  private:
    std::unique_ptr<QSocketNotifier> notifier_;
};

} // namespace kilter
