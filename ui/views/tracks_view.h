// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/analysis/analysis.h"
#include "core/audio/track.h"
#include "core/base/result.h"

#include <QStringList>

#include <optional>
#include <span>

namespace kilter {

enum class TrackState { Loading, Ready, Failed, Missing, Changed };

/// One card. Figures are empty until they are measured, or when there is no such value.
struct TrackCard {
    int id = 0; ///< the owner's; comes back in the signals
    TrackRole role = TrackRole::Reference;
    QString letter = {}; ///< "A", "B" for references
    QString name = {};
    QString format = {}; ///< "WAV · 48 kHz · 24 bit · 3:52"
    TrackState state = TrackState::Loading;
    double progress = 0.0; ///< 0..1 while loading
    QString stage = {};    ///< "reading", "measuring" while loading
    QString problem = {};  ///< the sentence of a failed, missing or changed file
    bool canKeep = false;  ///< of such a file: it was read before, and that can go on to count
    std::optional<double> integrated = {}, range = {}, truePeak = {}, plr = {};
    bool rangeUnstable = false; ///< shorter than 60 s (EBU Tech 3342)
    QStringList findings = {};  ///< one line each
    bool enabled = true;        ///< counts as a reference
    double weight = 1.0;        ///< relative to the other references
    bool chosen = false;        ///< the one that is heard as "Reference"

    friend bool operator==(const TrackCard&, const TrackCard&) = default;
};

struct TracksContent {
    std::vector<TrackCard> cards; ///< the mix first
    QString target;               ///< "Target: median of A, B · spread ±1.6 dB"; empty: none yet
    bool canSaveProfile = false;
    bool dropping = false; ///< files are held over the window

    friend bool operator==(const TracksContent&, const TracksContent&) = default;
};

/// "WAV · 48 kHz · 24 bit · 3:52".
[[nodiscard]] QString formatText(const SourceFormat& format, SampleRate rate, Seconds duration);
/// The sentence for a warning, short enough for a card; empty for those that need none there.
[[nodiscard]] QString findingText(const Warning& warning);
/// The sentence for an error, without the path.
[[nodiscard]] QString problemText(const Error& error);
/// "× 2": how much a reference counts.
[[nodiscard]] QString weightText(double weight);
/// "Target: median of A–C · spread ±1.0 dB", without "median of" where there are longer names.
/// One song's corridor is how well it tells its balance: "Target: A · known to ±1.4 dB".
[[nodiscard]] QString targetText(const QStringList& names, std::optional<Decibels> spread,
                                 bool oneSong = false);
/// Fills in the figures and findings of a measured track, whatever its state; `read`: what reading
/// it found.
void fillCard(TrackCard& card, const Analysis& analysis, std::span<const Warning> read = {});

/// The cards of mix and references.
class TracksView : public PaintedView {
    Q_OBJECT

  public:
    explicit TracksView(QWidget* parent = nullptr);

    void setContent(const TracksContent& content);
    [[nodiscard]] const TracksContent& content() const { return content_; }

    /// Of a card: the card itself (choose), and what lies on it.
    enum CardPart { Choose, Toggle, Weight, Remove, Relink, Keep, Cancel, CardParts };
    enum PartId { AddMix = 100000, AddReference, GenreProfile, SaveProfile };
    [[nodiscard]] static int partOf(std::size_t card, CardPart part) {
        return static_cast<int>(card) * CardParts + part;
    }

    // Geometry
    [[nodiscard]] QRectF cardRect(std::size_t index, const QRectF& area) const;
    [[nodiscard]] QRectF list(const QRectF& area) const; ///< the cards' part of the area

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {250, 446}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {220, 240}; }

  signals:
    void addMixRequested();
    void addReferenceRequested();
    void trackChosen(int id);   ///< to be heard
    void trackLookedAt(int id); ///< with Shift: shown, and what is heard stays
    void weightChanged(int id, double weight);
    void trackToggled(int id, bool enabled);
    void trackRemoved(int id);
    void relinkRequested(int id); ///< of a missing, failed or changed file
    void keepRequested(int id);   ///< likewise: what was read of it goes on to count
    void cancelRequested(int id);
    void genreProfileRequested();
    void saveProfileRequested();

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintFront(QPainter& painter, const QRectF& area) const override;
    void attentionChanged() override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    // Heights of the footer, of a card without findings, and of a finding's line
    static constexpr double kFoot = 76, kBare = 74, kFindingLine = 15;
    static constexpr int kMostFindings = 3;

    void openWeightMenu(std::size_t card);
    void paintCard(QPainter& painter, const QRectF& area, std::size_t index) const;
    void paintFooter(QPainter& painter, const QRectF& area) const;
    void paintEmpty(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] double cardHeight(const TrackCard& card) const;
    [[nodiscard]] double furthestScroll(const QRectF& area) const;
    void scrollTo(double scroll);

    TracksContent content_;
    double scroll_ = 0.0; ///< pixels
    bool shift_ = false;  ///< held with the click or key that is being handled
};

} // namespace kilter
