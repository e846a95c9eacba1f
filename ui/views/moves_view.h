// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/audition.h"
#include "ui/views/painted_view.h"

#include "core/moves/move.h"

#include <array>
#include <optional>

class QLineEdit;

namespace kilter {

/// What the moves' table shows.
struct MovesContent {
    Moves moves;
    QStringList reasons; ///< a sentence for each move
    int selected = -1;
    Audition audition = Audition::None;
    int auditioned = -1;        ///< the move that `audition` is of
    double overallAmount = 1.0; ///< 0..2
    /// How much of the gap the enabled moves close, 0..1: predicted, then measured on the master.
    std::optional<double> closedPredicted, closedMeasured;
    double matchAmount = 0.0; ///< of the match curve, 0..1.5; 0: off
    bool hasReferences = false;
    bool measuring = false;       ///< proposals are on their way
    bool canProposeAgain = false; ///< the moves are others than would be proposed now
    QString curve;                ///< with the match curve on: that it stands in the moves' place
    QString noMoves;              ///< why there is none; empty: not known yet

    friend bool operator==(const MovesContent&, const MovesContent&) = default;
};

/// The table of moves, and the accessible way to what the spectrum's nodes do: on/off, values
/// editable in place, amount, reason, confidence, three ways to hear each.
///
/// Arrows walk the cells; Space switches, presses or opens a value for typing; + and - move the
/// amount by 5 %; Delete removes. A double-click on a value types it, Ctrl-click resets it.
class MovesView : public PaintedView {
    Q_OBJECT

  public:
    explicit MovesView(QWidget* parent = nullptr);

    void setContent(const MovesContent& content);
    [[nodiscard]] const MovesContent& content() const { return content_; }

    enum Column {
        On,
        Number,
        Kind,
        Frequency,
        Gain,
        Q,
        Amount,
        Why,
        Confidence,
        Solo,
        Delta,
        Bypass,
        Remove,
        Columns
    };
    enum PartId { OverallAmount = 100000, MatchCurve, ProposeAgain, Options, AddMove };
    [[nodiscard]] static int partOf(int row, Column column) { return row * Columns + column; }

    // Geometry
    [[nodiscard]] QRectF cell(int row, Column column, const QRectF& area) const;
    [[nodiscard]] QRectF table(const QRectF& area) const; ///< the rows' part of the area
    [[nodiscard]] QRectF amountTrack(int row, const QRectF& area) const;
    [[nodiscard]] QRectF overallTrack(const QRectF& area) const;

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {1424, 196}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {900, 120}; }

  signals:
    void moveChanged(int index, const kilter::Move& move);
    void gestureFinished();
    void moveSelected(int index);
    void moveRemoved(int index);
    void moveAdded(const kilter::Move& move);
    void auditionChanged(int index, kilter::Audition audition);
    void overallAmountChanged(double amount); ///< followed by gestureFinished
    void matchAmountChanged(double amount);
    void optionsRequested();
    void proposalsRequested();

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintFront(QPainter& painter, const QRectF& area) const override;
    void attentionChanged() override;

    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void paintAmount(QPainter& painter, const QRectF& area, int row, const QColor& ink) const;
    void paintHeader(QPainter& painter, const QRectF& area) const;
    void paintRow(QPainter& painter, const QRectF& area, int row) const;
    void paintEmpty(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] QString reasonOf(int row) const;
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString cellText(int row, Column column) const;
    [[nodiscard]] std::array<double, Columns> widths(const QRectF& area) const;
    [[nodiscard]] double rowHeight(const QRectF& area) const;
    [[nodiscard]] double widestScroll(const QRectF& area) const;

    void change(int row, const Move& move);
    void select(int row);
    void edit(int row, Column column);
    void commitEdit(int row, Column column, const QString& text);
    void reset(int row, Column column);
    void setAmount(int id, double amount);
    void dragAmount(QPointF place);
    void openMatchMenu();
    void openAddMenu();
    void openKindMenu(int row);

    MovesContent content_;
    double longestReason_ = 0.0;
    double scroll_ = 0.0;    ///< pixels
    int draggedAmount_ = -1; ///< part id; -1: none
};

} // namespace kilter
