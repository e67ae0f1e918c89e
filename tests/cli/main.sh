#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The program as such: help, where the library is, and how it fails.
. "${0%/*}/lib.sh"

# Help goes to stdout, opens no library, and knows every command.
ok --help
has '^usage: sampledb \[--db FILE\] \[--config FILE\] COMMAND'
for c in check find folder index show stats status watch; do
    has "^  $c  *[a-z]"
done
cp out all
ok help
cmp -s out all || die 'help and --help differ'
for c in check find folder index show stats status watch; do
    ok $c --help
    has "^usage: sampledb $c "
    has '^      --db FILE '
    has '^      --config FILE '
    cp out one
    ok help $c
    cmp -s out one || die "help $c and $c --help differ"
done
ok find kick -n 5 --help
has '^  -n, --limit N '
ok --version
has '^sampledb [0-9]+\.[0-9]+\.[0-9]+$'
[ ! -e "$library" ] || die 'help made a library'

# Misuse is 2 and says what to do instead.
run
[ $rc -eq 2 ] && grep -q '^usage: ' err && [ ! -s out ] || die 'no command: no usage on stderr'
fails 2 "sampledb: unknown command 'fnd'; did you mean 'find'?" fnd kick
fails 2 "sampledb: unknown command 'xylophone'; try sampledb --help" xylophone
fails 2 "sampledb: unknown command 'fnd'; did you mean 'find'?" help fnd
fails 2 'sampledb: unknown option --jsn; try sampledb --help' --jsn
fails 2 'sampledb find: unknown option --jsn; did you mean --json?' find --jsn
fails 2 'sampledb find: unknown option --xyzzy; try --help' find --xyzzy
fails 2 'sampledb folder: unknown option -q; try --help' folder list -q
fails 2 'sampledb find: --json takes no value' find --json=1
fails 2 'sampledb find: -n needs a value: N' find -n
fails 2 'sampledb: --db needs a value: FILE' --db
fails 2 'sampledb find: --db needs a value: FILE' find --db
fails 2 'sampledb: --config needs a value: FILE' --config
fails 2 'sampledb find: --db needs the name of a file' --db= find
run "$(printf '\033[31mred')"
[ $rc -eq 2 ] && ! grep -q "$(printf '\033')" err || die 'an error reaches the terminal raw'

# Where the library is: --db in either place, then the variables.
no() { # no PATH ARG...: this path is looked at
    no_path=$1
    shift
    fails 1 "sampledb find: $no_path: no library here yet; make one with: sampledb index DIR" "$@"
}
no a.db --db a.db find
no a.db --db=a.db find
no a.db find --db a.db kick
no a.db find kick --db=a.db
no a.db --db b.db find --db a.db # the later one counts
no "$library" find
no "$library" find -- --db a.db
XDG_DATA_HOME=relative no "$library" find
XDG_DATA_HOME=$dir/xdg
export XDG_DATA_HOME
no "$dir/xdg/sampledb/library.db" find
SAMPLEDB_LIBRARY=$dir/own.db
export SAMPLEDB_LIBRARY
no "$dir/own.db" find
no a.db find --db a.db
SAMPLEDB_LIBRARY=
no "$dir/xdg/sampledb/library.db" find
unset XDG_DATA_HOME SAMPLEDB_LIBRARY
(
    unset HOME
    fails 2 'sampledb find: no $HOME; say where the library is with --db FILE' find
)

# Not a library, a newer one, one that may not be read.
echo 'just a text, longer than the header of a library, so that it is looked at' >text.db
cat text.db text.db >more && mv more text.db
run --db text.db find
[ $rc -eq 1 ] && grep -q '^sampledb find: text.db: ' err || die "a text file: $(cat err)"
demo
cp "$library" newer.db
sqlite3 newer.db 'PRAGMA user_version = 999'
run --db newer.db find
[ $rc -eq 1 ] && grep -q '^sampledb find: newer.db: .*newer' err || die "a newer one: $(cat err)"
run --db "$dir" find
[ $rc -eq 1 ] && grep -q "^sampledb find: $dir: " err || die "a folder as library: $(cat err)"
[ "$(wc -l <err)" -eq 1 ] || die 'an error is more than one line'

# A library that another user may only read: it can be searched, and says so when it is
# to be written.
chmod 755 "$dir"
mkdir ro
cp "$library" ro/r.db
chmod 444 ro/r.db
chmod 777 ro
if as_other "$SAMPLEDB" --version >/dev/null 2>&1; then
    as_other "$SAMPLEDB" --db ro/r.db find snare >out 2>err || die "read-only: $(cat err)"
    lines 1
    rc=0
    as_other "$SAMPLEDB" --db ro/r.db folder add / >out 2>err || rc=$?
    [ $rc -eq 1 ] && grep -q '^sampledb folder: ro/r.db: is read-only' err ||
        die "writes what is read-only: $rc $(cat err)"
fi

# Nobody listens: quiet, and done. Nowhere to write: 1, and it says so.
mkfifo pipe
exec 3<>pipe 4>pipe 3<&- # 4 is a pipe that nobody reads any more
for c in 'find' 'find --json' 'find -0' 'find --sql kick' stats 'stats --json' \
    'folder list' check 'show 1' 'show 1 --json' --help 'help find' --version; do
    rc=0
    "$SAMPLEDB" $c >&4 2>err || rc=$?
    [ $rc -eq 0 ] && [ ! -s err ] || die "$c into a broken pipe: $rc $(cat err)"
    rc=0
    "$SAMPLEDB" $c >/dev/full 2>err || rc=$?
    [ $rc -eq 1 ] && grep -q ': cannot write the output: No space left on device$' err ||
        die "$c >/dev/full: $rc $(cat err)"
    rc=0
    "$SAMPLEDB" $c >&- 2>err || rc=$?
    [ $rc -eq 1 ] && grep -q ': cannot write the output: Bad file descriptor$' err ||
        die "$c with stdout closed: $rc $(cat err)"
done
ok check
