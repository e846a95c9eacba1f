// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/report.h"

#include <QTest>

#include <string>

using namespace kilter;

namespace {

/// Figures that are all different: one in another's place shows.
Analysis figures(double first) {
    Analysis a;
    a.rate = {44100};
    a.frames = {44100 * 61};
    a.loudness.integrated = Lufs{-first};
    a.loudness.momentaryMax = Lufs{-first + 1.0};
    a.loudness.shortTermMax = Lufs{-first + 2.0};
    a.loudness.range = Decibels{first + 3.0};
    a.peaks.truePeak = {Decibels{-first + 4.0}, Decibels{-first + 4.5}};
    a.peaks.samplePeak = {Decibels{-first + 3.0}, Decibels{-first + 3.5}};
    a.dynamics = {Decibels{first + 5.0}, Decibels{first + 6.0}, Decibels{first + 7.0}};
    a.width = {-first - 8.0};
    a.correlation = first / 100.0;
    return a;
}

LoadedTrack track(const char* name, double first) {
    Track t;
    t.path = name;
    return {std::make_shared<const Track>(std::move(t)),
            std::make_shared<const Analysis>(figures(first))};
}

struct Told {
    Session session;
    Comparison comparison;
    Mastered mastered;
    Analysis master = figures(20.0);
    Report report;

    Told() {
        session.created = "2026-01-02";
        session.target.loudness = Lufs{-14.0};
        session.limiter.ceiling = {-1.5};
        mastered.solved.settings.drive = Decibels{6.25};
        mastered.solved.renders = 4;
        report.session = &session;
        report.mix = track("/music/<mix> & \"more\".wav", 40.0);
        report.references = {track("/music/a.flac", 10.0)};
        report.mastered = &mastered;
        report.master = &master;
        report.cost.price = Price::Amber;
        report.cost.reduction = {{1.25}, {7.5}};
        report.costText = "What it < costs.";
        report.out = "/out/master.wav";
    }
    void compare() {
        ProfileMember member;
        member.name = "A";
        comparison.profile.members = {member};
        comparison.profile.references = 1;
        for (GapBand& band : comparison.gap.bands)
            band.verdict = Verdict::Inside;
        comparison.gap.bands[6].verdict = Verdict::Unknown;
        comparison.gap.bands[1].gap = {-2.5};
        comparison.gap.known.fill(true);
        comparison.gap.rms = {3.25};
        comparison.predicted = comparison.gap;
        comparison.predicted.bands[1].gap = {-0.5};
        comparison.predicted.rms = {1.125};
        report.comparison = &comparison;
    }
};

void contains(const std::string& html, const char* part) {
    QVERIFY2(html.find(part) != std::string::npos, part);
}
void lacks(const std::string& html, const char* part) {
    QVERIFY2(html.find(part) == std::string::npos, part);
}

} // namespace

/// The report's cells and sentences, by exact text.
class ReportTest : public QObject {
    Q_OBJECT

  private slots:
    void everyFigureInItsCell() {
        const Told told;
        const std::string html = reportHtml(told.report);
        contains(html, "<tr><th></th><th>Mix</th><th>Master</th><th>a.flac</th></tr>");
        contains(html,
                 "<tr><td>Integrated, LUFS</td><td>−40.00</td><td>−20.00</td><td>−10.00</td>");
        contains(html, "<tr><td>True peak, dBTP</td><td>−35.50</td><td>−15.50</td><td>−5.50</td>");
        contains(html, "<tr><td>Loudness range, LU</td><td>43.0</td><td>23.0</td><td>13.0</td>");
        contains(html,
                 "<tr><td>Short-term max, LUFS</td><td>−38.0</td><td>−18.0</td><td>−8.0</td>");
        contains(html,
                 "<tr><td>Peak to loudness (PLR), dB</td><td>45.0</td><td>25.0</td><td>15.0</td>");
        contains(html, "<tr><td>Smallest PSR, dB</td><td>46.0</td><td>26.0</td><td>16.0</td>");
        contains(html, "<tr><td>Width S/M, dB</td><td>−48.0</td><td>−28.0</td><td>−18.0</td>");
        contains(html, "<tr><td>Correlation</td><td>0.40</td><td>0.20</td><td>0.10</td>");
    }

    void services() {
        Told told;
        lacks(reportHtml(told.report), "<h2>Services</h2>");
        const Services services{"2023-04-05",
                                {{"There & <here>",
                                  Lufs{-23.0},
                                  Raising::Never,
                                  {},
                                  "a note",
                                  "https://example.org/?a&b",
                                  {},
                                  "2021-02-03",
                                  Confidence::Medium},
                                 {"Elsewhere", {}, {}, {}, {}, {}, {}, "2022-03-04", {}}}};
        told.report.services = &services;
        const std::string html = reportHtml(told.report);
        contains(html, "Rules as of 2023-04-05; they change.");
        contains(html, "<tr><td>There &amp; &lt;here&gt;</td><td>−3.0 dB</td><td>−23.0</td>"
                       "<td>−18.5</td><td class=\"why\">−23 LUFS, down only; a note</td>"
                       "<td class=\"why\">is turned down by 3.0 dB and plays as loud as a "
                       "−23 LUFS one</td><td><a href=\"https://example.org/?a&amp;b\">medium</a>"
                       "</td></tr>");
        contains(html, "<tr><td>Elsewhere</td><td>0.0 dB</td><td>−20.0</td><td>−15.5</td>"
                       "<td class=\"why\">left as it is</td><td class=\"why\">if that is its "
                       "rule, plays as it is</td><td>low</td></tr>");
        contains(html, "At −20.0 LUFS 1 of 1 turns it down");
    }

    void headAndCost() {
        Told told;
        std::string html = reportHtml(told.report);
        contains(html, "<h1>&lt;mix&gt; &amp; &quot;more&quot;.wav</h1>");
        contains(html, "master.wav · 1:01 · target −14.0 LUFS, ceiling −1.5 dBTP · 2026-01-02");
        contains(html, "<span class=\"price amber\">amber</span>: What it &lt; costs.</p>");
        contains(html, "Drive 6.25 dB, mean gain reduction 1.25 dB, largest 7.5 dB, found in 4 "
                       "renders.");
        lacks(html, "<h2>The gap</h2>");
        told.mastered.solved.renders = 1;
        contains(reportHtml(told.report), "found in 1 render. ");
        told.session.target = {std::nullopt, {3.5}};
        html = reportHtml(told.report);
        contains(html, "target 3.5 dB drive, ceiling");
    }

    void warningsOfFileAndSound() {
        Told told;
        Track file = *told.report.mix.track;
        file.warnings = {{WarningCode::MonoAsDual, 0.0, {}}};
        Analysis sound = *told.report.mix.analysis;
        sound.warnings = {{WarningCode::Clipped, 3.0, {}}};
        told.report.mix = {std::make_shared<const Track>(file),
                           std::make_shared<const Analysis>(sound)};
        const std::string html = reportHtml(told.report);
        contains(html, "<p class=\"warning\">Mono: measured and mastered as the same signal on "
                       "both sides.</p>");
        contains(html, "<p class=\"warning\">3 places are clipped; what was lost there does not "
                       "come back.</p>");
    }

    void gapPredictedOrMeasured() {
        Told told;
        told.compare();
        std::string html = reportHtml(told.report);
        contains(html, "Mark: the master, as predicted.</p>");
        contains(html, "<p>RMS over 27 third-octave bands: 3.25 dB before, 1.12 dB predicted.</p>");
        lacks(html, "<th>Measured</th>");
        Gap after = told.comparison.gap;
        after.bands[1].gap = {-0.25};
        after.rms = {0.75};
        told.report.gapAfter = after;
        html = reportHtml(told.report);
        contains(html, "Mark: the master, as measured.</p>");
        contains(html, "1.12 dB predicted, 0.75 dB measured on the master.</p>");
        contains(html, "<tr><td>Low</td><td>−2.50 dB</td><td>−0.50 dB</td><td>−0.25 dB</td></tr>");
        lacks(html, "<tr><td>Air</td>"); // nothing is known there
    }

    void movesThatAreOn() {
        Told told;
        told.compare();
        Move on;
        on.shape = {FilterKind::Bell, {250.0}, {-4.0}, 0.8};
        on.amount = 0.5;
        on.proposed = false;
        on.placement = Placement::Mid;
        Move off = on;
        off.enabled = false;
        off.shape.frequency = {777.0};
        told.comparison.moves = {on, off};
        const std::string html = reportHtml(told.report);
        contains(html,
                 "<tr><td>1 · bell</td><td>250 Hz</td><td>−2.0 dB</td><td>0.80</td><td>mid</td>"
                 "<td>–</td><td class=\"why\">A band of your own.</td></tr>");
        lacks(html, "777 Hz");
        contains(html, "<h2>The moves</h2>");
    }

    void noMovesAndTheCurve() {
        Told told;
        told.compare();
        contains(reportHtml(told.report), "<p>None: the mix lies where A lies, within what can be "
                                          "known.</p>");
        told.comparison.curve = MatchCurve{};
        told.comparison.curve->options.percent = 65.0;
        const std::string html = reportHtml(told.report);
        contains(html, "<h2>The match curve</h2><p>The curve, 65 % of the gap, replaces the "
                       "moves.</p>");
        lacks(html, "<h2>The moves</h2>");
        lacks(html, "None: ");
    }
};

QTEST_APPLESS_MAIN(ReportTest)
#include "report_test.moc"
