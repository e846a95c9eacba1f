// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "tests/support/flac_encoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdint>
#include <random>

using namespace kilter;
using namespace kilter::testing;

/// FLAC of every width that its format has, in one and two channels.
class FlacWidthTest : public QObject {
    Q_OBJECT

  private slots:
    void everyWidth_data() {
        QTest::addColumn<int>("bits");
        for (const int bits : {4, 8, 12, 16, 18, 20, 24, 28, 32})
            QTest::addRow("%d", bits) << bits;
    }

    void everyWidth() {
        QFETCH(int, bits);
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("x.flac").toStdString();
        std::mt19937 random(5);
        for (const unsigned channels : {1u, 2u}) {
            std::vector<std::int32_t> samples(10'000 * channels);
            for (std::int32_t& x : samples)
                x = static_cast<std::int32_t>(random()) >> (32 - bits);
            samples[0] = INT32_MIN >> (32 - bits);
            samples[1] = INT32_MAX >> (32 - bits);
            QVERIFY(encodeFlac(path, samples, channels, static_cast<unsigned>(bits), 44100));

            const auto track = readTrack(path);
            QVERIFY2(track, track ? "" : track.error().detail.c_str());
            QCOMPARE(track->format.bits, bits);
            QCOMPARE(track->format.codec, "FLAC " + std::to_string(bits) + " bit");
            QCOMPARE(track->audio.frames().count, std::int64_t{10'000});
            QCOMPARE(track->warnings.size(), std::size_t{channels == 1 ? 1u : 0u}); // mono
            for (std::size_t i = 0; i < samples.size(); ++i) {
                const auto expected = static_cast<float>(std::ldexp(samples[i], 1 - bits));
                QCOMPARE(track->audio.channel(static_cast<int>(i % channels))[i / channels],
                         expected);
            }
        }
    }
};

QTEST_APPLESS_MAIN(FlacWidthTest)
#include "flac_width_test.moc"
