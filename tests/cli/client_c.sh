#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The example client in C.
. "${0%/*}/lib.sh"
: "${CLIENT:?is not set; run this with make check}"
actor=sounds.c
printf 'exec "$CLIENT" "$@"\n' >client
. "$TOP/tests/cli/client.sh"
