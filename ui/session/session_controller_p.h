// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/autosave.h"
#include "ui/session/preview.h"
#include "ui/session/session_controller.h"
#include "ui/session/session_file.h"
#include "ui/session/session_results.h"
#include "ui/session/session_sources.h"
#include "ui/session/session_versions.h"

#include <QUndoStack>

#include <optional>
#include <set>

namespace kilter {

/// What holds the controller's parts together: each edit goes to the sources, from there to the
/// results, and from there to the preview; what jobs find goes the same way.
class SessionController::Private : public QObject {
  public:
    explicit Private(SessionController* controller);
    ~Private() override;

    // Edits
    void change(const QString& text, Session after);
    template <class Value>
    void changeValue(const QString& text, Value Session::*member, const Value& value) {
        Session edited = session;
        edited.*member = value;
        change(text, std::move(edited));
    }
    template <class Value>
    void changeLimiter(const QString& text, Value LimiterSettings::*member, const Value& value) {
        Session edited = session;
        edited.limiter.*member = value;
        change(text, std::move(edited));
    }
    using EditSource = std::function<void(Source&)>;
    void changeSource(const QString& text, int index, const EditSource& edit);
    using EditReference = std::function<void(SessionReference&)>;
    void changeReference(const QString& text, int reference, const EditReference& edit);
    using EditMove = std::function<void(Move&)>;
    void changeMove(const QString& text, int index, const EditMove& edit);
    void changeMoves(const QString& text, Moves moves);
    void beginGesture();
    /// The session as it was when the present gesture began; without one, as it is.
    [[nodiscard]] const Session& gestureBase() const;
    /// What `wanted` has more of than a session may; empty: nothing.
    [[nodiscard]] QString beyondLimits(const Session& wanted) const;

    void reload(int source);
    void keep(int source);
    void setAudition(Audition wanted, int move);
    void updatePreview();
    [[nodiscard]] Work work() const;

    // Files
    void begin(const std::filesystem::path& mix,
               const std::vector<std::filesystem::path>& references);
    void restore(const LeftBehind& work);
    /// What `copy` says, as the unsaved state of the session at `path`.
    void reopen(const std::filesystem::path& copy, const std::filesystem::path& path);
    void saveTo(const std::filesystem::path& path);

    Session session;
    SessionSources sources;
    SessionResults results;
    SessionVersions versions;
    Preview preview;
    SessionFile file;
    Autosave autosave;
    QUndoStack undo;
    int gesture = 0; ///< 0: none
    Audition audition = Audition::None;
    int auditioned = -1;
    bool aligned = false;
    bool drivePredicted = true;
    bool leaving = false;

  private:
    void apply(const Session& next);
    void adopt(const Session& other, const std::filesystem::path& path, bool readOnly = false);
    void sourceLoaded(int index);
    /// What was read is from now on what the session's choices are for.
    void accept(int index);
    [[nodiscard]] Source& sourceAt(int index);
    void sourceChanged(int index);
    void workMayHaveEnded();
    [[nodiscard]] SessionState state() const;
    [[nodiscard]] PreviewPlan previewPlan();

    SessionController* controller_;
    int gestures_ = 0;
    Session gestureBase_;
    std::set<std::filesystem::path> reloaded_; ///< to be taken as they are now
    Session saving_;                           ///< as it was when its writing began
    bool adopting_ = false;                    ///< another session: the undo stack is emptied
    bool complete_ = true;
    bool restoring_ = false; ///< and not yet seen to go well
    Job<Session> restoreJob_;
};

} // namespace kilter
