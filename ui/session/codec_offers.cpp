// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/codec_offers.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("session", text);
}

constexpr std::array<Codec, 8> kOffered{{
    {CodecKind::Aac, 128},
    {CodecKind::Aac, 256},
    {CodecKind::Mp3, 128},
    {CodecKind::Mp3, 320},
    {CodecKind::Vorbis, 160},
    {CodecKind::Vorbis, 320},
    {CodecKind::Opus, 128},
    {CodecKind::Opus, 256},
}};

} // namespace

std::vector<Codec> offeredCodecs(const CodecDemands& demands) {
    std::vector<Codec> codecs(kOffered.begin(), kOffered.end());
    for (const Codec codec : demands.codecs)
        if (std::ranges::find(codecs, codec) == codecs.end())
            codecs.push_back(codec);
    std::ranges::stable_sort(codecs, {}, &Codec::kind);
    return codecs;
}

CodecDemands withCodec(CodecDemands demands, Codec codec, bool chosen) {
    std::vector<Codec> codecs;
    for (const Codec offered : offeredCodecs(demands))
        if (offered == codec ? chosen
                             : std::ranges::find(demands.codecs, offered) != demands.codecs.end())
            codecs.push_back(offered);
    demands.codecs = std::move(codecs);
    return demands;
}

QString labelOf(CodecKind kind) {
    switch (kind) {
    case CodecKind::Aac:
        return tr("AAC");
    case CodecKind::Mp3:
        return tr("MP3");
    case CodecKind::Vorbis:
        return tr("Vorbis");
    case CodecKind::Opus:
        return tr("Opus");
    }
    return {};
}

QString labelOf(Codec codec) {
    return tr("%1 %2").arg(labelOf(codec.kind)).arg(codec.kbps);
}

QString encoderText(CodecKind kind, bool available) {
    const auto label = factsOf(kind).label;
    return available
               ? tr("Encoded by %1")
                     .arg(QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())))
               : tr("The FFmpeg of this computer can't encode %1").arg(labelOf(kind));
}

} // namespace kilter
