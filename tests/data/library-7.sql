-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 7, as sampledb of that version has left it
-- (tests/data/library.sh): what an upgrade starts from.
PRAGMA application_id = 1396982321;
PRAGMA user_version = 7;
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
INSERT INTO folder VALUES(1,X'2f6d75736963',NULL,'ok',NULL,1795424272,65024,11706547,1795424273,4079990279240404495,NULL,'on demand',NULL,1795424272);
INSERT INTO folder VALUES(2,X'2f6472697665',NULL,'offline','No such file or directory',1795424273,65024,12263761,1795424272,4079990279240404495,NULL,'on demand',NULL,1795424272);
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
INSERT INTO sample VALUES(1,X'b19fe52074671713f14edfba2afd9c6c',1600,8000,1,0.2000000000000000111,-1.475724339485168457,46.86525726318359375,NULL,NULL,'drums.kick',1.0,NULL,NULL,1,1795424272,NULL,NULL,NULL,NULL,0);
INSERT INTO sample VALUES(2,X'3ec61005d6c5745018e7d5014976bc27',1600,8000,1,0.2000000000000000111,-0.70655924081802368164,697.79125976562499998,'oneshot',0.99609678983688354492,NULL,NULL,NULL,NULL,1,1795424272,NULL,NULL,'oneshot',0.99609678983688354492,0);
INSERT INTO sample VALUES(3,X'583d9724b4a84e57edd08e89588388c9',8000,8000,1,1.0,-0.78048217296600341796,54.463661193847656251,'loop',1.0,NULL,NULL,120.0,NULL,1,1795424272,NULL,NULL,NULL,NULL,0);
INSERT INTO sample VALUES(4,X'4fae775f85941a507b31266ed81ff944',1600,8000,1,0.2000000000000000111,-0.78048217296600341796,897.98187255859374996,'oneshot',0.99553525447845458984,NULL,NULL,NULL,NULL,1,1795424272,NULL,NULL,'oneshot',0.99553525447845458984,0);
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
INSERT INTO file VALUES(1,1,X'636166e92e776176','caf�.wav',1644,1795424271747096396,11706751,'ok',2,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(2,1,X'62726f6b656e2e776176',NULL,9,1795424271860432410,11706944,'failed',NULL,NULL,'not an audio file',1,'0.1.0');
INSERT INTO file VALUES(3,2,X'62617373203132302e776176',NULL,8076,1795424271840432409,12263763,'ok',3,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(4,3,X'6b69636b20312e776176',NULL,1644,1795424271704432405,11706578,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(5,3,X'636f70792e776176',NULL,1644,1795424271714090109,11706730,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(6,5,X'736e6172652e776176',NULL,1644,1795424271860432410,12263764,'ok',4,'WAV PCM 8',NULL,1,'0.1.0');
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
INSERT INTO feature VALUES(1,'embedding',1,X'534442460300010098000000980000008c531b42933e38fcaf3f64685baea31c89fc9c71000000004dd7c93b5e006600008e01770000004c00000000cec7f4000000000000006d002f00000000000000003a0000335450000035a100000047001c4f00000010630069000a00000000005900f40000000000440000000092d74f002c00d600800031004f960000000000dcff0000b56a000000b50000c483ec00000085005300006e00764e00');
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
INSERT INTO model VALUES(1,'946bb7e7d2ed607ef57918885e772a26','cnn',1,'{}',1795424272,1,X'933e38fcaf3f64685baea31c89fc9c71','base',NULL,NULL,0,1795424281,33,0.81499999761581420898,0.95499998331069946289,0.95499998331069946289);
INSERT INTO model VALUES(2,'19974f56a806e64b8f140d4afd028e1d','linear',1,'{}',1795424280,0,X'c0012965b64c69274ebe9baea5979cf5','import',NULL,1,0,1795424280,4,2.0,2.0,2.0);
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
INSERT INTO change VALUES(1,NULL,'folder',1795424272);
INSERT INTO change VALUES(2,NULL,'folder',1795424272);
INSERT INTO change VALUES(3,1,'added',1795424272);
INSERT INTO change VALUES(4,2,'added',1795424272);
INSERT INTO change VALUES(5,3,'added',1795424272);
INSERT INTO change VALUES(6,1,'files',1795424272);
INSERT INTO change VALUES(7,4,'added',1795424272);
INSERT INTO change VALUES(8,NULL,'folder',1795424273);
INSERT INTO change VALUES(9,1,'tags',1795424273);
INSERT INTO change VALUES(10,1,'tags',1795424273);
INSERT INTO change VALUES(11,3,'tags',1795424274);
INSERT INTO change VALUES(12,1,'tags',1795424274);
INSERT INTO change VALUES(13,3,'tags',1795424275);
INSERT INTO change VALUES(14,1,'tags',1795424280);
INSERT INTO change VALUES(15,2,'tags',1795424280);
INSERT INTO change VALUES(16,3,'tags',1795424280);
INSERT INTO change VALUES(17,4,'tags',1795424280);
INSERT INTO change VALUES(18,1,'tags',1795424281);
INSERT INTO change VALUES(19,2,'tags',1795424281);
INSERT INTO change VALUES(20,3,'tags',1795424281);
INSERT INTO change VALUES(21,4,'tags',1795424281);
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
INSERT INTO sample_tag VALUES(1,1,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(43,2,0.99609678983688354492,'model',1);
INSERT INTO sample_tag VALUES(43,4,0.99553525447845458984,'model',1);
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
INSERT INTO witness VALUES(1,'model',1,1,0.73474675416946411132,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',9,4,0.028826838359236717224,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',10,5,0.011787380091845989227,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',14,2,0.065628118813037872314,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',15,3,0.037751808762550354003,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',43,1,0.90740489959716796875,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',44,2,0.092595152556896209716,1,NULL,NULL);
INSERT INTO witness VALUES(1,'name',1,1,0.94999998807907104492,NULL,'kick','folder');
INSERT INTO witness VALUES(1,'user',1,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(2,'model',10,4,0.046631854027509689331,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',11,2,0.24396181106567382812,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',12,3,0.09645512700080871582,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',18,1,0.37415140867233276367,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',22,5,0.027144502848386764526,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',43,1,0.99609678983688354492,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',44,2,0.0039032562635838985443,1,NULL,NULL);
INSERT INTO witness VALUES(2,'name',33,1,0.76700001955032348632,NULL,'cafe','file');
INSERT INTO witness VALUES(3,'file',45,1,NULL,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'model',1,2,0.034830808639526367187,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',14,1,0.77365839481353759765,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',15,4,0.014283129014074802398,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',18,3,0.021075127646327018737,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',28,5,0.01249093562364578247,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',43,2,0.2220563441514968872,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',44,1,0.77794367074966430664,1,NULL,NULL);
INSERT INTO witness VALUES(3,'name',15,1,0.93500000238418579101,NULL,'bass','file');
INSERT INTO witness VALUES(3,'name',44,1,0.85000002384185791015,NULL,'bass loop','folder');
INSERT INTO witness VALUES(3,'user',44,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',47,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(3,'user',48,1,1.0,NULL,NULL,NULL);
INSERT INTO witness VALUES(4,'model',10,4,0.033151540905237197875,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',11,3,0.17727473378181457519,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',12,2,0.18858739733695983886,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',18,1,0.3628558516502380371,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',31,5,0.025390785187482833862,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',43,1,0.99553525447845458984,1,NULL,NULL);
INSERT INTO witness VALUES(4,'model',44,2,0.0044647036120295524597,1,NULL,NULL);
INSERT INTO witness VALUES(4,'name',2,1,0.93500000238418579101,NULL,'snare','file');
CREATE TABLE daemon (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT    NOT NULL
        CHECK (state IN ('stopped', 'starting', 'idle', 'working', 'paused')),
  why   TEXT,
  pid   INTEGER CHECK (pid > 0),
  since INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO daemon VALUES(1,'stopped',NULL,NULL,1795424272);
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
INSERT INTO feedback VALUES(1,X'd40122a7a5bb06318242c1fdcac055fe',X'b19fe52074671713f14edfba2afd9c6c','category','drums.snare',1,'user','946bb7e7d2ed607ef57918885e772a26','drums.kick',1795424273393);
INSERT INTO feedback VALUES(2,X'a71d3df9942288250c72a6b23b023c14',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',1,'user','946bb7e7d2ed607ef57918885e772a26',NULL,1795424273394);
INSERT INTO feedback VALUES(3,X'4e2a449fbc343e2da3f17e1d52e1c27c',X'b19fe52074671713f14edfba2afd9c6c','category','drums.tom',-1,'user','946bb7e7d2ed607ef57918885e772a26','drums.kick',1795424273395);
INSERT INTO feedback VALUES(4,X'd3744b4a7956384d7f76037674d07c76',X'b19fe52074671713f14edfba2afd9c6c','category','drums.kick',1,'user',NULL,NULL,1795424273708);
INSERT INTO feedback VALUES(5,X'426b2f943718660eeb5cbceee8ba2151',X'583d9724b4a84e57edd08e89588388c9','key','Am',1,'user','946bb7e7d2ed607ef57918885e772a26',NULL,1795424274238);
INSERT INTO feedback VALUES(6,X'81e09ba8049286542d2cf6a6731b1926',X'583d9724b4a84e57edd08e89588388c9','form','loop',1,'user','946bb7e7d2ed607ef57918885e772a26',NULL,1795424274239);
INSERT INTO feedback VALUES(7,X'28a295ff6fad04b7b5aef13a5101e622',X'b19fe52074671713f14edfba2afd9c6c','user','favourite',0,'user',NULL,NULL,1795424274618);
INSERT INTO feedback VALUES(8,X'7d4230d2759ca24e96e140e37b4e09f5',X'583d9724b4a84e57edd08e89588388c9','user','dark',1,'user','946bb7e7d2ed607ef57918885e772a26',NULL,1795424275001);
INSERT INTO feedback VALUES(9,X'05f2d43ff56ba8ab9781eca85777c3d8',X'00112233445566778899aabbccddeeff','category','bass',-1,'an app',NULL,NULL,1795300000000);
CREATE TABLE rejected (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  tag_id    INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO rejected VALUES(1,9);
CREATE TABLE ledger (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  tail  INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES(1,1341,2221107133);
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
INSERT INTO feedback_in VALUES(1,X'6e7bc74417318469b9931a3cac8d580f',1,NULL,'nonsense:x',1,'app',1795424274,'nonsense:x: a facet is category, form, bpm, key, note or user');
CREATE TABLE model_data (
  model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  data     BLOB    NOT NULL
) STRICT;
INSERT INTO model_data VALUES(2,X'00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('change',21);
INSERT INTO sqlite_sequence VALUES('feedback',9);
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
CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples,
       m.made_by, m.parent_id, m.corrections, m.used_at,
       CASE WHEN m.trunk IS NOT NULL THEN lower(hex(m.trunk)) END AS trunk, m.leaves,
       m.leaf_threshold, m.parent_threshold, m.form_threshold,
       (SELECT length(d.data) FROM model_data d WHERE d.model_id = m.id) AS bytes
  FROM model m;
COMMIT;
