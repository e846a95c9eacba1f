// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/strictest_peak.h"
#include "tests/support/audio_buffers.h"

#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// Known answers; master_quality_test compares it with other meters on difficult signals.
class StrictestPeakTest : public QObject {
    Q_OBJECT

  private slots:
    /// What stays under the ceiling by any margin is read as it is, and never as the ceiling:
    /// plain gain fits under it then, and nothing is to be trimmed.
    void readsWhatStaysUnderTheCeiling() {
        constexpr SampleRate kRate{48000};
        for (const double ceiling : {-0.3, -1.0, -1.01, -3.3}) {
            for (const double under : {0.05, 0.3, 1.0, 1.35, 1.5, 6.0}) {
                const Decibels peak{ceiling - under};
                const AudioBuffer tone = sine(997.0, amplitude(peak), kRate, {kRate.hz / 2});
                const Decibels read = strictestTruePeak(tone, kRate, {ceiling});
                QVERIFY2(abs(read - peak) < Decibels{0.03},
                         qPrintable(QString::number(read.value)));
            }
        }
    }

    void readsWhatIsOverIt() {
        constexpr SampleRate kRate{44100};
        // A quarter of the rate, sampled 45 degrees off its crests: 3 dB over its samples.
        AudioBuffer tone(2, Frames{kRate.hz / 2});
        for (int c = 0; c < 2; ++c)
            for (std::size_t n = 0; n < tone.channel(c).size(); ++n)
                tone.channel(c)[n] = n % 4 < 2 ? 0.7F : -0.7F;
        const Decibels read = strictestTruePeak(tone, kRate, {-1.0});
        QVERIFY2(read >= toDecibels(0.7 * std::sqrt(2.0)) - Decibels{0.01},
                 qPrintable(QString::number(read.value)));
    }

    void silenceHasNone() {
        const AudioBuffer silence(2, Frames{1000});
        QVERIFY(std::isinf(strictestTruePeak(silence, {44100}, {-1.0}).value));
        QVERIFY(std::isinf(strictestTruePeak(AudioBuffer(2, {}), {44100}, {-1.0}).value));
    }
};

QTEST_APPLESS_MAIN(StrictestPeakTest)
#include "strictest_peak_test.moc"
