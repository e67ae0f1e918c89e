/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/server as a whole, with routes of the test's own, over its Unix socket. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "util/mem.h"
#include "util/socket.h"

enum { BIG = 3000000, PATIENCE_MS = 20000 };

static volatile sig_atomic_t stop;
static sem_t is_ready, begun, may_end;
static char dir[64], socket_path[96], file_path[96];
static pthread_t thread;

static void on_term(int sig)
{
    (void)sig;
    stop = 1;
}

static int on_ready(void *arg, int port, struct err *e)
{
    (void)arg;
    (void)e;
    cr_assert(port > 0);
    sem_post(&is_ready);
    return 0;
}

static int echo(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)d;
    (void)e;
    r->type = "text/plain";
    r->caching = "max-age=1";
    snprintf(r->etag, sizeof r->etag, "\"e%zu\"", c->body_len);
    buf_bytes(&r->body, c->body, c->body_len);
    if (call_param(c, "more"))
        buf_bytes(&r->body, call_param(c, "more"), strlen(call_param(c, "more")));
    return 0;
}

/* Size and sum of what was sent, which nobody can change any more. */
static int taken(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    static uint8_t bytes[BIG + 1];
    char text[64];
    unsigned sum = 0;
    ssize_t n, all = 0;

    (void)d;
    while ((n = read(c->upload, bytes + all, sizeof bytes - (size_t)all)) > 0)
        all += n;
    for (ssize_t i = 0; i < all; i++)
        sum += bytes[i];
    if (write(c->upload, "x", 1) >= 0 || ftruncate(c->upload, 0) == 0)
        return err_set(e, ERR_IO, "it could be written to");
    buf_bytes(&r->body, text, (size_t)snprintf(text, sizeof text, "%zd %u", all, sum));
    return 0;
}

static int nonsense(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)d;
    buf_bytes(&r->body, "half", 4);
    return err_set(e, ERR_FORMAT, "number %lld is no sound", (long long)c->id);
}

static int part(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)d;
    (void)e;
    r->fd = open(file_path, O_RDONLY | O_CLOEXEC);
    r->from = 7;
    r->len = BIG - 7;
    r->whole = BIG;
    r->status = 206;
    if (call_param(c, "cut"))
        cr_assert(truncate(file_path, BIG / 2) == 0);
    return 0;
}

static int wait_long(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)d;
    (void)c;
    (void)e;
    sem_post(&begun);
    sem_wait(&may_end);
    return problem_reply(r, 409, "that took long");
}

static const struct route own[] = {
    {CALL_POST, "/echo", ROUTE_JSON, echo},
    {CALL_GET, "/echo", 0, echo},
    {CALL_GET, "/at-once", ROUTE_AT_ONCE, echo},
    {CALL_POST, "/taken", ROUTE_UPLOAD | ROUTE_SLOW, taken},
    {CALL_GET, "/nonsense/{id}", 0, nonsense},
    {CALL_GET, "/part", ROUTE_SLOW, part},
    {CALL_GET, "/wait", 0, wait_long},
    {CALL_GET, "/library", ROUTE_LIBRARY, echo},
    {0}};

static void *serve(void *arg)
{
    struct server_options o = {.library = "/nonexistent/library.db",
                               .socket = socket_path,
                               .token = "",
                               .patience_ms = PATIENCE_MS,
                               .routes = own,
                               .stop = &stop,
                               .ready = on_ready};
    struct err e = {0};

    (void)arg;
    cr_assert(server_run(&o, &e) == 0, "%s", e.text);
    return NULL;
}

static void begin(void)
{
    const struct sigaction act = {.sa_handler = on_term};
    FILE *file;

    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGTERM, &act, NULL);
    snprintf(dir, sizeof dir, "/tmp/sampledb-serve-XXXXXX");
    cr_assert(mkdtemp(dir));
    snprintf(socket_path, sizeof socket_path, "%s/s", dir);
    snprintf(file_path, sizeof file_path, "%s/f", dir);
    file = fopen(file_path, "wb");
    for (int i = 0; i < BIG; i++)
        fputc(i % 251, file);
    fclose(file);
    sem_init(&is_ready, 0, 0);
    sem_init(&begun, 0, 0);
    sem_init(&may_end, 0, 0);
    cr_assert(pthread_create(&thread, NULL, serve, NULL) == 0);
    sem_wait(&is_ready);
}

static void end(void)
{
    pthread_kill(thread, SIGTERM);
    pthread_join(thread, NULL);
    cr_expect(access(socket_path, F_OK) != 0, "the socket is taken away");
    unlink(file_path);
    rmdir(dir);
}

TestSuite(live, .init = begin, .fini = end, .timeout = 60);

static int call_up(const void *data, size_t n)
{
    struct err e = {0};
    const char *at = data;
    int fd = -1;

    cr_assert(socket_call(&fd, socket_path, 30000, &e) == 1, "%s", e.text);
    while (n > 0) {
        const ssize_t k = send(fd, at, n, MSG_NOSIGNAL);

        if (k < 0)
            break;
        at += k;
        n -= (size_t)k;
    }
    return fd;
}

/* All that is said until the end; owned, NUL-terminated. */
static struct buf hear(int fd)
{
    struct buf b = {0};
    ssize_t n;

    do {
        buf_reserve(&b, 65536);
        n = recv(fd, b.data + b.len, b.cap - b.len, 0);
        if (n > 0)
            b.len += (size_t)n;
    } while (n > 0);
    close(fd);
    buf_u8(&b, '\0');
    return b;
}

static char *ask(const char *head, const void *body, size_t n)
{
    struct buf all = {0}, said;

    buf_bytes(&all, head, strlen(head));
    buf_bytes(&all, body, n);
    said = hear(call_up(all.data, all.len));
    buf_clear(&all);
    return (char *)said.data;
}

static void says(char *said, const char *status, const char *end_of_it)
{
    const size_t n = strlen(said), k = strlen(end_of_it);

    cr_expect(strncmp(said, status, strlen(status)) == 0, "%s: %s", status, said);
    cr_expect(n >= k && strcmp(said + n - k, end_of_it) == 0, "%s: %s", end_of_it, said);
    cr_expect(strstr(said, "nosniff") && strstr(said, "Content-Security-Policy"));
    free(said);
}

#define HEAD " HTTP/1.1\r\nHost: localhost\r\n"
#define JSON "Content-Type: application/json\r\n"

Test(live, a_body_comes_to_the_handler)
{
    says(ask("POST /echo?more=%2B1" HEAD JSON "Content-Length: 5\r\n\r\n", "hello", 5),
         "HTTP/1.1 200", "\r\n\r\nhello+1");
    says(ask("POST /echo" HEAD JSON "Content-Length: 0\r\n\r\n", "", 0), "HTTP/1.1 200",
         "\r\n\r\n");
    says(ask("GET /at-once?more=x" HEAD "\r\n", "", 0), "HTTP/1.1 200", "\r\n\r\nx");
    says(ask("HEAD /echo?more=x" HEAD "\r\n", "", 0), "HTTP/1.1 200", "\r\n\r\n");
}

Test(live, the_largest_body_in_memory_is_whole)
{
    char head[160], *body = mem_new(CALL_BODY + 1, 1), *said;

    memset(body, 'x', CALL_BODY);
    snprintf(head, sizeof head, "POST /echo" HEAD JSON "Content-Length: %d\r\n\r\n",
             CALL_BODY);
    said = ask(head, body, CALL_BODY);
    cr_expect(strstr(said, body) && strlen(strstr(said, body)) == CALL_BODY);
    free(said);
    snprintf(head, sizeof head, "POST /echo" HEAD JSON "Content-Length: %d\r\n\r\n",
             CALL_BODY + 1);
    says(ask(head, body, CALL_BODY + 1), "HTTP/1.1 413", "}");
    free(body);
}

Test(live, an_upload_is_a_sealed_file)
{
    uint8_t *sound = mem_new(BIG, 1);
    char head[160], expected[64];
    unsigned sum = 0;

    for (int i = 0; i < BIG; i++)
        sum += sound[i] = (uint8_t)(i * 7);
    snprintf(head, sizeof head, "POST /taken" HEAD "Content-Length: %d\r\n\r\n", BIG);
    snprintf(expected, sizeof expected, "\r\n\r\n%d %u", BIG, sum);
    says(ask(head, sound, BIG), "HTTP/1.1 200", expected);
    free(sound);
}

Test(live, an_error_of_a_handler_is_a_problem)
{
    says(ask("GET /nonsense/12" HEAD "\r\n", "", 0), "HTTP/1.1 422",
         "\"status\":422,\"detail\":\"number 12 is no sound\"}");
    says(ask("GET /library" HEAD "\r\n", "", 0), "HTTP/1.1 503", "}");
    says(ask("GET /none" HEAD "\r\n", "", 0), "HTTP/1.1 404", "}");
}

Test(live, what_is_known_is_not_sent_again)
{
    says(ask("GET /echo?more=x" HEAD "If-None-Match: W/\"a\", \"e0\"\r\n\r\n", "", 0),
         "HTTP/1.1 304", "\r\n\r\n");
    says(ask("GET /echo?more=x" HEAD "If-None-Match: \"e01\"\r\n\r\n", "", 0),
         "HTTP/1.1 200", "\r\n\r\nx");
}

Test(live, a_file_is_told_from_where_it_shall_begin)
{
    char *said;
    struct buf b =
        hear(call_up("GET /part" HEAD "\r\n", strlen("GET /part" HEAD "\r\n")));
    const uint8_t *body;

    said = (char *)b.data;
    cr_expect(strstr(said, "\r\nContent-Range: bytes 7-2999999/3000000\r\n"));
    body = (const uint8_t *)strstr(said, "\r\n\r\n") + 4;
    cr_assert(b.len - 1 - (size_t)(body - b.data) == BIG - 7);
    for (int i = 0; i < BIG - 7; i++)
        cr_assert(body[i] == (i + 7) % 251);
    buf_clear(&b);
}

Test(live, a_file_that_becomes_shorter_ends_the_connection_early)
{
    const char *head = "GET /part?cut" HEAD "\r\n";
    struct buf b = hear(call_up(head, strlen(head)));

    cr_expect(b.len > BIG / 4 && b.len < BIG, "%zu", b.len);
    buf_clear(&b);
    says(ask("GET /echo?more=on" HEAD "\r\n", "", 0), "HTTP/1.1 200", "on");
}

Test(live, a_body_that_breaks_off_is_no_request)
{
    const char *head = "POST /echo" HEAD JSON "Content-Length: 50\r\n\r\nhalf of it";
    const int fd = call_up(head, strlen(head));
    struct buf b;

    shutdown(fd, SHUT_WR);
    b = hear(fd);
    cr_expect(!strstr((char *)b.data, " 200 "));
    buf_clear(&b);
}

Test(live, who_does_not_wait_for_the_answer_disturbs_nobody)
{
    const char *head = "GET /part" HEAD "\r\n";

    for (int i = 0; i < 50; i++)
        close(call_up(head, strlen(head)));
    says(ask("GET /echo?more=on" HEAD "\r\n", "", 0), "HTTP/1.1 200", "on");
}

Test(live, what_was_asked_before_the_end_is_answered)
{
    const char *head = "GET /wait" HEAD "\r\n";
    const int fd = call_up(head, strlen(head)), idle = call_up("GET /ec", 7);
    struct buf b;

    sem_wait(&begun);
    pthread_kill(thread, SIGTERM);
    b = hear(idle); /* its end says that nobody comes in any more */
    cr_expect(b.len == 1);
    buf_clear(&b);
    sem_post(&may_end);
    says((char *)hear(fd).data, "HTTP/1.1 409", "}");
}
