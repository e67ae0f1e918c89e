#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The include law: which folder of src/ may include which, where each library that is not
# ours has its home, and who may speak to the world. One line each.
set -eu
cd "$SRC"
allowed() {
    case $1 in
    util)                 echo util ;;
    audio|dsp|near|nn|query) echo "$1 util" ;;
    store)                echo "store query util" ;;
    ext)                  echo "ext near util" ;;
    worker)               echo "worker audio dsp nn util" ;;
    index)                echo "index store worker near util" ;;
    watch)                echo "watch index util" ;;
    learn)                echo "learn store nn util" ;;
    answer)               echo "answer store query near nn dsp util" ;;
    serve)                echo "serve answer index store query near util" ;;
    cli)                  echo "cli watch index learn serve answer worker store query near nn dsp audio util" ;;
    esac
}
bad=0
for f in */*.[ch]; do
    from=${f%%/*}
    for to in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$f" | sort -u); do
        case " $(allowed "$from") " in
        *" $to "*) ;;
        *) echo "$f: $from/ may not include $to/"; bad=1 ;;
        esac
    done
done
for f in $(grep -l '^#include "worker/\(analyse\|sandbox\)' index/*.[ch] 2>/dev/null); do
    echo "$f: index/ may include only wire.h and worker.h of worker/"
    bad=1
done

for f in $(grep -lE '^#include "index/' serve/*.[ch] 2>/dev/null); do
    if grep -E '^#include "index/' "$f" | grep -qvE 'index/(pool|child)\.h'; then
        echo "$f: serve/ may include only pool.h and child.h of index/"
        bad=1
    fi
done

for f in $(grep -lE '^#include "nn/' answer/*.[ch] 2>/dev/null); do
    if grep -E '^#include "nn/' "$f" | grep -qv 'nn/patch\.h'; then
        echo "$f: answer/ may include only patch.h of nn/"
        bad=1
    fi
done

# home HEADER FILE...: it is included there, and nowhere else.
home() {
    header=$1
    shift
    for f in $(grep -l "^#include <$header>" */*.[ch]); do
        case " $* " in
        *" $f "*) ;;
        *) echo "$f: <$header> has its home in: $*"; bad=1 ;;
        esac
    done
}
home sqlite3.h store/*.[ch]
home sqlite3ext.h ext/distance.c
home sndfile.h audio/*.[ch]
home fftw3.h   dsp/stft.c
home seccomp.h worker/sandbox.c
home zlib.h    util/blob.c
home jansson.h answer/*.[ch] cli/*.[ch] learn/*.[ch] nn/model*.[ch] serve/*.[ch] watch/*.[ch]
home microhttpd.h serve/http.c
home png.h answer/picture.c
home inotifytools/inotifytools.h watch/events.c
home ini.h     cli/config.c
home systemd/sd-daemon.h util/service.c util/journal.c
home xxhash.h  audio/decode.c nn/checkpoint.c nn/model_meta.c nn/settled.c learn/namelist.c cli/features.c watch/ask.c

# Only cli/ prints, ends the process or reads the environment; a child ends itself.
for f in $(grep -lE '(^|[^a-z_])(getenv|printf|puts|putchar|fputs|fprintf|exit)\(' */*.c); do
    case $f in
    cli/*) ;;
    *) echo "$f: only cli/ prints, exits or reads the environment"; bad=1 ;;
    esac
done
for f in $(grep -lE '(^|[^a-z_])_exit\(' */*.c); do
    case $f in
    worker/worker.c|util/spawn.c|util/team.c) ;;
    *) echo "$f: only a child may _exit()"; bad=1 ;;
    esac
done
exit $bad
