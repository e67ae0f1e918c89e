-- SPDX-License-Identifier: GPL-2.0-or-later
-- The vocabulary, and the models that speak it.

-- name: tag_find
SELECT id FROM tag WHERE facet = :facet AND name = :name;

-- name: tag_insert
INSERT INTO tag (facet, name) VALUES (:facet, :name) RETURNING id;

-- name: tag_word_put
INSERT OR IGNORE INTO tag_word (word, tag_id) VALUES (lower(:word), :tag);

-- name: model_find
SELECT id, current FROM model WHERE key = :key;

-- name: model_insert
INSERT INTO model (key, arch, feature_version, metrics)
VALUES (:key, :arch, :feature_version, :metrics)
RETURNING id;

-- name: model_retire
UPDATE model SET current = 0 WHERE current = 1 AND id <> :id;

-- name: model_make_current
UPDATE model SET current = 1 WHERE id = :id AND current = 0;

-- name: model_node_put
INSERT OR IGNORE INTO model_node (model_id, node, tag_id) VALUES (:model, :node, :tag);

-- name: model_node_get
SELECT tag_id FROM model_node WHERE model_id = :model AND node = :node;
