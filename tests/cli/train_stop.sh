#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# train stopped and gone on with: the same model to the bit, or a clear no.
. "${0%/*}/lib.sh"

corpus c
train="train -a cnn -n 8 c/list.csv"
checkpoint=b.st.checkpoint

# team: processes of a run in this folder that are still there.
team() {
    for team_p in /proc/[0-9]*; do
        [ "$(readlink "$team_p/cwd")" != "$dir" ] ||
            [ "$(readlink "$team_p/exe")" != "$(readlink -f "$SAMPLEDB")" ] || echo "$team_p"
    done 2>/dev/null
}
# start EPOCH ARG...: training, until that epoch is through.
start() {
    start_epoch=$1
    shift
    : >bg.err
    "$SAMPLEDB" $train -o b.st "$@" >bg.out 2>>bg.err &
    pid=$!
    until grep -q "^epoch  $start_epoch/8 " bg.err; do
        kill -0 $pid 2>/dev/null || die "it ended too early: $(cat bg.err)"
    done
}
# stop SIGNAL ARG...: training, and after its second epoch the signal.
stop() {
    stop_signal=$1
    shift
    start 2 "$@"
    kill -"$stop_signal" $pid
    rc=0
    wait $pid 2>/dev/null || rc=$?
    until [ -z "$(team)" ]; do :; done # nobody is left, whatever it died of
    [ ! -e b.st ] || die "a model was written"
    ! ls | grep -q 'checkpoint\.' || die "part of a checkpoint was left: $(ls)"
    [ ! -s bg.out ] || die "$(cat bg.out)"
}
# stopped SIGNAL ARG...: that, and it must end well.
stopped() {
    stop "$@"
    [ $rc -eq 1 ] || die "status $rc after $1: $(cat bg.err)"
    [ "$(tail -n 1 bg.err)" = \
        "sampledb train: stopped; the same command with --resume goes on from here" ] ||
        die "$(cat bg.err)"
    [ -s $checkpoint ] || die "no checkpoint after $1"
}
# same: training went through, to the model of the run that nobody stopped.
same() {
    [ "$rc" -eq 0 ] || die "$(cat err)"
    cmp -s a.st b.st || die "another model"
    [ ! -e $checkpoint ] || die "the checkpoint was left"
    rm b.st
}

# A line for each epoch, and at the end what it took.
run $train -o a.st --threads 1
[ "$rc" -eq 0 ] && [ "$(grep -c '^epoch  [1-8]/8  loss [0-9.]*  accuracy ' err)" -eq 8 ] ||
    die "$(cat err)"
grep -Eqx '8 epochs of [0-9.]+ s, [1-9][0-9]? % of the work in matrix products' err ||
    die "$(cat err)"
ok $train -q -o b.st
same

# Ctrl-C, twice in a run, and by more processes.
stopped INT --threads 2
start 4 --resume
! grep -q '^epoch  1/8 ' bg.err || die "it began anew: $(cat bg.err)"
kill -TERM $pid
! wait $pid || die "no error when stopped again"
run $train -o b.st --resume --threads 3
same

# Killed: nothing is left behind, and nothing is in the way.
stop KILL --threads 3
ok $train -q -o b.st
same

# A checkpoint is not lost by accident, and serves no other run.
stopped TERM
keep() { cp $checkpoint keep; }
no() {
    no_rc=$1
    no_text=$2
    shift 2
    fails "$no_rc" "sampledb train: $checkpoint: $no_text" train -q -o b.st "$@"
    cmp -s keep $checkpoint || die "the checkpoint was changed"
    [ ! -e b.st ] || die "a model was written"
}
keep
no 1 "is of a run that was stopped; go on with it by --resume, or delete it" \
    -a cnn -n 8 c/list.csv
no 2 "checkpoint was made with --seed 1, not 2" -a cnn -n 8 -s 2 --resume c/list.csv
no 2 "checkpoint was made with --epochs 8, not 9" -a cnn -n 9 --resume c/list.csv
no 2 "checkpoint was made with --arch cnn, not linear" -a linear -n 8 --resume c/list.csv
sed '/kick-3/d' c/list.csv >c/fewer.csv
no 2 "checkpoint was made from other files, labels or teachers" -a cnn -n 8 --resume c/fewer.csv
sed 's/kick-1.wav,kick/kick-1.wav,snare/;s/kick-2.wav,kick/kick-2.wav,snare/' c/list.csv >c/other.csv
no 2 "checkpoint was made from other files, labels or teachers" -a cnn -n 8 --resume c/other.csv
head -c 100000 keep >$checkpoint
keep
no 1 "checkpoint is cut short" -a cnn -n 8 --resume c/list.csv
cp c/kick-1.wav $checkpoint
keep
no 1 "not a checkpoint" -a cnn -n 8 --resume c/list.csv
rm $checkpoint
fails 1 "sampledb train: $checkpoint: No such file or directory" $train -q -o b.st --resume
