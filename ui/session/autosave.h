// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/job.h"
#include "ui/session/session_work.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace kilter {

/// Keeps unsaved work where the next start finds it. Each program that has some has a folder of
/// its own below `root`, locked while it lives, with the session, and the name of the file that
/// it is of. On the gui thread; the writing is a job's.
class Autosave : public QObject {
    Q_OBJECT

  public:
    explicit Autosave(std::filesystem::path root = defaultRoot());
    ~Autosave() override; ///< what is there stays: see forget()

    [[nodiscard]] static std::filesystem::path defaultRoot();

    /// There is unsaved work. Written within some seconds, however many edits follow.
    void remember(const Session& session, const std::filesystem::path& file);
    /// Nothing is unsaved (any more).
    void forget();
    /// Writes at once what waits.
    void flush();
    /// The same for a program that is told to end: it is on the disk when this returns.
    void flushAndWait();
    [[nodiscard]] bool writing() const { return timer_.isActive() || job_->running(); }

    /// Of programs that are gone; newest first. What was being restored when a program ended is
    /// passed over, so that no file can keep Kilter from starting. Folders of programs that ended
    /// before they had written anything are removed.
    [[nodiscard]] std::vector<LeftBehind> leftBehind() const;
    /// This program's, from now on; empty when another was quicker. Until restored() is called it
    /// counts as what brought the program down.
    [[nodiscard]] std::optional<std::filesystem::path> adopt(const LeftBehind& work);
    void restored();
    static void discard(const LeftBehind& work);

  private:
    struct Folder;

    void write();

    std::filesystem::path root_;
    std::shared_ptr<Folder> folder_; ///< null: nothing was written yet
    Session session_;
    std::filesystem::path file_;
    QTimer timer_;
    std::unique_ptr<Job<Done>> job_; ///< never null
};

} // namespace kilter
