/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/gate, pass, route, call: what is let in, and what it is then. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "serve/pass.h"
#include "serve/problem.h"
#include "util/mem.h"

static const char token[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct asked {
    char *text;
    struct gate_head head;
    struct gate_refusal no;
    int rc;
};

/* The text up to n is the head, and one byte behind it is ours. */
static struct asked ask_bytes(const char *text, size_t n)
{
    struct asked a = {.text = mem_text(text, n)};

    a.rc = gate_read(&a.head, a.text, n, &a.no);
    return a;
}

static struct asked ask(const char *text) { return ask_bytes(text, strlen(text)); }

static void refused(const char *text, int status)
{
    struct asked a = ask(text);

    cr_expect(a.rc == -1 && a.no.status == status, "%d, not %d: %s", a.no.status, status,
              text);
    cr_expect(a.rc == 0 || a.no.why);
    free(a.text);
}

#define HOST "Host: 127.0.0.1:8321\r\n"

Test(gate, a_plain_request_is_taken_apart)
{
    struct asked a =
        ask("GET /v1/samples?q=a%20b HTTP/1.1\r\n" HOST
            "Range:  bytes=0-4 \t\r\nIF-NONE-MATCH: \"x\"\r\nAccept:\r\n\r\n");

    cr_assert(a.rc == 0, "%s", a.no.why);
    cr_expect(a.head.method == CALL_GET);
    cr_expect_str_eq(a.head.path, "/v1/samples");
    cr_expect_str_eq(a.head.query, "q=a%20b");
    cr_expect_str_eq(a.head.range, "bytes=0-4");
    cr_expect_str_eq(a.head.if_none_match, "\"x\"");
    cr_expect_str_eq(a.head.accept, "");
    cr_expect_null(a.head.origin);
    cr_expect(!a.head.sized && a.head.length == 0);
    free(a.text);
}

Test(gate, a_head_ends_with_its_first_empty_line)
{
    const char *text = "GET / HTTP/1.1\r\n" HOST "\r\nGET /2 HTTP/1.1\r\n";
    const size_t whole = strlen("GET / HTTP/1.1\r\n" HOST "\r\n");
    struct gate_refusal no = {0};

    for (size_t n = 0; n <= strlen(text); n++) {
        size_t end = 0;
        const int rc = gate_end(text, n, &end, &no);

        cr_expect(rc == (n >= whole), "%zu bytes: %d", n, rc);
        cr_expect(rc == 0 || end == whole);
    }
}

Test(gate, what_can_be_read_in_two_ways_is_refused)
{
    refused("GET / HTTP/1.1\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400);
    refused("GET / HTTP/1.1\n" HOST "\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "A\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "A: \x01\r\n\r\n", 400);
    refused("GET / HTTP/1.0\r\n" HOST "\r\n", 505);
    refused("GET  / HTTP/1.1\r\n" HOST "\r\n", 505);
    refused("BREW / HTTP/1.1\r\n" HOST "\r\n", 405);
    refused("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 411);
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
            400);
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400);
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n", 400);
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\n", 400);
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 11111111111111111111\r\n\r\n",
            413);
    refused("GET / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n" HOST "Expect: cookies\r\n\r\n", 417);
}

Test(gate, a_NUL_is_refused_wherever_it_stands)
{
    static const char text[] = "GET /a?b HTTP/1.1\r\n" HOST "A: b\r\n\r\n";

    for (size_t i = 0; i + 1 < sizeof text; i++) {
        char *with = mem_text(text, sizeof text - 1);
        struct asked a;

        with[i] = '\0';
        a = ask_bytes(with, sizeof text - 1);
        cr_expect(a.rc == -1, "NUL at %zu", i);
        free(a.text);
        free(with);
    }
}

Test(gate, paths_are_plain)
{
    static const char *const no[] = {"http://x/", "*",         "/../x", "/x/..",
                                     "/.x",       "//x",       "/%41",  "/a\\b",
                                     "/a;b",      "/\xc3\xa9", "x"};
    char text[120];

    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "\r\n", no[i]);
        refused(text, 400);
    }
}

Test(gate, sizes_have_limits)
{
    struct gate_refusal no = {0};
    char *big = mem_new(GATE_HEAD + 2, 1);
    struct buf b = {0};
    size_t end;

    memset(big, 'a', GATE_HEAD + 1);
    cr_expect(gate_end(big, GATE_TARGET, &end, &no) == 0);
    cr_expect(gate_end(big, GATE_TARGET + 100, &end, &no) == -1 && no.status == 414);
    memcpy(big, "GET / HTTP/1.1\r\n", 16);
    cr_expect(gate_end(big, GATE_HEAD - 1, &end, &no) == 0);
    cr_expect(gate_end(big, GATE_HEAD, &end, &no) == -1 && no.status == 431);
    free(big);
    for (int fields = GATE_FIELDS; fields <= GATE_FIELDS + 1; fields++) {
        struct asked a;

        buf_reset(&b);
        buf_bytes(&b, "GET / HTTP/1.1\r\n" HOST, 16 + strlen(HOST));
        for (int i = 1; i < fields; i++)
            buf_bytes(&b, "A: b\r\n", 6);
        buf_bytes(&b, "\r\n", 2);
        a = ask_bytes((const char *)b.data, b.len);
        cr_expect(fields <= GATE_FIELDS ? a.rc == 0 : a.no.status == 431);
        free(a.text);
    }
    buf_clear(&b);
}

/* What pass_check() says of it: 0, or the status. */
static int passes(const char *text, const struct pass_side *side, const struct route *r)
{
    struct asked a = ask(text);
    int rc;

    cr_assert(a.rc == 0, "%s: %s", a.no.why, text);
    rc = pass_check(&a.head, side, r, &a.no);
    free(a.text);
    return rc == 0 ? 0 : a.no.status;
}

static const struct pass_side near_side = {
    .port = 8321, .own = "127.0.0.1", .token = token};
static const struct route reading = {.path = "/"};
static const struct route writing = {CALL_POST, "/", ROUTE_JSON, NULL};
static const struct route sending = {CALL_POST, "/", ROUTE_UPLOAD, NULL};
static const struct route paging = {.path = "/", .flags = ROUTE_PAGE};

Test(pass, the_Host_is_ours)
{
    static const struct {
        const char *host;
        int status;
    } it[] = {{"127.0.0.1:8321", 0},      {"localhost:8321", 0},
              {"LOCALHOST:8321", 0},      {"[::1]:8321", 0},
              {"127.0.0.1", 421},         {"127.0.0.1:8322", 421},
              {"evil.example:8321", 421}, {"", 421},
              {"127.0.0.1:8321.x", 421},  {"127.0.0.1:08321", 421},
              {"192.168.1.2:8321", 421}};
    const struct pass_side wide = {.port = 8321, .own = "192.168.1.2", .token = token};
    const struct pass_side eighty = {.port = 80, .token = token};
    char text[200];

    for (size_t i = 0; i < sizeof it / sizeof *it; i++) {
        snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", it[i].host);
        cr_expect(passes(text, &near_side, &reading) == it[i].status, "%s", it[i].host);
    }
    cr_expect(passes(text, &wide, &reading) == 0, "our own address");
    cr_expect(passes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", &eighty, &reading) ==
              0);
}

Test(pass, writing_needs_the_token)
{
#define WRITE                                                                            \
    "POST / HTTP/1.1\r\n" HOST "Content-Length: 2\r\nContent-Type: application/json\r\n"
#define SHOW                                                                             \
    "Authorization: Bearer "                                                             \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
    cr_expect(passes(WRITE "\r\n", &near_side, &writing) == 401);
    cr_expect(passes(WRITE SHOW "f\r\n\r\n", &near_side, &writing) == 0);
    cr_expect(passes(WRITE SHOW "e\r\n\r\n", &near_side, &writing) == 401);
    cr_expect(passes(WRITE SHOW "\r\n\r\n", &near_side, &writing) == 401);
    cr_expect(passes(WRITE SHOW "ff\r\n\r\n", &near_side, &writing) == 401);
    cr_expect(passes(WRITE "Authorization: Basic x\r\n\r\n", &near_side, &writing) ==
              401);
    cr_expect(passes(WRITE "\r\n", &(struct pass_side){.local = true}, &writing) == 0,
              "the Unix socket needs none");
}

Test(pass, pages_of_others_are_kept_out)
{
#define FROM(x) "Origin: " x "\r\n"
    cr_expect(passes(WRITE SHOW "f\r\n" FROM("http://127.0.0.1:8321") "\r\n", &near_side,
                     &writing) == 0);
    cr_expect(passes(WRITE SHOW "f\r\n" FROM("http://evil.example") "\r\n", &near_side,
                     &writing) == 403);
    cr_expect(passes(WRITE SHOW "f\r\n" FROM("null") "\r\n", &near_side, &writing) ==
              403);
    cr_expect(passes(WRITE SHOW "f\r\n" FROM("https://127.0.0.1:8321") "\r\n", &near_side,
                     &writing) == 403);
    cr_expect(passes("GET / HTTP/1.1\r\n" HOST FROM("http://evil.example") "\r\n",
                     &near_side, &reading) == 403);
    cr_expect(passes("GET / HTTP/1.1\r\n" HOST "Sec-Fetch-Site: cross-site\r\n\r\n",
                     &near_side, &reading) == 403);
    cr_expect(passes("GET / HTTP/1.1\r\n" HOST "Sec-Fetch-Site: cross-site\r\n\r\n",
                     &near_side, &paging) == 0,
              "a link to the page may be followed");
}

Test(pass, from_afar_only_the_page_needs_no_token)
{
    const struct pass_side far = {
        .far = true, .port = 8321, .own = "::2", .token = token};

    cr_expect(passes("GET / HTTP/1.1\r\nHost: [::2]:8321\r\n\r\n", &far, &reading) ==
              401);
    cr_expect(passes("GET / HTTP/1.1\r\nHost: [::2]:8321\r\n\r\n", &far, &paging) == 0);
    cr_expect(passes("GET / HTTP/1.1\r\nHost: [::2]:8321\r\n" SHOW "f\r\n\r\n", &far,
                     &reading) == 0);
}

Test(pass, bodies_have_a_size_and_a_type)
{
    const struct pass_side local = {.local = true};
    static const char json[] = "Content-Type: application/json\r\n";
    char text[300];

    snprintf(text, sizeof text, "POST / HTTP/1.1\r\n" HOST "%s\r\n", json);
    cr_expect(passes(text, &local, &writing) == 411);
    snprintf(text, sizeof text, "POST / HTTP/1.1\r\n" HOST "Content-Length: %d\r\n%s\r\n",
             CALL_BODY, json);
    cr_expect(passes(text, &local, &writing) == 0);
    snprintf(text, sizeof text, "POST / HTTP/1.1\r\n" HOST "Content-Length: %d\r\n%s\r\n",
             CALL_BODY + 1, json);
    cr_expect(passes(text, &local, &writing) == 413);
    cr_expect(passes(text, &local, &sending) == 0);
    cr_expect(passes("POST / HTTP/1.1\r\n" HOST
                     "Content-Length: 2\r\nContent-Type: text/plain\r\n\r\n",
                     &local, &writing) == 415);
    cr_expect(passes("POST / HTTP/1.1\r\n" HOST "Content-Length: 2\r\nContent-Type: "
                     "application/json; charset=utf-8\r\n\r\n",
                     &local, &writing) == 0);
}

Test(route, ids_are_plain_numbers)
{
    const struct route *r = NULL;
    int64_t id = 0;

    cr_expect(route_find(routes, CALL_GET, "/v1/samples/12/audio", &r, &id) == 0 &&
              id == 12);
    cr_expect(route_find(routes, CALL_HEAD, "/v1/samples/12/audio", &r, &id) == 0);
    cr_expect(route_find(routes, CALL_POST, "/v1/samples/12/audio", &r, &id) == 405);
    cr_expect(route_find(routes, CALL_GET, "/v1/samples/012/audio", &r, &id) == 404);
    cr_expect(route_find(routes, CALL_GET, "/v1/samples/0/audio", &r, &id) == 404);
    cr_expect(route_find(routes, CALL_GET, "/v1/samples//audio", &r, &id) == 404);
    cr_expect(route_find(routes, CALL_GET, "/v1/samples/1/audio/", &r, &id) == 404);
    cr_expect(route_find(routes, CALL_GET, "/v1/samples/9999999999999999999/audio", &r,
                         &id) == 404);
    cr_expect(route_find(routes, CALL_GET, "/", &r, &id) == 0);
}

Test(call, parameters_are_decoded)
{
    char query[] = "q=a%20b+c&q=%C3%A9&&empty=&alone&n=12";
    struct call c = {0};
    struct err e = {0};
    int64_t n = 0;

    cr_assert(call_query(&c, query, &e) == 0, "%s", e.text);
    cr_expect(c.params == 5);
    cr_expect_str_eq(c.param[0].value, "a b c");
    cr_expect_str_eq(call_param(&c, "q"), "\xc3\xa9");
    cr_expect_str_eq(call_param(&c, "empty"), "");
    cr_expect_str_eq(call_param(&c, "alone"), "");
    cr_expect_null(call_param(&c, "none"));
    cr_expect(call_number(&c, "n", 1, 12, 5, &n, &e) == 0 && n == 12);
    cr_expect(call_number(&c, "none", 1, 12, 5, &n, &e) == 0 && n == 5);
    cr_expect(call_number(&c, "n", 1, 11, 5, &n, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(call_number(&c, "q", 1, 12, 5, &n, &e) == -1);
    cr_expect(call_number(&c, "empty", 0, 12, 5, &n, &e) == -1);
}

Test(call, what_is_no_text_is_no_parameter)
{
    static const char *const no[] = {"a=%00",    "a=%ff",
                                     "a=%0a",    "%7f=a",
                                     "a=%c0%80", "a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"};

    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        char *query = mem_text(no[i], strlen(no[i]));
        struct call c = {0};
        struct err e = {0};

        cr_expect(call_query(&c, query, &e) == -1 && e.kind == ERR_USAGE, "%s", no[i]);
        free(query);
    }
}

Test(problem, tells_no_paths)
{
    struct reply r = {.fd = -1};
    struct err e = {.kind = ERR_STORE, .text = "/home/me/library.db: is damaged"};

    problem_of(&r, &e);
    buf_u8(&r.body, '\0');
    cr_expect(r.status == 500 && !strstr((const char *)r.body.data, "home"));
    e.kind = ERR_BUSY;
    problem_of(&r, &e);
    buf_u8(&r.body, '\0');
    cr_expect(r.status == 503 && r.retry_s && !strstr((const char *)r.body.data, "home"));
    e = (struct err){.kind = ERR_USAGE, .text = "no \"such\" thing"};
    problem_of(&r, &e);
    buf_u8(&r.body, '\0');
    cr_expect(r.status == 400);
    cr_expect_str_eq((const char *)r.body.data,
                     "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                     "\"detail\":\"no \\\"such\\\" thing\"}");
    reply_clear(&r);
}
