# SPDX-License-Identifier: GPL-2.0-or-later
# An example of contrib/clients beside a daemon that works: what it reads, that no read
# ever fails, that it is told of every change, and that its corrections hold.
# Sourced by a test for each language, behind lib.sh, with its name in $actor and how to
# start it in ./client.
: "${actor:?}" "${TOP:?is not set; run this with make check}"
feed=
daemon=
holder=
trap 'touch enough; kill $daemon $feed $holder 2>/dev/null || true; wait
      chmod -R u+w "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
tab=$(printf '\t')
s=$HOME/Samples

# loop FILE FRAMES BPM: a sound of two beats that says so; BPM are the bits of a float.
loop() {
    wav "$1" 55 "$2" "acid$(le 24 4)$(le 0 4)$(le 57 2)$(le 32768 2)$(le 0 4)$(le 2 4)$(le 4 2)$(le 4 2)$(le "$3" 4)"
}
mkdir -p "$s/Kicks" "$s/Bass Loops" "$s/more"
for hz in 48 51 54 57; do
    wav "$s/Kicks/kick $hz.wav" $hz
done
loop "$s/Bass Loops/bass 125.wav" 7680 1123680256
loop "$s/Bass Loops/bass 100.wav" 9600 1120403456
ok index -q "$s"
chmod 644 client
client='sh client'
daemon

# asked ARG...: what the client prints, without a word on stderr.
asked() {
    $client "$@" >asked 2>asked.err || die "$actor $*: status $?: $(cat asked.err asked)"
    [ ! -s asked.err ] || die "$actor $*: $(cat asked.err)"
}
# fails_with STATUS PATTERN ARG...: its one line on stderr is like that.
fails_with() {
    fails_rc=$1
    fails_like=$2
    shift 2
    rc=0
    $client "$@" >asked 2>asked.err || rc=$?
    [ "$rc" -eq "$fails_rc" ] && grep -Eq -e "$fails_like" asked.err ||
        die "$actor $*: status $rc, not $fails_rc with '$fails_like': $(cat asked.err asked)"
}
# said SAMPLE TAG LINE: the client says it, and LINE of what holds then. Where all else is
# slow, too, it may have given up waiting for that.
said() {
    asked say "$1" "$2"
    grep -qx 'waits: .*' asked && eventually holds "$1" "$3" || grep -qx "$3" asked ||
        die "not effective: $(cat asked)"
}
holds() { q "SELECT facet || ':' || tag || '$tab' || source FROM v1_tag WHERE sample_id = $1" | grep -qx "$2"; }
id_of() { q "SELECT id FROM v1_sample WHERE name = '$1'"; }

# One reader that goes on and on, in new processes; one that stays, and is told.
reads() {
    n=0
    failed=0
    until [ -e enough ]; do
        for what in kicks basses; do
            $client $what >reads.out 2>>reads.err || failed=$((failed + 1))
            n=$((n + 1))
        done
    done
    echo "$n reads, $failed failed" >reads
}
begin=$(q 'SELECT max(seq) FROM v1_change')
reads &
reader=$!
$client follow "$begin" >feed 2>feed.err &
feed=$!

# While the daemon writes: sounds come, ...
many "$s/more" 150
# ... and corrections, each of which holds when the client says so.
bass=$(id_of 'bass 125.wav')
kick=$(id_of 'kick 51.wav')
asked basses
[ ! -s asked ] || die "a bass loop of no key: $(cat asked)"
said "$bass" form:loop "form:loop${tab}user"
said "$bass" key:Am "key:Am${tab}user"
asked basses
[ "$(cat asked)" = "$bass${tab}125.00${tab}$s/Bass Loops/bass 125.wav" ] ||
    die "bass loops: $(cat asked)"
said "$kick" drums.snare "category:drums.snare${tab}user"
asked kicks
is "$(cut -f 1,3 asked)" "SELECT id || '$tab' || path FROM v1_sample
 WHERE category = 'drums.kick' AND available ORDER BY category_confidence DESC, id LIMIT 20"
! grep -q "^$kick$tab" asked && [ "$(grep -c /Kicks/ asked)" -eq 3 ] || die "kicks: $(cat asked)"

# What makes no sense is refused, and does no harm.
eventually in_step
for odd in key:H "x'); DELETE FROM v1_feedback_in; --" '" $(exit 3) `exit 4` %s'; do
    rc=0
    $client say "$kick" "$odd" >asked 2>asked.err || rc=$?
    [ $rc -eq 1 ] && [ ! -s asked.err ] && grep -q "^refused: " asked ||
        die "$odd: status $rc: $(cat asked asked.err)"
done
is 0 'SELECT count(*) FROM v1_feedback_in'
is 3 "SELECT count(*) FROM v1_feedback WHERE actor = '$actor'"
[ "$(wc -l <"$library.corrections")" -eq 4 ] || die "not in the ledger: $(cat "$library.corrections")"

# A daemon that is killed, and another: no reader sees anything of that.
kill -9 "$daemon"
wait "$daemon" || true
mv "$s/Kicks" "$s/Drums"
daemon
said "$kick" user:mine "user:mine${tab}user"

# The feed told of everything, once and in order.
whole_feed() {
    cut -f 1,2 feed >told
    q "SELECT seq || '$tab' || what FROM v1_change WHERE seq > $begin ORDER BY seq" >happened
    cmp -s told happened
}
all_samples() { [ "$(q 'SELECT count(*) FROM v1_sample')" -eq 156 ]; }
eventually all_samples
eventually in_step
eventually whole_feed
[ "$(grep -c "${tab}added${tab}$s/more/" feed)" -eq 150 ] || die "what came: $(cat feed)"
grep -q "${tab}tags${tab}.*/kick 51.wav$" feed || die "what was corrected: $(cat feed)"
kill "$feed"
wait "$feed" || true
feed=
touch enough
wait $reader
grep -q '[1-9][0-9]* reads, 0 failed' reads && [ ! -s reads.err ] && [ ! -s feed.err ] ||
    die "$(cat reads reads.err feed.err)"
cat reads

# Without a daemon: who has the library locked for a second, then dies, is waited for.
kill "$daemon"
wait "$daemon" || die 'the daemon failed'
daemon=
mkfifo orders
locked() { ! sqlite3 "$library" "$1" >/dev/null 2>&1; }
# hold SQL PROBE: another program does SQL, and PROBE fails until a second from now.
hold() {
    sqlite3 -cmd '.timeout 10000' "$library" <orders >/dev/null 2>&1 &
    holder=$!
    exec 3>orders
    echo "$1;" >&3
    eventually locked "$2"
    { sleep 1; kill $holder; } &
    exec 3>&-
}
hold 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE' 'SELECT count(*) FROM v1_file'
asked kicks
hold 'BEGIN IMMEDIATE' 'BEGIN IMMEDIATE'

# A correction waits, and the next index takes it.
asked say "$kick" user:later
[ "$(cat asked)" = 'waits: for sampledb watch, index or tag' ] || die "later: $(cat asked)"
ok index -q
is user "SELECT source FROM v1_tag WHERE sample_id = $kick AND tag = 'later'"

# What an app meets: a library of a later program, which it can read all the same; another
# one than that of its bookmark; none; no library; and no sense.
sqlite3 "$library" 'PRAGMA user_version = 99'
asked kicks
[ "$(wc -l <asked)" -ge 3 ] || die "a newer library: $(cat asked)"
fails_with 1 'read it all anew$' follow 99999
fails_with 2 'usage: sounds' fly
fails_with 2 'usage: sounds' say one kick
SAMPLEDB_LIBRARY=$dir/none
export SAMPLEDB_LIBRARY
fails_with 1 'none.*unable to open' kicks
fails_with 1 'none.*unable to open' say 1 drums.kick
[ ! -e none ] || die 'made a library'
SAMPLEDB_LIBRARY=$dir/feed
fails_with 1 'not a database' kicks
