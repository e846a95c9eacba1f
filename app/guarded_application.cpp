// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/guarded_application.h"

#include "core/base/out_of_memory.h"

#include <exception>
#include <new>

namespace kilter {

bool GuardedApplication::notify(QObject* receiver, QEvent* event) {
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::bad_alloc& thrown) {
        fault_ = textOf(thrown);
    } catch (const std::exception& thrown) {
        fault_ = std::string("a fault in Kilter: ") + thrown.what();
    } catch (...) {
        fault_ = "a fault in Kilter";
    }
    exit(1);
    return false;
}

} // namespace kilter
