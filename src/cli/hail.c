/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands that speak to the daemon of a library. */
#include "cli/hail.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "watch/ask.h"

/* A folder of our own: that of another user is no place for our socket. */
static bool is_ours(const char *folder)
{
    struct stat st;

    return folder && folder[0] == '/' && stat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
           st.st_uid == geteuid();
}

char *hail_runtime(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char own[64];

    snprintf(own, sizeof own, "/run/user/%ld", (long)geteuid());
    if (!is_ours(runtime))
        runtime = is_ours(own) ? own : NULL;
    return runtime ? mem_text(runtime, strlen(runtime)) : NULL;
}

char *hail_socket(const char *library, struct err *e)
{
    char *runtime = hail_runtime();
    struct buf path = {0};
    const int rc = ask_path(runtime, library, &path, e);

    free(runtime);
    if (rc == 0)
        return (char *)path.data;
    buf_clear(&path);
    return NULL;
}

int hail(const char *library, const json_t *request,
         void (*progress)(void *arg, const json_t *progress), void *arg, json_t **done,
         struct err *e)
{
    char *socket = hail_socket(library, e);
    const int rc = socket                 ? ask(socket, request, progress, arg, done, e)
                   : e->kind == ERR_LIMIT ? 0 /* the daemon has none either */
                                          : -1;

    free(socket);
    return rc;
}

int hail_reload(const char *library, struct err *e)
{
    json_t *request = json_pack("{s:s}", "do", "reload"), *done = NULL;
    const int rc = hail(library, request, NULL, NULL, &done, e);

    json_decref(request);
    json_decref(done);
    return rc;
}
