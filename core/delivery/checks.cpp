// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/checks.h"

#include "core/analysis/overs.h"
#include "core/delivery/native_rate.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

constexpr SampleRate kCdRate{44100};

Judgement rightIf(bool right) {
    return right ? Judgement::Right : Judgement::Wrong;
}

class Checking {
  public:
    explicit Checking(const FinishedFile& file)
        : file_(file)
        , peak_(file.analysis.peaks.maxTruePeak()) {}

    std::vector<Check> all() && {
        streaming();
        apple();
        cd();
        club();
        broadcast();
        return std::move(checks_);
    }

  private:
    [[nodiscard]] const SourceFormat& format() const { return file_.track.format; }

    void add(Outlet outlet, CheckedFor what, Judgement judgement, std::optional<double> amount = {},
             std::optional<Seconds> at = {}) {
        checks_.push_back({outlet, what, judgement, amount, at});
    }
    void lossless(Outlet outlet) {
        add(outlet, CheckedFor::Lossless, rightIf(!format().lossy),
            format().lossy ? std::optional<double>(format().bitRate) : std::nullopt);
    }
    void channels(Outlet outlet) {
        add(outlet, CheckedFor::Channels, rightIf(format().channels == 2), format().channels);
    }
    void rateFrom(Outlet outlet, SampleRate least) {
        add(outlet, CheckedFor::SampleRate, rightIf(file_.track.rate >= least),
            file_.track.rate.hz);
    }
    /// A lossy file has none.
    void bits(Outlet outlet, bool right) {
        if (format().bits > 0)
            add(outlet, CheckedFor::Bits, rightIf(right), format().bits);
        else
            add(outlet, CheckedFor::Bits, Judgement::Unknown);
    }
    void headroom(Outlet outlet, Decibels most) {
        const bool right = peak_ <= most;
        std::optional<Seconds> at;
        if (!right) {
            const auto overs = oversIn(file_.track.audio, file_.track.rate, most);
            if (!overs.empty())
                at = std::ranges::max_element(overs, {}, &Over::peak)->at;
        }
        add(outlet, CheckedFor::Headroom, rightIf(right), peak_.value, at);
    }
    void codec(Outlet outlet) {
        if (!file_.clipping) {
            add(outlet, CheckedFor::CodecClipping, Judgement::Unknown);
            return;
        }
        std::int64_t count = 0;
        for (const ClippedCount& channel : file_.clipping->channels)
            count += channel.onSample + channel.interSample;
        const auto& overs = file_.clipping->overs;
        std::optional<Seconds> at;
        if (!overs.empty())
            at = std::ranges::max_element(overs, {}, &Over::peak)->at;
        add(outlet, CheckedFor::CodecClipping, rightIf(count == 0), static_cast<double>(count), at);
    }
    /// How many places there are of that kind, and the first of them.
    void places(Outlet outlet, CheckedFor what, PlaceKind kind) {
        const auto& places = file_.analysis.places;
        const auto count = std::ranges::count(places, kind, &Place::kind);
        const auto first = std::ranges::find(places, kind, &Place::kind);
        add(outlet, what, rightIf(count == 0), static_cast<double>(count),
            first == places.end() ? std::nullopt : std::optional(first->start));
    }

    void streaming() {
        constexpr Outlet kOutlet = Outlet::Streaming;
        lossless(kOutlet);
        channels(kOutlet);
        rateFrom(kOutlet, kCdRate);
        bits(kOutlet, format().bits >= 16);
        if (const auto& wave = file_.wave) {
            add(kOutlet, CheckedFor::FormatTag, rightIf(wave->formatTag == 1), wave->formatTag);
            add(kOutlet, CheckedFor::EndOfFile, rightIf(wave->bytesAfterData == 0),
                static_cast<double>(wave->bytesAfterData));
        }
        places(kOutlet, CheckedFor::Clipping, PlaceKind::Clipped);
        codec(kOutlet);
        headroom(kOutlet, {-1.0});
    }
    void apple() {
        constexpr Outlet kOutlet = Outlet::AppleDigitalMasters;
        lossless(kOutlet);
        channels(kOutlet);
        rateFrom(kOutlet, kCdRate);
        bits(kOutlet, format().bits >= 24);
        const SpectrumEnd native =
            nativeRateOf(file_.track.audio, file_.track.rate, file_.analysis.lossyCutoff);
        add(kOutlet, CheckedFor::NativeRate, native.judgement,
            native.end ? std::optional(native.end->value) : std::nullopt);
        places(kOutlet, CheckedFor::Clipping, PlaceKind::Clipped);
        codec(kOutlet);
        headroom(kOutlet, {-1.0});
    }
    void cd() {
        constexpr Outlet kOutlet = Outlet::Cd;
        lossless(kOutlet);
        channels(kOutlet);
        add(kOutlet, CheckedFor::SampleRate, rightIf(file_.track.rate == kCdRate),
            file_.track.rate.hz);
        bits(kOutlet, format().bits == 16);
        places(kOutlet, CheckedFor::Clipping, PlaceKind::Clipped);
        headroom(kOutlet, {0.0});
        // It may as well stand in the disc's own list.
        add(kOutlet, CheckedFor::Isrc,
            file_.track.tags.isrc.empty() ? Judgement::Unknown : Judgement::Right);
    }
    void club() {
        constexpr Outlet kOutlet = Outlet::Club;
        lossless(kOutlet);
        places(kOutlet, CheckedFor::Clipping, PlaceKind::Clipped);
        headroom(kOutlet, {0.0});
        // Nobody's rule.
        add(kOutlet, CheckedFor::Loudness, Judgement::Unknown, loudness());
        constexpr double kTogether = 0.5;
        const BandFigures& sub = file_.analysis.bands[0];
        if (sub.share > 0.0 && std::isfinite(sub.level.value))
            add(kOutlet, CheckedFor::MonoBass, rightIf(sub.correlation >= kTogether),
                sub.correlation);
        else
            add(kOutlet, CheckedFor::MonoBass, Judgement::Unknown);
        places(kOutlet, CheckedFor::Phase, PlaceKind::OutOfPhase);
    }
    void broadcast() {
        constexpr Outlet kOutlet = Outlet::Broadcast;
        constexpr Lufs kTarget{-23.0};
        constexpr Decibels kTolerance{0.2}, kInProduction{1.0};
        const auto& measured = file_.analysis.loudness.integrated;
        if (!measured)
            add(kOutlet, CheckedFor::Loudness, Judgement::Unknown);
        else if (const Decibels off = abs(*measured - kTarget); off <= kTolerance)
            add(kOutlet, CheckedFor::Loudness, Judgement::Right, measured->value);
        else // in production, where it can't be done again
            add(kOutlet, CheckedFor::Loudness,
                off <= kInProduction ? Judgement::Unknown : Judgement::Wrong, measured->value);
        constexpr Decibels kMeter{0.3};
        headroom(kOutlet, Decibels{-1.0} + kMeter);
    }
    [[nodiscard]] std::optional<double> loudness() const {
        const auto& measured = file_.analysis.loudness.integrated;
        return measured ? std::optional(measured->value) : std::nullopt;
    }

    const FinishedFile& file_;
    Decibels peak_;
    std::vector<Check> checks_;
};

} // namespace

std::vector<Check> checksOf(const FinishedFile& file) {
    return Checking(file).all();
}

} // namespace kilter
