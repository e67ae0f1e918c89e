#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A sample library asked from Python: the surest kicks, bass loops, what changes, a correction."""

import argparse
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

LIBRARY = 0x53444231  # "SDB1", the application_id of a sample library
READ_S = 5  # SQLite locks readers out for moments only: after a crash
WRITE_S = 10  # other writers are done within that
LOOK_S = 0.2  # how often to look whether anything was committed
REPLY_S = 10  # how long to wait for what becomes of a correction
PAGE = 500  # rows of the change feed to take in one go


def library_path():
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    path = os.environ.get("SAMPLEDB_LIBRARY") or f"{data}/sampledb/library.db"
    return Path(path).expanduser().absolute()


def open_library(mode, timeout):
    # as_uri() quotes a "?" or "%" in the name. isolation_level=None: a statement is a
    # transaction, and none stays open behind our back.
    uri = f"{library_path().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def open_reader():
    """For reading: whatever this program does wrong, the library is safe."""
    db = open_library("ro", READ_S)
    if number(db, "PRAGMA application_id") != LIBRARY:
        sys.exit(f"sounds: {library_path()}: is no sample library")
    return db


def open_writer():
    """For v1_feedback_in alone.

    The checkpoints are the daemon's: two programs that both make some can hit a bug of
    SQLite before 3.51.3. Keep the reader open meanwhile, else closing this one, as the
    last of all, would make one, too.
    """
    db = open_library("rw", WRITE_S)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    return db


def number(db, sql):
    """The only number that a query gives; 0 for NULL."""
    return db.execute(sql).fetchone()[0] or 0


def text(value):
    """Every column that is documented as "or null" may be."""
    return "-" if value is None else f"{value:.2f}" if isinstance(value, float) else value


def print_samples(db, sql):
    """Rows of a sample's id, a number, and its path to show.

    To open the file, take v1_file.path_bytes: a name need not be UTF-8. fetchall() ends the
    read transaction, which is what lets the daemon start its WAL file over; a cursor that
    is left half read does not.
    """
    for sample, value, path in db.execute(sql).fetchall():
        print(sample, text(value), text(path), sep="\t")


def kicks(db):
    print_samples(
        db,
        """SELECT id, category_confidence, path FROM v1_sample
            WHERE category = 'drums.kick' AND available
            ORDER BY category_confidence DESC, id LIMIT 20""",
    )


def basses(db):
    """Bass loops of 120 to 126 bpm in A minor.

    The key is asked of v1_tag, which has whatever holds: what a user said, what a file
    states, or what was heard.
    """
    print_samples(
        db,
        """SELECT id, bpm, path FROM v1_sample
            WHERE (category = 'bass' OR category LIKE 'bass.%')
              AND form = 'loop' AND bpm BETWEEN 120 AND 126 AND available
              AND id IN (SELECT sample_id FROM v1_tag WHERE facet = 'key' AND tag = 'Am')
            ORDER BY bpm, id""",
    )


def changes(db, seq):
    """What happened after change seq, page by page: no read transaction lasts longer."""
    while True:
        rows = db.execute(
            """SELECT c.seq, c.what, s.path FROM v1_change c
                 LEFT JOIN v1_sample s ON s.id = c.sample_id
                WHERE c.seq > ? ORDER BY c.seq LIMIT ?""",
            (seq, PAGE),
        ).fetchall()
        yield from rows
        if len(rows) < PAGE:
            return
        seq = rows[-1][0]


def follow(db, bookmark=None):
    """The bookmark is the app's: kept from one run to the next, it misses nothing."""
    last = number(db, "SELECT max(seq) FROM v1_change")
    seq = last if bookmark is None else bookmark
    if seq > last:
        sys.exit(
            f"sounds: change {seq} is not of this library, which may have been "
            "restored from a backup: read it all anew"
        )
    seen = None
    while True:
        # Costs next to nothing; an app asks in a timer of its event loop.
        version = number(db, "PRAGMA data_version")
        if version != seen:
            seen = version
            for seq, what, path in changes(db, seq):
                print(seq, what, text(path), sep="\t")
            sys.stdout.flush()
        time.sleep(LOOK_S)


def post(db, sample, tag):
    """Put a correction into v1_feedback_in: its id there."""
    # Waits for other writers; a transaction that begins by reading would fail instead.
    db.execute("BEGIN IMMEDIATE")
    with db:  # COMMIT, or ROLLBACK
        db.execute(
            """INSERT INTO v1_feedback_in (sample_id, tag, verdict, actor)
               VALUES (?, ?, 1, 'sounds.py')""",
            (sample, tag),
        )
        return number(db, "SELECT max(id) FROM v1_feedback_in")  # ours: we have the lock


def reply(db, entry):
    """What became of it: "" while it waits, None once it was taken in, or why not."""
    row = db.execute("SELECT error FROM v1_feedback_in WHERE id = ?", (entry,)).fetchone()
    return None if row is None else row[0] or ""


def await_reply(db, entry):
    end = time.monotonic() + REPLY_S
    while (said := reply(db, entry)) == "" and time.monotonic() < end:
        if number(db, "SELECT state = 'stopped' FROM v1_daemon"):
            break  # nobody listens
        time.sleep(LOOK_S)
    return said


def say(db, sample, tag):
    """Say that a sample is what the tag says, and tell what becomes of that."""
    with closing(open_writer()) as writer:
        entry = post(writer, sample, tag)
    said = await_reply(db, entry)
    if said:  # it stays until its app has read why, and takes it back
        with closing(open_writer()) as writer:
            writer.execute("DELETE FROM v1_feedback_in WHERE id = ?", (entry,))
        print(f"refused: {said}")
        return 1
    if said == "":
        print("waits: for sampledb watch, index or tag")
        return 0
    for facet, worn, source in db.execute(
        "SELECT facet, tag, source FROM v1_tag WHERE sample_id = ? ORDER BY facet, tag",
        (sample,),
    ).fetchall():
        print(f"{facet}:{worn}\t{source}")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="sounds.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("kicks", help="the 20 surest kicks")
    commands.add_parser("basses", help="bass loops of 120 to 126 bpm in A minor")
    changed = commands.add_parser("follow", help="what changes, as it happens")
    changed.add_argument("seq", type=int, nargs="?", help="the last change that you know")
    word = commands.add_parser("say", help="correct a sample's tag")
    word.add_argument("sample", type=int)
    word.add_argument("tag", help="such as drums.snare or key:Am")
    args = parser.parse_args()
    try:
        with closing(open_reader()) as db:
            if args.command == "kicks":
                kicks(db)
            elif args.command == "basses":
                basses(db)
            elif args.command == "follow":
                follow(db, args.seq)
            else:
                return say(db, args.sample, args.tag)
    except sqlite3.Error as e:
        sys.exit(f"sounds: {library_path()}: {e}")
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
