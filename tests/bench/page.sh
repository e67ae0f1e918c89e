#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of serve on a library of 100,000 made-up samples ($SAMPLEDB_BENCH_SAMPLES): how
# soon it is there, and how soon it answers a key. Needs: SAMPLEDB, BENCH, TOP, and what
# tests/page/page.sh does.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-page.XXXXXX")
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$scratch"' EXIT INT TERM
cd "$scratch"
HOME=$scratch
XDG_RUNTIME_DIR=$scratch
CHROMIUM=$(command -v chromium) || { echo 'no chromium'; exit 0; }
export HOME XDG_RUNTIME_DIR CHROMIUM
"$BENCH/million" "$scratch/library.db" "${SAMPLEDB_BENCH_SAMPLES:-100000}"
"$SAMPLEDB" --db "$scratch/library.db" serve --port 0 >address &
server=$!
until grep -q '#token=' address; do sleep 0.1; done
node "$TOP/tests/page/bench.mjs" "$(grep -o 'http://[^ ]*' address | head -n 1)"
