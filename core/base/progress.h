// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <stop_token>
#include <string_view>
#include <utility>

namespace kilter {

/// How a long piece of work says how far it is, and asks whether it should go on.
///
/// `report` is called on the worker's thread, at most some hundred times a piece of work. A
/// default-constructed Progress reports to nobody and is never cancelled.
class Progress {
  public:
    using Report = std::function<void(double fraction, std::string_view stage)>;

    Progress() = default;
    Progress(Report report, std::stop_token stop)
        : report_(std::move(report))
        , stop_(std::move(stop)) {}

    [[nodiscard]] bool cancelled() const { return stop_.stop_requested(); }
    /// For a part of the work that runs on another thread and must not report from there.
    [[nodiscard]] const std::stop_token& stopToken() const { return stop_; }

    /// `fraction` of this piece of work is done, 0..1.
    void at(double fraction) const {
        if (report_)
            report_(from_ + (to_ - from_) * fraction, stage_);
    }

    /// The part of this work that goes from `from` to `to` (fractions of this one), named.
    /// `stage` must outlive it (a string literal).
    [[nodiscard]] Progress part(double from, double to, std::string_view stage) const {
        Progress p = *this;
        p.from_ = from_ + (to_ - from_) * from;
        p.to_ = from_ + (to_ - from_) * to;
        p.stage_ = stage;
        return p;
    }

    /// The same wish to stop, and no reports: for the second of two threads that share the work.
    [[nodiscard]] Progress silent() const {
        Progress p = *this;
        p.report_ = nullptr;
        return p;
    }

  private:
    Report report_;
    std::stop_token stop_;
    double from_ = 0.0;
    double to_ = 1.0;
    std::string_view stage_;
};

} // namespace kilter
