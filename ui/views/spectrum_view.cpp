// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/spectrum_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"
#include "ui/views/value_editor.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kLeft = 40, kRight = 36, kTop = 36, kBottom = 24;
constexpr double kLevelSpan = 36.0; ///< dB on the left axis
constexpr double kNodeReach = 11.0; ///< pixels around a node's centre that take hold of it
constexpr std::array<double, 5> kGainRanges{6.0, 9.0, 12.0, 18.0, 30.0};

} // namespace

SpectrumView::SpectrumView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Spectrum and equaliser"));
    wheelPause_.setSingleShot(true);
    wheelPause_.setInterval(400);
    connect(&wheelPause_, &QTimer::timeout, this, &SpectrumView::finishGesture);
}

void SpectrumView::setContent(const SpectrumContent& content) {
    if (content == content_)
        return;
    const bool averages = content.mix != content_.mix || content.master != content_.master ||
                          content.masterPredicted != content_.masterPredicted ||
                          content.references != content_.references ||
                          content.measuring != content_.measuring;
    content_ = content;
    if (drag_ && drag_->index >= static_cast<int>(content_.moves.size()))
        drag_.reset();
    if (averages)
        updateCurves();
    else if (!drag_ && !gestureOpen_)
        updateGainRange();
    frontChanged();
}

void SpectrumView::setOptions(const SpectrumOptions& options) {
    if (options == options_)
        return;
    options_ = options;
    if (!options_.live)
        livePowers_.reset();
    updateCurves();
}

void SpectrumView::setLive(const std::optional<CellPowers>& heard) {
    if (!options_.live || (options_.frozen && livePowers_) || heard == livePowers_)
        return;
    livePowers_ = heard;
    liveLevels_.reset();
    if (heard)
        liveLevels_ = displayLevels(*heard, options_.channel, options_.smoothing, {options_.tilt});
    liveChanged(plot(rect()));
}

void SpectrumView::setHighlightedBand(int band) {
    if (band == highlightedBand_)
        return;
    highlightedBand_ = band;
    frontChanged();
}

void SpectrumView::updateCurves() {
    const auto levelsOf = [&](const std::optional<CellPowers>& powers) {
        return powers ? std::optional(displayLevels(*powers, options_.channel, options_.smoothing,
                                                    {options_.tilt}))
                      : std::nullopt;
    };
    mixLevels_ = levelsOf(content_.mix);
    masterLevels_ = levelsOf(content_.master);
    liveLevels_ = levelsOf(livePowers_);

    // The axis follows the mix and the references, not the master: it must stand still while a
    // node is dragged.
    double highest = -INFINITY;
    if (mixLevels_)
        for (const float level : *mixLevels_)
            highest = std::max(highest, static_cast<double>(level));
    if (content_.references) {
        const auto bands = content_.references->of(options_.channel);
        for (int b = 0; b < kThirds; ++b) {
            const CorridorBand& band = bands[static_cast<std::size_t>(b)];
            if (band.known)
                highest = std::max(highest, band.median + band.spread +
                                                cellTiltAt(thirdCentre(b), {options_.tilt}).value);
        }
    }
    if (std::isfinite(highest))
        levelTop_ = 6.0 * std::ceil((highest + 4.0) / 6.0);
    updateGainRange();
    groundChanged();
}

void SpectrumView::updateGainRange() {
    double extent = options_.gainRange;
    for (const Move& m : content_.moves)
        if (hasGain(m.shape.kind)) {
            const double gain = soundingShape(m, content_.overallAmount).gain.value;
            const bool shelf = m.shape.kind != FilterKind::Bell;
            extent = std::max(extent, std::abs(gain) * (shelf ? 0.5 : 1.0));
        }
    const double range = rangeHolding(kGainRanges, extent);
    if (range == gainRange_)
        return;
    gainRange_ = range;
    groundChanged();
}

QRectF SpectrumView::plot(const QRectF& area) const {
    return area.adjusted(kLeft, kTop, -kRight, -kBottom);
}

LogFrequencyScale SpectrumView::frequencies(const QRectF& area) const {
    const QRectF p = plot(area);
    return {{20.0}, {20000.0}, p.left(), p.right()};
}

LinearScale SpectrumView::levels(const QRectF& area) const {
    const QRectF p = plot(area);
    return {levelTop_, levelTop_ - kLevelSpan, p.top(), p.bottom()};
}

LinearScale SpectrumView::gains(const QRectF& area) const {
    const QRectF p = plot(area);
    return {gainRange_, -gainRange_, p.top(), p.bottom()};
}

QPointF SpectrumView::nodeAt(const Move& move, const QRectF& area) const {
    const FilterShape shape = soundingShape(move, content_.overallAmount);
    double gain = 0.0;
    if (shape.kind == FilterKind::Bell)
        gain = shape.gain.value;
    else if (hasGain(shape.kind))
        gain = shape.gain.value / 2.0;
    const LinearScale y = gains(area);
    const LogFrequencyScale x = frequencies(area);
    return {x.position(x.clamped(shape.frequency)), y.position(y.clamped(gain))};
}

std::optional<int> SpectrumView::nodeUnder(QPointF place) const {
    std::optional<int> nearest;
    double best = kNodeReach * kNodeReach;
    for (std::size_t i = 0; i < content_.moves.size(); ++i) {
        const QPointF d = nodeAt(content_.moves[i], rect()) - place;
        const double distance = QPointF::dotProduct(d, d);
        const bool selected = static_cast<int>(i) == content_.selected;
        if (distance < best || (selected && distance <= best)) {
            best = distance;
            nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

QRectF SpectrumView::tooltipBox(const QRectF& area) const {
    if (content_.selected < 0 || content_.selected >= static_cast<int>(content_.moves.size()))
        return {};
    const QPointF node = nodeAt(content_.moves[static_cast<std::size_t>(content_.selected)], area);
    const QRectF p = plot(area);
    QRectF box(node + QPointF(16, 12), QSizeF(172, 44));
    if (box.right() > p.right() - 4)
        box.moveRight(node.x() - 16);
    if (box.bottom() > p.bottom() - 4)
        box.moveBottom(node.y() - 12);
    return box;
}

bool SpectrumView::nothingToShow() const {
    return !content_.mix && !content_.master && !content_.references;
}

std::vector<std::pair<SpectrumView::PartId, QString>> SpectrumView::menuTexts() const {
    const auto smoothing = [&] {
        switch (options_.smoothing) {
        case Smoothing::Fine:
            return tr("1/24 oct");
        case Smoothing::Twelfth:
            return tr("1/12 oct");
        case Smoothing::Sixth:
            return tr("1/6 oct");
        case Smoothing::Third:
            return tr("1/3 oct");
        case Smoothing::Ear:
            break;
        }
        return tr("as heard");
    };
    const auto channel = [&] {
        switch (options_.channel) {
        case SpectrumChannel::Stereo:
            return tr("Stereo");
        case SpectrumChannel::Mid:
            return tr("Mid");
        case SpectrumChannel::Side:
            break;
        }
        return tr("Side");
    };
    return {{LiveMenu, !options_.live    ? tr("Live off")
                       : options_.frozen ? tr("Frozen")
                                         : tr("Live")},
            {SmoothingMenu, smoothing()},
            {TiltMenu, options_.tilt == 0.0 ? tr("no tilt")
                                            : tr("tilt %1 dB/oct").arg(number(options_.tilt, 1))},
            {ChannelMenu, channel()}};
}

std::vector<Part> SpectrumView::parts(const QRectF& area) const {
    std::vector<Part> all;
    int n = 0;
    for (const Move& m : content_.moves) {
        const QPointF centre = nodeAt(m, area);
        all.push_back({.id = n,
                       .rect = {centre.x() - 10, centre.y() - 10, 20, 20},
                       .role = QAccessible::Slider,
                       .name = tr("Band %1, %2").arg(n + 1).arg(kindText(m.shape.kind)),
                       .value = moveText(m),
                       .hint = tr("Drag: frequency and gain · Shift: fine · Ctrl: one axis · wheel:"
                                  " Q · Alt- or middle click: bypass · Ctrl-click: reset"),
                       .checkable = true,
                       .checked = m.enabled});
        ++n;
    }
    if (const QRectF box = tooltipBox(area); !box.isEmpty()) {
        const Move& m = content_.moves[static_cast<std::size_t>(content_.selected)];
        const double y = box.top() + 22;
        all.push_back({.id = TipFrequency,
                       .rect = {box.left() + 100, box.top() + 3, 68, 19},
                       .role = QAccessible::EditableText,
                       .name = tr("Frequency"),
                       .value = frequencyText(m.shape.frequency),
                       .hint = tr("Double-click to type a frequency, such as 2.5k")});
        if (hasGain(m.shape.kind))
            all.push_back({.id = TipGain,
                           .rect = {box.left() + 8, y, 56, 19},
                           .role = QAccessible::EditableText,
                           .name = tr("Gain"),
                           .value = decibelText(m.shape.gain),
                           .hint = tr("Double-click to type a gain, such as -1.5")});
        if (hasQ(m.shape.kind))
            all.push_back({.id = TipQ,
                           .rect = {box.left() + 66, y, 48, 19},
                           .role = QAccessible::EditableText,
                           .name = tr("Q"),
                           .value = qText(m.shape.q),
                           .hint = tr("Double-click to type a Q, such as 0.7")});
    }
    double right = area.right() - 12;
    std::vector<Part> menus;
    const auto texts = menuTexts();
    for (auto t = texts.rbegin(); t != texts.rend(); ++t) {
        const double width = textWidth(t->second, fontOf(Type::Body)) + 14;
        const QString name = t->first == LiveMenu        ? tr("Live spectrum")
                             : t->first == SmoothingMenu ? tr("Smoothing")
                             : t->first == TiltMenu      ? tr("Tilt")
                                                         : tr("Channel");
        menus.push_back({.id = t->first,
                         .rect = {right - width, area.top() + 8, width, 20},
                         .role = QAccessible::ButtonMenu,
                         .name = name,
                         .value = t->second,
                         .hint = tr("How the spectrum is shown: %1").arg(name.toLower())});
        right -= width + 14;
    }
    all.insert(all.end(), menus.rbegin(), menus.rend());
    return all;
}

void SpectrumView::activate(int id) {
    if (id >= LiveMenu && id <= ChannelMenu) {
        openMenu(id);
    } else if (id >= TipFrequency) {
        if (hasKeyboardFocus())
            editTip(id);
    } else if (hasKeyboardFocus() && id >= 0 && id < static_cast<int>(content_.moves.size())) {
        Move m = content_.moves[static_cast<std::size_t>(id)];
        m.enabled = !m.enabled;
        change(id, m);
        finishGesture();
    }
}

void SpectrumView::choose(const SpectrumOptions& options) {
    if (options == options_)
        return;
    setOptions(options);
    emit optionsChanged(options_);
}

void SpectrumView::openMenu(int id) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* group = new QActionGroup(menu);
    const auto add = [&](const QString& text, bool checked, auto&& set) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, set] {
            SpectrumOptions o = options_;
            set(o);
            choose(o);
        });
    };
    const SpectrumOptions& o = options_;
    if (id == LiveMenu) {
        add(tr("Live spectrum"), o.live && !o.frozen, [](SpectrumOptions& n) {
            n.live = true;
            n.frozen = false;
        });
        add(tr("Freeze it"), o.live && o.frozen,
            [](SpectrumOptions& n) { n.live = n.frozen = true; });
        add(tr("Off"), !o.live, [](SpectrumOptions& n) { n.live = n.frozen = false; });
    } else if (id == SmoothingMenu) {
        const std::array<std::pair<Smoothing, QString>, 5> choices{
            {{Smoothing::Fine, tr("1/24 octave")},
             {Smoothing::Twelfth, tr("1/12 octave")},
             {Smoothing::Sixth, tr("1/6 octave")},
             {Smoothing::Third, tr("1/3 octave")},
             {Smoothing::Ear, tr("As heard (critical bands)")}}};
        for (const auto& [value, text] : choices)
            add(text, o.smoothing == value, [v = value](SpectrumOptions& n) { n.smoothing = v; });
    } else if (id == TiltMenu) {
        for (const double tilt : {0.0, 3.0, 4.5, 6.0})
            add(tilt == 0.0 ? tr("None") : tr("%1 dB per octave").arg(number(tilt, 1)),
                o.tilt == tilt, [tilt](SpectrumOptions& n) { n.tilt = tilt; });
        menu->addSeparator();
        auto* ranges = new QActionGroup(menu);
        for (const double range : kGainRanges) {
            QAction* action = menu->addAction(tr("Gain axis ±%1 dB").arg(number(range, 0)));
            action->setCheckable(true);
            action->setChecked(o.gainRange == range);
            ranges->addAction(action);
            connect(action, &QAction::triggered, this, [this, range] {
                SpectrumOptions n = options_;
                n.gainRange = range;
                choose(n);
            });
        }
    } else {
        const std::array<std::pair<SpectrumChannel, QString>, 3> choices{
            {{SpectrumChannel::Stereo, tr("Stereo")},
             {SpectrumChannel::Mid, tr("Mid")},
             {SpectrumChannel::Side, tr("Side")}}};
        for (const auto& [value, text] : choices)
            add(text, o.channel == value, [v = value](SpectrumOptions& n) { n.channel = v; });
    }
    const auto p = part(id);
    menu->popup(mapToGlobal(p ? p->rect.bottomLeft().toPoint() : QPoint()));
}

void SpectrumView::editTip(int id) {
    const auto p = part(id);
    const int index = content_.selected;
    if (!p || index < 0)
        return;
    openValueEditor(*this, p->rect.adjusted(-4, -1, 8, 1), p->value, p->name,
                    [this, id, index](const QString& text) {
                        if (index >= static_cast<int>(content_.moves.size()))
                            return;
                        Move m = content_.moves[static_cast<std::size_t>(index)];
                        if (id == TipFrequency) {
                            if (const auto f = parseFrequency(text))
                                m.shape.frequency = *f;
                        } else if (id == TipGain) {
                            if (const auto g = parseDecibels(text))
                                m.shape.gain = *g;
                        } else if (const auto q = parseNumber(text)) {
                            m.shape.q = *q;
                        }
                        change(index, m);
                        finishGesture();
                    });
}

void SpectrumView::attentionChanged() {
    if (focusedPart() >= 0 && focusedPart() < static_cast<int>(content_.moves.size()))
        select(focusedPart());
    frontChanged();
}

void SpectrumView::select(int index) {
    if (index == content_.selected)
        return;
    content_.selected = index;
    frontChanged();
    emit moveSelected(index);
}

void SpectrumView::change(int index, const Move& move) {
    Move& mine = content_.moves[static_cast<std::size_t>(index)];
    mine = move;
    mine.shape = withinLimits(mine.shape);
    gestureOpen_ = true;
    frontChanged();
    emit moveChanged(index, mine);
}

void SpectrumView::finishGesture() {
    wheelPause_.stop();
    if (!std::exchange(gestureOpen_, false))
        return;
    updateGainRange();
    emit gestureFinished();
}

} // namespace kilter
