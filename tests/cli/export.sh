#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# sampledb export and import: what was said travels, without doubles, audio or paths.
. "${0%/*}/lib.sh"

demo
label
kick="$HOME/Samples/Kicks/kick 01.wav"
snare="$HOME/Samples/Kicks/snare.wav"
ok tag "$kick" +snare -kick '+user:très bon'
ok tag "$snare" +snare +bpm:120
ok untag "$snare" +bpm:120

# The words, in the order in which they were said.
ok export --corrections words.jsonl
has '^words\.jsonl: 6 corrections$'
lines 1
[ "$(wc -l <words.jsonl)" -eq 7 ] || die "not 7 lines: $(cat words.jsonl)"
[ "$(head -n 1 words.jsonl)" = '{"format":"sampledb-corrections","version":1,"corrections":6,"sounds":0}' ] ||
    die "$(head -n 1 words.jsonl)"
grep -q '"facet":"category","tag":"drums.snare","verdict":1,.*"shown":"drums.kick"}$' words.jsonl ||
    die "$(cat words.jsonl)"
ok export --corrections -
cmp -s out words.jsonl || die 'the standard output has something else'
fails 1 'sampledb export: words.jsonl: is there already' export --corrections words.jsonl
ok export --force --corrections words.jsonl
fails 2 "sampledb export: say what to write: --json, --csv, --m3u, --copy-to or --sidecars, or --corrections" export
fails 1 'sampledb export: none/x: create: No such file or directory' export --corrections none/x
run export --force --corrections /dev/full
says '/dev/full: is not a regular file'

# With what others need to learn from it: neither a path nor audio.
ok export --features --corrections all.jsonl
has '^all\.jsonl: 6 corrections, 2 sounds with their features$'
grep -c '"sound":.*"kind":"mel"' all.jsonl | grep -qx 2 || die 'no features'
! grep -q 'Samples\|Kicks\|\.wav' all.jsonl || die 'a path left the library'

# Into a library that has the same sounds: they wear it at once, and once only.
theirs=$dir/theirs/library.db
ok --db "$theirs" index -q "$HOME/Samples/Vinyl Loops"
at_theirs() { [ "$(sqlite3 "$theirs" "$2")" = "$1" ] || die "'$2' gives '$(sqlite3 "$theirs" "$2")'"; }
ok --db "$theirs" import words.jsonl
has '^words\.jsonl: 6 new corrections, 0 known already$'
at_theirs drums.snare "SELECT tag FROM v1_tag WHERE facet = 'category' AND source = 'user'"
at_theirs 'très bon' "SELECT tag FROM v1_tag WHERE facet = 'user'"
[ "$(wc -l <"$theirs.corrections")" -eq 7 ] || die 'not in the ledger'
ok --db "$theirs" import --json words.jsonl - <words.jsonl
lines 2
has '"file": "-", "corrections": 0, "known": 6'
at_theirs 6 'SELECT count(*) FROM v1_feedback'
ok --db "$theirs" check
# And what comes back is what went.
"$SAMPLEDB" --db "$theirs" export --corrections - | cmp -s - words.jsonl || die 'changed on its way'

# A sound that is not here comes as a sample without a file, to learn from.
at_theirs 0 "SELECT count(*) FROM v1_sample WHERE files = 0"
ok --db "$theirs" import all.jsonl
has '; 1 sounds to learn from$'
at_theirs 1 "SELECT count(*) FROM v1_sample WHERE files = 0 AND category = 'drums.snare'"
at_theirs 1 "SELECT count(*) FROM v1_feature f JOIN v1_sample s ON s.id = f.sample_id
              WHERE s.files = 0 AND f.kind = 'mel'"
ok --db "$theirs" check
# Its features are as good as those of a file: the next model labels it, too.
run --db "$theirs" index -q "$HOME/Samples"
at_theirs 0 "SELECT count(*) FROM v1_sample WHERE files = 0"
at_theirs drums.snare "SELECT category FROM v1_sample WHERE name = 'snare.wav'"
ok --db "$theirs" check

# One bad line, and nothing of any file is stored.
fresh=$dir/fresh/library.db
run --db "$fresh" index -q "$HOME/Samples"
bad() { # TEXT, then the file on stdin
    cat >bad.jsonl
    run --db "$fresh" import words.jsonl bad.jsonl
    [ "$rc" -eq 1 ] && [ "$(cat err)" = "sampledb import: bad.jsonl: $1" ] ||
        die "status $rc, '$(cat err)', not '$1'"
    [ "$(sqlite3 "$fresh" 'SELECT count(*) FROM v1_feedback')" = 0 ] || die "half a file: $1"
}
head='{"format":"sampledb-corrections","version":1}'
bad 'is empty' </dev/null
echo 'RIFF' | bad 'line 1: is not what sampledb export writes'
echo '{"format":"sampledb-corrections","version":2}' |
    bad 'line 1: is of version 2, and this sampledb reads 1; upgrade it'
head -n 4 words.jsonl | bad 'has 3 corrections less than its first line says'
{ echo "$head"; sed -n 3p words.jsonl; echo '{'; } |
    bad "line 3: string or '}' expected near end of file"
{ echo "$head"; sed -n '2s/"verdict":1/"verdict":4/p' words.jsonl; } |
    bad 'line 2: a verdict is 1, -1 or 0'
{ echo "$head"; sed -n '2s/"facet":"category"/"facet":"colour"/p' words.jsonl; } |
    bad "line 2: a facet is category, form, bpm, key, note, length, brightness, envelope, character, quality or user, not 'colour'"
{ echo "$head"; sed -n '2s/"uuid":"./"uuid":"g/p' words.jsonl; } |
    bad 'line 2: uuid and hash are 32 hexadecimal digits each'
{ echo "$head"; sed -n '2s/^{/{"path":"x",/p' words.jsonl; } |
    bad 'line 2: 1 object item(s) left unpacked: path'
{ echo "$head"; sed -n '2s/"data":"..../"data":"AAAA/p' all.jsonl; } |
    bad 'line 2: mel: not a feature blob'
run --db "$fresh" import nowhere
says 'nowhere: open: No such file or directory'
fails 2 'sampledb import: which file? - is the standard input' --db "$fresh" import
fails 1 "sampledb import: $dir/none.db: no library here yet; make one with: sampledb index DIR" \
    --db "$dir/none.db" import words.jsonl

# Features of another version are left out, and the words are taken.
sed 's/"kind":"mel","version":1/"kind":"mel","version":7/' all.jsonl >other.jsonl
run --db "$fresh" import other.jsonl
says 'mel: is of another kind or version inside'

# While a daemon holds the library.
ok folder add "$HOME/Samples"
daemon
ok export --force --corrections words.jsonl
"$SAMPLEDB" --db "$theirs" tag --actor other "$kick" +user:news >tagged
"$SAMPLEDB" --db "$theirs" export --corrections - | ok import -
has '^-: 1 new corrections, 6 known already$'
is 1 "SELECT count(*) FROM v1_tag WHERE tag = 'news'"
kill "$daemon"
wait "$daemon" || :
ok check
