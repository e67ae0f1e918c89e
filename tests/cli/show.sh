#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# show: everything about one file, in sections and as JSON, and what it says of none.
. "${0%/*}/lib.sh"
demo
label
s=$HOME/Samples

# By its path, however that is typed.
ok show "$s/Kicks/kick 01.wav"
cp out whole
head -n 1 out | grep -qx "$s/Kicks/kick 01.wav" || die "does not begin with the path: $(cat out)"
cd "$s/Kicks"
ok show 'kick 01.wav'
cmp -s out "$dir/whole" || die 'a relative path shows something else'
ok show './../Kicks/./kick 01.wav'
cmp -s out "$dir/whole" || die 'a path with dots shows something else'
rm -f out err
cd "$dir"
ln -s Samples "$HOME/link"
ok show "$HOME/link/Kicks/kick 01.wav"
cmp -s out whole || die 'a path through a link shows something else'

# The sections.
has '^  state        ok$'
has '^  format       WAV PCM 8$'
has '^  size         1\.6 kB, changed 20[0-9-]+ [0-9:]+$'
has "^  folder       $s$"
has '^  length       0\.20 s, 1,600 frames at 8000 Hz, 1 channel$'
has '^  peak         -[0-9.]+ dBFS$'
has '^  sample       [0-9]+, [0-9a-f]{32}, analysed 20'
has '^  category     drums.kick           0\.93$'
has '^  form         oneshot              0\.99$'
has '^  model        0123456789abcdef0123456789abcdef \(linear\)$'
has '^  category     model   1\. 0\.930  drums.kick$'
has '^  category     model   2\. 0\.050  drums.snare$'
has '^  centroid +[0-9.]+ Hz$'
has '^  mfcc_mean +(-?[0-9.e-]+ ){13}dB$'
has "^  $s/Vinyl Loops/kick copy.wav$"
hasnt 'stated in the file'
[ "$(grep -c '^[a-z]' out)" -eq 6 ] || die "not six sections: $(grep '^[a-z]' out)"

# A sample by its number, a file of such a name by its path, several at once.
id=$(q "SELECT id FROM v1_sample WHERE name = 'snare.wav'")
ok show "$s/Kicks/snare.wav"
cp out whole
ok show "$id"
cmp -s out whole || die 'the sample shows something else'
fails 1 "sampledb show: 9999: no such sample in the library; for a file of that name write ./9999" \
    show 9999
fails 1 "sampledb show: 99999999999999999999: no such sample in the library; for a file of that name write ./99999999999999999999" \
    show 99999999999999999999
ok show "$id" "$s/Kicks/kick 02.wav"
has '/kick 02.wav$'
has '/snare.wav$'
ok show --json "$id" "$s/Kicks/kick 02.wav"
lines 2

# What no one knows.
fails 2 'sampledb show: which file?' show
fails 1 "sampledb show: ./$id: not in the library; index its folder with: sampledb index DIR" \
    show "./$id"
fails 1 'sampledb show: kick.wav: not in the library; index its folder with: sampledb index DIR' \
    show kick.wav
fails 1 "sampledb show: $s: not in the library; index its folder with: sampledb index DIR" \
    show "$s"
run show "$(printf 'esc\033[31m.wav')"
[ $rc -eq 1 ] && ! grep -q "$(printf '\033')" err || die 'an error reaches the terminal raw'

# A file that failed says why; one that is gone can still be shown.
ok show "$s/Kicks/broken.wav"
has '^  state        failed: .+$'
[ "$(wc -l <out)" -le 6 ] || die "a failed file has too much to say: $(cat out)"
rm "$s/Kicks/snare.wav"
run index -q
ok show "$s/Kicks/snare.wav"
has '^  state        unavailable$'
has '^  length       0\.20 s'
mv "$s/Kicks" "$HOME/away"
ok show "$s/Kicks/kick 02.wav"
mv "$HOME/away" "$s/Kicks"

# What the file states of itself: an acid chunk, a loop of two beats at 120.
acid="acid$(le 24 4)$(le 2 4)$(le 57 2)$(le 32768 2)$(le 0 4)$(le 2 4)$(le 4 2)$(le 4 2)$(le 1123024896 4)"
mkdir "$s/odd"
wav "$s/odd/beats.wav" 330 8000 "$acid"
wav "$s/odd/$(printf 'new\nline \033[31m\351.wav')" 350
run index -q "$s"
ok show "$s/odd/beats.wav"
has '^stated in the file$'
has '^  tempo        120 bpm, 2 beats in 4/4$'
has '^  root note    A3 \(MIDI 57\)$'
has '^  form         loop$'
ok show --json "$s/odd/beats.wav"
has '"embedded": \{"bpm": 120\.0, "beats": 2, "meter_num": 4, "meter_den": 4, "root_note": 57,'

# --json: keys that stay.
ok show --json "$s/Kicks/kick 01.wav"
lines 1
has "^\{\"file\": \{\"id\": [0-9]+, \"path\": \"$s/Kicks/kick 01.wav\", \"path_hex\": null, \"state\": \"ok\","
has '"duration_s": 0\.2, "frames": 1600, "rate_hz": 8000, "channels": 1,'
has '"centroid": \{"value": [0-9.]+, "unit": "Hz"\}'
has '"embedded": null, "others": \[\{.*kick copy.wav.*\}\]\}$'
for k in hash peak_db brightness form form_confidence category category_confidence bpm \
    note analysed_at model tags witnesses measured; do
    has "\"$k\": "
done
ok show --json "$s/Kicks/broken.wav"
has '"state": "failed", "error": "[^"]+".*, "sample": null, "embedded": null, "others": \[\]\}$'

# Names that hurt.
ok show "$s/odd/$(printf 'new\nline \033[31m\351.wav')"
! grep -q "$(printf '[\033\351]')" out || die 'a terminal gets control characters'
ok show --json "$s/odd/$(printf 'new\nline \033[31m\351.wav')"
has '"path_hex": "[0-9a-f]+"'

# What was measured, and why not.
name='kick 01.wav'
measured "$name" 1
ok tag "$s/Kicks/$name" +user:x
ok show "$s/Kicks/$name"
has '^facets$'
has '^  tempo        120\.04 bpm or 60\.02, 4 beats, a bar begins at 0\.25 s  0\.80$'
has '^  key          Am \(8A\) or C 0\.20, tuned -1[23] cents  0\.70$'
has '^  pitch        441\.50 Hz, A4  0\.90$'
has '^  loudness     -14\.2 LUFS, -10\.5 at most, true peak 0\.5 dBTP$'
has '^  character    centre 8000 Hz, audible 0\.25 s, '
has '^  quality      clipped 1 ms, dc -0\.5, '
has '^  quality      clipped +measured, by the signal$'
has '^  bpm          signal  2\. fits   60$'
ok show --json "$s/Kicks/$name"
has '"bpm_confidence": 0\.8, "bpm_alternates": \[60\.02\], "why_bpm": null, "beats": 4,'
has '"key": "Am", "key_confidence": 0\.7, "camelot": "8A", "key_second": "C",'
sqlite3 "$library" "UPDATE measured SET tempo_why = 5, bpm = NULL, loudness_why = 2, lufs = NULL"
ok show "$s/Kicks/$name"
has '^  tempo        none: only loops are asked$'
has '^  loudness     none: it is too short$'
ok show --json "$s/Kicks/$name"
has '"loudness_lufs": null, .*"why_loudness": "short"'
