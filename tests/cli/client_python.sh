#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The example client in Python.
. "${0%/*}/lib.sh"
python3 -c 'import sqlite3' || { echo 'no python3 with sqlite3'; exit 77; }
actor=sounds.py
printf 'exec python3 "$TOP/contrib/clients/sounds.py" "$@"\n' >client
. "$TOP/tests/cli/client.sh"
