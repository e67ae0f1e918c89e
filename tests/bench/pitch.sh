#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How well notes are heard, beside aubiopitch's yinfft on the same files: its median over
# the voiced frames, with several windows and thresholds, so that its best can be taken.
# Needs: BENCH (folder of the bench programs), SAMPLEDB_CORPUS (with pitch_truth.csv).
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-pitch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM

# yinfft WINDOW TOLERANCE: "path note" of each file of split dev that has a voiced frame.
yinfft() {
    awk -F, '$3 == "dev" { print $1 }' "$SAMPLEDB_CORPUS/pitch_truth.csv" | while read -r path; do
        note=$(aubiopitch -p yinfft -u midi -B "$1" -H 256 -l "$2" -s -60 \
            -i "$SAMPLEDB_CORPUS/$path" 2>/dev/null | awk '$2 > 0 { print $2 }' |
            sort -g | awk '{ x[NR] = $1 } END { if (NR) print x[int((NR + 1) / 2)] }')
        [ -z "$note" ] || echo "$path $note"
    done
}

set --
if command -v aubiopitch >/dev/null; then
    for window in 2048 4096; do
        for tolerance in 0.3 0.85; do
            file=$scratch/yinfft-$window-$tolerance
            yinfft $window $tolerance >"$file"
            set -- "$@" "$file"
        done
    done
else
    echo "without aubiopitch, which is not installed" >&2
fi
"$BENCH/pitch" "$SAMPLEDB_CORPUS" "$@"
