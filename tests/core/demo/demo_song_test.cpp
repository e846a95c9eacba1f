// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/demo/demo_song.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

using namespace kilter;

/// The finished songs, measured by the same analysis that the programs use.
class DemoSongTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase();
    void sameSeedSameSamples();
    void samplesAreThoseOfEveryMachine();
    void anySecondIsFiniteAndAsLongAsAsked_data();
    void anySecondIsFiniteAndAsLongAsAsked();
    void loudnessIsWhatWasAskedFor();
    void peaksAreAMixesAndARecords();
    void faultsStandOutOfTheReferences();
    void referencesAgree();
    void chorusLifts();
    void stereoIsWideAboveTheBass();
    void improvisedSongsAreSongs_data();
    void improvisedSongsAreSongs();

  private:
    std::array<Analysis, 3> analyses_; // as DemoSong
};

namespace {

constexpr std::array<DemoSong, 3> kSongs{DemoSong::Mix, DemoSong::ReferenceA, DemoSong::ReferenceB};
constexpr std::size_t kLow = 1;
constexpr std::size_t kPresence = 4;

Analysis analysed(AudioBuffer song, SampleRate rate) {
    Track track;
    track.rate = rate;
    track.audio = std::move(song);
    auto analysis = analyse(track);
    return analysis ? *std::move(analysis) : Analysis{};
}

bool sameSamples(const AudioBuffer& a, const AudioBuffer& b) {
    return std::ranges::equal(a.channel(0), b.channel(0)) &&
           std::ranges::equal(a.channel(1), b.channel(1));
}

std::uint64_t fnv1a(const AudioBuffer& song) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (int c = 0; c < song.channels(); ++c)
        for (const float sample : song.channel(c)) {
            hash ^= std::bit_cast<std::uint32_t>(sample);
            hash *= 0x100000001b3ULL;
        }
    return hash;
}

/// Mean short-term loudness of [from, to).
double loudnessOf(const Analysis& analysis, double from, double to) {
    const auto& series = analysis.loudness.shortTerm;
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double at = static_cast<double>(i) * analysis.loudness.hop.value;
        if (at >= from && at < to) {
            sum += static_cast<double>(series[i]);
            ++count;
        }
    }
    return sum / count;
}

} // namespace

void DemoSongTest::initTestCase() {
    for (std::size_t i = 0; i < kSongs.size(); ++i)
        analyses_[i] = analysed(demoSong(kSongs[i], Seconds{45}, {44100}, 1), {44100});
}

void DemoSongTest::sameSeedSameSamples() {
    const AudioBuffer song = demoSong(DemoSong::Mix, Seconds{6}, {44100}, 7);
    QVERIFY(sameSamples(song, demoSong(DemoSong::Mix, Seconds{6}, {44100}, 7)));
    QVERIFY(!sameSamples(song, demoSong(DemoSong::Mix, Seconds{6}, {44100}, 8)));
}

// Whoever changes the music changes these figures on purpose.
void DemoSongTest::samplesAreThoseOfEveryMachine() {
    constexpr std::array<std::uint64_t, 3> kHashes{0x87feb1c4cc3d2a2fULL, 0x7b565b8b3fdc524cULL,
                                                   0x8911c904070be362ULL};
    for (std::size_t i = 0; i < kSongs.size(); ++i) {
        const std::uint64_t hash = fnv1a(demoSong(kSongs[i], Seconds{4}, {44100}, 1));
        QVERIFY2(hash == kHashes[i], qPrintable(QString("0x%1ULL").arg(hash, 16, 16, QChar('0'))));
    }
}

void DemoSongTest::anySecondIsFiniteAndAsLongAsAsked_data() {
    QTest::addColumn<double>("seconds");
    QTest::addColumn<int>("rate");
    QTest::newRow("a tenth") << 0.1 << 44100;
    QTest::newRow("one") << 1.0 << 48000;
    QTest::newRow("five at 8 kHz") << 5.0 << 8000;
    QTest::newRow("three at 96 kHz") << 3.0 << 96000;
}

void DemoSongTest::anySecondIsFiniteAndAsLongAsAsked() {
    QFETCH(double, seconds);
    QFETCH(int, rate);
    for (const DemoSong which : kSongs) {
        const AudioBuffer song = demoSong(which, Seconds{seconds}, {rate}, 1);
        QCOMPARE(song.channels(), 2);
        QCOMPARE(song.frames().count, (Seconds{seconds} * SampleRate{rate}).count);
        for (int c = 0; c < 2; ++c)
            for (const float sample : song.channel(c))
                QVERIFY(std::isfinite(sample) && std::abs(sample) < 1.0F);
    }
}

void DemoSongTest::loudnessIsWhatWasAskedFor() {
    for (std::size_t i = 0; i < kSongs.size(); ++i) {
        const Lufs asked = demoRecipe(kSongs[i]).loudness;
        QVERIFY(std::abs((*analyses_[i].loudness.integrated - asked).value) < 0.2);
    }
}

void DemoSongTest::peaksAreAMixesAndARecords() {
    const auto& [mix, a, b] = analyses_;
    QVERIFY(*mix.dynamics.plr > Decibels{12});
    QVERIFY(mix.peaks.maxTruePeak() < Decibels{-3});
    for (const Analysis* record : {&a, &b}) {
        QVERIFY(*record->dynamics.plr < Decibels{11});
        QVERIFY(record->peaks.maxTruePeak() < Decibels{-0.3});
        QVERIFY(record->peaks.maxTruePeak() > Decibels{-1.5});
    }
}

void DemoSongTest::faultsStandOutOfTheReferences() {
    const auto& [mix, a, b] = analyses_;
    for (std::size_t band = 0; band < kNamedBands; ++band) {
        const Decibels middle = 0.5 * (a.bands[band].level + b.bands[band].level);
        const double gap = (mix.bands[band].level - middle).value;
        if (band == kLow)
            QVERIFY2(gap > -3.0 && gap < -2.0, qPrintable(QString::number(gap)));
        else if (band == kPresence)
            QVERIFY2(gap > 2.0 && gap < 3.0, qPrintable(QString::number(gap)));
        else
            QVERIFY2(std::abs(gap) < 2.1, qPrintable(QString::number(gap)));
    }
}

void DemoSongTest::referencesAgree() {
    const auto& [mix, a, b] = analyses_;
    for (std::size_t band = 0; band < kNamedBands; ++band) {
        const double apart = std::abs((a.bands[band].level - b.bands[band].level).value);
        // Below 60 Hz a song has one or two notes, which its key decides.
        QVERIFY2(apart < (band == 0 ? 3.0 : 1.5), qPrintable(QString::number(apart)));
    }
}

void DemoSongTest::chorusLifts() {
    // Verse and first chorus of each, by their tempo and form, the 3 s of the measure left out.
    const std::array<std::array<double, 4>, 3> times{{{7.3, 12.8, 15.9, 21.4},   // 2 + 4 + 4 bars
                                                      {8.0, 10.0, 13.0, 20.0},   // 2 + 2 + 4 bars
                                                      {6.9, 11.6, 14.7, 23.2}}}; // 2 + 4 + 6 bars
    for (std::size_t i = 0; i < kSongs.size(); ++i) {
        const auto& [verse, verseEnd, chorus, chorusEnd] = times[i];
        const double lift =
            loudnessOf(analyses_[i], chorus, chorusEnd) - loudnessOf(analyses_[i], verse, verseEnd);
        QVERIFY2(lift > 1.5 && lift < 5, qPrintable(QString::number(lift)));
    }
}

void DemoSongTest::stereoIsWideAboveTheBass() {
    for (const Analysis& song : analyses_) {
        QVERIFY(song.correlation > 0.4 && song.correlation < 0.95);
        QVERIFY(song.bands[0].width < Decibels{-25});
        for (std::size_t band = 2; band < kNamedBands; ++band)
            QVERIFY(song.bands[band].width > Decibels{-15} &&
                    song.bands[band].width < Decibels{-2});
    }
}

void DemoSongTest::improvisedSongsAreSongs_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 8; ++seed)
        QTest::addRow("%d", static_cast<int>(seed)) << seed;
}

void DemoSongTest::improvisedSongsAreSongs() {
    QFETCH(quint64, seed);
    DemoRecipe recipe = improvisedRecipe(seed);
    recipe.length = Seconds{12};
    const Analysis song = analysed(render(recipe), recipe.rate);
    QVERIFY(song.loudness.integrated);
    QVERIFY2(std::abs((*song.loudness.integrated - recipe.loudness).value) < 0.25,
             qPrintable(QString::number(song.loudness.integrated->value)));
    QVERIFY(song.peaks.maxTruePeak() < Decibels{0});
    for (const Warning& warning : song.warnings)
        QVERIFY(warning.code == WarningCode::RangeUnstable ||
                warning.code == WarningCode::BrickWalled);
}

QTEST_APPLESS_MAIN(DemoSongTest)
#include "demo_song_test.moc"
