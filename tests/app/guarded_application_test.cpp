// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/guarded_application.h"

#include <QTest>
#include <QTimer>

#include <new>
#include <stdexcept>

using namespace kilter;

namespace {

class Thrower : public QObject {
  public:
    explicit Thrower(bool memory)
        : memory_(memory) {}
    bool event(QEvent*) override {
        if (memory_)
            throw std::bad_alloc();
        throw std::runtime_error("one too many");
    }

  private:
    bool memory_;
};

} // namespace

/// What an event handler throws ends the event loop, not the program.
class GuardedApplicationTest : public QObject {
    Q_OBJECT

    static std::string faultOf(Thrower& thrower) {
        int count = 1;
        char name[] = "test";
        char* arguments[] = {name, nullptr};
        GuardedApplication application(count, arguments);
        if (!application.fault().empty())
            return "a fault before any";
        QCoreApplication::postEvent(&thrower, new QEvent(QEvent::User));
        QTimer::singleShot(10000, &application, [] { QCoreApplication::exit(7); });
        const int status = QApplication::exec();
        return std::to_string(status) + ": " + application.fault();
    }

  private slots:
    void endsTheLoop() {
        Thrower memory(true);
        QCOMPARE(faultOf(memory), std::string("1: out of memory"));
        Thrower fault(false);
        QCOMPARE(faultOf(fault), std::string("1: a fault in Kilter: one too many"));
    }
};

QTEST_APPLESS_MAIN(GuardedApplicationTest)
#include "guarded_application_test.moc"
