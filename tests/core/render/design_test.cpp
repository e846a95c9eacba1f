// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/design.h"

#include "core/chain/band_design.h"

#include <QTest>

#include <cmath>

using namespace kilter;

class DesignTest : public QObject {
    Q_OBJECT

    static Move bell(double hz, double db, Placement placement = Placement::Stereo) {
        Move move;
        move.shape = {FilterKind::Bell, {hz}, {db}, 0.9};
        move.placement = placement;
        return move;
    }
    static constexpr SampleRate kRate{44100};

  private slots:
    void bandsSoundAsTheMovesSay() {
        Moves moves{bell(100, 3), bell(3000, -2, Placement::Side)};
        moves[0].amount = 0.5;
        const DesignedChain chain = designChain(moves, {}, KernelPhase::Minimum, {}, kRate);
        QVERIFY(!chain.kernel);
        const auto& bands = chain.settings.equaliser.bands;
        const double atCentre = powerToDecibels(powerResponse(bands[0], kRate, {100})).value;
        QVERIFY2(std::abs(atCentre - 1.5) < 0.05, qPrintable(QString::number(atCentre)));
        QVERIFY(bands[1].placement == Placement::Side);
        QCOMPARE(bands[2].stageCount, 0);
    }

    void disabledMovesDoNothing() {
        Moves moves{bell(100, 3)};
        moves[0].enabled = false;
        const DesignedChain chain = designChain(moves, {}, KernelPhase::Minimum, {}, kRate);
        QVERIFY(chain.settings.equaliser == EqualiserSettings{});
    }

    /// As many as the equaliser has bands for, and all of those.
    void everyBandIsUsed() {
        for (const std::size_t moves :
             {kEqualiserBands - 1, kEqualiserBands, kEqualiserBands + 1}) {
            const DesignedChain chain =
                designChain(Moves(moves, bell(1000, 3)), {}, KernelPhase::Minimum, {}, kRate);
            const auto& bands = chain.settings.equaliser.bands;
            QCOMPARE(std::count_if(bands.begin(), bands.end(),
                                   [](const auto& band) { return band.stageCount > 0; }),
                     static_cast<std::ptrdiff_t>(std::min<std::size_t>(moves, kEqualiserBands)));
        }
    }

    void linearPhaseIsAKernel() {
        const DesignedChain chain =
            designChain({bell(1000, 4)}, {}, KernelPhase::Linear, {}, kRate);
        QVERIFY(chain.kernel);
        QVERIFY(chain.settings.equaliser.kernel == chain.kernel.get());
        QVERIFY(chain.kernel->phase() == KernelPhase::Linear);
        // Nothing to equalise needs no kernel and no latency.
        QVERIFY(!designChain({}, {}, KernelPhase::Linear, {}, kRate).kernel);
    }

    void matchCurveAndOwnBandsAddUp() {
        MatchCurve curve;
        curve.gain.fill({2.0});
        const DesignedChain chain =
            designChain({bell(1000, 3)}, curve, KernelPhase::Minimum, {}, kRate);
        QVERIFY(chain.kernel);
        // |H| at 1 kHz of the impulse response: 2 dB of the curve and 3 of the bell.
        double re = 0.0;
        double im = 0.0;
        const auto h = chain.kernel->direct();
        for (std::size_t n = 0; n < h.size(); ++n) {
            const double w = 2.0 * M_PI * 1000.0 / kRate.hz * static_cast<double>(n);
            re += h[n] * std::cos(w);
            im -= h[n] * std::sin(w);
        }
        const double db = powerToDecibels(re * re + im * im).value;
        QVERIFY2(std::abs(db - 5.0) < 0.1, qPrintable(QString::number(db)));
    }
};

QTEST_APPLESS_MAIN(DesignTest)
#include "design_test.moc"
