// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"
#include "ui/views/place_marks.h"
#include "ui/views/waveform_peaks.h"

#include "core/analysis/analysis.h"
#include "core/base/scale.h"

#include <memory>
#include <optional>

namespace kilter {

/// One lane of the waveform view.
struct WaveformLane {
    QString name;
    std::shared_ptr<const WaveformPeaks> peaks; ///< null while it is being read
    std::vector<float> shortTerm;               ///< LUFS every `hop`; for the line over it
    Seconds hop{0.1};
    std::optional<Section> section; ///< the part that is compared
    bool sectionChosen = false;     ///< by hand; else it is the loudest, found by itself
    std::vector<Place> places;      ///< that are marked; of the mix alone

    friend bool operator==(const WaveformLane&, const WaveformLane&) = default;
};

struct WaveformContent {
    std::optional<WaveformLane> mix, reference;
    std::vector<Place> masterPlaces; ///< of the current master, which runs with the mix
    std::optional<Section> loop;     ///< in the mix's time
    bool looping = false;
    bool measuring = false;

    friend bool operator==(const WaveformContent&, const WaveformContent&) = default;
};

/// Mix and reference on one time axis, with their loudness over time.
///
/// Click seeks; drag marks a loop; the marked sections are dragged by their label, and stretched
/// by their edges; the wheel zooms around the pointer, with Shift it scrolls. Places are marked:
/// the mix's over its lane, the master's at its foot; a click on one asks for it. Keys: Home, End,
/// left and right by 1 s (Shift: 0.1 s), on a mark to the next one, + and - zoom, 0 shows all.
class WaveformView : public PaintedView {
    Q_OBJECT

  public:
    explicit WaveformView(QWidget* parent = nullptr);

    void setContent(const WaveformContent& content);
    [[nodiscard]] const WaveformContent& content() const { return content_; }
    void setPlayhead(std::optional<Seconds> position); ///< repaints two thin strips

    // Geometry
    [[nodiscard]] QRectF lane(TrackRole role, const QRectF& area) const;
    [[nodiscard]] LinearScale times(const QRectF& area) const; ///< x of a time
    [[nodiscard]] QRectF sectionRect(TrackRole role, const QRectF& area) const;
    [[nodiscard]] QRectF sectionLabel(TrackRole role, const QRectF& area) const;
    /// What the label says: the longest of its wordings that fits; empty where none does.
    [[nodiscard]] QString sectionLabelText(TrackRole role, const QRectF& area) const;
    /// Of the mix or the master, from left to right.
    [[nodiscard]] std::vector<PlaceMark> marks(TrackRole role, const QRectF& area) const;
    [[nodiscard]] QRectF markRect(TrackRole role, const PlaceMark& mark, const QRectF& area) const;
    [[nodiscard]] Section visible() const { return visible_; }
    void showAll();

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {1424, 126}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {600, 98}; }

    enum PartId {
        Position,
        MixSection,
        ReferenceSection,
        Loop,
        FirstMark = 1000, ///< the mix's marks, from left to right
        FirstMasterMark = 10000
    };

  signals:
    void seekRequested(kilter::Seconds position);
    void loopChanged(const kilter::Section& loop); ///< when the hand lets go
    void loopCleared();
    void sectionChanged(kilter::TrackRole role, const kilter::Section& section);
    /// To be heard, of the mix or the master, from a little before.
    void placeRequested(kilter::TrackRole role, kilter::Seconds place);

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;

    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    enum class Grip {
        None,
        Seek,
        Mark,
        LoopMark,
        LoopBegin,
        LoopEnd,
        SectionMove,
        SectionBegin,
        SectionEnd
    };
    struct Drag {
        Grip grip = Grip::None;
        TrackRole role = TrackRole::Mix;
        QPointF from;
        Section before = {};
        Section now = {};
        bool moved = false;
    };

    void paintLane(QPainter& painter, const QRectF& area, TrackRole role,
                   const WaveformLane& lane) const;
    void paintSection(QPainter& painter, const QRectF& area, TrackRole role) const;
    void paintSectionLabel(QPainter& painter, const QRectF& area, TrackRole role) const;
    void paintLoudness(QPainter& painter, const QRectF& area, TrackRole role,
                       const WaveformLane& lane) const;
    void addMarks(std::vector<Part>& all, const QRectF& area) const;
    void paintMarks(QPainter& painter, const QRectF& area, TrackRole role) const;
    void goToMark(int id);
    void stepToMark(int by); ///< the keyboard, from the mark that it is on
    void paintRuler(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] const std::optional<WaveformLane>& laneOf(TrackRole role) const;
    [[nodiscard]] std::pair<Grip, TrackRole> gripAt(QPointF place) const;
    [[nodiscard]] Seconds length() const; ///< of the longer track
    [[nodiscard]] Seconds mixLength() const;
    void zoom(double factor, Seconds around);
    void scrollBy(Seconds by);
    void drag(QPointF place);
    void seek(Seconds position);
    [[nodiscard]] QRectF playheadStrip(Seconds position) const;

    WaveformContent content_;
    std::optional<Seconds> playhead_;
    Section visible_{{0.0}, {0.0}};
    std::optional<Drag> drag_;
};

} // namespace kilter
