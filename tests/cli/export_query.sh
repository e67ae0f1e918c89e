#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# export of a query: rows with all that is known, sidecars, and copies with tags in them.
. "${0%/*}/lib.sh"
s=$HOME/Samples
mkdir -p "$s/odd"
# A sound with texts of its own: LIST INFO with an artist and a comment.
wav "$s/odd/vendor.wav" 1700 1600 'LIST\042\000\000\000INFOIART\006\000\000\000Vendo\000ICMT\010\000\000\000made so\000'
printf 'not quite the end' >"$s/odd/tail"
wav "$s/odd/tail.wav" 1800
cat "$s/odd/tail" >>"$s/odd/tail.wav"
demo
label
ok tag "$s/odd/vendor.wav" +snare '+user:très bon'
kick="$s/Kicks/kick 01.wav"

# Rows have every column of both views, and the tags.
ok export --json name:'kick 01'
lines 1
for column in $(q "SELECT name FROM pragma_table_info('v1_file') UNION
                   SELECT name FROM pragma_table_info('v1_sample')"); do
    [ "$column" = path_bytes ] || has "\"$column\": "
done
has '"tags": \[\{"facet": "category", "tag": "drums.kick", "confidence": 0\.93[0-9]*, "source": "model"\}, '
ok export --json name:vendor
has '\{"facet": "user", "tag": "très bon", "confidence": 1\.0, "source": "user"\}'
ok export --csv kick
lines 4
has '^id,sample_id,path,.*,hash,.*,tags.?$'
has ',category:drums.kick; form:oneshot.?$'
ok export --m3u -n 1 kick
lines 3

# To a file: a whole one, or none.
ok export --json -o rows.json kick
[ "$(wc -l <rows.json)" -eq 3 ] || die "$(cat rows.json)"
lines 0
fails 1 'sampledb export: rows.json: is there already' export --json -o rows.json kick
ok export --csv --out rows.json --force kick
head -n 1 rows.json | grep -q '^id,' || die "$(cat rows.json)"
ok export --csv --out=- kick
lines 4

# What makes no sense.
fails 2 'sampledb export: choose one of --json, --csv, --m3u, --copy-to or --sidecars, or --corrections' \
    export --json --csv
fails 2 'sampledb export: --write-tags writes into copies: --copy-to DIR' export --sidecars x --write-tags
fails 2 'sampledb export: --out is for --json, --csv and --m3u' export --copy-to x -o y
fails 2 "sampledb export: --corrections takes no arguments, but got 'kick'" export --corrections x kick
fails 2 'sampledb export: --features goes with --corrections' export --json --features
run export --json dur:long
[ $rc -eq 2 ] || die "dur:long: $rc"
fails 1 "sampledb export: $dir/none.db: no library here yet; make one with: sampledb index DIR" \
    --db "$dir/none.db" export --json

before() { find "$s" -type f -exec stat -c '%n %Y %Z %s %i' {} + | sort; }
before >before
cp -R "$s" originals

# Sidecars: what is known of a sound, with no path and no number of this library.
ok export --sidecars side kick
has '^side: 2 sidecars, 1 more files of the same sounds left out$'
[ "$(ls side)" = "$(printf 'kick 01.wav.json\nkick 02.wav.json')" ] || die "$(ls side)"
grep -q '"sidecar": "sampledb-sidecar"' 'side/kick 01.wav.json' || die "$(cat side/*01*)"
grep -q '"category": "drums.kick"' 'side/kick 01.wav.json' || die "$(cat side/*01*)"
! grep -q "$HOME\|sample_id\|\"id\"" side/* || die "a sidecar tells too much: $(cat side/*01*)"
q "SELECT '\"hash\": \"' || s.hash || '\"' FROM v1_file f JOIN v1_sample s ON s.id = f.sample_id
    WHERE f.name = 'kick 01.wav'" >hash
grep -qFf hash 'side/kick 01.wav.json' || die 'no hash'
# They follow what is known, and take no other file's place.
cp -R side older
ok tag "$kick" +user:deep
ok export --sidecars side kick
grep -q '"tag": "deep"' 'side/kick 01.wav.json' || die 'an old sidecar was left'
[ "$(ls side | wc -l)" -eq 2 ] || die "$(ls side)"
echo mine >'older/kick 02.wav.json'
ok export --sidecars older kick
[ "$(cat 'older/kick 02.wav.json')" = mine ] || die 'a file was overwritten'
[ -f 'older/kick 02 2.wav.json' ] || die "$(ls older)"
run export --sidecars "$s/Kicks" kick
[ $rc -eq 2 ] || die "sidecars beside originals: $rc"
says "$s/Kicks lies in $s, which holds your own sounds: sidecars go beside copies (--copy-to) or elsewhere"

# Beside copies they have the copies' names.
ok export --copy-to kit --sidecars kit kick
[ "$(ls kit)" = "$(printf 'kick 01.wav\nkick 01.wav.json\nkick 02.wav\nkick 02.wav.json')" ] ||
    die "$(ls kit)"
ok export --copy-to kit --sidecars kit kick
has '^kit: 2 there already, 2 sidecars, 1 more files'

run export --copy-to "$s/Kicks" --sidecars "$s/Kicks/" name:snare
[ $rc -eq 1 ] || die "a sidecar beside an original: $rc"
says "$s/Kicks/snare.wav: is no copy, and gets no sidecar beside it"

# Tags go into copies; the sound in them is the same, to the hash of its samples.
run export --copy-to tagged --write-tags -n 9
[ $rc -eq 0 ] || die "status $rc: $(cat err)"
[ "$(wc -l <err)" -eq 1 ] || die "$(cat err)"
says "$s/odd/tail.wav: copied without tags: its last chunk is cut"
has '^tagged: 6 copied, 1 without tags, 1 more files'
cmp -s "$s/odd/tail.wav" tagged/tail.wav || die 'a copy without tags differs'
! cmp -s "$kick" 'tagged/kick 01.wav' || die 'no tags'
grep -aq 'IGNR.*drums.kick' 'tagged/kick 01.wav' || die 'no genre'
grep -aq 'TCON.*drums.kick' 'tagged/kick 01.wav' || die 'no ID3 genre'
grep -aq 'sampledb: category:drums.kick; form:oneshot; user:deep' 'tagged/kick 01.wav' ||
    die 'no comment'
ls -A tagged | grep -q '^\.' && die "left behind: $(ls -A tagged)"
hashes() { sqlite3 "$1" "SELECT hash FROM v1_sample WHERE files > 0 ORDER BY 1"; }
"$SAMPLEDB" --db theirs.db index -q tagged || die 'the copies cannot be read'
hashes "$library" >ours
hashes theirs.db >theirs
cmp -s ours theirs || die "the copies sound otherwise: $(diff ours theirs)"
at_theirs() { [ "$(sqlite3 theirs.db "$2")" = "$1" ] || die "'$2' gives '$(sqlite3 theirs.db "$2")'"; }
at_theirs drums.kick "SELECT e.genre FROM v1_embedded e JOIN v1_file f ON f.id = e.file_id
                       WHERE f.name = 'kick 01.wav'"
at_theirs Vendo "SELECT artist FROM v1_embedded WHERE artist IS NOT NULL"
at_theirs 1 "SELECT comment LIKE 'made so | sampledb: category:drums.snare; %user:très bon'
               FROM v1_embedded WHERE artist IS NOT NULL"
# The same again is known again; a copy of a copy has the tags once.
run export --copy-to tagged --write-tags -n 9
has '^tagged: 6 there already, 1 without tags, 1 more files'
[ "$(ls tagged | wc -l)" -eq 6 ] || die "$(ls tagged)"

# None of the files found was written to.
before >after
cmp -s before after || die "files that were found have changed: $(diff before after)"
diff -r "$s" originals >/dev/null || die 'originals have other bytes'
