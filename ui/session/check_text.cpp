// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/check_text.h"

#include "core/base/utf8.h"
#include "core/session/messages.h"
#include "core/session/places_text.h"
#include "core/session/services_text.h"
#include "ui/views/figures.h"
#include "ui/views/tracks_view.h"

#include <QCoreApplication>
#include <QStringList>

#include <vector>

namespace kilter {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("kilter::CheckDialog", text);
}

struct Line {
    std::optional<Judgement> judgement;
    QString text;
};
struct Group {
    QString heading, remark;
    std::vector<Line> lines;
};

/// All that is said, whatever it is written on.
std::vector<Group> groupsOf(const CheckedFile& file, const Services& services) {
    std::vector<Group> groups;
    for (const OutletChecks& outlet : byOutlet(file.checks)) {
        Group group{QString::fromStdString(labelOf(outlet.outlet)),
                    QString::fromStdString(tallyText(outlet.checks)),
                    {}};
        for (const Check& check : outlet.checks)
            group.lines.push_back({check.judgement, QString::fromStdString(checkText(check))});
        groups.push_back(std::move(group));
    }
    Group measured{tr("Measured"), {}, {}};
    if (file.clipping)
        measured.lines.push_back({{}, QString::fromStdString(clippingText(*file.clipping))});
    else if (file.clippingError)
        measured.lines.push_back({{}, QString::fromStdString(sentenceFor(*file.clippingError))});
    for (const std::string& text : placesTexts(file.loaded.analysis->places))
        measured.lines.push_back({{}, QString::fromStdString(text)});
    groups.push_back(std::move(measured));

    Group played{
        tr("Services"),
        tr("rules as of %1; they change").arg(QString::fromStdString(shown(services.date))),
        {}};
    for (const ServiceRule& rule : services.rules) {
        const Played there = playedBy(rule, *file.loaded.analysis);
        played.lines.push_back(
            {rule.confidence == Confidence::Low ? std::optional(Judgement::Unknown) : std::nullopt,
             tr("%1 (%2): it %3.")
                 .arg(QString::fromStdString(shown(rule.name)),
                      QString::fromStdString(ruleText(rule)),
                      QString::fromStdString(playedText(rule, there)))});
    }
    if (const std::string all = servicesText(services, *file.loaded.analysis); !all.empty())
        played.lines.push_back({{}, QString::fromStdString(all)});
    groups.push_back(std::move(played));
    return groups;
}

QString signText(const std::optional<Judgement>& judgement) {
    if (!judgement)
        return QStringLiteral("·");
    const auto sign = signOf(*judgement);
    return QString::fromUtf8(sign.data(), static_cast<qsizetype>(sign.size()));
}

QString colourOf(const std::optional<Judgement>& judgement, const Theme& t) {
    if (judgement == Judgement::Right)
        return t.reference.name();
    return (judgement == Judgement::Wrong ? t.danger : t.dim).name();
}

} // namespace

QString factsText(const CheckedFile& file) {
    const Track& track = *file.loaded.track;
    const Analysis& measured = *file.loaded.analysis;
    const auto& loudness = measured.loudness.integrated;
    return tr("%1 · %2 LUFS · true peak %3 dBTP")
        .arg(formatText(track.format, track.rate, measured.frames / measured.rate),
             loudness ? number(loudness->value, 1) : dash(),
             number(measured.peaks.maxTruePeak().value, 2, Sign::Both));
}

QString checkedHtml(const CheckedFile& file, const Services& services, const Theme& theme) {
    QString html;
    for (const Group& group : groupsOf(file, services)) {
        html +=
            QStringLiteral("<h4 style=\"margin: 14px 0 2px 0\">%1&nbsp; "
                           "<span style=\"font-weight: normal; color: %2\">%3</span></h4>"
                           "<table cellspacing=\"0\" cellpadding=\"2\">")
                .arg(group.heading.toHtmlEscaped(), theme.dim.name(), group.remark.toHtmlEscaped());
        for (const Line& line : group.lines)
            html += QStringLiteral("<tr><td style=\"color: %1; padding-right: 6px\"><b>%2</b></td>"
                                   "<td>%3</td></tr>")
                        .arg(colourOf(line.judgement, theme), signText(line.judgement),
                             line.text.toHtmlEscaped());
        html += QStringLiteral("</table>");
    }
    return html;
}

QString checkedPlain(const QString& name, const CheckedFile& file, const Services& services) {
    QStringList lines{name, factsText(file)};
    for (const Group& group : groupsOf(file, services)) {
        lines << QString()
              << (group.remark.isEmpty() ? group.heading
                                         : tr("%1: %2").arg(group.heading, group.remark));
        for (const Line& line : group.lines)
            lines << QStringLiteral("  %1 %2").arg(signText(line.judgement), line.text);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace kilter
