// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_versions.h"
#include "ui/session/session_work.h"
#include "ui/views/audition.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

class QUndoStack;

namespace kilter {

class Player;
struct SourceLoudness;

/// The only one that changes a Session, and keeps what follows from it up to date: sources,
/// comparison, master, and the chain that is heard. All of it on the gui thread, where nothing
/// waits; the work is done by jobs, whose answers arrive as signals. Setters do not answer: what
/// came of them, the signals tell, also when nothing but the session's value changed.
///
/// Sources are numbered: kMix, then 0, 1, ... for the references, in the session's order.
class SessionController : public QObject {
    Q_OBJECT

  public:
    static constexpr int kMix = -1;

    explicit SessionController(QObject* parent = nullptr);
    ~SessionController() override; ///< cancels everything; within 1 s

    // The session and what is known about it
    [[nodiscard]] const Session& session() const;
    [[nodiscard]] const SourceFile& source(int index) const;
    /// nullptr: the mix or everything to compare it with is not there yet. While stale, the last.
    [[nodiscard]] const Comparison* comparison() const;
    /// The last one that was solved; see masterIsCurrent().
    [[nodiscard]] std::shared_ptr<const MeasuredMaster> master() const;
    /// The gap measured on the last master, against the present references.
    [[nodiscard]] const std::optional<Gap>& gapAfter() const;
    [[nodiscard]] bool comparisonIsCurrent() const;
    [[nodiscard]] bool masterIsCurrent() const;
    /// It has also been seen to survive the codecs that it has to.
    [[nodiscard]] bool guardIsCurrent() const;
    [[nodiscard]] std::optional<Error> masterError() const; ///< why there is none
    /// The moves that are heard and edited: the user's, or the proposed ones and the user's own
    /// bands. Their amounts contain the overall amount.
    [[nodiscard]] const Moves& moves() const;
    /// Each move's own amount, without the overall one: what the views show beside that.
    [[nodiscard]] Moves movesWithoutOverall() const;
    [[nodiscard]] double overallAmount() const; ///< 0..2
    [[nodiscard]] const std::optional<MatchCurve>& curve() const;
    /// What most deserves to be told: loading before solving. Exporting before all.
    [[nodiscard]] Work work() const;
    [[nodiscard]] bool busy() const { return work().kind != Work::Kind::None; }

    // Undo
    [[nodiscard]] QUndoStack* undoStack() const;
    /// The edits until endGesture() are one step. Once begun, beginning again changes nothing.
    void beginGesture();
    void endGesture();

    // Sources. An unused number is ignored.
    void setMix(const std::filesystem::path& path);
    void addReference(const std::filesystem::path& path);
    void addReferences(const std::vector<std::filesystem::path>& paths); ///< in one step
    void removeReference(int reference);
    void setReferenceUsed(int reference, bool used);
    void setReferenceWeight(int reference, double weight); ///< > 0
    void setSection(int source, const SectionChoice& section);
    void relink(int source, const std::filesystem::path& path); ///< the same choices, another place
    void reload(int source); ///< reads it again and takes it as it is now; also after a failure
    /// Goes on with what was read of a file that is another or gone: it is what the choices are
    /// for.
    void keep(int source);
    void cancelLoad(int source); ///< it becomes Failed with Cancelled; reload() reads it after all
    /// Why a profile does not count; nullopt: it does, or nobody has looked yet.
    [[nodiscard]] std::optional<Error> profileError(int profile) const;
    void addProfile(const SessionProfile& profile);
    void removeProfile(int profile);
    void setProfileUsed(int profile, bool used);

    // Moves, with their own amounts. An edit turns the proposals into the user's.
    void setMove(int index, const Move& move);
    void addBand(const Move& move);
    void removeMove(int index);
    void setMoveEnabled(int index, bool enabled);
    void setMoveAmount(int index, double amount); ///< 0..2
    void setOverallAmount(double amount);         ///< 0..2; scales all
    void setMoveOptions(const MoveOptions& options);
    void proposeAgain(); ///< drops the edits of proposals; bands of the user's own stay
    [[nodiscard]] bool canProposeAgain() const; ///< it would change something
    /// nullopt: moves instead of the match curve.
    void setMatch(const std::optional<MatchOptions>& match);
    void setPhase(KernelPhase phase);

    // Target and delivery
    void setTarget(const Target& target);
    /// As the references are (their median), or as loud as it stays clean: nullopt: none of them
    /// has a loudness; not known yet.
    [[nodiscard]] std::optional<Lufs> loudnessOfReferences() const;
    [[nodiscard]] std::optional<Lufs> loudestClean() const;
    /// Makes it the target: at once, or after a search that any other edit of what is heard
    /// cancels. refused(): nothing stays clean.
    void aimAtLoudestClean();
    [[nodiscard]] bool findsLoudestClean() const;
    void setCeiling(Decibels ceiling);
    void setLimiterMode(LimiterMode mode);
    void setCompressor(const CompressorSpec& compressor);
    void setLimiterLink(double link);
    void setLimiterRelease(double milliseconds); ///< 0: automatic
    void setDelivery(const Delivery& delivery);  ///< format, rate and tags
    void setTags(const std::optional<std::string>& title, const std::optional<std::string>& artist,
                 const std::optional<std::string>& isrc);

    // What is heard
    /// `player` outlives this, or is taken back with nullptr. Its engine gets sources (mix, and
    /// the first kReferences references, in the session's order) and chain settings, now and
    /// whenever they change. What is listened to is the owner's to say, also that an audition of
    /// Delta is heard through HeardSource::Difference.
    void setPlayer(Player* player);
    /// The player's engine is a new one, perhaps at another rate: it gets everything again.
    void playerReopened();
    /// References play from their compared section when the mix plays its own; else in step.
    void setSectionsAligned(bool aligned);
    void setAudition(Audition audition, int move);
    [[nodiscard]] Audition audition() const;
    [[nodiscard]] int auditionedMove() const; ///< -1: none
    /// The settings that the master is heard with: at the player's rate, or the mix's without one.
    [[nodiscard]] const ChainSettings& chain() const;
    /// The drive is a prediction, which the solver has yet to correct.
    [[nodiscard]] bool driveIsPredicted() const;
    /// Behind a codec and as a service plays it: asked for, made and kept there.
    [[nodiscard]] SessionVersions& versions();
    [[nodiscard]] const SessionVersions& versions() const;
    /// The player has it: always, but for versions.
    [[nodiscard]] bool canHear(HeardSource source) const;
    /// That is what was last asked for, of the current master.
    [[nodiscard]] bool hearsNewest(HeardSource version) const;
    /// For levelMatch(): over whole songs. The master's is what it was solved or predicted to be.
    [[nodiscard]] SourceLoudness loudness() const;

    // Files
    void newSession(); ///< empty; today
    void startSession(const std::filesystem::path& mix,
                      const std::vector<std::filesystem::path>& references);
    void open(const std::filesystem::path& path); ///< opened() or openFailed()
    /// Where the last version that could be read or was saved is kept; empty: nowhere. For a file
    /// that can't be read any more.
    [[nodiscard]] std::filesystem::path lastGood(const std::filesystem::path& path) const;
    /// That copy, as the unsaved state of the session at `path`: opened() or openFailed().
    void openLastGood(const std::filesystem::path& path);
    /// saved() or saveFailed(). With the moves as they are now, so that the file renders to the
    /// same bytes without its references too.
    void save();
    void saveAs(const std::filesystem::path& path);
    [[nodiscard]] const std::filesystem::path& path() const; ///< empty: never saved
    [[nodiscard]] bool modified() const;
    /// The file is a newer Kilter's: what is known of it is there to look at; saved under another
    /// name only.
    [[nodiscard]] bool readOnly() const;
    /// Another window has this session's file open: who (a program and its machine); empty: none.
    [[nodiscard]] QString openedElsewhere() const;
    [[nodiscard]] static QStringList recentSessions(); ///< newest first
    static void clearRecentSessions();

    /// Work of programs that ended without saving, newest first; not that of living ones, nor
    /// what could not be restored without ending the program.
    [[nodiscard]] static std::vector<LeftBehind> leftBehind();
    void restore(const LeftBehind& work); ///< opened(), modified
    static void discard(const LeftBehind& work);
    /// The program is ended from outside: what is unsaved is left for the next start. Otherwise it
    /// is gone with this object.
    void leaveBehind();

    /// Looks whether files changed or went: when the window is shown again.
    void checkFiles();

    // Export
    void exportMaster(const ExportPlan& plan); ///< exported() or exportFailed()
    void cancelExport();                       ///< exportFailed(Cancelled), within 1 s
    /// What the next export will cost beforehand: bytes, an upper bound for FLAC. 0: no mix yet.
    [[nodiscard]] std::uint64_t expectedBytes() const;

  signals:
    void sessionChanged();          ///< its value, by an edit, undo, open, ...
    void sourceChanged(int source); ///< state, progress or figures; sessionChanged() when their
                                    ///< number did
    void comparisonChanged();       ///< comparison() and moves(), or whether they are current
    void masterChanged();           ///< master() and gapAfter(), or whether they are current
    void chainChanged(const kilter::ChainSettings& settings); ///< and driveIsPredicted()
    void previewSourcesChanged();                             ///< the player got them
    void versionsChanged(); ///< versions(): what there is, or whether it is current
    void versionFailed(const kilter::VersionWish& wish, const kilter::Error& error);
    void auditionChanged();
    void workChanged();
    void titleChanged(); ///< path(), modified() or openedElsewhere()

    void refused(const QString& why); ///< an edit beyond what a session may hold; nothing changed
    void opened();
    void openFailed(const QString& path, const kilter::Error& error);
    void saved(const QString& path);
    void saveFailed(const QString& path, const kilter::Error& error);
    void exported(const kilter::ExportOutcome& outcome);
    void exportFailed(const kilter::Error& error);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace kilter
