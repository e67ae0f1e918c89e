#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How long answers over HTTP take in a library of a million made-up samples
# ($SAMPLEDB_BENCH_SAMPLES), or in the one that is given: serving.sh [LIBRARY]. Needs:
# SAMPLEDB, BENCH.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-serving.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$scratch"' EXIT INT TERM
XDG_RUNTIME_DIR=$scratch
export XDG_RUNTIME_DIR
lib=${1:-$scratch/million.db}
[ -e "$lib" ] || "$BENCH/million" "$lib"
mkfifo "$scratch/said"
"$SAMPLEDB" --db "$lib" serve --port 0 >"$scratch/said" &
server=$!
read -r url <"$scratch/said"
port=${url#http://127.0.0.1:}
"$BENCH/serving" "${port%%/*}" 300 "$server"
