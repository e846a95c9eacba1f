// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_writer.h"
#include "core/demo/demo_song.h"
#include "tests/app/cli_program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using namespace kilter;
using namespace kilter::testing;

/// Contract: what scripts may rely on. The program itself is run.
class CliContractTest : public QObject {
    Q_OBJECT

    using Run = CliRun;
    CliProgram cli_;
    static constexpr SampleRate kRate{44100};

    [[nodiscard]] QString folder() const { return cli_.path(); }
    [[nodiscard]] QString file(const QString& name) const { return cli_.file(name); }
    [[nodiscard]] QByteArray contentOf(const QString& name) const { return cli_.contentOf(name); }
    Run run(const QStringList& words, const QStringList& environment = {}) const {
        return cli_.run(words, environment);
    }
    Run run(const char* words) const { return cli_.run(words); }
    void write(const char* name, const AudioBuffer& audio, SampleRate rate = kRate) const {
        cli_.write(name, audio, rate);
    }
    static void isTrack(const QJsonObject& track) {
        for (const char* field :
             {"path", "format", "sample_rate_hz", "channels", "frames", "duration_s",
              "lossy_cutoff_hz", "section", "loudness", "bands", "spectrum", "warnings"})
            QVERIFY2(track.contains(field), field);
        for (const char* field :
             {"integrated_lufs", "range_lu", "momentary_max_lufs", "short_term_max_lufs",
              "true_peak_dbtp", "sample_peak_dbfs", "plr_db", "psr_min_db"})
            QVERIFY2(track["loudness"].toObject().contains(field), field);
        QCOMPARE(track["bands"].toArray().size(), 7);
        for (const char* field :
             {"name", "low_hz", "high_hz", "level_db", "share", "width_db", "correlation"})
            QVERIFY2(track["bands"].toArray()[0].toObject().contains(field), field);
        const auto spectrum = track["spectrum"].toObject();
        QCOMPARE(spectrum["frequency_hz"].toArray().size(), spectrum["level_db"].toArray().size());
    }
    static void isComparison(const QJsonObject& json) {
        QCOMPARE(json["version"].toInt(), 1);
        isTrack(json["mix"].toObject());
        for (const char* field : {"references", "gap", "moves", "match", "rms_gap_db", "warnings"})
            QVERIFY2(json.contains(field), field);
    }

    // The program is under way: SIGINT is kept for its own waiting thread. A fixed wait would be
    // luck.
    static bool takesInterrupts(qint64 pid) {
        QFile status(QStringLiteral("/proc/%1/status").arg(pid));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("SigBlk:"))
                return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (SIGINT - 1) & 1U) != 0;
        return false;
    }

  private slots:
    void initTestCase() {
        write("mix.wav", demoSong(DemoSong::Mix, {8.0}, kRate, 2));
        write("reference.wav", demoSong(DemoSong::ReferenceA, {8.0}, kRate, 2));
        write("silence.wav", AudioBuffer(2, {88200}));
        QFile text(file("text.wav"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("this is no audio");
    }

    void analyse() {
        const Run good = run("analyse mix.wav reference.wav --json");
        QCOMPARE(good.status, 0);
        QCOMPARE(good.json()["tracks"].toArray().size(), 2);
        isTrack(good.json()["tracks"].toArray()[0].toObject());

        // Of several, the good ones are still printed.
        const Run mixed = run("analyse text.wav mix.wav --json");
        QCOMPARE(mixed.status, 3);
        const auto tracks = mixed.json()["tracks"].toArray();
        QCOMPARE(tracks[0].toObject()["error"].toObject()["code"].toString(),
                 QString("unknown_format"));
        isTrack(tracks[1].toObject());
    }

    /// What is wrong with a file is a result; a file that can't be read is a failure, and the good
    /// ones are told all the same.
    void check() {
        const Run good = run("check mix.wav --json");
        QCOMPARE(good.status, 0);
        const auto file = good.json()["files"].toArray()[0].toObject();
        isTrack(file);
        QVERIFY(file["services"].toArray().size() > 10 && file["places"].isArray());
        const auto codec = file["codecs"].toArray()[0].toObject();
        QCOMPARE(codec["name"].toString(), QString("aac-256"));
        QCOMPARE(codec["channels"].toArray().size(), 2);
        QStringList said;
        for (const auto& verdict : file["verdicts"].toArray())
            said << verdict.toObject()["verdict"].toString();
        QVERIFY(said.contains("right") && said.contains("wrong") && said.contains("unknown"));
        const Run told = run("check mix.wav");
        QCOMPARE(told.status, 0);
        QVERIFY(told.out.contains("Apple Digital Masters") && told.out.contains("Services"));

        const Run mixed = run("check text.wav silence.wav missing.wav --json");
        QCOMPARE(mixed.status, 3);
        const auto files = mixed.json()["files"].toArray();
        QCOMPARE(files.size(), 3);
        QCOMPARE(files[0].toObject()["error"].toObject()["code"].toString(),
                 QString("unknown_format"));
        isTrack(files[1].toObject());
        QCOMPARE(files[2].toObject()["error"].toObject()["code"].toString(),
                 QString("file_not_found"));
        QVERIFY(!mixed.err.isEmpty());
        QCOMPARE(run("check --json").status, 2);
        QCOMPARE(run("check mix.wav --rate 5").status, 2);
    }

    /// A user's own rules, where they are looked for; bad ones are said, and left aside.
    void ownServices() {
        const auto services = [&](const QByteArray& rules, CliRun& ran) {
            QDir(cli_.path()).mkpath("config/kilter");
            cli_.write("config/kilter/services.json", rules);
            ran = run({"check", "mix.wav", "--json"}, {"XDG_CONFIG_HOME=" + file("config")});
        };
        CliRun ran;
        services(R"({"kilter_services": 1, "date": "9999-01-01", "services": [{"name": "Mine",
                     "as_of": "2026-01-01", "confidence": "low"}]})",
                 ran);
        const auto of = [&] {
            return ran.json()["files"].toArray()[0].toObject()["services"].toArray();
        };
        QCOMPARE(of().size(), 1);
        QVERIFY(ran.json()["warnings"].toArray().isEmpty());
        services("{\"kilter_services\": 1, \"date\": ", ran);
        QCOMPARE(ran.status, 0);
        QVERIFY(of().size() > 10);
        QCOMPARE(ran.json()["warnings"].toArray()[0].toObject()["code"].toString(),
                 QString("services_ignored"));
    }

    void compare() {
        const Run run1 = run("compare mix.wav -r reference.wav --json");
        QCOMPARE(run1.status, 0);
        const auto json = run1.json();
        isComparison(json);
        const auto reference = json["references"].toArray()[0].toObject();
        isTrack(reference);
        QVERIFY(reference["used"].isBool() && reference["weight"].isDouble());
        const auto gap = json["gap"].toObject();
        QCOMPARE(gap["bands"].toArray().size(), 7);
        for (const char* field : {"name", "low_hz", "high_hz", "gap_db", "spread_db", "share_gap",
                                  "after_db", "verdict", "text"})
            QVERIFY2(gap["bands"].toArray()[1].toObject().contains(field), field);
        QCOMPARE(gap["frequency_hz"].toArray().size(), gap["gap_db"].toArray().size());
        QVERIFY(json["match"].isNull());
        for (const auto& move : json["moves"].toArray())
            for (const char* field :
                 {"kind", "frequency_hz", "gain_db", "q", "placement", "confidence", "reason"})
                QVERIFY2(move.toObject().contains(field), field);

        const auto match =
            run("compare mix.wav -r reference.wav --match 80 --json").json()["match"].toObject();
        QCOMPARE(match["percent"].toDouble(), 80.0);
        QCOMPARE(match["phase"].toString(), QString("minimum"));
        QCOMPARE(match["frequency_hz"].toArray().size(), match["gain_db"].toArray().size());
    }

    /// Every value as it was asked for, and what it did; loudness kept, and the target hit.
    void compressor() {
        const Run on = run("master mix.wav --loudness -12 --compressor "
                           "threshold=-30,ratio=4,attack=0.5,release=300,makeup=auto -o glue.wav "
                           "--json --session glue.kilter --report glue.html");
        QCOMPARE(on.status, 0);
        const auto json = on.json();
        QCOMPARE(json["reached"].toBool(), true);
        QCOMPARE(json["processors"].toArray().size(), 1);
        const auto glue = json["processors"].toArray()[0].toObject();
        QCOMPARE(glue["kind"].toString(), QString("compressor"));
        const QJsonObject expected{{"threshold", -30.0}, {"ratio", 4.0},    {"attack", 0.5},
                                   {"release", 300.0},   {"knee", 6.0},     {"highpass", 80.0},
                                   {"mix", 100.0},       {"makeup", "auto"}};
        QCOMPARE(glue["settings"].toObject(), expected);
        const auto measured = glue["measured"].toObject();
        const double mean = measured["mean_gain_reduction_db"].toDouble();
        QVERIFY(mean > 0.5 && measured["max_gain_reduction_db"].toDouble() > mean);
        QVERIFY(measured["makeup_db"].toDouble() > 0.0);
        QVERIFY(std::abs(measured["loudness_before_lufs"].toDouble() -
                         measured["loudness_after_lufs"].toDouble()) < 0.01);
        QVERIFY(measured["plr_after_db"].isDouble() && measured["plr_before_db"].isDouble());
        QVERIFY(measured["psr_after_db"].isDouble() && measured["psr_before_db"].isDouble());
        QVERIFY(glue["text"].toString().startsWith("The compressor (4:1 above"));
        QVERIFY(contentOf("glue.html").contains("The compressor (4:1 above"));

        // The session renders to the same bytes, and off is the master without it.
        QCOMPARE(run("render glue.kilter -o glued_again.wav --json").status, 0);
        QCOMPARE(contentOf("glued_again.wav"), contentOf("glue.wav"));
        const auto off = run("master mix.wav --loudness -12 -o unglued.wav --json").json();
        QCOMPARE(off["processors"].toArray().size(), 0);
        QVERIFY(contentOf("unglued.wav") != contentOf("glue.wav"));
    }

    void targetsThatAreFound() {
        const QJsonObject like =
            run("master mix.wav -r reference.wav --loudness references -o like.wav --session "
                "like.kilter --json")
                .json();
        const double right = like["references"]
                                 .toArray()[0]
                                 .toObject()["loudness"]
                                 .toObject()["integrated_lufs"]
                                 .toDouble();
        const double target = like["target"].toObject()["loudness_lufs"].toDouble();
        QVERIFY2(target <= right && target > right - 0.0101, qPrintable(QString::number(target)));
        const QJsonObject master = like["master"].toObject()["loudness"].toObject();
        QVERIFY(std::abs(master["integrated_lufs"].toDouble() - target) <= 0.05);
        QCOMPARE(run("render like.kilter -o like2.wav").status, 0); // which holds the figure
        QVERIFY(cli_.contentOf("like.wav") == cli_.contentOf("like2.wav"));

        const QJsonObject clean = run("master mix.wav --loudness clean -o clean.wav --json").json();
        const QJsonObject solve = clean["solve"].toObject();
        QCOMPARE(solve["price"].toString(), QString("green"));
        const double aimed = clean["target"].toObject()["loudness_lufs"].toDouble();
        QVERIFY(std::abs(solve["loudest_clean_lufs"].toDouble() - aimed) <= 0.0101);
        QCOMPARE(run("master silence.wav --loudness clean -o none.wav").status, 4);
        QCOMPARE(run("master mix.wav -r silence.wav --loudness references -o none.wav").status, 4);
        QVERIFY(!QFile::exists(cli_.file("none.wav")));
    }

    /// Codecs that the master has to survive, and copies beside it.
    void codecs() {
        const Run run1 = run("master mix.wav --loudness -9 -o coded.wav --codec aac-96,opus-96 "
                             "--encode flac,aac-96,mp3-128 --session coded.kilter --json");
        QCOMPARE(run1.status, 0);
        const QJsonArray codecs = run1.json()["codecs"].toArray();
        QCOMPARE(codecs.size(), 3);
        for (int i = 0; i < 2; ++i) {
            const QJsonObject after = codecs[i].toObject()["after"].toObject();
            QCOMPARE(after["overs"].toInt(-1), 0);
            QVERIFY(after["true_peak_dbtp"].toDouble(9.0) <= 0.0);
        }
        for (const char* file : {"coded.flac", "coded-aac-96.m4a", "coded-mp3-128.mp3"})
            QVERIFY2(QFile::exists(cli_.file(file)), file);
        QCOMPARE(codecs[0].toObject()["file"].toString(), QString("coded-aac-96.m4a"));
        const QJsonObject guard = run1.json()["guard"].toObject();
        QVERIFY(guard["text"].toString().startsWith("Codecs: "));
        const double cost = guard["loudness_cost_lu"].toDouble(-1.0);
        QVERIFY(cost >= 0.0 && cost < 0.15);
        // The session knows what to survive: the same bytes again.
        QCOMPARE(run("render coded.kilter -o coded2.wav").status, 0);
        QVERIFY(cli_.contentOf("coded2.wav") == cli_.contentOf("coded.wav"));
        // Copies replace nothing unasked, and no input ever.
        QCOMPARE(run("master mix.wav -o coded.aiff --encode flac").status, 5);
        QVERIFY(!QFile::exists(cli_.file("coded.aiff")));
        QVERIFY(QFile::copy(cli_.file("coded.flac"), cli_.file("own.flac")));
        QCOMPARE(run("master own.flac -o own.wav --encode flac --overwrite").status, 5);
        // Without an over the guard changes no bit.
        QCOMPARE(run("master mix.wav --loudness -23 -o quiet.wav").status, 0);
        QCOMPARE(run("master mix.wav --loudness -23 -o guarded.wav --codec aac-256").status, 0);
        QVERIFY(cli_.contentOf("quiet.wav") == cli_.contentOf("guarded.wav"));
    }

    void master() {
        const Run first =
            run("master mix.wav -r reference.wav --loudness -12 -o out.wav --report out.html "
                "--session out.kilter --json");
        QCOMPARE(first.status, 0);
        const auto json = first.json();
        isComparison(json);
        QCOMPARE(json["target"].toObject()["loudness_lufs"].toDouble(), -12.0);
        QCOMPARE(json["reached"].toBool(), true);
        for (const char* field :
             {"drive_db", "renders", "trim_db", "best_lufs", "loudest_clean_lufs",
              "mean_gain_reduction_db", "max_gain_reduction_db", "price", "text"})
            QVERIFY2(json["solve"].toObject().contains(field), field);
        QVERIFY(json["chain"].toObject()["latency_frames"].toInt() > 0);
        isTrack(json["master"].toObject());
        const auto loudness = json["master"].toObject()["loudness"].toObject();
        QVERIFY(std::abs(loudness["integrated_lufs"].toDouble() + 12.0) <= 0.05);
        QVERIFY(loudness["true_peak_dbtp"].toDouble() <= -1.0 + 0.001);
        QCOMPARE(json["master"].toObject()["frames"], json["mix"].toObject()["frames"]);
        for (const char* field : {"before", "predicted_after", "measured_after"})
            QVERIFY2(json["rms_gap_db"].toObject()[field].isDouble(), field);
        for (const auto& band : json["gap"].toObject()["bands"].toArray())
            QVERIFY(band.toObject().contains("measured_db"));
        for (const char* field : {"corrected", "moved", "left", "correction", "text"})
            QVERIFY2(json["balance"].toObject().contains(field), field);
        const auto output = json["output"].toObject();
        QCOMPARE(output["bits"].toString(), QString("24"));
        QCOMPARE(output["dither"].toString(), QString("tpdf"));
        QCOMPARE(output["bytes"].toInteger(), QFile(file("out.wav")).size());
        QVERIFY(!json["seconds"].toObject().isEmpty());
        QVERIFY(contentOf("out.html").contains("</html>"));

        // The session that was saved renders to the same bytes.
        QCOMPARE(run("render out.kilter -o again.wav").status, 0);
        QCOMPARE(contentOf("again.wav"), contentOf("out.wav"));

        // Without references: loudness and peaks only.
        const auto plain = run("master mix.wav -o plain.flac --bits 16 --json").json();
        QVERIFY(plain["gap"].isNull());
        QVERIFY(plain["moves"].toArray().isEmpty());
        const auto driven = run("master mix.wav --drive 3 -o driven.wav --json").json();
        QVERIFY(driven["reached"].isNull());
        QVERIFY(driven["target"].toObject()["loudness_lufs"].isNull());
    }

    void decimalCommaLocaleGivesTheSameBytes() {
        QDir here(folder());
        QVERIFY(here.mkpath("locales"));
        QProcess localedef;
        localedef.start("localedef", {"-i", "de_DE", "-f", "UTF-8", "--no-archive",
                                      here.filePath("locales/de_DE.UTF-8")});
        QVERIFY(localedef.waitForFinished());
        const QStringList german{"LOCPATH=" + here.filePath("locales"), "LC_ALL=de_DE.UTF-8",
                                 "LANG=de_DE.UTF-8"};
        { // that is one with a comma
            QProcess env;
            env.start("env", german + QStringList{"printf", "%.1f", "0,5"});
            QVERIFY(env.waitForFinished());
            QCOMPARE(env.readAllStandardOutput(), QByteArray("0,5"));
        }
        for (const char* words : {"compare mix.wav -r reference.wav --json",
                                  "compare mix.wav -r reference.wav --band bell:2500.5:-1.5:0.7",
                                  "compare mix.wav -r reference.wav"})
            QCOMPARE(run(QString(words).split(' '), german).out, run(words).out);
        const QString master = "master mix.wav -r reference.wav --loudness -14.5 -o %1.wav "
                               "--session %1.kilter --report %1.html --overwrite";
        QCOMPARE(run(master.arg("point").split(' ')).status, 0);
        const QByteArray report = contentOf("point.html");
        const QByteArray session = contentOf("point.kilter");
        const QByteArray sound = contentOf("point.wav");
        QCOMPARE(run(master.arg("point").split(' '), german).status, 0);
        QCOMPARE(contentOf("point.html"), report);
        QCOMPARE(contentOf("point.kilter"), session);
        QCOMPARE(contentOf("point.wav"), sound);
        QCOMPARE(run("render point.kilter -o comma.wav").status, 0);
        QCOMPARE(
            run(QStringList{"render", "point.kilter", "-o", "comma.wav", "--overwrite"}, german)
                .status,
            0);
        QCOMPARE(contentOf("comma.wav"), sound);
    }

    void peopleReadATable() {
        const Run seen = run("compare mix.wav -r reference.wav");
        QCOMPARE(seen.status, 0);
        for (const char* words : {"The gap", "Presence", "The moves", "LUFS"})
            QVERIFY2(seen.out.contains(words), words);
        QVERIFY(!seen.out.contains('\033')); // no colour: not a terminal
        QVERIFY(seen.err.isEmpty());         // no progress bar: not a terminal
    }

    void statuses_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* words, int status, const char* code) {
            QTest::newRow(words) << words << status << code;
        };
        row("master mix.wav -o out.mp3", 2, "usage");
        row("compare missing.wav", 3, "file_not_found");
        row("compare text.wav", 3, "unknown_format");
        row("compare .", 3, "not_a_file");
        row("compare mix.wav -r missing.wav", 3, "file_not_found");
        row("compare mix.wav --profile text.wav", 3, "bad_session");
        row("render text.wav -o x.wav", 3, "bad_session");
        row("master mix.wav -o exists.wav", 5, "output_exists");
        row("master mix.wav -o mix.wav --overwrite", 5, "output_is_input");
        row("master mix.wav -r reference.wav -o reference.wav --overwrite", 5, "output_is_input");
        row("master mix.wav -o no/such/folder/out.wav", 5, "file_not_found");
        row("master mix.wav -o new.wav --report new.wav", 5, "output_is_input");
        row("master mix.wav -o new.wav --report ./a --session a", 5, "output_is_input");
        row("master mix.wav --profile text.wav -o new.wav --session text.wav --overwrite", 5,
            "output_is_input");
        row("profile text.wav -o p.json", 3, "no_audio");
    }
    void statuses() {
        QFETCH(QString, words);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFile exists(file("exists.wav"));
        QVERIFY(exists.open(QIODevice::WriteOnly));
        exists.write("mine");
        exists.close();
        const QByteArray before = contentOf("mix.wav");
        const Run seen = run((words + " --json").split(' '));
        QCOMPARE(seen.status, status);
        QCOMPARE(seen.json()["error"].toObject()["code"].toString(), code);
        QVERIFY(seen.err.startsWith("kilter-cli: "));
        QCOMPARE(contentOf("exists.wav"), QByteArray("mine"));
        QCOMPARE(contentOf("mix.wav"), before);
    }

    void unreachable() {
        const Run missed = run("master mix.wav --loudness -1 -o miss.wav --json");
        QCOMPARE(missed.status, 4);
        QVERIFY(!QFile::exists(file("miss.wav")));
        const auto json = missed.json();
        QCOMPARE(json["reached"].toBool(true), false);
        QVERIFY(json["output"].isNull());
        const double best = json["solve"].toObject()["best_lufs"].toDouble();
        QVERIFY(best > -12.0 && best < -1.0);
        QVERIFY(missed.err.contains("best") && missed.err.contains("(--allow-miss writes it)"));

        const Run allowed = run("master mix.wav --loudness -1 -o miss.wav --allow-miss");
        QCOMPARE(allowed.status, 4);
        QVERIFY(allowed.err.contains("best") && !allowed.err.contains("--allow-miss"));
        QVERIFY(QFile(file("miss.wav")).size() > 1000000);

        const Run silent = run("master silence.wav -o s.wav --json");
        QCOMPARE(silent.status, 4);
        QVERIFY(silent.json()["solve"].toObject()["best_lufs"].isNull());
        QVERIFY(silent.err.contains("the mix has no loudness") &&
                !silent.err.contains("--allow-miss"));
    }

    void limiterOffWarnsAndGoesOn() {
        const Run off = run("master mix.wav --loudness -6 --limiter off -o off.wav --json");
        QCOMPARE(off.status, 0);
        QStringList codes;
        for (const auto& warning : off.json()["warnings"].toArray())
            codes << warning.toObject()["code"].toString();
        QVERIFY(codes.contains("over_ceiling"));
    }

    /// More than a WAV holds: said before the work begins, not behind it.
    void rf64IsToldBeforehand() {
        const SampleRate slow{8000};
        AudioBuffer hum(1, Seconds{1450.0} * slow);
        for (std::size_t n = 0; n < hum.channel(0).size(); ++n)
            hum.channel(0)[n] = n % 40 < 20 ? 0.1F : -0.1F;
        QVERIFY(writeAudioFile(file("hours.wav").toStdString(), hum, slow,
                               {FileFormat::Wav, SampleFormat::Pcm16}));
        const QStringList common{"master", "hours.wav", "--rate", "384000", "--bits", "32f", "-o"};
        QProcess process;
        process.setWorkingDirectory(folder());
        process.setReadChannel(QProcess::StandardError);
        process.start(KILTER_CLI, common + QStringList{"large.wav", "--json"});
        QVERIFY(process.waitForStarted());
        QByteArray said;
        while (!said.contains('\n') && process.waitForReadyRead(60000))
            said += process.readAllStandardError();
        QVERIFY2(said.contains("4.1 GiB") && said.contains("RF64"), said.constData());
        QCOMPARE(process.state(), QProcess::Running);
        process.kill();
        QVERIFY(process.waitForFinished());
        QVERIFY(process.readAllStandardOutput().isEmpty());

        const Run aiff = run(common + QStringList{"large.aiff"});
        QCOMPARE(aiff.status, 5);
        QVERIFY(aiff.err.contains("AIFF") && !QFile::exists(file("large.aiff")));
    }

    void interruptedLeavesEverythingAsItWas() {
        write("long.wav", demoSong(DemoSong::Mix, {90.0}, {22050}, 4));
        QFile old(file("kept.wav"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        for (const int signal : {SIGINT, SIGKILL}) {
            QProcess process;
            process.setWorkingDirectory(folder());
            process.start(KILTER_CLI, {"master", "long.wav", "-o", "kept.wav", "--overwrite",
                                       "--loudness", "-7"});
            QVERIFY(process.waitForStarted());
            QTRY_VERIFY_WITH_TIMEOUT(takesInterrupts(process.processId()), 30000);
            ::kill(static_cast<pid_t>(process.processId()), signal);
            QVERIFY(process.waitForFinished(60000));
            if (signal == SIGINT)
                QCOMPARE(process.exitCode(), 130);
            QCOMPARE(contentOf("kept.wav"), QByteArray("old"));
        }
        // Whatever the kill left is gone after the next export there.
        QCOMPARE(run("master mix.wav -o kept.wav --overwrite").status, 0);
        QVERIFY(
            QDir(folder()).entryList({".kept.wav.kilter-*"}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void profilesAreReferences() {
        QVERIFY(QDir(folder()).mkpath("records"));
        QVERIFY(QFile::copy(file("reference.wav"), file("records/one.wav")));
        QVERIFY(QFile::copy(file("text.wav"), file("records/cover.jpg")));
        QCOMPARE(run("profile records -o genre.json").status, 0);
        const Run compared = run("compare mix.wav --profile genre.json --json");
        QCOMPARE(compared.status, 0);
        QVERIFY(!compared.json()["gap"].isNull());
        QCOMPARE(run("profile records -o genre.json").status, 5); // it exists
    }

    void demoIsMusic() {
        const Run demo = run("demo show --json");
        QCOMPARE(demo.status, 0);
        QCOMPARE(demo.json()["files"].toArray().size(), 3);
        const Run compared = run("compare show/demo-mix.wav -r show/demo-reference-a.flac -r "
                                 "show/demo-reference-b.wav --json");
        QCOMPARE(compared.status, 0);
        const auto bands = compared.json()["gap"].toObject()["bands"].toArray();
        const double low = bands[1].toObject()["gap_db"].toDouble();
        const double presence = bands[4].toObject()["gap_db"].toDouble();
        QVERIFY2(low < -1.5 && presence > 1.5,
                 qPrintable(QString("low %1, presence %2").arg(low).arg(presence)));
        QVERIFY(!compared.json()["moves"].toArray().isEmpty());
    }
};

QTEST_GUILESS_MAIN(CliContractTest)
#include "cli_contract_test.moc"
