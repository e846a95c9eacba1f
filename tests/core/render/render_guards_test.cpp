// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"
#include "core/render/export.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <filesystem>

using namespace kilter;

/// The limits of price and export, from both sides.
class RenderGuardsTest : public QObject {
    Q_OBJECT

    struct Made {
        double slope = 1.0, mean = 0.0, largest = 0.0;
        std::optional<double> psrLost;
    };
    static Cost costOf(const Made& made, std::optional<Lufs> clean = {}) {
        Solved solved;
        solved.slope = made.slope;
        solved.master.reduction = {{made.mean}, {made.largest}};
        solved.reached = Lufs{-10.0};
        Analysis mix, master;
        mix.dynamics.plr = Decibels{14.0};
        master.dynamics.plr = Decibels{11.0};
        mix.loudness.integrated = Lufs{-18.0};
        master.loudness.integrated = Lufs{-10.0};
        if (made.psrLost) {
            mix.dynamics.psrMin = Decibels{12.0};
            master.dynamics.psrMin = Decibels{12.0 - *made.psrLost};
        }
        return kilter::costOf(solved, mix, master, clean);
    }

  private slots:
    void prices_data() {
        QTest::addColumn<double>("slope");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("psrLost");
        QTest::addColumn<int>("price");
        const auto row = [](const char* name, double slope, double mean, double largest, double psr,
                            Price price) {
            QTest::newRow(name) << slope << mean << largest << psr << static_cast<int>(price);
        };
        row("the most of green", 0.6, 2.0, 6.0, 4.0, Price::Green);
        row("loud hits", 1.0, 0.0, 6.001, 0.0, Price::Amber);
        row("slope", 0.599, 0.0, 0.0, 0.0, Price::Amber);
        row("mean", 1.0, 2.001, 0.0, 0.0, Price::Amber);
        row("dynamics", 1.0, 0.0, 0.0, 4.001, Price::Amber);
        row("the most of amber", 0.4, 9.0, 10.0, 9.0, Price::Amber);
        row("flat", 0.399, 0.0, 0.0, 0.0, Price::Red);
        row("hits", 1.0, 0.0, 10.001, 0.0, Price::Red);
    }
    void prices() {
        QFETCH(const double, slope);
        QFETCH(const double, mean);
        QFETCH(const double, largest);
        QFETCH(const double, psrLost);
        QFETCH(const int, price);
        QCOMPARE(static_cast<int>(costOf({slope, mean, largest, psrLost}).price), price);
    }

    void whatWasLostAndGained() {
        const Cost cost = costOf({1.0, 0.5, 1.0, 2.5});
        QCOMPARE(cost.plrLost->value, 3.0);
        QCOMPARE(cost.psrLost->value, 2.5);
        QCOMPARE(cost.louder.value, 8.0);
        QVERIFY(!costOf({}).psrLost);
    }

    /// One truth: the loudest clean value is what it is, and a master above it is not green.
    void theLoudestCleanDecides() {
        QCOMPARE(costOf({}, Lufs{-12.0}).loudestClean->value, -12.0);
        QVERIFY(costOf({}, Lufs{-12.0}).price == Price::Amber);
        QCOMPARE(costOf({}, Lufs{-8.0}).loudestClean->value, -8.0);
        QVERIFY(costOf({}, Lufs{-8.0}).price == Price::Green);
        QCOMPARE(costOf({0.5, 0.0, 0.0, {}}, Lufs{-12.0}).loudestClean->value, -12.0);
        QVERIFY(costOf({0.5, 0.0, 0.0, {}}, Lufs{-8.0}).price == Price::Green);
        // What was measured speaks against it: then it is not told of this master.
        QVERIFY(costOf({1.0, 0.0, 7.0, {}}, Lufs{-8.0}).price == Price::Amber);
        QVERIFY(!costOf({1.0, 0.0, 7.0, {}}, Lufs{-8.0}).loudestClean);
        QVERIFY(!costOf({}).loudestClean);
    }

    /// Each field of the broadcast chunk is the figure of its name (EBU Tech 3285 v2, 2.4): of a
    /// sound whose figures all differ.
    void broadcastFigures() {
        QTemporaryDir temporary;
        ExportRequest request;
        request.out = std::filesystem::path(temporary.path().toStdString()) / "a.wav";
        request.dither = DitherKind::None;
        const SampleRate rate{44100};
        AudioBuffer audio(2, Frames{12LL * rate.hz});
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < audio.channel(c).size(); ++i) {
                const double t = static_cast<double>(i) / rate.hz;
                const double level = t < 5.0 ? 0.02 : t < 5.4 ? 0.5 : 0.1;
                audio.channel(c)[i] = static_cast<float>(level * std::sin(6.2831853 * 997.0 * t));
            }
        const auto staged = stageExport(std::move(audio), rate, request);
        QVERIFY(staged);
        const std::string bytes = testing::readBytes(staged->file.path());
        const std::size_t chunk = bytes.find("bext");
        QVERIFY(chunk != std::string::npos);
        const auto field = [&](std::size_t number) {
            const std::size_t at = chunk + 8 + 256 + 32 + 32 + 10 + 8 + 8 + 2 + 64 + 2 * number;
            return static_cast<std::int16_t>(static_cast<unsigned char>(bytes[at]) |
                                             static_cast<unsigned char>(bytes[at + 1]) << 8);
        };
        const Analysis& a = staged->analysis;
        const std::array<double, 5> wanted{
            a.loudness.integrated->value, a.loudness.range->value, a.peaks.maxTruePeak().value,
            a.loudness.momentaryMax->value, a.loudness.shortTermMax->value};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(static_cast<long>(field(i)), std::lround(100.0 * wanted[i]));
            for (std::size_t k = 0; k < i; ++k)
                QVERIFY(std::abs(wanted[i] - wanted[k]) > 0.1);
        }
    }

    /// What the tags may take is counted before RIFF's 4 GB are passed.
    void fourGigabytesWithRoomForTags() {
        constexpr std::uint64_t kFourGigabytes = std::uint64_t{1} << 32;
        QVERIFY(passesFourGigabytes(kFourGigabytes - 60000));
        QVERIFY(!passesFourGigabytes(kFourGigabytes - 70000));
    }

    void outputsThatAreRefused() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        ExportRequest request;
        request.out = folder;
        request.overwrite = true;
        QCOMPARE(checkOutput(request).error().code, ErrorCode::NotAFile);
        request.out = folder / "none" / "a.wav";
        QCOMPARE(checkOutput(request).error().code, ErrorCode::FileNotFound);
        request.out = folder / "a.wav";
        QVERIFY(checkOutput(request));
    }
};

QTEST_APPLESS_MAIN(RenderGuardsTest)
#include "render_guards_test.moc"
