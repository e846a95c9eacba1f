// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_text.h"

#include "core/session/messages.h"
#include "core/session/wording.h"
#include "tests/app/cli_outcome.h"

#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// What people read, line by line: every cell has the figure that it is named for. The sentences
/// among them have tests of their own.
class CliTextTest : public QObject {
    Q_OBJECT

    static void are(const std::string& text, const QStringList& right) {
        const QStringList lines = QString::fromStdString(text).split('\n');
        for (qsizetype i = 0; i < std::max(lines.size(), right.size()); ++i)
            QCOMPARE(lines.value(i, "(no line)"), right.value(i, "(no line)"));
    }
    static QString words(const std::string& text) { return QString::fromStdString(text); }

  private slots:
    void tracks() {
        const MasterOfFigures m;
        are(trackText(m.tracks.mix),
            {"mix.wav   Box 10 · Code 10 · 44.1 kHz · 0:23 · 130 beats a minute, A minor",
             "  Integrated −10.1 LUFS   Range 10.2 LU   True peak −10.5 dBTP   PLR 10.9 dB   "
             "Width −11.4 dB   Correlation +0.10",
             "  · Clipped at 1 place, longest at 0:10.5 (17 samples).", ""});
        LoadedTrack odd = loadedFrom(20, "/m/\x1b[2J.wav", 2);
        Track track = *odd.track;
        track.warnings = {{WarningCode::MonoAsDual, 0.0, {}}};
        Analysis figures = *odd.analysis;
        figures.rate = {48000};
        figures.loudness = {};
        figures.character = {};
        figures.warnings = {{WarningCode::Silent, 0.0, {}}};
        odd = {std::make_shared<Track>(track), std::make_shared<Analysis>(figures)};
        are(trackText(odd),
            {"\\x1b[2J.wav   Box 20 · Code 20 · 48 kHz · 0:42",
             "  Integrated —   Range —   True peak −20.5 dBTP   PLR 20.9 dB   Width −21.4 dB   "
             "Correlation +0.20",
             "  ! " + words(sentenceFor(track.warnings[0])),
             "  ! " + words(sentenceFor(figures.warnings[0])),
             "  · Clipped at 1 place, longest at 0:20.5 (27 samples).", ""});
    }

    void comparison() {
        const MasterOfFigures m;
        const Comparison& c = m.comparison;
        const auto reason = [&](std::size_t i) {
            return "     " + words(sentenceFor(c.moves[i], c.profile));
        };
        const auto finding = [&](std::size_t i) {
            return "  · " + words(joined(sentenceFor(c.gap.findings[i], c.profile),
                                         remedyText(c.explanation, i, c.gap)));
        };
        are(comparisonText(m.tracks, c),
            {"The gap   mix minus target at equal loudness, 0:10–1:11, against A a.flac, B b.mp3",
             "  Band                          Gap Corridor   Share   too little       too much    "
             "After",
             "  Sub       20–60 Hz        +1.0 dB     ±2.0    +1 %         ◆ ░░░░│██░░             "
             "−3.0",
             "  Low       60–250 Hz       +1.3 dB     ±2.3    +2 %        ◆ ░░░░░│███░░            "
             "−3.3",
             "  Low mid   250–500 Hz      +1.6 dB     ±2.6    +3 %        ◆ ░░░░░│███░░            "
             "−3.6",
             "  Mid       500–2k Hz       +1.9 dB     ±2.9    +4 %       ◆ ░░░░░░│████░░           "
             "−3.9",
             "  Presence  2k–4k Hz        +2.2 dB     ±3.2    +5 %       ◆ ░░░░░░│████░░           "
             "−4.2",
             "  Upper     4k–8k Hz              —",
             "  Air       8k–16k Hz       +2.8 dB     ±3.8    +7 %     ◆ ░░░░░░░░│██████░░         "
             "−4.8",
             finding(0),
             finding(1),
             "  · Low: " + words(unmovedText(c.explanation, 1, c.gap)),
             "  ! " + words(sentenceFor(c.gap.warnings[0])),
             "",
             "The moves   RMS gap 1.50 dB, predicted after 0.75 dB",
             "  1  Bell          440 Hz    −1.0 dB  Q 1.25       ●●●○○",
             reason(0),
             "  3  Low cut        30 Hz  24 dB/oct  side         –",
             reason(2),
             "  4  Bell          880 Hz    −1.0 dB  Q 1.25       –",
             reason(3),
             ""});
    }

    /// Too little to the left, too much to the right; the corridor, and what is left.
    void bars() {
        MasterOfFigures m;
        auto& band = m.comparison.gap.bands[0];
        band.verdict = Verdict::Sparse;
        const auto bar = [&](double gap, double spread, double after) {
            band.gap = {gap};
            band.spread = {spread};
            m.comparison.predicted.bands[0].gap = {after};
            const QString line = words(comparisonText(m.tracks, m.comparison)).split('\n')[2];
            return line.mid(55, 25);
        };
        QCOMPARE(bar(0, 0, 3), "            │     ◆      ");
        QCOMPARE(bar(-3, 1, -6), "◆     ██████│░░          ");
        QCOMPARE(bar(3, 1, 0), "          ░░◆██████      ");
        QCOMPARE(bar(-20, 0, 20), "████████████│           ◆");
    }

    void moves() {
        MasterOfFigures m;
        const auto line = [&](FilterKind kind, Placement placement) {
            Move move;
            move.shape = {kind, {1500.0}, {1.5}, 0.71, 18};
            move.placement = placement;
            move.confidence = 1.0;
            m.comparison.moves = {move};
            return words(comparisonText(m.tracks, m.comparison))
                .split('\n')
                .filter("  1  ")
                .value(0);
        };
        QCOMPARE(line(FilterKind::LowShelf, Placement::Stereo),
                 "  1  Low shelf    1.5 kHz    +1.5 dB  Q 0.71       ●●●●●");
        QCOMPARE(line(FilterKind::HighShelf, Placement::Mid),
                 "  1  High shelf   1.5 kHz    +1.5 dB  Q 0.71  mid  ●●●●●");
        QCOMPARE(line(FilterKind::HighCut, Placement::Side),
                 "  1  High cut     1.5 kHz  18 dB/oct  side         ●●●●●");
        QCOMPARE(line(FilterKind::Notch, Placement::Stereo),
                 "  1  Notch        1.5 kHz             Q 0.71       ●●●●●");
        QCOMPARE(line(FilterKind::Tilt, Placement::Stereo),
                 "  1  Tilt         1.5 kHz    +1.5 dB               ●●●●●");
    }

    void master() {
        const MasterOfFigures m;
        const QStringList head{
            "The master",
            "                               Mix      Master           A           B",
            "  Integrated                −10.10      −40.10      −20.10      −30.10   LUFS",
            "  True peak                 −10.50      −40.50      −20.50      −30.50   dBTP",
            "  Loudness range              10.2        40.2        20.2        30.2   LU",
            "  Short-term max             −10.4       −40.4       −20.4       −30.4   LUFS",
            "  Peak to loudness            10.9        40.9        20.9        30.9   dB",
            "  Width S/M                  −11.4       −41.4       −21.4       −31.4   dB"};
        const QStringList tail{
            "  · Clipped at 1 place, longest at 0:40.5 (47 samples).",
            "  · The limiter takes most at 0:03.0 (4.5 dB).",
            "  ! " + words(sentenceFor(m.outcome.warnings[0])),
            "",
            "Services   rules as of 2023-04-05; they change",
            "                         Turns it  Plays at Peak then",
            "  Somewhere              +27.1 dB     −13.0     −13.4   ●●○   "
            "−13 LUFS, up only to −1.5 dBTP",
            "  Elsewhere                0.0 dB     −40.1     −40.5   ●○○   left as it is",
            "",
            "  Written: /m/out.flac",
            ""};
        MasterOfFigures plain;
        plain.mastered.balance = {};
        are(masterText(plain.tracks, &plain.comparison, plain.outcome),
            head +
                QStringList{"  RMS gap                     1.50        0.50   dB", "",
                            "                            Sub      Low  Low mid      Mid Presence   "
                            " Upper      "
                            "Air",
                            "  Gap, as predicted       −3.00    −3.30    −3.60    −3.90    −4.20   "
                            "     —    "
                            "−4.80   dB",
                            "  Gap, as measured        −5.00    −5.30    −5.60    −5.90    −6.20   "
                            "     —    "
                            "−6.80   dB",
                            "", "  amber: What it costs."} +
                tail);
        MasterOfFigures alone;
        alone.mastered.balance = {};
        alone.outcome.cost.price = Price::Red;
        are(masterText(alone.tracks, nullptr, alone.outcome),
            head + QStringList{"  red: What it costs."} + tail);
        MasterOfFigures unwritten;
        unwritten.mastered.balance = {};
        unwritten.outcome.cost.price = Price::Green;
        unwritten.outcome.gapAfter.reset();
        unwritten.outcome.out.clear();
        unwritten.outcome.warnings.clear();
        unwritten.outcome.services = {};
        unwritten.outcome.cost.reduction = {};
        unwritten.measured.places.clear();
        are(masterText(unwritten.tracks, &unwritten.comparison, unwritten.outcome),
            head + QStringList{"  RMS gap                     1.50           —   dB",
                               "  green: What it costs.", ""});
    }
};

QTEST_APPLESS_MAIN(CliTextTest)
#include "cli_text_test.moc"
