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
if [ -r "$SOAK/past.so" ]; then
    printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >shift
    PAST=$dir/shift
    export PAST
    # A sanitizer wants to be the first that is loaded, and works as the second too.
    before_watch="env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$SOAK/past.so"
fi
watch "$dir/s"
quiet

# Workers stay for half a minute after the last file: at rest there are none.
alone() { [ -z "$(cat "/proc/$daemon/task/$daemon/children")" ]; }
! alone || die 'workers do not stay'
if [ -r "$SOAK/past.so" ]; then
    printf '\036' | dd of=shift bs=1 seek=8 conv=notrunc 2>/dev/null # 30 s are over
    ask                                                             # and it looks up
fi
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
# The wait that strace came upon and left it in is none: at most one timer goes off.
waits='(restart_syscall|e?ppoll|poll|epoll_p?wait|pselect6|select|clock_nanosleep)'
woken=$(grep -cE "$waits(\(| resumed>).* = " trace || true)
[ "$woken" -le 1 ] && [ "$(wc -l <trace)" -le 20 ] ||
    die "woken $woken times: $(head -n 30 trace)"
cpu=$(awk '{ print $14 + $15 }' "/proc/$daemon/stat")
echo "$woken wake-ups; $cpu ticks of CPU so far"

# And it hears at once when something comes.
wav s/b/new.wav 432
await 'a file after the rest' \
    sees "SELECT count(*) FROM v1_file WHERE name = 'new.wav' AND state = 'ok'"
stop
