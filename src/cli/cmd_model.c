/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb model: the models of a library, and which of them is in use. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/kept.h"
#include "cli/meter.h"
#include "cli/model_list.h"
#include "cli/print.h"
#include "cli/relabel.h"
#include "util/file.h"
#include "util/mem.h"

enum { USE = 1000, PROGRESS };

static const struct opt options[] = {
    {'f', "force", NULL, "export: write over a file that is there"},
    {'J', "json", NULL, "list, info, use, rollback: print JSON"},
    {PROGRESS, "progress", NULL, "with --json: lines of JSON before it, for a program"},
    {'q', "quiet", NULL, "no progress"},
    {USE, "use", NULL, "import: put it in use, too"},
    {'y', "yes", NULL, "prune without asking"},
    {0},
};

/* What a subcommand works with. */
struct work {
    const struct session *session;
    const struct args *a;
    struct base base;
    struct store *s; /* open in the mode of the subcommand */
    bool swapped;    /* labels have to be made anew */
    char used[33];   /* the key of what use and rollback have put in use */
    char said[240];  /* lines for when all of it is safe */
};

static void say(struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct work *w, const char *format, ...)
{
    const size_t len = strlen(w->said);
    va_list more;

    va_start(more, format);
    vsnprintf(w->said + len, sizeof w->said - len, format, more);
    va_end(more);
}

static int swap(struct work *w, const struct kept *k, bool back, struct err *e)
{
    if (kept_usable(k, e) != 0 || model_swap(w->s, k->id, back, e) != 0)
        return -1;
    w->swapped = !k->current;
    memcpy(w->used, k->key, sizeof w->used);
    say(w, "%s %.12s\n", k->current ? "already in use:" : "in use:", k->key);
    return 0;
}

/* The built-in model can be named, even where no run has used it. */
static int enter_base(struct work *w, struct err *e)
{
    const struct model_origin built_in = {.made_by = MODEL_BASE};
    int64_t id;

    return w->base.model ? model_add(w->s, &w->base.facts, &built_in, &id, e) : 0;
}

static int use(struct work *w, struct err *e)
{
    struct kept k;

    if (enter_base(w, e) != 0 || kept_find(w->s, &w->base, w->a->argv[1], &k, e) != 0)
        return -1;
    return swap(w, &k, false, e);
}

static int rollback(struct work *w, struct err *e)
{
    struct kept k;
    int64_t id;
    const int found = model_before(w->s, &id, e);

    if (found != 1)
        return found < 0 ? -1
                         : err_set(e, ERR_USAGE, "no other model was in use before this");
    return kept_of(w->s, &w->base, id, &k, e) == 0 ? swap(w, &k, true, e) : -1;
}

/* It has been read with all checks. */
static int add_file(struct work *w, const struct model *m, const struct buf *file,
                    struct err *e)
{
    const struct model_origin o = {
        .made_by = MODEL_IMPORT, .data = file->data, .len = file->len};
    const char *tag[SOUND_MAX_NODES];
    struct model_facts facts;
    struct kept k;
    int64_t id;

    base_facts(&facts, m, tag);
    if (enter_base(w, e) != 0 || model_add(w->s, &facts, &o, &id, e) != 0 ||
        kept_of(w->s, &w->base, id, &k, e) != 0)
        return -1;
    say(w, "imported %.12s: %s, %zu categories\n", k.key, m->arch, m->leaves);
    return opt_given(w->a, USE) ? swap(w, &k, false, e) : 0;
}

static int import(struct work *w, struct err *e)
{
    struct buf file = {0};
    struct model *m = NULL;
    int rc = file_read(&file, w->a->argv[1], MODEL_MAX_BYTES, e);

    if (rc == 0)
        rc = model_parse(&m, file.data, file.len, e);
    rc = rc == 0 ? add_file(w, m, &file, e) : err_in(e, "%s", w->a->argv[1]);
    buf_clear(&file);
    model_free(m);
    return rc;
}

static int export(struct work *w, struct err *e)
{
    const char *to = w->a->argv[2];
    struct model *m = NULL;
    struct kept k;
    int rc;

    if (!opt_given(w->a, 'f') && access(to, F_OK) == 0)
        return err_set(e, ERR_IO, "%s: is there already; --force writes over it", to);
    rc = kept_find(w->s, &w->base, w->a->argv[1], &k, e);
    if (rc == 0)
        rc = kept_load(w->s, &w->base, &k, &m, e);
    if (rc == 0)
        rc = model_save(m, to, e);
    if (rc == 0) {
        printf("exported %.12s to ", k.key);
        print_clean(stdout, to);
        putchar('\n');
    }
    model_free(m);
    return rc;
}

/* Models that are not in use, nor gone back to by rollback, nor learned from by retrain.
 */
struct waste {
    int64_t keep[2], *id; /* owned */
    size_t n;
    int64_t bytes;
};

static int note_waste(void *arg, const struct model_row *m, struct err *e)
{
    struct waste *x = arg;

    (void)e;
    if (m->bytes == 0 || m->current || m->id == x->keep[0] || m->id == x->keep[1])
        return 0;
    x->id = mem_grow(x->id, x->n + 1, sizeof *x->id);
    x->id[x->n++] = m->id;
    x->bytes += m->bytes;
    return 0;
}

/* Asks on a terminal only: a script means what it says. */
static int ask_first(const struct args *a, size_t n, struct err *e)
{
    char answer[16] = "";

    if (opt_given(a, 'y') || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return 0;
    fprintf(stderr,
            "Forget the weights of %zu models? What they were stays on record, but they "
            "cannot be put in use again. [y/N] ",
            n);
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    return err_set(e, ERR_STOPPED, "nothing is forgotten");
}

static int prune(struct work *w, struct err *e)
{
    struct waste x = {0};
    char size[32];
    int rc = model_before(w->s, &x.keep[0], e) < 0 ? -1 : 0;

    if (rc == 0 && kept_origin(w->s, &w->base, &x.keep[1], e) < 0)
        rc = -1;
    if (rc == 0)
        rc = model_each(w->s, note_waste, &x, e);
    if (rc == 0 && x.n)
        rc = ask_first(w->a, x.n, e);
    for (size_t i = 0; rc == 0 && i < x.n; i++)
        rc = model_forget_weights(w->s, x.id[i], e);
    if (rc == 0)
        say(w, "%zu models pruned, %s\n", x.n, print_bytes(size, x.bytes));
    free(x.id);
    return rc;
}

static int list(struct work *w, struct err *e)
{
    return model_list(w->s, &w->base, opt_given(w->a, 'J'), e);
}

static int info(struct work *w, struct err *e)
{
    struct kept k;

    if (kept_find(w->s, &w->base, w->a->argc > 1 ? w->a->argv[1] : "current", &k, e) != 0)
        return -1;
    return model_info(w->s, &w->base, k.id, opt_given(w->a, 'J'), e);
}

static const struct {
    const char *name, *wants;
    int least, most; /* words behind the name */
    enum store_mode mode;
    int (*run)(struct work *w, struct err *e);
} deeds[] = {
    {"list", "list takes no model", 0, 0, STORE_READ, list},
    {"info", "want info [MODEL]", 0, 1, STORE_READ, info},
    {"use", "want use MODEL", 1, 1, STORE_WRITE, use},
    {"rollback", "rollback takes no model", 0, 0, STORE_WRITE, rollback},
    {"export", "want export MODEL FILE", 2, 2, STORE_READ, export},
    {"import", "want import FILE", 1, 1, STORE_WRITE, import},
    {"prune", "prune takes no model", 0, 0, STORE_WRITE, prune},
};
enum { DEEDS = sizeof deeds / sizeof *deeds };

/* All of it or nothing, where it writes. */
static int do_it(struct work *w, size_t i, struct err *e)
{
    int rc;

    if (deeds[i].mode == STORE_READ)
        return deeds[i].run(w, e);
    if (store_begin(w->s, e) != 0)
        return -1;
    rc = deeds[i].run(w, e);
    if (rc == 0)
        return store_commit(w->s, e);
    store_rollback(w->s);
    return -1;
}

/* For a program: the model that is in use now, and who labels by it. */
static void print_use(const struct work *w, const char *labels_by, int64_t samples)
{
    print_json(json_pack("{s:s, s:b, s:s?, s:I}", "model", w->used, "already",
                         !w->swapped, "labels_by", labels_by, "labelled",
                         (json_int_t)samples));
}

/* It is stored; what follows of it. */
static int follow(struct session *s, struct work *w, struct err *e)
{
    const struct relabel_shown shown = {"model", opt_given(w->a, 'q'),
                                        opt_given(w->a, PROGRESS)};
    const bool json = opt_given(w->a, 'J') && *w->used;
    enum relabel_how how = RELABEL_DONE;
    int64_t samples = 0;
    int rc = 0;

    if (!json)
        fputs(w->said, stdout);
    if (w->swapped && shown.lines)
        meter_line("labelling", 0, 0);
    if (w->swapped)
        rc = relabel(s, &w->base, &shown, &how, &samples, e);
    if (rc == 0 && json)
        print_use(w, w->swapped ? relabel_name(how) : NULL, samples);
    else if (rc == 0 && w->swapped)
        relabel_say(how, samples);
    return rc;
}

static int deed(struct session *s, const struct args *a, size_t i, struct err *e)
{
    struct work w = {.session = s, .a = a};
    int rc;

    if (a->argc - 1 < deeds[i].least || a->argc - 1 > deeds[i].most)
        return err_set(e, ERR_USAGE, "%s", deeds[i].wants);
    if (opt_given(a, PROGRESS) && !opt_given(a, 'J'))
        return err_set(e, ERR_USAGE, "--progress goes with --json");
    rc = base_open(&w.base, e);
    if (rc == 0)
        rc = store_open(&w.s, s->library, deeds[i].mode, e);
    if (rc == 0)
        rc = do_it(&w, i, e);
    store_close(w.s);
    if (rc == 0)
        rc = follow(s, &w, e);
    base_close(&w.base);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    const char *what = a->argc ? a->argv[0] : "";

    for (size_t i = 0; i < DEEDS; i++)
        if (strcmp(what, deeds[i].name) == 0)
            return deed(s, a, i, e);
    return err_set(e, ERR_USAGE,
                   "%s%s%swant list, info, use, rollback, export, import or prune",
                   *what ? "'" : "", what, *what ? "': " : "");
}

const struct cmd cmd_model = {
    .name = "model",
    .args = "list [-J] | info [-J] [MODEL] | use [-J] MODEL | rollback [-J] | export "
            "[-f] MODEL "
            "FILE | import [--use] FILE | prune [-y]",
    .summary = "list the models of a library, and choose which one is in use",
    .options = options,
    .needs = NEEDS_NOTHING, /* some only read, and labels are given by the owner */
    .run = run,
};
