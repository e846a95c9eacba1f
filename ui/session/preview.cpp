// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/preview.h"

#include "core/audio/resample.h"
#include "core/chain/compressor/design.h"
#include "core/session/player.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kilter {

namespace {

constexpr SampleRate kRateWithoutSound{48000}; // nothing is heard of what is designed for it

DesignedChain designed(const ChainPlan& plan, SampleRate rate) {
    DesignedChain chain = designChain(plan.moves, plan.curve, plan.phase, plan.limiter, rate);
    chain.settings.compressor = designCompressor(plan.compressor, rate);
    chain.settings.drive = plan.drive;
    chain.settings.limiter.trim = plan.limiter.trim;
    return chain;
}

} // namespace

Moves audible(const Moves& moves, Audition audition, int index) {
    if (audition == Audition::None || audition == Audition::Delta)
        return moves;
    Moves heard = moves;
    for (std::size_t i = 0; i < heard.size(); ++i) {
        const bool chosen = static_cast<int>(i) == index;
        if (audition == Audition::Solo)
            heard[i].enabled = chosen;
        else if (chosen)
            heard[i].enabled = false;
    }
    return heard;
}

Preview::Preview() = default;

void Preview::setPlayer(Player* player) {
    if (player_ && player_ != player)
        player_->engine().setSources({});
    player_ = player;
    reopened();
}

void Preview::reopened() {
    prepare();
    design();
}

SampleRate Preview::rate() const {
    if (player_)
        return player_->rate();
    return mix_.track ? mix_.track->rate : kRateWithoutSound;
}

void Preview::setSources(PreviewSource mix, std::vector<PreviewSource> references) {
    references.resize(std::min<std::size_t>(references.size(), kReferences));
    if (mix == mix_ && references == references_)
        return;
    const SampleRate before = rate();
    mix_ = std::move(mix);
    references_ = std::move(references);
    prepare();
    if (rate() != before)
        design();
}

void Preview::setVersions(const Versions& versions) {
    if (versions == versions_)
        return;
    versions_ = versions;
    prepare();
}

bool Preview::playsNewest(std::size_t version) const {
    return plays(version) && played_[version] == audioOf({versions_[version], {}});
}

void Preview::prepare() {
    std::vector<Prepared> wanted;
    const auto want = [&](const PreviewSource& source) {
        if (!source.track)
            return;
        const auto known = std::find_if(prepared_.begin(), prepared_.end(), [&](const Prepared& p) {
            return p.track == source.track && preparedFor_ == rate();
        });
        if (known != prepared_.end())
            wanted.push_back(*known);
        else if (source.track->rate == rate())
            wanted.push_back({source.track, {source.track, &source.track->audio}, true});
        else
            wanted.push_back({source.track, nullptr, false});
    };
    if (player_) { // without one, nobody listens
        want(mix_);
        for (const PreviewSource& reference : references_)
            want(reference);
        for (const auto& version : versions_)
            want({version, {}});
    }
    if (preparedFor_ != rate())
        played_ = {};
    preparedFor_ = rate();
    prepared_ = std::move(wanted);
    handOver();
    resampleNext();
}

void Preview::resampleNext() {
    resampling_.cancel();
    const auto next = std::find_if(prepared_.begin(), prepared_.end(),
                                   [](const Prepared& p) { return !p.tried; });
    if (next == prepared_.end())
        return;
    const auto track = next->track;
    resampling_.start(
        [track, to = preparedFor_](
            const Progress& progress) -> Result<std::shared_ptr<const AudioBuffer>> {
            auto audio = resample(track->audio, track->rate, to, progress);
            if (!audio)
                return audio.error();
            return std::make_shared<const AudioBuffer>(std::move(*audio));
        },
        [this, track](Result<std::shared_ptr<const AudioBuffer>> audio) {
            for (Prepared& prepared : prepared_)
                if (prepared.track == track) {
                    prepared.tried = true;
                    if (audio)
                        prepared.audio = *audio;
                }
            handOver();
            resampleNext();
        });
}

std::shared_ptr<const AudioBuffer> Preview::audioOf(const PreviewSource& source) const {
    const auto found = std::find_if(prepared_.begin(), prepared_.end(),
                                    [&](const Prepared& p) { return p.track == source.track; });
    return source.track && found != prepared_.end() ? found->audio : nullptr;
}

void Preview::handOver() {
    if (player_) {
        Sources sources;
        sources.mix = audioOf(mix_);
        // References wait for the mix, whose length is the song's: by theirs a position that is
        // kept while it is resampled would be cut.
        if (sources.mix || !mix_.track)
            for (const PreviewSource& reference : references_)
                sources.references.push_back({audioOf(reference), reference.offset * rate()});
        for (std::size_t i = 0; i < kVersions.size(); ++i) {
            const auto newest = audioOf({versions_[i], {}});
            if (newest || !versions_[i] || !sources.mix)
                played_[i] = sources.mix ? newest : nullptr;
        }
        sources.versions = played_;
        player_->engine().setSources(std::move(sources));
    }
    emit sourcesChanged();
}

bool Preview::setPlan(const PreviewPlan& plan) {
    if (plan_ == plan)
        return false;
    plan_ = plan;
    design();
    return true;
}

void Preview::design() {
    if (!plan_)
        return;
    designing_.startNext(
        [plan = *plan_, rate = rate()](const Progress&) -> Result<Designed> {
            Designed result{designed(plan.heard, rate), std::nullopt, nullptr};
            if (plan.guard && plan.guard->changes())
                result.curve = std::make_shared<const LevelCurve>(levelCurveOf(*plan.guard, rate));
            if (plan.subtracted)
                result.subtracted = designed(*plan.subtracted, rate);
            return result;
        },
        [this, rate = rate()](Result<Designed> result) {
            if (!result || rate != this->rate())
                return; // without memory the old chain plays on; for the new rate one is coming
            chain_ = std::move(result->heard);
            subtracted_ = std::move(result->subtracted);
            curve_ = std::move(result->curve);
            handChain();
            emit settingsChanged();
        });
}

void Preview::handChain() {
    if (!player_)
        return;
    player_->engine().setChain(chain_.settings, chain_.kernel, curve_);
    if (subtracted_)
        player_->engine().setSubtracted(subtracted_->settings, subtracted_->kernel);
}

} // namespace kilter
