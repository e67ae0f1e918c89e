#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# sampledb similar, the lists of nearest samples, and the extension that agrees with both.
. "${TOP:?}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "no sqlite3 shell"; exit 77; }
extension=$(dirname "$SAMPLEDB")/sampledb_ext.so

# with_extension SQL
with_extension() { sqlite3 -readonly -cmd ".load $extension" "$library" "$1"; }

# Every list is what the distances between all samples say: none is missing that is nearer
# than the last (half a thousandth is lost in rounding), and each is as far as it says.
lists_are_true() {
    is 0 'SELECT count(*) FROM neighbour_todo'
    [ "$(with_extension "
        CREATE TEMP TABLE far AS
        SELECT a.sample_id AS x, b.sample_id AS y, sampledb_distance(a.data, b.data) AS d
          FROM v1_feature a, v1_feature b
         WHERE a.kind = 'embedding' AND b.kind = 'embedding' AND a.sample_id <> b.sample_id;
        CREATE INDEX temp.far_x ON far (x, y);
        CREATE TEMP TABLE list AS SELECT * FROM v1_neighbour;
        CREATE INDEX temp.list_x ON list (sample_id, neighbour_id);
        SELECT (SELECT count(*) FROM list n JOIN far f ON f.x = n.sample_id
                   AND f.y = n.neighbour_id WHERE abs(f.d - n.distance) > 0.000502),
               (SELECT count(*) FROM far f WHERE f.d < -0.001 +
                       (SELECT max(distance) FROM list n WHERE n.sample_id = f.x)
                   AND NOT EXISTS (SELECT 1 FROM list n WHERE n.sample_id = f.x
                                      AND n.neighbour_id = f.y)),
               (SELECT count(*) FROM (SELECT x, count(*) AS others FROM far GROUP BY x) a
                 WHERE min(others, 16) <> (SELECT count(*) FROM list WHERE sample_id = x)),
               (SELECT count(*) FROM list a JOIN list b ON b.sample_id = a.sample_id
                   AND b.rank = a.rank + 1 AND b.distance < a.distance)")" = '0|0|0|0' ] ||
        die "the lists of nearest samples are not true"
}

fails 1 "sampledb similar: $library: no library here yet; make one with: sampledb index DIR" similar x
corpus "$dir/sounds"
ok index -q sounds
lists_are_true
[ "$(q 'SELECT count(*) FROM v1_neighbour')" -eq $((48 * 16)) ] || die "not 48 lists of 16"

# A file of the library, by name and by number; not itself.
ok similar sounds/kick-3.wav
lines 20
hasnt 'kick-3\.wav$'
cp out by_name
id=$(q "SELECT sample_id FROM v1_file WHERE name = 'kick-3.wav'")
ok similar "$id"
cmp -s out by_name || die "by number it finds others"
ok find -n 20 similar:sounds/kick-3.wav
cmp -s out by_name || die "find similar: finds others: $(cat out)"
ok similar -n 1 -J "$id"
[ "$(sed 's/.*"sample_id": \([0-9]*\).*/\1/' out)" = \
    "$(q "SELECT neighbour_id FROM v1_neighbour WHERE sample_id = $id AND rank = 1")" ] ||
    die "similar and v1_neighbour do not agree on the nearest"

# A file that the library does not have: it is analysed, and nothing is stored.
mkdir elsewhere
cp sounds/bass-2.wav elsewhere/unknown.wav
before=$(q "SELECT count(*), (SELECT max(seq) FROM v1_change) FROM v1_file")
ok similar -n 3 elsewhere/unknown.wav
lines 3
head -n 1 out | grep -q ' 0\.000  .*bass-2\.wav$' || die "its twin is not the first: $(cat out)"
is "$before" "SELECT count(*), (SELECT max(seq) FROM v1_change) FROM v1_file"

# Several: what is near their middle. All kinds of rows; distances only grow.
ok similar -n 5 --json sounds/kick-1.wav sounds/kick-2.wav elsewhere/unknown.wav
lines 5
sed 's/.*"distance": \([0-9.]*\)}$/\1/' out >far
sort -n far | cmp -s - far || die "not nearest first: $(cat far)"
ok similar -n 2 -0 sounds/kick-1.wav
[ "$(tr -dc '\0' <out | wc -c)" -eq 2 ] || die "not two NULs"
ok similar -n 2 --csv sounds/kick-1.wav
has '^id,.*,distance'
lines 3
ok similar -n 2 --m3u sounds/kick-1.wav
has '^#EXTM3U'
ok similar -n 1 --format '{distance:.3f} {name}' sounds/kick-1.wav
has '^0\.[0-9]{3} .*\.wav$'

# Weights: a sound of the same length goes before one that sounds more alike.
wav sounds/long.wav 440 16000
wav sounds/short.wav 441 400
wav sounds/low.wav 61 400
ok index -q
lists_are_true
ok similar -n 1 --weights timbre=0,length=1 sounds/short.wav
has 'low\.wav$'
ok similar -n 1 --weights timbre=0.001,length=1 sounds/long.wav
hasnt 'short\.wav$'
# smpl chunks: notes 105 and 117, an octave apart, and far from what is measured of others.
note() {
    printf 'smpl'
    printf '%s' "$(le 36 4)"
    for field in 0 0 0 "$1" 0 0 0 0 0; do printf '%s' "$(le "$field" 4)"; done
}
wav sounds/a3.wav 220 1600 "$(note 105)"
wav sounds/a4.wav 222 1600 "$(note 117)"
wav sounds/b3.wav 230 1600 "$(note 107)"
ok index -q
ok similar -n 3 --weights timbre=0,pitch=12 --format '{name} {distance:.1f}' sounds/a3.wav
head -n 1 out | grep -qx 'b3.wav 2.0' || die "not two semitones: $(cat out)"
ok similar -n 1 --weights timbre=0,pitch=1 --format '{name} {distance:.1f}' sounds/a4.wav
has '^b3\.wav 0\.8$'

# What is not at hand is found only where that is asked for.
mv sounds/kick-1.wav elsewhere/
ok index -q
ok similar -n 60 sounds/kick-0.wav
hasnt 'kick-1\.wav'
shown=$(wc -l <out)
ok similar -a -n 60 sounds/kick-0.wav
has 'kick-1\.wav'
[ "$(wc -l <out)" -eq $((shown + 1)) ] || die "not one more"
ok similar -n 2000000000 sounds/kick-0.wav
lines "$shown"

# What cannot be.
wav quiet.wav 0 1600
head -c 44 quiet.wav >silent.wav
head -c 1600 /dev/zero | tr '\0' '\200' >>silent.wav
fails 1 "sampledb similar: silent.wav: is silent, and nothing sounds like it" similar silent.wav
echo 'no sound' >text.wav
run similar text.wav
[ "$rc" -eq 1 ] || die "a text is like something: $(cat out)"
says 'sampledb similar: text.wav: '
fails 1 "sampledb similar: gone.wav: No such file or directory" similar gone.wav
fails 1 "sampledb similar: sounds: is not a regular file" similar sounds
fails 1 "sampledb similar: 4711: no such sample in the library; for a file of that name write ./4711" similar 4711
fails 1 "sampledb similar: 99999999999999999999: no such sample in the library; for a file of that name write ./99999999999999999999" similar 99999999999999999999
fails 1 "sampledb similar: sounds/kick-2.wav: its note is not known, so that pitch cannot count" \
    similar --weights pitch=1 sounds/kick-2.wav
fails 2 "sampledb similar: like which file?" similar
fails 2 "sampledb similar: choose one of --null, --json, --csv, --m3u and --format" similar -0 -J 1
for weights in '' x timbre timbre= timbre=x timbre=nan timbre=inf timbre=-1 timbre=1001 'timbre=1;pitch=1' \
    timbre=1pitch=1 'timbre=1,,pitch=1'; do
    run similar --weights "$weights" 1
    [ "$rc" -eq 2 ] || die "--weights '$weights': status $rc"
done
fails 2 "sampledb similar: --weights: at least one has to be above 0" similar --weights timbre=0 1

# The extension: NULL for what cannot be compared.
[ "$(with_extension "SELECT typeof(sampledb_distance(NULL, NULL)), typeof(sampledb_distance('a', 'b')),
        typeof(sampledb_distance(zeroblob(172), zeroblob(172))), typeof(sampledb_distance(m.data, e.data)),
        typeof(sampledb_distance(e.data, substr(e.data, 1, 100))), sampledb_distance(e.data, e.data)
   FROM v1_feature e JOIN v1_feature m ON m.sample_id = e.sample_id AND m.kind = 'mel'
  WHERE e.kind = 'embedding' LIMIT 1")" = 'null|null|null|null|null|0.0' ] || die "the extension says more than it knows"

# Killed anywhere in the middle, the lists are as sound as the library, and are finished later.
mkdir many
many many 300
ok index -q many
lists_are_true
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do
    sqlite3 "$library" "DELETE FROM setting WHERE name = 'neighbours' AND $turn % 3 = 0;
        UPDATE neighbour_todo SET anew = 1 WHERE $turn % 3 = 1;
        INSERT INTO neighbour_todo SELECT id, 1 FROM sample WHERE (id + $turn) % 7 = 0
            ON CONFLICT DO UPDATE SET anew = 1"
    "$SAMPLEDB" index -q >/dev/null 2>&1 &
    pid=$!
    sleep "0.0$((turn % 10))$turn"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    is ok 'PRAGMA integrity_check'
    is '' 'PRAGMA foreign_key_check'
done
ok index -q
lists_are_true
