#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch with nothing to do: ten seconds in which it does not wake up.
. "${0%/*}/../soak/daemon.sh"
command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null || {
    echo "no process may be traced here"
    exit 77
}
mkdir s s/a s/b
many s/a 5
# Workers stay for a while after the last file; at rest there are none.
watch "$dir/s"
quiet
alone() { [ -z "$(cat "/proc/$daemon/task/$daemon/children")" ]; }
await 'workers end' alone
strace -f -tt -o trace -p "$daemon" 2>strace.err &
tracer=$!
helpers="$helpers $tracer"
sleep "${IDLE_S:-10}"
kill "$tracer" 2>/dev/null || true
wait "$tracer" 2>/dev/null || true
grep -q 'attached' strace.err || {
    echo "no process may be traced here: $(cat strace.err)"
    exit 77
}
# What it waited in as strace came and went is not a wake-up: one timer at most is.
woken=$(grep -cE ' (poll|ppoll|epoll_wait|epoll_pwait|pselect6|select|read|nanosleep|clock_nanosleep|futex)\(.* = ' trace || true)
[ "$(grep -vc 'detached\|restart_syscall\|+++\|---' trace)" -le 6 ] || die "not at rest: $(cat trace)"
[ "$woken" -le 1 ] || die "woken $woken times: $(cat trace)"
cpu=$(awk '{ print $14 + $15 }' "/proc/$daemon/stat")
echo "$woken wake-ups; $cpu ticks of CPU so far"

# And it hears at once when something comes.
wav s/b/new.wav 432
await 'a file after the rest' \
    sees "SELECT count(*) FROM v1_file WHERE name = 'new.wav' AND state = 'ok'"
stop
