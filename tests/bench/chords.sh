#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Loops of known key, played by fluidsynth from Debian's General MIDI soundfonts, in turn
# (apt.sh bench installs them): FOLDER/chords.csv with lines
# "path,key,half,progression,bank", and the loops. What is there already is kept.
# Needs: BENCH (folder of the bench programs). SAMPLEDB_CHORDS (2800 loops).
set -eu
folder=$1
count=${SAMPLEDB_CHORDS:-2800}
batch=56
[ -f "$folder/chords.csv" ] && exit 0
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
: >"$folder/list"
first=0 bank=0
while [ "$first" -lt "$count" ]; do
    case $bank in
    0) font=TimGM6mb ;;
    1) font=FluidR3_GM ;;
    esac
    "$BENCH/chords" write 1 "$first" "$batch" "$folder/songs.mid" >"$folder/songs"
    fluidsynth -q -n -i -r 22050 -g 0.5 -F "$folder/songs.wav" \
        "/usr/share/sounds/sf2/$font.sf2" "$folder/songs.mid" >&2
    "$BENCH/chords" cut "$folder/songs.wav" "$folder" "$bank" <"$folder/songs" \
        >>"$folder/list"
    first=$((first + batch)) bank=$((1 - bank))
done
rm -f "$folder/songs" "$folder/songs.mid" "$folder/songs.wav"
mv "$folder/list" "$folder/chords.csv"
