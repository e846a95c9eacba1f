// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/chain.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace kilter;

namespace {

struct Stereo {
    std::vector<float> left, right;
};

Stereo tone(std::size_t frames) {
    Stereo s{std::vector<float>(frames), std::vector<float>(frames)};
    for (std::size_t i = 0; i < frames; ++i)
        s.left[i] = s.right[i] = static_cast<float>(0.5 * std::sin(0.03 * static_cast<double>(i)));
    return s;
}

/// Through a chain without moves, with the bad sample at `where`.
Stereo limited(float bad, std::size_t where) {
    Stereo s = tone(20000);
    s.left[where] = bad;
    Chain chain({44100});
    chain.reset({});
    FlushDenormalsScope scope;
    chain.process(scope.token(), {s.left.data(), s.right.data(), static_cast<int>(s.left.size())});
    return s;
}

} // namespace

/// A sample that is broken is left out; one that is merely loud is limited.
class LimiterGuardsTest : public QObject {
    Q_OBJECT

  private slots:
    void brokenSamplesAreSilence() {
        const Stereo without = limited(0.0F, 5000);
        for (const float bad :
             {1.1e6F, -1.1e6F, 1e30F, std::numeric_limits<float>::infinity(), std::nanf("")}) {
            const Stereo with = limited(bad, 5000);
            QVERIFY2(with.left == without.left && with.right == without.right,
                     qPrintable(QString::number(static_cast<double>(bad))));
        }
    }

    void loudSamplesAreLimited() {
        const Stereo without = limited(0.0F, 5000);
        for (const float loud : {0.9e6F, -0.9e6F, 100.0F}) {
            const Stereo with = limited(loud, 5000);
            QVERIFY(with.left != without.left);
            for (const auto* channel : {&with.left, &with.right})
                for (const float x : *channel)
                    QVERIFY(std::isfinite(x) && std::abs(x) <= 0.9F);
        }
    }

    /// Nothing of what was before is heard after a reset.
    void resetForgets() {
        Chain chain({44100});
        chain.reset({});
        FlushDenormalsScope scope;
        const auto run = [&] {
            Stereo s = tone(3000);
            chain.process(scope.token(), {s.left.data(), s.right.data(), 3000});
            return s.left;
        };
        const auto first = run();
        QVERIFY(run() != first);
        chain.reset({});
        QVERIFY(run() == first);
    }
};

QTEST_APPLESS_MAIN(LimiterGuardsTest)
#include "limiter_guards_test.moc"
