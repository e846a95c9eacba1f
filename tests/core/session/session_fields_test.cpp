// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/pipeline.h"
#include "core/session/session_json.h"

#include <QTest>

#include <functional>
#include <string>
#include <vector>

using namespace kilter;

namespace {

using Change = std::function<void(Session&)>;

/// One value of a session: what changes it, and how far back that reaches.
struct Field {
    std::string name;
    Change change;
    Stage stale;
};

// One function a struct. Its first line names every member: one that is added does not compile
// until it has a row.

template <class T>
using In = std::function<T&(Session&)>;

class Fields {
  public:
    std::vector<Field> all;

    template <class T, class Edit>
    void add(std::string name, const In<T>& in, Stage stale, Edit edit) {
        all.push_back({std::move(name), [in, edit](Session& s) { edit(in(s)); }, stale});
    }

    void source(const std::string& at, const In<Source>& in) {
        [[maybe_unused]] const auto& [path, fingerprint, section] = Source{};
        [[maybe_unused]] const auto& [bytes, hash] = Fingerprint{};
        const auto row = [&](const char* name, auto edit) {
            add(at + name, in, Stage::Load, edit);
        };
        row("path", [](Source& s) { s.path += "x"; });
        row("bytes", [](Source& s) { s.fingerprint.bytes += 1; });
        row("hash", [](Source& s) { s.fingerprint.hash += 1; });
        row("section", [](Source& s) { s.section = WholeTrack{}; });
        row("section's length", [](Source& s) { s.section = LoudestSection{{20.0}}; });
        row("section's begin", [](Source& s) { s.section = Section{{1.5}, {31.0}}; });
        row("section's end", [](Source& s) { s.section = Section{{1.0}, {32.0}}; });
    }

    void reference(const In<SessionReference>& in) {
        [[maybe_unused]] const auto& [source_, used, weight] = SessionReference{};
        source("reference.", [in](Session& s) -> Source& { return in(s).source; });
        add("reference.used", in, Stage::Compare, [](auto& r) { r.used = !r.used; });
        add("reference.weight", in, Stage::Compare, [](auto& r) { r.weight *= 2.0; });
    }

    void profile(const In<SessionProfile>& in) {
        [[maybe_unused]] const auto& [path, used, weight] = SessionProfile{};
        add("profile.path", in, Stage::Compare, [](auto& p) { p.path += "x"; });
        add("profile.used", in, Stage::Compare, [](auto& p) { p.used = !p.used; });
        add("profile.weight", in, Stage::Compare, [](auto& p) { p.weight *= 2.0; });
    }

    void options(const In<MoveOptions>& in) {
        [[maybe_unused]] const auto& [most, limit, fullGap, amount, sideMoves] = MoveOptions{};
        const auto row = [&](const char* name, auto edit) {
            add(std::string("options.") + name, in, Stage::Propose, edit);
        };
        row("most", [](MoveOptions& o) { o.most += 1; });
        row("limit", [](MoveOptions& o) { o.limit += Decibels{0.5}; });
        row("full gap", [](MoveOptions& o) { o.fullGap = !o.fullGap; });
        row("amount", [](MoveOptions& o) { o.amount += 0.25; });
        row("side moves", [](MoveOptions& o) { o.sideMoves = !o.sideMoves; });
    }

    void move(const std::string& at, const In<Move>& in, Stage stale) {
        [[maybe_unused]] const auto& [shape, placement, enabled, amount, confidence, proposed,
                                      reason, asProposed] = Move{};
        [[maybe_unused]] const auto& [kind, frequency, gain, q, slope] = FilterShape{};
        [[maybe_unused]] const auto& [band, gap, spread, share, low, high, sigma, disagreement,
                                      before, after, pushed] = MoveReason{};
        const auto row = [&](const char* name, auto edit) { add(at + name, in, stale, edit); };
        row("kind", [](Move& m) { m.shape.kind = FilterKind::HighCut; });
        row("frequency", [](Move& m) { m.shape.frequency.value *= 2.0; });
        row("gain", [](Move& m) { m.shape.gain.value += 0.5; });
        row("q", [](Move& m) { m.shape.q *= 2.0; });
        row("slope", [](Move& m) { m.shape.slopeDbPerOctave += 6; });
        row("placement", [](Move& m) { m.placement = Placement::Mid; });
        row("enabled", [](Move& m) { m.enabled = !m.enabled; });
        row("amount", [](Move& m) { m.amount *= 0.5; });
        row("confidence", [](Move& m) { m.confidence += 0.125; });
        row("proposed", [](Move& m) { m.proposed = !m.proposed; });
        row("reason.band", [](Move& m) { m.reason.band += 1; });
        row("reason.gap", [](Move& m) { m.reason.gap.value += 0.5; });
        row("reason.spread", [](Move& m) { m.reason.spread.value += 0.5; });
        row("reason.share", [](Move& m) { m.reason.shareGap += 0.125; });
        row("reason.low", [](Move& m) { m.reason.low.value *= 2.0; });
        row("reason.high", [](Move& m) { m.reason.high.value *= 2.0; });
        row("reason.sigma", [](Move& m) { m.reason.sigma.value += 0.5; });
        row("reason.disagreement", [](Move& m) { *m.reason.disagreement += Decibels{0.5}; });
        row("no disagreement", [](Move& m) { m.reason.disagreement.reset(); });
        row("reason.mono before", [](Move& m) { *m.reason.monoLossBefore += Decibels{0.5}; });
        row("as proposed", [](Move& m) { m.asProposed->gain.value += 0.5; });
        row("not proposed as", [](Move& m) { m.asProposed.reset(); });
        row("reason.pushed", [](Move& m) { m.reason.pushed.front().after.value += 0.5; });
        row("nothing pushed", [](Move& m) { m.reason.pushed.clear(); });
        row("reason.mono after", [](Move& m) { *m.reason.monoLossAfter += Decibels{0.5}; });
    }

    void match() {
        [[maybe_unused]] const auto& [percent, detail, limit] = MatchOptions{};
        [[maybe_unused]] const auto& [options_, gain] = MatchCurve{};
        const In<MatchOptions> asked = [](Session& s) -> MatchOptions& { return *s.match; };
        const In<MatchOptions> made = [](Session& s) -> MatchOptions& { return s.curve->options; };
        for (const auto& [at, in, stale] :
             {std::tuple{"match.", asked, Stage::Propose}, {"curve.", made, Stage::Solve}}) {
            add(std::string(at) + "percent", in, stale, [](auto& m) { m.percent += 5.0; });
            add(std::string(at) + "detail", in, stale, [](auto& m) { *m.detailOctaves += 0.125; });
            add(std::string(at) + "limit", in, stale, [](auto& m) { m.limit.value += 0.5; });
        }
        all.push_back({"curve's first", [](Session& s) { s.curve->gain.front().value += 0.5; },
                       Stage::Solve});
        all.push_back(
            {"curve's last", [](Session& s) { s.curve->gain.back().value += 0.5; }, Stage::Solve});
        all.push_back({"no match", [](Session& s) { s.match.reset(); }, Stage::Propose});
        all.push_back({"no curve", [](Session& s) { s.curve.reset(); }, Stage::Solve});
    }

    void sound() {
        [[maybe_unused]] const auto& [loudness, drive] = Target{};
        // The trim is the solver's to find: no decision, and in no file.
        [[maybe_unused]] const auto& [mode, ceiling, trim, link, release] = LimiterSettings{};
        const auto row = [&](const char* name, const Change& change) {
            all.push_back({name, change, Stage::Solve});
        };
        row("phase", [](Session& s) { s.phase = KernelPhase::Linear; });
        row("loudness", [](Session& s) { s.target.loudness = Lufs{-9.0}; });
        row("no loudness", [](Session& s) { s.target.loudness.reset(); });
        row("drive", [](Session& s) { s.target.drive = {3.0}; });
        row("limiter", [](Session& s) { s.limiter.mode = LimiterMode::Off; });
        row("ceiling", [](Session& s) { s.limiter.ceiling = {-0.5}; });
        row("link", [](Session& s) { s.limiter.link = 0.75; });
        row("release", [](Session& s) { s.limiter.releaseMs = 125.0; });
    }

    void delivery() {
        [[maybe_unused]] const auto& [rate, format, samples, dither, title, artist, isrc] =
            Delivery{};
        const auto row = [&](const char* name, Stage stale, const Change& change) {
            all.push_back({name, change, stale});
        };
        row("rate", Stage::Solve, [](Session& s) { s.delivery.rate = SampleRate{96000}; });
        row("the mix's rate", Stage::Solve, [](Session& s) { s.delivery.rate.reset(); });
        row("format", Stage::Nothing, [](Session& s) { s.delivery.format = FileFormat::Aiff; });
        row("bits", Stage::Nothing, [](Session& s) { s.delivery.samples = SampleFormat::Pcm16; });
        row("dither", Stage::Nothing, [](Session& s) { s.delivery.dither = DitherKind::Shaped; });
        row("title", Stage::Nothing, [](Session& s) { s.delivery.title = "Other"; });
        row("artist", Stage::Nothing, [](Session& s) { s.delivery.artist = "Other"; });
        row("isrc", Stage::Nothing, [](Session& s) { s.delivery.isrc = "USRC17607839"; });
        row("no title", Stage::Nothing, [](Session& s) { s.delivery.title.reset(); });
        row("no artist", Stage::Nothing, [](Session& s) { s.delivery.artist.reset(); });
        row("no isrc", Stage::Nothing, [](Session& s) { s.delivery.isrc.reset(); });
        row("created", Stage::Nothing, [](Session& s) { s.created = "2026-02-02"; });
    }

    void moves() {
        move(
            "move.", [](Session& s) -> Move& { return s.moves->front(); }, Stage::Solve);
        move(
            "own band.", [](Session& s) -> Move& { return s.ownBands.front(); }, Stage::Propose);
        all.push_back({"no moves", [](Session& s) { s.moves.reset(); }, Stage::Propose});
        all.push_back({"one move less", [](Session& s) { s.moves->pop_back(); }, Stage::Solve});
        all.push_back({"no own band", [](Session& s) { s.ownBands.clear(); }, Stage::Propose});
    }
};

std::vector<Field> everyField() {
    [[maybe_unused]] const auto& [mix, references, profiles, moveOptions, moves, ownBands, match,
                                  curve, phase, target, limiter, delivery, created] = Session{};
    Fields fields;
    fields.source("mix.", [](Session& s) -> Source& { return s.mix; });
    fields.reference([](Session& s) -> SessionReference& { return s.references.front(); });
    fields.profile([](Session& s) -> SessionProfile& { return s.profiles.front(); });
    fields.all.push_back(
        {"one reference less", [](Session& s) { s.references.pop_back(); }, Stage::Load});
    fields.all.push_back(
        {"one profile less", [](Session& s) { s.profiles.pop_back(); }, Stage::Compare});
    fields.options([](Session& s) -> MoveOptions& { return s.moveOptions; });
    fields.moves();
    fields.match();
    fields.sound();
    fields.delivery();
    return fields.all;
}

/// With a value in everything, none of them what it is by itself.
Session fullSession() {
    Session s;
    s.mix = {"/music/mix.wav", {1000, 2000}, Section{{1.0}, {31.0}}};
    s.references = {{{"/music/a.wav", {3, 4}, Section{{1.0}, {31.0}}}, true, 1.5},
                    {{"/music/b.wav", {5, 6}, LoudestSection{{25.0}}}, false, 0.5}};
    s.profiles = {{"/music/genre.json", false, 1.5}, {{}, true, 2.5}};
    s.moveOptions = {3, {3.5}, true, 0.75, false};
    Move move;
    move.shape = {FilterKind::LowShelf, {120.0}, {2.5}, 0.9, 24};
    move.placement = Placement::Side;
    move.enabled = false;
    move.amount = 0.8;
    move.confidence = 0.5;
    move.reason = {1,       {-2.0}, {0.5},         -0.25,         {60.0},
                   {250.0}, {0.4},  Decibels{0.6}, Decibels{1.5}, Decibels{1.0}};
    move.reason.pushed = {{2, {0.5}, {1.5}}};
    move.asProposed = move.shape;
    s.moves = Moves{move, move};
    s.ownBands = {move};
    s.match = MatchOptions{60.0, 0.5, {5.0}};
    s.curve = MatchCurve{};
    s.curve->options = {55.0, 0.6, {4.0}};
    for (Decibels& gain : s.curve->gain)
        gain = {1.25};
    s.target = {Lufs{-11.0}, {1.0}};
    s.limiter = {LimiterMode::Loud, {-2.0}, {}, 0.25, 60.0};
    s.delivery = {SampleRate{48000}, FileFormat::Wav, SampleFormat::Pcm24, DitherKind::Tpdf,
                  "A title",         "An artist",     "GBAYE6800011"};
    s.created = "2026-01-01";
    return s;
}

} // namespace

/// Every field of every value that a session is made of: that it tells two sessions apart, is kept
/// by its file, and makes stale what follows from it. Nothing can be added without a row here.
class SessionFieldsTest : public QObject {
    Q_OBJECT

  private slots:
    void fields_data() {
        QTest::addColumn<int>("index");
        const auto all = everyField();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
    }
    void fields() {
        QFETCH(const int, index);
        const Field field = everyField()[static_cast<std::size_t>(index)];
        const Session before = fullSession();
        Session after = before;
        field.change(after);
        QVERIFY(!(after == before));
        QVERIFY(firstStale(before, after) == field.stale);
        QVERIFY(firstStale(after, before) == field.stale);
        const auto kept = sessionFromJson(sessionToJson(after, "/music"), "/music");
        QVERIFY2(kept, kept ? "" : kept.error().detail.c_str());
        QVERIFY(*kept == after);
    }
    void nothingChanged() { QVERIFY(firstStale(fullSession(), fullSession()) == Stage::Nothing); }
};

QTEST_APPLESS_MAIN(SessionFieldsTest)
#include "session_fields_test.moc"
