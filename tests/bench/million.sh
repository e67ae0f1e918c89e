#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A library of a million made-up samples ($SAMPLEDB_BENCH_SAMPLES): its size, how long the
# first hundred rows take, and what readers feel of a writer. Needs: SAMPLEDB, BENCH.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-million.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
lib=$scratch/million.db
missed=0
"$BENCH/million" "$lib"
bytes=$(wc -c <"$lib")
echo "library: $bytes bytes"
if command -v sqlite3 >/dev/null; then
    sqlite3 -readonly "$lib" "SELECT printf('%-28s %12d  %6.1f a sample', name, sum(pgsize),
        1.0 * sum(pgsize) / (SELECT count(*) FROM sample)) FROM dbstat
        GROUP BY name ORDER BY sum(pgsize) DESC LIMIT 24"
fi
"$BENCH/queries" "$lib" || missed=1
for words in hat 'drums oneshot' 'kick -used' 'vinyl' 'deep snare' 'kick short dark' \
    'key:Am loop' 'quality:clipped' 'hat loud:-14..-8'; do
    began=$(date +%s%N)
    # shellcheck disable=SC2086
    "$SAMPLEDB" --db "$lib" find -n 100 $words >/dev/null
    echo "find -n 100 $words: $((($(date +%s%N) - began) / 1000)) us, with its process"
done
"$BENCH/beside" "$lib" 20 || missed=1
exit $missed
