// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/move_text.h"

#include <QTest>

using namespace kilter;

/// What a move is called, and what a hand may make of it.
class MoveTextTest : public QObject {
    Q_OBJECT

    static Move move(FilterKind kind) {
        Move m;
        m.shape = {kind, {2950.0}, {-1.7}, 1.1, 18};
        return m;
    }

    static void is(FilterKind kind, const char* text) {
        QCOMPARE(moveText(move(kind)), QString::fromUtf8(text));
    }

  private slots:
    void everyKind() {
        is(FilterKind::Bell, "Bell, 2.95 kHz, −1.7 dB, Q 1.10, stereo");
        is(FilterKind::LowShelf, "Low shelf, 2.95 kHz, −1.7 dB, Q 1.10, stereo");
        is(FilterKind::HighShelf, "High shelf, 2.95 kHz, −1.7 dB, Q 1.10, stereo");
        is(FilterKind::LowCut, "Low cut, 2.95 kHz, 18 dB per octave, stereo");
        is(FilterKind::HighCut, "High cut, 2.95 kHz, 18 dB per octave, stereo");
        is(FilterKind::Notch, "Notch, 2.95 kHz, Q 1.10, stereo");
        is(FilterKind::Tilt, "Tilt, 2.95 kHz, −1.7 dB, stereo");
    }

    void placedAndBypassed() {
        Move m = move(FilterKind::Tilt);
        m.placement = Placement::Mid;
        QVERIFY(moveText(m).endsWith(", mid"));
        m.placement = Placement::Side;
        QVERIFY(moveText(m).endsWith(", side"));
        m.enabled = false;
        QVERIFY(moveText(m).endsWith(", side, bypassed"));
    }

    void bands() {
        const QStringList names{"Sub", "Low", "Low mid", "Mid", "Presence", "Upper", "Air"};
        const QStringList ranges{"20–60 Hz", "60–250 Hz", "250–500 Hz", "500–2k Hz",
                                 "2–4 kHz",  "4–8 kHz",   "8–16 kHz"};
        for (int b = 0; b < 7; ++b) {
            QCOMPARE(bandText(b), names[b]);
            QCOMPARE(bandRangeText(b), ranges[b]);
        }
        for (const int b : {-1, 7}) {
            QCOMPARE(bandText(b), QString());
            QCOMPARE(bandRangeText(b), QString());
        }
    }

    void limits() {
        const auto within = [](double f, double gain, double q, int slope) {
            return withinLimits({FilterKind::Bell, {f}, {gain}, q, slope});
        };
        QCOMPARE(within(10, -24, 0.1, 6), (FilterShape{FilterKind::Bell, {10}, {-24}, 0.1, 6}));
        QCOMPARE(within(24000, 24, 18, 48), (FilterShape{FilterKind::Bell, {24000}, {24}, 18, 48}));
        QCOMPARE(within(9, -25, 0.05, 0), (FilterShape{FilterKind::Bell, {10}, {-24}, 0.1, 6}));
        QCOMPARE(within(24001, 25, 19, 60), (FilterShape{FilterKind::Bell, {24000}, {24}, 18, 48}));
        QCOMPARE(within(100, 1, 1, 17).slopeDbPerOctave, 12);
    }

    /// What the hand sets is what sounds, whatever the amounts; an amount of nothing becomes all.
    void gainBehindTheAmounts() {
        Move m = move(FilterKind::Bell);
        m.amount = 0.5;
        QCOMPARE(withSoundingGain(m, {3.0}, 1.0).shape.gain.value, 6.0);
        QCOMPARE(withSoundingGain(m, {3.0}, 2.0).shape.gain.value, 3.0);
        QCOMPARE(withSoundingGain(m, {3.0}, 0.0).shape.gain.value, 6.0);
        QCOMPARE(withSoundingGain(m, {3.0}, 1.0).amount, 0.5);
        QCOMPARE(withSoundingGain(m, {20.0}, 1.0).shape.gain.value, 24.0);
        QCOMPARE(withSoundingGain(m, {-20.0}, 1.0).shape.gain.value, -24.0);
        m.amount = 0.0;
        const Move heard = withSoundingGain(m, {3.0}, 1.0);
        QCOMPARE(heard.amount, 1.0);
        QCOMPARE(heard.shape.gain.value, 3.0);
    }
};

QTEST_APPLESS_MAIN(MoveTextTest)
#include "move_text_test.moc"
