#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How well `sampledb dupes` finds copies: one-shots of a corpus, each changed in many ways,
# among all others of the corpus, which are alike but not the same.
# Needs: SAMPLEDB, BENCH (folder of the bench programs), SAMPLEDB_CORPUS (with
# manifest.csv). SAMPLEDB_SPLIT (dev), SAMPLEDB_COPIES (1000 sounds), SAMPLEDB_SCRATCH (a
# folder that is kept, with what was made there before).
#
# A pair in one group is right if it was made from one sound; of the others those do not
# count as wrong whose audio is the same bit for bit, or whose waves correlate by 0.9 or
# more: the corpus has copies of its own.
set -eu
split=${SAMPLEDB_SPLIT:-dev}
count=${SAMPLEDB_COPIES:-1000}
if [ -n "${SAMPLEDB_SCRATCH:-}" ]; then
    scratch=$SAMPLEDB_SCRATCH
    mkdir -p "$scratch"
else
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-twins.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT INT TERM
fi
scratch=$(cd "$scratch" && pwd -P)

if [ ! -f "$scratch/made" ]; then
    mkdir "$scratch/other"
    awk -F, -v want="$split" -v root="$SAMPLEDB_CORPUS/" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["form"] == "oneshot" && $at["split"] == want { print root $at["path"] }' \
        "$SAMPLEDB_CORPUS/manifest.csv" >"$scratch/all"
    # Spread evenly, so that neighbours of what is copied stay in the library.
    awk -v n="$(wc -l <"$scratch/all")" -v want="$count" -v to="$scratch" '
        { chosen = int(NR * want / n) > int((NR - 1) * want / n)
          print > (to "/" (chosen ? "chosen" : "rest")) }' "$scratch/all"
    "$BENCH/twins" "$scratch" <"$scratch/chosen"
    n=0
    while read -r file; do
        n=$((n + 1))
        cp "$file" "$scratch/other/$n.${file##*.}"
    done <"$scratch/rest"
    : >"$scratch/made"
fi
"$SAMPLEDB" --db "$scratch/library.db" index -q "$scratch"

# Of groups as JSON: every pair, as "right ID", or "wrong FILE FILE" in the order of bytes.
pairs() {
    awk -v root="$scratch/" '{
        n = split($0, part, "\"sample_id\": ") - 1
        for (i = 1; i <= n; i++) {
            sample[i] = part[i + 1] + 0
            path[i] = part[i + 1]
            sub(/.*"path": "/, "", path[i])
            sub(/".*/, "", path[i])
            id[i] = substr(path[i], length(root) + 1)
            if (id[i] !~ /^other/) { sub(/^[^\/]*\//, "", id[i]); sub(/\..*/, "", id[i]) }
        }
        for (i = 1; i <= n; i++)
            for (j = i + 1; j <= n; j++)
                if (id[i] == id[j]) print "right", id[i]
                else if (sample[i] != sample[j])
                    print "wrong", (path[i] < path[j] ? path[i] " " path[j] : path[j] " " path[i])
    }'
}

: >"$scratch/waves"
# Correlation of two files, each asked once.
wave() {
    grep -F -- "$1 $2 " "$scratch/waves" | head -n 1 | cut -d' ' -f3
}
judge() {
    sed -n 's/^wrong //p' | while read -r a b; do
        same=$(wave "$a" "$b")
        if [ -z "$same" ]; then
            same=$("$BENCH/twins" "$a" "$b" || echo 0)
            echo "$a $b $same" >>"$scratch/waves"
        fi
        echo "$same"
    done | awk '{ if ($1 >= 0.9) copies++; else wrong++ } END { print wrong + 0, copies + 0 }'
}

printf '%-9s %6s %6s %8s %6s %9s %9s\n' way made found recall wrong precision 'own twins'
total_made=0 total_found=0 total_wrong=0 total_right=0
for way in gain normal lead tail trim fade r44100 r96000 r22050 half bits8 bits24 stereo ogg \
    ogglow mp3 mp3low mixed mixedlow; do
    "$SAMPLEDB" --db "$scratch/library.db" dupes --json "$scratch/orig" "$scratch/other" \
        "$scratch/$way" | pairs >"$scratch/pairs"
    made=$(find "$scratch/$way" -type f | wc -l)
    right=$(grep -c '^right' "$scratch/pairs" || true)
    found=$(sed -n 's/^right //p' "$scratch/pairs" | sort -u | wc -l)
    judged=$(judge <"$scratch/pairs")
    wrong=${judged% *}
    echo "$way $made $found $right $wrong ${judged#* }" | awk '{
        printf "%-9s %6d %6d %8.4f %6d %9.4f %9d\n", $1, $2, $3, $3 / $2, $5, $4 / ($4 + $5), $6 }'
    total_made=$((total_made + made)) total_found=$((total_found + found))
    total_right=$((total_right + right)) total_wrong=$((total_wrong + wrong))
done
echo "$total_made $total_found $total_right $total_wrong" | awk '{
    printf "all       %6d %6d %8.4f %6d %9.4f  (goal 0.95 at 0.99)\n", $1, $2, $2 / $1, $4, $3 / ($3 + $4) }'
