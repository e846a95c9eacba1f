// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme.h"

#include <QAbstractButton>
#include <QFont>

#include <optional>

namespace kilter {

/// A button of the transport bar: a symbol, or one or two lines of text with a dot in the colour
/// of whose sound it stands for.
class TransportButton : public QAbstractButton {
    Q_OBJECT

  public:
    enum class Symbol { None, Play, Pause, Stop, Loop };
    /// A sign before the title that differs in shape as well as in colour.
    enum class Sign { None, Disc, Triangle, Square, Ring };

    struct Look {
        Symbol symbol = Symbol::None;
        QString title = {}, subtitle = {}, key = {};
        std::optional<TrackRole> role = {}; ///< its colour when it is on, and its dot
        bool dot = false;
        Sign sign = Sign::None;
        bool on = false;
        bool filled = false; ///< the one that things are done with: in the master's colour
        bool centred = false;
        bool minor = false; ///< in smaller type

        friend bool operator==(const Look&, const Look&) = default;
    };

    explicit TransportButton(QWidget* parent);

    void setLook(const Look& look);
    [[nodiscard]] const Look& look() const { return look_; }
    void setHint(const QString& hint); ///< status bar, tool tip

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    [[nodiscard]] const QFont& titleFont(double room) const;

    Look look_;
};

} // namespace kilter
