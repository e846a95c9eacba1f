// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/move_text.h"

#include "ui/views/figures.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("moves", text);
}

} // namespace

QString kindText(FilterKind kind) {
    switch (kind) {
    case FilterKind::Bell:
        return tr("Bell");
    case FilterKind::LowShelf:
        return tr("Low shelf");
    case FilterKind::HighShelf:
        return tr("High shelf");
    case FilterKind::LowCut:
        return tr("Low cut");
    case FilterKind::HighCut:
        return tr("High cut");
    case FilterKind::Notch:
        return tr("Notch");
    case FilterKind::Tilt:
        return tr("Tilt");
    }
    return {};
}

QString placementText(Placement placement) {
    switch (placement) {
    case Placement::Stereo:
        return tr("stereo");
    case Placement::Mid:
        return tr("mid");
    case Placement::Side:
        return tr("side");
    }
    return {};
}

QString bandText(int band) {
    static constexpr std::array<const char*, kNamedBands> kNames{
        QT_TRANSLATE_NOOP("moves", "Sub"),      QT_TRANSLATE_NOOP("moves", "Low"),
        QT_TRANSLATE_NOOP("moves", "Low mid"),  QT_TRANSLATE_NOOP("moves", "Mid"),
        QT_TRANSLATE_NOOP("moves", "Presence"), QT_TRANSLATE_NOOP("moves", "Upper"),
        QT_TRANSLATE_NOOP("moves", "Air")};
    return band >= 0 && band < kNamedBands ? tr(kNames[static_cast<std::size_t>(band)]) : QString();
}

QString bandRangeText(int band) {
    if (band < 0 || band >= kNamedBands)
        return {};
    const NamedBand& b = kBands[static_cast<std::size_t>(band)];
    if (b.low.value >= 1000.0)
        return QStringLiteral("%1–%2 kHz").arg(b.low.value / 1000.0).arg(b.high.value / 1000.0);
    return QStringLiteral("%1–%2 Hz").arg(b.low.value).arg(tickText(b.high));
}

bool hasGain(FilterKind kind) {
    return kind == FilterKind::Bell || kind == FilterKind::LowShelf ||
           kind == FilterKind::HighShelf || kind == FilterKind::Tilt;
}

bool hasQ(FilterKind kind) {
    return kind == FilterKind::Bell || kind == FilterKind::LowShelf ||
           kind == FilterKind::HighShelf || kind == FilterKind::Notch;
}

bool hasSlope(FilterKind kind) {
    return kind == FilterKind::LowCut || kind == FilterKind::HighCut;
}

QString moveText(const Move& move) {
    const FilterShape& s = move.shape;
    QStringList words{kindText(s.kind), frequencyText(s.frequency)};
    if (hasGain(s.kind))
        words << decibelText(s.gain);
    if (hasQ(s.kind))
        words << QStringLiteral("Q ") + qText(s.q);
    if (hasSlope(s.kind))
        words << tr("%1 dB per octave").arg(s.slopeDbPerOctave);
    words << placementText(move.placement);
    if (!move.enabled)
        words << tr("bypassed");
    return words.join(QStringLiteral(", "));
}

FilterShape withinLimits(FilterShape shape) {
    shape.frequency.value = std::clamp(shape.frequency.value, 10.0, 24000.0);
    shape.gain.value = std::clamp(shape.gain.value, -kGainLimit, kGainLimit);
    shape.q = std::clamp(shape.q, 0.1, 18.0);
    shape.slopeDbPerOctave = std::clamp(shape.slopeDbPerOctave / 6 * 6, 6, 48);
    return shape;
}

Move withSoundingGain(Move move, Decibels gain, double overallAmount) {
    // An amount of nothing can't be taken out: the hand on the node asks for it to be heard.
    if (move.amount < 0.01)
        move.amount = 1.0;
    const double scale = move.amount * (overallAmount < 0.01 ? 1.0 : overallAmount);
    move.shape.gain.value = std::clamp(gain.value / scale, -kGainLimit, kGainLimit);
    return move;
}

} // namespace kilter
