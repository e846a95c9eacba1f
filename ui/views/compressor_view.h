// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/scale.h"
#include "core/base/units.h"
#include "core/chain/compressor/spec.h"
#include "ui/views/painted_view.h"

#include <deque>

namespace kilter {

/// What the compressor takes away as it plays, over the last seconds, and beside it its curve.
class CompressorView : public PaintedView {
    Q_OBJECT

  public:
    explicit CompressorView(QWidget* parent = nullptr);

    void setSpec(const CompressorSpec& spec);
    /// The largest reduction since the last reading; minus infinity when the master isn't heard.
    void setReading(Decibels reduction, Seconds now);
    /// Nothing is remembered: another song, or the compressor was switched.
    void forget();

    // Geometry
    [[nodiscard]] QRectF historyRect(const QRectF& area) const;
    [[nodiscard]] QRectF curveRect(const QRectF& area) const;
    [[nodiscard]] LinearScale reductionScale(const QRectF& area) const; ///< y of dB taken
    [[nodiscard]] LinearScale timeScale(const QRectF& area) const;      ///< x of seconds before now

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    [[nodiscard]] QSize sizeHint() const override { return {420, 130}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 80}; }

    static constexpr Seconds kHistory{6.0};
    static constexpr double kDeepest = 6.0;   ///< dB at the bottom of the history
    static constexpr double kSoftest = -48.0; ///< dBFS at the curve's left and bottom

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;
    void paintFront(QPainter& painter, const QRectF& area) const override;

  private:
    struct Reading {
        Seconds at;
        double taken; ///< dB
    };

    CompressorSpec spec_;
    std::deque<Reading> readings_; ///< the newest last
    double largest_ = 0.0;
    bool heard_ = false;
};

} // namespace kilter
