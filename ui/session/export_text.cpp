// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/export_text.h"

#include "core/session/codec_text.h"
#include "core/session/messages.h"
#include "ui/path_text.h"
#include "ui/views/figures.h"
#include "ui/views/tracks_view.h"

#include <QCoreApplication>
#include <QLocale>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("kilter::ExportDialog", text);
}

} // namespace

QString listText(const QStringList& names) {
    if (names.size() < 2)
        return names.value(0);
    const QString most = names.mid(0, names.size() - 1).join(QStringLiteral(", "));
    return tr("%1 and %2").arg(most, names.back());
}

QString targetSentence(const Session& session) {
    const QString peak = number(session.limiter.ceiling.value, 1);
    if (session.limiter.mode == LimiterMode::Off)
        return tr("no limiter: peaks may go over %1 dBTP").arg(peak);
    if (!session.target.loudness)
        return tr("a drive of %1, ceiling %2 dBTP").arg(decibelText(session.target.drive), peak);
    return tr("%1 LUFS, ceiling %2 dBTP").arg(number(session.target.loudness->value, 1), peak);
}

QString outcomeText(const ExportOutcome& outcome, const ExportPlan& plan, const Session& session) {
    QStringList lines;
    const Analysis& measured = outcome.measured;
    const auto& loudness = measured.loudness.integrated;
    lines.push_back(tr("✓ Written and measured: %1 LUFS, true peak %2 dBTP, %3.")
                        .arg(loudness ? number(loudness->value, 1) : dash(),
                             number(measured.peaks.maxTruePeak().value, 1),
                             QLocale().formattedDataSize(static_cast<qint64>(outcome.bytes))));
    if (!plan.copies.empty() && !outcome.besideError) {
        QStringList names;
        for (const CopyFormat& format : plan.copies)
            names << shownTextOf(pathOfCopy(outcome.path, format).filename());
        lines.push_back(tr("Beside it: %1.").arg(names.join(QStringLiteral(", "))));
    }
    if (outcome.mastered && outcome.mastered->mastered.guard)
        lines.push_back(QString::fromStdString(
            guardText(*outcome.mastered->mastered.guard, session.delivery.survives.ceiling)));
    if (outcome.clipped > 0)
        lines.push_back(tr("Samples held at full scale: %1.").arg(outcome.clipped));
    for (const Warning& warning : outcome.facts.warnings)
        lines.push_back(QString::fromStdString(sentenceFor(warning)));
    if (outcome.besideError)
        lines.push_back(
            tr("%1 was not written: %2")
                .arg(shownTextOf(pathOf(std::string_view(outcome.besideError->path)).filename()),
                     problemText(*outcome.besideError)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace kilter
