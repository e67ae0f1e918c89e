#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index: what it does to a library as files come, change, move, leave and return.
. "${0%/*}/lib.sh"

# index WANTED...: run it with --json; each WANTED is a part of the summary.
index() {
    ok index --json "$dir/s"
    for part in "$@"; do
        grep -qF -- "$part" out || die "no $part in: $(cat out)"
    done
}

mkdir -p s/drums/kicks s/bass
wav s/drums/kicks/a.wav 55
wav s/drums/kicks/b.wav 60
wav s/bass/c.wav 40 4000
cp s/bass/c.wav "s/bass/copy of c.wav"
echo "not audio by its name" >s/readme.txt
echo hidden >s/._a.wav

# The first run finds and analyses; a copy is one sample in two files.
ok index s
has '^4 files: 4 analysed; '
lines 1
is 4 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
is 3 "SELECT count(*) FROM v1_sample"
is 2 "SELECT files FROM v1_sample WHERE name = 'c.wav'"
is "$dir/s/bass/c.wav" "SELECT path FROM v1_file WHERE name = 'c.wav'"
is "0.2|8000|1|WAV PCM 8" \
    "SELECT duration_s, rate_hz, channels, format FROM v1_sample WHERE name = 'a.wav'"
is 12 "SELECT count(*) FROM v1_feature"

# Nothing changed: nothing is decoded, nothing is said in the change feed.
seq=$(q "SELECT max(seq) FROM v1_change")
index '"analysed": 0' '"unchanged": 4'
is "$seq" "SELECT max(seq) FROM v1_change"

# A renamed file and a moved folder keep their rows, and are not decoded again.
id=$(q "SELECT id FROM v1_file WHERE name = 'a.wav'")
mv s/drums/kicks/a.wav "s/drums/kicks/deep kick.wav"
mkdir s/moved
mv s/bass s/moved/low
index '"analysed": 0' '"moved": 3' '"missing": 0'
is "$dir/s/drums/kicks/deep kick.wav" "SELECT path FROM v1_file WHERE id = $id"
is "$dir/s/moved/low/c.wav" "SELECT path FROM v1_file WHERE name = 'c.wav'"
is 4 "SELECT count(*) FROM v1_file"

# A file moved to another drive has a new inode: its sound tells who it is.
sample=$(q "SELECT sample_id FROM v1_file WHERE name = 'b.wav'")
cp s/drums/kicks/b.wav s/b2.wav
rm s/drums/kicks/b.wav
index '"analysed": 1' '"missing": 1'
is "$sample" "SELECT sample_id FROM v1_file WHERE name = 'b2.wav'"
is "$dir/s/b2.wav" "SELECT path FROM v1_sample WHERE id = $sample"
is unavailable "SELECT state FROM v1_file WHERE name = 'b.wav'"

# Another name for the same inode shares the analysis.
ln s/b2.wav s/linked.wav
index '"analysed": 0' '"added": 1'
is "$sample" "SELECT sample_id FROM v1_file WHERE name = 'linked.wav'"

# New content at a known path is another sample; the old one is not forgotten.
rm s/b2.wav
wav s/b2.wav 999
index '"analysed": 1'
is 1 "SELECT count(*) FROM v1_sample WHERE id = $sample"

# Deleted files stay as rows, and are as they were when they come back.
mv s/moved away
index '"missing": 2' '"analysed": 0'
is 0 "SELECT available FROM v1_sample WHERE name = 'c.wav'"
mv away s/moved
index '"returned": 2' '"analysed": 0'
is 1 "SELECT available FROM v1_sample WHERE name = 'c.wav'"

# A drive that is gone, or an empty mount point, takes its folder offline: no row changes.
rows=$(q "SELECT group_concat(id || state) FROM file")
mv s gone
run index
[ "$rc" -eq 0 ] || die "status $rc: $(cat err)"
grep -qF "$dir/s: No such file or directory" err || die "$(cat err)"
has 'offline folders'
is offline "SELECT state FROM v1_folder"
is 0 "SELECT count(*) FROM v1_file WHERE state <> 'unavailable'"
[ "$rows" = "$(q "SELECT group_concat(id || state) FROM file")" ] || die "rows changed"
mkdir s
run index
is offline "SELECT state FROM v1_folder"
rmdir s
mv gone s
index '"analysed": 0' '"offline": 0'
is ok "SELECT state FROM v1_folder"
[ "$rows" = "$(q "SELECT group_concat(id || state) FROM file")" ] || die "rows changed"

# A part of a folder, and a folder around a folder.
wav s/moved/low/new.wav 77
wav s/elsewhere.wav 78
ok index --json "$dir/s/moved"
has '"analysed": 1'
ok index --json "$dir"
is 1 "SELECT count(*) FROM v1_folder"
is "$dir" "SELECT path FROM v1_folder"
is "$id" "SELECT id FROM v1_file WHERE path = '$dir/s/drums/kicks/deep kick.wav'"

# --force analyses all again, and the samples stay who they are.
n=$(q "SELECT count(*) FROM v1_sample")
ok index --json --force -j 1
has '"unchanged": 0'
is "$n" "SELECT count(*) FROM v1_sample"

# The change feed has no gaps.
is 1 "SELECT max(seq) = count(*) FROM v1_change"
is ok "PRAGMA integrity_check"

# What cannot be meant.
fails 1 "sampledb index: nowhere: is not a folder; give a folder of samples" index nowhere
fails 2 "sampledb index: --jobs wants a number from 1 to 256, not 'many'" index -j many .
