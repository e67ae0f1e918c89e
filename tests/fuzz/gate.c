/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the head of a request: what is let in is plain, and is so however its
 * bytes come. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/pass.h"
#include "util/mem.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_head(const struct gate_head *h)
{
    if (h->path[0] != '/' || strpbrk(h->path, "%\\?#") || strstr(h->path, "..") ||
        strstr(h->path, "//") || strstr(h->path, "/.") || !h->host)
        abort();
    if (h->length < 0 || (h->method != CALL_POST && h->length))
        abort();
}

static void check_call(struct gate_head *h)
{
    struct call c = {0};
    struct err e;

    if (call_query(&c, h->query, &e) != 0)
        return;
    for (size_t i = 0; i < c.params; i++)
        for (size_t k = 0, n; c.param[i].value[k]; k += n)
            if ((n = utf8_shown(c.param[i].value + k, strlen(c.param[i].value + k))) == 0)
                abort();
}

static void check_pass(const struct gate_head *h)
{
    static const char token[] =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static const struct pass_side side = {
        .port = 8321, .own = "10.0.0.1", .token = token};
    static const struct route reads = {.path = "/"},
                              writes = {CALL_POST, "/", ROUTE_JSON, NULL};
    struct gate_refusal no = {0};
    const bool in =
        pass_check(h, &side, h->method == CALL_POST ? &writes : &reads, &no) == 0;

    if (in ? !strstr(h->host, ":8321") || h->length > CALL_BODY : !no.status || !no.why)
        abort();
    if (in && h->method == CALL_POST && !strstr(h->authorization, token))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gate_refusal no = {0};
    struct gate_head head;
    size_t end, again;
    char *text;
    const int whole = gate_end((const char *)data, size, &end, &no);

    if (whole < 0 && (no.status < 400 || !no.why))
        abort();
    if (whole != 1)
        return 0;
    if (end > size || end > GATE_HEAD ||
        gate_end((const char *)data, end - 1, &again, &no) == 1)
        abort();
    text = mem_text(data, end);
    if (gate_read(&head, text, end, &no) == 0) {
        check_head(&head);
        check_pass(&head);
        check_call(&head);
    } else if (no.status < 400 || !no.why) {
        abort();
    }
    free(text);
    return 0;
}
