// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/report_pictures.h"

#include "core/session/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace kilter {

namespace {

constexpr double kWidth = 900.0;
constexpr double kLeft = 44.0;
constexpr double kRight = 12.0;

std::string at(double value) {
    // Plain ASCII for the SVG's own syntax; figure() writes a real minus sign for people.
    std::string text = figure(std::abs(value), 1);
    if (value < 0.0 && text != "0.0")
        text.insert(text.begin(), '-');
    return text;
}

struct Axis {
    double from, to;   ///< values
    double start, end; ///< where they lie in the picture
    [[nodiscard]] double operator()(double value) const {
        return start + (std::clamp(value, std::min(from, to), std::max(from, to)) - from) /
                           (to - from) * (end - start);
    }
};

Axis frequencyAxis() {
    return {std::log2(30.0), std::log2(20000.0), kLeft, kWidth - kRight};
}

std::string attribute(const char* name, const std::string& value) {
    std::string text = " ";
    text.append(name).append("=\"").append(value).append("\"");
    return text;
}

std::string line(double x1, double y1, double x2, double y2, const char* cssClass) {
    return std::string("<line") + attribute("class", cssClass) + attribute("x1", at(x1)) +
           attribute("y1", at(y1)) + attribute("x2", at(x2)) + attribute("y2", at(y2)) + "/>";
}

std::string text(double x, double y, const std::string& words, const char* anchor) {
    return std::string("<text") + attribute("x", at(x)) + attribute("y", at(y)) +
           attribute("text-anchor", anchor) + ">" + words + "</text>";
}

std::string rectangle(double x, double y, double width, double height, const char* cssClass) {
    return std::string("<rect") + attribute("class", cssClass) + attribute("x", at(x)) +
           attribute("y", at(y)) + attribute("width", at(std::max(width, 0.0))) +
           attribute("height", at(height)) + "/>";
}

/// A polyline that is interrupted where a value is not finite.
std::string path(const std::vector<std::pair<double, double>>& points,
                 const std::string& cssClass) {
    std::string d;
    bool down = false;
    for (const auto& [x, y] : points) {
        if (!std::isfinite(y)) {
            down = false;
            continue;
        }
        d.append(down ? "L" : "M").append(at(x)).append(" ").append(at(y));
        down = true;
    }
    return std::string("<path") + attribute("class", cssClass) + attribute("d", d) + "/>";
}

std::string open(double height, const std::string& title) {
    return std::string("<svg") +
           attribute("viewBox", std::string("0 0 ") + at(kWidth) + " " + at(height)) +
           attribute("role", "img") + "><title>" + title + "</title>";
}

template <class Lines>
std::string legend(const Lines& lines) {
    std::string html = "<p class=\"legend\">";
    for (const auto& l : lines)
        html += std::string("<span") + attribute("class", l.cssClass) + ">" + l.label + "</span>";
    return html + "</p>";
}

} // namespace

std::string spectrumSvg(const std::vector<SpectrumLine>& lines, const Profile& corridor) {
    constexpr double kHeight = 300.0;
    // Pink noise, and most music's middle, lies level: 4.5 dB/oct is added, 0 dB at 1 kHz.
    constexpr double kTilt = 4.5 - 3.0; // thirds already rise by 3 dB/oct
    const Axis x = frequencyAxis();
    const auto tilted = [](std::size_t third, double db) {
        return db + kTilt * (static_cast<double>(third) - 28.0) / 6.0;
    };
    double top = -1e9;
    double bottom = 1e9;
    for (const SpectrumLine& l : lines)
        for (std::size_t i = 0; i < l.thirds.size(); ++i)
            if (std::isfinite(l.thirds[i].value)) {
                top = std::max(top, tilted(i, l.thirds[i].value));
                bottom = std::min(bottom, tilted(i, l.thirds[i].value));
            }
    top = 6.0 * std::ceil(top / 6.0);
    bottom = 6.0 * std::floor(std::max(bottom, top - 48.0) / 6.0);
    const Axis y{bottom, top, kHeight - 24.0, 8.0};

    std::string svg = open(kHeight, "Spectra at equal loudness");
    for (double db = bottom; db <= top; db += 6.0)
        svg += line(kLeft, y(db), kWidth - kRight, y(db), "grid") +
               text(kLeft - 6.0, y(db) + 4.0, figure(db, 0), "end");
    for (const double f : {50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0, 20000.0})
        svg += line(x(std::log2(f)), 8.0, x(std::log2(f)), kHeight - 24.0, "grid") +
               text(x(std::log2(f)), kHeight - 8.0, frequencyText({f}), "middle");

    std::string upper;
    std::string lower;
    for (std::size_t i = 0; i < corridor.thirds.size(); ++i) {
        const ProfileBand& band = corridor.thirds[i];
        if (!band.known)
            continue;
        const double fx = x(std::log2(thirdCentre(static_cast<int>(i)).value));
        upper += at(fx) + "," + at(y(tilted(i, band.level.value + band.spread.value))) + " ";
        std::string below =
            at(fx) + "," + at(y(tilted(i, band.level.value - band.spread.value))) + " ";
        lower = std::move(below) + lower;
    }
    svg += std::string("<polygon") + attribute("class", "corridor") +
           attribute("points", upper + lower) + "/>";
    for (const SpectrumLine& l : lines) {
        std::vector<std::pair<double, double>> points;
        for (std::size_t i = 0; i < l.thirds.size(); ++i) {
            const double db = tilted(i, l.thirds[i].value);
            points.emplace_back(x(std::log2(thirdCentre(static_cast<int>(i)).value)),
                                std::isfinite(db) ? y(db) : db);
        }
        svg += path(points, l.cssClass);
    }
    return svg + "</svg>" + legend(lines);
}

std::string gapSvg(const Gap& before, const Gap& after) {
    constexpr double kHeight = 170.0;
    constexpr double kRange = 6.0;
    const double step = (kWidth - kLeft - kRight) / kNamedBands;
    const Axis y{-kRange, kRange, 130.0, 30.0};
    std::string svg = open(kHeight, "The gap: mix minus target at equal loudness");
    for (const double db : {-6.0, -3.0, 0.0, 3.0, 6.0})
        svg += line(kLeft, y(db), kWidth - kRight, y(db), db == 0.0 ? "axis" : "grid") +
               text(kLeft - 6.0, y(db) + 4.0, figure(db, 0, Sign::Always), "end");
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const double left = kLeft + step * static_cast<double>(b);
        const double middle = left + step / 2.0;
        svg += text(middle, 16.0, std::string(kBands[b].name), "middle");
        const GapBand& band = before.bands[b];
        if (band.verdict == Verdict::Unknown) {
            svg += text(middle, y(0.0) - 6.0, "not known", "middle");
            continue;
        }
        const double spread = band.spread.value;
        svg +=
            rectangle(left + 0.2 * step, y(spread), 0.6 * step, y(-spread) - y(spread), "corridor");
        const double top = y(std::max(band.gap.value, 0.0));
        svg += rectangle(left + 0.36 * step, top, 0.28 * step,
                         y(std::min(band.gap.value, 0.0)) - top, "mixbar");
        const double mark = y(after.bands[b].gap.value);
        svg += line(left + 0.28 * step, mark, left + 0.72 * step, mark, "mark");
        svg += text(middle, kHeight - 22.0, figure(band.gap.value, 1, Sign::Always) + " dB",
                    "middle") +
               text(middle, kHeight - 6.0,
                    "after " + figure(after.bands[b].gap.value, 1, Sign::Always), "middle");
    }
    return svg + "</svg>";
}

std::string loudnessSvg(const std::vector<LoudnessLine>& lines) {
    constexpr double kHeight = 180.0;
    double length = 1.0;
    for (const LoudnessLine& l : lines)
        length = std::max(length, static_cast<double>(l.loudness->shortTerm.size()) *
                                      l.loudness->hop.value);
    const Axis x{0.0, length, kLeft, kWidth - kRight};
    const Axis y{-36.0, 0.0, kHeight - 24.0, 8.0};
    std::string svg = open(kHeight, "Short-term loudness over time");
    for (double lufs = -36.0; lufs <= 0.0; lufs += 6.0)
        svg += line(kLeft, y(lufs), kWidth - kRight, y(lufs), "grid") +
               text(kLeft - 6.0, y(lufs) + 4.0, figure(lufs, 0), "end");
    const double tick = length > 600.0 ? 120.0 : length > 120.0 ? 30.0 : 10.0;
    for (double t = 0.0; t <= length; t += tick)
        svg += text(x(t), kHeight - 8.0, timeText({t}), "middle");
    for (const LoudnessLine& l : lines) {
        // At most some 900 points: more than one a pixel is only weight.
        const std::vector<float>& series = l.loudness->shortTerm;
        const std::size_t stride = std::max<std::size_t>(1, series.size() / 900);
        std::vector<std::pair<double, double>> points;
        for (std::size_t i = 0; i < series.size(); i += stride) {
            const double lufs = static_cast<double>(series[i]);
            points.emplace_back(x(static_cast<double>(i) * l.loudness->hop.value),
                                std::isfinite(lufs) ? y(lufs) : std::nan(""));
        }
        svg += path(points, l.cssClass);
    }
    return svg + "</svg>" + legend(lines);
}

} // namespace kilter
