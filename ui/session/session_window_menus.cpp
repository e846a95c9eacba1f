// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/path_text.h"
#include "ui/session/session_window.h"

#include "ui/appearance.h"
#include "ui/session/compressor_panel.h"
#include "ui/views/tracks_view.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCursor>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QTabWidget>
#include <QUndoStack>

#include <utility>

namespace kilter {

QAction* SessionWindow::addAction(QMenu& menu, const QString& text, const QKeySequence& keys,
                                  const std::function<void()>& act) {
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, act);
    return action;
}

QAction* SessionWindow::addSwitch(QMenu& menu, const QString& text, const QKeySequence& keys,
                                  const std::function<void(bool)>& act) {
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, act);
    return action;
}

void SessionWindow::buildMenus() {
    const auto key = [](const char* keys) { return QKeySequence(QLatin1String(keys)); };
    const auto name = [this](const char* called, QAction* action) {
        actions_[QLatin1String(called)] = action;
    };

    QMenu& file = *menuBar()->addMenu(tr("&File"));
    addAction(file, tr("&New session"), key("Ctrl+N"), [this] { newSession(); });
    addAction(file, tr("&Open mix or session…"), key("Ctrl+O"), [this] { openFiles(); });
    recentMenu_ = file.addMenu(tr("Open &recent"));
    connect(recentMenu_, &QMenu::aboutToShow, this, &SessionWindow::fillRecent);
    addAction(file, tr("&Add references…"), key("Ctrl+R"), [this] { addReferences(); });
    addAction(file, tr("Open the &demo"), {}, [this] { confirmDiscard([this] { openDemo(); }); });
    file.addSeparator();
    addAction(file, tr("&Save"), key("Ctrl+S"), [this] { save(); });
    addAction(file, tr("Save &as…"), key("Ctrl+Shift+S"), [this] { saveAs(); });
    name("save profile", addAction(file, tr("Save &target…"), {}, [this] { saveProfile(); }));
    file.addSeparator();
    name("export",
         addAction(file, tr("&Export master…"), key("Ctrl+Shift+E"), [this] { exportMaster(); }));
    file.addSeparator();
    addAction(file, tr("&Quit"), key("Ctrl+Q"), [this] { close(); });

    QMenu& edit = *menuBar()->addMenu(tr("&Edit"));
    QAction* undo = controller_.undoStack()->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(key("Ctrl+Z"));
    QAction* redo = controller_.undoStack()->createRedoAction(this, tr("&Redo"));
    redo->setShortcut(key("Ctrl+Shift+Z"));
    edit.addAction(undo);
    edit.addAction(redo);
    edit.addSeparator();
    name("propose",
         addAction(edit, tr("&Propose moves again"), {}, [this] { controller_.proposeAgain(); }));

    edit.addSeparator();
    addAction(edit, tr("Pre&ferences…"), key("Ctrl+,"), [this] { openPreferences(); });

    QMenu& view = *menuBar()->addMenu(tr("&View"));
    addSwitch(view, tr("&Full screen"), key("F11"), [this](bool full) {
        setWindowState(full ? windowState() | Qt::WindowFullScreen
                            : windowState() & ~Qt::WindowFullScreen);
    });
    QMenu& appearance = *view.addMenu(tr("&Appearance"));
    auto* appearances = new QActionGroup(&appearance);
    const auto look = [&](const QString& text, Appearance wanted) {
        QAction* action =
            addSwitch(appearance, text, {}, [wanted](bool) { chooseAppearance(*qApp, wanted); });
        appearances->addAction(action);
        action->setChecked(chosenAppearance() == wanted);
    };
    look(tr("As the &system"), Appearance::System);
    look(tr("&Light"), Appearance::Light);
    look(tr("&Dark"), Appearance::Dark);

    QMenu& transport = *menuBar()->addMenu(tr("&Transport"));
    name("play",
         addAction(transport, tr("&Play or pause"), key("Space"), [this] { togglePlay(); }));
    addAction(transport, tr("To the &start"), key("Home"), [this] { playback_.seek({}); });
    addAction(transport, tr("To the &end"), key("End"),
              [this] { playback_.seek(playback_.length()); });
    name("loop", addSwitch(transport, tr("&Loop"), key("L"), [this](bool on) { toggleLoop(on); }));
    QMenu& places = *transport.addMenu(tr("Pla&ces"));
    connect(&places, &QMenu::aboutToShow, this, [this, &places] { fillPlaces(places); });
    fillPlaces(places); // its keys
    transport.addSeparator();
    name("mix", addSwitch(transport, tr("Hear the &mix"), key("1"),
                          [this](bool) { hear(HeardSource::Mix); }));
    name("master", addSwitch(transport, tr("Hear the m&aster"), key("2"),
                             [this](bool) { hear(HeardSource::Master); }));
    name("reference", addSwitch(transport, tr("Hear the &reference"), key("3"),
                                [this](bool) { hear(HeardSource::Reference); }));
    transport.addSeparator();
    name("match", addSwitch(transport, tr("Level-ma&tched"), {},
                            [this](bool on) { playback_.setLevelMatched(on); }));
    name("blind", addAction(transport, tr("&Blind test…"), {}, [this] { testBlind(); }));
    addSwitch(transport, tr("References from their &compared section"), {},
              [this](bool on) { controller_.setSectionsAligned(on); });
    transport.addSeparator();
    addAction(transport, tr("Look for the sound &device again"), {},
              [this] { playback_.openOutput(); });

    QMenu& session = *menuBar()->addMenu(tr("&Session"));
    addAction(session, tr("Target −14 LUFS, &streaming"), key("Ctrl+1"), [this] {
        controller_.setTarget({Lufs{-14.0}, {}});
    });
    addAction(session, tr("Target −9 LUFS, &club"), key("Ctrl+2"), [this] {
        controller_.setTarget({Lufs{-9.0}, {}});
    });
    name("as references", addAction(session, tr("Target as the &references"), key("Ctrl+3"),
                                    [this] { aimAtReferences(); }));
    name("loudest clean", addAction(session, tr("Target as loud as it stays cl&ean"), key("Ctrl+4"),
                                    [this] { controller_.aimAtLoudestClean(); }));
    addAction(session, tr("C&ustom target and limiter…"), key("Ctrl+T"),
              [this] { chooseTarget(); });
    QMenu& limiter = *session.addMenu(tr("&Limiter"));
    const auto mode = [&](const char* called, const QString& text, LimiterMode wanted) {
        name(called, addSwitch(limiter, text, {}, [this, wanted](bool) {
                 controller_.setLimiterMode(wanted);
                 refreshActions(); // chosen again, it stays chosen
             }));
    };
    mode("clean", tr("&Clean"), LimiterMode::Clean);
    mode("loud", tr("&Loud"), LimiterMode::Loud);
    mode("no limiter", tr("&Off"), LimiterMode::Off);
    name("glue", addSwitch(session, tr("&Glue compressor"), key("Ctrl+G"), [this](bool on) {
             CompressorSpec spec = controller_.session().compressor;
             spec.enabled = on;
             controller_.setCompressor(spec);
             lower_->setCurrentWidget(compressor_);
         }));
    QMenu& phases = *session.addMenu(tr("&Equaliser"));
    const auto phase = [&](const char* called, const QString& text, KernelPhase wanted) {
        name(called, addSwitch(phases, text, {}, [this, wanted](bool) {
                 controller_.setPhase(wanted);
                 refreshActions();
             }));
    };
    phase("minimum phase", tr("&Minimum phase"), KernelPhase::Minimum);
    phase("linear phase", tr("&Linear phase"), KernelPhase::Linear);
    session.addSeparator();
    addAction(session, tr("What &differs…"), key("Ctrl+D"), [this] { showFindings(); });
    addAction(session, tr("How moves are &proposed…"), key("Ctrl+M"),
              [this] { chooseProposals(); });
    addAction(session, tr("Saved or built-in &targets…"), {}, [this] { openTargetMenu(); });
    session.addSeparator();
    addAction(session, tr("Chec&k a file…"), key("Ctrl+K"), [this] { checkFile(); });

    QMenu& help = *menuBar()->addMenu(tr("&Help"));
    addAction(help, tr("&About Kilter"), {}, [this] {
        QMessageBox::about(this, tr("Kilter"),
                           tr("<b>Kilter %1</b><p>Your mix against the records you admire."
                              "<p>Free software under the GNU General Public License, version 3 "
                              "or later.")
                               .arg(QApplication::applicationVersion()));
    });
}

void SessionWindow::fillRecent() {
    recentMenu_->clear();
    const QStringList recent = SessionController::recentSessions();
    for (const QString& path : recent) {
        QAction* action = recentMenu_->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        action->setStatusTip(path);
        connect(action, &QAction::triggered, this,
                [this, path] { confirmDiscard([this, path] { controller_.open(pathOf(path)); }); });
    }
    if (recent.isEmpty()) {
        recentMenu_->addAction(tr("No sessions yet"))->setEnabled(false);
        return;
    }
    recentMenu_->addSeparator();
    addAction(*recentMenu_, tr("&Clear this list"), {},
              [] { SessionController::clearRecentSessions(); });
}

void SessionWindow::refreshActions() {
    const auto state = [this](const char* name, bool on) {
        actions_[QLatin1String(name)]->setChecked(on);
    };
    const HeardSource source = playback_.listening().source;
    state("glue", controller_.session().compressor.enabled);
    state("mix", source == HeardSource::Mix);
    state("master", source == HeardSource::Master || source == HeardSource::Difference);
    state("reference", source == HeardSource::Reference);
    state("loop", playback_.loop().has_value());
    state("match", playback_.levelMatched());
    const LimiterMode mode = controller_.session().limiter.mode;
    state("clean", mode == LimiterMode::Clean);
    state("loud", mode == LimiterMode::Loud);
    state("no limiter", mode == LimiterMode::Off);
    const KernelPhase phase = controller_.session().phase;
    state("minimum phase", phase == KernelPhase::Minimum);
    state("linear phase", phase == KernelPhase::Linear);
    const bool mix = controller_.source(SessionController::kMix).ready();
    actions_[QStringLiteral("export")]->setEnabled(mix);
    actions_[QStringLiteral("as references")]->setEnabled(
        controller_.loudnessOfReferences().has_value());
    actions_[QStringLiteral("loudest clean")]->setEnabled(mix);
    actions_[QStringLiteral("loop")]->setEnabled(mix);
    actions_[QStringLiteral("blind")]->setEnabled(mix);
    actions_[QStringLiteral("propose")]->setEnabled(controller_.canProposeAgain());
    actions_[QStringLiteral("save profile")]->setEnabled(tracks_->content().canSaveProfile);
}

void SessionWindow::aimAtReferences() {
    if (const auto loudness = controller_.loudnessOfReferences())
        controller_.setTarget({loudness, {}});
}

void SessionWindow::openTargetMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto& profiles = controller_.session().profiles;
    bool builtIn = false;
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        const int index = static_cast<int>(i);
        builtIn = builtIn || profiles[i].path.empty();
        QString text = profiles[i].path.empty() ? tr("Built-in target")
                                                : shownTextOf(profiles[i].path.filename());
        if (const auto error = controller_.profileError(index))
            text += QStringLiteral(" — ") + problemText(*error);
        addSwitch(*menu, text, {}, [this, index](bool used) {
            controller_.setProfileUsed(index, used);
        })->setChecked(profiles[i].used);
    }
    if (!builtIn)
        addAction(*menu, tr("Use the built-in target"), {}, [this] { controller_.addProfile({}); });
    addAction(*menu, tr("Use a saved target…"), {}, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Saved target"), {},
                                                          tr("Saved targets (*.json)"));
        if (!path.isEmpty())
            controller_.addProfile({.path = pathOf(path)});
    });
    menu->popup(QCursor::pos());
}

void SessionWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_B && event->modifiers() == Qt::NoModifier) {
        if (!event->isAutoRepeat() && !heldFrom_) {
            heldFrom_ = playback_.listening().source;
            playback_.setSource(HeardSource::Mix);
        }
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void SessionWindow::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_B && heldFrom_) {
        if (!event->isAutoRepeat())
            playback_.setSource(*std::exchange(heldFrom_, std::nullopt));
        return;
    }
    QMainWindow::keyReleaseEvent(event);
}

} // namespace kilter
