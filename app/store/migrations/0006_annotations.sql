-- What the file itself said of its time and place, beside what `blobs` already keeps of it.
ALTER TABLE blobs ADD COLUMN taken_tag TEXT NOT NULL DEFAULT '';        -- DateTimeOriginal, DateTimeDigitized, DateTime, GPS
ALTER TABLE blobs ADD COLUMN taken_offset INTEGER;                      -- minutes east of UTC; NULL: the file does not say
ALTER TABLE blobs ADD COLUMN offset_from TEXT NOT NULL DEFAULT '' CHECK (offset_from IN ('','camera','gps'));
ALTER TABLE blobs ADD COLUMN accuracy_m REAL;
ALTER TABLE blobs ADD COLUMN direction REAL;                            -- degrees clockwise from north
ALTER TABLE blobs ADD COLUMN destroyed_at INTEGER;                      -- the bytes are gone for good, by the rule of retention

-- What people draw upon a picture: a layer of its own, kept whole in every version; the picture never changes.
CREATE TABLE annotations (
  evidence_id INTEGER NOT NULL REFERENCES evidence(id),
  version INTEGER NOT NULL CHECK (version > 0),
  shapes_json TEXT NOT NULL,                                            -- canonical, domain/annotations.py
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),                     -- over shapes_json
  person_id INTEGER NOT NULL REFERENCES people(id),
  after_seal INTEGER NOT NULL DEFAULT 0 CHECK (after_seal IN (0,1)),    -- drawn when the visit was sealed already
  at INTEGER NOT NULL,
  PRIMARY KEY (evidence_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX annotations_person ON annotations(person_id);
CREATE TRIGGER annotations_no_update BEFORE UPDATE ON annotations BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER annotations_no_delete BEFORE DELETE ON annotations BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Originals that were opened, for the pages that show it to those concerned; the audit trail holds the same, chained.
CREATE TABLE openings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  evidence_id INTEGER NOT NULL REFERENCES evidence(id),
  person_id INTEGER NOT NULL REFERENCES people(id),
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX openings_evidence ON openings(evidence_id, at);
CREATE INDEX openings_person ON openings(person_id, at);
