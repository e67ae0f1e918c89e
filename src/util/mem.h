/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_MEM_H
#define UTIL_MEM_H

#include <stddef.h>

/* n zeroed items of `size` bytes. Never NULL: out of memory ends the process. */
void *mem_new(size_t n, size_t size) __attribute__((returns_nonnull));

/* p (or NULL) resized to n items of `size` bytes; new bytes are undefined. Never NULL. */
void *mem_grow(void *p, size_t n, size_t size) __attribute__((returns_nonnull));

/* p with room for an item after its n: doubled when *room are in use. Never NULL. */
void *mem_more(void *p, size_t n, size_t *room, size_t size)
    __attribute__((returns_nonnull));

/* n zeroed items of `size` bytes that processes forked from now on share with this one.
 * Never NULL; mem_unshare() takes the same sizes. */
void *mem_share(size_t n, size_t size) __attribute__((returns_nonnull));
void mem_unshare(void *p, size_t n, size_t size);

/* A NUL-terminated copy of len bytes. Never NULL. */
char *mem_text(const void *bytes, size_t len) __attribute__((returns_nonnull));

/* Bytes that are allocated now, 0 where the C library does not say; and give those that
 * were freed back to the system. */
size_t mem_used(void);
void mem_trim(void);

#endif
