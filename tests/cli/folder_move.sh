#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# folder relocate, mark, unmark: rows stay as they are, and files that are not ours, too.
. "${0%/*}/lib.sh"
see='see: sampledb folder list'
demo
s=$HOME/Samples
more=$HOME/More
mkdir "$more"

# Misuse, and what is no folder.
fails 2 'sampledb folder: want relocate OLD NEW' folder relocate
fails 2 'sampledb folder: want relocate OLD NEW' folder relocate "$s"
fails 2 'sampledb folder: want relocate OLD NEW' folder relocate a b c
fails 2 'sampledb folder: mark which folder?' folder mark
fails 2 'sampledb folder: unmark which folder?' folder unmark
fails 1 "sampledb folder: $more: is no folder of the library; $see" folder relocate "$more" x
fails 1 "sampledb folder: $s/Kicks: is only a part of a folder of the library; $see" \
    folder relocate "$s/Kicks" "$more"
fails 1 "sampledb folder: $s/Kicks: is only a part of a folder of the library; $see" \
    folder mark "$s/Kicks"
fails 1 "sampledb folder: $HOME/no.db: no library here yet; make one with: sampledb index DIR" \
    --db "$HOME/no.db" folder relocate "$s" "$more"

# NEW is there, or --force says that it will be; it is no other folder, in none, around none.
fails 1 "sampledb folder: nosuch: No such file or directory; mount its drive first, or say --force" \
    folder relocate "$s" nosuch
echo x >plain
fails 1 'sampledb folder: plain: is not a folder; mount its drive first, or say --force' \
    folder relocate "$s" plain
mkdir -p "$more/inside"
ok folder add "$more"
for to in "$more" "$more/inside" "$HOME" /; do
    fails 2 "sampledb folder: $to is, holds or lies in a folder of the library: $more" \
        folder relocate "$s" "$to"
done
is "$s" "SELECT path FROM v1_folder WHERE id = 1"

# Moved on disk, relocated, crawled: every row is what it was, and nothing is analysed.
rows='SELECT group_concat(f.id || f.name || f.state || coalesce(f.sample_id, 0) ||
    coalesce(s.analysed_at, 0), char(10)) FROM v1_file f LEFT JOIN v1_sample s
    ON s.id = f.sample_id WHERE f.folder_id = 1'
sqlite3 "$library" 'UPDATE sample SET analysed_at = 7'
before=$(q "$rows")
odd=$HOME/$(printf 'odd %% _\033\351')
mv "$s" "$odd"
ok folder relocate "$s" "$odd"
grep -q "^relocated $s to $HOME/odd % _" out || die "relocate: $(cat out)"
! grep -q "$(printf '[\033\351]')" out || die 'a terminal gets control characters'
[ "$(q "$rows")" = "$before" ] || die "relocate changed rows: $(q "$rows")"
is "$(printf '%s' "$odd" | od -An -tx1 | tr -d ' \n' | tr '[:lower:]' '[:upper:]')" \
    'SELECT hex(path_bytes) FROM v1_folder WHERE id = 1'
run index -q
[ "$rc" -eq 0 ] || die "index: $(cat err)"
[ "$(q "$rows")" = "$before" ] || die "the crawl changed rows: $(q "$rows")"
mv "$odd" "$s"
ok folder relocate "$odd/" "$s"
ok folder relocate "$s" "$s/."
ok folder relocate --force "$s" "$HOME/not yet"
ok folder list
has "  $HOME/not yet$"
ok folder relocate "$HOME/not yet" "$s"
[ "$(q "$rows")" = "$before" ] || die "there and back: $(q "$rows")"

# A folder that is known by a name that has become a link.
mv "$more" "$HOME/Real"
ln -s Real "$more"
ok folder relocate "$more" "$HOME/Real"
[ "$(cat out)" = "relocated $more to $HOME/Real" ] || die "link: $(cat out)"
rm "$more"
ok folder remove -y "$HOME/Real"

# Mark: a file that was not there, with a number that the row has.
mark=$s/.sampledb-folder
is 0 'SELECT marked FROM v1_folder'
[ ! -e "$mark" ] || die 'marked unasked'
ok folder mark "$s"
[ "$(cat out)" = "marked $s" ] || die "mark: $(cat out)"
grep -Eq '^[0-9a-f]{32}$' "$mark" || die "the mark is $(cat "$mark")"
[ "$(cat "$mark")" = "$(sqlite3 "$library" 'SELECT marker FROM folder')" ] || die 'not the row'
is 1 'SELECT marked FROM v1_folder'
cp -p "$mark" kept
ok folder mark "$s"
[ "$(cat out)" = "already marked: $s" ] || die "mark twice: $(cat out)"
cmp -s "$mark" kept || die 'the mark was written anew'
rm "$mark"
ok folder mark "$s"
[ "$(cat out)" = "marked $s" ] && cmp -s "$mark" kept || die 'a lost mark is not made again'
run index -q
[ "$rc" -eq 0 ] && [ "$(q "$rows")" = "$before" ] || die "with a mark: $(cat err) $(q "$rows")"

# Another library finds it, and uses it. What is no mark of ours is never touched.
ok --db other.db folder add "$s"
ok --db other.db folder mark "$s"
[ "$(cat out)" = "marked before, now known: $s" ] || die "adopt: $(cat out)"
cmp -s "$mark" kept || die 'a mark was overwritten'
mkdir t u v
for d in t u v; do ok folder add "$d"; done
echo mine >elsewhere
ln -s ../elsewhere t/.sampledb-folder
mkdir u/.sampledb-folder
head -c 500 /dev/zero | tr '\0' x >v/.sampledb-folder
cp v/.sampledb-folder kept2
fails 1 'sampledb folder: t: .sampledb-folder: is no regular file' folder mark t
fails 1 'sampledb folder: u: .sampledb-folder: is no regular file' folder mark u
fails 1 'sampledb folder: v: .sampledb-folder: is no marker of ours' folder mark v
[ "$(cat elsewhere)" = mine ] && cmp -s v/.sampledb-folder kept2 || die 'a file was touched'
is 1 'SELECT sum(marked) FROM v1_folder'

# Unmark: the row forgets; the file goes if it is the one.
ok folder unmark t
[ "$(cat out)" = "is not marked: $dir/t" ] || die "unmark: $(cat out)"
[ -L t/.sampledb-folder ] || die 'a file that is not ours is gone'
ok folder unmark "$s"
[ "$(cat out)" = "no longer marked: $s" ] && [ ! -e "$mark" ] || die "unmark: $(cat out)"
ok folder mark "$s"
echo changed >"$mark"
ok folder unmark "$s"
[ "$(cat out)" = "no longer marked, its file stays: $s" ] || die "unmark: $(cat out)"
[ "$(cat "$mark")" = changed ] || die 'a file that is not ours was removed'
is 0 'SELECT sum(marked) FROM v1_folder'

# A drive that is away cannot be marked, but forgotten.
rm "$mark"
ok folder mark "$s"
mv "$s" "$HOME/away"
ok folder unmark "$s"
[ "$(cat out)" = "no longer marked, its file stays: $s" ] || die "unmark away: $(cat out)"
fails 1 "sampledb folder: $s: is not there; is its drive mounted?" folder mark "$s"
is 0 'SELECT sum(marked) FROM v1_folder'

# Where nothing can be written, nothing is remembered.
mkdir ro
chmod 755 "$dir"
ok folder add ro
chmod -R a+rwX "$HOME/.local" "$HOME"
chmod 555 ro
if as_other test -w "$library" && as_other test -x "$SAMPLEDB"; then
    rc=0
    as_other "$SAMPLEDB" --db "$library" folder mark ro >out 2>err || rc=$?
    [ $rc -eq 1 ] && grep -q '^sampledb folder: ro: .sampledb-folder: cannot be made: ' err ||
        die "mark in a read-only folder: $rc $(cat err)"
    is 0 'SELECT sum(marked) FROM v1_folder'
fi
