-- SPDX-License-Identifier: GPL-2.0-or-later
-- Models: which there are, which is in use, and their weights.

-- name: model_find
SELECT id FROM model WHERE key = :key;

-- name: model_insert
INSERT INTO model (key, arch, feature_version, metrics)
VALUES (:key, :arch, :feature_version, :metrics)
RETURNING id;

-- name: model_describe
-- What follows from the model itself; a row of an older program lacks it.
UPDATE model
   SET trunk = :trunk, leaves = :leaves, leaf_threshold = :leaf_threshold,
       parent_threshold = :parent_threshold, form_threshold = :form_threshold
 WHERE id = :id
   AND (trunk IS NOT :trunk OR leaves IS NOT :leaves
        OR leaf_threshold IS NOT :leaf_threshold
        OR parent_threshold IS NOT :parent_threshold
        OR form_threshold IS NOT :form_threshold);

-- name: model_origin
UPDATE model SET made_by = :made_by, parent_id = :parent, corrections = :corrections
 WHERE id = :id;

-- name: model_node_put
INSERT OR IGNORE INTO model_node (model_id, node, tag_id) VALUES (:model, :node, :tag);

-- name: model_nodes
SELECT o.node, o.tag_id, t.name
  FROM model_node o
  JOIN tag t ON t.id = o.tag_id
 WHERE o.model_id = :id
 ORDER BY o.node;

-- name: model_of
SELECT key, trunk, leaves, leaf_threshold, parent_threshold, form_threshold,
       coalesce((SELECT id FROM tag WHERE facet = 'form' AND name = 'oneshot'), 0),
       coalesce((SELECT id FROM tag WHERE facet = 'form' AND name = 'loop'), 0)
  FROM model WHERE id = :id;

-- name: model_in_use
SELECT id FROM model WHERE current = 1;

-- name: model_standing
-- The one in use, if a user has put it there.
SELECT m.id
  FROM model m
 WHERE m.current = 1 AND m.made_by <> 'base' AND m.feature_version = :feature_version
   AND EXISTS (SELECT 1 FROM model_data d WHERE d.model_id = m.id);

-- name: model_retire
UPDATE model SET current = 0 WHERE current = 1;

-- name: model_make_current
UPDATE model SET current = 1, used_at = unixepoch() WHERE id = :id;

-- name: model_after
UPDATE model SET before_id = (SELECT b.id FROM model b WHERE b.current = 1 AND b.id <> :id)
 WHERE id = :id;

-- name: model_before
SELECT m.before_id FROM model m WHERE m.current = 1 AND m.before_id IS NOT NULL;

-- name: model_data_put
INSERT OR IGNORE INTO model_data (model_id, data) VALUES (:id, :data);

-- name: model_data
SELECT data FROM model_data WHERE model_id = :id;

-- name: model_data_drop
DELETE FROM model_data WHERE model_id = :id;

-- name: model_each
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.used_at, m.made_by,
       coalesce(m.parent_id, 0), m.corrections, m.current, m.leaves,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id),
       coalesce((SELECT length(d.data) FROM model_data d WHERE d.model_id = m.id), 0)
  FROM model m
 ORDER BY m.id;
