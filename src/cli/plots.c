/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run gnuplot on a report. */
#include "cli/plots.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const kind[] = {"png", "svg"};

/* gnuplot writes beside the pictures that are there; only a whole set replaces them. */
static const char ending[] = ".new";

enum { NOT_THERE = 127 }; /* as a shell says it */

/*
 * Its exit status. It runs in dir and is given one script: no text of ours is a command
 * to it, neither is a path nor the user's own settings (-d).
 */
static int run_gnuplot(const char *dir)
{
    char name[] = "gnuplot", plain[] = "-d", do_first[] = "-e",
         set_ending[] = "ending = '.new'", script[] = "plots.gp";
    char *const argv[] = {name, plain, do_first, set_ending, script, NULL};
    posix_spawn_file_actions_t act;
    int status = 0, rc;
    pid_t pid;

    posix_spawn_file_actions_init(&act);
    posix_spawn_file_actions_addopen(&act, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&act, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&act, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addchdir_np(&act, dir);
    rc = posix_spawnp(&pid, name, &act, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&act);
    if (rc != 0)
        return NOT_THERE;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* Give each picture its name, or where `drawn` is false take all of them away. */
static void settle(const char *dir, int drawn)
{
    for (int p = 0; p < FIGURES_PLOTS; p++)
        for (int k = 0; k < 2; k++) {
            char name[40], made[48];
            char *old, *new;

            snprintf(name, sizeof name, "%s.%s", figures_plot_name[p], kind[k]);
            snprintf(made, sizeof made, "%s%s", name, ending);
            old = figures_path(dir, name);
            new = figures_path(dir, made);
            if (!drawn || rename(new, old) != 0) {
                unlink(new);
                unlink(old);
            }
            free(old);
            free(new);
        }
}

void plots_draw(const char *dir, const char *command)
{
    const int status = run_gnuplot(dir);

    settle(dir, status == 0);
    if (status == NOT_THERE)
        fprintf(stderr,
                "sampledb %s: gnuplot is not installed: plots are not drawn; data and "
                "plots.gp are in %s; on Debian: apt install gnuplot-nox\n",
                command, dir);
    else if (status != 0)
        fprintf(stderr,
                "sampledb %s: gnuplot failed: plots are not drawn; data are in %s, where "
                "'gnuplot plots.gp' says why\n",
                command, dir);
}

int plots_report(const struct figures *r, const json_t *numbers, const char *command,
                 struct err *e)
{
    char *text = json_dumps(numbers, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    const int rc = figures_write(r, text, e);

    free(text);
    if (rc == 0)
        plots_draw(r->dir, command);
    return rc;
}
