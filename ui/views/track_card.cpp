// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// From measured tracks to what their cards say.

#include "core/session/messages.h"
#include "ui/views/figures.h"
#include "ui/views/tracks_view.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tracks", text);
}

QString rateText(SampleRate rate) {
    return QString::number(rate.hz / 1000.0) + QStringLiteral(" kHz");
}

} // namespace

QString formatText(const SourceFormat& format, SampleRate rate, Seconds duration) {
    QStringList words{QString::fromStdString(format.container)};
    if (format.lossy && format.bitRate > 0)
        words << tr("%1 kbit/s").arg(std::lround(format.bitRate / 1000.0));
    else
        words << rateText(rate);
    if (!format.lossy && format.bits > 0)
        words << (format.floatingPoint ? tr("%1 bit float") : tr("%1 bit")).arg(format.bits);
    if (format.channels == 1)
        words << tr("mono");
    words << timeText(duration);
    words.removeAll(QString());
    return words.join(QStringLiteral(" · "));
}

QString weightText(double weight) {
    return QStringLiteral("× ") + QString::number(weight);
}

QString findingText(const Warning& w) {
    switch (w.code) {
    case WarningCode::Truncated:
        return tr("the file breaks off before its end");
    case WarningCode::DamagedPart:
        return tr("damaged within; what is lost is silent");
    case WarningCode::NonFiniteSamples:
        return tr("contained invalid samples; they were silenced");
    case WarningCode::OverFullScale:
        return tr("peaks above full scale (%1 dBFS)").arg(number(w.amount, 1, Sign::Both));
    case WarningCode::MonoAsDual:
        return tr("mono: measured on both sides");
    case WarningCode::Resampled:
        return tr("resampled from %1").arg(rateText({static_cast<int>(w.amount)}));
    case WarningCode::HeaderRepaired:
        return tr("the header's length was wrong");
    case WarningCode::Silent:
        return tr("silent");
    case WarningCode::BelowGate:
        return tr("too quiet to measure");
    case WarningCode::TooShort:
        return tr("only %1 s long").arg(number(w.amount, 1));
    case WarningCode::Clipped:
        return w.amount == 1.0 ? tr("clipped in 1 place")
                               : tr("clipped in %1 places").arg(std::lround(w.amount));
    case WarningCode::BrickWalled:
        return tr("limited hard (PLR %1 dB)").arg(number(w.amount, 1));
    case WarningCode::DcOffset:
        return tr("DC offset of %1 %").arg(number(100.0 * w.amount, 1));
    case WarningCode::LossyCutoff:
        return tr("lossy: left out above %1").arg(frequencyText({w.amount}));
    case WarningCode::Lossy:
        return w.detail.empty()
                   ? tr("from a lossy file")
                   : tr("from a lossy file (%1)").arg(QString::fromStdString(w.detail));
    case WarningCode::OutOfPhase:
        return tr("out of phase in %1 of it").arg(percentText(w.amount));
    case WarningCode::OneChannelSilent:
        return w.amount < 0.5 ? tr("the left channel is silent")
                              : tr("the right channel is silent");
    case WarningCode::SineLike:
        return tr("a tone rather than music");
    case WarningCode::SpeechLike:
        return tr("speech rather than music");
    case WarningCode::SameSong:
        return tr("the same song as the mix");
    case WarningCode::Outlier:
        return tr("%1 spreads from the others: left out").arg(number(w.amount, 1));
    case WarningCode::Duplicate:
        return tr("the same recording as %1: the two count as one")
            .arg(QString::fromStdString(w.detail).section(QStringLiteral(": "), -1));
    case WarningCode::PoorMatch:
        return tr("a poor match: %1")
            .arg(QString::fromStdString(w.detail).section(QStringLiteral(": "), -1));
    case WarningCode::SectionSilent:
        return tr("the section is silent: not compared");
    case WarningCode::SectionTooShort:
        return tr("the section is too short (%1 s): not compared").arg(number(w.amount, 1));
    case WarningCode::RangeUnstable: // said at the figure itself
    case WarningCode::TagsUnreadable:
    case WarningCode::TargetMissed:
    case WarningCode::OverCeiling:
    case WarningCode::LargeFile:
    case WarningCode::CodecOver:
    case WarningCode::ServicesIgnored:
        break;
    }
    return {};
}

QString problemText(const Error& error) {
    switch (error.code) {
    case ErrorCode::FileNotFound:
        return tr("The file is not there any more.");
    case ErrorCode::NotAFile:
        return tr("This is not a file.");
    case ErrorCode::NoPermission:
        return tr("No permission to read it.");
    case ErrorCode::UnknownFormat:
        return tr("Not a sound file that Kilter knows.");
    case ErrorCode::UnsupportedCodec:
        return tr("Its codec is not supported.");
    case ErrorCode::UnsupportedLayout:
        return tr("More than two channels are not supported.");
    case ErrorCode::UnsupportedRate:
        return tr("Its sample rate is not supported.");
    case ErrorCode::Corrupt:
        return tr("The file is damaged.");
    case ErrorCode::NoAudio:
        return tr("There is no sound in it.");
    case ErrorCode::ReadFailed:
        return tr("Reading failed.");
    case ErrorCode::NewerVersion:
        return tr("A newer Kilter made it; this one can't replace or render it.");
    case ErrorCode::SourceChanged:
        return tr("The file was changed since.");
    case ErrorCode::Cancelled:
        return tr("Cancelled.");
    default:
        return QString::fromStdString(sentenceFor(Error{error.code, error.detail, {}}));
    }
}

QString targetText(const QStringList& names, std::optional<Decibels> spread, bool oneSong) {
    const auto isLetter = [&](qsizetype i) { return names[i].size() == 1; };
    QStringList shown;
    bool letters = true;
    for (qsizetype i = 0; i < names.size();) {
        qsizetype end = i + 1; // of the letters that follow each other
        while (isLetter(i) && end < names.size() && isLetter(end) &&
               names[end][0].unicode() == names[end - 1][0].unicode() + 1)
            ++end;
        constexpr qsizetype kRun = 3;
        if (end - i >= kRun)
            shown << names[i] + u'–' + names[end - 1];
        else
            shown << names.mid(i, end - i);
        letters = letters && isLetter(i);
        i = end;
    }
    const QString list = shown.join(QStringLiteral(", "));
    const bool median = letters && names.size() > 1;
    const QString text = (median ? tr("Target: median of %1") : tr("Target: %1")).arg(list);
    const QString width = oneSong ? tr("%1 · known to ±%2 dB") : tr("%1 · spread ±%2 dB");
    return spread ? width.arg(text, number(spread->value, 1)) : text;
}

void fillCard(TrackCard& card, const Analysis& analysis, std::span<const Warning> read) {
    const auto finite = [](double v) { return std::isfinite(v) ? std::optional(v) : std::nullopt; };
    card.integrated.reset();
    card.range.reset();
    card.plr.reset();
    if (analysis.loudness.integrated)
        card.integrated = finite(analysis.loudness.integrated->value);
    if (analysis.loudness.range)
        card.range = finite(analysis.loudness.range->value);
    card.truePeak = finite(analysis.peaks.maxTruePeak().value);
    if (analysis.dynamics.plr)
        card.plr = finite(analysis.dynamics.plr->value);
    card.rangeUnstable = false;
    card.findings.clear();
    for (const Warning& w : analysis.warnings) {
        if (w.code == WarningCode::RangeUnstable)
            card.rangeUnstable = true;
        if (const QString text = findingText(w); !text.isEmpty())
            card.findings << text;
    }
    const bool cutOff =
        std::any_of(analysis.warnings.begin(), analysis.warnings.end(),
                    [](const Warning& w) { return w.code == WarningCode::LossyCutoff; });
    for (const Warning& w : read) {
        if (w.code == WarningCode::Lossy && cutOff)
            continue; // the cut-off says it already, and where
        if (const QString text = findingText(w); !text.isEmpty())
            card.findings << text;
    }
}

} // namespace kilter
