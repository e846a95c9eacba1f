// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/version_text.h"

#include "core/base/utf8.h"
#include "ui/session/codec_offers.h"
#include "ui/views/figures.h"

#include <QCoreApplication>

#include <cmath>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("version", text);
}

QString servedSentence(const QString& name, const ServiceRule& rule, const Played& played) {
    QString text = tr("As %1 plays it: ").arg(name);
    if (!rule.level)
        text += tr("as it is");
    else if (std::abs(played.gain.value) < 0.05)
        text += tr("at the level that it has");
    else
        text += tr("%1 dB").arg(number(played.gain.value, 1, Sign::Both));
    if (played.limited)
        text += tr(", into Kilter's limiter at %1 dBTP, not into theirs")
                    .arg(number(rule.ceiling.value, 1));
    if (rule.confidence == Confidence::Low)
        text += tr(", if that is its rule");
    return text + QLatin1Char('.');
}

} // namespace

QString nameOf(const VersionWish& wish) {
    if (const auto* codec = std::get_if<Codec>(&wish))
        return labelOf(*codec);
    return QString::fromStdString(shown(std::get<ServiceRule>(wish).name));
}

QString versionAbout(const MadeVersion& made, HeardSource version, bool current, bool coming) {
    if (!current)
        return coming ? tr("being made…") : tr("outdated");
    if (version == HeardSource::Taken)
        return tr("what it took");
    return made.loudness ? tr("%1 LUFS").arg(number(made.loudness->value, 1)) : dash();
}

QString versionSentence(const MadeVersion& made, HeardSource version, bool current, bool coming) {
    const QString name = nameOf(made.wish);
    QString text;
    if (version == HeardSource::Served) {
        text = servedSentence(name, std::get<ServiceRule>(made.wish), made.played);
    } else {
        const auto encoder = factsOf(std::get<Codec>(made.wish).kind).label;
        text = (version == HeardSource::Taken
                    ? tr("What %1 takes away: decoded, less the master. Encoded by %2.")
                    : tr("The master behind %1, decoded. Encoded by %2."))
                   .arg(name,
                        QString::fromUtf8(encoder.data(), static_cast<qsizetype>(encoder.size())));
    }
    if (current)
        return text;
    return (coming ? tr("This is still the one before; the new one is being made.")
                   : tr("This is of the master before: ask again to hear the present one.")) +
           QLatin1Char(' ') + text;
}

} // namespace kilter
