// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/hand.h"

#include "core/session/services_json.h"
#include "core/session/services_text.h"
#include "ui/session/codec_table.h"
#include "ui/session/delivery_cells.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/sentence.h"
#include "ui/session/service_table.h"
#include "ui/theme.h"
#include "ui/views/drawing.h"

#include <QHeaderView>
#include <QSignalSpy>

#include <memory>

using namespace kilter;
using namespace kilter::testing;

/// The delivery panel by itself: what it shows of a content, and what hand and keyboard do on it.
class DeliveryPanelTest : public QObject {
    Q_OBJECT

    using State = DeliveredCodec::State;
    using Master = DeliveryContent::Master;
    std::unique_ptr<DeliveryPanel> panel_;

    static DeliveredCodec codecOf(Codec codec, State state,
                                  std::optional<GuardedCodec> found = {}) {
        DeliveredCodec row;
        row.codec = codec;
        row.state = state;
        row.chosen = state != State::NotChosen && state != State::Missing;
        row.found = found;
        return row;
    }
    static DeliveredService serviceOf(const ServiceRule& rule, bool known) {
        DeliveredService row;
        row.rule = rule;
        row.ruleText = QString::fromStdString(ruleText(rule));
        if (known) {
            row.played = playedBy(rule, Lufs{-9.0}, Decibels{-1.0});
            row.playedText = QString::fromStdString(playedText(rule, *row.played));
        }
        return row;
    }
    /// One codec that was mended, one that needed nothing, one that is asked, one that is not, one
    /// that is not there, one that failed; all built-in services.
    static DeliveryContent sample(Master master = Master::Current) {
        const Codec aac{CodecKind::Aac, 128};
        const Codec vorbis{CodecKind::Vorbis, 320};
        DeliveryContent content;
        content.master = master;
        content.masterText = QStringLiteral("master −9.00 LUFS · −1.00 dBTP");
        content.codecs = {
            codecOf(aac, State::Found,
                    GuardedCodec{aac, {9, {0.64}, Seconds{67.2}}, {0, {-0.05}, {}}, {0.1}, 4}),
            codecOf({CodecKind::Aac, 256}, State::Failed),
            codecOf({CodecKind::Mp3, 128}, State::Waiting),
            codecOf({CodecKind::Mp3, 320}, State::NotChosen),
            codecOf(vorbis, State::Found,
                    GuardedCodec{vorbis, {0, {-0.66}, {}}, {0, {-0.66}, {}}, {-0.5}, 1}),
            codecOf({CodecKind::Opus, 128}, State::Missing)};
        content.codecsText = QStringLiteral("9 short dips, deepest 0.7 dB, cost 0.002 LU.");
        for (const ServiceRule& rule : builtinServices().rules)
            content.services.push_back(serviceOf(rule, master == Master::Current));
        content.servicesDate = QString::fromStdString(builtinServices().date);
        content.servicesText = QStringLiteral("At −9 LUFS 5 of 9 turn it down.");
        return content;
    }

    [[nodiscard]] DeliveryTable& codecs() const { return *table("Codecs"); }
    [[nodiscard]] DeliveryTable& services() const { return *table("Services"); }
    [[nodiscard]] DeliveryTable* table(const char* name) const {
        for (auto* each : panel_->findChildren<DeliveryTable*>())
            if (each->accessibleName() == QLatin1String(name))
                return each;
        qFatal("no such table");
    }
    static QString text(const DeliveryTable& in, int row, int column) {
        return in.model()->index(row, column).data().toString();
    }
    static QString readOut(const DeliveryTable& in, int row, int column) {
        return in.model()->index(row, column).data(Qt::AccessibleTextRole).toString();
    }
    static void pressCell(DeliveryTable& in, int row, int column) {
        const auto index = in.model()->index(row, column);
        in.scrollTo(index);
        QTest::mouseClick(
            in.viewport(), Qt::LeftButton, {},
            QPoint(in.visualRect(index).left() + 12, in.visualRect(index).center().y()));
    }
    static QImage look(DeliveryTable& in) { return in.viewport()->grab().toImage(); }
    static int rowOf(const DeliveryTable& in, const QString& name) {
        for (int r = 0; r < in.model()->rowCount(); ++r)
            if (text(in, r, 0) == name)
                return r;
        qFatal("no such row: %s", qPrintable(name));
    }
    /// All signals, by name.
    QStringList emitted_;

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        emitted_.clear();
        panel_ = std::make_unique<DeliveryPanel>();
        panel_->resize(1420, 330);
        connect(panel_.get(), &DeliveryPanel::codecChosen, this, [this](Codec codec, bool on) {
            emitted_ << QStringLiteral("%1 %2").arg(labelOf(codec), on ? "on" : "off");
        });
        connect(panel_.get(), &DeliveryPanel::seekRequested, this,
                [this](Seconds at) { emitted_ << QStringLiteral("seek %1").arg(at.value); });
        connect(panel_.get(), &DeliveryPanel::listenToCodec, this, [this](Codec codec, bool diff) {
            emitted_ << QStringLiteral("%1 %2").arg(diff ? "difference" : "decoded",
                                                    labelOf(codec));
        });
        connect(panel_.get(), &DeliveryPanel::listenToService, this,
                [this](const QString& name) { emitted_ << QStringLiteral("as ") + name; });
        panel_->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
        panel_->activateWindow();
        panel_->setFocusPolicy(Qt::ClickFocus); // as the window's middle: nothing has the keyboard
        panel_->setFocus();
    }

    void everyStateHasItsWords() {
        panel_->setContent(sample());
        const auto row = [&](int r) {
            QStringList cells;
            for (int c = CodecTable::Name; c <= CodecTable::Worst; ++c)
                cells << text(codecs(), r, c);
            return cells.join(QStringLiteral(" | "));
        };
        QCOMPARE(row(0), QStringLiteral("AAC 128 | +0.64 dBTP | 9 | −0.05 dBTP | 1:07.2"));
        QCOMPARE(row(1), QStringLiteral("AAC 256 | failed | — | — | —"));
        QCOMPARE(row(2), QStringLiteral("MP3 128 | measuring… | — | — | —"));
        QCOMPARE(row(3), QStringLiteral("MP3 320 | — | — | — | —"));
        QCOMPARE(row(4), QStringLiteral("Vorbis 320 | −0.66 dBTP | 0 | as it is | —"));
        QCOMPARE(row(5), QStringLiteral("Opus 128 | not in this FFmpeg |  |  | "));
        QCOMPARE(readOut(codecs(), 0, CodecTable::Name),
                 QStringLiteral("AAC 128, has to be survived"));
        QCOMPARE(readOut(codecs(), 0, CodecTable::Before),
                 QStringLiteral("AAC 128, Decoded peak: +0.64 dBTP"));
        QCOMPARE(readOut(codecs(), 3, CodecTable::Name), QStringLiteral("MP3 320, not chosen"));
        QCOMPARE(readOut(codecs(), 0, CodecTable::HearDifference),
                 QStringLiteral("AAC 128: What it took"));
        QCOMPARE(emitted_, QStringList());
    }
    /// Known answers, for −9 LUFS and −1 dBTP; a rule that is not known well gives none.
    void servicesAreTold() {
        panel_->setContent(sample());
        const auto row = [&](const char* name) {
            const int r = rowOf(services(), QLatin1String(name));
            QStringList cells;
            for (int c = ServiceTable::Rule; c <= ServiceTable::Peak; ++c)
                cells << text(services(), r, c);
            return cells.join(QStringLiteral(" | "));
        };
        QCOMPARE(row("Spotify"),
                 QStringLiteral("−14 LUFS, up only to −1 dBTP | −5.0 dB | −14.0 | −6.0"));
        QCOMPARE(row("YouTube Music"), QStringLiteral("−7 LUFS, down only | 0.0 dB | −9.0 | −1.0"));
        QCOMPARE(row("SoundCloud"), QStringLiteral("−14 LUFS, down only | ? | ? | ?"));
        const int r = rowOf(services(), QStringLiteral("SoundCloud"));
        QVERIFY(readOut(services(), r, ServiceTable::Gain).endsWith(QLatin1String("uncertain")));
        const auto known = services().model()->index(r, ServiceTable::Known);
        QCOMPARE(known.data(kDotsRole).toInt(), 1);
        const QString tip = known.data(Qt::ToolTipRole).toString();
        for (const char* part : {"uncertain: hearsay", "apu.software", "Looked up on 2026-",
                                 "if that is its rule", "other sources say"})
            QVERIFY2(tip.contains(QLatin1String(part), Qt::CaseInsensitive), part);
        const auto spotify = services().model()->index(0, ServiceTable::Known);
        QCOMPARE(spotify.data(kDotsRole).toInt(), 3);
        // A limiter that works is said; no wrong and no right is, anywhere.
        DeliveryContent content = sample();
        content.services[1].played = Played{{2.0}, Lufs{-11.0}, {-1.0}, true};
        panel_->setContent(content);
        QCOMPARE(text(services(), 1, ServiceTable::Peak), QStringLiteral("−1.0 limited"));
    }

    void theMouseDoesIt() {
        panel_->setContent(sample());
        pressCell(codecs(), 0, CodecTable::Name);
        pressCell(codecs(), 3, CodecTable::Name);
        pressCell(codecs(), 0, CodecTable::Worst);
        pressCell(codecs(), 0, CodecTable::Hear);
        pressCell(codecs(), 3, CodecTable::HearDifference); // also of one that is not asked for
        pressCell(services(), 0, ServiceTable::Hear);
        QCOMPARE(emitted_, QStringList({"AAC 128 off", "MP3 320 on", "seek 67.2", "decoded AAC 128",
                                        "difference MP3 320", "as Spotify"}));
        emitted_.clear();
        pressCell(codecs(), 0, CodecTable::Before);
        pressCell(codecs(), 4, CodecTable::Worst); // nowhere
        pressCell(codecs(), 5, CodecTable::Name);  // not there
        pressCell(codecs(), 5, CodecTable::Hear);
        pressCell(services(), 0, ServiceTable::Gain);
        QCOMPARE(emitted_, QStringList());
        QVERIFY(!codecs().hasFocus()); // the keyboard stays where it was
    }
    /// Released elsewhere it was not meant.
    void aPressThatLeavesIsNone() {
        panel_->setContent(sample());
        const QRect from = codecs().visualRect(codecs().model()->index(0, CodecTable::Hear));
        QTest::mousePress(codecs().viewport(), Qt::LeftButton, {}, from.center());
        QTest::mouseRelease(codecs().viewport(), Qt::LeftButton, {},
                            from.center() + QPoint(0, from.height()));
        QCOMPARE(emitted_, QStringList());
    }
    void theKeyboardDoesIt() {
        panel_->setContent(sample());
        codecs().setFocus(Qt::TabFocusReason);
        QVERIFY(codecs().hasFocus());
        QCOMPARE(codecs().currentIndex(), codecs().model()->index(0, 0));
        QTest::keyClick(&codecs(), Qt::Key_Space);
        for (int i = 0; i < CodecTable::Hear; ++i)
            QTest::keyClick(&codecs(), Qt::Key_Right);
        QTest::keyClick(&codecs(), Qt::Key_Return);
        QTest::keyClick(&codecs(), Qt::Key_Right);
        QTest::keyClick(&codecs(), Qt::Key_Down);
        QTest::keyClick(&codecs(), Qt::Key_Space);
        QTest::keyClick(&codecs(), Qt::Key_Tab);
        QVERIFY(services().hasFocus());
        for (int i = 0; i < ServiceTable::Hear; ++i)
            QTest::keyClick(&services(), Qt::Key_Right);
        QTest::keyClick(&services(), Qt::Key_Space);
        QCOMPARE(emitted_, QStringList({"AAC 128 off", "decoded AAC 128", "difference AAC 256",
                                        "as Spotify"}));
        // What does nothing leaves its key to the window: Space plays.
        struct Keys : QObject {
            int passed = 0;
            bool eventFilter(QObject*, QEvent* event) override {
                passed += event->type() == QEvent::KeyPress;
                return false;
            }
        } keys;
        panel_->installEventFilter(&keys);
        QTest::keyClick(&services(), Qt::Key_Left); // to a figure
        QTest::keyClick(&services(), Qt::Key_Space);
        QTest::keyClick(&services(), Qt::Key_B);
        QCOMPARE(keys.passed, 2);
        QCOMPARE(emitted_.size(), 4);
    }

    /// Without a current master nothing can be heard; codecs can be chosen all the same.
    void nothingIsHeardWithoutAMaster() {
        for (const Master master : {Master::None, Master::Waiting, Master::Failed}) {
            emitted_.clear();
            panel_->setContent(sample(master));
            for (int r = 0; r < codecs().model()->rowCount(); ++r)
                for (const int c : {CodecTable::Hear, CodecTable::HearDifference})
                    pressCell(codecs(), r, c);
            for (int r = 0; r < services().model()->rowCount(); ++r)
                pressCell(services(), r, ServiceTable::Hear);
            QCOMPARE(emitted_, QStringList());
            pressCell(codecs(), 3, CodecTable::Name);
            QCOMPARE(emitted_, QStringList({"MP3 320 on"}));
            QCOMPARE(text(services(), 0, ServiceTable::Gain), QStringLiteral("—"));
        }
    }
    /// The figures of the master before are dim until there are new ones.
    void staleFiguresAreDim() {
        DeliveryContent content = sample();
        const auto red = [&] {
            const auto index = codecs().model()->index(0, CodecTable::Before);
            return count(look(codecs()), QRectF(codecs().visualRect(index)), darkTheme().danger);
        };
        panel_->setContent(content);
        QVERIFY(red() > 10);
        content.codecs[0].state = State::Waiting;
        content.master = Master::Waiting;
        panel_->setContent(content);
        QCOMPARE(text(codecs(), 0, CodecTable::Before), QStringLiteral("+0.64 dBTP"));
        QCOMPARE(red(), 0);
    }
    void whatIsPaintedIsWhatIsSo() {
        panel_->setContent(sample());
        const auto cell = [&](DeliveryTable& in, int r, int c) {
            return QRectF(in.visualRect(in.model()->index(r, c)));
        };
        const Theme& t = darkTheme();
        const QImage image = look(codecs());
        // Boxes: ticked and not.
        QVERIFY(count(image, cell(codecs(), 0, CodecTable::Name), t.master) > 60);
        QCOMPARE(count(image, cell(codecs(), 3, CodecTable::Name), t.master), 0);
        // Mended: green; nothing to mend: not.
        QVERIFY(count(image, cell(codecs(), 0, CodecTable::After), t.reference) > 10);
        QCOMPARE(count(image, cell(codecs(), 4, CodecTable::After), t.reference), 0);
        QCOMPARE(count(image, cell(codecs(), 4, CodecTable::Before), t.danger), 0);
        // What is still over is red.
        DeliveryContent content = sample();
        content.codecs[0].found->after = {1, {0.2}, Seconds{3.0}};
        content.heard.codec = content.codecs[0].codec;
        content.heard.difference = true;
        panel_->setContent(content);
        const QImage worse = look(codecs());
        QVERIFY(count(worse, cell(codecs(), 0, CodecTable::After), t.danger) > 10);
        // The button of what is heard is down.
        QVERIFY(count(worse, cell(codecs(), 0, CodecTable::HearDifference), t.master) > 400);
        QCOMPARE(count(worse, cell(codecs(), 0, CodecTable::Hear), t.master), 0);
        // Dots: three of three against one.
        const QImage dots = look(services());
        const int well = count(dots, cell(services(), 0, ServiceTable::Known), t.reference);
        const int unsure = rowOf(services(), QStringLiteral("Amazon Music"));
        services().scrollTo(services().model()->index(unsure, 0));
        const int hardly =
            count(look(services()), cell(services(), unsure, ServiceTable::Known), t.reference);
        QVERIFY2(well > 2 * hardly && hardly > 10, qPrintable(QString::number(hardly)));
    }

    /// Nothing but the rule is ever cut, and that is whole in its tool tip.
    void wordsAreWhole_data() {
        QTest::addColumn<int>("width");
        for (const int width : {1084, 1424, 2544})
            QTest::addRow("%d", width) << width;
    }
    void wordsAreWhole() {
        QFETCH(int, width);
        panel_->resize(width, 200);
        DeliveryContent content = sample();
        content.codecs.pop_back(); // whose sentence is longer than a figure
        panel_->setContent(content);
        for (DeliveryTable* in : {&codecs(), &services()}) {
            QVERIFY2(in->horizontalHeader()->length() <= in->viewport()->width(),
                     qPrintable(QString::number(in->horizontalHeader()->length())));
            for (int c = 0; c < in->model()->columnCount(); ++c)
                for (int r = 0; r < in->model()->rowCount(); ++r) {
                    const auto index = in->model()->index(r, c);
                    const bool mayGiveWay = in == &services() && c == ServiceTable::Rule;
                    const int needed = in->itemDelegate()->sizeHint({}, index).width();
                    QVERIFY2(mayGiveWay || needed <= in->columnWidth(c),
                             qPrintable(index.data().toString()));
                    if (mayGiveWay)
                        QVERIFY(index.data(Qt::ToolTipRole)
                                    .toString()
                                    .contains(index.data().toString().toHtmlEscaped()));
                }
        }
    }
    void sentencesGiveWay() {
        Sentence sentence;
        sentence.resize(400, 40);
        sentence.say(QStringLiteral("short"));
        QVERIFY(!sentence.isCut() && sentence.toolTip().isEmpty());
        sentence.say(QStringLiteral("long enough to take more than two lines ").repeated(6));
        QVERIFY(sentence.isCut() && sentence.toolTip().contains(QLatin1String("more than two")));
        sentence.say(QStringLiteral("short"), QStringLiteral("and there is more"));
        QCOMPARE(sentence.toolTip(), QStringLiteral("and there is more"));
        sentence.say(QStringLiteral("long enough to take more than two lines ").repeated(6));
        sentence.setMostLines(1);
        QVERIFY(sentence.heightForWidth(60) < 2 * sentence.fontMetrics().lineSpacing());
        sentence.setMostLines(2);
        QVERIFY(sentence.heightForWidth(60) > 2 * sentence.fontMetrics().lineSpacing());
        QVERIFY(sentence.heightForWidth(60) <= 3 * sentence.fontMetrics().lineSpacing());
    }
    /// In the status bar as words, without the tool tip's markup.
    void everyCellIsExplained() {
        panel_->setContent(sample());
        for (DeliveryTable* in : {&codecs(), &services()})
            for (int r = 0; r < in->model()->rowCount(); ++r)
                for (int c = 0; c < in->model()->columnCount(); ++c) {
                    const auto index = in->model()->index(r, c);
                    const QString status = index.data(Qt::StatusTipRole).toString();
                    QVERIFY2(!status.contains(u'<'), qPrintable(status));
                    const bool nowhere = in == &codecs() && c == CodecTable::Worst;
                    QVERIFY2(nowhere || !status.isEmpty(), qPrintable(index.data().toString()));
                    QCOMPARE(index.data(Qt::ToolTipRole).toString(), inLines(status));
                }
    }
    void ownRulesThatDoNotCountAreSaid() {
        DeliveryContent content = sample();
        content.servicesProblem = QStringLiteral("Your own rules can't be used.");
        panel_->setContent(content);
        bool said = false;
        for (const auto* each : panel_->findChildren<Sentence*>())
            said = said || each->text() == content.servicesProblem;
        QVERIFY(said);
    }
};

QTEST_MAIN(DeliveryPanelTest)
#include "delivery_panel_test.moc"
