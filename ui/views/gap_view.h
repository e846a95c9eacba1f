// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/base/scale.h"
#include "core/reference/gap.h"

#include <array>
#include <optional>

namespace kilter {

/// One named band of the gap strip. Empty where it is not known.
struct GapViewBand {
    std::optional<Decibels> gap = {};      ///< mix minus the references
    std::optional<Decibels> gapAfter = {}; ///< the same behind the moves
    Decibels spread{};                     ///< half the corridor
    double shareGap = 0.0;                 ///< the gap as a share of the energy, -1..1
    Verdict verdict = Verdict::Unknown;
    QString sentence = {}; ///< what that means

    friend bool operator==(const GapViewBand&, const GapViewBand&) = default;
};

struct GapContent {
    std::array<GapViewBand, kNamedBands> bands{};
    QStringList findings = {}; ///< what else differs: a sentence each, what matters most first
    bool references = false;   ///< false: there is nothing to compare with yet
    bool measuring = false;
    bool showShares = false; ///< the large figure is the share of the energy instead of dB

    friend bool operator==(const GapContent&, const GapContent&) = default;
};

/// `after` is the gap of the mix behind the moves, when there is one.
[[nodiscard]] GapContent gapContentOf(const Gap& gap, const std::optional<Gap>& after);

/// Seven bands: how far the mix is from the references, in dB and as a share of the energy,
/// against their corridor, and where the moves will bring it. Under them the finding that matters
/// most; a press on it asks for all.
class GapView : public PaintedView {
    Q_OBJECT

  public:
    explicit GapView(QWidget* parent = nullptr);

    void setContent(const GapContent& content);
    [[nodiscard]] const GapContent& content() const { return content_; }

    // Geometry
    [[nodiscard]] QRectF bandRect(int band, const QRectF& area) const;
    [[nodiscard]] QRectF barRect(int band, const QRectF& area) const;
    [[nodiscard]] LinearScale scale(int band, const QRectF& area) const; ///< x of a gap in dB

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QRectF findingsRect(const QRectF& area) const;
    [[nodiscard]] QSize sizeHint() const override { return {880, 132}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {440, 120}; }

    /// Parts: the bands are 0..6; then the findings, where there are any, and the switch between
    /// dB and share.
    enum PartId { UnitSwitch = 100, Findings };

  signals:
    void bandPointedAt(int band); ///< -1: none; the spectrum lights it up
    void showSharesChanged(bool shares);
    void findingsRequested();

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void attentionChanged() override;

  private:
    /// Of the first line of each band.
    struct HeadFonts {
        const QFont& name;
        const QFont& figure;
        bool unit; ///< behind the figure; the switch above names it too
        bool fit;  ///< side by side, in every band
    };
    [[nodiscard]] HeadFonts headFonts(const QRectF& area) const;
    void paintBand(QPainter& painter, const QRectF& area, int band) const;
    void paintFindings(QPainter& painter, const QRectF& area) const;

    GapContent content_;
    int pointedAt_ = -1;
};

} // namespace kilter
