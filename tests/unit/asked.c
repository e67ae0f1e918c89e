/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/asked: what a daemon is asked for and does not do. */
#include <criterion/criterion.h>
#include <string.h>

#include "watch/asked.h"

Test(asked, a_folder_is_told_by_where_it_is_from_the_root)
{
    struct daemon d = {0};
    const struct control_calls calls = asked_calls(&d);
    json_t *request = json_pack("{s:s, s:[s, s]}", "do", "index", "folders", "/a", "b");
    struct err e = {0};

    cr_expect(calls.index(calls.arg, 1, request, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "b: is no absolute path"), "%s", e.text);
    cr_expect(!d.request, "nothing is begun");
    json_decref(request);
}
