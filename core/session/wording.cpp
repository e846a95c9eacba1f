// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/wording.h"

#include "core/base/frequency_grid.h"
#include "core/base/utf8.h"
#include "core/session/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace kilter {

namespace {

constexpr Decibels kNearlyMono{-15.0};

/// How an engineer calls a band that is too little or too much.
struct BandWords {
    const char* name;
    const char* verb;
    const char* sparse; ///< "is 2.4 dB sparser than A and B"
    const char* dense;
    const char* sparseMeans = ""; ///< what that does to the music
    const char* denseMeans = "";
};
constexpr std::array<BandWords, kNamedBands> kWords{
    {{"The sub bass", "is", "lighter", "heavier"},
     {"The low end", "is", "sparser", "heavier"},
     {"The low mids", "are", "thinner", "muddier"},
     {"The mids", "are", "further back", "further forward"},
     {"Presence", "is", "weaker", "stronger", ": the voice stays behind",
      ": a build-up that masks the voice's clarity"},
     {"The upper range", "is", "duller", "sharper", "", ": esses and cymbals bite"},
     {"The air", "is", "darker", "brighter"}}};
constexpr BandWords kLowerPart{"Everything", "is", "thinner", "heavier"};
constexpr BandWords kUpperPart{"Everything", "is", "duller", "brighter"};

std::string levelText(Decibels level) {
    return figure(std::abs(level.value), 1) + " dB";
}

/// An edge is no sharper than this.
Hertz twoDigits(Hertz f) {
    const double unit = std::pow(10.0, std::floor(std::log10(f.value)) - 1.0);
    return {std::round(f.value / unit) * unit};
}

/// "62-240 Hz", "2.1-3.9 kHz".
std::string rangeText(Hertz low, Hertz high) {
    const std::string from = frequencyText(twoDigits(low));
    const std::string to = frequencyText(twoDigits(high));
    const auto unit = [](const std::string& text) { return text.substr(text.find(' ')); };
    if (unit(from) == unit(to))
        return from.substr(0, from.find(' ')) + "–" + to;
    return from + "–" + to;
}

std::string shareText(double share) {
    constexpr double kWorthSaying = 0.01;
    if (std::abs(share) < kWorthSaying)
        return {};
    return " (" + figure(100.0 * std::abs(share), 0) + " % of the energy)";
}

/// A shelf that reaches over more than its end of the spectrum is about all that lies there.
bool isLowerPart(const Move& move) {
    return move.asProposed.value_or(move.shape).kind == FilterKind::LowShelf &&
           move.reason.high > kBands[1].high;
}

bool isUpperPart(const Move& move) {
    return move.asProposed.value_or(move.shape).kind == FilterKind::HighShelf &&
           move.reason.low < kBands[4].low;
}

const BandWords& wordsFor(const Move& move) {
    if (isLowerPart(move))
        return kLowerPart;
    return isUpperPart(move) ? kUpperPart : kWords[static_cast<std::size_t>(move.reason.band)];
}

/// Behind the name: " (62-240 Hz)", " below 870 Hz".
std::string placeText(const Move& move) {
    if (isLowerPart(move))
        return " below " + frequencyText(twoDigits(move.reason.high));
    if (isUpperPart(move))
        return " above " + frequencyText(twoDigits(move.reason.low));
    return " (" + rangeText(move.reason.low, move.reason.high) + ")";
}

/// How far the references stand together there.
std::string agreementText(const Move& move, const Profile& profile) {
    constexpr Decibels kAgreement{2.0};
    const MoveReason& reason = move.reason;
    if (profile.references == 2 && reason.disagreement && *reason.disagreement <= kAgreement)
        return "; both agree within " + levelText(*reason.disagreement);
    if (profile.references == 2 && reason.disagreement)
        return "; " + namesOf(profile) + " differ here by " + levelText(*reason.disagreement);
    if (profile.references > 2)
        return (reason.spread <= kAgreement ? "; they agree within ±" : "; they differ here by ±") +
               levelText(reason.spread);
    return {};
}

/// How wide a band's corridor is, and what that tells.
std::string corridorText(const GapBand& gap, const Profile& profile) {
    const std::string width = "±" + levelText(gap.spread);
    if (!gap.carriedBy.empty())
        return " (only " + shown(gap.carriedBy) + " reaches here: " + width + ")";
    return isOneSong(profile) ? " (one song tells that to " + width + ")" : " (" + width + ")";
}

/// The mix has too little there. A fact, which stays one however the move is turned.
bool isSparse(const Move& move) {
    return move.reason.gap < Decibels{0.0};
}

/// "+3.7 dB at 870 Hz, Q 1.00", with the kind and the placement where those were changed.
std::string filterText(const FilterShape& shape, Placement placement, const Move& move) {
    static constexpr std::array<const char*, 7> kKinds{
        "a bell of ", "a low shelf of ", "a high shelf of ", "a low cut",
        "a high cut", "a notch",         "a tilt of "};
    const bool otherKind = move.asProposed->kind != move.shape.kind;
    std::string text = otherKind ? kKinds[static_cast<std::size_t>(shape.kind)] : "";
    const bool cut = shape.kind == FilterKind::LowCut || shape.kind == FilterKind::HighCut;
    if (!cut && shape.kind != FilterKind::Notch)
        text += figure(shape.gain.value, 1, Sign::Always) + " dB";
    text += " at " + frequencyText(shape.frequency);
    if (cut)
        text += ", " + figure(shape.slopeDbPerOctave, 0) + " dB/oct";
    else if (shape.kind != FilterKind::Tilt)
        text += ", Q " + figure(shape.q, 2);
    if (move.placementAsProposed() != move.placement)
        text += placement == Placement::Stereo ? " on stereo"
                : placement == Placement::Mid  ? " on the mid"
                                               : " on the sides";
    return text;
}

/// What the user made of the proposal, in front of why it was made.
std::string changeText(const Move& move) {
    if (!move.isChanged())
        return {};
    return "Changed by you: " + filterText(*move.asProposed, move.placementAsProposed(), move) +
           " was proposed, it is " + filterText(move.shape, move.placement, move) + " now. ";
}

/// What the proposal costs elsewhere.
std::string costText(const Move& move) {
    std::string text;
    for (const PushedBand& pushed : move.reason.pushed)
        text += " As proposed, " + std::string(kBands[static_cast<std::size_t>(pushed.band)].name) +
                " goes from " + figure(pushed.before.value, 1, Sign::Always) + " to " +
                figure(pushed.after.value, 1, Sign::Always) + " dB with it.";
    return text;
}

std::string sideSentence(const Move& move, const Profile& profile) {
    const MoveReason& reason = move.reason;
    std::string text = changeText(move) + "The sides at " + rangeText(reason.low, reason.high) +
                       " are " + levelText(reason.gap) + (isSparse(move) ? " narrower" : " wider") +
                       " than " + namesOf(profile) + agreementText(move, profile);
    constexpr Decibels kWorthSaying{0.1};
    if (reason.monoLossBefore && reason.monoLossAfter &&
        std::abs((*reason.monoLossAfter - *reason.monoLossBefore).value) >= kWorthSaying.value)
        text += "; the mono sum loses " + levelText(*reason.monoLossAfter) + " instead of " +
                levelText(*reason.monoLossBefore);
    return text + "." + costText(move);
}

} // namespace

std::string namesOf(const Profile& profile) {
    std::vector<std::string> names;
    for (const ProfileMember& member : profile.members)
        if (member.used)
            names.push_back(shown(member.name));
    if (names.empty())
        return profile.name.empty() ? "the target" : shown(profile.name);
    constexpr std::size_t kMostNames = 4;
    if (names.size() > kMostNames)
        return "the " + std::to_string(names.size()) + " references";
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i)
        text += (i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

std::string sentenceFor(const Move& move, const Profile& profile) {
    const MoveReason& reason = move.reason;
    if (!move.proposed || reason.band < 0)
        return "A band of your own.";
    if (move.placementAsProposed() == Placement::Side)
        return sideSentence(move, profile);
    const BandWords& words = wordsFor(move);
    const bool oneBand = !isLowerPart(move) && !isUpperPart(move);
    const std::string share = oneBand && (reason.shareGap < 0.0) == (reason.gap < Decibels{0.0})
                                  ? shareText(reason.shareGap)
                                  : std::string();
    return changeText(move) + words.name + placeText(move) + " " + words.verb + " " +
           levelText(reason.gap) + share + " " + (isSparse(move) ? words.sparse : words.dense) +
           " than " + namesOf(profile) + (isSparse(move) ? words.sparseMeans : words.denseMeans) +
           agreementText(move, profile) + "." + costText(move);
}

std::string sentenceFor(int band, const GapBand& gap, const Profile& profile) {
    const NamedBand& named = kBands[static_cast<std::size_t>(band)];
    const BandWords& words = kWords[static_cast<std::size_t>(band)];
    const std::string place =
        std::string(words.name) + " (" + rangeText(named.low, named.high) + ")";
    const std::string amount = levelText(gap.gap) + shareText(gap.shareGap);
    const std::string scatter = corridorText(gap, profile);
    switch (gap.verdict) {
    case Verdict::Inside:
        return place + " " + words.verb + " as in " + namesOf(profile) + ": " +
               figure(gap.gap.value, 1, Sign::Always) + " dB" + scatter + ".";
    case Verdict::Sparse:
    case Verdict::Dense:
        return place + " " + words.verb + " " + amount + " " +
               (gap.verdict == Verdict::Sparse ? words.sparse : words.dense) + " than " +
               namesOf(profile) + scatter + ".";
    case Verdict::FarSparse:
    case Verdict::FarDense:
        return place + " " + words.verb + " far off: " + amount + " " +
               (gap.verdict == Verdict::FarSparse ? words.sparse : words.dense) + " than " +
               namesOf(profile) + scatter + ".";
    case Verdict::Unknown:
        return place + " can't be compared here.";
    }
    return {};
}

namespace {

/// "A and B differ here by 5.1 dB (A +3.1, B -2.0)"
std::string disagreementText(const Gap& gap, Hertz low, Hertz high) {
    std::string each;
    std::string names;
    Decibels least{1e9};
    Decibels most{-1e9};
    const std::vector<Opinion> opinions = opinionsOn(gap, low, high);
    for (const Opinion& opinion : opinions) {
        const std::string name = shown(opinion.name);
        each +=
            (each.empty() ? "" : ", ") + name + " " + figure(opinion.gap.value, 1, Sign::Always);
        names += (names.empty() ? "" : " and ") + name;
        least = std::min(least, opinion.gap);
        most = std::max(most, opinion.gap);
    }
    return (opinions.size() == 2 ? names : "the references") + " differ here by " +
           levelText(most - least) + " (" + each + ")";
}

/// Behind "No move: ".
std::string because(Unmoved reason, const Gap& gap, Hertz low, Hertz high) {
    switch (reason) {
    case Unmoved::Moved:
    case Unmoved::Unknown:
    case Unmoved::Inside:
    case Unmoved::Offset:
        return {};
    case Unmoved::Notes:
        return "it can't be told from the notes that happened to be played";
    case Unmoved::Disagreement:
        return disagreementText(gap, low, high);
    case Unmoved::OneReference: {
        const std::vector<Opinion> opinions = opinionsOn(gap, low, high);
        return "only " + (opinions.empty() ? "one reference" : shown(opinions.front().name)) +
               " reaches here";
    }
    case Unmoved::Doubtful:
        return "the target says little about balance";
    case Unmoved::NoEqualiser:
        return "what differs is no equaliser's work";
    case Unmoved::BeyondMastering:
        return "it is more than mastering should mend";
    case Unmoved::Limited:
        return "the number or the size of moves that is asked for allows no more";
    case Unmoved::Neighbours:
        return "a broad filter here would push a neighbour out";
    case Unmoved::Small:
        return "what is sure of it is too little for a move of its own";
    case Unmoved::SetAside:
        return "your own settings stand in its place";
    }
    return {};
}

/// Of what is not moved: a sentence.
std::string whyText(const Remedy& remedy, bool ofCurve, const std::string& reason) {
    if (remedy.reason == Unmoved::Offset)
        return "Move " + std::to_string(remedy.move + 1) +
               " works here; what the moves close elsewhere takes as much back.";
    if (reason.empty())
        return {};
    return (ofCurve ? "The curve leaves it: " : "No move: ") + reason + ".";
}

} // namespace

std::string unmovedText(const Explanation& explanation, int band, const Gap& gap) {
    const auto i = static_cast<std::size_t>(band);
    const Remedy& remedy = explanation.bands[i];
    if (explanation.ofCurve && remedy.reason == Unmoved::Limited)
        return "The curve leaves it: its amount or limit allows no more.";
    return whyText(remedy, explanation.ofCurve,
                   because(remedy.reason, gap, kBands[i].low, kBands[i].high));
}

std::string remedyText(const Explanation& explanation, std::size_t index, const Gap& gap) {
    const Finding& finding = gap.findings[index];
    const Remedy& remedy = explanation.findings[index];
    switch (finding.code) {
    case FindingCode::OverCompressed:
    case FindingCode::UnderCompressed:
        return {};
    case FindingCode::Quieter:
    case FindingCode::Louder:
        return "No move: how loud the master gets is the target's to say.";
    default:
        break;
    }
    constexpr Decibels kLittle{1.0};
    constexpr Decibels kFurther{0.3};
    const bool forTheMix = finding.code == FindingCode::FixInMix;
    const std::string left = " " + levelText(remedy.after) + " are left.";
    if (remedy.reason == Unmoved::Moved) {
        const std::string who = explanation.ofCurve ? "The curve"
                                : remedy.move >= 0  ? "Move " + std::to_string(remedy.move + 1)
                                                    : "All moves together";
        const std::string answer =
            who + (remedy.move < 0 && !explanation.ofCurve ? " answer " : " answers ");
        if (forTheMix)
            return answer + "part of it; the rest is the mix's.";
        return abs(remedy.after) <= kLittle ? answer + "it." : answer + "it:" + left;
    }
    std::string text = whyText(remedy, explanation.ofCurve,
                               remedy.reason == Unmoved::BeyondMastering
                                   ? "it is left to the mix"
                                   : because(remedy.reason, gap, finding.low, finding.high));
    if (abs(remedy.after) > abs(remedy.before) + kFurther)
        text += " It ends " + levelText(abs(remedy.after) - abs(remedy.before)) +
                " further out, for what is closed elsewhere.";
    return text;
}

std::string sentenceFor(const Finding& finding, const Profile& profile) {
    const std::string amount = levelText(finding.amount);
    const std::string than = " than " + namesOf(profile);
    const std::string where =
        finding.high > finding.low ? " at " + rangeText(finding.low, finding.high) : std::string();
    const auto is = [&](const std::string& subject, const char* how) {
        return subject + " is " + amount + " " + how + than + ".";
    };
    switch (finding.code) {
    case FindingCode::FixInMix:
        return "Fix it in the mix: " + amount +
               (finding.amount < Decibels{0.0} ? " too little" : " too much") + where +
               ", more than mastering should mend.";
    case FindingCode::LowEndSparse:
        return is("The low end" + where, "sparser");
    case FindingCode::LowEndHeavy:
        return is("The low end" + where, "heavier");
    case FindingCode::Mud:
        return "Mud: it is " + amount + " fuller" + where + than + ".";
    case FindingCode::Thin:
        return "Thin: it is " + amount + " weaker" + where + than + ".";
    case FindingCode::PresenceBuildUp:
        return "A build-up of " + amount + where + " hardens the sound and masks the voice.";
    case FindingCode::PresenceLacking:
        return "The voice stays behind: " + amount + " less" + where + than + ".";
    case FindingCode::DullAir:
        return is("The air" + where, "duller");
    case FindingCode::BrightAir:
        return is("The air" + where, "brighter");
    case FindingCode::NarrowSides:
        if (finding.amount < kNearlyMono)
            return "Nearly mono" + where + " beside " + namesOf(profile) + ".";
        return "The sides" + where + " are " + amount + " narrower" + than + ".";
    case FindingCode::WideSides:
        return "The sides" + where + " are " + amount + " wider" + than + ".";
    case FindingCode::WideBass:
        return "The bass" + where + " is " + amount + " wider" + than +
               "; mono players and vinyl lose it.";
    case FindingCode::OverCompressed:
        return (finding.band < 0 ? "Less dynamic overall" : "Less dynamic" + where) + than +
               ", by " + amount + "; no equaliser gives that back.";
    case FindingCode::UnderCompressed:
        if (finding.band < 0)
            return "More dynamic overall" + than + ", by " + amount +
                   "; a gentle compressor or a few fader moves in the mix would close that.";
        return "More dynamic" + where + than + ", by " + amount +
               "; compressing that range gently in the mix would close it.";
    case FindingCode::Quieter:
        return "Quieter" + than + ", by " + figure(std::abs(finding.amount.value), 1) + " LU.";
    case FindingCode::Louder:
        return "Louder" + than + ", by " + figure(std::abs(finding.amount.value), 1) + " LU.";
    }
    return {};
}

std::string effectText(const GapBand& predicted, const GapBand* measured) {
    if (predicted.verdict == Verdict::Unknown)
        return {};
    std::string text =
        "After the moves " + figure(predicted.gap.value, 2, Sign::Always) + " dB as predicted";
    if (measured)
        text +=
            ", " + figure(measured->gap.value, 2, Sign::Always) + " dB as measured on the master";
    return text + ".";
}

std::string characterText(const Character& character) {
    std::string text;
    if (character.tempo && character.tempo->confidence >= kSureEstimate)
        text = figure(character.tempo->value, 0) + " beats a minute";
    if (character.key && character.key->confidence >= kSureEstimate)
        text += (text.empty() ? "" : ", ") + nameOf(character.key->value);
    return text;
}

std::string joined(std::string first, const std::string& second) {
    if (!first.empty() && !second.empty())
        first += " ";
    return first + second;
}

std::string noMovesText(const Gap& gap, const Profile& profile, const Explanation& explanation) {
    const auto known = [](const GapBand& band) { return band.verdict != Verdict::Unknown; };
    if (std::none_of(gap.bands.begin(), gap.bands.end(), known))
        return "None: there is nothing to compare with.";
    std::vector<Unmoved> reasons; // of the bands outside, each once
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        const Verdict verdict = gap.bands[b].verdict;
        if (verdict != Verdict::Inside && verdict != Verdict::Unknown &&
            std::find(reasons.begin(), reasons.end(), explanation[b]) == reasons.end())
            reasons.push_back(explanation[b]);
    }
    if (gap.sameSong)
        return reasons.empty()
                   ? "None: this is the same song with the same balance."
                   : "None: this is the same song, and what differs is no equaliser's work.";
    if (reasons.empty())
        return "None: the mix lies where " + namesOf(profile) + " lie" +
               (profile.references > 1 ? "" : "s") + ", within what can be known.";
    if (reasons.size() > 1)
        return "None: each band that lies off says why.";
    switch (reasons.front()) {
    case Unmoved::Doubtful:
        return "None: " + namesOf(profile) + " can't say much about balance.";
    case Unmoved::Notes:
        return "None: what lies off can't be told from the notes that happened to be played.";
    case Unmoved::Disagreement:
        return "None: where the mix lies off, " + namesOf(profile) + " differ among themselves.";
    case Unmoved::SetAside:
        return "None: your own settings stand in the proposals' place.";
    default:
        return "None: the band that lies off says why.";
    }
}

std::string curveText(const MatchCurve& curve, bool kept) {
    return "The curve, " + figure(curve.options.percent, 0) + " % of the gap, replaces the moves" +
           (kept ? "; they are kept." : ".");
}

bool isOneSong(const Profile& profile) {
    if (profile.references != 1)
        return false;
    return std::all_of(profile.members.begin(), profile.members.end(),
                       [](const ProfileMember& m) { return !m.used || m.songs == 1; });
}

} // namespace kilter
