// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/dips.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace kilter;

namespace {

constexpr SampleRate kRate{48000};

AudioBuffer ones(Seconds length) {
    AudioBuffer audio(2, length * kRate);
    for (int c = 0; c < 2; ++c)
        for (float& x : audio.channel(c))
            x = c == 0 ? 1.0F : -0.5F;
    return audio;
}

} // namespace

class DipsTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: all of it for 1.2 ms, half of it 1 ms on, nothing from 2.6 ms on.
    void theShapeIsTheOneThatIsTold() {
        const std::vector<Dip> dips{{{0.1}, {2.0}}};
        for (const double away : {-0.0005, 0.0, 0.0005})
            QCOMPARE(depthAt(dips, {0.1 + away}).value, 2.0);
        for (const double away : {-0.0016, 0.0016})
            QVERIFY(std::abs(depthAt(dips, {0.1 + away}).value - 1.0) < 1e-9);
        for (const double away : {-0.0027, 0.0027, 0.09, 5.0})
            QCOMPARE(depthAt(dips, {0.1 + away}).value, 0.0);
        QCOMPARE(depthAt({}, {0.1}).value, 0.0);
    }

    void theDeepestCountsWhereSeveralReach() {
        const std::vector<Dip> dips{{{0.1}, {2.0}}, {{0.102}, {3.0}}, {{0.103}, {0.5}}};
        QCOMPARE(depthAt(dips, {0.1}).value, 2.0);
        QCOMPARE(depthAt(dips, {0.102}).value, 3.0);
        const double beside = 3.0 * (0.5 + 0.5 * std::cos(std::numbers::pi * 0.4 / 2.0));
        QVERIFY(std::abs(depthAt(dips, {0.103}).value - beside) < 1e-9);
    }

    void outsideOfThemTheBitsStay() {
        AudioBuffer audio = ones({0.5});
        const std::vector<Dip> dips{
            {{0.0}, {1.0}}, {{0.25}, {6.0}}, {{0.252}, {2.0}}, {{0.5}, {3.0}}};
        applyDips(audio, kRate, dips);
        for (std::int64_t i = 0; i < audio.frames().count; ++i) {
            const double depth = depthAt(dips, Frames{i} / kRate).value;
            const auto at = static_cast<std::size_t>(i);
            const float left = audio.channel(0)[at];
            QVERIFY(std::abs(-20.0 * std::log10(left) - depth) < 1e-5);
            if (depth == 0.0)
                QCOMPARE(left, 1.0F);
            QCOMPARE(audio.channel(1)[at], -0.5F * left); // both alike: the image stays
        }
    }

    void whatIsNearBecomesDeeperAndWhatIsFarIsNew() {
        std::vector<Dip> dips;
        deepen(dips, {{{0.2}, {1.0}}, {{0.1}, {0.5}}});
        deepen(dips, {{{0.2009}, {0.3}},   // new
                      {{0.2007}, {1.5}},   // the dip at 0.2
                      {{0.2003}, {0.2}},   // which is deep enough
                      {{0.2012}, {0.1}}}); // and so is the new one
        deepen(dips, {});
        QCOMPARE(dips, (std::vector<Dip>{{{0.1}, {0.5}}, {{0.2}, {1.5}}, {{0.2009}, {0.3}}}));
    }
};

QTEST_APPLESS_MAIN(DipsTest)
#include "dips_test.moc"
