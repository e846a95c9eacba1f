// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/singer.h"
#include "core/demo/voices.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kilter;
using namespace kilter::demo;

/// How single notes sound.
class DemoVoicesTest : public QObject {
    Q_OBJECT

  private slots:
    void instrumentsAreInTune_data();
    void instrumentsAreInTune();
    void notesEndInSilence();
    void vowelsHaveTheirFormants_data();
    void vowelsHaveTheirFormants();
};

namespace {

constexpr SampleRate kRate{44100};

template <class Voice>
std::vector<double> listen(Voice voice, double seconds) {
    std::vector<double> sound(static_cast<std::size_t>(seconds * kRate.hz));
    for (double& sample : sound)
        sample = voice();
    return sound;
}

/// Power of one frequency in a Hann window over all of it.
double powerAt(const std::vector<double>& sound, double hz) {
    double re = 0;
    double im = 0;
    const double count = static_cast<double>(sound.size());
    for (std::size_t n = 0; n < sound.size(); ++n) {
        const double at = static_cast<double>(n);
        const double windowed = sound[n] * (1 - cosine(at / count));
        re += windowed * cosine(at * hz / kRate.hz);
        im += windowed * sine(at * hz / kRate.hz);
    }
    return re * re + im * im;
}

/// How many cents the fundamental lies off, to one cent, within half a semitone.
double centsOff(const std::vector<double>& sound, double pitch) {
    double best = 0;
    double loudest = 0;
    for (double cents = -50; cents <= 50; cents += 1)
        if (const double power = powerAt(sound, pitchHz(pitch + cents / 100)); power > loudest) {
            loudest = power;
            best = cents;
        }
    return best;
}

} // namespace

void DemoVoicesTest::instrumentsAreInTune_data() {
    QTest::addColumn<double>("pitch");
    for (const double pitch : {43.0, 57.0, 64.0, 70.0})
        QTest::addRow("%d", static_cast<int>(pitch)) << pitch;
}

void DemoVoicesTest::instrumentsAreInTune() {
    QFETCH(double, pitch);
    const Note note{.start = {0}, .length = {1}, .pitch = pitch, .velocity = 0.9};
    QVERIFY(std::abs(centsOff(listen(PluckedString(note, kRate, Dice(3)), 1), pitch)) <= 2);
    QVERIFY(std::abs(centsOff(listen(ElectricPiano(note, kRate, Dice(3)), 1), pitch)) <= 2);
    QVERIFY(std::abs(centsOff(listen(Bass(note, kRate, Dice(3)), 1), pitch)) <= 2);
    QVERIFY(std::abs(centsOff(listen(Lead(note, kRate, Dice(3)), 1), pitch)) <= 4);
}

void DemoVoicesTest::notesEndInSilence() {
    const Note note{.start = {0}, .length = {0.5}, .pitch = 57, .velocity = 0.9};
    const auto silentAt = [](const std::vector<double>& sound, double seconds) {
        return std::all_of(sound.begin() + static_cast<std::ptrdiff_t>(seconds * kRate.hz),
                           sound.end(), [](double x) { return std::abs(x) < 1e-9; });
    };
    QVERIFY(silentAt(listen(PluckedString(note, kRate, Dice(1)), 1), 0.7));
    QVERIFY(silentAt(listen(ElectricPiano(note, kRate, Dice(1)), 1), 0.7));
    QVERIFY(silentAt(listen(Bass(note, kRate, Dice(1)), 1), 0.56));
    QVERIFY(silentAt(listen(Lead(note, kRate, Dice(1)), 1), 0.6));
}

void DemoVoicesTest::vowelsHaveTheirFormants_data() {
    QTest::addColumn<int>("vowel");
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("second");
    // Peterson and Barney (1952), women.
    QTest::newRow("ah") << static_cast<int>(Vowel::Ah) << 850.0 << 1220.0;
    QTest::newRow("eh") << static_cast<int>(Vowel::Eh) << 610.0 << 2330.0;
    QTest::newRow("ee") << static_cast<int>(Vowel::Ee) << 310.0 << 2790.0;
    QTest::newRow("oh") << static_cast<int>(Vowel::Oh) << 590.0 << 920.0;
    QTest::newRow("oo") << static_cast<int>(Vowel::Oo) << 370.0 << 950.0;
}

void DemoVoicesTest::vowelsHaveTheirFormants() {
    QFETCH(int, vowel);
    QFETCH(double, first);
    QFETCH(double, second);
    Phrase phrase;
    // So low that the harmonics, 110 Hz apart, sample the formants.
    phrase.notes.push_back({{.start = {0}, .length = {1.5}, .pitch = 45, .velocity = 1},
                            {Consonant::None, static_cast<Vowel>(vowel)}});
    const auto sound = listen(Singer(phrase, {}, kRate, Dice(1)), 1);
    // Level around `hz`: the energy behind a band-pass 120 Hz wide, the attack left out.
    const auto level = [&](double hz) {
        Biquad a = Biquad::bandPass(hz, hz / 120, kRate);
        Biquad b = Biquad::bandPass(hz, hz / 120, kRate);
        double sum = 0;
        for (std::size_t n = 0; n < sound.size(); ++n)
            if (const double y = b(a(sound[n])); n > sound.size() / 4)
                sum += y * y;
        return 10 * std::log10(sum);
    };
    // Each formant stands above what lies 300 Hz from it, on the side away from the other one.
    if (first > 450) // else the voice's own pitch lies there
        QVERIFY(level(first) > level(first - 300) + 1);
    QVERIFY(level(second) > level(second + 400) + 3);
    const double between = std::sqrt(first * second);
    if (second > 3 * first) {
        QVERIFY(level(first) > level(between) + 6);
        QVERIFY(level(second) > level(between) + 3);
    }
}

QTEST_APPLESS_MAIN(DemoVoicesTest)
#include "demo_voices_test.moc"
