// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/realtime_interposer.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KILTER_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KILTER_SANITIZED
#endif

#if defined(__linux__) && !defined(KILTER_SANITIZED)
#include <cstdlib> // defines __GLIBC__
#endif

#if defined(__GLIBC__) && !defined(KILTER_SANITIZED)
#define KILTER_INTERPOSES
#endif

namespace {

thread_local int watching = 0;
thread_local const char* firstOffence = nullptr;

} // namespace

namespace kilter::testing {

RealtimeWatch::RealtimeWatch() noexcept {
    firstOffence = nullptr;
    ++watching;
}

RealtimeWatch::~RealtimeWatch() {
    --watching;
}

const char* RealtimeWatch::offence() const noexcept {
    return firstOffence;
}

bool RealtimeWatch::available() noexcept {
#ifdef KILTER_INTERPOSES
    return true;
#else
    return false;
#endif
}

} // namespace kilter::testing

#ifdef KILTER_INTERPOSES

#include <cerrno>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

namespace {

void note(const char* function) noexcept {
    if (watching > 0 && !firstOffence)
        firstOffence = function;
}

template <class Function>
Function* original(Function*& cached, const char* name) noexcept {
    if (!cached)
        cached = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
    return cached;
}

} // namespace

// glibc's own entries, so that nothing has to be looked up before memory can be had.
extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);

void* malloc(size_t size) noexcept {
    note("malloc");
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
    note("calloc");
    return __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) noexcept {
    note("realloc");
    return __libc_realloc(old, size);
}
void free(void* p) noexcept {
    if (p)
        note("free");
    __libc_free(p);
}
void* memalign(size_t alignment, size_t size) noexcept {
    note("memalign");
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) noexcept {
    note("aligned_alloc");
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** p, size_t alignment, size_t size) noexcept {
    note("posix_memalign");
    *p = __libc_memalign(alignment, size);
    return *p ? 0 : ENOMEM;
}
}

// Everything else is looked up on its first call.
#define KILTER_INTERPOSE(result, name, parameters, arguments, specifier)                           \
    extern "C" result name parameters specifier {                                                  \
        note(#name);                                                                               \
        static result(*cached) parameters = nullptr;                                               \
        return original(cached, #name) arguments;                                                  \
    }

KILTER_INTERPOSE(int, pthread_mutex_lock, (pthread_mutex_t * m), (m), noexcept)
KILTER_INTERPOSE(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m), noexcept)
KILTER_INTERPOSE(int, pthread_mutex_unlock, (pthread_mutex_t * m), (m), noexcept)
KILTER_INTERPOSE(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l), noexcept)
KILTER_INTERPOSE(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l), noexcept)
KILTER_INTERPOSE(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t* m), (c, m), )
KILTER_INTERPOSE(int, pthread_cond_signal, (pthread_cond_t * c), (c), noexcept)
KILTER_INTERPOSE(int, pthread_cond_broadcast, (pthread_cond_t * c), (c), noexcept)
KILTER_INTERPOSE(int, sem_wait, (sem_t * s), (s), )
KILTER_INTERPOSE(int, nanosleep, (const timespec* time, timespec* left), (time, left), )
KILTER_INTERPOSE(ssize_t, read, (int file, void* to, size_t size), (file, to, size), )
KILTER_INTERPOSE(ssize_t, write, (int file, const void* from, size_t size), (file, from, size), )
KILTER_INTERPOSE(int, close, (int file), (file), )

#endif
