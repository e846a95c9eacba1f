// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/hand.h"
#include "tests/ui/session/answer.h"
#include "tests/ui/session/session_fixture.h"

#include "core/audio/audio_file.h"
#include "core/session/session_json.h"
#include "ui/session/export_dialog.h"
#include "ui/session/session_window.h"
#include "ui/views/tracks_view.h"

#include <QLabel>
#include <QSignalSpy>

#include <array>
#include <fstream>

using namespace kilter;
using namespace kilter::testing;

namespace {

namespace fs = std::filesystem;

/// Until the card says so, in ms: 2000 held on two cores at a load of 10.
constexpr int kNoticed = 10000;
constexpr int kMix = SessionController::kMix;

enum class Bounce { InPlace, ByRename };

} // namespace

/// Files that are bounced again, moved and removed under an open window, by a real watcher: what
/// its cards say and offer, and what an export asks.
class ChangedFilesTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    /// Of one length, so that the size tells nothing.
    const std::array<std::string, 3> bounces_{
        readBytes(songs_.mix), readBytes(songs_.write("second.wav", DemoSong::Mix, 2)),
        readBytes(songs_.write("third.wav", DemoSong::Mix, 3))};

    static void bounce(const fs::path& to, const std::string& bytes, Bounce how) {
        if (how == Bounce::InPlace) {
            writeBytes(to, bytes);
            return;
        }
        const fs::path beside = to.parent_path() / "bounce in progress.tmp";
        writeBytes(beside, bytes);
        fs::rename(beside, to);
    }

    static const TrackCard& card(SessionWindow& window, std::size_t index = 0) {
        return window.findChild<TracksView*>()->content().cards[index];
    }
    static void press(SessionWindow& window, TracksView::CardPart part, std::size_t index = 0) {
        auto& tracks = *window.findChild<TracksView*>();
        const auto there = tracks.part(TracksView::partOf(index, part));
        QVERIFY(there.has_value());
        click(tracks, there->rect.center());
    }
    static QString offered(SessionWindow& window, TracksView::CardPart part,
                           std::size_t index = 0) {
        const auto there = window.findChild<TracksView*>()->part(TracksView::partOf(index, part));
        return there ? there->name : QString();
    }

    /// A window on a mix of its own and a reference, measured and solved.
    fs::path present(SessionWindow& window, const char* name) {
        const fs::path mix = songs_.at(name);
        writeBytes(mix, bounces_[0]);
        window.show();
        window.addFiles({mix, songs_.a});
        if (!QTest::qWaitFor([&] { return settledDown(window.controller()); }, kPatience))
            qFatal("%s is not measured and solved", name);
        return mix;
    }

    static void bounceRows() {
        QTest::addColumn<Bounce>("how");
        QTest::newRow("in place") << Bounce::InPlace;
        QTest::newRow("by rename") << Bounce::ByRename;
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }

    void everyBounceIsNoticed_data() { bounceRows(); }
    void everyBounceIsNoticed() {
        QFETCH(const Bounce, how);
        SessionWindow window;
        const fs::path mix = present(window, "bounced.wav");
        const auto figure = card(window).integrated;
        QCOMPARE(card(window).state, TrackState::Ready);
        for (const std::size_t version : {1u, 2u, 0u}) {
            bounce(mix, bounces_[version], how);
            QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
            QCOMPARE(card(window).problem, QStringLiteral("Changed since it was read."));
            QCOMPARE(offered(window, TracksView::Relink), QStringLiteral("Read again"));
            QCOMPARE(offered(window, TracksView::Keep), QStringLiteral("Keep"));
            press(window, TracksView::Relink);
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
            QCOMPARE(card(window).state, TrackState::Ready);
            const auto& track = *window.controller().source(kMix).loaded.track;
            QVERIFY(track.fingerprint == *fingerprintOf(mix));
            QCOMPARE(card(window).integrated == figure, version == 0);
        }
    }

    void aReferenceToo() {
        SessionWindow window;
        const fs::path reference = songs_.at("reference.wav");
        writeBytes(reference, bounces_[0]);
        window.show();
        window.addFiles({songs_.mix, songs_.a, reference});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        bounce(reference, bounces_[1], Bounce::ByRename);
        QTRY_COMPARE_WITH_TIMEOUT(card(window, 2).state, TrackState::Changed, kNoticed);
        QCOMPARE(card(window, 0).state, TrackState::Ready);
        press(window, TracksView::Keep, 2);
        QCOMPARE(card(window, 2).state, TrackState::Ready);
    }

    void keptUntilTheNextBounce_data() { bounceRows(); }
    void keptUntilTheNextBounce() {
        QFETCH(const Bounce, how);
        SessionWindow window;
        const fs::path mix = present(window, "kept.wav");
        const auto before = window.controller().source(kMix).loaded.track;
        for (const std::size_t version : {1u, 2u}) {
            bounce(mix, bounces_[version], how);
            QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
            press(window, TracksView::Keep);
            QCOMPARE(card(window).state, TrackState::Ready);
            QCOMPARE(card(window).findings.front(), QStringLiteral("kept as it was read before"));
            QCOMPARE(window.controller().source(kMix).loaded.track, before);
            window.controller().checkFiles();
            QTest::qWait(700); // nothing new: nothing more is said
            QCOMPARE(card(window).state, TrackState::Ready);
        }
        bounce(mix, bounces_[0], how); // what was read is back
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller().source(kMix).kept, kNoticed);
        QCOMPARE(card(window).state, TrackState::Ready);
    }

    void movedAwayAndBack() {
        SessionWindow window;
        const fs::path mix = present(window, "moved.wav"), elsewhere = songs_.at("elsewhere.wav");
        fs::rename(mix, elsewhere);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Missing, kNoticed);
        QCOMPARE(card(window).problem, QStringLiteral("The file is not there any more."));
        QCOMPARE(offered(window, TracksView::Relink), QStringLiteral("Find file…"));
        fs::rename(elsewhere, mix);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Ready, kNoticed);

        fs::remove(mix);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Missing, kNoticed);
        press(window, TracksView::Keep);
        QCOMPARE(card(window).state, TrackState::Ready);
        writeBytes(mix, bounces_[1]); // another one under its name
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
    }

    /// Another program may hold the file that was replaced: its watch lives on, and tells nothing.
    void replacedWhileSomebodyHoldsIt() {
        SessionWindow window;
        const fs::path mix = present(window, "held.wav");
        const std::ifstream holder(mix);
        bounce(mix, bounces_[1], Bounce::ByRename);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
        press(window, TracksView::Relink);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        bounce(mix, bounces_[2], Bounce::InPlace);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
    }

    /// A bounce that takes its time is told while it goes on.
    void aLongBounceIsToldBeforeItsEnd() {
        SessionWindow window;
        const fs::path mix = present(window, "long.wav");
        std::ofstream file(mix, std::ios::binary);
        bool told = false;
        for (int i = 0; i < 60 && !told; ++i) { // each sooner than what a pause would be
            file.write(bounces_[1].data() + i * 1000, 1000).flush();
            QTest::qWait(100);
            told = card(window).state == TrackState::Changed;
        }
        QVERIFY(told);
    }

    void changedWhileItIsRead() {
        const fs::path mix = songs_.at("at once.wav");
        writeBytes(mix, bounces_[0]);
        SessionWindow window;
        window.show();
        window.addFiles({mix});
        const auto state = [&] { return window.controller().source(kMix).state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Loading, kPatience);
        QTest::qWait(30); // its stamp is taken
        writeBytes(mix, bounces_[1]);
        QTRY_VERIFY_WITH_TIMEOUT(window.controller().source(kMix).ready(), kPatience);
        const auto asOnDisk = [&] {
            return window.controller().source(kMix).loaded.track->fingerprint ==
                   *fingerprintOf(mix);
        };
        QTRY_VERIFY_WITH_TIMEOUT(asOnDisk() || state() != SourceState::Loaded, kNoticed);
    }

    /// What could not be read is read when it is another: nothing of it was there to be kept.
    void aFileThatWasNoAudioYet() {
        const fs::path mix = songs_.at("half.wav");
        writeBytes(mix, bounces_[0].substr(0, 30));
        SessionWindow window;
        window.show();
        window.addFiles({mix});
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Failed, kPatience);
        QVERIFY(offered(window, TracksView::Keep).isEmpty());
        writeBytes(mix, bounces_[0]);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Ready, kPatience);
    }

    /// A bounce that can't be read says why, and not merely that it changed.
    void readAgainThatFails() {
        SessionWindow window;
        const fs::path mix = present(window, "spoilt.wav");
        writeBytes(mix, "no audio, but a text");
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
        press(window, TracksView::Relink);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Failed, kPatience);
        QTest::qWait(700);
        QCOMPARE(card(window).state, TrackState::Failed);
        QCOMPARE(card(window).problem, problemText({ErrorCode::UnknownFormat, {}, {}}));
        QCOMPARE(offered(window, TracksView::Keep), QStringLiteral("Keep"));
        writeBytes(mix, bounces_[1]);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
    }

    void aSessionOfAnotherBounce_data() {
        QTest::addColumn<bool>("keep");
        QTest::newRow("read again") << false;
        QTest::newRow("keep") << true;
    }
    void aSessionOfAnotherBounce() {
        QFETCH(const bool, keep);
        const fs::path path = songs_.at(keep ? "keep.kilter" : "again.kilter");
        Session session;
        session.mix = {songs_.mix, {1234, 5678}, LoudestSection{}};
        QVERIFY(writeSession(session, {path, true}));
        SessionWindow window;
        window.show();
        window.addFiles({path});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        QCOMPARE(card(window).state, TrackState::Changed);
        QCOMPARE(card(window).problem, QStringLiteral("Not the file of this session."));
        QVERIFY(!window.controller().modified());
        press(window, keep ? TracksView::Keep : TracksView::Relink);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
        QCOMPARE(card(window).state, TrackState::Ready);
        // The decision is the session's, and lost unless that is saved.
        QVERIFY(window.controller().modified());
        QSignalSpy saved(&window.controller(), &SessionController::saved);
        window.controller().save();
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QVERIFY(!window.controller().modified());
        QVERIFY(readSession(path)->mix.fingerprint == *fingerprintOf(songs_.mix));
    }

    void anExportAsks() {
        SessionWindow window;
        const fs::path mix = present(window, "asked.wav");
        const fs::path out = songs_.at("asked master.wav"), twin = songs_.at("twin master.wav");
        ExportDialog dialog(window.controller(), &window);
        dialog.show();
        QSignalSpy exported(&window.controller(), &SessionController::exported);
        dialog.setPath(twin);
        dialog.start();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);

        bounce(mix, bounces_[1], Bounce::ByRename);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
        dialog.setPath(out);
        for (const QString& no : {QStringLiteral("Cancel"), Answer::escape()}) {
            const Answer answer(no);
            dialog.start();
            QVERIFY(answer.question().contains(QLatin1String("Changed since")));
            QCOMPARE(answer.byDefault(), QStringLiteral("Cancel"));
            QVERIFY(!window.controller().busy());
            QVERIFY(!fs::exists(out));
        }
        {
            const Answer asRead(QStringLiteral("Export what was read"));
            dialog.start();
            QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, kPatience);
            QVERIFY(readBytes(out) == readBytes(twin));
            QCOMPARE(card(window).state, TrackState::Changed); // that was not the question
            fs::remove(out);
        }
        {
            const Answer again(QStringLiteral("Read again"));
            dialog.start();
            QVERIFY(!again.question().isEmpty());
            QVERIFY(!fs::exists(out));
            QTRY_VERIFY_WITH_TIMEOUT(settledDown(window.controller()), kPatience);
            QCOMPARE(card(window).state, TrackState::Ready);
            QCOMPARE(exported.count(), 2);
        }
        dialog.start(); // nothing is left to ask
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 3, kPatience);
        QVERIFY(readBytes(out) != readBytes(twin));
    }

    /// The watcher needs a moment, and some disks tell nothing: the export looks for itself.
    void anExportNoticesByItself() {
        SessionWindow window;
        const fs::path mix = present(window, "unnoticed.wav");
        const fs::path out = songs_.at("unnoticed master.wav");
        ExportDialog dialog(window.controller(), &window);
        dialog.show();
        dialog.setPath(out);
        QSignalSpy failed(&window.controller(), &SessionController::exportFailed);
        {
            writeBytes(mix, bounces_[1]);
            const Answer cancel(QStringLiteral("Cancel"));
            dialog.start();
            QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
            QVERIFY(!cancel.question().isEmpty());
            QVERIFY(!fs::exists(out));
        }
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Changed, kNoticed);
        press(window, TracksView::Keep);
        QSignalSpy exported(&window.controller(), &SessionController::exported);
        dialog.start(); // kept on the user's word: not asked again
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        fs::remove(mix);
        QTRY_COMPARE_WITH_TIMEOUT(card(window).state, TrackState::Missing, kNoticed);
        fs::remove(out);
        const Answer cancel(QStringLiteral("Cancel"));
        dialog.start();
        QVERIFY(cancel.question().contains(QLatin1String("not there any more")));
        QVERIFY(!fs::exists(out));
    }
};

QTEST_MAIN(ChangedFilesTest)
#include "changed_files_test.moc"
