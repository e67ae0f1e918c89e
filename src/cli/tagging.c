/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sounds by the names that a person or a pipe gives them, and what is said of each. */
#include "cli/tagging.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/hearing.h"
#include "cli/library.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "cli/tag_lines.h"
#include "cli/tag_words.h"
#include "store/standing.h"
#include "store/store.h"
#include "store/tagged.h"

enum { BATCH = 64 /* sounds in one transaction: some tens of ms */ };

struct tagging {
    struct store *s;
    const struct args *a;
    struct hearing hearing;
    struct tag_words words;
    const char *actor;
    bool withdraw, json;
    struct tagged batch[BATCH];
    size_t n;
    int named, passed_over; /* of the command line or the pipe */
    int at;                 /* next argument */
    char *line;             /* of the pipe */
    size_t room;
};

/* The next name: 1, 0 no more, -1. */
static int next_name(struct tagging *t, const char **name, struct err *e)
{
    if (opt_given(t->a, '0')) {
        const ssize_t n = getdelim(&t->line, &t->room, '\0', stdin);

        *name = t->line;
        return n > 0 ? 1 : ferror(stdin) ? err_sys(e, "cannot read the names") : 0;
    }
    while (t->at < t->a->argc && tag_words_is(t->a->argv[t->at]))
        t->at++;
    *name = t->at < t->a->argc ? t->a->argv[t->at++] : NULL;
    return *name != NULL;
}

/* "id:12", or digits alone as show takes them: the number of a sample. 0 = a path. */
static int64_t number_of(const char *name)
{
    const char *digits = strncmp(name, "id:", 3) == 0 ? name + 3 : name;
    long long id;

    if (!*digits || strspn(digits, "0123456789") != strlen(digits))
        return 0;
    errno = 0;
    id = strtoll(digits, NULL, 10);
    return errno ? 0 : id;
}

/* The sound of that name: 0; -1 ERR_IO: there is none, and others may be gone on with. */
static int look_up(struct tagging *t, const char *name, struct identity *out,
                   struct err *e)
{
    const int64_t id = number_of(name);
    char *path;
    int found;

    if (id) {
        found = identity_of_sample(t->s, id, out, e);
        return found == 0 ? err_set(e, ERR_IO, "%s: no such sample in the library", name)
                          : found - 1;
    }
    path = path_of_file(name, e);
    found = path ? identity_of_path(t->s, path, out, e) : -1;
    free(path);
    if (found == 0)
        return err_set(e, ERR_IO,
                       "%s: not in the library; index its folder with: sampledb index "
                       "DIR",
                       name);
    if (found == 1 && out->sample == 0)
        return err_set(e, ERR_IO, "%s: was never decoded, so there is no sound to tag",
                       name);
    return found - 1;
}

/* All that holds, as opinions to withdraw. */
static int say_all(struct tagging *t, struct tagged *to, struct err *e)
{
    struct standing w;
    struct opinion o[TAG_WORDS_MAX];
    size_t n = 0;
    int rc;

    if (standing_of(t->s, to->is.hash, &w, e) != 0)
        return -1;
    for (size_t i = 0; i < w.n && n < TAG_WORDS_MAX; i++)
        if (w.v[i].verdict != WITHDRAWN)
            o[n++] = (struct opinion){w.v[i].facet, w.v[i].tag, WITHDRAWN};
    rc = tagged_say(to, t->s, o, n, t->actor, &t->hearing.model, e);
    standing_clear(&w);
    return rc;
}

static int say_one(struct tagging *t, struct tagged *to, struct err *e)
{
    if (t->words.n == 0)
        return say_all(t, to, e);
    return tagged_say(to, t->s, t->words.opinion, t->words.n, t->actor, &t->hearing.model,
                      e);
}

static void pass_over(struct tagging *t, const struct err *e)
{
    t->passed_over++;
    fprintf(stderr, "sampledb %s: ", t->withdraw ? "untag" : "tag");
    print_clean(stderr, e->text);
    fputc('\n', stderr);
}

/* Names become sounds, as many as fit: 1 there may be more, 0 those were all, -1. */
static int fill(struct tagging *t, struct err *e)
{
    const char *name;
    int more = 1;

    while (t->n < BATCH && (more = next_name(t, &name, e)) == 1) {
        struct tagged *to = &t->batch[t->n];

        t->named++;
        if (look_up(t, name, &to->is, e) == 0)
            t->n++;
        else if (e->kind == ERR_IO)
            pass_over(t, e);
        else
            return -1;
        if (e->kind == ERR_IO)
            tagged_clear(to);
        *e = (struct err){0};
    }
    return more;
}

static int say_batch(struct tagging *t, struct err *e)
{
    int rc = store_begin(t->s, e);

    for (size_t i = 0; i < t->n && rc == 0; i++)
        rc = say_one(t, &t->batch[i], e);
    if (rc == 0)
        return store_commit(t->s, e);
    store_rollback(t->s);
    return -1;
}

static int print_batch(struct tagging *t, struct err *e)
{
    for (size_t i = 0; i < t->n; i++)
        tag_lines_print(&t->batch[i], t->json);
    fflush(stdout); /* whoever waits for the word that it is stored gets it now */
    return print_check(e);
}

static int say_everything(struct tagging *t, struct err *e)
{
    int more = 1;

    while (more == 1) {
        int rc;

        t->n = 0;
        more = fill(t, e);
        rc = more < 0 || t->n == 0 ? 0 : say_batch(t, e);
        if (more >= 0 && rc == 0)
            rc = print_batch(t, e);
        for (size_t i = 0; i < t->n; i++)
            tagged_clear(&t->batch[i]);
        if (more < 0 || rc != 0)
            return -1;
    }
    return 0;
}

static int check_usage(const struct args *a, bool withdraw, struct err *e)
{
    int names = 0, words = 0;

    for (int i = 0; i < a->argc; i++)
        *(tag_words_is(a->argv[i]) ? &words : &names) += 1;
    if (names && opt_given(a, '0'))
        return err_set(e, ERR_USAGE, "-0 reads the names of files, so none may be given");
    if (!names && !opt_given(a, '0'))
        return err_set(e, ERR_USAGE, "which file?");
    if (!words && !withdraw)
        return err_set(e, ERR_USAGE,
                       "what is it? such as +kick, -snare, +user:favourite");
    return 0;
}

static int judge(const struct tagging *t, struct err *e)
{
    if (t->passed_over == 0)
        return 0;
    return err_set(e, ERR_IO, "%d of %d were passed over", t->passed_over, t->named);
}

int tagging_run(struct session *s, const struct args *a, bool withdraw, struct err *e)
{
    struct tagging t = {.a = a,
                        .withdraw = withdraw,
                        .json = opt_given(a, 'J'),
                        .actor = opt_text(a, TAGGING_ACTOR)};
    int rc = -1;

    if (!t.actor)
        t.actor = "user";
    if (check_usage(a, withdraw, e) != 0 || library_open(s, e) != 0)
        return -1;
    t.s = s->store;
    if (hearing_open(&t.hearing, t.s, e) == 0 &&
        tag_words_of(&t.words, t.s, a, withdraw, opt_given(a, TAGGING_NEW), e) == 0)
        rc = say_everything(&t, e);
    if (rc == 0)
        rc = judge(&t, e);
    free(t.line);
    hearing_close(&t.hearing);
    return rc;
}
