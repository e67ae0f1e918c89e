#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What 500 idle and slow connections to `sampledb serve` cost `sampledb index` of the same
# library: it is made anew, alone and beside them by turns, so that whatever else the
# machine does falls on both; the median of each counts. Needs: SAMPLEDB, BENCH.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-crowd.XXXXXX")
server=
crowd=
trap 'kill $server $crowd 2>/dev/null || :; rm -rf "$scratch"' EXIT INT TERM
XDG_RUNTIME_DIR=$scratch
export XDG_RUNTIME_DIR
sounds=${SAMPLEDB_BENCH_SOUNDS:-1000} rounds=${SAMPLEDB_BENCH_ROUNDS:-15} people=500
library=$scratch/library.db
"$BENCH/wavs" tiny "$sounds" "$scratch/s" >/dev/null
"$SAMPLEDB" --db "$library" serve --port 0 >"$scratch/out" &
server=$!
while [ ! -s "$scratch/out" ]; do sleep 0.1; done
port=$(sed 's,.*0\.1:\([0-9]*\)/.*,\1,' "$scratch/out")

# ms FILE: a whole index, in milliseconds, one a line there.
ms() {
    ms_began=$(date +%s%N)
    "$SAMPLEDB" --db "$library" index -q --force "$scratch/s" >/dev/null
    echo $((($(date +%s%N) - ms_began) / 1000000)) >>"$scratch/$1"
}
# Milliseconds that a process has had of a processor so far.
spent() { awk '{ print 10 * ($14 + $15) }' "/proc/$1/stat"; }
median() { sort -n "$scratch/$1" | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }

ms first
server_ms=0
crowd_ms=0
for _ in $(seq "$rounds"); do
    sleep 1 # as long at rest as before the other one
    ms alone
    before=$(spent "$server")
    "$BENCH/crowd" "$port" $people >>"$scratch/said" &
    crowd=$!
    sleep 1
    ms beside
    server_ms=$((server_ms + $(spent "$server") - before))
    crowd_ms=$((crowd_ms + $(spent "$crowd")))
    kill "$crowd"
    wait "$crowd" || :
done
crowd=
curl -sS "http://127.0.0.1:$port/healthz" | grep -q '"ok"' || { echo 'it is not well'; exit 1; }
awk -v alone="$(median alone)" -v beside="$(median beside)" -v rounds="$rounds" \
    -v server="$server_ms" -v crowd="$crowd_ms" -v people=$people -v sounds="$sounds" '
    FILENAME ~ /said$/ { ended += $5; next }
    { all += $1 }
    END {
        all += 1000 * rounds
        printf "%d connections for %.0f s, of which %d were ended\n", people, all / 1000, ended
        printf "processor time: %.1f %% of one for the server, %.1f %% for the %d\n",
            100 * server / all, 100 * crowd / all, people
        printf "index of %d sounds: %d ms alone, %d ms beside them, %+.1f %% (medians of %d)\n",
            sounds, alone, beside, 100 * (beside / alone - 1), rounds
        exit beside > 1.05 * alone
    }' "$scratch/said" "$scratch/beside" || { echo 'more than 5 % slower'; exit 1; }
