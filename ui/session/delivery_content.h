// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/render/codec_guard.h"
#include "ui/session/codec_offers.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace kilter {

class SessionController;
struct ServicesInUse;

/// A codec that is offered, and what decoding makes of the master.
struct DeliveredCodec {
    enum class State {
        NotChosen, ///< the master need not survive it: nothing is known
        Missing,   ///< the FFmpeg of this computer can't encode it
        Waiting,   ///< chosen; not known yet
        Found,
        Failed, ///< `problem` says why
    };
    Codec codec;
    bool chosen = false; ///< the master has to survive it
    State state = State::NotChosen;
    std::optional<GuardedCodec> found; ///< while Waiting: of the master before

    friend bool operator==(const DeliveredCodec&, const DeliveredCodec&) = default;
};

/// A service, and what it makes of the master.
struct DeliveredService {
    ServiceRule rule;
    QString ruleText;
    std::optional<Played> played; ///< empty: there is no master yet
    QString playedText;           ///< what that means; empty without `played`

    [[nodiscard]] bool uncertain() const { return rule.confidence == Confidence::Low; }
    friend bool operator==(const DeliveredService&, const DeliveredService&) = default;
};

/// Which of the buttons is heard.
struct DeliveryHeard {
    std::optional<Codec> codec;
    bool difference = false; ///< with `codec`: what it took
    std::string service;     ///< its name; empty: none

    friend bool operator==(const DeliveryHeard&, const DeliveryHeard&) = default;
};

/// What becomes of the master behind its codecs and at its destinations.
struct DeliveryContent {
    enum class Master {
        None,    ///< there is no mix
        Waiting, ///< it is being solved; what is shown is of the one before
        Current,
        Failed,
    };
    Master master = Master::None;
    QString masterText; ///< its loudness and peak, or why there is none
    std::vector<DeliveredCodec> codecs;
    QString codecsText;       ///< what the guard took, in short; or what is under way
    QString codecsTip;        ///< all of it
    bool codecsWrong = false; ///< the text says that something failed
    std::vector<DeliveredService> services;
    QString servicesDate;    ///< of the rules
    QString servicesText;    ///< what the services come to, in a sentence
    QString servicesProblem; ///< why the user's own rules do not count; empty: nothing is wrong
    DeliveryHeard heard;

    friend bool operator==(const DeliveryContent&, const DeliveryContent&) = default;
};

/// `heard` is left as it is by default: what is listened to is the window's.
[[nodiscard]] DeliveryContent deliveryContent(const SessionController& controller,
                                              const ServicesInUse& services,
                                              const CodecAvailability& available);

} // namespace kilter
