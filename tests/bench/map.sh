#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The map: how long it takes to lay out, how good it is, and how it moves in a browser.
# Needs: SAMPLEDB, BENCH; SAMPLEDB_CORPUS for the quality; node, chromium and what
# tests/page/install.sh brings for the frames.
# usage: map.sh [POINTS ...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$BENCH/map" "${@:-100000}"
[ -n "${SAMPLEDB_CORPUS:-}" ] || exit 0

scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-map.XXXXXX")
served=
finish() {
    [ -z "$served" ] || kill "$served"
    rm -rf "$scratch"
}
trap finish EXIT INT TERM
export HOME="$scratch" XDG_RUNTIME_DIR="$scratch" SAMPLEDB_LIBRARY="$scratch/library.db"
"$SAMPLEDB" index -q "$SAMPLEDB_CORPUS/audio" >/dev/null
"$BENCH/map" "$SAMPLEDB_LIBRARY"
(cd "$here/../page" && node -e 'require("playwright-core")' 2>/dev/null) || exit 0

# Its points a dozen times over, each a little beside the first.
sqlite3 "$SAMPLEDB_LIBRARY" "
CREATE TEMP TABLE copies AS WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 12) SELECT n FROM i;
CREATE TEMP TABLE ids AS SELECT max(id) + 1 AS step FROM sample;
INSERT INTO sample (id, hash, frames, rate_hz, channels, duration_s, analysed_at, category, form)
SELECT s.id + n * step, randomblob(16), frames, rate_hz, channels, duration_s, analysed_at, category, form
  FROM copies, ids, sample s;
INSERT INTO map_point
SELECT sample_id + n * step, max(-32768, min(32767, x + random() % 900)), max(-32768, min(32767, y + random() % 900))
  FROM copies, ids, map_point;"
"$SAMPLEDB" serve --port 0 >"$scratch/address" &
served=$!
until grep -qs '#token=' "$scratch/address"; do sleep 0.1; done
node "$here/map.mjs" "$(grep -o 'http://[^ #]*' "$scratch/address" | head -n 1)"
