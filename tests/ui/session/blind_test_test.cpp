// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/meters/meters_panel.h"
#include "ui/session/blind_result_view.h"
#include "ui/session/blind_round_view.h"
#include "ui/session/blind_test.h"
#include "ui/session/session_window.h"
#include "ui/transport/transport_bar.h"
#include "ui/transport/transport_button.h"
#include "ui/views/spectrum_view.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QMessageBox>
#include <QSpinBox>
#include <QStatusBar>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// The blind test as a user works it, from the button in the window to the score. What lies
/// behind the letters is known here by drawing the same rounds from the same seed.
class BlindTestTest : public QObject {
    Q_OBJECT

    static constexpr Section kLoop{{0.5}, {7.5}};

    Songs songs_;
    std::filesystem::path mix_, reference_;
    FakeCard card_;
    std::unique_ptr<SessionWindow> window_;

    BlindTest& open(std::uint64_t seed) {
        QTest::mouseClick(window_->findChild<TransportBar*>()->button(TransportBar::Blind),
                          Qt::LeftButton);
        auto* test = window_->findChild<BlindTest*>();
        test->setSeed(seed);
        static_cast<void>(QTest::qWaitForWindowActive(test));
        return *test;
    }
    /// Deleted, as the user closed it.
    void gone() { QTRY_VERIFY(window_->findChild<BlindTest*>() == nullptr); }

    static TransportButton& button(BlindTest& test, const QString& title) {
        for (auto* each : test.findChildren<TransportButton*>())
            if (each->isVisible() && each->look().title.contains(title))
                return *each;
        qFatal("no button of that title");
    }
    static void start(BlindTest& test) {
        QVERIFY(button(test, "Start").isEnabled());
        QTest::mouseClick(&button(test, "Start"), Qt::LeftButton);
        QVERIFY(test.findChild<BlindRoundView*>()->isVisible());
    }
    static const BlindRoundContent& shown(BlindTest& test) {
        return test.findChild<BlindRoundView*>()->content();
    }
    void listenTo(BlindTest& test, Qt::Key key) {
        QTest::keyClick(&test, key);
        const std::size_t before = card_.heard.size();
        QTRY_VERIFY(card_.heard.size() > before);
        QTRY_VERIFY(shown(test).listenedTo[static_cast<std::size_t>(shown(test).heard)]);
    }
    /// Answers the present round; nothing is asked of the letters' order.
    void answer(BlindTest& test, int letter) {
        const int letters = static_cast<int>(shown(test).listenedTo.size());
        for (int i = 0; i < letters; ++i)
            listenTo(test, static_cast<Qt::Key>(Qt::Key_A + i));
        listenTo(test, static_cast<Qt::Key>(Qt::Key_A + letter));
        QTest::keyClick(&test, Qt::Key_Return);
    }

    /// All that a screen reader could say of a widget and what is in it.
    static QString spoken(QAccessibleInterface* what) {
        if (what == nullptr || !what->isValid())
            return {};
        QString all = what->text(QAccessible::Name) + '|' + what->text(QAccessible::Value) + '|' +
                      what->text(QAccessible::Description) + '|' + what->text(QAccessible::Help) +
                      (what->state().checked ? "+" : "-") + '\n';
        for (int i = 0; i < what->childCount(); ++i)
            all += spoken(what->child(i));
        return all;
    }

    /// What is heard of a letter: one turn of the loop, from somewhere on.
    std::vector<float> turnOf(BlindTest& test, Qt::Key key) {
        listenTo(test, key);
        QTest::qWait(100); // the fade is over
        const auto from = static_cast<std::ptrdiff_t>(card_.heard.size());
        const auto samples = 2 * (kLoop.end - kLoop.begin) * SampleRate{44100};
        while (static_cast<std::ptrdiff_t>(card_.heard.size()) < from + samples.count)
            QTest::qWait(20);
        return {card_.heard.begin() + from, card_.heard.begin() + from + samples.count};
    }
    static double levelOf(const std::vector<float>& samples) {
        double sum = 0.0;
        for (const float x : samples)
            sum += static_cast<double>(x) * static_cast<double>(x);
        return 10.0 * std::log10(sum / static_cast<double>(samples.size()));
    }
    /// The mix is in it, bit for bit at the level that is matched. Some 100 frames are enough to
    /// tell; of several places one is not where the turn was cut.
    bool isTheMix(const std::vector<float>& turn) {
        const auto& mix = window_->controller().source(SessionController::kMix).loaded.track->audio;
        const auto gain = static_cast<float>(amplitude(window_->playback().match().mix));
        for (const std::size_t at : {100000U, 150000U, 200000U}) {
            std::vector<float> expected;
            for (std::size_t i = at; i < at + 100; ++i)
                expected.insert(expected.end(),
                                {gain * mix.channel(0)[i], gain * mix.channel(1)[i]});
            if (std::search(turn.begin(), turn.end(), expected.begin(), expected.end()) !=
                turn.end())
                return true;
        }
        return false;
    }

    void openWindow() {
        window_ = std::make_unique<SessionWindow>();
        window_->playback().setMakeOutput([this](OutputBackend) { return card_.output(); });
        window_->resize(1280, 800);
        window_->show();
        window_->openSound();
        window_->addFiles({mix_, reference_});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
        window_->playback().setLoop(kLoop);
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        card_.framesAPoll = 12000; // faster than the clock
        mix_ = songs_.write("mix.wav", DemoSong::Mix);
        reference_ = songs_.write("a.wav", DemoSong::ReferenceA);
        openWindow();
    }
    void cleanupTestCase() { window_.reset(); }

    void eightOfTenIsScoredAndWeighed() {
        BlindTest& test = open(5);
        start(test);
        QVERIFY(window_->playback().playing());
        const BlindPlan plan{.rounds = 10};
        BlindTrial drawn(plan, 5);
        for (int i = 0; i < plan.rounds; ++i) {
            QCOMPARE(shown(test).round, i);
            const int master = drawn.behind(0) == HeardSource::Master ? 0 : 1;
            const int letter = i == 2 || i == 6 ? 1 - master : master;
            drawn.choose(letter);
            answer(test, letter);
        }
        const auto* result = test.findChild<BlindResultView*>();
        QVERIFY(result->isVisible());
        QCOMPARE(result->headline(), QString("8 of 10 right"));
        QVERIFY2(result->verdict().contains("5.5 %"), qPrintable(result->verdict()));
        QVERIFY(result->verdict().contains("may well have been luck"));
        QVERIFY(result->part(2)->value.endsWith("wrong"));
        QVERIFY(result->part(3)->value.endsWith("right"));
        QVERIFY(!window_->playback().blind());
        QVERIFY(!window_->playback().playing());
        QTest::mouseClick(&button(test, "Close"), Qt::LeftButton);
        gone();
    }

    void preferenceCountsEachSource() {
        BlindTest& test = open(9);
        QTest::mouseClick(&button(test, "prefer"), Qt::LeftButton);
        test.findChild<QCheckBox*>()->click();
        test.findChild<QSpinBox*>()->setValue(4);
        start(test);
        BlindTrial drawn({BlindQuestion::WhichIsPreferred, true, 4}, 9);
        QCOMPARE(shown(test).listenedTo.size(), std::size_t{3});
        for (int i = 0; i < 4; ++i) {
            int letter = 0;
            while (drawn.behind(letter) != HeardSource::Reference)
                ++letter;
            drawn.choose(letter);
            answer(test, letter);
        }
        const auto* result = test.findChild<BlindResultView*>();
        QCOMPARE(result->headline(), QString("Mix 0 · Master 0 · Reference 4"));
        // 3 of the 81 courses choose one and the same four times.
        QVERIFY2(result->verdict().contains("3.7 %"), qPrintable(result->verdict()));
        QVERIFY(result->verdict().contains("prefer the reference"));
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
    }

    void returnStartsItAlsoFromTheNumberOfRounds() {
        BlindTest& test = open(1);
        auto& rounds = *test.findChild<QSpinBox*>();
        rounds.setFocus();
        QTest::keyClick(&rounds, Qt::Key_Return);
        QVERIFY(test.findChild<BlindRoundView*>()->isVisible());
        test.close();
        gone();
    }

    void allHaveToBeListenedToBeforeOneIsChosen() {
        BlindTest& test = open(1);
        start(test);
        QTRY_VERIFY(shown(test).listenedTo[0]);
        QTest::keyClick(&test, Qt::Key_Return);
        QCOMPARE(shown(test).round, 0);
        QVERIFY(!button(test, "Listen to all").isEnabled());
        // Paused, nothing is listened to.
        QTest::keyClick(&test, Qt::Key_Space);
        QTRY_VERIFY(!window_->playback().playing());
        QTest::keyClick(&test, Qt::Key_2);
        QCOMPARE(shown(test).heard, 1);
        QVERIFY(!shown(test).listenedTo[1]);
        QTest::keyClick(&test, Qt::Key_Space);
        QTRY_VERIFY(shown(test).listenedTo[1]);
        QTest::mouseClick(&button(test, "B is the master"), Qt::LeftButton);
        QCOMPARE(shown(test).round, 1);

        // What was answered so far is revealed on request.
        QTest::mouseClick(&button(test, "Stop and reveal"), Qt::LeftButton);
        QVERIFY(test.findChild<BlindResultView*>()->headline().contains("of 1 right"));
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
    }

    void cardsAndTimelineFollowTheMouse() {
        BlindTest& test = open(1);
        start(test);
        auto& view = *test.findChild<BlindRoundView*>();
        const auto click = [&](QPointF at) {
            QTest::mouseClick(&view, Qt::LeftButton, {}, at.toPoint());
        };
        click(view.card(view.rect(), 1).center());
        QCOMPARE(shown(test).heard, 1);
        click(view.playButton(view.rect()).center());
        QTRY_VERIFY(!window_->playback().playing());
        click({view.time(view.rect()).position(4.0), view.timeline(view.rect()).center().y()});
        QTRY_VERIFY(std::abs(window_->playback().position().value - 4.0) < 0.1);
        QTest::keyClick(&test, Qt::Key_Left);
        QTRY_VERIFY(window_->playback().position().value < 0.1);
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
    }

    /// One test in which A is the mix, one in which it is the master: the window, the dialog, and
    /// all that is spoken of both are the same, whichever letter is heard.
    void nothingButTheEarCanTell() {
        std::array<std::uint64_t, 2> seeds{};
        for (std::size_t i = 0; i < seeds.size(); ++i)
            while (BlindTrial({}, seeds[i]).behind(0) !=
                   (i == 0 ? HeardSource::Mix : HeardSource::Master))
                ++seeds[i];

        std::array<QStringList, 2> words;
        std::array<QList<QImage>, 2> pictures;
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            openWindow(); // whose meters have heard nothing yet
            SessionPlayback& playback = window_->playback();
            const Listening before = playback.listening();
            BlindTest& test = open(seeds[i]);
            int meterFrames = 0;
            connect(&playback, &SessionPlayback::metersRead, &test, [&] { ++meterFrames; });
            start(test);
            QCOMPARE(isTheMix(turnOf(test, Qt::Key_A)), i == 0);
            QCOMPARE(isTheMix(turnOf(test, Qt::Key_B)), i == 1);
            for (const Qt::Key key : {Qt::Key_A, Qt::Key_B}) {
                listenTo(test, key);
                QCOMPARE(playback.listening(), before);
                QTest::keyClick(&test, Qt::Key_Space);
                QTRY_VERIFY(!playback.playing());
                playback.seek(Seconds{2.0});
                QTRY_COMPARE(shown(test).position, Seconds{2.0});
                words[i] +=
                    spoken(QAccessible::queryAccessibleInterface(window_.get())).split('\n');
                words[i] += spoken(QAccessible::queryAccessibleInterface(&test)).split('\n');
                pictures[i] << window_->grab().toImage() << test.grab().toImage();
                QTest::keyClick(&test, Qt::Key_Space);
            }
            QCOMPARE(meterFrames, 0);
            QTest::keyClick(&test, Qt::Key_Escape); // without an answer nothing is lost
            gone();
            QCOMPARE(playback.listening(), before);
        }
        QVERIFY(words[0].filter("Listen to A").size() == 2);
        for (qsizetype i = 0; i < std::min(words[0].size(), words[1].size()); ++i)
            QCOMPARE(words[0][i], words[1][i]);
        QCOMPARE(words[0].size(), words[1].size());
        QVERIFY(pictures[0] == pictures[1]);
    }

    /// Matched also where the user has switched the matching off.
    void levelsAreMatchedByTheOffsetsOfTheSourceSwitch() {
        SessionPlayback& playback = window_->playback();
        playback.setLevelMatched(false);
        QVERIFY(playback.match().master < Decibels{-3.0}); // there is something to match
        BlindTest& test = open(3);
        start(test);
        const std::vector<float> a = turnOf(test, Qt::Key_A);
        const std::vector<float> b = turnOf(test, Qt::Key_B);
        QVERIFY(isTheMix(a) != isTheMix(b));
        // It is loudness that is matched; for these songs the level follows it within a decibel.
        QVERIFY2(std::abs(levelOf(a) - levelOf(b)) < 1.0,
                 qPrintable(QString::number(levelOf(a) - levelOf(b))));
        QCOMPARE(shown(test).loudness, playback.match().heardAt);
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
        playback.setLevelMatched(true);
    }

    void answersAreNotLostByAccident() {
        BlindTest& test = open(1);
        start(test);
        answer(test, 0);
        const auto reply = [](QMessageBox::StandardButton which) {
            QTimer::singleShot(0, [which] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QTest::mouseClick(box->button(which), Qt::LeftButton);
            });
        };
        reply(QMessageBox::No);
        QTest::keyClick(&test, Qt::Key_Escape);
        QVERIFY(test.isVisible());
        QVERIFY(window_->playback().blind());
        reply(QMessageBox::Yes);
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
        QVERIFY(!window_->playback().blind());
    }

    void aLostDeviceIsSaidAndFoundAgain() {
        BlindTest& test = open(1);
        start(test);
        card_.plug({});
        QTRY_VERIFY(!shown(test).trouble.isEmpty());
        QVERIFY(!window_->playback().playing());
        card_.plug({"Card"});
        QTest::keyClick(&test, Qt::Key_Space);
        QTRY_VERIFY(shown(test).trouble.isEmpty());
        QTRY_VERIFY(window_->playback().playing());
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
    }

    void withoutADeviceItSaysWhyItCannotBegin() {
        card_.plug({});
        window_->playback().openOutput();
        BlindTest& test = open(1);
        QVERIFY(!button(test, "Start").isEnabled());
        QVERIFY(spoken(QAccessible::queryAccessibleInterface(&test)).contains("no sound device"));
        card_.plug({"Card"});
        window_->playback().openOutput();
        QVERIFY(button(test, "Start").isEnabled());
        QTest::keyClick(&test, Qt::Key_Escape);
        gone();
    }
};

QTEST_MAIN(BlindTestTest)
#include "blind_test_test.moc"
