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
    return move.shape.kind == FilterKind::LowShelf && move.reason.high > kBands[1].high;
}

bool isUpperPart(const Move& move) {
    return move.shape.kind == FilterKind::HighShelf && move.reason.low < kBands[4].low;
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
        return "; they differ here by " + levelText(*reason.disagreement);
    if (profile.references > 2)
        return "; they lie within ±" + levelText(reason.spread) + " of each other";
    return {};
}

/// The mix has too little there. A fact, which stays one however the move is turned.
bool isSparse(const Move& move) {
    return move.reason.gap < Decibels{0.0};
}

/// What the user made of a proposal, and what it costs elsewhere.
std::string addenda(const Move& move) {
    std::string text;
    for (const PushedBand& pushed : move.reason.pushed)
        text += " With it " + std::string(kBands[static_cast<std::size_t>(pushed.band)].name) +
                " goes from " + figure(pushed.before.value, 1, Sign::Always) + " to " +
                figure(pushed.after.value, 1, Sign::Always) + " dB.";
    if (move.isChanged()) {
        const FilterShape& shape = *move.asProposed;
        text += " Changed by you: proposed were " + figure(shape.gain.value, 1, Sign::Always) +
                " dB at " + frequencyText(shape.frequency) + ", Q " + figure(shape.q, 2) + ".";
    }
    return text;
}

std::string sideSentence(const Move& move, const Profile& profile) {
    const MoveReason& reason = move.reason;
    std::string text = "The sides at " + rangeText(reason.low, reason.high) + " are " +
                       levelText(reason.gap) + (isSparse(move) ? " narrower" : " wider") +
                       " than " + namesOf(profile) + agreementText(move, profile);
    constexpr Decibels kWorthSaying{0.1};
    if (reason.monoLossBefore && reason.monoLossAfter &&
        std::abs((*reason.monoLossAfter - *reason.monoLossBefore).value) >= kWorthSaying.value)
        text += "; the mono sum loses " + levelText(*reason.monoLossAfter) + " instead of " +
                levelText(*reason.monoLossBefore);
    return text + "." + addenda(move);
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
    if (move.placement == Placement::Side)
        return sideSentence(move, profile);
    const BandWords& words = wordsFor(move);
    const bool oneBand = !isLowerPart(move) && !isUpperPart(move);
    const std::string share = oneBand && (reason.shareGap < 0.0) == (reason.gap < Decibels{0.0})
                                  ? shareText(reason.shareGap)
                                  : std::string();
    return std::string(words.name) + placeText(move) + " " + words.verb + " " +
           levelText(reason.gap) + share + " " + (isSparse(move) ? words.sparse : words.dense) +
           " than " + namesOf(profile) + (isSparse(move) ? words.sparseMeans : words.denseMeans) +
           agreementText(move, profile) + "." + addenda(move);
}

std::string sentenceFor(int band, const GapBand& gap, const Profile& profile) {
    const NamedBand& named = kBands[static_cast<std::size_t>(band)];
    const BandWords& words = kWords[static_cast<std::size_t>(band)];
    const std::string place =
        std::string(words.name) + " (" + rangeText(named.low, named.high) + ")";
    const std::string amount = levelText(gap.gap) + shareText(gap.shareGap);
    // One song alone tells its balance to so much.
    const std::string scatter = (profile.references == 1 ? " (one song tells that to ±" : " (±") +
                                levelText(gap.spread) + ")";
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

std::string unmovedText(Unmoved reason, int band, const Gap& gap) {
    const auto each = [&] {
        std::string text;
        Decibels least{1e9};
        Decibels most{-1e9};
        for (const BandOpinion& opinion : opinionsOn(gap, band)) {
            text += (text.empty() ? "" : ", ") + opinion.name + " " +
                    figure(opinion.gap.value, 1, Sign::Always);
            least = std::min(least, opinion.gap);
            most = std::max(most, opinion.gap);
        }
        return "by " + levelText(most - least) + " (" + text + ")";
    };
    switch (reason) {
    case Unmoved::Moved:
    case Unmoved::Unknown:
    case Unmoved::Inside:
        return {};
    case Unmoved::Notes:
        return "No move: it can't be told from the notes that happened to be played.";
    case Unmoved::Disagreement:
        return "No move: the references differ here " + each() + ".";
    case Unmoved::OneReference: {
        const auto opinions = opinionsOn(gap, band);
        return "No move: only " + (opinions.empty() ? "one reference" : opinions.front().name) +
               " reaches here.";
    }
    case Unmoved::Doubtful:
        return "No move: the target says little about balance.";
    case Unmoved::NoEqualiser:
        return "No move: what differs is no equaliser's work.";
    case Unmoved::BeyondMastering:
        return "No move: it is more than mastering should mend.";
    case Unmoved::Limited:
        return "No move: the limit of moves is reached.";
    case Unmoved::Neighbours:
        return "No move: no broad filter closes it without pushing a neighbour out.";
    case Unmoved::SetAside:
        return "No move of yours does that.";
    }
    return {};
}

std::string remedyText(const Finding& finding, const Gap& gap, const Moves& moves,
                       const Explanation& explanation) {
    switch (finding.code) {
    case FindingCode::OverCompressed:
    case FindingCode::UnderCompressed:
    case FindingCode::Quieter:
    case FindingCode::Louder:
        return {};
    default:
        break;
    }
    const bool ofSides = finding.code == FindingCode::NarrowSides ||
                         finding.code == FindingCode::WideSides ||
                         finding.code == FindingCode::WideBass;
    int number = 0;
    int answering = 0;
    double most = 0.3; // dB over the finding's range; less mends nothing
    for (const Move& move : moves) {
        if (!move.enabled)
            continue;
        ++number;
        if ((move.placement == Placement::Side) != ofSides)
            continue;
        double sum = 0.0;
        int cells = 0;
        for (int i = 0; i < kCells; ++i)
            if (cellCentre(i) >= finding.low && cellCentre(i) < finding.high) {
                sum += response(move.effective(), cellCentre(i)).value;
                ++cells;
            }
        const double against =
            cells > 0 ? -std::copysign(sum / cells, sum * finding.amount.value) : 0.0;
        if (against > most) {
            most = against;
            answering = number;
        }
    }
    if (answering > 0)
        return "Move " + std::to_string(answering) + " answers it.";
    if (ofSides)
        return "No move: it is left to the mix.";
    if (finding.band < 0)
        return {};
    const Unmoved reason = explanation[static_cast<std::size_t>(finding.band)];
    const std::string why = unmovedText(reason, finding.band, gap);
    return why.empty() ? "No move is narrow enough for it alone." : why;
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

std::string noMovesText(const Gap& gap, const Profile& profile) {
    const auto known = [](const GapBand& band) { return band.verdict != Verdict::Unknown; };
    if (std::none_of(gap.bands.begin(), gap.bands.end(), known))
        return "None: there is nothing to compare with.";
    const auto off = [](const GapBand& band) {
        return band.verdict != Verdict::Inside && band.verdict != Verdict::Unknown;
    };
    const bool isOff = std::any_of(gap.bands.begin(), gap.bands.end(), off);
    if (gap.sameSong)
        return isOff ? "None: this is the same song, and what differs is no equaliser's work."
                     : "None: this is the same song with the same balance.";
    if (!isOff)
        return "None: the mix lies where " + namesOf(profile) + " lie" +
               (profile.references > 1 ? "" : "s") + ", within what can be known.";
    if (gap.reliability < kDoubtful)
        return "None: " + namesOf(profile) + " can't say much about balance.";
    if (profile.references > 1)
        return "None: where the mix lies off, " + namesOf(profile) +
               " differ among themselves, or it can't be told from chance.";
    return "None: what lies off can't be told from how one song's own sections differ.";
}

} // namespace kilter
