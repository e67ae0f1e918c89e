#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# review: the player gets the path and nothing else, and is silenced by the next key.
. "${0%/*}/lib.sh"
: "${TERMINAL:?is not set; run this with make check}"
s=$HOME/Samples
mkdir -p "$s" bin
sound="$s/\$(touch x) 'a' \"b\" {}.wav"
wav "$sound" 700
run index -q "$s"
q 'SELECT count(*) FROM v1_model WHERE current' | grep -q 1 || {
    echo 'built without a model'
    exit 77
}
TERM=xterm
export TERM

# A player that says what it was given, and plays until it is told to stop, or the test is
# over.
cat >bin/player <<'SH'
#!/bin/sh
streams=" $(readlink /proc/$$/fd/0) $(readlink /proc/$$/fd/2)"
for word in "$0" "$@"; do printf '<%s>' "$word"; done >"$PLAYED.new"
echo "$streams" >>"$PLAYED.new"
trap 'rm -f "$PLAYED"; exit 0' TERM
mv "$PLAYED.new" "$PLAYED"
while [ -e "$PLAYED" ]; do
    sleep 1 &
    wait $!
done
SH
chmod +x bin/player
PLAYED=$dir/played
export PLAYED
there() { for _ in $(seq 600); do [ -e "$PLAYED" ] && return; sleep 0.1; done; die 'not played'; }
gone() { for _ in $(seq 600); do [ -e "$PLAYED" ] || return 0; sleep 0.1; done; die 'still played'; }
# as_told WORDS: the player was started so.
as_told() {
    [ "$(cat "$PLAYED")" = "$1 /dev/null /dev/null" ] || die "played: $(cat "$PLAYED"), not $1"
}
# session ARG...: the helper reads its lines from ./keys, a pipe.
mkfifo keys
session() {
    "$TERMINAL" "$SAMPLEDB" review "$@" <keys >out &
    helper=$!
    exec 3>keys
    echo 'wait Enter yes' >&3
}
end() {
    echo 'type q' >&3
    exec 3>&-
    wait $helper || die "the terminal: $(tail -n 40 out)"
    gone
}

# {} is the path, wherever it stands; without one it comes last. No shell sees it.
session --player "$dir/bin/player 'two words' --file={} \"\\\"\" a\\ b"
there
as_told "<$dir/bin/player><two words><--file=$sound><\"><a b>"
echo 'type ?' >&3
gone
echo 'type x' >&3
echo 'type p' >&3
there
end
[ ! -e x ] || die 'a shell has seen the name'
printf 'player = %s/bin/player -q\n' "$dir" >config
session --config config
there
as_told "<$dir/bin/player><-q><$sound>"
echo 'type \x03' >&3
exec 3>&-
wait $helper || die "the terminal: $(tail -n 40 out)"
gone

# The first of the usual ones that is there.
mkdir path
ln -s ../bin/player path/mpv
ln -s ../bin/player path/aplay
chmod +x bin/player
for tool in sh sleep readlink mv rm; do ln -s "$(command -v $tool)" path/$tool; done
PATH_BEFORE=$PATH
PATH=$dir/path
session
PATH=$PATH_BEFORE
there
grep -q "^<[^>]*aplay><-q><" "$PLAYED" || die "played: $(cat "$PLAYED")"
end

# None, one that is missing, and one that fails are said, and the questions go on.
mkdir empty
PATH_BEFORE=$PATH
PATH=$dir/empty
session
PATH=$PATH_BEFORE
echo 'wait no player found' >&3
end
session --player 'no-such-player {}'
echo 'wait no sound: no-such-player: No such file or directory' >&3
end
session --player false
echo 'type p' >&3
echo 'type p' >&3
end

# A command that is none.
for bad in '' ' ' "'x" '"" y'; do
    "$TERMINAL" "$SAMPLEDB" review --player "$bad" </dev/null >out || die "the terminal: $(cat out)"
    grep -q '^terminal: exit 2$' out || die "--player '$bad': $(cat out)"
done
printf "player = 'x\n" >config
fails 2 "sampledb review: config:1: player wants a command, such as mpv --no-video {}, not ''x'" --config config review --list
