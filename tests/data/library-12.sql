-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 12, as sampledb of that version has left it
-- (tests/data/library.sh): what an upgrade starts from.
PRAGMA application_id = 1396982321;
PRAGMA user_version = 12;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE folder (
  id         INTEGER PRIMARY KEY,
  path       BLOB    NOT NULL UNIQUE CHECK (length(path) > 0),
  display    TEXT,
  state      TEXT    NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'offline')),
  why        TEXT,
  since      INTEGER NOT NULL DEFAULT (unixepoch()),
  device     INTEGER,
  inode      INTEGER,
  crawled_at INTEGER
, fs INTEGER, marker TEXT CHECK (length(marker) > 0), coverage TEXT NOT NULL DEFAULT 'on demand'
  CHECK (coverage IN ('on demand', 'watched', 'polled', 'offline')), coverage_why TEXT, coverage_since INTEGER) STRICT;
INSERT INTO folder VALUES(1,X'2f6d75736963',NULL,'ok',NULL,1795451066,65024,11166716,1795451066,4079990279240404495,NULL,'on demand',NULL,1795451066);
INSERT INTO folder VALUES(2,X'2f6472697665',NULL,'offline','No such file or directory',1795451066,65024,11166728,1795451066,4079990279240404495,NULL,'on demand',NULL,1795451066);
CREATE TABLE dir (
  id        INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
  parent_id INTEGER REFERENCES dir ON DELETE CASCADE,
  path      BLOB    NOT NULL,
  display   TEXT,
  device    INTEGER NOT NULL, shown TEXT,
  UNIQUE (folder_id, path),
  CHECK ((parent_id IS NULL) = (length(path) = 0))
) STRICT;
INSERT INTO dir VALUES(1,1,NULL,X'',NULL,65024,'/music/');
INSERT INTO dir VALUES(2,1,1,X'42617373204c6f6f7073',NULL,65024,'/music/Bass Loops/');
INSERT INTO dir VALUES(3,1,1,X'4b69636b73',NULL,65024,'/music/Kicks/');
INSERT INTO dir VALUES(4,2,NULL,X'',NULL,65024,'/drive/');
INSERT INTO dir VALUES(5,2,4,X'56696e796c',NULL,65024,'/drive/Vinyl/');
CREATE TABLE sample (
  id                  INTEGER PRIMARY KEY,
  hash                BLOB    NOT NULL UNIQUE CHECK (length(hash) = 16),
  frames              INTEGER NOT NULL CHECK (frames > 0),
  rate_hz             INTEGER NOT NULL CHECK (rate_hz > 0),
  channels            INTEGER NOT NULL CHECK (channels > 0),
  duration_s          REAL    NOT NULL CHECK (duration_s >= 0),
  peak_db             REAL,
  brightness_hz       REAL,
  form                TEXT    CHECK (form IN ('oneshot', 'loop')),
  form_confidence     REAL    CHECK (form_confidence BETWEEN 0 AND 1),
  category            TEXT,
  category_confidence REAL    CHECK (category_confidence BETWEEN 0 AND 1),
  bpm                 REAL    CHECK (bpm > 0),
  note                INTEGER CHECK (note BETWEEN 0 AND 127),
  model_id            INTEGER REFERENCES model,
  analysed_at         INTEGER NOT NULL
, audio_category TEXT, audio_category_confidence REAL
  CHECK (audio_category_confidence BETWEEN 0 AND 1), audio_form TEXT CHECK (audio_form IN ('oneshot', 'loop')), audio_form_confidence REAL
  CHECK (audio_form_confidence BETWEEN 0 AND 1), renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1)), file_id INTEGER, key TEXT, added_at INTEGER) STRICT;
INSERT INTO sample VALUES(1,X'3ec61005d6c5745018e7d5014976bc27',1600,8000,1,0.2000000000000000111,-0.70655924081802368164,697.79125976562499998,'oneshot',0.99999976158142089843,NULL,NULL,NULL,NULL,1,1795451066,NULL,NULL,'oneshot',0.99999976158142089843,0,1,NULL,NULL);
INSERT INTO sample VALUES(2,X'b19fe52074671713f14edfba2afd9c6c',1600,8000,1,0.2000000000000000111,-1.475724339485168457,46.86525726318359375,'oneshot',0.99999779462814331054,'drums.kick',1.0,NULL,NULL,1,1795451066,'drums.kick',0.85460537672042846679,'oneshot',0.99999779462814331054,0,4,NULL,1795451066);
INSERT INTO sample VALUES(3,X'583d9724b4a84e57edd08e89588388c9',8000,8000,1,1.0,-0.78048217296600341796,54.463661193847656251,'loop',1.0,'bass',0.86790996789932250976,120.0,NULL,1,1795451066,NULL,NULL,'oneshot',0.98477643728256225585,0,3,'Am',NULL);
INSERT INTO sample VALUES(4,X'4fae775f85941a507b31266ed81ff944',1600,8000,1,0.2000000000000000111,-0.78048217296600341796,897.98187255859374996,'oneshot',0.99999952316284179687,NULL,NULL,NULL,NULL,1,1795451066,NULL,NULL,'oneshot',0.99999952316284179687,0,6,NULL,NULL);
CREATE TABLE file (
  id        INTEGER PRIMARY KEY,
  dir_id    INTEGER NOT NULL REFERENCES dir ON DELETE CASCADE,
  name      BLOB    NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  display   TEXT,
  size      INTEGER NOT NULL CHECK (size >= 0),
  mtime_ns  INTEGER NOT NULL,
  inode     INTEGER NOT NULL,
  state     TEXT    NOT NULL
            CHECK (state IN ('pending', 'ok', 'failed', 'unsupported', 'unavailable')),
  sample_id INTEGER REFERENCES sample,
  format    TEXT,
  error     TEXT,
  analysis  INTEGER,
  program   TEXT,
  UNIQUE (dir_id, name),
  CHECK (state <> 'ok' OR sample_id IS NOT NULL)
) STRICT;
INSERT INTO file VALUES(1,1,X'636166e92e776176','caf�.wav',1644,1795451066485312113,11166734,'ok',1,'WAV PCM 8',NULL,3,NULL);
INSERT INTO file VALUES(2,1,X'62726f6b656e2e776176',NULL,9,1795451066509312114,11166739,'failed',NULL,NULL,'not an audio file',3,'0.1.0');
INSERT INTO file VALUES(3,2,X'62617373203132302e776176',NULL,8076,1795451066501312114,11166735,'ok',3,'WAV PCM 8',NULL,3,NULL);
INSERT INTO file VALUES(4,3,X'6b69636b20312e776176',NULL,1644,1795451066473312113,11166730,'ok',2,'WAV PCM 8',NULL,3,NULL);
INSERT INTO file VALUES(5,3,X'636f70792e776176',NULL,1644,1795451066481420266,11166731,'ok',2,'WAV PCM 8',NULL,3,NULL);
INSERT INTO file VALUES(6,5,X'736e6172652e776176',NULL,1644,1795451066509312114,11166736,'ok',4,'WAV PCM 8',NULL,3,NULL);
CREATE TABLE embedded (
  file_id    INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE,
  bpm        REAL,
  beats      INTEGER,
  meter_num  INTEGER,
  meter_den  INTEGER,
  root_note  INTEGER,
  fine_cents REAL,
  loop_start INTEGER,
  loop_end   INTEGER,
  loops      INTEGER NOT NULL,
  cues       INTEGER NOT NULL,
  one_shot   INTEGER NOT NULL CHECK (one_shot IN (0, 1)),
  is_loop    INTEGER NOT NULL CHECK (is_loop IN (0, 1)),
  title      TEXT,
  artist     TEXT,
  album      TEXT,
  genre      TEXT,
  comment    TEXT,
  software   TEXT,
  date       TEXT,
  originator TEXT
) STRICT;
INSERT INTO embedded VALUES(3,120.0,2,4,4,NULL,NULL,NULL,NULL,0,0,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
, trunk BLOB CHECK (length(trunk) = 16), made_by TEXT NOT NULL DEFAULT 'base'
  CHECK (made_by IN ('base', 'retrain', 'import')), parent_id INTEGER REFERENCES model, before_id INTEGER REFERENCES model, corrections INTEGER NOT NULL DEFAULT 0 CHECK (corrections >= 0), used_at INTEGER, leaves INTEGER CHECK (leaves > 0), leaf_threshold REAL, parent_threshold REAL, form_threshold REAL) STRICT;
INSERT INTO model VALUES(1,'6b8e4c0875cf93bd708b738fefccab28','cnn-texture',1,'{}',1795451066,1,X'354cbd8c628d0ca9f279b310c2469b2c','base',NULL,NULL,0,1795451067,33,0.75499999523162841796,0.82499998807907104492,0.89499998092651367187);
INSERT INTO model VALUES(2,'0db1bedd4925ed49b2fc950367e27bdf','linear',1,'{}',1795451067,0,X'c0012965b64c69274ebe9baea5979cf5','import',NULL,1,0,1795451067,4,2.0,2.0,2.0);
CREATE TABLE tag (
  id    INTEGER PRIMARY KEY,
  facet TEXT NOT NULL CHECK (length(facet) > 0),
  name  TEXT NOT NULL CHECK (length(name) > 0),
  UNIQUE (facet, name)
) STRICT;
INSERT INTO tag VALUES(1,'category','drums.kick');
INSERT INTO tag VALUES(2,'category','drums.snare');
INSERT INTO tag VALUES(3,'category','drums.clap');
INSERT INTO tag VALUES(4,'category','drums.rim');
INSERT INTO tag VALUES(5,'category','drums.hat.closed');
INSERT INTO tag VALUES(6,'category','drums.hat.open');
INSERT INTO tag VALUES(7,'category','drums.cymbal.crash');
INSERT INTO tag VALUES(8,'category','drums.cymbal.ride');
INSERT INTO tag VALUES(9,'category','drums.tom');
INSERT INTO tag VALUES(10,'category','drums.perc.hand');
INSERT INTO tag VALUES(11,'category','drums.perc.metal');
INSERT INTO tag VALUES(12,'category','drums.perc.wood');
INSERT INTO tag VALUES(13,'category','drums.perc.shaken');
INSERT INTO tag VALUES(14,'category','drums.kit');
INSERT INTO tag VALUES(15,'category','bass');
INSERT INTO tag VALUES(16,'category','tonal.keys');
INSERT INTO tag VALUES(17,'category','tonal.organ');
INSERT INTO tag VALUES(18,'category','tonal.mallet');
INSERT INTO tag VALUES(19,'category','tonal.plucked');
INSERT INTO tag VALUES(20,'category','tonal.strings');
INSERT INTO tag VALUES(21,'category','tonal.brass');
INSERT INTO tag VALUES(22,'category','tonal.woodwind');
INSERT INTO tag VALUES(23,'category','tonal.synth.lead');
INSERT INTO tag VALUES(24,'category','tonal.synth.pad');
INSERT INTO tag VALUES(25,'category','tonal.synth.stab');
INSERT INTO tag VALUES(26,'category','music');
INSERT INTO tag VALUES(27,'category','vocal.voice');
INSERT INTO tag VALUES(28,'category','vocal.speech');
INSERT INTO tag VALUES(29,'category','fx.impact');
INSERT INTO tag VALUES(30,'category','fx.sweep');
INSERT INTO tag VALUES(31,'category','fx.blip');
INSERT INTO tag VALUES(32,'category','fx.noise');
INSERT INTO tag VALUES(33,'category','field.ambience');
INSERT INTO tag VALUES(34,'category','drums');
INSERT INTO tag VALUES(35,'category','drums.hat');
INSERT INTO tag VALUES(36,'category','drums.cymbal');
INSERT INTO tag VALUES(37,'category','drums.perc');
INSERT INTO tag VALUES(38,'category','tonal');
INSERT INTO tag VALUES(39,'category','tonal.synth');
INSERT INTO tag VALUES(40,'category','vocal');
INSERT INTO tag VALUES(41,'category','fx');
INSERT INTO tag VALUES(42,'category','field');
INSERT INTO tag VALUES(43,'form','oneshot');
INSERT INTO tag VALUES(44,'form','loop');
INSERT INTO tag VALUES(45,'length','short');
INSERT INTO tag VALUES(46,'envelope','decaying');
INSERT INTO tag VALUES(47,'character','tonal');
INSERT INTO tag VALUES(48,'character','punchy');
INSERT INTO tag VALUES(49,'brightness','dark');
INSERT INTO tag VALUES(50,'bpm','120');
INSERT INTO tag VALUES(51,'length','long');
INSERT INTO tag VALUES(52,'user','favourite');
INSERT INTO tag VALUES(53,'key','Am');
INSERT INTO tag VALUES(54,'user','dark');
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO tag_word VALUES('am',53);
INSERT INTO tag_word VALUES('ambience',33);
INSERT INTO tag_word VALUES('bass',15);
INSERT INTO tag_word VALUES('blip',31);
INSERT INTO tag_word VALUES('brass',21);
INSERT INTO tag_word VALUES('clap',3);
INSERT INTO tag_word VALUES('closed',5);
INSERT INTO tag_word VALUES('crash',7);
INSERT INTO tag_word VALUES('cymbal',7);
INSERT INTO tag_word VALUES('cymbal',8);
INSERT INTO tag_word VALUES('cymbal',36);
INSERT INTO tag_word VALUES('cymbal.crash',7);
INSERT INTO tag_word VALUES('cymbal.ride',8);
INSERT INTO tag_word VALUES('dark',49);
INSERT INTO tag_word VALUES('dark',54);
INSERT INTO tag_word VALUES('decaying',46);
INSERT INTO tag_word VALUES('drums',1);
INSERT INTO tag_word VALUES('drums',2);
INSERT INTO tag_word VALUES('drums',3);
INSERT INTO tag_word VALUES('drums',4);
INSERT INTO tag_word VALUES('drums',5);
INSERT INTO tag_word VALUES('drums',6);
INSERT INTO tag_word VALUES('drums',7);
INSERT INTO tag_word VALUES('drums',8);
INSERT INTO tag_word VALUES('drums',9);
INSERT INTO tag_word VALUES('drums',10);
INSERT INTO tag_word VALUES('drums',11);
INSERT INTO tag_word VALUES('drums',12);
INSERT INTO tag_word VALUES('drums',13);
INSERT INTO tag_word VALUES('drums',14);
INSERT INTO tag_word VALUES('drums',34);
INSERT INTO tag_word VALUES('drums',35);
INSERT INTO tag_word VALUES('drums',36);
INSERT INTO tag_word VALUES('drums',37);
INSERT INTO tag_word VALUES('drums.clap',3);
INSERT INTO tag_word VALUES('drums.cymbal',7);
INSERT INTO tag_word VALUES('drums.cymbal',8);
INSERT INTO tag_word VALUES('drums.cymbal',36);
INSERT INTO tag_word VALUES('drums.cymbal.crash',7);
INSERT INTO tag_word VALUES('drums.cymbal.ride',8);
INSERT INTO tag_word VALUES('drums.hat',5);
INSERT INTO tag_word VALUES('drums.hat',6);
INSERT INTO tag_word VALUES('drums.hat',35);
INSERT INTO tag_word VALUES('drums.hat.closed',5);
INSERT INTO tag_word VALUES('drums.hat.open',6);
INSERT INTO tag_word VALUES('drums.kick',1);
INSERT INTO tag_word VALUES('drums.kit',14);
INSERT INTO tag_word VALUES('drums.perc',10);
INSERT INTO tag_word VALUES('drums.perc',11);
INSERT INTO tag_word VALUES('drums.perc',12);
INSERT INTO tag_word VALUES('drums.perc',13);
INSERT INTO tag_word VALUES('drums.perc',37);
INSERT INTO tag_word VALUES('drums.perc.hand',10);
INSERT INTO tag_word VALUES('drums.perc.metal',11);
INSERT INTO tag_word VALUES('drums.perc.shaken',13);
INSERT INTO tag_word VALUES('drums.perc.wood',12);
INSERT INTO tag_word VALUES('drums.rim',4);
INSERT INTO tag_word VALUES('drums.snare',2);
INSERT INTO tag_word VALUES('drums.tom',9);
INSERT INTO tag_word VALUES('favourite',52);
INSERT INTO tag_word VALUES('field',33);
INSERT INTO tag_word VALUES('field',42);
INSERT INTO tag_word VALUES('field.ambience',33);
INSERT INTO tag_word VALUES('fx',29);
INSERT INTO tag_word VALUES('fx',30);
INSERT INTO tag_word VALUES('fx',31);
INSERT INTO tag_word VALUES('fx',32);
INSERT INTO tag_word VALUES('fx',41);
INSERT INTO tag_word VALUES('fx.blip',31);
INSERT INTO tag_word VALUES('fx.impact',29);
INSERT INTO tag_word VALUES('fx.noise',32);
INSERT INTO tag_word VALUES('fx.sweep',30);
INSERT INTO tag_word VALUES('hand',10);
INSERT INTO tag_word VALUES('hat',5);
INSERT INTO tag_word VALUES('hat',6);
INSERT INTO tag_word VALUES('hat',35);
INSERT INTO tag_word VALUES('hat.closed',5);
INSERT INTO tag_word VALUES('hat.open',6);
INSERT INTO tag_word VALUES('impact',29);
INSERT INTO tag_word VALUES('keys',16);
INSERT INTO tag_word VALUES('kick',1);
INSERT INTO tag_word VALUES('kit',14);
INSERT INTO tag_word VALUES('lead',23);
INSERT INTO tag_word VALUES('long',51);
INSERT INTO tag_word VALUES('loop',44);
INSERT INTO tag_word VALUES('mallet',18);
INSERT INTO tag_word VALUES('metal',11);
INSERT INTO tag_word VALUES('music',26);
INSERT INTO tag_word VALUES('noise',32);
INSERT INTO tag_word VALUES('oneshot',43);
INSERT INTO tag_word VALUES('open',6);
INSERT INTO tag_word VALUES('organ',17);
INSERT INTO tag_word VALUES('pad',24);
INSERT INTO tag_word VALUES('perc',10);
INSERT INTO tag_word VALUES('perc',11);
INSERT INTO tag_word VALUES('perc',12);
INSERT INTO tag_word VALUES('perc',13);
INSERT INTO tag_word VALUES('perc',37);
INSERT INTO tag_word VALUES('perc.hand',10);
INSERT INTO tag_word VALUES('perc.metal',11);
INSERT INTO tag_word VALUES('perc.shaken',13);
INSERT INTO tag_word VALUES('perc.wood',12);
INSERT INTO tag_word VALUES('plucked',19);
INSERT INTO tag_word VALUES('punchy',48);
INSERT INTO tag_word VALUES('ride',8);
INSERT INTO tag_word VALUES('rim',4);
INSERT INTO tag_word VALUES('shaken',13);
INSERT INTO tag_word VALUES('short',45);
INSERT INTO tag_word VALUES('snare',2);
INSERT INTO tag_word VALUES('speech',28);
INSERT INTO tag_word VALUES('stab',25);
INSERT INTO tag_word VALUES('strings',20);
INSERT INTO tag_word VALUES('sweep',30);
INSERT INTO tag_word VALUES('synth',23);
INSERT INTO tag_word VALUES('synth',24);
INSERT INTO tag_word VALUES('synth',25);
INSERT INTO tag_word VALUES('synth',39);
INSERT INTO tag_word VALUES('synth.lead',23);
INSERT INTO tag_word VALUES('synth.pad',24);
INSERT INTO tag_word VALUES('synth.stab',25);
INSERT INTO tag_word VALUES('tom',9);
INSERT INTO tag_word VALUES('tonal',16);
INSERT INTO tag_word VALUES('tonal',17);
INSERT INTO tag_word VALUES('tonal',18);
INSERT INTO tag_word VALUES('tonal',19);
INSERT INTO tag_word VALUES('tonal',20);
INSERT INTO tag_word VALUES('tonal',21);
INSERT INTO tag_word VALUES('tonal',22);
INSERT INTO tag_word VALUES('tonal',23);
INSERT INTO tag_word VALUES('tonal',24);
INSERT INTO tag_word VALUES('tonal',25);
INSERT INTO tag_word VALUES('tonal',38);
INSERT INTO tag_word VALUES('tonal',39);
INSERT INTO tag_word VALUES('tonal',47);
INSERT INTO tag_word VALUES('tonal.brass',21);
INSERT INTO tag_word VALUES('tonal.keys',16);
INSERT INTO tag_word VALUES('tonal.mallet',18);
INSERT INTO tag_word VALUES('tonal.organ',17);
INSERT INTO tag_word VALUES('tonal.plucked',19);
INSERT INTO tag_word VALUES('tonal.strings',20);
INSERT INTO tag_word VALUES('tonal.synth',23);
INSERT INTO tag_word VALUES('tonal.synth',24);
INSERT INTO tag_word VALUES('tonal.synth',25);
INSERT INTO tag_word VALUES('tonal.synth',39);
INSERT INTO tag_word VALUES('tonal.synth.lead',23);
INSERT INTO tag_word VALUES('tonal.synth.pad',24);
INSERT INTO tag_word VALUES('tonal.synth.stab',25);
INSERT INTO tag_word VALUES('tonal.woodwind',22);
INSERT INTO tag_word VALUES('vocal',27);
INSERT INTO tag_word VALUES('vocal',28);
INSERT INTO tag_word VALUES('vocal',40);
INSERT INTO tag_word VALUES('vocal.speech',28);
INSERT INTO tag_word VALUES('vocal.voice',27);
INSERT INTO tag_word VALUES('voice',27);
INSERT INTO tag_word VALUES('wood',12);
INSERT INTO tag_word VALUES('woodwind',22);
CREATE TABLE model_node (
  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  node     INTEGER NOT NULL CHECK (node >= 0),
  tag_id   INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (model_id, node)
) STRICT, WITHOUT ROWID;
INSERT INTO model_node VALUES(1,0,1);
INSERT INTO model_node VALUES(1,1,2);
INSERT INTO model_node VALUES(1,2,3);
INSERT INTO model_node VALUES(1,3,4);
INSERT INTO model_node VALUES(1,4,5);
INSERT INTO model_node VALUES(1,5,6);
INSERT INTO model_node VALUES(1,6,7);
INSERT INTO model_node VALUES(1,7,8);
INSERT INTO model_node VALUES(1,8,9);
INSERT INTO model_node VALUES(1,9,10);
INSERT INTO model_node VALUES(1,10,11);
INSERT INTO model_node VALUES(1,11,12);
INSERT INTO model_node VALUES(1,12,13);
INSERT INTO model_node VALUES(1,13,14);
INSERT INTO model_node VALUES(1,14,15);
INSERT INTO model_node VALUES(1,15,16);
INSERT INTO model_node VALUES(1,16,17);
INSERT INTO model_node VALUES(1,17,18);
INSERT INTO model_node VALUES(1,18,19);
INSERT INTO model_node VALUES(1,19,20);
INSERT INTO model_node VALUES(1,20,21);
INSERT INTO model_node VALUES(1,21,22);
INSERT INTO model_node VALUES(1,22,23);
INSERT INTO model_node VALUES(1,23,24);
INSERT INTO model_node VALUES(1,24,25);
INSERT INTO model_node VALUES(1,25,26);
INSERT INTO model_node VALUES(1,26,27);
INSERT INTO model_node VALUES(1,27,28);
INSERT INTO model_node VALUES(1,28,29);
INSERT INTO model_node VALUES(1,29,30);
INSERT INTO model_node VALUES(1,30,31);
INSERT INTO model_node VALUES(1,31,32);
INSERT INTO model_node VALUES(1,32,33);
INSERT INTO model_node VALUES(1,33,34);
INSERT INTO model_node VALUES(1,34,35);
INSERT INTO model_node VALUES(1,35,36);
INSERT INTO model_node VALUES(1,36,37);
INSERT INTO model_node VALUES(1,37,38);
INSERT INTO model_node VALUES(1,38,39);
INSERT INTO model_node VALUES(1,39,40);
INSERT INTO model_node VALUES(1,40,41);
INSERT INTO model_node VALUES(1,41,42);
INSERT INTO model_node VALUES(2,0,1);
INSERT INTO model_node VALUES(2,1,5);
INSERT INTO model_node VALUES(2,2,15);
INSERT INTO model_node VALUES(2,3,23);
INSERT INTO model_node VALUES(2,4,34);
INSERT INTO model_node VALUES(2,5,35);
INSERT INTO model_node VALUES(2,6,38);
INSERT INTO model_node VALUES(2,7,39);
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO change VALUES(1,NULL,'folder',1795451066);
INSERT INTO change VALUES(2,NULL,'folder',1795451066);
INSERT INTO change VALUES(3,1,'added',1795451066);
INSERT INTO change VALUES(4,2,'added',1795451066);
INSERT INTO change VALUES(5,3,'added',1795451066);
INSERT INTO change VALUES(6,2,'files',1795451066);
INSERT INTO change VALUES(7,4,'added',1795451066);
INSERT INTO change VALUES(8,NULL,'folder',1795451066);
INSERT INTO change VALUES(9,2,'tags',1795451066);
INSERT INTO change VALUES(10,2,'tags',1795451066);
INSERT INTO change VALUES(11,3,'tags',1795451066);
INSERT INTO change VALUES(12,2,'tags',1795451066);
INSERT INTO change VALUES(13,3,'tags',1795451066);
INSERT INTO change VALUES(14,1,'tags',1795451067);
INSERT INTO change VALUES(15,2,'tags',1795451067);
INSERT INTO change VALUES(16,3,'tags',1795451067);
INSERT INTO change VALUES(17,4,'tags',1795451067);
INSERT INTO change VALUES(18,1,'tags',1795451067);
INSERT INTO change VALUES(19,2,'tags',1795451067);
INSERT INTO change VALUES(20,3,'tags',1795451067);
INSERT INTO change VALUES(21,4,'tags',1795451067);
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES('names_applied','94f696b1a5c1d3fd0c39f692c3d3e180');
INSERT INTO setting VALUES('neighbours','354cbd8c628d0ca9f279b310c2469b2c');
CREATE TABLE IF NOT EXISTS "witness" (
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path', 'name')),
  tag_id     INTEGER NOT NULL REFERENCES tag,
  rank       INTEGER NOT NULL CHECK (rank >= 1),
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  model_id   INTEGER REFERENCES model,
  words      TEXT,
  place      TEXT    CHECK (place IN ('file', 'folder')),
  PRIMARY KEY (sample_id, source, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO witness VALUES(1,'name',33,1,0.76700001955032348632,NULL,'cafe','file');
INSERT INTO witness VALUES(2,'name',1,1,0.94999998807907104492,NULL,'kick','folder');
INSERT INTO witness VALUES(2,'user',1,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'file',50,1,NULL,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'name',15,1,0.93500000238418579101,NULL,'bass','file');
INSERT INTO witness VALUES(3,'name',44,1,0.85000002384185791015,NULL,'bass loop','folder');
INSERT INTO witness VALUES(3,'user',44,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',53,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',54,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(4,'name',2,1,0.93500000238418579101,NULL,'snare','file');
CREATE TABLE daemon (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT    NOT NULL
        CHECK (state IN ('stopped', 'starting', 'idle', 'working', 'paused')),
  why   TEXT,
  pid   INTEGER CHECK (pid > 0),
  since INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO daemon VALUES(1,'stopped',NULL,NULL,1795451066);
CREATE TABLE feedback (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid    BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
  hash    BLOB    NOT NULL CHECK (length(hash) = 16),
  facet   TEXT    NOT NULL CHECK (length(facet) > 0),
  tag     TEXT    NOT NULL CHECK (length(tag) > 0),
  verdict INTEGER NOT NULL CHECK (verdict IN (-1, 0, 1)),
  actor   TEXT    NOT NULL CHECK (length(actor) > 0),
  model   TEXT    CHECK (length(model) = 32),
  shown   TEXT    CHECK (length(shown) > 0),
  at_ms   INTEGER NOT NULL CHECK (at_ms >= 0)
) STRICT;
INSERT INTO feedback VALUES(1,X'a07d7a810a9c5f12f389c03bf63ea912',X'b19fe52074671713f14edfba2afd9c6c','category','drums.snare',1,'user','6b8e4c0875cf93bd708b738fefccab28','drums.kick',1795451066678);
INSERT INTO feedback VALUES(2,X'cc77df60ad3255b8bc199d98c71aeb00',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',1,'user','6b8e4c0875cf93bd708b738fefccab28',NULL,1795451066679);
INSERT INTO feedback VALUES(3,X'c07f609c675e356fe3b0a588e52f734a',X'b19fe52074671713f14edfba2afd9c6c','category','drums.tom',-1,'user','6b8e4c0875cf93bd708b738fefccab28','drums.kick',1795451066680);
INSERT INTO feedback VALUES(4,X'9966ec6910e80cd70a463dffcb9848a7',X'b19fe52074671713f14edfba2afd9c6c','category','drums.kick',1,'user',NULL,NULL,1795451066703);
INSERT INTO feedback VALUES(5,X'a9e7eb5d1be88d1cc2040d9df5d415d8',X'583d9724b4a84e57edd08e89588388c9','key','Am',1,'user','6b8e4c0875cf93bd708b738fefccab28',NULL,1795451066729);
INSERT INTO feedback VALUES(6,X'02f1e42b2250fe77e1002f895658c8f2',X'583d9724b4a84e57edd08e89588388c9','form','loop',1,'user','6b8e4c0875cf93bd708b738fefccab28','oneshot',1795451066730);
INSERT INTO feedback VALUES(7,X'4fb12b9d8dec1905f8e94a44234dd4b3',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',0,'user',NULL,NULL,1795451066755);
INSERT INTO feedback VALUES(8,X'e147638357d87154b80127b881541445',X'583d9724b4a84e57edd08e89588388c9','user','dark',1,'user','6b8e4c0875cf93bd708b738fefccab28',NULL,1795451066798);
INSERT INTO feedback VALUES(9,X'b23c88412297d9877bc7cfa1b9d929da',X'00112233445566778899aabbccddeeff','category','bass',-1,'an app',NULL,NULL,1795300000000);
CREATE TABLE rejected (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  tag_id    INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO rejected VALUES(2,9);
CREATE TABLE ledger (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  tail  INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES(1,1347,714351456);
CREATE TABLE feedback_in (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid      BLOB    NOT NULL UNIQUE DEFAULT (randomblob(16)) CHECK (length(uuid) = 16),
  sample_id INTEGER,
  hash      TEXT,
  tag       TEXT    NOT NULL,
  verdict   INTEGER NOT NULL CHECK (verdict IN (-1, 0, 1)),
  actor     TEXT    NOT NULL,
  at        INTEGER NOT NULL CHECK (at >= 0),
  error     TEXT
) STRICT;
INSERT INTO feedback_in VALUES(1,X'e23ec1c5a745d661cf1575059074c04b',1,NULL,'nonsense:x',1,'app',1795451066,'nonsense:x: a facet is category, form, bpm, key, note, length, brightness, envelope, character, quality or user');
CREATE TABLE model_data (
  model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  data     BLOB    NOT NULL
) STRICT;
INSERT INTO model_data VALUES(2,X'00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE heard (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  model_id  INTEGER REFERENCES model,
  tag1      INTEGER REFERENCES tag,
  tag2      INTEGER REFERENCES tag,
  tag3      INTEGER REFERENCES tag,
  tag4      INTEGER REFERENCES tag,
  tag5      INTEGER REFERENCES tag,
  p1        INTEGER CHECK (p1 BETWEEN 0 AND 1000000),
  p2        INTEGER CHECK (p2 BETWEEN 0 AND 1000000),
  p3        INTEGER CHECK (p3 BETWEEN 0 AND 1000000),
  p4        INTEGER CHECK (p4 BETWEEN 0 AND 1000000),
  p5        INTEGER CHECK (p5 BETWEEN 0 AND 1000000),
  loop      INTEGER CHECK (loop BETWEEN 0 AND 1000000)
) STRICT;
INSERT INTO heard VALUES(1,1,10,11,18,22,12,266060,256526,132744,82794,53050,2529);
INSERT INTO heard VALUES(2,1,1,15,9,10,14,854605,53047,19880,16652,5415,21457);
INSERT INTO heard VALUES(3,1,1,14,9,15,18,514123,175762,53280,49031,36861,298848);
INSERT INTO heard VALUES(4,1,11,18,10,31,12,274885,249801,204120,44133,34440,4600);
CREATE TABLE mel (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
INSERT INTO mel VALUES(1,1,X'53444246010001003e050000280c000054b34348780105c1bfab6ee95500e067ad77ef7dceb97333c60444d2a97f829d85a5958d7f8144b488208258088285858d8d9530fe425018b0b04d914251312a5a394102b63977c89d6b6626e73bf77cdf7ed7bb7c9e9fc37ffde72fffe2471f7df4677ffe177ff5d77ff3f1df7fe77bdffbf6c77ff9a77ff2c77ff4877ff0fbbff7bbbff3dbbff59bdffad66ffcfa377fed9bbf0a0000c09c5555b3aae6dcf7aa9a35ab6ace593567d59c5535010000b85c9e2e4f97cbd3d3d3e5c2e5e9e9f27479ba3c5d2e97a7cbe572b95c2ecfcf9767000000defce0f1f1f1078f8f8f8f8f6fbadf3e3e3e3e3e3ebe79f3e9a79f7efaf6d31ffef0ed67ef3effbfcfde010000f03f9ffcd3bffff3bf7cf73ffef11fbefba6ea8b7ffbd7fffefe279ffcef9b775ffee8f3a7a7cb8f3f7f99f5f2fc02000040ec77478ce5ac556b953546597d8b8a75a88a8dad01000058b96da1cf8eaaaaa55667c47cdfddbd658f111d5b030000b056444f9563adb52afb3a3352dd62a4915b6811000000acea3e4f917a552d712911c778c96d975b74ae900000008cd535df479a516b556dd965eddbec1819d94ba7010000c08a79ae6bb71755b57abb5fcbccb1af5a314677cd30000000b8ad79edf36cb3d65a656c3db63573d76745f272ae4e000000d65cef971ad155552b631bc71ed71839ce5aa8a8060000409fd791bbaca3565555e7d832af46869a91b6bd3200000070d6abbb3da21e72ad55d7ee883e82d551b3b3c7b025000000391e8edd666ca3aad64bccaa7ed8ac73595d63adee0c000000f2ee3eb3c6d85badb564cd8e3d6355196b861651000000e49e7d7c909955555559ddb945466f65d39119a34f000000622c771faea5e75aabe2b6464465da7b6564e788b10a0000802dd88ebaadeeae5a71c6de7d9323a38bce140d000000a256f7b5e4aa5ac3d8aaceca10e3aa6155020000d0ed366f6b2d3dd7aa6dcb54b3e8dc2a23bb7b9d0100004077579db3a2e7ac5a794459dddd99713f06abbb02000080ae5eb9cdeba873add5b2ae15bbd5c7a823a3d432000000b0568eb16fb9dbbbaaacf3aa8f9e35f6ca56ab6647030000b0627f45de6dfb5daf55e639eefae85ab2bbbaabaa0000002063ecf3ec94dbaaaa88dc0fd97aaeaed9a1490000004464cf193d57e75a15db7dc6de1971de66b51c32b7040000608d7d1e99f9fee5ccaa9a71a8517b8e3a6b45c44801000000798c758cd85fae2fab56dfd658679e23c232b714c3aa060000608bd563dbd29873559fb3a3a256878c8a8c9519b705000040d4b57bdb22735595fd36b7d0d7297227dd728c39000000707b8a3972dbee5fef6b6d47f616a7e73518d1fa263206000000777dec57e3fef54f7cfd6b55afef1f6277c62db75561adea5ebd030000e0eefe613bedfbc3fdc3abf3bc3f0e114d44dd6acef3bae65c5b010000f00b0488c88408ab85ee886861b539478e63cba17bae6b5dcfd2ddc77637f623565d5fced9f38c3dc716513f1e1fbe7a98cfbbb99f57afaa5eafba7b89fb0fbffe33bff4535f7ce7fbefea927767bd7ce55a5fb99d797d5d678e3aeebf8c3b51757f9cc7edcef57e5d8deb431f7386a32bc6df0200000000f0f3dd314266902d4376f5397b8e1e99d6795ec77637f2180f47dc9e9e9e47bfbf1fd787ede5d557b7e7cf3ecf9f7eb8d5576fcfaf7de0edfb57b7cefbebeda5bef1417d510f5beea7f5a39f7cf5747fa923e31bbff2b36f3f7ee7fcf26bd1cebbaabb78be3bae99db7e3d57bc8a6b6e6be4bac53e5eb6588753645c47f6d1abfe0e0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000080ff07af5850b5');
CREATE TABLE descriptor (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
INSERT INTO descriptor VALUES(1,1,X'53444246020001009e0000009e00000036478cc02700cdcc4c3e11e134bf209849c10f4a3e416f1203396f1283397368f13d0060ae44a4722e4444bd524229253544397e6a3bcc665e3e7a4425c4b803db4292a279c1702cd1c15b4c3c40a42e8ec1accee6c1b1da20407fa78b41ded421416925924193f1ae41b18c673f788f0e42a92a04429ce7ce40aa329f40a367aa403e57d6402ae7c3403c202e4099f82f40ed5fd040b303d540ba9f90409d1fe83f');
CREATE TABLE embedding (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
INSERT INTO embedding VALUES(1,1,X'53444246030001009800000098000000f9d5f557354cbd8c628d0ca9f279b310c2469b2c000000001ca4f43b001dc70000000000000041000c071c140043fa00000000003d13003351160000000046052a5ba05d2b00001e0000a7264dff0000006e0000a846000055aa0200005c00000c0c380000000d0000a118009100040011b0b4842b75980020002f00004080141213ba0000b46200000000000000007a98008f0029008313000000e2');
INSERT INTO embedding VALUES(2,1,X'5344424603000100980000009800000056a7a466354cbd8c628d0ca9f279b310c2469b2c000000000dc2e93b00006d000000728e00007d49cb008700d8000000c60000ff000000000000001f00000000009f007b00da003924320000510000000065003942a9d3006f1a96540000004a0000009f0000000000780000000e9c3a1f4a000000125249000000006d920000840000210000ad00000000cc00080000000000a7d700009200006588');
CREATE TABLE warning (
  kind    TEXT    NOT NULL CHECK (kind IN ('wal')),
  pid     INTEGER NOT NULL CHECK (pid > 0),
  program TEXT    NOT NULL,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0),
  since   INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (kind, pid)
) STRICT, WITHOUT ROWID;
INSERT INTO warning VALUES('wal',4711,'player',67108864,1795451067);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','v1_text','v1_text',0,'CREATE VIRTUAL TABLE v1_text USING fts5(
  path, name, file_id UNINDEXED, sample_id UNINDEXED,
  content = ''file_words'', content_rowid = ''id'', columnsize = 0,
  tokenize = ''unicode61 remove_diacritics 2''
)');
CREATE TABLE IF NOT EXISTS 'v1_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO v1_text_data VALUES(1,X'06050e0000');
INSERT INTO v1_text_data VALUES(10,X'000000000106060006010101020101030101040101050101060101');
INSERT INTO v1_text_data VALUES(137438953473,X'000000180430636166010601010201037761760106010103040a');
INSERT INTO v1_text_data VALUES(274877906945,X'0000001b073062726f6b656e020601010201037761760206010103040d');
INSERT INTO v1_text_data VALUES(412316860417,X'0000002e0430313230030601010301046261737303080201010201056c6f6f707303020301037761760306010104040a0c0a');
INSERT INTO v1_text_data VALUES(549755813889,X'00000027023031040601010301046b69636b04060101020501730402020103776176040601010404080b06');
INSERT INTO v1_text_data VALUES(687194767361,X'000000230530636f7079050601010201056b69636b7305020201037761760506010103040b0a');
INSERT INTO v1_text_data VALUES(824633720833,X'000000240630736e6172650606010102010576696e796c06020201037761760606010103040c0a');
CREATE TABLE IF NOT EXISTS 'v1_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO v1_text_idx VALUES(1,X'',2);
INSERT INTO v1_text_idx VALUES(2,X'',2);
INSERT INTO v1_text_idx VALUES(3,X'',2);
INSERT INTO v1_text_idx VALUES(4,X'',2);
INSERT INTO v1_text_idx VALUES(5,X'',2);
INSERT INTO v1_text_idx VALUES(6,X'',2);
CREATE TABLE IF NOT EXISTS 'v1_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO v1_text_config VALUES('version',4);
CREATE TABLE neighbour (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  r1 INTEGER, r2 INTEGER, r3 INTEGER, r4 INTEGER, r5 INTEGER, r6 INTEGER, r7 INTEGER,
  r8 INTEGER, r9 INTEGER, r10 INTEGER, r11 INTEGER, r12 INTEGER, r13 INTEGER,
  r14 INTEGER, r15 INTEGER, r16 INTEGER
) STRICT;
INSERT INTO neighbour VALUES(1,8643,7308,5285,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO neighbour VALUES(2,6736,9375,3237,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO neighbour VALUES(3,4688,9349,3212,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO neighbour VALUES(4,2499,7301,5279,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE neighbour_todo (
  sample_id INTEGER PRIMARY KEY,
  anew      INTEGER NOT NULL CHECK (anew IN (0, 1))
) STRICT;
INSERT INTO neighbour_todo VALUES(3,1);
INSERT INTO neighbour_todo VALUES(4,1);
CREATE TABLE measured (
  sample_id    INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  own          INTEGER NOT NULL DEFAULT 0 CHECK (own BETWEEN 0 AND 7),
  sure         INTEGER NOT NULL CHECK (sure BETWEEN 0 AND 7),
  pitch_why    INTEGER NOT NULL CHECK (pitch_why >= 0),
  pitch_mhz    INTEGER CHECK (pitch_mhz > 0),               -- thousandths of 1 Hz
  pitch_sure   INTEGER CHECK (pitch_sure BETWEEN 0 AND 1000),
  note         INTEGER CHECK (note BETWEEN 0 AND 127),      -- MIDI, nearest to the pitch
  tempo_why    INTEGER NOT NULL CHECK (tempo_why >= 0),
  bpm          INTEGER CHECK (bpm > 0),                     -- thousandths, as bpm_2, bpm_3
  bpm_sure     INTEGER CHECK (bpm_sure BETWEEN 0 AND 1000),
  bpm_2        INTEGER CHECK (bpm_2 > 0),
  bpm_3        INTEGER CHECK (bpm_3 > 0),
  beats        INTEGER CHECK (beats > 0),
  downbeat_ms  INTEGER CHECK (downbeat_ms >= 0),
  loop_sure    INTEGER CHECK (loop_sure BETWEEN 0 AND 1000),  -- that it is a loop
  key_why      INTEGER NOT NULL CHECK (key_why >= 0),
  key          INTEGER CHECK (key BETWEEN 0 AND 23),        -- C to B major, C to B minor
  key_sure     INTEGER CHECK (key_sure BETWEEN 0 AND 1000),
  key_2        INTEGER CHECK (key_2 BETWEEN 0 AND 23),
  key_2_sure   INTEGER CHECK (key_2_sure BETWEEN 0 AND 1000),
  tuning       INTEGER CHECK (tuning BETWEEN -500 AND 500), -- tenths of a cent
  loudness_why INTEGER NOT NULL CHECK (loudness_why >= 0),
  lufs         INTEGER,                                     -- hundredths, as all dB here
  momentary    INTEGER,
  true_peak    INTEGER,
  centroid_hz  INTEGER CHECK (centroid_hz >= 0),
  audible_ms   INTEGER CHECK (audible_ms >= 0),
  late         INTEGER CHECK (late BETWEEN 0 AND 1000),
  sustain      INTEGER,
  noisiness    INTEGER CHECK (noisiness BETWEEN 0 AND 1000),
  tail_ms      INTEGER CHECK (tail_ms >= 0),
  punch        INTEGER,
  distortion   INTEGER CHECK (distortion BETWEEN 0 AND 1000),
  clipped_us   INTEGER CHECK (clipped_us >= 0),
  dc           INTEGER,                                     -- millionths of full scale
  leading_ms   INTEGER CHECK (leading_ms >= 0),
  trailing_ms  INTEGER CHECK (trailing_ms >= 0),
  side         INTEGER,
  balance      INTEGER,
  ending       INTEGER,
  faults       INTEGER CHECK (faults >= 0)                  -- 1 << enum fault each
) STRICT;
INSERT INTO measured VALUES(1,0,0,3,NULL,NULL,NULL,5,NULL,NULL,NULL,NULL,NULL,NULL,0,5,NULL,NULL,NULL,NULL,NULL,0,-1596,-1596,-71,698,200,126,-1703,1,250,1249,58,0,-2891,0,0,0,0,-3190,0);
INSERT INTO measured VALUES(2,0,0,3,NULL,NULL,NULL,5,NULL,NULL,NULL,NULL,NULL,NULL,0,5,NULL,NULL,NULL,NULL,NULL,0,-2035,-2035,-146,47,200,126,-1723,24,250,1273,142,0,10566,0,0,0,0,-3113,0);
INSERT INTO measured VALUES(3,0,0,3,NULL,NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,35,3,NULL,NULL,NULL,NULL,NULL,0,-1710,-1271,-76,54,1000,125,-1738,2,1225,309,247,0,-1234,0,0,0,0,-3182,0);
INSERT INTO measured VALUES(4,0,0,3,NULL,NULL,NULL,5,NULL,NULL,NULL,NULL,NULL,NULL,0,5,NULL,NULL,NULL,NULL,NULL,0,-1575,-1575,-70,898,200,125,-1717,1,250,1255,79,0,-3135,0,0,0,0,-3182,0);
CREATE TABLE IF NOT EXISTS "sample_tag" (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag VALUES(43,1,0.99999976158142089843,'model',1);
INSERT INTO sample_tag VALUES(45,1,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(46,1,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(47,1,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(48,1,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(1,2,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(43,2,0.99999779462814331054,'model',1);
INSERT INTO sample_tag VALUES(45,2,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(46,2,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(47,2,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(48,2,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(49,2,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(15,3,0.86790996789932250976,'model+name',1);
INSERT INTO sample_tag VALUES(44,3,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(46,3,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(47,3,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(49,3,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(50,3,NULL,'file',NULL);
INSERT INTO sample_tag VALUES(51,3,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(53,3,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(54,3,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(43,4,0.99999952316284179687,'model',1);
INSERT INTO sample_tag VALUES(45,4,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(46,4,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(47,4,NULL,NULL,NULL);
INSERT INTO sample_tag VALUES(48,4,NULL,NULL,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('change',21);
INSERT INTO sqlite_sequence VALUES('feedback',9);
INSERT INTO sqlite_sequence VALUES('feedback_in',2);
CREATE INDEX dir_parent ON dir (parent_id);
CREATE INDEX sample_category ON sample (category, category_confidence);
CREATE INDEX sample_model ON sample (model_id);
CREATE INDEX file_sample ON file (sample_id) WHERE sample_id IS NOT NULL;
CREATE INDEX file_pending ON file (dir_id, name) WHERE state = 'pending';
CREATE UNIQUE INDEX model_current ON model (current) WHERE current = 1;
CREATE VIEW v1_change AS
SELECT c.seq, c.sample_id, c.what, c.at FROM change c;
CREATE VIEW v1_embedded AS
SELECT e.file_id, x.sample_id, e.bpm, e.beats, e.meter_num, e.meter_den, e.root_note,
       e.fine_cents, e.loop_start, e.loop_end, e.loops, e.cues, e.one_shot, e.is_loop,
       e.title, e.artist, e.album, e.genre, e.comment, e.software, e.date, e.originator
  FROM embedded e
  JOIN file x ON x.id = e.file_id;
CREATE INDEX sample_renamed ON sample (id) WHERE renamed = 1;
CREATE INDEX file_twin ON file (inode) WHERE sample_id IS NOT NULL AND analysis IS NOT NULL;
CREATE INDEX file_gone ON file (inode)
 WHERE sample_id IS NOT NULL AND analysis IS NOT NULL AND state = 'unavailable';
CREATE VIEW v1_folder AS
SELECT f.id,
       coalesce(f.display, CAST(f.path AS TEXT)) AS path,
       f.path AS path_bytes,
       f.state,
       f.coverage,
       f.why,
       f.since,
       f.crawled_at AS last_crawl_at,
       (SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id
         WHERE d.folder_id = f.id) AS files,
       f.coverage_why,
       coalesce(f.coverage_since, f.since) AS coverage_since,
       f.marker IS NOT NULL AS marked
  FROM folder f;
CREATE VIEW v1_daemon AS
SELECT n.state, n.why, n.pid, n.since FROM daemon n;
CREATE INDEX feedback_hash ON feedback (hash, at_ms);
CREATE TRIGGER feedback_stays BEFORE UPDATE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is only ever added to'); END;
CREATE TRIGGER feedback_lasts BEFORE DELETE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is only ever added to'); END;
CREATE INDEX feedback_in_waiting ON feedback_in (id) WHERE error IS NULL;
CREATE VIEW v1_feedback AS
SELECT w.id, s.id AS sample_id, w.facet, w.tag, w.verdict, w.actor, m.id AS model_id,
       w.at_ms / 1000 AS at, lower(hex(w.hash)) AS hash, w.shown,
       lower(hex(w.uuid)) AS uuid
  FROM feedback w
  LEFT JOIN sample s ON s.hash = w.hash
  LEFT JOIN model m ON m.key = w.model;
CREATE VIEW v1_feedback_in AS
SELECT w.id, w.sample_id, w.hash, w.tag, w.verdict, w.actor, w.at, w.error
  FROM feedback_in w;
CREATE TRIGGER v1_feedback_in_put INSTEAD OF INSERT ON v1_feedback_in
BEGIN
  INSERT INTO feedback_in (sample_id, hash, tag, verdict, actor, at)
  VALUES (NEW.sample_id, NEW.hash, NEW.tag, coalesce(NEW.verdict, 1),
          coalesce(NEW.actor, 'app'), coalesce(NEW.at, unixepoch()));
END;
CREATE TRIGGER v1_feedback_in_drop INSTEAD OF DELETE ON v1_feedback_in
BEGIN
  DELETE FROM feedback_in WHERE id = OLD.id;
END;
CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples,
       m.made_by, m.parent_id, m.corrections, m.used_at,
       CASE WHEN m.trunk IS NOT NULL THEN lower(hex(m.trunk)) END AS trunk, m.leaves,
       m.leaf_threshold, m.parent_threshold, m.form_threshold,
       (SELECT length(d.data) FROM model_data d WHERE d.model_id = m.id) AS bytes
  FROM model m;
CREATE VIEW judgement AS
WITH seen AS (
  SELECT w.model, w.facet, w.hash, w.shown, w.at_ms, w.uuid,
         row_number() OVER (PARTITION BY w.model, w.facet, w.hash
                            ORDER BY w.at_ms, w.uuid) AS nth
    FROM feedback w
   WHERE w.model IS NOT NULL AND w.shown IS NOT NULL
), held AS (
  SELECT s.model, s.facet, s.hash, s.shown, s.at_ms, s.uuid,
         (SELECT c.uuid FROM feedback c
           WHERE c.hash = s.hash AND c.facet = s.facet AND c.verdict = 1
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = c.hash AND l.facet = c.facet AND l.tag = c.tag
                                AND (l.at_ms, l.uuid) > (c.at_ms, c.uuid))
           ORDER BY c.at_ms DESC, c.uuid DESC LIMIT 1) AS confirmed,
         (SELECT r.uuid FROM feedback r
           WHERE r.hash = s.hash AND r.facet = s.facet AND r.verdict = -1
             AND (r.tag = s.shown OR substr(s.shown, 1, length(r.tag) + 1) = r.tag || '.')
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = r.hash AND l.facet = r.facet AND l.tag = r.tag
                                AND (l.at_ms, l.uuid) > (r.at_ms, r.uuid))
           ORDER BY r.at_ms DESC, r.uuid DESC LIMIT 1) AS rejected
    FROM seen s
   WHERE s.nth = 1
)
SELECT h.model, h.facet, h.hash, h.shown, h.at_ms, h.uuid,
       CASE WHEN c.uuid IS NULL THEN 'rejected'
            WHEN c.tag <> h.shown
             AND substr(c.tag, 1, length(h.shown) + 1) <> h.shown || '.' THEN 'replaced'
            WHEN r.uuid IS NULL OR (r.at_ms, r.uuid) < (c.at_ms, c.uuid) THEN 'confirmed'
            ELSE 'rejected' END AS outcome
  FROM held h
  LEFT JOIN feedback c ON c.uuid = h.confirmed
  LEFT JOIN feedback r ON r.uuid = h.rejected
 WHERE c.uuid IS NOT NULL OR r.uuid IS NOT NULL;
CREATE VIEW v1_model_quality AS
SELECT m.id AS model_id, j.facet, j.shown AS tag, count(*) AS judged,
       sum(j.outcome = 'confirmed') AS confirmed, sum(j.outcome = 'rejected') AS rejected,
       sum(j.outcome = 'replaced') AS replaced, avg(j.outcome = 'confirmed') AS share,
       min(j.at_ms) / 1000 AS first_at, max(j.at_ms) / 1000 AS last_at
  FROM judgement j
  JOIN model m ON m.key = j.model
 GROUP BY m.id, j.facet, j.shown;
CREATE INDEX sample_length ON sample (category, form, duration_s);
CREATE INDEX sample_tempo ON sample (category, form, bpm) WHERE bpm IS NOT NULL;
CREATE INDEX file_unread ON file (inode) WHERE sample_id IS NULL OR analysis IS NULL;
CREATE VIEW file_words AS
SELECT x.id, x.dir_id,
       coalesce(d.display, CAST(d.path AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.id AS file_id, x.sample_id
  FROM file x
  JOIN dir d ON d.id = x.dir_id;
CREATE VIEW feature AS
SELECT sample_id, 'mel' AS kind, version, data FROM mel
UNION ALL
SELECT sample_id, 'descriptor', version, data FROM descriptor
UNION ALL
SELECT sample_id, 'embedding', version, data FROM embedding;
CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;
CREATE VIEW v1_warning AS
SELECT w.kind, w.pid, w.program, w.bytes, w.since FROM warning w;
CREATE TRIGGER neighbour_comes AFTER INSERT ON embedding
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (NEW.sample_id, 0)
  ON CONFLICT (sample_id) DO NOTHING;
END;
CREATE TRIGGER neighbour_changes AFTER UPDATE ON embedding
WHEN (NEW.version, NEW.data) IS NOT (OLD.version, OLD.data)
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (NEW.sample_id, 1)
  ON CONFLICT (sample_id) DO UPDATE SET anew = 1;
END;
CREATE TRIGGER neighbour_goes AFTER DELETE ON embedding
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (OLD.sample_id, 1)
  ON CONFLICT (sample_id) DO UPDATE SET anew = 1;
END;
CREATE VIEW v1_neighbour AS
WITH place (rank) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15),
         (16)
), pair AS (
  SELECT n.sample_id, p.rank,
         CASE p.rank WHEN 1 THEN n.r1 WHEN 2 THEN n.r2 WHEN 3 THEN n.r3 WHEN 4 THEN n.r4
                     WHEN 5 THEN n.r5 WHEN 6 THEN n.r6 WHEN 7 THEN n.r7 WHEN 8 THEN n.r8
                     WHEN 9 THEN n.r9 WHEN 10 THEN n.r10 WHEN 11 THEN n.r11
                     WHEN 12 THEN n.r12 WHEN 13 THEN n.r13 WHEN 14 THEN n.r14
                     WHEN 15 THEN n.r15 ELSE n.r16 END AS packed
    FROM neighbour n
   CROSS JOIN place p
)
SELECT q.sample_id, q.packed >> 11 AS neighbour_id, (q.packed & 2047) / 1000.0 AS distance,
       q.rank
  FROM pair q
 WHERE EXISTS (SELECT 1 FROM sample s WHERE s.id = q.packed >> 11);
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);
CREATE VIEW v1_tag AS
SELECT st.sample_id, t.facet, t.name AS tag, st.confidence,
       coalesce(st.source, 'signal') AS source, st.model_id
  FROM sample_tag st
  JOIN tag t ON t.id = st.tag_id;
CREATE VIEW v1_witness AS
SELECT w.sample_id, w.source, t.facet, t.name AS tag, w.confidence, w.rank, w.model_id,
       w.words, w.place
  FROM witness w
  JOIN tag t ON t.id = w.tag_id
UNION ALL
SELECT h.sample_id, 'model', 'category', t.name,
       CASE n.rank WHEN 1 THEN h.p1 WHEN 2 THEN h.p2 WHEN 3 THEN h.p3 WHEN 4 THEN h.p4
                   ELSE h.p5 END / 1e6,
       n.rank, h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3), (4), (5))) n
  JOIN tag t ON t.id = CASE n.rank WHEN 1 THEN h.tag1 WHEN 2 THEN h.tag2
                                   WHEN 3 THEN h.tag3 WHEN 4 THEN h.tag4 ELSE h.tag5 END
UNION ALL
SELECT h.sample_id, 'model', 'form', n.form,
       CASE n.form WHEN 'loop' THEN h.loop ELSE 1000000 - h.loop END / 1e6,
       1 + ((n.form = 'loop') = (h.loop <= 500000)), h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE h.loop IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'bpm',
       printf('%g', (CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END
                     + 50) / 100 / 10.0),
       CASE n.rank WHEN 1 THEN m.bpm_sure / 1e3 END, n.rank, NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3))) n
 WHERE CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'key',
       rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                    'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                    3 * CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END + 1, 3)),
       CASE n.rank WHEN 1 THEN m.key_sure ELSE m.key_2_sure END / 1e3, n.rank,
       NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2))) n
 WHERE CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'note',
       rtrim(substr('C C#D D#E F F#G G#A A#B ', 2 * (m.note % 12) + 1, 2)) ||
         (m.note / 12 - 1),
       m.pitch_sure / 1e3, 1, NULL, NULL, NULL
  FROM measured m
 WHERE m.note IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'form', n.form,
       CASE n.form WHEN 'loop' THEN m.loop_sure ELSE 1000 - m.loop_sure END / 1e3,
       1 + ((n.form = 'loop') = (m.loop_sure <= 500)), NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE m.loop_sure IS NOT NULL;
CREATE VIEW dir_shown AS
SELECT d.id, d.folder_id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END AS shown
  FROM dir d
  JOIN folder f ON f.id = d.folder_id;
CREATE TRIGGER dir_made AFTER INSERT ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER dir_moved AFTER UPDATE OF folder_id, path, display ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER folder_moved AFTER UPDATE OF path, display ON folder BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = dir.id)
   WHERE folder_id = new.id;
END;
CREATE VIEW v1_file AS
SELECT x.id,
       x.sample_id,
       d.folder_id,
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE CAST(d.path AS TEXT) || '/' END ||
         CAST(x.name AS TEXT) AS BLOB) AS path_bytes,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.size,
       x.mtime_ns,
       CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END AS state,
       x.error,
       x.format
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id;
CREATE VIEW v1_sample AS
SELECT s.id,
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       (SELECT count(*) FROM file y WHERE y.sample_id = s.id) AS files,
       coalesce(x.state = 'ok' AND f.state = 'ok', 0) AS available,
       s.duration_s,
       s.rate_hz,
       s.channels,
       x.format,
       s.form,
       s.form_confidence,
       s.category,
       s.category_confidence,
       s.bpm,
       CASE WHEN m.own & 1 THEN m.bpm_sure / 1e3 END AS bpm_confidence,
       CASE WHEN m.own & 1 AND m.bpm_2 IS NOT NULL
            THEN '[' || (m.bpm_2 / 1e3) || coalesce(',' || (m.bpm_3 / 1e3), '') || ']'
            END AS bpm_alternates,
       s.key,
       CASE WHEN m.own & 2 THEN m.key_sure / 1e3 END AS key_confidence,
       s.note,
       CASE WHEN m.sure & 4 THEN m.pitch_mhz / 1e3 END AS pitch_hz,
       CASE WHEN m.sure & 4 THEN m.pitch_sure / 1e3 END AS pitch_confidence,
       m.lufs / 1e2 AS loudness_lufs,
       s.peak_db,
       s.brightness_hz AS brightness,
       s.model_id,
       s.analysed_at,
       lower(hex(s.hash)) AS hash,
       s.audio_category,
       s.audio_category_confidence,
       s.audio_form,
       s.audio_form_confidence,
       m.momentary / 1e2 AS momentary_lufs,
       m.true_peak / 1e2 AS true_peak_db,
       CASE WHEN m.sure & 1 THEN m.beats END AS beats,
       CASE WHEN m.sure & 1 THEN m.downbeat_ms / 1e3 END AS downbeat_s,
       CASE WHEN m.own & 2
            THEN rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                              'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                              3 * m.key_2 + 1, 3)) END AS key_second,
       CASE WHEN m.own & 2 THEN m.key_2_sure / 1e3 END AS key_second_confidence,
       CASE WHEN s.key IS NOT NULL
            THEN (((instr('C D EF G A B', substr(s.key, 1, 1)) + 11 +
                    (substr(s.key, 2, 1) = '#') - (substr(s.key, 2, 1) = 'b') +
                    3 * (substr(s.key, -1) = 'm')) * 7 + 7) % 12 + 1) ||
                 CASE WHEN substr(s.key, -1) = 'm' THEN 'A' ELSE 'B' END
            END AS camelot,
       CASE WHEN m.sure & 2 THEN m.tuning / 1e1 END AS tuning_cents,
       (1000000 - h.loop) / 1e6 AS oneshot_probability,
       h.loop / 1e6 AS loop_probability,
       m.loop_sure / 1e3 AS signal_loop_probability,
       CAST(m.centroid_hz AS REAL) AS centroid_hz,
       m.audible_ms / 1e3 AS audible_s,
       m.late / 1e3 AS energy_late,
       m.sustain / 1e2 AS sustain_db,
       m.noisiness / 1e3 AS noisiness,
       m.tail_ms / 1e3 AS tail_s,
       m.punch / 1e2 AS punch_db,
       m.distortion / 1e3 AS distortion,
       m.clipped_us / 1e6 AS clipped_s,
       m.dc / 1e6 AS dc_offset,
       m.leading_ms / 1e3 AS leading_silence_s,
       m.trailing_ms / 1e3 AS trailing_silence_s,
       m.side / 1e2 AS side_db,
       m.balance / 1e2 AS balance_db,
       m.ending / 1e2 AS end_db,
       CASE WHEN s.bpm IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.tempo_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_bpm,
       CASE WHEN s.key IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.key_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_key,
       CASE WHEN s.note IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.pitch_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_note,
       CASE WHEN m.lufs IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.loudness_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_loudness,
       coalesce(s.added_at, s.analysed_at) AS added_at
  FROM sample s
  LEFT JOIN measured m ON m.sample_id = s.id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN file a
    ON a.id = s.file_id AND a.sample_id = s.id AND a.state = 'ok'
   AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
        OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
             WHERE yd.id = a.dir_id) = 'ok')
  LEFT JOIN file x ON x.id = coalesce(a.id,
       (SELECT y.id
          FROM file y
         WHERE y.sample_id = s.id AND y.state = 'ok'
           AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
                     WHERE yd.id = y.dir_id) = 'ok')
         ORDER BY y.id
         LIMIT 1),
       (SELECT y.id FROM file y WHERE y.sample_id = s.id ORDER BY y.id LIMIT 1))
  LEFT JOIN dir d ON d.id = x.dir_id
  LEFT JOIN folder f ON f.id = d.folder_id;
PRAGMA writable_schema=OFF;
COMMIT;
