// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/terminal.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
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

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
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

void ProgressBar::say(const std::string& line) {
    std::fprintf(stderr, "%s%s\n", lastPercent_ >= 0 ? "\r\033[K" : "", line.c_str());
    std::fflush(stderr);
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
