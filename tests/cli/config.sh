#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The configuration: where it is, what goes before it, and what is said of a wrong one.
. "${0%/*}/lib.sh"

# looks_at PATH ARG...: this is the library.
looks_at() {
    looks_path=$1
    shift
    fails 1 "sampledb find: $looks_path: no library here yet; make one with: sampledb index DIR" "$@"
}

# The usual place, $XDG_CONFIG_HOME, and a named one.
mkdir -p "$HOME/.config/sampledb" xdg/sampledb
looks_at "$library" find
echo "library = $dir/usual.db" >"$HOME/.config/sampledb/config"
looks_at "$dir/usual.db" find
echo 'library = ~/xdg.db' >xdg/sampledb/config
XDG_CONFIG_HOME=$dir/xdg looks_at "$HOME/xdg.db" find
XDG_CONFIG_HOME=$dir/nowhere looks_at "$library" find
echo 'library = /named/l.db' >named
for c in '--config named find' '--config=named find' 'find --config named'; do
    looks_at /named/l.db $c
done
looks_at /named/l.db --config /dev/null find --config named # the later one counts
looks_at "$library" --config /dev/null find
fails 1 'sampledb find: absent: No such file or directory' --config absent find
fails 2 'sampledb find: --config needs the name of a file' --config= find

# The command line, then the environment, then the file.
SAMPLEDB_LIBRARY=$dir/env.db
export SAMPLEDB_LIBRARY
looks_at "$dir/env.db" find
looks_at a.db --db a.db find
unset SAMPLEDB_LIBRARY

# What is wrong has a line, whichever command reads it; help needs none.
wrong() { # wrong TEXT SAID
    printf "$1" >named
    fails 2 "sampledb find: named:$2" --config named find
    fails 2 "sampledb watch: named:$2" --config named watch
}
wrong '# mine\n\ncolour = red\n' "3: unknown key 'colour'; see sampledb-config(5)"
wrong 'setle = 1\n' "1: unknown key 'setle'; did you mean 'settle'?"
wrong 'jobs = 1\n[watch]\npoll = 1\n' '3: [watch]: there are no sections; write only KEY = VALUE'
wrong 'jobs = 1\njobs = 1\n' '2: jobs is said twice, first in line 1'
wrong 'jobs = many\n' "1: jobs wants auto, or 1 to 256, not 'many'"
wrong 'jobs\n' '1: KEY = VALUE is wanted'
printf 'nonsense\n' >named
ok --config named find --help
mkdir folder
run --config folder find
[ $rc -eq 1 ] && says 'sampledb find: folder: not a regular file'

# Options of watch are the same keys, and take the same values.
fails 2 "sampledb watch: --settle wants a time, 10ms to 1h, not '2 days'" watch --settle '2 days'
fails 2 "sampledb watch: --jobs wants auto, or 1 to 256, not '0'" watch -j 0
fails 2 "sampledb watch: --on-battery wants pause or work, not 'run'" watch --on-battery run
fails 2 "sampledb watch: --cpu-pressure wants a percentage, 0 to 100, not '101'" \
    watch --cpu-pressure=101
[ ! -e usual.db ] || die 'misuse made a library'

# index heeds jobs and timeout.
mkdir s
wav s/a.wav 440
printf 'library = %s\njobs = 1\ntimeout = 45\n' "$dir/here.db" >named
ok --config named index s
[ -e here.db ] || die 'not into the library of the file'
is_here() { [ "$(sqlite3 -readonly here.db "$2")" = "$1" ] || die "$2"; }
is_here 1 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
