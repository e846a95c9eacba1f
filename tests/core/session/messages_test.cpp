// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/messages.h"

#include "core/session/names.h"

#include <QHash>
#include <QTest>

#include <utility>
#include <vector>

using namespace kilter;

/// Every sentence about what went wrong, what was noticed and what loudness costs, word by word.
class MessagesTest : public QObject {
    Q_OBJECT

    static QString text(const std::string& sentence) { return QString::fromStdString(sentence); }

  private slots:
    void errors() {
        const std::vector<std::pair<ErrorCode, const char*>> sentences{
            {ErrorCode::FileNotFound, "there is no such file"},
            {ErrorCode::NotAFile, "this is a folder or a device, not a file"},
            {ErrorCode::NoPermission, "the system does not allow it"},
            {ErrorCode::UnknownFormat, "this is no audio file that Kilter knows"},
            {ErrorCode::UnsupportedCodec,
             "this kind of audio is not supported; convert it to WAV, FLAC or AIFF first"},
            {ErrorCode::UnsupportedLayout,
             "only mono and stereo can be mastered; make a stereo mix-down first"},
            {ErrorCode::UnsupportedRate, "the sample rate has to lie between 8 and 384 kHz"},
            {ErrorCode::Corrupt, "the file is damaged and can't be decoded"},
            {ErrorCode::NoAudio, "there is no audio in it"},
            {ErrorCode::ReadFailed, "reading failed"},
            {ErrorCode::BadSession, "this can't be read as a Kilter file"},
            {ErrorCode::NewerVersion,
             "a newer Kilter made this: this one can neither render nor replace it"},
            {ErrorCode::SourceChanged, "the file is not the one that the session was made with"},
            {ErrorCode::OutputExists, "it exists already"},
            {ErrorCode::OutputIsInput,
             "another file that is needed here has this name; choose another"},
            {ErrorCode::DiskFull, "the disk is full; nothing was changed"},
            {ErrorCode::WriteFailed, "writing failed; nothing was changed"},
            {ErrorCode::Cancelled, "cancelled; nothing was changed"}};
        QCOMPARE(sentences.size(), std::size_t{kValuesOf<ErrorCode>});
        for (std::size_t i = 0; i < sentences.size(); ++i) {
            const auto& [code, sentence] = sentences[i];
            QCOMPARE(static_cast<std::size_t>(code), i);
            QCOMPARE(text(sentenceFor(Error{code, {}, {}})), QString(sentence));
            QCOMPARE(text(sentenceFor(Error{code, "why", "a/b.wav"})),
                     QString("a/b.wav: %1 (why)").arg(sentence));
        }
        QCOMPARE(text(sentenceFor(Error{ErrorCode::NoAudio, "\x1b[1m", "\xe2\x80\xae"})),
                 QString("\\u202e: there is no audio in it (\\x1b[1m)"));
    }

    void warnings_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<double>("amount");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("sentence");
        const auto row = [](WarningCode code, double amount, const char* detail,
                            const char* sentence) {
            QTest::newRow(sentence) << static_cast<int>(code) << amount << QString(detail)
                                    << QString::fromUtf8(sentence);
        };
        row(WarningCode::Truncated, 12.0, "", "The file ends early: 12 frames are missing.");
        row(WarningCode::Truncated, 1.0, "", "The file ends early: 1 frame is missing.");
        row(WarningCode::Truncated, 0.0, "", "The file ends early.");
        row(WarningCode::DamagedPart, 12.0, "",
            "Damaged within: 12 frames can't be decoded and are silent.");
        row(WarningCode::DamagedPart, 1.0, "",
            "Damaged within: 1 frame can't be decoded and is silent.");
        row(WarningCode::DamagedPart, 0.0, "",
            "Damaged within: something is lost, and how much is not known.");
        row(WarningCode::NonFiniteSamples, 3.0, "",
            "3 samples were no numbers, or beyond +100 dBFS as no sound is, and were silenced.");
        row(WarningCode::NonFiniteSamples, 1.0, "",
            "1 sample was no number, or beyond +100 dBFS as no sound is, and was silenced.");
        row(WarningCode::OverFullScale, 1.3, "",
            "Peaks go over full scale, to +1.3 dBFS; a floating-point file keeps them, and so does "
            "Kilter up to the limiter.");
        row(WarningCode::TagsUnreadable, 0.0, "",
            "Its tags can't be read; title, artist and ISRC are not carried over.");
        row(WarningCode::TagsUnreadable, 0.0, "ISRC abc",
            "Of its tags this is not carried over: ISRC abc.");
        row(WarningCode::MonoAsDual, 0.0, "",
            "Mono: measured and mastered as the same signal on both sides.");
        row(WarningCode::Resampled, 48000.0, "", "Converted from 48 kHz.");
        row(WarningCode::Resampled, 96000.0, "A", "Converted from 96 kHz (A).");
        row(WarningCode::HeaderRepaired, 0.0, "",
            "The header does not say how long the sound is, or not rightly; its real length was "
            "used.");
        row(WarningCode::Silent, 0.0, "", "Silent.");
        row(WarningCode::Silent, 0.0, "A", "Silent (A).");
        row(WarningCode::BelowGate, 0.0, "",
            "All of it lies under the -70 LUFS gate, so that it has no loudness.");
        row(WarningCode::BelowGate, 0.0, "B",
            "All of it lies under the -70 LUFS gate, so that it has no loudness (B).");
        row(WarningCode::TooShort, 0.3, "", "Only 0.30 s long: too short for a loudness.");
        row(WarningCode::TooShort, 0.4, "", "Only 0.4 s long: some figures have no value.");
        row(WarningCode::RangeUnstable, 59.0, "",
            "Under a minute long (59 s): the loudness range is not reliable.");
        row(WarningCode::Clipped, 1.0, "",
            "1 place is clipped; what was lost there does not come back.");
        row(WarningCode::Clipped, 2.0, "",
            "2 places are clipped; what was lost there does not come back.");
        row(WarningCode::BrickWalled, 6.5, "",
            "Already limited hard: peaks stand only 6.5 dB above the loudness.");
        row(WarningCode::BrickWalled, 6.5, "A",
            "Already limited hard: peaks stand only 6.5 dB above the loudness (A).");
        row(WarningCode::DcOffset, 0.5, "",
            "A constant offset of 50.0 % of full scale: it takes headroom, and peak and loudness "
            "count it too.");
        row(WarningCode::DcOffset, -0.25, "",
            "A constant offset of −25.0 % of full scale: it takes headroom, and peak and loudness "
            "count it too.");
        row(WarningCode::LossyCutoff, 16000.0, "",
            "Nothing above 16 kHz, as lossy coding leaves it; what lies above is not compared.");
        row(WarningCode::LossyCutoff, 16000.0, "A",
            "Nothing above 16 kHz, as lossy coding leaves it; what lies above is not compared "
            "(A).");
        row(WarningCode::Lossy, 128000.0, "",
            "Lossy: good enough for a reference; a mix is better mastered from its original.");
        row(WarningCode::Lossy, 128000.0, "MP3",
            "Lossy (MP3): good enough for a reference; a mix is better mastered from its "
            "original.");
        row(WarningCode::OutOfPhase, 0.25, "",
            "Left and right work against each other 25 % of the loud time; mono players lose "
            "that.");
        row(WarningCode::OneChannelSilent, 0.0, "", "The left channel is silent.");
        row(WarningCode::OneChannelSilent, 1.0, "", "The right channel is silent.");
        row(WarningCode::SineLike, 0.0, "",
            "A tone rather than music: it says little about balance.");
        row(WarningCode::SineLike, 0.0, "A",
            "A tone rather than music: it says little about balance (A).");
        row(WarningCode::SpeechLike, 0.0, "",
            "Speech rather than music: it says little about balance.");
        row(WarningCode::SpeechLike, 0.0, "A",
            "Speech rather than music: it says little about balance (A).");
        row(WarningCode::SameSong, 0.0, "", "This reference is the mix itself, perhaps processed.");
        row(WarningCode::SameSong, 0.0, "A",
            "This reference is the mix itself, perhaps processed (A).");
        row(WarningCode::Outlier, 4.2, "", "Left out: it lies 4.2 spreads from the others.");
        row(WarningCode::Outlier, 4.2, "C", "Left out: it lies 4.2 spreads from the others (C).");
        row(WarningCode::Duplicate, 0.0, "B: A",
            "B is the same recording as A: the two count as one.");
        row(WarningCode::Duplicate, 0.0, "", "Two references are one recording and count as one.");
        row(WarningCode::PoorMatch, 0.0, "no drums", "A poor match: no drums.");
        row(WarningCode::PoorMatch, 0.0, "B: no drums", "B is a poor match: no drums.");
        row(WarningCode::SectionSilent, 0.0, "",
            "The mix's section is silent: there is nothing to compare.");
        row(WarningCode::SectionSilent, 0.0, "A",
            "The section of A is silent: there is nothing to compare.");
        row(WarningCode::SectionTooShort, 0.14, "",
            "The mix's section holds only 0.1 s: too short to compare.");
        row(WarningCode::SectionTooShort, 2.0, "B",
            "The section of B holds only 2.0 s: too short to compare.");
        row(WarningCode::TargetMissed, -7.3, "",
            "The target can't be reached; the best is −7.3 LUFS.");
        row(WarningCode::OverCeiling, 0.5, "",
            "The true peak is +0.5 dBTP, over the ceiling, because the limiter is off.");
        row(WarningCode::LargeFile, 5.0 * 0x1p30, "",
            "With 5.0 GiB the master is more than a WAV holds: it is written as RF64.");
        row(WarningCode::ServicesIgnored, 0.0, "not JSON",
            "Your own rules of services can't be used (not JSON); those that Kilter brings are.");
        row(WarningCode::CodecOver, 0.31, "aac-128",
            "Decoded from aac-128 it still reaches +0.31 dBTP.");
    }
    void warnings() {
        QFETCH(int, code);
        QFETCH(double, amount);
        QFETCH(QString, detail);
        QFETCH(QString, sentence);
        QCOMPARE(text(sentenceFor(
                     Warning{static_cast<WarningCode>(code), amount, detail.toStdString()})),
                 sentence);
    }

    void costs_data() {
        QTest::addColumn<double>("louder");
        QTest::addColumn<bool>("limited");
        QTest::addColumn<QVariant>("clean"); ///< LUFS
        QTest::addColumn<int>("price");
        QTest::addColumn<double>("raised");
        QTest::addColumn<bool>("missed");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, double louder, bool limited, const QVariant& clean,
                            Price price, double raised, bool missed, const char* sentence) {
            QTest::newRow(name) << louder << limited << clean << static_cast<int>(price) << raised
                                << missed << QString::fromUtf8(sentence);
        };
        row("plain gain", 4.3, false, {}, Price::Green, 0.0, false,
            "+4.3 LU by plain gain: the limiter has nothing to do.");
        row("quieter", -4.3, false, {}, Price::Green, 0.0, false,
            "−4.3 LU by plain gain: the limiter has nothing to do.");
        row("limited", 4.3, true, {}, Price::Green, 0.0, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average.");
        row("green, and room", 4.3, true, -9.4, Price::Green, 0.0, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. It would "
            "stay "
            "clean up to about −9.4 LUFS.");
        row("green, and no room", 4.3, true, -9.5, Price::Green, 0.0, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. Much more "
            "would not stay clean.");
        row("amber", 4.3, true, -11.0, Price::Amber, 0.0, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. Up to about "
            "−11.0 LUFS it would stay clean.");
        row("red", 4.3, true, -11.0, Price::Red, 24.0, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. Up to about "
            "−11.0 LUFS it would stay clean.");
        row("an equaliser of its own", 4.3, true, -9.0, Price::Red, 24.6, false,
            "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. The "
            "equaliser "
            "raises some of the mix by 25 dB: little else is left of it.");
        row("missed", 4.3, true, {}, Price::Red, 0.0, true,
            "−6.0 LUFS can't be reached with this mix: more drive no longer makes it louder. The "
            "best is −10.00 LUFS. +4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on "
            "average.");
    }
    void costs() {
        QFETCH(double, louder);
        QFETCH(bool, limited);
        QFETCH(QVariant, clean);
        QFETCH(int, price);
        QFETCH(double, raised);
        QFETCH(bool, missed);
        QFETCH(QString, sentence);
        Cost cost;
        cost.louder = {louder};
        cost.reduction = {{1.2}, {3.4}};
        cost.price = static_cast<Price>(price);
        cost.raised = {raised};
        if (clean.isValid())
            cost.loudestClean = Lufs{clean.toDouble()};
        Solved solved;
        solved.limiterWorked = limited;
        solved.reached = Lufs{-10.0};
        solved.hit = !missed;
        QCOMPARE(text(sentenceFor(cost, solved, {Lufs{-6.0}, {}})), sentence);
    }

    void balances_data() {
        QTest::addColumn<bool>("corrected");
        QTest::addColumn<QVariant>("moved"); ///< dB in Low
        QTest::addColumn<QVariant>("left");  ///< dB in Mid
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, bool corrected, const QVariant& moved,
                            const QVariant& left, const char* sentence) {
            QTest::newRow(name) << corrected << moved << left << QString(sentence);
        };
        row("nothing known", false, {}, {}, "");
        row("taken, corrected", true, -0.42, 0.05,
            "The limiter would have taken 0.42 dB from Low (60 Hz to 250 Hz); the equaliser was "
            "corrected for it. No band lies further than 0.05 dB from what the moves promise.");
        row("added, corrected", true, 0.42, -0.05,
            "The limiter would have added 0.42 dB to Low (60 Hz to 250 Hz); the equaliser was "
            "corrected for it. No band lies further than 0.05 dB from what the moves promise.");
        row("taken, as far as it goes", true, -2.42, -0.51,
            "The limiter would have taken 2.42 dB from Low (60 Hz to 250 Hz); the equaliser was "
            "corrected as far as that is sound, and Mid (500 Hz to 2 kHz) still lies 0.51 dB under "
            "what the moves promise: less drive keeps more of it.");
        row("added, as far as it goes", true, 2.42, 0.51,
            "The limiter would have added 2.42 dB to Low (60 Hz to 250 Hz); the equaliser was "
            "corrected as far as that is sound, and Mid (500 Hz to 2 kHz) still lies 0.51 dB over "
            "what the moves promise: less drive keeps more of it.");
        row("just as promised", true, -2.42, 0.5,
            "The limiter would have taken 2.42 dB from Low (60 Hz to 250 Hz); the equaliser was "
            "corrected for it. No band lies further than 0.50 dB from what the moves promise.");
        row("within", false, -0.1, 0.1, "Every band lies within 0.10 dB of what was predicted.");
        row("no equaliser mends it", false, -0.42, -0.42,
            "The limiter takes 0.42 dB from Mid (500 Hz to 2 kHz), and no broad band of the "
            "equaliser would mend that.");
        row("nothing to correct", false, {}, 0.42,
            "The limiter adds 0.42 dB to Mid (500 Hz to 2 kHz); without moves there is nothing to "
            "correct.");
    }
    void balances() {
        QFETCH(bool, corrected);
        QFETCH(QVariant, moved);
        QFETCH(QVariant, left);
        QFETCH(QString, sentence);
        Balance balance;
        balance.corrected = corrected;
        if (moved.isValid())
            balance.moved = BandDifference{1, {moved.toDouble()}};
        if (left.isValid())
            balance.left = BandDifference{3, {left.toDouble()}};
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)), sentence);
        // With the compressor on, both did it.
        balance.compressed = true;
        QString both = sentence;
        both.replace("The limiter takes", "Compressor and limiter take");
        both.replace("The limiter adds", "Compressor and limiter add");
        both.replace("The limiter would", "Compressor and limiter would");
        QCOMPARE(text(balanceText(balance, nullptr, nullptr)), both);
    }

    void compressors() {
        CompressorSpec spec;
        CompressorEffect effect;
        QCOMPARE(text(compressorText(spec, effect)),
                 QString::fromUtf8("The compressor (2:1 above −18.0 dBFS, attack 30.0 ms, release "
                                   "auto) takes nothing: the mix stays below its threshold."));
        spec.ratio = 1.5;
        spec.attackMs = 0.3;
        spec.releaseMs = 250.0;
        effect.reduction = {{0.812}, {2.71}};
        effect.makeUp = {0.75};
        effect.plrBefore = Decibels{12.3};
        effect.plrAfter = Decibels{11.6};
        const QString begin =
            QString::fromUtf8("The compressor (1.5:1 above −18.0 dBFS, attack 0.3 ms, release 250 "
                              "ms) takes 0.81 dB on average and 2.7 dB at most. PLR 12.3 dB before "
                              "it, 11.6 dB behind");
        QCOMPARE(text(compressorText(spec, effect)),
                 begin + ". Make-up +0.75 dB, which keeps the loudness.");
        effect.psrBefore = Decibels{9.0};
        effect.psrAfter = Decibels{8.4};
        spec.makeUpDb = 0.75;
        QCOMPARE(text(compressorText(spec, effect)),
                 begin + "; smallest PSR 9.0 and 8.4 dB. Make-up +0.75 dB.");
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
