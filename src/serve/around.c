/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The embeddings of the library in memory, as long as somebody looks for what is alike.
 */
#include "serve/around.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "near/scan.h"
#include "near/space.h"
#include "store/changes.h"
#include "store/nearby.h"
#include "util/blob.h"
#include "util/clock.h"
#include "util/ids.h"
#include "util/mem.h"

enum { NEWS = 10000 }; /* changes; after more of them all is read again */

struct around {
    pthread_rwlock_t lock; /* of what follows */
    size_t limit;          /* bytes */
    bool open;             /* the rest says something */
    uint64_t device, inode;
    uint8_t trunk[SOUND_TRUNK];
    int64_t seq;      /* of the last change that is in it */
    bool whole;       /* all of them found room */
    struct space all; /* by ascending id */
    atomic_llong asked_ms;
};

struct around *around_new(void)
{
    struct around *a = mem_new(1, sizeof *a);

    a->limit = AROUND_BYTES;
    pthread_rwlock_init(&a->lock, NULL);
    return a;
}

static void give_up(struct around *a)
{
    space_clear(&a->all);
    a->open = false;
}

void around_free(struct around *a)
{
    if (!a)
        return;
    give_up(a);
    pthread_rwlock_destroy(&a->lock);
    free(a);
}

/* Whoever reads or scans it is asking. */
bool around_rest(struct around *a, int64_t since_ms)
{
    bool open = true;

    if (pthread_rwlock_trywrlock(&a->lock) != 0)
        return true;
    if (a->open && atomic_load(&a->asked_ms) <= since_ms)
        give_up(a);
    open = a->open;
    pthread_rwlock_unlock(&a->lock);
    return open;
}

size_t around_sounds(struct around *a)
{
    size_t n;

    pthread_rwlock_rdlock(&a->lock);
    n = a->open ? a->all.n : 0;
    pthread_rwlock_unlock(&a->lock);
    return n;
}

void around_limit(struct around *a, size_t bytes) { a->limit = bytes; }

/* What is looked for. */
struct wanted {
    struct embedding k;
    uint8_t trunk[SOUND_TRUNK];
};

static size_t row_bytes(const struct space *s)
{
    return s->stride + sizeof *s->low + sizeof *s->step + sizeof *s->sum +
           sizeof *s->per + sizeof *s->length + sizeof *s->id;
}

static bool has_room(const struct around *a, size_t n)
{
    return n <= a->limit / row_bytes(&a->all);
}

static int take_in(void *arg, const struct nearby_sound *x, struct err *e)
{
    struct around *a = arg;
    struct embedding k;
    struct err why;

    (void)e;
    if (space_read(&k, a->trunk, x->blob, x->n, &why) != 1 || k.n != a->all.width)
        return 0;
    a->whole = a->whole && has_room(a, a->all.n + 1);
    if (a->whole)
        space_add(&a->all, x->sample, &k);
    return 0;
}

static int read_all(struct around *a, const struct around_library *l,
                    const struct wanted *w, struct err *e)
{
    int64_t size = 0;

    give_up(a);
    if (change_last(l->store, &a->seq, e) != 0 || nearby_size(l->store, &size, e) != 0)
        return -1;
    space_init(&a->all, w->k.n);
    memcpy(a->trunk, w->trunk, sizeof a->trunk);
    a->device = l->device;
    a->inode = l->inode;
    a->open = true;
    a->whole = has_room(a, (size_t)size);
    if (!a->whole)
        return 0;
    space_reserve(&a->all, (size_t)size + 1);
    if (nearby_sounds(l->store, false, take_in, a, e) == 0)
        return 0;
    give_up(a);
    return -1;
}

/* What has changed since. */
struct news {
    const struct around *a;
    struct ids fresh; /* samples that are not in it */
    size_t n;
    bool much; /* more than adding some will do */
};

static bool have(const struct space *s, int64_t id)
{
    size_t from = 0, to = s->n;

    while (from < to) {
        const size_t at = from + (to - from) / 2;

        if (s->id[at] == id)
            return true;
        if (s->id[at] < id)
            from = at + 1;
        else
            to = at;
    }
    return false;
}

/* Rows may have gone with a folder, and their numbers may be given anew. */
static int note(void *arg, const struct change *c, struct err *e)
{
    struct news *n = arg;
    const bool known = have(&n->a->all, c->sample);

    (void)e;
    n->n++;
    if (c->sample == 0 || (known && strcmp(c->what, "added") == 0))
        n->much = true;
    else if (!known)
        ids_add(&n->fresh, c->sample);
    return 0;
}

/* Those that come behind all others; one that does not wants the order anew. */
static int add(struct around *a, struct store *s, struct news *n, struct err *e)
{
    int rc = 0;

    ids_sort(&n->fresh);
    for (size_t i = 0; i < n->fresh.n && rc == 0 && !n->much; i++) {
        const size_t before = a->all.n;
        const int64_t id = n->fresh.id[i];

        rc = nearby_sound(s, id, take_in, a, e) < 0 ? -1 : 0;
        n->much = a->all.n > before && before > 0 && a->all.id[before - 1] > id;
    }
    return rc;
}

static bool is_of(const struct around *a, const struct around_library *l,
                  const struct wanted *w)
{
    return a->open && a->device == l->device && a->inode == l->inode &&
           memcmp(a->trunk, w->trunk, sizeof a->trunk) == 0;
}

/* Up to date with the library, in a reading transaction. Locked for writing. */
static int refresh(struct around *a, const struct around_library *l,
                   const struct wanted *w, struct err *e)
{
    struct news n = {.a = a};
    int64_t seq = 0;
    int rc;

    if (!is_of(a, l, w))
        return read_all(a, l, w, e);
    rc = change_last(l->store, &seq, e);
    if (rc == 0 && seq != a->seq)
        rc = change_each(l->store, a->seq, NEWS + 1, note, &n, e);
    n.much = n.much || seq < a->seq || n.n > NEWS;
    if (rc == 0 && !n.much)
        rc = add(a, l->store, &n, e);
    if (rc == 0 && n.much)
        rc = read_all(a, l, w, e);
    else if (rc == 0)
        a->seq = seq;
    ids_clear(&n.fresh);
    return rc;
}

static int is_current(const struct around *a, const struct around_library *l,
                      const struct wanted *w, struct err *e)
{
    int64_t seq = 0;

    if (!is_of(a, l, w))
        return 0;
    return change_last(l->store, &seq, e) != 0 ? -1 : seq == a->seq;
}

static int bring_up_to_date(struct around *a, const struct around_library *l,
                            const struct wanted *w, struct err *e)
{
    int rc;

    pthread_rwlock_wrlock(&a->lock);
    rc = store_begin_read(l->store, e);
    if (rc == 0) {
        rc = refresh(a, l, w, e);
        store_rollback(l->store);
    }
    pthread_rwlock_unlock(&a->lock);
    return rc;
}

static int look(const struct around *a, const struct wanted *w, size_t k,
                struct nearest *out, const char **why)
{
    struct space to = {0};

    if (!a->whole) {
        *why = "the library has more sounds than are kept in memory for this";
        return 0;
    }
    space_init(&to, w->k.n);
    space_add(&to, 0, &w->k);
    nearest_init(out, k);
    scan(&a->all, &to, 0, NULL, out);
    nearest_sort(out);
    space_clear(&to);
    return 1;
}

static bool want(struct wanted *w, const struct sound_blob *b)
{
    struct err ignored;

    if (b->len < BLOB_HEAD + SOUND_TRUNK)
        return false;
    memcpy(w->trunk, b->data + BLOB_HEAD, SOUND_TRUNK);
    return space_read(&w->k, w->trunk, b->data, b->len, &ignored) == 1;
}

int around_find(struct around *a, const struct around_library *l,
                const struct sound_blob *embedding, size_t k, struct nearest *out,
                const char **why, struct err *e)
{
    struct wanted w = {.trunk = {0}};
    int rc;

    if (!want(&w, embedding)) {
        *why = embedding->len ? "it is silent, and nothing sounds like it"
                              : "the model in use compares no sounds";
        return 0;
    }
    atomic_store(&a->asked_ms, clock_ms());
    pthread_rwlock_rdlock(&a->lock);
    rc = is_current(a, l, &w, e);
    if (rc == 0) {
        pthread_rwlock_unlock(&a->lock);
        if (bring_up_to_date(a, l, &w, e) != 0)
            return -1;
        pthread_rwlock_rdlock(&a->lock);
        rc = a->open ? 1 : 0;
    }
    if (rc == 1)
        rc = look(a, &w, k, out, why);
    else if (rc == 0)
        *why = "the library is being read; ask again";
    pthread_rwlock_unlock(&a->lock);
    atomic_store(&a->asked_ms, clock_ms());
    return rc;
}
