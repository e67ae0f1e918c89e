/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration file: inih reads its lines, a table says what they may hold. */
#include "cli/config.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/opts.h"
#include "cli/review_player.h"
#include "index/index.h"
#include "serve/server.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"
#include "watch/citizen.h"

/* What a value is. */
enum kind {
    KIND_PATH,
    KIND_COMMAND,
    KIND_COUNT,   /* or "auto", which is 0 */
    KIND_CHOICE,  /* one of two words; the second is true */
    KIND_PERCENT, /* 0 = never */
    KIND_TIME     /* seconds, or with a unit behind it */
};

struct key {
    const char *name;
    enum kind kind;
    size_t at; /* in struct config */
    double min, max;
    const char *word[2]; /* of a choice */
    const char *allowed;
};

#define AT(field) offsetof(struct config, field)

static const struct key keys[] = {
    {"cpu-pressure", KIND_PERCENT, AT(cpu_limit), 0, 100, {0}, "a percentage, 0 to 100"},
    {"io-pressure", KIND_PERCENT, AT(io_limit), 0, 100, {0}, "a percentage, 0 to 100"},
    {"jobs", KIND_COUNT, AT(jobs), 1, INDEX_MAX_JOBS, {0}, "auto, or 1 to 256"},
    {"library", KIND_PATH, AT(library), 0, 0, {0}, "a path that begins with / or ~/"},
    {"on-battery", KIND_CHOICE, AT(on_battery), 0, 1, {"pause", "work"}, "pause or work"},
    {"player",
     KIND_COMMAND,
     AT(player),
     0,
     0,
     {0},
     "a command, such as mpv --no-video {}"},
    {"poll", KIND_TIME, AT(poll_s), 1, 604800, {0}, "a time, 1s to 168h"},
    {"port", KIND_COUNT, AT(port), 1, 65535, {0}, "auto, or 1 to 65535"},
    {"priority", KIND_CHOICE, AT(polite), 0, 1, {"normal", "idle"}, "idle or normal"},
    {"rescan", KIND_TIME, AT(rescan_s), 1, 604800, {0}, "a time, 1s to 168h"},
    {"serve", KIND_CHOICE, AT(serve), 0, 1, {"no", "yes"}, "yes or no"},
    {"settle", KIND_TIME, AT(settle_s), 0.01, 3600, {0}, "a time, 10ms to 1h"},
    {"synonyms", KIND_PATH, AT(synonyms), 0, 0, {0}, "a path that begins with / or ~/"},
    {"timeout",
     KIND_TIME,
     AT(timeout_s),
     1,
     3600,
     {0},
     "a time, 1s to 1h, whole seconds"},
};
enum { CONFIG_KEYS = sizeof keys / sizeof *keys };

/* A file on its way to struct config. */
struct reading {
    struct config *c;
    const char *path, *home;
    const char *at, *end;         /* text not read yet */
    int line, first[CONFIG_KEYS]; /* first[k]: line that set the key; 0 = none */
    struct err *e;                /* of the first thing that is wrong */
    bool bad;
};

static int refuse(const struct key *k, const char *value, struct err *e)
{
    return err_set(e, ERR_USAGE, "%s wants %s, not '%.60s'", k->name, k->allowed, value);
}

static int number(const struct key *k, const char *text, const char *value, char **rest,
                  double *out, struct err *e)
{
    errno = 0;
    *out = strtod(text, rest);
    if (*rest == text || strspn(text, "0123456789.") != (size_t)(*rest - text) ||
        !isfinite(*out))
        return refuse(k, value, e);
    *rest += strspn(*rest, " \t");
    return 0;
}

static double unit(const char *name)
{
    return strcmp(name, "") == 0 || strcmp(name, "s") == 0 ? 1
           : strcmp(name, "ms") == 0                       ? 0.001
           : strcmp(name, "min") == 0                      ? 60
           : strcmp(name, "h") == 0                        ? 3600
                                                           : -1;
}

static int set_time(struct config *c, const struct key *k, const char *value,
                    struct err *e)
{
    char *rest;
    double v;

    if (number(k, value, value, &rest, &v, e) != 0)
        return -1;
    v *= unit(rest);
    if (!(v >= k->min && v <= k->max))
        return refuse(k, value, e);
    if (k->at != AT(timeout_s)) {
        *(double *)(void *)((char *)c + k->at) = v;
        return 0;
    }
    if (v != floor(v))
        return refuse(k, value, e);
    c->timeout_s = (long)v;
    return 0;
}

static int set_percent(struct config *c, const struct key *k, const char *value,
                       struct err *e)
{
    char *rest;
    double v;

    if (number(k, value, value, &rest, &v, e) != 0)
        return -1;
    if ((*rest && strcmp(rest, "%") != 0) || v < k->min || v > k->max)
        return refuse(k, value, e);
    *(double *)(void *)((char *)c + k->at) = v;
    return 0;
}

static int set_count(struct config *c, const struct key *k, const char *value,
                     struct err *e)
{
    long v = 0;
    char *rest;

    if (strcmp(value, "auto") != 0) {
        errno = 0;
        v = strtol(value, &rest, 10);
        if (errno || *rest || *value < '0' || *value > '9' || (double)v < k->min ||
            (double)v > k->max)
            return refuse(k, value, e);
    }
    *(long *)(void *)((char *)c + k->at) = v;
    return 0;
}

static int set_choice(struct config *c, const struct key *k, const char *value,
                      struct err *e)
{
    for (int i = 0; i < 2; i++)
        if (strcmp(value, k->word[i]) == 0) {
            *(bool *)((char *)c + k->at) = i == 1;
            return 0;
        }
    return refuse(k, value, e);
}

static int set_path(struct config *c, const struct key *k, const char *value,
                    const char *home, struct err *e)
{
    const bool below = strncmp(value, "~/", 2) == 0;
    struct buf out = {0};
    char **path;

    if ((value[0] != '/' && !below) || value[strlen(value) - 1] == '/')
        return refuse(k, value, e);
    if (below && !home)
        return err_set(e, ERR_USAGE, "%s: no $HOME that ~ could stand for", k->name);
    if (below)
        buf_bytes(&out, home, strlen(home));
    buf_bytes(&out, value + below, strlen(value + below) + 1);
    path = (char **)(void *)((char *)c + k->at);
    free(*path);
    *path = (char *)out.data;
    c->synonyms_named |= k->at == AT(synonyms);
    return 0;
}

static int set_command(struct config *c, const struct key *k, const char *value,
                       struct err *e)
{
    char *word[PLAYER_WORDS + 1];
    struct err why = {0};

    if (player_split(value, word, &why) != 0)
        return refuse(k, value, e);
    player_words_free(word);
    free(c->player);
    c->player = mem_text(value, strlen(value));
    return 0;
}

static int set(struct config *c, const struct key *k, const char *value, const char *home,
               struct err *e)
{
    switch (k->kind) {
    case KIND_COMMAND:
        return set_command(c, k, value, e);
    case KIND_PATH:
        return set_path(c, k, value, home, e);
    case KIND_COUNT:
        return set_count(c, k, value, e);
    case KIND_CHOICE:
        return set_choice(c, k, value, e);
    case KIND_PERCENT:
        return set_percent(c, k, value, e);
    case KIND_TIME:
        break;
    }
    return set_time(c, k, value, e);
}

static const struct key *lookup(const char *name, struct err *e)
{
    const char *names[CONFIG_KEYS], *near;

    for (int i = 0; i < CONFIG_KEYS; i++) {
        names[i] = keys[i].name;
        if (strcmp(name, names[i]) == 0)
            return &keys[i];
    }
    near = opts_nearest(name, names, CONFIG_KEYS);
    if (near)
        err_set(e, ERR_USAGE, "unknown key '%.60s'; did you mean '%s'?", name, near);
    else
        err_set(e, ERR_USAGE, "unknown key '%.60s'; see sampledb-config(5)", name);
    return NULL;
}

int config_set(struct config *c, const char *key, const char *value, struct err *e)
{
    const struct key *k = lookup(key, e);

    return k ? set(c, k, value, NULL, e) : -1;
}

/* What is wrong first is what is said. */
static int wrong(struct reading *r)
{
    if (!r->bad)
        err_in(r->e, "%s:%d", r->path, r->line);
    r->bad = true;
    return 0;
}

static int on_value(void *user, const char *section, const char *name, const char *value)
{
    struct reading *r = user;
    const struct key *k;
    struct err e = {0};

    if (r->bad)
        return 0;
    if (*section) {
        err_set(r->e, ERR_USAGE, "[%s]: there are no sections; write only KEY = VALUE",
                section);
        return wrong(r);
    }
    k = lookup(name, &e);
    if (k && r->first[k - keys])
        err_set(&e, ERR_USAGE, "%s is said twice, first in line %d", name,
                r->first[k - keys]);
    else if (k && set(r->c, k, value, r->home, &e) == 0) {
        r->first[k - keys] = r->line;
        return 1;
    }
    *r->e = e;
    return wrong(r);
}

/* The next line for inih, which would take the rest of a long one for another line, and
 * one that is indented for more of the value above. */
static char *next_line(char *out, int room, void *user)
{
    struct reading *r = user;
    const size_t left = (size_t)(r->end - r->at);
    const char *end = left ? memchr(r->at, '\n', left) : NULL;
    size_t n = end ? (size_t)(end - r->at) : left;

    if (left == 0 || r->bad)
        return NULL;
    r->line++;
    for (; n > 0 && (*r->at == ' ' || *r->at == '\t'); n--)
        r->at++;
    if (n > CONFIG_LINE || n + 2 > (size_t)room || memchr(r->at, 0, n)) {
        err_set(r->e, ERR_USAGE, "a line of text of at most %d bytes is wanted",
                CONFIG_LINE);
        wrong(r);
        return NULL;
    }
    memcpy(out, r->at, n);
    out[n] = '\n';
    out[n + 1] = '\0';
    r->at += n + (end != NULL);
    return out;
}

void config_defaults(struct config *c)
{
    *c = (struct config){.polite = true,
                         .cpu_limit = CITIZEN_CPU_LIMIT,
                         .io_limit = CITIZEN_IO_LIMIT,
                         .settle_s = 2,
                         .rescan_s = 3600,
                         .poll_s = 60,
                         .port = SERVER_PORT};
}

int config_parse(struct config *c, const char *path, const void *text, size_t n,
                 const char *home, struct err *e)
{
    struct reading r = {.c = c,
                        .path = path,
                        .home = home,
                        .at = text,
                        .end = (const char *)text + n,
                        .e = e};
    int line;

    config_defaults(c);
    line = n ? ini_parse_stream(next_line, &r, on_value, &r) : 0;
    if (line != 0 && !r.bad) {
        err_set(e, ERR_USAGE, "%s:%d: KEY = VALUE is wanted", path, line);
        r.bad = true;
    }
    if (r.bad)
        config_clear(c);
    return r.bad ? -1 : 0;
}

static const char *environment(const char *name)
{
    const char *v = getenv(name);

    return v && *v ? v : NULL;
}

/* "synonyms.csv" beside the configuration, unless that says another. */
static void usual_synonyms(struct config *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf out = {0};

    if (c->synonyms)
        return;
    buf_bytes(&out, path, slash ? (size_t)(slash - path) + 1 : 0);
    buf_bytes(&out, "synonyms.csv", sizeof "synonyms.csv");
    c->synonyms = (char *)out.data;
}

int config_load(struct config *c, const char *path, struct err *e)
{
    struct buf text = {0};
    struct stat st;
    int rc;

    config_defaults(c);
    if (stat(path, &st) != 0 ? errno == ENOENT || errno == ENOTDIR
                             : S_ISCHR(st.st_mode)) {
        usual_synonyms(c, path);
        return 0;
    }
    if (file_read(&text, path, CONFIG_MAX, e) != 0)
        rc = err_in(e, "%s", path);
    else
        rc = config_parse(c, path, text.data, text.len, environment("HOME"), e);
    buf_clear(&text);
    if (rc == 0)
        usual_synonyms(c, path);
    return rc;
}

void config_clear(struct config *c)
{
    free(c->library);
    free(c->player);
    free(c->synonyms);
    c->library = c->player = c->synonyms = NULL;
}

char *config_path(void)
{
    static const char rest[] = "/sampledb/config";
    const char *base = environment("XDG_CONFIG_HOME"), *between = "";
    struct buf out = {0};

    if (!base || base[0] != '/') { /* the XDG specification ignores relative ones */
        base = environment("HOME");
        between = "/.config";
    }
    if (!base)
        return NULL;
    buf_bytes(&out, base, strlen(base));
    buf_bytes(&out, between, strlen(between));
    buf_bytes(&out, rest, sizeof rest);
    return (char *)out.data;
}
