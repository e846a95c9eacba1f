// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What it costs to repaint: the counter `core_at_60` is the share of one core that 60 repaints a
// second take.

#include "tests/ui/sample_content.h"

#include "ui/meters/meters_panel.h"

#include <QApplication>
#include <benchmark/benchmark.h>

using namespace kilter;
using namespace kilter::testing;

namespace {

void report(benchmark::State& state) {
    state.counters["core_at_60"] = benchmark::Counter(
        1.0 / 60.0, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void show(QWidget& view) {
    view.show();
    QApplication::processEvents(); // exposed: from here on repaint() paints
    view.repaint();
}

std::vector<CellPowers> heard() {
    std::vector<CellPowers> all;
    for (unsigned i = 0; i < 16; ++i)
        all.push_back(musicSpectrum(20 + i, 3.0));
    return all;
}

/// Playing: another live spectrum each time, over everything else.
void spectrumLive(benchmark::State& state) {
    SpectrumView view;
    view.resize(1200, 400);
    view.setContent(sampleSpectrum());
    show(view);
    const auto spectra = heard();
    std::size_t n = 0;
    for (auto _ : state) {
        view.setLive(spectra[n++ % spectra.size()]);
        view.repaint(view.plot(QRectF(view.rect())).toAlignedRect());
    }
    report(state);
}
BENCHMARK(spectrumLive)->Unit(benchmark::kMillisecond);

/// Dragging a node while it plays: the equaliser's curve and the nodes as well.
void spectrumDrag(benchmark::State& state) {
    SpectrumView view;
    view.resize(1200, 400);
    SpectrumContent content = sampleSpectrum();
    view.setContent(content);
    show(view);
    const auto spectra = heard();
    std::size_t n = 0;
    for (auto _ : state) {
        content.moves[1].shape.gain.value = -3.0 + 0.1 * static_cast<double>(n % 60);
        view.setContent(content);
        view.setLive(spectra[n++ % spectra.size()]);
        view.repaint();
    }
    report(state);
}
BENCHMARK(spectrumDrag)->Unit(benchmark::kMillisecond);

/// All of it, ground included, as after a resize.
void spectrumWhole(benchmark::State& state) {
    SpectrumView view;
    view.resize(1200, 400);
    SpectrumContent content = sampleSpectrum();
    view.setContent(content);
    show(view);
    std::size_t n = 0;
    for (auto _ : state) {
        content.mix = n++ % 2 == 0 ? musicSpectrum(1) : musicSpectrum(2);
        view.setContent(content);
        view.repaint();
    }
    report(state);
}
BENCHMARK(spectrumWhole)->Unit(benchmark::kMillisecond);

void loudnessMeter(benchmark::State& state) {
    LoudnessMeterView view;
    view.resize(160, 260);
    show(view);
    double n = 0.0;
    for (auto _ : state) {
        n += 0.1;
        view.setReading({-14.0 + std::sin(n), -15.0 + std::sin(n), -14.0, -12.0, -13.0});
        view.repaint();
    }
    report(state);
}
BENCHMARK(loudnessMeter)->Unit(benchmark::kMillisecond);

void waveformPeaks(benchmark::State& state) {
    Track track;
    track.rate = {48000};
    track.audio = AudioBuffer(2, Frames{48000 * 60});
    for (auto _ : state)
        benchmark::DoNotOptimize(waveformPeaksOf(track));
}
BENCHMARK(waveformPeaks)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
