// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/check_job.h"
#include "core/session/codec_text.h"
#include "core/session/messages.h"
#include "core/session/wording.h"
#include "tests/app/cli_outcome.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <map>

using namespace kilter;
using namespace kilter::testing;

namespace {

using Leaves = std::map<QString, QJsonValue>;

void addLeaves(const QJsonValue& value, const QString& path, Leaves& leaves) {
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QString& key : object.keys())
            addLeaves(object[key], path.isEmpty() ? key : path + "." + key, leaves);
    } else if (value.isArray() && !value.toArray().isEmpty()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            addLeaves(array[i], path + "." + QString::number(i), leaves);
    } else {
        leaves[path] = value;
    }
}

Leaves leavesOf(const std::string& json) {
    QJsonParseError error{};
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error);
    Leaves leaves;
    if (error.error == QJsonParseError::NoError)
        addLeaves(document.object(), {}, leaves);
    return leaves;
}

} // namespace

/// Every field of every document has the value that it is named for. What is in a document and not
/// in the tables here fails: a new field needs its row.
class CliJsonTest : public QObject {
    Q_OBJECT

  private:
    Leaves leaves_;

    void is(const QString& path, const QJsonValue& right) {
        const auto found = leaves_.find(path);
        QVERIFY2(found != leaves_.end(), qPrintable(path + " is missing"));
        const QJsonValue value = found->second;
        const bool same = value.isDouble() && right.isDouble()
                              ? std::abs(value.toDouble() - right.toDouble()) < 1e-9
                              : value == right;
        QVERIFY2(same, qPrintable(path + ": " + value.toVariant().toString() + " for " +
                                  right.toVariant().toString()));
        leaves_.erase(found);
    }
    void nothingIsLeft() const {
        QStringList left;
        for (const auto& [path, value] : leaves_)
            left << path;
        QVERIFY2(left.isEmpty(), qPrintable("no row for " + left.join(", ").left(1000)));
    }

    void isFigures(const QString& at, const Analysis& a, double b) {
        is(at + ".sample_rate_hz", 44100 + b);
        is(at + ".frames", 100'000 * b);
        is(at + ".duration_s", 100'000 * b / (44100 + b));
        is(at + ".lossy_cutoff_hz", 1000 * b);
        is(at + ".section.start_s", b);
        is(at + ".section.end_s", b + 61);
        is(at + ".loudness.integrated_lufs", -b - 0.1);
        is(at + ".loudness.range_lu", b + 0.2);
        is(at + ".loudness.momentary_max_lufs", -b - 0.3);
        is(at + ".loudness.short_term_max_lufs", -b - 0.4);
        is(at + ".loudness.true_peak_dbtp", -b - 0.5);
        is(at + ".loudness.sample_peak_dbfs", -b - 0.7);
        is(at + ".loudness.plr_db", b + 0.9);
        is(at + ".loudness.psr_min_db", b + 1.1);
        is(at + ".character.tempo_bpm.value", 120 + b);
        is(at + ".character.tempo_bpm.confidence", 0.51);
        is(at + ".character.onsets_per_s.value", 2 + b);
        is(at + ".character.onsets_per_s.confidence", 0.52);
        is(at + ".character.percussiveness.value", 0.03 * b);
        is(at + ".character.percussiveness.confidence", 0.53);
        is(at + ".character.key.value", "A minor");
        is(at + ".character.key.confidence", 0.54);
        for (std::size_t k = 0; k < kBands.size(); ++k) {
            const QString band = at + ".bands." + QString::number(k);
            const auto x = static_cast<double>(k);
            is(band + ".name", QString::fromUtf8(kBands[k].name));
            is(band + ".low_hz", kBands[k].low.value);
            is(band + ".high_hz", kBands[k].high.value);
            is(band + ".level_db", (-b - 2 - x) + (a.spectrum.loudness().value + b + 0.1));
            is(band + ".share", 0.01 * (b + x));
            is(band + ".width_db", -b - 20 - x);
            is(band + ".correlation", 0.001 * (b + x));
        }
        for (int i = 0; i < kCells; ++i) { // sixths of an octave from the third cell on
            const QString sixth = QString::number(i);
            const int first = 2 + 4 * i;
            if (first + 4 > kCells)
                break;
            const double width = cellEdge(first + 4).value - cellEdge(first).value;
            is(at + ".spectrum.frequency_hz." + sixth, cellEdge(first + 2).value);
            is(at + ".spectrum.level_db." + sixth,
               10.0 * std::log10(4 * 2e-4 * b / width) + b + 0.1);
        }
    }
    void isTrack(const QString& at, const LoadedTrack& track, double b) {
        const int n = static_cast<int>(b);
        is(at + ".path", QString::fromStdString(track.track->path.string()));
        is(at + ".format", QStringLiteral("Box %1").arg(n));
        is(at + ".codec", QStringLiteral("Code %1").arg(n));
        is(at + ".channels", n == 10 ? 1 : 2);
        is(at + ".warnings", QJsonArray());
        isFigures(at, *track.analysis, b);
    }
    void isMove(const QString& at, int number, const QString& kind, double f, double gain, double q,
                const QString& placement, const QJsonValue& confidence, bool changed) {
        is(at + ".number", number);
        is(at + ".changed", changed);
        is(at + ".kind", kind);
        is(at + ".frequency_hz", f);
        is(at + ".gain_db", gain);
        is(at + ".q", q);
        is(at + ".placement", placement);
        is(at + ".confidence", confidence);
    }
    void isComparison(const ComparedTracks& tracks, const Comparison& c) {
        is("version", 1);
        isTrack("mix", tracks.mix, 10);
        isTrack("references.0", tracks.references[0], 20);
        is("references.0.used", true);
        is("references.0.weight", 1.5);
        isTrack("references.1", tracks.references[1], 30);
        is("references.1.used", false);
        is("references.1.weight", 2.5);
        static constexpr std::array<const char*, 7> kVerdicts{
            "inside", "sparse", "dense", "far_sparse", "far_dense", "unknown", "inside"};
        for (std::size_t k = 0; k < kBands.size(); ++k) {
            const QString band = "gap.bands." + QString::number(k);
            const auto x = static_cast<double>(k);
            const auto known = [&](double value) { return k == 5 ? QJsonValue() : value; };
            is(band + ".name", QString::fromUtf8(kBands[k].name));
            is(band + ".low_hz", kBands[k].low.value);
            is(band + ".high_hz", kBands[k].high.value);
            is(band + ".gap_db", known(1 + 0.3 * x));
            is(band + ".corridor_db", known(2 + 0.3 * x));
            is(band + ".spread_db", k == 3 ? QJsonValue() : known(2 + 0.3 * x));
            is(band + ".carried_by", k == 3 ? QJsonValue("B") : QJsonValue());
            is(band + ".share_gap", known(0.01 * (x + 1)));
            is(band + ".after_db", known(-3 - 0.3 * x));
            is(band + ".verdict", kVerdicts[k]);
            is(band + ".unmoved_because", k == 1 ? QJsonValue("small") : QJsonValue());
            is(band + ".text", QString::fromStdString(joined(
                                   sentenceFor(static_cast<int>(k), c.gap.bands[k], c.profile),
                                   unmovedText(c.explanation, static_cast<int>(k), c.gap))));
        }
        for (int i = 0; i < kThirds; ++i) {
            const QString third = QString::number(i);
            is("gap.frequency_hz." + third, thirdCentre(i).value);
            is("gap.gap_db." + third, i == 0 ? QJsonValue() : 0.125 * i);
            is("gap.spread_db." + third, i == 0 ? QJsonValue() : 10.0 + i);
        }
        is("gap.findings.0.code", "louder");
        is("gap.findings.0.amount_db", 2.25);
        is("gap.findings.0.confidence", 0.75);
        is("gap.findings.0.answer.move", QJsonValue());
        is("gap.findings.0.answer.unmoved_because", "no_equaliser");
        is("gap.findings.1.code", "dull_air");
        is("gap.findings.1.amount_db", -1.75);
        is("gap.findings.1.confidence", 0.875);
        is("gap.findings.1.answer.move", 3);
        is("gap.findings.1.answer.unmoved_because", QJsonValue());
        for (std::size_t i = 0; i < 2; ++i)
            is(QStringLiteral("gap.findings.%1.text").arg(i),
               QString::fromStdString(joined(sentenceFor(c.gap.findings[i], c.profile),
                                             remedyText(c.explanation, i, c.gap))));
        isMove("moves.0", 1, "bell", 440, -1, 1.25, "stereo", 0.625, false);
        isMove("moves.1", 3, "lowcut", 30, 0, 0.75, "side", QJsonValue(), false);
        is("moves.1.slope_db_per_octave", 24);
        isMove("moves.2", 4, "bell", 880, -1, 1.25, "stereo", QJsonValue(), true);
        for (const auto& [at, index] : {std::pair{0, 0}, {1, 2}, {2, 3}})
            is(QStringLiteral("moves.%1.reason").arg(at),
               QString::fromStdString(
                   sentenceFor(c.moves[static_cast<std::size_t>(index)], c.profile)));
        is("rms_gap_db.before", 1.5);
        is("rms_gap_db.predicted_after", 0.75);
        is("warnings.0.code", "same_song");
        is("warnings.0.text", QString::fromStdString(sentenceFor(c.gap.warnings[0])));
    }

  private slots:
    void compared() {
        const MasterOfFigures m;
        leaves_ = leavesOf(compareJson(m.tracks, m.comparison, m.session));
        isComparison(m.tracks, m.comparison);
        is("match", QJsonValue());
        nothingIsLeft();
    }

    /// How wide a corridor of one song is says how sure its balance is; nobody spreads.
    void oneSongSpreadsNothing() {
        MasterOfFigures m;
        m.comparison.profile.references = 1;
        leaves_ = leavesOf(compareJson(m.tracks, m.comparison, m.session));
        is("gap.bands.0.corridor_db", 2);
        is("gap.bands.0.spread_db", QJsonValue());
        is("gap.bands.0.carried_by", QJsonValue());
    }

    void matched() {
        MasterOfFigures m;
        m.comparison.curve.emplace();
        m.comparison.curve->options.percent = 60.0;
        m.comparison.movesKept = true;
        m.mastered.balance.curve.emplace();
        for (std::size_t i = 0; i < kCells; ++i) {
            m.comparison.curve->gain[i] = {0.01 * static_cast<double>(i)};
            m.mastered.balance.curve->gain[i] = {-0.02 * static_cast<double>(i)};
        }
        leaves_ = leavesOf(masterJson(m.tracks, &m.comparison, m.outcome, {}));
        is("match.phase", "minimum");
        is("match.percent", 60);
        is("match.text", QString::fromStdString(curveText(*m.comparison.curve, true)));
        for (int i = 0; i < kCells; ++i) {
            is(QStringLiteral("match.frequency_hz.%1").arg(i), cellCentre(i).value);
            is(QStringLiteral("match.gain_db.%1").arg(i), 0.01 * i);
            is(QStringLiteral("match.mastered_gain_db.%1").arg(i), -0.02 * i);
        }
    }

    void mastered() {
        const MasterOfFigures m;
        leaves_ = leavesOf(masterJson(m.tracks, &m.comparison, m.outcome, {{"solve", 1.25}}));
        is("warnings.1.code", "over_ceiling");
        is("warnings.1.text", QString::fromStdString(sentenceFor(m.outcome.warnings[0])));
        isComparison(m.tracks, m.comparison);
        is("match", QJsonValue());
        for (std::size_t k = 0; k < kBands.size(); ++k)
            is(QStringLiteral("gap.bands.%1.measured_db").arg(k),
               k == 5 ? QJsonValue() : QJsonValue(-5 - 0.3 * static_cast<double>(k)));
        is("rms_gap_db.measured_after", 0.5);
        is("balance.corrected", true);
        is("balance.moved.band", QString::fromUtf8(kBands[1].name));
        is("balance.moved.difference_db", -0.375);
        is("balance.left.band", QString::fromUtf8(kBands[2].name));
        is("balance.left.difference_db", 0.0625);
        is("balance.correction.0.kind", "highshelf");
        is("balance.correction.0.frequency_hz", 5000);
        is("balance.correction.0.gain_db", 0.5);
        is("balance.correction.0.q", 0.875);
        is("balance.text", QString::fromStdString(balanceText(
                               m.mastered.balance, &m.comparison.predicted, &*m.outcome.gapAfter)));
        is("target.loudness_lufs", -9.25);
        is("target.ceiling_dbtp", -1.25);
        is("reached", true);
        is("solve.drive_db", 3.5);
        is("solve.renders", 4);
        is("solve.trim_db", -0.25);
        is("solve.best_lufs", -9.5);
        is("solve.loudest_clean_lufs", -10.5);
        is("solve.mean_gain_reduction_db", 1.75);
        is("solve.max_gain_reduction_db", 4.5);
        is("solve.price", "amber");
        is("solve.text", "What it costs.");
        is("chain.latency_frames", 123);
        is("master.path", "/m/out.flac");
        is("master.format", "flac");
        is("master.channels", 2);
        is("master.warnings", QJsonArray());
        isFigures("master", m.measured, 40);
        is("output.path", "/m/out.flac");
        is("output.format", "flac");
        is("output.bits", "16");
        is("output.dither", "shaped");
        is("output.bytes", 777);
        is("output.integrated_lufs.kilter", -40.1);
        is("output.integrated_lufs.libebur128", -41.5);
        is("processors", QJsonArray()); // none but the equaliser and the limiter
        is("codecs", QJsonArray());
        is("guard", QJsonValue());
        is("seconds.solve", 1.25);
        is("places.0.kind", "clipped");
        is("places.0.start_s", 40.5);
        is("places.0.end_s", 40.75);
        is("places.0.amount", 47);
        is("places.0.text", "clipped, 47 samples");
        is("places.1.kind", "largest_gain_reduction");
        is("places.1.start_s", 3);
        is("places.1.end_s", 3);
        is("places.1.amount", 4.5);
        is("places.1.text", "largest gain reduction, 4.5 dB");
        is("services.0.name", "Somewhere");
        is("services.0.rule", "−13 LUFS, up only to −1.5 dBTP; a note");
        is("services.0.gain_db", 27.1);
        is("services.0.loudness_lufs", -13);
        is("services.0.true_peak_dbtp", -13.4);
        is("services.0.limiter", false);
        is("services.0.confidence", "medium");
        is("services.0.as_of", "2021-02-03");
        is("services.0.source", "https://example.org/");
        is("services.0.text", "is turned up by 27.1 dB");
        is("services.1.name", "Elsewhere");
        is("services.1.rule", "left as it is");
        is("services.1.gain_db", 0);
        is("services.1.loudness_lufs", -40.1);
        is("services.1.true_peak_dbtp", -40.5);
        is("services.1.limiter", false);
        is("services.1.confidence", "low");
        is("services.1.as_of", "2022-03-04");
        is("services.1.source", QJsonValue());
        is("services.1.text", "if that is its rule, plays as it is");
        nothingIsLeft();
    }

    /// Codecs that were guarded for, encoded by, and both.
    void codecs() {
        MasterOfFigures m;
        m.session.delivery.survives = {{{CodecKind::Aac, 256}, {CodecKind::Opus, 96}}, {-0.5}};
        CodecGuard& guard = m.mastered.guard.emplace();
        guard.dips = {{{1.0}, {0.75}}, {{2.0}, {1.25}}};
        guard.codecs = {
            {{CodecKind::Aac, 256}, {7, {1.5}, Seconds{12.5}}, {0, {-0.25}, {}}, {0.125}, 3},
            {{CodecKind::Opus, 96}, {0, {-0.625}, {}}, {1, {0.875}, Seconds{3.5}}, {0.375}, 2}};
        guard.means = GuardMeans::LowerLevel;
        guard.lowered = {0.3125};
        guard.loudnessCost = {0.0625};
        m.outcome.copies = {FlacCopy{}, Codec{CodecKind::Mp3, 320}, Codec{CodecKind::Aac, 256}};
        leaves_ = leavesOf(masterJson(m.tracks, &m.comparison, m.outcome, {}));
        is("codecs.0.name", "aac-256");
        is("codecs.0.encoder", "FFmpeg's AAC encoder (not Apple's)");
        is("codecs.0.before.overs", 7);
        is("codecs.0.before.true_peak_dbtp", 1.5);
        is("codecs.0.before.worst_s", 12.5);
        is("codecs.0.after.overs", 0);
        is("codecs.0.after.true_peak_dbtp", -0.25);
        is("codecs.0.after.worst_s", QJsonValue());
        is("codecs.0.shifted_true_peak_dbtp", 0.125);
        is("codecs.0.encodes", 3);
        is("codecs.0.file", "/m/out-aac-256.m4a");
        is("codecs.1.name", "opus-96");
        is("codecs.1.encoder", "libopus");
        is("codecs.1.before.overs", 0);
        is("codecs.1.before.true_peak_dbtp", -0.625);
        is("codecs.1.before.worst_s", QJsonValue());
        is("codecs.1.after.overs", 1);
        is("codecs.1.after.true_peak_dbtp", 0.875);
        is("codecs.1.after.worst_s", 3.5);
        is("codecs.1.shifted_true_peak_dbtp", 0.375);
        is("codecs.1.encodes", 2);
        is("codecs.1.file", QJsonValue());
        is("codecs.2.name", "mp3-320");
        is("codecs.2.encoder", "LAME");
        is("codecs.2.before", QJsonValue());
        is("codecs.2.after", QJsonValue());
        is("codecs.2.shifted_true_peak_dbtp", QJsonValue());
        is("codecs.2.encodes", 0);
        is("codecs.2.file", "/m/out-mp3-320.mp3");
        is("guard.dips", 2);
        is("guard.deepest_db", 1.25);
        is("guard.loudness_cost_lu", 0.0625);
        is("guard.encodes", 5);
        is("guard.means", "lower_level");
        is("guard.lowered_db", 0.3125);
        is("guard.ceiling_dbtp", -0.5);
        is("guard.text", QString::fromStdString(guardText(guard, {-0.5})));
        std::erase_if(leaves_, [](const auto& leaf) {
            return !leaf.first.startsWith("codecs") && !leaf.first.startsWith("guard");
        });
        nothingIsLeft();
    }

    /// Nothing compared, nothing measured, nothing written: null, not 0.
    void whatIsNotThereIsNull() {
        MasterOfFigures m;
        m.outcome.out.clear();
        m.outcome.gapAfter.reset();
        m.outcome.cost.loudestClean.reset();
        m.mastered.solved.hit.reset();
        m.mastered.solved.reached.reset();
        m.mastered.balance = {};
        m.session.target.loudness.reset();
        m.measured.loudness = {};
        m.measured.character = {};
        m.measured.lossyCutoff.reset();
        m.measured.peaks.truePeak = {{{-HUGE_VAL}, {-HUGE_VAL}}};
        leaves_ = leavesOf(masterJson(m.tracks, nullptr, m.outcome, {}));
        for (const char* path : {"gap",
                                 "match",
                                 "rms_gap_db.before",
                                 "rms_gap_db.predicted_after",
                                 "rms_gap_db.measured_after",
                                 "output",
                                 "reached",
                                 "target.loudness_lufs",
                                 "solve.best_lufs",
                                 "solve.loudest_clean_lufs",
                                 "balance.moved",
                                 "balance.left",
                                 "master.loudness.integrated_lufs",
                                 "master.loudness.range_lu",
                                 "master.loudness.momentary_max_lufs",
                                 "master.loudness.short_term_max_lufs",
                                 "master.loudness.true_peak_dbtp",
                                 "master.lossy_cutoff_hz",
                                 "master.character.tempo_bpm",
                                 "master.character.key",
                                 "master.bands.0.level_db",
                                 "master.spectrum.level_db.0"})
            is(path, QJsonValue());
        is("balance.corrected", false);
        is("references.0.used", false);
        is("moves", QJsonArray());
    }

    void checked() {
        CheckedFile file;
        file.loaded = loadedFrom(10, "/m/mix.wav", 1);
        CodedClipping& clipping = file.clipping.emplace();
        clipping.codec = {CodecKind::Aac, 256};
        clipping.channels[0] = {3, 4, Seconds{1.5}};
        clipping.channels[1] = {5, 6, {}};
        clipping.overs = {{{1.5}, {0.25}}, {{2.5}, {0.75}}};
        clipping.truePeak = {0.875};
        file.checks = {{Outlet::Cd, CheckedFor::Bits, Judgement::Wrong, 24.0, {}},
                       {Outlet::Club, CheckedFor::Phase, Judgement::Unknown, {}, Seconds{4.25}}};
        const std::vector<std::filesystem::path> paths{"/m/mix.wav", "/e"};
        const std::vector<Result<CheckedFile>> files{file, Error{ErrorCode::NoAudio, {}, "/e"}};
        const MasterOfFigures m;
        leaves_ = leavesOf(checkJson(paths, files, m.outcome.services,
                                     Warning{WarningCode::ServicesIgnored, 0.0, "why"}));
        is("version", 1);
        isTrack("files.0", file.loaded, 10);
        is("files.0.places.0.kind", "clipped");
        is("files.0.places.0.start_s", 10.5);
        is("files.0.places.0.end_s", 10.75);
        is("files.0.places.0.amount", 17);
        is("files.0.places.0.text", "clipped, 17 samples");
        is("files.0.services.0.name", "Somewhere");
        is("files.0.services.0.gain_db", -2.9);
        std::erase_if(leaves_,
                      [](const auto& leaf) { return leaf.first.startsWith("files.0.services"); });
        const QString codec = "files.0.codecs.0.";
        is(codec + "name", "aac-256");
        is(codec + "encoder", "FFmpeg's AAC encoder (not Apple's)");
        is(codec + "before.overs", 2);
        is(codec + "before.true_peak_dbtp", 0.875);
        is(codec + "before.worst_s", 2.5);
        is(codec + "after", QJsonValue());
        is(codec + "file", QJsonValue());
        is(codec + "channels.0.on_sample", 3);
        is(codec + "channels.0.inter_sample", 4);
        is(codec + "channels.0.first_s", 1.5);
        is(codec + "channels.1.on_sample", 5);
        is(codec + "channels.1.inter_sample", 6);
        is(codec + "channels.1.first_s", QJsonValue());
        is(codec + "text", QString::fromStdString(clippingText(clipping)));
        for (std::size_t i = 0; i < 2; ++i) {
            const QString verdict = QStringLiteral("files.0.verdicts.%1.").arg(i);
            is(verdict + "destination", i == 0 ? "cd" : "club");
            is(verdict + "what", i == 0 ? "bits" : "phase");
            is(verdict + "verdict", i == 0 ? "wrong" : "unknown");
            is(verdict + "amount", i == 0 ? QJsonValue(24) : QJsonValue());
            is(verdict + "at_s", i == 0 ? QJsonValue() : QJsonValue(4.25));
            is(verdict + "text", QString::fromStdString(checkText(file.checks[i])));
        }
        is("files.1.path", "/e");
        is("files.1.error.code", "no_audio");
        is("files.1.error.text", QString::fromStdString(sentenceFor(files[1].error())));
        is("files.1.error.path", "/e");
        is("warnings.0.code", "services_ignored");
        is("warnings.0.text",
           QString::fromStdString(sentenceFor(Warning{WarningCode::ServicesIgnored, 0.0, "why"})));
        nothingIsLeft();
    }

    void filesAndErrors() {
        const std::vector<std::filesystem::path> files{"/a", "/b"};
        const std::vector<Error> errors{{ErrorCode::Corrupt, "why", "/c"},
                                        {ErrorCode::Cancelled, {}, {}}};
        leaves_ = leavesOf(filesJson(files, errors));
        is("version", 1);
        is("files.0", "/a");
        is("files.1", "/b");
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const QString at = "left_out." + QString::number(i);
            is(at + ".code", i == 0 ? "corrupt" : "cancelled");
            is(at + ".text", QString::fromStdString(sentenceFor(errors[i])));
            is(at + ".path", i == 0 ? QJsonValue("/c") : QJsonValue());
        }
        nothingIsLeft();

        leaves_ = leavesOf(errorJson("usage", "Wrong.", "/d"));
        is("version", 1);
        is("error.code", "usage");
        is("error.text", "Wrong.");
        is("error.path", "/d");
        nothingIsLeft();

        const std::vector<std::filesystem::path> paths{"/m/mix.wav", "/e"};
        const std::vector<Result<LoadedTrack>> tracks{loadedFrom(10, "/m/mix.wav", 1),
                                                      Error{ErrorCode::NoAudio, {}, "/e"}};
        leaves_ = leavesOf(analyseJson(paths, tracks));
        is("version", 1);
        isTrack("tracks.0", *tracks[0], 10);
        is("tracks.0.places.0.kind", "clipped");
        is("tracks.0.places.0.start_s", 10.5);
        is("tracks.0.places.0.end_s", 10.75);
        is("tracks.0.places.0.amount", 17);
        is("tracks.0.places.0.text", "clipped, 17 samples");
        is("tracks.1.path", "/e");
        is("tracks.1.error.code", "no_audio");
        is("tracks.1.error.text", QString::fromStdString(sentenceFor(tracks[1].error())));
        is("tracks.1.error.path", "/e");
        nothingIsLeft();
    }
};

QTEST_APPLESS_MAIN(CliJsonTest)
#include "cli_json_test.moc"
