// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/out_of_memory.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QObject>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace kilter {

/// Work of one kind on a thread of its own, and the only place in the program that starts one.
/// At most one piece of it runs at a time; of several that wait only the newest is ever started.
///
/// The work takes what it needs by value or shared_ptr<const>, asks its Progress whether to go on,
/// and returns. Its answer arrives on the gui thread from the event loop, or not at all: what was
/// cancelled or replaced is dropped. An exception becomes an error: out of memory is ReadFailed,
/// with that detail. Everything on the gui thread.
template <class T>
class Job {
  public:
    using Work = std::function<Result<T>(const Progress&)>;
    using Deliver = std::function<void(Result<T>)>;
    using Report = std::function<void(double fraction, const std::string& stage)>;

    Job() = default;
    ~Job() { cancel(); } ///< and waits for it to notice
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    /// Instead of what runs: that is cancelled.
    void start(Work work, Deliver deliver, Report report = {}) {
        cancel();
        startNext(std::move(work), std::move(deliver), std::move(report));
    }

    /// After what runs, whose answer still arrives. For work that follows a hand.
    void startNext(Work work, Deliver deliver, Report report = {}) {
        Order order{++newest_, std::move(work), std::move(deliver), std::move(report)};
        if (current_)
            waiting_ = std::move(order);
        else
            launch(std::move(order));
    }

    void cancel() {
        waiting_.reset();
        oldestWanted_ = newest_ + 1;
        thread_.request_stop();
    }

    /// Asks it to stop, and still delivers its answer: Cancelled, unless it was quicker.
    void stop() { thread_.request_stop(); }

    /// An answer is still to come.
    [[nodiscard]] bool running() const {
        return waiting_ || (current_ && current_->generation >= oldestWanted_);
    }

  private:
    struct Order {
        std::uint64_t generation = 0;
        Work work;
        Deliver deliver;
        Report report;
    };

    /// The latest word of the worker. While one is on its way to the gui thread, no other is sent.
    struct Told {
        std::mutex mutex;
        double fraction = 0.0;
        std::string stage;
        bool sent = false;
    };

    void launch(Order order) {
        auto work = std::make_shared<Work>(std::move(order.work));
        current_ = std::move(order);
        try {
            thread_ = std::jthread([this, work](const std::stop_token& stop) {
                auto answer = std::make_shared<Result<T>>(attempt(*work, progress(stop)));
                *work = nullptr; // what it held is freed here, not on the gui thread
                QMetaObject::invokeMethod(
                    &context_, [this, answer] { finish(std::move(*answer)); },
                    Qt::QueuedConnection);
            });
        } catch (const std::system_error& error) {
            const Error failure{ErrorCode::ReadFailed, error.what(), {}};
            QMetaObject::invokeMethod(
                &context_, [this, failure] { finish(failure); }, Qt::QueuedConnection);
        }
    }

    static Result<T> attempt(const Work& work, const Progress& progress) {
        try {
            return work(progress);
        } catch (const std::bad_alloc& fault) {
            return Error{ErrorCode::ReadFailed, textOf(fault), {}};
        } catch (const std::exception& error) {
            return Error{ErrorCode::ReadFailed, error.what(), {}};
        }
    }

    Progress progress(const std::stop_token& stop) {
        auto told = std::make_shared<Told>();
        const auto report = [this, told](double fraction, std::string_view stage) {
            const std::lock_guard lock(told->mutex);
            told->fraction = fraction;
            told->stage = stage;
            if (!std::exchange(told->sent, true))
                QMetaObject::invokeMethod(
                    &context_, [this, told] { pass(*told); }, Qt::QueuedConnection);
        };
        return {report, stop};
    }

    void pass(Told& told) {
        std::unique_lock lock(told.mutex);
        told.sent = false;
        const double fraction = told.fraction;
        const std::string stage = told.stage;
        lock.unlock();
        if (current_ && current_->generation >= oldestWanted_ && current_->report)
            current_->report(fraction, stage);
    }

    void finish(Result<T> answer) {
        if (thread_.joinable())
            thread_.join(); // it has said its last word
        const Order done = std::move(*current_);
        current_.reset();
        const bool wanted = done.generation >= oldestWanted_;
        if (waiting_)
            launch(std::move(*std::exchange(waiting_, std::nullopt)));
        if (wanted)
            done.deliver(std::move(answer)); // last: it may end this object
    }

    QObject context_; ///< dies after the thread, and what was still on its way to it with it
    std::uint64_t newest_ = 0, oldestWanted_ = 0;
    std::optional<Order> current_, waiting_;
    std::jthread thread_;
};

} // namespace kilter
