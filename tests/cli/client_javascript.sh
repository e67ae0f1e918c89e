#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The example client in JavaScript, with the module better-sqlite3 in contrib/clients, or
# in $NODE_PATH.
. "${0%/*}/lib.sh"
command -v node >/dev/null || { echo 'no Node.js'; exit 77; }
(cd "$TOP/contrib/clients" && node -e 'new (require("better-sqlite3"))(":memory:")') 2>err || {
    echo 'no better-sqlite3: run contrib/clients/install.sh'
    exit 77
}
actor=sounds.js
printf 'exec node "$TOP/contrib/clients/sounds.js" "$@"\n' >client
. "$TOP/tests/cli/client.sh"
