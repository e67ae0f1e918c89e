#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Figures, each as a ratio within this run: machines differ, ratios hold.
# Needs: SAMPLEDB, BENCH (folder of the bench programs). Files: $SAMPLEDB_BENCH, else the
# corpus of $SAMPLEDB_CORPUS, else the samples of Debian's lmms-common.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
files=${SAMPLEDB_BENCH:-${SAMPLEDB_CORPUS:+$SAMPLEDB_CORPUS/audio}}
files=${files:-/usr/share/lmms/samples}
[ -d "$files" ] || { echo "bench: $files: no such folder; set SAMPLEDB_BENCH" >&2; exit 1; }
runs=${SAMPLEDB_BENCH_RUNS:-3}
cores=$(nproc)

# number KEY <JSON: the value of a key.
number() { sed -n "s/.*\"$1\": *\\([-0-9.e+]*\\).*/\\1/p"; }
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }
middle() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
warm() { find "$1" -type f -exec cat {} + >/dev/null; }
index() { "$SAMPLEDB" --db "$1" index --json --quiet "$2" || true; }

against_floor() {
    name=$1 dir=$2
    warm "$dir"
    : >"$scratch/ratios"
    : >"$scratch/busy"
    for _ in $(seq "$runs"); do
        rm -f "$scratch"/lib.db* "$scratch"/floor.db*
        run=$(index "$scratch/lib.db" "$dir")
        floor=$("$BENCH/floor" "$scratch/lib.db" "$scratch/floor.db")
        n=$(echo "$run" | number analysed)
        cpu=$(calc "($(echo "$run" | number cpu_s) + $(echo "$run" | number workers_cpu_s)) * 1000 / $n" 3)
        base=$(calc "$(echo "$floor" | number cpu_ms) / $n" 3)
        echo "$(calc "$cpu / $base") $cpu $base" >>"$scratch/ratios"
        calc "100 * $cpu * $n / 1000 / $cores / $(echo "$run" | number seconds)" 0 >>"$scratch/busy"
        echo >>"$scratch/busy"
        lean=$(calc "$cpu * $n / $(echo "$floor" | number lean_ms)")
        parts=$(echo "$floor" | tr -d '{}"')
    done
    echo "$name: $n files"
    echo "  CPU per file over the floor, each run: $(cut -d' ' -f1 "$scratch/ratios" | tr '\n' ' ')"
    sort -n "$scratch/ratios" | awk -v k="$(((runs + 1) / 2))" 'NR == k {
        printf "  median: %s x  (%s ms against %s ms; goal 2.0 x)\n", $1, $2, $3 }'
    echo "  over the lean floor (transforms as the program runs them): $lean x in the last run"
    echo "  floor by part: $parts"
    echo "  cores busy: $(middle <"$scratch/busy") % of $cores (goal 85)"
    echo "  peak memory: parent $(echo "$run" | number peak_kib) KiB, worker $(echo "$run" | number worker_peak_kib) KiB"
}

rescan() {
    count=${SAMPLEDB_BENCH_TREE:-100000}
    "$BENCH/wavs" tiny "$count" "$scratch/tree"
    run=$(index "$scratch/tree.db" "$scratch/tree")
    echo "a tree of $count files: first index $(echo "$run" | number seconds) s, parent $(echo "$run" | number peak_kib) KiB (goal 102400), worker $(echo "$run" | number worker_peak_kib) KiB"
    : >"$scratch/ratios"
    for _ in $(seq "$runs"); do
        floor=$("$BENCH/walk" "$scratch/tree" | number cpu_ms)
        run=$(index "$scratch/tree.db" "$scratch/tree")
        cpu=$(calc "$(echo "$run" | number cpu_s) * 1000" 0)
        echo "$(calc "$cpu / $floor") $cpu $floor" >>"$scratch/ratios"
    done
    sort -n "$scratch/ratios" | awk -v k="$(((runs + 1) / 2))" 'NR == k {
        printf "  nothing changed, CPU over walk + stat: %s x  (%s ms against %s ms; goal 3 x)\n", $1, $2, $3 }'
    echo "  parent $(echo "$run" | number peak_kib) KiB, $(echo "$run" | number unchanged) unchanged"
}

hostile() {
    "$BENCH/wavs" hostile "$scratch/hostile"
    for f in "$scratch"/hostile/*; do
        mkdir "$scratch/one"
        mv "$f" "$scratch/one/"
        rm -f "$scratch"/one.db*
        run=$(index "$scratch/one.db" "$scratch/one")
        echo "  $(basename "$f"): worker $(echo "$run" | number worker_peak_kib) KiB, $(echo "$run" | number workers_cpu_s) s CPU, analysed $(echo "$run" | number analysed)"
        rm -rf "$scratch/one"
    done
}

watches() {
    mkdir "$scratch/dirs"
    "$BENCH/watches" "$scratch/dirs" "${SAMPLEDB_BENCH_DIRS:-50000}"
    rm -rf "$scratch/dirs"
}

against_floor "as they are" "$files"
"$BENCH/wavs" copy "$files" "$scratch/wav"
against_floor "the same as 16-bit WAV" "$scratch/wav"
rm -rf "$scratch/wav"
echo "largest files (goal 262144 KiB a worker):"
hostile
rescan
watches
sh "${0%/*}/arrival.sh"
"$BENCH/nets"
"$BENCH/near"
