// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/meters/ballistics.h"
#include "ui/views/painted_view.h"

#include "core/base/scale.h"

namespace kilter {

/// How much the limiter takes away: a bar from the top downwards, in dB of reduction (>= 0).
class GainReductionMeterView : public PaintedView {
    Q_OBJECT

  public:
    explicit GainReductionMeterView(QWidget* parent = nullptr);

    /// The largest reduction since the last reading; minus infinity when no limiter is heard.
    void setReading(Decibels reduction, Seconds now);
    void forget(); ///< what it held

    // Geometry
    [[nodiscard]] QRectF barRect(const QRectF& area) const;
    [[nodiscard]] LinearScale scale(const QRectF& area) const; ///< y of a reduction in dB

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {44, 256}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 120}; }

    static constexpr double kFullScale = 12.0; ///< dB at the bottom
    static constexpr double kTooMuch = 10.0;   ///< from here on it is red

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;

  private:
    PeakBallistics bar_;
    double largest_ = -INFINITY;
    bool heard_ = false;
};

} // namespace kilter
