-- Findings from outside a visit: the letter they came with. They, and the pictures of their responses, have no visit.
CREATE TABLE letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  org_id INTEGER NOT NULL REFERENCES orgs(id),                 -- the unit whose planning staff follows it up
  source TEXT NOT NULL CHECK (source IN ('ombudsman','itwasda','siwas','bagren')),
  number TEXT NOT NULL,
  letter_on TEXT NOT NULL,
  entered_by INTEGER NOT NULL REFERENCES people(id),
  entered_at INTEGER NOT NULL,
  UNIQUE (org_id, source, number)
) STRICT;
ALTER TABLE findings ADD COLUMN letter_id INTEGER REFERENCES letters(id);
ALTER TABLE findings ADD COLUMN checklist_version_id INTEGER REFERENCES checklist_versions(id);  -- of its item, without a visit
CREATE INDEX findings_letter ON findings(letter_id);

-- SQLite changes a column's NOT NULL by its text alone, as its manual on ALTER TABLE describes; no row changes
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'visit_id INTEGER NOT NULL REFERENCES visits(id)', 'visit_id INTEGER REFERENCES visits(id)')
 WHERE type = 'table' AND name IN ('findings', 'evidence');
PRAGMA writable_schema = RESET;
CREATE TRIGGER findings_origin BEFORE INSERT ON findings WHEN (NEW.visit_id IS NULL) = (NEW.letter_id IS NULL)
  BEGIN SELECT RAISE(ABORT, 'a finding comes from a visit or from a letter'); END;
CREATE TRIGGER evidence_origin BEFORE INSERT ON evidence WHEN NEW.visit_id IS NULL AND NEW.step_uid IS NULL
  BEGIN SELECT RAISE(ABORT, 'a picture without a visit belongs to a response'); END;
