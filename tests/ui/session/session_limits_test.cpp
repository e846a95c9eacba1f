// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/file_bytes.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/limits.h"
#include "core/session/session_json.h"
#include "ui/number_box.h"
#include "ui/session/proposal_dialog.h"
#include "ui/session/session_file.h"
#include "ui/session/session_window.h"
#include "ui/session/target_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QUndoStack>

#include <functional>
#include <random>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

/// What a session may hold, at the window's own doors: nothing is dropped silently, whatever was
/// entered can be saved and read, and what is a newer Kilter's stays.
class SessionLimitsTest : public QObject {
    Q_OBJECT

    const Songs songs_{};

    static QString refusalOf(const QDialog& dialog) {
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            if (label->accessibleName() == QLatin1String("What is refused") && label->isVisible())
                return label->text();
        return {};
    }
    /// The field with this unit.
    static NumberBox& field(const QDialog& dialog, const QString& unit) {
        for (NumberBox* box : dialog.findChildren<NumberBox*>())
            if (box->suffix() == unit)
                return *box;
        qFatal("no such field");
    }
    static void enter(NumberBox& box, const QString& text) {
        box.setFocus();
        box.selectAll();
        QTest::keyClicks(&box, text);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void aLoudTargetIsTaken() {
        Session session;
        session.target.loudness = Lufs{-9.0};
        TargetDialog dialog(session, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        NumberBox& loudness = field(dialog, " LUFS");
        enter(loudness, "-3");
        QTest::keyClick(&loudness, Qt::Key_Return);
        QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
        QCOMPARE(dialog.target().loudness->value, -3.0);
    }

    /// Return on what is no value: the dialog stays, says why, and the text stays to be mended.
    void whatIsNoValueIsSaid() {
        TargetDialog dialog(Session{}, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        dialog.findChild<QCheckBox*>()->setChecked(false);
        NumberBox& release = field(dialog, " ms");
        enter(release, "0");
        QTest::keyClick(&release, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(refusalOf(dialog), QString::fromUtf8("“0 ms” is no value from 1 to 5000 ms."));
        enter(release, "20");
        QVERIFY(refusalOf(dialog).isEmpty());
        QTest::keyClick(&release, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(dialog.limiter().releaseMs, 20.0);
    }

    /// What has no effect can't be set.
    void fieldsThatHaveAnEffect() {
        for (const bool loudness : {true, false})
            for (const LimiterMode mode : {LimiterMode::Clean, LimiterMode::Loud, LimiterMode::Off})
                for (const double release : {0.0, 80.0}) {
                    Session session;
                    session.target.loudness = loudness ? std::optional(Lufs{-9.0}) : std::nullopt;
                    session.limiter.mode = mode;
                    session.limiter.releaseMs = release;
                    const TargetDialog dialog(session, nullptr);
                    const bool limits = mode != LimiterMode::Off;
                    QCOMPARE(field(dialog, " LUFS").isEnabled(), loudness);
                    QCOMPARE(field(dialog, " dB").isEnabled(), !loudness);
                    QVERIFY(field(dialog, " dBTP").isEnabled());
                    QCOMPARE(field(dialog, " %").isEnabled(), limits);
                    QCOMPARE(field(dialog, " ms").isEnabled(), limits && release > 0.0);
                    auto* automatic = dialog.findChild<QCheckBox*>();
                    QCOMPARE(automatic->isEnabled(), limits);
                    automatic->toggle();
                    QCOMPARE(field(dialog, " ms").isEnabled(), limits && release <= 0.0);
                }
    }

    /// By hand, without a word on how long: what stands in the field is what it is.
    void releaseByHand() {
        Session session;
        session.limiter.releaseMs = 0.0;
        const TargetDialog dialog(session, nullptr);
        QCOMPARE(dialog.limiter().releaseMs, 0.0);
        dialog.findChild<QCheckBox*>()->setChecked(false);
        QCOMPARE(dialog.limiter().releaseMs, field(dialog, " ms").value());
        QVERIFY(dialog.limiter().releaseMs > 0.0);
        dialog.findChild<QCheckBox*>()->setChecked(true);
        QCOMPARE(dialog.limiter().releaseMs, 0.0);
    }

    /// Leaving the field puts the old value back, and that is said before the dialog can close.
    void whatIsPutBackIsSaid() {
        TargetDialog dialog(Session{}, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        dialog.findChild<QCheckBox*>()->setChecked(false);
        NumberBox& release = field(dialog, " ms");
        enter(release, "0");
        field(dialog, " LUFS").setFocus();
        QCOMPARE(release.value(), 100.0);
        QVERIFY(!refusalOf(dialog).isEmpty());
        QPushButton* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        ok->click();
        QVERIFY(dialog.isVisible());
        ok->click();
        QVERIFY(!dialog.isVisible());
    }

    /// More digits than a field shows, and values beyond what it used to hold: OK changes nothing.
    void untouchedFieldsStayExact() {
        Session session;
        session.target = {Lufs{-11.2345}, {1.2345}};
        session.limiter.ceiling = {-15.4321};
        session.limiter.link = 0.12345;
        session.limiter.releaseMs = 123.456;
        const TargetDialog target(session, nullptr);
        QVERIFY(target.target() == session.target);
        QVERIFY(target.limiter() == session.limiter);
        for (const double loudness :
             {limits::kLoudness.least, -30.1, -3.9, limits::kLoudness.most}) {
            session.target.loudness = Lufs{loudness};
            QVERIFY(TargetDialog(session, nullptr).target() == session.target);
        }
        session.moveOptions = {24, {12.345}, true, 0.5, false};
        session.match = MatchOptions{1.25, 0.45678, {2.3456}};
        const ProposalDialog proposals(session, nullptr);
        QVERIFY(proposals.moves() == session.moveOptions);
        QVERIFY(proposals.match() == session.match);
    }

    void whatASessionCannotHoldIsRefusedAtOnce() {
        SessionController controller;
        QSignalSpy refused(&controller, &SessionController::refused);
        controller.addReferences(
            std::vector<std::filesystem::path>(limits::kReferences, "/not/there.wav"));
        QCOMPARE(controller.session().references.size(), limits::kReferences);
        QVERIFY(refused.isEmpty());
        controller.addReference("/not/there.wav");
        QCOMPARE(controller.session().references.size(), limits::kReferences);
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused.back()[0].toString(), QString("A session holds at most 50 references."));
        for (std::size_t i = 0; i <= limits::kProfiles; ++i)
            controller.addProfile({"/not/there.json", true, 1.0});
        QCOMPARE(controller.session().profiles.size(), limits::kProfiles);
        QCOMPARE(refused.back()[0].toString(),
                 QString("A session holds at most 50 saved targets."));
        for (std::size_t i = 0; i <= limits::kBands; ++i)
            controller.addBand(Move{});
        QCOMPARE(controller.moves().size(), limits::kBands);
        QCOMPARE(refused.size(), 3);
        QCOMPARE(refused.back()[0].toString(),
                 QString("The equaliser has 24 bands, and all are taken."));
        const Delivery before = controller.session().delivery;
        controller.setTags(std::string(limits::kTextBytes + 1, 'x'), std::nullopt, std::nullopt);
        QCOMPARE(refused.back()[0].toString(),
                 QString("Title and artist hold at most 1000 bytes each."));
        controller.setTags(std::nullopt, std::nullopt, "abc");
        QCOMPARE(refused.back()[0].toString(),
                 QString::fromUtf8("“abc” is no ISRC: CC-XXX-YY-NNNNN."));
        QVERIFY(controller.session().delivery == before);
        controller.setTags(std::string(limits::kTextBytes, 'x'), "", "gb-aye-68-00011");
        QCOMPARE(refused.size(), 5);
        QVERIFY(!(controller.session().delivery == before));
    }

    /// Whatever one does in the window can be saved, and is read again equal.
    void propertyRandomEditsComeBack() {
        std::mt19937 random(5);
        const auto upTo = [&](int most) { return static_cast<int>(random() % (most + 1U)); };
        const auto in = [&](limits::Range range) {
            return upTo(2) == 0 ? range.least
                   : upTo(1) == 0
                       ? range.most
                       : std::uniform_real_distribution<>(range.least, range.most)(random);
        };
        for (int walk = 0; walk < 8; ++walk) {
            const auto path = songs_.at("walk.kilter");
            SessionController controller;
            for (int step = 0; step < 60; ++step) {
                Move move;
                move.shape = {static_cast<FilterKind>(upTo(6)),
                              {in(limits::kFrequency)},
                              {in(limits::kGain)},
                              in(limits::kQ),
                              6 * (1 + upTo(7))};
                move.placement = static_cast<Placement>(upTo(2));
                const int index = upTo(5);
                const std::vector<std::function<void()>> edits{
                    [&] {
                        controller.setMix("/not/Gr\xf6\xdf"
                                          "e.wav");
                    },
                    [&] {
                        controller.addReferences(std::vector<std::filesystem::path>(
                            static_cast<std::size_t>(upTo(20)), "/not/there\n.wav"));
                    },
                    [&] { controller.removeReference(index); },
                    [&] { controller.setReferenceUsed(index, upTo(1) == 0); },
                    [&] { controller.setReferenceWeight(index, in(limits::kWeight)); },
                    [&] {
                        controller.setSection(-1, Section{{1.0}, {in({2.0, 1e6})}});
                    },
                    [&] { controller.setSection(index, WholeTrack{}); },
                    [&] {
                        controller.addProfile({upTo(1) ? "" : "/p.json", true, 1.0});
                    },
                    [&] { controller.removeProfile(index); },
                    [&] { controller.addBand(move); },
                    [&] { controller.setMove(index, move); },
                    [&] {
                        controller.setMoveAmount(index, in({-1.0, 3.0}));
                    },
                    [&] { controller.setMoveEnabled(index, upTo(1) == 0); },
                    [&] { controller.removeMove(index); },
                    [&] {
                        controller.setOverallAmount(in({-1.0, 3.0}));
                    },
                    [&] {
                        controller.setMoveOptions({upTo(24),
                                                   {in(limits::kLargestGain)},
                                                   upTo(1) == 0,
                                                   in(limits::kAmount),
                                                   true});
                    },
                    [&] { controller.proposeAgain(); },
                    [&] {
                        controller.setMatch(MatchOptions{in(limits::kMatchPercent),
                                                         in(limits::kDetail),
                                                         {in(limits::kLargestGain)}});
                    },
                    [&] { controller.setMatch(std::nullopt); },
                    [&] {
                        controller.setTarget({Lufs{in(limits::kLoudness)}, {}});
                    },
                    [&] {
                        controller.setTarget({std::nullopt, {in(limits::kDrive)}});
                    },
                    [&] { controller.setCeiling({in(limits::kCeiling)}); },
                    [&] { controller.setLimiterLink(in(limits::kLink)); },
                    [&] { controller.setLimiterRelease(upTo(1) ? 0.0 : in(limits::kRelease)); },
                    [&] { controller.setTags("T\n", std::string(900, 'x'), "GB-AYE-68-00011"); },
                    [&] { controller.undoStack()->undo(); },
                    [&] { controller.undoStack()->redo(); }};
                edits[static_cast<std::size_t>(upTo(static_cast<int>(edits.size()) - 1))]();
            }
            QSignalSpy saved(&controller, &SessionController::saved);
            QSignalSpy failed(&controller, &SessionController::saveFailed);
            controller.saveAs(path);
            QTRY_COMPARE_WITH_TIMEOUT(saved.count() + failed.count(), 1, kPatience);
            QVERIFY2(failed.isEmpty(),
                     failed.isEmpty() ? "" : failed[0][1].value<Error>().detail.c_str());
            const auto back = readSession(path);
            QVERIFY2(back, back ? "" : back.error().detail.c_str());
            QVERIFY(*back == controller.session());
        }
    }

    /// A newer Kilter's session is there to look at; no way of saving replaces it.
    void newerSessionsStay() {
        const auto path = songs_.at("newer.kilter");
        const std::string text = R"({"kilter_session": 2, "target": {"loudness_lufs": -11}})";
        writeBytes(path, text);
        SessionWindow window;
        SessionController& controller = window.controller();
        window.show();
        window.addFiles({path});
        QTRY_COMPARE_WITH_TIMEOUT(controller.path(), path, kPatience);
        QVERIFY(controller.readOnly());
        QCOMPARE(controller.session().target.loudness->value, -11.0);
        QVERIFY2(window.windowTitle().contains("newer.kilter (read-only)"),
                 qPrintable(window.windowTitle()));
        QTRY_VERIFY(window.findChild<QMessageBox*>());
        const auto* box = window.findChild<QMessageBox*>();
        QCOMPARE(box->text(), QString("newer.kilter was made by a newer Kilter."));
        QVERIFY(box->informativeText().startsWith("It opens read-only:"));

        controller.setTarget({Lufs{-9.0}, {}});
        QSignalSpy saved(&controller, &SessionController::saved);
        QSignalSpy failed(&controller, &SessionController::saveFailed);
        controller.save();
        controller.saveAs(path);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::NewerVersion);
        QVERIFY(saved.isEmpty());
        QCOMPARE(readBytes(path), text);
        QVERIFY(!std::filesystem::exists(SessionFile::lastGood(path)));

        controller.saveAs(songs_.at("own.kilter"));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QVERIFY(!controller.readOnly());
        QVERIFY(!window.windowTitle().contains("read-only"));
        QCOMPARE(readBytes(path), text);
        QCOMPARE(readSession(songs_.at("own.kilter"))->target.loudness->value, -9.0);
    }

    /// Neither a session nor a target can be saved over one of the session's own files.
    void aSessionReplacesNoneOfItsFiles() {
        const auto record = songs_.at("record.wav");
        writeBytes(record, "sound");
        SessionController controller;
        controller.addReference(record);
        QSignalSpy failed(&controller, &SessionController::saveFailed);
        controller.saveAs(record);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::OutputIsInput);
        QCOMPARE(readBytes(record), std::string("sound"));
    }

    /// Names are bytes: a mix whose name is no text is shown as far as it is one.
    void namesThatAreNoText() {
        SessionWindow window;
        window.show();
        window.controller().startSession("/not/Gr\xf6\xdf"
                                         "e\n.wav",
                                         {"/not/\xff.wav"});
        QTRY_COMPARE_WITH_TIMEOUT(window.controller().source(-1).state, SourceState::Missing,
                                  kPatience);
    }
};

QTEST_MAIN(SessionLimitsTest)
#include "session_limits_test.moc"
