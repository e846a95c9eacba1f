// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/completions.h"
#include "app/man_page.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace kilter;

namespace {

QString text(const std::string& of) {
    return QString::fromStdString(of);
}

ProgramText small() {
    return {"tool-x",
            "1.2",
            "Turns",
            "Plain.\n\n.starts with a dot\n  list:\n    one\nagain",
            {{"turn",
              "Turns it",
              {{{"mix"}, "FILE", "The mix", {}}},
              {{{"-o", "--output"}, "FILE", "The mix's place", {}},
               {{"--kind"}, "a|b|DB", "Of turn [dB]: it's", "Kinds"},
               {{"--all"}, {}, "All", "Kinds"}}}}};
}

} // namespace

/// Manual pages and completions say what --help says.
class ProgramTextTest : public QObject {
    Q_OBJECT

  private slots:
    void choicesAreTheLowerCaseWords() {
        using Words = std::vector<std::string>;
        QCOMPARE(choicesIn("minimum|linear"), (Words{"minimum", "linear"}));
        QCOMPARE(choicesIn("auto|MS"), Words{"auto"});
        QCOMPARE(choicesIn("16|24|32f"), (Words{"16", "24", "32f"}));
        QCOMPARE(choicesIn("off|KEY=VALUE[,...]"), Words{"off"});
        QVERIFY(choicesIn("PERCENT").empty());
        QVERIFY(isPath("FILE.html") && isPath("FOLDER") && !isPath("DB"));
    }

    /// Known answer: what roff would take otherwise is escaped, lists keep their lines.
    void manPageInRoff() {
        QCOMPARE(text(manPage(small())), QString(R"(.TH TOOL-X 1 "" "Kilter 1.2" "User Commands"
.SH NAME
tool\-x \- Turns
.SH SYNOPSIS
\fBtool\-x\fR \fBturn\fR [\fIoptions\fR] \fImix\fR
.SH OPTIONS
.SS turn
Turns it.
.TP
\fImix\fR
The mix
.TP
\fB\-o\fR, \fB\-\-output\fR \fIFILE\fR
The mix's place
.PP
\fBKinds\fR
.TP
\fB\-\-kind\fR \fIa|b|DB\fR
Of turn [dB]: it's
.TP
\fB\-\-all\fR
All
.SH NOTES
Plain.
.PP
\&.starts with a dot
.nf
  list:
    one
.fi
again
)"));
    }

    /// Contract: each option of each command stands in all of them.
    void nothingIsLeftOut() {
        const ProgramText program = commandLineText();
        QCOMPARE(program.commands.size(), std::size_t{7});
        const QString man = text(manPage(program)).remove('\\');
        const QString bash = text(bashCompletion(program));
        const QString zsh = text(zshCompletion(program));
        const QString fish = text(fishCompletion(program));
        for (const CommandText& command : program.commands) {
            const QString name = text(command.name);
            QVERIFY2(man.contains(".SS " + name), qPrintable(name));
            QVERIFY2(fish.contains("-a " + name + " "), qPrintable(name));
            QVERIFY2(zsh.contains("'" + name + ":"), qPrintable(name));
            for (const OptionText& option : command.options)
                for (const std::string& each : option.names) {
                    const QString it = text(each);
                    QVERIFY2(man.contains(it) && bash.contains(it) && zsh.contains(it) &&
                                 fish.contains(it.startsWith("--") ? " -l " + it.mid(2)
                                                                   : " -s " + it.mid(1)),
                             qPrintable(name + ' ' + it));
                }
        }
        const auto master = std::ranges::find(program.commands, "master", &CommandText::name);
        const auto limiter = std::ranges::find_if(
            master->options, [](const auto& o) { return o.names.back() == "--limiter"; });
        QCOMPARE(text(limiter->value), QString("clean|loud|off"));
        const auto json = std::ranges::find_if(
            master->options, [](const auto& o) { return o.names.back() == "--json"; });
        QVERIFY(json->value.empty());
    }

    /// Oracle: bash itself.
    void bashCompletes_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("answer");
        QTest::newRow("commands") << "kilter-cli ma"
                                  << "master";
        QTest::newRow("options") << "kilter-cli master a.wav --codec-"
                                 << "--codec-ceiling";
        QTest::newRow("choices") << "kilter-cli master --limiter c"
                                 << "clean";
        QTest::newRow("a value of one's own") << "kilter-cli master --drive 3"
                                              << "";
        QTest::newRow("of that command only") << "kilter-cli analyse --limi"
                                              << "";
        QTest::newRow("without commands") << "kilter --ref"
                                          << "--reference";
    }
    void bashCompletes() {
        QFETCH(const QString, words);
        QFETCH(const QString, answer);
        const bool window = words.startsWith("kilter ");
        const ProgramText program = window ? windowText() : commandLineText();
        const QString script = text(bashCompletion(program)) + "compopt() { :; }\nCOMP_WORDS=(" +
                               words + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n" +
                               (window ? "_kilter" : "_kilter_cli") +
                               "\nprintf '%s' \"${COMPREPLY[*]}\"\n";
        QProcess bash;
        bash.start("bash", {"-c", script});
        QVERIFY(bash.waitForFinished(20000));
        QCOMPARE(QString::fromUtf8(bash.readAllStandardError()), QString());
        QCOMPARE(QString::fromUtf8(bash.readAllStandardOutput()), answer);
    }

    /// Known answers: what shells would take otherwise is escaped.
    void quotesForOtherShells() {
        const QString zsh = text(zshCompletion(small()));
        QVERIFY(zsh.contains(R"('*--kind''[Of turn \[dB\]\: it'\''s]:a|b|DB:(a b)')"));
        QVERIFY(zsh.contains(R"('*'{-o,--output}'[The mix'\''s place]:FILE:_files')"));
        const QString fish = text(fishCompletion(small()));
        QVERIFY(fish.contains(R"( -l kind -x -a 'a b' -d 'Of turn [dB]: it\'s')"));
        QVERIFY(fish.contains(R"( -s o -l output -r -F -d 'The mix\'s place')"));
    }
};

QTEST_GUILESS_MAIN(ProgramTextTest)
#include "program_text_test.moc"
