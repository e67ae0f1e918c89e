# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of the daemon share: starting it, asking it, waiting for it.
# Sourced first. As root every permission is granted, so it starts the test again as an
# ordinary user. Leaves what the daemon said in ./watch.err, its process in $daemon.
: "${SAMPLEDB:?is not set; run this with make check}"
if [ "$(id -u)" -eq 0 ] && [ -z "${WATCH_INSIDE:-}" ]; then
    other='setpriv --reuid 65534 --regid 65534 --clear-groups'
    $other test -x "$SAMPLEDB" -a -r "$0" 2>/dev/null && exec $other sh "$0" "$@"
fi
. "$TOP/tests/cli/lib.sh"
ground= # another place where this test makes folders
trap 'end_all; chmod -R u+rwx "$dir" $ground 2>/dev/null || true; rm -rf "$dir" $ground' EXIT
trap 'exit 1' INT TERM HUP

XDG_RUNTIME_DIR=$dir/run
XDG_CONFIG_HOME=$dir/config
settle=${SETTLE:-0.2}
patience=${PATIENCE:-180} # s, for what takes one on an idle machine
export XDG_RUNTIME_DIR XDG_CONFIG_HOME
unset NOTIFY_SOCKET WATCHDOG_USEC JOURNAL_STREAM
mkdir -p "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
mkdir -p "$XDG_CONFIG_HOME/sampledb"
daemon=
helpers=
mounts= # below $dir

# configure LINE...: the config file. What these tests measure is not how long others
# keep the machine busy: nothing pauses it, unless a test says so.
configure() {
    {
        printf 'on-battery = work\ncpu-pressure = 0\nio-pressure = 0\npriority = normal\n'
        for configure_line; do
            printf '%s\n' "$configure_line"
        done
    } >"$XDG_CONFIG_HOME/sampledb/config"
}
configure

# end_all: nothing that this test started is left.
end_all() {
    for end_pid in $daemon $helpers; do
        kill -CONT "$end_pid" 2>/dev/null || true
        kill -9 "$end_pid" 2>/dev/null || true
    done
    for end_mount in $mounts; do
        umount -l "$dir/$end_mount" 2>/dev/null || true
    done
}

# q SQL, sees SQL: the library asked as another program would; 0 where the answer is 1.
q() { sqlite3 -readonly -cmd '.timeout 20000' "$library" "$1"; }
sees() { [ "$(q "$1" 2>/dev/null)" = 1 ]; }

# await WHAT COMMAND...: until it is true. On a loaded machine that may take long.
await() {
    await_what=$1
    shift
    await_end=$(($(date +%s) + patience))
    until "$@"; do
        [ "$(date +%s)" -lt "$await_end" ] ||
            die "not in $patience s: $await_what; $(cat status.json 2>/dev/null; tail -n 5 watch.err)"
        [ -z "$daemon" ] || kill -0 "$daemon" 2>/dev/null ||
            die "the daemon ended, waiting: $await_what; $(tail -n 5 watch.err)"
        sleep 0.1
    done
}

# json FILE KEY: a value of an object. state KEY: of the running daemon's status.
json() { sqlite3 :memory: "SELECT json_extract(CAST(readfile('$1') AS TEXT), '\$.$2')"; }
ask() { "$SAMPLEDB" --db "$library" status --json >status.json 2>status.err; }
state() { ask && json status.json "$1"; }
is_quiet() { [ "$(state quiet)" = 1 ] && [ "$(json status.json state)" = idle ]; }

# watch ARG...: the daemon, until it answers. quiet: until it has nothing to do.
watch() {
    $before_watch "$SAMPLEDB" --db "$library" watch --settle "$settle" "$@" >watch.out 2>>watch.err &
    daemon=$!
    await 'it answers' ask
}
before_watch=
quiet() { await 'quiet' is_quiet; }

# What the daemon holds: KiB of its own (what it shares, as its program, is not counted),
# descriptors, directories that the kernel watches for it (of the library's WAL it wants
# nothing but IN_MODIFY: mask 2).
memory() { sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status"; }
descriptors() { ls "/proc/$daemon/fd" | wc -l; }
watches() { cat "/proc/$daemon/fdinfo/"* 2>/dev/null | grep '^inotify' | grep -v ' mask:2 ' | sort -u | wc -l; }
directories() { ask && sqlite3 :memory: "SELECT sum(value ->> 'directories') FROM json_each(CAST(readfile('status.json') AS TEXT), '$.folders')"; }

# held: KiB that it has allocated, less two things that have limits of their own: the
# cache of the library, and what libinotifytools keeps of watches that are gone, 178 bytes
# of each. This grows with what is there, and never with what has happened.
held() {
    "$SAMPLEDB" --db "$library" status --json >held.json 2>held.err &&
        sqlite3 :memory: "SELECT (c ->> 'memory' - c ->> 'memory_of_library' - 178 * (c ->> 'watches_forgotten')) / 1024
            FROM (SELECT json_extract(CAST(readfile('held.json') AS TEXT), '\$.counters') AS c)"
}

# flat FROM TO: what it held may have grown by 256 KiB; nothing is held twice.
flat() {
    [ "$2" -le $(($1 + 256)) ] || die "memory grew from $1 to $2 KiB"
    [ "$(memory)" -le 32768 ] || die "$(memory) KiB of memory: more than caches account for"
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# stop [SIGNAL]: it ends in under two seconds, and says that all is well.
stop() {
    stop_from=$(now_ms)
    kill "-${1:-TERM}" "$daemon"
    stop_rc=0
    wait "$daemon" || stop_rc=$?
    daemon=
    stop_ms=$(($(now_ms) - stop_from))
    [ $stop_rc -eq 0 ] || die "the daemon ended with status $stop_rc: $(tail -n 5 watch.err)"
    [ $stop_ms -lt 2000 ] || die "it took $stop_ms ms to end"
}

# crash: without a word.
crash() {
    kill -9 "$daemon"
    wait "$daemon" 2>/dev/null || true
    daemon=
}

# equals ROOT...: the library is what a fresh index of these trees is. LABELS: see judge.sh.
equals() {
    rm -f fresh.db fresh.db-*
    equals_rc=0
    "$SAMPLEDB" --db "$dir/fresh.db" index -q "$@" >fresh.out 2>fresh.err || equals_rc=$?
    [ $equals_rc -le 1 ] && [ -s fresh.db ] || die "the fresh index failed: $(cat fresh.err)"
    sh "$TOP/tests/soak/judge.sh" "$library" fresh.db ${LABELS:+"$LABELS"} >judge.out ||
        die "$(cat judge.out)"
}

# guard: from now on the library notes each write to its rows. touched: what, if any.
guard() {
    sqlite3 -cmd '.timeout 20000' "$library" "
        CREATE TABLE guard (what TEXT);
        CREATE TRIGGER guard_1 AFTER UPDATE ON file BEGIN
            INSERT INTO guard VALUES ('file ' || old.id || ' ' || old.state || ' to ' || new.state); END;
        CREATE TRIGGER guard_2 AFTER DELETE ON file BEGIN INSERT INTO guard VALUES ('file deleted'); END;
        CREATE TRIGGER guard_3 AFTER INSERT ON file BEGIN INSERT INTO guard VALUES ('file added'); END;
        CREATE TRIGGER guard_4 AFTER UPDATE ON sample BEGIN INSERT INTO guard VALUES ('sample changed'); END;
        CREATE TRIGGER guard_5 AFTER DELETE ON sample BEGIN INSERT INTO guard VALUES ('sample deleted'); END;
        CREATE TRIGGER guard_6 AFTER INSERT ON descriptor BEGIN INSERT INTO guard VALUES ('analysed'); END;
        CREATE TRIGGER guard_7 AFTER DELETE ON sample_tag BEGIN INSERT INTO guard VALUES ('tag lost'); END;
        CREATE TRIGGER guard_8 AFTER DELETE ON dir BEGIN INSERT INTO guard VALUES ('dir deleted'); END"
}
touched() { q "SELECT what || ' ' || count(*) FROM guard GROUP BY what LIMIT 9"; }
untouched() { [ -z "$(touched)" ] || die "$1: $(touched)"; }
