// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session_json.h"
#include "ui/session/file_lock.h"
#include "ui/session/job.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <memory>

namespace kilter {

/// The file that a session is kept in: read and written by a job, held by a lock beside it, so
/// that two windows know of each other, and with a copy of its last good state kept elsewhere.
class SessionFile : public QObject {
    Q_OBJECT

  public:
    SessionFile();
    ~SessionFile() override;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The file's from now on; empty: of none. Takes its lock, where nobody else has it.
    void setPath(const std::filesystem::path& path, bool readOnly = false);
    /// Who else has it open; empty: nobody.
    [[nodiscard]] QString holder() const;

    /// Answered by was...() or failed(), in the event loop.
    void read(const std::filesystem::path& path);
    void write(const Session& session, const std::filesystem::path& path);
    /// The file is a newer Kilter's: it is only looked at.
    [[nodiscard]] bool readOnly() const { return readOnly_; }

    [[nodiscard]] bool reading() const { return reading_.running(); }
    [[nodiscard]] bool writing() const { return writing_.running(); }

    [[nodiscard]] static std::filesystem::path lastGood(const std::filesystem::path& path);

    [[nodiscard]] static QStringList recent();
    static void clearRecent();
    static void addRecent(const std::filesystem::path& path);

  signals:
    void wasRead(const kilter::OpenedSession& opened, const std::filesystem::path& path);
    void readFailed(const std::filesystem::path& path, const kilter::Error& error);
    void wasWritten(const std::filesystem::path& path);
    void writeFailed(const std::filesystem::path& path, const kilter::Error& error);

  private:
    std::filesystem::path path_;
    bool readOnly_ = false;
    std::filesystem::path lockPath_;
    mutable std::unique_ptr<FileLock> lock_;
    Job<OpenedSession> reading_;
    Job<Done> writing_;
};

} // namespace kilter
