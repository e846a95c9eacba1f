// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Paints every view in every state, in both themes and at three pixel ratios, to PNG files in the
// folder that it is given: to be looked at.

#include "tests/ui/sample_content.h"

#include "ui/meters/correlation_meter.h"
#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/meters_panel.h"
#include "ui/meters/peak_meter.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QTextStream>

#include <functional>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

struct Exhibit {
    QString name;
    std::function<QWidget*()> make;
    QSize size;
};

template <class View, class Content>
Exhibit exhibit(const char* name, QSize size, const Content& content) {
    return {QString::fromLatin1(name),
            [content] {
                auto* view = new View;
                view->setContent(content);
                return view;
            },
            size};
}

std::vector<Exhibit> spectra() {
    const QSize size(880, 330);
    std::vector<Exhibit> all;
    all.push_back(exhibit<SpectrumView>("spectrum-empty", size, SpectrumContent{}));
    SpectrumContent measuring;
    measuring.measuring = true;
    all.push_back(exhibit<SpectrumView>("spectrum-measuring", size, measuring));
    SpectrumContent mixOnly;
    mixOnly.mix = musicSpectrum(1);
    all.push_back(exhibit<SpectrumView>("spectrum-mix-only", size, mixOnly));
    all.push_back({QStringLiteral("spectrum-loaded"),
                   [] {
                       auto* v = new SpectrumView;
                       v->setContent(sampleSpectrum());
                       v->setLive(musicSpectrum(9, 3.0));
                       return v;
                   },
                   size});
    all.push_back(exhibit<SpectrumView>("spectrum-narrow", {534, 230}, sampleSpectrum()));
    all.push_back({QStringLiteral("spectrum-wide"),
                   [] {
                       auto* v = new SpectrumView;
                       SpectrumContent c = sampleSpectrum();
                       c.masterPredicted = true;
                       c.selected = 3;
                       v->setContent(c);
                       v->setHighlightedBand(4);
                       return v;
                   },
                   {1400, 520}});
    return all;
}

std::vector<Exhibit> tables() {
    std::vector<Exhibit> all;
    all.push_back(exhibit<GapView>("gap-empty", {880, 110}, GapContent{}));
    all.push_back(exhibit<GapView>("gap-loaded", {880, 110}, sampleGap()));
    GapContent shares = sampleGap();
    shares.showShares = true;
    all.push_back(exhibit<GapView>("gap-shares-narrow", {560, 110}, shares));

    all.push_back(exhibit<MovesView>("moves-empty", {1424, 196}, MovesContent{}));
    MovesContent nothing;
    nothing.hasReferences = true;
    all.push_back(exhibit<MovesView>("moves-nothing-to-mend", {1424, 196}, nothing));
    all.push_back(exhibit<MovesView>("moves-loaded", {1424, 196}, sampleMovesContent()));
    MovesContent measured = sampleMovesContent();
    measured.closedMeasured = 0.84;
    measured.audition = Audition::Solo;
    measured.auditioned = 0;
    measured.matchAmount = 0.5;
    all.push_back(exhibit<MovesView>("moves-narrow", {1084, 160}, measured));

    all.push_back(exhibit<TracksView>("tracks-empty", {250, 446}, TracksContent{}));
    all.push_back(exhibit<TracksView>("tracks-loaded", {250, 446}, sampleTracks()));
    TracksContent states = sampleTracks();
    states.cards[1].state = TrackState::Loading;
    states.cards[1].stage = QStringLiteral("measuring");
    states.cards[1].progress = 0.62;
    states.cards[2].state = TrackState::Failed;
    states.cards[2].problem = QStringLiteral("The file is damaged.");
    states.cards[3].state = TrackState::Missing;
    states.cards[3].problem = QStringLiteral("The file is not there any more.");
    states.target.clear();
    states.canSaveProfile = false;
    states.dropping = true;
    all.push_back(exhibit<TracksView>("tracks-states", {250, 446}, states));
    return all;
}

std::vector<Exhibit> waveforms() {
    std::vector<Exhibit> all;
    all.push_back(exhibit<WaveformView>("waveform-empty", {1424, 118}, WaveformContent{}));
    const WaveformContent loaded = sampleWaveforms();
    all.push_back({QStringLiteral("waveform-loaded"),
                   [loaded] {
                       auto* v = new WaveformView;
                       v->setContent(loaded);
                       v->setPlayhead(Seconds{84.31});
                       return v;
                   },
                   {1424, 118}});
    WaveformContent loop = loaded;
    loop.reference.reset();
    loop.loop = Section{{120.0}, {150.0}};
    loop.looping = true;
    all.push_back({QStringLiteral("waveform-loop"),
                   [loop] {
                       auto* v = new WaveformView;
                       v->setContent(loop);
                       v->setPlayhead(Seconds{130.0});
                       return v;
                   },
                   {1084, 118}});
    return all;
}

std::vector<Exhibit> meters() {
    const auto panel = [](bool loud) {
        auto* p = new MetersPanel;
        p->figures().setContent(loud ? sampleFigures() : FiguresContent{});
        if (!loud)
            return p;
        p->loudness().setReading({-13.2, -13.8, -14.0, -10.4, -12.1});
        p->peaks().setReading({{-1.2, -0.2}, {-1.2, -0.2}}, Seconds{0.0});
        p->gainReduction().setReading({3.4}, Seconds{0.0});
        p->gainReduction().setReading({1.4}, Seconds{0.15});
        p->correlation().setReading(0.71);
        return p;
    };
    return {{QStringLiteral("meters-empty"), [=] { return panel(false); }, {288, 446}},
            {QStringLiteral("meters-loaded"), [=] { return panel(true); }, {288, 446}},
            {QStringLiteral("meters-eighteen"),
             [=] {
                 auto* p = panel(true);
                 p->setOptions({EbuScale::Plus18, false});
                 p->correlation().setReading(-0.4);
                 return p;
             },
             {288, 520}}};
}

/// A panel and the views on it, each at the image's own resolution.
void paintTogether(QWidget& panel, QImage& image) {
    panel.render(&image, {}, {}, QWidget::DrawChildren);
    QPainter painter(&image);
    for (const auto* view : panel.findChildren<PaintedView*>())
        view->renderTo(painter, QRectF(view->geometry()));
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc < 2) {
        QTextStream(stderr) << "usage: gallery FOLDER [NAME-PART]\n";
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const QString wanted = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    if (!QDir().mkpath(folder.path()))
        return 1;
    std::vector<Exhibit> all;
    for (const auto& room : {spectra(), tables(), waveforms(), meters()})
        all.insert(all.end(), room.begin(), room.end());
    for (const bool dark : {true, false}) {
        applyTheme(application, dark ? darkTheme() : lightTheme());
        for (const Exhibit& e : all) {
            if (!e.name.contains(wanted))
                continue;
            const std::unique_ptr<QWidget> widget(e.make());
            widget->resize(e.size);
            widget->setAttribute(Qt::WA_DontShowOnScreen);
            widget->show();
            for (const double ratio : {1.0, 1.5, 2.0}) {
                QImage image((QSizeF(e.size) * ratio).toSize(), QImage::Format_RGB32);
                image.setDevicePixelRatio(ratio);
                if (auto* view = qobject_cast<PaintedView*>(widget.get()))
                    view->renderTo(&image, QRectF({0, 0}, QSizeF(e.size)));
                else
                    paintTogether(*widget, image);
                const QString name =
                    QStringLiteral("%1-%2-%3x.png")
                        .arg(e.name, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                        .arg(ratio);
                if (!image.save(folder.filePath(name)))
                    return 1;
            }
        }
    }
    return 0;
}
