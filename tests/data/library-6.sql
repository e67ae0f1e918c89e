-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 6, as sampledb of that version has left it
-- (tests/data/library.sh): what an upgrade starts from.
PRAGMA application_id = 1396982321;
PRAGMA user_version = 6;
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
INSERT INTO folder VALUES(1,X'2f6d75736963',NULL,'ok',NULL,1795424267,65024,11706547,1795424268,4079990279240404495,NULL,'on demand',NULL,1795424267);
INSERT INTO folder VALUES(2,X'2f6472697665',NULL,'offline','No such file or directory',1795424268,65024,12263761,1795424267,4079990279240404495,NULL,'on demand',NULL,1795424267);
CREATE TABLE dir (
  id        INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
  parent_id INTEGER REFERENCES dir ON DELETE CASCADE,
  path      BLOB    NOT NULL,
  display   TEXT,
  device    INTEGER NOT NULL,
  UNIQUE (folder_id, path),
  CHECK ((parent_id IS NULL) = (length(path) = 0))
) STRICT;
INSERT INTO dir VALUES(1,1,NULL,X'',NULL,65024);
INSERT INTO dir VALUES(2,1,1,X'42617373204c6f6f7073',NULL,65024);
INSERT INTO dir VALUES(3,1,1,X'4b69636b73',NULL,65024);
INSERT INTO dir VALUES(4,2,NULL,X'',NULL,65024);
INSERT INTO dir VALUES(5,2,4,X'56696e796c',NULL,65024);
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
  CHECK (audio_form_confidence BETWEEN 0 AND 1), renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1))) STRICT;
INSERT INTO sample VALUES(1,X'3ec61005d6c5745018e7d5014976bc27',1600,8000,1,0.2000000000000000111,-0.70655924081802368164,697.79125976562499998,'oneshot',0.99914324283599853515,NULL,NULL,NULL,NULL,1,1795424268,NULL,NULL,'oneshot',0.99914324283599853515,0);
INSERT INTO sample VALUES(2,X'b19fe52074671713f14edfba2afd9c6c',1600,8000,1,0.2000000000000000111,-1.475724339485168457,46.86525726318359375,'oneshot',0.9481976628303527832,'drums.kick',1.0,NULL,NULL,1,1795424268,'drums.kick',0.80405288934707641601,'oneshot',0.9481976628303527832,0);
INSERT INTO sample VALUES(3,X'583d9724b4a84e57edd08e89588388c9',8000,8000,1,1.0,-0.78048217296600341796,54.463661193847656251,'loop',1.0,NULL,NULL,120.0,NULL,1,1795424268,'drums.kit',0.84355843067169189453,'loop',0.83190822601318359375,0);
INSERT INTO sample VALUES(4,X'4fae775f85941a507b31266ed81ff944',1600,8000,1,0.2000000000000000111,-0.78048217296600341796,897.98187255859374996,'oneshot',0.99897706508636474609,NULL,NULL,NULL,NULL,1,1795424268,NULL,NULL,'oneshot',0.99897706508636474609,0);
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
INSERT INTO file VALUES(1,1,X'636166e92e776176','caf�.wav',1644,1795424267136432255,11706944,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(2,1,X'62726f6b656e2e776176',NULL,9,1795424267192432257,11707131,'failed',NULL,NULL,'not an audio file',1,'0.1.0');
INSERT INTO file VALUES(3,2,X'62617373203132302e776176',NULL,8076,1795424267148432255,12263763,'ok',3,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(4,3,X'6b69636b20312e776176',NULL,1644,1795424267128432255,11706578,'ok',2,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(5,3,X'636f70792e776176',NULL,1644,1795424267134239338,11706751,'ok',2,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(6,5,X'736e6172652e776176',NULL,1644,1795424267192432257,12263764,'ok',4,'WAV PCM 8',NULL,1,'0.1.0');
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
CREATE TABLE feature (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('mel', 'embedding', 'descriptor')),
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL,
  PRIMARY KEY (sample_id, kind)
) STRICT;
INSERT INTO feature VALUES(1,'mel',1,X'5344424601000100fa030000c8080000813d2b57780105c1bdaa6d571500e06fccb9d63ee7c4a0a08fe07bf804be8344b488208258088285858d8d9510ff102cd2d95a58282a46452b1344b0cdbe972457a39e7defd97bcd3186dff759fcf52f9fffdc5b6fbdf5c31ffdf8a73ffbf9dbbff8d57beffdf2ed9ffce0fbdffbee77befdad6f7ee3eb5ffbea57de7cf3cb5f7ae38b6f7c01000080b532335766aeb5ef99b97265e65a2b73adccb5327301000070b93c5e1e2f97c7c7c7cb85cbe3e3e5f1f27879bc5c2e8f97cbe572b95c5ebebcbc040000e0d9fbe7f3f9fdf3f97c3e3febfef07c3e9fcfe767cf9e3f7ffefcc3e71f7cf0e1472f3efed7472f000000f8fbbbbffdd3ef7effce9f7ff3eb779e65fee78f7ff8db3fde7df79fcf5efcf7df1f3f3e5efef7f1d3caa7974f000000c47e778a598eacac4a3567aabe45469d64c6c6d6000000d4d8b6d047476666c9ea11b15e75776fa3e78c8ead010000a88ae825c7acaacad1d73562c85bcc618e2db4080000002abb8f430c5d99252e29e2349fc6b61b5bf4a83000000098d5b95ec5b022ab32b7d1a9f66d75cc11a34b0f130000808a75d4b5db93ccacdeeeabac31f7ca8a39bb7385090000c0add6b58fa3adacaa34b79e5badb1eb2363f074540f0000006ad5ab92333a33b3466cf3b4c735e698471632b2010000d0c7758eddc8535666668fb98d713547c815c3b6e7080000001cf9dadd1e910fa3aaf2da1dd1a7a03a72f5e8396d03000080311f4ebbcddc6666d653accc7ed8d451aa7356758f00000060dcdd8f9173ee2dabcac8d5b18fa84cb3566811090000c0d8479f3e31c6c8cccc1cd93db618d15bda748c11b30f0000006296bb4f56e9555519b79a113986bd6bc4e8316356020000b005db296fd5dd991547ecdd37638ee8a4c7100d00000022abfb9a4665d634b7cc23478879d55039000000e8765bb7aad2ab2ab76d0cb9921e5b8e18dd5d47000000d0dd99c7cae8b5326b9c225577f718713f27d59d0100004067d7d8d675e651556de43563577d9a791a91b24c000000548d39f76decf6ce4c755cf5a957ce3d47cbcad5d100000054ecaf31eeb6fdaeabd23ae65d9f3acbe8ceeecc4c0000001831f775f430b6cacc88b19f8cd6ab3a5787660000002062f45ad1ab7a54656cf723f61e11c76d651bd318db000000a0e6be4e638c574fc7c8cc152739731f338fac889843000000c038cd3acdd89fae4f95d5b79a758c6346286b1b62aa6c000000b6a89edb36ccb52afb581d19591d46648ca831e256000000445ebbb72dc6a8ccb4dfd616fabac4d8196e63ce35010000707b8c35c7b6ddbfbe576da7d15b1c5ed66446eb9b1831010000b8ebd37e35ef5fffd4673e9df9fafd43ec8eb88dad32546577f50e000080bbfb87edb0ef0ff70faf1dc7fde924a289c85bae755c6badda12000080ff03e620bca6');
INSERT INTO feature VALUES(1,'descriptor',1,X'53444246020001009e0000009e00000036478cc02700cdcc4c3e11e134bf209849c10f4a3e416f1203396f1283397368f13d0060ae44a4722e4444bd524229253544397e6a3bcc665e3e7a4425c4b803db4292a279c1702cd1c15b4c3c40a42e8ec1accee6c1b1da20407fa78b41ded421416925924193f1ae41b18c673f788f0e42a92a04429ce7ce40aa329f40a367aa403e57d6402ae7c3403c202e4099f82f40ed5fd040b303d540ba9f90409d1fe83f');
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
) STRICT;
INSERT INTO model VALUES(1,'6af82843388dd8f5015cd514f5f7d3cd','cnn',1,'{}',1795424267,1);
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
INSERT INTO tag VALUES(45,'bpm','120');
INSERT INTO tag VALUES(46,'user','favourite');
INSERT INTO tag VALUES(47,'key','Am');
INSERT INTO tag VALUES(48,'user','dark');
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO tag_word VALUES('am',47);
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
INSERT INTO tag_word VALUES('dark',48);
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
INSERT INTO tag_word VALUES('favourite',46);
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
INSERT INTO tag_word VALUES('ride',8);
INSERT INTO tag_word VALUES('rim',4);
INSERT INTO tag_word VALUES('shaken',13);
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
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO change VALUES(1,NULL,'folder',1795424267);
INSERT INTO change VALUES(2,NULL,'folder',1795424267);
INSERT INTO change VALUES(3,1,'added',1795424268);
INSERT INTO change VALUES(4,2,'added',1795424268);
INSERT INTO change VALUES(5,3,'added',1795424268);
INSERT INTO change VALUES(6,2,'files',1795424268);
INSERT INTO change VALUES(7,4,'added',1795424268);
INSERT INTO change VALUES(8,NULL,'folder',1795424268);
INSERT INTO change VALUES(9,2,'tags',1795424268);
INSERT INTO change VALUES(10,2,'tags',1795424269);
INSERT INTO change VALUES(11,3,'tags',1795424270);
INSERT INTO change VALUES(12,2,'tags',1795424270);
INSERT INTO change VALUES(13,3,'tags',1795424270);
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES('names_applied','94f696b1a5c1d3fd0c39f692c3d3e180');
CREATE TABLE IF NOT EXISTS "sample_tag" (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (tag_id, sample_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag VALUES(1,2,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(43,1,0.99914324283599853515,'model',1);
INSERT INTO sample_tag VALUES(43,2,0.9481976628303527832,'model',1);
INSERT INTO sample_tag VALUES(43,4,0.99897706508636474609,'model',1);
INSERT INTO sample_tag VALUES(44,3,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(45,3,NULL,'file',NULL);
INSERT INTO sample_tag VALUES(47,3,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(48,3,1.0,'user',NULL);
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
INSERT INTO witness VALUES(1,'model',10,4,0.042029969394207000732,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',11,2,0.26165631413459777832,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',12,3,0.093546815216541290283,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',18,1,0.41785410046577453613,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',22,5,0.022986363619565963745,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',43,1,0.99914324283599853515,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',44,2,0.00085678882896900177001,1,NULL,NULL);
INSERT INTO witness VALUES(1,'name',33,1,0.76700001955032348632,NULL,'cafe','file');
INSERT INTO witness VALUES(2,'model',1,1,0.80405288934707641601,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',9,4,0.022470386698842048645,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',10,5,0.0083535220474004745483,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',14,2,0.055689863860607147216,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',15,3,0.030308324843645095825,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',43,1,0.9481976628303527832,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',44,2,0.051802292466163635253,1,NULL,NULL);
INSERT INTO witness VALUES(2,'name',1,1,0.94999998807907104492,NULL,'kick','folder');
INSERT INTO witness VALUES(2,'user',1,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'file',45,1,NULL,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'model',1,2,0.02727205120027065277,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',14,1,0.84355843067169189453,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',15,4,0.010243820957839488983,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',18,3,0.015678400173783302307,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',28,5,0.0088131884112954139709,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',43,2,0.16809183359146118164,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',44,1,0.83190822601318359375,1,NULL,NULL);
INSERT INTO witness VALUES(3,'name',15,1,0.93500000238418579101,NULL,'bass','file');
INSERT INTO witness VALUES(3,'name',44,1,0.85000002384185791015,NULL,'bass loop','folder');
INSERT INTO witness VALUES(3,'user',44,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',47,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',48,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(4,'model',10,4,0.028974696993827819824,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',11,3,0.18378846347332000732,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',12,2,0.19751663506031036376,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',18,1,0.40542569756507873535,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',31,5,0.021512813866138458251,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',43,1,0.99897706508636474609,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',44,2,0.001022931770421564579,1,NULL,NULL);
INSERT INTO witness VALUES(4,'name',2,1,0.93500000238418579101,NULL,'snare','file');
CREATE TABLE daemon (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT    NOT NULL
        CHECK (state IN ('stopped', 'starting', 'idle', 'working', 'paused')),
  why   TEXT,
  pid   INTEGER CHECK (pid > 0),
  since INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO daemon VALUES(1,'stopped',NULL,NULL,1795424267);
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
INSERT INTO feedback VALUES(1,X'098f92b776fc6eb45b04e2a1f59dfe62',X'b19fe52074671713f14edfba2afd9c6c','category','drums.snare',1,'user','6af82843388dd8f5015cd514f5f7d3cd','drums.kick',1795424268965);
INSERT INTO feedback VALUES(2,X'11c0cae937800c61e01f3ea20798440a',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',1,'user','6af82843388dd8f5015cd514f5f7d3cd',NULL,1795424268966);
INSERT INTO feedback VALUES(3,X'8fca2d7fdc7734d0355e4dd53a7d3a7b',X'b19fe52074671713f14edfba2afd9c6c','category','drums.tom',-1,'user','6af82843388dd8f5015cd514f5f7d3cd','drums.kick',1795424268967);
INSERT INTO feedback VALUES(4,X'e6b958849246315c19afaaf3cdf10313',X'b19fe52074671713f14edfba2afd9c6c','category','drums.kick',1,'user',NULL,NULL,1795424269206);
INSERT INTO feedback VALUES(5,X'81b4b5ba4dcd61df271b6e5df72e66a7',X'583d9724b4a84e57edd08e89588388c9','key','Am',1,'user','6af82843388dd8f5015cd514f5f7d3cd',NULL,1795424270209);
INSERT INTO feedback VALUES(6,X'3b603b43d56f9e5e8404a40c8e3ac499',X'583d9724b4a84e57edd08e89588388c9','form','loop',1,'user','6af82843388dd8f5015cd514f5f7d3cd','loop',1795424270210);
INSERT INTO feedback VALUES(7,X'f0bbc7319dc4480bb4b513cab5715131',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',0,'user',NULL,NULL,1795424270484);
INSERT INTO feedback VALUES(8,X'fc6c79a853ef10308445d0c5e581b939',X'583d9724b4a84e57edd08e89588388c9','user','dark',1,'user','6af82843388dd8f5015cd514f5f7d3cd',NULL,1795424270879);
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
INSERT INTO ledger VALUES(1,1222,2108279883);
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
INSERT INTO feedback_in VALUES(1,X'f7baf0150cde50e0785392dae5a4f7e4',1,NULL,'nonsense:x',1,'app',1795424270,'nonsense:x: a facet is category, form, bpm, key, note or user');
INSERT INTO feedback_in VALUES(2,X'b839b511d933377c617c36cef67b4573',NULL,'00112233445566778899aabbccddeeff','bass',-1,'an app',1795300000,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('change',13);
INSERT INTO sqlite_sequence VALUES('feedback',8);
INSERT INTO sqlite_sequence VALUES('feedback_in',2);
CREATE INDEX dir_parent ON dir (parent_id);
CREATE INDEX sample_category ON sample (category, category_confidence);
CREATE INDEX sample_model ON sample (model_id);
CREATE INDEX sample_duration ON sample (duration_s);
CREATE INDEX file_sample ON file (sample_id) WHERE sample_id IS NOT NULL;
CREATE INDEX file_inode ON file (inode);
CREATE INDEX file_pending ON file (dir_id, name) WHERE state = 'pending';
CREATE UNIQUE INDEX model_current ON model (current) WHERE current = 1;
CREATE VIEW v1_file AS
SELECT x.id,
       x.sample_id,
       d.folder_id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
         coalesce(x.display, CAST(x.name AS TEXT)) AS path,
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
CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples
  FROM model m;
CREATE VIEW v1_change AS
SELECT c.seq, c.sample_id, c.what, c.at FROM change c;
CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;
CREATE VIEW v1_embedded AS
SELECT e.file_id, x.sample_id, e.bpm, e.beats, e.meter_num, e.meter_den, e.root_note,
       e.fine_cents, e.loop_start, e.loop_end, e.loops, e.cues, e.one_shot, e.is_loop,
       e.title, e.artist, e.album, e.genre, e.comment, e.software, e.date, e.originator
  FROM embedded e
  JOIN file x ON x.id = e.file_id;
CREATE INDEX sample_renamed ON sample (id) WHERE renamed = 1;
CREATE INDEX sample_tag_sample ON sample_tag (sample_id);
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);
CREATE VIEW v1_sample AS
SELECT s.id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
         coalesce(x.display, CAST(x.name AS TEXT)) AS path,
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
       CAST(NULL AS REAL) AS bpm_confidence,
       CAST(NULL AS TEXT) AS bpm_alternates,
       CAST(NULL AS TEXT) AS key,
       CAST(NULL AS REAL) AS key_confidence,
       s.note,
       CAST(NULL AS REAL) AS pitch_hz,
       CAST(NULL AS REAL) AS pitch_confidence,
       CAST(NULL AS REAL) AS loudness_lufs,
       s.peak_db,
       s.brightness_hz AS brightness,
       s.model_id,
       s.analysed_at,
       lower(hex(s.hash)) AS hash,
       s.audio_category,
       s.audio_category_confidence,
       s.audio_form,
       s.audio_form_confidence
  FROM sample s
  LEFT JOIN file x ON x.id =
       (SELECT y.id
          FROM file y
          JOIN dir yd ON yd.id = y.dir_id
          JOIN folder yf ON yf.id = yd.folder_id
         WHERE y.sample_id = s.id
         ORDER BY (y.state = 'ok' AND yf.state = 'ok') DESC, y.id
         LIMIT 1)
  LEFT JOIN dir d ON d.id = x.dir_id
  LEFT JOIN folder f ON f.id = d.folder_id;
CREATE VIEW v1_tag AS
SELECT st.sample_id, t.facet, t.name AS tag, st.confidence, st.source, st.model_id
  FROM sample_tag st
  JOIN tag t ON t.id = st.tag_id;
CREATE VIEW v1_witness AS
SELECT w.sample_id, w.source, t.facet, t.name AS tag, w.confidence, w.rank, w.model_id,
       w.words, w.place
  FROM witness w
  JOIN tag t ON t.id = w.tag_id;
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
COMMIT;
