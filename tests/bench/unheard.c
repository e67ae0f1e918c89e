/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New categories of a kind that a model has never heard: unheard MODEL MANIFEST [FIXES
 * [CACHE]]. The model was trained without some leaves of the taxonomy: unheard.sh. */
#include <stdio.h>

#include "novel.h"

int main(int argc, char **argv)
{
    struct pupils p;
    struct err e;

    if (argc < 3) {
        fputs("usage: unheard MODEL MANIFEST [FIXES [CACHE]]\n", stderr);
        return 2;
    }
    if (pupils_load(&p, argv[1], argv[2], argc > 3 ? argv[3] : NULL,
                    argc > 4 ? argv[4] : NULL, &e) != 0) {
        fprintf(stderr, "unheard: %s\n", e.text);
        return 1;
    }
    tell_unheard(&p);
    pupils_clear(&p);
    return 0;
}
