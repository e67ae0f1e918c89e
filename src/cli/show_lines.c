/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Titles of sections and labels of lines, as `show` prints them. */
#include "cli/show_lines.h"

#include <stdio.h>

#include "cli/print.h"

void show_title(bool colour, const char *text)
{
    putchar('\n');
    print_colour(colour, COLOUR_BOLD);
    fputs(text, stdout);
    print_colour(colour, COLOUR_PLAIN);
    putchar('\n');
}

void show_label(const char *name) { printf("  %-12s ", name); }
