// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/realtime.h"

#if defined(__SSE2__)
#include <xmmintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#endif

namespace kilter {

namespace {

#if defined(__SSE2__)
constexpr unsigned kFlushToZeroAndDenormalsAreZero = 0x8040;
unsigned controlWord() {
    return _mm_getcsr();
}
void setControlWord(unsigned w) {
    _mm_setcsr(w);
}
#elif defined(__aarch64__)
constexpr unsigned kFlushToZeroAndDenormalsAreZero = 1U << 24;
unsigned controlWord() {
    std::uint64_t w;
    asm volatile("mrs %0, fpcr" : "=r"(w));
    return static_cast<unsigned>(w);
}
void setControlWord(unsigned w) {
    asm volatile("msr fpcr, %0" : : "r"(static_cast<std::uint64_t>(w)));
}
#else
#error "Tell Kilter how this processor flushes denormals."
#endif

} // namespace

FlushDenormalsScope::FlushDenormalsScope() noexcept
    : saved_(controlWord()) {
    setControlWord(saved_ | kFlushToZeroAndDenormalsAreZero);
}

FlushDenormalsScope::~FlushDenormalsScope() {
    setControlWord(saved_);
}

} // namespace kilter
