// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/codec_text.h"
#include "core/session/services_json.h"
#include "core/session/services_text.h"
#include "ui/session/codec_table.h"
#include "ui/session/delivery_cells.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/export_dialog.h"
#include "ui/session/session_window.h"
#include "ui/views/figures.h"

#include <QCheckBox>
#include <QTabWidget>
#include <QUndoStack>

#include <algorithm>
#include <fstream>

using namespace kilter;
using namespace kilter::testing;

/// What the delivery panel is told about a session, and the session that it changes.
class DeliveryContentTest : public QObject {
    Q_OBJECT

    using State = DeliveredCodec::State;
    using Master = DeliveryContent::Master;
    static constexpr Codec kAac{CodecKind::Aac, 128};

    const MixAndReferences songs_{};
    FakeCard card_;
    std::unique_ptr<SessionWindow> window_;

    [[nodiscard]] SessionController& controller() const { return window_->controller(); }
    [[nodiscard]] DeliveryPanel& panel() const { return *window_->findChild<DeliveryPanel*>(); }
    [[nodiscard]] DeliveryTable& table() const { return *panel().findChild<DeliveryTable*>(); }
    [[nodiscard]] DeliveryContent content(const CodecAvailability& available = isAvailable) const {
        return deliveryContent(controller(), {builtinServices(), {}}, available);
    }
    static const DeliveredCodec& of(const DeliveryContent& content, Codec codec) {
        return *std::ranges::find(content.codecs, codec, &DeliveredCodec::codec);
    }
    void pressCell(int row, int column) const {
        const auto index = table().model()->index(row, column);
        table().scrollTo(index);
        QTest::mouseClick(
            table().viewport(), Qt::LeftButton, {},
            QPoint(table().visualRect(index).left() + 12, table().visualRect(index).center().y()));
    }
    [[nodiscard]] bool settled() const {
        return settledDown(controller()) && controller().guardIsCurrent();
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        window_ = std::make_unique<SessionWindow>();
        window_->playback().setMakeOutput([this](OutputBackend) { return card_.output(); });
        window_->resize(1440, 900);
        window_->show();
        auto& tabs = *window_->findChild<QTabWidget*>();
        QCOMPARE(tabs.indexOf(&panel()), 2);
        QCOMPARE(tabs.tabText(2), QStringLiteral("Delivery"));
        tabs.setCurrentWidget(&panel());
    }
    void cleanup() { window_.reset(); }

    void anEmptySessionSaysSo() {
        const DeliveryContent empty = content();
        QVERIFY(empty.master == Master::None);
        QCOMPARE(empty.masterText, QStringLiteral("no mix yet"));
        QCOMPARE(empty.codecs.size(), std::size_t{8});
        for (const DeliveredCodec& codec : empty.codecs)
            QVERIFY(codec.state == State::NotChosen && !codec.chosen);
        QVERIFY(empty.codecsText.startsWith("None is chosen"));
        QCOMPARE(empty.services.size(), builtinServices().rules.size());
        QVERIFY(!empty.services.front().played);
        QVERIFY(panel().content() == empty);
    }

    /// Ticked, measured, stale, measured again; undone. One place of truth: the export's too.
    void aCodecFromTickToFigures() {
        window_->addFiles({songs_.mix, songs_.a});
        QVERIFY(content().master == Master::None); // not read yet
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        controller().setTarget({Lufs{-9.0}, {}});
        Delivery delivery = controller().session().delivery;
        delivery.survives.ceiling = Decibels{-1.0}; // so that there is something to guard
        controller().setDelivery(delivery);
        QVERIFY(content().master == Master::Waiting);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        QVERIFY(content().master == Master::Current);

        pressCell(0, CodecTable::Name);
        QCOMPARE(controller().session().delivery.survives.codecs, std::vector<Codec>{kAac});
        QVERIFY(of(panel().content(), kAac).state == State::Waiting);
        {
            ExportDialog dialog(controller(), window_.get());
            for (const auto* box : dialog.findChildren<QCheckBox*>())
                if (box->accessibleName() == QLatin1String("Has to survive AAC 128"))
                    QVERIFY(box->isChecked());
        }
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        const DeliveryContent found = panel().content();
        const CodecGuard guard = *controller().master()->mastered.guard;
        QVERIFY(of(found, kAac).state == State::Found);
        QVERIFY(of(found, kAac).found == guard.codecs.front());
        QVERIFY(guard.codecs.front().before.overs > 0 && guard.changes());
        QVERIFY(found.codecsText.startsWith(QString::fromStdString(guardInShort(guard))));
        const MeasuredMaster& master = *controller().master();
        const QString target = QStringLiteral("; the target %1: %2 LUFS. ")
                                   .arg(*master.mastered.solved.hit ? "still holds" : "is missed",
                                        number(master.analysis.loudness.integrated->value, 2));
        QVERIFY2(found.codecsText.contains(target), qPrintable(found.codecsText));
        QVERIFY(found.codecsText.contains("FFmpeg's AAC encoder (not Apple's)"));
        QCOMPARE(found.codecsTip, QString::fromStdString(guardText(guard, Decibels{-1.0})));
        // Services: the rules on what was measured of the master.
        const Analysis& measured = controller().master()->analysis;
        for (const DeliveredService& service : found.services) {
            QVERIFY(service.played == playedBy(service.rule, measured));
            QCOMPARE(service.playedText,
                     QString::fromStdString(playedText(service.rule, *service.played)));
        }
        QCOMPARE(found.servicesText,
                 QString::fromStdString(servicesText(builtinServices(), measured)));

        // To the place where it is worst.
        window_->openSound();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        pressCell(0, CodecTable::Worst);
        const double worst = guard.codecs.front().before.worst->value;
        QTRY_VERIFY(std::abs(window_->playback().position().value - worst) < 0.1);

        // An edit makes it stale; what was found stays to be read.
        controller().setCeiling(Decibels{-1.5});
        const DeliveryContent stale = content();
        QVERIFY(stale.master == Master::Waiting);
        QVERIFY(of(stale, kAac).state == State::Waiting && of(stale, kAac).found);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        QVERIFY(of(content(), kAac).state == State::Found);
        controller().undoStack()->undo();
        controller().undoStack()->undo();
        QVERIFY(controller().session().delivery.survives.codecs.empty());
        QVERIFY(of(panel().content(), kAac).state == State::NotChosen);
    }

    void aCodecThatIsNotThere() {
        controller().setDelivery([] {
            Delivery delivery;
            delivery.survives.codecs = {kAac};
            return delivery;
        }());
        const auto none = content([](CodecKind kind) { return kind != CodecKind::Aac; });
        QVERIFY(of(none, kAac).state == State::Missing && of(none, kAac).chosen);
        QVERIFY(of(none, {CodecKind::Aac, 256}).state == State::Missing);
        QVERIFY(of(none, {CodecKind::Mp3, 320}).state == State::NotChosen);
    }

    /// A newer file of the user's own counts, and one that can't be read is said.
    void ownRulesCount() {
        const auto ownFile = ownServicesFile();
        std::filesystem::create_directories(ownFile.parent_path());
        std::ofstream(ownFile) << "{";
        {
            SessionWindow window;
            auto& delivery = *window.findChild<DeliveryPanel*>();
            QTRY_VERIFY(!delivery.content().servicesProblem.isEmpty());
            QCOMPARE(delivery.content().services.size(), builtinServices().rules.size());
        }
        std::ofstream(ownFile) << R"({"kilter_services": 1, "date": "2099-01-02", "services": [
            {"name": "Own", "level_lufs": -12, "raising": "never", "as_of": "2099-01-02",
             "confidence": "low"}]})";
        SessionWindow window;
        auto& delivery = *window.findChild<DeliveryPanel*>();
        QTRY_COMPARE(delivery.content().services.size(), std::size_t{1});
        QCOMPARE(delivery.content().servicesDate, QStringLiteral("2099-01-02"));
        QVERIFY(delivery.content().servicesProblem.isEmpty());
        std::filesystem::remove(ownFile);
    }
};

QTEST_MAIN(DeliveryContentTest)
#include "delivery_content_test.moc"
