/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_FIELDS_H
#define SERVE_FIELDS_H

/* What every answer carries in its head, so that a browser keeps others out. */
struct field {
    const char *name, *value;
};

extern const struct field fields_always[]; /* its last has no name */

#endif
