#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Loudness beside ffmpeg's ebur128 filter and libebur128, and where the words for a sound
# come from: on a corpus with its manifest.
# Needs: BENCH (folder of the bench programs), SAMPLEDB_CORPUS (with manifest.csv), ffmpeg.
# SAMPLEDB_FILES (200): how many files longer than 400 ms ffmpeg is asked about.
set -eu
count=${SAMPLEDB_FILES:-200}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-level.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM

# Columns of the manifest by name, a line a sound; paths have no blanks.
awk -F, -v root="$SAMPLEDB_CORPUS/" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        gsub(/"[^"]*"/, "-")
        print $at["split"], $at["form"], $at["domain"], $at["label"], root $at["path"]
    }' \
    "$SAMPLEDB_CORPUS/manifest.csv" >"$scratch/all"

echo "loudness beside libebur128, every 15th file:"
awk 'NR % 15 == 0 { print $5 }' "$scratch/all" |
    xargs "$BENCH/level" 2>&1 >"$scratch/ours" | sed 's/^/  /'

# ffmpeg says -70 of what is hardly longer than 400 ms; at odd rates it counts tenths of a
# second otherwise, and may leave out the last block.
echo "loudness beside ffmpeg -af ebur128, $count files of half a second, at 22.05 kHz and more:"
awk '$4 >= 0.5 && $5 >= 22050' "$scratch/ours" | head -n "$count" | while read -r lufs _ _ _ _ path; do
    theirs=$(ffmpeg -nostdin -v error -i "$path" -f null \
        -af ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=- - |
        sed -n 's/lavfi.r128.I=//p' | tail -n 1)
    echo "$lufs $theirs"
done | awk '{ d = $1 - $2; if (d < 0) d = -d; sum += d; if (d > most) most = d; far += d > 0.1 }
    END { printf "  %d files: mean %.3f LU, most %.3f, %d by more than 0.1\n",
        NR, sum / NR, most, far }'

echo "words:"
"$BENCH/character" <"$scratch/all" | sed 's/^/  /'
