// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/meters/loudness_meter.h"

#include <QWidget>

class QAbstractButton;

namespace kilter {

class CorrelationMeterView;
class FiguresTable;
class GainReductionMeterView;
class PeakMeterView;

/// The right-hand panel: all meters of what is heard, and the table of what was measured.
class MetersPanel : public QWidget {
    Q_OBJECT

  public:
    explicit MetersPanel(QWidget* parent = nullptr);

    [[nodiscard]] LoudnessMeterView& loudness() { return *loudness_; }
    [[nodiscard]] PeakMeterView& peaks() { return *peaks_; }
    [[nodiscard]] GainReductionMeterView& gainReduction() { return *gainReduction_; }
    [[nodiscard]] CorrelationMeterView& correlation() { return *correlation_; }
    [[nodiscard]] FiguresTable& figures() { return *figures_; }

    void setOptions(const LoudnessOptions& options);

  signals:
    void resetRequested(); ///< by a click on any meter
    void optionsChanged(const kilter::LoudnessOptions& options);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void openScaleMenu();
    void choose(const LoudnessOptions& options);
    void dressMenu();

    LoudnessMeterView* loudness_;
    PeakMeterView* peaks_;
    GainReductionMeterView* gainReduction_;
    CorrelationMeterView* correlation_;
    FiguresTable* figures_;
    QAbstractButton* scaleMenu_;
};

} // namespace kilter
