/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocate or end: nothing above has to think about running out of memory. */
#include "util/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FEW = 16 }; /* items of a list's first memory */

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "sampledb: out of memory\n";
    const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);

    (void)written;
    abort();
}

void *mem_new(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *mem_grow(void *p, size_t n, size_t size)
{
    void *q = NULL;

    if (size == 0 || n <= SIZE_MAX / size)
        q = realloc(p, n && size ? n * size : 1);
    if (!q)
        out_of_memory();
    return q;
}

void *mem_more(void *p, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return p;
    *room = *room ? *room * 2 : FEW;
    return mem_grow(p, *room, size);
}

static size_t shared_bytes(size_t n, size_t size)
{
    if (n == 0 || size == 0)
        return 1;
    if (n > SIZE_MAX / size)
        out_of_memory();
    return n * size;
}

void *mem_share(size_t n, size_t size)
{
    void *p = mmap(NULL, shared_bytes(n, size), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        out_of_memory();
    return p;
}

void mem_unshare(void *p, size_t n, size_t size)
{
    if (p)
        munmap(p, shared_bytes(n, size));
}

char *mem_text(const void *bytes, size_t len)
{
    char *s = mem_new(len + 1, 1);

    if (len)
        memcpy(s, bytes, len);
    return s;
}

#ifdef HAVE_MALLINFO2
size_t mem_used(void)
{
    const struct mallinfo2 m = mallinfo2();

    return m.uordblks + m.hblkhd;
}

void mem_trim(void) { malloc_trim(0); }
#else
size_t mem_used(void) { return 0; }
void mem_trim(void) {}
#endif
