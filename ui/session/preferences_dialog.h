// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"
#include "ui/session/job.h"
#include "ui/transport/sound_settings.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;

namespace kilter {

class SessionPlayback;

/// How sound comes out: through what, on which device, at which rate and with which buffer. What
/// is chosen holds at once, also while it plays, and is remembered. Shows what became of it.
class PreferencesDialog : public QDialog {
    Q_OBJECT

  public:
    /// `playback` outlives this; `mixRate` only names it.
    PreferencesDialog(SessionPlayback& playback, std::optional<SampleRate> mixRate,
                      QWidget* parent);

  private:
    void offerBackends();
    void offerRates();
    void offerBuffers();
    void listDevices();
    void offerDevices(std::vector<OutputDevice> devices);
    void choose(); ///< fields to settings
    void showOutput();

    SessionPlayback& playback_;
    std::optional<SampleRate> mixRate_;
    std::vector<OutputDevice> devices_;
    Job<std::vector<OutputDevice>> listing_;
    QComboBox* backend_;
    QComboBox* device_;
    QComboBox* rate_;
    QComboBox* buffer_;
    QLabel* output_;
};

} // namespace kilter
