/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_HERALD_H
#define SERVE_HERALD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Streams: what is told as it happens. The thread that speaks HTTP reads them; whoever
 * has something new for one calls http_wake() (serve/http.h), from any thread.
 */
struct stream;

/* Bytes that are to go out next: how many of `room`; 0: nothing now (http_wake() says
 * when there is); -1: the stream is at its end. Never waits. */
ssize_t stream_read(struct stream *s, void *to, size_t room);

/* The other side is gone, or the server ends; NULL is fine. */
void stream_free(struct stream *s);

#endif
