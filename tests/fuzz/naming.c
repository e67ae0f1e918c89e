/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a path: what is said of it is of the table, whatever they are. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "learn/namelist.h"
#include "util/mem.h"
#include "util/naming.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct lexicon *x, const struct saying *s)
{
    if (!memchr(s->what, '\0', sizeof s->what) ||
        !memchr(s->words, '\0', sizeof s->words) || !(s->p >= 0 && s->p <= 1))
        abort();
    if (!*s->what || sound_form_of(s->what) >= 0)
        return;
    for (size_t i = 0; i < x->tags; i++)
        if (naming_within(x->tag[i], s->what))
            return;
    abort(); /* a category that nothing in the table lies in */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *x;
    struct naming_file file[2];
    struct naming one, both;
    struct err e;
    char *path = mem_text(data, size), *name;

    if (!x && !(x = namelist_open(&e)))
        abort();
    name = strrchr(path, '/');
    if (name)
        *name++ = '\0';
    file[0] = file[1] = (struct naming_file){name ? path : "", name ? name : path};
    naming_of(&one, x, file, 1);
    check(x, &one.category);
    check(x, &one.form);
    naming_of(&both, x, file, 2);
    if (strcmp(one.category.what, both.category.what) != 0)
        abort(); /* a sound with two names alike is called the same */
    free(path);
    return 0;
}
