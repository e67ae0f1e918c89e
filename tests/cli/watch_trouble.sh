#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch while the world misbehaves: nothing is lost, and it recovers without a restart.
. "${0%/*}/../soak/daemon.sh"
configure 'poll = 1'

known() { sees "SELECT count(*) = $2 FROM v1_file WHERE CAST(path_bytes AS TEXT) LIKE '%/$1' AND state = 'ok'"; }
folder_is() { sees "SELECT state = '$2' FROM v1_folder WHERE path = '$dir/$1'"; }

mkdir s t
many s 10
many t 3
watch "$dir/s" "$dir/t"
quiet
guard

# A root that is removed, or a file in its place: offline, and no row is touched.
mv s away
await 'the root is gone' folder_is s offline
echo 'a file' >s
wav t/meanwhile.wav 400
await 'the other root goes on' known 't/meanwhile.wav' 1
sqlite3 -cmd '.timeout 20000' "$library" "DELETE FROM guard"
sleep 1.5 # the file in its place is looked at
await 'a file is no root' folder_is s offline
rm s
mv away s
await 'the root is back' folder_is s ok
quiet
untouched 'a root that came back'

# Permission of a directory and of a file, lost and regained.
mkdir s/d
many s/d 4
await 'new files' known 's/d/%' 4
if [ "$(id -u)" -ne 0 ]; then
    wav s/late.wav 401
    chmod 0 s/d s/late.wav
    wav s/sign.wav 402
    await 'what comes meanwhile' known 's/sign.wav' 1
    chmod 755 s/d
    wav s/d/after.wav 403
    await 'a directory that may be read again' known 's/d/%' 5
    quiet
    chmod 644 s/late.wav # and nothing else: only its rights tell that it is worth a look
    await 'a file that may be read again' known 's/late.wav' 1
    chmod 0 s
    await 'a root that may not be read' eval '! known "s/sign.wav" 1 || folder_is s offline || sees "SELECT coverage_why IS NOT NULL FROM v1_folder LIMIT 1"'
    chmod 755 s
    await 'and may be again' folder_is s ok
    wav s/d/again.wav 404
    await 'watched as before' known 's/d/%' 6
fi

# A copy that pauses for longer than a file has to be quiet ends whole.
wav whole.wav 405 4000
head -c 1500 whole.wav >s/part.wav
await 'it was looked at half' sees "SELECT count(*) FROM v1_file WHERE name = 'part.wav'"
sleep "$(awk "BEGIN { print 3 * $settle }")"
tail -c +1501 whole.wav >>s/part.wav
await 'the whole of it' sees "SELECT s.duration_s > 0.4 FROM v1_file f JOIN v1_sample s ON s.id = f.sample_id WHERE f.name = 'part.wav' AND f.state = 'ok'"
# The same where the half says nothing that a decoder understands.
head -c 30 whole.wav >s/header.wav
sleep "$(awk "BEGIN { print 3 * $settle }")"
tail -c +31 whole.wav >>s/header.wav
await 'a header in two parts' known 's/header.wav' 1

# The library locked by another program.
(
    echo '.timeout 20000'
    echo 'BEGIN IMMEDIATE;'
    sleep "${LOCK_S:-8}"
    echo 'COMMIT;'
) | sqlite3 "$library" &
helpers="$helpers $!"
sleep 0.5
wav s/locked.wav 406
mv s/0.wav s/moved.wav
rm s/1.wav
mkdir s/locked
many s/locked 3
await 'it can be asked meanwhile' ask
await 'a file that came while it was locked' known 's/locked.wav' 1
await 'a move' known 's/moved.wav' 1
await 'a directory' known 's/locked/%' 3
await 'a deletion' sees "SELECT state = 'unavailable' FROM v1_file WHERE name = '1.wav' AND path LIKE '%/s/1.wav'"

# Status while it works, a second daemon, an index through it.
rc=0
"$SAMPLEDB" --db "$library" watch "$dir/s" >out 2>err || rc=$?
[ $rc -eq 1 ] || die "a second daemon: status $rc: $(cat err)"
grep -q "pid $daemon" err || die "a second daemon does not name the first: $(cat err)"
mkdir u
many u 6
"$SAMPLEDB" --db "$library" index -q "$dir/u" >out 2>err || die "index beside it: $(cat err)"
is 6 "SELECT count(*) FROM v1_file WHERE path LIKE '%/u/%' AND state = 'ok'"
wav u/new.wav 407
await 'what index added is watched' known 'u/new.wav' 1
"$SAMPLEDB" --db "$library" find state:failed >/dev/null 2>err || die "find beside it: $(cat err)"

# SIGHUP: it looks at everything.
crawls=$(state counters.crawls)
kill -HUP "$daemon"
await 'a rescan on SIGHUP' eval '[ "$(state counters.crawls)" -gt "$crawls" ]'
quiet
equals "$dir/s" "$dir/t" "$dir/u"

# Killed while it works, and started again: what came meanwhile is found.
mkdir s/much
many s/much 400
await 'it works' sees "SELECT count(*) > 10 FROM v1_file WHERE path LIKE '%/much/%'"
crash
mv s/much/1.wav s/much/one.wav
rm s/much/2.wav
watch "$dir/s" "$dir/t" "$dir/u"
quiet
equals "$dir/s" "$dir/t" "$dir/u"

# Told to end while it works: at once, and the next one goes on.
mkdir s/more
many s/more 400
await 'it works' sees "SELECT count(*) > 10 FROM v1_file WHERE path LIKE '%/more/%'"
stop
[ "$(q 'SELECT state FROM v1_daemon')" = stopped ] || die "v1_daemon: $(q 'SELECT * FROM v1_daemon')"
watch
quiet
equals "$dir/s" "$dir/t" "$dir/u"
stop
