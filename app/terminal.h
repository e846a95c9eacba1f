// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/progress.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace kilter {

/// To standard output. What a terminal would obey instead of showing is spelt out, but for line
/// breaks and the colours of inked().
void print(std::string_view text);
/// Everything that was printed has reached standard output; false: some of it is lost. Asked once,
/// at the end.
[[nodiscard]] bool allPrinted();

/// A line on standard error, on one line whatever is in it: "kilter-cli: TEXT".
void say(std::string_view text);

/// Closed standard streams are opened on nothing, so that no file of ours takes their place and
/// gets what was meant for people. Before anything else is opened.
void keepStandardStreams();

/// Columns of the terminal that standard output is; nullopt: it is none, or does not tell.
[[nodiscard]] std::optional<std::size_t> terminalColumns();

/// Colour on standard output: only on a terminal, and not where NO_COLOR is set.
enum class Ink { Plain, Faint, Bold, Blue, Green, Orange, Red };
[[nodiscard]] std::string inked(Ink ink, std::string_view text);

/// How many columns a UTF-8 text takes in the figures and words that we print.
[[nodiscard]] std::size_t columns(std::string_view text);
/// Padded with spaces to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
[[nodiscard]] std::string paddedLeft(std::string_view text, std::size_t width);

/// A bar on standard error while a piece of work goes on: on a terminal only. Gone when it ends.
class ProgressBar {
  public:
    explicit ProgressBar(std::stop_token stop);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Reports to this bar.
    [[nodiscard]] Progress progress();

    /// say(), on a line of its own.
    void say(std::string_view text);

  private:
    void show(double fraction, std::string_view stage);

    std::stop_token stop_;
    bool terminal_;
    int lastPercent_ = -1;
    std::string lastStage_;
};

/// Ctrl-C and SIGTERM become a wish to stop, so that work ends cleanly. Construct it before any
/// other thread.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

  private:
    std::stop_source stop_;
    std::jthread waiter_;
};

} // namespace kilter
