// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include "core/base/scale.h"
#include "core/base/units.h"

#include <optional>
#include <vector>

namespace kilter {

/// What a user may know of a round of a blind test: nothing of what lies behind the letters.
struct BlindRoundContent {
    int round = 0, rounds = 1; ///< round counts from 0
    QString question;
    std::vector<bool> listenedTo; ///< one a letter
    int heard = 0;                ///< the letter that is heard

    bool playing = false;
    Seconds position{}, length{};
    std::optional<Lufs> loudness; ///< of all of them
    QString trouble;              ///< why nothing is heard; empty: all is well

    friend bool operator==(const BlindRoundContent&, const BlindRoundContent&) = default;
};

[[nodiscard]] QChar letterName(int letter); ///< 'A' for 0

/// One round: a card for each letter, and where the song is. In no colour that means a source.
class BlindRoundView : public PaintedView {
    Q_OBJECT

  public:
    explicit BlindRoundView(QWidget* parent = nullptr);

    void setContent(const BlindRoundContent& content);
    [[nodiscard]] const BlindRoundContent& content() const { return content_; }

    // Parts: the letters are 0, 1, ...
    static constexpr int kPlay = 10;
    static constexpr int kTimeline = 11;

    // Geometry
    [[nodiscard]] QRectF card(const QRectF& area, int letter) const;
    [[nodiscard]] QRectF playButton(const QRectF& area) const;
    [[nodiscard]] QRectF timeline(const QRectF& area) const;
    [[nodiscard]] LinearScale time(const QRectF& area) const; ///< x of a time in seconds

    using PaintedView::parts;
    [[nodiscard]] std::vector<Part> parts(const QRectF& area) const override;
    void activate(int id) override;
    [[nodiscard]] QSize sizeHint() const override { return {680, 330}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 300}; }

  signals:
    void letterRequested(int letter);
    void playRequested();
    void seekRequested(kilter::Seconds position);

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override;
    void paintLive(QPainter& painter, const QRectF& area) const override;
    void paintFront(QPainter& painter, const QRectF& area) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    void paintCard(QPainter& painter, const QRectF& area, int letter) const;
    void seekTo(double x);

    BlindRoundContent content_;
};

} // namespace kilter
