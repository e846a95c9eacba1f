// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_engine.h"

#include "core/chain/fir_kernel.h"
#include "core/playback/playback_callback.h"
#include "core/playback/playback_post.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <utility>
#include <vector>

namespace kilter {

namespace {

constexpr Seconds kShortestLoop{0.050};

/// The gui thread's end of a ChainPost: numbers settings, and keeps what they point to.
class SettingsLender {
  public:
    explicit SettingsLender(ChainPost& post)
        : post_(post) {}

    void send(const ChainSettings& settings, std::shared_ptr<const FirKernel> kernel,
              std::shared_ptr<const LevelCurve> curve = nullptr) {
        assert(settings.equaliser.kernel == kernel.get());
        ++number_;
        const LevelCurve* const lent = curve.get();
        if (kernel || curve)
            lent_.push_back({number_, std::move(kernel), std::move(curve)});
        post_.settings.publish({settings, lent, number_});
    }

    void collect() {
        const std::uint64_t oldest = post_.oldestInUse.load(std::memory_order_acquire);
        std::erase_if(lent_, [oldest](const Loan& loan) { return loan.number < oldest; });
    }

  private:
    struct Loan {
        std::uint64_t number;
        std::shared_ptr<const FirKernel> kernel;
        std::shared_ptr<const LevelCurve> curve;
    };

    ChainPost& post_;
    std::uint64_t number_ = 0;
    std::vector<Loan> lent_;
};

} // namespace

class PlaybackEngine::Gui {
  public:
    explicit Gui(PlaybackPost& post)
        : post_(post)
        , master_(post.master)
        , subtracted_(post.subtracted) {}

    void send(const PlaybackCommand& command) {
        waiting_.push_back(command);
        collect();
    }

    void sendSources(Sources sources) {
        // Of several that wait for room only the last will be played.
        std::erase_if(waiting_, [this](const PlaybackCommand& command) {
            return command.kind == PlaybackCommand::Kind::SetSources && takeBack(command.sources);
        });
        lent_.push_back(std::make_unique<const Sources>(std::move(sources)));
        send({.kind = PlaybackCommand::Kind::SetSources, .sources = lent_.back().get()});
    }

    void collect() {
        const Sources* returned = nullptr;
        while (post_.returned.pop(returned)) {
            takeBack(returned);
            --underway_;
        }
        master_.collect();
        subtracted_.collect();
        while (!waiting_.empty()) {
            const bool lends = waiting_.front().kind == PlaybackCommand::Kind::SetSources;
            if ((lends && underway_ == PlaybackPost::kLentSources) ||
                !post_.commands.push(waiting_.front()))
                break;
            underway_ += lends ? 1 : 0;
            waiting_.pop_front();
        }
    }

    [[nodiscard]] bool waits() const { return !waiting_.empty(); }
    [[nodiscard]] SettingsLender& master() { return master_; }
    [[nodiscard]] SettingsLender& subtracted() { return subtracted_; }

  private:
    bool takeBack(const Sources* sources) {
        return std::erase_if(lent_, [sources](const auto& l) { return l.get() == sources; }) > 0;
    }

    PlaybackPost& post_;
    SettingsLender master_, subtracted_;
    std::deque<PlaybackCommand> waiting_; ///< for room in the queue
    std::vector<std::unique_ptr<const Sources>> lent_;
    std::size_t underway_ = 0; ///< how many of them the audio thread may have
};

PlaybackEngine::PlaybackEngine(SampleRate rate)
    : rate_(rate)
    , post_(std::make_unique<PlaybackPost>(rate))
    , callback_(std::make_unique<PlaybackCallback>(rate, *post_))
    , gui_(std::make_unique<Gui>(*post_)) {}

PlaybackEngine::~PlaybackEngine() = default;

void PlaybackEngine::setSources(Sources sources) {
    assert(sources.references.size() <= static_cast<std::size_t>(kReferences));
    gui_->sendSources(std::move(sources));
}

void PlaybackEngine::setChain(const ChainSettings& settings,
                              std::shared_ptr<const FirKernel> kernel,
                              std::shared_ptr<const LevelCurve> curve) {
    gui_->collect();
    gui_->master().send(settings, std::move(kernel), std::move(curve));
}

void PlaybackEngine::setSubtracted(const ChainSettings& settings,
                                   std::shared_ptr<const FirKernel> kernel) {
    gui_->collect();
    gui_->subtracted().send(settings, std::move(kernel));
}

void PlaybackEngine::listen(const Listening& listening) {
    post_->listening.publish(mixerSettings(listening));
}

void PlaybackEngine::play() {
    gui_->send({.kind = PlaybackCommand::Kind::Play});
}

void PlaybackEngine::pause() {
    gui_->send({.kind = PlaybackCommand::Kind::Pause});
}

void PlaybackEngine::seek(Frames position) {
    gui_->send(
        {.kind = PlaybackCommand::Kind::Seek, .begin = std::max<std::int64_t>(0, position.count)});
}

void PlaybackEngine::setLoop(std::optional<Loop> loop) {
    if (!loop) {
        gui_->send({.kind = PlaybackCommand::Kind::ClearLoop});
        return;
    }
    const std::int64_t begin = std::max<std::int64_t>(0, loop->begin.count);
    const std::int64_t end = std::max(loop->end.count, begin + (kShortestLoop * rate_).count);
    gui_->send({.kind = PlaybackCommand::Kind::SetLoop, .begin = begin, .end = end});
}

Transport PlaybackEngine::transport() const {
    return {.playing = post_->playing.load(std::memory_order_acquire),
            .position = {post_->position.load(std::memory_order_relaxed)},
            .length = {post_->length.load(std::memory_order_relaxed)}};
}

void PlaybackEngine::collect() {
    gui_->collect();
}

void PlaybackEngine::settle() {
    FlushDenormalsScope scope;
    do {
        gui_->collect();
        callback_->settle(scope.token());
    } while (gui_->waits());
    gui_->collect();
}

void PlaybackEngine::process(Realtime& realtime, float* interleaved, int frames) noexcept {
    callback_->process(realtime, interleaved, frames);
}

CommandQueue<HeardFrame>& PlaybackEngine::heard() {
    return post_->heard;
}

} // namespace kilter
