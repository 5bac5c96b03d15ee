-- A lost phone is revoked: its session stays as a row, so that its next contact can be told, and opens nothing.
ALTER TABLE sessions ADD COLUMN revoked_at INTEGER;
ALTER TABLE sessions ADD COLUMN dev TEXT NOT NULL DEFAULT '';  -- the phone's own store, as its pushes name it
