// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"
#include "core/session/limits.h"
#include "core/session/session_json.h"
#include "tests/app/cli_program.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

/// Contract: nothing is written over somebody's file, and nothing is kept silent.
class CliFaultsTest : public QObject {
    Q_OBJECT

    CliProgram cli_;
    static constexpr SampleRate kRate{44100};

    [[nodiscard]] static QStringList codes(const QJsonArray& warnings) {
        QStringList list;
        for (const auto& warning : warnings)
            list << warning.toObject()["code"].toString();
        return list;
    }
    /// What a terminal of so many columns gets to see.
    [[nodiscard]] QByteArray onTerminal(int columns, std::vector<std::string> words) const {
        winsize size{};
        size.ws_col = static_cast<unsigned short>(columns);
        size.ws_row = 24;
        int master = -1;
        const pid_t child = ::forkpty(&master, nullptr, nullptr, &size);
        if (child == 0) {
            if (::chdir(cli_.path().toLocal8Bit().constData()) != 0)
                ::_exit(99);
            std::vector<char*> argv;
            for (std::string& word : words)
                argv.push_back(word.data());
            argv.push_back(nullptr);
            ::execv(KILTER_CLI, argv.data());
            ::_exit(99);
        }
        QByteArray seen;
        std::array<char, 4096> block{};
        for (ssize_t n = 0; (n = ::read(master, block.data(), block.size())) > 0;)
            seen.append(block.data(), n);
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(master);
        return seen;
    }

    /// Nothing can be said about the balance, and `why`.
    static void nothing(const CliRun& run, const char* why) {
        QCOMPARE(run.status, 0);
        const auto json = run.json();
        QVERIFY(json["rms_gap_db"].toObject()["before"].isNull());
        QVERIFY(json["rms_gap_db"].toObject()["predicted_after"].isNull());
        QVERIFY(json["moves"].toArray().isEmpty());
        QVERIFY2(codes(json["warnings"].toArray()).contains(why), why);
        for (const auto& band : json["gap"].toObject()["bands"].toArray())
            QCOMPARE(band.toObject()["verdict"].toString(), QString("unknown"));
    }

  private slots:
    void initTestCase() {
        const AudioBuffer mix = demoSong(DemoSong::Mix, {8.0}, kRate, 2);
        cli_.write("mix.wav", mix, kRate);
        cli_.write("reference.wav", demoSong(DemoSong::ReferenceA, {8.0}, kRate, 2), kRate);
        AudioBuffer half(2, mix.frames()); // silent up to 4 s
        for (int c = 0; c < 2; ++c)
            std::copy(mix.channel(c).begin() + 4 * kRate.hz, mix.channel(c).end(),
                      half.channel(c).begin() + 4 * kRate.hz);
        cli_.write("half.wav", half, kRate);
        QCOMPARE(cli_.run("master mix.wav -r reference.wav -o first.wav --session s.kilter").status,
                 0);
    }

    // One door for every file that is written: somebody's file stays, and its status is 5.
    void outputs_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("file"); ///< that stays as it was
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* words, const char* file, int status, const char* code) {
            QTest::newRow(words) << words << file << status << code;
        };
        row("profile records -o records/a.wav --overwrite", "records/a.wav", 5, "output_is_input");
        row("profile records/a.wav -o records/a.wav --overwrite", "records/a.wav", 5,
            "output_is_input");
        row("profile records -o records/link.json --overwrite", "records/a.wav", 5,
            "output_is_input");
        row("profile records -o new.wav", "", 2, "usage");
        row("profile records -o mine.txt --overwrite", "mine.txt", 2, "usage");
        row("profile records -o mine.json", "mine.json", 5, "output_exists");
        row("demo own", "own/demo-mix.wav", 5, "output_exists");
        row("render s.kilter -o b.wav --report s.kilter --overwrite", "s.kilter", 5,
            "output_is_input");
        row("render s.kilter -o mix.wav --overwrite", "mix.wav", 5, "output_is_input");
        row("master mix.wav -o new.wav --session mine.json", "mine.json", 5, "output_exists");
        row("master mix.wav -o new.wav --report mine.json", "mine.json", 5, "output_exists");
        row("master mix.wav -o new.wav --session mix.wav --overwrite", "mix.wav", 5,
            "output_is_input");
        row("master mix.wav -o new.wav --session newer.kilter --overwrite", "newer.kilter", 5,
            "newer_version");
        row("master mix.wav -o dangling.wav", "", 5, "output_exists");
        row("master mix.wav -o new.wav --report dangling.wav", "", 5, "output_exists");
        row("render newer.kilter -o new.wav", "newer.kilter", 3, "newer_version");
    }
    void outputs() {
        QFETCH(QString, words);
        QFETCH(QString, file);
        QFETCH(int, status);
        QFETCH(QString, code);
        QDir dir(cli_.path());
        QVERIFY(dir.mkpath("records") && dir.mkpath("own"));
        QFile::copy(cli_.file("reference.wav"), cli_.file("records/a.wav"));
        QFile::link("a.wav", cli_.file("records/link.json"));
        QFile::link("nowhere", cli_.file("dangling.wav"));
        for (const char* mine : {"mine.txt", "mine.json", "own/demo-mix.wav"})
            cli_.write(mine, "mine");
        cli_.write("newer.kilter", R"({"kilter_session": 2, "mix": {"path": "mix.wav"}})");
        const QByteArray before = cli_.contentOf(file);
        const auto names = dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::System);

        const CliRun seen = cli_.run((words + " --json").split(' '));
        QCOMPARE(seen.status, status);
        QCOMPARE(seen.json()["error"].toObject()["code"].toString(), code);
        QVERIFY(seen.err.startsWith("kilter-cli: ") && seen.err.count('\n') == 1);
        QCOMPARE(cli_.contentOf(file), before);
        QCOMPARE(dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::System), names);
        QVERIFY(!QFile::exists(cli_.file("nowhere")));
    }

    void overwriteIsMeant() {
        QDir(cli_.path()).mkpath("over");
        cli_.write("over/demo-mix.wav", "mine");
        QCOMPARE(cli_.run("demo over --overwrite").status, 0);
        QVERIFY(cli_.contentOf("over/demo-mix.wav").startsWith("RIFF"));
        QCOMPARE(cli_.run("profile over -o over/genre.json").status, 0);
        QCOMPARE(cli_.run("profile over -o over/genre.json --overwrite").status, 0);
        QFile::link("target.wav", cli_.file("to.wav"));
        QCOMPARE(cli_.run("master mix.wav -o to.wav --overwrite").status, 0);
        QVERIFY(QFileInfo(cli_.file("to.wav")).isSymLink());
        QVERIFY(cli_.contentOf("target.wav").startsWith("RIFF"));
    }

    // What was printed and did not arrive is status 5; nobody's file gets it instead.
    void standardOutputIsChecked_data() {
        QTest::addColumn<QString>("command");
        for (const char* command :
             {"analyse mix.wav", "analyse mix.wav --json",
              "compare mix.wav -r reference.wav --json",
              "master mix.wav --overwrite -o lost.wav --json", "--version", "master --help"})
            QTest::newRow(command) << QString(command);
    }
    void standardOutputIsChecked() {
        QFETCH(QString, command);
        for (const char* where : {"> /dev/full", ">&-"}) {
            const CliRun seen = cli_.shell("$K " + command + " " + where);
            QCOMPARE(seen.status, 5);
            QVERIFY(seen.err.contains("standard output"));
        }
        QCOMPARE(cli_.shell("$K " + command + " > /dev/null").status, 0);
        // The worse status stays.
        QCOMPARE(cli_.shell("$K analyse missing.wav --json > /dev/full").status, 3);
    }
    void closedStreamsAreNobodysFile() {
        QCOMPARE(cli_.shell("$K master mix.wav -o lost.wav --overwrite <&- >&- 2>&-").status, 5);
        QCOMPARE(cli_.run("analyse lost.wav").status, 0);
    }

    void sections() {
        const auto compare = [&](const QString& words) {
            return cli_.run(("compare " + words + " --json").split(' '));
        };
        const CliRun beyond = compare("mix.wav -r reference.wav --section 8-10");
        QCOMPARE(beyond.status, 2);
        QVERIFY(beyond.err.contains("0:08"));
        QCOMPARE(compare("mix.wav -r reference.wav --section-of 1:9-12").status, 2);
        QCOMPARE(cli_.run("master mix.wav -o no.wav --section 100-110").status, 2);
        QVERIFY(!QFile::exists(cli_.file("no.wav")));

        nothing(compare("mix.wav -r reference.wav --section 0-0.1"), "section_too_short");
        nothing(compare("mix.wav -r reference.wav --section 7.5-20"), "section_too_short");
        nothing(compare("mix.wav -r reference.wav --section 0-2.9"), "section_too_short");
        nothing(compare("half.wav -r reference.wav --section 0-3.5"), "section_silent");
        nothing(compare("mix.wav -r half.wav --section-of 1:0-3.5"), "section_silent");
        const auto enough = compare("mix.wav -r reference.wav --section 0-3.1").json();
        QVERIFY(enough["rms_gap_db"].toObject()["before"].isDouble());
        QVERIFY(cli_.run("compare mix.wav -r reference.wav --section 0-0.1")
                    .out.contains("too short to compare"));
    }

    void brokenRecordsAreNamed() {
        QDir(cli_.path()).mkpath("folder/sub");
        QVERIFY(QFile::copy(cli_.file("reference.wav"), cli_.file("folder/one.wav")));
        cli_.write("folder/sub/two.wav", demoSong(DemoSong::ReferenceB, {20.0}, kRate, 9), kRate);
        const QByteArray whole = cli_.contentOf("reference.wav");
        cli_.write("folder/broken.wav", whole.left(30));
        cli_.write("folder/sub/text.FLAC", "this is no audio");
        cli_.write("folder/._one.wav", whole.left(30));
        cli_.write("folder/cover.jpg", "no audio");
        cli_.write("folder/notes.txt", "");
        const CliRun seen = cli_.run("profile folder -o folder.json --json");
        QCOMPARE(seen.status, 0);
        QVERIFY(seen.err.contains("folder/broken.wav") &&
                seen.err.contains("folder/sub/text.FLAC"));
        for (const char* silent : {"._one", "cover", "notes", "one.wav"})
            QVERIFY2(!seen.err.contains(silent), silent);
        const auto left = seen.json()["left_out"].toArray();
        QCOMPARE(left.size(), 2);
        QCOMPARE(left[0].toObject()["path"].toString(), QString("folder/broken.wav"));
        QCOMPARE(left[0].toObject()["code"].toString(), QString("corrupt"));
        const CliRun again = cli_.run("profile folder -o folder.json --overwrite");
        QVERIFY2(again.out.contains("2 records"), (again.out + again.err).constData());
        // So are two that are one recording.
        QVERIFY(QFile::copy(cli_.file("folder/one.wav"), cli_.file("folder/one again.wav")));
        const CliRun twice = cli_.run("profile folder -o folder.json --overwrite");
        QVERIFY2(twice.out.contains("2 records"), twice.out.constData());
        QVERIFY2(twice.err.contains("is the same recording as"), twice.err.constData());
        // What is named has to be one.
        const CliRun named = cli_.run("profile folder folder/._one.wav -o named.json --json");
        QCOMPARE(named.status, 3);
        QVERIFY(named.err.contains("._one.wav") && QFile::exists(cli_.file("named.json")));
    }

    // The same profile from the same folder, however the file system keeps it.
    void recordsInTheirOrder() {
        QDir(cli_.path()).mkpath("order/sub");
        QStringList names;
        for (int i = 19; i >= 0; --i)
            names << QString("order/%1%2.wav")
                         .arg(i % 3 ? "" : "sub/")
                         .arg((7 * i) % 20, 2, 10, QChar('0'));
        for (const QString& name : names)
            cli_.write(name.toUtf8().constData(), "RIFF\1\0\0\0WAVE");
        names.sort();
        QVERIFY(QFile::copy(cli_.file("reference.wav"), cli_.file("order/sub/one.wav")));
        QStringList left;
        for (const auto& each :
             cli_.run("profile order -o order.json --json").json()["left_out"].toArray())
            left << each.toObject()["path"].toString();
        QCOMPARE(left, names);
    }

    void offsetsAreSaid() {
        AudioBuffer offset(2, {3 * kRate.hz});
        for (int c = 0; c < 2; ++c)
            std::fill(offset.channel(c).begin(), offset.channel(c).end(), 0.5F);
        cli_.write("dc.wav", offset, kRate);
        QVERIFY(cli_.run("analyse dc.wav").out.contains("takes headroom"));
    }

    // Whatever terminal: no line of the table is wider.
    void theTableFitsTheTerminal_data() {
        QTest::addColumn<int>("columns");
        for (const int columns : {40, 60, 80, 100})
            QTest::addRow("%d", columns) << columns;
    }
    void theTableFitsTheTerminal() {
        QFETCH(int, columns);
        const QByteArray seen =
            onTerminal(columns, {"kilter-cli", "compare", "mix.wav", "-r", "reference.wav"});
        QString text = QString::fromUtf8(seen).remove('\r');
        text.remove(QRegularExpression("\033\\[[0-9;]*[mK]"));
        const QString table = text.section("The gap", 1).section("The moves", 0, 0);
        QVERIFY2(table.contains("Presence"), seen.constData());
        const QStringList lines = table.split('\n').mid(1);
        for (const QString& line : lines)
            QVERIFY2(line.size() <= columns, qPrintable(line));
        QVERIFY(std::any_of(lines.begin(), lines.end(),
                            [](const QString& line) { return line.contains(u'◆'); }));
    }

    // Set to anything, NO_COLOR means it; empty, or no terminal, is another matter (no-color.org).
    void coloursWhereTheyAreWanted() {
        const auto isColoured = [&] {
            return onTerminal(80, {"kilter-cli", "compare", "mix.wav", "-r", "reference.wav"})
                .contains("\033[3");
        };
        const QByteArray before = qgetenv("NO_COLOR");
        qunsetenv("NO_COLOR");
        QVERIFY(isColoured());
        QVERIFY(!cli_.run("compare mix.wav -r reference.wav").out.contains('\033'));
        qputenv("NO_COLOR", "");
        QVERIFY(isColoured());
        qputenv("NO_COLOR", "0");
        QVERIFY(!isColoured());
        before.isNull() ? qunsetenv("NO_COLOR") : qputenv("NO_COLOR", before);
    }

    // A file may be called anything: shown so that no terminal obeys it, and exact in JSON.
    void namesAreShownNotObeyed() {
        const QByteArray name("a\x1b[31m\xe2\x80\xae\x07\x7f.wav");
        QVERIFY(QFile::copy(cli_.file("mix.wav"), cli_.file(QString::fromUtf8(name))));
        for (const char* command : {"analyse", "compare"}) {
            const CliRun seen = cli_.run({command, QString::fromUtf8(name)});
            QCOMPARE(seen.status, 0);
            QVERIFY(seen.out.contains("a\\x1b[31m\\u202e\\x07\\x7f.wav"));
            for (const char* raw : {"\x1b", "\xe2\x80\xae", "\x07", "\x7f"})
                QVERIFY(!seen.out.contains(raw));
        }
        const CliRun missing = cli_.run({"analyse", QString::fromUtf8(name + "x")});
        QVERIFY(missing.err.contains("\\u202e") && !missing.err.contains('\x1b'));
        const CliRun json = cli_.run({"analyse", QString::fromUtf8(name), "--json"});
        for (const char* raw : {"\x1b", "\xe2\x80\xae", "\x07", "\x7f"})
            QVERIFY(!json.out.contains(raw));
        QCOMPARE(json.json()["tracks"].toArray()[0].toObject()["path"].toString(),
                 QString::fromUtf8(name));
        const QByteArray seen = onTerminal(80, {"kilter-cli", "analyse", name.toStdString()});
        QVERIFY(seen.contains("\\x1b[31m") && !seen.contains("\x1b[31m"));
    }

    // Names are bytes. A mix whose name is no UTF-8 has a session that renders, and a valid report.
    void namesThatAreNoUtf8() {
        const CliRun made = cli_.shell(
            "mkdir -p sub && cp mix.wav \"$(printf 'sub/Gr\\366\\337e.wav')\" && "
            "cp reference.wav \"$(printf 'r\\377.wav')\" && "
            "$K master \"$(printf 'sub/Gr\\366\\337e.wav')\" -r \"$(printf 'r\\377.wav')\" "
            "-o \"$(printf 'o\\376.wav')\" --session \"$(printf 'sub/s\\375.kilter')\" "
            "--report \"$(printf 'r\\374.html')\" --json");
        QCOMPARE(made.status, 0);
        QVERIFY(QString::fromUtf8(made.out).toUtf8() == made.out);
        QCOMPARE(cli_.shell("cd / && $K render \"$(printf '" + cli_.path() +
                            "/sub/s\\375.kilter')\" -o '" + cli_.path() + "/again.wav'")
                     .status,
                 0);
        QCOMPARE(cli_.shell("cmp again.wav \"$(printf 'o\\376.wav')\"").status, 0);
        const CliRun report = cli_.shell("cat \"$(printf 'r\\374.html')\"");
        QVERIFY(report.out.contains("</html>"));
        QVERIFY(QString::fromUtf8(report.out).toUtf8() == report.out);
    }

    void relativePathsOpenFromAnywhere() {
        const CliRun made =
            cli_.shell("mkdir -p below && cp mix.wav below && $K master below/mix.wav "
                       "-r reference.wav -o rel.wav --session rel.kilter");
        QCOMPARE(made.status, 0);
        QCOMPARE(cli_.shell("cd below && $K render ../rel.kilter -o rel2.wav").status, 0);
        QCOMPARE(cli_.contentOf("below/rel2.wav"), cli_.contentOf("rel.wav"));
    }

    // The moves and the drive were found for another sound.
    void aReBouncedMixIsRefused() {
        const CliRun made =
            cli_.shell("cp mix.wav bounced.wav && $K master bounced.wav -r reference.wav "
                       "-o bounced-master.wav --session bounced.kilter");
        QCOMPARE(made.status, 0);
        QCOMPARE(cli_.run("render bounced.kilter -o bounced-again.wav").status, 0);
        QVERIFY(QFile::remove(cli_.file("bounced-again.wav")));
        QCOMPARE(cli_.shell("cp half.wav bounced.wav").status, 0);
        const CliRun refused = cli_.run("render bounced.kilter -o bounced-again.wav --json");
        QCOMPARE(refused.status, 3);
        QVERIFY(refused.out.contains("source_changed"));
        QVERIFY(!QFile::exists(cli_.file("bounced-again.wav")));
    }

    // What a session names and can't be read is said; if nothing else is left, it does not render.
    void missingTargetsAreSaid() {
        const auto session = [&](const char* references, const char* profiles, const char* moves) {
            cli_.write("m.kilter", QByteArray(R"({"kilter_session": 1, "mix": {"path": ")") +
                                       cli_.file("mix.wav").toUtf8() + R"("}, "references": [)" +
                                       references + R"(], "profiles": [)" + profiles +
                                       R"(], "moves": )" + moves + "}");
            return cli_.run("render m.kilter -o m.wav --overwrite --json");
        };
        const char* reference = R"({"path": "/not/there.wav"})";
        const char* profile = R"({"path": "/not/there.json"})";
        for (const auto& [references, profiles] :
             {std::pair{reference, ""}, std::pair{"", profile}, std::pair{reference, profile}}) {
            const CliRun lost = session(references, profiles, "null");
            QCOMPARE(lost.status, 3);
            QVERIFY(lost.err.contains("/not/there"));
            QVERIFY(!QFile::exists(cli_.file("m.wav")));
            const CliRun settled = session(references, profiles, "[]");
            QCOMPARE(settled.status, 0);
            QVERIFY(settled.err.contains("/not/there"));
            QVERIFY(QFile::remove(cli_.file("m.wav")));
        }
        QCOMPARE(session(R"({"path": "/not/there.wav", "used": false})", "", "null").status, 0);
        QVERIFY(QFile::remove(cli_.file("m.wav")));
        const QByteArray there = R"({"path": ")" + cli_.file("reference.wav").toUtf8() + "\"}";
        QCOMPARE(session(there.constData(), profile, "null").status, 0);
        QVERIFY(QFile::remove(cli_.file("m.wav")));
    }

    // Refused before the work, and not after it.
    void tagsThatNoFileHolds() {
        const QString title(static_cast<int>(limits::kTextBytes) + 1, 'x');
        for (const QStringList& words :
             {QStringList{"--title", title}, {"--artist", title}, {"--isrc", "abc"}}) {
            const CliRun seen =
                cli_.run(QStringList{"master", "mix.wav", "-o", "tags.wav"} + words);
            QCOMPARE(seen.status, 2);
            QVERIFY(seen.err.contains(words.front().toUtf8()));
        }
        QCOMPARE(cli_.shell("$K master mix.wav -o tags.wav --title \"$(printf 'a\\377')\"").status,
                 2);
        QVERIFY(!QFile::exists(cli_.file("tags.wav")));
        QCOMPARE(cli_.run({"master", "mix.wav", "-o", "tags.flac", "--title", "One\nTwo\x1b",
                           "--isrc", "gb-aye-68-00011"})
                     .status,
                 0);
        const QByteArray flac = cli_.contentOf("tags.flac");
        QVERIFY(flac.contains("TITLE=One Two") && !flac.contains("One Two\x1b"));
        QVERIFY(flac.contains("ISRC=GBAYE6800011"));
    }

    // bext's place in time goes with the sound, at whatever rate.
    void timeReferenceIsCarriedOver() {
        AudioFileText text;
        text.tags.timeReference = 441000;
        cli_.write("placed.wav", demoSong(DemoSong::Mix, {4.0}, kRate, 2), kRate, text);
        const auto reference = [&](const char* name) {
            const QByteArray bytes = cli_.contentOf(name);
            return bytes.mid(bytes.indexOf("bext") + 8 + 338, 8).toHex();
        };
        QCOMPARE(cli_.run("master placed.wav -o same.wav").status, 0);
        QCOMPARE(reference("same.wav"), QByteArray("a8ba060000000000")); // 441000
        QCOMPARE(cli_.run("master placed.wav -o other.wav --rate 48000").status, 0);
        QCOMPARE(reference("other.wav"), QByteArray("0053070000000000")); // 480000
    }

    // An equaliser that leaves nothing else has a price.
    void wildEqualisersAreRed() {
        QByteArray moves;
        for (int i = 0; i < 24; ++i)
            moves += QByteArray(i ? "," : "") +
                     R"({"shape": {"kind": "bell", "frequency_hz": 1000, "gain_db": 24, "q": 4},
                         "amount": 2, "proposed": false})";
        cli_.write("wild.kilter", QByteArray(R"({"kilter_session": 1, "mix": {"path": "mix.wav",
            "relative": "mix.wav"}, "target": {"drive_db": 0}, "moves": [)") +
                                      moves + "]}");
        const CliRun wild = cli_.run("render wild.kilter -o wild.wav --json");
        QCOMPARE(wild.json()["solve"].toObject()["price"].toString(), QString("red"));
        QVERIFY(wild.json()["solve"].toObject()["text"].toString().contains("little else is left"));
        // And what no reader lets pass does not come that far.
        cli_.write("wild.kilter",
                   cli_.contentOf("wild.kilter").replace("\"gain_db\": 24", "\"gain_db\": 60"));
        QCOMPARE(cli_.run("render wild.kilter -o wild2.wav").status, 3);
    }
};

QTEST_GUILESS_MAIN(CliFaultsTest)
#include "cli_faults_test.moc"
