#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which notes the sounds of the corpus and of tones.sh are, for `sampledb train --notes`:
# CORPUS [TONES] > notes.csv
# Known are the notes of pitch_truth.csv, and those that rendered sounds were played at;
# chords, and categories without a note, have none.
set -eu
corpus=$(cd "${1:?a folder with manifest.csv and pitch_truth.csv}" && pwd)

echo path,midi_note
awk -F, -v corpus="$corpus" 'FNR > 1 { print corpus "/" $1 "," $2 }' "$corpus/pitch_truth.csv"
for folder in "$corpus" "$corpus/rendered"; do
    awk -F, -v folder="$folder" '
        $2 ~ /^(clap|hat-closed|hat-open|crash|ride|shaker|noise)$/ { print folder "/" $1 "," }' \
        "$folder/manifest.csv"
done
# Their origin: "... midi 41 ...", "... midi 48+55+60 ...", "... chord 48+55 ..."; what
# ZynAddSubFX played inside LMMS sounds an octave below its key.
awk -F, -v folder="$corpus/rendered" '
    $2 ~ /^(clap|hat-closed|hat-open|crash|ride|shaker|noise|fx-.*)$/ { next }
    match($0, / (midi|chord) [0-9+]+[^,]*,rendered$/) {
        split(substr($0, RSTART + 1), word, /[ ,]/)
        print folder "/" $1 "," (word[2] ~ /[+]/ ? "" : word[2] - 12 * ($4 == "synth:zynaddsubfx"))
    }' "$corpus/rendered/manifest.csv"
[ -z "${2:-}" ] || awk -F, -v folder="$(cd "$2" && pwd)" 'FNR > 1 { print folder "/" $0 }' "$2/notes.csv"
