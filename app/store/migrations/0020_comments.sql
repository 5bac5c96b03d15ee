-- What team and station write to each other about a finding, and how far each person has read it.
CREATE TABLE finding_comments (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,                                    -- made by the form, so that sending twice is sending once
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  side TEXT NOT NULL CHECK (side IN ('station','team')),       -- for whom the writer spoke
  text TEXT NOT NULL CHECK (length(text) > 0),
  person_id INTEGER NOT NULL REFERENCES people(id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_comments_finding ON finding_comments(finding_id, id);
CREATE INDEX finding_comments_at ON finding_comments(at);

CREATE TABLE finding_reads (
  person_id INTEGER NOT NULL REFERENCES people(id),
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  comment_id INTEGER NOT NULL REFERENCES finding_comments(id), -- the newest that was on the person's screen
  PRIMARY KEY (person_id, finding_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER finding_comments_no_update BEFORE UPDATE ON finding_comments BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finding_comments_no_delete BEFORE DELETE ON finding_comments BEGIN SELECT RAISE(ABORT, 'append-only'); END;
