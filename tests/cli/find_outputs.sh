#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# find: tables, playlists, rows of one's own, and folders made of what was found.
. "${0%/*}/lib.sh"
s=$HOME/Samples
mkdir -p "$s/odd"
wav "$s/odd/=cmd(),\"x\".wav" 1200
wav "$s/odd/ two
lines.wav" 1300
wav "$s/odd/$(printf 'lat\351n.wav')" 1400
wav "$s/odd/SNARE.wav" 1500
wav "$s/odd/$(printf '\033[31m')日本の太鼓.wav" 1450
demo
label
names='id,sample_id,path,path_hex,name,size,mtime_ns,state,error,format,duration_s,rate_hz,channels,form,form_confidence,category,category_confidence,bpm,note,peak_db,brightness,confidence,distance'
cr=$(printf '\r')

# --csv: the columns of --json, CRLF, quotes where they are needed, and nothing else changed.
ok find --csv kick
lines 4
[ "$(head -n 1 out)" = "$names$cr" ] || die "head: $(cat -A out)"
[ "$(grep -c "$cr\$" out)" -eq 4 ] || die "no CRLF: $(cat -A out)"
has "^[0-9]+,[0-9]+,$s/Kicks/kick 01.wav,,kick 01.wav,1644,[0-9]+,ok,,WAV PCM 8,0.2,8000,1,oneshot,0.99,drums.kick,0.93,,,"
ok find --csv cmd
has ",\"=cmd\(\),\"\"x\"\".wav\",1644,"
ok find --csv path:odd
sed 1d out | tr -d '\r' >rows.csv
sqlite3 :memory: '.mode csv' 'CREATE TABLE t (id,sample_id,path,path_hex,name)' \
    '.import rows.csv t' 'SELECT count(*) FROM t' >count 2>/dev/null
[ "$(cat count)" = 5 ] || die "another program reads $(cat count) rows of: $(cat rows.csv)"
ok find --csv xylophone
lines 1

# --m3u: a playlist with whole paths; what it cannot say is named on stderr.
ok find --m3u kick -copy
printf '#EXTM3U\n#EXTINF:1,kick 01\n%s\n#EXTINF:1,kick 02\n%s\n' \
    "$s/Kicks/kick 01.wav" "$s/Kicks/kick 02.wav" | cmp -s - out || die "playlist: $(cat out)"
run find --m3u path:odd
[ $rc -eq 0 ] || die "--m3u: status $rc"
says 'left out, since no playlist can hold its name: '
[ "$(wc -l <err)" -eq 1 ] || die "--m3u: $(cat err)"
lines 9
grep -qF "$(printf 'lat\351n.wav')" out || die 'a playlist has other bytes than the file'

# --format: the user's own rows, of every column of both views.
ok find --format '{name}\t{category}\t{category_confidence:.1f}' kick -copy
printf 'kick 01.wav\tdrums.kick\t0.9\nkick 02.wav\tdrums.kick\t0.8\n' | cmp -s - out || die "$(cat out)"
ok find --format '[{name:>14}] [{name:<14}] [{name:.4}] [{size:8}] {{{error|none}}}' 'kick 01'
[ "$(cat out)" = '[   kick 01.wav] [kick 01.wav   ] [kic…] [    1644] {none}' ] || die "$(cat out)"
ok find --format '{hash} {folder_id} {files} {available} {model_id} {tags}' 'kick 01'
has '^[0-9a-f]{32} 1 2 1 1 category:drums.kick; form:oneshot$'
for column in $(q "SELECT name FROM pragma_table_info('v1_file') UNION
                   SELECT name FROM pragma_table_info('v1_sample')"); do
    ok find --format "{$column}" 'kick 01'
    lines 1
done
ok find -0 --format '{path_bytes}' path:odd
[ "$(xargs -0 sh -c 'for f; do [ -f "$f" ] || echo "$f"; done' sh <out)" = '' ] ||
    die 'a path of -0 --format is no file'
while IFS='|' read -r format said; do
    fails 2 "sampledb find: format: column $said" find --format "$format" kick
done <<'END'
{pth}|2: there is no field 'pth'; did you mean 'path'?
日本 {|7: here goes the name of a field, such as {path}
{path|1: this { has no }; a { by itself is {{
a}b|2: this } has no {; a } by itself is }}
{bpm:5z}|7: a field is {NAME:[<>][WIDTH][.PRECISION][f|n]|TEXT}
{bpm:.f}|7: after the point comes a number
{bpm:1000}|6: that is too wide
{bpm!}|5: after a name comes :, | or }
a\x|2: after \ comes t, n, r, 0 or \
END

# A terminal: columns that fit, and nothing that steers it.
on_terminal() { # COLUMNS, then the arguments
    columns=$1
    shift
    echo end | TERM=xterm LC_ALL=C.UTF-8 "$TERMINAL" sh -c '
        stty cols "$0"; exec "$@"' "$columns" "$SAMPLEDB" "$@" >out 2>&1 || die "$(cat out)"
}
on_terminal 64 find
has '^drums.kick 0.93  oneshot  0.20 s  ….*/Kicks/kick 01.wav$'
for kind in --csv --m3u --json; do
    on_terminal 80 find $kind name:太鼓
    has '太鼓'
    ! grep -q "$(printf '\033')" out || die "$kind steers the terminal"
done
on_terminal 80 find --format '{path}' name:太鼓
! grep -q "$(printf '\033')" out || die '--format steers the terminal'

# --copy-to: each sound once, the bytes as they are, and none of the files found changed.
before() { find "$s" -type f -exec stat -c '%n %Y %Z %s %i' {} + | sort; }
before >before
ok find --copy-to kit kick
has '^kit: 2 copied, 1 more files of the same sounds left out$'
cmp -s "$s/Kicks/kick 01.wav" 'kit/kick 01.wav' || die 'a copy differs'
cmp -s "$s/Kicks/kick 02.wav" 'kit/kick 02.wav' || die 'a copy differs'
[ "$(ls -A kit | wc -l)" -eq 2 ] || die "$(ls -A kit)"
ok find --copy-to kit kick
has '^kit: 2 there already, 1 more files of the same sounds left out$'

# -n counts sounds, not the files that have them: the surest kick has two.
ok find -n 2 --copy-to two kick
has '^two: 2 copied, 1 more files'
ok find -n 1 --copy-to one kick
has '^one: 1 copied'

# What is there stays; the copy gets a number, and is known again.
echo mine >'kit/snare.wav'
ln -s /nowhere 'kit/loop_120.wav'
ok find --copy-to kit name:snare -path:odd
ok find --copy-to kit name:snare -path:odd
has '^kit: 1 there already$'
[ "$(cat kit/snare.wav)" = mine ] || die 'a file was overwritten'
cmp -s "$s/Kicks/snare.wav" 'kit/snare 2.wav' || die 'no second name'
ok find --copy-to kit loop
cmp -s "$s/Vinyl Loops/loop_120.wav" 'kit/loop_120 2.wav' || die 'wrote to where a link leads'

# Names become such as travel.
ok find --copy-to travel path:odd
[ "$(ls travel)" = "$(printf '=cmd(),_x_.wav\nSNARE.wav\n_[31m日本の太鼓.wav\n_two_lines.wav\nlat_n.wav')" ] ||
    die "$(ls travel)"
ok find --copy-to same name:snare
[ "$(ls same)" = "$(printf 'SNARE 2.wav\nsnare.wav')" ] || die "alike but for capitals: $(ls same)"

# --link-to: symbolic links, again no doubles.
ok find --link-to links kick
has '^links: 2 linked, 1 more files'
[ "$(readlink 'links/kick 02.wav')" = "$s/Kicks/kick 02.wav" ] || die 'no link'
ok find --link-to links kick
has '^links: 2 there already, '
before >after
cmp -s before after || die 'files that were found have changed'

# What cannot be read is said, and the rest is copied.
mv "$s/Kicks/kick 02.wav" elsewhere
run find --copy-to some kick
[ $rc -eq 1 ] || die "status $rc"
says "$s/Kicks/kick 02.wav: No such file or directory"
has '^some: 1 copied, 1 more files of the same sounds left out, 1 failed$'
mv elsewhere "$s/Kicks/kick 02.wav"
fails 1 'sampledb find: none/kit: cannot make the folder: No such file or directory' \
    find --copy-to none/kit kick
echo file >file
fails 1 'sampledb find: file: Not a directory' find --copy-to file kick
ok find --copy-to empty xylophone
has '^empty: nothing was found$'

# Into a folder that the library watches: done, and said.
run find --copy-to "$s/kit" kick
[ $rc -eq 0 ] || die "status $rc"
says "$s/kit lies in $s: the copies will be indexed there, too"
