#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# sampledb backup and restore: whole copies, and nothing that was said is ever lost.
. "${0%/*}/lib.sh"

demo
kick="$HOME/Samples/Kicks/kick 01.wav"
other="$HOME/Samples/Kicks/kick 02.wav"
ok tag "$kick" +user:before

# A copy is one file, whole, and another program can read it.
ok backup copy.db
has '^copy\.db: 4 samples, 1 corrections, .*; verified$'
[ "$(ls copy.db*)" = copy.db ] || die "more than one file: $(ls copy.db*)"
[ "$(sqlite3 copy.db 'PRAGMA integrity_check; PRAGMA journal_mode;
    SELECT count(*) FROM v1_file; SELECT tag FROM v1_feedback')" = "ok
delete
6
before" ] || die "a copy that is none"
ok backup --json --force copy.db
has '"corrections": 1, "bytes": [0-9]+'

# What is there stays, unless it is asked for; what belongs to the library always.
cp copy.db kept
fails 1 'sampledb backup: copy.db: is there already' backup copy.db
cmp -s copy.db kept || die 'a copy that was refused changed the file'
fails 2 "sampledb backup: $library: belongs to the library itself" backup --force "$library"
fails 2 "sampledb backup: $library.corrections: belongs to the library itself" \
    backup --force "$library.corrections"
fails 2 'sampledb backup: takes the name of one file to write' backup
fails 1 'sampledb backup: none/copy.db: create: No such file or directory' backup none/copy.db
fails 1 "sampledb backup: $dir/none.db: no library here yet; make one with: sampledb index DIR" \
    --db "$dir/none.db" backup x.db
[ ! -e none.db ] && [ ! -e x.db ] || die 'something was made'

# A folder that cannot be written, and a disk that is full.
mkdir locked
chmod 755 "$dir" "$HOME" "$HOME/.local" "$HOME/.local/share" "$HOME/.local/share/sampledb"
as_other "$SAMPLEDB" --db "$library" backup locked/copy.db >out 2>err && die 'written'
says 'locked/copy.db: create: Permission denied'
as_other "$SAMPLEDB" --db "$library" backup --force /dev/full >out 2>err && die 'a device'
says '/dev/full: is not a regular file'
(
    trap '' XFSZ
    ulimit -f 200
    "$SAMPLEDB" backup small.db >out 2>err
) && die 'written in spite of the limit'
says 'small.db: no room for it; free some space and try again'
[ -z "$(ls small.db* 2>/dev/null)" ] || die "left behind: $(ls small.db*)"

# Back to the copy: what was said since is kept, what was there stays beside.
ok tag "$other" +user:after
ok tag "$kick" -user:before
ok restore copy.db
has 'library\.db: 4 samples, 1 corrections and 2 that the backup lacked$'
has 'what was there is kept as .*/library\.db\.before-restore$'
is 3 'SELECT count(*) FROM v1_feedback'
is after "SELECT tag FROM v1_tag WHERE facet = 'user'"
is 3 "SELECT count(*) FROM v1_feedback WHERE uuid IS NOT NULL"
[ "$(sqlite3 "$library.before-restore" 'SELECT count(*) FROM v1_feedback')" = 3 ] ||
    die 'what was there is not kept'
ok check
ok restore copy.db
has 'kept as .*/library\.db\.before-restore-2$'
ok find kick

# A file that is no library, is empty, damaged, of a newer version: nothing changes.
cp "$library" present
echo 'no library at all, only some text that is long enough' >text
: >empty
sqlite3 copy.db 'VACUUM INTO "newer.db"'
sqlite3 newer.db 'PRAGMA application_id = 1396982321; PRAGMA user_version = 999'
sqlite3 foreign.db 'CREATE TABLE x (y)'
head -c 60000 copy.db >cut.db
fails 1 'sampledb restore: none: cannot be read: No such file or directory' restore none
fails 1 'sampledb restore: text: is not a sampledb library' restore text
fails 1 'sampledb restore: empty: is not a sampledb library' restore empty
fails 1 'sampledb restore: foreign.db: is a database of another program' restore foreign.db
run restore newer.db
says 'newer.db: was made by a newer sampledb (schema 999'
run restore cut.db
[ "$rc" -eq 1 ] && says 'cut.db: '
fails 2 "sampledb restore: $library: belongs to the library itself" restore "$library"
fails 2 'sampledb restore: takes one backup' restore
cmp -s "$library" present || die 'a restore that was refused changed the library'
[ "$(ls "$HOME/.local/share/sampledb" | grep -vc before-restore)" -le 5 ] ||
    die "left behind: $(ls "$HOME/.local/share/sampledb")"

# Another program has it open: it would go on with a library that is gone.
mkfifo hold
sqlite3 "$library" <hold >held &
reader=$!
exec 3>hold
echo 'SELECT count(*) FROM v1_file;' >&3
held() { [ -s held ]; }
eventually held
run restore copy.db
[ "$rc" -eq 1 ] || die 'restored under the hands of a reader'
says 'another program has it open; close that one first'
exec 3>&-
wait "$reader"
ok restore copy.db

# The library is damaged, or gone: the ledger has all that was ever said.
printf 'garbage garbage garbage garbage' | dd of="$library" conv=notrunc 2>/dev/null
ok restore copy.db
has '^what was there could not be opened: .*is not a sampledb library$'
is 3 'SELECT count(*) FROM v1_feedback'
rm "$library"
ok restore copy.db
hasnt 'kept as'
is 3 'SELECT count(*) FROM v1_feedback'
ok check

# What a restore that was killed has left is in nobody's way.
echo junk >"$library.restoring"
ok restore copy.db
[ ! -e "$library.restoring" ] || die 'left behind'

# Elsewhere: a copy alone brings everything.
ok --db new/deep/library.db restore copy.db
[ "$(sqlite3 new/deep/library.db 'SELECT tag FROM v1_feedback')" = before ] || die 'not all'
grep -q before new/deep/library.db.corrections || die 'no ledger'

# While the daemon is at work: a copy, but no restore.
ok folder add "$HOME/Samples"
daemon
many "$HOME/Samples" 300
ok backup during.db
[ "$(sqlite3 during.db 'PRAGMA integrity_check')" = ok ] || die 'not whole'
run restore copy.db
[ "$rc" -eq 1 ] || die 'restored under the hands of the daemon'
says "another sampledb (pid $daemon) is indexing into it; wait or stop it"
ok tag "$other" +user:late
kill "$daemon"
wait "$daemon" || :
ok restore during.db
has ' and 1 that the backup lacked$'
is 1 "SELECT count(*) FROM v1_tag WHERE tag = 'late'"
is stopped 'SELECT state FROM v1_daemon'
ok check
