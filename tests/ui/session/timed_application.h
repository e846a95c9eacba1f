// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QEvent>
#include <QObject>
#include <QString>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <ctime>
#include <functional>

namespace kilter::testing {

/// For how long an event or a call may hold the gui thread: three frames of 60 Hz.
inline constexpr double kMostHeld = 50.0; // ms of CPU time

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

    [[nodiscard]] static Timed& app() { return *static_cast<Timed*>(QCoreApplication::instance()); }

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

/// A timer of 60 Hz that knows how late it was. That is also up to the machine: told, not judged.
class Ticks : public QTimer {
  public:
    Ticks() {
        callOnTimeout([this] {
            latest_ = std::max(latest_, 1e-6 * static_cast<double>(since_.nsecsElapsed()));
            since_.start();
        });
        since_.start();
        start(16);
    }
    [[nodiscard]] double latest() const { return latest_; } ///< ms from one to the next

  private:
    QElapsedTimer since_;
    double latest_ = 0.0;
};

/// What a hand asks for, one call after the other, events being answered in between.
class TimedCalls {
  public:
    void operator()(const std::function<void()>& call) {
        const double begin = cpuMilliseconds();
        call();
        longest_ = std::max(longest_, cpuMilliseconds() - begin);
        QTest::qWait(1);
    }
    [[nodiscard]] double longest() const { return longest_; } ///< ms of CPU time

  private:
    double longest_ = 0.0;
};

} // namespace kilter::testing
