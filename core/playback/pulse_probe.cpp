// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/pulse_probe.h"

#ifdef KILTER_WITH_PULSE

#include <pulse/context.h>
#include <pulse/introspect.h>
#include <pulse/mainloop.h>

#include <chrono>
#include <memory>

namespace kilter {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{1};

enum class Answer { Awaited, Missing, Both };

void note(pa_context*, const pa_server_info* info, void* answer) {
    // While a sink comes up it has no monitor yet, and there may be no source.
    const bool both = info != nullptr && info->default_sink_name != nullptr &&
                      info->default_source_name != nullptr;
    *static_cast<Answer*>(answer) = both ? Answer::Both : Answer::Missing;
}

/// Runs the loop until `done` or out of time.
template <class Done>
bool wait(pa_mainloop& loop, Clock::time_point until, Done done) {
    while (!done()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::microseconds>(until - Clock::now()).count();
        if (left <= 0 || pa_mainloop_prepare(&loop, static_cast<int>(left)) < 0 ||
            pa_mainloop_poll(&loop) < 0 || pa_mainloop_dispatch(&loop) < 0)
            return false;
    }
    return true;
}

} // namespace

bool pulseCanBeAsked() {
    const std::unique_ptr<pa_mainloop, void (*)(pa_mainloop*)> loop(pa_mainloop_new(),
                                                                    pa_mainloop_free);
    const std::unique_ptr<pa_context, void (*)(pa_context*)> context(
        pa_context_new(pa_mainloop_get_api(loop.get()), "Kilter"), pa_context_unref);
    if (pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOFLAGS, nullptr) < 0)
        return true; // there is no server
    const auto until = Clock::now() + kPatience;
    const auto state = [&] { return pa_context_get_state(context.get()); };
    const bool settled = wait(
        *loop, until, [&] { return state() == PA_CONTEXT_READY || !PA_CONTEXT_IS_GOOD(state()); });
    if (settled && state() != PA_CONTEXT_READY)
        return true; // refused: there is no server
    Answer answer = Answer::Awaited;
    if (settled) {
        pa_operation* operation = pa_context_get_server_info(context.get(), note, &answer);
        wait(*loop, until,
             [&] { return answer != Answer::Awaited || !PA_CONTEXT_IS_GOOD(state()); });
        if (operation != nullptr)
            pa_operation_unref(operation);
    }
    pa_context_disconnect(context.get());
    return answer == Answer::Both;
}

} // namespace kilter

#else

bool kilter::pulseCanBeAsked() {
    return true;
}

#endif
