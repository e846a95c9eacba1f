// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/delivery_cells.h"

#include "ui/views/drawing.h"

#include <QFocusEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QtMath>

#include <algorithm>
#include <numeric>
#include <utility>

namespace kilter {

namespace {

constexpr int kPad = 5;      ///< beside a cell's text
constexpr int kInButton = 8; ///< beside a button's text
constexpr int kTick = 14;    ///< width of a box to tick
constexpr int kDot = 6;      ///< width of a dot
constexpr int kDots = 3;
constexpr int kRowHeight = 24;
constexpr int kHeadHeight = 20;
constexpr int kLeastElastic = 40;
constexpr int kMostAir = 56; ///< between columns where there is room

QFont fontOfCell(const QModelIndex& index) {
    const auto tone = static_cast<Tone>(index.data(kToneRole).toInt());
    const bool strong = tone == Tone::Strong || tone == Tone::Good || tone == Tone::Bad;
    return fontOf(Type::Body, strong ? Weight::Medium : Weight::Regular);
}

QColor colourOf(Tone tone, const Theme& t) {
    switch (tone) {
    case Tone::Dim:
        return t.dim;
    case Tone::Good:
        return t.reference;
    case Tone::Bad:
        return t.danger;
    case Tone::Plain:
    case Tone::Strong:
        break;
    }
    return t.text;
}

int heightOfRow() {
    return std::max(kRowHeight, qCeil(QFontMetricsF(fontOf(Type::Body)).height()) + 8);
}

/// What stands above the columns: dim words over a hairline.
class Head : public QHeaderView {
  public:
    explicit Head(QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent) {
        setSectionResizeMode(QHeaderView::Fixed);
        setSectionsClickable(false);
        setHighlightSections(false);
        setMinimumSectionSize(8);
        setFixedHeight(std::max(kHeadHeight, QFontMetrics(fontOf(Type::Small)).height() + 6));
    }

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        const Theme& t = themeOf(*this);
        painter->fillRect(rect, t.panel);
        drawText(*painter, QRectF(rect).adjusted(kPad, 0, -kPad, -1),
                 Qt::AlignLeft | Qt::AlignVCenter, textOf(section), fontOf(Type::Small), t.dim);
        horizontalHairline(*painter, rect.left(), rect.right() + 1, rect.bottom(), t.line);
    }
    void paintEvent(QPaintEvent* event) override {
        QHeaderView::paintEvent(event);
        QPainter painter(viewport()); // over what the style puts behind the last column
        const Theme& t = themeOf(*this);
        const QRect rest = viewport()->rect().adjusted(length(), 0, 0, 0);
        painter.fillRect(rest, t.panel);
        horizontalHairline(painter, rest.left(), rest.right() + 1, rest.bottom(), t.line);
    }

  private:
    [[nodiscard]] QString textOf(int section) const {
        return model()->headerData(section, orientation()).toString();
    }
};

double widthOf(const QModelIndex& index) {
    const QString text = index.data().toString();
    const QFont font = fontOfCell(index);
    switch (cellOf(index)) {
    case Cell::Figure:
    case Cell::Link:
        return figureWidth(text, font) + 2 * kPad;
    case Cell::Tick:
        return textWidth(text, font) + kTick + 6 + 2 * kPad;
    case Cell::Button:
        return textWidth(text, font) + 2 * kInButton + 4;
    case Cell::Dots:
        return kDots * (kDot + 3) + 2 * kPad;
    case Cell::Text:
        break;
    }
    return textWidth(text, font) + 2 * kPad;
}

void paintButton(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                 bool enabled, bool down, bool hovered, const Theme& t) {
    const QColor fill = down ? t.master : hovered ? mixed(t.raised, t.text, 0.12) : t.raised;
    const QRectF box = rect.adjusted(2, 2, -2, -2);
    roundedBox(painter, box, kButtonRadius, enabled ? fill : mixed(t.panel, t.raised, 0.5), t.line);
    drawText(painter, box, Qt::AlignCenter, text, font,
             !enabled ? faded(t.dim, 0.6)
             : down   ? t.accentText
                      : t.text);
}

void paintDots(QPainter& painter, const QRectF& rect, int filled, const Theme& t) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < kDots; ++i) {
        const QRectF dot(rect.left() + kPad + i * (kDot + 3), rect.center().y() - kDot / 2.0, kDot,
                         kDot);
        painter.setPen(QPen(t.reference, 1.0));
        painter.setBrush(i < filled ? QBrush(t.reference) : QBrush(Qt::NoBrush));
        painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter.restore();
}

} // namespace

Cell cellOf(const QModelIndex& index) {
    return static_cast<Cell>(index.data(kCellRole).toInt());
}

bool isPressable(const QModelIndex& index) {
    const Cell cell = cellOf(index);
    return (cell == Cell::Tick || cell == Cell::Link || cell == Cell::Button) &&
           index.data(kEnabledRole).toBool();
}

void DeliveryCells::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    const Theme& t = themeOf(*option.widget);
    const QRectF rect(option.rect);
    const QString text = index.data().toString();
    const QFont font = fontOfCell(index);
    const bool enabled = index.data(kEnabledRole).toBool();
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && isPressable(index);
    const QColor colour = colourOf(static_cast<Tone>(index.data(kToneRole).toInt()), t);
    const QRectF inner = rect.adjusted(kPad, 0, -kPad, 0);
    constexpr auto kLeft = Qt::AlignLeft | Qt::AlignVCenter;
    switch (cellOf(index)) {
    case Cell::Text:
        drawText(*painter, inner, kLeft, text, font, colour);
        break;
    case Cell::Figure:
        drawFigure(*painter, inner, kLeft, text, font, colour);
        break;
    case Cell::Link: {
        drawFigure(*painter, inner, kLeft, text, font, enabled ? t.mix : colour);
        if (hovered)
            horizontalHairline(*painter, inner.left(), inner.left() + figureWidth(text, font),
                               rect.center().y() + QFontMetricsF(font).ascent() / 2 + 1, t.mix);
        break;
    }
    case Cell::Tick: {
        const QRectF box(inner.left(), rect.center().y() - kTick / 2.0, kTick, kTick);
        drawCheckBox(*painter, box, index.data(Qt::CheckStateRole).toInt() == Qt::Checked,
                     enabled ? t.master : faded(t.dim, 0.6), t);
        drawText(*painter, inner.adjusted(kTick + 6, 0, 0, 0), kLeft, text, font, colour);
        break;
    }
    case Cell::Button:
        paintButton(*painter, rect, text, font, enabled, index.data(kDownRole).toBool(), hovered,
                    t);
        break;
    case Cell::Dots:
        paintDots(*painter, rect, index.data(kDotsRole).toInt(), t);
        break;
    }
    if (option.state.testFlag(QStyle::State_HasFocus))
        drawFocusRing(*painter, rect.adjusted(2.5, 2.5, -2.5, -2.5), kButtonRadius - 1, t);
}

QSize DeliveryCells::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    return {qCeil(widthOf(index)), heightOfRow()};
}

DeliveryTable::DeliveryTable(QAbstractTableModel* model, int elastic, QWidget* parent)
    : QTableView(parent)
    , elastic_(elastic) {
    setModel(model);
    setItemDelegate(new DeliveryCells(this));
    setHorizontalHeader(new Head(this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(heightOfRow());
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setCornerButtonEnabled(false);
    viewport()->setBackgroundRole(QPalette::AlternateBase); // as the panel that it lies on
    fitColumns();
}

void DeliveryTable::fitColumns() {
    const int columns = model()->columnCount();
    wanted_.assign(static_cast<std::size_t>(columns), 0);
    for (int c = 0; c < columns; ++c) {
        const QString head = model()->headerData(c, Qt::Horizontal).toString();
        double width = textWidth(head, fontOf(Type::Small)) + 2 * kPad;
        for (int r = 0; r < model()->rowCount(); ++r)
            width = std::max(width, widthOf(model()->index(r, c)));
        wanted_[static_cast<std::size_t>(c)] = qCeil(width) + 1;
    }
    std::vector<int> widths = wanted_;
    const int room = viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    int& elastic = widths[static_cast<std::size_t>(elastic_)];
    if (room < 0)
        elastic = std::max(std::min(elastic, kLeastElastic), elastic + room);
    else // what can be pressed stays together
        for (int c = 0; c < columns; ++c)
            if (!isButton(c))
                widths[static_cast<std::size_t>(c)] += std::min(room / columns, kMostAir);
    for (int c = 0; c < columns; ++c)
        setColumnWidth(c, widths[static_cast<std::size_t>(c)]);
}

bool DeliveryTable::isButton(int column) const {
    return model()->rowCount() > 0 && cellOf(model()->index(0, column)) == Cell::Button;
}

QSize DeliveryTable::minimumSizeHint() const {
    constexpr int kRows = 2;
    return {200, horizontalHeader()->height() + kRows * heightOfRow()};
}

QSize DeliveryTable::sizeHint() const {
    const int all = std::accumulate(wanted_.begin(), wanted_.end(), 0);
    return {all, horizontalHeader()->height() + model()->rowCount() * heightOfRow()};
}

void DeliveryTable::pressCell(const QModelIndex& index) {
    if (index.isValid() && isPressable(index))
        emit cellPressed(index);
}

bool DeliveryTable::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool press = key->key() == Qt::Key_Space || key->key() == Qt::Key_Return ||
                           key->key() == Qt::Key_Enter;
        if (press && key->modifiers() == Qt::NoModifier && isPressable(currentIndex())) {
            event->accept(); // before the window's own Space: play
            return true;
        }
    }
    return QTableView::event(event);
}

/// What is cut is whole in its tool tip, and what says more there says that.
bool DeliveryTable::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = indexAt(help->pos()).data(Qt::ToolTipRole).toString();
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, viewport(),
                               visualRect(indexAt(help->pos())));
        return true;
    }
    return QTableView::viewportEvent(event);
}

void DeliveryTable::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() == Qt::NoModifier && isPressable(currentIndex()))
            pressCell(currentIndex());
        else
            event->ignore();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
    case Qt::Key_End:
        QTableView::keyPressEvent(event);
        return;
    default:
        event->ignore(); // all other keys are the window's
    }
}

void DeliveryTable::mousePressEvent(QMouseEvent* event) {
    held_ =
        event->button() == Qt::LeftButton ? indexAt(event->position().toPoint()) : QModelIndex();
    if (isPressable(held_) && hasFocus())
        setCurrentIndex(held_);
}

void DeliveryTable::mouseMoveEvent(QMouseEvent* event) {
    QTableView::mouseMoveEvent(event);
    const QModelIndex at = indexAt(event->position().toPoint());
    viewport()->setCursor(at.isValid() && isPressable(at) ? Qt::PointingHandCursor
                                                          : Qt::ArrowCursor);
}

void DeliveryTable::mouseReleaseEvent(QMouseEvent* event) {
    const QModelIndex held = std::exchange(held_, QPersistentModelIndex());
    if (held.isValid() && held == indexAt(event->position().toPoint()))
        pressCell(held);
}

void DeliveryTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

} // namespace kilter
