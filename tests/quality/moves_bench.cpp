// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether the moves are what an engineer would sign, on anybody's music: a table of figures, and an
// exit status that says whether they hold what Kilter promises.

#include "core/moves/predict.h"
#include "core/reference/same_song.h"
#include "tests/quality/balance_figures.h"
#include "tests/quality/balance_trials.h"
#include "tests/quality/moves_pipeline.h"
#include "tests/quality/proofs.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>

namespace {

using namespace kilter;
using namespace kilter::quality;

using Pieces = std::vector<Piece>;

bool saysSameSong(const Gap& gap) {
    return std::any_of(gap.warnings.begin(), gap.warnings.end(),
                       [](const Warning& w) { return w.code == WarningCode::SameSong; });
}

// Mix = reference, however it was cut, gained or coded: no move, and a notice.
void copies(const Pieces& pieces, Proofs& proofs) {
    struct Copy {
        const char* name;
        std::function<std::optional<AudioBuffer>(const Piece&)> make;
    };
    const auto codec = [](const char* arguments, const char* suffix) {
        return
            [=](const Piece& p) { return coded(p.track.audio, p.track.rate, arguments, suffix); };
    };
    const std::vector<Copy> kinds{
        {"untouched", [](const Piece& p) { return p.track.audio; }},
        {"trimmed by 7.3 s",
         [](const Piece& p) {
             const Frames off = Seconds{7.3} * p.track.rate;
             return cut(p.track.audio, off, p.track.audio.frames() - off - off);
         }},
        {"shifted by 1.234 s",
         [](const Piece& p) {
             const Frames by = Seconds{1.234} * p.track.rate;
             return cut(p.track.audio, {-by.count}, p.track.audio.frames() + by);
         }},
        {"9.7 dB softer", [](const Piece& p) { return gained(p.track.audio, {-9.7}); }},
        {"Vorbis 112k", codec("-c:a libvorbis -b:a 112k", ".ogg")},
        {"MP3 128k", codec("-c:a libmp3lame -b:a 128k", ".mp3")},
        {"MP3 320k", codec("-c:a libmp3lame -b:a 320k", ".mp3")},
        {"AAC 128k", codec("-c:a aac -b:a 128k", ".m4a")},
        {"MP3 128k, shifted, softer", [](const Piece& p) -> std::optional<AudioBuffer> {
             auto c = coded(p.track.audio, p.track.rate, "-c:a libmp3lame -b:a 128k", ".mp3");
             if (!c)
                 return std::nullopt;
             return gained(cut(*c, Seconds{0.777} * p.track.rate, p.track.audio.frames()), {-4.0});
         }}};
    std::size_t cases = 0;
    std::size_t moved = 0;
    std::size_t unnoticed = 0;
    double least = 1.0;
    for (const Piece& p : pieces)
        for (const Copy& kind : kinds) {
            const auto audio = kind.make(p);
            if (!audio)
                continue;
            ++cases;
            const Analysis copy = spectrumFiguresOf(*audio, p.track.rate);
            for (const bool backwards : {false, true}) {
                const Analysis& mix = backwards ? p.analysis : copy;
                const Gap gap = gapTo(mix, backwards ? copy : p.analysis);
                const Moves moves = proposeMoves(gap);
                if (!moves.empty()) {
                    ++moved;
                    std::printf("  %s, %s%s:", p.name.c_str(), kind.name,
                                backwards ? ", as reference" : "");
                    for (const Move& m : moves)
                        std::printf(" [%s %.0f Hz %+.1f dB Q %.2f]",
                                    std::string(nameOf(m.shape.kind)).c_str(),
                                    m.shape.frequency.value, m.shape.gain.value, m.shape.q);
                    std::printf("\n");
                }
                if (!saysSameSong(gap)) {
                    ++unnoticed;
                    std::printf("  not noticed: %s, %s\n", p.name.c_str(), kind.name);
                }
            }
            if (const auto a =
                    alignmentOf(copy.spectrogram, p.analysis.spectrogram, copy.section()))
                least = std::min(least, a->likeness);
        }
    proofs.add("copies: moves proposed where nothing is to do", static_cast<double>(moved),
               "<=", 0.0, 0, count(cases) + " copies, both ways");
    proofs.add("copies: not noticed", static_cast<double>(unnoticed), "<=", 0.0, 0,
               count(cases) + " copies, both ways");
    proofs.add("copies: least likeness of the rhythm", least, ">=", kSameRhythm, 2, count(cases));
    double most = -1.0;
    std::size_t pairs = 0;
    for (const Piece& a : pieces)
        for (const Piece& b : pieces)
            if (&a < &b)
                if (const auto r = alignmentOf(a.analysis.spectrogram, b.analysis.spectrogram,
                                               a.analysis.section())) {
                    ++pairs;
                    most = std::max(most, r->likeness);
                }
    proofs.add("different songs: greatest likeness of the rhythm", most, "<=", kSameRhythm, 2,
               count(pairs) + " pairs");
}

bool recovered(const FilterShape& truth, const Moves& moves) {
    if (moves.size() != 1)
        return false;
    FilterShape found = moves[0].shape;
    // A low shelf is a high shelf of the opposite gain, but for a constant.
    if (found.kind != truth.kind && found.kind != FilterKind::Bell &&
        truth.kind != FilterKind::Bell) {
        found.kind = truth.kind;
        found.gain = -found.gain;
    }
    return found.kind == truth.kind && std::abs((found.gain + truth.gain).value) <= 0.3 + 1e-9 &&
           std::abs(std::log2(found.frequency / truth.frequency)) <= 1.0 / 6.0 + 1e-9 &&
           std::abs(found.q / truth.q - 1.0) <= 0.25 + 1e-9;
}

// Known bands, one at a time over the grid, then several at once.
void knownBands(const Pieces& pieces, Proofs& proofs) {
    MoveOptions options;
    options.limit = {12.0};
    options.fullGap = true;
    std::size_t cases = 0;
    std::size_t good = 0;
    std::map<std::string, int> bad;
    std::vector<FilterShape> grid;
    for (int i = 0; i < 8; ++i) {
        const Hertz f{40.0 * std::pow(350.0, i / 7.0)};
        for (const double gain : {1.0, 3.0, 6.0}) {
            for (const double q : {0.35, 0.7, 1.5})
                grid.push_back({FilterKind::Bell, f, {gain}, q, 12});
            for (const double q : {0.5, 0.7})
                grid.push_back({f.value < 700.0 ? FilterKind::LowShelf : FilterKind::HighShelf,
                                f,
                                {gain},
                                q,
                                12});
        }
    }
    for (std::size_t p = 0; p < pieces.size(); ++p)
        for (std::size_t i = p % 3; i < grid.size(); i += 3) {
            FilterShape truth = grid[i];
            if ((i / 3 + p) % 2 == 0)
                truth.gain = -truth.gain;
            const Piece& piece = pieces[p];
            const Analysis mix = spectrumFiguresOf(
                filtered(piece.track.audio, piece.track.rate, {truth}), piece.track.rate);
            const Moves moves = proposeMoves(gapTo(mix, piece.analysis), options);
            ++cases;
            if (recovered(truth, moves))
                ++good;
            else
                ++bad[std::string(nameOf(truth.kind)) + " " + figure(truth.frequency.value, 0)];
        }
    for (const auto& [what, n] : bad)
        std::printf("  not recovered: %s Hz, %d times\n", what.c_str(), n);
    proofs.add("single known bands recovered, %",
               100.0 * static_cast<double>(good) / static_cast<double>(cases), ">=", 90.0, 1,
               count(cases) + " over the grid");
    for (const int k : {2, 3, 5}) {
        Dice dice(static_cast<unsigned>(k));
        Statistics errors;
        for (const Piece& piece : pieces)
            for (int trial = 0; trial < 2; ++trial) {
                std::vector<FilterShape> truth = randomBells(dice, k);
                const Analysis mix = spectrumFiguresOf(
                    filtered(piece.track.audio, piece.track.rate, truth), piece.track.rate);
                const Moves moves = proposeMoves(gapTo(mix, piece.analysis), options);
                Statistics sum, squares;
                for (int i = 24; i < 232; ++i) {
                    double h = 0.0;
                    for (const FilterShape& f : truth)
                        h += response(f, cellCentre(i)).value;
                    for (const Move& m : moves)
                        h += response(m.effective(), cellCentre(i)).value;
                    sum.add(h);
                    squares.add(h * h);
                }
                errors.add(std::sqrt(std::max(0.0, squares.mean() - sum.mean() * sum.mean())));
            }
        proofs.add(std::to_string(k) + " known bands: median RMS error of the curve, dB",
                   errors.median(), "<=", 0.1, 3,
                   count(errors.values.size()) + ", worst " + figure(errors.worst(), 2));
    }
}

// A song through five bells, against itself.
void sameSong(const Pieces& pieces, Proofs& proofs) {
    Statistics before, after, raw, predicted;
    Dice dice(2024);
    for (const Piece& piece : pieces) {
        const Piece mix = processed(piece, randomBells(dice, 5), {-18.0});
        Wish wish;
        wish.moves.limit = {12.0};
        wish.moves.fullGap = true;
        wish.limiter = false;
        const Outcome plain = mastered(mix, piece, wish);
        wish.limiter = true;
        const Outcome loud = mastered(mix, piece, wish);
        raw.add(plain.raw);
        before.add(plain.rms);
        after.add(loud.rms);
        for (std::size_t b = 0; b < kNamedBands; ++b)
            if (plain.before.bands[b].verdict != Verdict::Unknown)
                predicted.add(
                    std::abs((plain.predicted.bands[b].gap - plain.measured.bands[b].gap).value));
        std::printf("  %-32s raw %.2f -> %.3f, limited %.3f (%.1f LUFS, %d renders)\n",
                    piece.name.c_str(), plain.raw, plain.rms, loud.rms,
                    piece.analysis.loudness.integrated->value, loud.renders);
        std::fflush(stdout);
    }
    const std::string n = count(pieces.size());
    proofs.add("same song, 5 moves: mean RMS before the limiter, dB", before.mean(), "<=", 0.15, 3,
               n + ", raw " + figure(raw.mean(), 2));
    proofs.add("same song, 5 moves: worst before the limiter, dB", before.worst(), "<=", 0.25, 3,
               n);
    proofs.add("same song, 5 moves: mean after the limiter, dB", after.mean(), "<=", 0.3, 3, n);
    proofs.add("same song, 5 moves: worst after the limiter, dB", after.worst(), "<=", 0.6, 3, n);
    proofs.add("predicted - measured before the limiter, worst band, dB", predicted.worst(),
               "<=", 0.1, 3, n);
}

// A song against another.
void differentSongs(const Pieces& pieces, Proofs& proofs) {
    Statistics curve, moves, raw, closed, composite;
    Dice dice(77);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& reference = pieces[(i + pieces.size() / 2) % pieces.size()];
        const Piece mix = processed(pieces[i], randomBells(dice, 5), {-18.0});
        Wish match;
        match.match = MatchOptions{100.0, 0.67, {24.0}};
        const Outcome byCurve = mastered(mix, reference, match);
        Wish five;
        five.moves.limit = {24.0};
        five.moves.fullGap = true;
        const Outcome byMoves = mastered(mix, reference, five);
        const Outcome honest = mastered(mix, reference, Wish{});
        raw.add(byCurve.raw);
        curve.add(byCurve.rms);
        moves.add(byMoves.rms);
        closed.add(100.0 * (1.0 - honest.rms / honest.raw));
        composite.add(honest.composite);
        std::printf("  %-28s -> %-28s raw %.1f: curve %.2f, moves %.2f; default closes %.0f %%:",
                    mix.name.c_str(), reference.name.c_str(), byCurve.raw, byCurve.rms, byMoves.rms,
                    closed.values.back());
        for (const Move& m : honest.moves)
            std::printf(" [%s %s %.0f Hz %+.1f Q %.2f]", std::string(nameOf(m.placement)).c_str(),
                        std::string(nameOf(m.shape.kind)).c_str(), m.shape.frequency.value,
                        m.shape.gain.value, m.shape.q);
        std::printf("\n");
        std::fflush(stdout);
    }
    const std::string n = count(pieces.size()) + ", raw " + figure(raw.mean(), 1);
    proofs.add("different songs, --match 100 --limit 24: mean RMS, dB", curve.mean(), "<=", 1.7, 2,
               n);
    proofs.add("different songs, --moves 5 --limit 24: mean RMS, dB", moves.mean(), "<=", 1.9, 2,
               n);
    proofs.add("different songs, default limits: gap closed, %", closed.mean(), ">=", 30.0, 0,
               count(pieces.size()));
    proofs.add("different songs, default limits: largest composite, dB", composite.worst(),
               "<=", 4.0, 2, count(pieces.size()));
}

// Another length, another place: the bands' verdicts stay.
void stability(const Pieces& pieces, Proofs& proofs) {
    std::size_t bands = 0;
    std::size_t kept = 0;
    std::size_t turned = 0;
    std::size_t other = 0;
    std::size_t otherKept = 0;
    std::size_t otherTurned = 0;
    const auto side = [](Verdict v) {
        return v == Verdict::Sparse || v == Verdict::FarSparse ? -1
               : v == Verdict::Dense || v == Verdict::FarDense ? 1
                                                               : 0;
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Analysis mix = pieces[i].analysis;
        Analysis reference = pieces[(i + 1) % pieces.size()].analysis;
        compareSections(reference, loudestSection(reference.spectrogram, {30.0}));
        const Section loudest = loudestSection(mix.spectrogram, {30.0});
        compareSections(mix, loudest);
        const Gap first = gapTo(mix, reference);
        const double whole = wholeOf(mix.spectrogram).end.value;
        const auto compareWith = [&](Section section, std::size_t& n, std::size_t& same,
                                     std::size_t& opposite) {
            Analysis again = mix;
            compareSections(again, section);
            const Gap gap = gapTo(again, reference);
            for (std::size_t b = 0; b < kNamedBands; ++b) {
                const int then = side(first.bands[b].verdict);
                const int now = side(gap.bands[b].verdict);
                ++n;
                same += then == now ? 1 : 0;
                opposite += then * now < 0 ? 1 : 0;
            }
        };
        compareWith({loudest.begin, {loudest.end.value + 10.0}}, bands, kept, turned);
        compareWith({loudest.begin, {loudest.end.value - 10.0}}, bands, kept, turned);
        // Another good section: the loudest elsewhere, no more than 3 LU softer.
        for (double begin = 0.0; begin + 30.0 < whole; begin += 15.0) {
            if (begin + 30.0 > loudest.begin.value && begin < loudest.end.value)
                continue;
            const Section section{{begin}, {begin + 30.0}};
            const Spectrum s = spectrumOf(mix.spectrogram, section);
            if (s.frames == 0 || s.loudness() < mix.spectrum.loudness() - Decibels{3.0})
                continue;
            compareWith(section, other, otherKept, otherTurned);
        }
    }
    proofs.add("10 s more or less: verdicts kept, %",
               100.0 * static_cast<double>(kept) / static_cast<double>(bands), ">=", 90.0, 1,
               count(bands) + " bands");
    proofs.add("10 s more or less: verdicts turned round", static_cast<double>(turned), "<=", 0.0,
               0, count(bands) + " bands");
    if (other > 0)
        std::printf("another good section: verdicts kept %.1f %%\n",
                    100.0 * static_cast<double>(otherKept) / static_cast<double>(other));
    if (other > 0)
        proofs.add("another good section: verdicts turned round, %",
                   100.0 * static_cast<double>(otherTurned) / static_cast<double>(other), "<=", 2.0,
                   1, count(other) + " bands");
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Whether Kilter's moves hold what they promise, on your own music"};
    std::vector<std::string> files;
    double seconds = 1e6;
    std::vector<std::string> only;
    app.add_option("FILE", files, "at least two, of different songs")
        ->required()
        ->expected(2, 1000);
    app.add_option("--seconds", seconds, "take so much from the middle of each");
    app.add_option(
           "--only", only,
           "copies, bands, same, different, stability; or, by spectra alone: transposed, "
           "sections, witnesses, growth, corridor, closing, faults, calibration; figures (the "
           "model's own, estimated on these files); repeatable")
        ->allow_extra_args(false);
    std::vector<std::string> transposed;
    app.add_option("--transposed", transposed,
                   "FIRST,OTHER,...: a song and itself in other keys, as references; repeatable")
        ->allow_extra_args(false);
    CLI11_PARSE(app, argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 4096);
    const auto wanted = [&](const std::string& name) {
        return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
    };
    try {
        Proofs proofs;
        const std::vector<std::pair<std::string, void (*)(const Pieces&, Proofs&)>> byPieces{
            {"copies", copies},
            {"bands", knownBands},
            {"same", sameSong},
            {"different", differentSongs},
            {"stability", stability}};
        if (std::any_of(byPieces.begin(), byPieces.end(),
                        [&](const auto& trial) { return wanted(trial.first); })) {
            Pieces pieces;
            for (const std::string& f : files)
                pieces.push_back(readPiece(f, {seconds}));
            for (const auto& [name, run] : byPieces)
                if (wanted(name))
                    run(pieces, proofs);
        }
        const std::vector<std::pair<std::string, void (*)(const Songs&, Proofs&)>> bySongs{
            {"sections", otherSections},   {"witnesses", sameWitness},
            {"growth", growingReferences}, {"corridor", outsideCorridor},
            {"closing", defaultClosing},   {"faults", knownFaults},
            {"calibration", calibration}};
        const bool keys = wanted("transposed") && !transposed.empty();
        const bool figures = wanted("figures");
        if (keys || figures || std::any_of(bySongs.begin(), bySongs.end(), [&](const auto& trial) {
                return wanted(trial.first);
            })) {
            const Songs songs = readSongs(files, {seconds});
            if (figures)
                balanceFigures(songs);
            if (keys)
                otherKeys(songs, transposed, proofs);
            for (const auto& [name, run] : bySongs)
                if (wanted(name))
                    run(songs, proofs);
        }
        return proofs.finish();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "moves_bench: %s\n", e.what());
        return 1;
    }
}
