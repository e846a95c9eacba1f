// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/blind_trial.h"
#include "ui/views/painted_view.h"

#include <vector>

namespace kilter {

/// The end of a blind test: what lay behind each letter of each round and what was chosen, and
/// the score among those that luck alone would bring.
class BlindResultView : public PaintedView {
    Q_OBJECT

  public:
    explicit BlindResultView(QWidget* parent = nullptr);

    void setTrial(const BlindTrial& trial);                             ///< over
    [[nodiscard]] const QString& headline() const { return headline_; } ///< "8 of 10 right"
    [[nodiscard]] const QString& verdict() const { return verdict_; }

    // Geometry
    [[nodiscard]] QRectF grid(const QRectF& area) const;
    [[nodiscard]] QRectF cell(const QRectF& area, int round, int letter) const;
    [[nodiscard]] QRectF chart(const QRectF& area) const;
    [[nodiscard]] QRectF bar(const QRectF& area, int count) const; ///< the chance of a score

    using PaintedView::parts;
    /// A part for each round, the score, and the chart.
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    [[nodiscard]] QSize sizeHint() const override { return {680, 360}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 330}; }

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;

  private:
    [[nodiscard]] static bool hit(const BlindRound& round);
    void paintGrid(QPainter& painter, const QRectF& area) const;
    void paintChart(QPainter& painter, const QRectF& area) const;

    std::vector<BlindRound> rounds_;
    BlindPlan plan_;
    int letters_ = 2;
    int counted_ = 0; ///< what the chart marks: the hits, or how often the favourite was chosen
    std::vector<double> luck_; ///< the probability of each of them, 0..rounds
    QString headline_, verdict_;
};

} // namespace kilter
