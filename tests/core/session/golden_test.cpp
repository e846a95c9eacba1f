// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_writer.h"
#include "tests/core/session/golden_jobs.h"
#include "tests/core/session/golden_table.h"
#include "tests/support/exact_song.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cstdio>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

/// The two kinds of job, each with a table of its own, so that what changes the proposals or the
/// solver leaves the other as it was.
struct GoldenSet {
    QString table;
    std::span<const GoldenJob> jobs;
    std::set<QString> parts; ///< of the JSON document; empty: all
};

std::vector<GoldenSet> goldenSets() {
    return {{QStringLiteral("rendering"),
             kRenderingJobs,
             {QStringLiteral("tracks"), QStringLiteral("mix"), QStringLiteral("target"),
              QStringLiteral("chain"), QStringLiteral("master"), QStringLiteral("output")}},
            {QStringLiteral("search"), kSearchJobs, {}}};
}

/// Rules of services of the test's own, so that those that Kilter brings can follow the services.
constexpr const char* kRules = R"({"kilter_services": 1, "date": "9999-12-31", "services": [
    {"name": "Up", "level_lufs": -14, "raising": "to_ceiling", "ceiling_dbtp": -1,
     "as_of": "2026-01-01", "confidence": "low"},
    {"name": "Limited", "level_lufs": -6, "raising": "into_limiter", "ceiling_dbtp": -2,
     "as_of": "2026-01-01", "confidence": "low"},
    {"name": "Down", "level_lufs": -16, "raising": "never",
     "as_of": "2026-01-01", "confidence": "low"},
    {"name": "None", "as_of": "2026-01-01", "confidence": "low"}]})";

QString tablePath(const QString& name) {
    return QStringLiteral(KILTER_GOLDEN_FOLDER "/%1.txt").arg(name);
}

/// Files to work on, and what the command line makes of them.
class GoldenRun {
  public:
    /// The inputs, in an empty folder. False: one could not be written.
    bool writeInputs() {
        const auto write = [&](const char* name, const AudioBuffer& audio, int hz, FileFormat file,
                               SampleFormat samples, const Tags& tags = {}) {
            const QString path = dir_.filePath(name);
            AudioFileText text;
            text.tags = tags;
            return bool(writeAudioFile(path.toStdString(), audio, {hz}, {file, samples}, text));
        };
        const auto wav = FileFormat::Wav;
        const auto pcm24 = SampleFormat::Pcm24;
        const ExactMixture muddy{.bass = 2.0, .chords = 1.6, .air = 0.25, .width = 0.5};
        const ExactMixture bright{.bass = 0.8, .chords = 0.7, .air = 1.8};
        const ExactMixture dense{.air = 1.5, .drums = 0.7};
        AudioBuffer both = exactSong(4, {22050}, {5.0});
        AudioBuffer mono(1, both.frames());
        std::copy(both.channel(0).begin(), both.channel(0).end(), mono.channel(0).begin());
        bool fine = write("mix.wav", exactSong(1, {44100}, {7.0}, muddy), 44100, wav, pcm24);
        fine = fine && write("a.wav", exactSong(2, {44100}, {6.0}, bright), 44100, wav, pcm24);
        fine = fine && write("b.flac", exactSong(3, {48000}, {5.0}, dense, 0.9), 48000,
                             FileFormat::Flac, SampleFormat::Pcm16, {"Title", "Artist", {}});
        fine = fine && write("mono.wav", mono, 22050, wav, SampleFormat::Pcm16);
        fine = fine &&
               write("wide.aiff", exactSong(5, {96000}, {4.0}), 96000, FileFormat::Aiff, pcm24);
        fine = fine && write("silence.wav", AudioBuffer(2, {88200}), 44100, wav, pcm24);
        QFile rules(dir_.filePath("config/kilter/services.json"));
        fine = fine && QDir(dir_.path()).mkpath("config/kilter") &&
               rules.open(QIODevice::WriteOnly) && rules.write(kRules) > 0;
        for (const QString& name :
             QDir(KILTER_GOLDEN_FOLDER).entryList({"*.kilter", "*.json"}, QDir::Files))
            fine =
                fine && QFile::copy(QDir(KILTER_GOLDEN_FOLDER).filePath(name), dir_.filePath(name));
        return fine;
    }

    /// What all jobs of `set` give, two at a time.
    [[nodiscard]] GoldenTable results(const GoldenSet& set) const {
        std::vector<GoldenTable> each(set.jobs.size());
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (std::size_t i = next++; i < each.size(); i = next++)
                each[i] = resultOf(set.jobs[i], set.parts);
        };
        {
            const std::jthread other(work);
            work();
        }
        GoldenTable all;
        for (const GoldenTable& table : each)
            all.insert(table);
        return all;
    }

    [[nodiscard]] GoldenTable inputs() const {
        GoldenTable table;
        for (const char* name : {"mix.wav", "a.wav", "b.flac", "mono.wav", "wide.aiff"})
            table.insert(QStringLiteral("inputs ") + name, hashOf(bytesOf(dir_.filePath(name))));
        return table;
    }

  private:
    [[nodiscard]] GoldenTable resultOf(const GoldenJob& job, const std::set<QString>& parts) const {
        const QString name = QString::fromLatin1(job.name);
        const QStringList words = QString::fromLatin1(job.words).split(' ', Qt::SkipEmptyParts);
        GoldenTable table;
        QProcess process;
        process.setWorkingDirectory(dir_.path());
        process.setEnvironment(QProcess::systemEnvironment() +
                               QStringList{QStringLiteral("SOURCE_DATE_EPOCH=1000000000"),
                                           "XDG_CONFIG_HOME=" + dir_.filePath("config")});
        process.start(KILTER_CLI, QStringList(words).replaceInStrings("@", name) << "--json");
        if (!process.waitForFinished(120000)) {
            table.insert(name + " status", QStringLiteral("none"));
            return table;
        }
        table.insert(name + " status", QString::number(process.exitCode()));
        const QJsonObject document =
            QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        for (auto it = document.begin(); it != document.end(); ++it)
            if (it.key() != "seconds" && (parts.empty() || parts.contains(it.key())))
                table.insert(name + ' ' + it.key(), hashOf(it.value()));
        // A correction goes by the search for it: no job of the rendering's.
        if (!parts.empty() && document["balance"]["corrected"].toBool())
            table.insert(name + " corrected", QStringLiteral("none"));
        for (const QString& word : words) {
            if (!word.startsWith('@'))
                continue;
            const QByteArray bytes = bytesOf(dir_.filePath(QString(word).replace("@", name)));
            const QString part = name + ' ' + word.mid(1);
            if (word.endsWith(".kilter"))
                table.insert(part, hashOf(QJsonDocument::fromJson(bytes).object()));
            else
                table.insert(part, bytes.isEmpty() ? QStringLiteral("none") : hashOf(bytes));
        }
        return table;
    }

    QTemporaryDir dir_;
};

} // namespace

/// Known answers: what the command line makes of music that no code of Kilter's makes, as hashes of
/// files and documents, kept in golden/. A change that means to change a sound or a figure renews
/// the table by
///
///     golden_test --renew search       what hangs on the proposals or the solver
///     golden_test --renew rendering    what hangs on chain, writers and meters alone
///
/// and says so in its commit; every other change leaves them as they are.
class GoldenTest : public QObject {
    Q_OBJECT

    GoldenRun run_;

    void compareWithTable(const GoldenSet& set) {
        const GoldenTable expected = readTable(tablePath(set.table));
        QVERIFY2(!expected.isEmpty(), qPrintable(tablePath(set.table)));
        if (expected.value(QStringLiteral("arithmetic -")) != arithmetic())
            QSKIP("the table was written on a machine that rounds otherwise: renew it from the "
                  "code before the change, then compare");
        GoldenTable seen = run_.results(set);
        seen.insert(run_.inputs());
        seen.insert(QStringLiteral("arithmetic -"), arithmetic());
        QStringList differences;
        for (const QString& key : expected.keys())
            if (seen.value(key) != expected[key])
                differences << key;
        for (const QString& key : seen.keys())
            if (!expected.contains(key))
                differences << key + " (new)";
        QVERIFY2(differences.isEmpty(), qPrintable("changed: " + differences.join(", ")));
    }

  private slots:
    void initTestCase() { QVERIFY(run_.writeInputs()); }

    void rendering() { compareWithTable(goldenSets()[0]); }
    void search() { compareWithTable(goldenSets()[1]); }
};

namespace {

/// Exit status of the program.
int renew(const QString& name) {
    GoldenRun run;
    if (!run.writeInputs())
        return 1;
    for (const GoldenSet& set : goldenSets()) {
        if (set.table != name)
            continue;
        GoldenTable table = run.results(set);
        table.insert(run.inputs());
        table.insert(QStringLiteral("arithmetic -"), arithmetic());
        if (!writeTable(tablePath(name), table))
            return 1;
        std::printf("%s: %lld hashes of %zu jobs\n", qPrintable(tablePath(name)),
                    static_cast<long long>(table.size()), set.jobs.size());
        return 0;
    }
    std::fputs("golden_test --renew rendering|search\n", stderr);
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--renew")
        return renew(QString::fromLocal8Bit(argv[2]));
    GoldenTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "golden_test.moc"
