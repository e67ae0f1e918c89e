#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What 500 idle and slow connections to `sampledb serve` cost `sampledb index` of the same
# library: it is made anew, alone and beside them by turns, for a minute of them or more.
# The fastest of each counts. Needs: SAMPLEDB, BENCH.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-crowd.XXXXXX")
server=
crowd=
trap 'kill $server $crowd 2>/dev/null || :; rm -rf "$scratch"' EXIT INT TERM
XDG_RUNTIME_DIR=$scratch
export XDG_RUNTIME_DIR
sounds=${SAMPLEDB_BENCH_SOUNDS:-2000} rounds=${SAMPLEDB_BENCH_ROUNDS:-5} people=500
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
    echo $((($(date +%s%N) - ms_began) / 1000000)) >>"$1"
}
# Ticks of a hundredth of a second that the server has had of a processor.
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
ms "$scratch/first"
for _ in $(seq "$rounds"); do
    ms "$scratch/alone"
    "$BENCH/crowd" "$port" $people >"$scratch/said" &
    crowd=$!
    sleep 1
    ticks_began=$(ticks)
    ms "$scratch/beside"
    echo $((10 * ($(ticks) - ticks_began))) >>"$scratch/spent"
    kill "$crowd"
    wait "$crowd" || :
    cat "$scratch/said"
done
crowd=
curl -sS "http://127.0.0.1:$port/healthz" | grep -q '"ok"' || { echo 'it is not well'; exit 1; }
paste "$scratch/alone" "$scratch/beside" "$scratch/spent" | awk -v sounds="$sounds" '
    { a = NR == 1 || $1 < a ? $1 : a; b = NR == 1 || $2 < b ? $2 : b; sum += $2; all += $1; spent += $3 }
    END {
        printf "index of %d sounds: %d ms alone, %d ms beside %s (mean %d and %d): %+.1f %%\n",
            sounds, a, b, "500 connections", all / NR, sum / NR, 100 * (b / a - 1)
        printf "the server had %.1f %% of one processor meanwhile\n", 100 * spent / sum
        exit b > 1.05 * a
    }' || { echo 'more than 5 % slower'; exit 1; }
