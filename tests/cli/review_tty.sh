#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# review: the terminal is given back as it was, whatever ends or stops the session, and
# nothing that a file is called can steer it.
. "${0%/*}/lib.sh"
: "${TERMINAL:?is not set; run this with make check}"
s=$HOME/Samples
mkdir -p "$s"
wav "$s/$(printf 'evil \033]0;title\007\033[2J\233 \342\200\256txt').wav" 700
run index -q "$s"
q 'SELECT count(*) FROM v1_model WHERE current' | grep -q 1 || {
    echo 'built without a model'
    exit 77
}
TERM=xterm
export TERM
# seen ARG...: a session; what was seen is in ./out, and the bytes themselves in ./raw.
seen() {
    rc=0
    "$TERMINAL" "$SAMPLEDB" review --no-play "$@" >out || rc=$?
    [ $rc -eq 0 ] || die "the terminal: $(tail -n 40 out)"
}

# Ended by a key, by Ctrl-C, by signals, by a terminal that goes away.
for end in 'type q' 'type \x03' 'type \x1c' 'signal 2' 'signal 15' 'signal 1' 'type /\x03'; do
    seen <<KEYS
wait Enter yes
raw
$end
wait 0 answers stored, 0 skipped
end
cooked
KEYS
    grep -q '^terminal: exit 0$' out || die "$end: $(tail -n 1 out)"
done

# Stopped by Ctrl-Z, the terminal is the shell's; then it is drawn anew, and goes on.
seen <<'KEYS'
wait Enter yes
type \x1a
stop
wait Enter yes
raw
size 40 20
wait evil
wait ~
size 120 40
wait Enter yes
type q
wait 0 answers stored
end
cooked
KEYS

# A hostile name in UTF-8 and in plain ASCII.
LC_ALL=C.UTF-8 seen <<'KEYS'
wait evil �]0;title��[2J� �txt.wav
wait ⣿
type q
KEYS
seen <<'KEYS'
wait evil ?]0;title??[2J? ?txt.wav
wait #
type q
KEYS
! LC_ALL=C grep -q '[^[:print:]]' out || die 'not plain ASCII'

# A terminal that knows nothing gets lines.
TERM=dumb seen <<'KEYS'
wait Enter yes
type q
KEYS
[ "$(grep -c 'Enter yes' out)" -eq 1 ] || die 'drawn more than once'
