// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/chain.h"

#include "core/chain/chain_stages.h"

#include <tuple>

namespace kilter {

namespace {

struct Start {
    SampleRate rate;
    const ChainSettings& settings;
};

/// One stage at work. Processors don't move, so that each is made in its place.
template <class Stage>
struct Slot {
    explicit Slot(const Start& start)
        : processor(start.rate, Stage::of(start.settings)) {}
    typename Stage::Type processor;
};

template <class Stages>
struct SlotsOf;
template <class... Stage>
struct SlotsOf<std::tuple<Stage...>> {
    std::tuple<Slot<Stage>...> slots;

    explicit SlotsOf(const Start& start)
        : slots((static_cast<void>(sizeof(Stage)), start)...) {}

    /// `visit(processor, its settings)`, in order.
    template <class Visit>
    void forEach(const ChainSettings& settings, Visit&& visit) {
        (visit(std::get<Slot<Stage>>(slots).processor, Stage::of(settings)), ...);
    }
    /// `visit(processor)`, in order.
    template <class Visit>
    void forEach(Visit&& visit) {
        (visit(std::get<Slot<Stage>>(slots).processor), ...);
    }
    template <class P>
    [[nodiscard]] const P& get() const {
        const P* found = nullptr;
        const auto look = [&found](const auto& processor) {
            if constexpr (std::is_same_v<std::decay_t<decltype(processor)>, P>)
                found = &processor;
        };
        (look(std::get<Slot<Stage>>(slots).processor), ...);
        return *found;
    }
};

} // namespace

struct Chain::Processors : SlotsOf<ChainStages> {
    using SlotsOf::SlotsOf;
};

Chain::Chain(SampleRate rate, const ChainSettings& settings)
    : processors_(std::make_unique<Processors>(Start{rate, settings})) {}

Chain::~Chain() = default;

void Chain::reset(Realtime& realtime, const ChainSettings& settings) noexcept {
    processors_->forEach(settings, [&realtime](auto& processor, const auto& own) {
        processor.reset(realtime, own);
    });
}

void Chain::apply(Realtime& realtime, const ChainSettings& settings) noexcept {
    processors_->forEach(
        settings, [&realtime](auto& processor, const auto& own) { processor.set(realtime, own); });
}

void Chain::process(Realtime& realtime, StereoBlock block) noexcept {
    processors_->forEach([&](auto& processor) { processor.process(realtime, block); });
}

Frames Chain::latency() const noexcept {
    Frames sum{};
    processors_->forEach([&sum](const auto& processor) { sum = sum + processor.latency(); });
    return sum;
}

std::span<const float> Chain::reduction() const noexcept {
    return processors_->get<Limiter>().reduction();
}

std::span<const float> Chain::compression() const noexcept {
    return processors_->get<Compressor>().reduction();
}

bool Chain::uses(const FirKernel& kernel) const noexcept {
    return processors_->get<Equaliser>().uses(kernel);
}

} // namespace kilter
