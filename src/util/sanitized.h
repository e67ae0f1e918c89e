/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SANITIZED_H
#define UTIL_SANITIZED_H

/*
 * SANITIZED: 1 where the build has AddressSanitizer, which needs more memory and more
 * system calls than a limit should grant, and is set up late in a program's start.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
