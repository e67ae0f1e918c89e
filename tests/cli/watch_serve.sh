#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch with serve = yes: a server beside the daemon, which is started again where it dies,
# and lives no longer than the daemon does.
. "${0%/*}/lib.sh"
command -v curl >/dev/null || { echo 'curl is missing: not run'; exit 77; }

mkdir -p s "$HOME/.config/sampledb"
wav s/a.wav 440
printf 'serve = yes\nport = auto\n' >"$HOME/.config/sampledb/config"

# served: status says where; the address is left in $url.
served() {
    "$SAMPLEDB" status >status.out 2>&1 || return 1
    url=$(sed -n 's/^serves  *\(http:[^#]*\)#token=.*/\1/p' status.out)
    [ -n "$url" ] && curl -fs -m 5 "${url}healthz" >health
}
server() { sed -n 's/.*serving url=.* pid=\([0-9]*\)$/\1/p' watch.log | tail -n 1; }
alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }

daemon "$dir/s"
eventually served
grep -q '"status":"ok"' health || die "health: $(cat health)"
first=$(server)
alive "$first" || die 'no such process'

# The log has the address once, and no token; the token is good for writing.
[ "$(grep -c 'serving url=' watch.log)" -eq 1 ] || die "the log: $(cat watch.log)"
! grep -q 'token' watch.log || die 'the token is in the log'
token=$(sed -n 's/^serves .*#token=\([0-9a-f]*\)$/\1/p' status.out)
say() {
    curl -fs -m 10 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d "$1" "${url}v1/feedback" >said
}
say '{"feedback":[{"sample_id":1,"tag":"user:here","verdict":1}]}' || die 'nobody hears'
grep -q '"said": 1' said || die "said: $(cat said)"
is 'here web' "SELECT tag || ' ' || actor FROM v1_feedback"
"$SAMPLEDB" status --json >out
has '"serves": "http://127\.0\.0\.1:[0-9]+/#token=[0-9a-f]{64}"'

# It dies: another one comes, and the daemon did not notice more than that.
kill -9 "$first"
another() { served && [ "$(server)" != "$first" ]; }
eventually another
second=$(server)
grep -q 'the server has ended; started again in 1 s status=0 signal=9' watch.log ||
    die "the log: $(cat watch.log)"

# It ends with the daemon, which is asked to end, or is killed.
kill "$daemon"
wait "$daemon" || die "the daemon: status $?: $(cat watch.log)"
gone "$second" || die 'it outlives the daemon'
daemon
eventually served
third=$(server)
kill -9 "$daemon"
wait "$daemon" 2>/dev/null || true
eventually gone "$third"

# The command line has it, too, and its port; one that is taken is tried again.
rm "$HOME/.config/sampledb/config"
"$SAMPLEDB" serve --port 0 --socket "$dir/other.sock" >other 2>other.err &
other=$!
is_up() { grep -q '^http' other; }
eventually is_up
port=$(sed -n 's/.*:\([0-9]*\)\/#.*/\1/p' other)
daemon --serve --port "$port"
refused() { grep -q 'the server has ended' watch.log; }
eventually refused
kill "$other"
wait "$other" || true
eventually served
[ "$url" = "http://127.0.0.1:$port/" ] || die "it serves at $url, not port $port"
kill "$daemon"
wait "$daemon" || die "the daemon: status $?: $(cat watch.log)"
daemon=
fails 2 "sampledb watch: --port wants auto, or 1 to 65535, not 'x'" watch --port x
echo 'started, started again, ended with the daemon'
