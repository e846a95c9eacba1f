// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/output_text.h"

#include "ui/views/figures.h"

#include <QCoreApplication>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("SoundOutput", text);
}

QString dropoutText(std::int64_t dropouts) {
    return dropouts == 1 ? tr("1 dropout") : tr("%1 dropouts").arg(dropouts);
}

QString milliseconds(Seconds time) {
    return tr("%1 ms").arg(number(1000.0 * time.value, time < Seconds{0.01} ? 1 : 0));
}

bool usable(const OutputState& output) {
    return output.status == OutputStatus::Open || output.status == OutputStatus::Running;
}

/// Why nothing is heard. Empty: nothing is wrong.
struct Trouble {
    QString brief, full;
};

Trouble troubleOf(const OutputState& output, Seconds paused) {
    const QString device =
        output.device.empty() ? tr("The sound device") : QString::fromStdString(output.device);
    switch (output.status) {
    case OutputStatus::Closed:
    case OutputStatus::Open:
    case OutputStatus::Running:
        break;
    case OutputStatus::NoDevice:
        return {tr("No sound device"), tr("There is no sound device: everything but sound works.")};
    case OutputStatus::Refused:
        return {tr("The sound device is taken"),
                tr("%1 is taken by another program, or plays nothing that Kilter can send: "
                   "everything but sound works.")
                    .arg(device)};
    case OutputStatus::Stalled:
        return {tr("The sound device is gone"),
                tr("%1 has stopped asking for sound. Paused at %2; play tries again from there.")
                    .arg(device, timeText(paused))};
    case OutputStatus::Lost:
        return {tr("The sound device is gone"),
                tr("%1 is gone. Paused at %2; play goes on from there, on what is there then.")
                    .arg(device, timeText(paused))};
    }
    return {};
}

} // namespace

QString rateText(SampleRate rate) {
    return tr("%1 kHz").arg(QString::number(rate.hz / 1000.0));
}

QString outputText(const OutputState& output, std::optional<SampleRate> mix) {
    if (usable(output)) {
        const bool resampled = mix && *mix != output.rate;
        return tr("%1 · %2 · %3 frames · CPU %4 · %5")
            .arg(
                QString::fromStdString(output.device),
                (resampled ? tr("preview at %1") : QStringLiteral("%1")).arg(rateText(output.rate)),
                QString::number(output.bufferFrames), percentText(output.load),
                dropoutText(output.dropouts));
    }
    return troubleOf(output, {}).brief;
}

QString troubleText(const OutputState& output, Seconds paused) {
    return troubleOf(output, paused).full;
}

QString measuredText(const OutputState& output) {
    if (!usable(output)) {
        const QString trouble = outputText(output, std::nullopt);
        return trouble.isEmpty() ? tr("Nothing is played.") : trouble;
    }
    QStringList lines;
    lines.push_back(
        tr("%1, through %2")
            .arg(QString::fromStdString(output.device), QString::fromStdString(output.system)));
    QString rate = rateText(output.rate);
    if (output.measuredHz > 0.0)
        rate = tr("%1, as measured %2 kHz").arg(rate, number(output.measuredHz / 1000.0, 2));
    lines.push_back(tr("%1 · %2 frames").arg(rate, QString::number(output.bufferFrames)));
    lines.push_back(
        output.latency > Seconds{}
            ? tr("A change is heard after %1, as measured").arg(milliseconds(output.latency))
            : tr("The latency is measured while it plays"));
    if (output.status == OutputStatus::Running)
        lines.push_back(
            tr("CPU %1 · %2").arg(percentText(output.load), dropoutText(output.dropouts)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace kilter
