// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/painted_view.h"

#include <QPainter>

namespace kilter {

/// The panel that the views lie on, for ordinary widgets.
class Panel : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintPanel(painter, rect(), themeOf(*this));
    }
};

} // namespace kilter
