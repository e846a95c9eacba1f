// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/biquad.h"
#include "core/chain/band_design.h"

#include <QTest>
#include <cmath>
#include <random>

using namespace kilter;

namespace {

constexpr SampleRate k44100{44100};
constexpr double kQs[] = {0.3, 0.5, 0.7071067811865476, 1.0, 1.41, 2.0, 4.0, 8.0};

// Largest deviation from the analogue prototype, in dB, 20 Hz to 20 kHz (or 0.907 Nyquist), where
// the prototype is above `floor`.
double deviation(const FilterShape& shape, SampleRate rate, double floor = -60.0) {
    const BandSettings band = designBand(shape, Placement::Stereo, rate);
    const double top = std::min(20000.0, rate.nyquist().value / 22050.0 * 20000.0);
    constexpr int points = 1500;
    double worst = 0.0;
    for (int i = 0; i < points; ++i) {
        const Hertz f{20.0 * std::pow(top / 20.0, i / (points - 1.0))};
        const double wanted = response(shape, f).value;
        const double made = powerToDecibels(powerResponse(band, rate, f)).value;
        if (wanted > floor)
            worst = std::max(worst, std::abs(made - wanted));
    }
    return worst;
}

double worstOver(FilterKind kind, double gain, double highestQ, SampleRate rate = k44100) {
    double worst = 0.0;
    for (const double q : kQs)
        for (double f = 20.0; f <= 20000.0; f *= 1.122)
            if (q <= highestQ)
                worst = std::max(worst, deviation({kind, {f}, {gain}, q}, rate));
    return worst;
}

} // namespace

class BandDesignTest : public QObject {
    Q_OBJECT

  private slots:
    void bellsFollowTheAnalogue_data() {
        QTest::addColumn<double>("gain");
        QTest::addColumn<double>("limit");
        QTest::newRow("3 dB") << 3.0 << 0.05;
        QTest::newRow("6 dB") << 6.0 << 0.08;
        QTest::newRow("-6 dB") << -6.0 << 0.08;
        QTest::newRow("12 dB") << 12.0 << 0.1;
        QTest::newRow("-12 dB") << -12.0 << 0.1;
    }
    void bellsFollowTheAnalogue() {
        QFETCH(double, gain);
        QFETCH(double, limit);
        const double worst = worstOver(FilterKind::Bell, gain, 8.0);
        QVERIFY2(worst <= limit, qPrintable(QString::number(worst)));
    }

    // All Q up to 8: where a shelf resonates close to Nyquist it takes two sections.
    void shelvesFollowTheAnalogue_data() {
        QTest::addColumn<FilterKind>("kind");
        QTest::addColumn<double>("gain");
        for (const double gain : {-12.0, -6.0, 6.0, 12.0}) {
            QTest::addRow("low %g dB", gain) << FilterKind::LowShelf << gain;
            QTest::addRow("high %g dB", gain) << FilterKind::HighShelf << gain;
        }
    }
    void shelvesFollowTheAnalogue() {
        QFETCH(FilterKind, kind);
        QFETCH(double, gain);
        const double worst = worstOver(kind, gain, 8.0);
        QVERIFY2(worst <= 0.1, qPrintable(QString::number(worst)));
    }

    void tiltsFollowTheAnalogue() {
        const double worst = worstOver(FilterKind::Tilt, 12.0, 0.3);
        QVERIFY2(worst <= 0.02, qPrintable(QString::number(worst)));
    }

    void notchesFollowTheAnalogueAndAreDeep() {
        for (double f = 20.0; f <= 16000.0; f *= 1.3)
            for (const double q : {1.0, 4.0, 8.0}) {
                const FilterShape shape{FilterKind::Notch, {f}, {}, q};
                const double worst = deviation(shape, k44100, -30.0);
                QVERIFY2(worst <= 0.3,
                         qPrintable(QString("%1 Hz Q %2: %3").arg(f).arg(q).arg(worst)));
                const BandSettings band = designBand(shape, Placement::Stereo, k44100);
                QVERIFY(powerResponse(band, k44100, {f}) < 1e-10);
            }
    }

    void cutsFollowTheAnalogue_data() {
        QTest::addColumn<FilterKind>("kind");
        QTest::addColumn<int>("slope");
        for (int slope = 6; slope <= 48; slope += 6) {
            QTest::addRow("low cut %d dB/oct", slope) << FilterKind::LowCut << slope;
            QTest::addRow("high cut %d dB/oct", slope) << FilterKind::HighCut << slope;
        }
    }
    void cutsFollowTheAnalogue() {
        QFETCH(FilterKind, kind);
        QFETCH(int, slope);
        double worst = 0.0;
        for (double f = 20.0; f <= 20000.0; f *= 1.2)
            worst = std::max(worst, deviation({kind, {f}, {}, 1.0, slope}, k44100, -60.0));
        QVERIFY2(worst <= (kind == FilterKind::LowCut ? 0.45 : 0.75),
                 qPrintable(QString::number(worst)));
    }

    void everyDesignIsStableAndFinite() {
        for (const int hz : {8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000, 384000})
            for (const double q : {0.3, 1.0, 8.0})
                for (double f = 20.0; f < 20001.0; f *= 1.9306977288832496) // 20 Hz * this^10.5
                    for (int kind = 0; kind <= static_cast<int>(FilterKind::Tilt); ++kind)
                        for (const double gain : {-24.0, 0.1, 12.0, 24.0}) {
                            const FilterShape shape{
                                static_cast<FilterKind>(kind), {f}, {gain}, q, 48};
                            const BandSettings band =
                                designBand(shape, Placement::Stereo, SampleRate{hz});
                            QVERIFY(band.stageCount >= 1 && band.stageCount <= kStagesPerBand);
                            for (int i = 0; i < band.stageCount; ++i) {
                                const BiquadCoefficients& c =
                                    band.stages[static_cast<std::size_t>(i)];
                                const bool good = isStable(c) && std::isfinite(c.b0) &&
                                                  std::isfinite(c.b1) && std::isfinite(c.b2) &&
                                                  std::abs(c.b0) < 100.0;
                                QVERIFY2(good,
                                         qPrintable(QString("%1 Hz, kind %2, f %3, g %4, q %5")
                                                        .arg(hz)
                                                        .arg(kind)
                                                        .arg(f)
                                                        .arg(gain)
                                                        .arg(q)));
                            }
                        }
    }

    void otherRatesFollowTheAnalogueToo() {
        for (const int hz : {8000, 22050, 48000, 96000, 384000}) {
            const double worst = worstOver(FilterKind::Bell, 6.0, 2.0, SampleRate{hz});
            QVERIFY2(worst <= 0.2, qPrintable(QString("%1 Hz: %2").arg(hz).arg(worst)));
        }
    }

    void aCutIsTheBoostsReciprocal() {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int i = 0; i < 50; ++i) {
            FilterShape shape;
            shape.kind = std::array{FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf,
                                    FilterKind::Tilt}[static_cast<std::size_t>(i % 4)];
            shape.frequency = {20.0 * std::pow(1000.0, unit(random))};
            shape.gain = {12.0 * unit(random) + 0.1};
            shape.q = 0.3 + 3.0 * unit(random);
            const BandSettings up = designBand(shape, Placement::Stereo, k44100);
            shape.gain = -shape.gain;
            const BandSettings down = designBand(shape, Placement::Stereo, k44100);
            for (double f = 10.0; f < 22000.0; f *= 1.5) {
                const double product =
                    powerResponse(up, k44100, {f}) * powerResponse(down, k44100, {f});
                QVERIFY(std::abs(product - 1.0) < 1e-9);
            }
        }
    }

    void zeroDecibelsIsOff() {
        for (const FilterKind kind :
             {FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf, FilterKind::Tilt})
            QCOMPARE(designBand({kind, {1000.0}, {0.0}}, Placement::Mid, k44100).stageCount, 0);
    }

    void slopesTakeHalfAsManyStages() {
        for (int slope = 6; slope <= 48; slope += 6) {
            const FilterShape shape{FilterKind::LowCut, {100.0}, {}, 1.0, slope};
            QCOMPARE(designBand(shape, Placement::Stereo, k44100).stageCount, (slope / 6 + 1) / 2);
        }
    }
};

QTEST_APPLESS_MAIN(BandDesignTest)
#include "band_design_test.moc"
