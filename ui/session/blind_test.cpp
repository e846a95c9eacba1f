// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_test.h"

#include "ui/session/blind_result_view.h"
#include "ui/session/blind_round_view.h"
#include "ui/session/session_contents.h"
#include "ui/session/session_controller.h"
#include "ui/session/session_playback.h"
#include "ui/theme.h"
#include "ui/transport/transport_button.h"
#include "ui/views/panel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QSpinBox>
#include <QStackedWidget>

#include <algorithm>

namespace kilter {

namespace {

constexpr int kMostRounds = 40;
constexpr Seconds kStep{5.0};

QLabel* makeLabel(const QString& text, Type type, Weight weight = Weight::Regular) {
    auto* label = new QLabel(text);
    label->setFont(fontOf(type, weight));
    label->setWordWrap(true);
    return label;
}

TransportButton* makeButton(QWidget* parent, const QString& name) {
    auto* button = new TransportButton(parent);
    button->setAccessibleName(name);
    button->setFixedHeight(38);
    button->setMinimumWidth(150);
    return button;
}

} // namespace

BlindTest::BlindTest(SessionController& controller, SessionPlayback& playback, QWidget* parent)
    : QDialog(parent)
    , controller_(controller)
    , playback_(playback)
    , reference_(playback.listening().reference)
    , pages_(new QStackedWidget(this)) {
    setWindowTitle(tr("Blind test"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 8, 8, 8);
    all->addWidget(pages_);
    pages_->addWidget(makeSetup());
    pages_->addWidget(makeRounds());
    pages_->addWidget(makeResult());
    resize(720, 460);
    connect(&controller_, &SessionController::masterChanged, this, &BlindTest::refresh);
    connect(&controller_, &SessionController::sourceChanged, this, &BlindTest::refresh);
    connect(&controller_, &SessionController::chainChanged, this, &BlindTest::refresh);
    connect(&playback_, &SessionPlayback::outputChanged, this, &BlindTest::refresh);
    connect(&playback_, &SessionPlayback::moved, this, &BlindTest::refresh);
    refresh();
}

BlindTest::~BlindTest() {
    playback_.setBlind(std::nullopt);
}

QWidget* BlindTest::makeSetup() {
    auto* page = new QWidget(this);
    auto* all = new QVBoxLayout(page);
    all->setContentsMargins(0, 0, 0, 0);
    auto* panel = new Panel(page);
    all->addWidget(panel, 1);
    auto* lines = new QVBoxLayout(panel);
    lines->setContentsMargins(20, 14, 20, 14);
    lines->setSpacing(10);
    lines->addWidget(makeLabel(tr("Trust your ears"), Type::Large, Weight::Medium));
    auto* what = makeLabel(
        tr("Mix and master play as A and B, equally loud and in step, and nothing shows which is "
           "which. They change places by chance in every round. At the end you learn how often you "
           "were right, and how often luck alone does as well."),
        Type::Title);
    what->setForegroundRole(QPalette::PlaceholderText);
    lines->addWidget(what);
    lines->addSpacing(8);

    lines->addWidget(makeLabel(tr("The question"), Type::Title, Weight::Bold));
    auto* questions = new QHBoxLayout;
    questions->setSpacing(8);
    const auto ask = [&](BlindQuestion question, const QString& name) {
        auto* button = makeButton(panel, name);
        button->setFixedHeight(52);
        button->setCheckable(true);
        questions->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, question] {
            plan_.question = question;
            refresh();
        });
        return button;
    };
    whichIsTheMaster_ = ask(BlindQuestion::WhichIsTheMaster, tr("Which one is the master?"));
    whichIsPreferred_ = ask(BlindQuestion::WhichIsPreferred, tr("Which one do you prefer?"));
    lines->addLayout(questions);
    lines->addSpacing(8);

    withReference_ =
        new QCheckBox(tr("With &Reference %1 as the third").arg(letterOf(reference_)), panel);
    withReference_->setFont(fontOf(Type::Title));
    connect(withReference_, &QCheckBox::toggled, this, &BlindTest::refresh);
    lines->addWidget(withReference_);
    auto* count = new QHBoxLayout;
    rounds_ = new QSpinBox(panel);
    rounds_->setRange(1, kMostRounds);
    rounds_->setValue(plan_.rounds);
    rounds_->setAccessibleName(tr("Rounds"));
    auto* roundsLabel = makeLabel(tr("R&ounds"), Type::Title);
    roundsLabel->setWordWrap(false);
    roundsLabel->setBuddy(rounds_);
    count->addWidget(roundsLabel);
    count->addWidget(rounds_);
    auto* enough = makeLabel(tr("Ten are enough to tell a clear difference; sixteen, a small one."),
                             Type::Body);
    enough->setForegroundRole(QPalette::PlaceholderText);
    count->addWidget(enough, 1);
    lines->addLayout(count);
    lines->addStretch(1);
    auto* keys = makeLabel(tr("Keys: A, B or 1, 2 to listen · Enter to choose · Space to play or "
                              "pause · ← and → to go by 5 seconds"),
                           Type::Body);
    keys->setForegroundRole(QPalette::PlaceholderText);
    lines->addWidget(keys);

    auto* foot = new QHBoxLayout;
    obstacle_ = makeLabel({}, Type::Body);
    obstacle_->setIndent(12);
    start_ = makeButton(page, tr("Start"));
    foot->addWidget(obstacle_, 1);
    foot->addWidget(start_);
    all->addLayout(foot);
    connect(start_, &QAbstractButton::clicked, this, &BlindTest::begin);
    return page;
}

QWidget* BlindTest::makeRounds() {
    auto* page = new QWidget(this);
    auto* lines = new QVBoxLayout(page);
    lines->setContentsMargins(0, 0, 0, 0);
    round_ = new BlindRoundView(page);
    lines->addWidget(round_, 1);
    auto* foot = new QHBoxLayout;
    reveal_ = makeButton(page, tr("Stop and reveal"));
    choose_ = makeButton(page, tr("Choose"));
    choose_->setMinimumWidth(260);
    foot->addWidget(reveal_);
    foot->addStretch(1);
    foot->addWidget(choose_);
    lines->addLayout(foot);
    connect(round_, &BlindRoundView::letterRequested, this, &BlindTest::listenTo);
    connect(round_, &BlindRoundView::playRequested, this, &BlindTest::togglePlay);
    connect(round_, &BlindRoundView::seekRequested, &playback_, &SessionPlayback::seek);
    connect(choose_, &QAbstractButton::clicked, this, &BlindTest::choose);
    connect(reveal_, &QAbstractButton::clicked, this, [this] {
        trial_->stop();
        reveal();
    });
    return page;
}

QWidget* BlindTest::makeResult() {
    auto* page = new QWidget(this);
    auto* lines = new QVBoxLayout(page);
    lines->setContentsMargins(0, 0, 0, 0);
    result_ = new BlindResultView(page);
    lines->addWidget(result_, 1);
    auto* foot = new QHBoxLayout;
    auto* again = makeButton(page, tr("Once more"));
    again->setLook({.title = tr("Once more…"), .centred = true});
    auto* close = makeButton(page, tr("Close"));
    close->setLook({.title = tr("Close"), .filled = true, .centred = true});
    foot->addWidget(again);
    foot->addStretch(1);
    foot->addWidget(close);
    lines->addLayout(foot);
    connect(again, &QAbstractButton::clicked, this, [this] {
        trial_.reset();
        ++seed_;
        pages_->setCurrentIndex(Setup);
        refresh();
    });
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    return page;
}

QString BlindTest::obstacle() const {
    const OutputStatus status = playback_.output().status;
    if (status != OutputStatus::Open && status != OutputStatus::Running)
        return tr("There is no sound device to hear it with.");
    const SourceLoudness loudness = controller_.loudness();
    if (!controller_.masterIsCurrent() || controller_.driveIsPredicted())
        return tr("The master is still being measured.");
    if (!loudness.mix || !loudness.master)
        return tr("Without a measured loudness they can't be made equally loud.");
    if (withReference_->isChecked() && !loudness.references[static_cast<std::size_t>(reference_)])
        return tr("The reference has no measured loudness.");
    return {};
}

void BlindTest::refresh() {
    const int references = static_cast<int>(controller_.session().references.size());
    const bool hasReference = reference_ < references && controller_.source(reference_).ready();
    withReference_->setEnabled(hasReference);
    if (!hasReference)
        withReference_->setChecked(false);
    const auto ask = [this](TransportButton& button, BlindQuestion question, const QString& title,
                            const QString& subtitle) {
        button.setLook({.title = title,
                        .subtitle = subtitle,
                        .role = TrackRole::Master,
                        .on = plan_.question == question});
    };
    ask(*whichIsTheMaster_, BlindQuestion::WhichIsTheMaster, tr("Which one is the master?"),
        tr("Whether you hear the difference at all"));
    ask(*whichIsPreferred_, BlindQuestion::WhichIsPreferred, tr("Which one do you prefer?"),
        tr("Whether it is one for the better"));
    const QString why = obstacle();
    obstacle_->setText(why);
    start_->setEnabled(why.isEmpty());
    start_->setLook({.title = tr("Start"), .filled = true, .centred = true});
    if (!trial_ || trial_->over())
        return;

    BlindRoundContent content;
    content.round = trial_->answered();
    content.rounds = trial_->plan().rounds;
    const bool master = trial_->plan().question == BlindQuestion::WhichIsTheMaster;
    content.question = master ? tr("Which one is the master?") : tr("Which one do you prefer?");
    content.heard = heard_;
    content.playing = playback_.playing();
    if (content.playing)
        listenedTo_[static_cast<std::size_t>(heard_)] = true;
    content.listenedTo = listenedTo_;
    content.position = playback_.position();
    content.length = playback_.length();
    content.loudness = playback_.match().heardAt;
    const OutputStatus status = playback_.output().status;
    if (status != OutputStatus::Open && status != OutputStatus::Running)
        content.trouble = tr("The sound device is gone: paused. Play looks for it again.");
    round_->setContent(content);

    choose_->setEnabled(allListenedTo());
    const QString letter = letterName(heard_);
    QString title = tr("Listen to all of them first");
    if (allListenedTo())
        title = master ? tr("%1 is the master").arg(letter) : tr("I prefer %1").arg(letter);
    choose_->setLook({.title = allListenedTo() ? title + QStringLiteral("  ⏎") : title,
                      .filled = true,
                      .centred = true});
    choose_->setAccessibleName(title);
    reveal_->setEnabled(trial_->answered() > 0);
    reveal_->setLook({.title = tr("Stop and reveal"), .centred = true});
}

bool BlindTest::allListenedTo() const {
    return std::all_of(listenedTo_.begin(), listenedTo_.end(), [](bool heard) { return heard; });
}

void BlindTest::begin() {
    if (!obstacle().isEmpty())
        return;
    // The whole master, and not what one of its moves does.
    controller_.setAudition(Audition::None, -1);
    plan_.withReference = withReference_->isChecked();
    plan_.rounds = rounds_->value();
    trial_.emplace(plan_, seed_);
    listenedTo_.assign(static_cast<std::size_t>(trial_->letters()), false);
    pages_->setCurrentIndex(Rounds);
    round_->setFocus(Qt::OtherFocusReason);
    listenTo(0);
    playback_.play();
}

void BlindTest::listenTo(int letter) {
    if (!trial_ || trial_->over() || letter >= trial_->letters())
        return;
    heard_ = letter;
    playback_.setBlind(trial_->behind(letter));
    refresh();
}

void BlindTest::choose() {
    if (!trial_ || trial_->over() || !allListenedTo())
        return;
    trial_->choose(heard_);
    if (trial_->over()) {
        reveal();
        return;
    }
    listenedTo_.assign(listenedTo_.size(), false);
    listenTo(0);
}

void BlindTest::reveal() {
    playback_.pause();
    playback_.setBlind(std::nullopt);
    result_->setTrial(*trial_);
    pages_->setCurrentIndex(Result);
    result_->setFocus(Qt::OtherFocusReason);
}

void BlindTest::togglePlay() {
    if (playback_.playing())
        playback_.pause();
    else
        playback_.play();
}

void BlindTest::seekBy(Seconds time) {
    playback_.seek(std::min(playback_.position() + time, playback_.length()));
}

void BlindTest::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    const bool isReturn = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (pages_->currentIndex() == Setup && isReturn && start_->isEnabled()) {
        begin();
        return;
    }
    if (pages_->currentIndex() != Rounds || event->modifiers() != Qt::NoModifier) {
        QDialog::keyPressEvent(event);
        return;
    }
    if (key >= Qt::Key_A && key < Qt::Key_A + trial_->letters())
        listenTo(key - Qt::Key_A);
    else if (key >= Qt::Key_1 && key < Qt::Key_1 + trial_->letters())
        listenTo(key - Qt::Key_1);
    else if (key == Qt::Key_Space)
        togglePlay();
    else if (isReturn)
        choose();
    else if (key == Qt::Key_Left || key == Qt::Key_Right)
        seekBy(key == Qt::Key_Left ? -kStep : kStep);
    else
        QDialog::keyPressEvent(event);
}

void BlindTest::reject() {
    const bool losing = trial_ && !trial_->over() && trial_->answered() > 0;
    if (losing && QMessageBox::question(this, tr("Blind test"),
                                        tr("Give the test up without seeing how it went?")) !=
                      QMessageBox::Yes)
        return;
    if (playback_.blind()) {
        playback_.pause();
        playback_.setBlind(std::nullopt);
    }
    trial_.reset();
    QDialog::reject();
}

} // namespace kilter
