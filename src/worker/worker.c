/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child's loop: receive, analyse, answer. */
#include "worker/worker.h"

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nn/model.h"
#include "util/buf.h"
#include "util/err.h"
#include "worker/analyse.h"
#include "worker/sandbox.h"
#include "worker/wire.h"

struct worker {
    int sock;
    struct analyse *analyse;
    struct buf out;
    uint8_t in[WIRE_MAX];
};

const char *const worker_option[WORKER_OPTIONS] = {"--no-sandbox", "--no-model",
                                                   "--polite", "--model"};

unsigned worker_flags_of(int argc, char **argv)
{
    unsigned flags = 0;

    for (int i = 0; i < argc; i++)
        for (int k = 0; k < WORKER_OPTIONS; k++)
            if (strcmp(argv[i], worker_option[k]) == 0)
                flags |= 1U << k;
    return flags;
}

/* The parent alone hears the terminal: it drains its workers, then closes the socket. */
static void ignore_terminal(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
}

/* The descriptor is shared with other workers: their place in it is not to be moved. */
static int read_given(struct buf *out, struct err *e)
{
    ssize_t got;

    do {
        buf_reserve(out, 1 << 20);
        got = pread(WORKER_MODEL, out->data + out->len, 1 << 20, (off_t)out->len);
        out->len += got > 0 ? (size_t)got : 0;
    } while (got > 0 && out->len <= MODEL_MAX_BYTES);
    close(WORKER_MODEL);
    return got < 0 ? err_sys(e, "cannot be read") : 0;
}

/* The model to work with; none where the program is built without one. */
static int find_model(struct model **out, unsigned flags, struct err *e)
{
    struct buf given = {0};
    const uint8_t *data;
    size_t n;
    int rc;

    if (!(flags & WORKER_GIVEN_MODEL))
        return model_embedded(&data, &n) ? model_parse(out, data, n, e) : 0;
    rc = read_given(&given, e);
    if (rc == 0)
        rc = model_parse(out, given.data, given.len, e);
    buf_clear(&given);
    return rc == 0 ? 0 : err_in(e, "the library's model");
}

/* All that is to be read is read before the walls stand: then there still are files. */
static int prepare(struct worker *w, unsigned flags, struct err *e)
{
    struct model *m = NULL;

    if (!(flags & WORKER_NO_MODEL) && find_model(&m, flags, e) != 0)
        return -1;
    w->analyse = analyse_new(m);
    return flags & WORKER_NO_SANDBOX ? 0 : sandbox_enter(w->sock, e);
}

/* Ready, or why not. */
static int begin(struct worker *w, unsigned flags, struct err *e)
{
    const struct wire_head ready = {.op = WIRE_READY};
    struct sound why;

    if (prepare(w, flags, e) != 0) {
        struct err ignored;

        wire_failed(&why, SOUND_FAILED, e->text);
        wire_put_answer(&w->out, &ready, &why);
        wire_send(w->sock, w->out.data, w->out.len, -1, &ignored);
        return -1;
    }
    wire_put_head(&w->out, &ready);
    return wire_send(w->sock, w->out.data, w->out.len, -1, e);
}

/* One request and its answer. 1 done, 0 the parent is gone, -1 nothing to go on with. */
static int serve_one(struct worker *w, struct err *e)
{
    struct sound sound;
    struct wire_head h;
    size_t n;
    int fd;

    if (wire_receive(w->sock, w->in, sizeof w->in, &n, &fd, e) != 0)
        return -1;
    if (n == 0)
        return 0;
    if (wire_get_head(&h, w->in, n, e) != 0)
        return -1;
    if (h.op == WIRE_CLASSIFY) {
        analyse_blob(w->analyse, w->in + WIRE_HEAD, n - WIRE_HEAD, &sound);
    } else if (h.op == WIRE_ANALYSE && fd >= 0 && lseek(fd, 0, SEEK_SET) == 0) {
        analyse_file(w->analyse, fd, &sound);
        close(fd);
    } else {
        return err_set(e, ERR_FORMAT, "not a request");
    }
    wire_put_answer(&w->out, &h, &sound);
    return wire_send(w->sock, w->out.data, w->out.len, -1, e) == 0 ? 1 : -1;
}

void worker_be_polite(void)
{
    /* linux/ioprio.h, which older systems do not install */
    enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13 };
    const struct sched_param none = {0};

    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0)
        setpriority(PRIO_PROCESS, 0, 19);
    syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT);
}

int worker_main(int sock, unsigned flags)
{
    static struct worker w;
    struct err e = {0};
    int rc;

    w.sock = sock;
    ignore_terminal();
    if (flags & WORKER_POLITE)
        worker_be_polite();
    if (begin(&w, flags, &e) != 0)
        return 1;
    do
        rc = serve_one(&w, &e);
    while (rc > 0);
    _exit(rc == 0 ? 0 : 1); /* no exit handlers: few calls are left to them */
}
