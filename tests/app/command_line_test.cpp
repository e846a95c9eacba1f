// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/command_line.h"

#include "app/exit_codes.h"
#include "app/option_values.h"
#include "core/session/names.h"
#include "core/session/session_json.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <random>
#include <vector>

using namespace kilter;

class CommandLineTest : public QObject {
    Q_OBJECT

    static CommandLine parse(const QStringList& words) {
        std::vector<QByteArray> bytes{"kilter-cli"};
        for (const QString& word : words)
            bytes.push_back(word.toUtf8());
        std::vector<const char*> argv;
        for (const QByteArray& word : bytes)
            argv.push_back(word.constData());
        return parseCommandLine(static_cast<int>(argv.size()), argv.data());
    }
    static CommandLine parse(const char* words) { return parse(QString(words).split(' ')); }
    template <class T>
    static T as(const CommandLine& line) {
        if (const auto* usage = std::get_if<UsageError>(&line.command))
            qWarning("%s", usage->text.c_str());
        return std::get<T>(line.command);
    }

  private slots:
    void defaultsAreTheContracts() {
        const auto master = as<MasterCommand>(parse("master mix.wav -o out.wav"));
        const Session& s = master.session;
        QCOMPARE(s.target.loudness->value, -14.0);
        QCOMPARE(s.limiter.ceiling.value, -1.0);
        QVERIFY(s.limiter.mode == LimiterMode::Clean);
        QCOMPARE(s.moveOptions.most, 5);
        QCOMPARE(s.moveOptions.limit.value, 4.0);
        QVERIFY(!s.moveOptions.fullGap);
        QVERIFY(s.phase == KernelPhase::Minimum);
        QVERIFY(s.compressor == CompressorSpec{} && !s.compressor.enabled);
        QVERIFY(s.delivery.wav == WavText::Bext);
        QVERIFY(s.delivery.samples == SampleFormat::Pcm24 && s.delivery.dither == DitherKind::Tpdf);
        QVERIFY(!s.delivery.rate && !s.delivery.title && !s.match);
        QVERIFY(s.references.empty() && s.profiles.empty()); // loudness and peaks only
        QVERIFY(s.delivery.survives.codecs.empty() && master.copies.empty());
        QCOMPARE(s.delivery.survives.ceiling.value, 0.0);
        QVERIFY(!master.overwrite && !master.allowMiss);
        const auto compare = as<CompareCommand>(parse("compare mix.wav"));
        QCOMPARE(compare.session.profiles.size(), std::size_t{1}); // the built-in target
    }

    void everyOptionOfMaster() {
        const auto master = as<MasterCommand>(parse(
            "master mix.wav -r a.flac --reference b.mp3 --weight 2:0.5 --profile builtin "
            "--profile mine.json --moves 3 --amount 80 --limit 6 --band bell:3000:-1.5:1.2:side "
            "--band lowcut:25:24:0.7 --section 1:02.5-1:32 --section-of 1:all --loudness -9 "
            "--ceiling -0.5 --limiter loud --link 50 --release 120 --phase linear --rate 48000 "
            "--bits 16 --dither shaped --title T --artist A --isrc gb-aye-68-00011 --report r.html "
            "--codec aac-256,opus-128 --codec-ceiling -0.5 --encode mp3-320,aac-128 --wav plain "
            "--session "
            "s.kilter --overwrite --allow-miss --json -o out.flac"));
        const Session& s = master.session;
        QCOMPARE(s.references.size(), std::size_t{2});
        QCOMPARE(s.references[1].weight, 0.5);
        QVERIFY(std::holds_alternative<WholeTrack>(s.references[0].source.section));
        QVERIFY(s.mix.section == SectionChoice(Section{{62.5}, {92}}));
        QCOMPARE(s.profiles.size(), std::size_t{2});
        QVERIFY(s.profiles[0].path.empty() && s.profiles[1].path == "mine.json");
        QCOMPARE(s.moveOptions.most, 3);
        QCOMPARE(s.moveOptions.amount, 0.8);
        QVERIFY(s.moveOptions.fullGap); // a limit above the default
        QCOMPARE(s.ownBands.size(), std::size_t{2});
        QVERIFY(s.ownBands[0].placement == Placement::Side);
        QCOMPARE(s.ownBands[1].shape.slopeDbPerOctave, 24);
        QCOMPARE(s.target.loudness->value, -9.0);
        QCOMPARE(s.limiter.link, 0.5);
        QCOMPARE(s.limiter.releaseMs, 120.0);
        QVERIFY(s.phase == KernelPhase::Linear);
        QCOMPARE(s.delivery.rate->hz, 48000);
        QVERIFY(s.delivery.format == FileFormat::Flac);
        QVERIFY(s.delivery.dither == DitherKind::Shaped);
        QCOMPARE(*s.delivery.title, std::string("T"));
        QCOMPARE(*s.delivery.artist, std::string("A"));
        QCOMPARE(*s.delivery.isrc, std::string("GBAYE6800011"));
        const std::vector<Codec> codecs{{CodecKind::Aac, 256}, {CodecKind::Opus, 128}};
        QCOMPARE(s.delivery.survives.codecs, codecs);
        QVERIFY(s.delivery.wav == WavText::Plain);
        QCOMPARE(s.delivery.survives.ceiling.value, -0.5);
        const std::vector<CopyFormat> copies{Codec{CodecKind::Mp3, 320},
                                             Codec{CodecKind::Aac, 128}};
        QVERIFY(master.copies == copies);
        QVERIFY(master.overwrite && master.allowMiss);
        QVERIFY(master.report == "r.html" && master.sessionFile == "s.kilter");
    }

    void check() {
        const auto check = as<CheckCommand>(parse("check a.wav b.flac --json"));
        const std::vector<std::filesystem::path> right{"a.wav", "b.flac"};
        QVERIFY(check.files == right);
    }

    void targetsThatAreFound() {
        const auto named = as<MasterCommand>(parse("master m -o o.wav --loudness -9"));
        QVERIFY(!named.aim);
        const auto found = as<MasterCommand>(parse("master m -r a -o o.wav --loudness references"));
        QVERIFY(found.aim == LoudnessAim::References);
        QVERIFY(found.session.target.loudness);
        QVERIFY(as<MasterCommand>(parse("master m -o o.wav --loudness clean")).aim ==
                LoudnessAim::Clean);
    }

    void match() {
        const auto s = as<CompareCommand>(parse("compare m -r a --match 100 --detail 0.5")).session;
        QCOMPARE(s.match->percent, 100.0);
        QCOMPARE(s.match->detailOctaves, std::optional(0.5));
        QCOMPARE(s.match->limit.value, 6.0);
    }

    void compressor() {
        const auto spec = [](const char* words) {
            return as<MasterCommand>(
                       parse(QStringList{"master", "m", "-o", "o.wav", "--compressor", words}))
                .session.compressor;
        };
        CompressorSpec expected;
        QVERIFY(spec("off") == expected);
        expected.enabled = true; // and all else as the contract's example says
        QVERIFY(spec("threshold=-18,ratio=2,attack=30,release=auto,knee=6,highpass=80,mix=100,"
                     "makeup=auto") == expected);
        expected.thresholdDb = -24.5;
        QVERIFY(spec("threshold=-24.5") == expected);
        const CompressorSpec all =
            spec("makeup=1.5,mix=60,highpass=120,knee=0,release=300,attack=0.3,ratio=4");
        QVERIFY(all.enabled && all.thresholdDb == -18.0 && all.ratio == 4.0);
        QVERIFY(all.attackMs == 0.3 && all.releaseMs == 300.0 && all.kneeDb == 0.0);
        QVERIFY(all.highPassHz == 120.0 && all.mixPercent == 60.0 && all.makeUpDb == 1.5);
    }

    void drive() {
        const auto s = as<MasterCommand>(parse("master m --drive 6.5 -o o.wav")).session;
        QVERIFY(!s.target.loudness);
        QCOMPARE(s.target.drive.value, 6.5);
        const auto f = as<MasterCommand>(parse("master m --bits 32f -o o.wav")).session;
        QVERIFY(f.delivery.dither == DitherKind::None);
    }

    void wrongWords_data() {
        QTest::addColumn<QString>("words");
        for (const char* words : {"",
                                  "frobnicate",
                                  "master mix.wav",
                                  "master -o out.wav",
                                  "master m -o out.mp3",
                                  "master m -o out.flac --bits 32f",
                                  "master m -o o.wav --loudness -9 --drive 3",
                                  "master m -o o.wav --loudness 1e1",
                                  "master m -o o.wav --loudness 0x9",
                                  "master m -o o.wav --loudness nan",
                                  "master m -o o.wav --loudness -9,5",
                                  "master m -o o.wav --limiter brutal",
                                  "master m -o o.wav --compressor on",
                                  "master m -o o.wav --compressor threshold",
                                  "master m -o o.wav --compressor threshold=-61",
                                  "master m -o o.wav --compressor threshold=-18dB",
                                  "master m -o o.wav --compressor ratio=3",
                                  "master m -o o.wav --compressor ratio=2,ratio=4",
                                  "master m -o o.wav --compressor knee=auto",
                                  "master m -o o.wav --compressor ratio=2,",
                                  "master m -o o.wav --compressor speed=3",
                                  "master m -o o.wav --rate 4000",
                                  "compare m --band bell:1000:3:1:",
                                  "compare m --band bell:1000:3:1:mid:side",
                                  "compare m --moves 3 --match 50",
                                  "compare m --moves -1",
                                  "compare m --limit 30",
                                  "compare m --detail 0.5",
                                  "compare m --match 50 --detail 0.2",
                                  "compare m --amount -5",
                                  "compare m --weight 1:2",
                                  "compare m -r a --weight 2:2",
                                  "compare m -r a --weight 0:2",
                                  "compare m -r a --weight -1:2",
                                  "compare m -r a --section-of 0:1-2",
                                  "compare m -r a --weight 1",
                                  "compare m --section 30-20",
                                  "compare m --section x",
                                  "compare m --band bell:1000:3",
                                  "compare m --band lowcut:30:13:1",
                                  "compare m --band lowcut:30:1e300:1",
                                  "compare m --band bell:9:3:1",
                                  "compare m --band bell:1000:24.1:1",
                                  "compare m --section 0-1000001",
                                  "master m -o o.wav --release 0.5",
                                  "master m -o o.wav --release 5001",
                                  "master m -o o.wav --drive 61",
                                  "master m -o o.wav --loudness 0.1",
                                  "master m -o o.wav --ceiling 0.1",
                                  "master m -o o.wav --isrc abc",
                                  "master m -o o.wav --codec aac-256,aac-256",
                                  "master m -o o.wav --codec aac-256,",
                                  "master m -o o.wav --codec flac",
                                  "master m -o o.wav --codec aac-256 --codec-ceiling 0.1",
                                  "master m -o o.wav --codec aac-256 --codec-ceiling -12.1",
                                  "master m -o o.wav --encode wav",
                                  "master m -o o.wav --encode flac,flac",
                                  "compare m --band howl:1000:3:1",
                                  "compare m --band bell:1000:3:1:left",
                                  "render s.kilter -o x.mp3",
                                  "analyse",
                                  "check",
                                  "check a.wav -o b.wav",
                                  "profile a.wav",
                                  "demo"})
            QTest::newRow(words) << QString(words);
    }
    void wrongWords() {
        QFETCH(QString, words);
        const auto line = parse(words.isEmpty() ? QStringList() : words.split(' '));
        QVERIFY(std::holds_alternative<UsageError>(line.command));
        QVERIFY(!std::get<UsageError>(line.command).text.empty());
    }

    void whyWordsAreWrong_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* words, const char* text) {
            QTest::newRow(words) << QString(words) << QString(text);
        };
        row("compare m --limit 30", "--limit: '30' is not a plain decimal from 0.5 to 24");
        row("compare m --moves 25", "--moves: '25' is not a whole number from 0 to 24");
        row("compare m --detail 0.5", "--detail needs --match");
        row("compare m --weight 1:2", "--weight: '1:2' is not about a reference: -r gives none");
        row("compare m -r a --weight 2:2",
            "--weight: '2:2' is not about the one reference given by -r");
        row("compare m -r a -r b --section-of 3:all",
            "--section-of: '3:all' is not about one of the 2 references given by -r");
        row("compare m -r a --weight 2", "--weight: '2' is not REFNUMBER:...");
        row("compare m --section x",
            "--section: 'x' is not START-END (seconds or m:ss.s), good, loudest or all");
        row("compare m --section 0-1000001",
            "--section: '0-1000001' is not within the longest file");
        row("compare m --band bell:1000:3", "--band: 'bell:1000:3' is not KIND:HZ:DB:Q[:mid|side]");
        row("master m -o o.wav --loudness -9 --drive 3", "--loudness excludes --drive");
        row("master m -o o.wav --rate 4000",
            "--rate: '4000' is not a whole number from 8000 to 384000");
        row("master m -o o.wav --isrc abc", "--isrc: 'abc' is not an ISRC, CC-XXX-YY-NNNNN");
        row("master m -o o.wav --loudness references", "--loudness references needs -r");
        row("master m -o o.wav --loudness clean --limiter off",
            "--loudness clean needs the limiter");
        row("master m -o o.wav --codec mp3-300",
            "--codec: 'mp3-300' is not NAME[,NAME], each once, of aac-32 to aac-512, mp3-32 to "
            "mp3-320 (in MP3's own steps), vorbis-64 to vorbis-500, opus-32 to opus-510");
        row("master m -o o.wav --codec-ceiling -1", "--codec-ceiling needs --codec");
        row("master m -o o.wav --bits 32f --encode flac",
            "--encode: 'flac' is not possible: FLAC holds no 32f, and is not written beside FLAC");
        row("master m -o o.flac --encode aac-128,flac",
            "--encode: 'aac-128,flac' is not possible: FLAC holds no 32f, and is not written "
            "beside FLAC");
        row("master m -o o.wav --wav fancy", "--wav: 'fancy' is not one of bext, plain");
        row("master m -o o.wav --bits 32f --wav plain",
            "--wav: 'plain' is not what 32f can be: plain has format tag 1");
        row("master m -o o.wav --limiter brutal",
            "--limiter: 'brutal' is not one of clean, loud, off");
        row("master m -o o.mp3",
            "--output: 'o.mp3' is not a name that ends in .wav, .flac or .aiff");
        row("master m -o o.flac --bits 32f", "--bits: '32f' is not what a flac file can hold");
        row("render s.kilter -o x.mp3",
            "--output: 'x.mp3' is not a name that ends in .wav, .flac or .aiff");
    }
    void whyWordsAreWrong() {
        QFETCH(const QString, words);
        QFETCH(const QString, text);
        const auto line = parse(words.split(' '));
        QVERIFY(std::holds_alternative<UsageError>(line.command));
        QCOMPARE(QString::fromStdString(std::get<UsageError>(line.command).text), text);
    }

    /// What is accepted can be saved, and read again equal; what can't be is a usage error.
    void propertyWhatIsAcceptedCanBeSaved() {
        std::mt19937 random(7);
        const auto pick = [&](const std::vector<const char*>& of) {
            return QString::fromUtf8(of[random() % of.size()]);
        };
        const std::vector<const char*> numbers{
            "-70",  "-70.1", "-61", "-60",  "-40.5", "-24",  "-9.5",   "-0.01",  "0",   "0.3",
            "0.33", "0.5",   "1",   "1.01", "24",    "25",   "60",     "61",     "100", "150",
            "151",  "200",   "201", "5000", "5001",  "8000", "384000", "1000001"};
        const auto number = [&] { return pick(numbers); };
        const std::vector<const char*> kinds{"bell",    "lowshelf", "highshelf", "lowcut",
                                             "highcut", "notch",    "tilt",      "howl"};
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("s.kilter").toStdString();
        int saved = 0;
        for (int i = 0; i < 4000; ++i) {
            QStringList words{"master", pick({"mix.wav", "sub/mix.wav", "/m.wav"}), "-o", "o.wav"};
            const auto option = [&](const char* name, const QString& value) {
                if (random() % 6 == 0)
                    words << name << value;
            };
            for (std::size_t n = random() % 8 == 0 ? 49 + random() % 3 : random() % 3; n > 0; --n)
                words << "-r" << pick({"a.wav", "b/c.wav"});
            for (std::size_t n = random() % 8 == 0 ? 49 + random() % 3 : 0; n > 0; --n)
                words << "--profile" << pick({"builtin", "p.json"});
            for (std::size_t n = random() % 8 == 0 ? 23 + random() % 3 : random() % 2; n > 0; --n)
                words << "--band"
                      << pick(kinds) + ":" + pick({"9.9", "10", "1000", "40000", "40001"}) + ":" +
                             pick({"-24", "-24.1", "12", "24", "48", "54"}) + ":" +
                             pick({"0.04", "0.05", "0.7", "40", "41"});
            option("--loudness", number());
            option("--drive", number());
            option("--ceiling", number());
            option("--link", number());
            option("--release", number());
            option("--rate", number());
            option("--amount", number());
            option("--limit", number());
            option("--moves", number());
            option("--match", number());
            option("--detail", number());
            option("--weight", "1:" + pick({"0.0001", "0.001", "1000", "1001"}));
            option("--section",
                   pick({"0-1", "0-1000000", "0-1000001", "20000:00-20001:00", "all"}));
            option("--section-of", "1:" + pick({"5-4", "4-5", "999999-1000000.5", "loudest"}));
            option("--title",
                   pick({"", "T", "Größe\n"}) + QString(random() % 4 == 0 ? 1001 : 3, 'x'));
            option("--codec", pick({"aac-256", "opus-510,mp3-32", "opus-511", "aac-256,aac-256"}));
            option("--codec-ceiling", number());
            option("--isrc", pick({"", "abc", "GBAYE6800011", "GB-AYE-68-00011"}));
            const CommandLine line = parse(words);
            const auto* master = std::get_if<MasterCommand>(&line.command);
            if (!master) {
                QVERIFY(std::holds_alternative<UsageError>(line.command));
                continue;
            }
            const auto written = writeSession(master->session, {path, true, {}});
            QVERIFY2(written,
                     qPrintable(words.join(' ') + (written ? "" : written.error().detail.c_str())));
            const auto back = readSession(path);
            QVERIFY2(back, qPrintable(words.join(' ')));
            // Equal but for the paths, which are absolute now.
            QCOMPARE(sessionToJson(*back, dir.path().toStdString()),
                     sessionToJson(master->session, dir.path().toStdString()));
            ++saved;
        }
        QVERIFY2(saved > 200 && saved < 2500, qPrintable(QString::number(saved)));
    }

    void helpAndVersionEverywhere() {
        QVERIFY(QString::fromStdString(as<ShowText>(parse("--version")).text)
                    .startsWith("kilter-cli "));
        for (const char* command :
             {"", "analyse ", "check ", "compare ", "master ", "render ", "profile ", "demo "}) {
            const QString help = QString::fromStdString(
                as<ShowText>(parse((QString(command) + "--help").toUtf8().constData())).text);
            QVERIFY(help.contains("Exit status"));
            for (int code = 0; code < kValuesOf<ErrorCode>; ++code)
                QVERIFY(help.contains(
                    QString::fromStdString(std::string(nameOf(static_cast<ErrorCode>(code))))));
            QVERIFY(help.contains("far_sparse") && help.contains("fix_in_mix"));
            QVERIFY(help.contains("out_of_phase") && help.contains("apple_digital_masters") &&
                    help.contains("native_rate") && help.contains("unknown"));
            QVERIFY(!as<ShowText>(parse((QString(command) + "--version").toUtf8().constData()))
                         .text.empty());
        }
    }

    void jsonIsHeardEvenWhenTheRestIsWrong() {
        QVERIFY(parse("master --json --nonsense").json);
        QVERIFY(!parse("master --nonsense").json);
    }

    void valuesByThemselves() {
        QCOMPARE(parseDecimal("-1.5").value(), -1.5);
        QCOMPARE(parseDecimal("+.5").value(), 0.5);
        for (const char* wrong : {"", "-", ".", "1.2.3", "1,5", "1e3", "inf", "0x1p3", " 1", "1 "})
            QVERIFY2(!parseDecimal(wrong), wrong);
        QCOMPARE(parseTime("1:02.5")->value, 62.5);
        QVERIFY(!parseTime("1:62") && !parseTime("-3"));
    }

    void everyErrorHasItsStatus() {
        QSet<int> seen;
        for (int code = 0; code < kValuesOf<ErrorCode>; ++code)
            seen.insert(static_cast<int>(exitCodeOf(static_cast<ErrorCode>(code))));
        QCOMPARE(seen, (QSet<int>{3, 5, 130}));
    }
};

QTEST_APPLESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
