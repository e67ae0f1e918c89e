/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SANITIZED_H
#define UTIL_SANITIZED_H

/*
 * SANITIZED: 1 where the build has AddressSanitizer or ThreadSanitizer, which need more
 * memory and system calls than a limit should grant, and are set up late in a program's
 * start.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
