#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From a file's arrival in a watched folder to its tags in a query, less the time it has to
# be quiet. Needs: SAMPLEDB, BENCH (folder of the bench programs); $SAMPLEDB_BENCH_ARRIVALS
# files are dropped one at a time.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-bench.XXXXXX")
daemon=
trap '[ -z "$daemon" ] || kill "$daemon"; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
XDG_RUNTIME_DIR=$scratch/run
XDG_CONFIG_HOME=$scratch/config
export XDG_RUNTIME_DIR XDG_CONFIG_HOME
mkdir -p "$scratch/arrive" "$XDG_CONFIG_HOME/sampledb"
mkdir -m 700 "$XDG_RUNTIME_DIR"
cat >"$XDG_CONFIG_HOME/sampledb/config" <<'EOF'
on-battery = work
cpu-pressure = 0
io-pressure = 0
priority = normal
EOF
library=$scratch/library.db
"$SAMPLEDB" --db "$library" watch --settle 0.2 "$scratch/arrive" 2>"$scratch/err" &
daemon=$!
until "$SAMPLEDB" --db "$library" status --json 2>/dev/null | grep -q '"quiet": *true'; do
    kill -0 $daemon || { cat "$scratch/err" >&2; exit 1; }
    sleep 0.1
done
run=$("$BENCH/arrival" "$library" "$scratch/arrive" "${SAMPLEDB_BENCH_ARRIVALS:-200}" 200)
number() { echo "$run" | sed -n "s/.*\"$1\": *\([-0-9.]*\).*/\1/p"; }
echo "arrival to tags, $(number files) files one at a time, after the settle time:"
echo "  p50 $(number p50_ms) ms (goal 60), p99 $(number p99_ms) ms (goal 250), at most $(number max_ms) ms"
