#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
// A sample library asked from JavaScript: the surest kicks, bass loops, what changes, a correction.
'use strict';
const os = require('os');
const path = require('path');
const { setTimeout: pause } = require('timers/promises');
const Database = require('better-sqlite3');

const LIBRARY = 0x53444231; // "SDB1", the application_id of a sample library
const READ_MS = 5000; // SQLite locks readers out for moments only: after a crash
const WRITE_MS = 10000; // other writers are done within that
const LOOK_MS = 200; // how often to look whether anything was committed
const REPLY_MS = 10000; // how long to wait for what becomes of a correction
const PAGE = 500; // rows of the change feed to take in one go

function libraryPath() {
  const data = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  return process.env.SAMPLEDB_LIBRARY || path.join(data, 'sampledb', 'library.db');
}

// What an app would show, and go on.
class Told extends Error {}

function usage() {
  console.error('usage: sounds.js kicks | basses | follow [SEQ] | say SAMPLE TAG');
  process.exit(2);
}

function wholeNumber(arg) {
  return /^[0-9]{1,15}$/.test(arg) ? Number(arg) : usage();
}

// For reading: whatever this program does wrong, the library is safe.
function openReader() {
  const db = new Database(libraryPath(), { readonly: true, timeout: READ_MS });
  if (db.pragma('application_id', { simple: true }) !== LIBRARY)
    throw new Told('is no sample library');
  return db;
}

// For v1_feedback_in alone. The checkpoints are the daemon's: two programs that both make
// some can hit a bug of SQLite before 3.51.3. Keep the reader open meanwhile, else closing
// this one, as the last of all, would make one, too.
function withWriter(work) {
  const db = new Database(libraryPath(), { fileMustExist: true, timeout: WRITE_MS });
  try {
    db.pragma('wal_autocheckpoint = 0');
    return work(db);
  } finally {
    db.close();
  }
}

// Every column that is documented as "or null" may be.
const text = (value) => (value === null ? '-' : String(value));

// Rows of a sample's id, a number, and its path to show. To open the file, take
// v1_file.path_bytes: a name need not be UTF-8. all() ends the read transaction, which is
// what lets the daemon start its WAL file over; an iterate() that is left half read does not.
function printSamples(db, sql) {
  for (const { id, value, path: shown } of db.prepare(sql).all())
    console.log(`${id}\t${value === null ? '-' : value.toFixed(2)}\t${text(shown)}`);
}

function kicks(db) {
  printSamples(
    db,
    `SELECT id, category_confidence AS value, path FROM v1_sample
      WHERE category = 'drums.kick' AND available
      ORDER BY category_confidence DESC, id LIMIT 20`
  );
}

// "bass loop 120-126 bpm in A minor". The key is asked of v1_tag, which has whatever holds:
// what a user said, what a file states, or what was heard.
function basses(db) {
  printSamples(
    db,
    `SELECT id, bpm AS value, path FROM v1_sample
      WHERE (category = 'bass' OR category LIKE 'bass.%')
        AND form = 'loop' AND bpm BETWEEN 120 AND 126 AND available
        AND id IN (SELECT sample_id FROM v1_tag WHERE facet = 'key' AND tag = 'Am')
      ORDER BY bpm, id`
  );
}

// What happened after change seq, page by page: no read transaction lasts longer.
function* changes(db, seq) {
  const page = db.prepare(
    `SELECT c.seq, c.what, s.path FROM v1_change c
       LEFT JOIN v1_sample s ON s.id = c.sample_id
      WHERE c.seq > ? ORDER BY c.seq LIMIT ?`
  );
  let rows;
  do {
    rows = page.all(seq, PAGE);
    yield* rows;
    if (rows.length > 0) seq = rows[rows.length - 1].seq;
  } while (rows.length === PAGE);
}

// The bookmark is the app's: kept from one run to the next, it misses nothing.
async function follow(db, bookmark) {
  const last = db.prepare('SELECT max(seq) FROM v1_change').pluck().get() || 0;
  let seq = bookmark === undefined ? last : wholeNumber(bookmark);
  if (seq > last)
    throw new Told(`change ${seq} is not of this library, which may have been ` +
        'restored from a backup: read it all anew');
  for (let seen; ; await pause(LOOK_MS)) {
    // Costs next to nothing.
    const version = db.pragma('data_version', { simple: true });
    if (version === seen) continue;
    seen = version;
    for (const change of changes(db, seq)) {
      console.log(`${change.seq}\t${change.what}\t${text(change.path)}`);
      seq = change.seq;
    }
  }
}

// Put a correction into v1_feedback_in: its id there. immediate() waits for other writers;
// a transaction that begins by reading would fail instead.
function post(db, sample, tag) {
  const put = db.prepare(
    `INSERT INTO v1_feedback_in (sample_id, tag, verdict, actor) VALUES (?, ?, 1, 'sounds.js')`
  );
  const last = db.prepare('SELECT max(id) FROM v1_feedback_in').pluck();
  return db.transaction(() => {
    put.run(sample, tag);
    return last.get(); // ours: we have the lock
  }).immediate();
}

// What became of it: undefined once it was taken in, null while it waits, or why not.
async function awaitReply(db, id) {
  const reply = db.prepare('SELECT error FROM v1_feedback_in WHERE id = ?').pluck();
  const deaf = db.prepare("SELECT state = 'stopped' FROM v1_daemon").pluck();
  const end = Date.now() + REPLY_MS;
  let said;
  while ((said = reply.get(id)) === null && Date.now() < end && !deaf.get())
    await pause(LOOK_MS);
  return said;
}

// Say that a sample is what the tag says, and tell what becomes of that.
async function say(db, number, tag) {
  const sample = wholeNumber(number);
  const id = withWriter((writer) => post(writer, sample, tag));
  const said = await awaitReply(db, id);
  if (said) {
    // It stays until its app has read why, and takes it back.
    withWriter((writer) => writer.prepare('DELETE FROM v1_feedback_in WHERE id = ?').run(id));
    console.log(`refused: ${said}`);
    return 1;
  }
  if (said === null) {
    console.log('waits: for sampledb watch, index or tag');
    return 0;
  }
  const worn = db.prepare(
    'SELECT facet, tag, source FROM v1_tag WHERE sample_id = ? ORDER BY facet, tag'
  );
  for (const row of worn.all(sample))
    console.log(`${row.facet}:${row.tag}\t${row.source}`);
  return 0;
}

const commands = {
  kicks: { run: kicks, least: 0, most: 0 },
  basses: { run: basses, least: 0, most: 0 },
  follow: { run: follow, least: 0, most: 1 },
  say: { run: say, least: 2, most: 2 },
};

async function main([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : usage();
  if (args.length < command.least || args.length > command.most) usage();
  let db;
  try {
    db = openReader();
    process.exitCode = await command.run(db, ...args);
  } catch (e) {
    if (!(e instanceof Told) && !(e instanceof Database.SqliteError)) throw e;
    console.error(`sounds: ${libraryPath()}: ${e.message}`);
    process.exitCode = 1;
  } finally {
    if (db) db.close();
  }
}

process.stdout.on('error', () => process.exit(1)); // whoever reads has gone
main(process.argv.slice(2));
