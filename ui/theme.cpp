// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme.h"

#include "ui/control_style.h"

#include <QApplication>
#include <QIcon>
#include <QScreen>
#include <QWidget>

#include <array>
#include <cmath>

/// Resources in a static library are there only when somebody asks for them; outside of any
/// namespace, as the macro wants it.
static void openResources() {
    Q_INIT_RESOURCE(kilter);
}

namespace kilter {

namespace {
constexpr auto kStyled = "kilterStyled"; ///< the application has our style already
} // namespace

const QColor& Theme::colourOf(TrackRole role) const {
    switch (role) {
    case TrackRole::Mix:
        return mix;
    case TrackRole::Master:
        return master;
    case TrackRole::Reference:
        return reference;
    }
    return text;
}

QColor faded(const QColor& colour, double opacity) {
    QColor c = colour;
    c.setAlphaF(static_cast<float>(opacity));
    return c;
}

QColor mixed(const QColor& base, const QColor& over, double share) {
    const auto blend = [share](int a, int b) {
        return static_cast<int>(std::lround(a + (b - a) * share));
    };
    return {blend(base.red(), over.red()), blend(base.green(), over.green()),
            blend(base.blue(), over.blue())};
}

const Theme& darkTheme() {
    static const Theme theme{.dark = true,
                             .window = 0x14171c,
                             .bar = 0x101318,
                             .panel = 0x1b2027,
                             .raised = 0x222831,
                             .well = 0x0f1216,
                             .line = 0x2d3540,
                             .text = 0xdfe4ec,
                             .dim = 0x8d97a8,
                             .accentText = 0x1a1408,
                             .mix = 0x6ea8fe,
                             .master = 0xffb454,
                             .reference = 0x3fd0b0,
                             .danger = 0xff6f6f};
    return theme;
}

const Theme& lightTheme() {
    static const Theme theme{.dark = false,
                             .window = 0xe4e7ec,
                             .bar = 0xd9dde4,
                             .panel = 0xf8f9fb,
                             .raised = 0xeceff4,
                             .well = 0xdce1e9,
                             .line = 0xcbd2dc,
                             .text = 0x1b212b,
                             .dim = 0x566173,
                             .accentText = 0xffffff,
                             .mix = 0x2a6ad6,
                             .master = 0xb35c00,
                             .reference = 0x067a66,
                             .danger = 0xc62f2f};
    return theme;
}

const Theme& themeOf(const QWidget& widget) {
    return widget.palette().color(QPalette::Window).lightnessF() < 0.5F ? darkTheme()
                                                                        : lightTheme();
}

QPalette paletteOf(const Theme& theme) {
    QPalette p;
    p.setColor(QPalette::Window, theme.window);
    p.setColor(QPalette::WindowText, theme.text);
    p.setColor(QPalette::Base, theme.raised);
    p.setColor(QPalette::AlternateBase, theme.panel);
    p.setColor(QPalette::Text, theme.text);
    p.setColor(QPalette::PlaceholderText, theme.dim);
    p.setColor(QPalette::Button, theme.raised);
    p.setColor(QPalette::ButtonText, theme.text);
    p.setColor(QPalette::BrightText, theme.danger);
    p.setColor(QPalette::ToolTipBase, theme.bar);
    p.setColor(QPalette::ToolTipText, theme.text);
    p.setColor(QPalette::Highlight, theme.mix);
    p.setColor(QPalette::HighlightedText, theme.accentText);
    p.setColor(QPalette::Link, theme.mix);
    p.setColor(QPalette::LinkVisited, theme.mix);
    p.setColor(QPalette::Light, theme.line);
    p.setColor(QPalette::Midlight, theme.line);
    p.setColor(QPalette::Mid, theme.line);
    p.setColor(QPalette::Dark, theme.well);
    p.setColor(QPalette::Shadow, theme.well);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, faded(theme.dim, 0.6));
    return p;
}

void applyTheme(QApplication& application, const Theme& theme) {
    openResources();
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/kilter/icons/kilter.svg")));
    if (!application.property(kStyled).toBool()) {
        application.setProperty(kStyled, true);
        QApplication::setStyle(new ControlStyle); // the application's own from now on
    }
    application.setPalette(paletteOf(theme));
    application.setFont(fontOf(Type::Body));
    // What the style draws by itself and the palette does not reach.
    application.setStyleSheet(
        QStringLiteral("QMenu { background: %1; color: %2; border: 1px solid %3; padding: 4px; }"
                       "QMenu::item { padding: 4px 20px 4px 12px; border-radius: 4px; }"
                       "QMenu::item:selected { background: %4; }"
                       "QMenu::item:disabled { color: %5; }"
                       "QMenu::separator { height: 1px; background: %3; margin: 4px 8px; }"
                       "QToolTip { background: %6; color: %2; border: 1px solid %3;"
                       " padding: 4px; }"
                       "QSplitter::handle { background: transparent; image: none; }"
                       "QSplitter::handle:hover { background: %3; }"
                       "QScrollBar:vertical { background: transparent; width: 8px; }"
                       "QScrollBar:horizontal { background: transparent; height: 8px; }"
                       "QScrollBar::handle { background: %3; border-radius: 3px; margin: 1px; }"
                       "QScrollBar::handle:vertical { min-height: 24px; }"
                       "QScrollBar::handle:horizontal { min-width: 24px; }"
                       "QScrollBar::handle:hover { background: %5; }"
                       "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
                       "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
                       "QStatusBar::item { border: none; }")
            .arg(theme.raised.name(), theme.text.name(), theme.line.name(),
                 mixed(theme.raised, theme.text, 0.12).name(), theme.dim.name(), theme.bar.name()));
}

const QFont& fontOf(Type type, Weight weight) {
    static const auto fonts = [] {
        constexpr std::array<double, 4> kPixels{10.0, 11.0, 12.5, 20.0};
        constexpr std::array<QFont::Weight, 3> kWeights{QFont::Normal, QFont::Medium,
                                                        QFont::DemiBold};
        const QScreen* screen = QGuiApplication::primaryScreen();
        const double dpi = screen ? screen->logicalDotsPerInch() : 96.0;
        std::array<std::array<QFont, 3>, 4> all;
        for (std::size_t t = 0; t < kPixels.size(); ++t)
            for (std::size_t w = 0; w < kWeights.size(); ++w) {
                QFont f(QStringList{QStringLiteral("Inter"), QGuiApplication::font().family()});
                f.setPointSizeF(kPixels[t] * 72.0 / dpi); // half pixels need points
                f.setWeight(kWeights[w]);
                f.setHintingPreference(QFont::PreferNoHinting);
                all[t][w] = f;
            }
        return all;
    }();
    return fonts[static_cast<std::size_t>(type)][static_cast<std::size_t>(weight)];
}

} // namespace kilter
