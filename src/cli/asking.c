/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the words of a command line to a search. */
#include "cli/asking.h"

#include <stdlib.h>
#include <unistd.h>

#include "answer/alike.h"
#include "cli/config.h"
#include "cli/paths.h"
#include "cli/stop.h"
#include "index/listen.h"
#include "query/synonyms.h"
#include "util/csv.h"
#include "util/file.h"

/* NULL without an error: the user has none. */
static struct lexicon *read_synonyms(const char *path, struct err *e)
{
    struct buf text = {0};
    struct lexicon *x = NULL;

    if (file_read(&text, path, SYNONYMS_MAX, e) != 0) {
        err_in(e, "%s", path);
    } else {
        x = synonyms_parse((const char *)text.data, text.len, e);
        if (!x)
            csv_in(e, path);
    }
    buf_clear(&text);
    return x;
}

int asking_synonyms(struct lexicon **out, const struct config *c, struct err *e)
{
    *out = NULL;
    if (!c->synonyms || (!c->synonyms_named && access(c->synonyms, F_OK) != 0))
        return 0;
    *out = read_synonyms(c->synonyms, e);
    return *out ? 0 : -1;
}

static int parse(struct query **out, struct session *s, const struct args *a,
                 struct err *e)
{
    char *text = query_join((const char *const *)a->argv, (size_t)a->argc);
    size_t at;
    const int rc = query_parse(out, text, &at, e);

    if (rc != 0) {
        free(s->note);
        s->note = query_caret(text, at);
    }
    free(text);
    return rc;
}

const struct alike_beside asking_beside = {path_of_file, listen_to, &stop_asked};

int asking_open(struct search **out, struct session *s, const struct args *a,
                struct err *e)
{
    struct query *q = NULL;
    struct lexicon *own = NULL;
    struct search_near *near = NULL;
    struct search_with with = {0};
    int rc = parse(&q, s, a, e);

    if (rc == 0)
        rc = asking_synonyms(&own, s->config, e);
    if (rc == 0)
        rc = alike_query(&near, &with.nears, s->store, q, &asking_beside, e);
    with.synonyms = own;
    with.near = near;
    if (rc == 0)
        rc = search_open_query(out, s->store, q, &with, e);
    lexicon_free(own);
    free(near);
    query_free(q);
    return rc;
}
