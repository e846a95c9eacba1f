// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/tracks_view.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include <QSignalSpy>

#include <limits>
#include <memory>

using namespace kilter;
using namespace kilter::testing;

class TracksViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TracksView> view_;

    QPointF part(std::size_t card, TracksView::CardPart p) const {
        return view_->part(TracksView::partOf(card, p))->rect.center();
    }

  private slots:
    void init() {
        view_ = std::make_unique<TracksView>();
        present(*view_, {250, 446});
        view_->setContent(sampleTracks());
    }

    // What it shows
    void cardsWearTheirColours() {
        const QRectF area(view_->rect());
        const QImage image = picture(*view_);
        QVERIFY(count(image, view_->cardRect(0, area), darkTheme().mix) > 200);
        QVERIFY(count(image, view_->cardRect(1, area), darkTheme().reference) > 200);
        // C is switched off: neither colour nor tick.
        QVERIFY(count(image, view_->cardRect(3, area), darkTheme().reference) < 10);
    }
    void cardsDoNotOverlap() {
        const QRectF area(view_->rect());
        for (std::size_t i = 1; i < view_->content().cards.size(); ++i)
            QVERIFY(view_->cardRect(i - 1, area).bottom() < view_->cardRect(i, area).top());
    }
    void progressGrows() {
        const auto filled = [&](double progress) {
            TracksContent c = sampleTracks();
            c.cards[1].state = TrackState::Loading;
            c.cards[1].progress = progress;
            view_->setContent(c);
            return count(picture(*view_), view_->cardRect(1, QRectF(view_->rect())),
                         darkTheme().reference);
        };
        QVERIFY(filled(0.2) < filled(0.6));
        QVERIFY(filled(0.6) < filled(1.0));
    }
    void whatACardsPartsSay() {
        TracksContent c = sampleTracks();
        c.cards[1].name = QStringLiteral("A");
        c.cards[1].weight = 2.5;
        view_->setContent(c);
        const auto weight = view_->part(TracksView::partOf(1, TracksView::Weight));
        QCOMPARE(weight->name, QStringLiteral("Weight of A"));
        QCOMPARE(weight->value, QStringLiteral("× 2.5"));
        const auto toggle = view_->part(TracksView::partOf(1, TracksView::Toggle));
        QCOMPARE(toggle->name, QStringLiteral("Compare with A"));
        QCOMPARE(toggle->checked, c.cards[1].enabled);
        QCOMPARE(view_->part(TracksView::partOf(1, TracksView::Remove))->name,
                 QStringLiteral("Remove A"));
    }
    void aFailedCardIsRedAndSaysWhy() {
        TracksContent c = sampleTracks();
        c.cards[1].state = TrackState::Failed;
        c.cards[1].problem = QStringLiteral("The file is damaged.");
        view_->setContent(c);
        QVERIFY(count(picture(*view_), view_->cardRect(1, QRectF(view_->rect())),
                      darkTheme().danger) > 50);
        QCOMPARE(view_->part(TracksView::partOf(1, TracksView::Choose))->value,
                 QStringLiteral("The file is damaged."));
        QVERIFY(!view_->part(TracksView::partOf(1, TracksView::Toggle)));
    }

    // The hand
    void aTickTakesAReferenceInOrOut() {
        QSignalSpy toggled(view_.get(), &TracksView::trackToggled);
        click(*view_, part(1, TracksView::Toggle));
        QCOMPARE(toggled.count(), 1);
        QCOMPARE(toggled[0][0].toInt(), 11);
        QCOMPARE(toggled[0][1].toBool(), false);
    }
    void aCardIsChosen() {
        QSignalSpy chosen(view_.get(), &TracksView::trackChosen);
        click(*view_, view_->cardRect(2, QRectF(view_->rect())).center());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toInt(), 12);
    }
    void aCardIsRemoved() {
        QSignalSpy removed(view_.get(), &TracksView::trackRemoved);
        QSignalSpy chosen(view_.get(), &TracksView::trackChosen);
        click(*view_, part(1, TracksView::Remove));
        QCOMPARE(removed[0][0].toInt(), 11);
        QCOMPARE(chosen.count(), 0);
    }
    void aMissingFileIsFoundAndALoadingOneCancelled() {
        TracksContent c = sampleTracks();
        c.cards[1].state = TrackState::Missing;
        c.cards[2].state = TrackState::Loading;
        view_->setContent(c);
        QSignalSpy relink(view_.get(), &TracksView::relinkRequested);
        QSignalSpy cancel(view_.get(), &TracksView::cancelRequested);
        click(*view_, part(1, TracksView::Relink));
        click(*view_, part(2, TracksView::Cancel));
        QCOMPARE(relink[0][0].toInt(), 11);
        QCOMPARE(cancel[0][0].toInt(), 12);
    }
    void buttonsAsk() {
        QSignalSpy add(view_.get(), &TracksView::addReferenceRequested);
        QSignalSpy genre(view_.get(), &TracksView::genreProfileRequested);
        QSignalSpy save(view_.get(), &TracksView::saveProfileRequested);
        for (const int id :
             {TracksView::AddReference, TracksView::GenreProfile, TracksView::SaveProfile})
            click(*view_, view_->part(id)->rect.center());
        QCOMPARE(add.count() + genre.count() + save.count(), 3);
        TracksContent c = sampleTracks();
        c.canSaveProfile = false;
        view_->setContent(c);
        click(*view_, view_->part(TracksView::SaveProfile)->rect.center());
        QCOMPARE(save.count(), 1);
    }
    void emptyOffersBothButtons() {
        view_->setContent({});
        QSignalSpy mix(view_.get(), &TracksView::addMixRequested);
        QSignalSpy reference(view_.get(), &TracksView::addReferenceRequested);
        click(*view_, view_->part(TracksView::AddMix)->rect.center());
        click(*view_, view_->part(TracksView::AddReference)->rect.center());
        QCOMPARE(mix.count(), 1);
        QCOMPARE(reference.count(), 1);
    }
    void keysWalkAndRemove() {
        QSignalSpy removed(view_.get(), &TracksView::trackRemoved);
        QSignalSpy chosen(view_.get(), &TracksView::trackChosen);
        view_->focusPart(TracksView::partOf(0, TracksView::Choose));
        QTest::keyClick(view_.get(), Qt::Key_Down);
        QTest::keyClick(view_.get(), Qt::Key_Return);
        QCOMPARE(chosen[0][0].toInt(), 11);
        QTest::keyClick(view_.get(), Qt::Key_Delete);
        QCOMPARE(removed[0][0].toInt(), 11);
    }
    void manyCardsScrollToTheKeyboard() {
        TracksContent c = sampleTracks();
        while (c.cards.size() < 10)
            c.cards.push_back(c.cards[1]);
        view_->setContent(c);
        const QRectF area(view_->rect());
        view_->focusPart(TracksView::partOf(9, TracksView::Choose));
        QVERIFY(view_->list(area).contains(view_->cardRect(9, area).center()));
        wheel(*view_, view_->list(area).center(), 100);
        QVERIFY(view_->list(area).contains(view_->cardRect(0, area).center()));
    }

    // From core's values
    void theTargetIsSaidInFewWords() {
        const auto names = [](const char* list) {
            return QString::fromLatin1(list).split(QLatin1Char(' '));
        };
        QCOMPARE(targetText(names("A B"), Decibels{0.74}),
                 QStringLiteral("Target: median of A, B · spread ±0.7 dB"));
        QCOMPARE(targetText(names("A B C D F"), Decibels{1.0}),
                 QStringLiteral("Target: median of A–D, F · spread ±1.0 dB"));
        QCOMPARE(targetText(names("A B built-in"), Decibels{2.3}),
                 QStringLiteral("Target: A, B, built-in · spread ±2.3 dB"));
        QCOMPARE(targetText(names("A"), std::nullopt), QStringLiteral("Target: A"));
        QCOMPARE(targetText(names("A"), Decibels{1.4}, true),
                 QString::fromUtf8("Target: A · known to ±1.4 dB"));
    }
    void aCardIsFilledFromAnAnalysis() {
        Analysis a;
        a.loudness.integrated = Lufs{-18.3};
        a.peaks.truePeak = {Decibels{-4.1}, Decibels{-5.0}};
        a.warnings = {{WarningCode::RangeUnstable, 30.0, {}},
                      {WarningCode::LossyCutoff, 16000.0, {}}};
        TrackCard card;
        card.plr = 99.0; // of a file that was there before
        card.state = TrackState::Changed;
        fillCard(card, a);
        QCOMPARE(card.state, TrackState::Changed); // its figures are no news of the file
        QCOMPARE(*card.integrated, -18.3);
        QCOMPARE(*card.truePeak, -4.1);
        QVERIFY(!card.range && !card.plr);
        QVERIFY(card.rangeUnstable);
        QCOMPARE(card.findings, QStringList{QStringLiteral("lossy: left out above 16 kHz")});
        // What reading found comes after it; being lossy is said once.
        fillCard(card, a,
                 std::vector<Warning>{{WarningCode::Lossy, 0.0, "MP3"},
                                      {WarningCode::Truncated, 0.0, {}}});
        QCOMPARE(card.findings.size(), 2);
        QCOMPARE(card.findings[1], findingText({WarningCode::Truncated, 0.0, {}}));
        Analysis whole = a;
        whole.warnings.clear();
        fillCard(card, whole, std::vector<Warning>{{WarningCode::Lossy, 0.0, "MP3"}});
        QCOMPARE(card.findings, QStringList{QStringLiteral("from a lossy file (MP3)")});
        a.peaks.truePeak = {Decibels{-INFINITY}, Decibels{-INFINITY}};
        fillCard(card, a);
        QVERIFY(!card.truePeak); // silence has no peak, not a huge negative one
    }
    void formats() {
        SourceFormat f;
        f.container = "WAV";
        f.channels = 2;
        f.bits = 24;
        QCOMPARE(formatText(f, {48000}, {232.4}), QStringLiteral("WAV · 48 kHz · 24 bit · 3:52"));
        f = {};
        f.container = "MP3";
        f.channels = 1;
        f.lossy = true;
        f.bitRate = 128000;
        QCOMPARE(formatText(f, {44100}, {178.0}), QStringLiteral("MP3 · 128 kbit/s · mono · 2:58"));
    }
    void everyErrorHasASentence() {
        for (int code = 0; code <= static_cast<int>(ErrorCode::Cancelled); ++code)
            QVERIFY(!problemText({static_cast<ErrorCode>(code), {}, {}}).isEmpty());
    }
};

QTEST_MAIN(TracksViewTest)
#include "tracks_view_test.moc"
