// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/analysis/analysis.h"
#include "core/reference/gap.h"

#include <array>
#include <optional>
#include <span>

namespace kilter {

/// One column of the table of figures; empty where there is no value.
struct FiguresColumn {
    std::optional<double> integrated, truePeak, range, plr, width, correlation;
    bool present = false;   ///< there is such a track; else the column is all dashes
    bool measuring = false; ///< says "…" where a value is still to come

    friend bool operator==(const FiguresColumn&, const FiguresColumn&) = default;
};

struct FiguresContent {
    FiguresColumn mix, master, references;

    friend bool operator==(const FiguresContent&, const FiguresContent&) = default;
};

[[nodiscard]] FiguresColumn figuresOf(const Analysis& analysis);
/// Medians of the references that have the value.
[[nodiscard]] FiguresColumn mediansOf(std::span<const Analysis* const> references);

/// Mix, master and references side by side.
class FiguresTable : public PaintedView {
    Q_OBJECT

  public:
    static constexpr int kRows = 6;

    explicit FiguresTable(QWidget* parent = nullptr);

    void setContent(const FiguresContent& content);
    [[nodiscard]] const FiguresContent& content() const { return content_; }

    // Geometry
    [[nodiscard]] QRectF cell(int row, TrackRole column, const QRectF& area) const;

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    [[nodiscard]] QSize sizeHint() const override { return {270, 142}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {230, 142}; }

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;

  private:
    [[nodiscard]] QString text(int row, const FiguresColumn& column) const;

    FiguresContent content_;
};

} // namespace kilter
