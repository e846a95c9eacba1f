// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sample_collector.h"

#include <QTest>

#include <cstddef>

using namespace kilter;

/// How it makes room. No page of the large rooms is touched.
class SampleCollectorTest : public QObject {
    Q_OBJECT

    static constexpr std::size_t kInMemory = AudioBuffer::kMappedAboveBytes / (2 * sizeof(float));

  private slots:
    /// Hours of sound are not moved from file to file on their way in.
    void whatIsLongAndDeclaredDoesNotMove() {
        SampleCollector samples(2, {2 * kInMemory}, {4 * kInMemory});
        QVERIFY(samples.makeRoom(kInMemory + 1));
        const float* const first = samples.left();
        QVERIFY(samples.makeRoom(2 * kInMemory));
        QCOMPARE(static_cast<const float*>(samples.left()), first);
        QVERIFY(samples.makeRoom(2 * kInMemory + 1)); // there is more than it said
        QVERIFY(!samples.makeRoom(4 * kInMemory + 1));
    }

    /// A length that no disk holds is not believed, and what is there is read all the same.
    void whatNoDiskHoldsIsNotBelieved() {
        constexpr Frames kEndless{std::int64_t{1} << 50};
        SampleCollector samples(2, kEndless, kEndless);
        QVERIFY(samples.makeRoom(kInMemory + 1));
    }

    /// Before it has shown that much, a header gets no more room than what arrives needs.
    void whatIsShortIsNotBelieved() {
        SampleCollector samples(2, {4 * kInMemory}, {4 * kInMemory});
        QVERIFY(samples.makeRoom(kInMemory / 2));
        QVERIFY(!samples.take().mapped());
    }
};

QTEST_APPLESS_MAIN(SampleCollectorTest)
#include "sample_collector_test.moc"
