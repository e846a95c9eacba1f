// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/delivery_content.h"

#include "core/base/utf8.h"
#include "core/session/codec_text.h"
#include "core/session/messages.h"
#include "core/session/services_json.h"
#include "core/session/services_text.h"
#include "ui/session/session_contents.h"
#include "ui/session/session_controller.h"
#include "ui/views/figures.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;

QString tr(const char* text) {
    return QCoreApplication::translate("session", text);
}

QString textOf(const std::string& text) {
    return QString::fromStdString(text);
}

DeliveryContent::Master masterOf(const SessionController& controller) {
    using enum DeliveryContent::Master;
    if (!controller.source(kMix).ready())
        return None;
    if (controller.masterIsCurrent())
        return Current;
    return controller.masterError() && !controller.busy() ? Failed : Waiting;
}

QString masterText(const SessionController& controller, DeliveryContent::Master state) {
    using enum DeliveryContent::Master;
    switch (state) {
    case None:
        return controller.source(kMix).loading() ? tr("reading…") : tr("no mix yet");
    case Waiting:
        return controller.master() ? tr("measuring…; the figures are of the master before")
                                   : tr("measuring…");
    case Failed:
        return tr("no master: %1").arg(problemText(*controller.masterError()));
    case Current:
        break;
    }
    const Analysis& measured = controller.master()->analysis;
    const auto& loudness = measured.loudness.integrated;
    return tr("master %1 LUFS · %2 dBTP")
        .arg(loudness ? number(loudness->value, 2) : dash(),
             number(measured.peaks.maxTruePeak().value, 2));
}

const GuardedCodec* foundOf(const SessionController& controller, Codec codec) {
    const auto master = controller.master();
    if (!master || !master->mastered.guard)
        return nullptr;
    const auto& codecs = master->mastered.guard->codecs;
    const auto found = std::ranges::find(codecs, codec, &GuardedCodec::codec);
    return found == codecs.end() ? nullptr : &*found;
}

std::vector<DeliveredCodec> codecsOf(const SessionController& controller,
                                     DeliveryContent::Master master,
                                     const CodecAvailability& available) {
    using State = DeliveredCodec::State;
    const CodecDemands& demands = controller.session().delivery.survives;
    std::vector<DeliveredCodec> codecs;
    for (const Codec codec : offeredCodecs(demands)) {
        DeliveredCodec row;
        row.codec = codec;
        row.chosen = std::ranges::find(demands.codecs, codec) != demands.codecs.end();
        if (!available(codec.kind)) {
            row.state = State::Missing;
        } else if (row.chosen) {
            const GuardedCodec* found = foundOf(controller, codec);
            const bool failed = controller.masterError() && !controller.busy();
            row.state =
                master == DeliveryContent::Master::Current && controller.guardIsCurrent() && found
                    ? State::Found
                : failed ? State::Failed
                         : State::Waiting;
            if (found)
                row.found = *found;
        }
        codecs.push_back(row);
    }
    return codecs;
}

/// Whose encoders they are, each once.
QString encodersOf(const CodecGuard& guard) {
    QStringList labels;
    for (const GuardedCodec& codec : guard.codecs) {
        const auto label = factsOf(codec.codec.kind).label;
        labels << QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size()));
    }
    labels.removeDuplicates();
    return labels.join(QStringLiteral(", "));
}

QString targetText(const SessionController& controller) {
    const MeasuredMaster& master = *controller.master();
    const auto& loudness = master.analysis.loudness.integrated;
    if (!master.mastered.solved.hit || !loudness)
        return {};
    const QString level = number(loudness->value, 2);
    return *master.mastered.solved.hit ? tr("; the target still holds: %1 LUFS").arg(level)
                                       : tr("; the target is missed: %1 LUFS").arg(level);
}

void tellCodecs(DeliveryContent& content, const SessionController& controller) {
    const CodecDemands& demands = controller.session().delivery.survives;
    if (demands.codecs.empty()) {
        content.codecsText = tr("None is chosen: tick those that the master has to survive.");
        content.codecsTip =
            tr("Each is encoded and decoded; where decoding passes %1 dBTP, the master gets a "
               "short dip, and the loudness stays.")
                .arg(number(demands.ceiling.value, 1));
        return;
    }
    content.codecsTip = guardSentence(controller);
    const auto master = controller.master();
    if (!controller.guardIsCurrent() || !master || !master->mastered.guard) {
        content.codecsText = content.codecsTip;
        content.codecsWrong = controller.masterError().has_value() && !controller.busy();
        return;
    }
    const CodecGuard& guard = *master->mastered.guard;
    content.codecsText =
        tr("%1%2. Encoded by %3.")
            .arg(textOf(guardInShort(guard)), guard.changes() ? targetText(controller) : QString(),
                 encodersOf(guard));
    content.codecsWrong = guard.means == GuardMeans::Missed;
}

} // namespace

DeliveryContent deliveryContent(const SessionController& controller, const ServicesInUse& services,
                                const CodecAvailability& available) {
    DeliveryContent content;
    content.master = masterOf(controller);
    content.masterText = masterText(controller, content.master);
    content.codecs = codecsOf(controller, content.master, available);
    tellCodecs(content, controller);

    const auto master = controller.master();
    const bool known = master && content.master != DeliveryContent::Master::None;
    for (const ServiceRule& rule : services.services.rules) {
        DeliveredService row;
        row.rule = rule;
        row.ruleText = textOf(ruleText(rule));
        if (known) {
            row.played = playedBy(rule, master->analysis);
            row.playedText = textOf(playedText(rule, *row.played));
        }
        content.services.push_back(row);
    }
    content.servicesDate = textOf(shown(services.services.date));
    if (known)
        content.servicesText = textOf(servicesText(services.services, master->analysis));
    if (services.warning)
        content.servicesProblem = textOf(sentenceFor(*services.warning));
    return content;
}

} // namespace kilter
