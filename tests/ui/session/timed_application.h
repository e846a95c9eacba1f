// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QEvent>
#include <QObject>
#include <QString>

#include <ctime>

namespace kilter::testing {

/// CPU time of this thread: what it did, however many others want the machine.
inline double cpuMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// A QCoreApplication or QApplication that knows which event took the gui thread longest, painting
/// included.
template <class Application>
class Timed : public Application {
  public:
    using Application::Application;

    bool notify(QObject* receiver, QEvent* event) override {
        const double begin = cpuMilliseconds();
        const bool handled = Application::notify(receiver, event);
        if (const double took = cpuMilliseconds() - begin; took > longest) {
            longest = took;
            what = QStringLiteral("%1, event %2")
                       .arg(QLatin1String(receiver->metaObject()->className()))
                       .arg(event->type());
        }
        return handled;
    }
    double longest = 0.0; ///< ms of CPU time
    QString what;
};

} // namespace kilter::testing
