// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/pipeline.h"
#include "core/session/session_json.h"

#include <QHash>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <vector>

using namespace kilter;

namespace {

/// How many members a value has. Each stands in the table below with a change of its own; whoever
/// adds a member finds that this does not compile, and adds a row to the table.
const QHash<QString, int> kMembers{
    {"session",
     [](const Session& v) {
         const auto& [mix, references, profiles, moveOptions, moves, ownBands, match, curve, phase,
                      target, compressor, limiter, delivery, created] = v;
         return (void)mix, (void)references, (void)profiles, (void)moveOptions, (void)moves,
                (void)ownBands, (void)match, (void)curve, (void)phase, (void)target,
                (void)compressor, (void)limiter, (void)delivery, (void)created, 14;
     }(Session{})},
    {"source",
     [](const Source& v) {
         const auto& [path, fingerprint, section] = v;
         return (void)path, (void)fingerprint, (void)section, 3;
     }({})},
    {"fingerprint",
     [](const Fingerprint& v) {
         const auto& [bytes, hash] = v;
         return (void)bytes, (void)hash, 2;
     }({})},
    {"section",
     [](const Section& v) {
         const auto& [begin, end] = v;
         return (void)begin, (void)end, 2;
     }({})},
    {"good",
     [](const GoodSections& v) {
         const auto& [length, within] = v;
         return (void)length, (void)within, 2;
     }({})},
    {"pushed",
     [](const PushedBand& v) {
         const auto& [band, before, after] = v;
         return (void)band, (void)before, (void)after, 3;
     }({})},
    {"loudest",
     [](const LoudestSection& v) {
         const auto& [length] = v;
         return (void)length, 1;
     }({})},
    {"reference",
     [](const SessionReference& v) {
         const auto& [source, used, weight] = v;
         return (void)source, (void)used, (void)weight, 3;
     }({})},
    {"profile",
     [](const SessionProfile& v) {
         const auto& [path, used, weight] = v;
         return (void)path, (void)used, (void)weight, 3;
     }({})},
    {"moveOptions",
     [](const MoveOptions& v) {
         const auto& [most, limit, fullGap, amount, sideMoves] = v;
         return (void)most, (void)limit, (void)fullGap, (void)amount, (void)sideMoves, 5;
     }({})},
    {"move",
     [](const Move& v) {
         const auto& [shape, placement, enabled, amount, confidence, proposed, asProposed, reason] =
             v;
         return (void)shape, (void)placement, (void)enabled, (void)amount, (void)confidence,
                (void)proposed, (void)asProposed, (void)reason, 8;
     }({})},
    {"shape",
     [](const FilterShape& v) {
         const auto& [kind, frequency, gain, q, slope] = v;
         return (void)kind, (void)frequency, (void)gain, (void)q, (void)slope, 5;
     }({})},
    {"reason",
     [](const MoveReason& v) {
         const auto& [band, gap, spread, share, low, high, sigma, disagreement, before, after,
                      pushed] = v;
         return (void)band, (void)gap, (void)spread, (void)share, (void)low, (void)high,
                (void)sigma, (void)disagreement, (void)before, (void)after, (void)pushed, 11;
     }({})},
    {"match",
     [](const MatchOptions& v) {
         const auto& [percent, detail, limit] = v;
         return (void)percent, (void)detail, (void)limit, 3;
     }({})},
    {"curve",
     [](const MatchCurve& v) {
         const auto& [gain, options] = v;
         return (void)gain, (void)options, 2;
     }({})},
    {"target",
     [](const Target& v) {
         const auto& [loudness, drive] = v;
         return (void)loudness, (void)drive, 2;
     }({})},
    {"compressor",
     [](const CompressorSpec& v) {
         const auto& [enabled, threshold, ratio, attack, release, knee, highPass, mix, makeUp] = v;
         return (void)enabled, (void)threshold, (void)ratio, (void)attack, (void)release,
                (void)knee, (void)highPass, (void)mix, (void)makeUp, 9;
     }({})},
    {"limiter",
     [](const LimiterSettings& v) {
         const auto& [mode, ceiling, trim, link, release] = v;
         return (void)mode, (void)ceiling, (void)trim, (void)link, (void)release, 5;
     }({})},
    {"delivery",
     [](const Delivery& v) {
         const auto& [rate, format, wav, samples, dither, title, artist, isrc, survives] = v;
         return (void)rate, (void)format, (void)samples, (void)dither, (void)title, (void)artist,
                (void)isrc, (void)survives, (void)wav, 9;
     }({})},
    {"survives",
     [](const CodecDemands& v) {
         const auto& [codecs, ceiling] = v;
         return (void)codecs, (void)ceiling, 2;
     }({})},
    {"codec",
     [](const Codec& v) {
         const auto& [kind, kbps] = v;
         return (void)kind, (void)kbps, 2;
     }({})},
};

struct Row {
    const char* name; ///< "value.member"
    std::function<void(Session&)> change;
    Stage stale;
    bool saved = true;
};

Move& moveOf(Session& session) {
    return session.moves->front();
}

const std::vector<Row>& table() {
    static const std::vector<Row> rows{
        {"session.mix", [](Session& s) { s.mix.path = "/else.wav"; }, Stage::Load},
        {"session.references", [](Session& s) { s.references.emplace_back(); }, Stage::Load},
        {"session.profiles", [](Session& s) { s.profiles.emplace_back(); }, Stage::Compare},
        {"session.moveOptions", [](Session& s) { s.moveOptions.most = 4; }, Stage::Propose},
        {"session.moves", [](Session& s) { s.moves.reset(); }, Stage::Propose},
        {"session.ownBands", [](Session& s) { s.ownBands.emplace_back(); }, Stage::Propose},
        {"session.match", [](Session& s) { s.match.reset(); }, Stage::Propose},
        {"session.curve", [](Session& s) { s.curve.reset(); }, Stage::Solve},
        {"session.phase", [](Session& s) { s.phase = KernelPhase::Linear; }, Stage::Solve},
        {"session.target", [](Session& s) { s.target.loudness = Lufs{-9.0}; }, Stage::Solve},
        {"session.compressor", [](Session& s) { s.compressor.enabled = true; }, Stage::Solve},
        {"session.limiter", [](Session& s) { s.limiter.link = 0.2; }, Stage::Solve},
        {"session.delivery", [](Session& s) { s.delivery.title = "x"; }, Stage::Nothing},
        {"session.created", [](Session& s) { s.created = "2026-02-01"; }, Stage::Nothing},

        {"source.path", [](Session& s) { s.references[0].source.path = "/b.wav"; }, Stage::Load},
        {"source.fingerprint", [](Session& s) { s.mix.fingerprint = {}; }, Stage::Load},
        {"source.section", [](Session& s) { s.mix.section = WholeTrack{}; }, Stage::Load},
        {"fingerprint.bytes", [](Session& s) { ++s.mix.fingerprint.bytes; }, Stage::Load},
        {"fingerprint.hash", [](Session& s) { ++s.mix.fingerprint.hash; }, Stage::Load},
        {"section.begin",
         [](Session& s) {
             s.references[0].source.section = Section{{3.0}, {9.0}};
         },
         Stage::Load},
        {"section.end",
         [](Session& s) {
             s.references[0].source.section = Section{{2.0}, {8.0}};
         },
         Stage::Load},
        {"good.length", [](Session& s) { s.references[1].source.section = GoodSections{{20.0}}; },
         Stage::Load},
        {"good.within",
         [](Session& s) {
             s.references[1].source.section = GoodSections{GoodSections{}.length, {1.0}};
         },
         Stage::Load},
        {"loudest.length", [](Session& s) { s.mix.section = LoudestSection{{20.0}}; }, Stage::Load},

        {"reference.source", [](Session& s) { s.references[0].source = {}; }, Stage::Load},
        {"reference.used", [](Session& s) { s.references[0].used = false; }, Stage::Compare},
        {"reference.weight", [](Session& s) { s.references[0].weight = 2.0; }, Stage::Compare},
        {"profile.path", [](Session& s) { s.profiles[0].path = "/q.json"; }, Stage::Compare},
        {"profile.used", [](Session& s) { s.profiles[0].used = false; }, Stage::Compare},
        {"profile.weight", [](Session& s) { s.profiles[0].weight = 2.0; }, Stage::Compare},

        {"moveOptions.most", [](Session& s) { s.moveOptions.most = 3; }, Stage::Propose},
        {"moveOptions.limit", [](Session& s) { s.moveOptions.limit = {3.0}; }, Stage::Propose},
        {"moveOptions.fullGap", [](Session& s) { s.moveOptions.fullGap = true; }, Stage::Propose},
        {"moveOptions.amount", [](Session& s) { s.moveOptions.amount = 0.5; }, Stage::Propose},
        {"moveOptions.sideMoves", [](Session& s) { s.moveOptions.sideMoves = false; },
         Stage::Propose},

        {"move.shape", [](Session& s) { moveOf(s).shape.gain = {1.0}; }, Stage::Solve},
        {"move.placement", [](Session& s) { moveOf(s).placement = Placement::Side; }, Stage::Solve},
        {"move.enabled", [](Session& s) { moveOf(s).enabled = false; }, Stage::Solve},
        {"move.amount", [](Session& s) { moveOf(s).amount = 0.5; }, Stage::Solve},
        {"move.confidence", [](Session& s) { moveOf(s).confidence = 0.25; }, Stage::Solve},
        {"move.proposed", [](Session& s) { moveOf(s).proposed = false; }, Stage::Solve},
        {"move.reason", [](Session& s) { moveOf(s).reason.band = 2; }, Stage::Solve},
        {"move.asProposed", [](Session& s) { moveOf(s).asProposed = FilterShape{}; }, Stage::Solve},
        {"shape.kind", [](Session& s) { moveOf(s).shape.kind = FilterKind::Tilt; }, Stage::Solve},
        {"shape.frequency", [](Session& s) { moveOf(s).shape.frequency = {95.0}; }, Stage::Solve},
        {"shape.gain", [](Session& s) { moveOf(s).shape.gain = {-2.0}; }, Stage::Solve},
        {"shape.q", [](Session& s) { moveOf(s).shape.q = 1.25; }, Stage::Solve},
        {"shape.slope", [](Session& s) { moveOf(s).shape.slopeDbPerOctave = 24; }, Stage::Solve},
        {"reason.band", [](Session& s) { moveOf(s).reason.band = 3; }, Stage::Solve},
        {"reason.gap", [](Session& s) { moveOf(s).reason.gap = {-1.5}; }, Stage::Solve},
        {"reason.spread", [](Session& s) { moveOf(s).reason.spread = {0.5}; }, Stage::Solve},
        {"reason.share", [](Session& s) { moveOf(s).reason.shareGap = -0.5; }, Stage::Solve},
        {"reason.low", [](Session& s) { moveOf(s).reason.low = {60.0}; }, Stage::Solve},
        {"reason.high", [](Session& s) { moveOf(s).reason.high = {250.0}; }, Stage::Solve},
        {"reason.sigma", [](Session& s) { moveOf(s).reason.sigma = {0.25}; }, Stage::Solve},
        {"reason.disagreement", [](Session& s) { moveOf(s).reason.disagreement = Decibels{1.0}; },
         Stage::Solve},
        {"reason.before", [](Session& s) { moveOf(s).reason.monoLossBefore = Decibels{1.0}; },
         Stage::Solve},
        {"reason.after", [](Session& s) { moveOf(s).reason.monoLossAfter = Decibels{1.0}; },
         Stage::Solve},

        {"reason.pushed", [](Session& s) { moveOf(s).reason.pushed = {{}}; }, Stage::Solve},
        {"pushed.band", [](Session& s) { s.ownBands[0].reason.pushed[0].band = 2; },
         Stage::Propose},
        {"pushed.before", [](Session& s) { s.ownBands[0].reason.pushed[0].before = {1.0}; },
         Stage::Propose},
        {"pushed.after", [](Session& s) { s.ownBands[0].reason.pushed[0].after = {1.0}; },
         Stage::Propose},

        {"match.percent", [](Session& s) { s.match->percent = 75.0; }, Stage::Propose},
        {"match.detail", [](Session& s) { s.match->detailOctaves = 0.5; }, Stage::Propose},
        {"match.limit", [](Session& s) { s.match->limit = {3.0}; }, Stage::Propose},
        {"curve.gain", [](Session& s) { s.curve->gain.back() = {1.0}; }, Stage::Solve},
        {"curve.options", [](Session& s) { s.curve->options.percent = 75.0; }, Stage::Solve},

        {"target.loudness", [](Session& s) { s.target.loudness.reset(); }, Stage::Solve},
        {"target.drive", [](Session& s) { s.target.drive = {3.0}; }, Stage::Solve},
        {"compressor.enabled", [](Session& s) { s.compressor.enabled = true; }, Stage::Solve},
        {"compressor.threshold", [](Session& s) { s.compressor.thresholdDb = -30.5; },
         Stage::Solve},
        {"compressor.ratio", [](Session& s) { s.compressor.ratio = 4.0; }, Stage::Solve},
        {"compressor.attack", [](Session& s) { s.compressor.attackMs = 0.3; }, Stage::Solve},
        {"compressor.release", [](Session& s) { s.compressor.releaseMs = 300.0; }, Stage::Solve},
        {"compressor.knee", [](Session& s) { s.compressor.kneeDb = 0.0; }, Stage::Solve},
        {"compressor.highPass", [](Session& s) { s.compressor.highPassHz = 120.0; }, Stage::Solve},
        {"compressor.mix", [](Session& s) { s.compressor.mixPercent = 40.0; }, Stage::Solve},
        {"compressor.makeUp", [](Session& s) { s.compressor.makeUpDb = 0.0; }, Stage::Solve},
        {"limiter.mode", [](Session& s) { s.limiter.mode = LimiterMode::Loud; }, Stage::Solve},
        {"limiter.ceiling", [](Session& s) { s.limiter.ceiling = {-2.0}; }, Stage::Solve},
        {"limiter.trim", [](Session& s) { s.limiter.trim = {-0.5}; }, Stage::Solve,
         false}, // a result
        {"limiter.link", [](Session& s) { s.limiter.link = 0.5; }, Stage::Solve},
        {"limiter.release", [](Session& s) { s.limiter.releaseMs = 80.0; }, Stage::Solve},

        {"delivery.rate", [](Session& s) { s.delivery.rate = SampleRate{48000}; }, Stage::Solve},
        {"delivery.format", [](Session& s) { s.delivery.format = FileFormat::Aiff; },
         Stage::Nothing},
        {"delivery.wav", [](Session& s) { s.delivery.wav = WavText::Plain; }, Stage::Nothing},
        {"delivery.samples", [](Session& s) { s.delivery.samples = SampleFormat::Pcm16; },
         Stage::Solve}, // which codecs hear
        {"delivery.dither", [](Session& s) { s.delivery.dither = DitherKind::None; }, Stage::Solve},
        {"delivery.title", [](Session& s) { s.delivery.title = ""; }, Stage::Nothing},
        {"delivery.artist", [](Session& s) { s.delivery.artist = "y"; }, Stage::Nothing},
        {"delivery.isrc", [](Session& s) { s.delivery.isrc = "GBAYE6800011"; }, Stage::Nothing},
        {"delivery.survives", [](Session& s) { s.delivery.survives = {}; }, Stage::Solve},
        {"survives.codecs", [](Session& s) { s.delivery.survives.codecs.pop_back(); },
         Stage::Solve},
        {"survives.ceiling", [](Session& s) { s.delivery.survives.ceiling = {-0.5}; },
         Stage::Solve},
        {"codec.kind", [](Session& s) { s.delivery.survives.codecs[0].kind = CodecKind::Vorbis; },
         Stage::Solve},
        {"codec.kbps", [](Session& s) { s.delivery.survives.codecs[0].kbps = 128; }, Stage::Solve},
    };
    return rows;
}

/// With something in every place that the table changes.
Session full() {
    Session session;
    session.created = "2026-01-31";
    session.mix = {"/mix.wav", {5, 7}, LoudestSection{}};
    session.references = {{{"/a.wav", {8, 9}, Section{{2.0}, {9.0}}}, true, 1.0},
                          {{"/b.wav", {}, GoodSections{}}, true, 1.0}};
    session.profiles = {{"/p.json", true, 1.0}};
    session.moves = Moves(1);
    session.ownBands = Moves(1);
    session.ownBands[0].reason.pushed = {{}};
    session.match = MatchOptions{};
    session.curve = MatchCurve{};
    session.delivery.survives = {{{CodecKind::Aac, 256}, {CodecKind::Opus, 96}}, {-1.0}};
    return session;
}

} // namespace

/// Every member of every value in a session: in its equality, in its file, and in what an edit of
/// it makes stale.
class SessionFieldsTest : public QObject {
    Q_OBJECT

  private slots:
    void everyMemberHasItsRow() {
        QHash<QString, int> rows;
        for (const Row& row : table())
            ++rows[QString(row.name).section('.', 0, 0)];
        QCOMPARE(rows, kMembers);
    }

    void withoutCodecsTheMasterIsTheSameForAllSamples() {
        Session before = full();
        before.delivery.survives.codecs.clear();
        Session after = before;
        after.delivery.samples = SampleFormat::Pcm16;
        after.delivery.dither = DitherKind::None;
        QCOMPARE(firstStale(before, after), Stage::Nothing);
    }

    void everyMember_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < table().size(); ++i)
            QTest::newRow(table()[i].name) << static_cast<int>(i);
    }
    void everyMember() {
        QFETCH(int, row);
        const Row& member = table()[static_cast<std::size_t>(row)];
        const Session before = full();
        Session after = before;
        QVERIFY(after == before);
        QCOMPARE(firstStale(before, after), Stage::Nothing);
        member.change(after);

        QVERIFY(!(after == before) && !(before == after));
        QCOMPARE(firstStale(before, after), member.stale);
        QCOMPARE(firstStale(after, before), member.stale);

        const auto back = sessionFromJson(sessionToJson(after, "/"), "/");
        QVERIFY2(back, back ? "" : back.error().detail.c_str());
        QCOMPARE(*back == after, member.saved);
        QCOMPARE(*back == before, !member.saved);
    }
};

QTEST_APPLESS_MAIN(SessionFieldsTest)
#include "session_fields_test.moc"
