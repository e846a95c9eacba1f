// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/control_style.h"

#include "ui/theme.h"
#include "ui/views/drawing.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QStyleOption>

#include <algorithm>
#include <array>

namespace kilter {

namespace {

constexpr int kFieldHeight = 28, kButtonHeight = 30, kButtonWidth = 92;
constexpr int kTick = 15;

const Theme& themeOf(const QStyleOption& option) {
    return option.palette.color(QPalette::Window).lightnessF() < 0.5F ? darkTheme() : lightTheme();
}

bool is(const QStyleOption& option, QStyle::StateFlag flag) {
    return option.state.testFlag(flag);
}

/// What something is typed into lies deeper than the window, what is pressed stands out.
void paintField(QPainter& painter, const QStyleOption& option, const QColor& ground) {
    const Theme& t = themeOf(option);
    const bool enabled = is(option, QStyle::State_Enabled);
    const bool focused = enabled && is(option, QStyle::State_HasFocus);
    const bool hovered = enabled && is(option, QStyle::State_MouseOver);
    roundedBox(painter, option.rect, kButtonRadius,
               hovered && !focused ? mixed(ground, t.text, 0.05) : ground,
               focused   ? t.mix
               : enabled ? t.line
                         : mixed(t.panel, t.line, 0.6),
               focused ? 1.5 : 1.0);
}

void paintButton(QPainter& painter, const QStyleOption& option, bool filled) {
    const Theme& t = themeOf(option);
    const bool enabled = is(option, QStyle::State_Enabled);
    QColor ground = filled ? t.master : t.raised;
    if (filled && !enabled)
        ground = mixed(t.raised, t.master, 0.3);
    if (enabled && is(option, QStyle::State_Sunken))
        ground = mixed(ground, t.text, 0.16);
    else if (enabled && is(option, QStyle::State_MouseOver))
        ground = mixed(ground, t.text, 0.08);
    const QRectF box(option.rect);
    roundedBox(painter, box, kButtonRadius, ground, filled ? QColor() : t.line);
    if (is(option, QStyle::State_HasFocus) && is(option, QStyle::State_KeyboardFocusChange))
        drawFocusRing(painter, box.adjusted(2, 2, -2, -2), kButtonRadius - 1, t);
}

void paintChevron(QPainter& painter, QPointF centre, bool up, const QColor& colour) {
    painter.save();
    painter.translate(centre);
    painter.scale(0.85, up ? -0.85 : 0.85);
    drawMenuMark(painter, {0, 0}, colour);
    painter.restore();
}

bool isDefault(const QStyleOption* option) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    return button && button->features.testFlag(QStyleOptionButton::DefaultButton);
}

constexpr double kProgressText = 40; ///< room for "100%" on the right

QRectF progressLine(const QStyleOptionProgressBar& bar) {
    constexpr double kHeight = 6;
    const QRectF all(bar.rect);
    return {all.left(), all.center().y() - kHeight / 2,
            all.width() - (bar.textVisible ? kProgressText : 0), kHeight};
}

/// The groove, what of it is done, and how much that is.
void paintProgress(QPainter& painter, const QStyleOptionProgressBar& bar,
                   QStyle::ControlElement element) {
    const Theme& t = themeOf(bar);
    QRectF line = progressLine(bar);
    const double round = line.height() / 2;
    if (element == QStyle::CE_ProgressBarGroove) {
        roundedBox(painter, line, round, t.well);
    } else if (element == QStyle::CE_ProgressBarLabel) {
        if (bar.textVisible)
            drawText(painter, bar.rect, Qt::AlignRight | Qt::AlignVCenter, bar.text,
                     fontOf(Type::Body), t.dim);
    } else if (bar.maximum > bar.minimum && bar.progress > bar.minimum) {
        const double share = double(bar.progress - bar.minimum) / double(bar.maximum - bar.minimum);
        line.setWidth(std::max(line.height(), line.width() * std::min(1.0, share)));
        roundedBox(painter, line, round, t.mix);
    }
}

} // namespace

ControlStyle::ControlStyle()
    : QProxyStyle(QStringLiteral("fusion")) {}

void ControlStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    // A style sheet on top asks no style how high these are.
    if (auto* box = qobject_cast<QAbstractSpinBox*>(widget))
        box->setMinimumHeight(kFieldHeight);
}

void ControlStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                 QPainter* painter, const QWidget* widget) const {
    const Theme& t = themeOf(*option);
    switch (element) {
    case PE_PanelLineEdit:
        // In a list or a box with arrows the whole has the frame.
        if (widget && (qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) ||
                       qobject_cast<const QComboBox*>(widget->parentWidget())))
            return;
        paintField(*painter, *option, t.well);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_PanelButtonCommand:
        paintButton(*painter, *option, isDefault(option));
        return;
    case PE_PanelButtonTool:
        paintButton(*painter, *option, false);
        return;
    case PE_IndicatorCheckBox: {
        const bool enabled = is(*option, State_Enabled);
        drawCheckBox(*painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5),
                     is(*option, State_On), enabled ? t.master : faded(t.dim, 0.6), t);
        return;
    }
    case PE_FrameGroupBox:
        roundedBox(*painter, option->rect, kPanelRadius, t.panel, t.line);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ControlStyle::drawControl(ControlElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    if (element == CE_ProgressBarGroove || element == CE_ProgressBarContents ||
        element == CE_ProgressBarLabel) {
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            paintProgress(*painter, *bar, element);
        return;
    }
    if (element == CE_PushButtonLabel && isDefault(option)) {
        QStyleOptionButton label(*qstyleoption_cast<const QStyleOptionButton*>(option));
        label.palette.setColor(QPalette::ButtonText, themeOf(*option).accentText);
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ControlStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                      QPainter* painter, const QWidget* widget) const {
    const Theme& t = themeOf(*option);
    const QColor mark = is(*option, State_Enabled) ? t.dim : faded(t.dim, 0.5);
    if (control == CC_ComboBox) {
        paintField(*painter, *option, t.raised);
        drawMenuMark(*painter, {option->rect.right() - 12.0, option->rect.center().y() + 1.0},
                     mark);
    } else if (control == CC_SpinBox) {
        paintField(*painter, *option, t.well);
        for (const SubControl arrow : {SC_SpinBoxUp, SC_SpinBoxDown}) {
            const QRectF r = subControlRect(CC_SpinBox, option, arrow, widget);
            const bool on = option->activeSubControls == arrow && is(*option, State_MouseOver);
            const bool up = arrow == SC_SpinBoxUp;
            paintChevron(*painter, r.center() + QPointF(0, up ? 1.0 : -1.0), up,
                         on ? t.text : mark);
        }
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QSize ControlStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                     const QSize& contents, const QWidget* widget) const {
    const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_ComboBox:
    case CT_LineEdit: // all of them the same, with larger letters too
        return {size.width(), std::max(kFieldHeight, option->fontMetrics.height() + 10)};
    case CT_PushButton:
        return size.expandedTo({kButtonWidth, kButtonHeight});
    default:
        return size;
    }
}

int ControlStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                              const QWidget* widget) const {
    if (metric == PM_IndicatorWidth || metric == PM_IndicatorHeight)
        return kTick;
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int ControlStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* answer) const {
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons || hint == SH_ComboBox_Popup)
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, answer);
}

} // namespace kilter
