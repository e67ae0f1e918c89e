#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tag and untag: what is said holds, is printed, and what makes no sense is refused.
. "${0%/*}/lib.sh"
s=$HOME/Samples
kick="$s/Kicks/kick 01.wav"
tag() { q "SELECT group_concat(t.tag || ' ' || t.source, ', ') FROM (SELECT * FROM v1_tag
    ORDER BY facet, tag) t JOIN v1_sample x ON x.id = t.sample_id WHERE x.name = '$1'"; }
wears() { [ "$(tag "$1")" = "$2" ] || die "$1 wears '$(tag "$1")', not '$2'"; }

# Where there is no library, none is made.
fails 1 "sampledb tag: $library: no library here yet; make one with: sampledb index DIR" \
    tag x.wav +kick
[ ! -e "$library" ] || die 'a library was made'

demo
label
wears 'kick 01.wav' 'drums.kick model, oneshot model'

# Confirm, replace, add, reject, all at once; and what is so already.
ok tag "$kick" +kick
has "^drums\.kick confirmed  $s/Kicks/kick 01\.wav\$"
ok tag "$kick" +kick
has "^as it was  $s/Kicks/kick 01\.wav\$"
ok tag "$kick" +snare -loop +user:favourite '+user:so so' +bpm:120 +key:am
has '^drums\.kick -> drums\.snare, not loop, \+user:favourite, \+user:so so, none -> bpm:120, none -> key:Am  '
is '120, drums.snare, Am, favourite, so so' "SELECT group_concat(tag, ', ') FROM (SELECT t.tag
    FROM v1_tag t JOIN v1_sample s ON s.id = t.sample_id
    WHERE s.name = 'kick 01.wav' AND t.source = 'user' ORDER BY t.facet, t.tag)"
is '120.0' "SELECT bpm FROM v1_sample WHERE name = 'kick 01.wav'"
is 2 "SELECT files FROM v1_sample WHERE name = 'kick 01.wav'"
ok find snare
lines 2 # both files of the sound
ok find favourite
lines 2

# Nothing undoes it: not an analysis of everything, nor another name of the file.
run index -q -f "$s"
mv "$kick" "$s/quux 01.wav"
run index -q
is '120, Am, drums.snare, favourite, so so' "SELECT group_concat(tag, ', ') FROM (SELECT tag FROM
    v1_tag t JOIN v1_sample s ON s.id = t.sample_id WHERE s.name = 'quux 01.wav' AND source = 'user'
    ORDER BY tag)"
[ "$(q "SELECT form FROM v1_sample WHERE name = 'quux 01.wav'")" != loop ] || die 'a loop'
mv "$s/quux 01.wav" "$kick"
run index -q

# untag: one word, whichever its sign; then everything.
ok untag "$kick" +loop +user:favourite
has '^loop withdrawn, user:favourite withdrawn  '
ok untag "$kick"
has '^drums\.snare -> .*user:so so withdrawn, bpm:120 -> none, key:Am -> none  '
is 0 "SELECT count(*) FROM v1_tag WHERE source = 'user'"
ok untag "$kick"
has '^as it was  '
is 14 'SELECT count(*) FROM v1_feedback'
is 14 "SELECT count(DISTINCT uuid) FROM v1_feedback WHERE actor = 'user'"
[ "$(wc -l <"$library.corrections")" -eq 15 ] || die 'the ledger has not 14 words'

# Samples by number, as JSON, by another actor; files from a pipe.
id=$(q "SELECT id FROM v1_sample WHERE name = 'snare.wav'")
ok tag --json --actor 'my app' "id:$id" +clap
has "^\{\"sample_id\": $id, \"path\": \".*snare\.wav\", \"hash\": \"[0-9a-f]{32}\", \"recorded\": 1, \"said\": \[\{\"facet\": \"category\", \"tag\": \"drums\.clap\", \"verdict\": 1, \"before\": .*, \"after\": \"drums\.clap\"\}\]\}\$"
is 1 "SELECT count(*) FROM v1_feedback WHERE actor = 'my app' AND sample_id = $id"
ok untag "$id"
ok find -0 path:Kicks
mv out names
"$SAMPLEDB" tag -0 +user:all <names >out || die 'tag -0'
lines 3
"$SAMPLEDB" tag -0 +user:all </dev/null >out || die 'tag -0 of nothing'
lines 0

# A category of one's own.
fails 2 'sampledb tag: drums.perc.foley-door is no known category; to make it, say --new' \
    tag "$kick" +drums.perc.foley-door </dev/null
ok tag --new "$kick" +drums.perc.Foley-Door
has ' -> drums\.perc\.foley-door  '
ok tag "$s/Kicks/snare.wav" +foley-door
if command -v script >/dev/null; then
    echo n | TERM=xterm script -qec "'$SAMPLEDB' tag '$kick' +drums.perc.gate" /dev/null >said 2>&1 || true
    grep -q 'no known category\. Make it' said || die "does not ask: $(cat said)"
    is 0 "SELECT count(*) FROM v1_feedback WHERE tag = 'drums.perc.gate'"
fi

# What makes no sense stores nothing.
n=$(q 'SELECT count(*) FROM v1_feedback')
fails 2 'sampledb tag: which file?' tag +kick
fails 2 'sampledb tag: what is it? such as +kick, -snare, +user:favourite' tag "$kick"
fails 2 'sampledb tag: drums.kick and drums.clap: a sound has one category' tag "$kick" +kick +clap
fails 2 'sampledb tag: +drums.kick and -drums.kick contradict each other' tag "$kick" +kick -drums.kick
fails 2 'sampledb tag: form:sad: a form is oneshot or loop' tag "$kick" +form:sad
fails 2 'sampledb tag: -0 reads the names of files, so none may be given' tag -0 "$kick" +kick
run tag "$kick" +kik
[ $rc -eq 2 ] || die "an unknown tag: $rc"
says 'kik: no such tag'
fails 2 'sampledb tag: drums.nil is no known category' tag "$kick" -drums.nil
is "$n" 'SELECT count(*) FROM v1_feedback'

# Files that are not in the library are told, and the others are tagged.
run tag nowhere.wav "$s/Kicks/broken.wav" id:99 "$kick" +user:x
[ $rc -eq 1 ] || die "passed over: $rc"
lines 1
says 'sampledb tag: nowhere.wav: not in the library; index its folder with: sampledb index DIR'
says 'broken.wav: was never decoded, so there is no sound to tag'
says 'sampledb tag: id:99: no such sample in the library'
says 'sampledb tag: 3 of 4 were passed over'

ok check
hasnt '^(problem|repaired): '

# Each copy is mended from the other.
mv "$library.corrections" gone
fails 1 'sampledb check: 1 problem' check
has 'corrections are in the library only, not in the ledger; run: sampledb check --repair$'
ok check --repair
cut -d' ' -f3 gone | sort >a
cut -d' ' -f3 "$library.corrections" | sort >b
cmp a b || die 'the ledger is not the same again'
printf '~damage' >>"$library.corrections"
ok check
has '^note: 1 places in the ledger of corrections cannot be read; all else in it can$'
q 'SELECT hash, facet, tag, verdict, at FROM v1_feedback ORDER BY uuid' >a
rm "$library" "$library-wal" "$library-shm"
run index -q "$s"
q 'SELECT hash, facet, tag, verdict, at FROM v1_feedback ORDER BY uuid' >b
cmp a b || die 'not all came back'
is drums.perc.foley-door "SELECT category FROM v1_sample WHERE name = 'kick 01.wav'"
