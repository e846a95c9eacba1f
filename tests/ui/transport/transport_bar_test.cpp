// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme.h"
#include "ui/transport/transport_bar.h"
#include "ui/transport/transport_button.h"
#include "ui/views/drawing.h"

#include <QAbstractButton>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace kilter;

/// The transport bar under a user's hand: what each button asks for, what the bar shows of its
/// content, and that it asks for nothing by itself.
class TransportBarTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TransportBar> bar_;

    static TransportContent content() {
        TransportContent c;
        c.hasMix = c.hasReference = c.canExport = true;
        c.mix = Lufs{-18.3};
        c.master = Lufs{-14.0};
        c.reference = Lufs{-8.7};
        c.referenceLetter = QStringLiteral("A");
        c.source = HeardSource::Mix;
        c.target = Lufs{-14.0};
        c.heardAt = Lufs{-18.3};
        return c;
    }
    void press(TransportBar::Button which) const {
        QTest::mouseClick(bar_->button(which), Qt::LeftButton);
    }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        bar_ = std::make_unique<TransportBar>();
        bar_->resize(1500, 56);
        bar_->setContent(content());
        bar_->show();
    }
    void cleanup() { bar_.reset(); }

    void playAndPause() {
        QSignalSpy play(bar_.get(), &TransportBar::playRequested);
        QSignalSpy pause(bar_.get(), &TransportBar::pauseRequested);
        press(TransportBar::Play);
        QCOMPARE(play.count(), 1);
        TransportContent c = content();
        c.playing = true;
        bar_->setContent(c);
        press(TransportBar::Play);
        QCOMPARE(pause.count(), 1);
        QCOMPARE(play.count(), 1);
    }

    void switchesAskForTheOther() {
        QSignalSpy loop(bar_.get(), &TransportBar::loopRequested);
        QSignalSpy matched(bar_.get(), &TransportBar::levelMatchRequested);
        QSignalSpy swapped(bar_.get(), &TransportBar::swapRequested);
        QSignalSpy dimmed(bar_.get(), &TransportBar::dimRequested);
        press(TransportBar::Loop);
        press(TransportBar::LevelMatched);
        press(TransportBar::Swap);
        press(TransportBar::Dim);
        QCOMPARE(loop.front().front().toBool(), true);
        QCOMPARE(matched.front().front().toBool(), false); // it is on
        QCOMPARE(swapped.front().front().toBool(), true);
        QCOMPARE(dimmed.front().front().toBool(), true);
        // What is shown follows from the content alone.
        QVERIFY(!bar_->button(TransportBar::Loop)->isChecked());
        QVERIFY(bar_->button(TransportBar::LevelMatched)->isChecked());
    }

    void sources_data() {
        QTest::addColumn<int>("button");
        QTest::addColumn<int>("source");
        QTest::newRow("mix") << int{TransportBar::Mix} << static_cast<int>(HeardSource::Mix);
        QTest::newRow("master") << int{TransportBar::Master}
                                << static_cast<int>(HeardSource::Master);
        QTest::newRow("reference")
            << int{TransportBar::Reference} << static_cast<int>(HeardSource::Reference);
    }
    void sources() {
        QFETCH(const int, button);
        QFETCH(const int, source);
        const auto which = static_cast<TransportBar::Button>(button);
        int asked = -1;
        connect(bar_.get(), &TransportBar::sourceRequested, this,
                [&](HeardSource wanted) { asked = static_cast<int>(wanted); });
        press(which);
        QCOMPARE(asked, source);
        TransportContent c = content();
        c.source = static_cast<HeardSource>(source);
        bar_->setContent(c);
        for (const auto each : {TransportBar::Mix, TransportBar::Master, TransportBar::Reference})
            QCOMPARE(bar_->button(each)->isChecked(), each == which);
    }

    /// A version of the master is heard: its button says whose, and leads back to the master.
    void versionsOfTheMaster() {
        auto& master = *static_cast<TransportButton*>(bar_->button(TransportBar::Master));
        for (const HeardSource version : kVersions) {
            TransportContent c = content();
            c.source = version;
            c.version = QStringLiteral("AAC 256");
            c.aboutVersion = QStringLiteral("what it took");
            bar_->setContent(c);
            QVERIFY(master.isChecked());
            QCOMPARE(master.look().title, c.version);
            QCOMPARE(master.look().subtitle, c.aboutVersion);
            QCOMPARE(master.accessibleName(), QString("Master, heard as: AAC 256, what it took"));
            int asked = -1;
            const auto asking =
                connect(bar_.get(), &TransportBar::sourceRequested, this,
                        [&](HeardSource wanted) { asked = static_cast<int>(wanted); });
            press(TransportBar::Master);
            disconnect(asking);
            QCOMPARE(asked, static_cast<int>(HeardSource::Master));
        }
        bar_->setContent(content());
        QCOMPARE(master.look().title, QString("Master"));
        QCOMPARE(master.accessibleName(), QString("Master"));
    }

    void targetsAndCost() {
        std::vector<double> asked;
        connect(bar_.get(), &TransportBar::targetRequested, this,
                [&](Lufs target) { asked.push_back(target.value); });
        QSignalSpy custom(bar_.get(), &TransportBar::customTargetRequested);
        press(TransportBar::Club);
        press(TransportBar::Streaming);
        QCOMPARE(asked, (std::vector<double>{-9.0, -14.0}));
        press(TransportBar::Custom);
        press(TransportBar::Cost);
        QCOMPARE(custom.count(), 2);
        QVERIFY(bar_->button(TransportBar::Streaming)->isChecked());

        TransportContent c = content();
        c.target = Lufs{-7.5};
        c.cost = {Price::Red, false, 0.0, true, Lufs{-10.1}, QStringLiteral("a sentence")};
        bar_->setContent(c);
        QVERIFY(bar_->button(TransportBar::Custom)->isChecked());
        QVERIFY(bar_->button(TransportBar::Cost)
                    ->accessibleName()
                    .contains(QStringLiteral("missed clean to −10.1")));
        QCOMPARE(bar_->button(TransportBar::Cost)->statusTip(), QStringLiteral("a sentence"));
        c.cost = {{}, true, 0.4, false, {}, {}};
        bar_->setContent(c);
        QVERIFY(bar_->button(TransportBar::Cost)
                    ->accessibleName()
                    .contains(QStringLiteral("solving… 40 %")));
    }

    void targetsThatAreFound() {
        QSignalSpy references(bar_.get(), &TransportBar::referencesTargetRequested);
        QSignalSpy clean(bar_.get(), &TransportBar::cleanTargetRequested);
        TransportContent c = content();
        c.asReferences = {};
        c.target = Lufs{-10.25};
        bar_->setContent(c);
        QVERIFY(!bar_->button(TransportBar::AsReferences)->isEnabled());
        QVERIFY(bar_->button(TransportBar::Custom)->isChecked());
        c.asReferences = c.loudestClean = Lufs{-10.25}; // both: the first of them
        bar_->setContent(c);
        for (const auto each : {TransportBar::Streaming, TransportBar::Club, TransportBar::Clean,
                                TransportBar::Custom, TransportBar::AsReferences})
            QCOMPARE(bar_->button(each)->isChecked(), each == TransportBar::AsReferences);
        c.asReferences = Lufs{-11.0};
        bar_->setContent(c);
        QVERIFY(bar_->button(TransportBar::Clean)->isChecked());
        press(TransportBar::AsReferences);
        press(TransportBar::Clean);
        QCOMPARE(references.count(), 1);
        QCOMPARE(clean.count(), 1);
        QVERIFY(bar_->button(TransportBar::Clean)->isChecked()); // as the content says
        c.findsClean = true;
        c.loudestClean = {};
        bar_->setContent(c);
        QVERIFY(bar_->button(TransportBar::Clean)->statusTip().startsWith("Finding"));
        QVERIFY(!bar_->button(TransportBar::Clean)->isChecked());
    }

    void nothingToHearNothingToPress() {
        bar_->setContent({});
        for (const auto which :
             {TransportBar::Play, TransportBar::Stop, TransportBar::Mix, TransportBar::Master,
              TransportBar::Reference, TransportBar::Cost, TransportBar::Export})
            QVERIFY(!bar_->button(which)->isEnabled());
    }

    /// Nothing overlaps, from the smallest window to a large screen.
    void nothingOverlaps_data() {
        QTest::addColumn<int>("width");
        for (const int width : {1084, 1200, 1424, 1904, 3824})
            QTest::addRow("%d", width) << width;
    }
    void nothingOverlaps() {
        QFETCH(const int, width);
        QWidget window; // without a layout of its own, that would not let it get too small
        auto* bar = new TransportBar(&window);
        bar->setContent(content());
        window.resize(width, 56);
        bar->resize(width, 56);
        window.show();
        QTest::qWait(1);
        for (int b = 0; b < TransportBar::Buttons; ++b) {
            const QAbstractButton* button = bar->button(static_cast<TransportBar::Button>(b));
            if (!button->isVisible())
                continue;
            QVERIFY(bar->rect().contains(button->geometry()));
            for (int other = 0; other < b; ++other) {
                const auto* o = bar->button(static_cast<TransportBar::Button>(other));
                QVERIFY(!o->isVisible() || !o->geometry().intersects(button->geometry()));
            }
        }
    }

    /// Half a target is none, and what a master costs is not for guessing.
    void targetsAndCostAreWhole_data() { nothingOverlaps_data(); }
    void targetsAndCostAreWhole() {
        QFETCH(const int, width);
        TransportContent c = content();
        c.target = c.asReferences = Lufs{-10.7};
        c.loudestClean = Lufs{-12.4};
        for (const TargetCost& cost : {TargetCost{Price::Red, false, 0.0, false, Lufs{-12.4}, {}},
                                       TargetCost{Price::Red, false, 0.0, true, Lufs{-12.4}, {}},
                                       TargetCost{{}, true, 0.4, false, {}, {}}}) {
            c.cost = cost;
            bar_->setContent(c);
            bar_->resize(width, 56);
            QTest::qWait(1);
            for (const auto which :
                 {TransportBar::Streaming, TransportBar::Club, TransportBar::AsReferences,
                  TransportBar::Clean, TransportBar::Custom, TransportBar::Cost}) {
                const auto& button = static_cast<const TransportButton&>(*bar_->button(which));
                const double text =
                    textWidth(button.look().title, fontOf(Type::Small, Weight::Medium));
                const double beside = which == TransportBar::Cost ? 30 : 8; // borders and sign
                QVERIFY2(text <= button.width() - beside, qPrintable(button.look().title));
            }
        }
    }

    void settersNeverEmit() {
        QSignalSpy loop(bar_.get(), &TransportBar::loopRequested);
        QSignalSpy matched(bar_.get(), &TransportBar::levelMatchRequested);
        TransportContent c = content();
        c.looping = true;
        c.levelMatched = false;
        c.swapped = c.dimmed = true;
        bar_->setContent(c);
        QCOMPARE(loop.count() + matched.count(), 0);
    }
};

QTEST_MAIN(TransportBarTest)
#include "transport_bar_test.moc"
