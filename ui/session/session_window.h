// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/demo/demo_files.h"
#include "core/session/services_json.h"
#include "ui/session/job.h"
#include "ui/session/session_controller.h"
#include "ui/session/session_playback.h"
#include "ui/session/waveform_outlines.h"
#include "ui/theme.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class QAction;
class QLabel;
class QMenu;
class QProgressBar;
class QSplitter;
class QTabWidget;
class QToolButton;

namespace kilter {

class CompressorPanel;
class DeliveryPanel;
class FindingsDialog;
class GapView;
class MetersPanel;
class MovesView;
class SoundNotice;
class SpectrumView;
class StatusLine;
class TracksView;
class TransportBar;
class WaveformView;

/// One session in a window: shows what the controller knows, and hands on what the user does.
class SessionWindow : public QMainWindow {
    Q_OBJECT

  public:
    explicit SessionWindow(QWidget* parent = nullptr);
    ~SessionWindow() override;

    [[nodiscard]] SessionController& controller() { return controller_; }
    [[nodiscard]] SessionPlayback& playback() { return playback_; }

    /// Looks for a sound card. Without this the window is silent.
    void openSound() { playback_.openOutput(); }
    /// Writes the demo's songs to `folder`, on a worker, and opens them.
    void openDemo(const std::filesystem::path& folder = defaultDemoFolder());
    [[nodiscard]] static std::filesystem::path defaultDemoFolder();
    /// Files as they were dropped: a session is opened; the first of the rest is the mix when
    /// there is none, and all others are references.
    void addFiles(const std::vector<std::filesystem::path>& files);
    /// Asks whether work that a crash left behind is wanted; with a path only that of this
    /// session's. True: it is being restored.
    bool offerRestore(const std::filesystem::path& session = {});
    /// From now on the window lies as the user left it last time, and is left so for the next.
    void rememberLayout();

  protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

  private:
    // session_window_layout.cpp
    void layOut();
    void storeLayout() const;

    // session_window.cpp
    void bindViews();
    void bindMoves();
    void bindDelivery();
    void bindTransport();
    void bindController();
    void bindFiles();

    // session_window_views.cpp
    void refreshTracks();
    void refreshWaveforms();
    void refreshSpectrum();
    void refreshMoves();
    void refreshCompressor();
    void refreshDelivery();
    void refreshTransport();
    void refreshHeard();
    void refreshFigures();
    void refreshResults();
    void refreshAll();
    void refreshTitle();
    void refreshWork();
    void refreshOutput();
    void showMeters(const MeterFrame& frame);
    [[nodiscard]] TrackRole heard() const;
    [[nodiscard]] int referenceCount() const;

    // session_window.cpp, what the user does
    void lookAt(int reference); ///< what is heard stays
    void selectMove(int move);
    void beginSession();
    void hear(HeardSource source);
    void hearVersion(const VersionWish& wish, HeardSource source);
    void toggleLoop(bool loop);
    void togglePlay();

    // session_window_menus.cpp
    void buildMenus();
    QAction* addAction(QMenu& menu, const QString& text, const QKeySequence& keys,
                       const std::function<void()>& act);
    QAction* addSwitch(QMenu& menu, const QString& text, const QKeySequence& keys,
                       const std::function<void(bool)>& act);
    void fillRecent();
    void refreshActions();
    void aimAtReferences();
    void openTargetMenu();

    // session_window_places.cpp
    void hearPlace(TrackRole role, Seconds place); ///< of the mix or the master
    void stepToPlace(bool forward);                ///< of what is heard
    void fillPlaces(QMenu& menu);

    // session_window_files.cpp
    void newSession();
    void openFiles();
    void addReferences();
    void relink(int source);
    /// False: cancelled.
    bool save();
    bool saveAs();
    void saveProfile();
    void exportMaster();
    void checkFile();
    void testBlind();
    void openPreferences();
    void chooseTarget();
    void chooseProposals();
    void showFindings();
    /// Goes on with `next` when what is unsaved is saved, or given up by the user.
    void confirmDiscard(std::function<void()> next);
    void continueAfterSaving(); ///< what waited for saving
    void offerLastGood(const QString& path, const Error& error);
    void showError(const QString& text, const Error& error);
    void showReadOnly();

    SessionController controller_;
    SessionPlayback playback_;

    TransportBar* transport_;
    WaveformView* waveforms_;
    TracksView* tracks_;
    SpectrumView* spectrum_;
    GapView* gap_;
    MetersPanel* meters_;
    QTabWidget* lower_; ///< what is done to the sound: moves, strip; and what becomes of it
    MovesView* moves_;
    CompressorPanel* compressor_;
    DeliveryPanel* delivery_;
    SoundNotice* soundNotice_;
    QLabel* outputLabel_;
    StatusLine* statusLine_;
    QLabel* workLabel_;
    QProgressBar* workBar_;
    QToolButton* workCancel_;
    QPointer<FindingsDialog> findings_; ///< while it is open
    QMenu* recentMenu_ = nullptr;
    QHash<QString, QAction*> actions_; ///< those that show a state

    int chosenReference_ = 0, selectedMove_ = -1;
    std::optional<HeardSource> heldFrom_; ///< while B is held: what was heard before
    std::optional<Section> markedLoop_;
    std::optional<Seconds> visitedPlace_; ///< that was gone to last
    bool dropping_ = false;
    std::function<void()> afterSaving_; ///< what waits for saved()
    bool closing_ = false;              ///< nobody needs to be asked any more
    bool remembering_ = false;
    std::vector<QSplitter*> splitters_;
    WaveformOutlines outlines_{[this] { refreshWaveforms(); }};
    Job<DemoFiles> demoJob_;
    double demoFraction_ = 0.0;
    Job<Done> profileJob_;
    ServicesInUse services_{builtinServices(), {}};
    Job<ServicesInUse> servicesJob_; ///< reads the user's own rules
};

} // namespace kilter
