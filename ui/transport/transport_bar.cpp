// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/transport_bar.h"

#include "core/base/index.h"
#include "ui/transport/transport_button.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/painted_view.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>

namespace kilter {

namespace {

constexpr Lufs kStreaming{-14.0};
constexpr Lufs kClub{-9.0};

QString loudnessText(std::optional<Lufs> loudness) {
    return loudness ? TransportBar::tr("%1 LUFS").arg(number(loudness->value, 1)) : dash();
}

/// "1:24.310 / 3:52"; without the length where there is no room for it
class Clock : public QWidget {
  public:
    explicit Clock(QWidget* parent)
        : QWidget(parent) {
        setMinimumWidth(static_cast<int>(
            figureWidth(QStringLiteral("00:00.000"), fontOf(Type::Large, Weight::Medium))));
    }
    [[nodiscard]] QSize sizeHint() const override { return {150, 40}; }
    void setTimes(Seconds position, Seconds length) {
        position_ = preciseTimeText(position);
        length_ = length.value > 0 ? timeText(length) : dash();
        setAccessibleName(TransportBar::tr("Position %1 of %2").arg(position_, length_));
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Theme& t = themeOf(*this);
        const QRectF area = rect();
        const QFont& large = fontOf(Type::Large, Weight::Medium);
        drawFigure(painter, area, Qt::AlignLeft | Qt::AlignVCenter, position_, large, t.text);
        const double x = figureWidth(position_, large) + 10;
        const QString length = QStringLiteral("/ ") + length_;
        if (x + figureWidth(length, fontOf(Type::Title)) > area.width())
            return; // the ruler below says it too
        drawFigure(painter, {x, area.top() + 3, area.width() - x, area.height() - 3},
                   Qt::AlignLeft | Qt::AlignVCenter, length, fontOf(Type::Title), t.dim);
    }

  private:
    QString position_, length_;
};

struct Slot {
    TransportBar::Button button;
    int narrowest, widest;
};

} // namespace

TransportBar::TransportBar(QWidget* parent)
    : QWidget(parent)
    , clock_(new Clock(this))
    , targetLabel_(new QLabel(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 5, 8, 5);
    row->setSpacing(4);
    const auto add = [&](std::initializer_list<Slot> together) {
        for (const Slot& slot : together) {
            auto* made = new TransportButton(this);
            made->setMinimumSize(slot.narrowest, 42);
            made->setMaximumSize(slot.widest, 46);
            made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
            connect(made, &QAbstractButton::clicked, this,
                    [this, which = slot.button] { pressed(which); });
            buttons_[at(slot.button)] = made;
            row->addWidget(made, slot.widest);
        }
    };
    add({{Play, 32, 38}, {Stop, 32, 38}, {Loop, 32, 38}});
    row->addSpacing(6);
    row->addWidget(clock_);
    row->addStretch(1);
    add({{Mix, 80, 130}, {Master, 80, 130}, {Reference, 80, 154}});
    row->addSpacing(4);
    add({{LevelMatched, 84, 152}, {Mono, 42, 46}, {Side, 38, 42}, {Swap, 38, 42}, {Dim, 36, 42}});
    row->addSpacing(4);
    add({{Blind, 50, 64}});
    row->addStretch(1);
    targetLabel_->setFont(fontOf(Type::Small));
    row->addWidget(targetLabel_);
    add({{Streaming, 62, 72},
         {Club, 36, 56},
         {AsReferences, 44, 62},
         {Clean, 44, 62},
         {Custom, 50, 62},
         {Cost, 92, 112}});
    row->addSpacing(4);
    add({{Export, 70, 144}});

    for (const Button which : {Loop, LevelMatched, Mono, Side, Swap, Dim, Mix, Master, Reference,
                               Streaming, Club, AsReferences, Clean, Custom})
        button(which)->setCheckable(true);
    const auto say = [&](Button which, const QString& name, const QString& hint) {
        button(which)->setAccessibleName(name);
        buttons_[at(which)]->setHint(hint);
    };
    say(Play, tr("Play"), tr("Play or pause (Space)"));
    say(Stop, tr("Stop"), tr("Stop, and back to the start"));
    say(Loop, tr("Loop"), tr("Repeat the marked part, or the compared section (L)"));
    say(Mix, tr("Mix"), tr("Hear the mix (1; hold B to hear it for a moment)"));
    say(Reference, tr("Reference"), tr("Hear the chosen reference (3)"));
    say(LevelMatched, tr("Level-matched"),
        tr("Bring all of them to the loudness of the quietest, so that louder is not better"));
    say(Mono, tr("Mono"), tr("Hear the sum of left and right"));
    say(Side, tr("Side"), tr("Hear only the difference of left and right"));
    say(Swap, tr("Swap"), tr("Left on the right, right on the left"));
    say(Dim, tr("Dim"), tr("20 dB quieter"));
    say(Blind, tr("Blind test"), tr("Hear which is better without knowing which is which"));
    say(Streaming, tr("Target −14 LUFS, streaming"),
        tr("As loud as streaming services play (Ctrl+1)"));
    say(Club, tr("Target −9 LUFS, club"), tr("As loud as records made for clubs (Ctrl+2)"));
    say(Custom, tr("Target of your own"), tr("Type a loudness and a ceiling"));
    say(Cost, tr("Cost of the target"), tr("What the loudness is paid for with"));
    say(Export, tr("Export master"), tr("Write the master to a file (Ctrl+Shift+E)"));
    targetLabel_->setStatusTip(tr("Loudness and true peak that the master is solved for"));
    setFixedHeight(56);
    dress();
}

QAbstractButton* TransportBar::button(Button which) const {
    return buttons_[at(which)];
}

void TransportBar::setContent(const TransportContent& content) {
    if (content == content_)
        return;
    content_ = content;
    dress();
}

void TransportBar::dress() {
    using Symbol = TransportButton::Symbol;
    const TransportContent& c = content_;
    const auto look = [this](Button which, const TransportButton::Look& wanted, bool enabled) {
        auto* b = buttons_[at(which)];
        b->setEnabled(enabled);
        b->setLook(wanted);
        b->setChecked(b->isCheckable() && wanted.on);
    };
    const bool sound = c.hasMix || c.hasReference;
    look(Play, {.symbol = c.playing ? Symbol::Pause : Symbol::Play}, sound);
    look(Stop, {.symbol = Symbol::Stop}, sound);
    look(Loop, {.symbol = Symbol::Loop, .on = c.looping}, c.hasMix);
    static_cast<Clock*>(clock_)->setTimes(c.position, c.length);

    const auto source = [&](Button which, TrackRole role, const QString& key, const QString& title,
                            const QString& loudness, bool on) {
        look(
            which,
            {.title = title, .subtitle = loudness, .key = key, .role = role, .dot = true, .on = on},
            which == Reference ? c.hasReference : c.hasMix);
    };
    source(Mix, TrackRole::Mix, QStringLiteral("1"), tr("Mix"), loudnessText(c.mix),
           c.source == HeardSource::Mix);
    const bool delta = c.source == HeardSource::Difference;
    const QString about = c.driveIsPredicted && c.master ? QStringLiteral("≈ ") : QString();
    const bool version = versionOf(c.source).has_value();
    button(Master)->setAccessibleName(
        version ? tr("Master, heard as: %1, %2").arg(c.version, c.aboutVersion) : tr("Master"));
    buttons_[at(Master)]->setHint(
        version ? tr("Back to the master itself (2)")
                : tr("Hear the master: the mix behind the moves and the limiter (2)"));
    if (version)
        source(Master, TrackRole::Master, QStringLiteral("2"), c.version, c.aboutVersion, true);
    else
        source(Master, TrackRole::Master, QStringLiteral("2"), delta ? tr("Delta") : tr("Master"),
               about + loudnessText(c.master), c.source == HeardSource::Master || delta);
    const QString reference =
        (compact_ ? tr("Ref %1") : tr("Reference %1")).arg(c.referenceLetter).trimmed();
    source(Reference, TrackRole::Reference, QStringLiteral("3"), reference,
           loudnessText(c.reference), c.source == HeardSource::Reference);
    QString matching = tr("off");
    if (c.levelMatched)
        matching = !c.heardAt ? dash()
                   : compact_ ? tr("at %1").arg(loudnessText(c.heardAt))
                              : tr("heard at %1").arg(loudnessText(c.heardAt));
    look(LevelMatched,
         {.title = compact_ ? tr("Matched") : tr("Level-matched"),
          .subtitle = matching,
          .role = TrackRole::Reference,
          .on = c.levelMatched},
         true);
    const auto aid = [&](Button which, const QString& title, bool on) {
        look(which, {.title = title, .on = on, .centred = true, .minor = true}, true);
    };
    aid(Mono, tr("Mono"), c.image == Image::Mono);
    aid(Side, tr("Side"), c.image == Image::Side);
    aid(Swap, tr("L⇄R"), c.swapped);
    aid(Dim, tr("Dim"), c.dimmed);

    look(Blind, {.title = tr("Blind…"), .centred = true, .minor = true}, c.hasMix);
    const bool streaming = c.target == kStreaming;
    const bool club = c.target == kClub;
    const auto target = [&](Button which, const QString& title, const QString& name, bool on) {
        look(which,
             {.title = title,
              .subtitle = name,
              .role = TrackRole::Reference,
              .on = on,
              .centred = true},
             true);
    };
    target(Streaming, number(kStreaming.value, 0), tr("Streaming"), streaming);
    target(Club, number(kClub.value, 0), tr("Club"), club);
    const bool asReferences = c.target && c.target == c.asReferences && !streaming && !club;
    const bool clean = c.target && c.target == c.loudestClean && !streaming && !club &&
                       !asReferences && !c.findsClean;
    const auto found = [](std::optional<Lufs> loudness) {
        return loudness ? number(loudness->value, 1) : dash();
    };
    target(AsReferences, found(c.asReferences), tr("Refs"), asReferences);
    target(Clean, c.findsClean ? QStringLiteral("…") : found(c.loudestClean), tr("Clean"), clean);
    button(AsReferences)->setEnabled(c.asReferences.has_value());
    button(Clean)->setEnabled(c.hasMix);
    sayFoundTargets();
    const bool custom = !streaming && !club && !asReferences && !clean;
    target(Custom, custom && c.target ? number(c.target->value, 1) : QStringLiteral("…"),
           tr("Custom"), custom);
    targetLabel_->setText(tr("TARGET\npeak %1").arg(number(c.ceiling.value, 1)));
    dressCost();
    look(
        Export,
        {.title = compact_ ? tr("Export…") : tr("Export master…"), .filled = true, .centred = true},
        c.canExport);
}

void TransportBar::sayFoundTargets() {
    const TransportContent& c = content_;
    const auto say = [this](Button which, const QString& name, const QString& hint) {
        button(which)->setAccessibleName(name);
        buttons_[at(which)]->setHint(hint);
    };
    say(AsReferences,
        c.asReferences ? tr("Target %1, as the references").arg(loudnessText(c.asReferences))
                       : tr("Target as the references"),
        c.asReferences ? tr("As loud as the references are: their median (Ctrl+3)")
                       : tr("As loud as the references are, once there is one (Ctrl+3)"));
    const QString clean = tr("As loud as it stays clean (Ctrl+4)");
    say(Clean,
        c.loudestClean ? tr("Target %1, loudest clean").arg(loudnessText(c.loudestClean))
                       : tr("Target loudest clean"),
        c.findsClean ? tr("Finding how loud it stays clean; then that is the target") : clean);
}

void TransportBar::dressCost() {
    using Sign = TransportButton::Sign;
    const TargetCost& cost = content_.cost;
    TransportButton::Look wanted;
    wanted.sign = Sign::Ring;
    wanted.title = dash();
    wanted.subtitle = tr("limiting");
    if (cost.solving) {
        wanted.title = tr("solving…");
        wanted.subtitle = percentText(cost.solved);
    } else if (cost.price) {
        switch (*cost.price) {
        case Price::Green:
            wanted.sign = Sign::Disc;
            wanted.title = tr("clean");
            break;
        case Price::Amber:
            wanted.sign = Sign::Triangle;
            wanted.title = tr("audible");
            break;
        case Price::Red:
            wanted.sign = Sign::Square;
            wanted.title = tr("too much");
            break;
        }
        if (cost.missed)
            wanted.title = tr("missed");
        if (cost.loudestClean)
            wanted.subtitle = (compact_ ? tr("to %1") : tr("clean to %1"))
                                  .arg(number(cost.loudestClean->value, 1));
    }
    auto* shown = buttons_[at(Cost)];
    shown->setEnabled(content_.hasMix);
    shown->setLook(wanted);
    shown->setHint(cost.sentence.isEmpty() ? tr("What the loudness is paid for with")
                                           : cost.sentence);
    shown->setAccessibleName(
        tr("Cost of the target: %1 %2").arg(wanted.title, wanted.subtitle).trimmed());
}

/// Where there is little room words get shorter, and what the menus have too goes.
void TransportBar::resizeEvent(QResizeEvent* event) {
    constexpr int kWide = 1480;
    if (const bool compact = width() < kWide; compact != compact_) {
        compact_ = compact;
        dress();
    }
    targetLabel_->setVisible(!compact_);
    const std::array<QWidget*, 4> dispensable{button(Stop), button(Swap), button(Dim),
                                              button(Blind)};
    for (QWidget* widget : dispensable)
        widget->show();
    for (QWidget* widget : dispensable) {
        layout()->invalidate();
        if (layout()->minimumSize().width() <= width())
            break;
        widget->hide();
    }
    QWidget::resizeEvent(event);
}

void TransportBar::pressed(Button which) {
    const TransportContent before = content_;
    const auto image = [&](Image wanted) {
        emit imageRequested(before.image == wanted ? Image::Stereo : wanted);
    };
    // A checkable button has switched itself; what it shows follows from the content alone.
    buttons_[at(which)]->setChecked(buttons_[at(which)]->look().on);
    switch (which) {
    case Play:
        if (before.playing)
            emit pauseRequested();
        else
            emit playRequested();
        break;
    case Stop:
        emit stopRequested();
        break;
    case Loop:
        emit loopRequested(!before.looping);
        break;
    case Mix:
        emit sourceRequested(HeardSource::Mix);
        break;
    case Master:
        emit sourceRequested(HeardSource::Master);
        break;
    case Reference:
        emit sourceRequested(HeardSource::Reference);
        break;
    case LevelMatched:
        emit levelMatchRequested(!before.levelMatched);
        break;
    case Mono:
        image(Image::Mono);
        break;
    case Side:
        image(Image::Side);
        break;
    case Swap:
        emit swapRequested(!before.swapped);
        break;
    case Dim:
        emit dimRequested(!before.dimmed);
        break;
    case Blind:
        emit blindTestRequested();
        break;
    case Streaming:
        emit targetRequested(kStreaming);
        break;
    case Club:
        emit targetRequested(kClub);
        break;
    case AsReferences:
        emit referencesTargetRequested();
        break;
    case Clean:
        emit cleanTargetRequested();
        break;
    case Custom:
    case Cost:
        emit customTargetRequested();
        break;
    case Export:
        emit exportRequested();
        break;
    case Buttons:
        break;
    }
}

void TransportBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), themeOf(*this));
}

} // namespace kilter
