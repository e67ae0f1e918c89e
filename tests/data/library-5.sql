-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 5, as sampledb of that version has left it
-- (tests/data/library.sh): what an upgrade starts from.
PRAGMA application_id = 1396982321;
PRAGMA user_version = 5;
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
INSERT INTO folder VALUES(1,X'2f6d75736963',NULL,'ok',NULL,1795424265,65024,11706547,1795424266,4079990279240404495,NULL,'on demand',NULL,1795424265);
INSERT INTO folder VALUES(2,X'2f6472697665',NULL,'offline','No such file or directory',1795424266,65024,12263761,1795424265,4079990279240404495,NULL,'on demand',NULL,1795424265);
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
INSERT INTO sample VALUES(1,X'b19fe52074671713f14edfba2afd9c6c',1600,8000,1,0.2000000000000000111,-1.475724339485168457,46.86525726318359375,'oneshot',0.9481976628303527832,'drums.kick',0.99824041128158569335,NULL,NULL,1,1795424266,'drums.kick',0.80405288934707641601,'oneshot',0.9481976628303527832,0);
INSERT INTO sample VALUES(2,X'3ec61005d6c5745018e7d5014976bc27',1600,8000,1,0.2000000000000000111,-0.70655924081802368164,697.79125976562499998,'oneshot',0.99914324283599853515,NULL,NULL,NULL,NULL,1,1795424266,NULL,NULL,'oneshot',0.99914324283599853515,0);
INSERT INTO sample VALUES(3,X'583d9724b4a84e57edd08e89588388c9',8000,8000,1,1.0,-0.78048217296600341796,54.463661193847656251,'loop',0.95119816064834594726,NULL,NULL,120.0,NULL,1,1795424266,'drums.kit',0.84355843067169189453,'loop',0.83190822601318359375,0);
INSERT INTO sample VALUES(4,X'4fae775f85941a507b31266ed81ff944',1600,8000,1,0.2000000000000000111,-0.78048217296600341796,897.98187255859374996,'oneshot',0.99897706508636474609,NULL,NULL,NULL,NULL,1,1795424266,NULL,NULL,'oneshot',0.99897706508636474609,0);
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
INSERT INTO file VALUES(1,1,X'636166e92e776176','caf�.wav',1644,1795424265056432186,11706944,'ok',2,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(2,1,X'62726f6b656e2e776176',NULL,9,1795424265272432194,11707131,'failed',NULL,NULL,'not an audio file',1,'0.1.0');
INSERT INTO file VALUES(3,2,X'62617373203132302e776176',NULL,8076,1795424265180432191,12263763,'ok',3,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(4,3,X'6b69636b20312e776176',NULL,1644,1795424264960432183,11706578,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(5,3,X'636f70792e776176',NULL,1644,1795424264966150939,11706751,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(6,5,X'736e6172652e776176',NULL,1644,1795424265272432194,12263764,'ok',4,'WAV PCM 8',NULL,1,'0.1.0');
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
INSERT INTO feature VALUES(1,'mel',1,X'5344424601000100e7030000c808000055520631780105c13dcf6ee91800d0757fecfd3cef31891fa1d069853386908910954e43a7994aa5d229956affc0df5051aaa6115faf632424e7bc1f7beffbba2e6b7d057ffae38f3ef9fc0fbfffdd6f7ff3eb5ffdf2179f7df6f39ffdf4273ffee10fbeffe9a7dffbeedbb7dffcf6dbef7cf28daf7ffcad8fbffa3500000076116bc58a88c8c88850d95bef736eb7deb76d1b73df000000e8d7d3d3d3d387a7a70fef9f9f3e3c3f1d6760e9dae85173f6a8bd03000050c7bf1ffff9f8f8f8ee5fff78f7c5fbffbe7fadcbcc335b55d519a3e7aa7b01000090eb8bcffff2f73fffedaf8feffef334aebefa113d63e5ca5857a46c636f000000449a6df4e379ef6fb63946d57156f68ca82b729dd1461f1b00000019eb38d6bd8d31b7cdd666c6cab1b73689d6ae55aa6e00000044e6b862bbed35f4d8aa57efd5b736666f75bb57ae1531010000c8c888ab5a5bb5eaea1139476bad8fd1cc6d6f555a3600000022a2ea5c59e15a67c66bcd6dd66abdd4d467ddf69601000040647579c93ee39ab9da7def2d4f3d2bdbaa610e7501000090714516db1ccbadd597deecb56285889435b656ab2e00000022d9f7c8876d6cf7c17dce78b9ac8894b36cb9561400000019718c6db9efe376afc896b5ae683daab5ec1133a3620200001019bdf76d1f5bf5b1ce5aaf67f43e7b9bb391210d1b0000001932f33eab65e5798ca7f7d76abd57dba64a95e6361a0000009169b5ada27a1c87f1bf97162b2c3b952dcd6d8c040000202315d78ab12e43561bafb98e1cd12a7255ef6d03000040443c5d799dc7728e8fa62f6fd5ae1eb12a7b6b22ab6c1d000080cc6bacb59c15396f63bcd933f7967bacd9fb6cdb5aa53500000022456b6deb95536b7db66af7aa7b3b46eba3efa28b0000002022ef63ee73f636223232726e55db16546bdba896d70100004046767dd3b7394b8beb88d97af46d466ff42eaeeb04000020322342196df63e55d5685aebc318aa2ad6511d0000808cf3bacea35ae56855b65b1b336f65f4d123ce33d61a1d000080c87acde3b9ac28e711f35663d47db5de32579eaf71d50400004046ab212a8facf9f2927d76dedcce5e751c97361ca900000088ecb7deb7bcce31667968ed96759f11eb7a3ed4d85c99000000c8b0352df4dedb361e2af632b4f3783972cbea5a5d0d000080c8d4ca78b8a9bcd55e66eb7139e26c6dd6157dd45500000044e678d8db9c33cf9c31fa2cf5fa52d9ee43c5b19a8a02000020e3617fb8efa37a7faefea08feb3c5f4f61eb795da1a26502000010abcf31e7ac31b7d61fb2ea3c9ec3e855ea8c2ea25702000010bd5569db1cfda3615c718523471fd751adaac7ca2e000000b8e638b3b2b7567b5b71acb37a45cb3a9e4b64ada8a8000000e0ff8782b29d');
INSERT INTO feature VALUES(1,'descriptor',1,X'53444246020001009e0000009e0000007ac33f902700cdcc4c3e89e4bcbf8f214ac1fe8432416f120339cdcc4c3bdd24e63d0000be4206763b4208a1cf4100007a420b01b43822b06d3e0e8227c4da90d4422f75c6bfcef392bfb8fc0742592f8941ad74f13f0603a441a1d4b3410807dd40b2c44341053ea0418a33084108175541f89881415bf14141ef3f0a41d66715412e66bb409195a540643cc9406944a34058fa3340a78a74409d9d844057763940');
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
) STRICT;
INSERT INTO model VALUES(1,'6af82843388dd8f5015cd514f5f7d3cd','cnn',1,'{}',1795424265,1);
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
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO change VALUES(1,NULL,'folder',1795424265);
INSERT INTO change VALUES(2,NULL,'folder',1795424265);
INSERT INTO change VALUES(3,1,'added',1795424266);
INSERT INTO change VALUES(4,2,'added',1795424266);
INSERT INTO change VALUES(5,1,'files',1795424266);
INSERT INTO change VALUES(6,3,'added',1795424266);
INSERT INTO change VALUES(7,4,'added',1795424266);
INSERT INTO change VALUES(8,NULL,'folder',1795424266);
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
INSERT INTO sample_tag VALUES(1,1,0.99824041128158569335,'model+name',1);
INSERT INTO sample_tag VALUES(43,1,0.9481976628303527832,'model',1);
INSERT INTO sample_tag VALUES(43,2,0.99914324283599853515,'model',1);
INSERT INTO sample_tag VALUES(43,4,0.99897706508636474609,'model',1);
INSERT INTO sample_tag VALUES(44,3,0.95119816064834594726,'model+name',1);
INSERT INTO sample_tag VALUES(45,3,NULL,'file',NULL);
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
INSERT INTO witness VALUES(1,'model',1,1,0.80405288934707641601,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',9,4,0.022470386698842048645,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',10,5,0.0083535220474004745483,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',14,2,0.055689863860607147216,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',15,3,0.030308324843645095825,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',43,1,0.9481976628303527832,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',44,2,0.051802292466163635253,1,NULL,NULL);
INSERT INTO witness VALUES(1,'name',1,1,0.94999998807907104492,NULL,'kick','folder');
INSERT INTO witness VALUES(2,'model',10,4,0.042029969394207000732,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',11,2,0.26165631413459777832,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',12,3,0.093546815216541290283,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',18,1,0.41785410046577453613,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',22,5,0.022986363619565963745,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',43,1,0.99914324283599853515,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',44,2,0.00085678882896900177001,1,NULL,NULL);
INSERT INTO witness VALUES(2,'name',33,1,0.76700001955032348632,NULL,'cafe','file');
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
INSERT INTO daemon VALUES(1,'stopped',NULL,NULL,1795424265);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('change',8);
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
COMMIT;
