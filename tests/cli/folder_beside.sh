#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# folder beside another process that owns the library: a daemon, a run of index, or one
# that was killed. The other is a sqlite3 shell that holds the lock.
. "${0%/*}/lib.sh"
mkdir a b c
ok folder add a
mkfifo say heard
sqlite3 "$library.lock" <say >/dev/null 2>&1 &
pid=$!
exec 3>say
trap 'exec 3>&-; rm -rf "$dir"' EXIT
printf 'BEGIN EXCLUSIVE;\n.shell echo held >heard\n' >&3
read -r answer <heard
[ "$answer" = held ] || die 'nobody holds the lock'
rows() { sqlite3 "$library" "$1"; }

# index is at work: nothing changes under it.
for c in 'add b' 'remove -y a' 'relocate a c' 'mark a' 'unmark a'; do
    fails 1 "sampledb folder: $library: another sampledb (pid $pid) is indexing into it; wait or stop it" \
        folder $c
done
ok folder list
lines 1
[ ! -e a/.sampledb-folder ] || die 'a mark without a row'

# A daemon is at work: it follows, so all may be changed.
rows "UPDATE daemon SET state = 'idle', pid = $pid;
      UPDATE folder SET coverage = 'polled', coverage_why = 'a network file system',
          coverage_since = 0, crawled_at = 60"
ok folder list
[ "$(cat out)" = "polled     since 1970-01-01 00:00             0 files  crawled 1970-01-01 00:01  $dir/a  (a network file system)" ] ||
    die "list: $(cat out)"
ok folder list -J
has '"coverage": "polled", "coverage_why": "a network file system", "coverage_since": 0'
ok folder add b
ok folder relocate a c
ok folder mark b
ok folder unmark b
ok folder remove b
is "$dir/c" 'SELECT path FROM v1_folder'
is idle 'SELECT state FROM v1_daemon'
is polled 'SELECT coverage FROM v1_folder'

# Offline says why it is, before how it is watched.
rows "UPDATE folder SET state = 'offline', why = 'is empty; is its drive mounted?', since = 120"
ok folder list
[ "$(cat out)" = "offline    since 1970-01-01 00:02             0 files  crawled 1970-01-01 00:01  $dir/c  (is empty; is its drive mounted?)" ] ||
    die "offline: $(cat out)"
rows "UPDATE folder SET state = 'ok', why = NULL"

# It was killed: what it said is not true any more, and the next owner writes that down.
exec 3>&-
wait $pid
ok folder list
has "^on demand  since 1970-01-01 00:00 .*  $dir/c  \(the daemon has ended without a word\)$"
is polled 'SELECT coverage FROM v1_folder'
ok folder add b
is 2 "SELECT count(*) FROM v1_folder WHERE coverage = 'on demand' AND coverage_why IS NULL"
is 'stopped|' 'SELECT state, pid FROM v1_daemon'
