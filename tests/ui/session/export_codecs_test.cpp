// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_output.h"
#include "tests/support/file_bytes.h"
#include "tests/ui/session/answer.h"
#include "tests/ui/session/session_fixture.h"

#include "core/audio/audio_file.h"
#include "core/session/codec_text.h"
#include "ui/session/codec_choices.h"
#include "ui/session/export_dialog.h"
#include "ui/session/session_window.h"
#include "ui/transport/transport_bar.h"

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QUndoStack>

#include <algorithm>

using namespace kilter;
using namespace kilter::testing;

/// Masters that survive codecs, and encoded copies: chosen, heard and exported as a user does it.
class ExportCodecsTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    FakeCard card_;
    std::unique_ptr<SessionWindow> window_;

    [[nodiscard]] SessionController& controller() const { return window_->controller(); }

    template <class Widget>
    static Widget& named(const QWidget& in, const QString& name) {
        for (auto* each : in.findChildren<Widget*>())
            if (each->accessibleName() == name)
                return *each;
        qFatal("no such widget: %s", qPrintable(name));
    }
    static void press(QCheckBox& box) {
        QTest::mouseClick(&box, Qt::LeftButton, {}, {8, box.height() / 2});
    }
    static QPushButton& button(const QWidget& dialog, const QString& text) {
        for (auto* each : dialog.findChildren<QPushButton*>())
            if (QString(each->text()).remove(u'&') == text)
                return *each;
        qFatal("no such button");
    }
    static QString said(const QWidget& in) {
        QString all;
        for (const auto* label : in.findChildren<QLabel*>())
            all += label->text() + u'\n';
        return all;
    }
    /// A master that the codec does not leave whole, so that there is something to guard.
    void ask(Codec codec) const {
        Delivery delivery;
        delivery.samples = SampleFormat::Float32; // what is heard, to the bit
        delivery.survives = {{codec}, Decibels{-1.0}};
        controller().setDelivery(delivery);
    }
    [[nodiscard]] bool settled() const {
        return settledDown(controller()) && controller().guardIsCurrent();
    }
    [[nodiscard]] std::optional<CodecGuard> guard() const {
        return controller().master()->mastered.guard;
    }
    [[nodiscard]] static std::vector<float> samplesOf(const std::filesystem::path& file) {
        std::vector<float> samples;
        if (const auto track = readTrack(file))
            for (std::size_t i = 0; i < track->audio.channel(0).size(); ++i)
                samples.insert(samples.end(),
                               {track->audio.channel(0)[i], track->audio.channel(1)[i]});
        return samples;
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        window_ = std::make_unique<SessionWindow>();
        window_->playback().setMakeOutput([this](OutputBackend) { return card_.output(); });
        window_->show();
        window_->openSound();
        window_->addFiles({songs_.mix, songs_.a});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        controller().setTarget({Lufs{-9.0}, {}});
    }
    void init() {
        QSettings().clear();
        controller().setDelivery({});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
    }
    void cleanupTestCase() { window_.reset(); }

    /// What the export will take on the disk follows the boxes for copies.
    void theSizeFollowsTheCopies() {
        ExportDialog dialog(controller(), window_.get());
        QVERIFY(!said(dialog).contains("for the copy"));
        auto& mp3 = named<QCheckBox>(dialog, "A copy as MP3");
        press(mp3);
        const std::vector<CopyFormat> one{Codec{CodecKind::Mp3, 320}};
        const auto& mix = *controller().source(SessionController::kMix).loaded.track;
        const QString bytes =
            QLocale().formattedDataSize(static_cast<qint64>(expectedBytes(one, mix.duration(), 0)));
        QVERIFY2(said(dialog).contains(QStringLiteral("about %1 for the copy").arg(bytes)),
                 qPrintable(said(dialog)));
        press(named<QCheckBox>(dialog, "A copy as FLAC"));
        QVERIFY(said(dialog).contains("for the 2 copies"));
        press(mp3);
        press(named<QCheckBox>(dialog, "A copy as FLAC"));
        QVERIFY(!said(dialog).contains("about"));
    }

    /// By mouse and keyboard; each choice is the session's, and can be undone.
    void whatIsChosenIsTheSessions() {
        ExportDialog dialog(controller(), window_.get());
        dialog.open(); // as from the menu: Space is the dialog's
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        press(named<QCheckBox>(dialog, "Has to survive AAC 128"));
        press(named<QCheckBox>(dialog, "Has to survive Opus 256"));
        const auto& demands = controller().session().delivery.survives;
        const std::vector<Codec> both{{CodecKind::Aac, 128}, {CodecKind::Opus, 256}};
        QCOMPARE(demands.codecs, both);
        QCOMPARE(demands.ceiling.value, 0.0);
        auto& ceiling = named<QAbstractSpinBox>(dialog, "True peak of what is decoded");
        ceiling.setFocus();
        ceiling.selectAll();
        QTest::keyClicks(&ceiling, "-0.5");
        QTest::keyClick(&ceiling, Qt::Key_Tab);
        QCOMPARE(demands.ceiling.value, -0.5);
        auto& box = named<QCheckBox>(dialog, "Has to survive AAC 128");
        box.setFocus();
        QTest::keyClick(&box, Qt::Key_Space);
        QCOMPARE(demands.codecs, std::vector<Codec>{both.back()});
        for (auto* each : dialog.findChildren<QCheckBox*>())
            if (each->text().contains("Plain"))
                press(*each);
        QCOMPARE(controller().session().delivery.wav, WavText::Plain);
        controller().undoStack()->undo();
        QCOMPARE(controller().session().delivery.wav, WavText::Bext);
        controller().undoStack()->undo();
        QCOMPARE(demands.codecs, both);

        // A session may ask for others, too: they are shown, and stay.
        Delivery delivery = controller().session().delivery;
        delivery.survives.codecs = {{CodecKind::Mp3, 192}};
        delivery.survives.ceiling = Decibels{-0.25}; // finer than the field
        controller().setDelivery(delivery);
        ExportDialog again(controller(), window_.get());
        again.show();
        QVERIFY(named<QCheckBox>(again, "Has to survive MP3 192").isChecked());
        press(named<QCheckBox>(again, "Has to survive Vorbis 320"));
        const std::vector<Codec> kept{{CodecKind::Mp3, 192}, {CodecKind::Vorbis, 320}};
        QCOMPARE(demands.codecs, kept);
        QCOMPARE(demands.ceiling.value, -0.25);
    }

    /// One press writes all of it: the bytes of the stages that the command line goes through.
    void copiesLieBesideTheMaster() {
        const QTemporaryDir folder;
        const auto place = std::filesystem::path(folder.path().toStdString());
        ExportDialog dialog(controller(), window_.get());
        dialog.show();
        dialog.setPath(place / "song.wav");
        press(named<QCheckBox>(dialog, "Has to survive AAC 128"));
        press(named<QCheckBox>(dialog, "A copy as FLAC"));
        press(named<QCheckBox>(dialog, "A copy as MP3"));
        auto& rates = named<QComboBox>(dialog, "Bit rate of MP3");
        rates.setFocus();
        while (rates.currentData().toInt() != 192)
            QTest::keyClick(&rates, Qt::Key_Up);
        writeBytes(place / "song.flac", "what was there before");
        {
            const Answer no("No");
            QTest::mouseClick(&button(dialog, "Export"), Qt::LeftButton);
            QCOMPARE(no.question(), "song.flac exists. Replace it?");
        }
        const Answer yes("Yes");
        QSignalSpy exported(&controller(), &SessionController::exported);
        QTest::mouseClick(&button(dialog, "Export"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const std::vector<std::string> all{"song-mp3-192.mp3", "song.flac", "song.wav"};
        QCOMPARE(namesIn(place), all);
        const QString text = said(dialog);
        QVERIFY2(text.contains("Written and measured: −9.0 LUFS"), qPrintable(text));
        QVERIFY(text.contains("Beside it: song.flac, song-mp3-192.mp3."));
        QVERIFY(guard());
        QVERIFY(text.contains(QString::fromStdString(guardText(*guard(), Decibels{0.0}))));

        auto mix = loadTrack(controller().session().mix, kilter::Keep::Audio);
        QVERIFY(mix);
        const Session& session = controller().session();
        auto mastered = master(session, *mix, controller().comparison());
        QVERIFY(mastered);
        DeliveryPlan plan;
        plan.destination.out = place / "stages.wav";
        plan.copies = {FlacCopy{}, Codec{CodecKind::Mp3, 192}};
        const auto delivered = deliver({session, *mix, {}, controller().comparison()}, *mastered,
                                       mastered->solved.master.audio, plan);
        QVERIFY(delivered && !delivered->besideError);
        for (const char* end : {".wav", ".flac", "-mp3-192.mp3"})
            QVERIFY2(readBytes(place / (std::string("song") + end)) ==
                         readBytes(place / (std::string("stages") + end)),
                     end);

        // As they were chosen last time.
        const ExportDialog next(controller(), window_.get());
        const std::vector<CopyFormat> kept{FlacCopy{}, Codec{CodecKind::Mp3, 192}};
        QCOMPARE(next.findChild<CodecChoices*>()->copies(), kept);
    }

    void flacIsNoCopyOfFlac() {
        ExportDialog dialog(controller(), window_.get());
        dialog.show();
        press(named<QCheckBox>(dialog, "A copy as FLAC"));
        const auto& choices = *dialog.findChild<CodecChoices*>();
        QCOMPARE(choices.copies().size(), std::size_t{1});
        for (QComboBox* box : dialog.findChildren<QComboBox*>())
            if (const int flac = box->findText("FLAC"); flac >= 0) {
                box->setFocus();
                while (box->currentIndex() != flac)
                    QTest::keyClick(box, box->currentIndex() < flac ? Qt::Key_Down : Qt::Key_Up);
            }
        QCOMPARE(controller().session().delivery.format, FileFormat::Flac);
        QVERIFY(!named<QCheckBox>(dialog, "A copy as FLAC").isEnabled());
        QVERIFY(choices.copies().empty());
    }

    /// Cancelled while it encodes: nothing is there, not even the master.
    void cancelReachesTheEncodes() {
        const QTemporaryDir folder;
        const auto place = std::filesystem::path(folder.path().toStdString());
        ask({CodecKind::Aac, 128});
        ExportDialog dialog(controller(), window_.get());
        dialog.show();
        dialog.setPath(place / "song.wav");
        QSignalSpy failed(&controller(), &SessionController::exportFailed);
        QTest::mouseClick(&button(dialog, "Export"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(controller().work().stage == "guarding against codecs" ||
                                     failed.count() > 0,
                                 kPatience);
        QTest::mouseClick(&button(dialog, "Cancel"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 5000);
        QVERIFY(said(dialog).contains("Cancelled; nothing was written."));
        QVERIFY(namesIn(place).empty());
    }

    /// What belongs beside it and finds no place is told before the work.
    void aCopyThatHasNoPlaceIsTold() {
        const QTemporaryDir folder;
        const auto place = std::filesystem::path(folder.path().toStdString());
        std::filesystem::create_directory(place / "song.flac");
        ExportDialog dialog(controller(), window_.get());
        dialog.show();
        dialog.setPath(place / "song.wav");
        press(named<QCheckBox>(dialog, "A copy as FLAC"));
        const Answer yes("Yes");
        QSignalSpy failed(&controller(), &SessionController::exportFailed);
        QTest::mouseClick(&button(dialog, "Export"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QVERIFY2(said(dialog).contains("Not written. "), qPrintable(said(dialog)));
        QCOMPARE(namesIn(place), std::vector<std::string>{"song.flac"});
    }

    /// First the master is heard as it was solved, and the window says that codecs are being asked;
    /// then with their dips, which are the export's samples to the last bit; and any edit that is
    /// heard lets go of them.
    void theDipsAreHeardAsTheyAreExported() {
        SessionPlayback& playback = window_->playback();
        playback.setLevelMatched(false);
        playback.setSource(HeardSource::Master);
        ask({CodecKind::Opus, 128});
        QVERIFY(controller().masterIsCurrent());
        QVERIFY(!controller().guardIsCurrent());
        QVERIFY(controller().driveIsPredicted());
        QVERIFY(window_->findChild<TransportBar*>()->content().driveIsPredicted);
        QTRY_VERIFY(controller().work().kind == Work::Kind::Guarding);
        QVERIFY(said(*window_).contains("Guarding against codecs…"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        QVERIFY(guard() && !guard()->dips.empty());
        QVERIFY(!controller().driveIsPredicted());
        QTRY_VERIFY(controller().chain() == controller().master()->mastered.chain.settings);

        const auto file = songs_.at("guarded.wav");
        QSignalSpy exported(&controller(), &SessionController::exported);
        controller().exportMaster(planFor(file, true));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const std::vector<float> samples = samplesOf(file);
        QCOMPARE(samples.size(), std::size_t{2 * 8 * 44100});

        card_.framesAPoll = 44100;
        const auto heardFrom = [&](Seconds from) {
            playback.pause();
            QTest::qWait(100);
            playback.seek(from);
            card_.heard.clear();
            playback.play();
            (void)QTest::qWaitFor([&] { return !playback.playing(); }, 20000);
            return card_.heard;
        };
        std::vector<float> heard = heardFrom(Seconds{});
        const auto lead = std::ranges::find_if(heard, [](float x) { return x != 0.0F; });
        const auto first = std::ranges::find_if(samples, [](float x) { return x != 0.0F; });
        const auto offset = (lead - heard.begin()) - (first - samples.begin());
        const auto begin = heard.begin() + offset;
        QVERIFY(heard.end() - begin >= static_cast<std::ptrdiff_t>(samples.size()));
        QVERIFY(std::equal(samples.begin(), samples.end(), begin));

        // Without them it would be another file.
        controller().setDelivery([&] {
            Delivery plain = controller().session().delivery;
            plain.survives = {};
            return plain;
        }());
        QVERIFY(controller().guardIsCurrent()); // at once: it was solved before
        QVERIFY(!guard());
        QTRY_VERIFY(controller().chain() == controller().master()->mastered.chain.settings);
        heard = heardFrom(Seconds{});
        QVERIFY(!std::equal(samples.begin(), samples.end(), heard.begin() + offset));
    }

    void whatIsHeardMakesTheDipsStale() {
        ask({CodecKind::Opus, 128});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        const auto before = controller().master();
        Delivery delivery = controller().session().delivery;
        delivery.title = "Other words";
        controller().setDelivery(delivery);
        QVERIFY(controller().guardIsCurrent()); // they are not heard
        QCOMPARE(controller().master(), before);
        delivery.samples = SampleFormat::Pcm16; // other samples for the encoder
        controller().setDelivery(delivery);
        QVERIFY(controller().masterIsCurrent() && !controller().guardIsCurrent());
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        controller().setCeiling(Decibels{-1.5});
        QVERIFY(!controller().guardIsCurrent());
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
        QVERIFY(guard());
        controller().undoStack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kPatience);
    }
};

QTEST_MAIN(ExportCodecsTest)
#include "export_codecs_test.moc"
