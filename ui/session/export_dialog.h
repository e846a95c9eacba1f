// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_controller.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace kilter {

class CodecChoices;

/// Writes the master: says beforehand what it costs, and afterwards what was measured in the file.
/// What is chosen is the session's delivery.
class ExportDialog : public QDialog {
    Q_OBJECT

  public:
    /// `controller` has a mix, and outlives this.
    ExportDialog(SessionController& controller, QWidget* parent);

    void setPath(const std::filesystem::path& path);
    /// What the button does: asks about a mix that is another by now, and, once, about all that
    /// would be replaced.
    void start();
    void reject() override; ///< cancels the export when one is under way

  private:
    void addFields();
    void choose(); ///< fields to session
    void browse();
    void suggestPath();
    void refresh();
    void refreshCost(const Work& work);
    void refreshSize();
    [[nodiscard]] bool isInput() const; ///< the file that would be written
    void say(const QString& text, bool bad);
    void offerBits(SampleFormat wanted);
    /// False: the user does not want what is there to be replaced.
    [[nodiscard]] bool confirmReplacing(ExportPlan& plan);
    enum class MixAnswer { AsRead, ReadAgain, Cancel };
    [[nodiscard]] MixAnswer askAboutMix(const QString& problem);
    void run(const ExportPlan& plan);
    void written(const ExportOutcome& outcome);
    void failed(const Error& error);
    [[nodiscard]] std::filesystem::path path() const;

    SessionController& controller_;
    bool refused_ = false; ///< what was entered last can't be in a session
    bool exporting_ = false;
    ExportPlan plan_; ///< that is being written
    QFormLayout* form_;
    CodecChoices* codecs_;
    QLineEdit* path_;
    QComboBox* format_;
    QComboBox* bits_;
    QComboBox* dither_;
    QComboBox* rate_;
    QLineEdit* title_;
    QLineEdit* artist_;
    QLineEdit* isrc_;
    QCheckBox* report_;
    QCheckBox* plain_; ///< WAV without a broadcast chunk
    QLabel* target_;
    QLabel* cost_;
    QLabel* size_;
    QLabel* outcome_;
    QProgressBar* progress_;
    QPushButton* export_;
    QPushButton* show_; ///< once it is written
    QPushButton* close_;
};

} // namespace kilter
