#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tempo of loops whose tempo is known, and what aubio says of the same files.
# Needs: BENCH (folder of the bench programs), SAMPLEDB_CORPUS (with loops_truth.csv and
# rendered/loops_truth.csv). Without the program `aubio`, ours alone.
#
# right: within 4 % of the truth. octave: or of a third, a half, twice, three times of it.
# For aubio each loop is also played again and again until it has 16 s (looped), since of
# one bar it says nothing.
set -eu
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sampledb-tempo.XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM

# Lines "PATH BPM WHICH" of a list, WHICH being a column or what its basis says.
list() {
    awk -F, -v root="$(dirname "$1")/" -v real="$2" '
        NR > 1 { which = real ? "real " $4 : $7 ~ /not cut/ ? "not cut" : "cut"
                 print root $1 "\t" $2 "\t" which }' "$1"
}
{
    list "$SAMPLEDB_CORPUS/rendered/loops_truth.csv" 0
    list "$SAMPLEDB_CORPUS/loops_truth.csv" 1
} >"$scratch/truth"

# Estimates "BPM CONFIDENCE" in the order of the truth -> a table.
judge() {
    paste "$scratch/truth" - | awk -F'\t' -v who="$1" '
        function near(a, b) { return a > 0.96 * b && a < 1.04 * b }
        { split($4, said, " "); n[$3]++
          hit = near(said[1], $2)
          right[$3] += hit
          octave[$3] += hit || near(said[1], 2 * $2) || near(said[1], $2 / 2) ||
              near(said[1], 3 * $2) || near(said[1], $2 / 3)
          bin = int(said[2] * 5); if (bin > 4) bin = 4
          all[bin]++; sum[bin] += said[2]; ok[bin] += hit }
        END { for (w in n)
                  printf "%-14s %-12s %4d right %.3f octave %.3f\n", who, w, n[w],
                      right[w] / n[w], octave[w] / n[w]
              if (who == "sampledb")
                  for (b = 0; b < 5; b++)
                      if (all[b])
                          printf "confidence %.2f: right %.2f of %d\n", sum[b] / all[b],
                              ok[b] / all[b], all[b] }' | sort
}

cut -f1 "$scratch/truth" | "$BENCH/tempo" >"$scratch/ours"
judge sampledb <"$scratch/ours"
"$BENCH/formfit" tell "$SAMPLEDB_CORPUS" | awk -F'\t' '
    { n++; loop = $1 == "loop"; loops += loop; right += ($2 > 0.5) == loop
      hit += loop && $2 > 0.5 }
    END { printf "form by the signal: right %.4f of %d dev rows, of %d loops %.3f\n",
              right / n, n, loops, hit / loops }'
command -v aubio >/dev/null || exit 0
: >"$scratch/plain" && : >"$scratch/looped"
cut -f1 "$scratch/truth" | while read -r path; do
    aubio tempo -i "$path" 2>/dev/null | awk '{ print $1 + 0, 0 }' >>"$scratch/plain"
    ffmpeg -nostdin -v error -y -stream_loop -1 -i "$path" -t 16 "$scratch/again.wav"
    aubio tempo -i "$scratch/again.wav" 2>/dev/null | awk '{ print $1 + 0, 0 }' \
        >>"$scratch/looped"
done
judge aubio <"$scratch/plain"
judge 'aubio, looped' <"$scratch/looped"
