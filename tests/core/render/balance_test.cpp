// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/balance.h"

#include "core/demo/demo_song.h"
#include "core/moves/predict.h"
#include "core/reference/profile.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace kilter;

/// On the demo's music, through the real limiter.
class BalanceTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};
    static constexpr Lufs kLoud{-7.5};
    AudioBuffer mix_ = demoSong(DemoSong::Mix, {20.0}, kRate, 1);
    Analysis analysis_;

    static Equalising asked() {
        Move low;
        low.shape = {FilterKind::LowShelf, {120}, {2.5}, 0.7, 12};
        Move presence;
        presence.shape = {FilterKind::Bell, {2900}, {-2.0}, 1.1, 12};
        return {{low, presence}, std::nullopt, KernelPhase::Minimum};
    }
    struct Result {
        Balance balance;
        std::optional<Solved> solved;
        std::optional<BandDifference> difference; ///< of the whole master from the promise
    };
    Result mastered(const Equalising& equalising, Lufs loudness, bool correct = true) const {
        const DesignedChain chain =
            designChain(equalising.moves, equalising.curve, equalising.phase, {}, kRate);
        BalanceReview review(mix_, kRate, analysis_, equalising);
        Result result;
        result.solved = solve(mix_, kRate, chain.settings, {loudness, {}}, {},
                              correct ? EqualiserReview(std::ref(review)) : EqualiserReview{});
        result.balance = review.balance();
        const Reference itself{&analysis_, nullptr, 1.0, {}};
        const Gap before = gapBetween(analysis_, profileOf({&itself, 1}), {&itself, 1});
        Gap promised = predictedGap(before, equalising.moves);
        if (equalising.curve)
            promised = predictedGap(promised, *equalising.curve);
        result.difference = largestDifference(
            promised, measuredGap(before, spectrogramOf(result.solved->master.audio, kRate)));
        return result;
    }

  private slots:
    void initTestCase() {
        Track track;
        track.rate = kRate;
        track.audio = mix_;
        analysis_ = *analyse(track);
    }

    /// Acceptance: where the limiter shifts a band by more than 0.1 dB, the equaliser is
    /// corrected, the master still hits its loudness, and the rest is small.
    void theEqualiserFollowsTheLimiter() {
        const Result plain = mastered(asked(), kLoud, false);
        const Result result = mastered(asked(), kLoud);
        qInfo("promise and master differ by %.3f dB, corrected %.3f dB",
              plain.difference->amount.value, result.difference->amount.value);
        QVERIFY(abs(plain.difference->amount) > kBalanceTolerance);
        QVERIFY(result.balance.corrected);
        QVERIFY(abs(result.balance.moved->amount) > kBalanceTolerance);
        QVERIFY(abs(result.difference->amount) < 0.5 * abs(plain.difference->amount));
        QVERIFY(abs(result.difference->amount) <= Decibels{0.15});
        QVERIFY(result.solved->hit == true);
        QVERIFY(result.solved->renders <= kMostRenders);
        // The moves stay what the user sees; the correction stands behind them.
        const Moves asked = BalanceTest::asked().moves;
        QVERIFY(std::equal(asked.begin(), asked.end(), result.balance.moves.begin()));
        QVERIFY(!result.balance.correction().empty());
        for (const Move& band : result.balance.correction())
            QVERIFY(band.enabled && !band.proposed); // nobody proposed it to anybody
    }

    /// Property: what is compared may lie far apart; it is all heard, and nothing else.
    void everyComparedStretchIsHeard() {
        Track track;
        track.rate = kRate;
        track.audio = AudioBuffer(2, {kRate.hz * 30});
        for (const int second : {0, 20}) // music, 12 s of hum that nobody compares, music
            for (int c = 0; c < 2; ++c)
                std::copy_n(mix_.channel(c).data() + second / 2 * kRate.hz, kRate.hz * 8,
                            track.audio.channel(c).data() + second * kRate.hz);
        for (int n = 8 * kRate.hz; n < 20 * kRate.hz; ++n)
            for (int c = 0; c < 2; ++c)
                track.audio.channel(c)[static_cast<std::size_t>(n)] =
                    0.01F * std::sin(0.01F * static_cast<float>(n));
        const Analysis own = analysis_;
        const AudioBuffer whole = mix_;
        analysis_ = *analyse(track, {.section = GoodSections{{6.0}, {3.0}}});
        mix_ = track.audio;
        QVERIFY(analysis_.sections.size() > 1);
        const Result plain = mastered(asked(), kLoud, false);
        const Result result = mastered(asked(), kLoud);
        analysis_ = own;
        mix_ = whole;
        QVERIFY(abs(plain.difference->amount) > kBalanceTolerance);
        QVERIFY(result.balance.corrected);
        QVERIFY2(abs(result.difference->amount) < 0.8 * abs(plain.difference->amount),
                 qPrintable(QString::number(result.difference->amount.value)));
        QVERIFY2(abs(abs(result.balance.left->amount) - abs(result.difference->amount)) <
                     Decibels{0.1},
                 qPrintable(QString::number(result.balance.left->amount.value)));
    }

    void soDoesTheMatchCurve() {
        Equalising curve;
        curve.curve.emplace();
        curve.curve->options = {100.0, 0.67, {6.0}};
        for (int i = 0; i < kCells; ++i)
            curve.curve->gain[static_cast<std::size_t>(i)] =
                response({FilterKind::LowShelf, {150}, {3.0}, 0.6, 12}, cellCentre(i));
        const Result plain = mastered(curve, kLoud, false);
        const Result result = mastered(curve, kLoud);
        QVERIFY(result.balance.corrected && result.balance.curve != curve.curve);
        QVERIFY(abs(result.difference->amount) < 0.6 * abs(plain.difference->amount));
    }

    void whereTheLimiterHasNoWorkNothingIsCorrected() {
        const Result result = mastered(asked(), {-25.0});
        QVERIFY(!result.balance.corrected && !result.balance.moved);
        QVERIFY(result.balance.moves == asked().moves);
        QVERIFY(abs(result.difference->amount) <= kBalanceTolerance);
    }

    void withoutEqualisingThereIsNothingToKeep() {
        const Result result = mastered({}, kLoud);
        QVERIFY(!result.balance.corrected && result.balance.moves.empty());
    }

    /// Contract: the same inputs, the same settings and the same samples.
    void deterministic() {
        const Result one = mastered(asked(), kLoud);
        const Result two = mastered(asked(), kLoud);
        QVERIFY(one.balance.moves == two.balance.moves);
        QVERIFY(one.solved->settings == two.solved->settings);
        for (int c = 0; c < 2; ++c)
            QVERIFY(std::ranges::equal(one.solved->master.audio.channel(c),
                                       two.solved->master.audio.channel(c)));
    }
};

QTEST_APPLESS_MAIN(BalanceTest)
#include "balance_test.moc"
