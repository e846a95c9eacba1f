// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/terminal.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace kilter {

namespace {

bool usesColour() {
    static const bool colour = [] {
        const char* no = std::getenv("NO_COLOR");
        return isatty(STDOUT_FILENO) != 0 && (no == nullptr || *no == '\0');
    }();
    return colour;
}

const char* codeOf(Ink ink) {
    switch (ink) {
    case Ink::Plain:
        return "0";
    case Ink::Faint:
        return "2";
    case Ink::Bold:
        return "1";
    case Ink::Blue:
        return "34";
    case Ink::Green:
        return "32";
    case Ink::Orange:
        return "33";
    case Ink::Red:
        return "31";
    }
    return "0";
}

constexpr std::array<Ink, 7> kInks{Ink::Plain, Ink::Faint,  Ink::Bold, Ink::Blue,
                                   Ink::Green, Ink::Orange, Ink::Red};

/// Length of one of our own colour sequences at the front of `text`; 0: there is none.
std::size_t colourLength(std::string_view text) {
    for (const Ink ink : kInks) {
        const std::string sequence = "\033[" + std::string(codeOf(ink)) + "m";
        if (text.starts_with(sequence))
            return sequence.size();
    }
    return 0;
}

std::string forTerminal(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        std::size_t n = usesColour() && text.front() == '\033' ? colourLength(text) : 0;
        if (n > 0 || text.front() == '\n') {
            n = std::max<std::size_t>(n, 1);
            safe += text.substr(0, n);
        } else {
            n = std::max<std::size_t>(utf8SequenceLength(text), 1);
            safe += shown(text.substr(0, n));
        }
        text.remove_prefix(n);
    }
    return safe;
}

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void print(std::string_view text) {
    const std::string safe = forTerminal(text);
    std::fwrite(safe.data(), 1, safe.size(), stdout);
}

bool allPrinted() {
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

void say(std::string_view text) {
    std::fprintf(stderr, "kilter-cli: %s\n", shown(text).c_str());
    std::fflush(stderr);
}

void keepStandardStreams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) == -1)
            // The lowest that is free: this one. What is written to it still fails, and is noticed.
            (void)!::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

std::optional<std::size_t> terminalColumns() {
    winsize size{};
    if (isatty(STDOUT_FILENO) == 0)
        return std::nullopt;
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return std::nullopt;
}

std::string inked(Ink ink, std::string_view text) {
    if (!usesColour() || ink == Ink::Plain)
        return std::string(text);
    return "\033[" + std::string(codeOf(ink)) + "m" + std::string(text) + "\033[0m";
}

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U)
            ++count;
    return count;
}

std::string padded(std::string_view text, std::size_t width) {
    const std::size_t used = columns(text);
    return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string paddedLeft(std::string_view text, std::size_t width) {
    const std::size_t used = columns(text);
    return std::string(used < width ? width - used : 0, ' ') + std::string(text);
}

ProgressBar::ProgressBar(std::stop_token stop)
    : stop_(std::move(stop))
    , terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
    if (lastPercent_ >= 0)
        std::fputs("\r\033[K", stderr);
}

Progress ProgressBar::progress() {
    if (!terminal_)
        return {nullptr, stop_};
    return {[this](double fraction, std::string_view stage) { show(fraction, stage); }, stop_};
}

void ProgressBar::say(std::string_view text) {
    if (lastPercent_ >= 0)
        std::fputs("\r\033[K", stderr);
    kilter::say(text);
}

void ProgressBar::show(double fraction, std::string_view stage) {
    constexpr int kWidth = 30;
    const int percent = static_cast<int>(100.0 * fraction);
    if (percent == lastPercent_ && stage == lastStage_)
        return;
    lastPercent_ = percent;
    lastStage_ = stage;
    std::string bar;
    for (int i = 0; i < kWidth; ++i)
        bar += i * 100 < percent * kWidth ? "━" : "─";
    std::fprintf(stderr, "\r\033[K%s %3d %%  %.*s", bar.c_str(), percent,
                 static_cast<int>(stage.size()), stage.data());
    std::fflush(stderr);
}

Interruption::Interruption() {
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    waiter_ = std::jthread([this](const std::stop_token& finished) {
        const sigset_t waited = stopSignals();
        const timespec moment{0, 100'000'000};
        while (!finished.stop_requested())
            if (sigtimedwait(&waited, nullptr, &moment) > 0)
                stop_.request_stop();
    });
}

Interruption::~Interruption() = default;

} // namespace kilter
