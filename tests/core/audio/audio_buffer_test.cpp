// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_buffer.h"

#include "core/base/out_of_memory.h"

#include <QTest>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <new>
#include <string>
#include <utility>

using namespace kilter;

namespace {

bool isSilent(const AudioBuffer& audio) {
    for (int c = 0; c < audio.channels(); ++c) {
        if (std::ranges::any_of(audio.channel(c), [](float x) { return x != 0.0f; }))
            return false;
    }
    return true;
}

} // namespace

class AudioBufferTest : public QObject {
    Q_OBJECT

  private slots:
    void isAValue() {
        AudioBuffer a(2, {1001});
        QVERIFY(isSilent(a));
        a.channel(0)[1000] = 0.5f;
        a.channel(1)[0] = -0.25f;
        const AudioBuffer b = a;
        a.channel(0)[1000] = 0.0f;
        QCOMPARE(b.channel(0)[1000], 0.5f);
        QCOMPARE(b.channel(1)[0], -0.25f);
        const AudioBuffer c = std::move(a);
        QCOMPARE(c.frames().count, std::int64_t{1001});
        QCOMPARE(a.frames().count, std::int64_t{0}); // NOLINT: what is left is empty
        QCOMPARE(a.channels(), 0);
        a = b;
        QCOMPARE(a.channel(0)[1000], 0.5f);
    }

    void channelsBeginOnCacheLines() {
        for (const std::int64_t frames : {1, 15, 16, 17, 1001}) {
            const AudioBuffer a(3, {frames});
            for (int c = 0; c < 3; ++c)
                QCOMPARE(reinterpret_cast<std::uintptr_t>(a.channel(c).data()) % 64,
                         std::uintptr_t{0});
        }
    }

    void truncates() {
        AudioBuffer a(2, {100});
        a.channel(1)[9] = 1.0f;
        a.truncate({10});
        QCOMPARE(a.channel(1).size(), std::size_t{10});
        const AudioBuffer b = a;
        QCOMPARE(b.channel(1)[9], 1.0f);
    }

    void empty() {
        const AudioBuffer none;
        QCOMPARE(none.channels(), 0);
        const AudioBuffer noFrames(2, {0});
        QVERIFY(noFrames.channel(1).empty());
    }

    /// Above half a gigabyte the samples lie in a file that has no name. The room is only reserved
    /// here, not written.
    void largeOnesAreMapped() {
        const auto frames = static_cast<std::int64_t>(AudioBuffer::kMappedAboveBytes / 8);
        QVERIFY(!AudioBuffer(2, {frames}).mapped());
        AudioBuffer a(2, {frames + 1});
        QVERIFY(a.mapped());
        a.channel(0)[0] = 1.0f;
        a.channel(1)[static_cast<std::size_t>(frames)] = 2.0f;
        const AudioBuffer moved = std::move(a);
        QCOMPARE(moved.channel(0)[0], 1.0f);
        QCOMPARE(moved.channel(0)[1], 0.0f);
        QCOMPARE(moved.channel(1)[static_cast<std::size_t>(frames)], 2.0f);
#ifdef __linux__
        std::ifstream maps("/proc/self/maps");
        bool isUnlinked = false;
        for (std::string line; std::getline(maps, line);)
            isUnlinked |= line.ends_with("(deleted)");
        QVERIFY(isUnlinked);
#endif
    }

    /// The user is told where there was no room, and what to do.
    void noDiskIsLongEnough() {
        const auto text = [](Frames frames) {
            try {
                const AudioBuffer audio(1, frames);
            } catch (const std::bad_alloc& fault) {
                return textOf(fault);
            }
            return std::string();
        };
        const std::string said = text({std::int64_t{1} << 50});
        QVERIFY2(said.starts_with("no room for 4294967296 MiB of sound in /"), said.c_str());
        QVERIFY2(said.find("TMPDIR") != std::string::npos, said.c_str());
        QCOMPARE(text({std::numeric_limits<std::int64_t>::max() / 2}),
                 std::string("out of memory"));
    }

    void refusesWhatNoMachineHolds() {
        QVERIFY_EXCEPTION_THROWN(AudioBuffer(2, {std::numeric_limits<std::int64_t>::max() / 2}),
                                 std::bad_alloc);
        QVERIFY_EXCEPTION_THROWN(AudioBuffer(65535, {std::int64_t{1} << 60}), std::bad_alloc);
    }
};

QTEST_APPLESS_MAIN(AudioBufferTest)
#include "audio_buffer_test.moc"
