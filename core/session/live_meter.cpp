// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/live_meter.h"

#include "core/analysis/spectrogram.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace kilter {

namespace {

constexpr Seconds kHop{0.010};
constexpr int kShortTermHops = 5; ///< a window of 3 s that moves by 50 ms misses nothing
constexpr Seconds kCorrelation{0.400};
constexpr Seconds kSpectrum{0.371};
constexpr Seconds kMomentary{0.4};
constexpr Seconds kShortTerm{3.0};
constexpr Lufs kGate{-70.0};

void raise(std::optional<Lufs>& maximum, const std::optional<Lufs>& value) {
    if (value && (!maximum || *maximum < *value))
        maximum = value;
}

} // namespace

class LiveMeter::Loudness {
  public:
    explicit Loudness(SampleRate rate)
        : state_(ebur128_init(2, static_cast<unsigned long>(rate.hz),
                              EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA)) {
        if (state_ == nullptr)
            throw std::bad_alloc();
    }
    ~Loudness() { ebur128_destroy(&state_); }
    Loudness(const Loudness&) = delete;
    Loudness& operator=(const Loudness&) = delete;

    void add(const std::vector<float>& interleaved) {
        ebur128_add_frames_float(state_, interleaved.data(), interleaved.size() / 2);
    }
    [[nodiscard]] std::optional<Lufs> momentary() { return ask(ebur128_loudness_momentary); }
    [[nodiscard]] std::optional<Lufs> shortTerm() { return ask(ebur128_loudness_shortterm); }
    [[nodiscard]] std::optional<Lufs> integrated() { return ask(ebur128_loudness_global); }
    [[nodiscard]] std::optional<Decibels> range() {
        double value = 0.0;
        if (ebur128_loudness_range(state_, &value) != EBUR128_SUCCESS)
            return std::nullopt;
        return Decibels{value};
    }

  private:
    [[nodiscard]] std::optional<Lufs> ask(int (*question)(ebur128_state*, double*)) {
        double value = 0.0;
        if (question(state_, &value) != EBUR128_SUCCESS || !(value > kGate.value))
            return std::nullopt;
        return Lufs{value};
    }

    ebur128_state* state_;
};

LiveMeter::LiveMeter(SampleRate rate)
    : rate_(rate)
    , hop_(kHop * rate)
    , recent_(2, kSpectrum * rate)
    , unrolled_(recent_) {
    interleaved_.reserve(2 * static_cast<std::size_t>(hop_.count));
    reset();
}

LiveMeter::~LiveMeter() = default;

void LiveMeter::reset() {
    loudness_ = std::make_unique<Loudness>(rate_);
    for (TruePeakMeter& peak : peaks_)
        peak.reset();
    MeterFrame none;
    none.source = figures_.source;
    none.reference = figures_.reference;
    none.serial = figures_.serial;
    figures_ = none;
    measured_ = {};
    interleaved_.clear();
    products_ = {};
    lastProducts_.clear();
    for (int c = 0; c < 2; ++c)
        std::fill(recent_.channel(c).begin(), recent_.channel(c).end(), 0.0F);
}

void LiveMeter::process(std::span<const HeardFrame> frames) {
    for (const HeardFrame& frame : frames) {
        if (frame.source != figures_.source || frame.reference != figures_.reference) {
            figures_.source = frame.source;
            figures_.reference = frame.reference;
            reset();
        }
        interleaved_.push_back(frame.left);
        interleaved_.push_back(frame.right);
        products_.leftLeft += static_cast<double>(frame.left) * frame.left;
        products_.rightRight += static_cast<double>(frame.right) * frame.right;
        products_.leftRight += static_cast<double>(frame.left) * frame.right;
        recent_.channel(0)[recentAt_] = frame.left;
        recent_.channel(1)[recentAt_] = frame.right;
        recentAt_ = (recentAt_ + 1) % recent_.channel(0).size();
        figures_.reduction = std::max(figures_.reduction, Decibels{frame.reduction});
        figures_.compression = std::max(figures_.compression, Decibels{frame.compression});
        if (interleaved_.size() == 2 * static_cast<std::size_t>(hop_.count))
            endHop();
    }
}

void LiveMeter::endHop() {
    const std::size_t frames = interleaved_.size() / 2;
    measured_ = measured_ + hop_;
    loudness_->add(interleaved_);
    if (measured_ >= kMomentary * rate_)
        figures_.momentary = loudness_->momentary();
    if (measured_ >= kShortTerm * rate_ && measured_.count % (kShortTermHops * hop_.count) == 0)
        figures_.shortTerm = loudness_->shortTerm();
    raise(figures_.maxMomentary, figures_.momentary);
    raise(figures_.maxShortTerm, figures_.shortTerm);

    std::vector<float> channel(frames);
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < frames; ++i)
            channel[i] = interleaved_[2 * i + c];
        peaks_[c].process(channel);
    }
    interleaved_.clear();

    lastProducts_.push_back(products_);
    products_ = {};
    if (lastProducts_.size() > static_cast<std::size_t>(kCorrelation / kHop))
        lastProducts_.pop_front();
}

std::optional<double> LiveMeter::correlation() const {
    Products sum;
    for (const Products& p : lastProducts_) {
        sum.leftLeft += p.leftLeft;
        sum.rightRight += p.rightRight;
        sum.leftRight += p.leftRight;
    }
    const double power = sum.leftLeft * sum.rightRight;
    if (!(power > 0.0))
        return std::nullopt;
    return std::clamp(sum.leftRight / std::sqrt(power), -1.0, 1.0);
}

MeterFrame::Spectrum LiveMeter::spectrum() {
    for (int c = 0; c < 2; ++c) {
        const auto ring = recent_.channel(c);
        const auto at = static_cast<std::ptrdiff_t>(recentAt_);
        std::rotate_copy(ring.begin(), ring.begin() + at, ring.end(), unrolled_.channel(c).begin());
    }
    const Spectrogram spectrogram = spectrogramOf(unrolled_, rate_);
    MeterFrame::Spectrum spectrum{};
    if (spectrogram.frames == 0)
        return spectrum;
    std::copy_n(spectrogram.midOf(0), kCells, spectrum.mid.begin());
    std::copy_n(spectrogram.sideOf(0), kCells, spectrum.side.begin());
    std::copy_n(spectrogram.crossOf(0), kCells, spectrum.cross.begin());
    return spectrum;
}

MeterFrame LiveMeter::frame() {
    figures_.measured = measured_ / rate_;
    if (measured_ >= kMomentary * rate_)
        figures_.integrated = loudness_->integrated();
    if (measured_ >= kShortTerm * rate_)
        figures_.range = loudness_->range();
    for (std::size_t c = 0; c < 2; ++c) {
        figures_.truePeak[c] = toDecibels(peaks_[c].takePeak());
        figures_.maxTruePeak[c] = std::max(figures_.maxTruePeak[c], figures_.truePeak[c]);
    }
    figures_.maxReduction = std::max(figures_.maxReduction, figures_.reduction);
    figures_.correlation = correlation();
    figures_.spectrum = spectrum();
    ++figures_.serial;

    const MeterFrame frame = figures_;
    figures_.reduction = {};
    figures_.compression = {};
    return frame;
}

} // namespace kilter
