/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The token that whoever writes has to show. */
#include "serve/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/file.h"
#include "util/hex.h"

/* A file of its own mode 0600 from its first moment on. */
static int write_token(const char *path, const char *line, size_t n, struct err *e)
{
    char *temporary = NULL;
    const int fd = file_parents(path, e) == 0 ? file_beside(path, &temporary, e) : -1;
    int rc;

    if (fd < 0)
        return -1;
    rc = write(fd, line, n) == (ssize_t)n ? 0 : err_sys(e, "%s", path);
    close(fd);
    if (rc == 0)
        rc = file_put(temporary, path, false, e);
    else
        unlink(temporary);
    free(temporary);
    return rc;
}

int token_put(const char token[TOKEN_DIGITS + 1], const char *path, struct err *e)
{
    char line[TOKEN_DIGITS + 1];

    memcpy(line, token, TOKEN_DIGITS);
    line[TOKEN_DIGITS] = '\n';
    return write_token(path, line, sizeof line, e);
}

int token_make(char out[TOKEN_DIGITS + 1], const char *path, struct err *e)
{
    uint8_t bits[TOKEN_DIGITS / 2];

    if (getrandom(bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        return err_sys(e, "cannot make a token");
    hex_write(out, bits, sizeof bits);
    return path ? token_put(out, path, e) : 0;
}

static int read_token(int fd, char out[TOKEN_DIGITS + 1], struct err *e)
{
    char text[TOKEN_DIGITS + 2] = {0};
    uint8_t bits[TOKEN_DIGITS / 2];
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) != 0)
        return err_sys(e, "cannot be read");
    if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
        return err_set(e, ERR_FORMAT,
                       "must be a file of your own that only you can read");
    n = read(fd, text, sizeof text - 1);
    if (n == TOKEN_DIGITS + 1 && text[TOKEN_DIGITS] == '\n')
        text[TOKEN_DIGITS] = '\0';
    if (hex_read(bits, sizeof bits, text) != 0)
        return err_set(e, ERR_FORMAT, "has no token: %d hexadecimal digits",
                       TOKEN_DIGITS);
    memcpy(out, text, TOKEN_DIGITS + 1);
    return 0;
}

int token_keep(char out[TOKEN_DIGITS + 1], const char *path, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int rc;

    if (fd < 0 && errno == ENOENT)
        return token_make(out, path, e);
    if (fd < 0)
        return err_sys(e, "%s", path);
    rc = read_token(fd, out, e);
    close(fd);
    return rc == 0 ? 0 : err_in(e, "%s", path);
}

bool token_same(const char *shown, const char *ours)
{
    const size_t n = strlen(shown);
    unsigned char differs = n != TOKEN_DIGITS;

    for (size_t i = 0; i < TOKEN_DIGITS; i++)
        differs |= (unsigned char)((i < n ? shown[i] : 0) ^ ours[i]);
    return differs == 0;
}
