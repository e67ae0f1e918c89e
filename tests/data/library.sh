#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints a library with rows in every table, made by the program that $SAMPLEDB is, as
# library-N.sql keeps one of each version: what an upgrade starts from.
. "${0%/*}/../cli/lib.sh"
has_table() { [ "$(q "SELECT count(*) FROM sqlite_master WHERE name = '$1'")" -eq 1 ]; }
# At the same place as in every other one.
s=$HOME/music
mkdir -p "$s/Kicks" "$s/Bass Loops" "$HOME/drive/Vinyl"
wav "$s/Kicks/kick 1.wav" 50
cp "$s/Kicks/kick 1.wav" "$s/Kicks/copy.wav"
wav "$s/$(printf 'caf\351').wav" 700
wav "$s/Bass Loops/bass 120.wav" 55 8000 "acid$(le 24 4)$(le 0 4)$(le 57 2)$(le 32768 2)$(le 0 4)$(le 2 4)$(le 4 2)$(le 4 2)$(le 1123024896 4)"
wav "$HOME/drive/Vinyl/snare.wav" 900
echo 'no sound' >"$s/broken.wav"
run index -q "$s" "$HOME/drive"
mv "$HOME/drive" "$HOME/gone"
run index -q

# What users and programs said of it: some holds, some was taken back, some waits.
if has_table feedback; then
    ok tag "$s/Kicks/kick 1.wav" +drums.snare +user:favourite -drums.tom
    ok tag "$s/Kicks/kick 1.wav" +drums.kick
    ok tag "$s/Bass Loops/bass 120.wav" +key:Am +form:loop
    ok untag "$s/Kicks/kick 1.wav" +user:favourite
    sqlite3 "$library" "INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'nonsense:x')"
    ok tag "$s/Bass Loops/bass 120.wav" +user:dark
    sqlite3 "$library" "INSERT INTO v1_feedback_in (hash, tag, verdict, actor, at)
        VALUES ('00112233445566778899aabbccddeeff', 'bass', -1, 'an app', 1795300000)"
fi
if has_table model_data; then
    corpus corpus
    "$SAMPLEDB" train -q --arch linear --out mine.safetensors corpus/list.csv >/dev/null
    ok model import --use mine.safetensors
    ok model rollback
    sqlite3 "$library" 'UPDATE model_data SET data = zeroblob(64)'
fi

# Short: the metrics of a model, and what was measured of one sample, stand for all.
sqlite3 "$library" "
    UPDATE folder SET path = CAST(replace(CAST(path AS TEXT), '$HOME', '') AS BLOB),
        display = replace(display, '$HOME', '');
    UPDATE model SET metrics = '{}'"
if has_table mel; then
    sqlite3 "$library" "
        DELETE FROM mel WHERE sample_id <> 1;
        DELETE FROM descriptor WHERE sample_id <> 1;
        DELETE FROM embedding WHERE sample_id NOT IN (1, 2);
        INSERT INTO warning (kind, pid, program, bytes) VALUES ('wal', 4711, 'player', 67108864)"
else
    sqlite3 "$library" "DELETE FROM feature
        WHERE sample_id <> 1 OR (kind = 'mel' AND length(data) > 8000)"
fi
number=$(q 'PRAGMA user_version')
echo '-- SPDX-License-Identifier: GPL-2.0-or-later'
echo "-- A library of schema version $number, as sampledb of that version has left it"
echo '-- (tests/data/library.sh): what an upgrade starts from.'
echo 'PRAGMA application_id = 1396982321;'
echo "PRAGMA user_version = $number;"
q .dump
