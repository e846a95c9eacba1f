// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_sources.h"

#include "core/audio/audio_file.h"
#include "ui/path_text.h"

#include <QString>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace kilter {

namespace fs = std::filesystem;

namespace {

constexpr int kAtOnce = 2; // as loadTracks: two keep two cores busy
constexpr std::chrono::milliseconds kSettling{400};

/// What tells without reading whether a file may have changed.
struct Stamp {
    std::uintmax_t bytes = 0;
    fs::file_time_type written;

    friend bool operator==(const Stamp&, const Stamp&) = default;
};

std::optional<Stamp> stampOf(const fs::path& path) {
    std::error_code code;
    Stamp stamp;
    stamp.bytes = fs::file_size(path, code);
    if (!code)
        stamp.written = fs::last_write_time(path, code);
    return code ? std::nullopt : std::optional(stamp);
}

struct ReadFile {
    LoadedTrack track;
    SectionChoice section; ///< that was looked at
};

/// `stamp` becomes the file's, also of one that can't be read.
Result<ReadFile> readFile(const Source& source, std::optional<Stamp>& stamp,
                          const Progress& progress) {
    stamp = stampOf(source.path); // before: a change while it is read is seen later
    auto track = loadTrack(source, Keep::Audio, progress);
    if (!track)
        return track.error();
    return ReadFile{std::move(*track), source.section};
}

} // namespace

struct SessionSources::Slot {
    Source source;
    SourceFile file;
    SectionChoice measured;      ///< the section that file.loaded.analysis is of
    Stamp stamp;                 ///< of the file when it was read
    std::optional<Stamp> seen;   ///< when it was looked at last; empty: it is gone
    bool rewritten = false;      ///< what was seen is not what was read
    std::optional<Stamp> failed; ///< with Failed: as it was then
    bool kept = false;           ///< the user wants what was read, while the file is ...
    std::optional<Stamp> keptAt; ///< ... this, or gone
    Job<ReadFile> reading;
    Job<std::shared_ptr<const Analysis>> sectioning;
};

struct SessionSources::Check {
    fs::path path;
    Stamp stamp;             ///< as it was read
    Fingerprint fingerprint; ///< likewise; no bytes: it never was
    std::optional<Stamp> seen = std::nullopt;
    bool rewritten = false;
};

SessionSources::SessionSources() {
    slots_.push_back(std::make_unique<Slot>());
    settling_.setSingleShot(true);
    settling_.setInterval(kSettling);
    connect(&settling_, &QTimer::timeout, this, &SessionSources::check);
    const auto look = [this] {
        if (!settling_.isActive())
            settling_.start();
    };
    connect(&watcher_, &QFileSystemWatcher::fileChanged, this, look);
    connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, look);
}

SessionSources::~SessionSources() = default;

bool SessionSources::has(int index) const {
    return index >= -1 && index < references();
}

const SourceFile& SessionSources::at(int index) const {
    static const SourceFile none;
    return has(index) ? slots_[static_cast<std::size_t>(index + 1)]->file : none;
}

int SessionSources::indexOf(const Slot* slot) const {
    const auto found =
        std::find_if(slots_.begin(), slots_.end(), [&](const auto& s) { return s.get() == slot; });
    return static_cast<int>(found - slots_.begin()) - 1;
}

std::unique_ptr<SessionSources::Slot> SessionSources::take(const Source& wanted) {
    for (auto& slot : slots_)
        if (slot && slot->source.path == wanted.path)
            return std::exchange(slot, nullptr);
    auto fresh = std::make_unique<Slot>();
    if (!wanted.path.empty())
        fresh->file.state = SourceState::Waiting;
    return fresh;
}

void SessionSources::follow(const Session& session) {
    std::vector<std::unique_ptr<Slot>> wanted;
    const auto want = [&](const Source& source) {
        wanted.push_back(take(source));
        wanted.back()->source = source;
    };
    want(session.mix);
    for (const SessionReference& reference : session.references)
        want(reference.source);
    slots_.swap(wanted);
    wanted.clear(); // what is no longer named: its work is cancelled
    for (const auto& slot : slots_) {
        judge(*slot);
        if (slot->file.ready() && slot->measured != slot->source.section)
            findSection(*slot);
    }
    watch();
    startWaiting();
}

void SessionSources::startWaiting() {
    auto reading = std::count_if(slots_.begin(), slots_.end(),
                                 [](const auto& slot) { return slot->reading.running(); });
    for (const auto& slot : slots_)
        if (reading < kAtOnce && slot->file.state == SourceState::Waiting) {
            load(*slot);
            ++reading;
        }
}

void SessionSources::load(Slot& slot) {
    slot.file.state = SourceState::Loading;
    slot.file.progress = 0.0;
    slot.file.error.reset();
    const auto stamp = std::make_shared<std::optional<Stamp>>();
    slot.reading.start([source = slot.source, stamp](
                           const Progress& progress) { return readFile(source, *stamp, progress); },
                       [this, &slot, stamp](Result<ReadFile> read) {
                           slot.seen = *stamp;
                           if (read) {
                               slot.file.loaded = std::move(read->track);
                               slot.measured = read->section;
                               slot.stamp = stamp->value_or(Stamp{});
                               slot.rewritten = false;
                               slot.kept = false;
                               slot.file.state = SourceState::Loaded;
                               judge(slot);
                               if (slot.measured != slot.source.section)
                                   findSection(slot);
                           } else {
                               slot.file.state = read.error().code == ErrorCode::FileNotFound
                                                     ? SourceState::Missing
                                                     : SourceState::Failed;
                               slot.file.error = read.error();
                               slot.failed = *stamp;
                           }
                           settling_.start(); // it may have changed while it was read
                           startWaiting();
                           const int index = indexOf(&slot);
                           if (read)
                               emit loaded(index);
                           emit changed(index);
                       },
                       [this, &slot](double fraction, const std::string& stage) {
                           slot.file.progress = fraction;
                           slot.file.stage = stage;
                           emit changed(indexOf(&slot));
                       });
    emit changed(indexOf(&slot));
}

void SessionSources::findSection(Slot& slot) {
    const SectionChoice choice = slot.source.section;
    slot.sectioning.startNext(
        [before = slot.file.loaded.analysis,
         choice](const Progress&) -> Result<std::shared_ptr<const Analysis>> {
            auto analysis = std::make_shared<Analysis>(*before);
            compareSections(*analysis, choice);
            return std::shared_ptr<const Analysis>(std::move(analysis));
        },
        [this, &slot, choice](Result<std::shared_ptr<const Analysis>> analysis) {
            if (!analysis)
                return; // no memory: the old section stays in view
            slot.file.loaded.analysis = std::move(*analysis);
            slot.measured = choice;
            const int index = indexOf(&slot);
            emit loaded(index);
            emit changed(index);
        });
}

void SessionSources::judge(Slot& slot) {
    SourceFile& file = slot.file;
    if (!file.ready() || slot.reading.running() || file.state == SourceState::Waiting)
        return;
    if (file.state == SourceState::Failed && slot.failed && slot.seen == slot.failed)
        return;
    const bool gone = !slot.seen;
    file.kept = (gone || slot.rewritten) && slot.kept && slot.keptAt == slot.seen;
    if (gone && !file.kept) {
        file.state = SourceState::Missing;
        file.error = Error{ErrorCode::FileNotFound, {}, utf8(slot.source.path)};
        return;
    }
    const bool rewritten = slot.rewritten && !file.kept;
    const bool changed = rewritten || isChanged(slot.source, *file.loaded.track);
    file.state = changed ? SourceState::Changed : SourceState::Loaded;
    file.error.reset();
}

void SessionSources::reload(int index) {
    if (!has(index))
        return;
    Slot& slot = *slots_[static_cast<std::size_t>(index + 1)];
    if (slot.source.path.empty() || slot.reading.running())
        return;
    slot.source.fingerprint = {};
    slot.file.state = SourceState::Waiting;
    slot.file.error.reset();
    watch();
    startWaiting();
    emit changed(index);
}

void SessionSources::keep(int index) {
    if (!has(index))
        return;
    Slot& slot = *slots_[static_cast<std::size_t>(index + 1)];
    slot.kept = true;
    slot.keptAt = slot.seen;
    slot.failed.reset();
    judge(slot);
    emit changed(index);
}

void SessionSources::cancel(int index) {
    if (!has(index))
        return;
    Slot& slot = *slots_[static_cast<std::size_t>(index + 1)];
    if (slot.file.state != SourceState::Waiting && slot.file.state != SourceState::Loading)
        return;
    slot.reading.cancel();
    slot.file.state = SourceState::Failed;
    slot.file.error = Error{ErrorCode::Cancelled, {}, utf8(slot.source.path)};
    slot.failed.reset();
    startWaiting();
    emit changed(index);
}

bool SessionSources::busy() const {
    return std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) {
        return slot->file.state == SourceState::Waiting || slot->reading.running() ||
               slot->sectioning.running();
    });
}

Work SessionSources::work() const {
    if (!busy())
        return {};
    Work work{Work::Kind::Loading, 0.0, {}};
    for (const auto& slot : slots_) {
        const bool reading = slot->file.state == SourceState::Loading;
        const bool waiting = slot->file.state == SourceState::Waiting;
        const double done = reading ? slot->file.progress : waiting ? 0.0 : 1.0;
        work.fraction += done / static_cast<double>(slots_.size());
        if (reading && work.stage.empty())
            work.stage = slot->file.stage;
    }
    return work;
}

void SessionSources::watch() {
    // All anew: a file that took another's place has the name that is watched, and is not what is.
    // The folders tell of those that appear.
    if (const QStringList old = watcher_.files() + watcher_.directories(); !old.isEmpty())
        watcher_.removePaths(old);
    std::error_code code;
    for (const auto& slot : slots_) {
        const fs::path& path = slot->source.path;
        if (path.empty())
            continue;
        const fs::path folder = fs::absolute(path, code).parent_path();
        for (const fs::path& each : {folder, path})
            if (fs::exists(each, code))
                watcher_.addPath(textOf(each));
    }
}

void SessionSources::check() {
    watch(); // before it looks: what changes from now on is told
    std::vector<Check> checks;
    for (const auto& slot : slots_)
        if (!slot->source.path.empty() && !slot->reading.running())
            checks.push_back(
                {slot->source.path, slot->stamp,
                 slot->file.loaded.track ? slot->file.loaded.track->fingerprint : Fingerprint{}});
    checking_.startNext(
        [checks](const Progress& progress) -> Result<std::vector<Check>> {
            std::vector<Check> found = checks;
            for (Check& check : found) {
                if (progress.cancelled())
                    return Error{ErrorCode::Cancelled, {}, {}};
                check.seen = stampOf(check.path);
                if (!check.seen || *check.seen == check.stamp || check.fingerprint.bytes == 0)
                    continue;
                const auto now = fingerprintOf(check.path);
                check.rewritten = now && *now != check.fingerprint;
            }
            return found;
        },
        [this](Result<std::vector<Check>> found) {
            if (found)
                checked(*found);
        });
}

void SessionSources::checked(const std::vector<Check>& checks) {
    for (const auto& slot : slots_) {
        const auto check = std::find_if(checks.begin(), checks.end(), [&](const Check& c) {
            return c.path == slot->source.path && c.stamp == slot->stamp;
        });
        if (check == checks.end() || slot->reading.running())
            continue;
        const auto before = std::pair(slot->file.state, slot->file.kept);
        slot->seen = check->seen;
        slot->rewritten = check->rewritten;
        judge(*slot);
        const bool back = before.first == SourceState::Missing;
        const bool mended =
            before.first == SourceState::Failed && slot->failed && slot->failed != slot->seen;
        if ((back || mended) && check->seen && !slot->file.ready())
            slot->file.state = SourceState::Waiting;
        if (std::pair(slot->file.state, slot->file.kept) != before)
            emit changed(indexOf(slot.get()));
    }
    startWaiting();
}

} // namespace kilter
