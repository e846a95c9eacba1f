// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_json.h"
#include "tests/support/fake_output.h"
#include "ui/session/check_dialog.h"
#include "ui/session/codec_choices.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/export_dialog.h"
#include "ui/session/proposal_dialog.h"
#include "ui/session/session_window.h"
#include "ui/session/target_dialog.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QElapsedTimer>
#include <QPixmap>
#include <QProgressBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>
#include <QUndoStack>

#include <fstream>
#include <functional>

/// The whole window in its states, as pictures: to be looked at. QT_SCALE_FACTOR gives other
/// resolutions; without a sound card it plays to one that is not there.
namespace {

using namespace kilter;
using kilter::testing::FakeCard;

class Gallery {
  public:
    Gallery(const QDir& folder, const QString& suffix, QSize size)
        : folder_(folder)
        , suffix_(suffix)
        , size_(size) {}

    void show(SessionWindow& window) const {
        window.resize(size_);
        window.show();
        wait(0.3);
    }
    void keep(QWidget& widget, const char* state) const {
        wait(0.3);
        widget.grab().save(
            folder_.filePath(QStringLiteral("%1-%2.png").arg(QLatin1String(state), suffix_)));
    }
    template <class Dialog, class... Values>
    void keepDialog(const char* state, Values&&... values) const {
        Dialog dialog(std::forward<Values>(values)...);
        dialog.show();
        keep(dialog, state);
    }
    static void wait(double seconds) {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < static_cast<qint64>(1000.0 * seconds))
            QApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    static void waitFor(const std::function<bool()>& what) {
        QElapsedTimer timer;
        timer.start();
        while (!what() && timer.elapsed() < 120000)
            QApplication::processEvents(QEventLoop::AllEvents, 10);
    }

  private:
    QDir folder_;
    QString suffix_;
    QSize size_;
};

/// A loud master that codecs do not leave whole; and targets that are found.
void visitCodecs(const Gallery& gallery, SessionWindow& window,
                 const std::filesystem::path& scratch) {
    SessionController& controller = window.controller();
    const auto settled = [&] { return !controller.busy() && controller.guardIsCurrent(); };
    Delivery delivery = controller.session().delivery;
    delivery.survives.codecs = {{CodecKind::Aac, 128}, {CodecKind::Opus, 128}};
    controller.setDelivery(delivery);
    controller.setTarget({Lufs{-9.0}, {}});
    Gallery::waitFor([&] { return controller.work().kind == Work::Kind::Guarding; });
    Gallery::wait(1.0);
    gallery.keep(window, "guarding");
    {
        ExportDialog dialog(controller, &window);
        dialog.setPath(scratch / "guarded.wav");
        dialog.show();
        for (QCheckBox* box : dialog.findChildren<QCheckBox*>())
            if (box->accessibleName() == QLatin1String("A copy as MP3"))
                box->click();
        gallery.keep(dialog, "export-guarding");
        Gallery::waitFor(settled);
        gallery.keep(dialog, "export-guarded");
        gallery.keep(window, "guarded");
        dialog.start();
        Gallery::waitFor(
            [&] { return controller.work().stage == "encoding" || !controller.busy(); });
        gallery.keep(dialog, "export-encoding");
        Gallery::waitFor([&] { return controller.work().kind == Work::Kind::None; });
        gallery.keep(dialog, "exported-guarded");
    }
    controller.setDelivery({});
    controller.setCeiling(Decibels{-1.1});
    controller.aimAtLoudestClean();
    Gallery::wait(0.05);
    gallery.keep(window, "aiming");
    Gallery::waitFor(settled);
    gallery.keep(window, "loudest-clean");
    controller.setCeiling(Decibels{-1.0});
    controller.setTarget({Lufs{-14.0}, {}});
    Gallery::waitFor(settled);
}

/// What becomes of a loud master: the delivery panel in its states, places that are marked, and
/// finished files that are checked.
void visitDelivery(const Gallery& gallery, const std::vector<std::filesystem::path>& files,
                   const std::filesystem::path& scratch) {
    SessionWindow window;
    SessionController& controller = window.controller();
    const auto settled = [&] { return !controller.busy() && controller.guardIsCurrent(); };
    gallery.show(window);
    window.findChild<QTabWidget*>()->setCurrentIndex(2);
    gallery.keep(window, "delivery-empty");
    controller.setTarget({Lufs{-9.0}, {}});
    window.addFiles(files);
    Gallery::waitFor([&] { return controller.source(SessionController::kMix).ready(); });
    gallery.keep(window, "delivery-solving");
    Gallery::waitFor(settled);
    gallery.keep(window, "delivery-none-chosen");
    Delivery delivery = controller.session().delivery;
    delivery.survives.codecs = {{CodecKind::Aac, 128},
                                {CodecKind::Aac, 256},
                                {CodecKind::Mp3, 320},
                                {CodecKind::Vorbis, 320},
                                {CodecKind::Opus, 128}};
    controller.setDelivery(delivery);
    Gallery::waitFor([&] { return controller.work().kind == Work::Kind::Guarding; });
    gallery.keep(window, "delivery-guarding");
    Gallery::waitFor(settled);
    gallery.keep(window, "delivery");
    auto& panel = *window.findChild<DeliveryPanel*>();
    DeliveryContent content = panel.content(); // with what only other computers have
    content.codecs.back().state = DeliveredCodec::State::Missing;
    content.heard.codec = content.codecs.front().codec;
    content.servicesProblem =
        QStringLiteral("/home/me/.config/kilter/services.json can't be used.");
    panel.setContent(content);
    gallery.keep(window, "delivery-missing");
    controller.setCeiling(Decibels{-1.5});
    gallery.keep(window, "delivery-stale");
    Gallery::waitFor(settled);

    gallery.keepDialog<CodecChoices>("codecs-missing", CodecDemands{}, nullptr,
                                     [](CodecKind kind) { return kind != CodecKind::Opus; });

    CheckDialog dialog(builtinServices(), &window);
    dialog.show();
    const auto check = [&](const std::filesystem::path& file, const char* state) {
        dialog.check(file);
        Gallery::waitFor([&] { return dialog.findChild<QProgressBar*>()->isHidden(); });
        gallery.keep(dialog, state);
    };
    dialog.check(files.front());
    gallery.keep(dialog, "checking");
    check(files.back(), "checked");
    const auto text = scratch / "no audio.wav";
    std::ofstream(text) << "no audio, but a text";
    check(text, "checked-failed");
}

/// The master in other hands, while it plays.
void visitVersions(const Gallery& gallery, SessionWindow& window) {
    SessionController& controller = window.controller();
    SessionPlayback& playback = window.playback();
    const auto hear = [&](HeardSource source, const char* state) {
        Gallery::waitFor([&] { return controller.hearsNewest(source); });
        Gallery::wait(4.0);
        gallery.keep(window, state);
    };
    window.findChild<QTabWidget*>()->setCurrentIndex(2);
    playback.hearVersion(Codec{CodecKind::Aac, 256}, HeardSource::Decoded);
    Gallery::wait(0.05);
    gallery.keep(window, "encoding-to-hear");
    hear(HeardSource::Decoded, "playing-codec");
    playback.hearVersion(Codec{CodecKind::Aac, 256}, HeardSource::Taken);
    hear(HeardSource::Taken, "playing-taken");
    for (const ServiceRule& rule : builtinServices().rules)
        if (rule.name == "Spotify, loud")
            playback.hearVersion(rule, HeardSource::Served);
    hear(HeardSource::Served, "playing-service");
    controller.setTarget({Lufs{-13.0}, {}});
    Gallery::wait(0.1);
    gallery.keep(window, "playing-outdated");
    playback.setSource(HeardSource::Master);
    controller.undoStack()->undo();
    Gallery::waitFor([&] { return !controller.busy() && controller.guardIsCurrent(); });
}

void visit(const Gallery& gallery, const std::vector<std::filesystem::path>& files,
           const std::filesystem::path& scratch) {
    SessionWindow window;
    SessionController& controller = window.controller();
    const auto settled = [&] { return !controller.busy() && controller.guardIsCurrent(); };
    gallery.show(window);
    gallery.keep(window, "empty");
    QElapsedTimer timer;
    timer.start();
    window.addFiles(files);
    Gallery::wait(0.1);
    gallery.keep(window, "loading");
    Gallery::waitFor([&] { return controller.comparison() && controller.comparisonIsCurrent(); });
    QTextStream(stdout) << "measured and compared after " << timer.elapsed() << " ms\n";
    Gallery::waitFor(settled);
    QTextStream(stdout) << "master solved and measured after " << timer.elapsed() << " ms\n";
    gallery.keep(window, "loaded");
    if (!controller.moves().empty()) {
        Move turned = controller.movesWithoutOverall().front();
        turned.shape.gain = turned.shape.gain * -0.5;
        controller.setMove(0, turned);
        Gallery::waitFor(settled);
        gallery.keep(window, "changed-move");
    }
    controller.setMatch(MatchOptions{});
    Gallery::waitFor(settled);
    gallery.keep(window, "curve");
    controller.setMatch(std::nullopt);
    controller.proposeAgain();
    Gallery::waitFor(settled);
    gallery.keepDialog<TargetDialog>("target", controller.session(), &window);
    gallery.keepDialog<ProposalDialog>("proposals", controller.session(), &window);
    {
        ExportDialog dialog(controller, &window);
        dialog.setPath(scratch / "master.wav");
        dialog.show();
        gallery.keep(dialog, "export");
        dialog.start();
        Gallery::wait(0.3);
        gallery.keep(dialog, "exporting");
        Gallery::waitFor([&] { return controller.work().kind == Work::Kind::None; });
        gallery.keep(dialog, "exported");
        dialog.setPath(files.front());
        gallery.keep(dialog, "refused");
    }
    visitCodecs(gallery, window, scratch);
    FakeCard card;
    window.openSound();
    if (window.playback().output().status != OutputStatus::Open) {
        window.playback().setMakeOutput([&card](OutputBackend) { return card.output(); });
        window.openSound();
    }
    Gallery::wait(1.0);
    window.playback().play();
    Gallery::wait(4.0);
    if (window.playback().playing())
        gallery.keep(window, "playing");
    if (!controller.session().references.empty()) {
        window.playback().setSource(HeardSource::Reference);
        Gallery::wait(1.0);
        gallery.keep(window, "playing-reference");
        window.playback().setSource(HeardSource::Master);
    }
    visitVersions(gallery, window);
    auto* lower = window.findChild<QTabWidget*>();
    lower->setCurrentIndex(1);
    gallery.keep(window, "strip-off");
    CompressorSpec glue;
    glue.enabled = true;
    glue.thresholdDb = -24.0;
    glue.releaseMs = 150.0;
    controller.setCompressor(glue);
    Gallery::waitFor(settled);
    Gallery::wait(5.0);
    gallery.keep(window, "strip");
    controller.undoStack()->undo();
    lower->setCurrentIndex(0);
    window.playback().stop();

    const auto damaged = scratch / "A mix whose name is rather long (final 3, really final).wav";
    std::ofstream(damaged) << "no audio, but a text";
    controller.addReferences({damaged, scratch / "gone.flac"});
    controller.setTarget({Lufs{-6.0}, {}});
    Gallery::wait(0.6);
    gallery.keep(window, "solving");
    Gallery::waitFor(settled);
    gallery.keep(window, "failed");
    controller.newSession();
    gallery.keep(window, "new");
}

/// Files that are bounced again or go while the window shows them; and what an export asks.
void visitChanged(const Gallery& gallery, const std::vector<std::filesystem::path>& files,
                  const std::filesystem::path& scratch) {
    std::vector<std::filesystem::path> copies;
    for (const auto& file : files) {
        copies.push_back(scratch / file.filename());
        std::filesystem::copy_file(file, copies.back());
    }
    SessionWindow window;
    SessionController& controller = window.controller();
    gallery.show(window);
    window.addFiles(copies);
    Gallery::waitFor([&] { return !controller.busy() && controller.masterIsCurrent(); });
    std::ofstream(copies.front(), std::ios::app) << "more";
    if (copies.size() > 1)
        std::filesystem::remove(copies[1]);
    Gallery::waitFor(
        [&] { return controller.source(SessionController::kMix).state == SourceState::Changed; });
    Gallery::wait(1.0);
    gallery.keep(window, "changed");
    {
        ExportDialog dialog(controller, &window);
        dialog.show();
        QTimer::singleShot(500, &dialog, [&] {
            auto* question = QApplication::activeModalWidget();
            gallery.keep(*question, "changed-export");
            question->close();
        });
        dialog.start();
    }
    controller.keep(SessionController::kMix);
    controller.keep(0);
    gallery.keep(window, "kept");
}

} // namespace

int main(int argc, char** argv) {
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList words = QApplication::arguments();
    if (words.size() < 6) {
        QTextStream(stderr)
            << "usage: window_gallery FOLDER dark|light WIDTH HEIGHT MIX [REFERENCE]...\n";
        return 2;
    }
    if (!QDir().mkpath(words[1]))
        return 1;
    applyTheme(*qApp, words[2] == QLatin1String("light") ? lightTheme() : darkTheme());
    const QSize size(words[3].toInt(), words[4].toInt());
    const QString suffix = QStringLiteral("%1-%2x%3-%4x")
                               .arg(words[2])
                               .arg(size.width())
                               .arg(size.height())
                               .arg(qApp->devicePixelRatio());
    std::vector<std::filesystem::path> files;
    for (const QString& word : words.mid(5))
        files.emplace_back(word.toStdU16String());
    const Gallery gallery(QDir(words[1]), suffix, size);
    const std::filesystem::path scratch = home.path().toStdU16String();
    visitDelivery(gallery, files, scratch);
    visit(gallery, files, scratch);
    visitChanged(gallery, files, scratch);
    return 0;
}
