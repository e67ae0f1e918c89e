#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# find: rows for people, scripts and xargs, and what a word with a dash means.
. "${0%/*}/lib.sh"
demo
s=$HOME/Samples

# Every file that is there; a sound with two copies is two files.
ok find
lines 5
hasnt broken
ok find kick # the snare lies in Kicks
lines 4
has "^(unsure|[a-z.]+) +(-|[01]\.[0-9][0-9])  (-|oneshot|loop) +0\.20 s  $s/Kicks/kick 01.wav$"
ok find kick copy
lines 1
ok find 'kick 02'
lines 1

# No match is no failure, and says nothing where nobody looks.
ok find xylophone
lines 0

# A dash leaves out; options are told from it by their exact names.
ok find kick -copy
lines 3
ok find -kick
lines 1
has loop_120
ok find -name:kick
lines 2
has snare
ok find -loop_120 -snare
lines 3
ok find -n2
lines 2
ok find -n 2
lines 2
ok find kick --limit=1
lines 1
ok find --limit 1 kick
lines 1
ok find -- -snare
lines 4
ok find -nare # no number behind n: a word, and none begins so
lines 5
ok find -n 3 -snare
lines 3
hasnt snare
fails 2 "sampledb find: --limit wants a number from 1 to 2147483647, not '0'" find -n0
fails 2 "sampledb find: --limit wants a number from 1 to 2147483647, not '-x'" find -n -x
fails 2 'sampledb find: choose one of --null, --json, --csv, --m3u, --format, --copy-to, --link-to and --sql' find -0 --json
run find dur:long
[ $rc -eq 2 ] && grep -q '^sampledb find: .*dur:long' err || die "dur:long: $rc $(cat err)"

# Ranges, paths, states.
ok find 'dur:>0.5'
lines 1
has loop_120
ok find path:vinyl
lines 2
ok find state:failed
lines 1
has '^failed  .*broken.wav  \(.+\)$'

# --json: one object a line, keys that stay.
ok find --json snare
lines 1
keys='id sample_id path path_hex name size mtime_ns state error format duration_s rate_hz
channels form form_confidence category category_confidence bpm note peak_db brightness
confidence distance'
for k in $keys; do
    has "\"$k\":"
done
has "\"path\": \"$s/Kicks/snare.wav\", \"path_hex\": null, \"name\": \"snare.wav\", \"size\": 1644,"
has '"duration_s": 0\.2, "rate_hz": 8000, "channels": 1,'
[ "$(tr ',' '\n' <out | grep -c '":')" -eq "$(echo $keys | wc -w)" ] || die "keys: $(cat out)"
ok find --json state:failed
has '"sample_id": null,.*"state": "failed", "error": "[^"]+", "format": null, "duration_s": null,'

# -0: the bytes themselves, whatever they are.
ok find -0 kick
[ "$(tr -cd '\000' <out | wc -c)" -eq 4 ] || die '-0 does not end each path with a NUL'
xargs -0 ls -d <out >/dev/null || die '-0 is not what xargs -0 wants'
ok find --null kick

# --sql is what the stock shell runs to the same rows.
ok find --sql kick
sqlite3 -readonly "$library" <out >rows
[ "$(wc -l <rows)" -eq 4 ] || die "--sql: $(cat rows)"

# Colour is for terminals that want it.
on_terminal() { script -qec "$1" /dev/null </dev/null >out 2>&1; }
if command -v script >/dev/null; then
    TERM=xterm on_terminal "'$SAMPLEDB' find snare"
    grep -q "$(printf '\033\\[')" out || die 'no colour on a terminal'
    NO_COLOR=1 TERM=xterm on_terminal "'$SAMPLEDB' find snare"
    ! grep -q "$(printf '\033\\[')" out || die 'colour in spite of NO_COLOR'
    TERM=dumb on_terminal "'$SAMPLEDB' find snare"
    ! grep -q "$(printf '\033\\[')" out || die 'colour on a dumb terminal'
    TERM=xterm on_terminal "'$SAMPLEDB' find xylophone"
    grep -q '^no match' out || die 'silence on a terminal'
fi

# Many rows end early when nobody reads them.
"$SAMPLEDB" find | head -n 1 >first
[ "$(wc -l <first)" -eq 1 ] || die 'find | head'

# With labels: a tag finds what wears it, surest first, whatever the file is called.
label
ok find kick
lines 3
has '^drums.kick           0\.93  oneshot      0\.20 s  .*/Kicks/kick 01.wav$'
[ "$(sed -n '3s/.*\///p' out)" = 'kick 02.wav' ] || die "not the surest first: $(cat out)"
ok find kick 'conf:>0.9'
lines 2
ok find drums -path:vinyl
lines 2
ok find loop
lines 1
has '^unsure                  -  loop         1\.00 s  .*loop_120.wav$'
ok find --json kick -n 1
has '"form": "oneshot", "form_confidence": 0\.99.*, "category": "drums.kick", "category_confidence": 0\.93, .*, "confidence": 0\.93, "distance": null\}$'
ok find -kick -loop
lines 1

# Names that hurt: newline, escape sequences, bytes that are not UTF-8, 255 bytes, a dash.
odd=$s/odd
mkdir "$odd"
nl=$(printf 'new\nline.wav')
esc=$(printf '\033[31mred\007.wav')
raw=$(printf 'lat\351n.wav')
long=$(printf '%0251d.wav' 0)
n=0
for name in "$nl" "$esc" "$raw" "$long" '-n.wav' "quo\"te'.wav" 'sp  ace.wav'; do
    n=$((n + 1))
    wav "$odd/$name" $((1000 + 50 * n))
done
ok index -q "$odd"
ok find path:/odd/
lines 7
! grep -q "$(printf '[\033\007\351]')" out || die 'a terminal gets control characters'
has "/odd/-n.wav$"
has "/odd/$long$"
ok find -0 path:/odd/
[ "$(xargs -0 sh -c 'for f; do [ -f "$f" ] || echo "$f"; done' sh <out)" = '' ] ||
    die 'a path of -0 is no file'
[ "$(tr -cd '\000' <out | wc -c)" -eq 7 ] || die "-0: $(cat -v out)"
ok find --json lat
has '"path_hex": "[0-9a-f]+6c6174e96e2e776176", "name": "lat.+n.wav"'
ok find --json line.wav
has '"name": "new\\nline.wav"'
ok find -- -n.wav
lines 10
hasnt '/-n.wav$'
