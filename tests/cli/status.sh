#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Beside the daemon: status asks it, index lets it work.
. "${0%/*}/lib.sh"
hung=
trap 'kill -9 $hung ${daemon:-none} 2>/dev/null || :; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

# Without one.
fails 1 "sampledb status: $library: no library here yet; make one with: sampledb index DIR" status
fails 2 "sampledb status: wants no arguments, but got 'x'" status x
mkdir s
wav s/a.wav 440
ok index s
run status
[ $rc -eq 3 ] && [ ! -s err ] || die "status $rc: $(cat err)"
has '^daemon    not running since 20'
lines 1
run status --json
[ $rc -eq 3 ] || die "status $rc"
has '^\{"state": "stopped", "since": [0-9]+, "holder": null, "warnings": \[\]\}$'
sqlite3 "$library" "INSERT INTO warning (kind, pid, program, bytes) VALUES ('wal', 4711, 'player', 70000000)"
run status
has '^warning   player \(pid 4711\) keeps on reading since 20.* 66 MiB'
run status --json
has '"warnings": \[\{"kind": "wal", "pid": 4711, "program": "player", "bytes": 70000000, "since": [0-9]+\}\]\}$'

# One of another library hangs. Whoever asks it waits for a while: meanwhile, the rest.
SAMPLEDB_LIBRARY=$dir/hung.db
export SAMPLEDB_LIBRARY
daemon
hung=$daemon
kill -STOP "$hung"
"$SAMPLEDB" status >hung.out 2>hung.err &
asks=$!
unset SAMPLEDB_LIBRARY

# With one: whoever it is, and how the folder is kept in step.
daemon
ok status
has "^daemon    idle, since .*, pid $daemon, started "
has "^library   $library$"
has '^queue     0 files$'
has "^folders   watched  .* 1 directories  $dir/s$"
ok status --json
has "\"pid\": $daemon"
has "\"path\": \"$dir/s\", \"coverage\": \"watched\", \"why\": null"

# index asks it, and sums up as if it had done the work.
mkdir t
wav t/b.wav 330
wav t/c.wav 220
ok index t
has '^2 files: 2 analysed; [0-9.]+ s, [0-9]+ files/s$'
is 3 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
is 1 "SELECT count(*) FROM v1_folder WHERE path = '$dir/t'"
ok index t
has '^2 files: 0 analysed, 2 unchanged; '
ok index -f t --json
has '"files": 2,.* "analysed": 2,.* "stopped": false'
ok index
has '^3 files: 0 analysed, 3 unchanged; '

# A name that is not UTF-8.
odd=$(printf 'o\377dd')
mkdir "$odd"
wav "$odd/d.wav" 110
ok index "$odd"
has '^1 files: 1 analysed'
is 1 "SELECT count(*) FROM v1_folder WHERE hex(path_bytes) LIKE '%6FFF6464'"
ok status
has "^   .* $dir/o.*dd$"

# What is wrong ends as it does without a daemon: once told, it is no news, although so
# young a file is tried again.
mkdir u
echo 'no sound' >u/broken.wav
touch -d '1 hour ago' u/broken.wav
wav u/e.wav 550
run index u
[ $rc -eq 1 ] && says "sampledb index: $dir/u/broken.wav: " &&
    says 'sampledb index: 1 files could not be analysed; they are skipped until they change'
ok index u --json
has '"unchanged": 2, "analysed": 0, "failed": 0'
is 1 "SELECT count(*) FROM v1_file WHERE name = 'broken.wav' AND state = 'failed'"
run index -f u
[ $rc -eq 1 ] && says 'sampledb index: 1 files could not be analysed' || die "$rc $(cat err)"
run index absent # which is below us, wherever the daemon is
[ $rc -eq 1 ] && says "sampledb index: $dir/absent: " || die "$rc $(cat err)"

# What a daemon cannot have for one run.
for o in '-j 2' '--timeout 5' --no-sandbox --names --no-names; do
    run index $o
    [ $rc -eq 1 ] && says 'is not for a daemon, and one is at work (sampledb status); stop it, or do without --' ||
        die "index $o: $rc $(cat err)"
done
fails 1 "sampledb index: $library: another sampledb (pid $daemon) is indexing into it; wait or stop it" \
    index --no-daemon

# The others work beside it.
ok find
lines 5
ok show "$dir/s/a.wav"
ok check

# One that hangs is said to.
rc=0
wait $asks || rc=$?
[ $rc -eq 1 ] || die "a stopped daemon answers: $(cat hung.out)"
grep -q 'the daemon does not answer; is it stopped?' hung.err || die "$(cat hung.err)"

# One that was killed.
kill -9 "$daemon"
wait "$daemon" 2>/dev/null || :
run status
[ $rc -eq 3 ] || die "status $rc: $(cat err)"
has '^daemon    not running; it broke off some time after .*, when it was idle$'
ok index s # by itself, over the socket that was left
daemon=
