// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/fourier.h"
#include "core/base/fftw_planner.h"
#include "core/chain/real_transform.h"
#include "tests/support/memory_limit.h"

#include <QTest>

#include <new>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr int kLength = 1 << 17;
constexpr std::uint64_t kStep = 256 << 10;
constexpr int kSteps = 200;

/// What a process of its own comes to with so much more: 0 done, 1 out of memory, else a signal.
template <class Work>
int endWith(std::uint64_t bytes, Work&& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        const MemoryLimit limit(bytes);
        try {
            work();
            ::_exit(0);
        } catch (const std::bad_alloc&) {
            ::_exit(1);
        }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

template <class Work>
std::vector<int> endsWithAnyLimit(Work&& work) {
    std::vector<int> ends;
    for (int i = 0; i < kSteps; ++i)
        ends.push_back(endWith(static_cast<std::uint64_t>(i) * kStep, work));
    return ends;
}

std::vector<int> singles, doubles; // made before Qt Test has threads, whose memory is spare

} // namespace

/// FFTW ends the program in the middle of a plan that it gets no memory for: whatever there is of
/// it, there is a plan that works, or std::bad_alloc.
class FourierMemoryTest : public QObject {
    Q_OBJECT

    static void areRight(const std::vector<int>& ends) {
        if (ends.empty())
            QSKIP("no limit on memory here");
        for (std::size_t i = 0; i < ends.size(); ++i)
            QVERIFY2(
                ends[i] <= 1,
                qPrintable(
                    QStringLiteral("signal %1 at %2 of %3").arg(ends[i]).arg(i).arg(ends.size())));
        QCOMPARE(ends.front(), 1);
        QCOMPARE(ends.back(), 0);
    }

  private slots:
    void singlePrecision() { areRight(singles); }
    void doublePrecision() { areRight(doubles); }
};

int main(int argc, char** argv) {
    if (MemoryLimit::isPossible()) {
        prepareFftw();
        singles = endsWithAnyLimit([] {
            RealFourier fourier(kLength);
            fourier.execute();
        });
        doubles = endsWithAnyLimit([] {
            RealTransform transform(kLength);
            transform.forward();
            transform.inverse();
        });
    }
    FourierMemoryTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "fourier_memory_test.moc"
