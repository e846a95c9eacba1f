// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/base/scale.h"

#include <optional>

namespace kilter {

struct MeterFrame;

/// What is heard, as loudness in LUFS; empty where there is no value (yet).
struct LoudnessReading {
    std::optional<double> momentary, shortTerm, integrated;
    std::optional<double> momentaryMax, shortTermMax;

    friend bool operator==(const LoudnessReading&, const LoudnessReading&) = default;
};

[[nodiscard]] LoudnessReading loudnessReadingOf(const MeterFrame& frame);

struct LoudnessOptions {
    EbuScale scale = EbuScale::Plus9;
    bool absolute = true; ///< figures in LUFS; else in LU re the target

    friend bool operator==(const LoudnessOptions&, const LoudnessOptions&) = default;
};

/// A figure beside the scale.
struct ScaleMark {
    double relative = 0.0; ///< LU re the target
    QString text;
    bool target = false; ///< the target's own
};

/// EBU Tech 3341: momentary as a bar, short-term as a triangle on its bar, integrated as a line;
/// maxima held; 0 LU is the target. A click resets.
class LoudnessMeterView : public PaintedView {
    Q_OBJECT

  public:
    explicit LoudnessMeterView(QWidget* parent = nullptr);

    void setReading(const LoudnessReading& reading);
    [[nodiscard]] const LoudnessReading& reading() const { return reading_; }
    void setHeard(TrackRole role); ///< whose colour the bars have
    void setTarget(Lufs target);
    [[nodiscard]] Lufs target() const { return target_; }
    void setOptions(const LoudnessOptions& options);
    [[nodiscard]] const LoudnessOptions& options() const { return options_; }

    // Geometry
    [[nodiscard]] QRectF barRect(int bar, const QRectF& area) const; ///< 0 M, 1 S, 2 I
    [[nodiscard]] LinearScale scale(const QRectF& area) const;       ///< y of a value in LU

    /// From `lowest` to `highest` LU re the target, each `step` LU; the target's first.
    [[nodiscard]] std::vector<ScaleMark> scaleMarks(double lowest, double highest,
                                                    double step) const;

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {140, 256}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 120}; }

    enum PartId { Momentary, ShortTerm, Integrated };

  signals:
    void resetRequested();

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;

  private:
    [[nodiscard]] std::optional<double> valueOf(int bar) const;
    [[nodiscard]] std::optional<double> maximumOf(int bar) const;
    [[nodiscard]] QString figure(std::optional<double> lufs) const;

    LoudnessReading reading_;
    TrackRole heard_ = TrackRole::Master;
    LoudnessOptions options_;
    Lufs target_{-14.0};
};

} // namespace kilter
