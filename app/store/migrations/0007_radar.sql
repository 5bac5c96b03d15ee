-- the radar: which photos are alike, and what a person judged of it. Rule: docs/radar.md

-- photos that were sketched; what is_flat shows too little to be compared
CREATE TABLE likeness_photos (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL UNIQUE REFERENCES blobs(sha256),
  is_flat INTEGER NOT NULL CHECK (is_flat IN (0,1)),
  made_at INTEGER NOT NULL
) STRICT;

-- their sketches, one row for each band: looked up by key alone
CREATE TABLE likeness_keys (
  key INTEGER NOT NULL,
  photo_id INTEGER NOT NULL REFERENCES likeness_photos(id),
  part INTEGER NOT NULL,                                     -- which part of the picture it describes
  hash INTEGER NOT NULL,
  PRIMARY KEY (key, photo_id, part)
) STRICT, WITHOUT ROWID;

-- the uses of photos that were looked at, and what their bytes were then
CREATE TABLE likeness_looked (
  evidence_id INTEGER PRIMARY KEY REFERENCES evidence(id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  at INTEGER NOT NULL
) STRICT;

-- what the radar saw: two uses of pictures that are the same, or one that contradicts its visit (no other)
CREATE TABLE likeness_hits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,                                  -- made of what it is about: found again, it is the same hit
  kind TEXT NOT NULL CHECK (kind IN ('file','alike','time','place')),
  evidence_id INTEGER NOT NULL REFERENCES evidence(id),      -- the later use
  other_id INTEGER REFERENCES evidence(id),                  -- the earlier one
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),          -- what the bytes of each were
  other_sha256 TEXT CHECK (length(other_sha256) = 64),
  signs TEXT NOT NULL DEFAULT '',                            -- how it was changed, in codes, space-separated
  amount REAL,                                               -- share that agrees; hours or metres off
  found_at INTEGER NOT NULL,
  verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('','reused','allowed','false_alarm')),
  reason TEXT NOT NULL DEFAULT '',
  judged_by INTEGER REFERENCES people(id),
  judged_at INTEGER,
  CHECK ((kind IN ('file','alike')) = (other_id IS NOT NULL)),
  CHECK ((other_id IS NULL) = (other_sha256 IS NULL)),
  CHECK ((verdict = '') = (judged_by IS NULL)),
  CHECK ((verdict = '') = (judged_at IS NULL))
) STRICT;
CREATE INDEX likeness_hits_evidence ON likeness_hits(evidence_id);
CREATE INDEX likeness_hits_other ON likeness_hits(other_id);
CREATE INDEX likeness_hits_verdict ON likeness_hits(verdict, found_at);
CREATE INDEX likeness_hits_pair ON likeness_hits(sha256, other_sha256);
