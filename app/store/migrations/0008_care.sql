-- work that no request waits for: one row per (kind, ref) until it is done; a lease says that somebody is at it
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL DEFAULT '',                              -- what it is about: a hash, a uid, or nothing
  asked INTEGER NOT NULL DEFAULT 1 CHECK (asked > 0),        -- how often; asked again while it runs, it runs again
  asked_at INTEGER NOT NULL,
  run_at INTEGER NOT NULL,                                   -- not before
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),       -- also says whose the lease is
  lease_until INTEGER,
  failed_at INTEGER,                                         -- given up; a person looks at it
  error TEXT NOT NULL DEFAULT '',
  UNIQUE (kind, ref)
) STRICT;
CREATE INDEX jobs_due ON jobs(run_at) WHERE failed_at IS NULL;
