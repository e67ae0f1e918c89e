/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what a search finds to a folder of copies, links or sidecars. */
#include "cli/kitting.h"

#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/inscribe.h"
#include "cli/kit.h"
#include "cli/meter.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "cli/sidecar.h"
#include "store/folders.h"
#include "store/record.h"
#include "util/clone.h"
#include "util/mem.h"

enum { ENOUGH = 1 };

/* A sound to take: what remains of a hit once the search is over, so that no reading
 * transaction stays open for as long as the disk takes. */
struct find {
    int64_t file, sample;
    char *path; /* owned */
};

struct kitting {
    const struct kit_wish *wish;
    struct store *s;
    struct find *find; /* (n) */
    size_t n, room, most;
    void *seen; /* tree of the samples that were taken */
    struct kit *kit;
    struct sidecars *sidecars;
    struct record *record; /* of whose sound tags are written */
    int64_t made, there, failed, twins, written, bare;
};

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* The first time that this sample is seen? One without a number is always new. */
static bool is_new(struct kitting *k, int64_t sample)
{
    int64_t *own, **in;

    if (sample == 0)
        return true;
    own = mem_new(1, sizeof *own);
    *own = sample;
    in = tsearch(own, &k->seen, by_number);
    if (in && *in != own) {
        free(own);
        return false;
    }
    return true;
}

/* A callback for search_each(). */
static int gather(void *arg, const struct search_hit *h, struct err *e)
{
    struct kitting *k = arg;

    (void)e;
    if (!is_new(k, h->sample)) {
        k->twins++;
        return 0;
    }
    if (k->n == k->most)
        return ENOUGH;
    k->find = mem_more(k->find, k->n, &k->room, sizeof *k->find);
    k->find[k->n++] =
        (struct find){h->file, h->sample, mem_text(h->path, strlen(h->path))};
    return 0;
}

static void complain(const struct err *e)
{
    print_clean(stderr, e->text);
    fputc('\n', stderr);
}

/* Is dir inside a folder of the library? 1 and its path in *root (to free()), 0, -1. */
static int watched(struct store *s, const char *dir, char **root, struct err *e)
{
    char *path = path_of_folder(dir, e);
    struct place p = {0};
    struct folder f;
    int rc = path ? folder_find(s, path, &p, e) : -1;

    if (rc == 1)
        rc = folder_get(s, p.folder, &f, e);
    if (rc == 1)
        *root = mem_text(f.display, strlen(f.display));
    place_clear(&p);
    free(path);
    return rc;
}

/* Do both name one folder? Where one cannot be told: no. */
static bool is_same_folder(const char *a, const char *b)
{
    struct err ignored = {0};
    char *x = path_of_folder(a, &ignored), *y = path_of_folder(b, &ignored);
    const bool same = x && y && strcmp(x, y) == 0;

    free(x);
    free(y);
    return same;
}

/* Sidecars in a folder of the library would lie beside originals, unless they belong to
 * copies that are made there. */
static int check_sidecars(const struct kitting *k, struct err *e)
{
    const struct kit_wish *w = k->wish;
    char *root = NULL;
    int rc;

    if (!w->sidecars || (w->dir && is_same_folder(w->dir, w->sidecars)))
        return 0;
    rc = watched(k->s, w->sidecars, &root, e);
    if (rc == 1)
        rc = err_set(e, ERR_USAGE,
                     "%s lies in %s, which holds your own sounds: sidecars go beside "
                     "copies (--copy-to) or elsewhere",
                     w->sidecars, root);
    free(root);
    return rc;
}

/* Copies in a folder of the library are found there again: that may be meant. */
static int warn_of_copies(const struct kitting *k, struct err *e)
{
    const struct kit_wish *w = k->wish;
    struct err warning = {0};
    char *root = NULL;
    int rc;

    if (!w->dir || w->links)
        return 0;
    rc = watched(k->s, w->dir, &root, e);
    if (rc == 1) {
        err_set(&warning, ERR_NONE,
                "%s lies in %s: the copies will be indexed there, too", w->dir, root);
        complain(&warning);
    }
    free(root);
    return rc < 0 ? -1 : 0;
}

/* What goes into a copy of the sound that the record has. Borrowed from the record; the
 * comment is in `hold`. */
static struct inscription inscription_of(const struct record *r, struct buf *hold)
{
    const struct value bpm = record_named(r, "bpm"), tags = record_named(r, "tags");

    if (tags.text) {
        buf_bytes(hold, INSCRIBE_MARK, strlen(INSCRIBE_MARK));
        buf_bytes(hold, tags.text, strlen(tags.text) + 1);
    }
    return (struct inscription){.genre = record_named(r, "category").text,
                                .comment = (const char *)hold->data,
                                .key = record_named(r, "key").text,
                                .bpm = bpm.kind == VALUE_REAL ? bpm.real : (double)NAN};
}

/* A file that takes no tags is copied as it is. */
static enum kit_end write_bare(struct kitting *k, int from, int to, struct err *e)
{
    const enum clone_end end = clone_bytes(from, to, e);

    k->bare += end == CLONE_DONE;
    return end == CLONE_DONE ? KIT_MADE : end == CLONE_UNREAD ? KIT_NOT : KIT_NO_MORE;
}

/* A kit_writer. */
static enum kit_end write_tagged(void *arg, int from, int to, struct err *e)
{
    struct kitting *k = arg;
    struct buf hold = {0};
    const struct inscription t = inscription_of(k->record, &hold);
    const enum inscribe_end end = inscribe(from, to, &t, e);

    buf_clear(&hold);
    if (end == INSCRIBE_REFUSED) {
        err_in(e, "%s: copied without tags", record_named(k->record, "path").text);
        complain(e);
        return write_bare(k, from, to, e);
    }
    return end == INSCRIBED ? KIT_MADE : end == INSCRIBE_UNREAD ? KIT_NOT : KIT_NO_MORE;
}

/* 1 the record is that of the sound, 0 it is gone from the library, -1. */
static int read_record(struct kitting *k, const struct find *f, struct err *e)
{
    const int found = record_read(k->record, f->file, e);

    if (found == 0)
        err_set(e, ERR_STORE, "%s: is no longer in the library", f->path);
    return found;
}

/* One copy or link. */
static enum kit_end put(struct kitting *k, const struct find *f, const char **name,
                        struct err *e)
{
    const int found = k->wish->tags ? read_record(k, f, e) : 1;
    enum kit_end end;

    if (found != 1)
        return found < 0 ? KIT_NO_MORE : KIT_NOT;
    end = kit_put(k->kit, f->path, k->wish->tags ? write_tagged : NULL, k, name, e);
    k->made += end == KIT_MADE;
    k->there += end == KIT_THERE || end == KIT_ITSELF;
    return end;
}

/* The sidecar of a sound, beside its copy if there is one. 0, 1, -1 as below. */
static int put_sidecar(struct kitting *k, const struct find *f, enum kit_end end,
                       const char *name, struct err *e)
{
    int rc;

    if (end == KIT_ITSELF) {
        err_set(e, ERR_IO, "%s: is no copy, and gets no sidecar beside it", f->path);
        return 1;
    }
    rc = sidecars_put(k->sidecars, f->file, name, e);
    k->written += rc == 0;
    return rc;
}

/* 0; 1: this one could not be done, which is said; -1. */
static int take(struct kitting *k, const struct find *f, struct err *e)
{
    const char *name = NULL;
    const enum kit_end end = k->kit ? put(k, f, &name, e) : KIT_MADE;
    int rc = end == KIT_NO_MORE ? -1 : end == KIT_NOT;

    if (rc == 0 && k->sidecars)
        rc = put_sidecar(k, f, end, name, e);
    if (rc == 1)
        complain(e);
    return rc;
}

static int take_all(struct kitting *k, struct err *e)
{
    struct meter m;
    int rc = 0;

    meter_start(&m, k->wish->dir ? "copying" : "writing");
    for (size_t i = 0; i < k->n && rc >= 0; i++) {
        rc = meter_show(&m, (int64_t)i, (int64_t)k->n, e);
        if (rc != 0) {
            err_set(e, ERR_STOPPED, "stopped; what is made stays");
            break;
        }
        rc = take(k, &k->find[i], e);
        k->failed += rc == 1;
    }
    meter_end(&m);
    return rc < 0 ? -1 : 0;
}

static void print_part(int64_t n, const char *what, const char **comma)
{
    char count[32];

    if (n == 0)
        return;
    printf("%s%s %s", *comma, print_count(count, n), what);
    *comma = ", ";
}

static void print_sums(const struct kitting *k)
{
    const struct kit_wish *w = k->wish;
    const char *comma = ": ";

    print_clean(stdout, w->dir ? w->dir : w->sidecars);
    print_part(k->made, w->links ? "linked" : "copied", &comma);
    print_part(k->there, "there already", &comma);
    print_part(k->bare, "without tags", &comma);
    print_part(k->written, "sidecars", &comma);
    print_part(k->twins, "more files of the same sounds left out", &comma);
    print_part(k->failed, "failed", &comma);
    puts(*comma == ':' ? ": nothing was found" : "");
}

static int make(struct kitting *k, struct err *e)
{
    int rc;

    if (k->wish->dir && kit_open(&k->kit, k->wish->dir, k->wish->links, e) != 0)
        return -1;
    if (k->wish->sidecars && sidecars_open(&k->sidecars, k->s, k->wish->sidecars, e) != 0)
        return -1;
    if (k->wish->tags && record_open(&k->record, k->s, e) != 0)
        return -1;
    rc = take_all(k, e);
    print_sums(k);
    return rc;
}

int kitting(struct search *q, struct session *s, const struct kit_wish *wish, long limit,
            struct err *e)
{
    struct kitting k = {
        .wish = wish, .s = s->store, .most = limit > 0 ? (size_t)limit : SIZE_MAX};
    int rc = check_sidecars(&k, e);

    if (rc == 0)
        rc = warn_of_copies(&k, e);
    if (rc == 0)
        rc = search_each(q, 0, gather, &k, e);
    if (rc == 0 || rc == ENOUGH)
        rc = make(&k, e);
    if (k.failed)
        s->status = 1;
    kit_close(k.kit);
    sidecars_close(k.sidecars);
    record_close(k.record);
    tdestroy(k.seen, free);
    for (size_t i = 0; i < k.n; i++)
        free(k.find[i].path);
    free(k.find);
    return rc;
}
