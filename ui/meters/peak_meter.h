// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/meters/ballistics.h"
#include "ui/views/painted_view.h"

#include "core/base/scale.h"

#include <array>

namespace kilter {

struct MeterFrame;

/// True peaks in dBTP, left and right; minus infinity for silence.
struct PeakReading {
    std::array<double, 2> peak{-INFINITY, -INFINITY};    ///< since the last reading
    std::array<double, 2> maximum{-INFINITY, -INFINITY}; ///< since the last reset

    friend bool operator==(const PeakReading&, const PeakReading&) = default;
};

[[nodiscard]] PeakReading peakReadingOf(const MeterFrame& frame);

/// Two true-peak bars. What lies above the ceiling is red, and says "over" as well; what the
/// limiter had no hand in is held to full scale only. A click resets the maxima.
class PeakMeterView : public PaintedView {
    Q_OBJECT

  public:
    explicit PeakMeterView(QWidget* parent = nullptr);

    /// `now`: any clock that does not go back. Nothing is repainted when nothing moved.
    void setReading(const PeakReading& reading, Seconds now);
    void setHeard(TrackRole role);     ///< whose colour the bars have
    void setCeiling(Decibels ceiling); ///< of the master
    [[nodiscard]] Decibels ceiling() const { return ceiling_; }
    /// What the peaks of what is heard should stay under.
    [[nodiscard]] Decibels limit() const;
    [[nodiscard]] bool over(int channel) const; ///< its maximum is past the limit

    // Geometry
    [[nodiscard]] QRectF barRect(int channel, const QRectF& area) const;
    [[nodiscard]] LinearScale scale(const QRectF& area) const; ///< y of a level in dBTP

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {88, 256}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 120}; }

  signals:
    void resetRequested();

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;

  private:
    std::array<PeakBallistics, 2> bars_;
    std::array<double, 2> maximum_{-INFINITY, -INFINITY};
    TrackRole heard_ = TrackRole::Master;
    Decibels ceiling_{-1.0};
};

} // namespace kilter
