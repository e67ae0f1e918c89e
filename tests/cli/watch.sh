#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch as a program: one of it, signals, what it logs, and how it ends.
. "${0%/*}/lib.sh"
trap 'kill -9 ${daemon:-none} 2>/dev/null || :; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
ended() { ! kill -0 "$daemon" 2>/dev/null; }

# stop SIGNAL: it ends well, and at once.
stop() {
    began=$(date +%s%N)
    kill -"$1" "$daemon"
    rc=0
    wait "$daemon" || rc=$?
    [ $rc -eq 0 ] || die "status $rc after SIG$1: $(cat watch.log)"
    [ $((($(date +%s%N) - began) / 1000000)) -lt 2000 ] || die "slow to end after SIG$1"
}

fails 1 'sampledb watch: absent: No such file or directory' watch absent
echo text >file
fails 1 "sampledb watch: file: is not a folder" watch file
mkdir s
wav s/a.wav 440
daemon s
is 1 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
is idle 'SELECT state FROM v1_daemon'

# The socket is for us alone, and there is one daemon for a library.
[ "$(stat -c %a "$XDG_RUNTIME_DIR/sampledb")" = 700 ] || die 'others may look for the socket'
[ "$(stat -c %a "$XDG_RUNTIME_DIR"/sampledb/*.sock)" = 600 ] || die 'others may ask it'
fails 1 "sampledb watch: $library: another sampledb (pid $daemon) is indexing into it; wait or stop it" \
    watch s
ln -s "$library" other.db
run --db other.db status
[ $rc -eq 0 ] || die "not found by another name: $(cat err)"

# A file is in the library moments after it came, without anybody asking.
wav s/b.wav 330
two() { [ "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'")" = 2 ]; }
eventually two

# SIGHUP looks through everything; SIGTERM and SIGINT end it.
kill -HUP "$daemon"
eventually in_step
ended && die 'SIGHUP ends it'
stop TERM
[ -z "$(ls "$XDG_RUNTIME_DIR/sampledb")" ] || die 'the socket is left'
is stopped 'SELECT state FROM v1_daemon'
daemon
stop INT

# Killed: the next one takes over socket and library.
daemon
kill -9 "$daemon"
wait "$daemon" 2>/dev/null || :
daemon

# Each line of its log is a line, whatever a file is called.
nasty=$(printf 's/x\n<0>y\033.wav')
echo 'no sound' >"$nasty"
touch -d '1 hour ago' "$nasty"
failed() { [ "$(q "SELECT count(*) FROM v1_file WHERE state = 'failed'")" = "$1" ]; }
eventually failed 1

# Many damaged files are a few lines of it, and a number.
mkdir s/bad
for i in $(seq 60); do
    echo "no sound $i" >s/bad/$i.wav
done
eventually failed 61
stop TERM
[ "$(grep -c '^path=.*\.wav"' watch.log)" -le 20 ] || die "$(cat watch.log)"
[ "$(awk '/^path=.*\.wav"/ { n++ } /^and [0-9]+ more; sampledb find state:failed / { n += $2 }
    END { print n }' watch.log)" -eq 61 ] || die "$(cat watch.log)"
rm -r s/bad
! grep -q "$(printf '\033')" watch.log || die 'the log carries control characters'
! grep -q '^<' watch.log || die "a level where no journal reads: $(cat watch.log)"

# Where the journal reads, lines have levels; with -q only what goes wrong is said.
: >watch.log
JOURNAL_STREAM=$(stat -c %d:%i watch.log)
export JOURNAL_STREAM
daemon
stop TERM
grep -q '^<6>' watch.log || die "no levels: $(cat watch.log)"
! grep -qv '^<[346]>' watch.log || die "a line without a level: $(cat watch.log)"
unset JOURNAL_STREAM
rm "$nasty"
daemon -q
stop TERM
[ ! -s watch.log ] || die "not quiet: $(cat watch.log)"

# Without a place for the socket in reach: beside the library, and with no room for its
# name not at all, which is said once.
XDG_RUNTIME_DIR=
daemon
if [ ! -d "/run/user/$(id -u)" ]; then
    [ -S "$library.sock" ] || die 'no socket beside the library'
fi
stop TERM
XDG_RUNTIME_DIR=$dir/$(printf '%0100d' 0)
mkdir "$XDG_RUNTIME_DIR"
"$SAMPLEDB" watch --on-battery work --cpu-pressure 0 --io-pressure 0 >watch.out 2>watch.log &
daemon=$!
idle() { [ "$(q 'SELECT state FROM v1_daemon')" = idle ]; }
eventually idle
grep -q '^no socket: status and index cannot reach this daemon why="' watch.log ||
    die "$(cat watch.log)"
run index
[ $rc -eq 1 ] && says "another sampledb (pid $daemon)" || die "$(cat err)"
stop TERM

# The walls of a service, as far as they can be had without one: no new rights, no core
# files, and files for us alone.
XDG_RUNTIME_DIR=$dir/.run
rm -f "$library"*
if command -v setpriv >/dev/null; then
    (
        umask 077
        ulimit -c 0
        exec setpriv --no-new-privs "$SAMPLEDB" watch --settle 50ms --on-battery work \
            --cpu-pressure 0 --io-pressure 0 s >watch.out 2>watch.log
    ) &
    daemon=$!
    eventually in_step
    two || die "workers do not work: $(cat watch.log)"
    grep -q '^NoNewPrivs:	1' "/proc/$daemon/status" || die 'it may gain rights'
    for f in "$library"*; do
        [ "$(stat -c %a "$f")" = 600 ] || die "others may read $f"
    done
    stop TERM
fi
daemon=
