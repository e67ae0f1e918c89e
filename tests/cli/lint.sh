#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# lint: ear against names and folders, surest first; what is too quiet, or late.
. "${0%/*}/lib.sh"

fails 1 "sampledb lint: $library: no library here yet; make one with: sampledb index DIR" lint
demo
label
hears() {
    sqlite3 "$library" "UPDATE heard SET category_p = $3 * 1e6, form_p = $5 * 1e6,
        category_tag = (SELECT id FROM tag WHERE facet = 'category' AND name = $2),
        is_loop = CASE $4 WHEN 'loop' THEN 1 WHEN 'oneshot' THEN 0 END
        WHERE sample_id = (SELECT sample_id FROM file WHERE CAST(name AS TEXT) = '$1')"
}
hears 'kick 01.wav' "'drums.kick'" 0.93 "'oneshot'" 0.99
hears 'kick 02.wav' "'drums.snare'" 0.81 "'oneshot'" 0.98
hears snare.wav "'drums'" 0.95 "'oneshot'" 0.97
hears loop_120.wav NULL NULL "'oneshot'" 0.9
# By ear the second kick is a snare with 0.81, and a kick with 0.01.
sqlite3 "$library" "UPDATE heard SET p1 = 10000, p2 = 810000
    WHERE sample_id = (SELECT sample_id FROM file WHERE CAST(name AS TEXT) = 'kick 02.wav')"
k=$HOME/Samples/Kicks
v="$HOME/Samples/Vinyl Loops"

ok lint
has "^$k/: 1 heard as drums.snare, named drums.kick\$"
has '^  0\.[0-9]+  ear 0\.81, file name 0\.9[0-9]  kick 02\.wav$'
has "^$v/: 2 heard as oneshot, named loop\$"
has '^  0\.95  ear 0\.99, folder 0\.[89][0-9]  kick copy\.wav$'
has '^  0\.61  ear 0\.90, file name 0\.[89][0-9]  loop_120\.wav$'
has '^3 findings in 5 files$'
hasnt 'kick 01|snare\.wav'
[ "$(grep -n Vinyl out | cut -d: -f1)" -lt "$(grep -n Kicks out | cut -d: -f1)" ] ||
    die "not the surest first: $(cat out)"

# An ear that finds what the name says not unlikely does not contradict it.
sqlite3 "$library" "UPDATE heard SET p1 = 150000"
ok lint
hasnt 'kick 02'
sqlite3 "$library" "UPDATE heard SET p1 = 10000"

# Only these folders, from wherever one is.
ok lint "$k"
has '^1 finding in 3 files$'
cd "$k"
"$SAMPLEDB" lint . >"$dir/out2"
cd "$dir"
cmp out out2

ok lint --json
lines 3
has '"kind": "category", "id": [0-9]+, "sample_id": [0-9]+, "path_hex": null, "path": ".*kick 02.wav", "heard": "drums.snare", "heard_confidence": 0\.81[0-9]*, "named": "drums.kick", "named_confidence": 0\.9[0-9]*, "words": "kick", "place": "file", "named_by_ear": [0-9.]+, "sure": 0\.[0-9]*, "value": null'

# A user's word ends it, whatever it is; of the category it says nothing of the form.
run lint --fail
[ "$rc" -eq 1 ] && [ ! -s err ] || die "--fail: status $rc: $(cat err)"
ok tag "$k/kick 02.wav" +kick
ok lint --fail "$k"
has '^0 findings in 3 files$'
ok tag "$v/loop_120.wav" +loop
ok lint
has '^1 finding in 5 files$'
ok tag "$v/kick copy.wav" -loop
ok lint --fail
has '^0 findings in 5 files$'

# What there is to hear.
sqlite3 "$library" "UPDATE sample SET peak_db = NULL WHERE id = (SELECT sample_id FROM file
    WHERE CAST(name AS TEXT) = 'snare.wav');
    UPDATE sample SET peak_db = -41.5 WHERE id = (SELECT sample_id FROM file
    WHERE CAST(name AS TEXT) = 'loop_120.wav')"
{
    printf 'RIFF'; printf "$(le $((36 + 4000)) 4)"; printf 'WAVEfmt '
    printf "$(le 16 4)$(le 1 2)$(le 1 2)$(le 8000 4)$(le 8000 4)$(le 1 2)$(le 8 2)"
    printf 'data'; printf "$(le 4000 4)"
    awk 'BEGIN { for (i = 0; i < 2400; i++) printf "\200"; for (i = 0; i < 1600; i++) printf "%c", i % 20 < 10 ? 33 : 99 }'
} >"$HOME/Samples/x.wav"
run index -q "$HOME/Samples"
unmeasured
ok lint
has "^$k/: 1 with nothing to hear\$"
has '^  silence  snare\.wav$'
has "^$v/: 1 very quiet\$"
has '^  peak -41\.5 dB  loop_120\.wav$'
has "^$HOME/Samples/: 1 with silence before the sound\$"
has '^  after 0\.30 s  x\.wav$'
ok lint --json "$k"
has '"kind": "silent", .*"heard": null, "heard_confidence": null, "named": null, .*"value": null'


# What is measured: clipped (1), silence before it (4), cut off (128) and overs (256).
measured 'kick 01.wav' 389
ok tag "$k/kick 01.wav" +user:x
ok lint "$k"
has "^$k/: 1 clipped\$"
has '^  for 0\.0010 s  kick 01\.wav$'
has "^$k/: 1 over full scale between their samples\$"
has '^  true peak 0\.5 dB  kick 01\.wav$'
has '^  after 0\.05 s  kick 01\.wav$'
has '^  at -40\.0 dB  kick 01\.wav$'
ok tag "$k/kick 01.wav" -quality:clipped -quality:leading-silence +quality:one-sided
ok lint "$k"
hasnt 'clipped|after'
has '^  by 3\.0 dB  kick 01\.wav$'
ok lint --json "$k"
has '"kind": "overs", .*"value": 0\.5\}'

fails 2 'sampledb lint: unknown option --bogus; try --help' lint --bogus
