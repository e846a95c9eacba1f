// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/codec/codec.h"
#include "core/delivery/services.h"
#include "core/playback/listening.h"
#include "ui/session/job.h"
#include "ui/session/master_work.h"

#include <QObject>

#include <array>
#include <memory>
#include <optional>
#include <variant>

namespace kilter {

/// In whose hands the master is to be heard: behind a codec, or as a service plays it.
using VersionWish = std::variant<Codec, ServiceRule>;

/// A master that was made for a wish.
struct MadeVersion {
    VersionWish wish;
    Played played;                      ///< with a service
    std::optional<Lufs> loudness;       ///< of `heard`
    std::shared_ptr<const Track> heard; ///< decoded, or served
    std::shared_ptr<const Track> taken; ///< with a codec; null otherwise
};

/// The versions of the master that are heard from buffers, made by jobs when they are asked for:
/// the last codec's and the last service's. What is heard is made again when the master has become
/// another one, and there until then; what is not is dropped, and so is that of another mix.
/// Memory: two songs for a codec, one for a service. On the gui thread.
class SessionVersions : public QObject {
    Q_OBJECT

  public:
    /// The session is now this. `master`: its current one, as it will be written; null: it is being
    /// found, or there is none.
    void follow(const SessionState& state, std::shared_ptr<const MeasuredMaster> master);
    void forget(); ///< of a session that is closed

    /// Now, or once there is a current master. changed() when it is there, failed() when not.
    void make(const VersionWish& wish);
    /// Whether one of kVersions is listened to, and which: what no one listens to is not made.
    void setHeard(std::optional<HeardSource> source);
    void cancel(); ///< what is being made; asked for again it is made after all

    /// Null: none was made. Perhaps of another master by now: see isCurrent().
    [[nodiscard]] std::shared_ptr<const MadeVersion> made(HeardSource version) const;
    /// It is of the current master, and what was last asked for.
    [[nodiscard]] bool isCurrent(HeardSource version) const;
    [[nodiscard]] bool isAwaited(HeardSource version) const; ///< one is being made or will be
    [[nodiscard]] std::array<std::shared_ptr<const Track>, kVersions.size()> tracks() const;
    [[nodiscard]] Work work() const;

  signals:
    void changed(); ///< what was made, or whether it is current
    void workChanged();
    void failed(const kilter::VersionWish& wish, const kilter::Error& error);

  private:
    /// All that a version depends on besides the wish.
    struct Inputs {
        std::shared_ptr<const MeasuredMaster> master;
        std::shared_ptr<const Track> mix; ///< seeds the dither
        SampleFormat samples{};
        DitherKind dither{};

        friend bool operator==(const Inputs&, const Inputs&) = default;
    };
    struct Place {
        std::optional<VersionWish> wish; ///< the last one
        bool heard = false;
        bool wanted = false; ///< it is to be made, now and whenever the master is another one
        std::shared_ptr<const MadeVersion> made;
        Inputs madeOf, makingOf;
        VersionWish makingFor;
        double fraction = 0.0;
        Job<std::shared_ptr<const MadeVersion>> making;
    };

    [[nodiscard]] Place& placeOf(HeardSource version);
    [[nodiscard]] const Place& placeOf(HeardSource version) const;
    [[nodiscard]] bool isCurrent(const Place& place) const;
    void bring(Place& place);
    void giveUp(Place& place);

    Inputs inputs_;               ///< without a master nothing can be made
    std::array<Place, 2> places_; ///< the codec's, the service's
};

} // namespace kilter

Q_DECLARE_METATYPE(kilter::VersionWish)
