/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the words of a command line to a search. */
#include "cli/asking.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/alike.h"
#include "cli/config.h"
#include "query/synonyms.h"
#include "util/csv.h"
#include "util/file.h"
#include "util/mem.h"

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

/* A file that is named must be there; the usual one need not. */
static int own_synonyms(struct lexicon **out, const struct config *c, struct err *e)
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

/* What similar: means; *near stays NULL where the query has none. */
static int look_around(struct search_near **near, size_t *n, struct session *s,
                       const struct query *q, struct err *e)
{
    const struct query_term *like = query_similar(q);
    struct alike *a = NULL;
    struct nearest found;

    if (!like)
        return 0;
    if (alike_open(&a, s->store, &like->text, 1, &ALIKE_USUAL, e) != 0)
        return -1;
    alike_find(a, ASKING_NEAR, &found);
    alike_close(a);
    *n = found.n;
    *near = mem_new(found.n + 1, sizeof **near);
    for (size_t i = 0; i < found.n; i++)
        (*near)[i] = (struct search_near){found.one[i].id, found.one[i].far};
    nearest_clear(&found);
    return 0;
}

int asking_open(struct search **out, struct session *s, const struct args *a,
                struct err *e)
{
    struct query *q = NULL;
    struct lexicon *own = NULL;
    struct search_near *near = NULL;
    struct search_with with = {0};
    int rc = parse(&q, s, a, e);

    if (rc == 0)
        rc = own_synonyms(&own, s->config, e);
    if (rc == 0)
        rc = look_around(&near, &with.nears, s, q, e);
    with.synonyms = own;
    with.near = near;
    if (rc == 0)
        rc = search_open_query(out, s->store, q, &with, e);
    lexicon_free(own);
    free(near);
    query_free(q);
    return rc;
}
