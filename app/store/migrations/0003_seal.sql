-- The seal: an append-only log as an RFC 6962 tree, what each entry covers, and who signed. Rule: docs/seal.md.

CREATE TABLE seal_entries (
  idx INTEGER PRIMARY KEY CHECK (idx >= 0),                  -- the place in the log, dense from 0
  kind TEXT NOT NULL,
  visit_id INTEGER REFERENCES visits(id),
  text TEXT NOT NULL,                                        -- canonical JSON
  sidik TEXT NOT NULL UNIQUE CHECK (length(sidik) = 64),     -- SHA-256 of text
  leaf TEXT NOT NULL CHECK (length(leaf) = 64),
  ticket TEXT NOT NULL DEFAULT '',                           -- the signed line that papers print
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX seal_entries_visit ON seal_entries(visit_id, kind);
CREATE INDEX seal_entries_kind ON seal_entries(kind, idx);

-- hashes of the full subtrees, so that appending, root and proofs cost a few rows however long the log is
CREATE TABLE seal_nodes (
  level INTEGER NOT NULL CHECK (level >= 0),
  idx INTEGER NOT NULL CHECK (idx >= 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- what an entry covers, as it was sealed; text is NULL once its time to be kept is over, the leaf stays
CREATE TABLE seal_items (
  entry_idx INTEGER NOT NULL REFERENCES seal_entries(idx),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  item_id TEXT NOT NULL,
  leaf TEXT NOT NULL CHECK (length(leaf) = 64),
  text TEXT,
  PRIMARY KEY (entry_idx, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE seal_checkpoints (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  root TEXT NOT NULL CHECK (length(root) = 64),
  note TEXT NOT NULL,                                        -- the signed note, C2SP
  key_id TEXT NOT NULL CHECK (length(key_id) = 8),
  at INTEGER NOT NULL
) STRICT;

-- the random secret under which a visit's items are salted until it is sealed
CREATE TABLE seal_secrets (
  visit_id INTEGER PRIMARY KEY REFERENCES visits(id),
  secret TEXT NOT NULL CHECK (length(secret) = 64)
) STRICT;

CREATE TRIGGER seal_entries_dense BEFORE INSERT ON seal_entries WHEN NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM seal_entries)
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_entries_no_update BEFORE UPDATE ON seal_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_entries_no_delete BEFORE DELETE ON seal_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_nodes_new BEFORE INSERT ON seal_nodes
    WHEN EXISTS (SELECT 1 FROM seal_nodes WHERE level = NEW.level AND idx = NEW.idx)
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_nodes_no_update BEFORE UPDATE ON seal_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_nodes_no_delete BEFORE DELETE ON seal_nodes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_items_new BEFORE INSERT ON seal_items
    WHEN EXISTS (SELECT 1 FROM seal_items WHERE entry_idx = NEW.entry_idx AND position = NEW.position)
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_items_only_destroyed BEFORE UPDATE ON seal_items
    WHEN NEW.text IS NOT NULL OR NEW.entry_idx <> OLD.entry_idx OR NEW.position <> OLD.position
      OR NEW.kind <> OLD.kind OR NEW.item_id <> OLD.item_id OR NEW.leaf <> OLD.leaf
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_items_no_delete BEFORE DELETE ON seal_items BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_checkpoints_new BEFORE INSERT ON seal_checkpoints
    WHEN NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM seal_checkpoints)
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_checkpoints_no_update BEFORE UPDATE ON seal_checkpoints BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER seal_checkpoints_no_delete BEFORE DELETE ON seal_checkpoints BEGIN SELECT RAISE(ABORT, 'append-only'); END;
