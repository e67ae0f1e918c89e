#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The example client in the shell.
. "${0%/*}/lib.sh"
command -v sqlite3 >/dev/null || { echo 'no sqlite3 shell'; exit 77; }
actor=sounds.sh
printf 'exec sh "$TOP/contrib/clients/sounds.sh" "$@"\n' >client
. "$TOP/tests/cli/client.sh"
