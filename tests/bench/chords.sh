#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Loops of known key, played by fluidsynth from Debian's General MIDI soundfonts (apt.sh
# bench installs them): FOLDER/chords.csv with lines "path,key,half", and the loops. What
# is there already is kept.
# Needs: BENCH (folder of the bench programs). SAMPLEDB_CHORDS (1344 loops).
set -eu
folder=$1
count=${SAMPLEDB_CHORDS:-1344}
batch=56
fonts='TimGM6mb FluidR3_GM'
[ -f "$folder/chords.csv" ] && exit 0
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
: >"$folder/list"
first=0
while [ "$first" -lt "$count" ]; do
    font=/usr/share/sounds/sf2/${fonts%% *}.sf2
    fonts="${fonts#* } ${fonts%% *}"
    "$BENCH/chords" write 1 "$first" "$batch" "$folder/songs.mid" >"$folder/songs"
    fluidsynth -q -n -i -r 22050 -g 0.5 -F "$folder/songs.wav" "$font" "$folder/songs.mid" >&2
    "$BENCH/chords" cut "$folder/songs.wav" "$folder" <"$folder/songs" >>"$folder/list"
    first=$((first + batch))
done
rm -f "$folder/songs" "$folder/songs.mid" "$folder/songs.wav"
mv "$folder/list" "$folder/chords.csv"
