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

constexpr std::uint64_t kMostWaveBytes = 0xFFFFFFFF; ///< what a RIFF or FORM chunk can say

QString tr(const char* text) {
    return QCoreApplication::translate("kilter::ExportDialog", text);
}

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes));
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

QString sizeText(const ExportSize& size, std::optional<std::uint64_t> freeBytes) {
    const QString master = bytesText(size.master);
    QString line = size.format == FileFormat::Flac ? tr("at most %1").arg(master) : master;
    if (size.copies == 1)
        line = tr("%1, and about %2 for the copy").arg(line, bytesText(size.beside));
    else if (size.copies > 1)
        line = tr("%1, and about %2 for the %3 copies")
                   .arg(line, bytesText(size.beside))
                   .arg(size.copies);
    QStringList lines{line};
    if (size.master > kMostWaveBytes && size.format == FileFormat::Wav)
        lines << tr("Over 4 GB: it is written as RF64, which not every program reads.");
    if (size.master > kMostWaveBytes && size.format == FileFormat::Aiff)
        lines << tr("Over 4 GB, which AIFF can't hold: choose WAV or FLAC.");
    if (freeBytes && *freeBytes < size.master + size.beside)
        lines << tr("There are only %1 free on that disk.").arg(bytesText(*freeBytes));
    return lines.join(QLatin1Char('\n'));
}

QString outcomeText(const ExportOutcome& outcome, const ExportPlan& plan, const Session& session) {
    QStringList lines;
    const Analysis& measured = outcome.measured;
    const auto& loudness = measured.loudness.integrated;
    lines.push_back(tr("✓ Written and measured: %1 LUFS, true peak %2 dBTP, %3.")
                        .arg(loudness ? number(loudness->value, 1) : dash(),
                             number(measured.peaks.maxTruePeak().value, 1),
                             bytesText(outcome.bytes)));
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
