// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/rtaudio_output.h"
#include "core/session/player.h"
#include "tests/core/playback/playback_rig.h"
#include "tests/support/pulse_server.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>

/// What every output has to do, on a real sound server. Each returns an empty string, or what was
/// wrong; "dropout" may be tried again, since a loaded machine loses sound now and then.
namespace kilter::testing {

/// Makes a server for RtAudioOutput alone. Not empty: why there can't be one here.
inline QString whyNoServer(std::unique_ptr<PulseServer>& server) {
    if (!PulseServer::installed())
        return "pulseaudio, pactl and parec are not installed";
    server = std::make_unique<PulseServer>();
    if (!RtAudioOutput().devices().empty())
        return "there is a sound system beside the test's own, which must not hear it";
    return {};
}

using MakeOutput = std::function<std::unique_ptr<AudioOutput>()>;

/// Waits until `done`, polling the player.
template <class Done>
bool waitFor(Player& player, int milliseconds, Done&& done) {
    const QDeadlineTimer deadline(milliseconds);
    while (!deadline.hasExpired()) {
        if (done(player.poll()))
            return true;
        QTest::qWait(20);
    }
    return false;
}

/// What `open` comes to once the sound system has noticed the card of a server that just started.
inline OutputState openedWhenThere(const std::function<OutputState()>& open) {
    const QDeadlineTimer deadline(10000);
    OutputState state = open();
    while (state.status != OutputStatus::Open && !deadline.hasExpired()) {
        QTest::qWait(50);
        state = open();
    }
    return state;
}

/// Two seconds of the master, bit for bit the offline render.
inline QString soundIsTheRender(PulseServer& server, const MakeOutput& make, int bufferFrames) {
    if (!server.start(kRate.hz))
        return "the server did not start";
    const StereoSignal mix = pinkNoise(2 * kRate.hz, 1);
    const ChainSettings settings = busySettings(kRate, 2);
    Player player(kRate);
    const OutputState opened = openedWhenThere([&] {
        return player.open(make(), {.device = {}, .rate = kRate, .bufferFrames = bufferFrames});
    });
    if (opened.status != OutputStatus::Open)
        return "not opened: " + QString::fromStdString(opened.detail);
    if (opened.rate != kRate)
        return "opened at another rate";
    player.engine().setSources({bufferOf(mix), {}});
    player.engine().setChain(settings);
    player.engine().listen({.source = HeardSource::Master});
    server.record();
    player.play();
    if (!waitFor(player, 20000, [&](const OutputState&) {
            const Transport t = player.engine().transport();
            return t.position == t.length && !t.playing;
        }))
        return "it did not play to the end";
    QTest::qWait(2500); // what is underway arrives: the server hands it on late
    const std::vector<float> heard = server.stopRecording();

    const StereoSignal expected = offline(mix, settings, kRate);
    std::vector<float> interleaved;
    for (std::size_t i = 0; i < expected.left.size(); ++i)
        interleaved.insert(interleaved.end(), {expected.left[i], expected.right[i]});
    const auto found =
        std::search(heard.begin(), heard.end(), interleaved.begin(), interleaved.begin() + 64);
    if (found == heard.end())
        return "its beginning was not heard (dropout)";
    const auto there = std::min<std::ptrdiff_t>(heard.end() - found,
                                                static_cast<std::ptrdiff_t>(interleaved.size()));
    const auto same = std::mismatch(interleaved.begin(), interleaved.begin() + there, found);
    if (same.first != interleaved.end())
        return QString("it differs from frame %1 on (dropout)")
            .arg((same.first - interleaved.begin()) / 2);
    return {};
}

/// The latency that it says is the one with which a change is heard.
inline QString latencyIsAsSaid(PulseServer& server, AudioOutput& output, int bufferFrames) {
    struct Step final : AudioCallback {
        void process(Realtime&, float* interleaved, int frames) noexcept override {
            std::fill_n(interleaved, 2 * frames, up ? 0.5F : 0.0F);
        }
        std::atomic<bool> up{false};
    } step;
    if (!server.start(kRate.hz))
        return "the server did not start";
    const OutputState opened = openedWhenThere(
        [&] { return output.open({.device = {}, .rate = kRate, .bufferFrames = bufferFrames}); });
    if (opened.status != OutputStatus::Open)
        return "not opened";
    server.record();
    output.start(step);
    QTest::qWait(6000);
    const std::int64_t recorded = server.recordedFrames();
    step.up = true;
    QTest::qWait(1500);
    const OutputState state = output.poll();
    output.close();
    const std::vector<float> heard = server.stopRecording();
    const auto up = std::find(heard.begin(), heard.end(), 0.5F);
    const Seconds late = Frames{(up - heard.begin()) / 2 - recorded} / kRate;
    qInfo("%d frames: %.0f ms as measured by asking, heard after %.0f ms; %.0f Hz", bufferFrames,
          1000.0 * state.latency.value, 1000.0 * late.value, state.measuredHz);
    // The recorder itself is up to 40 ms behind.
    if (std::abs(late.value - state.latency.value) > 0.06)
        return QString("it says %1 s and is heard after %2 s (dropout)")
            .arg(state.latency.value)
            .arg(late.value);
    if (std::abs(state.measuredHz / kRate.hz - 1.0) > 0.01)
        return QString("it says %1 Hz (dropout)").arg(state.measuredHz);
    return {};
}

/// On a card that runs at another rate, 1 kHz stays 1 kHz.
inline QString pitchIsRight(PulseServer& server, const MakeOutput& make) {
    constexpr int kCardRate = 44100;
    if (!server.start(kCardRate))
        return "the server did not start";
    const StereoSignal tone = sine(2 * kRate.hz, kRate, {1000}, 0.5);
    Player player(kRate);
    const OutputState opened =
        openedWhenThere([&] { return player.open(make(), {.device = {}, .rate = kRate}); });
    if (opened.status != OutputStatus::Open)
        return "not opened";
    // What the owner does when the delivery rate is another.
    const SampleRate delivered = player.rate();
    player.engine().setSources(
        {bufferOf(delivered == kRate ? tone : sine(2 * delivered.hz, delivered, {1000}, 0.5)), {}});
    server.record();
    player.play();
    waitFor(player, 2000, [](const OutputState&) { return false; });
    const std::vector<float> heard = server.stopRecording();
    std::vector<double> crossings; // upwards, of the left channel
    for (std::size_t i = 2; i < heard.size(); i += 2)
        if (heard[i - 2] < 0.0F && heard[i] >= 0.0F)
            crossings.push_back(static_cast<double>(i) / 2 - heard[i] / (heard[i] - heard[i - 2]));
    if (crossings.size() < 500)
        return QString("only %1 periods were heard (dropout)").arg(crossings.size());
    const std::size_t first = crossings.size() / 4;
    const std::size_t last = 3 * crossings.size() / 4;
    const double frequency =
        static_cast<double>(last - first) * kCardRate / (crossings[last] - crossings[first]);
    if (std::abs(frequency - 1000.0) > 2.0)
        return QString("1 kHz is heard at %1 Hz (dropout)").arg(frequency);
    return {};
}

/// The card goes away while it plays: paused at the position, within seconds.
inline QString survivesALoss(PulseServer& server, Player& player, const MakeOutput& make,
                             const std::function<void()>& loss) {
    const SampleRate rate = player.rate();
    if (!server.start(rate.hz))
        return "the server did not start";
    openedWhenThere([&] { return player.open(make(), {}); });
    player.engine().setSources({bufferOf(pinkNoise(60 * rate.hz, 1)), {}});
    player.play();
    if (!waitFor(player, 5000, [&](const OutputState&) {
            return player.engine().transport().position.count > rate.hz / 2;
        }))
        return "it does not play (dropout)";
    loss();
    if (!waitFor(player, 8000, [](const OutputState& state) {
            return state.status == OutputStatus::Lost || state.status == OutputStatus::Stalled;
        }))
        return "the loss was not noticed";
    const Transport paused = player.engine().transport();
    if (paused.playing)
        return "it is not paused";
    if (paused.position > Seconds{12} * rate)
        return "the position ran away";
    QTest::qWait(200);
    player.poll();
    if (player.engine().transport().position != paused.position)
        return "the position is not kept";
    return {};
}

/// When there is a card again, it plays on from there.
inline QString recovers(PulseServer& server, Player& player, const MakeOutput& make) {
    const Transport paused = player.engine().transport();
    if (!server.start(player.rate().hz))
        return "the server did not start again";
    const OutputState opened = openedWhenThere([&] { return player.open(make(), {}); });
    if (opened.status != OutputStatus::Open)
        return "not opened again: " + QString::fromStdString(opened.detail);
    if (player.engine().transport().position != paused.position)
        return "the position is not kept over the opening";
    player.play();
    if (!waitFor(player, 5000, [&](const OutputState&) {
            return player.engine().transport().position.count >
                   paused.position.count + player.rate().hz / 4;
        }))
        return "it does not play on (dropout)";
    return {};
}

/// Tries again after a dropout.
inline QString withRetries(const std::function<QString()>& attempt) {
    QString fault;
    for (int i = 0; i < 4; ++i) {
        fault = attempt();
        if (!fault.contains("dropout"))
            break;
    }
    return fault;
}

} // namespace kilter::testing
