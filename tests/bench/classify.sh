#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What it takes to ask a server what a sound is: a second of stereo over loopback against
# the same in a worker's hands, and eight clients at once. Beside a library of $N sounds.
# Needs: SAMPLEDB, BENCH (folder of the bench programs).
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" || :; rm -rf "$scratch"' EXIT INT TERM
N=${SAMPLEDB_BENCH_SOUNDS:-1000}
export XDG_RUNTIME_DIR="$scratch/run" HOME="$scratch"
mkdir -m 700 "$XDG_RUNTIME_DIR"
"$BENCH/wavs" tiny "$N" "$scratch/tree" >/dev/null
"$SAMPLEDB" --db "$scratch/lib.db" index --quiet "$scratch/tree" >/dev/null

# A second of 16-bit stereo at 44.1 kHz: a tone that decays, in noise.
LC_ALL=C awk 'function le(v, bytes) { while (bytes--) { printf "%c", v % 256; v = int(v / 256) } }
    BEGIN {
        n = 44100; srand(1)
        printf "RIFF"; le(36 + 4 * n, 4); printf "WAVEfmt "; le(16, 4); le(1, 2); le(2, 2)
        le(44100, 4); le(176400, 4); le(4, 2); le(16, 2); printf "data"; le(4 * n, 4)
        for (i = 0; i < n; i++)
            for (c = 0; c < 2; c++) {
                v = int(12000 * exp(-i / 9000) * sin(i / 20) + 600 * (rand() - 0.5))
                le(v < 0 ? v + 65536 : v, 2)
            }
    }' >"$scratch/second.wav"

"$SAMPLEDB" --db "$scratch/lib.db" serve --port 0 >"$scratch/url" &
server=$!
until grep -q token "$scratch/url"; do kill -0 "$server"; done
port=$(sed 's,.*:\([0-9]*\)/.*,\1,' "$scratch/url")
token=$(sed 's/.*token=//' "$scratch/url")
result=$("$BENCH/classify" "$port" "$token" "$scratch/second.wav" "$SAMPLEDB" "$server")
echo "$result" | tr -d '{}"' | awk -F'[:,] *' -v n="$N" -v cores="$(nproc)" '{
    for (i = 1; i < NF; i += 2) { gsub(/ /, "", $i); v[$i] = $(i + 1) }
    printf "POST /v1/classify of 1 s, beside %d sounds: p50 %.2f ms; a worker alone %.2f ms; goal %.2f ms\n",
           n, v["post_ms"], v["worker_ms"], v["limit_ms"]
    printf "  8 clients: %.0f answers a second, %.2f of %d cores busy, %d times told to come again\n",
           v["per_s"], v["cores"], cores, v["turned_away"]
}'
