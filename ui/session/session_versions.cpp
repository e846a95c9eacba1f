// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_versions.h"

#include "core/session/master_versions.h"
#include "core/session/services_text.h"
#include "core/session/written_samples.h"

#include <utility>

namespace kilter {

namespace {

std::shared_ptr<const Track> trackOf(AudioBuffer audio, SampleRate rate) {
    auto track = std::make_shared<Track>();
    track->rate = rate;
    track->audio = std::move(audio);
    return track;
}

using Made = Result<std::shared_ptr<const MadeVersion>>;

Made behind(Codec codec, const AudioBuffer& written, SampleRate rate, const Progress& progress) {
    auto versions = behindCodec(written, rate, codec, progress);
    if (!versions)
        return versions.error();
    return std::make_shared<const MadeVersion>(
        MadeVersion{codec,
                    {},
                    versions->loudness,
                    trackOf(std::move(versions->decoded), versions->rate),
                    trackOf(std::move(versions->taken), versions->rate)});
}

Made playedAt(const ServiceRule& rule, AudioBuffer written, const MeasuredMaster& master,
              const Progress& progress) {
    const SampleRate rate = master.mastered.rate;
    const Played played = playedBy(rule, master.analysis);
    auto version = asServed(std::move(written), rate, rule, played, progress);
    if (!version)
        return version.error();
    return std::make_shared<const MadeVersion>(MadeVersion{
        rule, played, version->loudness, trackOf(std::move(version->audio), rate), nullptr});
}

} // namespace

void SessionVersions::follow(const SessionState& state,
                             std::shared_ptr<const MeasuredMaster> master) {
    const Inputs now{std::move(master), state.mix.track, state.session.delivery.samples,
                     state.session.delivery.dither};
    if (now == inputs_)
        return;
    const bool otherSong = now.mix != inputs_.mix;
    inputs_ = now;
    bool any = false;
    for (Place& place : places_) {
        any = any || place.made;
        if (!place.wanted || otherSong)
            place.made.reset();
        bring(place);
    }
    if (any)
        emit changed();
}

void SessionVersions::forget() {
    for (Place& place : places_) {
        place.making.cancel();
        place.wish.reset();
        place.heard = place.wanted = false;
        place.made.reset();
    }
    inputs_ = {};
    emit changed();
}

SessionVersions::Place& SessionVersions::placeOf(HeardSource version) {
    return places_[version == HeardSource::Served ? 1 : 0];
}

const SessionVersions::Place& SessionVersions::placeOf(HeardSource version) const {
    return places_[version == HeardSource::Served ? 1 : 0];
}

void SessionVersions::make(const VersionWish& wish) {
    Place& place = places_[wish.index()];
    place.wish = wish;
    place.wanted = true;
    bring(place);
    emit changed();
}

void SessionVersions::setHeard(std::optional<HeardSource> source) {
    for (Place& place : places_) {
        place.heard = source && &place == &placeOf(*source);
        place.wanted = place.heard && place.wish;
        bring(place);
    }
}

void SessionVersions::cancel() {
    for (Place& place : places_)
        if (place.making.running()) {
            place.making.cancel();
            giveUp(place);
        }
    emit changed();
    emit workChanged();
}

/// What there is stays, and is not made again by itself where it is of another master.
void SessionVersions::giveUp(Place& place) {
    place.wish = place.made ? std::optional(place.made->wish) : std::nullopt;
    place.wanted = place.heard && isCurrent(place);
}

/// Starts what is wanted and can be made, and ends what is not.
void SessionVersions::bring(Place& place) {
    const bool due = place.wanted && inputs_.master && !isCurrent(place);
    const bool underWay =
        place.making.running() && place.makingOf == inputs_ && place.makingFor == place.wish;
    if (due ? underWay : !place.making.running())
        return;
    place.making.cancel();
    if (due) {
        place.makingOf = inputs_;
        place.makingFor = *place.wish;
        place.fraction = 0.0;
        place.making.start(
            [inputs = inputs_, wish = *place.wish](const Progress& progress) -> Made {
                const Mastered& mastered = inputs.master->mastered;
                AudioBuffer written = mastered.solved.master.audio;
                Delivery delivery;
                delivery.samples = inputs.samples;
                delivery.dither = inputs.dither;
                makeAsWritten(written, mastered.rate, delivery, *inputs.mix);
                if (const auto* codec = std::get_if<Codec>(&wish))
                    return behind(*codec, written, mastered.rate, progress);
                return playedAt(std::get<ServiceRule>(wish), std::move(written), *inputs.master,
                                progress);
            },
            [this, &place](Made made) {
                if (made) {
                    place.made = std::move(*made);
                    place.madeOf = place.makingOf;
                } else {
                    giveUp(place);
                    emit failed(place.makingFor, made.error());
                }
                emit changed();
                emit workChanged();
            },
            [this, &place](double fraction, const std::string&) {
                place.fraction = fraction;
                emit workChanged();
            });
    }
    emit workChanged();
}

std::shared_ptr<const MadeVersion> SessionVersions::made(HeardSource version) const {
    return placeOf(version).made;
}

bool SessionVersions::isCurrent(const Place& place) const {
    return place.made && place.made->wish == place.wish && inputs_.master &&
           place.madeOf == inputs_;
}

bool SessionVersions::isCurrent(HeardSource version) const {
    return isCurrent(placeOf(version));
}

bool SessionVersions::isAwaited(HeardSource version) const {
    const Place& place = placeOf(version);
    return place.wanted && !isCurrent(place);
}

std::array<std::shared_ptr<const Track>, kVersions.size()> SessionVersions::tracks() const {
    std::array<std::shared_ptr<const Track>, kVersions.size()> tracks;
    for (std::size_t i = 0; i < kVersions.size(); ++i)
        if (const auto& made = placeOf(kVersions[i]).made)
            tracks[i] = kVersions[i] == HeardSource::Taken ? made->taken : made->heard;
    return tracks;
}

Work SessionVersions::work() const {
    for (const Place& place : places_)
        if (place.making.running())
            return {Work::Kind::Listening, place.fraction, {}};
    return {};
}

} // namespace kilter
