-- SPDX-License-Identifier: GPL-2.0-or-later
-- How far each sound reaches, from its beginning to its end: what draws its waveform.

DROP VIEW v1_feature;
DROP VIEW feature;

CREATE TABLE peaks (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;

CREATE VIEW feature AS
SELECT sample_id, 'mel' AS kind, version, data FROM mel
UNION ALL
SELECT sample_id, 'descriptor', version, data FROM descriptor
UNION ALL
SELECT sample_id, 'embedding', version, data FROM embedding
UNION ALL
SELECT sample_id, 'peaks', version, data FROM peaks;

CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;
