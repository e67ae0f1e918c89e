/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

enum { WORKER_SOCKET = 3 }; /* the descriptor on which a worker finds its parent */

/*
 * The child's whole life: sandbox, then receive, analyse, answer, until the
 * parent closes the socket. Returns the exit status. sandbox == 0 is for
 * debugging only (--no-sandbox).
 */
int worker_main(int sock, int sandbox);

#endif
