// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/listening.h"
#include "core/render/cost.h"
#include "ui/theme.h"

#include <QWidget>

#include <array>
#include <optional>

class QAbstractButton;
class QLabel;

namespace kilter {

class TransportButton;

/// What the chosen target costs.
struct TargetCost {
    std::optional<Price> price; ///< empty: not known (yet)
    bool solving = false;
    double solved = 0.0;              ///< 0..1, while solving
    bool missed = false;              ///< the target can't be reached
    std::optional<Lufs> loudestClean; ///< up to which it stays green
    QString sentence;                 ///< the same in words

    friend bool operator==(const TargetCost&, const TargetCost&) = default;
};

/// What the transport bar shows.
struct TransportContent {
    bool playing = false, looping = false;
    Seconds position{}, length{};

    /// What can be heard, and how loud each is; the mix without a loudness is not measured yet.
    std::optional<Lufs> mix, master, reference;
    bool hasMix = false, hasReference = false;
    QString referenceLetter; ///< "A"
    bool driveIsPredicted = false;

    HeardSource source = HeardSource::Mix; ///< Difference: the delta of one move
    /// While a version of the master is heard: in whose hands, and what is said of it below.
    QString version, aboutVersion;
    Image image = Image::Stereo;
    bool swapped = false, dimmed = false;
    bool levelMatched = true;
    std::optional<Lufs> heardAt; ///< that all of them are brought to

    std::optional<Lufs> target;
    std::optional<Lufs> asReferences; ///< their median loudness; empty: none has one
    std::optional<Lufs> loudestClean; ///< empty: not known (yet)
    bool findsClean = false;          ///< it is being searched, to become the target
    Decibels ceiling{-1.0};
    TargetCost cost;
    bool canExport = false;

    friend bool operator==(const TransportContent&, const TransportContent&) = default;
};

/// Play, what is heard and how, the target, and the way out. Setters do not emit.
class TransportBar : public QWidget {
    Q_OBJECT

  public:
    explicit TransportBar(QWidget* parent = nullptr);

    void setContent(const TransportContent& content);
    [[nodiscard]] const TransportContent& content() const { return content_; }

    enum Button {
        Play,
        Stop,
        Loop,
        Mix,
        Master,
        Reference,
        LevelMatched,
        Mono,
        Side,
        Swap,
        Dim,
        Blind,
        Streaming, ///< -14 LUFS
        Club,      ///< -9 LUFS
        AsReferences,
        Clean, ///< as loud as it stays clean
        Custom,
        Cost, ///< shows it; opens what it depends on
        Export,
        Buttons
    };
    [[nodiscard]] QAbstractButton* button(Button which) const;

  signals:
    void playRequested();
    void pauseRequested();
    void stopRequested();
    void loopRequested(bool loop);
    void sourceRequested(kilter::HeardSource source);
    void levelMatchRequested(bool matched);
    void imageRequested(kilter::Image image);
    void swapRequested(bool swapped);
    void dimRequested(bool dimmed);
    void blindTestRequested();
    void targetRequested(kilter::Lufs loudness);
    void referencesTargetRequested();
    void cleanTargetRequested();
    void customTargetRequested();
    void exportRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void pressed(Button which);
    void dress();
    void dressCost();
    void sayFoundTargets();

    TransportContent content_;
    bool compact_ = false;
    std::array<TransportButton*, Buttons> buttons_{};
    QWidget* clock_;
    QLabel* targetLabel_;
};

} // namespace kilter
