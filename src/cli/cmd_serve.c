/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb serve: answer programs and browsers until told to stop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/asking.h"
#include "cli/base.h"
#include "cli/cmd.h"
#include "cli/config.h"
#include "cli/hail.h"
#include "cli/stop.h"
#include "serve/server.h"
#include "serve/token.h"
#include "util/buf.h"
#include "util/mem.h"

enum { PORT = 256, SOCKET, LISTEN, TOKEN_FILE, PATIENCE };

/* Where the server is to be found; owned. */
struct places {
    char *socket, *token; /* NULL = nowhere */
    bool own;             /* the token is the user's, and stays */
    char shown[TOKEN_DIGITS + 1];
};

static char *below(const char *folder, const char *name)
{
    struct buf path = {0};

    buf_bytes(&path, folder, strlen(folder));
    buf_bytes(&path, name, strlen(name) + 1);
    return (char *)path.data;
}

static char *place(const char *given, const char *runtime, const char *name)
{
    return given ? mem_text(given, strlen(given)) : runtime ? below(runtime, name) : NULL;
}

static int find_places(struct places *p, const struct args *a, struct err *e)
{
    char *runtime = hail_runtime();
    const char *own = opt_text(a, TOKEN_FILE);

    p->socket = place(opt_text(a, SOCKET), runtime, "/sampledb/http.sock");
    p->token = place(own, runtime, "/sampledb/token");
    free(runtime);
    p->own = own != NULL;
    return own ? token_keep(p->shown, own, e) : token_make(p->shown, NULL, e);
}

/* Only who has got the port may replace the token of who had it before. The line may be
 * read by who starts the browser: at once. */
static int on_ready(void *arg, int port, struct err *e)
{
    const struct places *p = arg;

    if (p->token && !p->own && token_put(p->shown, p->token, e) != 0)
        return -1;
    printf("http://127.0.0.1:%d/#token=%s\n", port, p->shown);
    fflush(stdout);
    return 0;
}

static int numbers(struct server_options *o, const struct args *a, struct err *e)
{
    long port = o->port, patience_s = SERVER_PATIENCE_MS / 1000;

    if (opt_number(a, PORT, 0, 65535, &port, e) != 0 ||
        opt_number(a, PATIENCE, 1, 3600, &patience_s, e) != 0)
        return -1;
    o->port = (int)port;
    o->patience_ms = patience_s * 1000;
    return 0;
}

static int serve(struct server_options *o, struct places *p, struct err *e)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct base base;
    int rc;

    if (base_open(&base, e) != 0)
        return -1;
    o->model = base.model ? &base.facts : NULL;
    o->names = base.names;
    o->socket = p->socket;
    o->token = p->shown;
    o->arg = p;
    o->ready = on_ready;
    stop_catch();
    sigaction(SIGXFSZ, &ignore, NULL);
    rc = server_run(o, e);
    base_close(&base);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct server_options o = {.library = s->library,
                               .config = s->config_file,
                               .port = (int)s->config->port,
                               .address = opt_text(a, LISTEN),
                               .stop = &stop_asked};
    struct lexicon *synonyms = NULL;
    struct places p = {0};
    int rc;

    if (a->argc > 0)
        return err_set(e, ERR_USAGE, "takes no arguments");
    if (o.address && !opt_given(a, TOKEN_FILE))
        return err_set(e, ERR_USAGE, "--listen needs --token-file, too");
    rc = numbers(&o, a, e);
    if (rc == 0)
        rc = asking_synonyms(&synonyms, s->config, e);
    o.synonyms = synonyms;
    if (rc == 0)
        rc = find_places(&p, a, e);
    if (rc == 0)
        rc = serve(&o, &p, e);
    free(p.socket);
    free(p.token);
    lexicon_free(synonyms);
    return rc;
}

static const struct opt options[] = {
    {PORT, "port", "N", "of 127.0.0.1 (default: 8321; 0: any that is free)"},
    {SOCKET, "socket", "FILE", "the Unix socket (default: in $XDG_RUNTIME_DIR)"},
    {LISTEN, "listen", "ADDRESS", "answer other machines at this address of ours"},
    {TOKEN_FILE, "token-file", "FILE", "keep the token there from start to start"},
    {PATIENCE, "patience", "SECONDS", "for a request to come as a whole (default: 10)"},
    {0}};

const struct cmd cmd_serve = {
    .name = "serve",
    .args = "[options]",
    .summary = "answer programs and browsers over HTTP, until told to stop",
    .options = options,
    .needs = NEEDS_NOTHING, /* the library may come later */
    .run = run,
};
