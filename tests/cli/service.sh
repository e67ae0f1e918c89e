#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit of systemd, from inside: a user manager of our own, in a mount namespace of its
# own, starts it, and it works behind its walls. Needs root to make the namespace; the
# manager and the daemon run as another user.
set -eu
user=65534

skip() {
    echo "not run: $*"
    exit 77
}

# As root, in the new namespace: what a user manager expects of a system.
prepare() {
    mount --make-rprivate /
    mount --make-rshared / # as systemd has it: drives that come are seen by services
    mount -t tmpfs tmpfs /run
    mkdir -p /run/systemd/system /run/systemd/unit-root /run/user/$user
    chown $user /run/user/$user
    umount -l /sys/fs/cgroup 2>/dev/null || true
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    group=/sys/fs/cgroup/sampledb-test-$$
    before=$(sed -n 's/^0:://p' /proc/self/cgroup)
    mkdir -p $group/leaf
    chown -R $user $group
    echo $$ >$group/leaf/cgroup.procs
    mount -t tmpfs tmpfs /mnt # the unit does not see our /tmp
    units=/mnt/home/.config/systemd/user
    mkdir -p /mnt/bin $units/sampledb.service.d
    cp "$SAMPLEDB" /mnt/bin
    cp -R samples /mnt/home/Samples
    sed 's,@bindir@,/mnt/bin,' "$TOP/contrib/sampledb.service.in" \
        >$units/sampledb.service
    printf '[Service]\nStandardError=append:/mnt/home/log\n' \
        >$units/sampledb.service.d/log.conf # there is no journal to write to
    mkdir /mnt/home/Drive
    chown -R $user /mnt/home
    drive &
    rc=0
    setpriv --reuid $user --regid $user --clear-groups env -i HOME=/mnt/home \
        XDG_RUNTIME_DIR=/run/user/$user PATH="$PATH" sh "$1" user || rc=$?
    echo $$ >"/sys/fs/cgroup$before/cgroup.procs"
    echo 1 >$group/cgroup.kill # whoever is left
    for _ in $(seq 50); do
        find $group -depth -type d -exec rmdir {} \; 2>/dev/null && break
        sleep 0.1
    done
    exit $rc
}

# A drive that comes when ./plug does, and goes with ./unplug.
drive() {
    cd /mnt/home
    until [ -e plug ]; do sleep 0.1; done
    mount -t tmpfs -o mode=755 tmpfs Drive
    cp Samples/a.wav Drive
    until [ -e unplug ]; do sleep 0.1; done
    umount Drive && touch unplugged
}

say() { systemctl --user "$@"; }
complain() {
    echo "$*" >&2
    say status sampledb --no-pager -l >&2 || true
    cat log >&2
    kill $manager
    exit 1
}

# eventually COMMAND...: it succeeds within 30 s.
eventually() {
    for _ in $(seq 300); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    complain "never: $*"
}
answers() { [ "$(say is-system-running 2>/dev/null)" = running ]; }
rows() {
    [ "$(sqlite3 -readonly "$library" \
        "SELECT count(*) FROM v1_file WHERE state = 'ok'")" = "$1" ]
}
drive_is() {
    [ "$(sqlite3 -readonly "$library" \
        "SELECT state FROM v1_folder WHERE path LIKE '%/Drive'")" = "$1" ]
}
status_has() { sampledb status | grep -q "$1"; }

as_user() {
    cd
    PATH=/mnt/bin:$PATH
    library=$HOME/.local/share/sampledb/library.db
    "$(ls /lib/systemd/systemd /usr/lib/systemd/systemd 2>/dev/null | sed 1q)" --user \
        >manager.log 2>&1 &
    manager=$!
    for _ in $(seq 100); do
        answers && break
        kill -0 $manager 2>/dev/null || skip "no user manager: $(cat manager.log)"
        sleep 0.1
    done
    answers || { kill $manager; skip "the user manager does not come up: $(cat manager.log)"; }

    # 252 knows all that it says; pages of the manual are not installed here.
    systemd-analyze --user --man=no verify .config/systemd/user/sampledb.service ||
        complain 'the unit is not sound'

    # The folder may be read only, and a pressed machine must not keep us from working.
    sampledb folder add Samples >/dev/null
    mkdir .config/sampledb
    printf 'cpu-pressure = 0\nio-pressure = 0\non-battery = work\nsettle = 100ms\npoll = 1s\n' \
        >.config/sampledb/config
    chmod a-w Samples/*.wav

    say start sampledb || complain 'it does not start'
    pid=$(say show -p MainPID --value sampledb)
    eventually rows 2
    cp Samples/a.wav Samples/c.wav # heard of, and analysed by a worker behind both walls
    eventually rows 3
    eventually status_has "^folders  *watched .* /mnt/home/Samples"

    for line in 'NoNewPrivs:	1' 'Seccomp:	2' 'CapBnd:	0000000000000000' \
        'CapEff:	0000000000000000' 'Umask:	0077'; do
        grep -q "^$line" /proc/"$pid"/status || complain "not '$line'"
    done
    grep -q '^Max core file size  *0 ' /proc/"$pid"/limits || complain 'it may dump core'
    [ "$(readlink /proc/"$pid"/ns/user)" != "$(readlink /proc/self/ns/user)" ] ||
        complain 'it is in our user namespace'
    awk '$5 == "/" && $6 ~ /^ro/ { n++ } $5 ~ /sampledb$/ && $6 ~ /^rw/ { n++ }
        END { exit n < 2 }' /proc/"$pid"/mountinfo || complain 'it may write elsewhere'

    # A drive comes, and can be taken away again.
    touch plug
    eventually test -e Drive/a.wav
    sampledb folder add Drive >/dev/null
    eventually rows 4
    touch unplug
    eventually test -e unplugged
    eventually drive_is offline

    say reload sampledb || complain 'it does not reload'
    began=$(date +%s%N)
    say stop sampledb
    [ $((($(date +%s%N) - began) / 1000000)) -lt 4000 ] || complain 'it is slow to stop'
    [ "$(say show -p Result --value sampledb)" = success ] || complain 'it ended badly'
    [ ! -e /run/user/$user/sampledb ] || complain 'its socket is left'
    rc=0
    sampledb status >/dev/null || rc=$?
    [ $rc -eq 3 ] || complain "status $rc of status without a daemon"
    kill $manager
    wait $manager 2>/dev/null || true
}

case ${1:-} in
inside) prepare "$2" ;;
user)
    as_user
    exit 0
    ;;
esac

. "${0%/*}/lib.sh"
: "${TOP:?is not set; run this with make check}"
[ "$(id -u)" -eq 0 ] || skip 'only root can make the namespace'
for c in systemctl setpriv sqlite3; do
    command -v $c >/dev/null || skip "$c is missing"
done
[ "$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')" -ge 252 ] ||
    skip 'systemd is older than 252'
unshare -m mount --make-rprivate / 2>/dev/null || skip 'no mount namespaces'
grep -qw cgroup2 /proc/filesystems || skip 'no cgroup2'
! grep -q __asan_init "$SAMPLEDB" ||
    skip 'AddressSanitizer needs more rights than the unit grants'
mkdir samples
wav samples/a.wav 440
wav samples/b.wav 330
script=$(cd "$TOP/tests/cli" && pwd)/service.sh
cp "$script" service.sh
chmod 755 . service.sh
rc=0
timeout 120 unshare -m sh service.sh inside "$dir/service.sh" || rc=$?
exit $rc
