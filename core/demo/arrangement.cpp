// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/arrangement.h"

#include "core/demo/dice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

namespace kilter::demo {

namespace {

enum class Section { Intro, Verse, Chorus, Outro };

constexpr int kBeatsPerBar = 4;
constexpr int kStepsPerBar = 16;

// ---- patterns: one bar, one sign a sixteenth -------------------------------------------------
//   drums  X accent   x normal   g ghost   o open (hat)   . rest
//   bass   R root   5 fifth   8 octave   - held   . rest
//   chords X all, accented   x all   1-4 one tone of the chord   - held   . rest

struct Pattern {
    std::string_view kick, snare, hat, bass;
};

struct Groove {
    Pattern verse, chorus;
};

Groove grooveOf(DemoGroove groove) {
    switch (groove) {
    case DemoGroove::Backbeat:
        return {.verse = {.kick = "X.....x.x.......",
                          .snare = "....X..g....X...",
                          .hat = "x.g.x.g.x.g.x.g.",
                          .bass = "R-----R-R---5-8-"},
                .chorus = {.kick = "X..x..x.X.x.....",
                           .snare = "....X..g.g..X..g",
                           .hat = "X.x.X.x.X.x.X.o.",
                           .bass = "R-R-R-R-R-R-5-8-"}};
    case DemoGroove::HalfTime:
        return {.verse = {.kick = "X.........x.....",
                          .snare = "........X.......",
                          .hat = "x.xgx.x.x.xgx.xx",
                          .bass = "R-------..R-8-5-"},
                .chorus = {.kick = "X..x......x..x..",
                           .snare = "........X......g",
                           .hat = "X.xxX.x.X.xxX.o.",
                           .bass = "R---..R-R---8-5-"}};
    case DemoGroove::FourOnTheFloor:
        break;
    }
    return {.verse = {.kick = "X...X...X...X...",
                      .snare = "....x.......x...",
                      .hat = "..x...x...x...x.",
                      .bass = "..R-..R-..R-..8-"},
            .chorus = {.kick = "X...X...X...X...",
                       .snare = "....X.......X..g",
                       .hat = "g.o.g.o.g.o.g.o.",
                       .bass = "R-8-R-8-R-8-5-8-"}};
}

struct ChordPattern {
    std::string_view verse, chorus;
};

ChordPattern chordPatternOf(DemoChords chords) {
    switch (chords) {
    case DemoChords::Guitar:
        return {.verse = "X-----x-..x-x---", .chorus = "X-x-x-x-X-x-x-x-"};
    case DemoChords::ElectricPiano:
        return {.verse = "X-------..x-----", .chorus = "X-----x---x-..x-"};
    case DemoChords::Saws:
        break;
    }
    return {.verse = "1-3-2-4-1-3-2-3-", .chorus = "..X-..X-..X-.xX-"};
}

constexpr std::string_view kFill = "........xgxgXXXX";
constexpr std::string_view kHook = "3.4.5.3.4...3.2."; // tones of the chord, going up

// ---- harmony: four chords each, as degrees of the scale (0 is the tonic) ----------------------

struct Harmony {
    std::array<int, 4> verse, chorus;
};

constexpr std::array<Harmony, 2> kMajorHarmony{
    {{{5, 3, 0, 4}, {0, 4, 5, 3}}, {{0, 5, 3, 4}, {3, 0, 4, 5}}}};
constexpr std::array<Harmony, 2> kMinorHarmony{
    {{{0, 5, 3, 4}, {0, 5, 2, 6}}, {{0, 6, 5, 6}, {5, 6, 0, 2}}}};

// ---- melody: two bars, `step` in degrees above the phrase's anchor ------------------------------

struct MelodyNote {
    double beat, length;
    int step;
};

constexpr MelodyNote kVerse1[] = {{0.5, 0.5, 0}, {1, 0.5, 1},   {1.5, 0.5, 2},
                                  {2, 1, 2},     {3, 0.5, 1},   {3.5, 1, 0},
                                  {5, 0.5, -1},  {5.5, 0.5, 0}, {6, 1.5, 2}};
constexpr MelodyNote kVerse2[] = {{0, 0.75, 2}, {0.75, 0.75, 1}, {1.5, 0.5, 0}, {2, 1.5, 1},
                                  {4, 0.75, 2}, {4.75, 0.75, 3}, {5.5, 0.5, 2}, {6, 1.5, 0}};
constexpr MelodyNote kVerse3[] = {{1, 0.5, 0},   {1.5, 0.5, 0}, {2, 0.5, 1},    {2.5, 1, 2},
                                  {3.5, 0.5, 1}, {4, 1, 0},     {5.5, 0.5, -1}, {6, 1.75, 0}};
constexpr MelodyNote kChorus1[] = {{0, 1, 4},     {1, 0.5, 4}, {1.5, 0.5, 3}, {2, 1.5, 2},
                                   {3.5, 0.5, 3}, {4, 1.5, 4}, {5.5, 0.5, 5}, {6, 1.75, 4}};
constexpr MelodyNote kChorus2[] = {{0, 1.5, 2}, {1.5, 1.5, 4}, {3, 1, 5},
                                   {4, 1.5, 4}, {5.5, 0.5, 3}, {6, 1.75, 2}};
constexpr MelodyNote kChorus3[] = {{0, 0.5, 4}, {0.5, 0.5, 4}, {1, 1, 5}, {2, 1, 4},   {3, 1, 2},
                                   {4, 0.5, 3}, {4.5, 0.5, 3}, {5, 1, 4}, {6, 1.75, 2}};

constexpr std::array<std::span<const MelodyNote>, 3> kVerses{kVerse1, kVerse2, kVerse3};
constexpr std::array<std::span<const MelodyNote>, 3> kChoruses{kChorus1, kChorus2, kChorus3};

constexpr std::array<Syllable, 12> kLyrics{{{Consonant::El, Vowel::Ah},
                                            {Consonant::Tee, Vowel::Eh},
                                            {Consonant::Em, Vowel::Oh},
                                            {Consonant::None, Vowel::Ah},
                                            {Consonant::Ess, Vowel::Ee},
                                            {Consonant::El, Vowel::Oo},
                                            {Consonant::Em, Vowel::Ah},
                                            {Consonant::Tee, Vowel::Oh},
                                            {Consonant::El, Vowel::Ee},
                                            {Consonant::Em, Vowel::Eh},
                                            {Consonant::Ess, Vowel::Ah},
                                            {Consonant::Tee, Vowel::Oo}}};

// ---- form --------------------------------------------------------------------------------------

/// The sections of a song of so many bars, one entry a bar: intro, verse, chorus, verse, chorus,
/// outro as 1 : 2 : 2 : 2 : 2 : 1, in whole pairs of bars.
std::vector<Section> formOf(int bars) {
    constexpr std::array<std::pair<Section, int>, 6> kEnds{{{Section::Intro, 1},
                                                            {Section::Verse, 3},
                                                            {Section::Chorus, 5},
                                                            {Section::Verse, 7},
                                                            {Section::Chorus, 9},
                                                            {Section::Outro, 10}}};
    const int pairs = bars / 2;
    std::vector<Section> form;
    for (const auto& [section, tenths] : kEnds) {
        // Rounded: a song of one pair is a chorus, one of two a verse and a chorus.
        const int end = 2 * ((pairs * tenths + 5) / 10);
        while (static_cast<int>(form.size()) < end)
            form.push_back(section);
    }
    while (static_cast<int>(form.size()) < bars)
        form.push_back(form.empty() ? Section::Chorus : form.back());
    return form;
}

int floorDiv(int a, int b) {
    return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/// Writes bar after bar; its dice put every player a few milliseconds and a little force off.
class Arranger {
  public:
    explicit Arranger(const DemoRecipe& recipe)
        : recipe_(recipe)
        , groove_(grooveOf(recipe.groove))
        , chordPattern_(chordPatternOf(recipe.chords))
        , taste_(Dice(recipe.seed).other(1))
        , hands_(Dice(recipe.seed).other(2))
        , beat_{60.0 / recipe.beatsPerMinute} {
        const auto& choices = recipe.mode == DemoMode::Major ? kMajorHarmony : kMinorHarmony;
        harmony_ = choices[static_cast<std::size_t>(taste_.below(2))];
        verseTune_ = kVerses[static_cast<std::size_t>(taste_.below(3))];
        chorusTune_ = kChoruses[static_cast<std::size_t>(taste_.below(3))];
    }

    Score write() {
        constexpr Seconds kRing{1.8};
        const double barsThatFit = (recipe_.length - kRing) / (kBeatsPerBar * beat_);
        const auto form = formOf(std::max(1, static_cast<int>(barsThatFit + 0.05)));
        for (int bar = 0; bar < static_cast<int>(form.size()); ++bar)
            writeBar(bar, form);
        writeEnd(static_cast<int>(form.size()));
        score_.beat = beat_;
        return std::move(score_);
    }

  private:
    void writeBar(int bar, const std::vector<Section>& form) {
        const auto at = static_cast<std::size_t>(bar);
        const Section section = form[at];
        const bool first = bar == 0 || form[at - 1] != section;
        const bool last = at + 1 == form.size() || form[at + 1] != section;
        int nth = 0; // bar of the section
        while (nth < bar && form[at - static_cast<std::size_t>(nth) - 1] == section)
            ++nth;
        const bool chorus = section == Section::Chorus;
        const auto& degrees =
            chorus || section == Section::Outro ? harmony_.chorus : harmony_.verse;
        const int degree = degrees[static_cast<std::size_t>(nth % 4)];

        writeDrums(bar, section, first, last);
        if (section != Section::Intro)
            writeBass(bar, degree, chorus);
        writeChords(bar, degree, chorus);
        writePad(bar, degree, chorus);
        if (section == Section::Intro || section == Section::Outro || !recipe_.sung)
            writeHook(bar, degree);
        else if (nth % 2 == 0)
            writeTune(bar, section, degrees, nth);
        else if (chorus)
            writeAnswer(bar, degree);
    }

    void writeDrums(int bar, Section section, bool first, bool last) {
        const Pattern& pattern = section == Section::Chorus ? groove_.chorus : groove_.verse;
        const double force = section == Section::Chorus ? 1.0 : 0.82;
        if (first && section == Section::Chorus)
            hit(Drum::Crash, bar, 0, 0.9);
        for (int step = 0; step < kStepsPerBar; ++step) {
            const auto s = static_cast<std::size_t>(step);
            const bool fill = last && section != Section::Outro && step >= 8;
            hit(pattern.hat[s] == 'o' ? Drum::OpenHat : Drum::Hat, bar, step,
                force * forceOf(pattern.hat[s]));
            if (section == Section::Intro && !last)
                continue;
            if (!fill || section == Section::Intro)
                hit(Drum::Kick, bar, step, force * forceOf(pattern.kick[s]));
            hit(Drum::Snare, bar, step, force * forceOf(fill ? kFill[s] : pattern.snare[s]));
            if (fill && step >= 12)
                hit(Drum::Tom, bar, step, 0.8, 7.0 - 4.0 * (step - 12));
        }
    }

    void writeBass(int bar, int degree, bool chorus) {
        const auto& pattern = chorus ? groove_.chorus.bass : groove_.verse.bass;
        const double root = lowest(degree, 31);
        forEachHeld(pattern, [&](int step, int steps, char sign) {
            const double pitch = sign == '5'   ? lowest(degree + 4, 31)
                                 : sign == '8' ? root + 12
                                               : root;
            const double force = (chorus ? 0.95 : 0.85) * (step == 0 ? 1.0 : 0.9);
            play(score_.bass, bar, step, 0.92 * steps, pitch, force);
        });
    }

    void writeChords(int bar, int degree, bool chorus) {
        const auto tones = chordVoicing(degree);
        const auto& pattern = chorus ? chordPattern_.chorus : chordPattern_.verse;
        const bool strummed = recipe_.chords == DemoChords::Guitar;
        bool up = false;
        forEachHeld(pattern, [&](int step, int steps, char sign) {
            if (sign >= '1' && sign <= '4') {
                play(score_.chords, bar, step, 0.9 * steps,
                     tones[static_cast<std::size_t>(sign - '1')], 0.8);
                return;
            }
            const double force = (sign == 'X' ? 0.95 : 0.72) * (chorus ? 1.0 : 0.85);
            double late = 0; // seconds from the first string to this one
            for (std::size_t i = 0; i < tones.size(); ++i) {
                const double tone = tones[up ? tones.size() - 1 - i : i];
                play(score_.chords, bar, step, 0.95 * steps, tone, force, late);
                late += strummed ? 0.011 : 0.0;
            }
            up = strummed && !up;
        });
    }

    void writePad(int bar, int degree, bool chorus) {
        for (const double tone : closeVoicing(degree, 55, chorus ? 4 : 3))
            play(score_.pad, bar, 0, kStepsPerBar, tone, chorus ? 0.9 : 0.7);
    }

    void writeHook(int bar, int degree) {
        const auto tones = closeVoicing(degree, 60, 6);
        for (int step = 0; step < kStepsPerBar; ++step)
            if (const char sign = kHook[static_cast<std::size_t>(step)]; sign != '.')
                play(score_.lead, bar, step, 1.8, tones[static_cast<std::size_t>(sign - '1')],
                     0.75);
    }

    /// Between the lines of the chorus the lead answers the voice.
    void writeAnswer(int bar, int degree) {
        const auto tones = closeVoicing(degree, 67, 4);
        play(score_.lead, bar, 8, 2, tones[0], 0.6);
        play(score_.lead, bar, 10, 2, tones[1], 0.65);
        play(score_.lead, bar, 12, 4, tones[2], 0.7);
    }

    void writeTune(int bar, Section section, const std::array<int, 4>& degrees, int nth) {
        const bool chorus = section == Section::Chorus;
        const auto tune = chorus ? chorusTune_ : verseTune_;
        const int tonic = 57 + (recipe_.key + 3) % 12; // A3 .. G#4
        const int anchor = chorus ? 0 : (tonic > 62 ? -3 : 0);
        Phrase lead, third;
        lead.chorus = third.chorus = chorus;
        for (const MelodyNote& n : tune) {
            const int chord = degrees[static_cast<std::size_t>((nth + (n.beat >= 4 ? 1 : 0)) % 4)];
            const bool strong = n.length >= 1 || std::floor(n.beat) == n.beat;
            const int step = strong ? nearestTone(anchor + n.step, chord) : anchor + n.step;
            const Note note = sung(bar, n, tonic + semitones(step), chorus ? 0.95 : 0.8);
            const Syllable syllable = kLyrics[syllable_++ % kLyrics.size()];
            lead.notes.push_back({note, syllable});
            Note above = note;
            above.pitch = tonic + semitones(nearestTone(step + 2, chord));
            above.start += Seconds{0.008 * hands_.human()};
            third.notes.push_back({above, syllable});
        }
        score_.voice.push_back(std::move(lead));
        if (chorus)
            score_.harmony.push_back(std::move(third));
    }

    void writeEnd(int bar) {
        hit(Drum::Kick, bar, 0, 0.9);
        hit(Drum::Crash, bar, 0, 0.7);
        play(score_.bass, bar, 0, 6, lowest(0, 31), 0.8);
        double late = 0;
        for (const double tone : chordVoicing(0)) {
            play(score_.chords, bar, 0, 8, tone, 0.8, late);
            late += 0.02;
        }
        for (const double tone : closeVoicing(0, 55, 4))
            play(score_.pad, bar, 0, 5, tone, 0.7);
    }

    // ---- players ---------------------------------------------------------------------------

    [[nodiscard]] Seconds timeOf(int bar, double step) const {
        const bool offbeat = static_cast<int>(step) % 2 == 1;
        return ((bar * kStepsPerBar + step + (offbeat ? recipe_.swing : 0.0)) / 4.0) * beat_;
    }

    void hit(Drum drum, int bar, int step, double force, double pitch = 0) {
        if (force <= 0)
            return;
        const Seconds sway{0.003 * hands_.human()};
        score_.drums.push_back({drum, std::max(Seconds{0}, timeOf(bar, step) + sway),
                                std::clamp(force * (1 + 0.06 * hands_.human()), 0.05, 1.0), pitch});
    }

    void play(std::vector<Note>& part, int bar, int step, double steps, double pitch, double force,
              double late = 0) {
        const Seconds sway{late + 0.005 * hands_.human()};
        part.push_back({std::max(Seconds{0}, timeOf(bar, step) + sway), (steps / 4.0) * beat_,
                        pitch, std::clamp(force * (1 + 0.07 * hands_.human()), 0.05, 1.0)});
    }

    Note sung(int bar, const MelodyNote& n, double pitch, double force) {
        const Seconds sway{0.012 + 0.008 * hands_.human()}; // singers lie a little behind
        return {timeOf(bar, 4 * n.beat) + sway, (0.96 * n.length) * beat_, pitch,
                std::clamp(force * (1 + 0.05 * hands_.human()), 0.05, 1.0)};
    }

    // ---- theory ----------------------------------------------------------------------------

    /// Semitones of a degree of the scale above the tonic; degree 7 is the octave.
    [[nodiscard]] int semitones(int degree) const {
        constexpr std::array<int, 7> kMajor{0, 2, 4, 5, 7, 9, 11};
        constexpr std::array<int, 7> kMinor{0, 2, 3, 5, 7, 8, 10};
        const int octave = floorDiv(degree, 7);
        const auto& scale = recipe_.mode == DemoMode::Major ? kMajor : kMinor;
        return 12 * octave + scale[static_cast<std::size_t>(degree - 7 * octave)];
    }

    /// The lowest pitch of that degree not below `floor`.
    [[nodiscard]] double lowest(int degree, int floor) const {
        const int pitchClass = recipe_.key + semitones(degree);
        return floor + (pitchClass - floor + 1200) % 12;
    }

    /// `count` tones of the triad upwards from `floor`, none left out.
    [[nodiscard]] std::vector<double> closeVoicing(int degree, int floor, int count) const {
        std::vector<double> tones;
        for (int octave = 0; static_cast<int>(tones.size()) < count + 3; ++octave)
            for (const int third : {0, 2, 4})
                tones.push_back(lowest(degree + third, floor) + 12 * octave);
        std::sort(tones.begin(), tones.end());
        tones.resize(static_cast<std::size_t>(count));
        return tones;
    }

    /// What the chord player's hands hold: a guitar's six strings, or a keyboard's five keys.
    [[nodiscard]] std::vector<double> chordVoicing(int degree) const {
        return recipe_.chords == DemoChords::Guitar ? closeVoicing(degree, 43, 6)
                                                    : closeVoicing(degree, 50, 5);
    }

    /// The degree next to `degree` (or itself) that belongs to the triad on `chord`.
    [[nodiscard]] static int nearestTone(int degree, int chord) {
        for (const int candidate : {degree, degree - 1, degree + 1}) {
            const int above = candidate - chord - 7 * floorDiv(candidate - chord, 7);
            if (above == 0 || above == 2 || above == 4)
                return candidate;
        }
        return degree;
    }

    [[nodiscard]] static double forceOf(char sign) {
        switch (sign) {
        case 'X':
        case 'o':
            return 0.95;
        case 'x':
            return 0.7;
        case 'g':
            return 0.3;
        default:
            return 0.0;
        }
    }

    /// Calls write(step, steps, sign) for each note of a pattern, its dashes counted in.
    template <class Write>
    static void forEachHeld(std::string_view pattern, Write write) {
        for (std::size_t at = 0; at < pattern.size(); ++at) {
            if (pattern[at] == '.' || pattern[at] == '-')
                continue;
            std::size_t end = at + 1;
            while (end < pattern.size() && pattern[end] == '-')
                ++end;
            write(static_cast<int>(at), static_cast<int>(end - at), pattern[at]);
        }
    }

    const DemoRecipe& recipe_;
    Groove groove_;
    ChordPattern chordPattern_;
    Harmony harmony_{};
    std::span<const MelodyNote> verseTune_, chorusTune_;
    Dice taste_, hands_;
    Seconds beat_;
    Score score_;
    std::size_t syllable_ = 0;
};

} // namespace

Score arrange(const DemoRecipe& recipe) {
    return Arranger(recipe).write();
}

} // namespace kilter::demo
