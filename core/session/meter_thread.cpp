// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/meter_thread.h"

#include "core/playback/mailbox.h"
#include "core/session/live_meter.h"

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

namespace kilter {

namespace {

constexpr Seconds kFrame{1.0 / 30.0};
constexpr std::chrono::milliseconds kPause{10};

} // namespace

class MeterThread::Worker {
  public:
    Worker(CommandQueue<HeardFrame>& heard, SampleRate rate)
        : heard_(heard)
        , meter_(rate)
        , frame_(kFrame * rate)
        , block_(heard.capacity() / 8)
        , thread_([this](const std::stop_token& stop) { run(stop); }) {}

    [[nodiscard]] const MeterFrame* latest() { return mailbox_.fetch(); }
    void reset() { reset_ = true; }

  private:
    void run(const std::stop_token& stop) {
        Frames unpublished{};
        while (!stop.stop_requested()) {
            if (reset_.exchange(false)) {
                while (heard_.read(block_) > 0)
                    continue; // it was heard before
                meter_.reset();
                unpublished = {};
                mailbox_.publish(meter_.frame()); // also where nothing plays
            }
            const std::size_t n = heard_.read(block_);
            meter_.process({block_.data(), n});
            unpublished.count += static_cast<std::int64_t>(n);
            if (unpublished >= frame_) {
                mailbox_.publish(meter_.frame());
                unpublished = {};
            }
            if (n < block_.size())
                std::this_thread::sleep_for(kPause);
        }
    }

    CommandQueue<HeardFrame>& heard_;
    LiveMeter meter_;
    Frames frame_;
    /// An eighth of the ring: a few calls catch up with whatever lies in it.
    std::vector<HeardFrame> block_;
    Mailbox<MeterFrame> mailbox_;
    std::atomic<bool> reset_{false};
    std::jthread thread_; ///< last: it uses all of the above
};

MeterThread::MeterThread(CommandQueue<HeardFrame>& heard, SampleRate rate)
    : worker_(std::make_unique<Worker>(heard, rate)) {}

MeterThread::~MeterThread() = default;

std::optional<MeterFrame> MeterThread::latest() {
    const MeterFrame* frame = worker_->latest();
    return frame != nullptr ? std::optional(*frame) : std::nullopt;
}

void MeterThread::reset() {
    worker_->reset();
}

} // namespace kilter
