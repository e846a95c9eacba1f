// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/guarded_application.h"
#include "app/program_text.h"
#include "app/termination_watch.h"
#include "core/base/fftw_planner.h"
#include "core/base/out_of_memory.h"
#include "ui/appearance.h"
#include "ui/path_text.h"
#include "ui/session/session_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <vector>

namespace {

struct Start {
    std::filesystem::path session, mix;
    std::vector<std::filesystem::path> references;
};

std::filesystem::path absolute(const QString& name) {
    std::error_code code;
    const std::filesystem::path given = kilter::pathOf(name);
    const std::filesystem::path full = std::filesystem::absolute(given, code);
    return code ? given : full;
}

/// Ends the program at --help, --version and invalid arguments.
Start parse(const QApplication& application) {
    using namespace kilter;
    QCommandLineParser parser;
    const ProgramText text = windowText();
    parser.setApplicationDescription(QString::fromStdString(text.text + ".\n" + text.footer));
    parser.addHelpOption();
    parser.addVersionOption();
    const OptionText& argument = text.commands.front().arguments.front();
    parser.addPositionalArgument(QString::fromStdString(argument.value),
                                 QString::fromStdString(argument.text),
                                 QString::fromStdString(argument.names.front()));
    const OptionText& about = text.commands.front().options.front();
    const QCommandLineOption reference({QStringLiteral("r"), QStringLiteral("reference")},
                                       QString::fromStdString(about.text),
                                       QString::fromStdString(about.value));
    parser.addOption(reference);
    parser.process(application);

    const QStringList files = parser.positionalArguments();
    Start start;
    for (const QString& name : parser.values(reference))
        start.references.push_back(absolute(name));
    if (!files.isEmpty()) {
        const std::filesystem::path file = absolute(files.front());
        (file.extension() == ".kilter" ? start.session : start.mix) = file;
    }
    if (files.size() > 1 || (!start.session.empty() && !start.references.empty())) {
        std::fputs("kilter: one mix with its references (-r), or one session; see --help\n",
                   stderr);
        std::exit(2);
    }
    return start;
}

void begin(kilter::SessionWindow& window, const Start& start) {
    if (!start.session.empty()) {
        if (!window.offerRestore(start.session))
            window.controller().open(start.session);
    } else if (!start.mix.empty() || !start.references.empty()) {
        window.controller().startSession(start.mix, start.references);
    } else if (!window.offerRestore()) {
        QSettings settings;
        const QString key = QStringLiteral("startedBefore");
        if (!settings.value(key).toBool()) {
            settings.setValue(key, true);
            window.openDemo();
        }
    }
}

int runApplication(int& argc, char** argv) {
    kilter::prepareFftw();
    kilter::GuardedApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Kilter"));
    QApplication::setOrganizationName(QStringLiteral("Kilter"));
    QApplication::setApplicationVersion(QStringLiteral(KILTER_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("kilter"));
    const Start start = parse(application);
    kilter::applyAppearance(application);

    kilter::SessionWindow window;
    window.rememberLayout();
    window.show();
    kilter::TerminationWatch termination;
    QObject::connect(&termination, &kilter::TerminationWatch::requested, &window,
                     [&window](int signal) {
                         window.controller().leaveBehind();
                         QApplication::exit(128 + signal);
                     });
    // After the window is there: a sound server may take its time.
    QTimer::singleShot(0, &window, [&window, &start] {
        begin(window, start);
        window.openSound();
    });
    const int status = QApplication::exec();
    if (!application.fault().empty()) {
        window.controller().leaveBehind();
        std::fprintf(stderr, "kilter: %s; unsaved work is offered at the next start\n",
                     application.fault().c_str());
    }
    return status;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return runApplication(argc, argv);
    } catch (const std::bad_alloc& fault) {
        std::fprintf(stderr, "kilter: %s\n", kilter::textOf(fault).c_str());
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "kilter: a fault in Kilter: %s\n", fault.what());
    }
    return 1;
}
