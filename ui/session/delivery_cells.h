// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>
#include <QTableView>

namespace kilter {

/// What a cell of a delivery table is, beside its text.
enum class Cell {
    Text,
    Figure, ///< digits of one width
    Tick,   ///< a box to tick and its text; Qt::CheckStateRole
    Link,   ///< a place to go to
    Button, ///< kDownRole: it is down
    Dots,   ///< kDotsRole of three are filled; the text is read out, not shown
};
/// How a text is meant; its sign and words say the same.
enum class Tone { Plain, Strong, Dim, Good, Bad };

constexpr int kCellRole = Qt::UserRole;        ///< Cell, as int
constexpr int kToneRole = Qt::UserRole + 1;    ///< Tone, as int
constexpr int kEnabledRole = Qt::UserRole + 2; ///< of what one can do in it
constexpr int kDownRole = Qt::UserRole + 3;
constexpr int kDotsRole = Qt::UserRole + 4;

[[nodiscard]] Cell cellOf(const QModelIndex& index);
/// Pressing it does something now.
[[nodiscard]] bool isPressable(const QModelIndex& index);

class DeliveryCells : public QStyledItemDelegate {
    Q_OBJECT

  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

/// A table as the painted views look, whose cells are pressed by mouse or keyboard. It takes the
/// keyboard by Tab alone, so that Space plays until then; Tab leaves it again, the arrow keys walk
/// its cells.
class DeliveryTable : public QTableView {
    Q_OBJECT

  public:
    /// `elastic`: the column that gives way where there is no room, and its text is cut.
    DeliveryTable(QAbstractTableModel* model, int elastic, QWidget* parent);

    /// The columns as wide as what they say; to be called when that has changed.
    void fitColumns();
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

  signals:
    void cellPressed(const QModelIndex& index); ///< one that isPressable()

  protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void pressCell(const QModelIndex& index);
    [[nodiscard]] bool isButton(int column) const;

    int elastic_;
    std::vector<int> wanted_;    ///< widths of the columns
    QPersistentModelIndex held_; ///< that the mouse is down on
};

} // namespace kilter
