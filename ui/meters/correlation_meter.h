// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/base/scale.h"

#include <optional>

namespace kilter {

/// Correlation of left and right, -1..+1. Below nothing it is red and says that mono loses it.
class CorrelationMeterView : public PaintedView {
    Q_OBJECT

  public:
    explicit CorrelationMeterView(QWidget* parent = nullptr);

    void setReading(std::optional<double> correlation);
    [[nodiscard]] std::optional<double> reading() const { return correlation_; }

    // Geometry
    [[nodiscard]] QRectF track(const QRectF& area) const;
    [[nodiscard]] LinearScale scale(const QRectF& area) const; ///< x of a correlation

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    [[nodiscard]] QSize sizeHint() const override { return {250, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 28}; }

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;

  private:
    std::optional<double> correlation_;
};

} // namespace kilter
