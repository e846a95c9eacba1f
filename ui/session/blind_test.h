// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/blind_trial.h"

#include <QDialog>

#include <cstdint>
#include <optional>
#include <random>

class QCheckBox;
class QLabel;
class QSpinBox;
class QStackedWidget;

namespace kilter {

class BlindResultView;
class BlindRoundView;
class SessionController;
class SessionPlayback;
class TransportButton;

/// Mix and master, and on request the chosen reference, heard as A and B (and C) without knowing
/// which is which: set up, round by round, and revealed at the end. While it lasts nothing in the
/// program tells what is heard (SessionPlayback::setBlind); no round says how it went.
class BlindTest : public QDialog {
    Q_OBJECT

  public:
    /// Both outlive this. The reference is the one that playback's listening() has chosen.
    BlindTest(SessionController& controller, SessionPlayback& playback, QWidget* parent);
    ~BlindTest() override; ///< what was heard before is heard again

    /// For tests, which want to know what will be drawn.
    void setSeed(std::uint64_t seed) { seed_ = seed; }

    void reject() override; ///< asks when there are answers that would be lost

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    enum Page { Setup, Rounds, Result };

    [[nodiscard]] QWidget* makeSetup();
    [[nodiscard]] QWidget* makeRounds();
    [[nodiscard]] QWidget* makeResult();
    [[nodiscard]] QString obstacle() const; ///< why it can't begin; empty: it can
    void refresh();
    void begin();
    void listenTo(int letter);
    void choose();
    void reveal();
    void togglePlay();
    void seekBy(Seconds time);
    [[nodiscard]] bool allListenedTo() const;

    SessionController& controller_;
    SessionPlayback& playback_;
    const int reference_;
    std::uint64_t seed_ = std::random_device{}();

    BlindPlan plan_;
    std::optional<BlindTrial> trial_;
    int heard_ = 0;
    std::vector<bool> listenedTo_;

    QStackedWidget* pages_;
    TransportButton* whichIsTheMaster_ = nullptr;
    TransportButton* whichIsPreferred_ = nullptr;
    QCheckBox* withReference_ = nullptr;
    QSpinBox* rounds_ = nullptr;
    QLabel* obstacle_ = nullptr;
    TransportButton* start_ = nullptr;
    BlindRoundView* round_ = nullptr;
    TransportButton* choose_ = nullptr;
    TransportButton* reveal_ = nullptr;
    BlindResultView* result_ = nullptr;
};

} // namespace kilter
