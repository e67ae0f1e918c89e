-- SPDX-License-Identifier: GPL-2.0-or-later
-- Models that live in the library: their weights, where they come from, and what they need
-- to be used without reading the weights.

DROP VIEW v1_model;

-- trunk: what makes the embeddings; the same for models that differ in their heads alone.
-- parent_id: what it was made from. before_id: what was in use when it came into use.
ALTER TABLE model ADD COLUMN trunk BLOB CHECK (length(trunk) = 16);
ALTER TABLE model ADD COLUMN made_by TEXT NOT NULL DEFAULT 'base'
  CHECK (made_by IN ('base', 'retrain', 'import'));
ALTER TABLE model ADD COLUMN parent_id INTEGER REFERENCES model;
ALTER TABLE model ADD COLUMN before_id INTEGER REFERENCES model;
ALTER TABLE model ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0 CHECK (corrections >= 0);
ALTER TABLE model ADD COLUMN used_at INTEGER;
ALTER TABLE model ADD COLUMN leaves INTEGER CHECK (leaves > 0);
ALTER TABLE model ADD COLUMN leaf_threshold REAL;
ALTER TABLE model ADD COLUMN parent_threshold REAL;
ALTER TABLE model ADD COLUMN form_threshold REAL;
UPDATE model SET used_at = added_at;

-- The bytes of a model file. The model that is built into the program has none.
CREATE TABLE model_data (
  model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  data     BLOB    NOT NULL
) STRICT;

-- Samples from before there were embeddings get them from their mel BLOBs.
INSERT INTO setting (name, value)
SELECT 'embeddings', 'missing' WHERE EXISTS (SELECT 1 FROM sample);

CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples,
       m.made_by, m.parent_id, m.corrections, m.used_at,
       CASE WHEN m.trunk IS NOT NULL THEN lower(hex(m.trunk)) END AS trunk, m.leaves,
       m.leaf_threshold, m.parent_threshold, m.form_threshold,
       (SELECT length(d.data) FROM model_data d WHERE d.model_id = m.id) AS bytes
  FROM model m;
