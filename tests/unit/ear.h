/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EAR_H
#define EAR_H
#include "near.h"

#include "watch/control.h"

/* A socket as the daemon has it, of one that only remembers what it was asked. */
struct ear {
    char dir[64], path[96]; /* of the socket */
    struct control *c;
    int client, indexes, reloads, statuses;
    bool refuse;
    char *folder; /* first of the last index */
    bool force;
};
extern struct ear ear;
extern const struct control_calls ear_calls;

void ear_open(void);
void ear_close(void);

int ear_called(void); /* a connection */

/* As much of it as the socket takes. */
void ear_say(int fd, const void *bytes, size_t n);

/* A connection on which this was said, and heard. */
int ear_asked(const char *line);

/* Everything that has come to fd; *ended: and no more will. */
const char *ear_heard(int fd, bool *ended);
void ear_expect(int fd, const char *text, bool ended);
#endif
