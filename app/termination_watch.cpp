// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/termination_watch.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace kilter {

namespace {

constexpr std::array<int, 3> kSignals{SIGTERM, SIGINT, SIGHUP};

// A handler may do next to nothing: it writes the signal's number into a pipe.
std::array<int, 2> ends{-1, -1};

void note(int signal) {
    const int before = errno;
    const auto number = static_cast<unsigned char>(signal);
    [[maybe_unused]] const auto written = ::write(ends[1], &number, 1);
    errno = before;
}

} // namespace

TerminationWatch::TerminationWatch() {
    if (::pipe(ends.data()) != 0)
        return; // then they end the program as they always did; the autosave is at most 3 s old
    notifier_ = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
    connect(notifier_.get(), &QSocketNotifier::activated, this, [this] {
        unsigned char number = 0;
        if (::read(ends[0], &number, 1) == 1)
            emit requested(number);
    });
    for (const int each : kSignals)
        std::signal(each, note);
}

TerminationWatch::~TerminationWatch() {
    if (!notifier_)
        return;
    for (const int each : kSignals)
        std::signal(each, SIG_DFL);
    notifier_.reset();
    for (int& end : ends) {
        ::close(end);
        end = -1;
    }
}

} // namespace kilter
