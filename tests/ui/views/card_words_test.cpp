// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/tracks_view.h"

#include <QTest>

using namespace kilter;

/// What a card says of a file and of its sound, word by word.
class CardWordsTest : public QObject {
    Q_OBJECT

  private slots:
    void findings_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<double>("amount");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("text");
        int number = 0;
        const auto row = [&](WarningCode code, double amount, const char* detail,
                             const char* text) {
            QTest::addRow("%d", number++) << static_cast<int>(code) << amount
                                          << QString::fromUtf8(detail) << QString::fromUtf8(text);
        };
        row(WarningCode::Truncated, 100, "", "the file breaks off before its end");
        row(WarningCode::NonFiniteSamples, 3, "", "contained invalid samples; they were silenced");
        row(WarningCode::OverFullScale, 1.5, "", "peaks above full scale (+1.5 dBFS)");
        row(WarningCode::MonoAsDual, 0, "", "mono: measured on both sides");
        row(WarningCode::Resampled, 44100, "", "resampled from 44.1 kHz");
        row(WarningCode::HeaderRepaired, 0, "", "the header's length was wrong");
        row(WarningCode::Silent, 0, "", "silent");
        row(WarningCode::BelowGate, 0, "", "too quiet to measure");
        row(WarningCode::TooShort, 1.5, "", "only 1.5 s long");
        row(WarningCode::Clipped, 1, "", "clipped in 1 place");
        row(WarningCode::Clipped, 3, "", "clipped in 3 places");
        row(WarningCode::BrickWalled, 7.5, "", "limited hard (PLR 7.5 dB)");
        row(WarningCode::DcOffset, 0.015, "", "DC offset of 1.5 %");
        row(WarningCode::LossyCutoff, 16000, "", "lossy: left out above 16 kHz");
        row(WarningCode::Lossy, 0, "", "from a lossy file");
        row(WarningCode::Lossy, 0, "MP3", "from a lossy file (MP3)");
        row(WarningCode::OutOfPhase, 0.25, "", "out of phase in 25 % of it");
        row(WarningCode::OneChannelSilent, 0, "", "the left channel is silent");
        row(WarningCode::OneChannelSilent, 1, "", "the right channel is silent");
        row(WarningCode::SineLike, 0, "", "a tone rather than music");
        row(WarningCode::SpeechLike, 0, "", "speech rather than music");
        row(WarningCode::SameSong, 0, "A", "the same song as the mix");
        row(WarningCode::Outlier, 3.5, "A", "3.5 spreads from the others: left out");
        row(WarningCode::PoorMatch, 0, "A: no drums", "a poor match: no drums");
        row(WarningCode::RangeUnstable, 30, "", "");
    }
    void findings() {
        QFETCH(const int, code);
        QFETCH(const double, amount);
        QFETCH(const QString, detail);
        QFETCH(const QString, text);
        QCOMPARE(findingText({static_cast<WarningCode>(code), amount, detail.toStdString()}), text);
    }
};

QTEST_APPLESS_MAIN(CardWordsTest)
#include "card_words_test.moc"
