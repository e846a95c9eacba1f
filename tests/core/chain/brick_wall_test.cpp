// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/brick_wall.h"
#include "core/chain/sliding_extremum.h"

#include <QtTest>

#include <algorithm>
#include <random>
#include <vector>

using namespace kilter;

namespace {

/// Mostly nothing, now and then a need of some decibels.
std::vector<float> needs(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> needed(count);
    for (float& v : needed)
        v = random() % 40 == 0 ? static_cast<float>(random() % 12000) / 1000.0F : 0.0F;
    return needed;
}

} // namespace

class BrickWallTest : public QObject {
    Q_OBJECT

  private slots:
    /// Oracle: the largest of the last values, looked up one by one.
    void slidingMaximumIsTheMaximum() {
        const auto values = needs(3000, 1);
        for (const int window : {1, 2, 7, 133}) {
            SlidingMaximum<float> largest(window);
            SlidingMinimum<float> smallest(window);
            for (int n = 0; n < static_cast<int>(values.size()); ++n) {
                float mx = n < window - 1 ? 0.0F : values[std::size_t(n)];
                float mn = n < window - 1 ? 0.0F : values[std::size_t(n)];
                for (int k = std::max(0, n - window + 1); k <= n; ++k) {
                    mx = std::max(mx, values[std::size_t(k)]);
                    mn = std::min(mn, values[std::size_t(k)]);
                }
                QCOMPARE(largest.push(values[std::size_t(n)]), mx);
                QCOMPARE(smallest.push(values[std::size_t(n)]), mn);
            }
        }
    }

    /// Property: every sample gets what it needs; the gain never rises above the largest need
    /// around; and it returns to exactly nothing.
    void coversEveryNeed() {
        constexpr int kHop = 64;
        for (const int lookAhead : {2, 24, 132}) {
            BrickWall wall(lookAhead, kHop);
            auto needed = needs(20 * kHop, static_cast<unsigned>(lookAhead));
            needed.resize(40 * kHop, 0.0F);
            std::vector<float> reduction(needed.size());
            for (std::size_t n = 0; n < needed.size(); n += kHop)
                wall.process(needed.data() + n, reduction.data() + n);
            const auto late = static_cast<std::size_t>(lookAhead);
            const float most = *std::max_element(needed.begin(), needed.end());
            for (std::size_t n = late; n < needed.size(); ++n) {
                QVERIFY(reduction[n] >= needed[n - late] - 1e-5F);
                QVERIFY(reduction[n] <= most + 1e-5F);
            }
            QCOMPARE(reduction.back(), 0.0F);
            QVERIFY(!wall.process(needed.data() + 39 * kHop, reduction.data()));
        }
    }
};

QTEST_APPLESS_MAIN(BrickWallTest)
#include "brick_wall_test.moc"
