// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/messages.h"

#include "core/base/utf8.h"
#include "core/session/figures.h"

#include <cmath>

namespace kilter {

namespace {

std::string whole(double value) {
    return figure(value, 0);
}

/// "1 frame is", "2 frames are"
std::string counted(double number, const char* one, const char* more) {
    return whole(number) + (number == 1.0 ? one : more);
}

std::string withDetail(std::string sentence, const std::string& detail) {
    if (!detail.empty())
        sentence += " (" + detail + ")";
    return sentence;
}

std::string sectionOf(const std::string& reference) {
    return reference.empty() ? "The mix's section" : "The section of " + reference;
}

std::string what(const Error& error) {
    switch (error.code) {
    case ErrorCode::FileNotFound:
        return "there is no such file";
    case ErrorCode::NotAFile:
        return "this is a folder or a device, not a file";
    case ErrorCode::NoPermission:
        return "the system does not allow it";
    case ErrorCode::UnknownFormat:
        return "this is no audio file that Kilter knows";
    case ErrorCode::UnsupportedCodec:
        return "this kind of audio is not supported; convert it to WAV, FLAC or AIFF first";
    case ErrorCode::UnsupportedLayout:
        return "only mono and stereo can be mastered; make a stereo mix-down first";
    case ErrorCode::UnsupportedRate:
        return "the sample rate has to lie between 8 and 384 kHz";
    case ErrorCode::Corrupt:
        return "the file is damaged and can't be decoded";
    case ErrorCode::NoAudio:
        return "there is no audio in it";
    case ErrorCode::ReadFailed:
        return "reading failed";
    case ErrorCode::BadSession:
        return "this can't be read as a Kilter file";
    case ErrorCode::NewerVersion:
        return "a newer Kilter made this: this one can neither render nor replace it";
    case ErrorCode::SourceChanged:
        return "the file is not the one that the session was made with";
    case ErrorCode::OutputExists:
        return "it exists already";
    case ErrorCode::OutputIsInput:
        return "another file that is needed here has this name; choose another";
    case ErrorCode::DiskFull:
        return "the disk is full; nothing was changed";
    case ErrorCode::WriteFailed:
        return "writing failed; nothing was changed";
    case ErrorCode::Cancelled:
        return "cancelled; nothing was changed";
    }
    return {};
}

} // namespace

std::string sentenceFor(const Error& error) {
    const std::string sentence = withDetail(what(error), shown(error.detail));
    return error.path.empty() ? sentence : shown(error.path) + ": " + sentence;
}

std::string sentenceFor(const Warning& warning) {
    const double x = warning.amount;
    const std::string name = shown(warning.detail);
    switch (warning.code) {
    case WarningCode::Truncated:
        return x > 0.0
                   ? "The file ends early: " + counted(x, " frame is", " frames are") + " missing."
                   : "The file ends early.";
    case WarningCode::DamagedPart:
        return x > 0.0 ? "Damaged within: " +
                             counted(x, " frame can't be decoded and is",
                                     " frames can't be decoded and are") +
                             " silent."
                       : "Damaged within: something is lost, and how much is not known.";
    case WarningCode::NonFiniteSamples:
        return counted(x, " sample was no number", " samples were no numbers") +
               ", or beyond +100 dBFS as no sound is, and " + (x == 1.0 ? "was" : "were") +
               " silenced.";
    case WarningCode::OverFullScale:
        return "Peaks go over full scale, to " + figure(x, 1, Sign::Always) +
               " dBFS; a floating-point file keeps them, and so does Kilter up to the limiter.";
    case WarningCode::TagsUnreadable:
        return name.empty() ? "Its tags can't be read; title, artist and ISRC are not carried over."
                            : "Of its tags this is not carried over: " + name + ".";
    case WarningCode::MonoAsDual:
        return "Mono: measured and mastered as the same signal on both sides.";
    case WarningCode::Resampled:
        return withDetail("Converted from " + frequencyText({x}), name) + ".";
    case WarningCode::HeaderRepaired:
        return "The header does not say how long the sound is, or not rightly; its real length was "
               "used.";
    case WarningCode::Silent:
        return withDetail("Silent", name) + ".";
    case WarningCode::BelowGate:
        return withDetail("All of it lies under the -70 LUFS gate, so that it has no loudness",
                          name) +
               ".";
    case WarningCode::TooShort:
        return x < 0.4 ? "Only " + figure(x, 2) + " s long: too short for a loudness."
                       : "Only " + figure(x, 1) + " s long: some figures have no value.";
    case WarningCode::RangeUnstable:
        return "Under a minute long (" + whole(x) + " s): the loudness range is not reliable.";
    case WarningCode::Clipped:
        return counted(x, " place is clipped", " places are clipped") +
               "; what was lost there does not come back.";
    case WarningCode::BrickWalled:
        return withDetail("Already limited hard: peaks stand only " + figure(x) +
                              " dB above the loudness",
                          name) +
               ".";
    case WarningCode::DcOffset:
        return "A constant offset of " + figure(100.0 * x, 1) +
               " % of full scale: it takes headroom, and peak and loudness count it too.";
    case WarningCode::LossyCutoff:
        return withDetail("Nothing above " + frequencyText({x}) +
                              ", as lossy coding leaves it; what lies above is not compared",
                          name) +
               ".";
    case WarningCode::Lossy:
        return withDetail("Lossy", name) +
               ": good enough for a reference; a mix is better mastered from its original.";
    case WarningCode::OutOfPhase:
        return "Left and right work against each other " + whole(100.0 * x) +
               " % of the loud time; mono players lose that.";
    case WarningCode::OneChannelSilent:
        return std::string(x == 0.0 ? "The left" : "The right") + " channel is silent.";
    case WarningCode::SineLike:
        return withDetail("A tone rather than music: it says little about balance", name) + ".";
    case WarningCode::SpeechLike:
        return withDetail("Speech rather than music: it says little about balance", name) + ".";
    case WarningCode::SameSong:
        return withDetail("This reference is the mix itself, perhaps processed", name) + ".";
    case WarningCode::Outlier:
        return withDetail("Left out: it lies " + figure(x, 1) + " spreads from the others", name) +
               ".";
    case WarningCode::Duplicate:
        if (const std::size_t colon = name.rfind(": "); colon != std::string::npos)
            return name.substr(0, colon) + " is the same recording as " + name.substr(colon + 2) +
                   ": the two count as one.";
        return "Two references are one recording and count as one.";
    case WarningCode::PoorMatch:
        if (const std::size_t colon = name.rfind(": "); colon != std::string::npos)
            return name.substr(0, colon) + " is a poor match" + name.substr(colon) + ".";
        return "A poor match: " + name + ".";
    case WarningCode::SectionSilent:
        return sectionOf(name) + " is silent: there is nothing to compare.";
    case WarningCode::SectionTooShort:
        return sectionOf(name) + " holds only " + figure(x, 1) + " s: too short to compare.";
    case WarningCode::TargetMissed:
        return "The target can't be reached; the best is " + figure(x, 1) + " LUFS.";
    case WarningCode::OverCeiling:
        return "The true peak is " + figure(x, 1, Sign::Always) +
               " dBTP, over the ceiling, because the limiter is off.";
    case WarningCode::LargeFile:
        return "With " + figure(x / 0x1p30, 1) +
               " GiB the master is more than a WAV holds: it is written as RF64.";
    case WarningCode::CodecOver:
        return "Decoded from " + name + " it still reaches " + figure(x, 2, Sign::Always) +
               " dBTP.";
    case WarningCode::ServicesIgnored:
        return "Your own rules of services can't be used (" + name +
               "); those that Kilter brings are.";
    }
    return {};
}

std::string sentenceFor(const Cost& cost, const Solved& solved, const Target& target) {
    std::string text;
    if (solved.hit == false && solved.reached)
        text = figure(target.loudness, 1) + " LUFS can't be reached with this mix: more drive no " +
               "longer makes it louder. The best is " + figure(solved.reached, 2) + " LUFS. ";
    const std::string louder = figure(cost.louder.value, 1, Sign::Always) + " LU";
    if (!solved.limiterWorked)
        text += louder + " by plain gain: the limiter has nothing to do.";
    else
        text += louder + " takes " + figure(cost.reduction.largest.value, 1) +
                " dB of limiting on the loudest hits, " + figure(cost.reduction.mean.value, 1) +
                " dB on average.";
    constexpr Decibels kMuch{24.0};
    if (cost.raised > kMuch)
        return text + " The equaliser raises some of the mix by " + figure(cost.raised.value, 0) +
               " dB: little else is left of it.";
    if (!cost.loudestClean)
        return text;
    const std::string clean = figure(cost.loudestClean, 1) + " LUFS";
    if (cost.price != Price::Green)
        return text + " Up to about " + clean + " it would stay clean.";
    constexpr Decibels kWorthSaying{0.5};
    if (solved.reached && *cost.loudestClean - *solved.reached > kWorthSaying)
        return text + " It would stay clean up to about " + clean + ".";
    return text + " Much more would not stay clean.";
}

std::string compressorText(const CompressorSpec& spec, const CompressorEffect& effect) {
    constexpr Decibels kNothing{0.005};
    const std::string settings =
        "The compressor (" + figure(spec.ratio, spec.ratio < 2.0 ? 1 : 0) + ":1 above " +
        figure(spec.thresholdDb) + " dBFS, attack " + figure(spec.attackMs) + " ms, release " +
        (spec.releaseMs ? figure(*spec.releaseMs, 0) + " ms" : "auto") + ")";
    if (effect.reduction.largest < kNothing)
        return settings + " takes nothing: the mix stays below its threshold.";
    std::string text = settings + " takes " + figure(effect.reduction.mean.value, 2) +
                       " dB on average and " + figure(effect.reduction.largest.value, 1) +
                       " dB at most. PLR " + figure(effect.plrBefore) + " dB before it, " +
                       figure(effect.plrAfter) + " dB behind";
    if (effect.psrBefore && effect.psrAfter)
        text += "; smallest PSR " + figure(effect.psrBefore) + " and " + figure(effect.psrAfter) +
                " dB";
    text += ". Make-up " + figure(effect.makeUp.value, 2, Sign::Always) + " dB";
    return text + (spec.makeUpDb ? "." : ", which keeps the loudness.");
}

std::string balanceText(const Balance& balance, const Gap* predicted, const Gap* measured) {
    std::optional<BandDifference> left = balance.left;
    if (predicted && measured)
        left = largestDifference(*predicted, *measured);
    if (!left)
        return {};
    const auto amount = [](const BandDifference& d) {
        return figure(std::abs(d.amount.value), 2) + " dB";
    };
    const auto band = [](const BandDifference& d) {
        const NamedBand& named = kBands[static_cast<std::size_t>(d.band)];
        return std::string(named.name) + " (" + frequencyText(named.low) + " to " +
               frequencyText(named.high) + ")";
    };
    const auto way = [](const BandDifference& d, const char* taken, const char* given) {
        return d.amount < Decibels{0.0} ? taken : given;
    };
    constexpr Decibels kHeard{0.5};
    const std::string who = balance.compressed ? "Compressor and limiter " : "The limiter ";
    if (balance.corrected && balance.moved) {
        const std::string text =
            who + "would have " + std::string(way(*balance.moved, "taken ", "added ")) +
            amount(*balance.moved) + way(*balance.moved, " from ", " to ") + band(*balance.moved);
        if (abs(left->amount) > kHeard)
            return text + "; the equaliser was corrected as far as that is sound, and " +
                   band(*left) + " still lies " + amount(*left) + way(*left, " under", " over") +
                   " what the moves promise: less drive keeps more of it.";
        return text + "; the equaliser was corrected for it. No band lies further than " +
               amount(*left) + " from what the moves promise.";
    }
    if (abs(left->amount) <= kBalanceTolerance)
        return "Every band lies within " + amount(*left) + " of what was predicted.";
    const std::string does =
        balance.compressed ? way(*left, "take ", "add ") : way(*left, "takes ", "adds ");
    return who + does + amount(*left) + way(*left, " from ", " to ") + band(*left) +
           (balance.moved ? ", and no broad band of the equaliser would mend that."
                          : "; without moves there is nothing to correct.");
}

} // namespace kilter
