// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/job.h"
#include "ui/session/session_work.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace kilter {

/// The files of a session: reads and measures them, two at a time, finds their sections, and
/// notices when they change or go. Numbered as in SessionController. On the gui thread.
class SessionSources : public QObject {
    Q_OBJECT

  public:
    SessionSources();
    ~SessionSources() override;

    /// What the session names is read, what it no longer names is let go. A file that only moved
    /// in the list, or is compared in another section, is not read again.
    void follow(const Session& session);

    [[nodiscard]] int references() const { return static_cast<int>(slots_.size()) - 1; }
    /// Of a number that is not there: an empty one.
    [[nodiscard]] const SourceFile& at(int index) const;
    void reload(int index);
    /// What was read counts, whatever has become of the file; until that changes once more.
    void keep(int index);
    void cancel(int index);
    /// Something is being read, or another section looked for.
    [[nodiscard]] bool busy() const;
    [[nodiscard]] Work work() const;

    void check(); ///< whether files changed or went

  signals:
    void changed(int index); ///< anything about it
    void loaded(int index);  ///< its track or analysis is a new one

  private:
    struct Slot;
    struct Check;

    [[nodiscard]] bool has(int index) const;
    [[nodiscard]] int indexOf(const Slot* slot) const;
    std::unique_ptr<Slot> take(const Source& wanted);
    void startWaiting();
    void load(Slot& slot);
    void findSection(Slot& slot);
    void judge(Slot& slot);
    void watch();
    void checked(const std::vector<Check>& checks);

    std::vector<std::unique_ptr<Slot>> slots_; ///< the mix first
    Job<std::vector<Check>> checking_;
    QFileSystemWatcher watcher_;
    QTimer settling_; ///< a file that is being written tells of many changes; from the first
};

} // namespace kilter
