// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"
#include "ui/views/spectrum_curves.h"

#include "core/base/scale.h"
#include "core/moves/move.h"

#include <QPointer>
#include <QTimer>

#include <optional>

class QLineEdit;

namespace kilter {

/// How the spectrum is looked at; kept between sessions by whoever owns the view.
struct SpectrumOptions {
    bool live = true;
    bool frozen = false; ///< the live spectrum stands still
    Smoothing smoothing = Smoothing::Sixth;
    double tilt = 4.5; ///< dB/octave of density; 0: as it is
    SpectrumChannel channel = SpectrumChannel::Stereo;
    double gainRange = 9.0; ///< the right axis shows +- this, or more where a node needs it

    friend bool operator==(const SpectrumOptions&, const SpectrumOptions&) = default;
};

/// What the spectrum view shows. Averages are of the compared section, at equal loudness.
struct SpectrumContent {
    std::optional<CellPowers> mix, master;
    bool masterPredicted = false; ///< mix behind the moves, not yet measured: drawn dashed
    std::optional<Corridor> references;
    bool measuring = false; ///< says "measuring…" while there is no mix yet
    Moves moves;
    int selected = -1; ///< index into moves
    double overallAmount = 1.0;
    std::optional<CellLevels> matchCurve; ///< dB, beside the moves
    TrackRole heard = TrackRole::Mix;     ///< colour of the live spectrum

    friend bool operator==(const SpectrumContent&, const SpectrumContent&) = default;
};

/// Averages, the live spectrum, and the equaliser with its nodes.
///
/// Double-click adds a band, its shape by the place; drag moves a node (Shift: fine, Ctrl: one
/// axis); the wheel turns Q by ratio (Shift: fine), with Ctrl a cut's slope; Alt-click bypasses,
/// Ctrl-click sets the gain to nothing; Tab walks the nodes, arrows move by 0.5 dB and a semitone,
/// Page Up and Down turn Q, Space bypasses, Delete removes; Escape takes a drag back.
class SpectrumView : public PaintedView {
    Q_OBJECT

  public:
    explicit SpectrumView(QWidget* parent = nullptr);

    void setContent(const SpectrumContent& content);
    [[nodiscard]] const SpectrumContent& content() const { return content_; }
    void setOptions(const SpectrumOptions& options);
    [[nodiscard]] const SpectrumOptions& options() const { return options_; }
    /// What is heard now, at the same loudness as the averages; nullopt when nothing plays. Costs
    /// one repaint of the plot, none when it stays the same.
    void setLive(const std::optional<CellPowers>& heard);
    /// Lights up one of the seven named bands; -1: none.
    void setHighlightedBand(int band);

    // Geometry
    [[nodiscard]] QRectF plot(const QRectF& area) const;
    [[nodiscard]] LogFrequencyScale frequencies(const QRectF& area) const; ///< x of a frequency
    [[nodiscard]] LinearScale levels(const QRectF& area) const;            ///< y of a level
    [[nodiscard]] LinearScale gains(const QRectF& area) const;             ///< y of an EQ gain
    /// Where a move's node lies: on its own curve (a shelf's at half its gain; cuts and notches
    /// on the line of 0 dB).
    [[nodiscard]] QPointF nodeAt(const Move& move, const QRectF& area) const;
    [[nodiscard]] std::optional<int> nodeUnder(QPointF place) const;
    /// The box beside the selected node.
    [[nodiscard]] QRectF tooltipBox(const QRectF& area) const;

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {880, 330}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {440, 200}; }

    /// Parts: the nodes are 0, 1, 2...; these follow.
    enum PartId {
        LiveMenu = 1000,
        SmoothingMenu,
        TiltMenu,
        ChannelMenu,
        TipFrequency,
        TipGain,
        TipQ
    };

  signals:
    void moveChanged(int index, const kilter::Move& move); ///< while the hand is on it
    void gestureFinished();                                ///< one undo step ends here
    void moveSelected(int index);                          ///< -1: none
    void moveAdded(const kilter::Move& move);
    void moveRemoved(int index);
    void optionsChanged(const kilter::SpectrumOptions& options);

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;
    void paintFront(QPainter& painter, const QRectF& area) const override;
    void attentionChanged() override;

    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    struct Drag {
        int index = -1;
        Move before;
        QPointF from; ///< where the hand took hold
        QPointF last; ///< where it was last
        QPointF node; ///< where the node is, unrounded
        bool moved = false;
        Qt::Orientations axes = Qt::Horizontal | Qt::Vertical;
        bool axisChosen = false;
    };

    void paintGrid(QPainter& painter, const QRectF& area) const;
    void paintHeader(QPainter& painter, const QRectF& area) const;
    void paintCorridor(QPainter& painter, const QRectF& area) const;
    void paintLevels(QPainter& painter, const QRectF& area, const CellLevels& levels,
                     const QPen& pen) const;
    [[nodiscard]] bool placed(Placement placement) const;
    void paintEqualiser(QPainter& painter, const QRectF& area) const;
    void paintNode(QPainter& painter, const QRectF& area, int index) const;
    void paintTooltip(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] QPolygonF responseLine(const QRectF& area, SpectrumChannel channel) const;
    [[nodiscard]] QPolygonF levelLine(const QRectF& area, const CellLevels& levels) const;
    [[nodiscard]] bool nothingToShow() const;
    [[nodiscard]] std::vector<std::pair<PartId, QString>> menuTexts() const;

    void change(int index, const Move& move);
    void finishGesture();
    void select(int index);
    void openMenu(int id);
    void editTip(int id);
    void dragTo(QPointF place, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] Move moveFor(QPointF place) const;
    void turnQ(int index, double steps, bool fine);
    void choose(const SpectrumOptions& options);
    void updateCurves();
    void updateGainRange();

    SpectrumContent content_;
    SpectrumOptions options_;
    std::optional<CellLevels> mixLevels_, masterLevels_, liveLevels_;
    std::optional<CellPowers> livePowers_;
    double levelTop_ = -6.0;
    double gainRange_ = 9.0;
    int highlightedBand_ = -1;
    std::optional<Drag> drag_;
    bool gestureOpen_ = false;
    double slopeTurn_ = 0.0; ///< steps of the wheel not yet used
    QTimer wheelPause_;      ///< a run of wheel steps is one gesture
};

} // namespace kilter
