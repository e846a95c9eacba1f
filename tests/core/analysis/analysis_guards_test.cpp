// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/analysis/kind.h"
#include "core/analysis/overview.h"
#include "core/analysis/psr.h"
#include "core/analysis/track_warnings.h"
#include "tests/support/synthetic_song.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};

/// Points of 10 ms: `left` and `right` are the amplitudes of sines that are in phase, or opposed.
struct Stretch {
    std::size_t points = 0;
    float left = 0.0F, right = 0.0F;
    bool opposed = false;
};
Overview overviewOfStretches(const std::vector<Stretch>& stretches) {
    Overview o;
    o.rate = kRate;
    for (const Stretch& s : stretches)
        for (std::size_t i = 0; i < s.points; ++i) {
            o.channels[0].meanSquare.push_back(0.5F * s.left * s.left);
            o.channels[1].meanSquare.push_back(0.5F * s.right * s.right);
            o.product.push_back((s.opposed ? -0.5F : 0.5F) * s.left * s.right);
        }
    return o;
}

Track trackOf(const std::vector<float>& left, const std::vector<float>& right, int channels) {
    Track track;
    track.rate = kRate;
    track.format.channels = channels;
    track.audio = AudioBuffer(2, Frames{static_cast<std::int64_t>(left.size())});
    std::copy(left.begin(), left.end(), track.audio.channel(0).begin());
    std::copy(right.begin(), right.end(), track.audio.channel(1).begin());
    return track;
}

std::vector<float> tone(double seconds, double amplitude) {
    std::vector<float> x(static_cast<std::size_t>(seconds * kRate.hz));
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<float>(amplitude * std::sin(0.05 * static_cast<double>(i)));
    return x;
}

std::optional<double> amountOf(const Track& track, WarningCode code) {
    const auto analysis = analyse(track);
    for (const Warning& w : analysis->warnings)
        if (w.code == code)
            return w.amount;
    return std::nullopt;
}

} // namespace

/// Each line between a finding and none, from both sides.
class AnalysisGuardsTest : public QObject {
    Q_OBJECT

  private slots:
    /// Each side has its own peaks.
    void peaksOfEachSide() {
        const auto analysis = analyse(trackOf(tone(2.0, 0.25), tone(2.0, 0.5), 2));
        const auto& peaks = analysis->peaks;
        for (const auto& each : {peaks.truePeak, peaks.samplePeak}) {
            QVERIFY(std::abs(each[0].value + 12.04) < 0.02);
            QVERIFY(std::abs(each[1].value + 6.02) < 0.02);
        }
        QCOMPARE(peaks.maxTruePeak(), peaks.truePeak[1]);
    }

    /// A tone is one by what is heard of it: rumble under it is not, nor what lies beyond Nyquist.
    void aToneAboveRumble() {
        const auto with = [](std::size_t first, std::size_t cells, double power) {
            Analysis a;
            a.rate = kRate;
            for (std::size_t i = 0; i < static_cast<std::size_t>(kCells); ++i)
                if (std::abs(std::log2(cellCentre(static_cast<int>(i)).value / 1000.0)) < 1.0 / 48)
                    a.spectrum.mid[i] = 1.0;
            for (std::size_t i = first; i < first + cells; ++i)
                a.spectrum.mid[i] += power;
            return a;
        };
        QVERIFY(isSineLike(with(0, 0, 0.0)));
        QVERIFY(isSineLike(with(0, 20, 0.1)));   // 20 to 35 Hz, 3 dB above the tone
        QVERIFY(!isSineLike(with(0, 20, 1.0)));  // 13 dB above it
        QVERIFY(!isSineLike(with(60, 20, 0.1))); // 110 to 200 Hz
    }

    /// Speech is what has all of its marks: any one of them away, and it is none.
    void speechHasAllOfItsMarks() {
        struct Marks {
            double seconds = 10.0, depth = 0.45, pauses = 0.1, voice = 1.0, bass = 0.0;
            Decibels width{-30.0};
        };
        const auto isSpeech = [](const Marks& marks) {
            Analysis a;
            a.rate = kRate;
            a.width = marks.width;
            a.sections = {{{0.0}, {marks.seconds}}};
            Overview& o = a.overview;
            o.rate = kRate;
            const auto points = static_cast<std::size_t>(100.0 * marks.seconds);
            for (std::size_t i = 0; i < points; ++i) {
                const double t = static_cast<double>(i) / 100.0;
                const double e = t - std::floor(t) < marks.pauses
                                     ? 0.0
                                     : 0.55 + marks.depth * std::cos(8.0 * std::numbers::pi * t);
                for (auto& channel : o.channels)
                    channel.meanSquare.push_back(static_cast<float>(e * e));
                o.product.push_back(static_cast<float>(e * e));
            }
            const auto put = [&](double hertz, double power) {
                std::size_t i = 0;
                while (cellCentre(static_cast<int>(i)).value < hertz)
                    ++i;
                a.spectrum.mid[i] += power;
            };
            put(1000.0, marks.voice);
            put(6000.0, 1.0 - marks.voice);
            put(60.0, marks.bass);
            return isSpeechLike(a);
        };
        QVERIFY(isSpeech({}));
        QVERIFY(isSpeech({.seconds = 5.1}) && !isSpeech({.seconds = 4.9}));
        QVERIFY(!isSpeech({.depth = 0.2, .pauses = 0.06}));
        QVERIFY(isSpeech({.pauses = 0.06}) && !isSpeech({.pauses = 0.03}));
        QVERIFY(isSpeech({.voice = 0.55}) && !isSpeech({.voice = 0.45}));
        QVERIFY(isSpeech({.bass = 0.04}) && !isSpeech({.bass = 0.07}));
        QVERIFY(isSpeech({.width = {-16.0}}) && !isSpeech({.width = {-14.0}}));
    }

    /// Points of 10 ms also where that is no whole number of frames.
    void pointsOfTheOverview() {
        for (const int hz : {8000, 11025, 22050, 44100, 192000}) {
            const AudioBuffer audio(2, Frames{hz + hz / 3});
            const Overview overview = overviewOf(audio, {hz});
            QCOMPARE(overview.points(), std::size_t{134});
            for (std::size_t i = 0; i < overview.points(); ++i)
                QCOMPARE(overview.begin(i).count, std::llround(static_cast<double>(i) * hz / 100));
            QCOMPARE(overview.begin(overview.points()), audio.frames());
        }
    }

    /// Slots of 100 Hz up to 24 kHz, and to Nyquist where that is less: there is nothing beyond.
    void slotsEndAtNyquist() {
        for (const auto& [hz, number] : {std::pair{8000, 40}, {32000, 160}, {96000, 240}}) {
            AudioBuffer audio(2, Frames{hz});
            for (int c = 0; c < 2; ++c)
                for (std::size_t i = 0; i < audio.channel(c).size(); ++i)
                    audio.channel(c)[i] = 0.5F * std::sin(0.1F * static_cast<float>(i));
            Track track;
            track.rate = {hz};
            track.format.channels = 2;
            track.audio = std::move(audio);
            QCOMPARE(analyse(track)->spectrogram.meanLevel.size(),
                     static_cast<std::size_t>(number));
        }
    }

    /// A key is as sure as it stands out from the next likely one, found before or after it: C, E,
    /// G and A are both C major and A minor.
    void keysThatMightBeAnother() {
        const auto keyOf = [&](double a) {
            std::vector<float> x(static_cast<std::size_t>(20 * kRate.hz));
            for (const auto& [note, level] :
                 {std::pair{0, 1.0}, {4, 0.8}, {7, 1.0 - 0.5 * a}, {9, a}})
                for (int octave = 0; octave < 3; ++octave) {
                    const double step = 2.0 * std::numbers::pi * 261.6256 *
                                        std::exp2(octave + note / 12.0) / kRate.hz;
                    for (std::size_t i = 0; i < x.size(); ++i)
                        x[i] += static_cast<float>(0.05 * level *
                                                   std::sin(step * static_cast<double>(i)));
                }
            return *analyse(trackOf(x, x, 2))->character.key;
        };
        const auto major = keyOf(0.0);
        const auto minor = keyOf(1.2);
        QCOMPARE(nameOf(major.value), std::string("C major"));
        QCOMPARE(nameOf(minor.value), std::string("A minor"));
        QVERIFY(major.confidence > 0.5 && minor.confidence > 0.3);
        double low = 0.0; // the change from one to the other lies between these
        double high = 1.2;
        while (high - low > 0.001) {
            const double middle = 0.5 * (low + high);
            (keyOf(middle).value == major.value ? low : high) = middle;
        }
        for (const double between : {low, high})
            QVERIFY(keyOf(between).confidence < 0.1);
    }

    /// A codec's edge falls by 12 dB within 600 Hz, and by 20 in the end; what falls more slowly,
    /// or not as far, is the music's.
    void aCodecsEdge() {
        const auto edge = [](double decibelsPerSlot, double depth) {
            Spectrogram s;
            s.meanLevel.assign(220, -40.0F);
            constexpr std::size_t kFrom = 160;
            for (std::size_t i = kFrom; i < s.meanLevel.size(); ++i)
                s.meanLevel[i] -= static_cast<float>(
                    std::min(decibelsPerSlot * static_cast<double>(i - kFrom + 1), depth));
            return lossyCutoffOf(s);
        };
        QVERIFY(!edge(0.0, 60.0));
        QVERIFY(!edge(1.4, 60.0)); // 9.8 dB over the 600 Hz and what they are compared across
        const auto steep = edge(40.0, 60.0);
        QVERIFY(steep && std::abs(steep->value - 16000.0) <= 200.0);
        QVERIFY(edge(4.0, 60.0));
        QVERIFY(!edge(40.0, 19.0));
        QVERIFY(edge(40.0, 21.0));
    }

    /// What is 10 dB under the mean is not looked at: a noise floor may be out of phase.
    void quietStretchesSayNothingOfThePhase() {
        const Stretch loud{400, 0.5F, 0.5F, false};
        const auto share = [&](float amplitude) {
            return phaseOf(overviewOfStretches({loud, {400, amplitude, amplitude, true}}))
                .negativeShare;
        };
        QCOMPARE(share(0.05F), 0.0);
        QVERIFY(share(0.3F) > 0.4);
        // But for the windows that lie in both.
        QVERIFY(phaseOf(overviewOfStretches({loud, {400, 0.05F, 0.05F, true}})).correlation >
                0.998);
    }

    void threeSamplesAtFullScaleAreClipped() {
        const auto clipped = [](std::size_t run, int channels) {
            auto x = tone(4.0, 0.3);
            std::fill_n(x.begin() + 30000, run, 1.0F);
            return amountOf(trackOf(x, x, channels), WarningCode::Clipped);
        };
        QVERIFY(!clipped(2, 2));
        QCOMPARE(clipped(3, 2), std::optional(2.0)); // a place on either side
        QCOMPARE(clipped(3, 1), std::optional(1.0)); // which are one in a mono file
    }

    /// The larger offset is told, whichever side it is on.
    void offsetOfEitherSide() {
        const auto offset = [](double left, double right) {
            auto l = tone(4.0, 0.3), r = l;
            for (float& v : l)
                v += static_cast<float>(left);
            for (float& v : r)
                v += static_cast<float>(right);
            return amountOf(trackOf(l, r, 2), WarningCode::DcOffset);
        };
        QVERIFY(std::abs(offset(0.1, 0.0).value_or(0.0) - 0.1) < 0.005);
        QVERIFY(std::abs(offset(0.0, -0.1).value_or(0.0) + 0.1) < 0.005);
        QVERIFY(!offset(0.001, 0.001));
    }

    /// Under 0.4 s there is no loudness to lie below a gate, and under 3 s no range to be unstable.
    void tooShortIsNotAlsoTooQuiet() {
        const auto said = [](double seconds, double amplitude, WarningCode code) {
            const auto x = tone(seconds, amplitude);
            return amountOf(trackOf(x, x, 2), code).has_value();
        };
        QVERIFY(!said(0.35, 0.0001, WarningCode::BelowGate));
        QVERIFY(said(1.0, 0.0001, WarningCode::BelowGate));
        QVERIFY(!said(2.0, 0.3, WarningCode::RangeUnstable));
        QVERIFY(said(8.0, 0.3, WarningCode::RangeUnstable));
    }

    /// The smallest ratio, of what is not silence.
    void densestPassageIsOfTheMusic() {
        Loudness loudness;
        loudness.shortTerm.assign(40, -20.0F);
        PeakSeries peaks;
        peaks.tenths.assign(40, 1.0F);
        const auto psr = [&] { return densestPassage({peaks, peaks}, loudness); };
        QCOMPARE(psr()->psr.value, 20.0);
        loudness.shortTerm.back() = -8.0F;
        QCOMPARE(psr()->psr.value, 8.0);
        QVERIFY(std::abs(psr()->begin.value - 1.0) < 1e-9 &&
                std::abs(psr()->end.value - 4.0) < 1e-9);
        loudness.shortTerm.back() = -70.0F; // 70 dB of ratio say nothing, and neither does less
        peaks.tenths.assign(40, 1e-4F);
        loudness.shortTerm.assign(40, -70.0F);
        QVERIFY(!psr());
        loudness.shortTerm.back() = -69.0F;
        QVERIFY(psr().has_value());
    }

    /// Crest is of samples: what lies between them is true peak's to tell.
    void crestIsOfSamples() {
        // A quarter of the rate, sampled beside its peaks.
        std::vector<float> x(4 * 44100);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = i % 4 < 2 ? 0.5F : -0.5F;
        const auto analysis = analyse(trackOf(x, x, 2));
        QVERIFY(analysis->peaks.maxTruePeak() > analysis->peaks.maxSamplePeak() + Decibels{2.0});
        QVERIFY(std::abs(analysis->dynamics.crest->value) < 0.01);
    }

    /// A song that is loud to its end is compared to its end; one under 1.25 lengths as a whole.
    void sectionsReachTheEnd() {
        Random random(3);
        Analysis song = songOf(musicSpectrum(random), 1, 800);
        Spectrogram& s = song.spectrogram;
        for (int f = 0; f < 500; ++f)
            s.loudnessPower[static_cast<std::size_t>(f)] *= 0.01F;
        const Section whole = wholeOf(s);
        const Section loud = loudestSection(s, s.hop * 300.0);
        QCOMPARE(loud.end.value, whole.end.value);
        QVERIFY(loud.begin.value > 0.3 * whole.end.value);
        const Section most = loudestSection(s, whole.length() / 1.2);
        QVERIFY(most == whole);
        QVERIFY(!(loudestSection(s, whole.length() / 1.4) == whole));
    }
};

QTEST_APPLESS_MAIN(AnalysisGuardsTest)
#include "analysis_guards_test.moc"
