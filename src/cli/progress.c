/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The progress bar, and complaints that do not scroll it away. */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/meter.h"
#include "cli/print.h"
#include "util/clock.h"

enum { DRAW_MS = 100, BAR = 24, COMPLAINTS = 20 };

void progress_start(struct progress *p, const char *command, bool quiet)
{
    *p = (struct progress){.command = command,
                           .quiet = quiet,
                           .bar = !quiet && isatty(STDERR_FILENO),
                           .began_ms = clock_ms()};
}

double progress_seconds(const struct progress *p)
{
    return (double)(clock_ms() - p->began_ms) / 1000;
}

static void wipe(struct progress *p)
{
    if (p->bar && !p->lines && p->drawn_ms)
        fputs("\r\033[K", stderr);
}

static void draw_walk(const struct index_counts *n)
{
    char seen[32];

    fprintf(stderr, "\r\033[Klooking through folders: %s files",
            print_count(seen, n->seen));
}

static void draw_labels(const struct index_counts *n)
{
    char done[32];

    fprintf(stderr, "\r\033[Kgiving labels: %s samples",
            print_count(done, n->retagged + n->renamed));
}

static void draw_likened(const struct index_counts *n)
{
    char done[32];

    fprintf(stderr, "\r\033[Kcomparing sounds: %s samples",
            print_count(done, n->likened));
}

static void draw_mapped(const struct index_counts *n)
{
    char done[32];

    fprintf(stderr, "\r\033[Kdrawing the map: %s samples", print_count(done, n->mapped));
}

static void draw_bar(const struct progress *p, const struct index_counts *n)
{
    const double s = (double)(clock_ms() - p->work_began_ms) / 1000;
    const double rate = s > 0 ? (double)n->done / s : 0;
    const int full = n->todo ? (int)(n->done * BAR / n->todo) : BAR;
    char done[32], todo[32], speed[32], eta[32];

    fprintf(stderr, "\r\033[K[%.*s%*s] %s/%s  %s files/s", full,
            "########################", BAR - full, "", print_count(done, n->done),
            print_count(todo, n->todo), print_count(speed, (long long)rate));
    if (rate > 0 && n->done < n->todo)
        fprintf(stderr, "  ETA %s",
                print_seconds(eta, (double)(n->todo - n->done) / rate));
    if (n->failed)
        fprintf(stderr, "  %lld failed", (long long)n->failed);
}

void progress_show(void *arg, const struct index_counts *n)
{
    struct progress *p = arg;
    const int64_t now = clock_ms();

    if (n->todo && !p->work_began_ms)
        p->work_began_ms = now;
    if (!(p->bar || p->lines) || now - p->drawn_ms < DRAW_MS)
        return;
    p->drawn_ms = now;
    if (p->lines)
        meter_line("labelling", n->retagged + n->renamed, 0);
    else if (n->todo > n->done)
        draw_bar(p, n);
    else if (n->mapped)
        draw_mapped(n);
    else if (n->likened)
        draw_likened(n);
    else if (n->retagged || n->renamed)
        draw_labels(n);
    else if (n->todo)
        draw_bar(p, n);
    else
        draw_walk(n);
    fflush(stderr);
}

void progress_complain(void *arg, const char *path, const char *text)
{
    struct progress *p = arg;

    if (p->quiet || p->complaints++ >= COMPLAINTS)
        return;
    wipe(p);
    fprintf(stderr, "sampledb %s: ", p->command);
    print_clean(stderr, path);
    fputs(": ", stderr);
    print_clean(stderr, text);
    fputc('\n', stderr);
}

void progress_wait(struct progress *p, const char *why)
{
    const size_t same = strcspn(why, "0123456789");

    if (*p->waits && strncmp(p->waits, why, same) == 0)
        return;
    snprintf(p->waits, sizeof p->waits, "%s", why);
    if (p->quiet)
        return;
    wipe(p);
    fprintf(stderr, "sampledb %s: waits: ", p->command);
    print_clean(stderr, p->waits);
    fputc('\n', stderr);
}

void progress_end(struct progress *p)
{
    wipe(p);
    if (!p->quiet && p->complaints > COMPLAINTS)
        fprintf(
            stderr,
            "sampledb %s: and %lld more; list them with: sampledb find state:failed\n",
            p->command, (long long)(p->complaints - COMPLAINTS));
}
