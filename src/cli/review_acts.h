/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_ACTS_H
#define CLI_REVIEW_ACTS_H

#include "cli/review_desk.h"

/* What a key of review_tty.h does. */
enum after {
    AFTER_STAY, /* ask about the same sound */
    AFTER_NEXT,
    AFTER_BACK, /* to the sound of the last step, which is undone */
    AFTER_QUIT
};
enum after acts_hear(struct desk *d, int key);

#endif
